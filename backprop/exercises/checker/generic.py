"""Mistakes that any exercise may see: a sign, a factor, a transpose, a shape."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from backprop.exercises.checker.answers import Array, all_close, close, tolerance

Arrays = list[Array]


class Found(NamedTuple):
    """A general mistake: its name, and what to tell the learner."""

    name: str
    message: str


def find(got: Sequence[Arrays], want: Sequence[Arrays], counts: Sequence[dict[str, int]]) -> Found | None:
    """Return the general mistake that explains all cases at once, or None.

    got, want  the arrays of each case
    counts     for each case, what may have been forgotten or divided by twice: {"m, the number …": 5}
    """
    shapes = [[array.shape for array in arrays] for arrays in want]
    if [[array.shape for array in arrays] for arrays in got] == shapes:
        found = _factor(got, want) or _counted(got, want, counts)
        if found:
            return found
    return _rearranged(got, want) or _shape(got, want)


def _together(arrays: Arrays) -> Array:
    return np.concatenate([array.astype(np.float64).ravel() for array in arrays])


def _proportional(got: Arrays, want: Arrays, factor: float) -> bool:
    """Is every array in `got` that many times the one in `want`?"""
    return all(
        close(mine, (factor * theirs).astype(np.float64)) for mine, theirs in zip(got, want, strict=True)
    )


def _factor(got: Sequence[Arrays], want: Sequence[Arrays]) -> Found | None:
    mine = np.concatenate([_together(arrays) for arrays in got])
    theirs = np.concatenate([_together(arrays) for arrays in want])
    if not mine.any() and theirs.any():
        return Found("all-zero", "Every number is 0. Is the result ever filled in?")
    at = int(np.abs(theirs).argmax())
    if not theirs[at] or np.count_nonzero(theirs) < 2:
        return None
    factor = float(mine[at] / theirs[at])
    if not np.isfinite(mine).all() or abs(factor - 1) <= max(tolerance(a) for arrays in got for a in arrays):
        return None
    if not factor or not all(_proportional(g, w, factor) for g, w in zip(got, want, strict=True)):
        return None
    if abs(factor + 1) < 1e-3:
        return Found("opposite-sign", "Your numbers have the right size and the opposite sign.")
    sign = " and have the opposite sign" if factor < 0 else ""
    return Found("constant-factor", f"Your numbers are {_times(abs(factor))}{sign}, in every case.")


def _times(factor: float) -> str:
    for number, name in ((2.0, "twice"), (0.5, "half"), (0.25, "a quarter"), (1 / 3, "a third")):
        if abs(factor / number - 1) < 1e-3:
            return f"{name} as large as they should be"
    return f"{factor:.4g} times as large as they should be"


def _counted(got: Sequence[Arrays], want: Sequence[Arrays], counts: Sequence[dict[str, int]]) -> Found | None:
    for name in counts[0]:
        for power, word in ((1, "large"), (-1, "small")):
            for sign, also in ((1, ""), (-1, ", and have the opposite sign")):
                factors = [sign * float(count[name]) ** power for count in counts]
                cases = zip(got, want, factors, strict=True)
                if len(set(factors)) > 1 and all(_proportional(g, w, f) for g, w, f in cases):
                    cure = "divide by it once" if power == 1 else "it divides once too often"
                    return Found(
                        "number-of-examples" if name[0] in "mn" else "number-of-neurons",
                        f"Your numbers are too {word} by the factor {name}{also}: {cure}.",
                    )
    return None


def _rearranged(got: Sequence[Arrays], want: Sequence[Arrays]) -> Found | None:
    changes: list[tuple[str, str, Callable[[Array], Array]]] = [
        ("transposed", "transposed: rows and columns have changed places", np.transpose),
        ("reversed", "in the reverse order", lambda array: np.flip(array, 0) if array.ndim else array),
    ]
    pairs = [pair for mine, theirs in zip(got, want, strict=True) for pair in zip(mine, theirs, strict=True)]
    for name, words, change in changes:
        if all(all_close([a], [b]) or all_close([change(a)], [b]) for a, b in pairs):
            return Found(name, f"These are the right numbers, {words}.")
    return None


def _shape(got: Sequence[Arrays], want: Sequence[Arrays]) -> Found | None:
    """The right numbers in the right order, in another shape."""
    pairs = [pair for mine, theirs in zip(got, want, strict=True) for pair in zip(mine, theirs, strict=True)]
    if not all(a.size == b.size and close(a.ravel(), b.ravel()) for a, b in pairs):
        return None
    mine, theirs = next((a.shape, b.shape) for a, b in pairs if a.shape != b.shape)
    return Found(
        "shape",
        f"The numbers are right, and the shape is not: it is {mine}; "
        f"expected {theirs}{'' if theirs else ', one number'}.",
    )
