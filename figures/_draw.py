"""The few shapes that the drawn figures are put together from, in inches on a `style.canvas`."""

from collections.abc import Iterable
from math import hypot, inf, nan
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from backprop.parameters import Array
from figures.style import INK, MUTED, PAPER, TEXT

Point = tuple[float, float]


def number(value: float, digits: int = 2) -> str:
    """Return `value` as text, with a true minus sign and no negative zero."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def note(ax: Axes, at: Point, text: str, color: str = INK, backed: bool = False, **options: Any) -> None:
    """Write `text` centred at a point; `backed` clears what lies behind it."""
    style: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": TEXT, "zorder": 6} | options
    if backed:
        style["bbox"] = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.2}
    ax.text(*at, text, color=color, **style)


def outline(color: str) -> dict[str, Any]:
    """Return the style of an empty shape drawn in `color`."""
    return {"facecolor": PAPER, "edgecolor": color, "linewidth": 1.4, "zorder": 4}


def circle(ax: Axes, at: Point, color: str, radius: float, text: str = "", **options: Any) -> None:
    """Draw a neuron with `text` in it."""
    style = outline(color) | options
    ax.add_patch(Circle(at, radius, **style))
    if text:
        note(ax, at, text)


def box(ax: Axes, at: Point, size: Point, color: str, text: str = "", **options: Any) -> None:
    """Draw a rectangle of `size` (width, height) around a point, with `text` in it."""
    style = outline(color) | options
    rounding = f"round,pad=0,rounding_size={style.pop('rounding', 0.06)}"
    corner = (at[0] - size[0] / 2, at[1] - size[1] / 2)
    ax.add_patch(FancyBboxPatch(corner, *size, boxstyle=rounding, **style))
    if text:
        note(ax, at, text)


def line(ax: Axes, start: Point, end: Point, color: str, width: float = 0.8, **options: Any) -> None:
    """Draw a straight line."""
    lines(ax, [(start, end)], color, width, **options)


def lines(
    ax: Axes, ends: Iterable[tuple[Point, Point]], color: str, width: float = 0.8, **options: Any
) -> None:
    """Draw straight lines, each from a start to an end, as one path."""
    points = [point for start, end in ends for point in (start, end, (nan, nan))]
    style: dict[str, Any] = {"zorder": 2, "clip_on": False, "solid_capstyle": "butt"} | options
    if points:
        ax.plot(*zip(*points, strict=True), color=color, linewidth=width, **style)


def specks(ax: Axes, x: Array, y: Array, color: str, size: float, **options: Any) -> None:
    """Draw many small dots, `size` points wide, as one path: round ends of lines without length."""
    nothing = np.full_like(x, np.nan, dtype=float)
    columns = np.stack([x, x, nothing], axis=1).ravel(), np.stack([y, y, nothing], axis=1).ravel()
    ax.plot(*columns, color=color, linewidth=size, solid_capstyle="round", zorder=3, **options)


def arrow(ax: Axes, start: Point, end: Point, color: str = MUTED, width: float = 1.4, **options: Any) -> None:
    """Draw an arrow; `bend` curves it, `gap` (inches at its start, at its end) shortens it."""
    gap, bend = options.pop("gap", (0, 0)), options.pop("bend", 0)
    style = {
        "arrowstyle": "-|>,head_length=5,head_width=2.6",
        "connectionstyle": f"arc3,rad={bend}",
        "shrinkA": 72 * gap[0],
        "shrinkB": 72 * gap[1],
        "zorder": 3,
        "linewidth": width,
        "color": color,
    }
    ax.add_patch(FancyArrowPatch(start, end, **style | options))


def between(start: Point, end: Point, share: float) -> Point:
    """Return the point that lies `share` of the way from `start` to `end`."""
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def to_edge(start: Point, end: Point, size: Point) -> float:
    """Return how far before `end` a line from `start` meets the rectangle of `size` around `end`."""
    dx, dy = abs(end[0] - start[0]), abs(end[1] - start[1])
    inside = min(size[0] / 2 / dx if dx else inf, size[1] / 2 / dy if dy else inf)
    return inside * hypot(dx, dy) + 0.02
