"""Solutions as learners write them, right and wrong, to the exercises of chapters 11 to 13.

They were written without a look at the catalogue's own wrong functions: each wrong one must be
recognised by the name of its mistake.
"""

import math
from graphlib import TopologicalSorter

import numpy as np
import pytest
from learners import ds, s

from backprop import exercises

# Chapter 11.


def dot(one, other):
    return sum(float((p * q).sum()) for p, q in zip(one, other, strict=True))


def cosine(one, other):
    return dot(one, other) / math.sqrt(dot(one, one)) / math.sqrt(dot(other, other))


def angles_apart(one, other):
    cosines = [cosine([p], [q]) for p, q in zip(one, other, strict=True)]
    return np.degrees(np.arccos(np.clip(cosines, -1, 1))).mean()


def correlated(one, other):
    g, h = (np.concatenate([p.ravel() for p in arrays]) for arrays in (one, other))
    return math.degrees(math.acos(np.corrcoef(g, h)[0, 1]))


def step_by_loops(before, after, gradients, eta, worst=max):
    off = []
    for l in range(len(before)):
        for old, new, slope in zip(before[l].flat, after[l].flat, gradients[l].flat, strict=True):
            off.append(abs(new - (old - eta * slope)))
    return worst(off)


def of_each_array(before, after, gradients, eta):
    return [step_by_loops([b], [a], [g], eta) for b, a, g in zip(before, after, gradients, strict=True)]


def step_with_sign(before, after, gradients, eta):
    worst = -np.inf
    for old, new, slope in zip(before, after, gradients, strict=True):
        worst = max(worst, np.max(new - (old - eta * slope)))
    return worst


def bound(w, d):
    return sum(abs(one * other) for one, other in zip(w, d, strict=True)) / 4


# Chapter 12.


def sorted_by_the_library(C, parents):
    leading, waiting = set(), [C]
    while waiting:
        node = waiting.pop()
        if node not in leading:
            leading.add(node)
            waiting += parents[node]
    return list(TopologicalSorter({node: parents[node] for node in leading}).static_order())


