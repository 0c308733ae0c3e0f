"""Backpropagation one example at a time: what the matrices of `network` replace (chapter 8)."""

import numpy as np

from backprop.network import Array, Gradients, Network


def gradients_of_one(net: Network, x: Array, y: Array) -> Gradients:
    """Return the gradients of C_x for one example, x (n_in, 1) and y (n_out, 1)."""
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
    """

    def _gradients(self, X: Array, Y: Array) -> Gradients:
        m = X.shape[1]
        total = Gradients([np.zeros_like(W) for W in self.weights], [np.zeros_like(b) for b in self.biases])
        for x in range(m):
            one = gradients_of_one(self, X[:, x : x + 1], Y[:, x : x + 1])
            for summed, added in zip(total.weights + total.biases, one.weights + one.biases, strict=True):
                summed += added / m
        return total
