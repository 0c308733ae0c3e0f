"""Try a learner's function on cases, and say what is right or which mistake it looks like."""

import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backprop.exercises.checker import answers, generic, guard
from backprop.exercises.checker.answers import Array, MalformedError, all_close, show
from backprop.exercises.checker.guard import Case, Function, Outcome
from backprop.support import checks

WIDTH = 44  # of a report, in characters: a phone's
CALL = re.compile(r"\w+\([^()]+\)")  # such as a signature, which stays on one line if it fits
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")

MISFITS = {ValueError, IndexError}  # what arrays of unequal sizes end in: a product stops, or a loop does

# What a call amounts to: the arrays of its answer, how it ended, or why its answer is no arrays.
Result = list[Array] | type[BaseException] | MalformedError


@dataclass(frozen=True)
class Mistake:
    """A mistake that people make.

    name     as the report shows it
    wrong    the function of someone who makes it
    message  what it looks like, and why it is wrong
    label    of the equation that it breaks; the exercise's first if there is none

    >>> Mistake("no-half", lambda a, y: ((a - y) ** 2).sum(), "The one half is missing.").name
    'no-half'
    """

    name: str
    wrong: Function
    message: str
    label: str = ""


@dataclass(frozen=True)
class Exercise:
    """A function that a learner writes, and how to tell whether it is right.

    name       for `check`
    signature  as in the chapter, such as "base_case(a, y, z)"
    returns    what the function gives, in words
    labels     of the equations that it is about, the first one foremost
    right      a right solution
    cases      draws the arguments of all the cases
    mistakes   the known ones; no two of them agree in all cases
    parts      names of the parts, if the answer is a tuple
    counts     of the arguments: how many examples or neurons there are, which may have been divided by
    facts      where many answers are right, as with random numbers: what must be true of an answer
    overflow   what to say if a number becomes too large on the way; None if that does not matter

    >>> from backprop.exercises import CATALOGUE
    >>> exercise = CATALOGUE["cost-of-one"]
    >>> exercise.arguments, exercise.labels, len(exercise.mistakes)
    (['a', 'y'], ('eq-cost-x',), 6)
    """

    name: str
    signature: str
    returns: str
    labels: tuple[str, ...]
    right: Function
    cases: Callable[[np.random.Generator], list[Case]]
    mistakes: tuple[Mistake, ...]
    parts: tuple[str, ...] = ()
    counts: Callable[..., dict[str, int]] = field(default=lambda *arguments: {})
    facts: Callable[[Case, Any], dict[str, float]] | None = None
    overflow: Mistake | None = None

    @property
    def arguments(self) -> list[str]:
        """The names of the arguments, from the signature."""
        return self.signature[self.signature.index("(") + 1 : -1].split(", ")


@dataclass(frozen=True, repr=False)
class Report:
    """What `check` found: whether the function is right, else the mistake's name if it is known.

    `message` says why, in one paragraph a line; `equations` are the labels of the equations to look at.

    >>> Report("cost-of-one", False, "no-half", "The one half is missing.", ("eq-cost-x",))
    cost-of-one: not yet. The one half is
    missing.
    """

    exercise: str
    right: bool
    mistake: str | None
    message: str
    equations: tuple[str, ...]

    def __repr__(self) -> str:
        verdict = "" if self.mistake == "not-written" else "right.\n" if self.right else "not yet. "
        lines = f"{self.exercise}: {verdict}{self.message}".splitlines()
        wrapped = [_wrap(line) for line in lines]
        return "\n".join(line for group in wrapped for line in group)


def _wrap(line: str) -> list[str]:
    value = re.match(r"  (expected|got) +", line)  # the one stands below the other
    indent = " " * (value.end() if value else 4 if line.startswith("  ") else 0)

    def whole(call: re.Match[str]) -> str:
        fits = len(call[0]) <= WIDTH - len(indent)
        return call[0].replace(" ", "\xa0") if fits else call[0]  # textwrap leaves such spaces alone

    wrapped = textwrap.wrap(CALL.sub(whole, line), WIDTH, subsequent_indent=indent, break_on_hyphens=False)
    return [part.replace("\xa0", " ") for part in wrapped]