def with_a_stack(C, parents):
    """Each node twice on the stack: the second time its parents are done."""
    order, done, stack = [], set(), [(C, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in done:
            done.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent in parents[node]]
    return tuple(order)


def all_paths(C, parents):
    order = [C]
    for parent in reversed(parents[C]):
        order = all_paths(parent, parents) + order
    return order


def queue(C, parents):
    seen, waiting = [], [C]
    while waiting:
        node = waiting.pop(0)
        if node not in seen:
            seen.append(node)
            waiting.extend(reversed(parents[node]))
    return list(reversed(seen))


def stack_without_return(C, parents):
    seen, waiting = [], [C]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.append(node)
            waiting.extend(parents[node])
    return seen[::-1]


def paths_from(C, v, links):
    """∂C/∂v as the sum over all paths from C to v."""
    return 1.0 if v == C else sum(slope * paths_from(p, v, links) for p, slope in links[C])


def one_user_at_a_time(order, parents, start=1.0, overwrite=False):
    found = {order[-1]: start}
    for v in order[-2::-1]:
        ways = [found[u] * slope for u in reversed(order) if u in found for w, slope in parents[u] if w == v]
        found[v] = ways[-1] if overwrite else sum(ways)
    return [found[v] for v in order]


def looped_from_the_leaves(order, parents):
    slopes = np.zeros(len(order))
    slopes[-1] = 1
    for place, u in enumerate(order):
        for v, slope in parents[u]:
            slopes[order.index(v)] += slope * slopes[place]
    return slopes


def without_the_cost(order, parents):
    return [
        1.0 if v == order[-1] else sum(slope for u in order for w, slope in parents[u] if w == v)
        for v in order
    ]


def sums_of_links(order, parents):
    found = dict.fromkeys(order, 0)
    found[order[-1]] = 1
    for u in order[::-1]:
        for v, slope in parents[u]:
            found[v] += found[u] + slope
    return [found[v] for v in order]


def means(order, parents):
    found = {order[-1]: 1.0}
    for v in order[-2::-1]:
        ways = [found[u] * slope for u in reversed(order) if u in found for w, slope in parents[u] if w == v]
        found[v] = np.mean(ways)
    return [found[v] for v in order]


def as_dicts(order, parents):
    return one_user_at_a_time(order, {u: dict(pairs).items() for u, pairs in parents.items()})


def summed_back(slope, shape):
    while slope.ndim > len(shape):
        slope = slope.sum(axis=0)
    for axis in range(len(shape)):
        if shape[axis] == 1:
            slope = slope.sum(axis=axis, keepdims=True)
    return slope


def copied_forward(slope, shape):
    """The slope of sum(slope * broadcast(p)), by a nudge of each entry of p."""
    out = np.zeros(shape)
    for place in np.ndindex(*shape):
        p = np.zeros(shape)
        p[place] = 1
        out[place] = (slope * p).sum()
    return out


def only_size_one(slope, shape):
    for axis, size in enumerate(shape):
        if size == 1:
            slope = np.sum(slope, axis, keepdims=True)
    return slope


def without_size_one(slope, shape):
    return np.squeeze(summed_back(slope, shape), axis=tuple(i for i, size in enumerate(shape) if size == 1))


def number_of_copies(slope, shape):
    return math.prod(slope.shape) / math.prod(shape)


def cut_out(slope, shape):
    return np.array(np.broadcast_to(slope, slope.shape))[
        tuple([0] * (2 - len(shape)) + [slice(0, size) for size in shape])
    ]


def loops_over_product(P, Q, slope):
    dP, dQ = np.zeros(P.shape), np.zeros(Q.shape)
    for j in range(P.shape[0]):
        for x in range(Q.shape[1]):
            for k in range(P.shape[1]):
                dP[j, k] += slope[j, x] * Q[k, x]
                dQ[k, x] += slope[j, x] * P[j, k]
    return dP, dQ


def shares_of(column):
    largest = max(column)
    raised = [math.exp(z - largest) for z in column]
    return [r / sum(raised) for r in raised]


def by_columns(Z):
    return np.array([shares_of(column) for column in Z.T]).T


def by_logarithms(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=0))


def surprise(A, Y):
    """The cost of each example."""
    return np.array(
        [-sum(y * math.log(a) for a, y in zip(*pair, strict=True)) for pair in zip(A.T, Y.T, strict=True)]
    )


# Chapter 13.


def one_big_batch(Deltas, As):
    Delta, A = np.concatenate(Deltas, axis=1), np.concatenate(As, axis=1)
    return Delta @ A.T / Delta.shape[1]


def inputs_one_by_one(Deltas, As):
    total, m = 0, 0
    for Delta, A in zip(Deltas, As, strict=True):
        for x in range(A.shape[1]):
            total, m = total + np.outer(Delta[:, x], A[:, x]), m + 1
    return total / m


def means_of_machines(Deltas, As):
    return [one_big_batch([Delta], [A]) for Delta, A in zip(Deltas, As, strict=True)]


def last_m(Deltas, As):
    total = 0
    for Delta, A in zip(Deltas, As, strict=True):
        m = A.shape[1]
        total = total + Delta @ A.T
    return total / m


def level_by_level(parts, add):
    if len(parts) == 1:
        return parts[0]
    above = []
    for i in range(0, len(parts), 2):
        above.append(add(parts[i], parts[i + 1]) if i + 1 < len(parts) else parts[i])
    return level_by_level(above, add)


def up_to_a_power_of_two(parts, add, first=0, width=8):
    """The same tree from above: the left half is as large as a power of two allows."""
    parts = parts[:width]
    if len(parts) <= 1:
        return parts[0]
    half = width // 2
    if len(parts) <= half:
        return up_to_a_power_of_two(parts, add, width=half)
    return add(
        up_to_a_power_of_two(parts[:half], add, width=half),
        up_to_a_power_of_two(parts[half:], add, width=half),
    )


