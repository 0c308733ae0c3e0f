"""Checks of what a user hands in: each failure is one line that names what was given and expected.

All public functions of `backprop` use these few. Numbers are cast first, and the cast ones are checked: what
is finite in float64 may be infinite in float32. Sizes are bounded before memory is asked for. Nothing has
changed when an error is raised.
"""

import math
import os
import reprlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

Kind = TypeVar("Kind")
LARGEST = 4 * 1024**3  # bytes of one array, or of the parameters of one network
LARGEST_WHOLE = 2**63 - 1
PER_ITEM = 40  # bytes that a list takes for each number in it


class NotFiniteError(ValueError, FloatingPointError):
    """A number is NaN, infinite, or too large for the type that is used."""


# Any value.


def shown(value: Any) -> str:
    """Return `value` as Python writes it, on one line, and cut if it is long.

    >>> shown("short"), len(shown(list(range(1000))))
    ("'short'", 60)
    """
    try:
        # Of what is large, only the beginning is written.
        line = reprlib.repr(value) if isinstance(value, Sequence) and len(value) > 1000 else repr(value)
    except Exception:  # a type may write itself down as it likes, and fail
        line = f"an object of type {type(value).__name__}"
    line = " ".join(line.split())
    return line if len(line) <= 60 else f"{line[:57]}..."


def instance(name: str, value: Any, kind: Any, expected: str = "") -> Any:
    """Return `value`; raise ValueError unless it is one of `kind`.

    >>> instance("rng", 3, np.random.Generator)
    Traceback (most recent call last):
        ...
    ValueError: rng is 3; expected a Generator
    """
    if not isinstance(value, kind):
        raise ValueError(f"{name} is {shown(value)}; expected {expected or f'a {kind.__name__}'}")
    return value


def function(name: str, value: Any) -> Callable[..., Any]:
    """Return `value`; raise ValueError unless it can be called.

    >>> function("gradients", 3)
    Traceback (most recent call last):
        ...
    ValueError: gradients is 3; expected a function
    """
    if not callable(value):
        raise ValueError(f"{name} is {shown(value)}; expected a function")
    result: Callable[..., Any] = value
    return result


def switch(name: str, value: Any, or_none: bool = False) -> Any:
    """Return `value`; raise ValueError unless it is True or False, or None if that is allowed.

    >>> switch("progress", 1, or_none=True)
    Traceback (most recent call last):
        ...
    ValueError: progress is 1; expected True, False or None
    """
    if not isinstance(value, (bool, np.bool_)) and not (or_none and value is None):
        raise ValueError(
            f"{name} is {shown(value)}; expected True{', False or None' if or_none else ' or False'}"
        )
    return None if value is None else bool(value)


def path(name: str, value: Any) -> Path:
    """Return `value` as a path; raise ValueError unless it is the name of a file or of a folder.

    >>> path("path", 3)
    Traceback (most recent call last):
        ...
    ValueError: path is 3; expected a name, as a text or a Path
    """
    if not isinstance(value, (str, Path)):
        raise ValueError(f"{name} is {shown(value)}; expected a name, as a text or a Path")
    try:
        longest = max((len(os.fsencode(part)) for part in Path(value).parts), default=0)
    except ValueError:
        longest = 256
    if longest > 255 or len(str(value)) > 4000 or "\0" in str(value) or not str(value):
        raise ValueError(
            f"{name} is {shown(value)}, which cannot be a name; expected that of a file or folder"
        )
    return Path(value)


def items(name: str, values: Any, expected: str) -> list[Any]:
    """Return the items of `values` as a list; raise ValueError unless it is a sequence.

    >>> items("rows", 3, "a list of rows")
    Traceback (most recent call last):
        ...
    ValueError: rows is 3; expected a list of rows
    """
    if isinstance(values, (str, bytes, Mapping)):
        raise ValueError(f"{name} is {shown(values)}; expected {expected}")
    try:
        if len(values) * PER_ITEM > LARGEST:
            raise ValueError
        return list(values)
    except Exception:  # whatever a type of its own makes of it
        raise ValueError(f"{name} is {shown(values)}; expected {expected}") from None


