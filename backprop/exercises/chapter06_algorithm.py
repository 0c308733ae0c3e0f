"""Exercises of chapter 6: the whole algorithm for one example, one step, and the gradient check."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import relu, relu_derivative, sigmoid, sigmoid_derivative
from backprop.exercises.chapter02_parameters import of_update, update
from backprop.exercises.chapter04_base_case import of_difference
from backprop.exercises.chapter05_inductive_step import of_arriving
from backprop.exercises.checker.cases import layers, numbers, targets
from backprop.exercises.checker.exercise import ANYWHERE, Choices, Exercise, Mistake, mistakes
from backprop.exercises.checker.guard import Case
from backprop.exercises.families import identity, of_slope, of_step, one

Array = NDArray[Any]
Arrays = list[Array]
Lists = tuple[Arrays, Arrays]
Work = Callable[..., Any]

RIGHT: dict[str, Any] = {
    "bias": 1,
    "curve": sigmoid,
    "sign": 1,
    "factor": one,
    "difference": np.subtract,
    "slope": lambda z, arrived, after: sigmoid_derivative(z),
    "weights": lambda W, turn: W,
    "arriving": lambda W, delta: W.T @ delta,
    "given": lambda arrived, output: arrived,
    "carried": lambda delta, arrived: delta,
    "weight_error": lambda delta, arrived: delta,
    "bias_error": lambda delta, arrived, received: delta,
    "received": lambda before, own, z: before,
    "product": lambda delta, received: delta @ received.T,
    "visited": 1,
}


def backpropagate(
    W: Arrays, b: Arrays, x: Array, y: Array, *, turn: Work = lambda slope: 0.0, **wrong: Any
) -> Lists:
    """All the slopes for one example: forward, base case, inductive steps; the choices are those of RIGHT."""
    last = len(W) - 1
    pick = Choices(RIGHT, wrong, last)
    z, a = [], [x]
    for l in range(last + 1):
        z.append(W[l] @ a[-1] + pick("bias", l) * b[l])
        a.append(pick("curve", l)(z[-1]))
    sign, factor, difference = (pick(name, last) for name in ("sign", "factor", "difference"))
    output = x
    arrived, carried = sign * factor(y) * difference(a[-1], y) * np.ones_like(y), x
    dW, db = [x] * (last + 1), [x] * (last + 1)
    for l in range(last, -1, -1):
        if l < last:
            weights = pick("weights", l)(W[l + 1], turn(dW[l + 1]))
            arrived = pick("given", l)(pick("arriving", l)(weights, carried), output)
        delta = arrived * pick("slope", l)(z[l], arrived, z[min(l + 1, last)])
        output = delta if l == last else output
        carried = pick("carried", l)(delta, arrived)
        received = pick("received", l)(a[l], a[l + 1], z[l - 1] if l else x)
        dW[l] = pick("product", l)(pick("weight_error", l)(delta, arrived), received) * pick("visited", l)
        db[l] = pick("bias_error", l)(delta, arrived, received) * pick("visited", l)
    return dW, db


OF_THE_SLOPES = {"eq-weight-slope": "eq-inductive-step", "eq-bias-slope": "eq-inductive-step"}  # found there
UPDATE = ("sign", "rate", "signs", "turn", "old", "moves", "moves_weights", "moves_biases")


def training_step(W: Arrays, b: Arrays, x: Array, y: Array, eta: float, **wrong: Any) -> Lists:
    """All the slopes of the old network, then one update (@eq-update)."""
    of_the_step = {key: wrong.pop(key) for key in UPDATE if key in wrong}
    scale = of_the_step.get("sign", -1) * of_the_step.get("rate", identity)(eta)
    dW, db = backpropagate(W, b, x, y, turn=lambda slope: scale * slope, **wrong)
    return update(W, b, dW, db, eta, **of_the_step)


def _biases_first(W: Arrays, b: Arrays, x: Array, y: Array, eta: float) -> Lists:
    new = training_step(W, b, x, y, eta)[1]
    return training_step(W, new, x, y, eta)[0], new


def _weights_first(W: Arrays, b: Arrays, x: Array, y: Array, eta: float) -> Lists:
    new = training_step(W, b, x, y, eta)[0]
    return new, training_step(new, b, x, y, eta)[1]


def relative_error(
    slopes: Array,
    measured: Array,
    *,
    size: Work = np.abs,
    over: Work = lambda g, m: max(np.abs(g).max(), np.abs(m).max()),
    gather: Work = np.max,
) -> Any:
    """The largest difference, divided by the largest slope (@eq-central-difference measures them)."""
    return gather(size(slopes - measured) / over(slopes, measured))


def _networks(rng: np.random.Generator) -> list[Case]:
    sizes = ([1, 1], [1, 2, 1], [2, 2, 2], [2, 3, 2], [3, 3, 3, 3], [3, 2, 4, 2])
    return [(*layers(rng, size), numbers(rng, size[0], 1), targets(rng, size[-1], 1)) for size in sizes]


def _networks_and_eta(rng: np.random.Generator) -> list[Case]:
    etas = (0.5, 2.0, 0.2, 3.0, 2.0, 1.5)
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


def _from_the_end(names: Sequence[str]) -> Callable[[Case, Arrays], list[tuple[str, Array]]]:
    """The order in which the slopes are found: of each layer, from the last, its biases' and its weights'."""

    def stages(case: Case, arrays: Arrays) -> list[tuple[str, Array]]:
        depth = len(arrays) // 2
        return [
            (f"{names[part]}[{l}]", arrays[part * depth + l])
            for l in reversed(range(depth))
            for part in (1, 0)
        ]

    return stages


def _of_backpropagation() -> tuple[Mistake, ...]:
    """Mistakes in the slopes, of one layer or of all."""
    before = lambda delta, arrived, *rest: arrived  # noqa: E731
    return (
        *(m for m in of_difference("eq-base-case") if m.name not in ("flipped-sign", "averaged", "squared")),
        *of_slope(
            "eq-base-case",
            "The errors lack σ'(z): how far a neuron can still be moved. A network with this bug learns, so "
            "only a gradient check finds it.",
            ANYWHERE,
        ),
        *of_arriving("eq-inductive-step", "eq-inductive-step", ("hidden",)),
        Mistake(
            "no-{}slope",
            {"weight_error": before, "bias_error": before},
            "The slopes of the parameters lack σ'(z). The error that is carried on has it, and theirs is "
            "the same.",
            "eq-base-case",
            ("output", "hidden", "last-hidden"),
        ),
        *(
            Mistake("no-{}curve", wrong, said, "eq-base-case", ("", "output", "hidden"))
            for said in (
                "There is no curve in the forward pass, as if σ(z) were z. These neurons are sigmoids.",
            )
            for wrong in ({"curve": identity, "slope": one}, {"curve": identity})
        ),
        *mistakes(
            """
    tanh (eq-base-case): Your curve is tanh. These neurons are sigmoids, from 0 to 1.
    relu (eq-base-case): Your curve is ReLU. These neurons are sigmoids.
    slope-of-arriving (eq-inductive-step): You take the slope of the curve at what arrives. That is an error;
        a neuron stands at its own z.
    slope-of-next (eq-inductive-step): You take the slope of the curve at z of the next layer. A neuron stands
        at its own z.
    hidden-sign (eq-inductive-step): The sign is turned in a step back. The inductive step has no minus.
    no-bias-slope (eq-bias-slope): The slopes of the biases are 0. A bias is a knob too, with the slope δ.
    carried-without-slope (eq-inductive-step): What is carried back lacks σ'(z) of the layer that it comes
        from. Carry its error, the whole δ.
    {}bias (eq-bias-slope): The slopes of the biases are taken before the curve, from what arrives, without
        σ'(z). They are the errors themselves.
    {}weights-before-the-curve (eq-weight-slope): The slopes of the weights are taken before the curve, from
        what arrives, without σ'(z).
            """,
            slope={
                "slope-of-arriving": lambda z, arrived, after: sigmoid_derivative(arrived),
                "slope-of-next": lambda z, arrived, after: sigmoid_derivative(after),
            },
            arriving={"hidden-sign": lambda W, delta: -W.T @ delta},
            bias_error={"no-bias-slope": lambda delta, *rest: np.zeros_like(delta), "{}bias": before},
            carried={"carried-without-slope": before},
            weight_error={"{}weights-before-the-curve": before},
            several={
                "tanh": {"curve": np.tanh, "slope": lambda z, *_: 1 - np.tanh(z) ** 2},
                "relu": {"curve": relu, "slope": lambda z, *_: relu_derivative(z)},
            },
            layers={
                "tanh": ("", "hidden"),
                "relu": ("", "hidden"),
                "slope-of-arriving": ("hidden",),
                "slope-of-next": ("hidden",),
                "hidden-sign": ("hidden",),
                "carried-without-slope": ("", "output"),
                "{}bias": ("", "output", "hidden"),
                "{}weights-before-the-curve": ("", "output", "hidden"),
            },
        ),
        *mistakes(
            """
    bias-summed (eq-bias-slope): Every bias of a layer has the sum of its errors. Each neuron has a bias of
        its own, with its own δ.
    bias-times-activation (eq-bias-slope): You multiply the slopes of the biases by activations. A bias stands
        alone in z: its slope is δ.
    own-activations (eq-weight-slope): You multiply each error by the activations of its own layer. A weight
        leads from the layer before: in the list a, entry l is what layer l receives.
    z-for-activation (eq-weight-slope): You multiply the errors by z of the layer before. What comes along the
        line is its activation, σ(z).
    no-activation (eq-weight-slope): The slopes of the weights are the errors alone. Multiply by the
        activation that comes along the line.
            """,
            bias_error={
                "bias-summed": lambda delta, *rest: np.full_like(delta, delta.sum()),
                "bias-times-activation": lambda delta, arrived, received: delta * received.sum(),
            },
            received={
                "own-activations": lambda before, own, z: own,
                "z-for-activation": lambda before, own, z: z,
                "no-activation": lambda before, own, z: np.ones_like(before),
            },
        ),
        *mistakes(
            """
    wrong-error (eq-inductive-step): Every hidden neuron is given the sum of the output's errors. Each has an
        error of its own, from one step back.
    wrong-error/2 (eq-inductive-step): Every hidden neuron is given the sum of the output's errors, times its
        own slope. What arrives there is W.T @ δ, each error by the line it comes along.
    off-by-one (eq-inductive-step): One layer too few is visited: the first one has no slopes. Does the range
        end one too early?
    last-layer-only (eq-inductive-step): Only the last layer has slopes. Those of the hidden ones follow from
        it, one step back after the other.
    no-bias (eq-bias-slope): The forward pass has left out the biases, so all of the rest is of another
        network.
            """,
            given={"wrong-error/2": lambda arrived, output: np.full_like(arrived, output.sum())},
            visited={"off-by-one": 0, "last-layer-only": 0},
            bias={"no-bias": 0},
            several={
                "wrong-error": {
                    "given": lambda arrived, output: np.full_like(arrived, output.sum()),
                    "slope": one,
                }
            },
            layers={
                "wrong-error": ("hidden",),
                "wrong-error/2": ("hidden",),
                "off-by-one": ("first",),
                "last-layer-only": ("hidden",),
            },
        ),
    )


EXERCISES = (
    Exercise(
        "backpropagation",
        "backpropagate(W, b, x, y)",
        "(dW, db), lists of the slopes of all weights and biases for one example, in a network of sigmoids "
        "of any depth",
        ("eq-inductive-step", "eq-base-case", "eq-weight-slope", "eq-bias-slope"),
        backpropagate,
        _networks,
        (
            Mistake(
                "flipped-sign",
                {"sign": -1},
                "All slopes have the opposite sign: is the base case a − y or y − a?",
                "eq-base-case",
            ),
            *_of_backpropagation(),
        ),
        parts=("dW", "db"),
        counts=lambda W, b, x, y: {"the number of layers": len(W), "the number of outputs": len(y)},
        stages=_from_the_end(("dW", "db")),
    ),
    Exercise(
        "training-step",
        "training_step(W, b, x, y, eta)",
        "(W, b) after one step of gradient descent on one example, two new lists; all layers are sigmoids",
        ("eq-update", "eq-inductive-step", "eq-base-case"),
        training_step,
        _networks_and_eta,
        (
            *mistakes(
                """
    updated-early: You update a layer before its weights have carried the errors back. The step back wants the
        weights that the forward pass used: all slopes first, then one update.
    updated-early/2: You update the biases, and find the slopes of the weights with the new ones. All slopes
        belong to the old network: first all of them, then one update.
    updated-early/3: You update the weights, and find the slopes of the biases with the new ones. All slopes
        belong to the old network: first all of them, then one update.
    unchanged (eq-update): Nothing has moved. In a loop for w in W, w = w − … gives the new array the name w,
        and the list keeps the old one: make a new list.
            """,
                weights={"updated-early": lambda W, turn: W + turn},
                functions={
                    "updated-early/2": _biases_first,
                    "updated-early/3": _weights_first,
                    "unchanged": lambda W, b, x, y, eta: (W, b),
                },
            ),
            *of_step("eq-update"),
            *of_update("eq-update"),
            *(
                replace(mistake, label=OF_THE_SLOPES.get(mistake.label, mistake.label))
                for mistake in _of_backpropagation()
                if mistake.name not in ("last-layer-only", "no-bias-slope")
            ),
        ),
        parts=("W", "b"),
        stages=_from_the_end(("W", "b")),
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
                {"over": lambda g, m: 1},
                "This is the largest difference. Whether 0.001 is much depends on the slopes: divide by the "
                "largest of them.",
            ),
            *(
                Mistake(
                    "entry-by-entry",
                    {"over": own},
                    "You divide each difference by its own slope. Where a slope is nearly 0 that is mostly "
                    "rounding: divide by the largest slope of the array.",
                )
                for own in (
                    lambda g, m: np.abs(m),
                    lambda g, m: np.abs(g),
                    lambda g, m: np.maximum(np.abs(g), np.abs(m)),
                )
            ),
            *mistakes(
                """
    entry-by-entry-sum: You divide each difference by the sum of its own two slopes. Where both are nearly 0
        and rounding turns a sign, that is 1: divide by the largest slope of the array.
    sum-of-the-largest: You divide by the sum of both largest slopes, so what is wholly wrong comes out as a
        half: divide by the larger one.
    largest-with-sign: You divide by the largest slope with its sign. The largest in size may be negative:
        take absolute values first.
    mean-slope: You divide by the mean of the slopes. Divide by the largest one.
    mean-difference: You take the mean of the differences. One wrong slope among thousands would vanish in it:
        take the largest.
    sum-of-differences: You add the differences up, so a large array looks worse than a small one: take the
        largest.
    no-absolute-value: You take the largest difference with its sign, so one that is far too low does not
        count. Take absolute values first.
    squared: You square the differences. Take their absolute values.
                """,
                over={
                    "entry-by-entry-sum": lambda g, m: np.abs(g) + np.abs(m),
                    "sum-of-the-largest": lambda g, m: np.abs(g).max() + np.abs(m).max(),
                    "largest-with-sign": lambda g, m: m.max(),
                    "mean-slope": lambda g, m: np.abs(m).mean(),
                },
                gather={"mean-difference": np.mean, "sum-of-differences": np.sum},
                size={"no-absolute-value": identity, "squared": np.square},
            ),
            *(
                Mistake(
                    "lengths",
                    {"gather": np.linalg.norm, "over": length},
                    "You divide the lengths of the two vectors. That is a fair measure too, but it blurs one "
                    "wrong slope: take the largest entries.",
                )
                for length in (lambda g, m: np.linalg.norm(m), lambda g, m: np.linalg.norm(g))
            ),
            Mistake(
                "lengths-sum",
                {"gather": np.linalg.norm, "over": lambda g, m: np.linalg.norm(g) + np.linalg.norm(m)},
                "You divide the length of the difference by the sum of both lengths. That is a fair measure "
                "too, but it blurs one wrong slope: take the largest entries.",
            ),
        ),
        counts=lambda slopes, measured: {"n, the number of slopes": slopes.size},
    ),
)
