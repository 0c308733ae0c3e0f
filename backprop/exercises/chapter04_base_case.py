"""Exercises of chapter 4: the slopes of the curves, and the base case."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import relu, relu_derivative, sigmoid, sigmoid_derivative
from backprop.exercises.checker.cases import numbers, targets
from backprop.exercises.checker.exercise import Exercise, Mistake, mistakes
from backprop.exercises.checker.guard import Case
from backprop.exercises.families import identity, of_slope

Array = NDArray[Any]
Work = Callable[..., Any]


def sigmoid_slope(z: Array, *, curve: Work = sigmoid, slope: Work = lambda s: s * (1 - s)) -> Any:
    """σ'(z) (@eq-sigmoid-slope)."""
    return slope(curve(z))


def base_case(
    a: Array,
    y: Array,
    z: Array,
    *,
    sign: int = 1,
    factor: Work = lambda a: 1,
    difference: Work = np.subtract,
    slope: Work = sigmoid_derivative,
) -> Any:
    """δ_j = (a_j - y_j) σ'(z_j) (@eq-base-case)."""
    return sign * factor(a) * difference(a, y) * slope(z)


def _smooth(rng: np.random.Generator) -> list[Case]:
    cases = [(numbers(rng, *shape),) for shape in ((1, 1), (3, 1), (2, 3))]
    return [*cases, (np.array([[-4.0], [0.0], [2.5]]),)]


def _around_zero(rng: np.random.Generator) -> list[Case]:
    cases = [(numbers(rng, *shape),) for shape in ((1, 1), (4, 1), (2, 3))]
    return [*cases, (np.array([[-2.0], [0.0], [9.0]]),)]


def _base_cases(rng: np.random.Generator) -> list[Case]:
    weighted_inputs = [numbers(rng, n, 1) for n in (1, 2, 3, 4, 5)]
    return [(sigmoid(z), targets(rng, len(z), 1), z) for z in weighted_inputs]


def of_difference(label: str) -> tuple[Mistake, ...]:
    """Mistakes of the first link, in the choices "sign", "factor" and "difference"."""
    return (
        *mistakes(
            """
    flipped-sign: Your δ has the opposite sign: is it a − y or y − a? An output that is too high must have a
        positive error.
    doubled: Twice too large. The 2 that comes down from the square is cancelled by the one half.
    averaged: You divide by the number of outputs. The cost is a sum over them, not a mean.
    summed: You add the differences over the outputs. Only one term of the cost contains a_j, so each neuron
        answers for its own difference.
    absolute: You have lost the signs of the differences. They say whether an output should go up or down.
    the-cost: You have the terms of the cost, ½ (a − y)². Take the derivative of each: a − y.
    no-target: The target is missing. How the cost moves depends on how far a is from it: a − y.
    squared: You square the difference, as in the cost. Its derivative is a − y itself.
            """,
            label=label,
            sign={"flipped-sign": -1},
            factor={"doubled": lambda a: 2, "averaged": lambda a: 1 / len(a)},
            difference={
                "summed": lambda a, y: (a - y).sum(),
                "absolute": lambda a, y: np.abs(a - y),
                "the-cost": lambda a, y: (a - y) ** 2 / 2,
                "no-target": lambda a, y: a,
                "squared": lambda a, y: (a - y) ** 2,
            },
        ),
    )


