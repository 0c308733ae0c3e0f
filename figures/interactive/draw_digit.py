"""The picture that reads a drawn digit, says why, can be taught, and forgets."""

from collections.abc import Sequence
from math import dist
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from backprop import Network
from backprop.data.drawing import prepare
from backprop.parameters import Array
from backprop.support import checks
from figures._draw import number
from figures.digits import signed
from figures.interactive.base import Interactive, check_cost
from figures.style import INK, MUTED, PAPER, SMALL, WIDTH, layer_colour, picture

Point = tuple[float, float]
Strokes = Sequence[Sequence[Point]]

PEN = 0.075  # the width of the pen, as a share of the pad's side: the medium one of the module
SIDE = 280  # pixels of the pad on which Python draws

# Ten digits, drawn by hand for this book: for each stroke the points it passes, as shares of the pad's
# side from its upper left corner. `smoothed` joins them.
HAND: dict[int, list[list[Point]]] = {
    0: [[(0.56, 0.2), (0.41, 0.24), (0.31, 0.41), (0.3, 0.6), (0.38, 0.77), (0.52, 0.8), (0.65, 0.7),
         (0.7, 0.5), (0.66, 0.31), (0.56, 0.2)]],
    1: [[(0.55, 0.18), (0.53, 0.35), (0.49, 0.6), (0.46, 0.82)]],
    2: [[(0.33, 0.34), (0.38, 0.23), (0.51, 0.19), (0.63, 0.26), (0.63, 0.4), (0.53, 0.56), (0.4, 0.7),
         (0.3, 0.79)], [(0.3, 0.79), (0.5, 0.78), (0.72, 0.79)]],
    3: [[(0.35, 0.25), (0.49, 0.18), (0.62, 0.25), (0.61, 0.38), (0.47, 0.47)],
        [(0.47, 0.47), (0.62, 0.53), (0.66, 0.66), (0.57, 0.78), (0.42, 0.8), (0.31, 0.74)]],
    4: [[(0.38, 0.2), (0.35, 0.36), (0.31, 0.52)], [(0.31, 0.52), (0.5, 0.53), (0.7, 0.5)],
        [(0.64, 0.2), (0.61, 0.45), (0.58, 0.65), (0.56, 0.83)]],
    5: [[(0.66, 0.2), (0.41, 0.22)], [(0.41, 0.22), (0.37, 0.46)],
        [(0.37, 0.46), (0.52, 0.43), (0.64, 0.51), (0.66, 0.64), (0.57, 0.77), (0.43, 0.8), (0.31, 0.74)]],
    6: [[(0.6, 0.18), (0.46, 0.3), (0.37, 0.48), (0.35, 0.66), (0.43, 0.79), (0.56, 0.79), (0.64, 0.68),
         (0.6, 0.56), (0.49, 0.54), (0.38, 0.64)]],
    7: [[(0.3, 0.24), (0.48, 0.23), (0.68, 0.22)], [(0.68, 0.22), (0.58, 0.42), (0.5, 0.62), (0.45, 0.82)]],
    8: [[(0.62, 0.29), (0.52, 0.2), (0.4, 0.25), (0.39, 0.37), (0.5, 0.47), (0.62, 0.58), (0.64, 0.72),
         (0.53, 0.81), (0.4, 0.75), (0.39, 0.62), (0.49, 0.49), (0.6, 0.39), (0.62, 0.29)]],
    9: [[(0.63, 0.32), (0.54, 0.21), (0.41, 0.24), (0.35, 0.37), (0.41, 0.49), (0.53, 0.48), (0.62, 0.37),
         (0.64, 0.29)], [(0.64, 0.29), (0.62, 0.5), (0.58, 0.68), (0.53, 0.83)]],
}  # fmt: skip
# A four in a hurry, or a nine whose loop has stayed open.
HURRIED: list[list[Point]] = [
    [(0.53, 0.2), (0.42, 0.3), (0.34, 0.47)],
    [(0.34, 0.47), (0.48, 0.51), (0.66, 0.47)],
    [(0.66, 0.2), (0.62, 0.45), (0.56, 0.83)],
]

HEIGHT, TILE = 4.0, 1.5  # inches, of the still picture and of each square in it
LEAST = 0.02  # of the largest amount: what is less gets no sign
ROUND = {"solid_capstyle": "round", "solid_joinstyle": "round"}


