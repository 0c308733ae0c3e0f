"""Try a learner's function on cases, and say what is right or which mistake it looks like."""

import contextlib
import functools
import io
import itertools
import re
import time
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from backprop.exercises.checker import answers, generic, guard
from backprop.exercises.checker.answers import Array, MalformedError, all_close, show
from backprop.exercises.checker.bench import Bench, Result, bench
from backprop.exercises.checker.exercise import Exercise, Part
from backprop.exercises.checker.explain import Explanation, explain
from backprop.exercises.checker.guard import Case, Function
from backprop.exercises.checker.report import Report

ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
QUICK = 0.1  # seconds, for all the cases: then they may be tried in other ways too


class Trial:
    """One check: the cases from small to large, and what the learner's function did."""

    def __init__(self, table: Bench, function: Function, limit: float) -> None:
        self.bench, self.exercise, self.function = table, table.exercise, function
        kept = guard.outlasting(function)
        self.limit, start = limit, time.monotonic()
        self.outcomes = guard.run(table.called(function), table.cases, limit)
        self.took = time.monotonic() - start
        now = guard.outlasting(function) if kept else {}
        self.changed = [
            name for name, then in kept.items() if name in now and not guard.same(now[name], then)
        ]
        self.got: list[Result] = table.results(self.outcomes)

    @property
    def is_complete(self) -> bool:
        return len(self.outcomes) == len(self.bench.cases)

    @property
    def arrays(self) -> list[list[Array]]:
        """What was got, once it is known to be arrays in every case."""
        return [result for result in self.got if isinstance(result, list)]

    @property
    def is_right(self) -> bool:
        return self.is_complete and all(map(self.bench.equal, self.got, self.bench.want))

    @functools.cached_property
    def explanations(self) -> list[Explanation]:
        if not self.is_complete or self.is_right:
            return []
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            return explain(self.bench, self.got, [outcome.value for outcome in self.outcomes])

    def stages(self, i: int, arrays: list[Array]) -> list[tuple[str, Array]]:
        """The arrays of case `i` in the order in which they are found, each with its name."""
        return self.exercise.stages(self.bench.cases[i], arrays) if self.exercise.stages else []

    def again(self, count: int) -> list[Result]:
        """Return the results of the first cases once more, with nothing printed."""
        with contextlib.redirect_stdout(io.StringIO()):
            outcomes = guard.run(self.bench.called(self.function), self.bench.cases[:count], self.limit)
        return self.bench.results(outcomes)

    def with_order(self, order: Sequence[int]) -> "Trial":
        """Try the same function with its arguments in another order."""
        with contextlib.redirect_stdout(io.StringIO()):
            turned = lambda *arguments: self.function(*(arguments[i] for i in order))  # noqa: E731
            return Trial(self.bench, turned, min(self.limit, 3 * QUICK))

    def report(self, name: str | None, message: str, *labels: str) -> Report:
        labels = labels or (self.exercise.labels[0],)
        return Report(self.exercise.name, False, name, ADDRESS.sub("", message), labels)

    def pointing(self, name: str | None, message: str) -> Report:
        """A report that ends with where to look."""
        return self.report(name, f"{message}\n{_look(self.exercise.labels[0])}")


def try_out(exercise: Exercise, function: Function, seed: int = 0, limit: float = guard.LIMIT) -> Report:
    """Try `function` on the cases of `exercise`, for at most `limit` seconds in all."""
    table = bench(exercise, seed)
    complaint = guard.parameters(function, exercise.arguments)
    if complaint:
        message = f"{complaint}\n{_look(exercise.labels[0])}"
        return Report(exercise.name, False, "parameters", message, exercise.labels[:1])
    trial = Trial(table, function, limit)
    for judge in (
        *(_unwritten, _reordered, _overflowed, _raised, _too_slow, _changed, _right, _unsteady, _yes_or_no),
        *(_explained, _partly, _outlasting, _in_any_order, _malformed, _zeros, _not_finite, _shape),
    ):
        report = judge(trial)
        if report:
            return report[0]
    return _smallest(trial)


