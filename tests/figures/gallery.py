"""One or more examples of every picture, drawn from small data, for the tests to look at."""

from functools import cache

import numpy as np

from backprop import History, Network, load_digits
from backprop.activations import RELU, SIGMOID
from backprop.debugging import bugs
from backprop.examples import running_network
from figures import (
    activation,
    argument,
    cost,
    course,
    descent,
    digits,
    graph,
    machines,
    making,
    network,
    shapes,
    training,
    trouble,
)

RECORD = {"machine": "a machine", "batch_sizes": [1, 2, 5, 10, 100], "ratio": [1.1, 2.9, 6.0, 9.5, 14.0]}
OVER_LIMIT = {
    "the bare products": [1.0, 1.0, 1.0],
    "the same products, random batches": [1.1, 1.2, 1.3],
    "backprop": [1.2, 1.3, 1.5],
    "scikit-learn": [2.0, 2.5, 3.0],
    "backprop.looped": [30.0, 40.0, 45.0],
}
BENCH = {
    "machine": "a machine",
    "contests": [
        {"sizes": sizes, "threads": threads, "over_limit": OVER_LIMIT}
        for sizes in ([784, 30, 10], [784, 128, 64, 10])
        for threads in (1, 2)
    ],
}
TWO_MACHINES = {
    "machine": "a machine",
    "batch_sizes": [100, 1000, 10000],
    "networks": [
        {"sizes": [784, 30, 10], "one": [0.001, 0.01, 0.1], "two": [0.03, 0.035, 0.08]},
        {"sizes": [784, 1000, 10], "one": [0.01, 0.1, 1.0], "two": [0.07, 0.12, 0.6]},
    ],
}
FIRST, SECOND = (1, 0, 2), (1, 1, 2)
DIGITS, _ = load_digits()
IMAGES = DIGITS.images()[:12]


def rng():
    return np.random.default_rng(4)


def walk(steps, noise):
    """Return a path over the two weights FIRST and SECOND of the running network, (steps + 1, 2)."""
    there = np.linspace((0.3, 0.6), (1.5, -0.6), steps + 1)
    there[1:] += noise * rng().normal(size=(steps, 2))
    return there


def history(epochs, start):
    share = np.arange(1, epochs + 1) / epochs
    return History(
        list(start / (1 + share)), list(1 - start / (1 + 4 * share)), [1.0] * epochs, interrupted=False
    )


def bug_row(bug, later, end):
    """What one bug may have done in six epochs, with `end` as the share read right at last."""
    return bugs.Row(bug, 0.6 * later, later, 1.0, [end * epoch / 6 for epoch in range(1, 7)], ["m=5"])


def bug_rows():
    kinds = bugs.ALL[:5]
    return [bug_row(bug, 180.0 - 40 * place, 0.1 + 0.2 * place) for place, bug in enumerate(kinds)]


def outputs():
    a = np.full((10, 1), 0.05)
    a[[3, 5], 0] = 0.31, 0.64
    return a


def confusion_counts():
    counts = rng().integers(0, 12, (10, 10))
    return counts + np.diag(rng().integers(870, 1100, 10))


