"""The networks with round numbers that the chapters follow by hand."""

import numpy as np

from backprop.network import Network
from backprop.parameters import Array


def running_network() -> tuple[Network, Array, Array]:
    """Return the book's running 2-3-2 network, its input x (2, 1) and its target y (2, 1).

    Sigmoid in both layers. The weights were chosen so that the hidden layer's weighted inputs
    come out as 0.2, -0.5 and 1.0, which a reader can check on paper.

    >>> net, x, y = running_network()
    >>> weighted_inputs, activations = net.forward_pass(x)
    >>> weighted_inputs[0].round(6).tolist()
    [[0.2], [-0.5], [1.0]]
    >>> round(net.cost(x, y), 4)
    0.3429
    """
    net = Network([2, 3, 2], activation="sigmoid", output="sigmoid", seed=0)
    net.set_parameters(
        weights=[
            np.array([[0.4, -0.6], [-0.8, 1.0], [0.6, 0.2]]),
            np.array([[0.7, -0.5, 0.3], [-0.4, 0.9, 0.6]]),
        ],
        biases=[np.array([[0.1], [-0.2], [0.3]]), np.array([[-0.3], [0.2]])],
    )
    x = np.array([[1.0], [0.5]])
    y = np.array([[1.0], [0.0]])
    return net, x, y
