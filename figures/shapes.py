"""The shapes of the matrices in both passes, and how an epoch is cut into batches."""

from collections.abc import Sequence
from math import log10
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures._draw import Point, arrow, box, note
from figures.style import (
    BLUE,
    ERROR,
    GREEN,
    INK,
    LARGE,
    MUTED,
    PURPLE,
    SMALL,
    WIDTH,
    canvas,
    layer_colour,
    picture,
)

TIMES = r"$\times$"
ROW, HEAD, SLOT = 1.0, 0.36, 1.2  # inches: a product, a heading, a factor


class Factor(NamedTuple):
    """A matrix in a product: its name, its shape, its colour, and the sign behind it."""

    name: str
    rows: int
    columns: int
    colour: str
    sign: str


@picture
def products(sizes: Sequence[int], m: int) -> Figure:
    """Draw the matrix products of one forward and one backward pass, each with its shape.

    The inner sizes of a product, which must match, stand in a frame.
    """
    last = len(sizes) - 2
    parts = {
        "Forward": [forward(sizes, m, layer) for layer in range(last + 1)],
        "Backward": [base_case(sizes, m)] + [backward(sizes, m, layer) for layer in reversed(range(last))],
        "Slopes": [slopes(sizes, m, layer) for layer in reversed(range(last + 1))],
    }
    figure, ax = canvas(sum(HEAD + ROW * len(rows) for rows in parts.values()))
    top = ax.get_ylim()[1]
    for name, rows in parts.items():
        note(ax, (0.05, top - HEAD / 2), name, MUTED, ha="left")
        top -= HEAD
        for factors in rows:
            is_product = factors[0].sign == TIMES
            for place, factor in enumerate(factors):
                inner = {0: "columns", 1: "rows"}.get(place, "") if is_product else ""
                draw_factor(ax, factor, (SLOT * (place + 0.5), top - 0.36), inner)
            top -= ROW
    return figure


def forward(sizes: Sequence[int], m: int, layer: int) -> list[Factor]:
    """Return W A + b = Z of one layer."""
    n, before, colour = sizes[layer + 1], sizes[layer], layer_colour(layer)
    return [
        Factor(f"$W^{layer}$", n, before, colour, TIMES),
        Factor(f"$A^{{{layer - 1}}}$", before, m, layer_colour(layer - 1), "+"),
        Factor(f"$b^{layer}$", n, 1, colour, "="),
        Factor(f"$Z^{layer}$", n, m, colour, ""),
    ]


def base_case(sizes: Sequence[int], m: int) -> list[Factor]:
    """Return the errors of the last layer."""
    n, layer = sizes[-1], len(sizes) - 2
    return [
        Factor(f"$A^{layer} - Y$", n, m, layer_colour(layer), r"$\odot$"),
        Factor(rf"$\sigma′(Z^{layer})$", n, m, layer_colour(layer), "="),
        Factor(rf"$\Delta^{layer}$", n, m, ERROR, ""),
    ]


def backward(sizes: Sequence[int], m: int, layer: int) -> list[Factor]:
    """Return the inductive step of one layer."""
    n, after, colour = sizes[layer + 1], sizes[layer + 2], layer_colour(layer)
    return [
        Factor(f"$(W^{layer + 1})^T$", n, after, layer_colour(layer + 1), TIMES),
        Factor(rf"$\Delta^{layer + 1}$", after, m, ERROR, r"$\odot$"),
        Factor(rf"$\sigma′(Z^{layer})$", n, m, colour, "="),
        Factor(rf"$\Delta^{layer}$", n, m, ERROR, ""),
    ]


def slopes(sizes: Sequence[int], m: int, layer: int) -> list[Factor]:
    """Return the slopes of one layer's weights, dW, times the size of the batch."""
    n, before = sizes[layer + 1], sizes[layer]
    return [
        Factor(rf"$\Delta^{layer}$", n, m, ERROR, TIMES),
        Factor(f"$(A^{{{layer - 1}}})^T$", m, before, layer_colour(layer - 1), "="),
        Factor(rf"$m\,dW^{layer}$", n, before, layer_colour(layer), ""),
    ]


def draw_factor(ax: Axes, factor: Factor, at: Point, inner: str) -> None:
    """Draw one matrix, larger if it has more entries, with its shape below and its sign behind.

    `inner`, "rows" or "columns", is the size that must match the neighbour's.
    """
    size = (0.46 + 0.14 * log10(factor.columns), 0.3 + 0.09 * log10(factor.rows))
    box(ax, at, size, factor.colour, factor.name, rounding=0.01)
    below = at[1] - 0.45
    note(ax, (at[0], below), TIMES, fontsize=SMALL)
    for text, side, name in ((factor.rows, "right", "rows"), (factor.columns, "left", "columns")):
        x = at[0] + (0.13 if side == "left" else -0.13)
        frame = {"bbox": {"facecolor": "none", "edgecolor": INK, "pad": 1.8}} if name == inner else {}
        note(ax, (x, below), str(text), fontsize=SMALL, ha=side, **frame)
    note(ax, (at[0] + SLOT / 2, at[1]), factor.sign, fontsize=LARGE)


@picture
def batches(n: int, m: int, seed: int) -> Figure:
    """Draw one epoch: n examples in order, the same shuffled and cut into batches of m, the steps."""
    figure, ax = canvas(2.75)
    groups = [range(first, min(first + m, n)) for first in range(0, n, m)]
    gap = 0.16
    pitch = (WIDTH - 0.1 - gap * (len(groups) - 1)) / n
    order = np.random.default_rng(seed).permutation(n)
    middle = (WIDTH - pitch * (n - 1)) / 2
    note(ax, (0.05, 2.6), "in order", MUTED, ha="left")
    for x in range(n):
        column(ax, (middle + pitch * x, 2.2), pitch, str(x), MUTED)
    note(ax, (0.05, 1.79), "shuffled, and cut", MUTED, ha="left")
    for number, places in enumerate(groups):
        colour = (BLUE, GREEN, PURPLE)[number % 3]
        spots = [0.05 + pitch * (x + 0.5) + gap * number for x in places]
        for x, spot in zip(places, spots, strict=True):
            column(ax, (spot, 1.38), pitch, str(order[x]), colour)
        centre = (spots[0] + spots[-1]) / 2
        note(ax, (centre, 0.98), f"batch {number}", colour)
        arrow(ax, (centre, 0.84), (centre, 0.5), colour)
        box(ax, (centre, 0.28), (min(0.86, 0.92 * WIDTH / len(groups)), 0.36), INK, "one step")
    return figure


def column(ax: Axes, at: Point, pitch: float, text: str, colour: str) -> None:
    """Draw one example as a numbered column."""
    box(ax, at, (0.82 * pitch, 0.46), colour, linewidth=1.2, rounding=0.01)
    note(ax, at, text, fontsize=SMALL)