def named(what: str, name: Any, known: Mapping[str, Kind]) -> Kind:
    """Return the one of `known` called `name`; raise ValueError, which says what it is, if there is none.

    >>> named("fruit", "apple", {"apple": 1, "pear": 2})
    1
    >>> named("fruit", "plum", {"apple": 1, "pear": 2})
    Traceback (most recent call last):
        ...
    ValueError: unknown fruit 'plum'; expected "apple" or "pear"
    """
    if not isinstance(name, str) or name not in known:
        names = " or ".join(f'"{name}"' for name in known)
        raise ValueError(f"unknown {what} {shown(name)}; expected {names}")
    return known[name]


# A number.


def whole_number(name: str, value: Any, least: int = 1, most: int | None = LARGEST_WHOLE) -> int:
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
    if most is not None and value > most:
        raise ValueError(f"{name} is {shown(value)}; expected at most {most:,}")
    return int(value)


def seed_of(value: Any) -> int | None:
    """Return `value`; raise ValueError unless it is None or a whole number of at least 0.

    >>> seed_of("a")
    Traceback (most recent call last):
        ...
    ValueError: seed is 'a'; expected a whole number of at least 0
    """
    return None if value is None else whole_number("seed", value, 0, most=None)


def number(name: str, value: Any, expected: str = "a finite number", fits: Any = math.isfinite) -> float:
    """Return `value` as a float; raise ValueError unless that is finite, and `fits`.

    >>> number("fraction", 2, "a number between 0 and 1", lambda share: 0 < share < 1)
    Traceback (most recent call last):
        ...
    ValueError: fraction is 2; expected a number between 0 and 1
    """
    is_number = isinstance(value, (int, float, np.integer, np.floating))
    try:
        cast = float(value) if is_number and not isinstance(value, bool) else math.nan
    except OverflowError:  # a whole number beyond the floats
        cast = math.nan
    if not math.isfinite(cast) or not fits(cast):
        raise ValueError(f"{name} is {shown(value)}; expected {expected}")
    return cast


def positive(name: str, value: Any) -> float:
    """Return `value` as a float; raise ValueError unless it is a positive, finite number.

    >>> positive("patience", 5)
    5.0
    """
    return number(name, value, "a positive, finite number", lambda cast: cast > 0)


def step_size(value: Any, zero: bool = False) -> float:
    """Return `value` as a float; raise ValueError unless it is positive and finite, or 0 where that may be.

    >>> step_size(1)
    1.0
    >>> step_size(-0.1)
    Traceback (most recent call last):
        ...
    ValueError: eta is -0.1; expected a positive, finite number
    """
    if zero:
        return number("eta", value, "a finite number from 0", lambda cast: cast >= 0)
    return positive("eta", value)


def span(name: str, value: Any, most: float) -> tuple[float, float]:
    """Return `value` as (lowest, highest); raise ValueError unless both are numbers up to `most`, in order.

    >>> span("turn", (20, -20), most=90)
    Traceback (most recent call last):
        ...
    ValueError: turn is (20, -20); expected (lowest, highest), both from -90 to 90
    """
    expected = f"(lowest, highest), both from {-most:g} to {most:g}"
    ends = items(name, value, expected)
    if len(ends) != 2:
        raise ValueError(f"{name} is {shown(value)}; expected {expected}")
    low, high = (number(f"{name}[{place}]", end, expected) for place, end in enumerate(ends))
    if not -most <= low <= high <= most:
        raise ValueError(f"{name} is {shown(value)}; expected {expected}")
    return low, high


# Sizes.


def memory(name: str, numbers: int, itemsize: int = 8) -> None:
    """Raise ValueError if so many numbers would take more than LARGEST bytes.

    >>> memory("the network", 10**12)
    Traceback (most recent call last):
        ...
    ValueError: the network would take 8,000,000,000,000 bytes; expected at most 4,294,967,296
    """
    if numbers * itemsize > LARGEST:
        raise ValueError(f"{name} would take {numbers * itemsize:,} bytes; expected at most {LARGEST:,}")