# The judges, in order. Each returns a report, in a list, if it has something to say, and may rely on those
# before. (In a list, because a report that is not right is false.)

Judged = list[Report]


def _unwritten(trial: Trial) -> Judged:
    if not trial.outcomes or not all(map(_is_empty, trial.outcomes)):
        return []
    exercise = trial.exercise
    said = (
        f"not written yet. {exercise.signature} gives nothing back. It should return {exercise.returns}. "
        "If you have written it, does it end in a return?"
    )
    return [trial.report("not-written", said)]


def _is_empty(outcome: guard.Outcome) -> bool:
    if outcome.error:
        return outcome.error is NotImplementedError
    return outcome.value is None or outcome.value is ... or outcome.value is NotImplemented


def _reordered(trial: Trial) -> Judged:
    """Parameters that have the names expected, in another order."""
    names = trial.exercise.arguments
    own = guard.order(trial.function, names)
    if own is None or trial.is_right or not trial.is_complete:
        return []
    turned = trial.with_order([names.index(name) for name in own])
    said = (
        f"Your parameters are ({', '.join(own)}), and it is called with ({', '.join(names)}): the first "
        "value goes to the first name, whatever it is called. Put them in this order."
    )
    if turned.is_right:
        return [trial.pointing("parameters", f"{said} Then it is right.")]
    if len(_simplest(trial)) != 1 and len(_simplest(turned)) == 1:
        part = Part("parameters", said, trial.exercise.labels[0])
        return [_as_explained(trial, [(part, *other) for other in turned.explanations])]
    return []


def _simplest(trial: Trial) -> Explanation:
    return trial.explanations[0] if trial.explanations else ()


def _in_any_order(trial: Trial) -> Judged:
    """Parameters in another order, whatever their names are."""
    count = len(trial.exercise.arguments)
    if not 2 <= count <= 5 or trial.took > QUICK or trial.exercise.random:
        return []
    start = time.monotonic()
    for i, k in itertools.combinations(range(count), 2):
        order = list(range(count))
        order[i], order[k] = k, i
        if time.monotonic() - start < 4 * QUICK and trial.with_order(order).is_right:
            names = trial.exercise.arguments
            said = (
                f"It would be right if {names[i]} and {names[k]} came in the other order. It is called with "
                f"({', '.join(names)}): give your parameters this order."
            )
            return [trial.pointing("parameters", said)]
    return []


def _overflowed(trial: Trial) -> Judged:
    slip = trial.bench.overflow
    if slip is None or not _is_right_where_finite(trial, trial.bench.results_of(slip)):
        return []
    ended = [
        outcome.error is not None and issubclass(outcome.error, OverflowError) for outcome in trial.outcomes
    ]
    if any(ended) or any(outcome.overflowed for outcome in trial.outcomes):
        return [_as_explained(trial, [(slip.part(trial.exercise.labels[0]),)])]
    return []


def _is_right_where_finite(trial: Trial, others: Sequence[Result] = ()) -> bool:
    """Are the numbers right wherever there are any, or those of others?"""
    for got, want, other in itertools.zip_longest(trial.got, trial.bench.want, others):
        if isinstance(got, MalformedError):
            return False
        if isinstance(got, list) and isinstance(other, list) and all_close(got, other):
            continue
        for mine, theirs in zip(got if isinstance(got, list) else [], want, strict=False):
            finite = np.isfinite(mine)
            if mine.shape != theirs.shape or not answers.close(mine[finite], theirs[finite]):
                return False
    return True


