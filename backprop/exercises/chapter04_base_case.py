"""Exercises of chapter 4: the slopes of the curves, and the base case."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import relu, relu_derivative, sigmoid, sigmoid_derivative
from backprop.exercises.checker.cases import numbers, targets
from backprop.exercises.checker.exercise import Exercise, Mistake
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
        Mistake(
            "flipped-sign",
            {"sign": -1},
            "Your δ has the opposite sign: is it a − y or y − a? An output that is too high must have a "
            "positive error.",
            label,
        ),
        Mistake(
            "doubled",
            {"factor": lambda a: 2},
            "Twice too large. The 2 that comes down from the square is cancelled by the one half.",
            label,
        ),
        Mistake(
            "averaged",
            {"factor": lambda a: 1 / len(a)},
            "You divide by the number of outputs. The cost is a sum over them, not a mean.",
            label,
        ),
        Mistake(
            "summed",
            {"difference": lambda a, y: (a - y).sum()},
            "You add the differences over the outputs. Only one term of the cost contains a_j, so each "
            "neuron answers for its own difference.",
            label,
        ),
        Mistake(
            "absolute",
            {"difference": lambda a, y: np.abs(a - y)},
            "You have lost the signs of the differences. They say whether an output should go up or down.",
            label,
        ),
        Mistake(
            "the-cost",
            {"difference": lambda a, y: (a - y) ** 2 / 2},
            "You have the terms of the cost, ½ (a − y)². Take the derivative of each: a − y.",
            label,
        ),
        Mistake(
            "no-target",
            {"difference": lambda a, y: a},
            "The target is missing. How the cost moves depends on how far a is from it: a − y.",
            label,
        ),
        Mistake(
            "squared",
            {"difference": lambda a, y: (a - y) ** 2},
            "You square the difference, as in the cost. Its derivative is a − y itself.",
            label,
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
        (
            Mistake(
                "z-for-the-value",
                {"curve": identity},
                "You put z itself into s (1 − s). The s in it is the value σ(z): pass z through the sigmoid "
                "first.",
            ),
            Mistake(
                "sigmoid-twice",
                {"curve": lambda z: sigmoid(sigmoid(z))},
                "You pass z through the sigmoid twice. The slope is taken where the neuron stands, at z.",
            ),
            Mistake(
                "tanh",
                {"curve": np.tanh},
                "Your curve is tanh, from −1 to 1. Here it is the sigmoid, from 0 to 1.",
                "eq-sigmoid",
            ),
            Mistake(
                "value",
                {"slope": identity},
                "This is the value of the sigmoid. Its slope is that value times one minus that value.",
            ),
            Mistake(
                "one-factor",
                {"slope": lambda s: 1 - s},
                "One of the two factors is missing: the slope is σ(z) times 1 − σ(z).",
            ),
            Mistake(
                "squared",
                {"slope": np.square},
                "You have σ(z)². The second line of the derivation has one more factor, exp(−z), which comes "
                "from the chain rule.",
            ),
            Mistake(
                "plus",
                {"slope": lambda s: s * (1 + s)},
                "You have σ(z) (1 + σ(z)). With the plus the slope would grow to 2 far out, where the curve "
                "is flat.",
            ),
            Mistake(
                "brackets",
                {"slope": lambda s: sigmoid(1 - s)},
                "You have σ(1 − σ(z)): the sigmoid of what should be a factor. It is σ(z) times (1 − σ(z)).",
            ),
            Mistake(
                "squared-too-early",
                {"slope": lambda s: (1 - s) / s / (1 + ((1 - s) / s) ** 2)},
                "You square exp(−z) alone: 1 + exp(−z)². The whole bracket is squared: (1 + exp(−z))².",
            ),
            Mistake(
                "tanh-slope",
                {"slope": lambda s: 1 - s**2},
                "1 − s² is the slope of tanh. That of the sigmoid is s (1 − s).",
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
            Mistake("absolute", np.abs, "You fold the negative numbers up. ReLU stops them: they become 0."),
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
                "wrong-axis",
                lambda z: z.max(axis=0),
                "In np.max(z, 0) the 0 is an axis, and you get the largest of each column. np.maximum(z, 0) "
                "compares each entry with 0.",
            ),
            Mistake(
                "positive-only",
                lambda z: z[z > 0],
                "z[z > 0] leaves the others out. ReLU keeps a place for every entry, with a 0 in it.",
            ),
            Mistake(
                "leaky",
                lambda z: np.where(z > 0, z, 0.01 * z),
                "This is the leaky ReLU, which lets a hundredth of a negative number through. Here it is 0.",
            ),
            Mistake(
                "leaky",
                lambda z: np.where(z > 0, z, 0.1 * z),
                "This is the leaky ReLU, which lets a tenth of a negative number through. Here it is 0.",
            ),
            Mistake(
                "clipped", lambda z: np.clip(z, 0, 1), "You cut off at 1 as well. ReLU has no upper end."
            ),
            Mistake(
                "clipped", lambda z: np.clip(z, 0, 6), "You cut off at 6 as well. ReLU has no upper end."
            ),
            Mistake(
                "softplus",
                lambda z: np.log(1 + np.exp(z)),
                "This is softplus, ReLU with a round corner. ReLU is 0 up to 0, and then z itself.",
            ),
            Mistake("identity", identity, "This is z as it came. Negative numbers become 0."),
        ),
    ),
    Exercise(
        "relu-slope",
        "relu_slope(z)",
        "the slope of ReLU at each entry, in the shape of z, and 0 at the corner",
        ("eq-relu-slope", "eq-relu"),
        lambda z: relu_derivative(z),
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
                "sign", np.sign, "You have −1 for negative numbers. ReLU is flat there, so its slope is 0."
            ),
            Mistake(
                "value",
                relu,
                "This is ReLU itself. Its slope is 1 wherever it climbs, however high it stands.",
            ),
            Mistake(
                "off-for-on",
                lambda z: np.where(z < 0, 1.0, 0.0),
                "You have 1 left of 0 and 0 on its right. It is the other way round: z > 0.",
            ),
            Mistake(
                "leaky",
                lambda z: np.where(z > 0, 1.0, 0.01),
                "This is the slope of the leaky ReLU. ReLU is flat left of 0.",
            ),
            Mistake(
                "one-number",
                lambda z: float(z.max() > 0),
                "This is one number for all. Each entry has a slope of its own: z > 0 asks each of them.",
            ),
            Mistake(
                "sigmoid-slope",
                sigmoid_derivative,
                "This is the slope of the sigmoid. ReLU has two slopes only, 0 and 1.",
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
            *of_difference("eq-cost-slope"),
            *of_slope(
                "eq-sigmoid-slope",
                "You have the first link only. z acts through the activation, so σ'(z) is a factor too. (It "
                "is absent with another cost, the cross-entropy.)",
            ),
            Mistake(
                "no-difference",
                {"difference": lambda a, y: 1},
                "You have the slope of the curve alone. The first link is how the cost moves with a: a − y.",
                "eq-cost-slope",
            ),
            Mistake(
                "target-from-z",
                lambda a, y, z: (z - y) * sigmoid_derivative(z),
                "You take the target off z. It is compared with what the neuron says, with a.",
                "eq-cost-slope",
            ),
        ),
        counts=lambda a, y, z: {"n, the number of outputs": len(a)},
    ),
)