EXERCISES = (
    Exercise(
        "sigmoid-slope",
        "sigmoid_slope(z)",
        "σ' of each entry, in the shape of z",
        ("eq-sigmoid-slope", "eq-sigmoid"),
        sigmoid_slope,
        _smooth,
        mistakes(
            """
    z-for-the-value: You put z itself into s (1 − s). The s in it is the value σ(z): pass z through the
        sigmoid first.
    sigmoid-twice: You pass z through the sigmoid twice. The slope is taken where the neuron stands, at z.
    tanh (eq-sigmoid): Your curve is tanh, from −1 to 1. Here it is the sigmoid, from 0 to 1.
    value: This is the value of the sigmoid. Its slope is that value times one minus that value.
    one-factor: One of the two factors is missing: the slope is σ(z) times 1 − σ(z).
    squared: You have σ(z)². The second line of the derivation has one more factor, exp(−z), which comes from
        the chain rule.
    plus: You have σ(z) (1 + σ(z)). With the plus the slope would grow to 2 far out, where the curve is flat.
    brackets: You have σ(1 − σ(z)): the sigmoid of what should be a factor. It is σ(z) times (1 − σ(z)).
    squared-too-early: You square exp(−z) alone: 1 + exp(−z)². The whole bracket is squared: (1 + exp(−z))².
    tanh-slope: 1 − s² is the slope of tanh. That of the sigmoid is s (1 − s).
            """,
            curve={
                "z-for-the-value": identity,
                "sigmoid-twice": lambda z: sigmoid(sigmoid(z)),
                "tanh": np.tanh,
            },
            slope={
                "value": identity,
                "one-factor": lambda s: 1 - s,
                "squared": np.square,
                "plus": lambda s: s * (1 + s),
                "brackets": lambda s: sigmoid(1 - s),
                "squared-too-early": lambda s: (1 - s) / s / (1 + ((1 - s) / s) ** 2),
                "tanh-slope": lambda s: 1 - s**2,
            },
        ),
    ),
    Exercise(
        "relu",
        "relu(z)",
        "ReLU of each entry, in the shape of z",
        ("eq-relu",),
        relu,
        _around_zero,
        mistakes(
            """
    absolute: You fold the negative numbers up. ReLU stops them: they become 0.
    negative-part: You pass the negative numbers on and stop the positive ones: max, not min.
    slope: This is the slope, 0 or 1. ReLU passes a positive number on as it is.
    largest-only: This is one number, the largest of all. ReLU takes each entry on its own: np.maximum
        compares entry by entry, and np.max does not.
    wrong-axis: In np.max(z, 0) the 0 is an axis, and you get the largest of each column. np.maximum(z, 0)
        compares each entry with 0.
    positive-only: z[z > 0] leaves the others out. ReLU keeps a place for every entry, with a 0 in it.
    leaky: This is the leaky ReLU, which lets a hundredth of a negative number through. Here it is 0.
    leaky/2: This is the leaky ReLU, which lets a tenth of a negative number through. Here it is 0.
    clipped: You cut off at 1 as well. ReLU has no upper end.
    clipped/2: You cut off at 6 as well. ReLU has no upper end.
    softplus: This is softplus, ReLU with a round corner. ReLU is 0 up to 0, and then z itself.
    identity: This is z as it came. Negative numbers become 0.
            """,
            functions={
                "absolute": np.abs,
                "negative-part": lambda z: np.minimum(z, 0),
                "slope": lambda z: np.where(z > 0, 1.0, 0.0),
                "largest-only": lambda z: max(0.0, float(z.max())),
                "wrong-axis": lambda z: z.max(axis=0),
                "positive-only": lambda z: z[z > 0],
                "leaky": lambda z: np.where(z > 0, z, 0.01 * z),
                "leaky/2": lambda z: np.where(z > 0, z, 0.1 * z),
                "clipped": lambda z: np.clip(z, 0, 1),
                "clipped/2": lambda z: np.clip(z, 0, 6),
                "softplus": lambda z: np.log(1 + np.exp(z)),
                "identity": identity,
            },
        ),
    ),
    Exercise(
        "relu-slope",
        "relu_slope(z)",
        "the slope of ReLU at each entry, in the shape of z, and 0 at the corner",
        ("eq-relu-slope", "eq-relu"),
        lambda z: relu_derivative(z),
        _around_zero,
        mistakes(
            """
    one-at-zero: Right everywhere but at the corner. At z = 0 there is no slope, and this book chose 0: use z
        > 0, not z >= 0.
    half-at-zero: Right everywhere but at the corner. At z = 0 there is no slope, and this book chose 0, not
        one half.
    always-one: Your slope is 1 everywhere. Left of 0 the curve is flat, so there it is 0. (Comparing the
        output with >= 0 is always true.)
    sign: You have −1 for negative numbers. ReLU is flat there, so its slope is 0.
    value: This is ReLU itself. Its slope is 1 wherever it climbs, however high it stands.
    off-for-on: You have 1 left of 0 and 0 on its right. It is the other way round: z > 0.
    leaky: This is the slope of the leaky ReLU. ReLU is flat left of 0.
    one-number: This is one number for all. Each entry has a slope of its own: z > 0 asks each of them.
    sigmoid-slope: This is the slope of the sigmoid. ReLU has two slopes only, 0 and 1.
            """,
            functions={
                "one-at-zero": lambda z: np.where(z >= 0, 1.0, 0.0),
                "half-at-zero": lambda z: np.heaviside(z, 0.5),
                "always-one": np.ones_like,
                "sign": np.sign,
                "value": relu,
                "off-for-on": lambda z: np.where(z < 0, 1.0, 0.0),
                "leaky": lambda z: np.where(z > 0, 1.0, 0.01),
                "one-number": lambda z: float(z.max() > 0),
                "sigmoid-slope": sigmoid_derivative,
            },
        ),
    ),
    Exercise(
        "base-case",
        "base_case(a, y, z)",
        "the errors of an output layer of sigmoids, (n, 1); a, y and z are (n, 1)",
        ("eq-base-case", "eq-cost-slope", "eq-sigmoid-slope"),
        base_case,
        _base_cases,
        (
            *of_difference("eq-cost-slope"),
            *of_slope(
                "eq-sigmoid-slope",
                "You have the first link only. z acts through the activation, so σ'(z) is a factor too. (It "
                "is absent with another cost, the cross-entropy.)",
            ),
            *mistakes(
                """
    no-difference (eq-cost-slope): You have the slope of the curve alone. The first link is how the cost moves
        with a: a − y.
    target-from-z (eq-cost-slope): You take the target off z. It is compared with what the neuron says, with
        a.
                """,
                difference={"no-difference": lambda a, y: 1},
                functions={"target-from-z": lambda a, y, z: (z - y) * sigmoid_derivative(z)},
            ),
        ),
        counts=lambda a, y, z: {"n, the number of outputs": len(a)},
    ),
)
