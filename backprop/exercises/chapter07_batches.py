"""Exercises of chapter 7: means over batches, and an epoch cut into batches."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.exercises.checker.cases import numbers, shares
from backprop.exercises.checker.exercise import Exercise, mistakes
from backprop.exercises.checker.guard import Case
from backprop.exercises.families import identity

Array = NDArray[Any]
Columns = list[Array]
Batches = list[tuple[Array, Array]]
Work = Callable[..., Any]


def mean_slopes(
    deltas: Columns,
    activations: Columns,
    *,
    used: Work = identity,
    product: Work = lambda delta, a: delta @ a.T,
    weights: Work = lambda slopes: sum(slopes),
    biases: Work = lambda slopes: sum(slopes),
    over_weights: Work = identity,
    over_biases: Work = identity,
) -> tuple[Any, Any]:
    """The means over x of δ_j(x) a_k(x) and of δ_j(x) (@eq-mean-slopes)."""
    n, pairs = len(deltas), used(list(zip(deltas, activations, strict=True)))
    dW, db = [product(delta, a) for delta, a in pairs], [delta for delta, _ in pairs]
    return weights(dW) / over_weights(n), biases(db) / over_biases(n)


def _product_of_means(deltas: Columns, activations: Columns) -> tuple[Any, Any]:
    delta, a = np.mean(deltas, axis=0), np.mean(activations, axis=0)
    return delta @ a.T, delta


def _running(slopes: Columns) -> Array:
    mean = slopes[0]
    for slope in slopes[1:]:
        mean = (mean + slope) / 2
    return mean * len(slopes)


def full_slope(
    batch_slopes: Array,
    sizes: Array,
    *,
    weighed: Work = lambda slopes, sizes: (slopes * sizes).sum(),
    over: Work = lambda sizes: sizes.sum(),
) -> Any:
    """The mean over all examples from the means of the batches (@eq-mean-of-batches), of any sizes."""
    return weighed(batch_slopes, sizes) / over(sizes)


def _dealt_out(order: Array, m: int) -> list[Array]:
    count = -(-len(order) // m)
    return [order[k::count] for k in range(count)]


def _drawn(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    order = rng.permutation(n)
    return order, order


def _cut(order: Array, m: int) -> list[Array]:
    return [order[first : first + m] for first in range(0, len(order), m)]


def cut_into_batches(
    X: Array,
    Y: Array,
    m: int,
    rng: np.random.Generator,
    *,
    source: Work = lambda rng: rng,
    orders: Work = _drawn,
    cut: Work = _cut,
    batch: Work = lambda X, Y, x, y, rng: (X[:, x], Y[:, y]),
) -> Batches:
    """Cut the examples into batches of m columns, in random order; the last may be smaller."""
    rng = source(rng)
    x, y = (cut(order, m) for order in orders(X.shape[1], rng))
    return [batch(X, Y, *parts, rng) for parts in zip(x, y, strict=True)]


def _apart(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.permutation(n), rng.permutation(n)


def _x_only(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.permutation(n), np.arange(n)


def _both(order: Work) -> Work:
    """The same order for both, of those that come as (n, rng) → order."""
    return lambda n, rng: (order(n, rng),) * 2


def _batches_shuffled(X: Array, Y: Array, m: int, rng: np.random.Generator) -> Batches:
    batches = [(X[:, part], Y[:, part]) for part in _cut(np.arange(X.shape[1]), m)]
    return [batches[i] for i in rng.permutation(len(batches))]


def _shuffled_inside(X: Array, Y: Array, x: Array, y: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    order = rng.permutation(x)
    return X[:, order], Y[:, order]


def _pixels_shuffled(X: Array, Y: Array, x: Array, y: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    return X[::-1][:, x], Y[:, y]


def _places(columns: Array, among: Array) -> list[int]:
    """Return which column of `among` each of these is, or -1."""
    if columns.ndim != 2 or len(columns) != len(among):
        raise ValueError("these are no columns")
    same = (among[:, None, :] == columns[:, :, None]).all(axis=0)
    return [int(row.argmax()) if row.any() else -1 for row in same]


def _layout(X: Array, Y: Array, answer: Any) -> tuple[float, list[Array], list[Array]]:
    """How the batches are laid out, and what each has of X and of Y, in columns."""
    rows = (len(X), len(Y))
    if all(isinstance(one, np.ndarray) and one.ndim == 2 and len(one) == len(X) for one in answer):
        return 4.0, list(answer), [Y[:, _places(one, X)] for one in answer]
    kind = 1.0
    if len(answer) == 2 and all(np.ndim(one) == 2 and len(one) == len(X) for one in answer[0]):
        kind, answer = 5.0, list(zip(*answer, strict=True))
    pairs = [(np.asarray(one), np.asarray(other)) for one, other in answer]
    one, other = (array.shape for array in pairs[0])
    if (one[0], other[0]) == rows:
        return kind, [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if (one[1], other[1]) == rows:
        return 2.0, [pair[0].T for pair in pairs], [pair[1].T for pair in pairs]
    if (other[0], one[0]) == rows:
        return 3.0, [pair[1] for pair in pairs], [pair[0] for pair in pairs]
    raise ValueError("these are no batches")


def _read(case: Case, answer: Any) -> tuple[float, list[list[int]], list[list[int]]]:
    """The layout, and which examples and which targets are in each batch."""
    X, Y, _, _ = case
    if not len(answer):
        return 1.0, [], []
    layout, ones, others = _layout(X, Y, answer)
    return layout, [_places(one, X) for one in ones], [_places(other, Y) for other in others]


def _facts(case: Case, answer: Any) -> dict[str, float]:
    """What must be true of the batches, whichever order the examples are in."""
    X, _, _, _ = case
    layout, batches, targets = _read(case, answer[0])
    _, again, _ = _read(case, answer[1])
    _, equal, _ = _read(case, answer[2])
    x, y = ([place for batch in drawn for place in batch] for drawn in (batches, targets))
    neighbours = sum(after == before + 1 for before, after in zip(x, x[1:], strict=False))
    together = [sorted(map(sorted, drawn)) for drawn in (batches, again)]
    known = [place for place in x if place >= 0]
    return {
        "pairs of columns (1 for yes)": layout == 1,
        "pairs of rows (1 for yes)": layout == 2,
        "Y before X (1 for yes)": layout == 3,
        "one list of each (1 for yes)": layout == 5,
        "number of batches": len(batches),
        "columns of X in the largest batch": max(map(len, batches), default=0),
        "columns of X in all batches": len(x),
        "columns of Y in all batches": len(y),
        "columns that are in X (1 for all)": len(known) == len(x),
        "every example once (1 for yes)": sorted(x) == list(range(X.shape[1])),
        "no example twice (1 for yes)": len(set(x)) == len(x),
        "no example before its old place (1 for yes)": all(old <= new for new, old in enumerate(x)),
        "every target beside its example (1 for yes)": x == y,
        "targets in the order they came in (1 for yes)": y == sorted(y),
        "examples in the order they came in (1 for yes)": x == sorted(x),
        "examples backwards (1 for yes)": x == sorted(x, reverse=True),
        "examples beside their old neighbours (1 for yes)": 2 * neighbours >= len(x) - 1 > 0,
        "the next call brings other batches together (1 for yes)": together[0] != together[1],
        "the next call has another order (1 for yes)": batches != again,
        "an equal generator gives the same order (1 for yes)": batches == equal,
    }


def _columns(rng: np.random.Generator) -> list[Case]:
    cases = ((2, 1, 1), (2, 2, 3), (3, 2, 2), (4, 3, 2))
    return [
        ([numbers(rng, j, 1) for _ in range(n)], [shares(rng, k, 1) for _ in range(n)]) for n, j, k in cases
    ]


def _portions(rng: np.random.Generator) -> list[Case]:
    sizes = ([4, 4], [3, 1], [5, 5, 2], [10, 10, 10, 7])
    return [(numbers(rng, len(size)), np.array(size)) for size in sizes]


def _epochs(rng: np.random.Generator) -> list[Case]:
    """So many examples that two draws never put the same ones together by chance, or in order."""
    cases: list[Case] = []
    for n, m in ((24, 8), (20, 8), (29, 9), (33, 10)):
        X = np.vstack([np.arange(n) / 10, shares(rng, 6, n)])
        cases.append((X, -np.arange(1.0, n + 1)[None], m, np.random.default_rng(rng.integers(1000))))
    return cases


EXERCISES = (
    Exercise(
        "mean-slopes",
        "mean_slopes(deltas, activations)",
        "(dW, db), the mean slopes of a layer, (j, k) and (j, 1); for each example, deltas has the errors, "
        "(j, 1), and activations what the layer receives, (k, 1)",
        ("eq-mean-slopes", "eq-slope-of-mean"),
        mean_slopes,
        _columns,
        mistakes(
            """
    sum (eq-slope-of-mean): These are the sums over the examples. The cost is a mean, so its slopes are means:
        divide by n.
    biases-summed: The slopes of the biases are summed and not divided by n. They are means too.
    weights-summed: The slopes of the weights are summed and not divided by n. They are means too.
    n-minus-1 (eq-slope-of-mean): You divide by n − 1. That is for estimating a spread; a mean divides by n.
    product-of-means: You take the means first and multiply them. First multiply, for each example, then take
        the mean: it matters which activations are large when the error is large.
    first-only: Only the first example counts. Is the return inside the loop? It comes after it.
    last-only: Only the last example counts, and it is divided by n. Are the slopes overwritten in the loop,
        where they should be added up?
    last-only/2: These are the slopes of the last example alone. Are they overwritten in the loop, where they
        should be added up?
    first-missing: The first example is missing. Counting starts at 0.
    running-mean (eq-slope-of-mean): You average the mean so far with the next slope. The last example then
        counts half, the one before a quarter. Add all up and divide once.
    transposed: The slopes of the weights are transposed. In w_jk the first index is the neuron the weight
        leads to, so the errors go down the rows.
    elementwise: You multiply entry by entry. Every error meets every activation: a column times a row.
    not-turned: You multiply two columns. A product wants a row on its right: turn the activations, a.T.
    no-activation: The slopes of the weights are the errors alone. Multiply by what comes along each line.
    no-error: The slopes of the weights are the activations alone. Multiply by the error of each neuron.
            """,
            over_biases={"biases-summed": lambda n: 1},
            over_weights={"weights-summed": lambda n: 1},
            used={
                "first-only": lambda pairs: pairs[:1],
                "last-only": lambda pairs: pairs[-1:],
                "last-only/2": lambda pairs: pairs[-1:] * len(pairs),
                "first-missing": lambda pairs: pairs[1:],
            },
            product={
                "transposed": lambda delta, a: a @ delta.T,
                "elementwise": lambda delta, a: delta * a,
                "not-turned": lambda delta, a: delta @ a,
                "no-activation": lambda delta, a: delta @ np.ones_like(a).T,
                "no-error": lambda delta, a: np.ones_like(delta) @ a.T,
            },
            several={
                "sum": {"over_weights": lambda n: 1, "over_biases": lambda n: 1},
                "n-minus-1": {"over_weights": lambda n: n - 1, "over_biases": lambda n: n - 1},
                "running-mean": {"weights": _running, "biases": _running},
            },
            functions={"product-of-means": _product_of_means},
        ),
        parts=("dW", "db"),
        counts=lambda deltas, activations: {
            "n, the number of examples": len(deltas),
            "the number of neurons": len(deltas[0]),
        },
    ),
    Exercise(
        "full-slope",
        "full_slope(batch_slopes, sizes)",
        "the slope over all examples, a number; for each batch, batch_slopes has its mean slope and sizes "
        "its number of examples, which may differ",
        ("eq-mean-of-batches",),
        full_slope,
        _portions,
        mistakes(
            """
    plain-mean: Right for batches of equal size only. Here a small last batch would count as much as a full
        one: weigh each by its size.
    sum: You add the slopes of the batches. Each is a mean already, and the mean of all lies among them.
    not-weighed: You add the slopes as they are, and divide by the number of examples. Weigh each by the size
        of its batch first.
    divided-by-sizes: You divide each slope by the size of its batch. It is a mean already: multiply by the
        size, which gives back the sum.
    not-divided: You weigh each batch by its size, which gives the sum over all examples. Divide by how many
        there are.
    divided-by-batches: You weigh each batch by its size and divide by the number of batches. Divide by the
        number of examples, the sum of the sizes.
    nominal-size: You divide by the number of batches times the size of a full one. The last may be smaller:
        add the sizes up.
    divided-by-largest: You divide by the size of one batch. There are as many examples as all the sizes
        together.
    last-only: Only the last batch counts. Is the sum overwritten in the loop, where it should grow?
    first-only: Only the first batch counts. Is the return inside the loop?
    not-summed: You have a number for each batch. Add them up: the slope is one number.
            """,
            weighed={
                "not-weighed": lambda slopes, sizes: slopes.sum(),
                "divided-by-sizes": lambda slopes, sizes: (slopes / sizes).sum(),
                "last-only": lambda slopes, sizes: slopes[-1] * sizes[-1],
                "first-only": lambda slopes, sizes: slopes[0] * sizes[0],
                "not-summed": lambda slopes, sizes: slopes * sizes,
            },
            over={
                "not-divided": lambda sizes: 1,
                "divided-by-batches": len,
                "nominal-size": lambda sizes: len(sizes) * sizes.max(),
                "divided-by-largest": lambda sizes: sizes.max(),
            },
            several={
                "plain-mean": {"weighed": lambda slopes, sizes: slopes.sum(), "over": len},
                "sum": {"weighed": lambda slopes, sizes: slopes.sum(), "over": lambda sizes: 1},
            },
        ),
        counts=lambda batch_slopes, sizes: {
            "the number of batches": len(sizes),
            "n, the number of examples": int(sizes.sum()),
        },
    ),
    Exercise(
        "cut-into-batches",
        "cut_into_batches(X, Y, m, rng)",
        "a list of pairs (X_batch, Y_batch) with m columns each, fewer in the last, in an order drawn from "
        "rng; X and Y stay as they are",
        ("eq-mean-of-batches", "eq-batch-slope"),
        cut_into_batches,
        _epochs,
        mistakes(
            """
    not-shuffled: The examples come in the order they lie in. If they are sorted by label, every batch sees
        one digit only: draw an order from rng.
    not-shuffled/2: The examples come backwards, every time. An order that is drawn is another one in each
        epoch: rng.permutation.
    not-from-rng: The order is mixed, and the same in every call: nothing is drawn from rng. Does it have a
        seed of its own, or a fixed stride? Every epoch wants a new order: rng.permutation.
    not-from-rng/2: Equal generators give you unequal orders, so your randomness is not drawn from rng. With
        rng a run can be repeated: use rng.permutation.
    batches-shuffled: You cut first and shuffle the batches. Each still holds neighbours: shuffle the
        examples, then cut.
    batches-shuffled/2: You shuffle inside each batch, and the same examples stay together for ever. Shuffle
        all of them, then cut.
    shuffled-apart: X and Y are shuffled in two different orders, so the examples have lost their targets.
        Draw one order and use it for both.
    targets-not-shuffled: X is shuffled and Y is not, so the examples have lost their targets. Use the same
        order for both.
    rows-repeated: Some examples come twice, and others not at all, as after random.shuffle of an array: it
        swaps rows that are views, and so writes one over the other. Use rng.permutation or rng.shuffle.
    drawn-afresh: You draw each time from all the examples, as rng.integers and rng.choice do, so some come
        twice and others not at all. In an epoch each comes once: draw one order and cut it.
    last-batch-dropped: The last, smaller batch is missing, so some examples are not used. A slice may reach
        beyond the end: range(0, n, m) has them all.
    number-of-batches: There is one batch only. Is the return inside the loop, or n too small? len(X) is the
        number of rows: the examples are X.shape[1].
    stride: You deal the examples out in turn, so the batches come out as large as each other. Each has m, the
        last one what is left: cut the order.
    not-shuffled/3: You deal the examples out in turn, always the same way: nothing is drawn from rng. Draw an
        order, and cut it.
    padded: The last batch is filled up with examples that were there before. It may be smaller: in an epoch
        each comes once.
    number-of-batches/2: Only the first few examples are used, as many as X has rows. The examples are the
        columns: X.shape[1].
    overlap: The batches overlap by one: the end of a slice is not in it, so k : k + m has m columns.
    one-less: An example is lost in each batch: the end of a slice is not in it, so k : k + m has m columns.
    m-batches: These are m batches. m is how many examples are in each.
    overlapping-starts: A batch begins at every example. The next one begins m further on: range(0, n, m).
    pixels-shuffled: The rows of X are shuffled, which are the pixels, and each image with them. The examples
        are the columns: rng.shuffle takes axis=1, or draw an order of the columns.
    pixels-shuffled/2: The columns that you give are no columns of X: have its rows, the pixels, changed
        places?
    transposed: The examples of a batch are its rows. In this book they are columns: X[:, part].
    swapped: The targets come before the examples. A pair is (X_batch, Y_batch).
    pairs: You give two lists, one of X and one of Y. Expected is one list of pairs: list(zip(…)).
    part-missing: The targets are missing. A batch is a pair, (X_batch, Y_batch).
            """,
            source={
                "not-from-rng": lambda rng: np.random.default_rng(0),
                "not-from-rng/2": lambda rng: np.random.default_rng(),
            },
            orders={
                "shuffled-apart": _apart,
                "targets-not-shuffled": _x_only,
                "rows-repeated": _both(lambda n, rng: np.array([rng.integers(i + 1) for i in range(n)])),
                "drawn-afresh": _both(lambda n, rng: rng.integers(n, size=n)),
            },
            cut={
                "last-batch-dropped": lambda order, m: _cut(order[: len(order) - len(order) % m], m),
                "number-of-batches": lambda order, m: _cut(order, m)[:1],
                "stride": _dealt_out,
                "padded": lambda order, m: _cut(np.resize(order, -(-len(order) // m) * m), m),
                "overlap": lambda order, m: [order[k : k + m + 1] for k in range(0, len(order), m)],
                "one-less": lambda order, m: [order[k : k + m - 1] for k in range(0, len(order), m)],
                "m-batches": lambda order, m: np.array_split(order, m),
                "overlapping-starts": lambda order, m: [order[k : k + m] for k in range(len(order))],
            },
            batch={
                "transposed": lambda X, Y, x, y, rng: (X[:, x].T, Y[:, y].T),
                "swapped": lambda X, Y, x, y, rng: (Y[:, y], X[:, x]),
                "part-missing": lambda X, Y, x, y, rng: X[:, x],
            },
            several={
                "not-shuffled": {"orders": _both(lambda n, rng: np.arange(n)), "source": identity},
                "not-shuffled/2": {"orders": _both(lambda n, rng: np.arange(n)[::-1]), "source": identity},
                "batches-shuffled/2": {
                    "orders": _both(lambda n, rng: np.arange(n)),
                    "batch": _shuffled_inside,
                },
                "not-shuffled/3": {
                    "cut": _dealt_out,
                    "orders": _both(lambda n, rng: np.arange(n)),
                    "source": identity,
                },
                "pixels-shuffled": {
                    "orders": _both(lambda n, rng: np.arange(n)),
                    "batch": _pixels_shuffled,
                    "source": identity,
                },
            },
            functions={
                "batches-shuffled": _batches_shuffled,
                "number-of-batches/2": lambda X, Y, m, rng: cut_into_batches(
                    X[:, : len(X)], Y[:, : len(X)], m, rng
                ),
                "pixels-shuffled/2": lambda X, Y, m, rng: cut_into_batches(
                    X, Y, m, rng, batch=_pixels_shuffled
                ),
                "pairs": lambda X, Y, m, rng: tuple(zip(*cut_into_batches(X, Y, m, rng), strict=True)),
            },
        ),
        facts=_facts,
        random=True,
    ),
)
