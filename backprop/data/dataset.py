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
        dtype = checks.type_like(X)
        self.classes = checks.whole_number("classes", classes)
        self.X: Array = _read_only(checks.inputs(X, dtype=dtype))
        self.labels: Labels = _read_only(_check_labels(labels, self.X.shape[1], self.classes))
        checks.memory("Y", self.classes * max(self.classes, len(self.labels)), dtype.itemsize)
        self.Y: Array = _read_only(np.eye(self.classes, dtype=dtype)[self.labels].T)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, which: Any) -> Self:
        """Return the examples that `which` names: a slice, an array of indices or booleans, or one index.

        A slice shares the numbers of this dataset, anything else copies the columns it names. Raises
        IndexError, which also ends a loop over the examples, for a place beyond the last.
        """
        which = _check_places(which, len(self))
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
        fraction = checks.number(
            "fraction", fraction, "a number between 0 and 1", lambda share: 0 < share < 1
        )
        seed = checks.whole_number("seed", seed, 0, most=None)
        first = round(fraction * len(self))
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
        rows, columns = (side, side) if shape is None else _check_shape(shape)
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


def _check_shape(shape: Any) -> tuple[int, int]:
    expected = "(rows, columns)"
    sides = checks.items("shape", shape, expected)
    if len(sides) != 2:
        raise ValueError(f"shape is {checks.shown(shape)}; expected {expected}")
    rows, columns = (checks.whole_number(f"shape[{place}]", side) for place, side in enumerate(sides))
    return rows, columns


def _check_places(which: Any, count: int) -> Any:
    """Return a slice, or an array of indices or booleans that fit `count` examples."""
    wrong = f"the index is {checks.shown(which)}; expected a slice, whole numbers, or {count} booleans"
    if isinstance(which, slice):
        try:
            which.indices(count)
        except (TypeError, ValueError):
            raise ValueError(wrong) from None
        return which
    if isinstance(which, tuple):
        raise ValueError(wrong)
    places = checks.as_array("the index", which, "whole numbers")
    places = places[None] if places.ndim == 0 else places
    is_mask = places.dtype.kind == "b" and places.shape == (count,)
    if places.ndim != 1 or not (places.dtype.kind in "iu" or is_mask or not places.size):
        raise ValueError(wrong)
    if places.size and not is_mask and not -count <= places.min() <= places.max() < count:
        raise IndexError(f"the index is {checks.shown(which)}, out of bounds for {count} examples")
    return places if is_mask else places.astype(np.intp)


def _check_labels(labels: ArrayLike, count: int, classes: int) -> Labels:
    """Return `labels` as (count,) integers; raise ValueError unless each is one of 0 … classes-1."""
    given = checks.as_array("labels", labels, "one number each", "entries")
    if given.shape != (count,):
        raise ValueError(f"labels has shape {given.shape}; expected ({count},), one for each column of X")
    return checks.whole_numbers("labels", given, (count,), classes - 1)
