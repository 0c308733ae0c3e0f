"""Exercises of chapter 2: parameters and the step."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import sigmoid, sigmoid_derivative
from backprop.exercises.checker.cases import Formula, layers, number, numbers
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]
Lists = tuple[list[Array], list[Array]]


def weighted_input(w: Array, a: Array, b: float) -> Any:
    """z_j = Σ_k w_jk a_k + b_j, for one neuron (@eq-z)."""
    return (w * a).sum() + b


def layer(W: Array, b: Array, a: Array) -> Any:
    """a_j = σ(z_j), for all the neurons of a layer (@eq-a)."""
    return sigmoid(W @ a + b)


def update(weights: list[Array], biases: list[Array], dW: list[Array], db: list[Array], eta: float) -> Lists:
    """Every parameter minus η times its slope (@eq-update)."""
    return (
        [w - eta * slope for w, slope in zip(weights, dW, strict=True)],
        [b - eta * slope for b, slope in zip(biases, db, strict=True)],
    )


def gradient_descent(slope: Callable[[float], float], p: float, eta: float, steps: int) -> float:
    """The update of one parameter (@eq-update), `steps` times over."""
    for _ in range(steps):
        p = p - eta * slope(p)
    return p


def _same_slope(slope: Callable[[float], float], p: float, eta: float, steps: int) -> float:
    return p - steps * eta * slope(p)


def _one_layer(
    weights: list[Array], biases: list[Array], dW: list[Array], db: list[Array], eta: float
) -> Lists:
    last = update(weights[-1:], biases[-1:], dW[-1:], db[-1:], eta)
    return weights[:-1] + last[0], biases[:-1] + last[1]


def _neurons(rng: np.random.Generator) -> list[Case]:
    return [(numbers(rng, n), numbers(rng, n), number(rng)) for n in (1, 2, 3, 4, 6)]


def _layers(rng: np.random.Generator) -> list[Case]:
    shapes = ((1, 1), (2, 2), (3, 3), (3, 2), (2, 4), (4, 1))
    return [(numbers(rng, j, k), numbers(rng, j, 1), numbers(rng, k, 1)) for j, k in shapes]


def _weighted_inputs(rng: np.random.Generator) -> list[Case]:
    far = np.array([[-1000.0], [0.5], [1000.0]])
    return [(numbers(rng, *shape),) for shape in ((1, 1), (2, 1), (2, 3))] + [(far,)]


def _networks(rng: np.random.Generator) -> list[Case]:
    sizes = (([1, 1], 0.1), ([2, 3], 0.5), ([2, 3, 2], 0.2), ([3, 2, 4, 1], 2.0))
    return [(*layers(rng, size), *layers(rng, size), eta) for size, eta in sizes]


def _descents(rng: np.random.Generator) -> list[Case]:
    straight = Formula("2 (p - 1)", lambda p: 2 * (p - 1))
    bent = Formula("p³", lambda p: p**3)
    runs = ((straight, 0.1, 1), (bent, 0.2, 2), (straight, 0.3, 3), (bent, 0.05, 4), (straight, 0.2, 6))
    return [(slope, number(rng), eta, steps) for slope, eta, steps in runs]


OVERFLOW = Mistake(
    "overflow",
    lambda z: 1 / (1 + np.exp(-z)),
    "The formula is right, but far out exp overflows: exp(1000) is more than a float can hold. Let exp "
    "see −|z| only: it then stays between 0 and 1.",
)

EXERCISES = (
    Exercise(
        "weighted-input",
        "weighted_input(w, a, b)",
        "the weighted input of one neuron, a number; w and a are (n,), b is a number",
        ("eq-z",),
        weighted_input,
        _neurons,
        (
            Mistake(
                "no-bias",
                lambda w, a, b: (w * a).sum(),
                "The bias is missing. Without it a neuron that hears only zeros could not answer anything "
                "but 0.",
            ),
            Mistake(
                "bias-in-the-sum",
                lambda w, a, b: (w * a + b).sum(),
                "You add the bias once for every input. It belongs to the neuron, not to a line: add it "
                "once, after the sum.",
            ),
            Mistake(
                "mean",
                lambda w, a, b: (w * a).mean() + b,
                "You take the mean of the products where the equation has their sum.",
            ),
            Mistake(
                "bias-subtracted",
                lambda w, a, b: (w * a).sum() - b,
                "You subtract the bias. In this book it is added; a threshold would be subtracted.",
            ),
            Mistake(
                "activation",
                lambda w, a, b: sigmoid((w * a).sum() + b),
                "This is the activation. The weighted input is what stands before the sigmoid.",
            ),
        ),
        counts=lambda w, a, b: {"n, the number of inputs": len(a)},
    ),
    Exercise(
        "layer",
        "layer(W, b, a)",
        "the activations of a layer of sigmoids, (j, 1); W is (j, k), b is (j, 1), a is (k, 1)",
        ("eq-a", "eq-z"),
        layer,
        _layers,
        (
            Mistake(
                "no-sigmoid",
                lambda W, b, a: W @ a + b,
                "These are the weighted inputs. A neuron passes on σ(z): without the bend, layers upon "
                "layers would be one sum.",
            ),
            Mistake(
                "no-bias",
                lambda W, b, a: sigmoid(W @ a),
                "The bias of each neuron is missing in its weighted input.",
                "eq-z",
            ),
            Mistake(
                "transposed-weights",
                lambda W, b, a: sigmoid(W.T @ a + b),
                "You sum over the first index of the weights, or W.T @ a. Forward, neuron j sums over the "
                "second index, over all the k that it hears.",
                "eq-z",
            ),
            Mistake(
                "sigmoid-too-early",
                lambda W, b, a: W @ sigmoid(a) + b,
                "You bend what comes in, and not what goes out. What comes in has been through the curve of "
                "its own layer: σ takes z.",
            ),
            Mistake(
                "bias-outside",
                lambda W, b, a: sigmoid(W @ a) + b,
                "You add the bias after the sigmoid. It is part of z, so it goes through the curve too, and "
                "the activation stays between 0 and 1.",
                "eq-z",
            ),
            Mistake(
                "bias-as-row",
                lambda W, b, a: sigmoid(W @ a + b.ravel()),
                "You add the bias as a row, so NumPy adds every bias to every neuron. Keep it a column, "
                "(j, 1).",
                "eq-z",
            ),
        ),
    ),
    Exercise(
        "sigmoid",
        "sigmoid(z)",
        "σ of each entry, in the shape of z, for z from -1000 to 1000 with no overflow",
        ("eq-sigmoid",),
        sigmoid,
        _weighted_inputs,
        (
            Mistake(
                "flipped",
                lambda z: 1 / (1 + np.exp(z)),
                "Your curve falls where the sigmoid rises: the minus sign in the exponent is missing.",
            ),
            Mistake(
                "minus-below",
                lambda z: 1 / (1 - np.exp(-z)),
                "Below the line you have 1 − exp(−z), which is 0 at z = 0. It is a sum: then the curve stays "
                "between 0 and 1.",
            ),
            Mistake(
                "no-brackets",
                lambda z: 1 / 1 + np.exp(-z),
                "Without brackets 1 / 1 + exp(−z) divides first and adds afterwards. The whole sum belongs "
                "below the line.",
            ),
            Mistake(
                "tanh",
                lambda z: np.tanh(z),
                "This is tanh, which runs from −1 to 1. The sigmoid runs from 0 to 1.",
            ),
            Mistake(
                "slope",
                sigmoid_derivative,
                "This is the slope of the sigmoid. Its value is wanted here.",
            ),
        ),
        overflow=OVERFLOW,
    ),
    Exercise(
        "update",
        "update(weights, biases, dW, db, eta)",
        "(weights, biases) after one step, two new lists; dW and db are the slopes, with the same shapes",
        ("eq-update",),
        update,
        _networks,
        (
            Mistake(
                "uphill",
                lambda weights, biases, dW, db, eta: update(weights, biases, dW, db, -eta),
                "You step uphill. A positive slope says that turning the knob up raises the cost, so turn "
                "it down: minus η times the slope.",
            ),
            Mistake(
                "no-eta",
                lambda weights, biases, dW, db, eta: update(weights, biases, dW, db, 1.0),
                "The learning rate is missing: you subtract the whole slope, whatever η is.",
            ),
            Mistake(
                "weights-only",
                lambda weights, biases, dW, db, eta: (update(weights, biases, dW, db, eta)[0], biases),
                "The biases stay where they were. They are knobs too, and they have slopes.",
            ),
            Mistake(
                "turns-only",
                lambda weights, biases, dW, db, eta: ([-eta * g for g in dW], [-eta * g for g in db]),
                "These are the turns, without the parameters they belong to. Add each turn to the old value.",
            ),
            Mistake(
                "divided-by-eta",
                lambda weights, biases, dW, db, eta: update(weights, biases, dW, db, 1 / eta),
                "You divide by the learning rate. A larger η means a longer step: multiply.",
            ),
            Mistake(
                "last-layer-only",
                _one_layer,
                "Only the last layer has moved. Every layer has knobs, and each is turned by its own slope.",
            ),
        ),
        parts=("weights", "biases"),
    ),
    Exercise(
        "gradient-descent",
        "gradient_descent(slope, p, eta, steps)",
        "the knob p after that many steps, a number; slope is a function of p",
        ("eq-update", "eq-first-order"),
        gradient_descent,
        _descents,
        (
            Mistake(
                "uphill",
                lambda slope, p, eta, steps: gradient_descent(slope, p, -eta, steps),
                "You walk uphill: the minus sign is missing. Where the slope is positive, p must go down.",
            ),
            Mistake(
                "same-slope",
                _same_slope,
                "You use the slope of the start in every step. After a step you stand elsewhere, so ask for "
                "the slope again.",
            ),
            Mistake(
                "one-step",
                lambda slope, p, eta, steps: gradient_descent(slope, p, eta, 1),
                "You stop after one step. Is the return inside the loop?",
            ),
            Mistake(
                "one-step-less",
                lambda slope, p, eta, steps: gradient_descent(slope, p, eta, steps - 1),
                "You take one step less than asked for. Count how often the loop runs.",
            ),
            Mistake(
                "one-step-more",
                lambda slope, p, eta, steps: gradient_descent(slope, p, eta, steps + 1),
                "You take one step more than asked for. Count how often the loop runs.",
            ),
            Mistake(
                "no-eta",
                lambda slope, p, eta, steps: gradient_descent(slope, p, 1.0, steps),
                "The learning rate is missing: you subtract the whole slope, whatever η is.",
            ),
        ),
    ),
)
