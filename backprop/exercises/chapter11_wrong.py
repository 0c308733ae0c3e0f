"""Exercises of chapter 11: how far a gradient is off, and which neurons never speak."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.exercises.checker.cases import layers, numbers
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]
Arrays = list[Array]


def angle(gradients: Arrays, others: Arrays) -> Any:
    """θ of cos θ = Σ_p g_p h_p / (‖g‖ ‖h‖), over all the knobs at once (@eq-angle), in degrees."""
    return _degrees(_flat(gradients), _flat(others))


def _flat(arrays: Arrays) -> Array:
    return np.concatenate([array.ravel() for array in arrays])


def _degrees(g: Array, h: Array) -> Any:
    cosine = (g * h).sum() / np.sqrt((g**2).sum() * (h**2).sum())
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))  # rounding may lead past 1


def _not_divided(gradients: Arrays, others: Arrays) -> Any:
    return np.degrees(np.arccos((_flat(gradients) * _flat(others)).sum()))


def _squared_lengths(gradients: Arrays, others: Arrays) -> Any:
    g, h = _flat(gradients), _flat(others)
    return np.degrees(np.arccos((g * h).sum() / ((g**2).sum() * (h**2).sum())))


def _mean_of_arrays(gradients: Arrays, others: Arrays) -> Any:
    angles = [_degrees(g, h) for g, h in zip(gradients, others, strict=True)]
    return sum(angles) / len(angles)


def _centred(gradients: Arrays, others: Arrays) -> Any:
    g, h = _flat(gradients), _flat(others)
    return _degrees(g - g.mean(), h - h.mean())


def dead_units(Z: Array) -> Any:
    """Which ReLUs have the slope 0 in every column, so that no error passes (@eq-relu-slope)."""
    return (Z <= 0).all(axis=1)


def _gradients(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for sizes, turn in (([1, 2], 1.0), ([2, 2], -0.5), ([2, 3, 2], 0.5), ([3, 2, 4, 1], -1.0)):
        gradients, more = layers(rng, sizes)
        gradients += more
        gradients[0] = gradients[0] * 2  # one array louder than the others
        others = [(turn * g + 0.6 * numbers(rng, *g.shape)).round(2) for g in gradients]
        cases.append((gradients, others))
    return cases


def _relu_inputs(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for n, m in ((2, 2), (3, 3), (4, 3), (5, 4)):
        Z = numbers(rng, n, m)
        Z[0] = -np.abs(Z[0])
        Z[1] = -np.abs(Z[1])
        Z[1, 0] = 0.1  # above 0 once, and below it on average
        if n > 2:
            Z[2] = -np.abs(Z[2])
            Z[2, -1] = 0.0  # never above 0
        if n > 3:
            Z[3] = np.abs(Z[3])
            Z[3, 1] = -0.1  # off once, and above 0 on average
        cases.append((Z[rng.permutation(n)],))
    return cases


EXERCISES = (
    Exercise(
        "angle",
        "angle(gradients, others)",
        "the angle between two gradients in degrees, a number from 0 to 180; each is a list of arrays",
        ("eq-angle", "eq-wrong-step"),
        angle,
        _gradients,
        (
            Mistake(
                "radians",
                lambda gradients, others: np.radians(angle(gradients, others)),
                "This is the angle in radians, where a right angle is π/2. Degrees are wanted: np.degrees.",
            ),
            Mistake(
                "cosine",
                lambda gradients, others: np.cos(np.radians(angle(gradients, others))),
                "This is the cosine of the angle. The angle itself is its arccos.",
            ),
            Mistake(
                "not-divided",
                _not_divided,
                "You take the arccos of the dot product itself. Where that is beyond 1 there is no such "
                "angle, hence the NaN: divide by both lengths first.",
            ),
            Mistake(
                "squared-lengths",
                _squared_lengths,
                "You divide by the squares of the lengths. A length is the root of a sum of squares; without "
                "it even equal gradients are not at 0 degrees.",
            ),
            Mistake(
                "mean-of-arrays",
                _mean_of_arrays,
                "You take the angle of each array and then the mean. A step turns all the knobs at once: one "
                "dot product and two lengths, over all arrays together.",
            ),
            Mistake(
                "absolute",
                lambda gradients, others: np.minimum(
                    angle(gradients, others), 180 - angle(gradients, others)
                ),
                "The sign of the dot product is lost, so your angle never passes 90 degrees. Beyond 90 a "
                "step goes uphill, which is just what you want to know.",
                "eq-wrong-step",
            ),
            Mistake(
                "centred",
                _centred,
                "You take the means off first, as np.corrcoef does. A gradient has no middle to be measured "
                "from: its slopes count from 0.",
            ),
        ),
    ),
    Exercise(
        "dead-units",
        "dead_units(Z)",
        "which neurons of a layer of ReLUs are dead, (n,), each True or False; Z is (n, m), the weighted "
        "inputs for all the examples",
        ("eq-relu-slope",),
        dead_units,
        _relu_inputs,
        (
            Mistake(
                "once-off",
                lambda Z: (Z <= 0).any(axis=1),
                "You call a neuron dead that is off for one example. Being off now and then is what a ReLU "
                "is for: dead is off for all of them.",
            ),
            Mistake(
                "mean",
                lambda Z: Z.mean(axis=1) <= 0,
                "You look at the mean over the examples. One example with z above 0 is enough to teach the "
                "neuron, however low the others are.",
            ),
            Mistake(
                "strictly-below",
                lambda Z: (Z < 0).all(axis=1),
                "At z = 0 you call the neuron alive. In this book the slope of ReLU there is 0, so nothing "
                "passes: dead is z ≤ 0 everywhere.",
            ),
            Mistake(
                "alive",
                lambda Z: (Z > 0).any(axis=1),
                "You mark the neurons that are alive. True should stand for dead.",
            ),
            Mistake(
                "wrong-axis",
                lambda Z: (Z <= 0).all(axis=0),
                "You ask, for each example, whether all neurons are off. Rows are neurons and columns are "
                "examples: go along the row, axis=1.",
            ),
            Mistake(
                "count",
                lambda Z: (Z <= 0).all(axis=1).sum(),
                "This is how many are dead. Say which: True or False for each neuron.",
            ),
            Mistake(
                "indices",
                lambda Z: np.flatnonzero((Z <= 0).all(axis=1)),
                "These are the numbers of the dead neurons. True or False for each neuron is wanted.",
            ),
        ),
    ),
)
