"""What training may change, and the slopes that it follows."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


class Parameters(NamedTuple):
    """Everything that training may change, in one value, so that one assignment replaces it all.

    >>> Parameters(weights=[np.ones((1, 2))], biases=[np.zeros((1, 1))]).weights[0].tolist()
    [[1.0, 1.0]]
    """

    weights: list[Array]
    biases: list[Array]


class Gradients(NamedTuple):
    """The slopes of the cost C, in the shapes of the parameters they belong to.

    >>> from backprop import Network
    >>> net = Network([4, 3, 2], seed=1)
    >>> [dW.shape for dW in net.backpropagate(np.eye(4), np.zeros((2, 4))).weights]
    [(3, 4), (2, 3)]
    """

    weights: list[Array]
    biases: list[Array]
