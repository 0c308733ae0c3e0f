"""Examples to learn from: a matrix with one example in each column, and a label for each."""

import copy
import math
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.support import checks

Array = NDArray[np.floating]
Labels = NDArray[np.integer]


class Dataset:
    """Inputs, their labels, and the targets made from the labels. Its arrays are read-only.

    X        (n_in, n), one example in each column, float64 or float32; any other numbers become float64
    Y        (classes, n), in X's dtype: 1 in the row of the label, 0 elsewhere ("one-hot")
    labels   (n,), whole numbers from 0 to classes - 1
    classes  how many labels there are

    A float matrix is used as it is, not copied. Training fetches random columns, which is several times
    faster where each lies in one piece (Fortran order), as in `load_mnist`; it copies any other matrix first.

    Raises ValueError for wrong shapes, NaN, labels out of range, no examples, or pixels in 0..255.

    >>> data = Dataset([[0.0, 0.5, 1.0], [1.0, 0.5, 0.0]], labels=[0, 2, 2], classes=3)
    >>> data
    <Dataset of 3 examples, 2 inputs, 3 classes>
    >>> data.Y.tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 1.0, 1.0]]
    >>> data[1:].labels.tolist()
    [2, 2]
    """

    def __init__(self, X: ArrayLike, labels: ArrayLike, classes: int = 10) -> None:
        dtype = np.float32 if getattr(X, "dtype", None) == np.float32 else np.float64
        self.classes = checks.whole_number("classes", classes)
        self.X: Array = _read_only(checks.inputs(X, dtype=dtype))
        self.labels: Labels = _read_only(_check_labels(labels, self.X.shape[1], self.classes))
        self.Y: Array = _read_only(np.eye(self.classes, dtype=dtype)[self.labels].T)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, which: Any) -> Self:
        """Return the examples that `which` names: a slice, an array of indices or booleans, or one index.

        A slice shares the numbers of this dataset, anything else copies the columns it names.
        """
        if isinstance(which, (int, np.integer)):
            which = [which]
        part = copy.copy(self)
        part.labels = _read_only(self.labels[which])
        if not len(part):
            raise ValueError(f"no example is left of {len(self)}; expected an index of at least one")
        part.X, part.Y = _read_only(self.X[:, which]), _read_only(self.Y[:, which])
        return part

    def split(self, fraction: float, seed: int = 0) -> tuple[Self, Self]:
        """Return two datasets that share out the examples at random, the first with `fraction` of them.

        The same seed gives the same split. Raises ValueError if one of the two would be empty.

        >>> train, rest = Dataset(np.eye(10), range(10)).split(0.8)
        >>> len(train), len(rest)
        (8, 2)
        """
        if not isinstance(fraction, (int, float, np.number)) or not 0 < fraction < 1:
            raise ValueError(f"fraction is {fraction!r}; expected a number between 0 and 1")
        first = round(float(fraction) * len(self))
        if first in (0, len(self)):
            raise ValueError(
                f"{fraction} of {len(self)} examples leaves {first} and {len(self) - first}; "
                "expected a fraction that leaves some on both sides"
            )
        order = np.random.default_rng(seed).permutation(len(self))
        return self[order[:first]], self[order[first:]]

    def images(self, shape: tuple[int, int] | None = None) -> Array:
        """Return the inputs as pictures, (n, rows, columns), each row of pixels after the other.

        The pictures are square unless `shape` says otherwise. This is a view of X, not a copy.

        >>> Dataset(np.eye(4), range(4)).images()[2].tolist()
        [[0.0, 0.0], [1.0, 0.0]]
        """
        n_in = len(self.X)
        side = math.isqrt(n_in)
        rows, columns = (side, side) if shape is None else shape
        if rows * columns != n_in:
            wanted = "a square number of them" if shape is None else f"{rows} x {columns} of them"
            raise ValueError(f"each example has {n_in} inputs; expected {wanted}")
        return self.X.T.reshape(len(self), rows, columns)

    def __repr__(self) -> str:
        return f"<Dataset of {len(self)} examples, {len(self.X)} inputs, {self.classes} classes>"


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Return a view of `array` that cannot be written to; the caller's own array stays writable."""
    view = array.view()
    view.flags.writeable = False
    return view


def _check_labels(labels: ArrayLike, count: int, classes: int) -> Labels:
    """Return `labels` as (count,) integers; raise ValueError unless each is one of 0 … classes-1."""
    try:
        given = np.asarray(labels)
    except ValueError:
        raise ValueError("labels has entries of unequal length; expected one number each") from None
    if given.shape != (count,):
        raise ValueError(f"labels has shape {given.shape}; expected ({count},), one for each column of X")
    if given.dtype.kind not in "iu":
        raise ValueError(f"labels holds {given.dtype} values; expected whole numbers from 0")
    if given.min() < 0 or given.max() >= classes:
        wrong = given.min() if given.min() < 0 else given.max()
        raise ValueError(f"labels holds {wrong}; expected whole numbers from 0 to {classes - 1}")
    return given.astype(np.intp, copy=False)
