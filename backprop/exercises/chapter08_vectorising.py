"""Exercises of chapter 8: the lines for a whole batch, one matrix product each."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import relu, sigmoid, sigmoid_derivative
from backprop.exercises.chapter05_inductive_step import inductive_step, of_arriving
from backprop.exercises.checker.cases import numbers, shares
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case
from backprop.exercises.families import identity, of_slope

Array = NDArray[Any]
Work = Callable[..., Any]


def forward(
    W: Array,
    b: Array,
    A: Array,
    *,
    heard: Work = identity,
    product: Work = np.matmul,
    bias: Work = lambda b, A: b,
    curve: Work = sigmoid,
    kept: Work = identity,
) -> tuple[Any, Any]:
    """Z = W A + b and σ(Z), for all the columns of A (@eq-forward)."""
    Z = product(W, heard(A)) + bias(b, A)
    return kept(Z), curve(Z)


def inductive_step_matrix(
    W: Array, Delta: Array, Z: Array, *, averaged: Work = identity, over: Work = lambda Z: 1, **choices: Any
) -> Any:
    """Δ = (Wᵀ Δ) ⊙ σ'(Z), W and Δ on the right from the layer after (@eq-inductive-step-matrix)."""
    return inductive_step(W, averaged(Delta), Z, **choices) / over(Z)


def weight_slope_matrix(
    Delta: Array,
    A: Array,
    *,
    product: Work = lambda Delta, A: Delta @ A.T,
    over: Work = lambda Delta, A: A.shape[1],
) -> Any:
    """(1/m) Δ Aᵀ (@eq-weight-slope-matrix)."""
    return product(Delta, A) / over(Delta, A)


def bias_slope_matrix(
    Delta: Array,
    *,
    total: Work = lambda Delta: Delta.sum(axis=1, keepdims=True),
    over: Work = lambda Delta: Delta.shape[1],
) -> Any:
    """(1/m) times the sum of the columns of Δ (@eq-bias-slope-matrix)."""
    return total(Delta) / over(Delta)


def _in_first_column(b: Array, A: Array) -> Any:
    return b * (np.arange(A.shape[1]) == 0)


def _layers(rng: np.random.Generator) -> list[Case]:
    sizes = ((1, 1, 1), (2, 2, 2), (3, 3, 1), (3, 2, 4), (2, 3, 3))
    return [(numbers(rng, j, k), numbers(rng, j, 1), numbers(rng, k, m)) for j, k, m in sizes]


def _steps_back(rng: np.random.Generator) -> list[Case]:
    sizes = ((1, 1, 1), (2, 2, 2), (2, 3, 2), (3, 2, 4), (3, 3, 3))
    return [(numbers(rng, i, j), numbers(rng, i, m), numbers(rng, j, m)) for i, j, m in sizes]


def _errors(rng: np.random.Generator) -> list[Case]:
    sizes = ((1, 1, 2), (2, 2, 2), (2, 2, 3), (3, 2, 4), (2, 4, 3))
    return [(numbers(rng, j, m), shares(rng, k, m)) for j, k, m in sizes]


def _deltas(rng: np.random.Generator) -> list[Case]:
    return [(numbers(rng, n, m),) for n, m in ((1, 2), (2, 2), (3, 1), (3, 2), (2, 5))]


