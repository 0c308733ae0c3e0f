"""The cases of an exercise, with what is right there and what each mistake gives: computed once."""

import copy
import functools
import itertools
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from backprop.exercises.checker import answers, generic, guard
from backprop.exercises.checker.answers import Array, MalformedError, all_close
from backprop.exercises.checker.exercise import Exercise, Slip, together
from backprop.exercises.checker.guard import Case, Function, Outcome
from backprop.support import checks

MISFITS = {ValueError, IndexError}  # what arrays of unequal sizes end in: a product stops, or a loop does

# What a call amounts to: the arrays of its answer, how it ended, or why its answer is no arrays.
Result = list[Array] | type[BaseException] | MalformedError


class Bench:
    """An exercise's cases from small to large, with the right answers and their arrays."""

    def __init__(self, exercise: Exercise, seed: int) -> None:
        self.exercise = exercise
        self.cases: list[Case] = sorted(exercise.cases(np.random.default_rng(seed)), key=answers.size)
        self.answers = [guard.call(self.called(exercise.right), case).value for case in self.cases]
        pairs = zip(self.cases, self.answers, strict=True)
        self.want = [self.converted(case, right, right) for case, right in pairs]
        places = [answers.places(right, exercise.parts) for right in self.answers]
        parts = [[place.split("[")[0] if exercise.parts else "" for place in one] for one in places]
        self.frame = generic.Frame([exercise.counts(*case) for case in self.cases], parts)
        self._found: dict[tuple[Slip | None, int], Result] = {}
        self._lock = threading.Lock()

    @functools.cached_property
    def slips(self) -> list[Slip]:
        return self.exercise.slips

    @functools.cached_property
    def overflow(self) -> Slip | None:
        return Slip(self.exercise.overflow) if self.exercise.overflow else None

    @functools.cached_property
    def pairs(self) -> list[tuple[Slip, Slip, dict[str, Any]]]:
        """Two mistakes at a time, with what is chosen wrongly in both."""
        pairs = [(one, other, together(one, other)) for one, other in itertools.combinations(self.slips, 2)]
        return [(one, other, choices) for one, other, choices in pairs if choices is not None]

    def called(self, function: Function) -> Function:
        """Return what is called: the function, or three calls of it if the exercise is random."""
        return guard.thrice(function) if self.exercise.random else function

    def converted(self, case: Case, answer: Any, right: Any) -> list[Array]:
        """Return the arrays of `answer`, or its facts; raise MalformedError if it is not like `right`."""
        exercise = self.exercise
        if exercise.facts is None:
            return answers.convert(answer, right, exercise.parts)
        first = answer[0] if exercise.random and isinstance(answer, guard.Thrice) else answer
        answers.refuse_unfinished(first, "the answer")
        try:
            with np.errstate(all="ignore"):
                return [np.asarray(float(fact)) for fact in exercise.facts(case, answer).values()]
        except Exception:  # whatever an answer of another kind makes of the facts
            raise MalformedError(
                f"the answer is {checks.shown(first)}; expected {exercise.returns}"
            ) from None

    def results(self, outcomes: Sequence[Outcome]) -> list[Result]:
        """Return what each outcome amounts to: arrays, the exception that ended it, or why it is neither."""
        found: list[Result] = []
        for case, outcome, right in zip(self.cases, outcomes, self.answers, strict=False):
            try:
                found.append(outcome.error or self.converted(case, outcome.value, right))
            except MalformedError as error:
                found.append(error)
        return found

    def result_of(self, function: Function, i: int) -> Result:
        """Return what a function of ours gives in case `i`; it leaves its arguments alone."""
        case = copy.deepcopy(self.cases[i]) if self.exercise.random else self.cases[i]
        try:
            with np.errstate(all="ignore"):
                return self.converted(case, self.called(function)(*case), self.answers[i])
        except MalformedError as error:
            return error
        except Exception as error:
            return type(error)

    def results_of(self, slip: Slip) -> list[Result]:
        """Return what someone who makes this mistake gets in each case."""
        function = self.exercise.function_of(slip)
        for i in range(len(self.cases)):
            if (slip, i) not in self._found:
                found = self.result_of(function, i)
                with self._lock:
                    self._found[slip, i] = found
        return [self._found[slip, i] for i in range(len(self.cases))]

    def equal(self, one: Result, other: Result) -> bool:
        """Is this the same result: the same arrays, or the same exception?"""
        if isinstance(one, list) and isinstance(other, list):
            return all_close(one, other, self.exercise.near)
        if isinstance(one, type) and isinstance(other, type):
            return one is other or {one, other} <= MISFITS
        return False

    def tells(self, result: Result, i: int) -> bool:
        """Does this result of case `i` differ from the right one, by more than a NaN?"""
        want = self.want[i]
        if not isinstance(result, list):
            return isinstance(result, type)
        if [a.shape for a in result] != [b.shape for b in want]:
            return all(np.isfinite(a).all() for a in result)
        for mine, theirs in zip(result, want, strict=True):
            finite = np.isfinite(mine)
            if finite.any() and not answers.close(
                mine[finite], theirs[finite], answers.scale_of(theirs), self.exercise.near
            ):
                return True
        return False

    def agree(self, got: Sequence[Result], theirs: Sequence[Result]) -> bool:
        """Does a mistake that gives `theirs` explain what was got, in every case, and not by NaN alone?"""
        return all(map(self.equal, got, theirs)) and any(map(self.tells, theirs, range(len(theirs))))


@functools.lru_cache(maxsize=64)
def bench(exercise: Exercise, seed: int) -> Bench:
    """Return the bench of an exercise for a seed, which draws its cases."""
    return Bench(exercise, seed)
