"""Checks of what a user hands in: each failure is one line that names what was given and expected."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

Kind = TypeVar("Kind")


def shown(value: Any) -> str:
    """Return `value` as Python writes it, on one line, and cut if it is long.

    >>> shown("short"), len(shown(list(range(1000))))
    ("'short'", 60)
    """
    line = " ".join(repr(value).split())
    return line if len(line) <= 60 else f"{line[:57]}..."


def named(what: str, name: Any, known: Mapping[str, Kind]) -> Kind:
    """Return the one of `known` called `name`; raise ValueError, which says what it is, if there is none.

    >>> named("fruit", "apple", {"apple": 1, "pear": 2})
    1
    >>> named("fruit", "plum", {"apple": 1, "pear": 2})
    Traceback (most recent call last):
        ...
    ValueError: unknown fruit 'plum'; expected "apple" or "pear"
    """
    try:
        return known[name]
    except (KeyError, TypeError):
        names = " or ".join(f'"{name}"' for name in known)
        raise ValueError(f"unknown {what} {shown(name)}; expected {names}") from None


def whole_number(name: str, value: Any, least: int = 1) -> int:
    """Return `value` as an int; raise ValueError unless it is a whole number of at least `least`.

    >>> whole_number("epochs", np.int64(3))
    3
    >>> whole_number("epochs", 2.5)
    Traceback (most recent call last):
        ...
    ValueError: epochs is 2.5; expected a whole number of at least 1
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise ValueError(f"{name} is {shown(value)}; expected a whole number of at least {least}")
    if value < least:
        raise ValueError(f"{name} is {shown(value)}; expected at least {least}")
    return int(value)


def step_size(value: Any) -> float:
    """Return `value` as a float; raise ValueError unless it is a positive, finite number.

    >>> step_size(1)
    1.0
    >>> step_size(-0.1)
    Traceback (most recent call last):
        ...
    ValueError: eta is -0.1; expected a positive, finite number
    """
    is_number = isinstance(value, (int, float, np.integer, np.floating))
    if isinstance(value, bool) or not is_number or not (0 < value <= sys.float_info.max):
        raise ValueError(f"eta is {shown(value)}; expected a positive, finite number")
    return float(value)


def layer_sizes(sizes: Any) -> list[int]:
    """Return `sizes` as a list of at least two positive ints; raise ValueError otherwise.

    >>> layer_sizes((784, 30, 10))
    [784, 30, 10]
    >>> layer_sizes(784)
    Traceback (most recent call last):
        ...
    ValueError: sizes is 784; expected at least two layers, such as [784, 30, 10]
    """
    try:
        given = list(sizes)
    except TypeError:
        given = []
    if len(given) < 2 or isinstance(sizes, (str, bytes)):
        raise ValueError(f"sizes is {shown(sizes)}; expected at least two layers, such as [784, 30, 10]")
    return [whole_number(f"sizes[{place}]", size) for place, size in enumerate(given)]


def length(name: str, arrays: Any, wanted: int) -> None:
    """Raise ValueError unless `arrays` is a sequence of `wanted` arrays, one for each layer.

    >>> length("weights", [[[0.1]]], wanted=2)
    Traceback (most recent call last):
        ...
    ValueError: weights has 1 arrays; expected 2, one for each layer
    """
    try:
        given = len(arrays)
    except TypeError:
        raise ValueError(f"{name} is {shown(arrays)}; expected a list of {wanted} arrays") from None
    if given != wanted:
        raise ValueError(f"{name} has {given} arrays; expected {wanted}, one for each layer")


def same_shapes(name: str, given: Sequence[Any], wanted: Sequence[NDArray[Any]]) -> None:
    """Raise ValueError unless `given` has arrays of the same shapes as those in `wanted`.

    >>> same_shapes("weights", [np.zeros((2, 3))], [np.zeros((3, 2))])
    Traceback (most recent call last):
        ...
    ValueError: weights[0] has shape (2, 3); expected (3, 2)
    """
    length(name, given, len(wanted))
    for l, (mine, theirs) in enumerate(zip(given, wanted, strict=True)):
        if np.shape(mine) != theirs.shape:
            raise ValueError(f"{name}[{l}] has shape {np.shape(mine)}; expected {theirs.shape}")


def columns(name: str, values: Any, rows: int | None = None, count: int | None = None) -> NDArray[Any]:
    """Return `values` as a finite (rows, count) matrix of numbers; raise ValueError otherwise.

    >>> columns("Y", [[1, 0, 0], [0, 1, 1]], rows=2).shape
    (2, 3)
    >>> columns("Y", [1, 0, 0], rows=2)
    Traceback (most recent call last):
        ...
    ValueError: Y has shape (3,); expected (2, m), one column for each example
    """
    try:
        matrix = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} has rows of unequal length; expected a matrix") from None
    if matrix.dtype.kind not in "fiub":
        raise ValueError(f"{name} holds {matrix.dtype} values; expected real numbers")
    wanted = f"({rows or 'n'}, {count})" if count else f"({rows or 'n'}, m), one column for each example"
    if 0 in matrix.shape:
        raise ValueError(f"{name} has shape {matrix.shape}: it is empty; expected {wanted}")
    if matrix.ndim != 2 or rows not in (None, matrix.shape[0]) or count not in (None, matrix.shape[1]):
        raise ValueError(f"{name} has shape {matrix.shape}; expected {wanted}")
    if not np.isfinite(matrix).all():
        raise ValueError(f"{name} holds NaN or infinity; expected finite numbers")
    return matrix


def inputs(
    values: Any, rows: int | None = None, dtype: DTypeLike = np.float64, name: str = "X"
) -> NDArray[Any]:
    """Return `values` as a float matrix with one example in each column.

    Raises ValueError for a wrong shape, for NaN, and for pixels in 0..255 where 0..1 is expected:
    such numbers saturate every sigmoid, and the network then learns nothing without any error.

    >>> inputs([[0.0, 0.5], [1.0, 0.0]], rows=2).shape
    (2, 2)
    >>> inputs(np.array([[0, 128], [255, 0]]))
    Traceback (most recent call last):
        ...
    ValueError: X holds whole numbers from 0 to 255; expected pixels in 0..1: divide by 255
    """
    matrix = columns(name, values, rows)
    low, high = matrix.min(), matrix.max()
    whole = matrix.dtype.kind in "iu" or (100 < high <= 255 and bool((matrix == np.rint(matrix)).all()))
    if whole and (low < -1 or high > 1):
        raise ValueError(
            f"{name} holds whole numbers from {low:.0f} to {high:.0f}; expected pixels in 0..1: divide by 255"
        )
    return matrix.astype(dtype, copy=False)


def float_type(dtype: Any) -> np.dtype[Any]:
    """Return `dtype` as a NumPy dtype; raise ValueError unless it is float64 or float32.

    >>> float_type("float32").name
    'float32'
    >>> float_type(int)
    Traceback (most recent call last):
        ...
    ValueError: dtype is <class 'int'>; expected numpy.float64 or numpy.float32
    """
    try:
        given: np.dtype[Any] = np.dtype(dtype)
    except TypeError:
        given = np.dtype(object)
    if given not in (np.dtype(np.float64), np.dtype(np.float32)):
        raise ValueError(f"dtype is {shown(dtype)}; expected numpy.float64 or numpy.float32")
    return given
