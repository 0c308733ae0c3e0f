"""Exercises of chapter 8: the four lines for a whole batch, one matrix product each."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import sigmoid, sigmoid_derivative
from backprop.exercises.checker.cases import numbers, shares
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]


def forward(W: Array, b: Array, A: Array) -> tuple[Any, Any]:
    """Z = W A + b and σ(Z), for all the columns of A (@eq-forward)."""
    Z = W @ A + b
    return Z, sigmoid(Z)


def _bent(Z: Array) -> tuple[Any, Any]:
    return Z, sigmoid(Z)


def _bias_in_first_column(W: Array, b: Array, A: Array) -> tuple[Any, Any]:
    Z = W @ A
    Z[:, :1] += b
    return Z, sigmoid(Z)


def inductive_step_matrix(W: Array, Delta: Array, Z: Array) -> Any:
    """Δ = (Wᵀ Δ) ⊙ σ'(Z), W and Δ on the right from the layer after (@eq-inductive-step-matrix)."""
    return (W.T @ Delta) * sigmoid_derivative(Z)


def weight_slope_matrix(Delta: Array, A: Array) -> Any:
    """(1/m) Δ Aᵀ (@eq-weight-slope-matrix)."""
    return Delta @ A.T / A.shape[1]


def bias_slope_matrix(Delta: Array) -> Any:
    """(1/m) times the sum of the columns of Δ (@eq-bias-slope-matrix)."""
    return Delta.sum(axis=1, keepdims=True) / Delta.shape[1]


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
                lambda W, b, A: (W @ A + b, W @ A + b),
                "Z is right. The activations are σ(Z), and you return Z once more.",
            ),
            Mistake(
                "no-bias",
                lambda W, b, A: _bent(W @ A),
                "The bias is missing. It is added to every column of the product.",
            ),
            Mistake(
                "transposed-weights",
                lambda W, b, A: _bent(W.T @ A + b),
                "You turned the weights. Forward the sum is over k, the last index of W and the first of A: "
                "nothing needs turning.",
            ),
            Mistake(
                "bias-as-row",
                lambda W, b, A: _bent(W @ A + b.ravel()),
                "You add the bias as a row, so each example gets one neuron's bias. Keep it a column, "
                "(j, 1).",
            ),
            Mistake(
                "bias-in-first-column",
                _bias_in_first_column,
                "Only the first example gets the bias. It is added to every column.",
            ),
            Mistake(
                "swapped",
                lambda W, b, A: forward(W, b, A)[::-1],
                "Both are right, and in the wrong order: first Z, then the activations.",
            ),
        ),
        parts=("Z", "A_next"),
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
            Mistake(
                "no-slope",
                lambda W, Delta, Z: W.T @ Delta,
                "You have what arrives at each neuron. It is multiplied by σ'(Z), entry by entry. A network "
                "that forgets this still learns.",
                "eq-inductive-step",
            ),
            Mistake(
                "untransposed",
                lambda W, Delta, Z: (W @ Delta) * sigmoid_derivative(Z),
                "The weights are not turned. The sum is over i, the first index of W; a product wants it "
                "last: W.T @ Delta.",
            ),
            Mistake(
                "value-for-slope",
                lambda W, Delta, Z: (W.T @ Delta) * sigmoid(Z),
                "You multiply by the activations σ(Z). The factor is the slope there, σ'(Z).",
            ),
            Mistake(
                "slope-of-activation",
                lambda W, Delta, Z: (W.T @ Delta) * sigmoid_derivative(sigmoid(Z)),
                "You take the slope at the activations. The neurons stand at Z: σ'(Z), or A (1 − A), but not "
                "σ'(A).",
            ),
            Mistake(
                "divided-by-m",
                lambda W, Delta, Z: (W.T @ Delta) * sigmoid_derivative(Z) / Z.shape[1],
                "You divide by m. The errors belong to one example each; the mean comes with the slopes. "
                "Here every layer would divide once more.",
            ),
            Mistake(
                "averaged-first",
                lambda W, Delta, Z: (W.T @ Delta.mean(axis=1, keepdims=True)) * sigmoid_derivative(Z),
                "You average the errors over the batch before they travel back. Every example has its own "
                "way back: take the mean at the very end.",
            ),
        ),
        counts=lambda W, Delta, Z: {"m, the number of examples": Z.shape[1]},
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
                lambda Delta, A: Delta @ A.T,
                "The product adds up over the batch, and the mean divides by m. Without it, a larger batch "
                "would mean a longer step.",
            ),
            Mistake(
                "product-of-means",
                lambda Delta, A: Delta.mean(axis=1, keepdims=True) @ A.mean(axis=1, keepdims=True).T,
                "You take the means first and multiply them. First multiply, for each example, then take the "
                "mean: the matrix product does both.",
            ),
            Mistake(
                "transposed",
                lambda Delta, A: A @ Delta.T / A.shape[1],
                "The slopes are transposed. They must have the shape of W: errors down the rows, "
                "activations along the columns.",
            ),
            Mistake(
                "wrong-one-turned",
                lambda Delta, A: Delta.T @ A / A.shape[1],
                "You turned Delta. The sum is over x, which is last in both; the first factor wants it last, "
                "so it is A that is turned.",
            ),
            Mistake(
                "divided-by-neurons",
                lambda Delta, A: Delta @ A.T / Delta.shape[0],
                "You divide by the number of rows, which are the neurons. The examples are the columns: "
                "divide by m = Delta.shape[1].",
            ),
            Mistake(
                "elementwise",
                lambda Delta, A: Delta * A / A.shape[1],
                "You multiply entries in the same place. Every error meets every activation of the same "
                "example, and the examples are added up: a product of matrices.",
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
                lambda Delta: Delta.sum(axis=1, keepdims=True),
                "This is the sum over the batch. The slopes are of the mean cost: divide by m.",
            ),
            Mistake(
                "flat",
                lambda Delta: Delta.mean(axis=1),
                "The numbers are right, and the shape is (j,). NumPy would take it for a row when it is "
                "added: keep a column, with keepdims=True.",
            ),
            Mistake(
                "over-the-neurons",
                lambda Delta: Delta.mean(axis=0, keepdims=True),
                "You average over the neurons and are left with one number for each example. Every neuron "
                "has its bias; the mean is over the columns, axis=1.",
            ),
            Mistake(
                "one-number",
                lambda Delta: Delta.mean(),
                "This is one number for the whole layer. Every neuron has a bias of its own: take the mean "
                "along the rows, axis=1.",
            ),
            Mistake(
                "not-summed",
                lambda Delta: Delta / Delta.shape[1],
                "You divide by m and do not add up. The sum over the examples is along the rows, axis=1.",
            ),
            Mistake(
                "divided-by-neurons",
                lambda Delta: Delta.sum(axis=1, keepdims=True) / Delta.shape[0],
                "You divide by the number of neurons. The examples are the columns: divide by m = "
                "Delta.shape[1].",
            ),
        ),
        counts=lambda Delta: {"m, the number of examples": Delta.shape[1]},
    ),
)
