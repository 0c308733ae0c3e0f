"""The networks and batches that the tests draw, and how far apart two gradients are."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backprop import Dataset, Network

ACTIVATIONS = ["relu", "sigmoid"]
INITS = ["auto", "normal"]
# A cost, and an activation of the output that it goes with.
ENDS = [
    ("quadratic", "relu"),
    ("quadratic", "sigmoid"),
    ("cross-entropy", "softmax"),
    ("cross-entropy", "sigmoid"),
]
SEEDS = range(160)  # of the architectures
QUADRATIC_SEEDS = 120  # the architectures after these have the cross-entropy


class Case(NamedTuple):
    """A network, its inputs X (n_in, m) and targets Y (n_out, m)."""

    net: Network
    X: np.ndarray
    Y: np.ndarray


def make_case(sizes, activation, output, init, m, seed, kind=Network, dtype=np.float64, cost="quadratic"):
    net = kind(sizes, activation, output, seed=seed, init=init, dtype=dtype, cost=cost)
    rng = np.random.default_rng([seed, 1])
    X = rng.normal(size=(sizes[0], m)).astype(dtype)
    Y = rng.uniform(size=(sizes[-1], m)).astype(dtype)
    return Case(net, X, Y / Y.sum(axis=0) if output == "softmax" else Y)


def architecture(seed):
    """The arguments of `make_case`, drawn at random, the same for the same seed on every machine."""
    rng = np.random.default_rng([seed, 0])
    layers = 1 + seed % 4
    sizes = [int(size) for size in rng.choice(np.arange(1, 8), size=layers + 1, replace=False)]
    ends = ENDS[:2] if seed < QUADRATIC_SEEDS else ENDS[2:]
    activation = str(rng.choice(ACTIVATIONS))
    cost, output = ends[rng.choice(2)]
    output = "sigmoid" if (output, sizes[-1]) == ("softmax", 1) else output
    return {
        "sizes": sizes,
        "activation": activation,
        "output": output,
        "cost": cost,
        "init": str(rng.choice(INITS)),
        "m": int(rng.integers(1, 8)),
        "seed": seed,
    }


def numbered_case(seed, **changes):
    return make_case(**architecture(seed), **changes)


@st.composite
def cases(draw, least_layers=1, least_m=1, activations=ACTIVATIONS):
    """Any small network with a batch for it; Hypothesis shrinks the sizes, a seed gives the numbers."""
    cost, output = draw(st.sampled_from([end for end in ENDS if end[1] in (*activations, "softmax")]))
    sizes = draw(st.lists(st.integers(1, 6), min_size=least_layers + 1, max_size=5))
    return make_case(
        sizes=[*sizes[:-1], max(sizes[-1], 2)] if output == "softmax" else sizes,
        activation=draw(st.sampled_from(activations)),
        output=output,
        cost=cost,
        init=draw(st.sampled_from([*INITS, "he", "xavier"])),
        m=draw(st.integers(least_m, 7)),
        seed=draw(st.integers(0, 10_000)),
    )


def weighted_inputs(limit=1e4):
    """A row of floats between -limit and limit."""
    return arrays(np.float64, st.integers(1, 20), elements=st.floats(-limit, limit))


@st.composite
def training_runs(draw):
    """A data set, and the arguments of a short training on it; the last batch is often smaller."""
    n, n_in, classes = draw(st.integers(1, 30)), draw(st.integers(1, 5)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    dataset = Dataset(rng.uniform(size=(n_in, n)), rng.integers(classes, size=n), classes)
    return dataset, {
        "epochs": draw(st.integers(1, 3)),
        "batch_size": draw(st.integers(1, 35)),
        "eta": draw(st.sampled_from([0.1, 1.0])),
    }


def difference(mine, theirs):
    """The largest |mine - theirs| of any array, divided by the largest number in that array."""
    pairs = zip([*mine.weights, *mine.biases], [*theirs.weights, *theirs.biases], strict=True)
    return max(_relative(np.asarray(one), np.asarray(other)) for one, other in pairs)


def _relative(one, other):
    assert one.shape == other.shape
    scale = max(np.abs(one).max(), np.abs(other).max())
    return 0.0 if scale == 0 else float(np.abs(one - other).max() / scale)
