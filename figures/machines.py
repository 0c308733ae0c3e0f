"""Pictures of chapter 13: one batch on several machines, and when that pays."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from figures._draw import arrow, box, note, to_edge
from figures.style import BLUE, GREEN, INK, LOOKS, MUTED, PURPLE, SMALL, WIDTH, canvas, panels, picture
from figures.training import plain_ticks

SHARDS = (BLUE, GREEN, PURPLE)


@picture
def shards(sizes: Sequence[int]) -> Figure:
    """Draw a step: the batch cut into three shards, the tree of their sums, and the parameters' way down."""
    figure, ax = canvas(4.1)
    total, left = sum(sizes), 0.1
    scale = (WIDTH - 0.2 - 0.2) / total
    machines = []
    for s, size in enumerate(sizes):
        centre = (left + scale * size / 2, 0.3)
        box(ax, centre, (scale * size, 0.42), SHARDS[s], f"$B_{s}$: {size}", rounding=0.02)
        machines.append((0.75 + 1.65 * s, 1.15))
        arrow(ax, (centre[0], 0.53), (machines[s][0], 0.92), MUTED)
        left += scale * size + 0.1
    for s, at in enumerate(machines):
        box(ax, at, (1.2, 0.42), SHARDS[s], f"machine {s}")
    first, top, driver = (1.575, 2.05), (2.6, 2.75), (2.6, 3.5)
    pair = (1.0, 0.38)
    for at, sums in ((first, f"{sizes[0] + sizes[1]}"), (top, f"{total}")):
        box(ax, at, pair, INK, f"sum of {sums}")
    for start, end, colour in (
        (machines[0], first, SHARDS[0]),
        (machines[1], first, SHARDS[1]),
        (first, top, INK),
        (machines[2], top, SHARDS[2]),
    ):
        arrow(ax, start, end, colour, gap=(0.3, to_edge(start, end, pair)))
    box(ax, driver, (2.7, 0.38), INK, f"divide by {total}, one step")
    arrow(ax, top, driver, INK, gap=(0.21, 0.21))
    for start, end, bend in (
        ((1.25, 3.4), (0.5, 1.38), 0.25),
        ((3.4, 3.31), (2.55, 1.38), -0.1),
        ((3.97, 3.4), (4.3, 1.38), -0.25),
    ):
        arrow(ax, start, end, MUTED, bend=bend, linestyle=(0, (5, 2)))
    note(ax, (0.1, 3.92), "dashed: the parameters, to each machine", MUTED, ha="left", fontsize=SMALL)
    return figure


@picture
def speedup(record: Mapping[str, Any]) -> Figure:
    """Draw how many times as fast two workers are as one machine, as measured, over the size of the batch."""
    figure, (ax,) = panels([3.2])
    sizes = record["batch_sizes"]
    ax.axhline(1, color=MUTED, linewidth=1.2, linestyle=(0, (6, 2)), label="one machine")
    for network, look in zip(record["networks"], LOOKS, strict=False):
        name = "-".join(map(str, network["sizes"]))
        ax.plot(sizes, np.divide(network["one"], network["two"]), **look, label=name)
    ax.set_xscale("log")
    ax.set_yscale("log")
    plain_ticks(ax, sizes)
    ax.set_yticks([0.01, 0.1, 1, 2], ["0.01", "0.1", "1", "2"])
    ax.minorticks_off()
    ax.set(xlabel="images in a batch, $m$", ylabel="times as fast", ylim=(0.01, 3))
    ax.legend(loc="lower right", fontsize=SMALL)
    ax.set_title(record["machine"], loc="left", color=MUTED, fontsize=SMALL)
    ax.grid(axis="y")
    return figure
