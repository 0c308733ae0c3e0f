"""Checkers for the book's programming exercises: right, or which mistake it looks like.

>>> from backprop import exercises
>>> def cost_of_one(a, y):
...     return ((a - y) ** 2).sum()
>>> exercises.check("cost-of-one", cost_of_one)
cost-of-one: not yet. Your cost is twice as large as it should be: the one
half in front of the sum is missing.
See the equation for the cost of one input, chapter 1 (eq-cost-x).
"""

import difflib
import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

from backprop.exercises.checker.engine import Exercise, Mistake, Report, try_out
from backprop.exercises.checker.guard import LIMIT
from backprop.support import checks

__all__ = ["CATALOGUE", "Exercise", "Mistake", "Report", "check", "names"]

# Each chapter's exercises stand in a module of its own, chapter01_… to the last.
CHAPTERS = sorted(
    module.name for module in pkgutil.iter_modules(__path__) if module.name.startswith("chapter")
)

CATALOGUE: dict[str, Exercise] = {
    exercise.name: exercise
    for chapter in CHAPTERS
    for exercise in importlib.import_module(f"{__name__}.{chapter}").EXERCISES
}


def names() -> list[str]:
    """Return the names of all exercises, in the order of the book.

    >>> names()[:2]
    ['cost-of-one', 'total-cost']
    """
    return list(CATALOGUE)


def check(name: str, function: Callable[..., Any], seed: int = 0, limit: float = LIMIT) -> Report:
    """Try `function` on the cases of the exercise called `name`, and report what it does.

    seed   draws the cases; the same seed draws the same
    limit  how many seconds it may take for all of them

    Raises ValueError if there is no such exercise, or if `function` is no function.

    >>> report = check("cost-of-one", lambda a, y: ((a - y) ** 2).mean())
    >>> report.right, report.mistake
    (False, 'mean-squared-error')
    """
    if not isinstance(name, str) or name not in CATALOGUE:
        near = difflib.get_close_matches(str(name).lower(), CATALOGUE, n=3, cutoff=0.4)
        quoted = " or ".join(f'"{one}"' for one in near)
        meant = f"did you mean {quoted}? " if near else ""
        raise ValueError(f"no exercise {checks.shown(name)}; {meant}exercises.names() lists them all")
    if not callable(function):
        called = CATALOGUE[name].signature.split("(")[0]
        raise ValueError(
            f"function is {checks.shown(function)}; expected your function itself: "
            f'check("{name}", {called}), with no brackets behind it'
        )
    return try_out(CATALOGUE[name], function, checks.whole_number("seed", seed, 0), limit)
