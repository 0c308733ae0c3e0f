"""Exercises of chapter 8: the four lines for a whole batch, one matrix product each."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import sigmoid, sigmoid_derivative
from backprop.exercises.checker.cases import numbers, shares, targets
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]


def product(P: Array, Q: Array) -> Any:
    """(P Q)_jx = Σ_k P_jk Q_kx (@eq-product)."""
    return P @ Q


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


def base_case_matrix(A: Array, Y: Array, Z: Array) -> Any:
    """Δ = (A - Y) ⊙ σ'(Z) (@eq-base-case-matrix)."""
    return (A - Y) * sigmoid_derivative(Z)


def inductive_step_matrix(W: Array, Delta: Array, Z: Array) -> Any:
    """Δ = (Wᵀ Δ) ⊙ σ'(Z), W and Δ on the right from the layer after (@eq-inductive-step-matrix)."""
    return (W.T @ Delta) * sigmoid_derivative(Z)


def weight_slope_matrix(Delta: Array, A: Array) -> Any:
    """(1/m) Δ Aᵀ (@eq-weight-slope-matrix)."""
    return Delta @ A.T / A.shape[1]


def bias_slope_matrix(Delta: Array) -> Any:
    """(1/m) times the sum of the columns of Δ (@eq-bias-slope-matrix)."""
    return Delta.sum(axis=1, keepdims=True) / Delta.shape[1]


def _factors(rng: np.random.Generator) -> list[Case]:
    sizes = ((1, 1, 1), (2, 2, 2), (2, 3, 2), (3, 2, 4), (3, 3, 3))
    return [(numbers(rng, j, k), numbers(rng, k, x)) for j, k, x in sizes]


def _layers(rng: np.random.Generator) -> list[Case]:
    sizes = ((1, 1, 1), (2, 2, 2), (3, 3, 1), (3, 2, 4), (2, 3, 3))
    return [(numbers(rng, j, k), numbers(rng, j, 1), numbers(rng, k, m)) for j, k, m in sizes]


def _outputs(rng: np.random.Generator) -> list[Case]:
    weighted_inputs = [numbers(rng, n, m) for n, m in ((1, 1), (1, 3), (2, 2), (3, 2), (2, 4), (3, 3))]
    return [(sigmoid(Z), targets(rng, *Z.shape), Z) for Z in weighted_inputs]


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
        "product",
        "product(P, Q)",
        "the product of two matrices, (j, x); P is (j, k), Q is (k, x); write the loops yourself",
        ("eq-product",),
        product,
        _factors,
        (
            Mistake(
                "elementwise",
                lambda P, Q: P * Q,
                "You multiply entries in the same place. An entry of the product is a sum: row j of P meets "
                "column x of Q.",
            ),
            Mistake(
                "last-term-only",
                lambda P, Q: P[:, -1:] @ Q[-1:],
                "You keep the last term of the sum only. In the loop over k, add to the entry: += and not =.",
            ),
            Mistake(
                "one-term-short",
                lambda P, Q: P[:, :-1] @ Q[:-1],
                "The last term of the sum is missing. The loop over k runs over range(P.shape[1]).",
            ),
            Mistake(
                "first-term-missing",
                lambda P, Q: P[:, 1:] @ Q[1:],
                "The first term of the sum is missing. Counting starts at 0.",
            ),
            Mistake(
                "second-transposed",
                lambda P, Q: P @ Q.T,
                "You sum over the second index of Q. The summed index is the last of P and the first of Q: "
                "Q[k, x].",
            ),
            Mistake(
                "order-swapped",
                lambda P, Q: Q @ P,
                "This is Q P. The order of a product of matrices matters.",
            ),
            Mistake(
                "transposed",
                lambda P, Q: (P @ Q).T,
                "These are the right numbers, transposed: P gives the rows of the product, Q the columns.",
            ),
        ),
    ),
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
        "base-case-matrix",
        "base_case_matrix(A, Y, Z)",
        "the errors of an output layer of sigmoids for a batch, (n, m); A, Y and Z are (n, m)",
        ("eq-base-case-matrix", "eq-base-case"),
        base_case_matrix,
        _outputs,
        (
            Mistake(
                "flipped-sign",
                lambda A, Y, Z: (Y - A) * sigmoid_derivative(Z),
                "Your Δ has the right size and the opposite sign: is it A − Y or Y − A?",
            ),
            Mistake(
                "no-slope",
                lambda A, Y, Z: A - Y,
                "You have the first link only. The other is how far each neuron can be moved, σ'(Z).",
            ),
            Mistake(
                "averaged-first",
                lambda A, Y, Z: (A - Y).mean(axis=1, keepdims=True) * sigmoid_derivative(Z),
                "You average the differences over the batch before you multiply. Both factors depend on x: "
                "multiply for each x, and take the mean at the very end.",
                "eq-base-case",
            ),
            Mistake(
                "product-of-means",
                lambda A, Y, Z: (
                    (A - Y).mean(axis=1, keepdims=True) * sigmoid_derivative(Z).mean(axis=1, keepdims=True)
                ),
                "You multiply two averages over the batch. Both factors depend on x: every example keeps an "
                "error of its own.",
                "eq-base-case",
            ),
            Mistake(
                "divided-by-m",
                lambda A, Y, Z: (A - Y) * sigmoid_derivative(Z) / A.shape[1],
                "You divide by m. The errors belong to one example each; the mean comes with the slopes, and "
                "would now be taken twice.",
            ),
            Mistake(
                "summed",
                lambda A, Y, Z: (A - Y).sum(axis=0) * sigmoid_derivative(Z),
                "You add the differences over the outputs. Only one term of the cost contains a_j, so each "
                "neuron answers for its own difference.",
                "eq-base-case",
            ),
            Mistake(
                "matrix-product",
                lambda A, Y, Z: (A - Y) @ sigmoid_derivative(Z),
                "You multiply matrices, with @. The base case has no sum, so no product of matrices can "
                "occur in it: multiply entry by entry, with *.",
            ),
        ),
        counts=lambda A, Y, Z: {"m, the number of examples": A.shape[1]},
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
