"""An activation function above its slope."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from backprop.activations import Activation
from figures._draw import number
from figures.style import BLUE, ERROR, MUTED, PAPER, SMALL, panels, picture


@picture
def with_slope(function: Activation, span: float = 6.0, at: Sequence[float] = ()) -> Figure:
    """Draw `function` from -span to span with its tangents at the places `at`, and its slope below."""
    z = np.linspace(-span, span, 161)
    corner = jump(function)
    z = np.sort(np.append(z[z != 0], 0.0)) if corner else z
    figure, (upper, lower) = panels([2.0, 1.7], sharex=True)
    upper.plot(z, function.value(z), color=BLUE)
    for place in at:
        tangent(upper, function, float(place), reach=span / 6)
    slopes = function.derivative(z)
    if corner:
        slopes = np.where(z == 0, np.nan, slopes)
        mark_corner(upper, lower, function, corner)
    lower.plot(z, slopes, color=ERROR, linestyle=(0, (4, 1.5)))
    for place in at:
        mark_slope(lower, float(place), float(function.derivative(np.array(float(place)))))
    upper.set_ylabel(r"$\sigma(z)$")
    lower.set(xlabel="$z$", ylabel=r"$\sigma′(z)$")
    for ax in (upper, lower):
        ax.margins(x=0.02, y=0.17)
        ax.grid(axis="y")
        ax.axvline(0, color=MUTED, linewidth=0.8, zorder=1)
    return figure


def mark_slope(ax: Axes, place: float, slope: float) -> None:
    """Mark one slope by a dot with its value above."""
    ax.plot(place, slope, "o", color=ERROR, markersize=5)
    text = number(slope, 0 if slope in (0, 1) else 2)
    backing = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}
    style = {"textcoords": "offset points", "ha": "center", "fontsize": SMALL, "bbox": backing}
    ax.annotate(text, (place, slope), (0, 7), **style)


def jump(function: Activation, h: float = 1e-9) -> float:
    """Return by how much the slope jumps at 0, or 0 if it does not."""
    left, right = function.derivative(np.array([-h, h]))
    return float(right - left) if abs(right - left) > 1e-6 else 0.0


def tangent(ax: Axes, function: Activation, place: float, reach: float) -> None:
    """Draw a short tangent at one place."""
    value, slope = (float(f(np.array(place))) for f in (function.value, function.derivative))
    along = reach / np.hypot(1, slope) * np.array([-1, 1])
    ax.plot(place + along, value + slope * along, color=ERROR, linewidth=2.6, solid_capstyle="round")
    ax.plot(place, value, "o", color=ERROR, markersize=5)


def mark_corner(upper: Axes, lower: Axes, function: Activation, size: float) -> None:
    """Mark the corner at 0, and which of the two slopes is taken there: a filled dot."""
    zero = np.array(0.0)
    chosen = float(function.derivative(zero))
    upper.plot(0, float(function.value(zero)), "s", color=BLUE, markersize=7)
    other = size if chosen == 0 else 0.0
    lower.plot(0, chosen, "o", color=ERROR, markersize=8, zorder=4)
    lower.plot(0, other, "o", markeredgecolor=ERROR, markerfacecolor=PAPER, markersize=8, zorder=4)
