"""Gradient descent: steps in a valley, and paths over lines of equal cost."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from backprop.network import Network
from backprop.parameters import Array
from figures._draw import specks
from figures.cost import Place, contours
from figures.style import BLUE, INK, LOOKS, MUTED, panels, picture


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
    walks = list(paths.values())
    contours(ax, net, X, Y, first, second, window(walks, span), along(walks))
    for (name, path), look in zip(paths.items(), LOOKS * len(paths), strict=False):
        ax.plot(*np.transpose(path), label=name, zorder=4, **look)
    finish(ax, walks[0][0])
    return figure


@picture
def full_against_stochastic(
    net: Network, X: Array, Y: Array, first: Place, second: Place, full: Array, stochastic: Array
) -> Figure:
    """Draw a descent with all examples and one with batches of 10, over two weights."""
    figure, (ax,) = panels([4.6])
    walks = [full, stochastic]
    contours(ax, net, X, Y, first, second, window(walks), along(walks))
    ax.plot(*np.transpose(stochastic), color=BLUE, linewidth=0.8, label="batches of 10", zorder=3)
    specks(ax, *np.transpose(stochastic), BLUE, 4)
    ax.plot(*np.transpose(full), label="full", zorder=4, **LOOKS[1])
    finish(ax, full[0])
    return figure


def along(paths: Sequence[Array], points: int = 10) -> Array:
    """Return the places on all paths, `points` to each step, in the rows of one array."""
    shares = np.linspace(0, 1, points, endpoint=False)[:, None]
    steps = [start + shares * (end - start) for path in paths for start, end in pairwise(path)]
    return np.concatenate([*steps, *paths])


def finish(ax: Axes, start: Array) -> None:
    """Mark where the paths start, and say what they are called."""
    ring = {"markersize": 13, "markerfacecolor": "none", "markeredgecolor": INK, "markeredgewidth": 1.6}
    ax.plot(*start, "o", zorder=5, label="start", linestyle="none", **ring)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, handlelength=1.6, columnspacing=1.2)


def window(paths: Sequence[Array], span: float | None = None) -> list[tuple[float, float]]:
    """Return a square window, ((left, right), (bottom, top)), that holds the paths."""
    places = np.concatenate(paths)
    low, high = places.min(axis=0), places.max(axis=0)
    half = span or 0.62 * float((high - low).max()) or 1.0
    return [(float(m) - half, float(m) + half) for m in (low + high) / 2]
