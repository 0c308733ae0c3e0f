"""Exercises of chapter 1: the cost."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.exercises.checker.cases import shares, targets
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]


def cost_of_one(a: Array, y: Array) -> Any:
    """C_x = ½ Σ_j (a_j - y_j)² (@eq-cost-x)."""
    return ((a - y) ** 2).sum() / 2


def total_cost(A: Array, Y: Array) -> Any:
    """C = (1/n) Σ_x C_x, the mean over the columns (@eq-total-cost)."""
    return ((A - Y) ** 2).sum() / 2 / A.shape[1]


def _one(rng: np.random.Generator) -> list[Case]:
    return [(shares(rng, n), targets(rng, n, 1)[:, 0]) for n in (1, 3, 4, 5, 10)]


def _many(rng: np.random.Generator) -> list[Case]:
    shapes = ((1, 1), (1, 3), (3, 1), (3, 4), (4, 3), (10, 5))
    return [(shares(rng, *shape), targets(rng, *shape)) for shape in shapes]


EXERCISES = (
    Exercise(
        "cost-of-one",
        "cost_of_one(a, y)",
        "the cost of one input, a number; a and y are (n,)",
        ("eq-cost-x",),
        cost_of_one,
        _one,
        (
            Mistake(
                "no-half",
                lambda a, y: ((a - y) ** 2).sum(),
                "Your cost is twice as large as it should be: the one half in front of the sum is missing.",
            ),
            Mistake(
                "mean-over-neurons",
                lambda a, y: ((a - y) ** 2).mean() / 2,
                "You take the mean over the neurons where the equation has a sum. With ten neurons this "
                "cost, and every slope of it, is a tenth of what it should be.",
            ),
            Mistake(
                "mean-squared-error",
                lambda a, y: ((a - y) ** 2).mean(),
                "This is the mean of the squares. The cost is half of their sum: it does not shrink "
                "because there are more neurons.",
            ),
            Mistake(
                "not-squared",
                lambda a, y: (a - y).sum() / 2,
                "The differences are not squared. Ups and downs cancel, so a network could be wrong "
                "everywhere and score zero.",
            ),
            Mistake(
                "absolute",
                lambda a, y: np.abs(a - y).sum() / 2,
                "You take the size of each difference, not its square. Then a neuron that is nearly right "
                "is pushed as hard as one that is far off.",
            ),
            Mistake(
                "squared-too-late",
                lambda a, y: (a - y).sum() ** 2 / 2,
                "You add first and square afterwards, so ups and downs have cancelled before the square. "
                "Square each difference on its own.",
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
            Mistake(
                "no-mean",
                lambda A, Y: ((A - Y) ** 2).sum() / 2,
                "This is the sum of the costs of all inputs. The total cost is their mean, so that twice as "
                "many images do not mean twice the cost: divide by n.",
            ),
            Mistake(
                "no-half",
                lambda A, Y: ((A - Y) ** 2).sum() / A.shape[1],
                "Your cost is twice as large as it should be: the one half of each input's cost is missing.",
                "eq-cost-x",
            ),
            Mistake(
                "mean-over-neurons",
                lambda A, Y: ((A - Y) ** 2).mean() / 2,
                "You average over the neurons as well. The sum runs over the neurons, the mean over the "
                "inputs alone: with ten neurons you get a tenth of the cost.",
            ),
            Mistake(
                "mean-squared-error",
                lambda A, Y: ((A - Y) ** 2).mean(),
                "This is the mean of all the squares. Take half the sum over the neurons, and the mean over "
                "the inputs alone.",
            ),
            Mistake(
                "divided-by-neurons",
                lambda A, Y: ((A - Y) ** 2).sum() / 2 / A.shape[0],
                "You divide by the number of rows, which are the neurons. The columns are the inputs: "
                "divide by their number.",
            ),
            Mistake(
                "cost-of-the-mean",
                lambda A, Y: ((A.mean(axis=1) - Y.mean(axis=1)) ** 2).sum() / 2,
                "You average the differences first and square afterwards, so one input's miss makes up for "
                "another's. First the cost of each input, then the mean.",
            ),
        ),
        counts=lambda A, Y: {"n, the number of inputs": A.shape[1], "the number of neurons": A.shape[0]},
    ),
)
