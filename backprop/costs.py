"""Cost functions, each with the error that it gives the output layer (chapters 4 and 12).

Arguments are those of a batch: `sigma` is the activation of the output layer, Z^L and A^L, (n_L, m), are
its weighted inputs and activations, and Y, (n_L, m), has the targets. Columns are examples.

>>> import numpy as np
>>> from backprop.activations import SIGMOID
>>> from backprop.costs import quadratic, quadratic_error
>>> Z, Y = np.array([[0.0], [2.0]]), np.array([[0.0], [1.0]])
>>> A = SIGMOID.value(Z)
>>> round(quadratic(SIGMOID, Z, A, Y), 4)
0.1321
>>> quadratic_error(SIGMOID, Z, A, Y).round(4).tolist()  # down with the first, up with the second
[[0.125], [-0.0125]]
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.activations import RELU, SIGMOID, SOFTMAX, Activation
from backprop.support import checks

Array = NDArray[np.floating]


class Cost(NamedTuple):
    """What an answer costs, and how that cost moves with the weighted inputs that made it.

    `outputs` are the activations of the output layer that the cost goes with, the usual one first.
    `value` returns C, the mean over the columns of C_x. `error` returns δ^L, (n_L, m), one column an example.

    >>> CROSS_ENTROPY.name, [sigma.name for sigma in CROSS_ENTROPY.outputs]
    ('cross-entropy', ['softmax', 'sigmoid'])
    """

    name: str
    outputs: tuple[Activation, ...]
    value: Callable[[Activation, Array, Array, Array], float]
    error: Callable[[Activation, Array, Array, Array], Array]


def quadratic(sigma: Activation, Z: Array, A: Array, Y: Array) -> float:
    """The mean over the columns of ½ Σ_j (a_j - y_j)² (@eq-total-cost).

    >>> A, Y = np.array([[0.7], [0.9]]), np.array([[0.0], [1.0]])
    >>> round(quadratic(SIGMOID, np.zeros((2, 1)), A, Y), 4)  # (0.49 + 0.01) / 2; Z is not looked at
    0.25
    """
    return float(((A - Y) ** 2).sum() / 2 / Y.shape[1])


def quadratic_error(sigma: Activation, Z: Array, A: Array, Y: Array) -> Array:
    """The base case (@eq-base-case)."""
    return (A - Y) * sigma.derivative(Z, A)


def cross_entropy(sigma: Activation, Z: Array, A: Array, Y: Array) -> float:
    """The mean over the columns of -Σ_j y_j ln a_j after softmax (@eq-cross-entropy).

    After sigmoids each neuron answers a question of its own, yes or no, and a "no" counts as well:
    -Σ_j (y_j ln a_j + (1 - y_j) ln(1 - a_j)). Both are computed from z: an output that rounds to 0
    has a logarithm all the same.

    >>> Z, Y = np.log([[1.0], [3.0]]), np.array([[0.0], [1.0]])
    >>> A = SOFTMAX.value(Z)
    >>> A.round(2).tolist()
    [[0.25], [0.75]]
    >>> round(cross_entropy(SOFTMAX, Z, A, Y), 4)  # -ln 0.75
    0.2877
    """
    if sigma == SOFTMAX:
        return float(-(Y * log_softmax(Z)).sum() / Y.shape[1])
    return float((np.maximum(Z, 0) - Y * Z + np.log1p(np.exp(-np.abs(Z)))).sum() / Y.shape[1])


def cross_entropy_error(sigma: Activation, Z: Array, A: Array, Y: Array) -> Array:
    """The base case for this cost, after softmax and after sigmoids (@eq-cross-entropy-error).

    >>> Z, Y = np.log([[1.0], [3.0]]), np.array([[0.0], [1.0]])
    >>> cross_entropy_error(SOFTMAX, Z, SOFTMAX.value(Z), Y).round(2).tolist()
    [[0.25], [-0.25]]
    """
    return A - Y


def log_softmax(z: Array) -> Array:
    """ln a_j = z_j - ln Σ_i exp(z_i), down each column, with the largest z taken out of the sum.

    >>> log_softmax(np.array([[0.0], [1000.0]])).tolist()  # softmax itself rounds to 0 and 1
    [[-1000.0], [0.0]]
    """
    shifted = z - z.max(axis=0)
    logarithm: Array = shifted - np.log(np.exp(shifted).sum(axis=0))
    return logarithm


QUADRATIC = Cost("quadratic", (SIGMOID, RELU), quadratic, quadratic_error)
CROSS_ENTROPY = Cost("cross-entropy", (SOFTMAX, SIGMOID), cross_entropy, cross_entropy_error)
COSTS = {cost.name: cost for cost in (QUADRATIC, CROSS_ENTROPY)}

# Why a cost and an output that are both known do not go together.
REFUSED = {
    "softmax": "each softmax output depends on every z, so it has no slope of its own",
    "relu": "the logarithm needs outputs between 0 and 1",
}


def get_cost(name: str) -> Cost:
    """Return the cost called `name`; raise ValueError if there is none.

    >>> get_cost("quadratic").error is quadratic_error
    True
    """
    return checks.named("cost", name, COSTS)


def get_output(cost: Cost, name: str | None, neurons: int) -> Activation:
    """Return the output activation called `name`, or the usual one of `cost` for None.

    Raises ValueError if there is none, if it does not go with `cost`, or if so few neurons cannot use it.

    >>> get_output(CROSS_ENTROPY, None, neurons=10).name
    'softmax'
    >>> get_output(CROSS_ENTROPY, None, neurons=1)
    Traceback (most recent call last):
        ...
    ValueError: softmax of 1 neuron is always 1; expected 2 neurons, or output "sigmoid"
    """
    checks.instance("cost", cost, Cost)
    outputs = {sigma.name: sigma for sigma in cost.outputs}
    if isinstance(name, str) and name in REFUSED and name not in outputs:
        expected = " or ".join(f'"{output}"' for output in outputs)
        raise ValueError(
            f'output "{name}" does not go with cost "{cost.name}": {REFUSED[name]}; expected {expected}'
        )
    sigma = cost.outputs[0] if name is None else checks.named("activation", name, outputs)
    if checks.whole_number("neurons", neurons) == 1 and sigma == SOFTMAX:
        raise ValueError('softmax of 1 neuron is always 1; expected 2 neurons, or output "sigmoid"')
    return sigma


def check_targets(name: str, Y: Array, cost: Cost, sigma: Activation) -> None:
    """Raise ValueError unless every column of the targets is what `cost` can compare an output with.

    >>> check_targets("Y", np.array([[0.5], [0.5]]), CROSS_ENTROPY, SOFTMAX)
    >>> check_targets("Y", np.array([[1.0], [1.0]]), CROSS_ENTROPY, SOFTMAX)
    Traceback (most recent call last):
        ...
    ValueError: column 0 of Y adds up to 2; expected 1, to compare with softmax
    """
    checks.instance("cost", cost, Cost)
    checks.instance("sigma", sigma, Activation, "an Activation")
    Y = checks.columns(name, Y)
    if cost != CROSS_ENTROPY:
        return
    if Y.min() < 0 or Y.max() > 1:
        wrong = float(Y.min() if Y.min() < 0 else Y.max())
        raise ValueError(f"{name} holds {wrong:g}; expected numbers from 0 to 1 for the cross-entropy")
    sums = Y.sum(axis=0)
    off = np.abs(sums - 1)
    if sigma == SOFTMAX and off.max() > 1e-6:
        x = int(off.argmax())
        raise ValueError(f"column {x} of {name} adds up to {sums[x]:g}; expected 1, to compare with softmax")