def layer_sizes(sizes: Any) -> list[int]:
    """Return `sizes` as a list of at least two positive ints; raise ValueError otherwise.

    >>> layer_sizes((784, 30, 10))
    [784, 30, 10]
    >>> layer_sizes(784)
    Traceback (most recent call last):
        ...
    ValueError: sizes is 784; expected at least two layers, such as [784, 30, 10]
    """
    expected = "at least two layers, such as [784, 30, 10]"
    given = items("sizes", sizes, expected)
    if len(given) < 2:
        raise ValueError(f"sizes is {shown(sizes)}; expected {expected}")
    layers = [whole_number(f"sizes[{place}]", size) for place, size in enumerate(given)]
    memory("the network", sum((n_in + 1) * n_out for n_in, n_out in zip(layers, layers[1:], strict=False)))
    return layers


# Arrays.


def is_finite(array: NDArray[Any]) -> bool:
    """Return whether every number of an array of floats is finite.

    >>> is_finite(np.array([1e300, -1.0])), is_finite(np.array([np.nan, 1.0]))
    (True, False)
    """
    # The sum of the squares is quick; it is finite only if all of them are, and may overflow if they are.
    return math.isfinite(np.vdot(array, array)) or bool(np.isfinite(array).all())


def reals(name: str, values: Any, dtype: DTypeLike | None = None, expected: str = "a matrix") -> NDArray[Any]:
    """Return `values` as an array of finite, real numbers in `dtype`, which is None for their own.

    >>> reals("X", [1e200], np.float32)
    Traceback (most recent call last):
        ...
    backprop.support.checks.NotFiniteError: X holds a number too large for float32; expected finite numbers
    """
    array = as_array(name, values, expected)
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name} holds {array.dtype} values; expected real numbers")
    memory(name, array.size)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise NotFiniteError(f"{name} holds NaN or infinity; expected finite numbers")
    wanted = array.dtype if dtype is None else np.dtype(dtype)
    if array.dtype == wanted:
        return array
    with np.errstate(over="ignore"):
        cast = array.astype(wanted)
    if not np.isfinite(cast).all():
        raise NotFiniteError(f"{name} holds a number too large for {wanted}; expected finite numbers")
    return cast


def as_array(name: str, values: Any, expected: str, parts: str = "rows") -> NDArray[Any]:
    """Return `values` as an array of any kind; raise ValueError if they are none, or masked in places.

    >>> as_array("X", np.ma.array([1.0, 2.0], mask=[False, True]), "a matrix")
    Traceback (most recent call last):
        ...
    ValueError: X is masked in places; expected a number everywhere: fill them in first
    """
    for part in values if isinstance(values, (list, tuple)) else [values]:
        if part is np.ma.masked or (isinstance(part, np.ma.MaskedArray) and np.ma.is_masked(part)):
            raise ValueError(f"{name} is masked in places; expected a number everywhere: fill them in first")
    if isinstance(values, Sequence):
        memory(name, len(values), PER_ITEM)
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} has {parts} of unequal length; expected {expected}") from None
    except Exception:  # whatever a type of its own makes of it
        raise ValueError(f"{name} is {shown(values)}; expected {expected}") from None
    memory(name, array.size, array.itemsize)
    return array


def whole_numbers(name: str, values: Any, shape: tuple[int, ...], most: int) -> NDArray[np.intp]:
    """Return `values` as whole numbers from 0 to `most`, in an array of this shape, or raise ValueError.

    >>> whole_numbers("labels", [0, 3], (2,), most=2)
    Traceback (most recent call last):
        ...
    ValueError: labels holds 3; expected whole numbers from 0 to 2
    """
    array = as_array(name, values, "one number each", "entries")
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}; expected {shape}")
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name} holds {array.dtype} values; expected whole numbers from 0")
    if array.size and (array.min() < 0 or array.max() > most):
        wrong = array.min() if array.min() < 0 else array.max()
        raise ValueError(f"{name} holds {wrong}; expected whole numbers from 0 to {most}")
    return array.astype(np.intp, copy=False)


