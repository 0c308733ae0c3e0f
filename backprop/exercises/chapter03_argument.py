"""Exercises of chapter 3: the errors measured, and the slopes that follow from them."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import sigmoid
from backprop.exercises.checker.cases import Formula, numbers, shares
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]
Cost = Callable[[Array], float]


def measured_errors(cost: Cost, z: Array, h: float) -> Any:
    """δ_j = ∂C_x/∂z_j (@eq-delta), measured by nudging each z_j both ways."""
    errors = np.zeros_like(z)
    for j in range(len(z)):
        nudge = np.zeros_like(z)
        nudge[j] = h
        errors[j] = (cost(z + nudge) - cost(z - nudge)) / (2 * h)
    return errors


def slopes_from_errors(delta: Array, a: Array) -> tuple[Any, Any]:
    """∂C_x/∂w_jk = δ_j a_k (@eq-weight-slope) and ∂C_x/∂b_j = δ_j (@eq-bias-slope)."""
    return delta @ a.T, delta


def _one_sided(cost: Cost, z: Array, h: float) -> Any:
    return np.array([[(cost(z + nudge[:, None]) - cost(z)) / h] for nudge in h * np.eye(len(z))])


def _all_at_once(cost: Cost, z: Array, h: float) -> Any:
    return np.full_like(z, (cost(z + h) - cost(z - h)) / (2 * h))


def _not_put_back(cost: Cost, z: Array, h: float) -> Any:
    errors, moved = np.zeros_like(z), z.copy()
    for j in range(len(z)):
        moved[j] += h
        above = cost(moved)
        moved[j] -= 2 * h
        errors[j] = (above - cost(moved)) / (2 * h)
    return errors


def _cost_of(y: Array) -> Formula:
    return Formula("½ Σ (σ(z) - y)²", lambda z: float(((sigmoid(z) - y) ** 2).sum() / 2))


def _costs(rng: np.random.Generator) -> list[Case]:
    pairs = ((1, 0.5), (2, 0.5), (3, 0.2), (4, 0.3))
    return [(_cost_of(shares(rng, n, 1)), numbers(rng, n, 1), h) for n, h in pairs] + [
        (
            Formula("z_0² z_1 + z_1³", lambda z: float(z[0, 0] ** 2 * z[1, 0] + z[1, 0] ** 3)),
            numbers(rng, 2, 1),
            0.1,
        )
    ]


def _errors(rng: np.random.Generator) -> list[Case]:
    shapes = ((1, 1), (2, 2), (3, 2), (2, 4), (3, 3))
    return [(numbers(rng, j, 1), shares(rng, k, 1)) for j, k in shapes]


EXERCISES = (
    Exercise(
        "measured-errors",
        "measured_errors(cost, z, h)",
        "the error of each neuron, (j, 1), measured with a nudge of h both ways; cost is a function of z",
        ("eq-delta", "eq-central-difference"),
        measured_errors,
        _costs,
        (
            Mistake(
                "one-sided",
                _one_sided,
                "You nudge to one side only. The bend of the cost then gets into the slope: nudge both ways.",
                "eq-central-difference",
            ),
            Mistake(
                "not-halved",
                lambda cost, z, h: 2 * measured_errors(cost, z, h),
                "Your errors are twice too large. From z − h to z + h is a distance of 2h: divide by that.",
                "eq-central-difference",
            ),
            Mistake(
                "times-h",
                lambda cost, z, h: measured_errors(cost, z, h) * h * h,
                "x / 2 * h divides by 2 and then multiplies by h. Put 2 * h in brackets.",
                "eq-central-difference",
            ),
            Mistake(
                "all-at-once",
                _all_at_once,
                "You nudge all the neurons at once and get one number for all. An error asks what one "
                "neuron's z does while the others hold still.",
            ),
            Mistake(
                "not-put-back",
                _not_put_back,
                "You do not put a neuron back before you nudge the next, so each is measured at another "
                "place. Begin from the same z each time.",
            ),
        ),
    ),
    Exercise(
        "slopes-from-errors",
        "slopes_from_errors(delta, a)",
        "(dW, db), the slopes of the weights, (j, k), and of the biases, (j, 1); "
        "delta is (j, 1), a is (k, 1), what the layer receives",
        ("eq-weight-slope", "eq-bias-slope", "eq-delta"),
        slopes_from_errors,
        _errors,
        (
            Mistake(
                "transposed",
                lambda delta, a: (a @ delta.T, delta),
                "The slopes of the weights are transposed. In w_jk the first index is the neuron the weight "
                "leads to, so the errors go down the rows.",
            ),
            Mistake(
                "elementwise",
                lambda delta, a: (delta * a, delta),
                "You multiply the errors and the activations entry by entry. Every δ_j meets every a_k: a "
                "column times a row, one product for each weight.",
            ),
            Mistake(
                "no-error",
                lambda delta, a: (np.ones_like(delta) @ a.T, delta),
                "You have the slope of z for each weight, a_k, without the other link: multiply it by the "
                "error δ_j.",
            ),
            Mistake(
                "bias-slope-one",
                lambda delta, a: (delta @ a.T, np.ones_like(delta)),
                "The slope of z for a bias is 1, but z has to reach the cost too: 1 times δ_j is the slope "
                "of the bias.",
                "eq-bias-slope",
            ),
            Mistake(
                "bias-times-activation",
                lambda delta, a: (delta @ a.T, delta * a.sum()),
                "You multiply the slopes of the biases by activations. A bias stands alone in z, with the "
                "factor 1: its slope is δ_j itself.",
                "eq-bias-slope",
            ),
            Mistake(
                "bias-summed",
                lambda delta, a: (delta @ a.T, delta.sum()),
                "You add the errors up for one bias. Every neuron has a bias of its own, with the slope δ_j.",
                "eq-bias-slope",
            ),
        ),
        parts=("dW", "db"),
    ),
)
