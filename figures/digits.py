"""Pictures of digits: the images, the mistakes, the table of confusions, what neurons look for."""

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from backprop.data.drawing import BOX, FRAME, MIDDLE, prepare
from backprop.parameters import Array
from figures.style import BLUE, ERROR, INK, MUTED, PAPER, RULE, SMALL, WIDTH, panels, picture

# Weights are coloured by transparency, so these two must stand out on both pages.
FOR, AGAINST = "#2f86cc", "#dd6b20"
DARKEST = 0.65  # the opacity of the most frequent confusion: its number must stay legible on it


def tiles(
    count: int, columns: int, title: float, foot: float = 0.0, width: float = WIDTH
) -> tuple[Figure, Iterator[Axes]]:
    """Return a figure of square tiles in rows of `columns`, with `title` inches above each.

    `foot` inches stay free below the last row.
    """
    columns = min(columns, count)
    rows, side = -(-count // columns), width / columns
    height = side * 0.92 + title
    whole = rows * height + foot
    figure = Figure(figsize=(width, whole))

    def places() -> Iterator[Axes]:
        for place in range(count):
            row, column = divmod(place, columns)
            left, bottom = (column + 0.04) / columns, ((rows - 1 - row + 0.02) * height + foot) / whole
            ax = figure.add_axes((left, bottom, 0.92 / columns, side * 0.92 / whole))
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set(visible=True, color=MUTED)
            yield ax

    return figure, places()


@picture
def grid(images: Array, labels: Sequence[int] | None = None, columns: int = 8) -> Figure:
    """Draw images (count, height, width) in rows, each with its label above it."""
    titles = None if labels is None else [str(label) for label in labels]
    return titled(images, titles, columns, 0.26)


@picture
def mistakes(images: Array, labels: Sequence[int], predictions: Sequence[int]) -> Figure:
    """Draw images that were misread, each with its label and the network's answer."""
    pairs = zip(labels, predictions, strict=True)
    return titled(images, [f"{label}, read as {answer}" for label, answer in pairs], 4, 0.32)


def titled(images: Array, titles: Sequence[str] | None, columns: int, room: float) -> Figure:
    """Draw grey images, with titles if there are any."""
    figure, places = tiles(len(images), columns, room if titles else 0.04)
    for place, (ax, image) in enumerate(zip(places, images, strict=True)):
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=1, interpolation="none")
        if titles:
            ax.set_title(titles[place], fontsize=SMALL, pad=4)
    return figure


@picture
def preparation(ink: Array) -> Figure:
    """Draw what `prepare` makes of a drawing (side, side): as drawn, fitted, centred."""
    image = prepare(ink).reshape(FRAME, FRAME)
    left, top, width, height = extent(image)
    fitted = np.zeros((BOX, BOX))
    fitted[:height, :width] = image[top : top + height, left : left + width]
    stages = {
        "as drawn": ink / ink.max(),
        f"fitted: {BOX} by {BOX}": fitted,
        f"centred: {FRAME} by {FRAME}": image,
    }
    figure, places = tiles(3, 3, 0.3, foot=0.3)
    axes = list(places)
    for ax, (title, pixels) in zip(axes, stages.items(), strict=True):
        ax.imshow(pixels, cmap="gray_r", vmin=0, vmax=1, interpolation="none")
        ax.set_title(title, fontsize=SMALL, pad=4)
        ax.set_xlabel(f"{len(pixels)} pixels", fontsize=SMALL, labelpad=3, color=MUTED)
    left, top, width, height = extent(ink)
    frame = (left - 0.5, top - 0.5), width, height
    axes[0].add_patch(Rectangle(*frame, fill=False, edgecolor=BLUE, linestyle=(0, (4, 2))))
    axes[2].plot(MIDDLE, MIDDLE, "+", color=ERROR, markersize=13, markeredgewidth=2)
    return figure


def extent(ink: Array) -> tuple[int, int, int, int]:
    """Return the first column and row with ink, and how many columns and rows the ink spans."""
    (left, right), (top, bottom) = (np.flatnonzero(ink.any(axis=axis))[[0, -1]] for axis in (0, 1))
    return left, top, right - left + 1, bottom - top + 1


@picture
def confusion(counts: Array) -> Figure:
    """Draw how often the digit of each row was read as the digit of each column."""
    figure, (ax,) = panels([4.9], width=5.0)
    size = len(counts)
    wrong = np.where(np.eye(size, dtype=bool), 0, counts)
    ax.imshow(shade(wrong / max(wrong.max(), 1), AGAINST, DARKEST), interpolation="none")
    for row in range(size):
        for column in range(size):
            right = row == column
            box = {"boxstyle": "square,pad=0.2", "facecolor": PAPER, "edgecolor": BLUE, "linewidth": 1.2}
            style = {"ha": "center", "va": "center", "fontsize": SMALL, "bbox": box if right else None}
            if right or counts[row, column]:
                ax.text(column, row, f"{counts[row, column]}", color=BLUE if right else INK, **style)
    ax.set(xticks=range(size), yticks=range(size), xlabel="what the network said", ylabel="what it was")
    ax.tick_params(length=0)
    ax.hlines(np.arange(size + 1) - 0.5, -0.5, size - 0.5, color=RULE, linewidth=0.6)
    ax.vlines(np.arange(size + 1) - 0.5, -0.5, size - 0.5, color=RULE, linewidth=0.6)
    ax.spines[:].set_visible(False)
    return figure


@picture
def weights_as_images(W: Array, shape: tuple[int, int] = (28, 28), columns: int = 4) -> Figure:
    """Draw each row of W as an image: blue where a weight is positive, orange where it is negative.

    Each image has its own scale: full colour is its largest weight.
    """
    figure, places = tiles(len(W), columns, 0.28, foot=0.36)
    for row, (ax, weights) in enumerate(zip(places, W, strict=True)):
        ax.imshow(signed(weights.reshape(shape) / np.abs(weights).max()), interpolation="none")
        ax.set_title(f"neuron {row}", fontsize=SMALL, pad=4)
    legend(figure, 0.36)
    return figure


def signed(amounts: Array) -> Array:
    """Return an image of amounts from -1 to 1: clear at 0, and one colour for each sign."""
    positive, negative = shade(amounts.clip(0), FOR), shade((-amounts).clip(0), AGAINST)
    return np.where(amounts[..., None] > 0, positive, negative)


def legend(figure: Figure, foot: float) -> None:
    """Draw the scale of signed images in the lowest `foot` inches of a figure."""
    whole = figure.get_figheight()
    ax = figure.add_axes((0.3, 0.08 / whole, 0.4, 0.16 / whole))
    ax.imshow(signed(np.linspace(-1, 1, 41)[None]), interpolation="none", aspect="auto")
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color=MUTED)
    for x, side, text in ((-0.04, "right", "negative"), (1.04, "left", "positive")):
        ax.text(x, 0.46, text, transform=ax.transAxes, ha=side, va="center", fontsize=SMALL)


def shade(amounts: Array, colour: str, most: float = 1.0) -> Array:
    """Return an image of one colour whose opacity is `most` times each amount (0 to 1)."""
    image = np.empty((*amounts.shape, 4))
    image[..., :3] = to_rgb(colour)
    image[..., 3] = most * amounts
    return image
