"""Solutions as learners write them, right and wrong, to the exercises of chapters 1 to 5.

They were written without a look at the catalogue's own wrong functions: each wrong one must be
recognised by the name of its mistake.
"""

import math

import numpy as np
import pytest
from learners import ds, s

from backprop import exercises

# Chapter 1.


def first_then_square(a, y):
    total = 0.0
    for out, wish in zip(a, y, strict=True):
        total += out - wish
    return 0.5 * total * total


def cost_of_averages(A, Y):
    d = np.average(A - Y, axis=1)
    return 0.5 * float(d @ d)


# Chapter 2.


def bias_every_time(w, a, b):
    z = 0
    for k in range(len(w)):
        z += w[k] * a[k] + b
    return z


def layer_loops(W, b, a, turned=False):
    n = len(b)
    out = np.zeros((n, 1))
    for j in range(n):
        z = b[j, 0]
        for k in range(len(a)):
            z += (W[k, j] if turned else W[j, k]) * a[k, 0]
        out[j, 0] = 1 / (1 + math.exp(-z))
    return out


def layer_of_columns(W, b, a):
    """The loop over k stops with an error unless the weights are square."""
    z = [W[:, j] @ a[:, 0] + b[j, 0] for j in range(len(b))]
    return s(np.array(z)[:, None])


def stable_sigmoid(z):
    out = np.empty_like(z)
    up = z >= 0
    out[up] = 1 / (1 + np.exp(-z[up]))
    out[~up] = np.exp(z[~up]) / (1 + np.exp(z[~up]))
    return out


def listed_sigmoid(z):
    return [[s(entry) for entry in row] for row in z]


def moved(old, slopes, step):
    return [a + step * b for a, b in zip(old, slopes, strict=True)]


def only_the_last(weights, biases, dW, db, eta):
    weights, biases = list(weights), list(biases)
    weights[-1] = weights[-1] - eta * dW[-1]
    biases[-1] = biases[-1] - eta * db[-1]
    return weights, biases


def descend(slope, p, eta, steps):
    k = 0
    while k < steps:
        p, k = p - eta * slope(p), k + 1
    return p


def returns_too_soon(slope, p, eta, steps):
    for _ in range(steps):
        p = p - eta * slope(p)
        return p
    return p


def starts_at_one(slope, p, eta, steps):
    for _ in range(1, steps):
        p -= eta * slope(p)
    return p


def counts_one_more(slope, p, eta, steps):
    for _ in range(steps + 1):
        p -= eta * slope(p)
    return p


def climbs(slope, p, eta, steps):
    for _ in range(steps):
        p += eta * slope(p)
    return p


def asks_once(slope, p, eta, steps):
    g = slope(p)
    for _ in range(steps):
        p -= eta * g
    return p


def without_rate(slope, p, eta, steps):
    for _ in range(steps):
        p -= slope(p)
    return p


# Chapter 3.


def nudged(cost, z, h, up=1, down=1, over=None):
    out = np.zeros(z.shape)
    for j in range(len(z)):
        above, below = z.copy(), z.copy()
        above[j, 0] += up * h
        below[j, 0] -= down * h
        out[j, 0] = (cost(above) - cost(below)) / (over or 2 * h)
    return out


def forgets_to_put_back(cost, z, h):
    z, out = z.copy(), np.zeros(z.shape)
    for j in range(len(z)):
        z[j, 0] = z[j, 0] + h
        above = cost(z)
        z[j, 0] = z[j, 0] - 2 * h
        below = cost(z)
        out[j, 0] = (above - below) / (2 * h)
    return out


def all_nudged(cost, z, h):
    one = (cost(z + h) - cost(z - h)) / 2 / h
    return [[one] for _ in z]


def outer_loops(delta, a):
    dW = [[float(d[0]) * float(k[0]) for k in a] for d in delta]
    return dW, [[float(d[0])] for d in delta]


# Chapter 4 and 5.


def back_by_loops(W, delta, z):
    n_i, n_j = W.shape
    out = []
    for j in range(n_j):
        arriving = 0.0
        for i in range(n_i):
            arriving += W[i][j] * delta[i, 0]
        a = 1 / (1 + math.exp(-z[j, 0]))
        out.append([a * (1 - a) * arriving])
    return out


def back_by_rows(W, delta, z):
    """Sums over the second index, and stops unless the weights are square."""
    out = np.zeros_like(z)
    for j in range(len(z)):
        out[j] = ds(z[j]) * np.dot(W[j], delta[:, 0])
    return out


