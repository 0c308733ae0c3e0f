"""Mistakes that any exercise may see: a sign, a factor, a transpose, a shape, a sum too many.

Each is looked for between what was got and what someone else gets, who is right or makes a known mistake.
"""

import functools
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from backprop.exercises.checker.answers import Array, all_close, close, tolerance

Arrays = list[Array]


class General(NamedTuple):
    """A general mistake: its name, and what to tell the learner."""

    name: str
    message: str


@dataclass(frozen=True)
class Frame:
    """What is known of the cases of an exercise.

    counts  for each case, what may have been forgotten or divided by twice: {"m, the number …": 5}
    parts   for each case, the part of the answer that each array belongs to, "" if there are none
    """

    counts: Sequence[dict[str, int]]
    parts: Sequence[Sequence[str]]

    @property
    def scopes(self) -> list[str]:
        """The parts that may have a mistake: "" stands for all of them at once."""
        return list(dict.fromkeys(["", *self.parts[0]]))

    def inside(self, scope: str) -> list[list[bool]]:
        return [[scope in ("", part) for part in parts] for parts in self.parts]


def explain(got: Sequence[Arrays], base: Sequence[Arrays], frame: Frame, depth: int) -> list[General] | None:
    """Return the `depth` general mistakes that lead from `base` to `got` in all cases at once, or None."""
    if not all(len(mine) == len(theirs) for mine, theirs in zip(got, base, strict=True)):
        return None
    scales = _scaled(got, base, frame)
    if scales and len(scales) == depth:
        return scales
    for general, fixed in _reshaped(got, base, frame):
        if depth == 1 and all(map(all_close, fixed, base)):
            return [general]
        if depth == 2 and (scales := _scaled(fixed, base, frame)) and len(scales) == 1:
            return [general, *scales]
    if depth == 1:
        return next(([general] for general in _worked_over(got, base, frame)), None)
    return None


def _of(scope: str, subject: str) -> str:
    return f"{subject} of {scope}" if scope else subject


# A sign, a factor, a number of examples.


def _scaled(got: Sequence[Arrays], base: Sequence[Arrays], frame: Frame) -> list[General]:
    if any(
        [a.shape for a in mine] != [b.shape for b in theirs] for mine, theirs in zip(got, base, strict=True)
    ):
        return []
    off = 10 * max(tolerance(a) for arrays in got for a in arrays)
    for scope in frame.scopes:
        ratios = list(map(_ratio, got, base, frame.inside(scope)))
        told = [(r, count) for r, count in zip(ratios, frame.counts, strict=True) if r is not None]
        if len(told) < 2 or not all(np.isfinite(r) for r, _ in told):
            continue
        if sum(b.size for arrays in base for b in arrays) >= 3 and (found := _factors(told, off)):
            subject = _of(scope, "The numbers") if scope else "Your numbers"
            return [General(name, message.format(subject)) for name, message in found]
    return []


def _ratio(mine: Arrays, theirs: Arrays, inside: Sequence[bool]) -> float | None:
    """Return how many times `theirs` one is; NaN if it is no multiple, None if all is 0."""
    triples, nan = list(zip(mine, theirs, inside, strict=True)), float("nan")
    if not all(close(a, b) for a, b, used in triples if not used):
        return nan
    pairs = [(a.astype(float), b.astype(float)) for a, b, used in triples if used]
    one, other = (np.concatenate([array.ravel() for array in arrays]) for arrays in zip(*pairs, strict=True))
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        return nan
    if not one.any() or not other.any():
        return nan if one.any() or other.any() else None
    at = int(np.abs(other).argmax())
    factor = float(one[at] / other[at])
    return factor if all(close(a, factor * b) for a, b, used in triples if used) else nan


def _factors(told: Sequence[tuple[float, dict[str, int]]], off: float) -> list[General]:
    """Return what explains these ratios: a constant, a count, or one of each."""
    ratios = np.array([ratio for ratio, _ in told])
    if np.ptp(ratios) <= off * abs(ratios[0]):
        return [_constant(float(ratios[0]))] if abs(ratios[0] - 1) > off else []
    best: list[General] = []
    for name in told[0][1]:
        sizes = np.array([float(count[name]) for _, count in told])
        for power in (1, -1, 2, -2):
            rest = ratios / sizes**power
            if np.ptp(sizes) and np.ptp(rest) <= off * abs(rest[0]):
                found = [_counted(name, power)]
                found += [_constant(float(rest[0]))] if abs(rest[0] - 1) > off else []
                best = found if not best or len(found) < len(best) else best
    return best