# What an exception may be due to: what it says, and what to tell.
CAUSES = (
    (
        "truth value of an array",
        "if-on-array",
        "An if asks one question, and an array gives an answer for each entry: use np.where, np.maximum or a "
        "formula that fits every entry.",
    ),
    (
        "NoneType",
        "none",
        "There is None where a value is used: rng.shuffle, list.sort and a function with no return give "
        "none back.",
    ),
    (
        r"matmul|not aligned",
        "raised",
        "A product needs as many columns on its left as there are rows on its right: is one to be turned, "
        "with .T?",
    ),
    (
        r"could not be broadcast|non-broadcastable",
        "raised",
        "Entry by entry, both need the same shape, or 1 where they differ: print the shapes in the line "
        "before.",
    ),
    (r"index .* out of (range|bounds)", "raised", "Counting starts at 0, so the last one is number len − 1."),
    (
        r"only .*arrays can be converted",
        "raised",
        "math takes one number; np works on each entry of an array.",
    ),
    (r"not subscriptable|has no len", "raised", "Is it one number where you expect a list?"),
)


def _raised(trial: Trial) -> Judged:
    for case, outcome in zip(trial.bench.cases, trial.outcomes, strict=False):
        if outcome.error is None:
            continue
        if trial.explanations:
            return _explained(trial)
        said = f": {_cut(' '.join(outcome.text.split()), 120)}" if outcome.text else ""
        line = f"\n  in your line  {_cut(outcome.line)}" if outcome.line else ""
        causes = ((name, cure) for told, name, cure in CAUSES if re.search(told, outcome.text))
        name, cure = next(causes, ("raised", ""))
        message = f"It stopped with {outcome.error.__name__}{said}{line}\n{_called(trial, case)}\n{cure}"
        return _in_any_order(trial) or [trial.pointing(name, message.rstrip())]
    return []


def _too_slow(trial: Trial) -> Judged:
    if trial.is_complete:
        return []
    said = "It was still running when its time was up. Is there a loop that never ends?"
    return [trial.pointing("too-slow", f"{said}\n{_called(trial, trial.bench.cases[len(trial.outcomes)])}")]


def _changed(trial: Trial) -> Judged:
    for outcome in trial.outcomes:
        if not outcome.changed:
            continue
        said = (
            f"It changes its argument {trial.exercise.arguments[outcome.changed[0]]}, which the caller still "
            "needs. Make a new array, or begin with a copy."
        )
        part = Part("changed-arguments", said, trial.exercise.labels[0])
        return [_as_explained(trial, [(part, *other) for other in trial.explanations] or [(part,)])]
    return []


def _right(trial: Trial) -> Judged:
    if not trial.is_right:
        return []
    if not trial.exercise.random and (unsteady := _unsteady(trial, 2)):
        return unsteady
    exercise = trial.exercise
    message = f"All {len(trial.bench.cases)} cases agree ({', '.join(exercise.labels)})."
    return [Report(exercise.name, True, None, message, exercise.labels)]


def _unsteady(trial: Trial, count: int = 100) -> Judged:
    """An answer that is another one when the same case is tried again."""
    if trial.exercise.random or trial.took > trial.limit / 2:
        return []
    for case, first, again in zip(trial.bench.cases, trial.got, trial.again(count), strict=False):
        if trial.bench.equal(first, again) or isinstance(first, MalformedError):
            continue
        said = "With the same arguments it gives another answer the second time."
        lines = f"{_called(trial, case)}\n  first  {_shown(first)}\n  again  {_shown(again)}"
        return [trial.pointing("earlier-calls", f"{said} {_left_over(trial)}\n{lines}")]
    return []


def _left_over(trial: Trial) -> str:
    if not trial.changed:
        return "Does it draw random numbers of its own, or does something outlast a call?"
    name = trial.changed[0]
    return (
        f"It changes {name}, which outlasts the call: a default argument is made once, with the function, "
        "and what stands outside is not made anew. Each finds what the last one has left: make it within."
    )


def _outlasting(trial: Trial) -> Judged:
    """A default argument has changed, so that a later call begins with what an earlier one has left."""
    code = getattr(trial.function, "__code__", None)
    if not trial.changed or code is None or trial.changed[0] not in code.co_varnames:
        return []
    return [trial.pointing("earlier-calls", _left_over(trial))]


def _shown(result: Result) -> str:
    if isinstance(result, list):
        return _cut(show(result[0] if len(result) == 1 else result))
    return result.__name__ if isinstance(result, type) else str(result)