@dataclass(frozen=True)
class Trial:
    """One check: the cases from small to large, what the learner's function did, and what is right.

    outcomes  of the learner's function, fewer than the cases if the time ran out
    answers   of a right solution
    got       what the outcomes amount to
    want      what the answers amount to
    """

    exercise: Exercise
    cases: list[Case]
    outcomes: list[Outcome]
    answers: list[Any]
    got: list[Result]
    want: list[list[Array]]

    @property
    def arrays(self) -> list[list[Array]]:
        """What was got, once it is known to be arrays in every case."""
        return [result for result in self.got if isinstance(result, list)]

    @property
    def is_right(self) -> bool:
        return len(self.arrays) == len(self.want) and all(map(all_close, self.arrays, self.want))

    def report(self, name: str | None, message: str, label: str = "") -> Report:
        label = label or self.exercise.labels[0]
        return Report(self.exercise.name, False, name, ADDRESS.sub("", message), (label,))


def convert(exercise: Exercise, case: Case, answer: Any, right: Any) -> list[Array]:
    """Return the arrays of `answer`, or its facts; raise MalformedError if it is not made like `right`."""
    if exercise.facts is None:
        return answers.convert(answer, right, exercise.parts)
    answers.refuse_unfinished(answer, "the answer")
    try:
        with np.errstate(all="ignore"):
            return [np.asarray(float(fact)) for fact in exercise.facts(case, answer).values()]
    except Exception:  # whatever an answer of another kind makes of the facts
        raise MalformedError(f"the answer is {checks.shown(answer)}; expected {exercise.returns}") from None


def results(
    exercise: Exercise, cases: Sequence[Case], outcomes: Sequence[Outcome], rights: Sequence[Any]
) -> list[Result]:
    """Return what each outcome amounts to: arrays, the exception that ended it, or why it is neither."""
    found: list[Result] = []
    for case, outcome, right in zip(cases, outcomes, rights, strict=False):
        try:
            found.append(outcome.error or convert(exercise, case, outcome.value, right))
        except MalformedError as error:
            found.append(error)
    return found


def agree(mine: Sequence[Result], theirs: Sequence[Result]) -> bool:
    """Do two functions give the same in every case: the same arrays, or the same exception?"""
    for one, other in zip(mine, theirs, strict=True):
        if isinstance(one, list) and isinstance(other, list):
            if not all_close(one, other):
                return False
        elif isinstance(one, type) and isinstance(other, type):
            if one is not other and not {one, other} <= MISFITS:
                return False
        else:
            return False
    return True


def make_cases(exercise: Exercise, seed: int) -> list[Case]:
    """Draw the cases of an exercise, from small to large."""
    return sorted(exercise.cases(np.random.default_rng(seed)), key=answers.size)


def make_trial(exercise: Exercise, outcomes: list[Outcome], cases: list[Case]) -> Trial:
    """Put what a function did beside what it should have done."""
    rights = [guard.call(exercise.right, case).value for case in cases]
    want = [convert(exercise, case, right, right) for case, right in zip(cases, rights, strict=True)]
    return Trial(exercise, cases, outcomes, rights, results(exercise, cases, outcomes, rights), want)


def try_out(exercise: Exercise, function: Function, seed: int = 0, limit: float = guard.LIMIT) -> Report:
    """Try `function` on the cases of `exercise`, for at most `limit` seconds in all."""
    cases = make_cases(exercise, seed)
    complaint = guard.parameters(function, exercise.arguments)
    if complaint:
        return make_trial(exercise, [], cases).report("parameters", complaint)
    trial = make_trial(exercise, guard.run(function, cases, limit), cases)
    judges = (_unwritten, _raised, _too_slow, _changed, _right, _known, _malformed, _general)
    for judge in (*judges, _not_finite, _shape):
        report = judge(trial)
        if report:
            return report
    return _smallest(trial)


