"""The 8 x 8 digits, which come with the package and need no network.

They are the "Optical Recognition of Handwritten Digits" of E. Alpaydin and C. Kaynak, from the UCI Machine
Learning Repository, under CC BY 4.0: their 1,797 images for testing, in their order [@alpaydin1998].
"""

import gzip
from pathlib import Path

import numpy as np

from backprop.data.dataset import Dataset
from backprop.data.idx import unpack_idx

FILE = Path(__file__).with_name("digits.idx.gz")  # (65, 1797): the pixels in 0..16, and below them the labels


def load_digits() -> tuple[Dataset, Dataset]:
    """Return 1,437 examples to train on and 360 to test on, from the 8 x 8 digits.

    They are in the package and need no network. Each is (64,): pixels in 0..1, row by row.

    >>> train, test = load_digits()
    >>> len(train), len(test), train.X.shape
    (1437, 360, (64, 1437))
    """
    rows = unpack_idx(gzip.decompress(FILE.read_bytes()))
    return Dataset(np.divide(rows[:-1], 16, order="F"), rows[-1]).split(1437 / 1797)
