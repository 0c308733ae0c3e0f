"""Find the mistakes that explain what was got: one, or two at a time."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from backprop.exercises.checker import answers, generic
from backprop.exercises.checker.answers import Array, MalformedError
from backprop.exercises.checker.bench import Bench, Result
from backprop.exercises.checker.exercise import Part, Slip

# One or two mistakes that give the same numbers as were got, in all cases.
Explanation = tuple[Part, ...]


def explain(bench: Bench, got: Sequence[Result], values: Sequence[Any]) -> list[Explanation]:
    """Return what explains the results, the simplest first, and all that gives the same numbers.

    got     what the calls amount to
    values  what they returned
    """
    label = bench.exercise.labels[0]
    factor: list[Explanation] = []  # which says less than two mistakes that it comes from

    def general() -> list[Explanation]:
        found = _in_general(bench, got, bench.want, 1)
        if found and found[0][0].name == "constant-factor":
            factor.extend(found)
            return []
        return found

    searches: tuple[Callable[[], list[Explanation]], ...] = (
        lambda: [(slip.part(label),) for slip in bench.slips if bench.agree(got, bench.results_of(slip))],
        general,
        lambda: _regrouped(bench, values, 1),
        lambda: [(one.part(label), other.part(label)) for one, other in _pairs(bench, got)],
        lambda: factor,
        lambda: _in_general(bench, got, bench.want, 2),
        lambda: _on_top(bench, got),
        lambda: _regrouped(bench, values, 2),
    )
    found = next((found for search in searches if (found := search())), [])
    return list({tuple(part.name for part in parts): parts for parts in reversed(found)}.values())[::-1]


def _pairs(bench: Bench, got: Sequence[Result]) -> Iterator[tuple[Slip, Slip]]:
    """Two mistakes of the exercise that explain it together."""
    order = sorted(range(len(got)), key=lambda i: not bench.tells(got[i], i))
    for one, other, choices in bench.pairs:
        function = bench.exercise.made(choices)
        theirs: list[Result] = []
        for i in order:
            theirs.append(bench.result_of(function, i))
            if not bench.equal(got[i], theirs[-1]):
                break
        else:
            if any(bench.tells(result, i) for result, i in zip(theirs, order, strict=True)):
                yield one, other


def _arrays(got: Sequence[Result]) -> list[list[Array]] | None:
    found = [result for result in got if isinstance(result, list)]
    return found if len(found) == len(got) else None


def _in_general(bench: Bench, got: Sequence[Result], base: Sequence[Result], depth: int) -> list[Explanation]:
    """General mistakes on top of what somebody else gets."""
    mine, theirs = _arrays(got), _arrays(base)
    if bench.exercise.facts or mine is None or theirs is None:
        return []
    found = generic.explain(mine, theirs, bench.frame, depth)
    label = bench.exercise.labels[0]
    return [tuple(Part(*general, label) for general in found)] if found else []


def _on_top(bench: Bench, got: Sequence[Result]) -> list[Explanation]:
    """A general mistake on top of one of the exercise."""
    found: list[Explanation] = []
    for slip in bench.slips:
        for (general,) in _in_general(bench, got, bench.results_of(slip), 1):
            found.append((slip.part(bench.exercise.labels[0]), general))
        if found:
            break
    return found


# Answers that are grouped in another way, such as a pair for each layer.


class Regrouping(NamedTuple):
    """A way back from another grouping: its names, what to say, and the answer as it should be."""

    names: tuple[str, ...]
    message: str
    back: Callable[[Any, Any], Any]


def _layer_by_layer(value: Any, right: Any) -> Any:
    return tuple(list(part) for part in zip(*value, strict=True))


def _turned_over(value: Any, right: Any) -> Any:
    return tuple(list(part)[::-1] for part in value)


PAIRS = "You give a pair for each layer. Expected are lists, one of each kind: ({parts})."
OVER = "The lists are in the order in which they were found, the last layer first. They begin with layer 0."
GROUPINGS = (
    Regrouping(
        ("swapped",),
        "The parts are right, and in the wrong order. Expected is ({parts}).",
        lambda value, right: tuple(value)[::-1],
    ),
    Regrouping(("pairs",), PAIRS, _layer_by_layer),
    Regrouping(("last-layer-first",), OVER, _turned_over),
    Regrouping(
        ("pairs", "last-layer-first"),
        f"{PAIRS} They begin with layer 0.",
        lambda value, right: _layer_by_layer(list(value)[::-1], right),
    ),
    Regrouping(
        ("part-missing",),
        "You return one part alone. Expected are all of ({parts}).",
        lambda value, right: (value, *right[1:]),
    ),
    Regrouping(
        ("part-missing",),
        "You return one part alone. Expected are all of ({parts}).",
        lambda value, right: (*right[:-1], value),
    ),
    Regrouping(
        ("too-many-parts",),
        "You return more than is asked for. Expected are ({parts}).",
        lambda value, right: tuple(value)[: len(right)] if len(value) > len(right) else None,
    ),
)


def _regrouped(bench: Bench, values: Sequence[Any], depth: int) -> list[Explanation]:
    """Answers of several parts in another grouping: by itself, or on top of another mistake."""
    exercise = bench.exercise
    if not exercise.parts or len(values) < len(bench.want):
        return []
    for grouping in GROUPINGS:
        try:
            back = [grouping.back(value, right) for value, right in zip(values, bench.answers, strict=True)]
            pairs = zip(back, bench.answers, strict=True)
            got: list[Result] = [
                list(answers.convert(value, right, exercise.parts)) for value, right in pairs
            ]
        except (MalformedError, TypeError, ValueError):
            continue
        message = grouping.message.format(parts=", ".join(exercise.parts))
        part = Part("+".join(grouping.names), message, exercise.labels[0])
        if depth == 1 and all(map(bench.equal, got, bench.want)):
            return [(part,)]
        if depth == 2:
            for slip in bench.slips:
                if bench.agree(got, bench.results_of(slip)):
                    return [(part, slip.part(exercise.labels[0]))]
            general = _in_general(bench, got, bench.want, 1)
            if general:
                return [(part, *general[0])]
    return []
