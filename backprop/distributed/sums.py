"""What a worker computes: the slopes of its examples, added up, and the sum of two such sums.

>>> ones = [Sums(1, [np.ones((2, 3))], [np.ones((2, 1))]) for _ in range(5)]  # of five chunks
>>> total = tree(add_sums, ones)
>>> total.examples, total.biases[0].tolist()
(5, [[5.0], [5.0]])
"""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from backprop.network import Network
from backprop.parameters import Array

PIECE = 2_000_000  # numbers of X that a worker has in memory at once, of a share that is larger


class Sums(NamedTuple):
    """The slopes of the costs of some examples, added up and not yet divided, and how many they are.

    >>> sums = Sums(4, [np.array([[2.0]])], [np.array([[6.0]])])
    >>> [(dW / sums.examples).tolist() for dW in sums.weights]  # the mean
    [[[0.5]]]
    """

    examples: int
    weights: list[Array]
    biases: list[Array]


def sums_of_slopes(net: Network, chunk: Any, columns: Sequence[int]) -> Sums:
    """Return the slopes of C_x added up over these columns of a chunk.

    >>> from backprop import Dataset
    >>> net, data = Network([3, 2], seed=1), Dataset(np.eye(3), [0, 1, 1], classes=2)
    >>> sums = sums_of_slopes(net, data, range(3))
    >>> bool(np.allclose(sums.weights[0] / 3, net.backpropagate(data.X, data.Y).weights[0]))
    True
    """
    return reduce(add_sums, [_sums(net, X, Y) for X, Y in _pieces(net, chunk, columns)])


def _sums(net: Network, X: Array, Y: Array) -> Sums:
    m = X.shape[1]
    with np.errstate(over="ignore", invalid="ignore"):
        means = net.gradients(X, Y)
        return Sums(m, [m * dW for dW in means.weights], [m * db for db in means.biases])


def add_sums(one: Sums, other: Sums) -> Sums:
    """Return the sums over the examples of both."""
    return Sums(
        one.examples + other.examples,
        list(map(np.add, one.weights, other.weights)),
        list(map(np.add, one.biases, other.biases)),
    )


def tree(add: Callable[[Any, Any], Any], sums: list[Any]) -> Any:
    """Add neighbours two by two, then the results, until one is left."""
    while len(sums) > 1:
        pairs = list(zip(sums[::2], sums[1::2], strict=False))
        left_over = sums[2 * len(pairs) :]
        sums = [add(one, other) for one, other in pairs] + left_over
    return sums[0]


def sum_of_costs(net: Network, chunk: Any, columns: Sequence[int]) -> float:
    """Return C_x added up over these columns of a chunk.

    >>> from backprop import Dataset
    >>> net, data = Network([3, 2], seed=1), Dataset(np.eye(3), [0, 1, 1], classes=2)
    >>> bool(np.isclose(sum_of_costs(net, data, range(3)) / 3, net.cost(data.X, data.Y)))
    True
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return sum((X.shape[1] * net.mean_cost(X, Y) for X, Y in _pieces(net, chunk, columns)), 0.0)


def _pieces(net: Network, chunk: Any, columns: Sequence[int]) -> Iterator[tuple[Array, Array]]:
    size = max(1, PIECE // net.sizes[0])
    for first in range(0, len(columns), size):
        part = chunk[columns[first : first + size]]
        yield part.X.astype(net.dtype, copy=False), part.Y.astype(net.dtype, copy=False)
