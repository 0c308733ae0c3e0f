"""The four files of MNIST: their names, their hashes, and the format that they are in."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.support import checks


class IdxFile(NamedTuple):
    """One of the four files: its name, and the size and SHA-256 of its unpacked bytes.

    >>> [file.name for file in FILES if file.size > 40_000_000]
    ['train-images-idx3-ubyte']
    """

    name: str
    size: int
    sha256: str


FILES = (
    IdxFile(
        "train-images-idx3-ubyte",
        47_040_016,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    IdxFile(
        "train-labels-idx1-ubyte",
        60_008,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    IdxFile(
        "t10k-images-idx3-ubyte",
        7_840_016,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    IdxFile(
        "t10k-labels-idx1-ubyte",
        10_008,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)


def unpack_idx(data: bytes) -> NDArray[np.uint8]:
    """Return the array in an IDX file of unsigned bytes.

    The fourth byte counts the axes; their lengths follow, four bytes each, then the numbers. Raises
    ValueError for any other bytes.

    >>> head = bytes([0, 0, 8, 2]) + (2).to_bytes(4) + (3).to_bytes(4)  # bytes, two axes: 2 rows of 3
    >>> unpack_idx(head + bytes(range(6))).tolist()
    [[0, 1, 2], [3, 4, 5]]
    """
    checks.instance("data", data, bytes, "the bytes of an IDX file")
    axes = data[3] if data[:3] == bytes([0, 0, 8]) and len(data) > 3 else 0
    lengths = [int.from_bytes(data[4 + 4 * axis : 8 + 4 * axis]) for axis in range(axes)]
    if not axes or len(data) != 4 + 4 * axes + math.prod(lengths):
        raise ValueError(f"data is {checks.shown(data)}; expected an IDX file of unsigned bytes")
    shape = tuple(lengths)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(shape)
