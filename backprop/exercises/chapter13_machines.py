"""Exercises of chapter 13: one batch on several machines."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.exercises.checker.cases import numbers, shares
from backprop.exercises.checker.exercise import Exercise, mistakes
from backprop.exercises.checker.guard import Case
from backprop.exercises.families import identity, one

Array = NDArray[Any]
Columns = list[Array]
Work = Callable[..., Any]


def mean_of_shards(
    Deltas: Columns,
    As: Columns,
    *,
    used: Work = identity,
    product: Work = lambda Delta, A: Delta @ A.T,
    share: Work = one,
    over: Work = sum,
) -> Any:
    """(1/m) Σ_s Σ_x δ_j(x) a_k(x), x running through shard s (@eq-machines)."""
    shards = used(list(zip(Deltas, As, strict=True)))
    return sum(product(Delta, A) / share(A.shape[1]) for Delta, A in shards) / over([A.shape[1] for A in As])


def _product_of_means(Deltas: Columns, As: Columns) -> Any:
    delta, a = (np.hstack(shards).mean(axis=1) for shards in (Deltas, As))
    return np.outer(delta, a)


def _shards(rng: np.random.Generator) -> list[Case]:
    cases = ((1, 1, [2, 1]), (2, 1, [1, 3]), (2, 2, [4, 3, 1]), (2, 3, [2, 5, 2, 1]), (4, 2, [3, 3]))
    return [
        ([numbers(rng, j, m) for m in sizes], [shares(rng, k, m) for m in sizes]) for j, k, sizes in cases
    ]


EXERCISES = (
    Exercise(
        "mean-of-shards",
        "mean_of_shards(Deltas, As)",
        "the slopes of a layer's weights for the whole batch, (j, k); for each machine s, Deltas has the "
        "errors of its shard, (j, m_s), and As what the layer receives, (k, m_s)",
        ("eq-machines",),
        mean_of_shards,
        _shards,
        mistakes(
            """
    mean-of-means: You take the mean of the machines' means. Right for shards of equal size only: here an
        input in a small shard counts more than one in a large one.
    sum-of-means: You add up the means of the machines. With twice as many machines the step would be twice as
        long: send sums, and divide once by the size of the batch.
    divided-twice: You divide by the size of each shard, and again by that of the batch. Send sums, and divide
        once.
    not-divided: This is the sum over the batch. Its slopes are means: divide by m, the sizes of all the
        shards together.
    divided-by-machines: You divide by the number of machines. The mean is over the inputs: divide by how many
        there are in all shards.
    divided-by-one-shard: You divide the whole sum by the size of the last shard. Is m overwritten in the
        loop? It is the sum of all the sizes.
    divided-by-one-shard/2: You divide the whole sum by the size of the first shard. It is divided by the sum
        of all the sizes.
    nominal-size: You divide by the number of machines times the size of the first shard. The others may be
        smaller: add the sizes up.
    last-only: Only the last machine's sum is in it. Is the total overwritten in the loop, where it should be
        added to?
    first-only: Only the first machine's sum is in it. Is the return inside the loop? It comes after it.
    product-of-means: You take the means of errors and activations and multiply them. First multiply, for each
        input, then add: a machine does both with one product of matrices.
    transposed: The slopes are transposed. Errors go down the rows, activations along the columns.
    wrong-one-turned: You turned the errors. The sum is over x, which is last in both: turn the activations,
        A.T.
            """,
            share={"divided-twice": identity},
            over={
                "not-divided": lambda sizes: 1,
                "divided-by-machines": len,
                "divided-by-one-shard": lambda sizes: sizes[-1],
                "divided-by-one-shard/2": lambda sizes: sizes[0],
                "nominal-size": lambda sizes: len(sizes) * sizes[0],
            },
            used={"last-only": lambda shards: shards[-1:], "first-only": lambda shards: shards[:1]},
            product={
                "transposed": lambda Delta, A: A @ Delta.T,
                "wrong-one-turned": lambda Delta, A: Delta.T @ A,
            },
            several={
                "mean-of-means": {"share": identity, "over": len},
                "sum-of-means": {"share": identity, "over": lambda sizes: 1},
            },
            functions={"product-of-means": _product_of_means},
        ),
        counts=lambda Deltas, As: {
            "the number of machines": len(As),
            "m, the number of inputs": sum(A.shape[1] for A in As),
        },
    ),
)