def draw_digit(net: Network | str | Path, drawing: Strokes | None = None) -> Interactive:
    """Draw a digit and see what a network makes of it; teach the network, and see what it forgets.

    net      with 784 inputs and 10 outputs, or the path of its model file
    drawing  what is on the pad at first: strokes, each a list of points (x, y) from (0, 0), the upper
             left corner, to (1, 1); if None, one that could be a 4 or a 9

    Give the path where the picture will be stored: the network then stays in its own file. In a live
    notebook the picture shares `image`, the 784 pixels that the network received, `answer`, the
    digit it said, and `ink`: set it to an image of any size, and that is put on the pad. When it lies
    there, `ink` is None again.

    Raises ValueError for any other network, and for a drawing without a point.
    """
    if not isinstance(net, (Network, str, Path)):
        raise ValueError(f"net is {checks.shown(net)}; expected a Network or the path of its model file")
    path = None if isinstance(net, Network) else Path(net)
    network = net if isinstance(net, Network) else Network.load(net)
    check_cost(network)
    if (network.sizes[0], network.sizes[-1]) != (784, 10):
        raise ValueError(f"the network's sizes are {network.sizes}; expected [784, ..., 10]")
    samples = [{"digit": digit, "strokes": marks(smoothed(HAND[digit]))} for digit in sorted(HAND)]
    strokes = smoothed(HURRIED) if drawing is None else checked(drawing)
    data: dict[str, Any] = {"start": marks(strokes), "samples": samples}
    if path is None:
        data["network"] = model_of(network)
    image = prepare(rasterised(strokes))
    state = {"ink": None, "image": [], "answer": None}
    files = {} if path is None else {"network": path}
    return Interactive("draw-digit", data, reading(network, image, strokes), files=files, state=state)


def smoothed(strokes: Strokes, parts: int = 5) -> list[list[Point]]:
    """Return strokes that pass the same points in a curve, each piece of it cut into `parts`."""
    return [_curve(stroke, parts) for stroke in strokes]


def _curve(stroke: Sequence[Point], parts: int) -> list[Point]:
    """Return the Catmull-Rom curve through a stroke's points, to three decimals."""
    ends = np.array([stroke[0], *stroke, stroke[-1]], dtype=float)
    t = np.arange(parts)[:, None] / parts
    pieces = [
        (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3) / 2
        for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False)
    ]
    points = np.concatenate([*pieces, ends[-1:]]).round(3)
    return [(float(x), float(y)) for x, y in points]


def checked(drawing: Strokes) -> list[list[Point]]:
    """Return a drawing as lists of pairs of floats; raise ValueError if it is none."""
    expected = "expected strokes, each a list of points (x, y) between 0 and 1"
    try:
        strokes = [[(float(x), float(y)) for x, y in stroke] for stroke in drawing]
    except (TypeError, ValueError):
        raise ValueError(f"drawing is no list of strokes; {expected}") from None
    points = [point for stroke in strokes for point in stroke]
    if not points or not all(strokes):
        raise ValueError(f"drawing has {'a stroke' if points else 'nothing'} without points; {expected}")
    for point in points:
        if not all(0 <= share <= 1 for share in point):
            raise ValueError(f"drawing passes {point}; {expected}")
    return strokes


def marks(strokes: Strokes) -> list[dict[str, Any]]:
    """Return strokes as the module keeps them."""
    return [{"points": [list(point) for point in stroke], "width": PEN} for stroke in strokes]


def model_of(net: Network) -> dict[str, Any]:
    """Return what the module needs of a model file."""
    return {
        "sizes": net.sizes,
        "activation": net.activation,
        "output": net.output,
        "weights": [W.tolist() for W in net.weights],
        "biases": [b.tolist() for b in net.biases],
    }


def rasterised(strokes: Strokes) -> Array:
    """Return the ink of strokes, (SIDE, SIDE), with smooth edges, from a round pen."""
    y, x = (np.mgrid[0:SIDE, 0:SIDE] + 0.5) / SIDE
    nearest = np.full((SIDE, SIDE), np.inf)
    for stroke in strokes:
        for start, end in zip(stroke, [*stroke[1:], stroke[-1]], strict=True):
            np.minimum(nearest, _distance(x, y, start, end), out=nearest)
    return ((PEN / 2 - nearest) * SIDE + 0.5).clip(0, 1)


