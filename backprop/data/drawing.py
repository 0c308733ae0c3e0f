"""From a drawing of any size to the 784 pixels of MNIST's images (chapters 9 and 10).

MNIST's digits were fitted into 20 by 20 pixels and then laid into 28 by 28 with their centre of mass
in the middle [@lecun1998]: on row 14 and column 14, in all but a handful of its images. A network that
learned from them can read only what was prepared in the same way.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.support import checks

Array = NDArray[np.float64]

FRAME = 28  # pixels on a side of the image
BOX = 20  # pixels on the longest side of the digit in it
MIDDLE = 14  # of the rows 0 … 27, and of the columns: the one that the centre of mass lies in


def prepare(ink: ArrayLike) -> Array:
    """Return a drawing as an input of the network, (784, 1), pixels in 0..1, row by row.

    ink  (height, width), of any size: how much ink is on each pixel, 0 for empty paper

    1. Cut out the smallest rectangle that holds all the ink, and let its strongest pixel be 1.
    2. Scale its longest side to 20 pixels and the other in proportion, to the nearest whole pixel but
       at least 1; each new pixel is the mean of the area that it covers.
    3. Shift it by whole pixels until the centre of mass lies in row 14 and column 14 of 28 by 28 (rows
       and columns count from 0), but not beyond the frame.

    Raises ValueError for anything but a matrix of finite numbers from 0, and if nothing is drawn.

    >>> ink = np.zeros((300, 200))
    >>> ink[50:250, 90:110] = 1  # one stroke downwards, 200 by 20
    >>> image = prepare(ink).reshape(28, 28)
    >>> rows, columns = np.nonzero(image)
    >>> int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    (20, 2)
    """
    digit = _cut_out(_check_ink(ink))
    height, width = digit.shape
    rows, columns = _scaled(height, max(digit.shape)), _scaled(width, max(digit.shape))
    small = shares(rows, height) @ (digit / digit.max()) @ shares(columns, width).T
    top, left = _offset(small.sum(axis=1)), _offset(small.sum(axis=0))
    image = np.zeros((FRAME, FRAME))
    image[top : top + rows, left : left + columns] = small
    return image.reshape(-1, 1)


def shares(new: int, old: int) -> Array:
    """Return (new, old): which share of each new pixel each old one covers, if both fill one length.

    >>> shares(2, 3).round(2).tolist()
    [[0.67, 0.33, 0.0], [0.0, 0.33, 0.67]]
    """
    new, old = checks.whole_number("new", new), checks.whole_number("old", old)
    checks.memory("the shares", 4 * new * old)
    edges = np.arange(new + 1) * old / new  # of the new pixels, counted in old ones
    first = np.arange(old)
    overlap = np.minimum(edges[1:, None], first + 1) - np.maximum(edges[:-1, None], first)
    return overlap.clip(0) * new / old


def _check_ink(ink: Any) -> Array:
    given = checks.as_array("ink", ink, "a matrix (height, width)")
    if given.ndim != 2 or 0 in given.shape:
        raise ValueError(f"ink has shape {given.shape}; expected (height, width)")
    given = checks.reals("ink", given, np.float64)
    if given.min() < 0:
        raise ValueError(f"ink holds {checks.shown(float(given.min()))}; expected numbers from 0")
    if given.max() == 0:
        raise ValueError("nothing is drawn: ink is 0 everywhere")
    return given


def _cut_out(ink: Array) -> Array:
    """Return the smallest rectangle of `ink` outside which all is 0."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _scaled(side: int, longest: int) -> int:
    return max(1, int(side * BOX / longest + 0.5))


def _offset(masses: Array) -> int:
    """Return where in the frame the first of these rows (or columns) goes."""
    centre = (np.arange(len(masses)) + 0.5) @ masses / masses.sum()
    # Exactly on the edge of the middle row counts as inside, whatever rounding errors say.
    offset = int(np.ceil(MIDDLE - centre - 1e-9))
    return min(max(offset, 0), FRAME - len(masses))
