"""Exercise of chapter 13: one batch on several machines."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.exercises.checker.cases import numbers, shares
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]
Columns = list[Array]


def mean_of_shards(Deltas: Columns, As: Columns) -> Any:
    """(1/m) Σ_s Σ_x δ_j(x) a_k(x), x running through shard s (@eq-machines)."""
    return sum(_sums(Deltas, As)) / sum(_sizes(As))


def _sums(Deltas: Columns, As: Columns) -> Columns:
    return [Delta @ A.T for Delta, A in zip(Deltas, As, strict=True)]


def _sizes(As: Columns) -> list[int]:
    return [A.shape[1] for A in As]


def _means(Deltas: Columns, As: Columns) -> Columns:
    return [total / m for total, m in zip(_sums(Deltas, As), _sizes(As), strict=True)]


def _product_of_means(Deltas: Columns, As: Columns) -> Any:
    delta, a = (np.hstack(shards).mean(axis=1) for shards in (Deltas, As))
    return np.outer(delta, a)


def _shards(rng: np.random.Generator) -> list[Case]:
    cases = ((1, 1, [2, 1]), (2, 1, [1, 3]), (2, 2, [4, 3, 1]), (2, 3, [2, 5, 2, 1]), (4, 2, [3, 3]))
    return [
        ([numbers(rng, j, m) for m in sizes], [shares(rng, k, m) for m in sizes]) for j, k, sizes in cases
    ]


class Marked:
    """An addition that tells who was added to whom, and when: the second part counts three quarters."""

    __name__ = "one + 3/4 other"

    def __call__(self, one: Any, other: Any) -> Any:
        return one + 0.75 * other


EXERCISES = (
    Exercise(
        "mean-of-shards",
        "mean_of_shards(Deltas, As)",
        "the slopes of a layer's weights for the whole batch, (j, k); for each machine s, Deltas has the "
        "errors of its shard, (j, m_s), and As what the layer receives, (k, m_s)",
        ("eq-machines",),
        mean_of_shards,
        _shards,
        (
            Mistake(
                "mean-of-means",
                lambda Deltas, As: sum(_means(Deltas, As)) / len(As),
                "You take the mean of the machines' means. Right for shards of equal size only: here an "
                "input in a small shard counts more than one in a large one.",
            ),
            Mistake(
                "sum-of-means",
                lambda Deltas, As: sum(_means(Deltas, As)),
                "You add up the means of the machines. With twice as many machines the step would be twice "
                "as long: send sums, and divide once by the size of the batch.",
            ),
            Mistake(
                "not-divided",
                lambda Deltas, As: sum(_sums(Deltas, As)),
                "This is the sum over the batch. Its slopes are means: divide by m, the sizes of all the "
                "shards together.",
            ),
            Mistake(
                "divided-by-machines",
                lambda Deltas, As: sum(_sums(Deltas, As)) / len(As),
                "You divide by the number of machines. The mean is over the inputs: divide by how many there "
                "are in all shards.",
            ),
            Mistake(
                "divided-by-one-shard",
                lambda Deltas, As: sum(_sums(Deltas, As)) / _sizes(As)[-1],
                "You divide the whole sum by the size of the last shard. Is m overwritten in the loop? It is "
                "the sum of all the sizes.",
            ),
            Mistake(
                "last-only",
                lambda Deltas, As: _sums(Deltas, As)[-1] / sum(_sizes(As)),
                "Only the last machine's sum is in it. Is the total overwritten in the loop, where it should "
                "be added to?",
            ),
            Mistake(
                "product-of-means",
                _product_of_means,
                "You take the means of errors and activations and multiply them. First multiply, for each "
                "input, then add: a machine does both with one product of matrices.",
            ),
        ),
        counts=lambda Deltas, As: {"the number of machines": len(As)},
    ),
)
