"""Exercises of chapter 3: the error, and the slopes that follow from it."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import sigmoid
from backprop.exercises.checker.cases import Formula, numbers, shares
from backprop.exercises.checker.exercise import Exercise, mistakes
from backprop.exercises.checker.guard import Case
from backprop.exercises.families import identity, of_difference

Array = NDArray[Any]
Cost = Callable[[Array], float]
Work = Callable[..., Any]


def measured_errors(
    cost: Cost,
    z: Array,
    h: float,
    *,
    sides: tuple[int, int] = (1, 1),
    nudge: Work = identity,
    width: Work = lambda h: 2 * h,
    join: Work = lambda above, below: above - below,
    which: Work = lambda place, j, z: place == j,
    left: Work = lambda z, moved: z,
) -> Any:
    """δ_j = ∂C_x/∂z_j (@eq-delta), measured by nudging each z_j both ways."""
    errors, stands, places = np.zeros(z.shape), z, np.arange(len(z))[:, None]
    for j in range(len(z)):
        step = nudge(h) * which(places, j, z)
        above, below = (stands + sign * side * step for sign, side in zip((1, -1), sides, strict=True))
        errors[j] = join(cost(above), cost(below)) / width(h)
        stands = left(z, below)
    return errors


def slopes_from_errors(
    delta: Array, a: Array, *, weights: Work = lambda delta, a: delta @ a.T, biases: Work = identity
) -> tuple[Any, Any]:
    """∂C_x/∂w_jk = δ_j a_k (@eq-weight-slope) and ∂C_x/∂b_j = δ_j (@eq-bias-slope)."""
    return weights(delta, a), biases(delta, a)


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
            *of_difference("eq-central-difference", "one-sided", "one-sided", "times-h"),
            *mistakes(
                """
    all-at-once: You nudge all the neurons at once and get one number for all. An error asks what one neuron's
        z does while the others hold still.
    relative-nudge (eq-central-difference): You nudge by a share of z, h times z_j, and divide by 2h. The
        nudge is h itself.
    not-put-back: You do not put a neuron back before you nudge the next, so each is measured at another
        place. Begin from the same z each time.
                """,
                which={
                    "all-at-once": lambda place, j, z: 1.0,
                    "relative-nudge": lambda place, j, z: (place == j) * z,
                },
                left={"not-put-back": lambda z, moved: moved},
            ),
        ),
        counts=lambda cost, z, h: {"n, the number of neurons": len(z)},
    ),
    Exercise(
        "slopes-from-errors",
        "slopes_from_errors(delta, a)",
        "(dW, db), the slopes of the weights, (j, k), and of the biases, (j, 1); "
        "delta is (j, 1), a is (k, 1), what the layer receives",
        ("eq-weight-slope", "eq-bias-slope", "eq-delta"),
        slopes_from_errors,
        _errors,
        mistakes(
            """
    transposed: The slopes of the weights are transposed. In w_jk the first index is the neuron the weight
        leads to, so the errors go down the rows.
    not-turned: You multiply two columns, and a product wants a row on its right: turn the activations, a.T.
    elementwise: You multiply the errors and the activations entry by entry. Every δ_j meets every a_k: a
        column times a row, one product for each weight.
    divided: You divide by what the layer receives. A weight on a loud line moves z further: multiply.
    divided/2: You divide by the errors. The slope is their product with what comes along the line: δ_j a_k.
    no-error: You have the slope of z for each weight, a_k, without the other link: multiply it by the error
        δ_j.
    no-activation: You have the errors alone. A weight moves z as far as the activation on its line: multiply
        by a_k.
    errors-summed: You add the errors up for the weights. Each weight leads to one neuron, and has its error.
    with-slope: You multiply by a (1 − a) of what the layer receives. For a weight the factor is a_k itself:
        slopes of curves are in the error already.
    bias-slope-one (eq-bias-slope): The slope of z for a bias is 1, but z has to reach the cost too: 1 times
        δ_j is the slope of the bias.
    bias-times-activation (eq-bias-slope): You multiply the slopes of the biases by activations. A bias stands
        alone in z, with the factor 1: its slope is δ_j itself.
    bias-summed (eq-bias-slope): You add the errors up for one bias. Every neuron has a bias of its own, with
        the slope δ_j.
    bias-summed/2 (eq-bias-slope): Every bias has the sum of all errors. Each neuron has a bias of its own,
        with the slope δ_j.
    no-bias-slope (eq-bias-slope): The slopes of the biases are 0. A bias is a knob too, with the slope δ_j.
            """,
            weights={
                "transposed": lambda delta, a: a @ delta.T,
                "not-turned": lambda delta, a: delta @ a,
                "elementwise": lambda delta, a: delta * a,
                "divided": lambda delta, a: delta / a.T,
                "divided/2": lambda delta, a: (a / delta.T).T,
                "no-error": lambda delta, a: np.ones_like(delta) @ a.T,
                "no-activation": lambda delta, a: delta @ np.ones_like(a).T,
                "errors-summed": lambda delta, a: np.full_like(delta, delta.sum()) @ a.T,
                "with-slope": lambda delta, a: delta @ (a * (1 - a)).T,
            },
            biases={
                "bias-slope-one": lambda delta, a: np.ones_like(delta),
                "bias-times-activation": lambda delta, a: delta * a.sum(),
                "bias-summed": lambda delta, a: delta.sum(),
                "bias-summed/2": lambda delta, a: np.full_like(delta, delta.sum()),
                "no-bias-slope": lambda delta, a: np.zeros_like(delta),
            },
        ),
        parts=("dW", "db"),
        counts=lambda delta, a: {"the number of neurons": len(delta)},
    ),
)
