"""Random acyclic graphs, each a recipe that both `backprop.autodiff` and HIPS autograd can follow."""

import operator
from typing import NamedTuple

import autograd
import autograd.numpy as anp
import numpy as np

from backprop import autodiff
from backprop.autodiff import Node

# Each operation of `autodiff`, and the same in autograd's words. ReLU has the slope 0 at 0 in both.
PAIRS = {
    "add": (operator.add, operator.add),
    "subtract": (operator.sub, operator.sub),
    "multiply": (operator.mul, operator.mul),
    "matmul": (operator.matmul, anp.dot),
}
SINGLES = {
    "negate": (operator.neg, operator.neg),
    "sigmoid": (autodiff.sigmoid, lambda v: 1 / (1 + anp.exp(-v))),
    "relu": (autodiff.relu, lambda v: anp.where(v > 0, v, 0.0)),
    "exp": (autodiff.exp, anp.exp),
    "log": (lambda v: autodiff.log(v * v + 0.5), lambda v: anp.log(v * v + 0.5)),
    "number first": (lambda v: 2 - v * 3, lambda v: 2 - v * 3),
    "array first": (lambda v: ROW * v, lambda v: ROW * v),
}
ROW = np.array([[0.5, -1.5, 1.0]])
SHAPES = [(), (3,), (1, 1), (2, 1), (1, 3), (2, 3), (3, 2), (3, 3), (2, 2), (3, 1)]


class Step(NamedTuple):
    """Make a value from values made before: what is done, to which, and with which options."""

    name: str
    places: tuple[int, ...]
    options: dict


def follow(leaves, steps, words):
    """Return the leaves and what each step makes, in the `words` of autodiff (0) or of autograd (1)."""
    values = list(leaves)
    for name, places, options in steps:
        given = [values[place] for place in places]
        if name == "sum":
            values.append(given[0].sum(**options) if words == 0 else anp.sum(given[0], **options))
        elif name == "scale":
            values.append(given[0] * options["by"])
        else:
            values.append({**PAIRS, **SINGLES}[name][words](*given))
    return values


def recipe(seed, steps=12):
    """Return leaves, and steps whose last one makes a number of them all; the same for the same seed."""
    rng = np.random.default_rng(seed)
    leaves = [rng.normal(size=SHAPES[i]) for i in rng.integers(len(SHAPES), size=rng.integers(2, 5))]
    made, values = [], [Node(leaf) for leaf in leaves]

    def take(name, *places, **options):
        made.append(Step(name, places, options))
        values.append(follow(values, made[-1:], 0)[-1])
        return len(values) - 1

    for _ in range(steps):
        name, places, options = _drawn(rng, [node.value.shape for node in values])
        place = take(name, *places, **options)
        if (largest := np.abs(values[place].value).max()) > 5:  # or the numbers would run away
            take("scale", place, by=float(1 / largest))
    used = {place for step in made for place in step.places}
    total = None
    for place in range(len(values)):
        if place not in used or rng.random() < 0.2:
            part = take("scale", take("sum", place), by=float(rng.normal()))
            total = part if total is None else take("add", total, part)
    return leaves, made


def _drawn(rng, shapes):
    """Draw an operation, and values of shapes that it can take."""
    while True:
        one, two = (int(place) for place in rng.integers(len(shapes), size=2))
        name = str(rng.choice([*PAIRS, *SINGLES, "sum"]))
        if name in SINGLES:
            fits = name != "array first" or _broadcast(shapes[one], ROW.shape)
            if fits:
                return name, (one,), {}
        elif name == "sum":
            axis = [None, *range(len(shapes[one]))][rng.integers(len(shapes[one]) + 1)]
            return name, (one,), {"axis": axis, "keepdims": bool(rng.random() < 0.5)}
        elif name == "matmul":
            if len(shapes[one]) == len(shapes[two]) == 2 and shapes[one][1] == shapes[two][0]:
                return name, (one, two), {}
        elif _broadcast(shapes[one], shapes[two]):
            return name, (one, two), {}


def _broadcast(one, two):
    try:
        return np.broadcast_shapes(one, two)
    except ValueError:
        return False


def gradients(leaves, steps):
    """Return ∂C/∂leaf of every leaf: those of `autodiff`, and those of autograd."""
    nodes = [Node(leaf) for leaf in leaves]
    follow(nodes, steps, 0)[-1].backward()
    theirs = autograd.grad(lambda given: follow(given, steps, 1)[-1])(leaves)
    return [node.gradient for node in nodes], theirs


def paths(leaves, steps):
    """Return how many ways lead from each value to the last one."""
    count = [0] * (len(leaves) + len(steps))
    count[-1] = 1
    for place, step in reversed(list(enumerate(steps, len(leaves)))):
        for parent in step.places:
            count[parent] += count[place]
    return count
