"""Exercises of chapter 13: one batch on several machines, the sum as a tree, and what a step costs."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.exercises.checker.cases import numbers, shares
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]
Columns = list[Array]
Add = Callable[[Any, Any], Any]


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


def tree_sum(parts: Columns, add: Add) -> Any:
    """The sum over s (@eq-machines) as a tree: neighbours in pairs, level by level, an odd one as it is."""
    while len(parts) > 1:
        pairs = zip(parts[::2], parts[1::2], strict=False)
        parts = [add(one, other) for one, other in pairs] + parts[len(parts) // 2 * 2 :]
    return parts[0]


def _halves(parts: Columns, add: Add) -> Any:
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return add(_halves(parts[:half], add), _halves(parts[half:], add))


def _odd_one_lost(parts: Columns, add: Add) -> Any:
    while len(parts) > 1:
        parts = [add(one, other) for one, other in zip(parts[::2], parts[1::2], strict=False)]
    return parts[0]


def _ends_together(parts: Columns, add: Add) -> Any:
    while len(parts) > 1:
        half = len(parts) // 2
        joined = [add(one, other) for one, other in zip(parts[:half], parts[::-1], strict=False)]
        parts = joined + parts[half : len(parts) - half]
    return parts[0]


def _far_apart(parts: Columns, add: Add) -> Any:
    while len(parts) > 1:
        half = (len(parts) + 1) // 2
        joined = [add(one, other) for one, other in zip(parts, parts[half:], strict=False)]
        parts = joined + parts[len(joined) : half]
    return parts[0]


def _turned(parts: Columns, add: Add) -> Any:
    return tree_sum(parts, lambda one, other: add(other, one))


def break_even(S: int, tau: float, latency: float, q: float, beta: float) -> float:
    """The m at which T_S = m τ / S + λ + q / β is m τ, the time of one machine (@eq-step-time)."""
    return (latency + q / beta) / (tau * (1 - 1 / S))


def bytes_per_step(sizes: list[int], S: int, width: int) -> int:
    """q of @eq-step-time: every parameter to each of S machines, and its slope back."""
    return 2 * S * width * _parameters(sizes)


def _parameters(sizes: list[int]) -> int:
    return sum(n * (before + 1) for before, n in zip(sizes, sizes[1:], strict=False))


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


def _parts(rng: np.random.Generator) -> list[Case]:
    return [([numbers(rng, 2) for _ in range(count)], Marked()) for count in (1, 2, 3, 4, 5, 6, 7)]


def _machines(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for S in (2, 3, 4, 5, 8):
        tau, latency, q = rng.uniform(1, 9, 3).round(1)
        cases.append((S, float(tau) / 1000, float(latency) / 100, float(q) * 100, 10000.0))
    return cases


def _networks(rng: np.random.Generator) -> list[Case]:
    kinds = ((2, 1, 8), (3, 2, 8), (4, 3, 4), (3, 4, 8), (2, 8, 4))
    return [([int(n) for n in rng.integers(2, 30, layers)], S, width) for layers, S, width in kinds]


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
    Exercise(
        "tree-sum",
        "tree_sum(parts, add)",
        "the parts added up as a tree by add(one, other), which adds two of them: neighbours in pairs, level "
        "by level, where an odd last one goes up as it is",
        ("eq-machines",),
        tree_sum,
        _parts,
        (
            Mistake(
                "one-by-one",
                lambda parts, add: functools.reduce(add, parts),
                "You add one after the other. Each addition waits for the one before, so the time grows with "
                "the number of parts: in a tree all pairs of a level are added at once.",
            ),
            Mistake(
                "built-in-sum",
                lambda parts, add: sum(parts),
                "You add with + and not with add. On machines an addition is a task that is sent somewhere; "
                "here add also shows who was added to whom.",
            ),
            Mistake(
                "odd-one-lost",
                _odd_one_lost,
                "When the number of parts is odd, the last one is lost, and with it a shard of the data. It "
                "goes up to the next level as it is.",
            ),
            Mistake(
                "halves",
                _halves,
                "You cut the list in halves, and these again. That is a tree too, and another one unless "
                "their number is a power of 2: the sum is rounded elsewhere. Pair neighbours.",
            ),
            Mistake(
                "ends-together",
                _ends_together,
                "You add the last part to the first and so on inwards. Here neighbours are added: the first "
                "and the second, the third and the fourth.",
            ),
            Mistake(
                "far-apart",
                _far_apart,
                "You add the second half of the list to the first. Here neighbours are added: the first and "
                "the second, the third and the fourth.",
            ),
            Mistake(
                "turned",
                _turned,
                "In each pair you add the first to the second. Numbers do not mind, but an order that is "
                "kept is what makes the result the same: add(one, other), the first one first.",
            ),
        ),
    ),
    Exercise(
        "break-even",
        "break_even(S, tau, latency, q, beta)",
        "the number of inputs in a batch for which a step on S machines takes as long as on one, a number "
        "and not rounded",
        ("eq-step-time",),
        break_even,
        _machines,
        (
            Mistake(
                "one-for-nothing",
                lambda S, tau, latency, q, beta: (latency + q / beta) / tau,
                "You set the extra time against all the work of one machine. Only a part of it is saved: S "
                "machines still have m / S inputs each to compute.",
            ),
            Mistake(
                "share-for-saving",
                lambda S, tau, latency, q, beta: (latency + q / beta) * S / tau,
                "You set the extra time against the work that each machine has. What counts is the work that "
                "it is spared, the other inputs of the batch.",
            ),
            Mistake(
                "sign",
                lambda S, tau, latency, q, beta: (latency + q / beta) / (tau * (1 + 1 / S)),
                "A sign is lost where m τ / S comes to the other side: it is taken off there, 1 − 1/S.",
            ),
            Mistake(
                "all-others",
                lambda S, tau, latency, q, beta: (latency + q / beta) / (tau * (S - 1)),
                "You save S − 1 times the work of one machine. One machine cannot be spared more than all of "
                "it: the part is (S − 1) / S.",
            ),
            Mistake(
                "no-latency",
                lambda S, tau, latency, q, beta: q / beta / (tau * (1 - 1 / S)),
                "The latency is missing. It is what every step pays, however little there is to send.",
            ),
            Mistake(
                "no-bytes",
                lambda S, tau, latency, q, beta: latency / (tau * (1 - 1 / S)),
                "The bytes are missing. They travel in every step: q of them, beta each second.",
            ),
            Mistake(
                "bytes-times-speed",
                lambda S, tau, latency, q, beta: (latency + q * beta) / (tau * (1 - 1 / S)),
                "You multiply the bytes by their speed. Bytes divided by bytes a second are seconds.",
            ),
        ),
        counts=lambda S, tau, latency, q, beta: {"the number of machines": S},
    ),
    Exercise(
        "bytes-per-step",
        "bytes_per_step(sizes, S, width)",
        "how many bytes travel in one step, a number: each of S machines gets all the parameters and sends "
        "as many slopes; sizes are those of the layers, and a number takes width bytes",
        ("eq-step-time",),
        bytes_per_step,
        _networks,
        (
            Mistake(
                "no-biases",
                lambda sizes, S, width: (
                    2 * S * width * sum(n * k for k, n in zip(sizes, sizes[1:], strict=False))
                ),
                "The biases are missing. They are parameters too, one for each neuron behind the inputs.",
            ),
            Mistake(
                "biases-of-inputs",
                lambda sizes, S, width: 2 * S * width * (_parameters(sizes) + sizes[0]),
                "You count a bias for each input as well. Inputs are given: the biases begin with the layer "
                "behind them.",
            ),
            Mistake(
                "one-way",
                lambda sizes, S, width: S * width * _parameters(sizes),
                "You count one way only. The parameters go to the machines, and as many slopes come back.",
            ),
            Mistake(
                "numbers",
                lambda sizes, S, width: 2 * S * _parameters(sizes),
                "You count numbers. Each takes width bytes.",
            ),
            Mistake(
                "bits",
                lambda sizes, S, width: 16 * S * width * _parameters(sizes),
                "These are bits: eight times as many as bytes.",
            ),
            Mistake(
                "one-machine",
                lambda sizes, S, width: 2 * width * _parameters(sizes),
                "This is for one machine. Each of the S machines gets all the parameters.",
            ),
            Mistake(
                "neurons",
                lambda sizes, S, width: 2 * S * width * sum(sizes),
                "You count the neurons. What travels are the parameters: a weight for each pair of neurons "
                "in neighbouring layers, and the biases.",
            ),
        ),
        counts=lambda sizes, S, width: {"the number of machines": S},
    ),
)