def _explained(trial: Trial) -> Judged:
    return [_as_explained(trial, trial.explanations)] if trial.explanations else []


def _partly(trial: Trial) -> Judged:
    """A mistake that explains what is found first, of an answer that is found step by step."""
    best, most = None, [reached for reached, _ in _steps(trial, trial.bench.want)]
    right = most
    for slip in trial.bench.slips if right else ():
        steps = _steps(trial, trial.bench.results_of(slip))
        theirs = [reached for reached, _ in steps]
        # At least two steps, such as both slopes of a layer, that are wrong in the same way.
        if steps and steps[-1][1] > 1 and min(theirs) and all(map(int.__ge__, theirs, right)):
            best, most = (slip, theirs) if sum(theirs) > sum(most) else (best, most)
    if best is None:
        return []
    names = [name for name, _ in trial.stages(-1, trial.arrays[-1])]
    part, upto = best.part(trial.exercise.labels[0]), most[-1]
    rest = f" From {names[upto]} on something else is wrong as well." if upto < len(names) else ""
    said = f"{part.message}\nThat explains {', '.join(names[:upto])}.{rest}"
    return [trial.report(part.name, f"{said}\n{_look(part.label)}", part.label)]


def _steps(trial: Trial, others: Sequence[Result]) -> list[tuple[int, int]]:
    """How many steps of each case the answer has in common with others, and how many of these are wrong.

    [] if it is not found step by step.
    """
    counts: list[tuple[int, int]] = []
    for i, (mine, theirs) in enumerate(zip(trial.got, others, strict=False)):
        if trial.exercise.stages is None or not (isinstance(mine, list) and isinstance(theirs, list)):
            return []
        triples = zip(
            *(trial.stages(i, arrays) for arrays in (mine, theirs, trial.bench.want[i])), strict=True
        )
        reached = wrong = 0
        for (_, a), (_, b), (_, right) in triples:
            if not all_close([a], [b]):
                break
            reached, wrong = reached + 1, wrong + (not all_close([b], [right]))
        counts.append((reached, wrong))
    return counts


def _as_explained(trial: Trial, found: Sequence[Explanation]) -> Report:
    """Say what explains the answer; if several do, the first two."""
    found = found[:2]
    names = ", ".join("+".join(part.name for part in parts) for parts in found)
    lines: list[str] = []
    for parts, begin in zip(found, ("", "Or: ") if len(found) == 1 else ("Either: ", "Or: "), strict=False):
        both = "Two things at once. " if len(parts) == 2 else ""
        for i, part in enumerate(parts):
            lines.append(f"{begin if not i else ''}{both if not i else ''}{part.message}")
            if i + 1 == len(parts) or part.label != parts[i + 1].label:
                lines.append(_look(part.label))
    labels = dict.fromkeys(part.label for parts in found for part in parts)
    return trial.report(names, "\n".join(lines), *labels)


def _malformed(trial: Trial) -> Judged:
    for case, result in zip(trial.bench.cases, trial.got, strict=True):
        if isinstance(result, MalformedError):
            name = "generator" if " generator" in str(result) else "type"
            return [trial.pointing(name, f"{_sentence(str(result))}.\n{_called(trial, case)}")]
    return []


def _yes_or_no(trial: Trial) -> Judged:
    arrays = [array for result in trial.arrays for array in result]
    known = {mistake.name for mistake in trial.exercise.mistakes}
    if any(len(parts) == 1 and parts[0].name in known for parts in trial.explanations):
        return []
    if trial.exercise.facts or not arrays or not all(array.dtype == bool for array in arrays):
        return []
    wanted = [array for want in trial.bench.want for array in want]
    if (
        any(a.shape != b.shape for a, b in zip(arrays, wanted, strict=False))
        or np.isin(wanted[-1], (0, 1)).all()
    ):
        return []
    said = "It gives True or False, the answer to a question. A number is expected: return what you compare."
    return [trial.pointing("yes-or-no", said)]