# The judges, in order. Each returns a report if it has something to say, and may rely on those before.


def _unwritten(trial: Trial) -> Report | None:
    if not trial.outcomes or not all(map(_is_empty, trial.outcomes)):
        return None
    exercise = trial.exercise
    return trial.report(
        "not-written",
        f"not written yet. {exercise.signature} gives nothing back. It should return {exercise.returns}. "
        "If you have written it, does it end in a return?",
    )


def _is_empty(outcome: Outcome) -> bool:
    if outcome.error:
        return outcome.error is NotImplementedError
    return outcome.value is None or outcome.value is ... or outcome.value is NotImplemented


def _raised(trial: Trial) -> Report | None:
    for case, outcome in zip(trial.cases, trial.outcomes, strict=False):
        if outcome.error is None:
            continue
        overflowed = issubclass(outcome.error, OverflowError)
        if trial.exercise.overflow and overflowed and _right_where_finite(trial):
            return _as_mistake(trial, trial.exercise.overflow)
        said = f": {_cut(' '.join(outcome.text.split()), 120)}" if outcome.text else ""
        line = f"\n  in your line  {_cut(outcome.line)}" if outcome.line else ""
        return _known(trial) or trial.report(
            "raised", f"It stopped with {outcome.error.__name__}{said}{line}\n{_called(trial, case)}"
        )
    return None


def _too_slow(trial: Trial) -> Report | None:
    if len(trial.outcomes) == len(trial.cases):
        return None
    case = trial.cases[len(trial.outcomes)]
    return trial.report(
        "too-slow",
        "It was still running when its time was up. Is there a loop that never ends?\n"
        f"{_called(trial, case)}",
    )


def _changed(trial: Trial) -> Report | None:
    for outcome in trial.outcomes:
        if outcome.changed:
            name = trial.exercise.arguments[outcome.changed[0]]
            return trial.report(
                "changed-arguments",
                f"It changes its argument {name}, which the caller still needs. "
                "Make a new array, or begin with a copy.",
            )
    return None


def _known(trial: Trial) -> Report | None:
    if len(trial.outcomes) < len(trial.cases):
        return None
    for mistake in trial.exercise.mistakes:
        if agree(trial.got, mistake_results(trial.exercise, mistake, trial.cases, trial.answers)):
            return _as_mistake(trial, mistake)
    return None


def mistake_results(
    exercise: Exercise, mistake: Mistake, cases: Sequence[Case], rights: Sequence[Any]
) -> list[Result]:
    """Return what someone who makes this mistake gets in each case."""
    with np.errstate(all="ignore"):
        return results(exercise, cases, [guard.call(mistake.wrong, case) for case in cases], rights)


def _as_mistake(trial: Trial, mistake: Mistake) -> Report:
    label = mistake.label or trial.exercise.labels[0]
    return trial.report(mistake.name, f"{mistake.message}\n{_look(label)}", label)


def _malformed(trial: Trial) -> Report | None:
    for case, result in zip(trial.cases, trial.got, strict=True):
        if isinstance(result, MalformedError):
            return trial.report("type", f"{_sentence(str(result))}.\n{_called(trial, case)}")
    return None


def _general(trial: Trial) -> Report | None:
    if trial.exercise.facts:
        return None
    counts = [trial.exercise.counts(*case) for case in trial.cases]
    found = generic.find(trial.arrays, trial.want, counts)
    return trial.report(found.name, f"{found.message}\n{_look(trial.exercise.labels[0])}") if found else None