def _constant(factor: float) -> General:
    if abs(factor + 1) < 1e-3:
        return General("opposite-sign", "{} have the right size and the opposite sign.")
    sign = " and have the opposite sign" if factor < 0 else ""
    return General("constant-factor", f"{{}} are {_times(abs(factor))}{sign}, in every case.")


def _times(factor: float) -> str:
    for number, name in ((2.0, "twice"), (0.5, "half"), (0.25, "a quarter"), (1 / 3, "a third")):
        if abs(factor / number - 1) < 1e-3:
            return f"{name} as large as they should be"
    return f"{factor:.4g} times as large as they should be"


def _counted(name: str, power: int) -> General:
    word, square = "large" if power > 0 else "small", "the square of " if abs(power) == 2 else ""
    thing = name.split("number of ")[1].split()[0]
    thing = "examples" if name[0] in "mn" and thing == "inputs" else thing
    cures = {1: "divide by it once", 2: "divide by it twice"}
    cures |= {-1: "it divides once too often", -2: "it divides twice too often"}
    return General(f"number-of-{thing}", f"{{}} are too {word} by the factor {square}{name}: {cures[power]}.")


# The right numbers in another shape or order.


def _turned(got: Array, want: Array) -> Array | None:
    return got.T if got.ndim == 2 and got.T.shape == want.shape else None


def _back_to_front(got: Array, want: Array) -> Array | None:
    return np.flip(got, 0) if got.ndim and got.shape == want.shape else None


def _flat(got: Array, want: Array) -> Array | None:
    return got.reshape(want.shape) if got.ndim == 1 < want.ndim and got.size == want.size else None


def _upright(got: Array, want: Array) -> Array | None:
    fits = got.ndim == 2 and want.ndim == 1 and got.size == want.size and 1 in got.shape
    return got.reshape(want.shape) if fits else None


def _spread(got: Array, want: Array) -> Array | None:
    """One number for each pair of neurons, where there should be one for each: those with itself."""
    fits = got.ndim == 2 and got.shape == (want.size, want.size) and want.shape[1:] in ((), (1,))
    return np.diag(got).reshape(want.shape) if fits else None


def _reshape(got: Array, want: Array) -> Array | None:
    return got.reshape(want.shape) if got.size == want.size else None


COLUMN = "NumPy would take it for a row when it is added: keep a column"
SHAPES: tuple[tuple[str, str, Callable[[Array, Array], Array | None]], ...] = (
    ("flat", f"flat, of shape {{mine}} for {{theirs}}. {COLUMN}, with keepdims=True or [:, None].", _flat),
    ("row", f"in a row, {{mine}} for {{theirs}}. {COLUMN}, one number below the other.", _turned),
    ("transposed", "transposed: rows and columns have changed places.", _turned),
    ("reversed", "in the reverse order.", _back_to_front),
    ("column", "in a table of shape {mine}; expected {theirs}, one axis.", _upright),
    (
        "broadcast",
        "on the diagonal of a table {mine}, where {theirs} is expected. Somewhere a row or a flat (n,) met a "
        "column (n, 1), and NumPy pairs each with each: keep both columns.",
        _spread,
    ),
)


def _reshaped(
    got: Sequence[Arrays], base: Sequence[Arrays], frame: Frame
) -> Iterator[tuple[General, list[Arrays]]]:
    for scope in frame.scopes:
        insides = frame.inside(scope)
        shapes = [
            (a.shape, b.shape)
            for mine, theirs, inside in zip(got, base, insides, strict=True)
            for a, b, used in zip(mine, theirs, inside, strict=True)
            if used and b.size > 1
        ]
        unequal = [pair for pair in shapes if pair[0] != pair[1]]
        columns = all(theirs[1:] == (1,) for _, theirs in shapes)
        for name, words, change in SHAPES:
            # A column that is turned is a row; and what turns shapes is only looked for where they differ.
            if not shapes or (name == "transposed" and columns) or (name == "row" and not columns):
                continue
            if name not in ("transposed", "reversed") and not unequal:
                continue
            fixed = [_changed(*case, change) for case in zip(got, base, insides, strict=True)]
            found = [arrays for arrays in fixed if arrays is not None]
            if len(found) == len(fixed):
                mine, theirs = max(unequal or shapes, key=lambda pair: float(np.prod(pair[1])))
                said = words.format(mine=mine, theirs=theirs)
                yield General(name, f"{_of(scope, 'The numbers')} are right, and {said}"), found