def _zeros(trial: Trial) -> Judged:
    arrays = [array for result in trial.arrays for array in result]
    if trial.exercise.facts or any(array.any() for array in arrays):
        return []
    if all(array.dtype.kind in "iu" for array in arrays):
        said = (
            "Every number is 0, and a whole number. // rounds down, so 1 // 2 is 0, and an array of whole "
            "numbers cuts off what stands behind the point: divide with /, and make arrays of floats."
        )
        return [trial.pointing("integer", said)]
    return [trial.pointing("all-zero", "Every number is 0. Is the result ever filled in?")]


def _not_finite(trial: Trial) -> Judged:
    for case, got in zip(trial.bench.cases, trial.arrays, strict=True):
        if all(np.isfinite(array).all() for array in got):
            continue
        nan = any(np.isnan(array).any() for array in got)
        what, why = ("NaN", "0 / 0") if nan else ("infinity", "a division by 0")
        where = " Wherever there is a number, it is right." if _is_right_where_finite(trial) else ""
        said = f"There is {what} in the answer. Look for {why}, or a number that grew too large.{where}"
        return [trial.pointing("not-finite", f"{said}\n{_called(trial, case)}")]
    return []


def _shape(trial: Trial) -> Judged:
    table = trial.bench
    if (found := generic.in_another_shape(trial.arrays, table.want)) and not trial.exercise.facts:
        return [trial.pointing(*found)]
    for case, answer, got, want in zip(table.cases, table.answers, trial.arrays, table.want, strict=True):
        for place, mine, theirs in zip(_places(trial, answer), got, want, strict=False):
            if mine.shape != theirs.shape:
                said = f"{_sentence(place)} has shape {mine.shape}; expected {theirs.shape or 'one number'}."
                name, why = _why_shape(mine, theirs)
                return [trial.pointing(name, f"{said}{why}\n{_called(trial, case)}")]
    return []


def _why_shape(mine: Array, theirs: Array) -> tuple[str, str]:
    n = theirs.size
    if n > 1 and theirs.shape in ((n,), (n, 1)) and mine.shape == (n, n):
        return "broadcast", (
            f" A row or a flat ({n},) met a column ({n}, 1), and NumPy pairs each with each: keep both "
            "columns, with keepdims=True or [:, None]."
        )
    if mine.ndim == 2 and mine.T.shape == theirs.shape:
        return "shape", " Rows and columns have changed places."
    if mine.size == 1:
        return "one-number", " Is everything summed up? Each place keeps a number of its own."
    return "shape", ""


def _smallest(trial: Trial) -> Report:
    """No mistake that is known: show the smallest case that fails."""
    table = trial.bench
    pairs = enumerate(zip(trial.arrays, table.want, strict=True))
    at = next(place for place, (got, want) in pairs if not table.equal(got, want))
    got, want, case = trial.arrays[at], table.want[at], table.cases[at]
    wrong = [i for i in range(len(want)) if not all_close([got[i]], [want[i]], trial.exercise.near)]
    head, what = "Here is the smallest case that fails", ""
    if trial.exercise.facts:
        what = f"{list(trial.exercise.facts(case, table.answers[at]))[wrong[0]]}: "
    elif len(want) > 1:
        places = [_places(trial, table.answers[at])[i] for i in wrong]
        what = f"{places[0]}: "
        head += f", in {', '.join(places)} only" if len(wrong) < len(want) else ""
    lines = _compared(got[wrong[0]], want[wrong[0]], what)
    also = f"\n{_left_over(trial)}" if trial.changed else ""
    return trial.pointing(None, f"{head}.\n{_called(trial, case)}\n{lines}{_so_far(trial)}{also}")


def _so_far(trial: Trial) -> str:
    """How far the answer is right in the last case, of those that are found step by step."""
    steps = _steps(trial, trial.bench.want)
    names = [name for name, _ in trial.stages(-1, trial.arrays[-1])]
    if not steps or steps[-1][0] == len(names):
        return ""
    right = f"{', '.join(names[: steps[-1][0]])}: right. " if steps[-1][0] else ""
    return f"\nIn the largest case, from the end: {right}{names[steps[-1][0]]} is the first that is wrong."


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