def _not_finite(trial: Trial) -> Report | None:
    for case, outcome, got in zip(trial.cases, trial.outcomes, trial.arrays, strict=True):
        if all(np.isfinite(array).all() for array in got):
            continue
        if trial.exercise.overflow and outcome.overflowed and _right_where_finite(trial):
            return _as_mistake(trial, trial.exercise.overflow)
        nan = any(np.isnan(array).any() for array in got)
        what, why = ("NaN", "0 / 0") if nan else ("infinity", "a division by 0")
        return trial.report(
            "not-finite",
            f"There is {what} in the answer. Look for {why}, or a number that grew too large.\n"
            f"{_called(trial, case)}",
        )
    return None


def _right_where_finite(trial: Trial) -> bool:
    """Are the numbers right wherever there are any?"""
    for got, want in zip(trial.got, trial.want, strict=False):
        for mine, theirs in zip(got if isinstance(got, list) else [], want, strict=False):
            finite = np.isfinite(mine)
            if mine.shape != theirs.shape or not answers.close(mine[finite], theirs[finite]):
                return False
    return True


def _shape(trial: Trial) -> Report | None:
    for case, answer, got, want in zip(trial.cases, trial.answers, trial.arrays, trial.want, strict=True):
        for place, mine, theirs in zip(_places(trial, answer), got, want, strict=False):
            if mine.shape != theirs.shape:
                expected = theirs.shape or "one number"
                return trial.report(
                    "shape",
                    f"{_sentence(place)} has shape {mine.shape}; expected {expected}.\n"
                    f"{_called(trial, case)}",
                )
    return None


def _right(trial: Trial) -> Report | None:
    if not trial.is_right:
        return None
    exercise = trial.exercise
    if exercise.overflow and any(outcome.overflowed for outcome in trial.outcomes):
        return _as_mistake(trial, exercise.overflow)
    message = f"All {len(trial.cases)} cases agree ({', '.join(exercise.labels)})."
    return Report(exercise.name, True, None, message, exercise.labels)


def _smallest(trial: Trial) -> Report:
    """No mistake that is known: show the smallest case that fails."""
    pairs = enumerate(zip(trial.arrays, trial.want, strict=True))
    at = next(place for place, (got, want) in pairs if not all_close(got, want))
    got, want, case = trial.arrays[at], trial.want[at], trial.cases[at]
    wrong = [i for i in range(len(want)) if not all_close([got[i]], [want[i]])]
    head, what = "Here is the smallest case that fails", ""
    if trial.exercise.facts:
        what = f"{list(trial.exercise.facts(case, trial.answers[at]))[wrong[0]]}: "
    elif len(want) > 1:
        places = [_places(trial, trial.answers[at])[i] for i in wrong]
        what = f"{places[0]}: "
        head += f", in {', '.join(places)} only" if len(wrong) < len(want) else ""
    lines = _compared(got[wrong[0]], want[wrong[0]], what)
    return trial.report(None, f"{head}.\n{_called(trial, case)}\n{lines}\n{_look(trial.exercise.labels[0])}")


# Words.


def _compared(got: Any, want: Any, what: str = "") -> str:
    digits = 4
    while show(got, digits) == show(want, digits) and digits < 12:
        digits += 2
    return f"  expected  {what}{_cut(show(want, digits))}\n  got       {what}{_cut(show(got, digits))}"


def _called(trial: Trial, case: Case) -> str:
    pairs = [f"{name} = {show(value)}" for name, value in zip(trial.exercise.arguments, case, strict=True)]
    return f"  called with {_cut(', '.join(pairs), 120)}"


def _places(trial: Trial, answer: Any) -> list[str]:
    return answers.places(answer, trial.exercise.parts)


def _cut(text: str, width: int = 64) -> str:
    return text if len(text) <= width else f"{text[: width - 2]} …"


def _sentence(text: str) -> str:
    """Begin a sentence with a capital letter, but leave names such as dW[0] as they are."""
    return f"T{text[1:]}" if text.startswith("the ") else text


def _look(label: str) -> str:
    from backprop.exercises.checker.equations import pointer  # here: what is right points nowhere

    return f"See {pointer(label)}."