def _changed(
    mine: Arrays, theirs: Arrays, inside: Sequence[bool], change: Callable[[Array, Array], Array | None]
) -> Arrays | None:
    fixed: list[Array] = []
    for a, b, used in zip(mine, theirs, inside, strict=True):
        kept = not used or (b.size == 1 and a.shape == b.shape)
        array = a if kept else change(a, b)
        if array is None:
            return None
        fixed.append(array)
    return fixed


def in_another_shape(got: Sequence[Arrays], want: Sequence[Arrays]) -> General | None:
    """Say so if these are the right numbers in the right order, in another shape."""
    if not all(len(mine) == len(theirs) for mine, theirs in zip(got, want, strict=True)):
        return None
    pairs = [pair for mine, theirs in zip(got, want, strict=True) for pair in zip(mine, theirs, strict=True)]
    fixed = [_reshape(a, b) for a, b in pairs]
    if not all(f is not None and close(f, b) for f, (_, b) in zip(fixed, pairs, strict=True)):
        return None
    mine, theirs = next((a.shape, b.shape) for a, b in pairs if a.shape != b.shape)
    one = "" if theirs else ", one number"
    said = f"The numbers are right, and the shape is not: it is {mine}; expected {theirs}{one}."
    return General("shape", said)


# The right numbers, and something done to them that cannot be undone.

APART = "Each place keeps a number of its own."
WHOLE = (
    "These are the right numbers without what stands behind the point. // and arrays of whole numbers cut "
    "it off: divide with /, and make arrays of floats."
)


def _filled(work: Callable[[Array], Any], array: Array) -> Array:
    return np.full(array.shape, work(array))


def _works() -> Iterator[tuple[str, str, Callable[[Array], Any]]]:
    for word, work in (("sum", np.sum), ("mean", np.mean)):
        yield "one-number", f"This is one number, the {word} of all. {APART}", work
        yield (
            "one-number",
            f"Every place has the same number, the {word} of all. {APART}",
            functools.partial(_filled, work),
        )
        for axis, way in ((0, "each column"), (1, "each row")):
            for keeps in (False, True):
                yield (
                    f"{word}-of-each-{way[5:]}",
                    f"This is the {word} of {way}. {APART}",
                    functools.partial(work, axis=axis, keepdims=keeps),
                )
    for cut in (np.trunc, np.floor, np.round):
        yield "integer", WHOLE, cut
    for digits in (1, 2, 3, 4):
        said = f"The numbers are rounded to {digits} place{'s'[: digits - 1]}. Return them as they are."
        yield "rounded", said, functools.partial(np.round, decimals=digits)
    yield "absolute", "The signs are lost: every number is positive. They say which way is up.", np.abs
    yield (
        "negative-part",
        "No number is below 0, and some should be. Are they cut off there?",
        lambda a: np.maximum(a, 0),
    )
    for place, word in ((0, "first"), (-1, "last")):
        yield f"{word}-only", f"Only the {word} row is there. {APART}", operator.itemgetter(place)


WORKS = tuple(_works())


def _worked_over(got: Sequence[Arrays], base: Sequence[Arrays], frame: Frame) -> Iterator[General]:
    for scope in frame.scopes:
        insides = frame.inside(scope)
        for name, message, work in WORKS:
            telling = False
            for mine, theirs, inside in zip(got, base, insides, strict=True):
                worked = _worked(theirs, inside, work)
                if worked is None or not all_close(mine, worked):
                    break
                done = [array for array, used in zip(worked, inside, strict=True) if used]
                telling |= any(array.any() for array in done) and not all_close(worked, theirs)
            else:
                if telling:
                    yield General(name, f"{scope}: {message}" if scope else message)


def _worked(arrays: Arrays, inside: Sequence[bool], work: Callable[[Array], Any]) -> Arrays | None:
    try:
        return [
            np.asarray(work(a.astype(float))) if used else a for a, used in zip(arrays, inside, strict=True)
        ]
    except (IndexError, ValueError):  # there is no such axis
        return None
