"""Backpropagation one example at a time: what the matrices of `network` replace (chapter 8).

The lines of `add_slopes` run in Python, and Numba compiles them as they stand (`LoopedNetwork.compile`).
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from backprop.activations import SOFTMAX, Activation, sigmoid
from backprop.network import Network
from backprop.parameters import Array, Gradients

Arrays = tuple[Array, ...]


def add_slopes(
    weights: Arrays,
    biases: Arrays,
    hidden: Activation,
    output: Activation,
    error: Callable[[Activation, Array, Array, Array], Array],
    X: Array,
    Y: Array,
    weight_slopes: Arrays,
    bias_slopes: Arrays,
) -> None:
    """Add the slopes of C_x for each column x of X, (n_in, m), and Y, (n_out, m), to the last two.

    They have the shapes of the weights and the biases; `error` gives δ^L, as that of a `Cost` does.

    >>> net, X, Y = Network([3, 4, 2], seed=1), np.eye(3), np.zeros((2, 3))
    >>> total = [tuple(np.zeros_like(array) for array in arrays) for arrays in (net.weights, net.biases)]
    >>> add_slopes(net.weights, net.biases, *net.functions, net.cost_function.error, X, Y, *total)
    >>> bool(np.allclose(total[0][0] / 3, net.backpropagate(X, Y).weights[0]))
    True
    """
    m, last = X.shape[1], len(weights) - 1
    for x in range(m):
        activations = [X[:, x : x + 1].copy()]
        weighted_inputs = [weights[0] @ activations[0] + biases[0]]
        for l in range(last):
            activations.append(hidden.value(weighted_inputs[l]).astype(X.dtype))
            weighted_inputs.append(weights[l + 1] @ activations[l + 1] + biases[l + 1])
        z, y = weighted_inputs[last], Y[:, x : x + 1]
        delta = error(output, z, output.value(z), y).astype(X.dtype)

        for l in range(last, -1, -1):
            dW, db = weight_slopes[l], bias_slopes[l]
            dW += np.outer(delta, activations[l])
            db += delta
            if l > 0:
                slope = hidden.derivative(weighted_inputs[l - 1]).astype(X.dtype)
                delta = (weights[l].T @ delta) * slope


@cache
def _compiled(function: Any) -> Any:
    """Return what Numba makes of a function; it may call `sigmoid`."""
    from numba import njit
    from numba.extending import register_jitable

    register_jitable(sigmoid)
    return njit(function)


class LoopedNetwork(Network):
    """A `Network` that loops over the examples of a batch and adds up their gradients.

    Same parameters, same seed, same batches and, but for rounding, the same gradients.

    >>> X, Y = np.random.default_rng(0).random((3, 5)), np.eye(2)[:, [0, 1, 1, 0, 1]]
    >>> loop, matrix = (kind([3, 4, 2], seed=1).backpropagate(X, Y) for kind in (LoopedNetwork, Network))
    >>> bool(np.allclose(loop.weights[0], matrix.weights[0]))
    True
    """

    compiled = False

    def compile(self) -> None:
        """Compile the loop when it is next used, which takes some seconds.

        Raises ImportError without Numba, and ValueError for softmax, which Numba cannot compile.

        >>> LoopedNetwork([3, 2], cost="cross-entropy").compile()
        Traceback (most recent call last):
            ...
        ValueError: the output is softmax; expected sigmoid or relu, to compile the loop
        """
        if self.functions[-1] == SOFTMAX:
            raise ValueError("the output is softmax; expected sigmoid or relu, to compile the loop")
        try:
            _compiled(add_slopes)
        except ImportError:
            raise ImportError("compile needs Numba and SciPy: pip install '.[compiled]'") from None
        self.compiled = True

    def gradients(self, X: Array, Y: Array) -> Gradients:
        m = X.shape[1]
        total = Gradients([np.zeros_like(W) for W in self.weights], [np.zeros_like(b) for b in self.biases])
        made: Callable[[Any], Any] = _compiled if self.compiled else lambda function: function
        hidden, output = (
            sigma._replace(value=made(sigma.value), derivative=made(sigma.derivative))
            for sigma in (self.functions[0], self.functions[-1])
        )
        parameters = [tuple(map(np.ascontiguousarray, arrays)) for arrays in (self.weights, self.biases)]
        error = made(self.cost_function.error)
        made(add_slopes)(*parameters, hidden, output, error, X, Y, *map(tuple, total))
        return Gradients([dW / m for dW in total.weights], [db / m for db in total.biases])
