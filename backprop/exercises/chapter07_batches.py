"""Exercises of chapter 7: means over batches, and an epoch cut into batches."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.exercises.checker.cases import numbers, shares
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]
Columns = list[Array]
Batches = list[tuple[Array, Array]]


def mean_slopes(deltas: Columns, activations: Columns) -> tuple[Any, Any]:
    """The means over x of δ_j(x) a_k(x) and of δ_j(x) (@eq-mean-slopes)."""
    pairs = zip(deltas, activations, strict=True)
    return sum(delta @ a.T for delta, a in pairs) / len(deltas), sum(deltas) / len(deltas)


def _product_of_means(deltas: Columns, activations: Columns) -> tuple[Any, Any]:
    delta, a = np.mean(deltas, axis=0), np.mean(activations, axis=0)
    return delta @ a.T, delta


def full_slope(batch_slopes: Array, sizes: Array) -> Any:
    """The mean over all inputs from the means of the batches (@eq-mean-of-batches), of any sizes."""
    return (batch_slopes * sizes).sum() / sizes.sum()


def cut_into_batches(X: Array, Y: Array, m: int, rng: np.random.Generator) -> Batches:
    """Cut the examples into batches of m columns, in random order; the last may be smaller."""
    return _cut(X, Y, m, rng.permutation(X.shape[1]))


def _cut(X: Array, Y: Array, m: int, order: Array) -> Batches:
    parts = [order[first : first + m] for first in range(0, len(order), m)]
    return [(X[:, part], Y[:, part]) for part in parts]


def _apart(X: Array, Y: Array, m: int, rng: np.random.Generator) -> Batches:
    n = X.shape[1]
    return _cut(X[:, rng.permutation(n)], Y[:, rng.permutation(n)], m, np.arange(n))


def _drawn_afresh(X: Array, Y: Array, m: int, rng: np.random.Generator) -> Batches:
    n = X.shape[1]
    parts = [rng.choice(n, min(m, n - first)) for first in range(0, n, m)]
    return [(X[:, part], Y[:, part]) for part in parts]


def _batches_shuffled(X: Array, Y: Array, m: int, rng: np.random.Generator) -> Batches:
    batches = _cut(X, Y, m, np.arange(X.shape[1]))
    return [batches[i] for i in rng.permutation(len(batches))]


def _rest_dropped(X: Array, Y: Array, m: int, rng: np.random.Generator) -> Batches:
    n = X.shape[1]
    return _cut(X, Y, m, rng.permutation(n)[: n - n % m])


def _facts(case: Case, answer: Any) -> dict[str, float]:
    """What must be true of the batches, whichever order the examples are in."""
    X, Y, _, _ = case
    pairs = [(np.asarray(one), np.asarray(other)) for one, other in answer]
    x = [_place(column, X) for one, _ in pairs for column in one.T]
    y = [_place(column, Y) for _, other in pairs for column in other.T]
    neighbours = sum(after == before + 1 for before, after in zip(x, x[1:], strict=False))
    return {
        "number of batches": len(pairs),
        "columns of X in the largest batch": max((one.shape[1] for one, _ in pairs), default=0),
        "columns of X in all batches": len(x),
        "columns of Y in all batches": len(y),
        "every example once (1 for yes)": sorted(x) == list(range(X.shape[1])),
        "every target beside its example (1 for yes)": x == y,
        "examples in the order they came in (1 for yes)": x == sorted(x),
        "examples beside their old neighbours (1 for yes)": 2 * neighbours >= len(x) - 1 > 0,
    }


def _place(column: Array, among: Array) -> int:
    """Return which column of `among` this is, or -1."""
    found = np.flatnonzero((among == column[:, None]).all(axis=0))
    return int(found[0]) if len(found) else -1


def _columns(rng: np.random.Generator) -> list[Case]:
    cases = ((2, 1, 1), (2, 2, 3), (3, 2, 2), (4, 3, 2))
    return [
        ([numbers(rng, j, 1) for _ in range(n)], [shares(rng, k, 1) for _ in range(n)]) for n, j, k in cases
    ]


def _portions(rng: np.random.Generator) -> list[Case]:
    sizes = ([4, 4], [3, 1], [5, 5, 2], [10, 10, 10, 7])
    return [(numbers(rng, len(size)), np.array(size)) for size in sizes]


def _epochs(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for n, m in ((8, 4), (10, 3), (12, 5), (13, 2)):
        X = np.vstack([np.arange(n) / 10, shares(rng, n)])
        cases.append((X, -np.arange(1.0, n + 1)[None], m, np.random.default_rng(rng.integers(1000))))
    return cases


EXERCISES = (
    Exercise(
        "mean-slopes",
        "mean_slopes(deltas, activations)",
        "(dW, db), the mean slopes of a layer, (j, k) and (j, 1); for each input, deltas has the errors, "
        "(j, 1), and activations what the layer receives, (k, 1)",
        ("eq-mean-slopes", "eq-slope-of-mean"),
        mean_slopes,
        _columns,
        (
            Mistake(
                "sum",
                lambda deltas, activations: (
                    sum(d @ a.T for d, a in zip(deltas, activations, strict=True)),
                    sum(deltas),
                ),
                "These are the sums over the inputs. The cost is a mean, so its slopes are means: divide "
                "by n.",
                "eq-slope-of-mean",
            ),
            Mistake(
                "product-of-means",
                _product_of_means,
                "You take the means first and multiply them. First multiply, for each input, then take the "
                "mean: it matters which inputs are loud when the error is large.",
            ),
            Mistake(
                "biases-summed",
                lambda deltas, activations: (mean_slopes(deltas, activations)[0], sum(deltas)),
                "The weights are right. The slopes of the biases are summed and not divided by n.",
            ),
            Mistake(
                "last-only",
                lambda deltas, activations: (deltas[-1] @ activations[-1].T, deltas[-1]),
                "These are the slopes of the last input alone. Are they overwritten in the loop, where they "
                "should be added up?",
            ),
            Mistake(
                "transposed",
                lambda deltas, activations: (
                    mean_slopes(deltas, activations)[0].T,
                    mean_slopes(deltas, activations)[1],
                ),
                "The slopes of the weights are transposed. In w_jk the first index is the neuron the weight "
                "leads to, so the errors go down the rows.",
            ),
        ),
        parts=("dW", "db"),
        counts=lambda deltas, activations: {"n, the number of inputs": len(deltas)},
    ),
    Exercise(
        "full-slope",
        "full_slope(batch_slopes, sizes)",
        "the slope over all inputs, a number; for each batch, batch_slopes has its mean slope and sizes its "
        "number of inputs, which may differ",
        ("eq-mean-of-batches",),
        full_slope,
        _portions,
        (
            Mistake(
                "plain-mean",
                lambda batch_slopes, sizes: batch_slopes.mean(),
                "Right for batches of equal size only. Here a small last batch would count as much as a full "
                "one: weigh each by its size.",
            ),
            Mistake(
                "sum",
                lambda batch_slopes, sizes: batch_slopes.sum(),
                "You add the slopes of the batches. Each is a mean already, and the mean of all lies among "
                "them.",
            ),
            Mistake(
                "not-divided",
                lambda batch_slopes, sizes: (batch_slopes * sizes).sum(),
                "You weigh each batch by its size, which gives the sum over all inputs. Divide by how many "
                "there are.",
            ),
            Mistake(
                "divided-by-batches",
                lambda batch_slopes, sizes: (batch_slopes * sizes).mean(),
                "You weigh each batch by its size and divide by the number of batches. Divide by the number "
                "of inputs, the sum of the sizes.",
            ),
        ),
        counts=lambda batch_slopes, sizes: {"the number of batches": len(sizes)},
    ),
    Exercise(
        "cut-into-batches",
        "cut_into_batches(X, Y, m, rng)",
        "a list of pairs (X_batch, Y_batch) with m columns each, fewer in the last, in an order drawn from "
        "rng; X and Y stay as they are",
        ("eq-mean-of-batches", "eq-batch-slope"),
        cut_into_batches,
        _epochs,
        (
            Mistake(
                "not-shuffled",
                lambda X, Y, m, rng: _cut(X, Y, m, np.arange(X.shape[1])),
                "The examples come in the order they lie in. If they are sorted by label, every batch sees "
                "one digit only: draw an order from rng.",
            ),
            Mistake(
                "batches-shuffled",
                _batches_shuffled,
                "You cut first and shuffle the batches. Each still holds neighbours: shuffle the examples, "
                "then cut.",
            ),
            Mistake(
                "shuffled-apart",
                _apart,
                "X and Y are shuffled in two different orders, so the examples have lost their targets. Draw "
                "one order and use it for both.",
            ),
            Mistake(
                "last-batch-dropped",
                _rest_dropped,
                "The last, smaller batch is missing, so some examples are not used. A slice may reach beyond "
                "the end: range(0, n, m) has them all.",
            ),
            Mistake(
                "drawn-afresh",
                _drawn_afresh,
                "You draw each batch afresh, so some examples come twice and others not at all. In an epoch "
                "each comes once: draw one order and cut it.",
            ),
        ),
        facts=_facts,
    ),
)
