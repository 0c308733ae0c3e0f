"""Examples to learn from: datasets, and the two that the book reads.

>>> from backprop.data import load_digits
>>> train, test = load_digits()
>>> len(train), len(test)
(1437, 360)
"""

from backprop.data.dataset import Dataset
from backprop.data.digits import load_digits
from backprop.data.mnist import DataError, find_mnist, load_mnist

__all__ = ["DataError", "Dataset", "find_mnist", "load_digits", "load_mnist"]
