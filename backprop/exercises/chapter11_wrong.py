"""Exercises of chapter 11: how far a gradient is off, and which neurons never speak."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.exercises.checker.cases import layers, numbers
from backprop.exercises.checker.exercise import Exercise, Mistake, mistakes
from backprop.exercises.checker.guard import Case
from backprop.exercises.families import identity

Array = NDArray[Any]
Arrays = list[Array]
Work = Callable[..., Any]


def _flat(arrays: Arrays) -> Array:
    return np.concatenate([array.ravel() for array in arrays])


def _in_degrees(cosine: Any) -> Any:
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))  # rounding may lead past 1


def angle(
    gradients: Arrays,
    others: Arrays,
    *,
    flat: Work = _flat,
    dot: Work = lambda g, h: (g * h).sum(),
    lengths: Work = lambda g, h: np.sqrt((g * g).sum() * (h * h).sum()),
    shown: Work = _in_degrees,
) -> Any:
    """θ of cos θ = Σ_p g_p h_p / (‖g‖ ‖h‖), over all the knobs at once (@eq-angle), in degrees."""
    g, h = flat(gradients), flat(others)
    with np.errstate(invalid="ignore"):
        return shown(dot(g, h) / lengths(g, h))


def _beyond(cosine: Any) -> Any:
    """The same without a clip, so that there is no angle where the cosine is beyond 1."""
    return np.degrees(np.arccos(cosine))


def _mean_of_arrays(gradients: Arrays, others: Arrays) -> Any:
    return np.mean([angle([g], [h]) for g, h in zip(gradients, others, strict=True)])


def dead_units(
    Z: Array,
    *,
    off: Work = lambda Z: Z <= 0,
    over: Work = lambda off: off.all(axis=1),
    shown: Work = identity,
) -> Any:
    """Which ReLUs have the slope 0 in every column, so that no error passes (@eq-relu-slope)."""
    return shown(over(off(Z)))


def _gradients(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for sizes, turn in (([1, 2], 1.0), ([2, 2], -0.5), ([2, 3, 2], 0.5), ([3, 2, 4, 1], -1.0)):
        gradients, more = layers(rng, sizes)
        gradients += more
        gradients[0] = gradients[0] * 2  # one array louder than the others
        others = [(turn * g + 0.6 * numbers(rng, *g.shape)).round(2) for g in gradients]
        cases.append((gradients, others))
    near = [0.1 * g for g in cases[0][0]], [0.1 * g for g in cases[0][1]]  # so short that g · h is below 1
    return [*cases[1:], near]


def _relu_inputs(rng: np.random.Generator) -> list[Case]:
    """Neurons of all kinds: dead ones, and such as are nearly dead or nearly always on."""
    cases: list[Case] = []
    for n, m in ((2, 2), (3, 3), (7, 3), (9, 4)):
        Z = np.abs(numbers(rng, n, m))
        Z[:3] *= -1
        Z[1, n % m] = 0.1  # above 0 once, and below it on average
        Z[2:3, -1] = 0.0  # never above 0
        Z[3:4, 1] = -0.1  # off once, and above 0 on average
        Z[4:5, 1] = 0.0  # at the corner once
        Z[5:6] = 0.0  # at the corner always
        Z[7:8, 0] = 0.0
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
            *mistakes(
                """
    radians: This is the angle in radians, where a right angle is π/2. Degrees are wanted: np.degrees.
    cosine: This is the cosine of the angle. The angle itself is its arccos.
    sine: You take the arcsine. What is divided by the lengths is a cosine: arccos.
    absolute (eq-wrong-step): The sign of the dot product is lost, so your angle never passes 90 degrees.
        Beyond 90 a step goes uphill, which is just what you want to know.
    opposite: This is the angle to the opposite direction, 180 degrees less the angle. Has a sign been turned?
    not-divided: You take the arccos of the dot product itself. Where that is beyond 1 there is no such angle,
        hence the NaN: divide by both lengths first.
    not-divided/2: You do not divide the dot product by the lengths. It is a cosine only for gradients of
        length 1.
                """,
                shown={
                    "radians": lambda cosine: np.arccos(np.clip(cosine, -1, 1)),
                    "cosine": identity,
                    "sine": lambda cosine: np.degrees(np.arcsin(np.clip(cosine, -1, 1))),
                    "absolute": lambda cosine: _in_degrees(np.abs(cosine)),
                    "opposite": lambda cosine: _in_degrees(-cosine),
                },
                lengths={"not-divided/2": lambda g, h: 1.0},
                several={"not-divided": {"lengths": lambda g, h: 1.0, "shown": _beyond}},
            ),
            *(
                Mistake(
                    "one-length",
                    {"lengths": length, "shown": shown},
                    "You divide by one length only. The dot product has both in it: divide by ‖g‖ and by "
                    "‖h‖.",
                )
                for shown in (_beyond, _in_degrees)
                for length in (
                    lambda g, h: np.sqrt((g * g).sum()),
                    lambda g, h: np.sqrt((h * h).sum()),
                    lambda g, h: (g * g).sum(),
                    lambda g, h: (h * h).sum(),
                )
            ),
            *mistakes(
                """
    squared-lengths: You divide by the squares of the lengths. A length is the root of a sum of squares;
        without it even equal gradients are not at 0 degrees.
    sum-of-lengths: You divide by the sum of the lengths. The cosine divides by their product.
    mean-of-arrays: You take the angle of each array and then the mean. A step turns all the knobs at once:
        one dot product and two lengths, over all arrays together.
    one-array: You look at the first array only. A step turns all the knobs at once: put all arrays together.
    one-array/2: You look at the last array only. Does the loop add to the sums, or overwrite them?
    centred: You take the means off first, as np.corrcoef does. A gradient has no middle to be measured from:
        its slopes count from 0.
                """,
                lengths={"sum-of-lengths": lambda g, h: np.sqrt((g * g).sum()) + np.sqrt((h * h).sum())},
                flat={
                    "one-array": lambda arrays: arrays[0].ravel(),
                    "one-array/2": lambda arrays: arrays[-1].ravel(),
                    "centred": lambda arrays: _flat(arrays) - _flat(arrays).mean(),
                },
                several={
                    "squared-lengths": {
                        "lengths": lambda g, h: (g * g).sum() * (h * h).sum(),
                        "shown": _beyond,
                    }
                },
                functions={"mean-of-arrays": _mean_of_arrays},
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
        mistakes(
            """
    once-off: You call a neuron dead that is off for one example. Being off now and then is what a ReLU is
        for: dead is off for all of them.
    wrong-axis: You ask, for each example, whether all neurons are off. Rows are neurons and columns are
        examples: go along the row, axis=1.
    no-axis: You ask whether all neurons are off for all examples. Each neuron has an answer of its own:
        axis=1.
    first-only: You look at the first example only. Dead is off for all of them.
    mean: You look at the mean over the examples. One example with z above 0 is enough to teach the neuron,
        however low the others are.
    strictly-below: At z = 0 you call the neuron alive. In this book the slope of ReLU there is 0, so nothing
        passes: dead is z ≤ 0 everywhere.
    only-zero: You ask whether z is 0. A ReLU is off wherever z is not above 0: z ≤ 0.
    on-for-off: You mark the neurons that are on for every example. Dead is off for all: z ≤ 0.
    alive: You mark the neurons that are alive. True should stand for dead.
    count: This is how many are dead. Say which: True or False for each neuron.
    indices: These are the numbers of the dead neurons. True or False for each neuron is wanted.
            """,
            over={
                "once-off": lambda off: off.any(axis=1),
                "wrong-axis": lambda off: off.all(axis=0),
                "first-only": lambda off: off[:, 0],
            },
            off={"strictly-below": lambda Z: Z < 0, "only-zero": lambda Z: Z == 0},
            shown={"alive": np.logical_not, "count": np.sum, "indices": np.flatnonzero},
            several={"no-axis": {"over": lambda off: off.all(), "shown": identity}},
            functions={"mean": lambda Z: Z.mean(axis=1) <= 0, "on-for-off": lambda Z: (Z > 0).all(axis=1)},
        ),
    ),
)