EXERCISES = (
    Exercise(
        "forward",
        "forward(W, b, A)",
        "(Z, A_next), the weighted inputs and activations of a layer of sigmoids, both (j, m); W is (j, k), "
        "b is (j, 1), A is (k, m)",
        ("eq-forward", "eq-z", "eq-a"),
        forward,
        _layers,
        (
            Mistake(
                "no-sigmoid",
                {"curve": identity},
                "Z is right. The activations are σ(Z), and you return Z once more.",
            ),
            Mistake(
                "tanh", {"curve": np.tanh}, "Your curve is tanh, from −1 to 1. The neurons are sigmoids."
            ),
            Mistake("relu", {"curve": relu}, "Your curve is ReLU. The neurons of this layer are sigmoids."),
            Mistake(
                "slope",
                {"curve": sigmoid_derivative},
                "You return the slope σ'(Z). The activations are σ(Z).",
            ),
            Mistake(
                "flipped",
                {"curve": lambda Z: sigmoid(-Z)},
                "Your curve falls where the sigmoid rises: the minus sign in the exponent is missing.",
            ),
            Mistake(
                "curved-twice",
                {"curve": lambda Z: sigmoid(sigmoid(Z))},
                "The activations have been through the sigmoid twice. They are σ(Z).",
            ),
            Mistake(
                "activations-for-z",
                {"kept": sigmoid},
                "The first part should be Z, before the curve. The step back wants it for σ'(Z).",
            ),
            Mistake(
                "no-bias",
                {"bias": lambda b, A: 0},
                "The bias is missing. It is added to every column of the product.",
            ),
            Mistake(
                "bias-subtracted",
                {"bias": lambda b, A: -b},
                "You subtract the bias. In this book it is added.",
            ),
            Mistake(
                "bias-as-row",
                {"bias": lambda b, A: b.ravel()},
                "You add the bias as a row, so each example gets one neuron's bias. Keep it a column, "
                "(j, 1).",
            ),
            Mistake(
                "bias-in-first-column",
                {"bias": _in_first_column},
                "Only the first example gets the bias. It is added to every column.",
            ),
            Mistake(
                "bias-for-each-input",
                {"bias": lambda b, A: len(A) * b},
                "You add the bias once for every input of the neuron. Add it once, after the sum.",
                "eq-z",
            ),
            Mistake(
                "transposed-weights",
                {"product": lambda W, A: W.T @ A},
                "You turned the weights. Forward the sum is over k, the last index of W and the first of A: "
                "nothing needs turning.",
            ),
            Mistake(
                "elementwise",
                {"product": np.multiply},
                "You multiply entry by entry, with *. A neuron adds up over all that it hears: W @ A.",
            ),
            Mistake(
                "curved-before",
                {"heard": sigmoid},
                "You bend what comes in as well. It has been through the curve of its own layer.",
                "eq-a",
            ),
        ),
        parts=("Z", "A_next"),
        counts=lambda W, b, A: {"m, the number of examples": A.shape[1], "the number of inputs": len(A)},
    ),
    Exercise(
        "inductive-step-matrix",
        "inductive_step_matrix(W, Delta, Z)",
        "the errors of a layer of sigmoids for a batch, (j, m); W is (i, j) and Delta (i, m), of the layer "
        "after it, Z is (j, m), its own",
        ("eq-inductive-step-matrix", "eq-inductive-step"),
        inductive_step_matrix,
        _steps_back,
        (
            *of_slope(
                "eq-inductive-step",
                "You have what arrives at each neuron. It is multiplied by σ'(Z), entry by entry. A network "
                "that forgets this still learns.",
            ),
            *of_arriving("eq-inductive-step-matrix", "eq-inductive-step"),
            Mistake(
                "slope-of-arriving",
                {"slope": lambda z, arriving: sigmoid_derivative(arriving)},
                "You take the slope of the curve at what arrives. That is an error; the neurons stand at Z.",
                "eq-inductive-step",
            ),
            Mistake(
                "divided-by-m",
                {"over": lambda Z: Z.shape[1]},
                "You divide by m. The errors belong to one example each; the mean comes with the slopes. "
                "Here every layer would divide once more.",
            ),
            Mistake(
                "averaged-first",
                {"averaged": lambda Delta: Delta.mean(axis=1, keepdims=True)},
                "You average the errors over the batch before they travel back. Every example has its own "
                "way back: take the mean at the very end.",
            ),
            Mistake(
                "summed-first",
                {"averaged": lambda Delta: Delta.sum(axis=1, keepdims=True)},
                "You add the errors of the batch up before they travel back. Every example has its own way "
                "back: take the mean at the very end.",
            ),
        ),
        counts=lambda W, Delta, Z: {
            "m, the number of examples": Z.shape[1],
            "the number of neurons in the next layer": len(W),
        },
    ),
    Exercise(
        "weight-slope-matrix",
        "weight_slope_matrix(Delta, A)",
        "the slopes of a layer's weights for a batch, (j, k); Delta is (j, m), A is (k, m), what the layer "
        "receives",
        ("eq-weight-slope-matrix", "eq-weight-slope"),
        weight_slope_matrix,
        _errors,
        (
            Mistake(
                "no-mean",
                {"over": lambda Delta, A: 1},
                "The product adds up over the batch, and the mean divides by m. Without it, a larger batch "
                "would mean a longer step.",
            ),
            Mistake(
                "divided-by-neurons",
                {"over": lambda Delta, A: len(Delta)},
                "You divide by the number of rows, which are the neurons. The examples are the columns: "
                "divide by m = Delta.shape[1].",
            ),
            Mistake(
                "divided-by-neurons",
                {"over": lambda Delta, A: len(A)},
                "You divide by A.shape[0], the number of neurons before. The examples are the columns: "
                "divide by m = A.shape[1].",
            ),
            Mistake(
                "divided-twice",
                {"over": lambda Delta, A: A.shape[1] ** 2},
                "You divide by m twice. A mean divides once.",
            ),
            Mistake(
                "m-minus-1",
                {"over": lambda Delta, A: A.shape[1] - 1},
                "You divide by m − 1. That is for estimating a spread; a mean divides by m.",
            ),
            Mistake(
                "divided-by-size",
                {"over": lambda Delta, A: Delta.size},
                "You divide by all the entries of Delta. The mean is over the examples alone: divide by m.",
            ),
            Mistake(
                "product-of-means",
                {
                    "product": lambda Delta, A: (
                        Delta.mean(axis=1, keepdims=True) @ A.sum(axis=1, keepdims=True).T
                    )
                },
                "You take the means first and multiply them. First multiply, for each example, then take the "
                "mean: the matrix product does both.",
            ),
            Mistake(
                "transposed",
                {"product": lambda Delta, A: A @ Delta.T},
                "The slopes are transposed. They must have the shape of W: errors down the rows, "
                "activations along the columns.",
            ),
            Mistake(
                "wrong-one-turned",
                {"product": lambda Delta, A: Delta.T @ A},
                "You turned Delta. The sum is over x, which is last in both; the first factor wants it last, "
                "so it is A that is turned.",
            ),
            Mistake(
                "not-turned",
                {"product": lambda Delta, A: Delta @ A},
                "Nothing is turned. The sum is over x, which is last in both; the second factor wants it "
                "first: A.T.",
            ),
            Mistake(
                "elementwise",
                {"product": np.multiply},
                "You multiply entries in the same place. Every error meets every activation of the same "
                "example, and the examples are added up: a product of matrices.",
            ),
            Mistake(
                "with-slope",
                {"product": lambda Delta, A: Delta @ (A * (1 - A)).T},
                "You multiply by A (1 − A). For a weight the factor is the activation itself: slopes of "
                "curves are in the errors already.",
                "eq-weight-slope",
            ),
            Mistake(
                "no-activation",
                {"product": lambda Delta, A: Delta @ np.ones_like(A).T},
                "These are the errors alone. Multiply by the activation that comes along each line.",
                "eq-weight-slope",
            ),
        ),
        counts=lambda Delta, A: {"m, the number of examples": A.shape[1]},
    ),
    Exercise(
        "bias-slope-matrix",
        "bias_slope_matrix(Delta)",
        "the slopes of a layer's biases for a batch, (j, 1); Delta is (j, m)",
        ("eq-bias-slope-matrix", "eq-bias-slope"),
        bias_slope_matrix,
        _deltas,
        (
            Mistake(
                "no-mean",
                {"over": lambda Delta: 1},
                "This is the sum over the batch. The slopes are of the mean cost: divide by m.",
            ),
            Mistake(
                "number-of-examples",
                {"over": lambda Delta: Delta.shape[1] ** 2},
                "You divide by m twice. A mean divides once.",
            ),
            Mistake(
                "divided-by-neurons",
                {"over": len},
                "You divide by the number of neurons. The examples are the columns: divide by m = "
                "Delta.shape[1].",
            ),
            Mistake(
                "divided-by-size",
                {"over": np.size},
                "You divide by all the entries of Delta. The mean is over the examples alone: divide by m.",
            ),
            Mistake(
                "flat",
                {"total": lambda Delta: Delta.sum(axis=1)},
                "The shape is (j,). NumPy would take it for a row when it is "
                "added: keep a column, with keepdims=True.",
            ),
            Mistake(
                "row",
                {"total": lambda Delta: Delta.sum(axis=1, keepdims=True).T},
                "The slopes stand in a row. Biases are a column, (j, 1).",
            ),
            Mistake(
                "over-the-neurons",
                {"total": lambda Delta: Delta.sum(axis=0, keepdims=True) / len(Delta) * Delta.shape[1]},
                "You average over the neurons and are left with one number for each example. Every neuron "
                "has its bias; the mean is over the columns, axis=1.",
            ),
            Mistake(
                "over-the-neurons",
                {"total": lambda Delta: Delta.sum(axis=0, keepdims=True)},
                "You add up over the neurons and are left with one number for each example. Every neuron "
                "has its bias; the sum is over the columns, axis=1.",
            ),
            Mistake(
                "over-the-neurons",
                {"total": lambda Delta: Delta.sum(axis=0)},
                "You add up over the neurons, axis=0, and are left with one number for each example. Every "
                "neuron has its bias; the sum is over the columns, axis=1, with keepdims=True.",
            ),
            Mistake(
                "one-number",
                {"total": np.sum},
                "This is one number for the whole layer. Every neuron has a bias of its own: add up "
                "along the rows, axis=1.",
            ),
            Mistake(
                "one-number",
                {"total": np.sum, "over": np.size},
                "This is one number, the mean of all. Every neuron has a bias of its own: take the mean "
                "along the rows, axis=1.",
            ),
            Mistake(
                "not-summed",
                {"total": identity},
                "You divide by m and do not add up. The sum over the examples is along the rows, axis=1.",
            ),
            Mistake(
                "not-summed",
                {"total": identity, "over": lambda Delta: 1},
                "These are the errors of each example, as they came. A bias has one slope for the batch: "
                "their mean along the rows, axis=1.",
            ),
            Mistake(
                "first-only",
                {"total": lambda Delta: Delta[:, :1]},
                "Only the first example counts. Add up along the rows, axis=1.",
            ),
        ),
        counts=lambda Delta: {
            "m, the number of examples": Delta.shape[1],
            "the number of neurons": len(Delta),
        },
    ),
)