def length(name: str, arrays: Any, wanted: int) -> None:
    """Raise ValueError unless `arrays` is a sequence of `wanted` arrays, one for each layer.

    >>> length("weights", [[[0.1]]], wanted=2)
    Traceback (most recent call last):
        ...
    ValueError: weights has 1 arrays; expected 2, one for each layer
    """
    try:
        given = len(arrays)
        if isinstance(arrays, (str, bytes, Mapping)):
            raise TypeError
    except Exception:  # whatever a type of its own makes of it
        raise ValueError(f"{name} is {shown(arrays)}; expected a list of {wanted} arrays") from None
    if given != wanted:
        raise ValueError(f"{name} has {given} arrays; expected {wanted}, one for each layer")


def alike(name: str, given: Any, wanted: Sequence[NDArray[Any]], finite: bool = True) -> list[NDArray[Any]]:
    """Return `given` as arrays of the shapes and dtypes of those in `wanted`; raise ValueError otherwise.

    Without `finite`, an array that has the dtype already may hold NaN, and somebody else looks.

    >>> alike("weights", [np.zeros((2, 3))], [np.zeros((3, 2))])
    Traceback (most recent call last):
        ...
    ValueError: weights[0] has shape (2, 3); expected (3, 2)
    """
    length(name, given, len(wanted))
    arrays = []
    for l, (mine, theirs) in enumerate(zip(items(name, given, "a list of arrays"), wanted, strict=True)):
        ready = type(mine) is np.ndarray and mine.dtype == theirs.dtype and not finite
        array = mine if ready else as_array(f"{name}[{l}]", mine, "a matrix")
        if array.shape != theirs.shape:
            raise ValueError(f"{name}[{l}] has shape {array.shape}; expected {theirs.shape}")
        arrays.append(array if ready else reals(f"{name}[{l}]", mine, theirs.dtype))
    return arrays


def columns(
    name: str,
    values: Any,
    rows: int | None = None,
    count: int | None = None,
    dtype: DTypeLike | None = None,
) -> NDArray[Any]:
    """Return `values` as a finite (rows, count) matrix of numbers in `dtype`; raise ValueError otherwise.

    >>> columns("Y", [[1, 0, 0], [0, 1, 1]], rows=2).shape
    (2, 3)
    >>> columns("Y", [1, 0, 0], rows=2)
    Traceback (most recent call last):
        ...
    ValueError: Y has shape (3,); expected (2, m), one column for each example
    """
    matrix = as_array(name, values, "a matrix")
    if matrix.dtype.kind not in "fiub":
        raise ValueError(f"{name} holds {matrix.dtype} values; expected real numbers")
    wanted = f"({rows or 'n'}, {count})" if count else f"({rows or 'n'}, m), one column for each example"
    if 0 in matrix.shape:
        raise ValueError(f"{name} has shape {matrix.shape}: it is empty; expected {wanted}")
    if matrix.ndim != 2 or rows not in (None, matrix.shape[0]) or count not in (None, matrix.shape[1]):
        raise ValueError(f"{name} has shape {matrix.shape}; expected {wanted}")
    return reals(name, matrix, dtype)


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
    return reals(name, matrix, dtype)


def type_like(values: Any) -> np.dtype[Any]:
    """Return float32 if `values` are of that type, in any order of bytes, and float64 for all others.

    >>> type_like(np.zeros(1, ">f4")).name, type_like([1, 2]).name
    ('float32', 'float64')
    """
    dtype = getattr(values, "dtype", None)
    single = isinstance(dtype, np.dtype) and (dtype.kind, dtype.itemsize) == ("f", 4)
    return np.dtype(np.float32 if single else np.float64)


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
        given: np.dtype[Any] = np.dtype(dtype) if dtype is not None else np.dtype(object)
    except Exception:  # of many kinds
        given = np.dtype(object)
    if given not in (np.dtype(np.float64), np.dtype(np.float32)):
        raise ValueError(f"dtype is {shown(dtype)}; expected numpy.float64 or numpy.float32")
    return given.newbyteorder("=")
