"""What an exercise is: a right formula, its cases, and the mistakes that people make in it."""

import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from backprop.exercises.checker.answers import Array
from backprop.exercises.checker.guard import Case, Function

# The layers that a mistake may be made in: (l, last) -> bool, and how a report begins.
LAYERS: dict[str, tuple[Callable[[int, int], bool], str]] = {
    "": (lambda l, last: True, ""),
    "output": (lambda l, last: l == last, "At the output layer only"),
    "hidden": (lambda l, last: l < last, "In the hidden layers only"),
    "first": (lambda l, last: l == 0 < last, "In the first layer only"),
    "last-hidden": (lambda l, last: l == last - 1, "In the last hidden layer only"),
}
APART = ({"output", "hidden"}, {"output", "first"}, {"output", "last-hidden"}, {"first", "last-hidden"})
ANYWHERE = tuple(LAYERS)


@dataclass(frozen=True, eq=False)
class Mistake:
    """A mistake that people make.

    name     as the report shows it; in "no-{}slope" the layers are filled in, "hidden-" for example
    wrong    what is chosen wrongly in the exercise's formula, by its keyword: two such mistakes are also
             recognised together. Or the whole function of someone who makes it, if that is no choice.
    message  what it looks like, and why it is wrong
    label    of the equation that it breaks; the exercise's first if there is none
    layers   in which layers it may be made, of `LAYERS`, if the formula runs through several

    >>> Mistake("no-half", {"share": 1}, "The one half is missing.").name
    'no-half'
    """

    name: str
    wrong: Function | Mapping[str, Any]
    message: str
    label: str = ""
    layers: tuple[str, ...] = ()


ENTRY = re.compile(r"(?P<name>[\w{}-]+)(?:/\d+)?(?: \((?P<label>[\w-]+)\))?: (?P<message>.*)", re.DOTALL)


def mistakes(
    text: str,
    *,
    label: str = "",
    several: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    functions: Mapping[str, Function] = MappingProxyType({}),
    layers: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    **choices: Mapping[str, Any],
) -> tuple[Mistake, ...]:
    """Return the mistakes that a text tells of, one after the other.

    text     "name: message" for each, or "name (eq-label): message", and further lines indented; what
             follows a stroke in a name, as in "mean/2", only tells it apart
    label    of the equation for those that name none
    choices  for each choice of the formula, what is chosen wrongly, by the names of the mistakes
    several  the same for mistakes that make several choices wrongly
    functions  of those that are no choice of the formula
    layers   in which layers, of those that may be made in some

    >>> found = mistakes("no-half: The one half is missing.", share={"no-half": 1})
    >>> found[0].wrong
    {'share': 1}
    """
    wrong: dict[str, Any] = {**several, **functions}
    for choice, table in choices.items():
        wrong |= {name: {choice: value} for name, value in table.items()}
    entries = re.split(r"\n(?=\S)", textwrap.dedent(text).strip())
    found = [(re.split("[ :]", entry)[0], ENTRY.fullmatch(entry)) for entry in entries]
    if {key for key, _ in found} != wrong.keys() or None in dict(found).values():
        raise ValueError(
            f"told and made are different mistakes: {sorted({key for key, _ in found} ^ wrong.keys())}"
        )
    return tuple(
        Mistake(
            told["name"],
            wrong[key],
            " ".join(told["message"].split()),
            told["label"] or label,
            layers.get(key, ()),
        )
        for key, told in found
        if told
    )


class Choices:
    """The choices of a formula that runs through several layers, each asked for by name and layer.

    right  the right ones
    wrong  for some, another one, or a list of layers with the wrong one there
    last   the number of the last layer

    >>> choices = Choices({"slope": 1}, {"slope": [("output", 2)]}, last=2)
    >>> [choices("slope", l) for l in range(3)]
    [1, 1, 2]
    """

    def __init__(self, right: Mapping[str, Any], wrong: Mapping[str, Any], last: int) -> None:
        self._right, self._wrong, self._last = right, wrong, last

    def __call__(self, name: str, l: int) -> Any:
        wrong = self._wrong.get(name, self._right[name])
        if not isinstance(wrong, list):
            return wrong
        return next((value for where, value in wrong if LAYERS[where][0](l, self._last)), self._right[name])