def _distance(x: Array, y: Array, start: Point, end: Point) -> Array:
    """Return how far the points (x, y) are from a straight line between two points."""
    length = dist(start, end)
    right, down = (end[0] - start[0], end[1] - start[1])
    along = ((x - start[0]) * right + (y - start[1]) * down) / length**2 if length else np.zeros_like(x)
    share = along.clip(0, 1)
    return np.hypot(x - start[0] - share * right, y - start[1] - share * down)


def reasons(net: Network, image: Array, output: int) -> Array:
    """Return what every pixel did for an output: its ink times the slope of z^L_j there, (784,).

    The slopes are those of the inductive step (@eq-inductive-step), begun with 1 at output j and
    followed down to the input.
    """
    weighted_inputs, _ = net.forward_pass(image)
    slopes = np.eye(net.sizes[-1])[:, [output]]
    for l in reversed(range(len(weighted_inputs))):
        slopes = net.weights[l].T @ slopes
        if l > 0:
            slopes = slopes * net.functions[l - 1].derivative(weighted_inputs[l - 1])
    return (slopes * image).ravel()


@picture
def reading(net: Network, image: Array, strokes: Strokes) -> Figure:
    """Draw a drawing, the image made of it, the outputs for that image, and the reasons for the answer."""
    outputs = net.feedforward(image).ravel()
    answer = int(outputs.argmax())
    figure = Figure(figsize=(WIDTH, HEIGHT))
    titles = ("the drawing", "what it becomes", f"for {answer}, against {answer}")
    drawn, received, heat = (_tile(figure, place, title) for place, title in enumerate(titles))
    drawn.set(xlim=(0, 1), ylim=(1, 0))
    for stroke in strokes:
        points = stroke if len(stroke) > 1 else [*stroke, *stroke]
        drawn.plot(*zip(*points, strict=True), color=INK, linewidth=72 * TILE * PEN, **ROUND)
    received.imshow(image.reshape(28, 28), cmap="gray_r", vmin=0, vmax=1, interpolation="none")
    _draw_reasons(heat, reasons(net, image, answer).reshape(28, 28))
    _draw_outputs(figure, net, outputs, answer)
    return figure


def _tile(figure: Figure, place: int, title: str) -> Axes:
    """Return the axes of a square in the upper row, with its title."""
    left = place * (WIDTH - TILE - 0.04) / 2 + 0.02
    ax = figure.add_axes((left / WIDTH, (HEIGHT - TILE - 0.3) / HEIGHT, TILE / WIDTH, TILE / HEIGHT))
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color=MUTED)
    ax.set_title(title, fontsize=SMALL, pad=5)
    return ax


def _draw_reasons(ax: Axes, amounts: Array) -> None:
    """Draw signed amounts as colours, and the sign of each into its pixel; below it the meaning of both."""
    most = np.abs(amounts).max() or 1.0
    ax.imshow(signed(amounts / most), interpolation="none")
    for sign, mark in ((1, "+"), (-1, "_")):
        rows, columns = np.nonzero(sign * amounts > LEAST * most)
        ax.plot(columns, rows, mark, color=INK, markersize=2.6, markeredgewidth=0.7, linestyle="none")
    ax.set_xlabel("+ for, \N{MINUS SIGN} against", fontsize=SMALL, labelpad=4)


def _draw_outputs(figure: Figure, net: Network, outputs: Array, answer: int) -> None:
    """Draw the ten outputs as bars, with the number on the answer's."""
    ax = figure.add_axes((0.1, 0.5 / HEIGHT, 0.89, 1.3 / HEIGHT))
    colour = layer_colour(len(net.sizes) - 2)
    bars = ax.bar(range(10), outputs, width=0.7, color=PAPER, edgecolor=colour, linewidth=1.2)
    bars[answer].set_facecolor(colour)
    style = {"ha": "center", "va": "bottom", "fontsize": SMALL}
    ax.text(answer, outputs[answer] + 0.03, number(outputs[answer]), color=INK, **style)
    ax.set(xticks=range(10), yticks=(0, 0.5, 1), ylim=(0, 1.2), xlabel="output")
    ax.spines.left.set_bounds(0, 1)
    ax.tick_params(axis="x", length=0)
