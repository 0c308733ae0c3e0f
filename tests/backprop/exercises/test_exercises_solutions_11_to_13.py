"""Solutions as learners write them, right and wrong, to the exercises of chapters 11 to 13.

They were written without a look at the catalogue's own wrong functions: each wrong one must be
recognised by the name of its mistake.
"""

import math
from graphlib import TopologicalSorter

import numpy as np
import pytest
from learners import s

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


RIGHT = {
    "angle": [
        lambda g, h: math.degrees(math.acos(cosine(g, h))),
        lambda g, h: np.float32(np.rad2deg(np.arccos(cosine(g, h)))),
    ],
    "dead-units": [
        lambda Z: Z.max(axis=1) <= 0,
        lambda Z: [not any(z > 0 for z in row) for row in Z],
        lambda Z: (np.maximum(Z, 0).sum(1) == 0).astype(int),
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
    "dead-units": {
        "once-off": lambda Z: Z.min(axis=1) <= 0,
        "mean": lambda Z: [sum(row) / len(row) <= 0 for row in Z],
        "strictly-below": lambda Z: Z.max(axis=1) < 0,
        "alive": lambda Z: [any(z > 0 for z in row) for row in Z],
        "wrong-axis": lambda Z: Z.max(axis=0) <= 0,
        "count": lambda Z: len([row for row in Z if max(row) <= 0]),
        "indices": lambda Z: [i for i, row in enumerate(Z) if max(row) <= 0],
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
}


# Answers in which there is more than one right one: what the report says of those it does not know.


@pytest.mark.parametrize(
    ("function", "mistake", "says"),
    [
        (lambda C, parents: 3, "type", "the answer is 3; expected a list of C"),
        (lambda C, parents: parents, None, "after those it is made from (1 for yes): 1"),
        (lambda C, parents: [C][1:], None, "nodes of the graph of C that are in the list: 3"),
    ],
)
def test_an_order_that_is_wrong_in_another_way_is_told_what_is_expected(function, mistake, says):
    report = exercises.check("topological-order", function)
    assert (report.right, report.mistake) == (False, mistake)
    assert says.lower() in " ".join(repr(report).split()).lower()


def test_an_order_that_ends_with_a_duplicate_is_not_right():
    report = exercises.check("topological-order", lambda C, parents: [*with_a_stack(C, parents), C])
    assert not report.right