RIGHT = {
    "cost-of-one": [
        lambda a, y: np.dot(a - y, a - y) / 2,
        lambda a, y: sum(0.5 * (p - q) ** 2 for p, q in zip(a, y, strict=True)),
        lambda a, y: np.float32(0.5 * np.sum(np.square(a - y))),
    ],
    "total-cost": [
        lambda A, Y: np.mean([0.5 * np.sum((A[:, x] - Y[:, x]) ** 2) for x in range(A.shape[1])]),
        lambda A, Y: np.einsum("jx,jx->", A - Y, A - Y) / (2 * A.shape[1]),
        lambda A, Y: np.array(((A - Y) ** 2).sum(axis=0).mean() / 2, dtype=np.float32),
    ],
    "weighted-input": [
        lambda w, a, b: w @ a + b,
        lambda w, a, b: b + sum(p * q for p, q in zip(w, a, strict=True)),
        lambda w, a, b: np.einsum("k,k->", w.astype(np.float32), a.astype(np.float32)) + np.float32(b),
    ],
    "layer": [
        layer_loops,
        lambda W, b, a: s(np.einsum("jk,kx->jx", W, a) + b),
        lambda W, b, a: s((W.astype("f4") @ a.astype("f4") + b).astype("f4")),
        lambda W, b, a: layer_loops(W, b, a).tolist(),
    ],
    "sigmoid": [s, stable_sigmoid, listed_sigmoid, lambda z: s(z).astype(np.float32)],
    "update": [
        lambda W, b, dW, db, eta: (moved(W, dW, -eta), moved(b, db, -eta)),
        lambda W, b, dW, db, eta: [
            tuple((p - eta * g).tolist() for p, g in zip(W, dW, strict=True)),
            tuple((p - eta * g).astype(np.float32) for p, g in zip(b, db, strict=True)),
        ],
    ],
    "gradient-descent": [
        descend,
        lambda f, p, eta, k: p if k == 0 else descend(f, p - eta * f(p), eta, k - 1),
    ],
    "measured-errors": [
        nudged,
        lambda cost, z, h: [
            [(cost(z + h * e[:, None]) - cost(z - h * e[:, None])) / (2 * h)] for e in np.eye(len(z))
        ],
        lambda cost, z, h: nudged(cost, z, h).astype(np.float32),
    ],
    "slopes-from-errors": [
        outer_loops,
        lambda delta, a: (np.einsum("jx,kx->jk", delta, a), delta.copy()),
        lambda delta, a: (np.outer(delta, a).astype(np.float32), delta),
    ],
    "sigmoid-slope": [
        ds,
        lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
        lambda z: [[float(s(e) - s(e) ** 2) for e in row] for row in z],
        lambda z: ds(z.astype(np.float32)),
    ],
    "relu": [
        lambda z: np.where(z > 0, z, 0),
        lambda z: z * (z > 0),
        lambda z: (z + abs(z)) / 2,
        lambda z: [[max(0, e) for e in row] for row in z],
        lambda z: np.clip(z, 0, None).astype(np.float32),
    ],
    "relu-slope": [
        lambda z: z > 0,
        lambda z: np.heaviside(z, 0),
        lambda z: [[1 if e > 0 else 0 for e in row] for row in z],
        lambda z: (z > 0).astype(np.float32),
    ],
    "base-case": [
        lambda a, y, z: (a - y) * a * (1 - a),
        lambda a, y, z: [[(a[j, 0] - y[j, 0]) * ds(z[j, 0])] for j in range(len(a))],
        lambda a, y, z: ((a - y) * ds(z)).astype(np.float32),
        lambda a, y, z: np.einsum("jx,jx->jx", a - y, ds(z)),
    ],
    "inductive-step": [
        back_by_loops,
        lambda W, delta, z: np.einsum("ij,ix->jx", W, delta) * ds(z),
        lambda W, delta, z: ((delta.T @ W).T * s(z) * (1 - s(z))).astype(np.float32),
    ],
    "central-difference": [
        lambda C, p, h: (C(p + h) - C(p - h)) / 2 / h,
        lambda C, p, h: 0.5 * ((C(p + h) - C(p)) / h + (C(p) - C(p - h)) / h),
        lambda C, p, h: np.float32((C(p + h) - C(p - h)) / (2 * h)),
    ],
}