class Part(NamedTuple):
    """A mistake as a report names it, and the label of the equation to look at."""

    name: str
    message: str
    label: str


@dataclass(frozen=True, eq=False)
class Slip:
    """A mistake of an exercise, made in the layers `where`."""

    mistake: Mistake
    where: str = ""

    @property
    def choices(self) -> dict[str, Any] | None:
        """What is chosen wrongly, for the keywords of the formula; None if it is another function."""
        if callable(self.mistake.wrong):
            return None
        if not self.mistake.layers:
            return dict(self.mistake.wrong)
        return {key: [(self.where, value)] for key, value in self.mistake.wrong.items()}

    def part(self, label: str) -> Part:
        """How a report names it; `label` if it has none of its own."""
        layers = {"": "", "output": "output-"}.get(self.where, "hidden-")
        message, begin = self.mistake.message, LAYERS[self.where][1]
        if begin:
            low = message[0].lower() if message[1:2].islower() or message[1:2] == " " else message[0]
            message = f"{begin}: {low}{message[1:]}"
        return Part(self.mistake.name.replace("{}", layers), message, self.mistake.label or label)


def together(one: Slip, other: Slip) -> dict[str, Any] | None:
    """Return the choices of someone who makes both mistakes; None if the one rules out the other."""
    mine, theirs = one.choices, other.choices
    if mine is None or theirs is None or one.mistake is other.mistake:
        return None
    both = mine | theirs
    for key in mine.keys() & theirs.keys():
        if {one.where, other.where} not in APART:
            return None
        both[key] = [*mine[key], *theirs[key]]
    return both


@dataclass(frozen=True, eq=False)
class Exercise:
    """A function that a learner writes, and how to tell whether it is right.

    name       for `check`
    signature  as in the chapter, such as "base_case(a, y, z)"
    returns    what the function gives, in words
    labels     of the equations that it is about, the first one foremost
    right      a right solution; what may be chosen wrongly in it are keywords, whose defaults are right
    cases      draws the arguments of all the cases
    mistakes   the known ones; no two of them agree in all cases
    parts      names of the parts, if the answer is a tuple
    counts     of the arguments: how many examples or neurons there are, which may have been divided by
    facts      where many answers are right, as with random numbers: what must be true of an answer
    stages     of an answer that is found step by step: the arrays in their order, each with its name
    overflow   what to say if a number becomes too large on the way; None if that does not matter
    near       how far the facts may be off, as a share, where chance has a part in them
    random     whether the last argument is a generator: then it is called again with it, and once more
               with an equal one, and the facts are those of the three answers

    >>> from backprop.exercises import CATALOGUE
    >>> exercise = CATALOGUE["cost-of-one"]
    >>> exercise.arguments, exercise.labels
    (['a', 'y'], ('eq-cost-x',))
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
    stages: Callable[[Case, list[Array]], list[tuple[str, Array]]] | None = None
    overflow: Mistake | None = None
    near: float = 0.0
    random: bool = False

    @property
    def arguments(self) -> list[str]:
        """The names of the arguments, from the signature."""
        return self.signature[self.signature.index("(") + 1 : -1].split(", ")

    @property
    def slips(self) -> list[Slip]:
        """All the mistakes, in all the layers where they may be made."""
        return [Slip(mistake, where) for mistake in self.mistakes for where in mistake.layers or ("",)]

    def made(self, choices: Mapping[str, Any]) -> Function:
        """Return the function of someone who chooses so."""
        return lambda *arguments: self.right(*arguments, **choices)

    def function_of(self, slip: Slip) -> Function:
        """Return the function of someone who makes this mistake."""
        wrong = slip.mistake.wrong
        return wrong if callable(wrong) else self.made(slip.choices or {})
