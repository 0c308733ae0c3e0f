"""The picture in which a nudge of one knob travels through a chain of neurons to the cost."""

from collections.abc import Sequence
from math import prod

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from backprop import Network
from backprop.parameters import Array
from backprop.support import checks
from figures._draw import Point, line, note, number
from figures.interactive.picture import Interactive, model_of
from figures.style import ERROR, INK, MUTED, RULE, SMALL, WIDTH, canvas, layer_colour, picture

MOST = 4  # neurons: as many as there are colours, and room on a telephone
SIZE = 0.01  # of the nudge in the still picture
HIGH = 0.48  # inches, of a link
MIDDLE, HALF = 2.5, 1.15  # inches: where the lines have their middle, and half their length
LEAST = 0.06  # of half a line, for a nudge as long as it: what is shorter is seen larger, as in chain.js


def nudge(x: float, y: float, w: Sequence[float], b: Sequence[float]) -> Interactive:
    """Turn one knob of a chain of neurons, and watch each link stretch or shrink the nudge.

    x, y   what goes in, and what is wanted
    w, b   the weight and the bias of each neuron, at most four

    All neurons are sigmoids, and the cost is the quadratic one.

    Raises ValueError for more neurons, for lists that differ in length, and for what is not a finite number.
    """
    if not (1 <= len(w) <= MOST and len(w) == len(b)):
        raise ValueError(
            f"w has {len(w)} numbers and b has {len(b)}; expected one of each for 1 to {MOST} neurons"
        )
    net = Network([1] * (len(w) + 1), activation="sigmoid", output="sigmoid", seed=0)
    net.set_parameters([np.array([[weight]]) for weight in w], [np.array([[bias]]) for bias in b])
    given = checks.columns("x", [[x]], 1, 1).astype(float)
    target = checks.columns("y", [[y]], 1, 1).astype(float)
    data = {"network": model_of(net), "x": float(x), "y": float(y)}
    return Interactive("nudge", data, travelled(net, given, target))


@picture
def travelled(net: Network, x: Array, y: Array) -> Figure:
    """Draw what a nudge of the first weight became at each link of a chain, and the product of the links."""
    before, after = _values(net, x, y), _values(net, x, y, SIZE)
    links = _links(net, x, y)
    count = len(net.weights)
    names = [f"${letter}_{l}$" for l in range(count) for letter in "za"] + ["$C$"]
    colours = [layer_colour(l) for l in range(count) for _ in "za"] + [ERROR]
    height = HIGH * len(links) + 1.15
    figure, ax = canvas(height)
    level, end, lens = height - 0.29, HALF, 1
    _write_row(ax, level, f"$w_0$ = {net.weights[0].item() + SIZE:g}", f"+{SIZE}", colours[0])
    seen = f"seen {1 / SIZE:.0f}\N{MULTIPLICATION SIGN} larger"
    note(ax, (MIDDLE - HALF, level + 0.15), seen, MUTED, **_LEFT)
    _draw_bar(ax, level, end, colours[0])
    stretch = 1.0
    for name, colour, old, new, (why, factor) in zip(names, colours, before, after, links, strict=True):
        stretch *= abs(factor)
        larger = 1
        while 0 < stretch * lens * larger < LEAST:
            larger *= 10
        lens *= larger
        below, now = level - HIGH, HALF * (new - old) / SIZE * lens
        turn = below + 0.55 * HIGH if larger > 1 else below
        reach = now / larger
        _draw_band(ax, (level, end), (turn, reach), colour, 0.24)
        if larger > 1:
            _draw_band(ax, (turn, reach), (below, now), colour, 0.09)
            seen = f"{larger}\N{MULTIPLICATION SIGN} larger"
            side = MIDDLE + (HALF if now < 0 else -HALF)
            note(ax, (side, below + 0.15), seen, MUTED, **(_RIGHT if now < 0 else _LEFT))
        _draw_bar(ax, below, now, colour)
        note(ax, (0.05, level - HIGH / 2), why, MUTED, **_LEFT)
        note(ax, (WIDTH - 0.05, level - HIGH / 2), f"\N{MULTIPLICATION SIGN} {number(factor, 4)}", **_RIGHT)
        digits = 6 if name == "$C$" else 4
        _write_row(ax, below, f"{name} = {number(new, digits)}", _signed(new - old), colour)
        level, end = below, now
    rise = after[-1] - before[-1]
    line(ax, (0.05, level - 0.2), (WIDTH - 0.05, level - 0.2), RULE)
    results = {
        f"product of the {len(links)} links": prod(factor for _, factor in links),
        f"measured: {_signed(rise)} / {SIZE}": rise / SIZE,
    }
    for place, (words, slope) in enumerate(results.items()):
        _write_row(ax, level - 0.4 - 0.26 * place, words, _signed(slope), INK)
    return figure


_LEFT = {"ha": "left", "fontsize": SMALL}
_RIGHT = {"ha": "right", "fontsize": SMALL}


def _values(net: Network, x: Array, y: Array, size: float = 0.0) -> list[float]:
    """Return z, a, z, a, ..., C after a nudge of the first weight."""
    nudged = Network(net.sizes, activation="sigmoid", output="sigmoid", seed=0)
    nudged.set_parameters([net.weights[0] + size, *net.weights[1:]], net.biases)
    zs, activations = nudged.forward_pass(x)
    pairs = zip(zs, activations[1:], strict=True)
    return [value.item() for pair in pairs for value in pair] + [float(nudged.cost(x, y))]


def _links(net: Network, x: Array, y: Array) -> list[tuple[str, float]]:
    """Return what each link is, and its slope (@eq-input-slope)."""
    zs, activations = net.forward_pass(x)
    last = len(zs) - 1
    links = [("input $x$", x.item())]
    for l, z in enumerate(zs):
        links += [(f"weight $w_{l}$", net.weights[l].item())] if l else []
        links.append(("slope of $\\sigma$", net.functions[l].derivative(z).item()))
    return [*links, (f"$a_{last} - y$", (activations[-1] - y).item())]


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + number(value, 6)


def _write_row(ax: Axes, level: float, words: str, change: str, colour: str) -> None:
    note(ax, (0.05, level), words, colour, **_LEFT)
    note(ax, (WIDTH - 0.05, level), change, **_RIGHT)


def _draw_bar(ax: Axes, level: float, end: float, colour: str) -> None:
    line(ax, (MIDDLE - HALF, level), (MIDDLE + HALF, level), RULE, 1.5)
    line(ax, (MIDDLE, level), (MIDDLE + end, level), colour, 4, zorder=4)
    ax.plot(MIDDLE + end, level, "o", color=colour, markersize=6, zorder=5)


def _draw_band(ax: Axes, start: Point, stop: Point, colour: str, alpha: float) -> None:
    """Draw what a link makes of a nudge: from one (level, end of its bar) to another."""
    (top, above), (foot, below) = start, stop
    corners = [(MIDDLE, top), (MIDDLE + above, top), (MIDDLE + below, foot), (MIDDLE, foot)]
    ax.fill(*zip(*corners, strict=True), color=colour, alpha=alpha, linewidth=0, zorder=1)
    line(ax, corners[1], corners[2], colour, 1.0, zorder=3)
