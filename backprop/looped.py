"""Backpropagation one example at a time: what the matrices of `network` replace (chapter 8)."""

import numpy as np

from backprop.network import Network
from backprop.parameters import Array, Gradients


def gradients_of_one(net: Network, x: Array, y: Array) -> Gradients:
    """Return the gradients of C_x for one example, x (n_in, 1) and y (n_out, 1).

    >>> net = Network([3, 4, 2], activation="sigmoid", seed=1)
    >>> x, y = np.array([[0.1], [0.2], [0.3]]), np.array([[1.0], [0.0]])
    >>> loop, matrix = gradients_of_one(net, x, y), net.backpropagate(x, y)
    >>> [bool(np.allclose(mine, theirs)) for mine, theirs in zip(loop.weights, matrix.weights, strict=True)]
    [True, True]
    """
    activations = [x]
    weighted_inputs = []
    for W, b, sigma in zip(net.weights, net.biases, net.functions, strict=True):
        weighted_inputs.append(W @ activations[-1] + b)
        activations.append(sigma.value(weighted_inputs[-1]))

    weight_slopes, bias_slopes = list(net.weights), list(net.biases)
    delta = net.cost_function.error(net.functions[-1], weighted_inputs[-1], activations[-1], y)
    for l in reversed(range(len(net.weights))):
        weight_slopes[l] = delta @ activations[l].T
        bias_slopes[l] = delta
        if l > 0:
            slope = net.functions[l - 1].derivative(weighted_inputs[l - 1])
            delta = (net.weights[l].T @ delta) * slope
    return Gradients(weight_slopes, bias_slopes)


class LoopedNetwork(Network):
    """A `Network` that loops over the examples of a batch and adds up their gradients.

    Same parameters, same seed, same batches and, but for rounding, the same gradients.

    >>> X, Y = np.random.default_rng(0).random((3, 5)), np.eye(2)[:, [0, 1, 1, 0, 1]]
    >>> loop, matrix = (kind([3, 4, 2], seed=1).backpropagate(X, Y) for kind in (LoopedNetwork, Network))
    >>> bool(np.allclose(loop.weights[0], matrix.weights[0]))
    True
    """

    def gradients(self, X: Array, Y: Array) -> Gradients:
        m = X.shape[1]
        total = Gradients([np.zeros_like(W) for W in self.weights], [np.zeros_like(b) for b in self.biases])
        for x in range(m):
            one = gradients_of_one(self, X[:, x : x + 1], Y[:, x : x + 1])
            for summed, added in zip(total.weights + total.biases, one.weights + one.biases, strict=True):
                summed += added / m
        return total
