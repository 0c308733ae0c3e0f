"""Exercises of chapter 5: the inductive step, and the measured slope."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import relu_derivative, sigmoid, sigmoid_derivative
from backprop.exercises.checker.cases import Formula, number, numbers
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]
Cost = Callable[[float], float]


def inductive_step(W: Array, delta: Array, z: Array) -> Any:
    """δ_j = σ'(z_j) Σ_i w_ij δ_i, for all the neurons of a layer (@eq-inductive-step)."""
    return sigmoid_derivative(z) * (W.T @ delta)


def central_difference(C: Cost, p: float, h: float) -> float:
    """∂C/∂p ≈ (C(p + h) - C(p - h)) / 2h (@eq-central-difference)."""
    return (C(p + h) - C(p - h)) / (2 * h)


def _steps_back(rng: np.random.Generator) -> list[Case]:
    shapes = ((1, 1), (2, 2), (3, 3), (2, 3), (4, 2), (3, 1))
    return [(numbers(rng, i, j), numbers(rng, i, 1), numbers(rng, j, 1)) for i, j in shapes]


def _curves(rng: np.random.Generator) -> list[Case]:
    curves = (
        (Formula("p³", lambda p: p**3), 0.5),
        (Formula("exp(p)", np.exp), 0.2),
        (Formula("p⁴ - p", lambda p: p**4 - p), 0.1),
        (Formula("sin(p)", np.sin), 0.4),
    )
    return [(curve, number(rng), h) for curve, h in curves]


EXERCISES = (
    Exercise(
        "inductive-step",
        "inductive_step(W, delta, z)",
        "the errors of a layer of sigmoids, (j, 1); W is (i, j) and delta (i, 1), of the layer after it, "
        "z is (j, 1), its own",
        ("eq-inductive-step", "eq-sum-over-paths", "eq-path"),
        inductive_step,
        _steps_back,
        (
            Mistake(
                "no-slope",
                lambda W, delta, z: W.T @ delta,
                "You have what arrives at each neuron. It is multiplied by how far the neuron can be moved, "
                "σ'(z). A network that forgets this still learns.",
            ),
            Mistake(
                "untransposed",
                lambda W, delta, z: sigmoid_derivative(z) * (W @ delta),
                "You read the weights by rows, W @ delta. Going back, neuron j sums over the first index, "
                "over all that hear it: read them by columns, W.T @ delta.",
            ),
            Mistake(
                "value-for-slope",
                lambda W, delta, z: sigmoid(z) * (W.T @ delta),
                "You multiply by the activation σ(z). The factor is the slope there, σ'(z).",
                "eq-path",
            ),
            Mistake(
                "sigmoid-twice",
                lambda W, delta, z: sigmoid_derivative(sigmoid(z)) * (W.T @ delta),
                "You take the slope at the activation. The neuron stands at z: σ'(z), or a (1 − a), but not "
                "σ'(a).",
                "eq-path",
            ),
            Mistake(
                "slope-of-arriving",
                lambda W, delta, z: sigmoid_derivative(W.T @ delta),
                "You take the slope of the curve at what arrives. What arrives is an error, and it is "
                "multiplied by the slope at z.",
            ),
            Mistake(
                "relu-slope",
                lambda W, delta, z: relu_derivative(z) * (W.T @ delta),
                "You take the slope of ReLU. These neurons are sigmoids, so the slope is σ (1 − σ).",
                "eq-path",
            ),
            Mistake(
                "sums-apart",
                lambda W, delta, z: sigmoid_derivative(z) * W.sum(axis=0)[:, None] * delta.sum(),
                "You add the weights and the errors up apart. Each weight scales the error at the end of its "
                "own line: multiply along the path, then add.",
                "eq-sum-over-paths",
            ),
        ),
        counts=lambda W, delta, z: {"the number of neurons in the next layer": len(delta)},
    ),
    Exercise(
        "central-difference",
        "central_difference(C, p, h)",
        "the measured slope of C at p, a number, with a nudge of h both ways; C is a function of p",
        ("eq-central-difference",),
        central_difference,
        _curves,
        (
            Mistake(
                "right-side-only",
                lambda C, p, h: (C(p + h) - C(p)) / h,
                "You nudge upward only. The bend of the cost stays in the result, an error of about "
                "½ C'' h. Nudge both ways, and it cancels.",
            ),
            Mistake(
                "left-side-only",
                lambda C, p, h: (C(p) - C(p - h)) / h,
                "You nudge downward only. The bend of the cost stays in the result. Nudge both ways, and it "
                "cancels.",
            ),
            Mistake(
                "not-halved",
                lambda C, p, h: (C(p + h) - C(p - h)) / h,
                "Twice too large. From p − h to p + h is a distance of 2h: divide by that.",
            ),
            Mistake(
                "no-brackets",
                lambda C, p, h: (C(p + h) - C(p - h)) / 2 * h,
                "x / 2 * h divides by 2 and then multiplies by h. Put 2 * h in brackets.",
            ),
            Mistake(
                "half-a-nudge",
                lambda C, p, h: (C(p + h / 2) - C(p - h / 2)) / h,
                "A good slope, but you nudge by half of h each way. The equation nudges by h and divides by "
                "2h.",
            ),
            Mistake(
                "sum",
                lambda C, p, h: (C(p + h) + C(p - h)) / (2 * h),
                "You add the two costs. What counts is how far they are apart: subtract.",
            ),
        ),
    ),
)
