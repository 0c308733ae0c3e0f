"""The shape of the argument: induction over layers, what depends on what, and the two passes."""

from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures._draw import Point, arrow, box, line, lines, note
from figures.style import ERROR, INK, MUTED, RULE, SMALL, WIDTH, canvas, layer_colour, picture


def row_of(count: int, height: float, margin: float) -> list[Point]:
    """Return `count` points at one height, spread evenly over the width of a canvas."""
    return [(margin + (WIDTH - 2 * margin) * i / (count - 1), height) for i in range(count)]


@picture
def induction(layers: int = 4) -> Figure:
    """Draw the base case at the last layer, and the inductive steps from there to layer 0."""
    figure, ax = canvas(1.75)
    *spots, end = row_of(layers + 1, 0.6, 0.4)
    bend = 0.4 / ((end[0] - spots[0][0]) / layers - 0.2)  # the arcs rise as high for any number of layers
    for layer, at in enumerate(spots):
        box(ax, at, (0.7, 0.42), layer_colour(layer), f"layer {layer}")
    box(ax, end, (0.6, 0.42), ERROR, "cost", rounding=0.2)
    for layer, (at, after) in enumerate(zip(spots, [*spots[1:], end], strict=True)):
        last = layer == layers - 1
        arrow(ax, (at[0] + 0.36, 0.6), (after[0] - 0.34, 0.6), RULE, 1.2)
        top, start = (at[0] + 0.1, 0.83), (after[0] - 0.1, 0.83)
        arrow(ax, start, top, ERROR if last else INK, 1.8, bend=bend, linestyle="--" if last else "-")
        name = "base\ncase" if last else "inductive\nstep"
        middle = ((at[0] + after[0]) / 2, 1.36)
        note(ax, middle, name, ERROR if last else INK, fontsize=SMALL, linespacing=1.0)
    arrow(ax, (spots[0][0] - 0.2, 0.18), (end[0] + 0.2, 0.18), MUTED, 1.0)
    note(ax, (WIDTH / 2, 0.18), "direction of the network", MUTED, backed=True, fontsize=SMALL)
    return figure


@picture
def dependency() -> Figure:
    """Draw how a weight and a bias reach the cost: through the weighted input of their neuron."""
    figure, ax = canvas(2.35)
    middle, size = 0.95, (0.72, 0.46)
    z, a, later, cost = (1.78, middle), (2.64, middle), (3.5, middle), (4.38, middle)
    causes = ((r"$w^\ell_{jk}$", 0.65, INK), (r"$a^{\ell-1}_k$", 0.0, MUTED), (r"$b^\ell_j$", -0.65, INK))
    for text, offset, colour in causes:
        box(ax, (0.45, middle + offset), size, colour, text)
        arrow(ax, (0.83, middle + offset), (z[0] - 0.33, middle + offset / 5), colour)
    for at, after, width in ((z, a, 0.3), (a, later, 0.3), (later, cost, 0.33)):
        arrow(ax, at, after, gap=(width, 0.35))
    box(ax, z, (0.6, 0.6), ERROR, r"$z^\ell_j$", linewidth=2.4)
    box(ax, a, (0.56, 0.46), MUTED, r"$a^\ell_j$")
    box(ax, later, (0.62, 0.56), MUTED)
    note(ax, later, "later\nlayers", fontsize=SMALL, linespacing=1.0)
    box(ax, cost, (0.56, 0.46), MUTED, "$C_x$", rounding=0.2)
    bracket(ax, z[0] - 0.3, cost[0] + 0.28, middle + 0.55)
    name = r"$\delta^\ell_j$"
    note(ax, ((z[0] + cost[0]) / 2, middle + 0.93), name, ERROR)
    return figure


def bracket(ax: Axes, left: float, right: float, height: float) -> None:
    """Draw a bracket over everything from `left` to `right`."""
    corners = [(left, height - 0.12), (left, height), (right, height), (right, height - 0.12)]
    lines(ax, list(zip(corners[:-1], corners[1:], strict=True)), ERROR, 1.4, solid_capstyle="projecting")
    middle = (left + right) / 2
    line(ax, (middle, height), (middle, height + 0.12), ERROR, 1.4)


@picture
def two_passes(layers: int = 3) -> Figure:
    """Draw the forward pass that fills the lists, the backward pass that uses them, and the update."""
    figure, ax = canvas(4.9)
    forward, stored, backward, slopes = (row_of(layers + 2, y, 0.4) for y in (4.45, 3.7, 2.65, 1.6))
    size, wide = (0.72, 0.4), min(0.9, 0.92 * (slopes[1][0] - slopes[0][0]))
    box(ax, forward[0], size, layer_colour(-1), "input")
    box(ax, forward[-1], (0.62, 0.4), ERROR, "$C_x$", rounding=0.18)
    box(ax, backward[-1], (0.62, 0.4), ERROR, "$C_x$", rounding=0.18)
    for before, after in pairwise(forward):
        arrow(ax, before, after, gap=(0.38, 0.38 if after is not forward[-1] else 0.33))
    for before, after in pairwise(backward[1:]):
        arrow(ax, after, before, ERROR, 1.8, gap=(0.33 if after is backward[-1] else 0.31, 0.33))
    keep(ax, forward[0], stored[0], "$a^{-1}$", layer_colour(-1))
    for layer in range(layers):
        colour, column = layer_colour(layer), layer + 1
        box(ax, forward[column], size, colour, f"layer {layer}")
        keep(ax, forward[column], stored[column], rf"$z^{layer},\, a^{layer}$", colour)
        arrow(ax, stored[column], backward[column], colour, gap=(0.2, 0.23), linestyle=(0, (3, 2)))
        note(ax, (backward[column][0] + 0.2, 3.12), f"$z^{layer}$", colour)
        box(ax, backward[column], (0.58, 0.4), ERROR, rf"$\delta^{layer}$", rounding=0.02)
        arrow(ax, backward[column], slopes[column], ERROR, gap=(0.22, 0.24))
        slope = rf"$\delta^{layer}_j\, a^{{{layer - 1}}}_k$"
        box(ax, slopes[column], (wide, 0.42), INK, slope, linewidth=1.0, rounding=0.02)
    for name, spot in (("backward", backward[0]), ("slopes", slopes[0])):
        note(ax, (0.02, spot[1]), name, MUTED, ha="left")
    update(ax, slopes[1][0] - wide / 2, slopes[layers][0] + wide / 2)
    return figure


def keep(ax: Axes, at: Point, store: Point, text: str, colour: str) -> None:
    """Draw what a layer stores in the forward pass: a dashed box below it."""
    arrow(ax, at, store, colour, gap=(0.2, 0.2))
    box(ax, store, (0.72, 0.36), colour, text, linestyle=(0, (3, 2)), linewidth=1.0, rounding=0.02)


def update(ax: Axes, left: float, right: float) -> None:
    """Draw the one step that changes all parameters, below slopes that reach from left to right."""
    middle = (left + right) / 2
    lines(ax, [((left, 1.26), (right, 1.26))], INK, 1.4)
    arrow(ax, (middle, 1.26), (middle, 0.56), INK, 3.0)
    note(ax, (middle + 0.15, 0.94), "update", ha="left")
    box(ax, (middle, 0.3), (2.9, 0.44), INK, "all weights and biases, together", linewidth=2.0)
