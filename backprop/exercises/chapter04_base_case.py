"""Exercises of chapter 4: the slopes of the curves, and the base case."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import relu, relu_derivative, sigmoid, sigmoid_derivative
from backprop.exercises.checker.cases import numbers, targets
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]


def sigmoid_slope(z: Array) -> Any:
    """σ'(z) (@eq-sigmoid-slope)."""
    return sigmoid_derivative(z)


def relu_slope(z: Array) -> Any:
    """The slope of ReLU, 0 at the corner (@eq-relu-slope)."""
    return relu_derivative(z)


def base_case(a: Array, y: Array, z: Array) -> Any:
    """δ_j = (a_j - y_j) σ'(z_j) (@eq-base-case)."""
    return (a - y) * sigmoid_derivative(z)


def _smooth(rng: np.random.Generator) -> list[Case]:
    cases = [(numbers(rng, *shape),) for shape in ((1, 1), (3, 1), (2, 3))]
    return [*cases, (np.array([[-4.0], [0.0], [2.5]]),)]


def _around_zero(rng: np.random.Generator) -> list[Case]:
    cases = [(numbers(rng, *shape),) for shape in ((1, 1), (4, 1), (2, 3))]
    return [*cases, (np.array([[-2.0], [0.0], [3.0]]),)]


def _base_cases(rng: np.random.Generator) -> list[Case]:
    weighted_inputs = [numbers(rng, n, 1) for n in (1, 2, 3, 4, 5)]
    return [(sigmoid(z), targets(rng, len(z), 1), z) for z in weighted_inputs]


EXERCISES = (
    Exercise(
        "sigmoid-slope",
        "sigmoid_slope(z)",
        "σ' of each entry, in the shape of z",
        ("eq-sigmoid-slope", "eq-sigmoid"),
        sigmoid_slope,
        _smooth,
        (
            Mistake(
                "z-for-the-value",
                lambda z: z * (1 - z),
                "You put z itself into s (1 − s). The s in it is the value σ(z): pass z through the sigmoid "
                "first.",
            ),
            Mistake(
                "value",
                sigmoid,
                "This is the value of the sigmoid. Its slope is that value times one minus that value.",
            ),
            Mistake(
                "one-factor",
                lambda z: 1 - sigmoid(z),
                "One of the two factors is missing: the slope is σ(z) times 1 − σ(z).",
            ),
            Mistake(
                "squared",
                lambda z: sigmoid(z) ** 2,
                "You have σ(z)². The second line of the derivation has one more factor, exp(−z), which comes "
                "from the chain rule.",
            ),
            Mistake(
                "sigmoid-twice",
                lambda z: sigmoid_derivative(sigmoid(z)),
                "You pass z through the sigmoid twice. The slope is taken where the neuron stands, at z.",
            ),
            Mistake(
                "plus",
                lambda z: sigmoid(z) * (1 + sigmoid(z)),
                "You have σ(z) (1 + σ(z)). With the plus the slope would grow to 2 far out, where the curve "
                "is flat.",
            ),
        ),
    ),
    Exercise(
        "relu",
        "relu(z)",
        "ReLU of each entry, in the shape of z",
        ("eq-relu",),
        relu,
        _around_zero,
        (
            Mistake(
                "absolute",
                np.abs,
                "You fold the negative numbers up. ReLU stops them: they become 0.",
            ),
            Mistake(
                "negative-part",
                lambda z: np.minimum(z, 0),
                "You pass the negative numbers on and stop the positive ones: max, not min.",
            ),
            Mistake(
                "slope",
                lambda z: np.where(z > 0, 1.0, 0.0),
                "This is the slope, 0 or 1. ReLU passes a positive number on as it is.",
            ),
            Mistake(
                "largest-only",
                lambda z: max(0.0, float(z.max())),
                "This is one number, the largest of all. ReLU takes each entry on its own: np.maximum "
                "compares entry by entry, and np.max does not.",
            ),
            Mistake(
                "leaky",
                lambda z: np.where(z > 0, z, 0.01 * z),
                "This is the leaky ReLU, which lets a hundredth of a negative number through. Here it is 0.",
            ),
            Mistake(
                "clipped",
                lambda z: np.clip(z, 0, 1),
                "You cut off at 1 as well. ReLU has no upper end.",
            ),
        ),
    ),
    Exercise(
        "relu-slope",
        "relu_slope(z)",
        "the slope of ReLU at each entry, in the shape of z, and 0 at the corner",
        ("eq-relu-slope", "eq-relu"),
        relu_slope,
        _around_zero,
        (
            Mistake(
                "one-at-zero",
                lambda z: np.where(z >= 0, 1.0, 0.0),
                "Right everywhere but at the corner. At z = 0 there is no slope, and this book chose 0: use "
                "z > 0, not z >= 0.",
            ),
            Mistake(
                "half-at-zero",
                lambda z: np.heaviside(z, 0.5),
                "Right everywhere but at the corner. At z = 0 there is no slope, and this book chose 0, not "
                "one half.",
            ),
            Mistake(
                "always-one",
                np.ones_like,
                "Your slope is 1 everywhere. Left of 0 the curve is flat, so there it is 0. (Comparing the "
                "output with >= 0 is always true.)",
            ),
            Mistake(
                "sign",
                np.sign,
                "You have −1 for negative numbers. ReLU is flat there, so its slope is 0.",
            ),
            Mistake(
                "value",
                relu,
                "This is ReLU itself. Its slope is 1 wherever it climbs, however high it stands.",
            ),
            Mistake(
                "leaky",
                lambda z: np.where(z > 0, 1.0, 0.01),
                "This is the slope of the leaky ReLU. ReLU is flat left of 0.",
            ),
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
            Mistake(
                "flipped-sign",
                lambda a, y, z: (y - a) * sigmoid_derivative(z),
                "Your δ has the right size and the opposite sign: is it a − y or y − a? An output that is "
                "too high must have a positive error.",
                "eq-cost-slope",
            ),
            Mistake(
                "no-slope",
                lambda a, y, z: a - y,
                "You have the first link only. z acts through the activation, so σ'(z) is a factor too. (It "
                "is absent with another cost, the cross-entropy.)",
            ),
            Mistake(
                "slope-of-activation",
                lambda a, y, z: (a - y) * sigmoid_derivative(a),
                "You take the slope of the curve at a. The neuron stands at z: σ'(z), or a (1 − a), but not "
                "σ'(a).",
            ),
            Mistake(
                "value-for-slope",
                lambda a, y, z: (a - y) * sigmoid(z),
                "You multiply by the value σ(z). How far the neuron can still be moved is its slope, σ'(z).",
            ),
            Mistake(
                "z-for-the-value",
                lambda a, y, z: (a - y) * z * (1 - z),
                "You put z into s (1 − s). The s in it is the value of the sigmoid, which is a.",
                "eq-sigmoid-slope",
            ),
            Mistake(
                "doubled",
                lambda a, y, z: 2 * (a - y) * sigmoid_derivative(z),
                "Twice too large. The 2 that comes down from the square is cancelled by the one half.",
                "eq-cost-slope",
            ),
            Mistake(
                "summed",
                lambda a, y, z: (a - y).sum() * sigmoid_derivative(z),
                "You add the differences over the outputs. Only one term of the cost contains a_j, so each "
                "neuron answers for its own difference.",
                "eq-cost-slope",
            ),
        ),
        counts=lambda a, y, z: {"n, the number of outputs": len(a)},
    ),
)
