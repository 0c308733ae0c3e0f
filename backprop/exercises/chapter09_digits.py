"""Exercises of chapter 9: how well it reads, what it confuses, and where training starts."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.exercises.checker.cases import shares
from backprop.exercises.checker.exercise import Exercise, Mistake, mistakes
from backprop.exercises.checker.guard import Case
from backprop.exercises.families import identity

Array = NDArray[Any]
Work = Callable[..., Any]


def accuracy(
    A: Array,
    labels: Array,
    *,
    found: Work = lambda A, labels: A.argmax(axis=0) == labels,
    share: Work = np.mean,
) -> Any:
    """The share of the columns whose largest entry is in the row of their label."""
    return share(found(A, labels))


def _all_outputs_rounded(A: Array, labels: Array) -> Any:
    return (A.round() == np.eye(len(A))[:, labels]).all(axis=0)


def confusion_matrix(
    labels: Array,
    predictions: Array,
    classes: int,
    *,
    rows: Work = lambda labels, predictions: (labels, predictions),
    add: Work = np.add.at,
    shown: Work = identity,
) -> Any:
    """How many examples of each label (rows) got each answer (columns)."""
    counts = np.zeros((classes, classes), dtype=int)
    add(counts, rows(labels, predictions), 1)
    return shown(counts)


def _counted_once(counts: Array, place: Any, one: int) -> None:
    counts[place] += one


def _seen_row_shares(counts: Array) -> Any:
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def _he(n_out: int, n_in: int) -> float:
    return float(np.sqrt(2 / n_in))


def he_weights(
    n_out: int,
    n_in: int,
    rng: np.random.Generator,
    *,
    spread: Work = _he,
    draw: Work = lambda rng, shape: rng.normal(size=shape),
    source: Work = identity,
    shape: Work = lambda n_out, n_in: (n_out, n_in),
) -> Any:
    """Random weights around 0 with the spread √(2 / n_in)."""
    return spread(n_out, n_in) * draw(source(rng), shape(n_out, n_in))


def _facts(case: Case, answer: Any) -> dict[str, float]:
    """What must be true of random weights; the mean in steps, as it differs from draw to draw."""
    _, n_in, _ = case
    W, again, equal = (np.asarray(one, dtype=np.float64) for one in answer)
    if not W.size or W.ndim > 2:
        raise ValueError("these are no weights")
    rows, columns = W.shape if W.ndim == 2 else (0, W.size)
    same = [W.ndim == 2 and bool((W[one] == W).all()) for one in (np.s_[:1], np.s_[..., :1])]
    few = any(same)  # then there are too few numbers to speak of a spread
    spread, unit = 0.0 if few or not np.ptp(W) else float(W.std()), float(np.sqrt(2 / n_in))
    return {
        "rows": rows,
        "columns": columns,
        "spread, in units of √(2 / n_in)": spread / unit,
        "mean, in units of the spread": round(4 * float(W.mean()) / spread) / 4 if spread else 0.0,
        "weights that are not 0 (1 for some)": bool(W.any()),
        "all rows are equal (1 for yes)": same[0],
        "all columns are equal (1 for yes)": same[1],
        "the next call gives others (1 for yes)": not np.array_equal(W, again),
        "an equal generator gives the same (1 for yes)": np.array_equal(W, equal),
    }


def _answers(rng: np.random.Generator) -> list[Case]:
    """The first case has outputs 0 and 1, which are labels too."""
    cases: list[Case] = [(np.array([[0.6, 0.2], [1.0, 0.9]]), np.array([1, 0]))]
    for classes, n, right in ((2, 3, 3), (3, 3, 1), (4, 4, 3), (3, 10, 7), (10, 8, 5)):
        A = shares(rng, classes, n)
        labels = rng.integers(1, classes, size=n)
        missed = np.where(np.arange(n) % 2, labels - 1, (labels + 1) % classes)
        largest = np.where(np.arange(n) < right, labels, missed)
        A[largest, np.arange(n)] = 0.97
        cases.append((A, labels))
    cases[1][0][1, 0] = 1.0
    return cases


def _readings(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = [(np.array([0, 1, 1, 1]), np.array([0, 0, 0, 1]), 2)]
    for classes, n in ((2, 6), (3, 8), (4, 12)):
        labels = rng.integers(classes, size=n)
        predictions = np.where(rng.random(n) < 0.5, labels, rng.integers(classes, size=n))
        cases.append((labels, predictions, classes))
    return cases


def _sizes(rng: np.random.Generator) -> list[Case]:
    sizes = ((100, 120), (300, 40), (50, 240))
    return [(*size, np.random.default_rng(rng.integers(1000))) for size in sizes]


def _of_spread() -> tuple[Mistake, ...]:
    return mistakes(
        """
    variance-for-spread: Your spread is 2 / n_in. That is the variance: the spread is its root.
    two-outside: Your spread is 2 / √n_in, too large by √2. The 2 belongs under the root: √(2 / n_in).
    outputs-for-inputs: You divide by the number of outputs. A weighted input is a sum over the inputs, so it
        is their number that makes it large.
    xavier: This is Xavier's rule, for sigmoids. For ReLU divide by n_in alone.
    no-two: The 2 is missing. ReLU stops about half of the signal, and the 2 makes up for that.
    root-outside: Your spread is √2 / n_in. The root is of both: √(2 / n_in).
    spread-of-the-bound: √(6 / n_in) is the bound for numbers that are drawn evenly, with rng.uniform. For
        rng.normal the spread is √(2 / n_in).
    one-over-n: Your spread is 1 / n_in. The rule has a root, and a 2: √(2 / n_in).
    root-of-n: Your spread grows with the number of inputs. Divide by it: √(2 / n_in).
    spread-one: Your spread is 1, whatever the size of the layer. With hundreds of inputs the weighted inputs
        are then ten or more.
    fixed-spread: Your spread is 0.01, whatever the size of the layer. It depends on the number of inputs.
    fixed-spread/2: Your spread is 0.1, whatever the size of the layer. It depends on the number of inputs.
        """,
        spread={
            "variance-for-spread": lambda n_out, n_in: 2 / n_in,
            "two-outside": lambda n_out, n_in: 2 / np.sqrt(n_in),
            "outputs-for-inputs": lambda n_out, n_in: np.sqrt(2 / n_out),
            "xavier": lambda n_out, n_in: np.sqrt(2 / (n_in + n_out)),
            "no-two": lambda n_out, n_in: np.sqrt(1 / n_in),
            "root-outside": lambda n_out, n_in: np.sqrt(2) / n_in,
            "spread-of-the-bound": lambda n_out, n_in: np.sqrt(6 / n_in),
            "one-over-n": lambda n_out, n_in: 1 / n_in,
            "root-of-n": lambda n_out, n_in: np.sqrt(n_in / 2),
            "spread-one": lambda n_out, n_in: 1.0,
            "fixed-spread": lambda n_out, n_in: 0.01,
            "fixed-spread/2": lambda n_out, n_in: 0.1,
        },
    )


EXERCISES = (
    Exercise(
        "accuracy",
        "accuracy(A, labels)",
        "the share of the examples that are read right, from 0 to 1; A has the outputs in its columns, "
        "labels is (n,)",
        ("sec-digits",),
        accuracy,
        _answers,
        mistakes(
            """
    percent: This is in percent. A share lies between 0 and 1.
    count: This is how many are right. Their share divides by the number of examples.
    divided-by-neurons: You divide by the number of rows, the outputs. Divide by the number of examples.
    error-rate: This is the share that is read wrong. You want one minus it.
    integer: // rounds down, so the share is 0 unless all are right. Divide with /.
    one-by-one: You say of each example whether it is right. How large their share is is asked for: the mean.
    wrong-axis: You look for the largest number in each row. The examples are the columns: argmax(axis=0).
    no-axis: argmax without an axis gives one number for the whole table. Each column has a largest entry of
        its own: argmax(axis=0).
    max-for-argmax: You compare the largest output with the label. The label is the row where it stands:
        argmax.
    smallest: You look for the smallest output. The answer is the largest one: argmax.
    threshold: You ask whether the label's output is above one half. The answer is the largest output,
        whatever its size, and another may be larger still.
    all-outputs-rounded: You round every output and compare it with the target. An answer is right if the
        largest output is the label's; the others may be off.
    counted-from-1: Your answers are one too high. Rows are counted from 0, and so are the digits.
            """,
            share={
                "percent": lambda found: 100 * np.mean(found),
                "count": np.sum,
                "error-rate": lambda found: 1 - np.mean(found),
                "one-by-one": identity,
            },
            found={
                "wrong-axis": lambda A, labels: A.argmax(axis=1) == labels,
                "no-axis": lambda A, labels: A.argmax() == labels,
                "max-for-argmax": lambda A, labels: A.max(axis=0) == labels,
                "smallest": lambda A, labels: A.argmin(axis=0) == labels,
                "threshold": lambda A, labels: A[labels, np.arange(len(labels))] > 0.5,
                "all-outputs-rounded": _all_outputs_rounded,
                "counted-from-1": lambda A, labels: A.argmax(axis=0) + 1 == labels,
            },
            functions={
                "divided-by-neurons": lambda A, labels: (A.argmax(axis=0) == labels).sum() / len(A),
                "integer": lambda A, labels: np.sum(A.argmax(axis=0) == labels) // len(labels),
            },
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
        mistakes(
            """
    transposed: Rows and columns have changed places. A row is what it was, a column what the network said.
    counted-once: No count is above 1: counts[labels, predictions] += 1 adds to each place once, however often
        it is named. np.add.at, or a loop, counts them all.
    shares: These are shares of all the examples. Counts are wanted.
    row-shares: These are shares of each row. Counts are wanted.
    mistakes-only: The diagonal is empty. Right answers are counted too.
    right-only: Only the diagonal is filled. Wrong answers are counted too, beside it.
    diagonal: These are the right answers of each class. The whole table is wanted.
            """,
            rows={"transposed": lambda labels, predictions: (predictions, labels)},
            add={"counted-once": _counted_once},
            shown={
                "shares": lambda counts: counts / counts.sum(),
                "row-shares": _seen_row_shares,
                "mistakes-only": lambda counts: counts - np.diag(np.diag(counts)),
                "right-only": lambda counts: np.diag(np.diag(counts)),
                "diagonal": np.diag,
            },
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
            *_of_spread(),
            *mistakes(
                """
    not-centred: Your weights are all positive: rng.random draws from 0 to 1. Draw them around 0, with
        rng.normal.
    not-centred/2: Your weights are all positive: their signs are lost. Draw them around 0.
    bound-for-spread: You draw evenly between minus and plus the spread. What lies between the bounds has a
        spread that is smaller by √3: take rng.normal, or √3 times the bound.
    bound-for-spread/2: What lies evenly between −½ and ½ has the spread 0.29. Draw with rng.normal, whose
        spread is 1.
    all-zero: All weights are 0. Then all neurons of a layer are the same, and stay so: draw them at random.
    all-equal: All weights are the same number. Then all neurons of a layer are the same, and stay so: draw
        each.
    one-row: All neurons have the same weights, and so they stay the same. Draw a number for each weight:
        size=(n_out, n_in).
    one-column: All weights of a neuron are the same. Draw a number for each weight: size=(n_out, n_in).
    not-from-rng: Every call gives the same weights, so layers of one size begin equal. Is there a seed of its
        own in the function? Draw from rng, which goes on.
    not-from-rng/2: Equal generators give you unequal weights, so they are not drawn from rng. With rng a run
        can be repeated: rng.normal, not np.random.
    shape-swapped: The shape is (n_in, n_out). The first index of a weight is the neuron it leads to: (n_out,
        n_in).
    flat: The weights are in one long list. They form a table, (n_out, n_in): size=(n_out, n_in).
                """,
                draw={
                    "not-centred": lambda rng, shape: rng.random(shape),
                    "not-centred/2": lambda rng, shape: np.abs(rng.normal(size=shape)),
                    "bound-for-spread": lambda rng, shape: rng.uniform(-1, 1, shape),
                    "bound-for-spread/2": lambda rng, shape: rng.uniform(-0.5, 0.5, shape),
                },
                source={
                    "not-from-rng": lambda rng: np.random.default_rng(0),
                    "not-from-rng/2": lambda rng: np.random.default_rng(),
                },
                shape={
                    "shape-swapped": lambda n_out, n_in: (n_in, n_out),
                    "flat": lambda n_out, n_in: (n_out * n_in,),
                },
                several={
                    "all-equal": {"draw": lambda rng, shape: np.full(shape, rng.normal()), "spread": _he},
                    "one-row": {
                        "draw": lambda rng, shape: np.ones(shape) * rng.normal(size=shape[-1:]),
                        "spread": _he,
                    },
                    "one-column": {
                        "draw": lambda rng, shape: (
                            np.ones(shape) * rng.normal(size=(shape[0], 1)[: len(shape)])
                        ),
                        "spread": _he,
                    },
                },
                functions={"all-zero": lambda n_out, n_in, rng: np.zeros((n_out, n_in))},
            ),
        ),
        facts=_facts,
        near=0.05,
        random=True,
    ),
)
