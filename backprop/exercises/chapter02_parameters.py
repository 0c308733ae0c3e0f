"""Exercises of chapter 2: parameters and the step."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import relu, sigmoid, sigmoid_derivative
from backprop.exercises.checker.cases import Formula, layers, number, numbers
from backprop.exercises.checker.exercise import Exercise, Mistake, mistakes
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
        *mistakes(
            """
    shrinks: You subtract a part of the parameter itself, so that all shrink to 0. It is the slope that is
        multiplied by η.
    sign-only: You use the sign of the slope alone. A steep slope means a long step: multiply by the slope.
    one-number: You turn all the knobs of a layer by the same, the mean of their slopes. Each has its own.
    turns-only: These are the turns, without the parameters they belong to. Add each turn to the old value.
    biases-uphill: The biases go uphill, the weights downhill. Both are knobs: minus η times the slope.
    weights-uphill: The weights go uphill, the biases downhill. Both are knobs: minus η times the slope.
    slopes-only: These are the slopes. Take η times each from the parameter that it belongs to.
    weights-only: The biases stay where they were. They are knobs too, and they have slopes.
    biases-only: The weights stay where they were. They are most of the knobs.
    last-layer-only: Only the last layer has moved. Every layer has knobs, and each is turned by its own
        slope.
    first-layer-only: Only the first layer has moved. Is the return inside the loop? It comes after it.
            """,
            label=label,
            turn={
                "shrinks": lambda p, g: p,
                "sign-only": lambda p, g: np.sign(g),
                "one-number": lambda p, g: g.mean(),
            },
            old={"turns-only": lambda p: 0},
            signs={"biases-uphill": (1, -1), "weights-uphill": (-1, 1)},
            moves_biases={"weights-only": False},
            moves_weights={"biases-only": False},
            moves={"last-layer-only": lambda l, last: l == last, "first-layer-only": lambda l, last: l == 0},
            several={"slopes-only": {"old": lambda p: 0, "sign": 1, "rate": one}},
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
        mistakes(
            """
    no-bias: The bias is missing. Without it a neuron that hears only zeros could not answer anything but 0.
    bias-in-the-sum: You add the bias once for every input. It belongs to the neuron, not to a line: add it
        once, after the sum.
    bias-subtracted: You subtract the bias. In this book it is added; a threshold would be subtracted.
    mean: You take the mean of the products where the equation has their sum.
    sums-apart: You add first and multiply afterwards. Each line has its own weight: multiply, then add.
    weights-only: You add up the weights alone. Each is multiplied by the activation that comes along its
        line.
    first-only: Only the first input counts. Is the return inside the loop?
    last-only: Only the last input counts. Is the sum overwritten in the loop, where it should grow?
    not-summed: These are the products, one for each input. The neuron adds them up.
    activation: This is the activation. The weighted input is what stands before the sigmoid.
            """,
            bias={
                "no-bias": lambda b, n: 0,
                "bias-in-the-sum": lambda b, n: n * b,
                "bias-subtracted": lambda b, n: -b,
            },
            total={
                "mean": lambda w, a: (w * a).mean(),
                "sums-apart": lambda w, a: w.sum() * a.sum(),
                "weights-only": lambda w, a: w.sum(),
                "first-only": lambda w, a: w[0] * a[0],
                "last-only": lambda w, a: w[-1] * a[-1],
                "not-summed": lambda w, a: w * a,
            },
            curve={"activation": sigmoid},
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
        mistakes(
            """
    no-sigmoid: These are the weighted inputs. A neuron passes on σ(z): without the bend, layers upon layers
        would be one sum.
    no-bias (eq-z): The bias of each neuron is missing in its weighted input.
    bias-subtracted (eq-z): You subtract the bias. In this book it is added; a threshold would be subtracted.
    transposed-weights (eq-z): You sum over the first index of the weights, or W.T @ a. Forward, neuron j sums
        over the second index, over all the k that it hears.
    elementwise (eq-z): You multiply entry by entry, with *. A neuron adds up over all that it hears: W @ a.
    sigmoid-too-early: You bend what comes in, and not what goes out. What comes in has been through the curve
        of its own layer: σ takes z.
    sigmoid-twice: You bend what comes in as well. It has been through the curve of its own layer.
    bias-outside (eq-z): You add the bias after the sigmoid. It is part of z, so it goes through the curve
        too, and the activation stays between 0 and 1.
    bias-as-row (eq-z): You add the bias as a row, so NumPy adds every bias to every neuron. Keep it a column,
        (j, 1).
    flipped: Your curve falls where the sigmoid rises: the minus sign in the exponent is missing.
    tanh: This is tanh, from −1 to 1. The neurons are sigmoids.
    relu: This is ReLU. The neurons of this layer are sigmoids.
            """,
            curve={"no-sigmoid": identity, "flipped": lambda z: sigmoid(-z), "tanh": np.tanh, "relu": relu},
            inside={"no-bias": lambda b: 0, "bias-subtracted": np.negative, "bias-as-row": np.ravel},
            product={"transposed-weights": lambda W, a: W.T @ a, "elementwise": lambda W, a: W * a},
            heard={"sigmoid-twice": sigmoid},
            several={
                "sigmoid-too-early": {"heard": sigmoid, "curve": identity},
                "bias-outside": {"inside": lambda b: 0, "outside": identity},
            },
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
        mistakes(
            """
    no-one: The 1 in the sum below the line is missing, so the curve grows without end: 1 + exp(−z).
    flipped: Your curve falls where the sigmoid rises: the minus sign in the exponent is missing.
    minus-below: Below the line you have 1 − exp(−z), which is 0 at z = 0. It is a sum: then the curve stays
        between 0 and 1.
    no-brackets: Without brackets 1 / 1 + exp(−z) divides first and adds afterwards. The whole sum belongs
        below the line.
    tanh: This is tanh, which runs from −1 to 1. The sigmoid runs from 0 to 1.
    too-steep: Your curve is twice as steep: that is σ(2z). With tanh, it is (1 + tanh(z / 2)) / 2.
    slope: This is the slope of the sigmoid. Its value is wanted here.
    softmax: This is the softmax, in which the entries share. A sigmoid takes each entry by itself.
    step: This is a step, 0 or 1. The sigmoid is a smooth one.
            """,
            functions={
                "no-one": lambda z: 1 / np.exp(-z),
                "flipped": lambda z: sigmoid(-z),
                "minus-below": lambda z: 1 / (1 - np.exp(-z)),
                "no-brackets": lambda z: 1 / 1 + np.exp(-z),
                "tanh": np.tanh,
                "too-steep": lambda z: (1 + np.tanh(z)) / 2,
                "slope": sigmoid_derivative,
                "softmax": lambda z: np.exp(z - z.max(axis=0)) / np.exp(z - z.max(axis=0)).sum(axis=0),
                "step": lambda z: np.where(z > 0, 1.0, 0.0),
            },
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
            *mistakes(
                """
    same-slope: You use the slope of the start in every step. After a step you stand elsewhere, so ask for the
        slope again.
    one-step: You stop after one step. Is the return inside the loop, or does each step begin at the start
        again?
    one-step-less: You take one step less than asked for. Count how often the loop runs.
    one-step-more: You take one step more than asked for. Count how often the loop runs.
    unchanged: Nothing has moved. Does the loop give p a new value, p = p − η times the slope?
    slope-for-place: This is the slope at the end. Where p is then is asked for.
    turn-only: This is how far p has moved. Where it is after the steps is asked for.
    all-steps: These are all the places on the way. The last one is asked for.
                """,
                stands={"same-slope": lambda p, start: start},
                count={
                    "one-step": lambda steps: 1,
                    "one-step-less": lambda steps: steps - 1,
                    "one-step-more": lambda steps: steps + 1,
                },
                result={
                    "slope-for-place": lambda path, slope: slope(path[-1]),
                    "turn-only": lambda path, slope: path[-1] - path[0],
                    "all-steps": lambda path, slope: path[1:],
                },
                functions={"unchanged": lambda slope, p, eta, steps: p},
            ),
        ),
        counts=lambda slope, p, eta, steps: {"the number of steps": steps},
    ),
)
