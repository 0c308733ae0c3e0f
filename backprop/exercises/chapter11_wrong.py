"""Exercises of chapter 11: how far a gradient or a step is off, and which neurons can hardly learn."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import sigmoid, sigmoid_derivative
from backprop.exercises.checker.cases import layers, numbers
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]
Arrays = list[Array]


def angle(gradients: Arrays, others: Arrays) -> Any:
    """θ of cos θ = Σ_p g_p h_p / (‖g‖ ‖h‖), over all the knobs at once (@eq-angle), in degrees."""
    return _degrees(_flat(gradients), _flat(others))


def _flat(arrays: Arrays) -> Array:
    return np.concatenate([array.ravel() for array in arrays])


def _degrees(g: Array, h: Array) -> Any:
    cosine = (g * h).sum() / np.sqrt((g**2).sum() * (h**2).sum())
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))  # rounding may lead past 1


def _not_divided(gradients: Arrays, others: Arrays) -> Any:
    return np.degrees(np.arccos((_flat(gradients) * _flat(others)).sum()))


def _squared_lengths(gradients: Arrays, others: Arrays) -> Any:
    g, h = _flat(gradients), _flat(others)
    return np.degrees(np.arccos((g * h).sum() / ((g**2).sum() * (h**2).sum())))


def _mean_of_arrays(gradients: Arrays, others: Arrays) -> Any:
    angles = [_degrees(g, h) for g, h in zip(gradients, others, strict=True)]
    return sum(angles) / len(angles)


def _centred(gradients: Arrays, others: Arrays) -> Any:
    g, h = _flat(gradients), _flat(others)
    return _degrees(g - g.mean(), h - h.mean())


def step_error(before: Arrays, after: Arrays, gradients: Arrays, eta: float) -> Any:
    """The largest difference between the step that was made and -η ∂C/∂p (@eq-update)."""
    return max(np.abs(off).max() for off in _off(before, after, gradients, eta))


def _off(before: Arrays, after: Arrays, gradients: Arrays, eta: float) -> Arrays:
    return [new - old + eta * g for old, new, g in zip(before, after, gradients, strict=True)]


def saturated_share(Z: Array, limit: float) -> Any:
    """The share of all the entries of Z where σ' is below the limit (@eq-sigmoid-slope)."""
    return (sigmoid_derivative(Z) < limit).mean()


def dead_units(Z: Array) -> Any:
    """Which ReLUs have the slope 0 in every column, so that no error passes (@eq-relu-slope)."""
    return (Z <= 0).all(axis=1)


def error_bound(W: Array, Delta: Array) -> Any:
    """|δ_j| ≤ ¼ Σ_i |w_ij| |δ_i|, for a layer of sigmoids and a batch (@eq-quarter)."""
    return np.abs(W).T @ np.abs(Delta) / 4


