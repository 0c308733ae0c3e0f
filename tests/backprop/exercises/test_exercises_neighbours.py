"""Neighbours of public mistakes: what is random, left over, stretched, regrouped, or two at once.

Each answer is written as somebody would, and must be told by one of its names, whatever the cases are.
"""

import numpy as np
import pytest
from learners import ds, s

from backprop import exercises
from backprop.exercises.checker.bench import bench


def cut(order):
    """An answer to cut-into-batches: the columns in this order, m by m."""

    def answer(X, Y, m, rng):
        x = y = order(X.shape[1], rng)
        return [(X[:, x[k : k + m]], Y[:, y[k : k + m]]) for k in range(0, len(x), m)]

    return answer


def within_batches(X, Y, m, rng):
    parts = [k + rng.permutation(min(m, X.shape[1] - k)) for k in range(0, X.shape[1], m)]
    return [(X[:, part], Y[:, part]) for part in parts]


def in_two_lists(X, Y, m, rng):
    return tuple(map(list, zip(*cut(lambda n, rng: rng.permutation(n))(X, Y, m, rng), strict=True)))


def backpropagate(W, b, x, y, output=lambda a, y, z: (a - y) * ds(z), hidden=lambda e, z, l: e * ds(z)):
    z, a = [], [x]
    for weights, biases in zip(W, b, strict=True):
        z.append(weights @ a[-1] + biases)
        a.append(s(z[-1]))
    delta = [output(a[-1], y, z[-1])]
    for l in reversed(range(len(W) - 1)):
        delta.insert(0, hidden(W[l + 1].T @ delta[0], z[l], len(W) - 1 - l))
    return [d @ before.T for d, before in zip(delta, a, strict=False)], delta


def with_bugs(**bugs):
    return lambda W, b, x, y: backpropagate(W, b, x, y, **bugs)


def early_and_uphill(W, b, x, y, eta):
    W, b, a = list(W), list(b), [x]
    for weights, biases in zip(W, b, strict=True):
        a.append(s(weights @ a[-1] + biases))
    delta = (y - a[-1]) * a[-1] * (1 - a[-1])
    for l in reversed(range(len(W))):
        W[l], b[l] = W[l] - eta * delta @ a[l].T, b[l] - eta * delta
        delta = W[l].T @ delta * a[l] * (1 - a[l])
    return W, b


def softmax(Z, off):
    e = np.exp(Z - off)
    return e / e.sum(axis=0)


def flat(arrays):
    return np.concatenate([array.ravel() for array in arrays])


