"""Checkers for the book's programming exercises: right, or which mistake it looks like.

>>> from backprop import exercises
>>> def cost_of_one(a, y):
...     return ((a - y) ** 2).sum()
>>> exercises.check("cost-of-one", cost_of_one)
cost-of-one: not yet. Your cost is twice as
large as it should be: the one half in front
of the sum is missing.
See the equation for the cost of one
example, chapter 1 (eq-cost-x).
"""

import difflib
import importlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from backprop.exercises.checker.engine import try_out
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import LIMIT
from backprop.exercises.checker.report import Report
from backprop.support import checks

__all__ = ["CATALOGUE", "Exercise", "Mistake", "Report", "check", "names"]


LONGEST = 86_400  # seconds


class _Catalogue(Mapping[str, Exercise]):
    """The exercises by name, in the order of the book.

    Each chapter's stand in a module of its own, `chapter01_…` to the last. It is imported when one of its
    exercises is asked for, so that a chapter of the book depends on its own exercises only.
    """

    def __init__(self, folder: Path) -> None:
        self._modules = sorted(folder.glob("chapter*.py"))

    def __getitem__(self, name: str) -> Exercise:
        for module in self._modules:
            if f'"{name}"' in module.read_text(encoding="utf-8"):
                for exercise in _exercises_of(module):
                    if exercise.name == name:
                        return exercise
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (exercise.name for module in self._modules for exercise in _exercises_of(module))

    def __len__(self) -> int:
        return sum(len(_exercises_of(module)) for module in self._modules)


def _exercises_of(module: Path) -> tuple[Exercise, ...]:
    found: tuple[Exercise, ...] = importlib.import_module(f"{__name__}.{module.stem}").EXERCISES
    return found


CATALOGUE = _Catalogue(Path(__file__).parent)


def names() -> list[str]:
    """Return the names of all exercises, in the order of the book.

    >>> names()[:2]
    ['cost-of-one', 'total-cost']
    """
    return list(CATALOGUE)


def check(
    name: str, function: Callable[..., Any] | None = None, seed: int = 0, limit: float = LIMIT
) -> Report:
    """Try `function` on the cases of the exercise called `name`, and report what it does.

    seed   draws the cases; the same seed draws the same
    limit  how many seconds it may take for all of them

    Raises ValueError if there is no such exercise, or if `function` is no function.

    >>> report = check("cost-of-one", lambda a, y: ((a - y) ** 2).mean())
    >>> report.right, report.mistake
    (False, 'mean-squared-error')
    """
    if callable(name):
        called = getattr(name, "__name__", "")
        found = [one for one in CATALOGUE.values() if one.signature.startswith(f"{called}(")]
        exercise, own = (found[0].name, called) if found else ("cost-of-one", "cost_of_one")
        raise ValueError(
            f'name is a function; expected the name of the exercise first: check("{exercise}", {own})'
        )
    if not isinstance(name, str) or name not in CATALOGUE:
        near = difflib.get_close_matches(checks.shown(name).strip("'").lower(), CATALOGUE, n=3, cutoff=0.4)
        quoted = " or ".join(f'"{one}"' for one in near)
        meant = f"did you mean {quoted}? " if near else ""
        raise ValueError(f"no exercise {checks.shown(name)}; {meant}exercises.names() lists them all")
    if not callable(function):
        called = CATALOGUE[name].signature.split("(")[0]
        raise ValueError(
            f"function is {checks.shown(function)}; expected your function itself: "
            f'check("{name}", {called}), with no brackets behind it'
        )
    return try_out(
        CATALOGUE[name],
        function,
        checks.whole_number("seed", seed, 0, None),
        checks.number("limit", limit, f"seconds, at most {LONGEST:,}", lambda cast: 0 < cast <= LONGEST),
    )
