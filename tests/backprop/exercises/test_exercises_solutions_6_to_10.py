"""Solutions as learners write them, right and wrong, to the exercises of chapters 6 to 10.

They were written without a look at the catalogue's own wrong functions: each wrong one must be
recognised by the name of its mistake.
"""

import math

import numpy as np
import pytest
from learners import assert_recognised, ds, s

from backprop import Gradients, Network, exercises

# Chapter 6.


def by_the_module(W, b, x, y):
    sizes = [len(x), *(len(biases) for biases in b)]
    net = Network(sizes, activation="sigmoid", seed=0)
    net.set_parameters(W, b)
    return net.backpropagate(x, y)


def one_pass(W, b, x, y, bug=""):
    """Backpropagation written from the last layer down, with one bug at most."""
    a = [np.asarray(x)]
    for l in range(len(W)):
        a.append(s(W[l] @ a[l] + b[l]))
    z = [W[l] @ a[l] + b[l] for l in range(len(W))]
    dW, db = [0] * len(W), [0] * len(W)
    for l in range(len(W) - 1, -1, -1):
        slope = a[l + 1] - a[l + 1] ** 2
        if bug == "slope at a":
            slope = ds(a[l + 1])
        if l == len(W) - 1:
            delta = (y - a[-1] if bug == "sign" else a[-1] - y) * (1 if bug == "no output slope" else slope)
        else:
            arriving = W[l + 1] @ delta if bug == "rows" else (delta.T @ W[l + 1]).T
            delta = arriving if bug == "no hidden slope" else slope * arriving
        assert z[l].shape == delta.shape or bug
        dW[l] = np.outer(delta, a[l + 1] if bug == "own activations" else a[l])
        db[l] = delta
    return dW, db


def bug(which):
    return lambda W, b, x, y: one_pass(W, b, x, y, which)


def collected(W, b, x, y):
    """Appends as it goes back, and forgets to turn the lists over."""
    dW, db = one_pass(W, b, x, y)
    lists = [], []
    for l in range(len(W) - 1, -1, -1):
        lists[0].append(dW[l])
        lists[1].append(db[l])
    return lists


def step_of(W, b, gradients, eta):
    dW, db = gradients
    new = [w - eta * g for w, g in zip(W, dW, strict=True)]
    return new, [v - eta * g for v, g in zip(b, db, strict=True)]


def by_the_modules_update(W, b, x, y, eta):
    net = Network([len(x), *(len(biases) for biases in b)], activation="sigmoid", seed=0)
    net.set_parameters(W, b)
    net.update(net.backpropagate(x, y), eta)
    return net.weights, net.biases


def in_passing(W, b, x, y, eta):
    """Updates copies of the weights as the loop passes by, and goes on with the new ones."""
    W, b, a = [w.copy() for w in W], [v.copy() for v in b], [x]
    for w, v in zip(W, b, strict=True):
        a.append(s(w @ a[-1] + v))
    error = a[-1] - y
    for l in range(len(W) - 1, -1, -1):
        error = error * a[l + 1] * (1 - a[l + 1])
        W[l] -= eta * np.outer(error, a[l])
        b[l] -= eta * error
        error = W[l].T @ error
    return W, b


# Chapter 7.


def products_then_mean(deltas, activations):
    dW = np.zeros((len(deltas[0]), len(activations[0])))
    db = np.zeros((len(deltas[0]), 1))
    for x in range(len(deltas)):
        for j in range(dW.shape[0]):
            for k in range(dW.shape[1]):
                dW[j, k] += deltas[x][j, 0] * activations[x][k, 0] / len(deltas)
            db[j] += deltas[x][j] / len(deltas)
    return dW, db


def hstacked(deltas, activations):
    Delta, A = np.hstack(deltas), np.hstack(activations)
    return Delta @ A.T / len(deltas), Delta.mean(axis=1, keepdims=True)


def overwriting(deltas, activations):
    for delta, a in zip(deltas, activations, strict=True):
        dW, db = np.outer(delta, a), delta
    return dW, db


def in_portions(order, m):
    return [order[i : i + m] for i in range(0, len(order), m)]


def shuffled_list(X, Y, m, rng):
    order = list(range(X.shape[1]))
    rng.shuffle(order)
    return [[X[:, part].tolist(), Y[:, part].tolist()] for part in in_portions(order, m)]


def split_columns(X, Y, m, rng):
    order = np.argsort(rng.random(X.shape[1]))
    cuts = range(m, X.shape[1], m)
    return list(zip(np.split(X[:, order], cuts, 1), np.split(Y[:, order], cuts, 1), strict=True))