WRONG = {
    "cost-of-one": {
        "no-half": lambda a, y: np.dot(a - y, a - y),
        "mean-over-neurons": lambda a, y: 0.5 * np.average(np.square(a - y)),
        "mean-squared-error": lambda a, y: sum((p - q) ** 2 for p, q in zip(a, y, strict=True)) / len(a),
        "not-squared": lambda a, y: 0.5 * (sum(a) - sum(y)),
        "absolute": lambda a, y: 0.5 * np.linalg.norm(a - y, 1),
        "squared-too-late": first_then_square,
    },
    "total-cost": {
        "no-mean": lambda A, Y: 0.5 * np.linalg.norm(A - Y) ** 2,
        "no-half": lambda A, Y: np.mean([sum((A[:, x] - Y[:, x]) ** 2) for x in range(A.shape[1])]),
        "mean-over-neurons": lambda A, Y: 0.5 * np.average((A - Y) ** 2),
        "mean-squared-error": lambda A, Y: np.average(np.square(Y - A)),
        "divided-by-neurons": lambda A, Y: np.sum((A - Y) ** 2) / (2 * len(A)),
        "cost-of-the-mean": cost_of_averages,
    },
    "weighted-input": {
        "no-bias": lambda w, a, b: w @ a,
        "bias-in-the-sum": bias_every_time,
        "mean": lambda w, a, b: w @ a / len(a) + b,
        "bias-subtracted": lambda w, a, b: w @ a - b,
        "activation": lambda w, a, b: 1 / (1 + math.exp(-(w @ a) - b)),
    },
    "layer": {
        "no-sigmoid": lambda W, b, a: np.dot(W, a) + b,
        "no-bias": lambda W, b, a: 1 / (1 + np.exp(-W @ a)),
        "transposed-weights": layer_of_columns,
        "sigmoid-too-early": lambda W, b, a: np.dot(W, 1 / (1 + np.exp(-a))) + b,
        "bias-outside": lambda W, b, a: b + s(np.einsum("jk,kx->jx", W, a)),
        "bias-as-row": lambda W, b, a: s(W @ a + b.T),
    },
    "sigmoid": {
        "flipped": lambda z: 1 - s(z),
        "minus-below": lambda z: -1 / (np.exp(-z) - 1),
        "no-brackets": lambda z: 1 + np.exp(-z),
        "tanh": lambda z: 2 * s(2 * z) - 1,
        "slope": lambda z: s(z) * (1 - s(z)),
        "overflow": lambda z: 1 / (1 + np.exp(-z)),
    },
    "update": {
        "uphill": lambda W, b, dW, db, eta: (moved(W, dW, eta), moved(b, db, eta)),
        "no-eta": lambda W, b, dW, db, eta: (moved(W, dW, -1), moved(b, db, -1)),
        "weights-only": lambda W, b, dW, db, eta: (moved(W, dW, -eta), b),
        "turns-only": lambda W, b, dW, db, eta: [[-g * eta for g in group] for group in (dW, db)],
        "divided-by-eta": lambda W, b, dW, db, eta: (moved(W, dW, -1 / eta), moved(b, db, -1 / eta)),
        "last-layer-only": only_the_last,
    },
    "gradient-descent": {
        "uphill": climbs,
        "same-slope": asks_once,
        "one-step": returns_too_soon,
        "one-step-less": starts_at_one,
        "one-step-more": counts_one_more,
        "no-eta": without_rate,
    },
    "measured-errors": {
        "one-sided": lambda cost, z, h: nudged(cost, z, h, down=0, over=h),
        "not-halved": lambda cost, z, h: nudged(cost, z, h, over=h),
        "times-h": lambda cost, z, h: nudged(cost, z, h, over=2 / h),
        "all-at-once": all_nudged,
        "not-put-back": forgets_to_put_back,
    },
    "slopes-from-errors": {
        "transposed": lambda delta, a: (np.outer(a, delta), delta),
        "elementwise": lambda delta, a: (np.multiply(a, delta), delta),
        "no-error": lambda delta, a: ([a.ravel()] * len(delta), delta),
        "bias-slope-one": lambda delta, a: (np.outer(delta, a), [[1.0]] * len(delta)),
        "bias-times-activation": lambda delta, a: (
            np.outer(delta, a),
            np.outer(delta, a).sum(1, keepdims=True),
        ),
        "bias-summed": lambda delta, a: (np.outer(delta, a), float(sum(delta)[0])),
    },
    "sigmoid-slope": {
        "z-for-the-value": lambda z: z - z**2,
        "value": lambda z: 1 / (1 + np.exp(-z)),
        "one-factor": lambda z: s(-z),
        "squared": lambda z: (1 + np.exp(-z)) ** -2.0,
        "sigmoid-twice": lambda z: s(s(z)) * (1 - s(s(z))),
        "plus": lambda z: s(z) + s(z) ** 2,
    },
    "relu": {
        "absolute": lambda z: np.sqrt(z * z),
        "negative-part": lambda z: np.where(z < 0, z, 0),
        "slope": lambda z: (z > 0) * 1,
        "largest-only": lambda z: np.max(np.append(z, 0)),
        "leaky": lambda z: np.maximum(z, z / 100),
        "clipped": lambda z: np.minimum(np.maximum(z, 0), 1),
    },
    "relu-slope": {
        "one-at-zero": lambda z: (z >= 0).astype(int),
        "half-at-zero": lambda z: (np.sign(z) + 1) / 2,
        "always-one": lambda z: np.maximum(z, 0) >= 0,
        "sign": lambda z: np.where(z > 0, 1, 0) - np.where(z < 0, 1, 0),
        "value": lambda z: z * (z > 0),
        "leaky": lambda z: [[1 if e > 0 else 1 / 100 for e in row] for row in z],
    },
    "base-case": {
        "flipped-sign": lambda a, y, z: (y - a) * a * (1 - a),
        "no-slope": lambda a, y, z: np.subtract(a, y),
        "slope-of-activation": lambda a, y, z: (a - y) * s(a) * (1 - s(a)),
        "value-for-slope": lambda a, y, z: (a - y) * a,
        "z-for-the-value": lambda a, y, z: (a - y) * (z - z * z),
        "doubled": lambda a, y, z: 2 * (a - y) * a * (1 - a),
        "summed": lambda a, y, z: [np.sum(a - y) * ds(row) for row in z],
    },
    "inductive-step": {
        "no-slope": lambda W, delta, z: np.einsum("ij,ix->jx", W, delta),
        "untransposed": back_by_rows,
        "value-for-slope": lambda W, delta, z: s(z) * (delta.T @ W).T,
        "sigmoid-twice": lambda W, delta, z: ds(s(z)) * (delta.T @ W).T,
        "slope-of-arriving": lambda W, delta, z: ds((delta.T @ W).T),
        "relu-slope": lambda W, delta, z: np.where(z > 0, (delta.T @ W).T, 0),
        "sums-apart": lambda W, delta, z: [
            [ds(z[j, 0]) * sum(W[:, j]) * np.sum(delta)] for j in range(len(z))
        ],
    },
    "central-difference": {
        "right-side-only": lambda C, p, h: C(p + h) / h - C(p) / h,
        "left-side-only": lambda C, p, h: -(C(p - h) - C(p)) / h,
        "not-halved": lambda C, p, h: (C(p + h) - C(p)) / h + (C(p) - C(p - h)) / h,
        "no-brackets": lambda C, p, h: 0.5 * h * (C(p + h) - C(p - h)),
        "half-a-nudge": lambda C, p, h: (C(p + 0.5 * h) - C(p - 0.5 * h)) / h,
        "sum": lambda C, p, h: C(p + h) / 2 / h + C(p - h) / 2 / h,
    },
}


def test_loops_over_the_wrong_index_are_recognised_too():
    report = exercises.check("layer", lambda W, b, a: layer_loops(W, b, a, turned=True))
    assert report.mistake in ("transposed-weights", "raised")


@pytest.mark.parametrize(
    "function",
    [
        lambda z: np.exp(z) / (1 + np.exp(z)),
        lambda z: np.where(z > 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z))),
        lambda z: [[1 / (1 + math.exp(-entry)) for entry in row] for row in z],
    ],
)
def test_an_overflow_in_the_sigmoid_is_found_whichever_way_it_comes(function):
    with np.errstate(invalid="ignore"):
        assert exercises.check("sigmoid", function).mistake == "overflow"


def test_an_overflow_is_not_blamed_for_numbers_that_are_wrong_everywhere():
    with np.errstate(invalid="ignore"):
        report = exercises.check("sigmoid", lambda z: np.exp(-z) / (2 + np.exp(-z)))
    assert report.mistake == "not-finite"
    flipped = exercises.check("sigmoid", lambda z: [[1 / (1 + math.exp(e)) for e in row] for row in z])
    assert flipped.mistake == "raised"
