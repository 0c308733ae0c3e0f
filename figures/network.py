"""Networks as columns of circles: their indices, their numbers, and the lists the code keeps."""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise, product

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from backprop.network import Network
from backprop.parameters import Array
from figures._draw import Point, arrow, between, box, circle, line, lines, note, number, to_edge
from figures.style import BLUE, ERROR, GREEN, INK, LARGE, MUTED, RULE, SMALL, canvas, layer_colour, picture

MOST = 8  # the most circles in a column; a larger layer is shortened
ERROR_BOX = (0.78, 0.54)
Columns = list[dict[int, Point]]


def shown(size: int) -> list[int | None]:
    """Return the neurons of a layer that are drawn, with None where dots stand for the rest."""
    return list(range(size)) if size <= MOST else [*range(MOST - 3), None, size - 1]


def columns(sizes: Sequence[int], left: float, right: float, middle: float, gap: float) -> Columns:
    """Return where the neurons are, column by column, `gap` apart around the height `middle`."""
    places = []
    for column, size in enumerate(sizes):
        x = left + (right - left) * column / max(len(sizes) - 1, 1)
        rows = shown(size)
        top = middle + gap * (len(rows) - 1) / 2
        places.append({j: (x, top - gap * row) for row, j in enumerate(rows) if j is not None})
    return places


def edges(places: Columns) -> Iterator[tuple[int, int, int, Point, Point]]:
    """Yield layer, j, k and both ends of every weight's line, from neuron k to neuron j."""
    for layer, (before, after) in enumerate(pairwise(places)):
        for j, k in product(after, before):
            yield layer, j, k, before[k], after[j]


def captions(ax: Axes, places: Columns, height: float, below_output: str = "(output)") -> None:
    """Write every layer's name below its column."""
    output = len(places) - 2
    for layer, column in enumerate(places, start=-1):
        x = next(iter(column.values()))[0]
        name = "input" if layer < 0 else f"layer {layer}"
        note(ax, (x, height), name, layer_colour(layer), va="baseline")
        if layer == output and below_output:
            note(ax, (x, height - 0.2), below_output, layer_colour(layer), va="baseline")


def dots(ax: Axes, column: dict[int, Point]) -> None:
    """Mark the place where a shortened column leaves neurons out."""
    *_, before, last = column.values()
    if len(column) < max(column) + 1:
        note(ax, between(before, last, 0.5), r"$\vdots$", MUTED)


@picture
def diagram(
    sizes: Sequence[int], highlight: Collection[tuple[int, int]] = (), labels: str | None = None
) -> Figure:
    """Draw a network with `sizes` (inputs first) and light the lines into the neurons in `highlight`.

    highlight  pairs (layer, neuron)
    labels     "indices" names the activations, and the weights and biases of the lit neurons
    """
    if labels not in (None, "indices"):
        raise ValueError(f'labels is {labels!r}; expected None or "indices"')
    lit, gap = set(highlight), 0.54
    for layer, j in lit:
        if not (0 <= layer < len(sizes) - 1 and j in shown(sizes[layer + 1])):
            raise ValueError(f"highlight names neuron {j} of layer {layer}, which is not drawn")
    height = gap * max(len(shown(size)) for size in sizes) + 0.95
    figure, ax = canvas(height)
    places = columns(sizes, 0.3, 3.65 if labels else 4.4, height / 2 + 0.12, gap)
    lines(ax, [(start, end) for layer, j, _, start, end in edges(places) if (layer, j) not in lit], RULE)
    for layer, j, k, start, end in edges(places):
        if (layer, j) in lit:
            line(ax, start, end, layer_colour(layer), 1.9, zorder=3, gid=f"lit-{layer}-{j}-{k}")
    for layer, column in enumerate(places, start=-1):
        for j, at in column.items():
            circle(ax, at, layer_colour(layer), 0.145, linewidth=2.4 if (layer, j) in lit else 1.2)
            note(ax, at, str(j), fontsize=SMALL)
        dots(ax, column)
    captions(ax, places, 0.3)
    if labels:
        label_columns(ax, places, height - 0.2)
        for layer, j in sorted(lit):
            label_parameters(ax, places, layer, j)
        outputs = sorted(j for layer, j in lit if layer == len(places) - 2)
        for j in outputs:
            label_weighted_input(ax, places[-1][j], len(places) - 2, j)
    return figure