def stacked_and_shuffled(X, Y, m, rng):
    both = rng.permutation(np.vstack([X, Y]), axis=1)
    return [(both[: len(X), part], both[len(X) :, part]) for part in in_portions(np.arange(X.shape[1]), m)]


def shuffles_the_callers(X, Y, m, rng):
    rng.shuffle(X, axis=1)
    return [(X[:, part], Y[:, part]) for part in in_portions(np.arange(X.shape[1]), m)]


def shuffles_twice(X, Y, m, rng):
    X, Y = X.copy(), Y.copy()
    rng.shuffle(X, axis=1)
    rng.shuffle(Y, axis=1)
    return [(X[:, part], Y[:, part]) for part in in_portions(np.arange(X.shape[1]), m)]


def batches_in_random_order(X, Y, m, rng):
    parts = in_portions(list(range(X.shape[1])), m)
    rng.shuffle(parts)
    return [(X[:, part], Y[:, part]) for part in parts]


def whole_batches_only(X, Y, m, rng):
    order = rng.permutation(X.shape[1])
    return [(X[:, order[i * m : i * m + m]], Y[:, order[i * m : i * m + m]]) for i in range(X.shape[1] // m)]


def fresh_indices(X, Y, m, rng):
    n, out = X.shape[1], []
    for first in range(0, n, m):
        part = rng.integers(0, n, size=min(m, n - first))
        out.append((X[:, part], Y[:, part]))
    return out


# Chapter 8.


def forward_by_columns(W, b, A):
    Z = np.empty((len(W), A.shape[1]))
    for x in range(A.shape[1]):
        Z[:, [x]] = W @ A[:, [x]] + b
    return Z, s(Z)


def bias_to_the_first(W, b, A):
    Z = np.einsum("jk,kx->jx", W, A)
    Z[:, 0] = Z[:, 0] + b[:, 0]
    return Z, s(Z)


def each(function, *matrices):
    """Apply a function of columns to each example in turn."""
    m = matrices[0].shape[1]
    return np.hstack([function(*(M[:, [x]] for M in matrices)) for x in range(m)])


def slopes_one_by_one(Delta, A):
    m = A.shape[1]
    total = 0
    for x in range(m):
        total = total + np.outer(Delta[:, x], A[:, x])
    return total / m


# Chapter 9 and 10.


def count_right(A, labels):
    return sum(int(np.argmax(A[:, i])) == labels[i] for i in range(len(labels)))


def counted(labels, predictions, classes):
    table = [[0] * classes for _ in range(classes)]
    for was, said in zip(labels, predictions, strict=True):
        table[was][said] += 1
    return table


def without_diagonal(labels, predictions, classes):
    table = np.array(counted(labels, predictions, classes))
    np.fill_diagonal(table, 0)
    return table


def fancy(labels, predictions, classes):
    table = np.zeros((classes, classes))
    table[labels, predictions] = table[labels, predictions] + 1
    return table


RIGHT = {
    "backpropagation": [
        one_pass,
        by_the_module,
        lambda W, b, x, y: Gradients(*one_pass(W, b, x, y)),
        lambda W, b, x, y: [[array.tolist() for array in arrays] for arrays in one_pass(W, b, x, y)],
        lambda W, b, x, y: [[a.astype(np.float32) for a in arrays] for arrays in one_pass(W, b, x, y)],
    ],
    "training-step": [
        lambda W, b, x, y, eta: step_of(W, b, one_pass(W, b, x, y), eta),
        by_the_modules_update,
    ],
    "relative-error": [
        lambda g, n: np.max(np.abs(g - n)) / np.max(np.abs(n)),
        lambda g, n: max(abs(p - q) for p, q in zip(g.flat, n.flat, strict=True)) / max(map(abs, g.flat)),
        lambda g, n: np.float32(np.linalg.norm((g - n).ravel(), np.inf) / np.linalg.norm(n.ravel(), np.inf)),
    ],
    "mean-slopes": [
        products_then_mean,
        hstacked,
        lambda deltas, activations: [part.tolist() for part in products_then_mean(deltas, activations)],
        lambda deltas, activations: (
            np.einsum("njx,nkx->jk", deltas, activations) / len(deltas),
            np.mean(deltas, axis=0, dtype=np.float32),
        ),
    ],
    "full-slope": [
        lambda slopes, sizes: np.average(slopes, weights=sizes),
        lambda slopes, sizes: sum(g * m / sum(sizes) for g, m in zip(slopes, sizes, strict=True)),
        lambda slopes, sizes: np.float32(slopes @ sizes / sizes.sum()),
    ],
    "cut-into-batches": [shuffled_list, split_columns, stacked_and_shuffled],
    "forward": [
        forward_by_columns,
        lambda W, b, A: (np.dot(W, A) + b, s(np.dot(W, A) + b).tolist()),
        lambda W, b, A: [part.astype(np.float32) for part in forward_by_columns(W, b, A)],
    ],
    "inductive-step-matrix": [
        lambda W, Delta, Z: np.einsum("ij,ix->jx", W, Delta) * ds(Z),
        lambda W, Delta, Z: each(lambda d, z: W.T @ d * ds(z), Delta, Z),
        lambda W, Delta, Z: ((Delta.T @ W).T * s(Z) * s(-Z)).astype(np.float32),
    ],
    "weight-slope-matrix": [
        slopes_one_by_one,
        lambda Delta, A: np.einsum("jx,kx->jk", Delta, A) / Delta.shape[1],
        lambda Delta, A: (A @ Delta.T / len(A.T)).T.astype(np.float32),
    ],
    "bias-slope-matrix": [
        lambda Delta: Delta.mean(axis=1)[:, None],
        lambda Delta: [[sum(row) / len(row)] for row in Delta],
        lambda Delta: Delta @ np.ones((Delta.shape[1], 1)) / Delta.shape[1],
        lambda Delta: np.mean(Delta, 1, keepdims=True, dtype=np.float32),
    ],
    "accuracy": [
        lambda A, labels: count_right(A, labels) / len(labels),
        lambda A, labels: np.float32(np.mean(np.argmax(A, 0) == labels)),
        lambda A, labels: float(np.mean(A[labels, range(len(labels))] == A.max(axis=0))),
    ],
    "confusion-matrix": [
        counted,
        lambda labels, predictions, classes: np.bincount(
            labels * classes + predictions, minlength=classes**2
        ).reshape(classes, classes),
        lambda labels, predictions, classes: np.eye(classes)[labels].T @ np.eye(classes)[predictions],
    ],
    "he-weights": [
        lambda n_out, n_in, rng: rng.standard_normal((n_out, n_in)) * math.sqrt(2 / n_in),
        lambda n_out, n_in, rng: rng.normal(0, (2 / n_in) ** 0.5, (n_in, n_out)).T.astype(np.float32),
        lambda n_out, n_in, rng: [rng.normal(0, (2 / n_in) ** 0.5, n_in).tolist() for _ in range(n_out)],
        lambda n_out, n_in, rng: rng.uniform(-1, 1, (n_out, n_in)) * math.sqrt(6 / n_in),
    ],
}

WRONG = {
    "backpropagation": {
        "flipped-sign": bug("sign"),
        "no-output-slope": bug("no output slope"),
        "no-hidden-slope": bug("no hidden slope"),
        "slope-of-activation": bug("slope at a"),
        "untransposed": bug("rows"),
        "own-activations": bug("own activations"),
        "last-layer-first": collected,
    },
    "training-step": {
        "updated-early": in_passing,
        "uphill": lambda W, b, x, y, eta: step_of(W, b, one_pass(W, b, x, y, "sign"), eta),
        "no-eta": lambda W, b, x, y, eta: step_of(W, b, one_pass(W, b, x, y), 1),
        "weights-only": lambda W, b, x, y, eta: [step_of(W, b, one_pass(W, b, x, y), eta)[0], list(b)],
        "no-hidden-slope": lambda W, b, x, y, eta: step_of(W, b, bug("no hidden slope")(W, b, x, y), eta),
    },
    "relative-error": {
        "not-divided": lambda g, n: max(abs(p - q) for p, q in zip(g.flat, n.flat, strict=True)),
        "mean-difference": lambda g, n: np.average(np.abs(n - g)) / np.max(np.abs(g)),
        "entry-by-entry": lambda g, n: np.max(np.abs(g / n - 1)),
        "entry-by-entry-sum": lambda g, n: max(
            abs(p - q) / (abs(p) + abs(q)) for p, q in zip(g.flat, n.flat, strict=True)
        ),
        "no-absolute-value": lambda g, n: np.max(g - n) / np.max(np.abs(g)),
        "largest-with-sign": lambda g, n: np.max(np.abs(g - n)) / np.max(n),
        "lengths": lambda g, n: math.sqrt(((g - n) ** 2).sum() / (n**2).sum()),
    },
    "mean-slopes": {
        "sum": lambda deltas, activations: (np.hstack(deltas) @ np.hstack(activations).T, np.sum(deltas, 0)),
        "product-of-means": lambda deltas, activations: (
            np.outer(np.mean(deltas, 0), np.mean(activations, 0)),
            np.mean(deltas, 0),
        ),
        "biases-summed": lambda deltas, activations: (hstacked(deltas, activations)[0], np.sum(deltas, 0)),
        "last-only": overwriting,
        "transposed": lambda deltas, activations: (
            np.hstack(activations) @ np.hstack(deltas).T / len(deltas),
            np.mean(deltas, 0),
        ),
    },
    "full-slope": {
        "plain-mean": lambda slopes, sizes: sum(slopes) / len(slopes),
        "sum": lambda slopes, sizes: np.sum(slopes),
        "not-divided": lambda slopes, sizes: np.dot(slopes, sizes),
        "divided-by-batches": lambda slopes, sizes: slopes @ sizes / len(sizes),
    },
    "cut-into-batches": {
        "not-shuffled": lambda X, Y, m, rng: [
            (X[:, i : i + m], Y[:, i : i + m]) for i in range(0, X.shape[1], m)
        ],
        "batches-shuffled": batches_in_random_order,
        "shuffled-apart": shuffles_twice,
        "last-batch-dropped": whole_batches_only,
        "drawn-afresh": fresh_indices,
    },
    "forward": {
        "no-sigmoid": lambda W, b, A: (forward_by_columns(W, b, A)[0],) * 2,
        "no-bias": lambda W, b, A: (np.dot(W, A), s(np.dot(W, A))),
        "transposed-weights": lambda W, b, A: (np.dot(W.T, A) + b, s(np.dot(W.T, A) + b)),
        "bias-as-row": lambda W, b, A: (np.dot(W, A) + b.T, s(np.dot(W, A) + b.T)),
        "bias-in-first-column": bias_to_the_first,
        "swapped": lambda W, b, A: (s(W @ A + b), W @ A + b),
    },
    "inductive-step-matrix": {
        "no-slope": lambda W, Delta, Z: (Delta.T @ W).T,
        "untransposed": lambda W, Delta, Z: np.dot(W, Delta) * ds(Z),
        "value-for-slope": lambda W, Delta, Z: (Delta.T @ W).T * s(Z),
        "slope-of-activation": lambda W, Delta, Z: (Delta.T @ W).T * ds(s(Z)),
        "divided-by-m": lambda W, Delta, Z: (Delta.T @ W).T * ds(Z) / Delta.shape[1],
        "averaged-first": lambda W, Delta, Z: ds(Z) * (Delta.mean(axis=1) @ W)[:, None],
    },
    "weight-slope-matrix": {
        "no-mean": lambda Delta, A: np.einsum("jx,kx->jk", Delta, A),
        "product-of-means": lambda Delta, A: np.outer(Delta.mean(1), A.mean(1)),
        "transposed": lambda Delta, A: np.einsum("jx,kx->kj", Delta, A) / Delta.shape[1],
        "wrong-one-turned": lambda Delta, A: np.dot(Delta.T, A) / A.shape[1],
        "divided-by-neurons": lambda Delta, A: np.einsum("jx,kx->jk", Delta, A) / len(Delta),
        "elementwise": lambda Delta, A: np.multiply(A, Delta) / len(A.T),
    },
    "bias-slope-matrix": {
        "no-mean": lambda Delta: Delta @ np.ones((Delta.shape[1], 1)),
        "flat": lambda Delta: [sum(row) / len(row) for row in Delta],
        "over-the-neurons": lambda Delta: Delta.sum(axis=0)[None] / len(Delta),
        "one-number": lambda Delta: np.average(Delta),
        "not-summed": lambda Delta: [row / len(row) for row in Delta],
        "divided-by-neurons": lambda Delta: np.sum(Delta, 1)[:, None] / len(Delta),
    },
    "accuracy": {
        "percent": lambda A, labels: count_right(A, labels) / len(labels) * 100,
        "count": count_right,
        "error-rate": lambda A, labels: np.mean(A.argmax(axis=0) != labels),
        "wrong-axis": lambda A, labels: np.average(np.argmax(A, axis=1) == labels),
        "threshold": lambda A, labels: sum(A[j, i] > 0.5 for i, j in enumerate(labels)) / len(labels),
        "all-outputs-rounded": lambda A, labels: np.mean(
            [np.array_equal(A[:, i] > 0.5, np.arange(len(A)) == labels[i]) for i in range(len(labels))]
        ),
    },
    "confusion-matrix": {
        "transposed": lambda labels, predictions, classes: np.transpose(
            counted(labels, predictions, classes)
        ),
        "counted-once": fancy,
        "shares": lambda labels, predictions, classes: np.divide(
            counted(labels, predictions, classes), len(predictions)
        ),
        "mistakes-only": without_diagonal,
    },
    "he-weights": {
        "variance-for-spread": lambda n_out, n_in, rng: rng.standard_normal((n_out, n_in)) * 2 / n_in,
        "outputs-for-inputs": lambda n_out, n_in, rng: (
            rng.standard_normal((n_out, n_in)) * (2 / n_out) ** 0.5
        ),
        "xavier": lambda n_out, n_in, rng: (
            rng.standard_normal((n_in, n_out)).T * math.sqrt(2 / (n_out + n_in))
        ),
        "no-two": lambda n_out, n_in, rng: rng.standard_normal((n_out, n_in)) / math.sqrt(n_in),
        "spread-one": lambda n_out, n_in, rng: rng.standard_normal((n_out, n_in)),
        "not-centred": lambda n_out, n_in, rng: rng.uniform(0, math.sqrt(2 / n_in), (n_out, n_in)),
        "shape-swapped": lambda n_out, n_in, rng: rng.standard_normal((n_in, n_out)) * (2 / n_in) ** 0.5,
    },
}


# Answers that are not one array: what the report says of those it does not know.


def test_shuffling_the_callers_arrays_is_a_change_of_the_arguments():
    report = exercises.check("cut-into-batches", shuffles_the_callers)
    assert report.mistake == "changed-arguments+targets-not-shuffled"
    assert "changes its argument X," in report.message


@pytest.mark.parametrize(
    ("function", "mistake", "says"),
    [
        (lambda X, Y, m, rng: [X, Y], "type", "expected a list of pairs (X_batch, Y_batch)"),
        (lambda X, Y, m, rng: 3, "type", "the answer is 3; expected a list of pairs"),
        (lambda X, Y, m, rng: zip(X, Y, strict=False), "generator", "a generator"),
        (lambda X, Y, m, rng: [], None, "expected number of batches: 3"),
        (lambda X, Y, m, rng: split_columns(X, Y, m + 1, rng), None, "columns of X in the largest batch: 9"),
        (
            lambda X, Y, m, rng: split_columns(X + 1, Y, m, rng),
            "pixels-shuffled",
            "are no columns of x",
        ),
        (lambda X, Y, m, rng: split_columns(X, Y, m, rng)[::2], None, "number of batches: 2"),
    ],
)
def test_batches_that_are_wrong_in_another_way_are_told_what_is_expected(function, mistake, says):
    report = exercises.check("cut-into-batches", function)
    assert (report.right, report.mistake) == (False, mistake)
    assert says.lower() in " ".join(repr(report).split()).lower()


@pytest.mark.parametrize(
    ("function", "mistake", "says"),
    [
        (
            lambda n_out, n_in, rng: rng.normal(0, 3, (n_out, n_in)),
            None,
            "spread, in units of √(2 / n_in): 1",
        ),
        (lambda n_out, n_in, rng: np.zeros((n_out, n_in)), "all-zero", "All weights are 0"),
        (lambda n_out, n_in, rng: np.zeros((0, 3)), "type", "expected random weights"),
        (lambda n_out, n_in, rng: rng.normal(size=n_in), None, "expected rows: 100"),
    ],
)
def test_weights_that_are_wrong_in_another_way_are_told_what_is_expected(function, mistake, says):
    report = exercises.check("he-weights", function)
    assert (report.right, report.mistake) == (False, mistake)
    assert says in " ".join(repr(report).split())
    assert max(map(len, repr(report).splitlines())) <= 44


@pytest.mark.parametrize(
    "divisor",
    [
        lambda g, n: abs(g),
        lambda g, n: np.maximum(abs(g), abs(n)),
        lambda g, n: np.maximum(abs(g), abs(n)) + 1e-8,
        lambda g, n: (abs(g) + abs(n)) / 2,
    ],
)
def test_a_relative_error_entry_by_entry_is_recognised_whichever_slope_it_is_divided_by(divisor):
    assert_recognised("relative-error", "entry-by-entry", lambda g, n: np.max(abs(g - n) / divisor(g, n)))


def test_a_part_that_is_wrong_is_named():
    def last_bias_forgotten(W, b, x, y):
        dW, db = one_pass(W, b, x, y)
        return dW, [*db[:-1], 0 * db[-1]]

    report = exercises.check("backpropagation", last_bias_forgotten)
    assert report.mistake is None
    assert "in db[0] only" in report.message
    deeper = exercises.check(
        "backpropagation", lambda W, b, x, y: ([0 * w for w in W], one_pass(W, b, x, y)[1])
    )
    assert "in dW[0] only" in deeper.message
