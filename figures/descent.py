"""Gradient descent: steps in a valley, and paths over lines of equal cost."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from backprop.network import Array, Network
from figures.cost import Place, contours
from figures.style import BLUE, ERROR, GREEN, INK, MUTED, panels, picture

# One look a path: colour, line and mark differ together.
LOOKS = (
    {"color": BLUE, "linestyle": "-", "marker": "o", "markersize": 5},
    {"color": ERROR, "linestyle": "--", "marker": "s", "markersize": 6},
    {"color": GREEN, "linestyle": ":", "marker": "^", "markersize": 7},
)


@picture
def steps(
    cost: Callable[[Array], Array],
    slope: Callable[[float], float],
    start: float,
    etas: Sequence[float],
    steps: int = 8,
) -> Figure:
    """Draw descents of one knob p from one start, a panel for each step size."""
    walks = [descend(slope, start, eta, steps) for eta in etas]
    visited = np.concatenate(walks)
    margin = 0.08 * np.ptp(visited)
    p = np.linspace(visited.min() - margin, visited.max() + margin, 101)
    figure, axes = panels([1.75] * len(etas), sharex=True)
    for ax, eta, walk, look in zip(axes, etas, walks, LOOKS * len(etas), strict=False):
        heights = np.array([cost(place) for place in walk])
        ax.plot(p, cost(p), color=MUTED, linewidth=1.2)
        ax.plot(walk, heights, **look | {"linestyle": "-", "linewidth": 1.2})
        ax.plot(start, heights[0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
        ax.set_title(rf"$\eta$ = {eta:g}", loc="left")
        ax.set_ylabel("cost")
    axes[-1].set_xlabel("knob $p$ (the ring marks the start)")
    return figure


def descend(slope: Callable[[float], float], start: float, eta: float, count: int) -> Array:
    """Return the places of `count` steps of gradient descent, the start included."""
    places = [start]
    for _ in range(count):
        places.append(places[-1] - eta * slope(places[-1]))
    return np.array(places)


@picture
def on_landscape(
    net: Network,
    X: Array,
    Y: Array,
    first: Place,
    second: Place,
    paths: Mapping[str, Array],
    span: float | None = None,
) -> Figure:
    """Draw descents over two weights on lines of equal cost.

    paths  what each descent is called, and its places (steps + 1, 2)
    span   half the width of the window around the paths' middle; None takes what the paths need
    """
    figure, (ax,) = panels([4.6])
    looks = dict(zip(paths, LOOKS, strict=False))
    draw_paths(ax, net, X, Y, first, second, paths, looks, span)
    return figure


@picture
def full_against_stochastic(
    net: Network, X: Array, Y: Array, first: Place, second: Place, full: Array, stochastic: Array
) -> Figure:
    """Draw a descent with all examples and one with batches of 10, over two weights."""
    figure, (ax,) = panels([4.6])
    paths = {"batches of 10": stochastic, "full": full}
    batches = {"color": BLUE, "linestyle": "-", "marker": "o", "markersize": 2.5, "linewidth": 1.0}
    draw_paths(ax, net, X, Y, first, second, paths, {"batches of 10": batches, "full": LOOKS[1]}, None)
    return figure


def draw_paths(
    ax: Axes,
    net: Network,
    X: Array,
    Y: Array,
    first: Place,
    second: Place,
    paths: Mapping[str, Array],
    looks: Mapping[str, dict],
    span: float | None,
) -> None:
    """Draw lines of equal cost, and on them each path with its look and its name."""
    contours(ax, net, X, Y, first, second, window(list(paths.values()), span))
    for name, path in paths.items():
        ax.plot(*np.transpose(path), label=name, zorder=4, **looks[name])
    start = next(iter(paths.values()))[0]
    ring = {"markersize": 13, "markerfacecolor": "none", "markeredgecolor": INK, "markeredgewidth": 1.6}
    ax.plot(*start, "o", zorder=5, label="start", linestyle="none", **ring)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, handlelength=1.6, columnspacing=1.2)


def window(paths: Sequence[Array], span: float | None) -> list[tuple[float, float]]:
    """Return a square window, ((left, right), (bottom, top)), that holds the paths."""
    places = np.concatenate(paths)
    low, high = places.min(axis=0), places.max(axis=0)
    half = span or 0.62 * float((high - low).max()) or 1.0
    return [(float(m) - half, float(m) + half) for m in (low + high) / 2]