CASES = [
    ("cut-into-batches", "not-shuffled", cut(lambda n, rng: np.arange(n)[::-1])),
    ("cut-into-batches", "not-from-rng", cut(lambda n, rng: np.random.default_rng(0).permutation(n))),
    ("cut-into-batches", "not-from-rng", cut(lambda n, rng: np.random.permutation(n))),
    ("cut-into-batches", "drawn-afresh", cut(lambda n, rng: rng.integers(n, size=n))),
    ("cut-into-batches", "batches-shuffled", within_batches),
    ("cut-into-batches", "pairs", in_two_lists),
    ("he-weights", "not-from-rng", lambda o, i, rng: np.random.randn(o, i) * np.sqrt(2 / i)),
    ("he-weights", "two-outside", lambda o, i, rng: 2 * rng.normal(size=(o, i)) / np.sqrt(i)),
    ("he-weights", "one-row", lambda o, i, rng: np.tile(rng.normal(0, np.sqrt(2 / i), i), (o, 1))),
    ("he-weights", "xavier+not-from-rng", lambda o, i, rng: np.random.randn(o, i) * (2 / (o + i)) ** 0.5),
    ("layer", "parameters", lambda a, W, b: s(W @ a + b)),
    (
        "confusion-matrix",
        "parameters",
        lambda predictions, labels, classes: np.eye(classes)[labels].T @ np.eye(classes)[predictions],
    ),
    ("angle", "one-length", lambda g, h: np.degrees(np.arccos(flat(g) @ flat(h) / np.linalg.norm(flat(g))))),
    ("softmax", "largest-or-0", lambda Z: softmax(Z, np.maximum(0, Z.max(axis=0)))),
    ("softmax", "largest-of-all", lambda Z: softmax(Z, Z.max())),
    ("softmax", "overflow", lambda Z: softmax(Z, np.median(Z, axis=0))),
    ("layer", "earlier-calls", lambda W, b, a: s(W @ a + b) + np.random.rand()),
    ("base-case", "broadcast", lambda a, y, z: (a - y) * ds(z.ravel())),
    ("base-case", "flat", lambda a, y, z: [float(d) for d in ((a - y) * ds(z))[:, 0]]),
    ("base-case", "row", lambda a, y, z: (a - y).T * ds(z).T),
    ("bias-slope-matrix", "one-number", lambda Delta: np.full((len(Delta), 1), Delta.mean())),
    ("backpropagation", "pairs", lambda *case: list(zip(*backpropagate(*case), strict=True))),
    (
        "backpropagation",
        "pairs+last-layer-first",
        lambda *case: list(zip(*backpropagate(*case), strict=True))[::-1],
    ),
    ("backpropagation", "part-missing", lambda *case: backpropagate(*case)[0]),
    (
        "backpropagation",
        "flat",
        lambda *case: (backpropagate(*case)[0], [d.ravel() for d in backpropagate(*case)[1]]),
    ),
    ("backpropagation", "no-hidden-slope", with_bugs(hidden=lambda e, z, l: e if l == 1 else e * ds(z))),
    ("backpropagation", "slope-of-arriving", with_bugs(hidden=lambda e, z, l: e * ds(e))),
    ("backpropagation", "flipped-sign+doubled", with_bugs(output=lambda a, y, z: 2 * (y - a) * ds(z))),
    (
        "backpropagation",
        "flipped-sign+no-slope",
        with_bugs(output=lambda a, y, z: y - a, hidden=lambda e, z, l: e),
    ),
    (
        "backpropagation",
        "flipped-sign",
        with_bugs(output=lambda a, y, z: (y - a) * ds(z), hidden=lambda e, z, l: e**3),
    ),
    ("training-step", "updated-early+uphill", early_and_uphill),
    ("base-case", "flipped-sign+no-slope", lambda a, y, z: y - a),
    ("total-cost", "no-half+no-mean", lambda A, Y: np.linalg.norm(A - Y) ** 2),
    ("softmax-error", "sign+divided-by-m", lambda Z, Y: (Y - softmax(Z, Z.max(axis=0))) / len(Z.T)),
    ("relative-error", "yes-or-no", lambda slopes, measured: np.allclose(slopes, measured)),
    ("sigmoid", "if-on-array", lambda z: 1 / (1 + np.exp(-z)) if z > -100 else 0),
    ("update", "generator", lambda W, b, dW, db, eta: (map(np.subtract, W, dW), map(np.subtract, b, db))),
    ("unbroadcast", "rows-only", lambda slope, shape: slope.sum(axis=0, keepdims=True)),
]


@pytest.mark.parametrize(("name", "mistake", "answer"), CASES)
def test_a_neighbour_of_a_real_mistake_is_told(name, mistake, answer):
    for seed in range(3):
        with np.errstate(all="ignore"):
            report = exercises.check(name, answer, seed=seed)
        told = [set(names.split("+")) for names in str(report.mistake).split(", ")]
        assert not report
        assert set(mistake.split("+")) in told, report
        assert max(map(len, repr(report).splitlines())) <= 44


def test_a_nan_in_every_case_is_no_mistake_by_name():
    for name in ("angle", "softmax", "cross-entropy"):
        table = bench(exercises.CATALOGUE[name], 0)
        nan = [[np.full_like(array, np.nan, dtype=float) for array in want] for want in table.want]
        answers = iter(nan * 2)
        report = exercises.check(name, lambda *case, answers=answers: next(answers)[0])
        assert report.mistake == "not-finite"


def test_a_report_says_how_far_the_answer_is_right():
    wrong = with_bugs(hidden=lambda e, z, l: np.tanh(e))
    assert (
        "db[2], dW[2]: right. db[1] is the first that is wrong."
        in exercises.check("backpropagation", wrong).message
    )
    partly = with_bugs(output=lambda a, y, z: (y - a) * ds(z), hidden=lambda e, z, l: np.tanh(e))
    said = exercises.check("backpropagation", partly).message
    assert "That explains db[2], dW[2]. From db[1] on something else is wrong as well." in said
