"""The cost: of one digit, neuron by neuron, and as a landscape over two weights."""

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from backprop.network import Network
from backprop.parameters import Array
from figures._draw import number
from figures.style import BLUE, ERROR, INK, MUTED, PAPER, RULE, SMALL, panels, picture

Place = tuple[int, int, int]  # layer, j and k of one weight


@picture
def digit_bars(image: Array, output: Array, target: Array) -> Figure:
    """Draw a digit's image, its outputs with their targets, and what each output's miss costs."""
    output, target = np.ravel(output), np.ravel(target)
    neurons, squares = np.arange(len(output)), (output - target) ** 2
    figure, (top, middle, bottom) = panels([1.35, 1.75, 1.85])
    top.imshow(image, cmap="gray_r", interpolation="none")
    top.set(xticks=[], yticks=[])
    top.spines[:].set(visible=True, color=MUTED)
    middle.bar(neurons, output, 0.62, color=BLUE)
    middle.hlines(target, neurons - 0.42, neurons + 0.42, color=INK, linewidth=2.4, zorder=4)
    middle.set_title("output (bar) and target (line)", loc="left")
    bottom.bar(neurons, squares, 0.62, facecolor="none", edgecolor=ERROR, hatch="////", linewidth=1.2)
    for neuron, square in zip(neurons, squares, strict=True):
        style = {"textcoords": "offset points", "ha": "center", "fontsize": SMALL}
        bottom.annotate(number(square), (neuron, square), (0, 4), **style)
    bottom.set_title(r"squared difference $(a_j - y_j)^2$", loc="left")
    bottom.set_xlabel("output neuron $j$")
    for ax, tallest in ((middle, max(1.0, output.max())), (bottom, max(0.1, squares.max()))):
        ax.set(xticks=neurons, xlim=(-0.7, len(neurons) - 0.3), ylim=(0, 1.2 * tallest))
        ax.grid(axis="y")
        ax.set_axisbelow(True)
    return figure


@picture
def landscape(
    net: Network, X: Array, Y: Array, first: Place, second: Place, span: float = 4.0, points: int = 41
) -> Figure:
    """Draw lines of equal cost over two weights, `span` to each side of where they are now."""
    here = present(net, first, second)
    figure, (ax,) = panels([4.2])
    window = [(value - span, value + span) for value in here]
    contours(ax, net, X, Y, first, second, window, np.array([here]), points)
    ax.plot(*here, "x", color=ERROR, markersize=11, markeredgewidth=2.6, zorder=5)
    return figure


def present(net: Network, first: Place, second: Place) -> tuple[float, float]:
    """Return the present values of two weights."""
    a, b = (float(net.weights[layer][j, k]) for layer, j, k in (first, second))
    return a, b


def cost_over(net: Network, X: Array, Y: Array, first: Place, second: Place, grid: list[Array]) -> Array:
    """Return the cost at each pair from the two `grid` lines, (n_second, n_first)."""
    walker = Network(net.sizes, net.activation, net.output, seed=0, dtype=net.dtype, cost=net.cost_name)
    walker.set_parameters(net.weights, net.biases)
    costs = np.empty((len(grid[1]), len(grid[0])))
    for row, b in enumerate(grid[1]):
        for column, a in enumerate(grid[0]):
            for (layer, j, k), value in ((first, a), (second, b)):
                walker.weights[layer][j, k] = value
            costs[row, column] = walker.cost(X, Y)
    return costs


def contours(
    ax: Axes,
    net: Network,
    X: Array,
    Y: Array,
    first: Place,
    second: Place,
    window: list[tuple[float, float]],
    marks: Array,
    points: int = 41,
) -> None:
    """Draw a network's lines of equal cost in a window ((left, right), (bottom, top)), and name the axes.

    The costs written on the lines keep away from `marks`, the places (n, 2) of what is drawn on top.
    """
    grid = [np.linspace(*ends, points) for ends in window]
    equal_cost_lines(ax, grid, cost_over(net, X, Y, first, second, grid), marks)
    ax.set(xlabel=weight_name(*first), ylabel=weight_name(*second))


def equal_cost_lines(ax: Axes, grid: list[Array], costs: Array, marks: Array) -> None:
    """Draw lines of equal cost through the `costs` (n_second, n_first) on the two lines of a `grid`.

    Solid lines are equally far apart in cost, so that close lines mean steep ground. Dashed lines
    divide the gaps on flat ground, as on a map.
    """
    window = [(float(line[0]), float(line[-1])) for line in grid]
    costs = costs.round(9)  # a last digit that differs between processors would open or close a line
    levels = MaxNLocator(16, steps=[1, 2, 5, 10]).tick_values(costs.min(), costs.max())
    inner = inner_levels(costs, levels)
    drawn = ax.contour(*grid, costs, levels=levels, colors=MUTED, linewidths=1.0)
    label_levels(ax, drawn, levels[::2], window, marks)
    if len(inner):
        drawn = ax.contour(*grid, costs, levels=inner, colors=MUTED, linewidths=0.8, linestyles="dashed")
        label_levels(ax, drawn, inner[1::3], window, marks)
    ax.set_aspect("equal")
    ax.spines[:].set(visible=True, color=RULE)


def inner_levels(costs: Array, levels: Array) -> Array:
    """Return the quarters of each gap between levels that holds more than a fifth of all costs."""
    shares = np.histogram(costs, levels)[0] / costs.size
    quarters: Array = np.linspace(levels[:-1], levels[1:], 5)[1:-1, shares > 0.2]
    return quarters.T.ravel()


def label_levels(
    ax: Axes, drawn: ContourSet, levels: Array, window: list[tuple[float, float]], marks: Array
) -> None:
    """Write the costs of lines on them, with all their digits, where there is room."""
    digits = next((d for d in range(2, 6) if np.allclose(levels, levels.round(d), atol=1e-9)), 6)
    middle, half = np.mean(window, axis=1), np.diff(window)[:, 0] / 2
    taken = [text.get_position() for text in ax.texts]
    for label in ax.clabel(drawn, levels, fontsize=SMALL, inline=False, colors=INK, fmt=f"%.{digits}f"):
        at = np.array(label.get_position())
        inside = (abs(at - middle) < 0.85 * half).all()
        if inside and far(at, marks, 0.16 * half) and far(at, taken, 0.28 * half):
            label.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 0.6})
            taken.append(label.get_position())
        else:
            label.remove()


def far(at: Array, others: Iterable[Sequence[float]], distance: Array) -> bool:
    """Tell whether a place is further than `distance` (2,) from all others."""
    return all(np.hypot(*((at - other) / distance)) > 1 for other in others)


def weight_name(layer: int, j: int, k: int) -> str:
    """Return a weight's name, with a comma where the indices would run together."""
    comma = "," if max(j, k) > 9 else ""
    return rf"weight $w^{{{layer}}}_{{{j}{comma}{k}}}$"