def seven():
    """A thick 7 in the upper left of a large sheet."""
    ink = np.zeros((140, 140))
    ink[30:38, 25:70] = 1
    for row in range(38, 100):
        ink[row, 62 - (row - 38) // 2 : 70 - (row - 38) // 2] = 1
    return ink


EXAMPLES = {
    "machines.shards": lambda: machines.shards((50, 30, 20)),
    "machines.speedup": lambda: machines.speedup(TWO_MACHINES),
    "network.diagram": lambda: network.diagram([5, 7, 4, 6], [(0, 4), (1, 3), (2, 0)], labels="indices"),
    "network.diagram, plain": lambda: network.diagram([3, 5, 2]),
    "network.diagram, large": lambda: network.diagram([784, 30, 10], highlight=[(0, 0)]),
    "network.with_values": lambda: network.with_values(*running_network()),
    "network.with_errors": lambda: network.with_errors(*running_network()),
    "network.paths": lambda: network.paths((7, 4), neuron=2),
    "network.lists": lambda: network.lists((2, 3, 2)),
    "cost.digit_bars": lambda: cost.digit_bars(IMAGES[3], outputs(), np.eye(10)[:, [3]]),
    "cost.landscape": lambda: cost.landscape(*running_network(), FIRST, SECOND, points=15),
    "activation.with_slope, sigmoid": lambda: activation.with_slope(SIGMOID, at=(-3, 0, 3)),
    "activation.with_slope, relu": lambda: activation.with_slope(RELU, span=3.0, at=(-2, 2)),
    "argument.induction": lambda: argument.induction(layers=4),
    "argument.dependency": lambda: argument.dependency(),
    "argument.two_passes": lambda: argument.two_passes(layers=3),
    "course.needs": lambda: course.needs(),
    "making.structure": lambda: making.structure(),
    "descent.steps": lambda: descent.steps(
        lambda p: (p - 2) ** 2 / 2, lambda p: p - 2, start=0.0, etas=[0.2, 1.7, 2.1]
    ),
    "descent.on_landscape": lambda: descent.on_landscape(
        *running_network(), FIRST, SECOND, {"step 1": walk(8, 0), "step 4": walk(4, 0)}
    ),
    "descent.full_against_stochastic": lambda: descent.full_against_stochastic(
        *running_network(), FIRST, SECOND, full=walk(5, 0), stochastic=walk(40, 0.1)
    ),
    "graph.computation": lambda: graph.computation(*running_network()),
    "graph.sure_and_wrong": lambda: graph.sure_and_wrong(),
    "shapes.products": lambda: shapes.products((784, 30, 10), m=100),
    "shapes.batches": lambda: shapes.batches(n=12, m=4, seed=3),
    "training.curves": lambda: training.curves({"one": history(10, 0.4), "other": history(8, 0.2)}),
    "training.robustness": lambda: training.robustness(
        {
            "degrees clockwise": ([-30, 0, 30], {"one": [0.7, 0.97, 0.75], "other": [0.9, 0.98, 0.9]}),
            "pixels thicker": (
                [-1, 0, 1, 2],
                {"one": [0.9, 0.97, 0.8, 0.5], "other": [0.97, 0.98, 0.97, 0.9]},
            ),
        }
    ),
    "training.batch_noise": lambda: training.batch_noise(
        {m: 0.01 + rng().normal(0, 0.1 / m**0.5, 60) for m in (10, 40)}, full=0.01
    ),
    "training.gradient_check": lambda: training.gradient_check(
        np.logspace(-11, 0, 23), [h**2 / 20 + 1e-16 / h for h in np.logspace(-11, 0, 23)]
    ),
    "training.timings": lambda: training.timings(RECORD),
    "training.bench": lambda: training.bench(BENCH),
    "digits.grid": lambda: digits.grid(IMAGES, labels=DIGITS.labels[:12], columns=6),
    "digits.confusion": lambda: digits.confusion(confusion_counts()),
    "digits.mistakes": lambda: digits.mistakes(IMAGES[:6], DIGITS.labels[:6], DIGITS.labels[6:12]),
    "digits.preparation": lambda: digits.preparation(seven()),
    "digits.weights_as_images": lambda: digits.weights_as_images(rng().normal(size=(6, 784))),
    "trouble.angles": lambda: trouble.angles(bug_rows()),
    "trouble.gallery": lambda: trouble.gallery(bug_row(Network, 0.0, 0.97), bug_rows()),
    "trouble.depth": lambda: trouble.depth(
        {"one": [0.001 * 5**layer for layer in range(4)], "other": [0.1, 0.08, 0.12]}
    ),
    "trouble.steps": lambda: trouble.steps([0.1, 1, 10], {"one": [0.3, 0.9, 0.1], "other": [0.2, 0.8, 0.9]}),
}
FAMILIES = (
    activation,
    argument,
    cost,
    course,
    descent,
    digits,
    graph,
    machines,
    making,
    network,
    shapes,
    training,
    trouble,
)


@cache
def drawn(name):
    """Return an example, drawn once; tests that change it draw their own."""
    return EXAMPLES[name]()


def untrained():
    return Network([64, 12, 10], activation="sigmoid", seed=1)
