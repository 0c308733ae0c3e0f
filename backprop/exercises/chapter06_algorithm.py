"""Exercises of chapter 6: the whole algorithm for one input, one step, and the gradient check."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import sigmoid, sigmoid_derivative
from backprop.exercises.checker.cases import layers, numbers, targets
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case, Function

Array = NDArray[Any]
Lists = tuple[list[Array], list[Array]]


def _base_case(a: Array, y: Array, z: Array) -> Array:
    delta: Array = (a - y) * sigmoid_derivative(z)
    return delta


def _inductive_step(W: Array, delta: Array, z: Array) -> Array:
    back: Array = (W.T @ delta) * sigmoid_derivative(z)
    return back


def _received(delta: Array, a_before: Array, a: Array) -> Array:
    slopes: Array = delta @ a_before.T
    return slopes


def _algorithm(
    base: Callable[[Array, Array, Array], Array] = _base_case,
    step: Callable[[Array, Array, Array], Array] = _inductive_step,
    slopes: Callable[[Array, Array, Array], Array] = _received,
) -> Function:
    """Return backpropagation for one input, with any of its lines replaced."""

    def backpropagate(W: list[Array], b: list[Array], x: Array, y: Array) -> Lists:
        z, a = [], [x]
        for weights, biases in zip(W, b, strict=True):
            z.append(weights @ a[-1] + biases)
            a.append(sigmoid(z[-1]))
        delta = [base(a[-1], y, z[-1])]
        for l in reversed(range(len(W) - 1)):
            delta.insert(0, step(W[l + 1], delta[0], z[l]))
        return [slopes(delta[l], a[l], a[l + 1]) for l in range(len(W))], delta

    return backpropagate


backpropagate = _algorithm()


def _last_layer_first(W: list[Array], b: list[Array], x: Array, y: Array) -> Lists:
    dW, db = backpropagate(W, b, x, y)
    return dW[::-1], db[::-1]


def training_step(W: list[Array], b: list[Array], x: Array, y: Array, eta: float) -> Lists:
    """All the slopes of the old network, then one update (@eq-update)."""
    return _step_with(backpropagate, W, b, x, y, eta)


def _step_with(slopes: Function, W: list[Array], b: list[Array], x: Array, y: Array, eta: float) -> Lists:
    dW, db = slopes(W, b, x, y)
    return (
        [weights - eta * slope for weights, slope in zip(W, dW, strict=True)],
        [biases - eta * slope for biases, slope in zip(b, db, strict=True)],
    )


def _updated_early(W: list[Array], b: list[Array], x: Array, y: Array, eta: float) -> Lists:
    z, a = [], [x]
    for weights, biases in zip(W, b, strict=True):
        z.append(weights @ a[-1] + biases)
        a.append(sigmoid(z[-1]))
    new_W, new_b = list(W), list(b)
    delta = _base_case(a[-1], y, z[-1])
    for l in reversed(range(len(W))):
        new_W[l], new_b[l] = W[l] - eta * delta @ a[l].T, b[l] - eta * delta
        if l > 0:
            delta = _inductive_step(new_W[l], delta, z[l - 1])  # the new weights, too soon
    return new_W, new_b


def relative_error(slopes: Array, measured: Array) -> Any:
    """The largest difference, divided by the largest slope (@eq-central-difference measures them)."""
    largest = max(np.abs(slopes).max(), np.abs(measured).max())
    return np.abs(slopes - measured).max() / largest


def _networks(rng: np.random.Generator) -> list[Case]:
    sizes = ([1, 1], [1, 2, 1], [2, 2, 2], [2, 3, 2], [3, 3, 3, 3], [3, 2, 4, 2])
    return [(*layers(rng, size), numbers(rng, size[0], 1), targets(rng, size[-1], 1)) for size in sizes]


def _networks_and_eta(rng: np.random.Generator) -> list[Case]:
    etas = (0.5, 2.0, 0.2, 3.0, 2.0, 0.5)
    return [(*case, eta) for case, eta in zip(_networks(rng), etas, strict=True)]


def _gradients(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for shape in ((1, 3), (2, 2), (2, 3), (3, 4)):
        measured = (0.8 * numbers(rng, *shape)).round(2)
        off = rng.uniform(0.01, 0.1, shape).round(2)
        measured.flat[0], off.flat[0] = -2.0, 0.0  # the largest slope, and the two agree on it
        measured.flat[1], off.flat[1] = -1.0, -0.3
        measured.flat[2], off.flat[2] = 0.01, -0.02  # nearly 0, of either sign: by itself, wholly wrong
        cases.append((measured + off, measured))
    return cases


EXERCISES = (
    Exercise(
        "backpropagation",
        "backpropagate(W, b, x, y)",
        "(dW, db), lists of the slopes of all weights and biases for one input, in a network of sigmoids "
        "of any depth",
        ("eq-inductive-step", "eq-base-case", "eq-weight-slope", "eq-bias-slope"),
        backpropagate,
        _networks,
        (
            Mistake(
                "flipped-sign",
                _algorithm(base=lambda a, y, z: (y - a) * sigmoid_derivative(z)),
                "All slopes have the right size and the opposite sign: is the base case a − y or y − a?",
                "eq-base-case",
            ),
            Mistake(
                "no-output-slope",
                _algorithm(base=lambda a, y, z: a - y),
                "The base case lacks σ'(z): how far the output neuron can still be moved. All layers take "
                "the mistake over.",
                "eq-base-case",
            ),
            Mistake(
                "no-hidden-slope",
                _algorithm(step=lambda W, delta, z: W.T @ delta),
                "The last layer is right, and σ'(z) is missing in the hidden ones. A network with this bug "
                "learns, so only a gradient check finds it.",
            ),
            Mistake(
                "slope-of-activation",
                _algorithm(
                    lambda a, y, z: (a - y) * sigmoid_derivative(a),
                    lambda W, delta, z: (W.T @ delta) * sigmoid_derivative(sigmoid(z)),
                ),
                "You take the slope of the curve at a, in every layer. A neuron stands at z: σ'(z), or "
                "a (1 − a), but not σ'(a).",
                "eq-base-case",
            ),
            Mistake(
                "untransposed",
                _algorithm(step=lambda W, delta, z: (W @ delta) * sigmoid_derivative(z)),
                "Going back you read the weights by rows, W @ delta. Neuron j sums over all that hear it, "
                "over the first index: W.T @ delta.",
            ),
            Mistake(
                "own-activations",
                _algorithm(slopes=lambda delta, before, a: delta @ a.T),
                "You multiply each error by the activations of its own layer. A weight leads from the layer "
                "before: in the list a, entry l is what layer l receives.",
                "eq-weight-slope",
            ),
            Mistake(
                "last-layer-first",
                _last_layer_first,
                "The slopes are right, and in the order in which they were found: the last layer first. The "
                "lists begin with layer 0.",
            ),
        ),
        parts=("dW", "db"),
    ),
    Exercise(
        "training-step",
        "training_step(W, b, x, y, eta)",
        "(W, b) after one step of gradient descent on one input, two new lists; all layers are sigmoids",
        ("eq-update", "eq-inductive-step", "eq-base-case"),
        training_step,
        _networks_and_eta,
        (
            Mistake(
                "updated-early",
                _updated_early,
                "You update a layer before its weights have carried the errors back. The step back wants the "
                "weights that the forward pass used: all slopes first, then one update.",
            ),
            Mistake(
                "uphill",
                lambda W, b, x, y, eta: training_step(W, b, x, y, -eta),
                "You step uphill, so the cost rises. Either a sign in the update is wrong, or the base case "
                "has y − a.",
            ),
            Mistake(
                "no-eta",
                lambda W, b, x, y, eta: training_step(W, b, x, y, 1.0),
                "The learning rate is missing: you subtract the whole slope, whatever η is.",
            ),
            Mistake(
                "weights-only",
                lambda W, b, x, y, eta: (training_step(W, b, x, y, eta)[0], b),
                "The biases stay where they were. They are knobs too, and their slopes are the errors.",
            ),
            Mistake(
                "no-hidden-slope",
                lambda W, b, x, y, eta: _step_with(
                    _algorithm(step=lambda W, delta, z: W.T @ delta), W, b, x, y, eta
                ),
                "The last layer moves as it should; the hidden ones lack σ'(z) in their errors, so they go "
                "too far.",
                "eq-inductive-step",
            ),
        ),
        parts=("W", "b"),
    ),
    Exercise(
        "relative-error",
        "relative_error(slopes, measured)",
        "the largest difference of two arrays of slopes, divided by the largest slope, a number",
        ("eq-central-difference",),
        relative_error,
        _gradients,
        (
            Mistake(
                "not-divided",
                lambda slopes, measured: np.abs(slopes - measured).max(),
                "This is the largest difference. Whether 0.001 is much depends on the slopes: divide by the "
                "largest of them.",
            ),
            Mistake(
                "mean-difference",
                lambda slopes, measured: np.abs(slopes - measured).mean() / np.abs(measured).max(),
                "You take the mean of the differences. One wrong slope among thousands would vanish in it: "
                "take the largest.",
            ),
            Mistake(
                "entry-by-entry",
                lambda slopes, measured: (np.abs(slopes - measured) / np.abs(measured)).max(),
                "You divide each difference by its own slope. Where a slope is nearly 0 that is mostly "
                "rounding: divide by the largest slope of the array.",
            ),
            Mistake(
                "entry-by-entry-sum",
                lambda slopes, measured: (
                    np.abs(slopes - measured) / (np.abs(slopes) + np.abs(measured))
                ).max(),
                "You divide each difference by the sum of its own two slopes. Where both are nearly 0 and "
                "rounding turns a sign, that is 1: divide by the largest slope of the array.",
            ),
            Mistake(
                "no-absolute-value",
                lambda slopes, measured: (slopes - measured).max() / np.abs(measured).max(),
                "You take the largest difference with its sign, so one that is far too low does not count. "
                "Take absolute values first.",
            ),
            Mistake(
                "largest-with-sign",
                lambda slopes, measured: np.abs(slopes - measured).max() / measured.max(),
                "You divide by the largest slope with its sign. The largest in size may be negative: take "
                "absolute values first.",
            ),
            Mistake(
                "lengths",
                lambda slopes, measured: np.linalg.norm(slopes - measured) / np.linalg.norm(measured),
                "You divide the lengths of the two vectors. That is a fair measure too, but it blurs one "
                "wrong slope: take the largest entries.",
            ),
        ),
    ),
)
