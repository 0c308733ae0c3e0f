"""Checks of what a user hands in: each failure is one line that names what was given and expected."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


def whole_number(name: str, value: Any, least: int = 1) -> int:
    """Return `value` as an int; raise ValueError unless it is a whole number of at least `least`."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise ValueError(f"{name} is {value!r}; expected a whole number of at least {least}")
    if value < least:
        raise ValueError(f"{name} is {value}; expected at least {least}")
    return int(value)


def step_size(value: Any) -> float:
    """Return `value` as a float; raise ValueError unless it is a positive, finite number."""
    is_number = isinstance(value, (int, float, np.integer, np.floating))
    if isinstance(value, bool) or not is_number or not (0 < value < np.inf):
        raise ValueError(f"eta is {value!r}; expected a positive, finite number")
    return float(value)


def layer_sizes(sizes: Any) -> list[int]:
    """Return `sizes` as a list of at least two positive ints; raise ValueError otherwise."""
    try:
        given = list(sizes)
    except TypeError:
        given = []
    if len(given) < 2 or isinstance(sizes, (str, bytes)):
        raise ValueError(f"sizes is {sizes!r}; expected at least two layers, such as [784, 30, 10]")
    return [whole_number(f"sizes[{place}]", size) for place, size in enumerate(given)]


def columns(name: str, values: Any, rows: int | None = None, count: int | None = None) -> NDArray[Any]:
    """Return `values` as a finite (rows, count) matrix of numbers; raise ValueError otherwise."""
    try:
        matrix = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} has rows of unequal length; expected a matrix") from None
    if matrix.dtype.kind not in "fiub":
        raise ValueError(f"{name} holds {matrix.dtype} values; expected real numbers")
    wanted = f"({'n' if rows is None else rows}, {'m' if count is None else count})"
    if matrix.ndim != 2:
        raise ValueError(
            f"{name} has shape {matrix.shape}; expected {wanted}, one column for each example"
        )
    if 0 in matrix.shape:
        raise ValueError(f"{name} has shape {matrix.shape}: it is empty; expected {wanted}")
    if matrix.shape[0] != (rows or matrix.shape[0]) or matrix.shape[1] != (count or matrix.shape[1]):
        raise ValueError(
            f"{name} has shape {matrix.shape}; expected {wanted}, one column for each example"
        )
    if not np.isfinite(matrix).all():
        raise ValueError(f"{name} holds NaN or infinity; expected finite numbers")
    return matrix


def inputs(
    values: Any, rows: int | None = None, dtype: DTypeLike = np.float64, name: str = "X"
) -> NDArray[Any]:
    """Return `values` as a float matrix with one example in each column.

    Raises ValueError for a wrong shape, for NaN, and for pixels in 0..255 where 0..1 is expected:
    such numbers saturate every sigmoid, and the network then learns nothing without any error.
    """
    matrix = columns(name, values, rows)
    low, high = matrix.min(), matrix.max()
    whole = matrix.dtype.kind in "iu" or (100 < high <= 255 and bool((matrix == np.rint(matrix)).all()))
    if whole and (low < -1 or high > 1):
        raise ValueError(
            f"{name} holds whole numbers from {low:.0f} to {high:.0f}; "
            "expected pixels in 0..1: divide by 255"
        )
    return matrix.astype(dtype, copy=False)


def float_type(dtype: Any) -> np.dtype[Any]:
    """Return `dtype` as a NumPy dtype; raise ValueError unless it is float64 or float32."""
    try:
        given: np.dtype[Any] = np.dtype(dtype)
    except TypeError:
        given = np.dtype(object)
    if given not in (np.dtype(np.float64), np.dtype(np.float32)):
        raise ValueError(f"dtype is {dtype!r}; expected numpy.float64 or numpy.float32")
    return given
