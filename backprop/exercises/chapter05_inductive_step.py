"""Exercises of chapter 5: the inductive step, and the measured slope."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import sigmoid_derivative
from backprop.exercises.checker.cases import Formula, number, numbers
from backprop.exercises.checker.exercise import Exercise, Mistake, mistakes
from backprop.exercises.checker.guard import Case
from backprop.exercises.families import identity, of_difference, of_slope

Array = NDArray[Any]
Cost = Callable[[float], float]
Work = Callable[..., Any]


def inductive_step(
    W: Array,
    delta: Array,
    z: Array,
    *,
    arriving: Work = lambda W, delta: W.T @ delta,
    slope: Work = lambda z, arriving: sigmoid_derivative(z),
) -> Any:
    """δ_j = σ'(z_j) Σ_i w_ij δ_i, for all the neurons of a layer (@eq-inductive-step)."""
    back = arriving(W, delta)
    return slope(z, back) * back


def central_difference(
    C: Cost,
    p: float,
    h: float,
    *,
    sides: tuple[int, int] = (1, 1),
    nudge: Work = identity,
    width: Work = lambda h: 2 * h,
    join: Work = lambda above, below: above - below,
) -> Any:
    """∂C/∂p ≈ (C(p + h) - C(p - h)) / 2h (@eq-central-difference)."""
    up, down = sides
    return join(C(p + up * nudge(h)), C(p - down * nudge(h))) / width(h)


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


def of_arriving(label: str, sums: str, layers: tuple[str, ...] = ()) -> tuple[Mistake, ...]:
    """Mistakes of the choice "arriving": how the errors of the next layer come back through its weights."""
    found = (
        *mistakes(
            """
    untransposed: You read the weights by rows, W @ δ. Going back, neuron j sums over the first index, over
        all that hear it: read them by columns, W.T @ δ.
    not-carried: The errors of the next layer have not come back through its weights: W.T @ δ brings them
        here.
    normalised: You divide the weights by the sum of each row, so as to share the error out. It is not shared:
        each line carries the error times its weight.
    normalised/2: You divide the weights by the sum of each column. Each line carries the error times its
        weight.
    absolute: You take the size of the weights. A negative weight turns the sign of the error.
            """,
            label=label,
            arriving={
                "untransposed": lambda W, delta: W @ delta,
                "not-carried": lambda W, delta: delta,
                "normalised": lambda W, delta: (W / W.sum(axis=1, keepdims=True)).T @ delta,
                "normalised/2": lambda W, delta: (W / W.sum(axis=0)).T @ delta,
                "absolute": lambda W, delta: np.abs(W).T @ delta,
            },
        ),
        *mistakes(
            """
    sums-apart: You add the weights and the errors up apart. Each weight scales the error at the end of its
        own line: multiply along the path, then add.
    weights-only: You add up the weights alone. Each is multiplied by the error at the end of its line.
    errors-only: You add up the errors alone. Each is multiplied by the weight of the line to it.
    mean: You take the mean over the neurons of the next layer. Small effects add up: it is a sum.
            """,
            label=sums,
            arriving={
                "sums-apart": lambda W, delta: W.sum(axis=0)[:, None] * delta.sum(axis=0),
                "weights-only": lambda W, delta: W.sum(axis=0)[:, None] * np.ones_like(delta[:1]),
                "errors-only": lambda W, delta: np.ones_like(W).T @ delta,
                "mean": lambda W, delta: W.T @ delta / len(W),
            },
        ),
    )
    return tuple(replace(mistake, layers=layers) for mistake in found)


def _at_what_arrives(label: str) -> tuple[Mistake, ...]:
    return (
        *mistakes(
            """
    slope-of-arriving: You take the slope of the curve at what arrives. That is an error; the neuron stands at
        its own z.
    slope-of-arriving/2: You take the slope of the curve at what arrives. What arrives is an error, and it is
        multiplied by the slope at z.
            """,
            label=label,
            slope={
                "slope-of-arriving": lambda z, arriving: sigmoid_derivative(arriving),
                "slope-of-arriving/2": lambda z, arriving: sigmoid_derivative(arriving) / arriving,
            },
        ),
    )


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
            *of_slope(
                "eq-path",
                "You have what arrives at each neuron. It is multiplied by how far the neuron can be moved, "
                "σ'(z). A network that forgets this still learns.",
                at_a="sigmoid-twice",
            ),
            *_at_what_arrives("eq-path"),
            *of_arriving("eq-inductive-step", "eq-sum-over-paths"),
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
        of_difference("", "right-side-only", "left-side-only", "no-brackets"),
    ),
)
