"""Exercises of chapter 8: the lines for a whole batch, one matrix product each."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import relu, sigmoid, sigmoid_derivative
from backprop.exercises.chapter05_inductive_step import inductive_step, of_arriving
from backprop.exercises.checker.cases import numbers, shares
from backprop.exercises.checker.exercise import Exercise, mistakes
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
        mistakes(
            """
    no-sigmoid: Z is right. The activations are σ(Z), and you return Z once more.
    tanh: Your curve is tanh, from −1 to 1. The neurons are sigmoids.
    relu: Your curve is ReLU. The neurons of this layer are sigmoids.
    slope: You return the slope σ'(Z). The activations are σ(Z).
    flipped: Your curve falls where the sigmoid rises: the minus sign in the exponent is missing.
    curved-twice: The activations have been through the sigmoid twice. They are σ(Z).
    activations-for-z: The first part should be Z, before the curve. The step back wants it for σ'(Z).
    no-bias: The bias is missing. It is added to every column of the product.
    bias-subtracted: You subtract the bias. In this book it is added.
    bias-as-row: You add the bias as a row, so each example gets one neuron's bias. Keep it a column, (j, 1).
    bias-in-first-column: Only the first example gets the bias. It is added to every column.
    bias-for-each-input (eq-z): You add the bias once for every input of the neuron. Add it once, after the
        sum.
    transposed-weights: You turned the weights. Forward the sum is over k, the last index of W and the first
        of A: nothing needs turning.
    elementwise: You multiply entry by entry, with *. A neuron adds up over all that it hears: W @ A.
    curved-before (eq-a): You bend what comes in as well. It has been through the curve of its own layer.
            """,
            curve={
                "no-sigmoid": identity,
                "tanh": np.tanh,
                "relu": relu,
                "slope": sigmoid_derivative,
                "flipped": lambda Z: sigmoid(-Z),
                "curved-twice": lambda Z: sigmoid(sigmoid(Z)),
            },
            kept={"activations-for-z": sigmoid},
            bias={
                "no-bias": lambda b, A: 0,
                "bias-subtracted": lambda b, A: -b,
                "bias-as-row": lambda b, A: b.ravel(),
                "bias-in-first-column": _in_first_column,
                "bias-for-each-input": lambda b, A: len(A) * b,
            },
            product={"transposed-weights": lambda W, A: W.T @ A, "elementwise": np.multiply},
            heard={"curved-before": sigmoid},
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
            *mistakes(
                """
    slope-of-arriving (eq-inductive-step): You take the slope of the curve at what arrives. That is an error;
        the neurons stand at Z.
    divided-by-m: You divide by m. The errors belong to one example each; the mean comes with the slopes. Here
        every layer would divide once more.
    averaged-first: You average the errors over the batch before they travel back. Every example has its own
        way back: take the mean at the very end.
    summed-first: You add the errors of the batch up before they travel back. Every example has its own way
        back: take the mean at the very end.
                """,
                slope={"slope-of-arriving": lambda z, arriving: sigmoid_derivative(arriving)},
                over={"divided-by-m": lambda Z: Z.shape[1]},
                averaged={
                    "averaged-first": lambda Delta: Delta.mean(axis=1, keepdims=True),
                    "summed-first": lambda Delta: Delta.sum(axis=1, keepdims=True),
                },
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
        mistakes(
            """
    no-mean: The product adds up over the batch, and the mean divides by m. Without it, a larger batch would
        mean a longer step.
    divided-by-neurons: You divide by the number of rows, which are the neurons. The examples are the columns:
        divide by m = Delta.shape[1].
    divided-by-neurons/2: You divide by A.shape[0], the number of neurons before. The examples are the
        columns: divide by m = A.shape[1].
    divided-twice: You divide by m twice. A mean divides once.
    m-minus-1: You divide by m − 1. That is for estimating a spread; a mean divides by m.
    divided-by-size: You divide by all the entries of Delta. The mean is over the examples alone: divide by m.
    product-of-means: You take the means first and multiply them. First multiply, for each example, then take
        the mean: the matrix product does both.
    transposed: The slopes are transposed. They must have the shape of W: errors down the rows, activations
        along the columns.
    wrong-one-turned: You turned Delta. The sum is over x, which is last in both; the first factor wants it
        last, so it is A that is turned.
    not-turned: Nothing is turned. The sum is over x, which is last in both; the second factor wants it first:
        A.T.
    elementwise: You multiply entries in the same place. Every error meets every activation of the same
        example, and the examples are added up: a product of matrices.
    with-slope (eq-weight-slope): You multiply by A (1 − A). For a weight the factor is the activation itself:
        slopes of curves are in the errors already.
    no-activation (eq-weight-slope): These are the errors alone. Multiply by the activation that comes along
        each line.
            """,
            over={
                "no-mean": lambda Delta, A: 1,
                "divided-by-neurons": lambda Delta, A: len(Delta),
                "divided-by-neurons/2": lambda Delta, A: len(A),
                "divided-twice": lambda Delta, A: A.shape[1] ** 2,
                "m-minus-1": lambda Delta, A: A.shape[1] - 1,
                "divided-by-size": lambda Delta, A: Delta.size,
            },
            product={
                "product-of-means": lambda Delta, A: (
                    Delta.mean(axis=1, keepdims=True) @ A.sum(axis=1, keepdims=True).T
                ),
                "transposed": lambda Delta, A: A @ Delta.T,
                "wrong-one-turned": lambda Delta, A: Delta.T @ A,
                "not-turned": lambda Delta, A: Delta @ A,
                "elementwise": np.multiply,
                "with-slope": lambda Delta, A: Delta @ (A * (1 - A)).T,
                "no-activation": lambda Delta, A: Delta @ np.ones_like(A).T,
            },
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
        mistakes(
            """
    no-mean: This is the sum over the batch. The slopes are of the mean cost: divide by m.
    number-of-examples: You divide by m twice. A mean divides once.
    divided-by-neurons: You divide by the number of neurons. The examples are the columns: divide by m =
        Delta.shape[1].
    divided-by-size: You divide by all the entries of Delta. The mean is over the examples alone: divide by m.
    flat: The shape is (j,). NumPy would take it for a row when it is added: keep a column, with
        keepdims=True.
    row: The slopes stand in a row. Biases are a column, (j, 1).
    over-the-neurons: You average over the neurons and are left with one number for each example. Every neuron
        has its bias; the mean is over the columns, axis=1.
    over-the-neurons/2: You add up over the neurons and are left with one number for each example. Every
        neuron has its bias; the sum is over the columns, axis=1.
    over-the-neurons/3: You add up over the neurons, axis=0, and are left with one number for each example.
        Every neuron has its bias; the sum is over the columns, axis=1, with keepdims=True.
    one-number: This is one number for the whole layer. Every neuron has a bias of its own: add up along the
        rows, axis=1.
    one-number/2: This is one number, the mean of all. Every neuron has a bias of its own: take the mean along
        the rows, axis=1.
    not-summed: You divide by m and do not add up. The sum over the examples is along the rows, axis=1.
    not-summed/2: These are the errors of each example, as they came. A bias has one slope for the batch:
        their mean along the rows, axis=1.
    first-only: Only the first example counts. Add up along the rows, axis=1.
            """,
            over={
                "no-mean": lambda Delta: 1,
                "number-of-examples": lambda Delta: Delta.shape[1] ** 2,
                "divided-by-neurons": len,
                "divided-by-size": np.size,
            },
            total={
                "flat": lambda Delta: Delta.sum(axis=1),
                "row": lambda Delta: Delta.sum(axis=1, keepdims=True).T,
                "over-the-neurons": lambda Delta: (
                    Delta.sum(axis=0, keepdims=True) / len(Delta) * Delta.shape[1]
                ),
                "over-the-neurons/2": lambda Delta: Delta.sum(axis=0, keepdims=True),
                "over-the-neurons/3": lambda Delta: Delta.sum(axis=0),
                "one-number": np.sum,
                "not-summed": identity,
                "first-only": lambda Delta: Delta[:, :1],
            },
            several={
                "one-number/2": {"total": np.sum, "over": np.size},
                "not-summed/2": {"total": identity, "over": lambda Delta: 1},
            },
        ),
        counts=lambda Delta: {
            "m, the number of examples": Delta.shape[1],
            "the number of neurons": len(Delta),
        },
    ),
)
