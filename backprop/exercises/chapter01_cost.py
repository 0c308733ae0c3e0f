"""Exercises of chapter 1: the cost."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.exercises.checker.cases import shares, targets
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case
from backprop.exercises.families import identity

Array = NDArray[Any]
Power = Callable[[Any], Any]


def cost_of_one(
    a: Array,
    y: Array,
    *,
    apart: Callable[[Array, Array], Array] = np.subtract,
    power: Power = np.square,
    total: Callable[[Array, Power], Any] = lambda d, power: power(d).sum(),
    share: float = 1 / 2,
) -> Any:
    """C_x = ½ Σ_j (a_j - y_j)² (@eq-cost-x)."""
    return total(apart(a, y), power) * share


def total_cost(
    A: Array,
    Y: Array,
    *,
    apart: Callable[[Array, Array], Array] = np.subtract,
    power: Power = np.square,
    total: Callable[[Array, Power], Any] = lambda D, power: power(D).sum(),
    share: float = 1 / 2,
    over: Callable[[Array], int] = lambda A: A.shape[1],
) -> Any:
    """C = (1/n) Σ_x C_x, the mean over the columns (@eq-total-cost)."""
    return total(apart(A, Y), power) * share / over(A)


def _one(rng: np.random.Generator) -> list[Case]:
    return [(shares(rng, n), targets(rng, n, 1)[:, 0]) for n in (1, 3, 4, 5, 10)]


def _many(rng: np.random.Generator) -> list[Case]:
    shapes = ((1, 1), (1, 3), (3, 1), (3, 4), (4, 3), (10, 5))
    return [(shares(rng, *shape), targets(rng, *shape)) for shape in shapes]


def _of_cost_x(label: str) -> tuple[Mistake, ...]:
    """Mistakes in the terms of the cost, and in the half."""
    return (
        Mistake(
            "no-half",
            {"share": 1},
            "Your cost is twice as large as it should be: the one half in front of the sum is missing.",
            label,
        ),
        Mistake(
            "not-squared",
            {"power": identity},
            "The differences are not squared. Ups and downs cancel, so a network could be wrong everywhere "
            "and score zero.",
            label,
        ),
        Mistake(
            "absolute",
            {"power": np.abs},
            "You take the size of each difference, not its square. Then a neuron that is nearly right is "
            "pushed as hard as one that is far off.",
            label,
        ),
        Mistake(
            "added",
            {"apart": np.add},
            "You add output and target. What counts is how far they are apart: their difference.",
            label,
        ),
    )


EXERCISES = (
    Exercise(
        "cost-of-one",
        "cost_of_one(a, y)",
        "the cost of one input, a number; a and y are (n,)",
        ("eq-cost-x",),
        cost_of_one,
        _one,
        (
            *_of_cost_x("eq-cost-x"),
            Mistake(
                "mean-over-neurons",
                {"total": lambda d, power: power(d).mean()},
                "You take the mean over the neurons where the equation has a sum. With ten neurons this "
                "cost, and every slope of it, is a tenth of what it should be.",
            ),
            Mistake(
                "mean-squared-error",
                {"total": lambda d, power: power(d).mean(), "share": 1},
                "This is the mean of the squares. The cost is half of their sum: it does not shrink "
                "because there are more neurons.",
            ),
            Mistake(
                "squared-too-late",
                {"total": lambda d, power: power(d.sum())},
                "You add first and square afterwards, so ups and downs have cancelled before the square. "
                "Square each difference on its own.",
            ),
            Mistake(
                "length",
                {"total": lambda d, power: np.sqrt(power(d).sum()), "power": np.square},
                "You take the root, the length of the difference. The cost is the sum of the squares itself.",
            ),
            Mistake(
                "first-only",
                {"total": lambda d, power: power(d[0])},
                "Only the first neuron counts. Is the return inside the loop?",
            ),
            Mistake(
                "last-only",
                {"total": lambda d, power: power(d[-1])},
                "Only the last neuron counts. Is the sum overwritten in the loop, where it should grow?",
            ),
            Mistake(
                "not-summed",
                {"total": lambda d, power: power(d)},
                "These are the terms, one for each neuron. The cost is their sum, one number.",
            ),
        ),
        counts=lambda a, y: {"n, the number of neurons": len(a)},
    ),
    Exercise(
        "total-cost",
        "total_cost(A, Y)",
        "the cost of all inputs, a number; their activations and targets are the columns of A and Y",
        ("eq-total-cost", "eq-cost-x"),
        total_cost,
        _many,
        (
            *_of_cost_x("eq-cost-x"),
            Mistake(
                "no-mean",
                {"over": lambda A: 1},
                "This is the sum of the costs of all inputs. The total cost is their mean, so that twice as "
                "many images do not mean twice the cost: divide by n.",
            ),
            Mistake(
                "mean-over-neurons",
                {"over": lambda A: A.size},
                "You average over the neurons as well. The sum runs over the neurons, the mean over the "
                "inputs alone: with ten neurons you get a tenth of the cost.",
            ),
            Mistake(
                "mean-squared-error",
                {"over": lambda A: A.size, "share": 1},
                "This is the mean of all the squares. Take half the sum over the neurons, and the mean over "
                "the inputs alone.",
            ),
            Mistake(
                "divided-by-neurons",
                {"over": len},
                "You divide by the number of rows, which are the neurons. The columns are the inputs: "
                "divide by their number.",
            ),
            Mistake(
                "divided-twice",
                {"over": lambda A: A.shape[1] ** 2},
                "You divide by the number of inputs twice. A mean divides once.",
            ),
            Mistake(
                "integer",
                {"total": lambda D, power: 2 * np.floor(power(D).sum() / 2)},
                "// rounds down, so most of the cost is lost. Divide with /.",
            ),
            Mistake(
                "cost-of-the-mean",
                {"total": lambda D, power: power(D.mean(axis=1)).sum() * D.shape[1]},
                "You average the differences first and square afterwards, so one input's miss makes up for "
                "another's. First the cost of each input, then the mean.",
            ),
            Mistake(
                "squared-too-late",
                {"total": lambda D, power: power(D.sum(axis=0)).sum()},
                "You add over the neurons first and square afterwards, so ups and downs have cancelled. "
                "Square each difference on its own.",
                "eq-cost-x",
            ),
            Mistake(
                "length",
                {"total": lambda D, power: np.sqrt(power(D).sum(axis=0)).sum(), "power": np.square},
                "You take the length of each input's difference. The cost has its square: no root.",
                "eq-cost-x",
            ),
            Mistake(
                "first-only",
                {"total": lambda D, power: power(D[:, 0]).sum()},
                "Only the first input counts. Is the return inside the loop? It comes after it.",
            ),
            Mistake(
                "last-only",
                {"total": lambda D, power: power(D[:, -1]).sum()},
                "Only the last input counts. Is the sum overwritten in the loop, where it should grow?",
            ),
            Mistake(
                "not-summed",
                {"total": lambda D, power: power(D).sum(axis=0)},
                "These are the costs of the inputs, one for each. The total cost is their mean, one number.",
            ),
        ),
        counts=lambda A, Y: {"n, the number of inputs": A.shape[1], "the number of neurons": A.shape[0]},
    ),
)
