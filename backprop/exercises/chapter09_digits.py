"""Exercises of chapter 9: how well it reads, what it confuses, and where training starts."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]


def accuracy(A: Array, labels: Array) -> Any:
    """The share of the columns whose largest entry is in the row of their label."""
    return (A.argmax(axis=0) == labels).mean()


def _all_outputs_rounded(A: Array, labels: Array) -> Any:
    return (A.round() == np.eye(len(A))[:, labels]).all(axis=0).mean()


def confusion_matrix(labels: Array, predictions: Array, classes: int) -> Array:
    """How many examples of each label (rows) got each answer (columns)."""
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (labels, predictions), 1)
    return counts


def _counted_once(labels: Array, predictions: Array, classes: int) -> Array:
    counts = np.zeros((classes, classes), dtype=int)
    counts[labels, predictions] += 1
    return counts


def _off_the_diagonal(labels: Array, predictions: Array, classes: int) -> Array:
    counts = confusion_matrix(labels, predictions, classes)
    return counts - np.diag(np.diag(counts))


def he_weights(n_out: int, n_in: int, rng: np.random.Generator) -> Array:
    """Random weights around 0 with the spread √(2 / n_in)."""
    return rng.normal(scale=np.sqrt(2 / n_in), size=(n_out, n_in))


def _facts(case: Case, answer: Any) -> dict[str, float]:
    """What must be true of random weights; spread and mean in steps, as they differ from draw to draw."""
    _, n_in, _ = case
    W = np.asarray(answer, dtype=np.float64)
    rows, columns = W.shape
    if not W.size:
        raise ValueError("there are no weights")
    spread = float(W.std())
    return {
        "rows": rows,
        "columns": columns,
        "spread, in units of √(2 / n_in)": 2 ** (round(4 * np.log2(spread / np.sqrt(2 / n_in))) / 4),
        "mean, in units of the spread": round(4 * float(W.mean()) / spread) / 4,
    }


def _answers(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = [(np.array([[0.6, 0.2], [0.8, 0.9]]), np.array([0, 1]))]
    for classes, n, right in ((2, 3, 2), (3, 3, 1), (4, 4, 3), (3, 10, 7), (10, 8, 5)):
        A = np.array([rng.permutation(np.linspace(0.05, 0.95, classes)) for _ in range(n)]).T.round(2)
        labels = A.argmax(axis=0)
        labels[right:] = (labels[right:] + 1) % classes
        cases.append((A, labels))
    return cases


def _readings(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = [(np.array([0, 1, 1, 1]), np.array([0, 0, 0, 1]), 2)]
    for classes, n in ((2, 6), (3, 8), (4, 12)):
        labels = rng.integers(classes, size=n)
        predictions = np.where(rng.random(n) < 0.5, labels, rng.integers(classes, size=n))
        cases.append((labels, predictions, classes))
    return cases


def _sizes(rng: np.random.Generator) -> list[Case]:
    sizes = ((100, 300), (400, 50), (30, 800))
    return [(*size, np.random.default_rng(rng.integers(1000))) for size in sizes]


EXERCISES = (
    Exercise(
        "accuracy",
        "accuracy(A, labels)",
        "the share of the examples that are read right, from 0 to 1; A has the outputs in its columns, "
        "labels is (n,)",
        ("sec-digits",),
        accuracy,
        _answers,
        (
            Mistake(
                "percent",
                lambda A, labels: 100 * accuracy(A, labels),
                "This is in percent. A share lies between 0 and 1.",
            ),
            Mistake(
                "count",
                lambda A, labels: (A.argmax(axis=0) == labels).sum(),
                "This is how many are right. Their share divides by the number of examples.",
            ),
            Mistake(
                "error-rate",
                lambda A, labels: 1 - accuracy(A, labels),
                "This is the share that is read wrong. You want one minus it.",
            ),
            Mistake(
                "wrong-axis",
                lambda A, labels: (A.argmax(axis=1) == labels).mean(),
                "You look for the largest number in each row. The examples are the columns: argmax(axis=0).",
            ),
            Mistake(
                "threshold",
                lambda A, labels: (A[labels, np.arange(len(labels))] > 0.5).mean(),
                "You ask whether the label's output is above one half. The answer is the largest output, "
                "whatever its size, and another may be larger still.",
            ),
            Mistake(
                "all-outputs-rounded",
                _all_outputs_rounded,
                "You round every output and compare it with the target. An answer is right if the largest "
                "output is the label's; the others may be off.",
            ),
        ),
        counts=lambda A, labels: {"n, the number of examples": len(labels)},
    ),
    Exercise(
        "confusion-matrix",
        "confusion_matrix(labels, predictions, classes)",
        "how often each label (row) got each answer (column), (classes, classes)",
        ("sec-digits",),
        confusion_matrix,
        _readings,
        (
            Mistake(
                "transposed",
                lambda labels, predictions, classes: confusion_matrix(predictions, labels, classes),
                "Rows and columns have changed places. A row is what it was, a column what the network said.",
            ),
            Mistake(
                "counted-once",
                _counted_once,
                "No count is above 1: counts[labels, predictions] += 1 adds to each place once, however "
                "often it is named. np.add.at, or a loop, counts them all.",
            ),
            Mistake(
                "shares",
                lambda labels, predictions, classes: (
                    confusion_matrix(labels, predictions, classes) / len(labels)
                ),
                "These are shares of all the examples. Counts are wanted.",
            ),
            Mistake(
                "mistakes-only",
                _off_the_diagonal,
                "The diagonal is empty. Right answers are counted too.",
            ),
        ),
        counts=lambda labels, predictions, classes: {"n, the number of examples": len(labels)},
    ),
    Exercise(
        "he-weights",
        "he_weights(n_out, n_in, rng)",
        "random weights for a ReLU layer, (n_out, n_in), around 0, with the spread of He's rule",
        ("sec-digits",),
        he_weights,
        _sizes,
        (
            Mistake(
                "variance-for-spread",
                lambda n_out, n_in, rng: rng.normal(scale=2 / n_in, size=(n_out, n_in)),
                "Your spread is 2 / n_in. That is the variance: the spread is its root.",
            ),
            Mistake(
                "outputs-for-inputs",
                lambda n_out, n_in, rng: rng.normal(scale=np.sqrt(2 / n_out), size=(n_out, n_in)),
                "You divide by the number of outputs. A weighted input is a sum over the inputs, so it is "
                "their number that makes it large.",
            ),
            Mistake(
                "xavier",
                lambda n_out, n_in, rng: rng.normal(scale=np.sqrt(2 / (n_in + n_out)), size=(n_out, n_in)),
                "This is Xavier's rule, for sigmoids. For ReLU divide by n_in alone.",
            ),
            Mistake(
                "no-two",
                lambda n_out, n_in, rng: rng.normal(scale=np.sqrt(1 / n_in), size=(n_out, n_in)),
                "The 2 is missing. ReLU stops about half of the signal, and the 2 makes up for that.",
            ),
            Mistake(
                "spread-one",
                lambda n_out, n_in, rng: rng.normal(size=(n_out, n_in)),
                "Your spread is 1, whatever the size of the layer. With hundreds of inputs the weighted "
                "inputs are then ten or more.",
            ),
            Mistake(
                "not-centred",
                lambda n_out, n_in, rng: np.sqrt(2 / n_in) * rng.random((n_out, n_in)),
                "Your weights are all positive: rng.random draws from 0 to 1. Draw them around 0, with "
                "rng.normal.",
            ),
            Mistake(
                "shape-swapped",
                lambda n_out, n_in, rng: rng.normal(scale=np.sqrt(2 / n_in), size=(n_in, n_out)),
                "The shape is (n_in, n_out). The first index of a weight is the neuron it leads to: (n_out, "
                "n_in).",
            ),
        ),
        facts=_facts,
    ),
)
