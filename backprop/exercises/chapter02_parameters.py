"""Exercises of chapter 2: parameters and the step."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import relu, sigmoid, sigmoid_derivative
from backprop.exercises.checker.cases import Formula, layers, number, numbers
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case
from backprop.exercises.families import identity, of_step, one

Array = NDArray[Any]
Arrays = list[Array]
Work = Callable[..., Any]


def weighted_input(
    w: Array,
    a: Array,
    b: float,
    *,
    total: Work = lambda w, a: (w * a).sum(),
    bias: Work = lambda b, n: b,
    curve: Work = identity,
) -> Any:
    """z_j = Σ_k w_jk a_k + b_j, for one neuron (@eq-z)."""
    return curve(total(w, a) + bias(b, len(a)))


def layer(
    W: Array,
    b: Array,
    a: Array,
    *,
    heard: Work = identity,
    product: Work = np.matmul,
    inside: Work = identity,
    curve: Work = sigmoid,
    outside: Work = lambda b: 0,
) -> Any:
    """a_j = σ(z_j), for all the neurons of a layer (@eq-a)."""
    return curve(product(W, heard(a)) + inside(b)) + outside(b)


def update(
    weights: Arrays,
    biases: Arrays,
    dW: Arrays,
    db: Arrays,
    eta: float,
    *,
    sign: int = -1,
    rate: Work = identity,
    turn: Work = lambda p, g: g,
    old: Work = identity,
    moves: Work = lambda l, last: True,
    moves_weights: bool = True,
    moves_biases: bool = True,
    signs: tuple[int, int] = (1, 1),
) -> tuple[Arrays, Arrays]:
    """Every parameter minus η times its slope (@eq-update)."""

    def stepped(parameters: Arrays, slopes: Arrays, moved: bool, own: int) -> Arrays:
        last = len(parameters) - 1
        pairs = enumerate(zip(parameters, slopes, strict=True))
        return [
            old(p) + own * sign * rate(eta) * turn(p, g) if moved and moves(l, last) else p
            for l, (p, g) in pairs
        ]

    return stepped(weights, dW, moves_weights, signs[0]), stepped(biases, db, moves_biases, signs[1])


def gradient_descent(
    slope: Callable[[float], float],
    p: float,
    eta: float,
    steps: int,
    *,
    sign: int = -1,
    rate: Work = identity,
    count: Work = identity,
    stands: Work = lambda p, start: p,
    result: Work = lambda path, slope: path[-1],
) -> Any:
    """The update of one parameter (@eq-update), `steps` times over."""
    path = [p]
    for _ in range(count(steps)):
        path.append(path[-1] + sign * rate(eta) * slope(stands(path[-1], p)))
    return result(path, slope)


def _neurons(rng: np.random.Generator) -> list[Case]:
    return [(numbers(rng, n), numbers(rng, n), number(rng)) for n in (1, 2, 3, 4, 6)]


def _layers(rng: np.random.Generator) -> list[Case]:
    shapes = ((1, 1), (2, 2), (3, 3), (3, 2), (2, 4), (4, 1))
    return [(numbers(rng, j, k), numbers(rng, j, 1), numbers(rng, k, 1)) for j, k in shapes]


def _weighted_inputs(rng: np.random.Generator) -> list[Case]:
    far = np.array([[-1000.0], [0.5], [1000.0]])
    return [(numbers(rng, *shape),) for shape in ((1, 1), (2, 1), (2, 3))] + [(far,)]


def _networks(rng: np.random.Generator) -> list[Case]:
    sizes = (([1, 1], 0.1), ([2, 3], 0.5), ([2, 3, 2], 0.2), ([3, 2, 4, 1], 2.5))
    return [(*layers(rng, size), *layers(rng, size), eta) for size, eta in sizes]


def _descents(rng: np.random.Generator) -> list[Case]:
    straight = Formula("2 (p - 1)", lambda p: 2 * (p - 1))
    bent = Formula("p³", lambda p: p**3)
    runs = ((straight, 0.1, 1), (bent, 0.2, 2), (straight, 0.3, 3), (bent, 0.05, 4), (straight, 1.2, 5))
    return [(slope, number(rng), eta, steps) for slope, eta, steps in runs]


def of_update(label: str = "") -> tuple[Mistake, ...]:
    """Mistakes of the choices of `update`, but for its sign and rate."""
    return (
        Mistake(
            "shrinks",
            {"turn": lambda p, g: p},
            "You subtract a part of the parameter itself, so that all shrink to 0. It is the slope that "
            "is multiplied by η.",
            label,
        ),
        Mistake(
            "sign-only",
            {"turn": lambda p, g: np.sign(g)},
            "You use the sign of the slope alone. A steep slope means a long step: multiply by the slope.",
            label,
        ),
        Mistake(
            "one-number",
            {"turn": lambda p, g: g.mean()},
            "You turn all the knobs of a layer by the same, the mean of their slopes. Each has its own.",
            label,
        ),
        Mistake(
            "turns-only",
            {"old": lambda p: 0},
            "These are the turns, without the parameters they belong to. Add each turn to the old value.",
            label,
        ),
        Mistake(
            "biases-uphill",
            {"signs": (1, -1)},
            "The biases go uphill, the weights downhill. Both are knobs: minus η times the slope.",
            label,
        ),
        Mistake(
            "weights-uphill",
            {"signs": (-1, 1)},
            "The weights go uphill, the biases downhill. Both are knobs: minus η times the slope.",
            label,
        ),
        Mistake(
            "slopes-only",
            {"old": lambda p: 0, "sign": 1, "rate": one},
            "These are the slopes. Take η times each from the parameter that it belongs to.",
            label,
        ),
        Mistake(
            "weights-only",
            {"moves_biases": False},
            "The biases stay where they were. They are knobs too, and they have slopes.",
            label,
        ),
        Mistake(
            "biases-only",
            {"moves_weights": False},
            "The weights stay where they were. They are most of the knobs.",
            label,
        ),
        Mistake(
            "last-layer-only",
            {"moves": lambda l, last: l == last},
            "Only the last layer has moved. Every layer has knobs, and each is turned by its own slope.",
            label,
        ),
        Mistake(
            "first-layer-only",
            {"moves": lambda l, last: l == 0},
            "Only the first layer has moved. Is the return inside the loop? It comes after it.",
            label,
        ),
    )


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
                {"bias": lambda b, n: 0},
                "The bias is missing. Without it a neuron that hears only zeros could not answer anything "
                "but 0.",
            ),
            Mistake(
                "bias-in-the-sum",
                {"bias": lambda b, n: n * b},
                "You add the bias once for every input. It belongs to the neuron, not to a line: add it "
                "once, after the sum.",
            ),
            Mistake(
                "bias-subtracted",
                {"bias": lambda b, n: -b},
                "You subtract the bias. In this book it is added; a threshold would be subtracted.",
            ),
            Mistake(
                "mean",
                {"total": lambda w, a: (w * a).mean()},
                "You take the mean of the products where the equation has their sum.",
            ),
            Mistake(
                "sums-apart",
                {"total": lambda w, a: w.sum() * a.sum()},
                "You add first and multiply afterwards. Each line has its own weight: multiply, then add.",
            ),
            Mistake(
                "weights-only",
                {"total": lambda w, a: w.sum()},
                "You add up the weights alone. Each is multiplied by the activation that comes along its "
                "line.",
            ),
            Mistake(
                "first-only",
                {"total": lambda w, a: w[0] * a[0]},
                "Only the first input counts. Is the return inside the loop?",
            ),
            Mistake(
                "last-only",
                {"total": lambda w, a: w[-1] * a[-1]},
                "Only the last input counts. Is the sum overwritten in the loop, where it should grow?",
            ),
            Mistake(
                "not-summed",
                {"total": lambda w, a: w * a},
                "These are the products, one for each input. The neuron adds them up.",
            ),
            Mistake(
                "activation",
                {"curve": sigmoid},
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
                {"curve": identity},
                "These are the weighted inputs. A neuron passes on σ(z): without the bend, layers upon "
                "layers would be one sum.",
            ),
            Mistake(
                "no-bias",
                {"inside": lambda b: 0},
                "The bias of each neuron is missing in its weighted input.",
                "eq-z",
            ),
            Mistake(
                "bias-subtracted",
                {"inside": np.negative},
                "You subtract the bias. In this book it is added; a threshold would be subtracted.",
                "eq-z",
            ),
            Mistake(
                "transposed-weights",
                {"product": lambda W, a: W.T @ a},
                "You sum over the first index of the weights, or W.T @ a. Forward, neuron j sums over the "
                "second index, over all the k that it hears.",
                "eq-z",
            ),
            Mistake(
                "elementwise",
                {"product": lambda W, a: W * a},
                "You multiply entry by entry, with *. A neuron adds up over all that it hears: W @ a.",
                "eq-z",
            ),
            Mistake(
                "sigmoid-too-early",
                {"heard": sigmoid, "curve": identity},
                "You bend what comes in, and not what goes out. What comes in has been through the curve of "
                "its own layer: σ takes z.",
            ),
            Mistake(
                "sigmoid-twice",
                {"heard": sigmoid},
                "You bend what comes in as well. It has been through the curve of its own layer.",
            ),
            Mistake(
                "bias-outside",
                {"inside": lambda b: 0, "outside": identity},
                "You add the bias after the sigmoid. It is part of z, so it goes through the curve too, and "
                "the activation stays between 0 and 1.",
                "eq-z",
            ),
            Mistake(
                "bias-as-row",
                {"inside": np.ravel},
                "You add the bias as a row, so NumPy adds every bias to every neuron. Keep it a column, "
                "(j, 1).",
                "eq-z",
            ),
            Mistake(
                "flipped",
                {"curve": lambda z: sigmoid(-z)},
                "Your curve falls where the sigmoid rises: the minus sign in the exponent is missing.",
            ),
            Mistake("tanh", {"curve": np.tanh}, "This is tanh, from −1 to 1. The neurons are sigmoids."),
            Mistake("relu", {"curve": relu}, "This is ReLU. The neurons of this layer are sigmoids."),
        ),
        counts=lambda W, b, a: {"the number of inputs": len(a)},
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
                "no-one",
                lambda z: 1 / np.exp(-z),
                "The 1 in the sum below the line is missing, so the curve grows without end: 1 + exp(−z).",
            ),
            Mistake(
                "flipped",
                lambda z: sigmoid(-z),
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
            Mistake("tanh", np.tanh, "This is tanh, which runs from −1 to 1. The sigmoid runs from 0 to 1."),
            Mistake(
                "too-steep",
                lambda z: (1 + np.tanh(z)) / 2,
                "Your curve is twice as steep: that is σ(2z). With tanh, it is (1 + tanh(z / 2)) / 2.",
            ),
            Mistake(
                "slope", sigmoid_derivative, "This is the slope of the sigmoid. Its value is wanted here."
            ),
            Mistake(
                "softmax",
                lambda z: np.exp(z - z.max(axis=0)) / np.exp(z - z.max(axis=0)).sum(axis=0),
                "This is the softmax, in which the entries share. A sigmoid takes each entry by itself.",
            ),
            Mistake(
                "step",
                lambda z: np.where(z > 0, 1.0, 0.0),
                "This is a step, 0 or 1. The sigmoid is a smooth one.",
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
            *of_step(),
            *of_update(),
            Mistake(
                "unchanged",
                lambda weights, biases, dW, db, eta: (weights, biases),
                "Nothing has moved. In a loop for w in weights, w = w − … gives the new array the name w, "
                "and the list keeps the old one: make a new list.",
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
            *of_step(),
            Mistake(
                "same-slope",
                {"stands": lambda p, start: start},
                "You use the slope of the start in every step. After a step you stand elsewhere, so ask for "
                "the slope again.",
            ),
            Mistake(
                "one-step",
                {"count": lambda steps: 1},
                "You stop after one step. Is the return inside the loop, or does each step begin at the "
                "start again?",
            ),
            Mistake(
                "one-step-less",
                {"count": lambda steps: steps - 1},
                "You take one step less than asked for. Count how often the loop runs.",
            ),
            Mistake(
                "one-step-more",
                {"count": lambda steps: steps + 1},
                "You take one step more than asked for. Count how often the loop runs.",
            ),
            Mistake(
                "unchanged",
                lambda slope, p, eta, steps: p,
                "Nothing has moved. Does the loop give p a new value, p = p − η times the slope?",
            ),
            Mistake(
                "slope-for-place",
                {"result": lambda path, slope: slope(path[-1])},
                "This is the slope at the end. Where p is then is asked for.",
            ),
            Mistake(
                "turn-only",
                {"result": lambda path, slope: path[-1] - path[0]},
                "This is how far p has moved. Where it is after the steps is asked for.",
            ),
            Mistake(
                "all-steps",
                {"result": lambda path, slope: path[1:]},
                "These are all the places on the way. The last one is asked for.",
            ),
        ),
        counts=lambda slope, p, eta, steps: {"the number of steps": steps},
    ),
)