def from_the_first(parts, add):
    total = parts[0]
    for part in parts[1:]:
        total = add(total, part)
    return total


def even_ones(parts, add):
    while len(parts) > 1:
        parts = [add(parts[i], parts[i + 1]) for i in range(0, len(parts) - 1, 2)]
    return parts[0]


def in_the_middle(parts, add):
    if len(parts) == 1:
        return parts[0]
    cut = len(parts) // 2
    return add(in_the_middle(parts[:cut], add), in_the_middle(parts[cut:], add))


def first_and_last(parts, add):
    while len(parts) > 1:
        n = len(parts)
        parts = [add(parts[i], parts[n - 1 - i]) if i < n - 1 - i else parts[i] for i in range((n + 1) // 2)]
    return parts[0]


def upper_onto_lower(parts, add):
    while len(parts) > 1:
        cut = math.ceil(len(parts) / 2)
        parts = [add(parts[i], parts[cut + i]) if cut + i < len(parts) else parts[i] for i in range(cut)]
    return parts[0]


def knobs(sizes):
    return sum(sizes[l] * sizes[l + 1] + sizes[l + 1] for l in range(len(sizes) - 1))


RIGHT = {
    "angle": [
        lambda g, h: math.degrees(math.acos(cosine(g, h))),
        lambda g, h: np.float32(np.rad2deg(np.arccos(cosine(g, h)))),
    ],
    "step-error": [
        step_by_loops,
        lambda b, a, g, eta: max(of_each_array(b, a, g, eta)),
        lambda b, a, g, eta: np.max(
            [np.max(np.abs((q - p) + eta * s)) for p, q, s in zip(b, a, g, strict=True)]
        ),
    ],
    "saturated-share": [
        lambda Z, limit: np.mean(ds(Z) < limit),
        lambda Z, limit: sum(s(z) * s(-z) < limit for z in Z.flat) / Z.size,
    ],
    "dead-units": [
        lambda Z: Z.max(axis=1) <= 0,
        lambda Z: [not any(z > 0 for z in row) for row in Z],
        lambda Z: (np.maximum(Z, 0).sum(1) == 0).astype(int),
    ],
    "error-bound": [
        lambda W, Delta: np.einsum("ij,ix->jx", np.abs(W), np.abs(Delta)) / 4,
        lambda W, Delta: sum(abs(row)[:, None] * abs(d)[None] for row, d in zip(W, Delta, strict=True)) / 4,
        lambda W, Delta: np.array([[bound(w, d) for d in Delta.T] for w in W.T], dtype=np.float32),
    ],
    "topological-order": [sorted_by_the_library, with_a_stack],
    "backward": [
        lambda order, parents: [paths_from(order[-1], v, parents) for v in order],
        one_user_at_a_time,
        lambda order, parents: np.array(one_user_at_a_time(order, parents), dtype=np.float32),
    ],
    "unbroadcast": [summed_back, copied_forward],
    "product-slopes": [
        loops_over_product,
        lambda P, Q, slope: [np.einsum("jx,kx->jk", slope, Q), np.einsum("jx,jk->kx", slope, P)],
        lambda P, Q, slope: ((Q @ slope.T).T.astype(np.float32), (slope.T @ P).T.tolist()),
    ],
    "softmax": [by_columns, by_logarithms, lambda Z: by_columns(Z).astype(np.float32).tolist()],
    "cross-entropy": [
        lambda A, Y: surprise(A, Y).mean(),
        lambda A, Y: np.mean(np.sum(-Y * np.log(A), axis=0)),
        lambda A, Y: -np.trace(Y.T @ np.log(A)) / len(A.T),
    ],
    "softmax-error": [
        lambda Z, Y: by_columns(Z) - Y,
        lambda Z, Y: (by_logarithms(Z) - Y).astype(np.float32),
        lambda Z, Y: np.exp(Z) / np.exp(Z).sum(axis=0) - Y,
    ],
    "mean-of-shards": [
        one_big_batch,
        inputs_one_by_one,
        lambda Deltas, As: np.average(
            means_of_machines(Deltas, As), axis=0, weights=[A.shape[1] for A in As]
        ).astype(np.float32),
    ],
    "tree-sum": [level_by_level, up_to_a_power_of_two, lambda p, add: level_by_level(p, add).tolist()],
    "break-even": [
        lambda S, tau, latency, q, beta: S / (S - 1) * (latency + q / beta) / tau,
        lambda S, tau, latency, q, beta: np.float32((latency * beta + q) / (tau - tau / S) / beta),
    ],
    "bytes-per-step": [
        lambda sizes, S, width: S * (width * knobs(sizes) + width * knobs(sizes)),
        lambda sizes, S, width: np.float64(2.0 * width * S * knobs(sizes)),
    ],
}

WRONG = {
    "angle": {
        "radians": lambda g, h: math.acos(cosine(g, h)),
        "cosine": cosine,
        "not-divided": lambda g, h: np.rad2deg(np.arccos(dot(g, h))),
        "squared-lengths": lambda g, h: np.rad2deg(np.arccos(dot(g, h) / dot(g, g) / dot(h, h))),
        "mean-of-arrays": angles_apart,
        "absolute": lambda g, h: math.degrees(math.acos(abs(cosine(g, h)))),
        "centred": correlated,
    },
    "step-error": {
        "uphill": lambda b, a, g, eta: step_by_loops(a, b, g, eta),
        "no-eta": lambda b, a, g, eta: step_by_loops(b, a, g, 1),
        "no-absolute-value": step_with_sign,
        "mean-difference": lambda b, a, g, eta: step_by_loops(b, a, g, eta, np.mean),
        "one-array": lambda b, a, g, eta: of_each_array(b, a, g, eta)[-1],
        "added-up": lambda b, a, g, eta: np.sum(of_each_array(b, a, g, eta)),
    },
    "saturated-share": {
        "value-for-slope": lambda Z, limit: np.mean(s(Z) < limit),
        "high-only": lambda Z, limit: np.mean(s(Z) > 1 - limit),
        "slope-of-activation": lambda Z, limit: np.mean(ds(s(Z)) < limit),
        "unsaturated": lambda Z, limit: 1 - np.mean(ds(Z) < limit),
        "count": lambda Z, limit: np.count_nonzero(ds(Z) < limit),
        "per-neuron": lambda Z, limit: [np.mean(ds(row) < limit) for row in Z],
        "always-saturated": lambda Z, limit: np.mean([np.all(ds(row) < limit) for row in Z]),
    },
    "dead-units": {
        "once-off": lambda Z: Z.min(axis=1) <= 0,
        "mean": lambda Z: [sum(row) / len(row) <= 0 for row in Z],
        "strictly-below": lambda Z: Z.max(axis=1) < 0,
        "alive": lambda Z: [any(z > 0 for z in row) for row in Z],
        "wrong-axis": lambda Z: Z.max(axis=0) <= 0,
        "count": lambda Z: len([row for row in Z if max(row) <= 0]),
        "indices": lambda Z: [i for i, row in enumerate(Z) if max(row) <= 0],
    },
    "error-bound": {
        "no-absolute-value": lambda W, Delta: (Delta.T @ W).T * 0.25,
        "absolute-too-late": lambda W, Delta: abs(Delta.T @ W).T * 0.25,
        "errors-with-sign": lambda W, Delta: (Delta.T @ abs(W)).T * 0.25,
        "no-quarter": lambda W, Delta: (abs(Delta).T @ abs(W)).T,
        "half": lambda W, Delta: (abs(Delta).T @ abs(W)).T * s(0),
        "untransposed": lambda W, Delta: np.dot(abs(W), abs(Delta)) * ds(0),
        "mean": lambda W, Delta: np.mean(abs(W)[:, :, None] * abs(Delta)[:, None, :], axis=0) / 4,
    },
    "topological-order": {
        "cost-first": lambda C, parents: sorted_by_the_library(C, parents)[::-1],
        "every-path": all_paths,
        "breadth-first": queue,
        "before-its-parents": stack_without_return,
        "whole-table": lambda C, parents: list(TopologicalSorter(parents).static_order()),
        "leaves-missing": lambda C, parents: [v for v in with_a_stack(C, parents) if parents[v]],
        "cost-missing": lambda C, parents: [v for v in with_a_stack(C, parents) if v != C],
    },
    "backward": {
        "overwritten": lambda order, parents: one_user_at_a_time(order, parents, overwrite=True),
        "no-base-case": lambda order, parents: one_user_at_a_time(order, parents, start=0.0),
        "forwards": looped_from_the_leaves,
        "no-arriving": without_the_cost,
        "links-added": sums_of_links,
        "mean": means,
        "pairs-lost": as_dicts,
    },
    "unbroadcast": {
        "not-summed": lambda slope, shape: slope.copy(),
        "mean": lambda slope, shape: copied_forward(slope, shape) / number_of_copies(slope, shape),
        "first-copy": cut_out,
        "flat": without_size_one,
        "new-axes-forgotten": only_size_one,
        "columns-only": lambda slope, shape: [[sum(row)] for row in slope],
        "total": lambda slope, shape: np.ones(shape) * slope.sum(),
    },
    "product-slopes": {
        "order": lambda P, Q, slope: (np.dot(Q.T, slope), np.dot(slope, P.T)),
        "untransposed": lambda P, Q, slope: (np.dot(slope, Q), np.dot(P, slope)),
        "swapped": lambda P, Q, slope: loops_over_product(P, Q, slope)[::-1],
        "no-arriving": lambda P, Q, slope: loops_over_product(P, Q, np.ones(slope.shape)),
        "divided-by-columns": lambda P, Q, slope: loops_over_product(P, Q, slope / Q.shape[1]),
        "both-transposed": lambda P, Q, slope: [d.T for d in loops_over_product(P, Q, slope)],
        "second-transposed": lambda P, Q, slope: (loops_over_product(P, Q, slope)[0], np.dot(slope.T, P)),
    },
    "softmax": {
        "over-all": lambda Z: np.exp(Z - Z.max() - np.log(np.exp(Z - Z.max()).sum())),
        "rows": lambda Z: np.array([shares_of(row) for row in Z]),
        "largest-of-all": lambda Z: np.exp(Z - np.max(Z)) / np.sum(np.exp(Z - np.max(Z)), axis=0),
        "not-exponential": lambda Z: [[z / sum(Z[:, x]) for x, z in enumerate(row)] for row in Z],
        "flipped": lambda Z: by_columns(-Z),
        "sigmoid": s,
        "not-divided": lambda Z: np.exp(Z - np.max(Z, axis=0, keepdims=True)),
        "overflow": lambda Z: np.exp(Z) / sum(np.exp(Z)),
    },
    "cross-entropy": {
        "no-mean": lambda A, Y: surprise(A, Y).sum(),
        "mean-over-neurons": lambda A, Y: surprise(A, Y).mean() / len(A),
        "sign": lambda A, Y: -surprise(A, Y).mean(),
        "swapped": lambda A, Y: np.mean(np.sum(-A * np.log(Y), axis=0)),
        "binary": lambda A, Y: np.sum(-Y * np.log(A) - (1 - Y) * np.log(1 - A)) / A.shape[1],
        "right-answer-only": lambda A, Y: np.mean(
            [-math.log(a[y.argmax()]) for a, y in zip(A.T, Y.T, strict=True)]
        ),
        "other-base": lambda A, Y: -np.sum(Y * np.log2(A)) / A.shape[1],
    },
    "softmax-error": {
        "sign": lambda Z, Y: Y - by_columns(Z),
        "with-slope": lambda Z, Y: (by_columns(Z) - Y) * (by_columns(Z) - by_columns(Z) ** 2),
        "own-slope-only": lambda Z, Y: -Y / by_columns(Z) * by_columns(Z) * (1 - by_columns(Z)),
        "slope-at-outputs": lambda Z, Y: -(Y / by_logarithms(Z)),
        "sigmoid": lambda Z, Y: s(Z) - Y,
        "no-curve": np.subtract,
        "divided-by-m": lambda Z, Y: (by_columns(Z) - Y) / len(Z.T),
    },
    "mean-of-shards": {
        "mean-of-means": lambda Deltas, As: np.mean(means_of_machines(Deltas, As), axis=0),
        "sum-of-means": lambda Deltas, As: np.sum(means_of_machines(Deltas, As), axis=0),
        "not-divided": lambda Deltas, As: np.hstack(Deltas) @ np.hstack(As).T,
        "divided-by-machines": lambda Deltas, As: np.hstack(Deltas) @ np.hstack(As).T / len(Deltas),
        "divided-by-one-shard": last_m,
        "last-only": lambda Deltas, As: Deltas[-1] @ As[-1].T / np.hstack(As).shape[1],
        "product-of-means": lambda Deltas, As: (
            np.hstack(Deltas).mean(1)[:, None] @ np.hstack(As).mean(1)[None]
        ),
    },
    "tree-sum": {
        "one-by-one": from_the_first,
        "built-in-sum": lambda parts, add: np.sum(parts, axis=0),
        "odd-one-lost": even_ones,
        "halves": in_the_middle,
        "ends-together": first_and_last,
        "far-apart": upper_onto_lower,
        "turned": lambda parts, add: level_by_level(parts, lambda p, q: add(q, p)),
    },
    "break-even": {
        "one-for-nothing": lambda S, tau, latency, q, beta: latency / tau + q / beta / tau,
        "share-for-saving": lambda S, tau, latency, q, beta: (latency + q / beta) / (tau / S),
        "sign": lambda S, tau, latency, q, beta: (latency + q / beta) / (tau + tau / S),
        "all-others": lambda S, tau, latency, q, beta: (latency + q / beta) / (S * tau - tau),
        "no-latency": lambda S, tau, latency, q, beta: q / beta / (tau - tau / S),
        "no-bytes": lambda S, tau, latency, q, beta: latency / (tau - tau / S),
        "bytes-times-speed": lambda S, tau, latency, q, beta: (latency + q * beta) / (tau - tau / S),
    },
    "bytes-per-step": {
        "no-biases": lambda sizes, S, width: S * width * 2 * np.dot(sizes[:-1], sizes[1:]),
        "biases-of-inputs": lambda sizes, S, width: (
            2 * width * S * (np.dot(sizes[:-1], sizes[1:]) + sum(sizes))
        ),
        "one-way": lambda sizes, S, width: width * S * knobs(sizes),
        "numbers": lambda sizes, S, width: S * knobs(sizes) * 2,
        "bits": lambda sizes, S, width: 2 * S * knobs(sizes) * width * 8,
        "one-machine": lambda sizes, S, width: 2 * width * knobs(sizes),
        "neurons": lambda sizes, S, width: width * S * 2 * np.sum(sizes),
    },
}


# Answers in which there is more than one right one: what the report says of those it does not know.


@pytest.mark.parametrize(
    ("function", "mistake", "says"),
    [
        (lambda C, parents: 3, "type", "the answer is 3; expected a list of C"),
        (lambda C, parents: parents, None, "after those it is made from (1 for yes): 1"),
        (lambda C, parents: [C], None, "nodes of the graph of C that are in the list: 3"),
    ],
)
def test_an_order_that_is_wrong_in_another_way_is_told_what_is_expected(function, mistake, says):
    report = exercises.check("topological-order", function)
    assert (report.right, report.mistake) == (False, mistake)
    assert says.lower() in " ".join(repr(report).split()).lower()


def test_an_order_that_ends_with_a_duplicate_is_not_right():
    report = exercises.check("topological-order", lambda C, parents: [*with_a_stack(C, parents), C])
    assert not report.right
