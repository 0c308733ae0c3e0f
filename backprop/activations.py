"""Activation functions, each with its derivative (chapter 4, @eq-sigmoid to @eq-relu-slope)."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.support import checks

Array = NDArray[np.floating]


class Activation(NamedTuple):
    """A function applied to each weighted input on its own, and its slope.

    Both take an array z of any shape and return an array of that shape and dtype; `derivative` is quicker
    if it is given a = σ(z) as well. (Softmax is applied to the weighted inputs of a layer together, and has
    no such slope.)

    >>> z = np.array([-1.0, 0.0, 2.0])
    >>> RELU.value(z).tolist(), RELU.derivative(z).tolist()
    ([0.0, 0.0, 2.0], [0.0, 0.0, 1.0])
    """

    name: str
    value: Callable[[Array], Array]
    derivative: Callable[..., Array]


def sigmoid(z: Array) -> Array:
    """σ(z) = 1 / (1 + exp(-z)), elementwise (@eq-sigmoid).

    Written with exp(-|z|), which lies in (0, 1] and so never overflows.

    >>> sigmoid(np.array([-2.0, 0.0, 2.0])).round(3).tolist()
    [0.119, 0.5, 0.881]
    >>> sigmoid(np.array([-1000.0])).tolist()
    [0.0]
    """
    e = np.exp(-np.abs(z))
    s: Array = np.where(z >= 0, 1, e) / (1 + e)
    return s


def sigmoid_derivative(z: Array, a: Array | None = None) -> Array:
    """σ'(z) = σ(z) (1 - σ(z)), elementwise (@eq-sigmoid-slope); `a` is σ(z), if that is known already.

    >>> sigmoid_derivative(np.array([-6.0, 0.0, 6.0])).round(3).tolist()  # steep in the middle, flat outside
    [0.002, 0.25, 0.002]
    """
    s = sigmoid(z) if a is None else a
    return s * (1 - s)


def relu(z: Array) -> Array:
    """max(0, z), elementwise (@eq-relu).

    >>> relu(np.array([-2.0, 0.0, 2.0])).tolist()
    [0.0, 0.0, 2.0]
    """
    return np.maximum(z, 0)


def relu_derivative(z: Array, a: Array | None = None) -> Array:
    """1 where z > 0, otherwise 0; the value at z = 0 is a choice (@eq-relu-slope).

    >>> relu_derivative(np.array([-2.0, 0.0, 2.0])).tolist()
    [0.0, 0.0, 1.0]
    """
    return (z > 0).astype(z.dtype)


def softmax(z: Array) -> Array:
    """exp(z_j) / Σ_i exp(z_i), down each column (@eq-softmax).

    The largest z of a column is taken off first: all shares stay as they are, and nothing overflows.

    >>> softmax(np.array([[1.0], [2.0], [3.0]])).round(3).tolist()
    [[0.09], [0.245], [0.665]]
    >>> softmax(np.array([[1001.0], [1002.0], [1003.0]])).round(3).tolist()
    [[0.09], [0.245], [0.665]]
    """
    e = np.exp(z - z.max(axis=0))
    shares: Array = e / e.sum(axis=0)
    return shares


def _no_slope(z: Array, a: Array | None = None) -> Array:
    raise ValueError("softmax has no slope for each z on its own; expected the cross-entropy (chapter 12)")


SIGMOID = Activation("sigmoid", sigmoid, sigmoid_derivative)
RELU = Activation("relu", relu, relu_derivative)
SOFTMAX = Activation("softmax", softmax, _no_slope)  # of an output layer only, with the cross-entropy
ACTIVATIONS = {function.name: function for function in (SIGMOID, RELU)}


def get_activation(name: str) -> Activation:
    """Return the activation called `name`; raise ValueError if there is none.

    >>> get_activation("relu").name
    'relu'
    >>> get_activation("tanh")
    Traceback (most recent call last):
        ...
    ValueError: unknown activation 'tanh'; expected "sigmoid" or "relu"
    """
    return checks.named("activation", name, ACTIVATIONS)