def label_columns(ax: Axes, places: Columns, height: float) -> None:
    """Write over every column what its neurons hold."""
    for layer, column in enumerate(places, start=-1):
        text = rf"$z^{{{layer}}}_j,\ a^{{{layer}}}_j$" if layer >= 0 else r"$a^{-1}_k$"
        note(ax, (next(iter(column.values()))[0], height), text, INK)


def label_parameters(ax: Axes, places: Columns, layer: int, j: int) -> None:
    """Name the weights (on the steepest line) and the bias of one neuron."""
    at, before = places[layer + 1][j], places[layer]
    far = max(before.values(), key=lambda start: abs(start[1] - at[1]))
    colour = layer_colour(layer)
    note(ax, between(far, at, 0.45), rf"$w^{{{layer}}}_{{{j}k}}$", colour, backed=True)
    name = rf"$b^{{{layer}}}_{{{j}}}$"
    note(ax, (at[0], at[1] - 0.27), name, colour, backed=True, fontsize=SMALL, zorder=3.5)


def label_weighted_input(ax: Axes, at: Point, layer: int, j: int) -> None:
    """Write the weighted input of an output neuron to its right."""
    sum_, bias = rf"\sum_k w^{{{layer}}}_{{{j}k}}\, a^{{{layer - 1}}}_k", rf"b^{{{layer}}}_{{{j}}}"
    note(ax, (at[0] + 0.2, at[1] + 0.02), rf"$z^{{{layer}}}_{{{j}}} = {sum_}$", fontsize=SMALL, ha="left")
    note(ax, (at[0] + 0.55, at[1] - 0.34), rf"$+\ {bias}$", fontsize=SMALL, ha="left")


def small_network(sizes: Sequence[int], right: float) -> tuple[Figure, Axes, Columns]:
    """Return a canvas and places for a network so small that its numbers can be written on it.

    Raises ValueError if it is larger.
    """
    if len(sizes) > 3 or max(sizes) > 5:
        raise ValueError(f"sizes are {list(sizes)}; expected at most two layers, of at most 5 neurons")
    gap = 1.14
    height = gap * max(sizes) + 0.5
    figure, ax = canvas(height)
    places = columns(sizes, 0.3, right, height / 2 + 0.22, gap)
    captions(ax, places, 0.3)
    return figure, ax, places


def write_weights(ax: Axes, net: Network, places: Columns) -> None:
    """Write every weight on its line, nearer the end where the lines lie further apart."""
    for layer, j, k, start, end in edges(places):
        share = 0.61 if len(places[layer]) < len(places[layer + 1]) else 0.39
        weight = number(net.weights[layer][j, k], 1)
        note(ax, between(start, end, share), weight, layer_colour(layer), backed=True, fontsize=SMALL)


@picture
def with_values(net: Network, x: Array, y: Array) -> Figure:
    """Draw a small network with all numbers of its forward pass for the input x (n_in, 1)."""
    weighted_inputs, activations = net.forward_pass(x)
    figure, ax, places = small_network(net.sizes, 3.55)
    for layer, _, _, start, end in edges(places):
        line(ax, start, end, layer_colour(layer), 1.0)
    write_weights(ax, net, places)
    for j, at in places[0].items():
        circle(ax, at, layer_colour(-1), 0.25, f"{x[j, 0]:.2g}")
        note(ax, (at[0], at[1] + 0.42), f"$a^{{-1}}_{j}$", layer_colour(-1))
    for layer, column in enumerate(places[1:]):
        for j, at in column.items():
            circle(ax, at, layer_colour(layer), 0.44)
            rows = {
                "b": (net.biases[layer], 1),
                "z": (weighted_inputs[layer], 2),
                "a": (activations[layer + 1], 2),
            }
            for row, (name, (values, digits)) in enumerate(rows.items()):
                height = at[1] + 0.22 * (1 - row)
                note(ax, (at[0], height), f"${name}$ = {number(values[j, 0], digits)}", fontsize=SMALL)
    for j, at in places[-1].items():
        note(ax, (at[0] + 0.52, at[1]), f"$y_{j}$ = {y[j, 0]:.2g}", fontsize=SMALL, ha="left")
    top = places[-1][0]
    height = min(top[1] + 0.68, ax.get_ylim()[1] - 0.12)
    note(ax, (top[0] + 0.5, height), f"$C_x$ = {net.cost(x, y):.3f}", ERROR)
    return figure