def _gradients(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for sizes, turn in (([1, 2], 1.0), ([2, 2], -0.5), ([2, 3, 2], 0.5), ([3, 2, 4, 1], -1.0)):
        gradients, more = layers(rng, sizes)
        gradients += more
        gradients[0] = gradients[0] * 2  # one array louder than the others
        others = [(turn * g + 0.6 * numbers(rng, *g.shape)).round(2) for g in gradients]
        cases.append((gradients, others))
    return cases


def _steps(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for sizes, eta in (([1, 2], 0.5), ([2, 3], 0.2), ([2, 3, 2], 2.0), ([3, 2, 4, 1], 0.1)):
        (weights, biases), (dW, db) = layers(rng, sizes), layers(rng, sizes)
        before, gradients = weights + biases, dW + db
        off = [rng.uniform(0.02, 0.1, array.shape).round(2) for array in before]
        off[-2].flat[0] = -0.4  # by far the largest, too low, and not in the last array
        after = [p - eta * g + o for p, g, o in zip(before, gradients, off, strict=True)]
        cases.append((before, after, gradients, eta))
    return cases


def _weighted_inputs(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for (n, m), limit in (((1, 3), 0.05), ((2, 3), 0.1), ((3, 3), 0.05), ((4, 5), 0.02)):
        Z = numbers(rng, n, m)
        far = rng.random((n, m)) < 0.3
        Z[far] += 6 * np.sign(Z[far])
        Z[:, 0] = np.abs(Z[:, 0])
        Z[0] = np.resize([7.5, -6.5, 6.5], m)  # one neuron that is saturated for every example
        cases.append((Z, limit))
    return cases


def _relu_inputs(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for n, m in ((2, 2), (3, 3), (4, 3), (5, 4)):
        Z = numbers(rng, n, m)
        Z[0] = -np.abs(Z[0])
        Z[1] = -np.abs(Z[1])
        Z[1, 0] = 0.1  # above 0 once, and below it on average
        if n > 2:
            Z[2] = -np.abs(Z[2])
            Z[2, -1] = 0.0  # never above 0
        if n > 3:
            Z[3] = np.abs(Z[3])
            Z[3, 1] = -0.1  # off once, and above 0 on average
        cases.append((Z[rng.permutation(n)],))
    return cases


def _next_layers(rng: np.random.Generator) -> list[Case]:
    shapes = ((1, 1, 2), (2, 2, 1), (3, 3, 2), (2, 3, 3), (4, 2, 3))
    return [(numbers(rng, i, j), numbers(rng, i, m)) for i, j, m in shapes]


EXERCISES = (
    Exercise(
        "angle",
        "angle(gradients, others)",
        "the angle between two gradients in degrees, a number from 0 to 180; each is a list of arrays",
        ("eq-angle", "eq-wrong-step"),
        angle,
        _gradients,
        (
            Mistake(
                "radians",
                lambda gradients, others: np.radians(angle(gradients, others)),
                "This is the angle in radians, where a right angle is π/2. Degrees are wanted: np.degrees.",
            ),
            Mistake(
                "cosine",
                lambda gradients, others: np.cos(np.radians(angle(gradients, others))),
                "This is the cosine of the angle. The angle itself is its arccos.",
            ),
            Mistake(
                "not-divided",
                _not_divided,
                "You take the arccos of the dot product itself. Where that is beyond 1 there is no such "
                "angle, hence the NaN: divide by both lengths first.",
            ),
            Mistake(
                "squared-lengths",
                _squared_lengths,
                "You divide by the squares of the lengths. A length is the root of a sum of squares; without "
                "it even equal gradients are not at 0 degrees.",
            ),
            Mistake(
                "mean-of-arrays",
                _mean_of_arrays,
                "You take the angle of each array and then the mean. A step turns all the knobs at once: one "
                "dot product and two lengths, over all arrays together.",
            ),
            Mistake(
                "absolute",
                lambda gradients, others: np.minimum(
                    angle(gradients, others), 180 - angle(gradients, others)
                ),
                "The sign of the dot product is lost, so your angle never passes 90 degrees. Beyond 90 a "
                "step goes uphill, which is just what you want to know.",
                "eq-wrong-step",
            ),
            Mistake(
                "centred",
                _centred,
                "You take the means off first, as np.corrcoef does. A gradient has no middle to be measured "
                "from: its slopes count from 0.",
            ),
        ),
    ),
    Exercise(
        "step-error",
        "step_error(before, after, gradients, eta)",
        "the largest difference between what an update did and what it should have done, a number; the "
        "parameters before and after it and their slopes are lists of arrays",
        ("eq-update",),
        step_error,
        _steps,
        (
            Mistake(
                "uphill",
                lambda before, after, gradients, eta: step_error(before, after, gradients, -eta),
                "You hold the step against +η times the slopes. The update goes downhill, so a right step "
                "is −η times the slopes; yours calls it wrong.",
            ),
            Mistake(
                "no-eta",
                lambda before, after, gradients, eta: step_error(before, after, gradients, 1.0),
                "You hold the step against the slopes themselves. It is η times as long.",
            ),
            Mistake(
                "no-absolute-value",
                lambda before, after, gradients, eta: max(
                    off.max() for off in _off(before, after, gradients, eta)
                ),
                "You take the largest difference with its sign, so a knob that is far too low does not "
                "count. Take absolute values first.",
            ),
            Mistake(
                "mean-difference",
                lambda before, after, gradients, eta: np.abs(
                    _flat(_off(before, after, gradients, eta))
                ).mean(),
                "You take the mean of the differences. One layer updated wrongly among many would vanish in "
                "it: take the largest.",
            ),
            Mistake(
                "one-array",
                lambda before, after, gradients, eta: np.abs(_off(before, after, gradients, eta)[-1]).max(),
                "You look at the last array only. Does the loop keep the largest of all that it has seen, or "
                "does each array overwrite it?",
            ),
            Mistake(
                "added-up",
                lambda before, after, gradients, eta: sum(
                    np.abs(off).max() for off in _off(before, after, gradients, eta)
                ),
                "You add up the largest difference of each array. Then a deep network looks worse than a "
                "shallow one: take the largest of them.",
            ),
        ),
    ),
    Exercise(
        "saturated-share",
        "saturated_share(Z, limit)",
        "the share of the entries of Z, (n, m), where the slope of the sigmoid is below the limit: a number "
        "from 0 to 1",
        ("eq-sigmoid-slope",),
        saturated_share,
        _weighted_inputs,
        (
            Mistake(
                "value-for-slope",
                lambda Z, limit: (sigmoid(Z) < limit).mean(),
                "You hold the activation against the limit, and so you find only the neurons stuck near 0. "
                "Those stuck near 1 have no slope either: look at σ'.",
            ),
            Mistake(
                "high-only",
                lambda Z, limit: ((sigmoid_derivative(Z) < limit) & (Z > 0)).mean(),
                "You count the neurons stuck near 1 only. Far below 0 the curve is as flat.",
            ),
            Mistake(
                "slope-of-activation",
                lambda Z, limit: (sigmoid_derivative(sigmoid(Z)) < limit).mean(),
                "You take the slope at the activation, which is never far from 0, so that nothing looks "
                "saturated. The neuron stands at z.",
            ),
            Mistake(
                "unsaturated",
                lambda Z, limit: (sigmoid_derivative(Z) >= limit).mean(),
                "This is the share that can still learn. Saturated is where the slope is below the limit.",
            ),
            Mistake(
                "count",
                lambda Z, limit: (sigmoid_derivative(Z) < limit).sum(),
                "This is how many there are. A share is that number divided by all of them, so that batches "
                "and layers of any size can be compared.",
            ),
            Mistake(
                "per-neuron",
                lambda Z, limit: (sigmoid_derivative(Z) < limit).mean(axis=1),
                "You have a share for each neuron. One number for the layer is wanted, over all neurons and "
                "all examples.",
            ),
            Mistake(
                "always-saturated",
                lambda Z, limit: (sigmoid_derivative(Z) < limit).all(axis=1).mean(),
                "You count the neurons that are saturated for every example. That is the way to find dead "
                "ReLUs; here every neuron counts once for each example.",
            ),
        ),
        counts=lambda Z, limit: {
            "n, the number of neurons": Z.shape[0],
            "m, the number of examples": Z.shape[1],
        },
    ),
    Exercise(
        "dead-units",
        "dead_units(Z)",
        "which neurons of a layer of ReLUs are dead, (n,), each True or False; Z is (n, m), the weighted "
        "inputs for all the examples",
        ("eq-relu-slope",),
        dead_units,
        _relu_inputs,
        (
            Mistake(
                "once-off",
                lambda Z: (Z <= 0).any(axis=1),
                "You call a neuron dead that is off for one example. Being off now and then is what a ReLU "
                "is for: dead is off for all of them.",
            ),
            Mistake(
                "mean",
                lambda Z: Z.mean(axis=1) <= 0,
                "You look at the mean over the examples. One example with z above 0 is enough to teach the "
                "neuron, however low the others are.",
            ),
            Mistake(
                "strictly-below",
                lambda Z: (Z < 0).all(axis=1),
                "At z = 0 you call the neuron alive. In this book the slope of ReLU there is 0, so nothing "
                "passes: dead is z ≤ 0 everywhere.",
            ),
            Mistake(
                "alive",
                lambda Z: (Z > 0).any(axis=1),
                "You mark the neurons that are alive. True should stand for dead.",
            ),
            Mistake(
                "wrong-axis",
                lambda Z: (Z <= 0).all(axis=0),
                "You ask, for each example, whether all neurons are off. Rows are neurons and columns are "
                "examples: go along the row, axis=1.",
            ),
            Mistake(
                "count",
                lambda Z: (Z <= 0).all(axis=1).sum(),
                "This is how many are dead. Say which: True or False for each neuron.",
            ),
            Mistake(
                "indices",
                lambda Z: np.flatnonzero((Z <= 0).all(axis=1)),
                "These are the numbers of the dead neurons. True or False for each neuron is wanted.",
            ),
        ),
    ),
    Exercise(
        "error-bound",
        "error_bound(W, Delta)",
        "how large the errors of a layer of sigmoids can be at most, (j, m); W is (i, j) and Delta (i, m), "
        "of the layer after it",
        ("eq-quarter", "eq-inductive-step"),
        error_bound,
        _next_layers,
        (
            Mistake(
                "no-absolute-value",
                lambda W, Delta: W.T @ Delta / 4,
                "You take no absolute values, so terms of both signs cancel, and a bound comes out below 0. "
                "The size of each weight counts, and the size of each error.",
            ),
            Mistake(
                "absolute-too-late",
                lambda W, Delta: np.abs(W.T @ Delta) / 4,
                "You add first and take the size of the sum. That is smaller than the sum of the sizes where "
                "terms cancel: take the sizes first, then add.",
            ),
            Mistake(
                "errors-with-sign",
                lambda W, Delta: np.abs(W).T @ Delta / 4,
                "You take the size of the weights, and the errors with their signs. A bound needs the size "
                "of both.",
            ),
            Mistake(
                "no-quarter",
                lambda W, Delta: np.abs(W).T @ np.abs(Delta),
                "The quarter is missing. It is the largest slope that a sigmoid has, and what makes errors "
                "fade layer by layer.",
            ),
            Mistake(
                "half",
                lambda W, Delta: np.abs(W).T @ np.abs(Delta) / 2,
                "You take one half, which is the value of the sigmoid at 0. Its slope there is a half times "
                "a half.",
            ),
            Mistake(
                "untransposed",
                lambda W, Delta: np.abs(W) @ np.abs(Delta) / 4,
                "You read the weights by rows. Going back, neuron j sums over the first index, over all that "
                "hear it: turn the weights.",
                "eq-inductive-step",
            ),
            Mistake(
                "mean",
                lambda W, Delta: error_bound(W, Delta) / len(W),
                "You take the mean over the neurons of the next layer. Small effects add up: it is a sum.",
                "eq-inductive-step",
            ),
        ),
        counts=lambda W, Delta: {"the number of neurons in the next layer": len(W)},
    ),
)
