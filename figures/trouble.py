"""Networks in trouble: what bugs do, errors that fade with depth, and steps that are too long."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator

from backprop.debugging.bugs import Row, name_of
from figures.style import BLUE, ERROR, INK, LOOKS, MUTED, PAPER, SMALL, WIDTH, panels, picture

COLUMNS = 2
RISING = (0, (6, 2))  # the dash of a line that something must not cross


def in_per_cent(ax: Axes) -> None:
    """Write shares along the vertical axis in per cent."""
    ax.yaxis.set_major_formatter(lambda share, _: f"{100 * share:.4g} %")


@picture
def angles(rows: Sequence[Row]) -> Figure:
    """Draw the angle between the step of each bug and the true gradient, a line a bug, largest last."""
    rows = sorted(rows, key=lambda row: row.later)
    figure, (ax,) = panels([0.9 + 0.27 * len(rows)])
    places = -np.arange(len(rows))
    starts, later = ([getattr(row, name) for row in rows] for name in ("start", "later"))
    ax.hlines(places, starts, later, color=MUTED, linewidth=1, zorder=2)
    ax.plot(
        starts, places, "o", color=BLUE, markerfacecolor=PAPER, markersize=7, label="at the start", zorder=3
    )
    ax.plot(later, places, "s", color=ERROR, markersize=6, label="one epoch later", zorder=4)
    ax.axvline(90, color=INK, linewidth=1.4, linestyle=RISING)
    for text, place in (("cost falls", 67), ("cost rises", 113)):
        ax.annotate(text, (place, 0.9), ha="center", color=MUTED, fontsize=SMALL)
    ax.set(yticks=places, ylim=(0.4 - len(rows), 1.6), xticks=range(0, 181, 45), xlim=(-6, 186))
    ax.set_yticklabels([name_of(row.bug) for row in rows])
    ax.xaxis.set_major_formatter(lambda degrees, _: f"{degrees:.0f}°")
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("angle between its step and the right one")
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, handletextpad=0.2, columnspacing=1)
    ax.grid(axis="y")
    return figure


@picture
def gallery(right: Row, rows: Sequence[Row]) -> Figure:
    """Draw the share read right after each epoch, a panel a bug, with the right network's beside it."""
    lines = -(-len(rows) // COLUMNS)
    figure = Figure(figsize=(WIDTH, 1.25 * lines + 0.5), layout="constrained")
    axes = figure.subplots(lines, COLUMNS, sharex=True, sharey=True, squeeze=False).ravel()
    epochs = range(1, len(right.accuracy) + 1)
    for ax, row in zip(axes, rows, strict=False):
        ax.plot(epochs, right.accuracy, color=BLUE, linewidth=1.4)
        ax.plot(epochs, row.accuracy, "s--", color=ERROR, markersize=4, linewidth=1.6)
        ax.set_title(name_of(row.bug), fontsize=SMALL, pad=3)
        ax.set(ylim=(0, 1.05), yticks=(0, 0.5, 1))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.grid(axis="y")
        in_per_cent(ax)
    for ax in axes[len(rows) :]:
        ax.set_visible(False)
    figure.supxlabel("epoch", fontsize=SMALL)
    return figure


@picture
def depth(errors: Mapping[str, Sequence[float]]) -> Figure:
    """Draw the size of the errors layer by layer, from the output on the left back to layer 0."""
    figure, (ax,) = panels([3.4])
    for (name, sizes), look in zip(errors.items(), LOOKS * len(errors), strict=False):
        ax.plot(range(len(sizes)), sizes[::-1], label=name, **look)
    ax.set_yscale("log")
    ax.yaxis.set_minor_locator(NullLocator())
    ax.set(xlabel="layers back from the output", ylabel=r"size of the errors $\delta$")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), handlelength=2.6)
    ax.grid()
    return figure


@picture
def steps(etas: Sequence[float], shares: Mapping[str, Sequence[float]]) -> Figure:
    """Draw the share read right in the end over the learning rate, a line a network."""
    figure, (ax,) = panels([3.0])
    for (name, values), look in zip(shares.items(), LOOKS * len(shares), strict=False):
        ax.plot(etas, values, label=name, **look)
    ax.set_xscale("log")
    ax.set_xticks(etas)
    ax.xaxis.set_major_formatter(lambda eta, _: f"{eta:g}")
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set(xlabel=r"learning rate $\eta$", ylabel="read right", ylim=(0, 1.03))
    in_per_cent(ax)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), handlelength=2.6)
    ax.grid(axis="y")
    return figure
