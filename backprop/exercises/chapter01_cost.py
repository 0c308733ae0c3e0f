"""Exercises of chapter 1: the cost."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.exercises.checker.cases import shares, targets
from backprop.exercises.checker.exercise import Exercise, Mistake, mistakes
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
        *mistakes(
            """
    no-half: Your cost is twice as large as it should be: the one half in front of the sum is missing.
    not-squared: The differences are not squared. Ups and downs cancel, so a network could be wrong everywhere
        and score zero.
    absolute: You take the size of each difference, not its square. Then a neuron that is nearly right is
        pushed as hard as one that is far off.
    added: You add output and target. What counts is how far they are apart: their difference.
            """,
            label=label,
            share={"no-half": 1},
            power={"not-squared": identity, "absolute": np.abs},
            apart={"added": np.add},
        ),
    )


EXERCISES = (
    Exercise(
        "cost-of-one",
        "cost_of_one(a, y)",
        "the cost of one example, a number; a and y are (n,)",
        ("eq-cost-x",),
        cost_of_one,
        _one,
        (
            *_of_cost_x("eq-cost-x"),
            *mistakes(
                """
    mean-over-neurons: You take the mean over the neurons where the equation has a sum. With ten neurons this
        cost, and every slope of it, is a tenth of what it should be.
    mean-squared-error: This is the mean of the squares. The cost is half of their sum: it does not shrink
        because there are more neurons.
    squared-too-late: You add first and square afterwards, so ups and downs have cancelled before the square.
        Square each difference on its own.
    length: You take the root, the length of the difference. The cost is the sum of the squares itself.
    first-only: Only the first neuron counts. Is the return inside the loop?
    last-only: Only the last neuron counts. Is the sum overwritten in the loop, where it should grow?
    not-summed: These are the terms, one for each neuron. The cost is their sum, one number.
                """,
                total={
                    "mean-over-neurons": lambda d, power: power(d).mean(),
                    "squared-too-late": lambda d, power: power(d.sum()),
                    "first-only": lambda d, power: power(d[0]),
                    "last-only": lambda d, power: power(d[-1]),
                    "not-summed": lambda d, power: power(d),
                },
                several={
                    "mean-squared-error": {"total": lambda d, power: power(d).mean(), "share": 1},
                    "length": {"total": lambda d, power: np.sqrt(power(d).sum()), "power": np.square},
                },
            ),
        ),
        counts=lambda a, y: {"n, the number of neurons": len(a)},
    ),
    Exercise(
        "total-cost",
        "total_cost(A, Y)",
        "the cost of all examples, a number; their activations and targets are the columns of A and Y",
        ("eq-total-cost", "eq-cost-x"),
        total_cost,
        _many,
        (
            *_of_cost_x("eq-cost-x"),
            *mistakes(
                """
    no-mean: This is the sum of the costs of all examples. The total cost is their mean, so that twice as many
        images do not mean twice the cost: divide by n.
    mean-over-neurons: You average over the neurons as well. The sum runs over the neurons, the mean over the
        examples alone: with ten neurons you get a tenth of the cost.
    mean-squared-error: This is the mean of all the squares. Take half the sum over the neurons, and the mean
        over the examples alone.
    divided-by-neurons: You divide by the number of rows, which are the neurons. The columns are the examples:
        divide by their number.
    divided-twice: You divide by the number of examples twice. A mean divides once.
    integer: // rounds down, so most of the cost is lost. Divide with /.
    cost-of-the-mean: You average the differences first and square afterwards, so one example's miss makes up
        for another's. First the cost of each example, then the mean.
    squared-too-late (eq-cost-x): You add over the neurons first and square afterwards, so ups and downs have
        cancelled. Square each difference on its own.
    length (eq-cost-x): You take the length of each example's difference. The cost has its square: no root.
    first-only: Only the first example counts. Is the return inside the loop? It comes after it.
    last-only: Only the last example counts. Is the sum overwritten in the loop, where it should grow?
    not-summed: These are the costs of the examples, one for each. The total cost is their mean, one number.
                """,
                over={
                    "no-mean": lambda A: 1,
                    "mean-over-neurons": lambda A: A.size,
                    "divided-by-neurons": len,
                    "divided-twice": lambda A: A.shape[1] ** 2,
                },
                total={
                    "integer": lambda D, power: 2 * np.floor(power(D).sum() / 2),
                    "cost-of-the-mean": lambda D, power: power(D.mean(axis=1)).sum() * D.shape[1],
                    "squared-too-late": lambda D, power: power(D.sum(axis=0)).sum(),
                    "first-only": lambda D, power: power(D[:, 0]).sum(),
                    "last-only": lambda D, power: power(D[:, -1]).sum(),
                    "not-summed": lambda D, power: power(D).sum(axis=0),
                },
                several={
                    "mean-squared-error": {"over": lambda A: A.size, "share": 1},
                    "length": {
                        "total": lambda D, power: np.sqrt(power(D).sum(axis=0)).sum(),
                        "power": np.square,
                    },
                },
            ),
        ),
        counts=lambda A, Y: {"n, the number of examples": A.shape[1], "the number of neurons": A.shape[0]},
    ),
)
