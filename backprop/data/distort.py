"""Distorted copies of images: turned, slanted, stretched, moved, thicker or thinner (chapter 9).

A network that should read other people's drawings has to have seen them. Copies made anew for every
epoch are the next best thing: the label stays right, and no two copies are the same.
"""

import math

import numpy as np
from numpy.typing import NDArray

from backprop.support import checks

Array = NDArray[np.floating]
Range = tuple[float, float]

# The largest distortions, either way: far more than leaves a digit legible.
MOST = {"turn": 3600.0, "slant": 100.0, "stretch": 10.0, "shift": 1000.0, "thickness": 100.0}


def distort(
    X: Array,
    rng: np.random.Generator,
    turn: Range = (-20.0, 20.0),
    slant: Range = (-0.2, 0.2),
    stretch: Range = (-0.2, 0.2),
    shift: Range = (-1.5, 1.5),
    thickness: Range = (-0.9, 1.6),
    together: int = 50,
) -> Array:
    """Return a distorted copy of the square images X, (n_in, n) with one in each column, in X's dtype.

    Every distortion is drawn from `rng`, evenly from a range (lowest, highest):

    turn       degrees, clockwise
    slant      how far each row moves to the right, for each pixel that it lies above the middle
    stretch    s, where height and width are multiplied by exp(s), each with an s of its own
    shift      pixels down, and pixels to the right, each with a draw of its own
    thickness  pixels that a stroke gains on each of its sides; it loses them if negative
    together   so many neighbouring columns share one distortion, which saves time

    What is pushed over the edge is lost. Raises ValueError unless the images are square and their
    pixels finite, and for ranges that are not in order, or beyond MOST.

    >>> X = np.zeros((784, 3))
    >>> X[14 * 28 + 14] = 1  # one dot in the middle of each image
    >>> off = dict.fromkeys(["turn", "slant", "stretch", "thickness"], (0.0, 0.0))
    >>> copy = distort(X, np.random.default_rng(0), shift=(2.0, 2.0), **off)
    >>> np.argwhere(copy[:, 0].reshape(28, 28)).tolist()
    [[16, 16]]
    """
    X, rng = checks.inputs(X, dtype=checks.type_like(X)), checks.instance("rng", rng, np.random.Generator)
    side = math.isqrt(len(X))
    if side * side != len(X):
        raise ValueError(f"each image has {len(X)} pixels; expected a square number of them")
    together = checks.whole_number("together", together)
    given = {"turn": turn, "slant": slant, "stretch": stretch, "shift": shift, "thickness": thickness}
    ranges = {name: checks.span(name, value, MOST[name]) for name, value in given.items()}
    thickness = ranges.pop("thickness")
    copies = np.empty_like(X, order="F")
    for first in range(0, X.shape[1], together):
        images = np.ascontiguousarray(X[:, first : first + together])
        places = _places(side, rng, **ranges)
        images = _thickened(_resampled(images, *places, side), rng.uniform(*thickness), side)
        copies[:, first : first + together] = images
    return copies


def _places(
    side: int, rng: np.random.Generator, turn: Range, slant: Range, stretch: Range, shift: Range
) -> tuple[Array, Array]:
    """Return where in the old image each new pixel comes from: its row and its column, (side²,) each."""
    angle = np.radians(rng.uniform(*turn))
    sizes = np.exp(rng.uniform(*stretch, size=(2, 1)))
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shear = np.array([[1, 0], [rng.uniform(*slant), 1]])
    middle = (side - 1) / 2
    new = np.indices((side, side)).reshape(2, -1) - middle  # from the middle, rows first
    rows, columns = rotation @ shear @ (new / sizes) + middle - rng.uniform(*shift, size=(2, 1))
    return rows, columns


def _resampled(images: Array, rows: Array, columns: Array, side: int) -> Array:
    """Return images (side², m) whose pixels lie at `rows` and `columns` of the old ones.

    Between four old pixels a new one takes its share of each; beyond the edge there is empty paper.
    """
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    down, right = rows - top, columns - left
    new = np.zeros_like(images)
    for row, share_of_row in ((top, 1 - down), (top + 1, down)):
        for column, share_of_column in ((left, 1 - right), (left + 1, right)):
            inside = (row >= 0) & (row < side) & (column >= 0) & (column < side)
            share = np.where(inside, share_of_row * share_of_column, 0).astype(images.dtype)
            new += share[:, None] * images[np.where(inside, row * side + column, 0)]
    return new


def _thickened(images: Array, amount: float, side: int) -> Array:
    """Return images (side², m) whose strokes are `amount` pixels thicker on each side.

    A whole pixel thicker: each pixel becomes the darkest of itself and its four neighbours. Thinner:
    the lightest. Part of a pixel goes part of the way.
    """
    extreme = np.maximum if amount > 0 else np.minimum
    left = abs(amount)
    while left > 0:
        old = images.reshape(side, side, -1)
        new = old.copy()
        extreme(new[1:], old[:-1], out=new[1:])
        extreme(new[:-1], old[1:], out=new[:-1])
        extreme(new[:, 1:], old[:, :-1], out=new[:, 1:])
        extreme(new[:, :-1], old[:, 1:], out=new[:, :-1])
        images = images + min(left, 1.0) * (new.reshape(images.shape) - images)
        left -= 1
    return images