@picture
def with_errors(net: Network, x: Array, y: Array) -> Figure:
    """Draw a small network with the errors of its neurons and the arrows along which they travel."""
    errors = net.errors(*net.forward_pass(x), y)
    figure, ax, places = small_network(net.sizes, 4.34)
    for layer, _, _, start, end in edges(places):
        if layer == 0:
            line(ax, start, end, RULE)
        else:
            arrow(ax, end, start, ERROR, gap=(0.3, to_edge(end, start, ERROR_BOX)))
    write_weights(ax, net, places)
    for j, at in places[0].items():
        circle(ax, at, layer_colour(-1), 0.25, f"$a^{{-1}}_{j}$")
    for layer, column in enumerate(places[1:]):
        for j, at in column.items():
            box(ax, at, ERROR_BOX, ERROR, rounding=0.02)
            note(ax, (at[0], at[1] + 0.12), rf"$\delta^{layer}_{j}$", ERROR)
            note(ax, (at[0], at[1] - 0.13), number(errors[layer][j, 0], 3))
    return figure


@picture
def paths(sizes: tuple[int, int] = (7, 4), neuron: int = 2) -> Figure:
    """Draw layers l and l+1 with the ways on which errors come back to one neuron of layer l."""
    gap = 0.6
    height = gap * max(len(shown(size)) for size in sizes) + 0.5
    figure, ax = canvas(height)
    before, after = columns(sizes, 0.7, 4.1, height / 2 + 0.2, gap)
    at = before[neuron]
    ends = [(start, end) for _, _, k, start, end in edges([before, after]) if k != neuron]
    lines(ax, ends, RULE)
    for i, start in after.items():
        arrow(ax, start, at, ERROR, 1.8, gap=(0.25, 0.25), gid=f"lit-{i}")
        name = rf"$w^{{\ell+1}}_{{{i}{neuron}}}$"
        note(ax, between(start, at, 0.3), name, GREEN, backed=True, fontsize=SMALL)
        circle(ax, start, GREEN, 0.25)
        note(ax, start, rf"$\delta^{{\ell+1}}_{{{i}}}$", ERROR)
    for k, place in before.items():
        circle(ax, place, BLUE, 0.22, "" if k == neuron else str(k), linewidth=2.4 if k == neuron else 1.2)
    note(ax, at, rf"$\delta^\ell_{neuron}$", ERROR)
    note(ax, (at[0] - 0.25, at[1]), "?", ERROR, fontsize=LARGE, ha="right")
    for column, name, colour in ((before, r"layer $\ell$", BLUE), (after, r"layer $\ell+1$", GREEN)):
        dots(ax, column)
        note(ax, (column[0][0], 0.18), name, colour)
    return figure


@picture
def lists(sizes: Sequence[int] = (2, 3, 2)) -> Figure:
    """Draw a network and, below each layer, its entries in the lists of the code."""
    gap, row = 0.42, 0.44
    below = row * 4 + 0.5
    figure, ax = canvas(below + gap * max(len(shown(size)) for size in sizes) + 0.05)
    places = columns(sizes, 1.95, 4.35, below + gap * max(map(len, map(shown, sizes))) / 2, gap)
    lines(ax, [(start, end) for *_, start, end in edges(places)], RULE)
    for layer, column in enumerate(places, start=-1):
        for at in column.values():
            circle(ax, at, layer_colour(layer), 0.13)
        dots(ax, column)
    captions(ax, places, below - 0.2, below_output="")
    width = min(0.84, 0.9 * (places[1][0][0] - places[0][0][0]))
    entries = {"weights": ("W", 0), "biases": ("b", 0), "weighted_inputs": ("z", 0), "activations": ("a", 1)}
    for place, (name, (symbol, shift)) in enumerate(entries.items()):
        height = row * (3.5 - place)
        note(ax, (0.02, height), name, ha="left", fontfamily="DejaVu Sans Mono", fontsize=SMALL)
        for layer in range(-shift, len(sizes) - 1):
            x, colour = places[layer + 1][0][0], layer_colour(layer)
            box(ax, (x, height), (width, 0.34), colour, rounding=0.02)
            note(ax, (x - 0.2, height), f"[{layer + shift}]", fontfamily="DejaVu Sans Mono", fontsize=SMALL)
            note(ax, (x + 0.2, height), f"${symbol}^{{{layer}}}$", colour)
    return figure
