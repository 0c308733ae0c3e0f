"""What a function returned, as arrays: convert, compare, and write it down for a reader."""

import inspect
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.support import checks

Array = NDArray[Any]

TOLERANCE = 1e-6  # of the largest expected number
TOLERANCE_SINGLE = 1e-3  # the same, for an answer in float32 or less


class MalformedError(Exception):
    """An answer is not made of numbers, or not of as many arrays as expected; the text says which."""


def places(wanted: Any, names: Sequence[str] = ()) -> list[str]:
    """Name each array in `wanted`, such as "dW[0]"; `names` are those of the parts of a tuple."""
    return [place for place, _ in _leaves(wanted, "the answer", names)]


def _leaves(wanted: Any, place: str, names: Sequence[str]) -> Iterable[tuple[str, Any]]:
    if not isinstance(wanted, (list, tuple)):
        yield place, wanted
        return
    for i, part in enumerate(wanted):
        yield from _leaves(part, _part_of(place, i, names), ())


def _part_of(place: str, i: int, names: Sequence[str]) -> str:
    return names[i] if i < len(names) else f"{place}[{i}]"


def convert(answer: Any, wanted: Any, names: Sequence[str] = (), place: str = "the answer") -> list[Array]:
    """Return the arrays of `answer`, which must be nested like `wanted`; shapes are not looked at.

    Raises MalformedError for anything that is not made of real numbers, or not so nested.
    """
    if isinstance(wanted, (list, tuple)):
        parts = _parts(answer, wanted, names, place)
        pairs = enumerate(zip(parts, wanted, strict=True))
        nested = [convert(part, like, (), _part_of(place, i, names)) for i, (part, like) in pairs]
        return [array for arrays in nested for array in arrays]
    return [_numbers(answer, place)]


def _parts(answer: Any, wanted: Sequence[Any], names: Sequence[str], place: str) -> list[Any]:
    kind = f"({', '.join(names)})" if names else f"a list of {len(wanted)}"
    refuse_unfinished(answer, place)
    if not isinstance(answer, (list, tuple, np.ndarray)) or getattr(answer, "ndim", 1) == 0:
        raise MalformedError(f"{place} is {checks.shown(answer)}; expected {kind}")
    if len(answer) != len(wanted):
        raise MalformedError(f"{place} has length {len(answer)}; expected {kind}")
    return list(answer)


def refuse_unfinished(answer: Any, place: str) -> None:
    """Raise MalformedError for what has to be run or returned before there is a value."""
    if answer is None:
        raise MalformedError(f"{place} is None: a return is missing on some path")
    if inspect.isgenerator(answer) or isinstance(answer, (map, filter, zip)):
        raise MalformedError(f"{place} is a generator; expected numbers: return them, with no yield")
    if inspect.iscoroutine(answer):
        answer.close()
        raise MalformedError(f"{place} is a coroutine; expected numbers: define the function without async")
    if callable(answer):
        raise MalformedError(f"{place} is a function; expected numbers: call it, with ( )")


def _numbers(answer: Any, place: str) -> Array:
    refuse_unfinished(answer, place)
    try:
        array = np.asarray(answer)
    except ValueError:
        raise MalformedError(f"{place} has rows of unequal length; expected one array") from None
    if array.dtype.kind == "O":
        inside = array.ravel()
        if any(item is None for item in inside):
            raise MalformedError(f"{place} has None in it; expected numbers")
        raise MalformedError(f"{place} is {_kind(answer)}; expected numbers")
    if array.dtype.kind not in "fiub":
        held = {"U": "text", "S": "text", "c": "complex numbers"}.get(
            array.dtype.kind, f"{array.dtype} values"
        )
        raise MalformedError(f"{place} holds {held}; expected real numbers")
    return array


def _kind(answer: Any) -> str:
    name = type(answer).__name__
    return f"a{'n' if name[0] in 'aeiou' else ''} {name}"


# Compare.


def tolerance(got: Array) -> float:
    """Return how far `got` may be off, as a share of the largest number expected."""
    return TOLERANCE_SINGLE if got.dtype in (np.float32, np.float16) else TOLERANCE


def scale_of(want: Array) -> float:
    """Return the size of the largest number in `want`, 1 if there is none."""
    return float(np.abs(want[np.isfinite(want)].astype(np.float64)).max(initial=0.0)) or 1.0


def close(got: Array, want: Array, scale: float = 0.0, near: float = 0.0) -> bool:
    """Are the numbers the same but for rounding? Both have one shape; NaN is close to NaN.

    scale  how large the numbers are; 0 for the largest in `want`
    near   how far they may be off at least, as a share of the scale
    """
    got64, want64 = got.astype(np.float64, copy=False), want.astype(np.float64, copy=False)
    finite = np.isfinite(want64)
    if finite.all():  # which is quicker
        scale = scale or float(np.abs(want64).max(initial=0.0)) or 1.0
        return bool((np.abs(got64 - want64) <= max(near, tolerance(got)) * scale).all())
    if not np.array_equal(got64[~finite], want64[~finite], equal_nan=True):
        return False
    scale = scale or scale_of(want64)
    off = np.abs(got64[finite] - want64[finite])  # NaN, which is not below anything, where only `got` is
    return bool((off <= max(near, tolerance(got)) * scale).all())


def all_close(got: Sequence[Array], want: Sequence[Array], near: float = 0.0) -> bool:
    """Are these the same arrays, in shapes and numbers?"""
    return len(got) == len(want) and all(
        mine.shape == theirs.shape and close(mine, theirs, near=near)
        for mine, theirs in zip(got, want, strict=True)
    )


# Write down.


def show(value: Any, digits: int = 4, width: int = 300) -> str:
    """Write `value` for a reader on one line: numbers rounded to `digits`, and cut after `width`."""
    text = _text(value, digits)
    return text if len(text) <= width else f"{text[: width - 2]} …"


def _text(value: Any, digits: int) -> str:
    if isinstance(value, np.ndarray):
        return _text(value.tolist(), digits)
    if isinstance(value, (list, tuple)):
        ends = "[]" if isinstance(value, list) else "()"
        return f"{ends[0]}{', '.join(_text(part, digits) for part in value)}{ends[1]}"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_text(part, digits)}' for key, part in value.items())}}}"
    if isinstance(value, (bool, np.bool_, int, np.integer)):
        return str(value)
    if isinstance(value, (float, np.floating)):
        return f"{value + 0.0:.{digits}g}"  # adding 0 turns -0 into 0
    if isinstance(value, np.random.Generator):
        return "a random generator"
    if callable(value):
        return str(getattr(value, "__name__", "a function"))
    return checks.shown(value)


def size(value: Any) -> int:
    """Return how many numbers there are in an argument."""
    if isinstance(value, np.ndarray):
        return int(value.size)
    if isinstance(value, dict):
        return sum(map(size, value.values()))
    if isinstance(value, (list, tuple)):
        return sum(map(size, value))
    return 1
