"""Numbers for the cases: never tiny and never many digits, so that they can be read in a report."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def numbers(rng: np.random.Generator, *shape: int) -> Array:
    """Draw numbers of either sign whose size is from 0.2 to 1.8, with two decimals."""
    size: Array = rng.uniform(0.2, 1.8, shape) * rng.choice([-1.0, 1.0], shape)
    return size.round(2)


def shares(rng: np.random.Generator, *shape: int) -> Array:
    """Draw numbers from 0.05 to 0.95, such as activations of sigmoids, with two decimals."""
    share: Array = rng.uniform(0.05, 0.95, shape)
    return share.round(2)


def number(rng: np.random.Generator) -> float:
    """Draw one of the `numbers`."""
    return float(numbers(rng))


def targets(rng: np.random.Generator, n: int, m: int) -> Array:
    """Draw a target for each of m columns: 1 in one row, 0 in the others."""
    Y: Array = np.zeros((n, m))
    Y[rng.integers(n, size=m), np.arange(m)] = 1.0
    return Y


def layers(rng: np.random.Generator, sizes: Sequence[int]) -> tuple[list[Array], list[Array]]:
    """Draw the weights and the biases of a network."""
    weights = [numbers(rng, after, before) for before, after in zip(sizes, sizes[1:], strict=False)]
    return weights, [numbers(rng, size, 1) for size in sizes[1:]]


class Formula:
    """A function that a report writes down as the formula it computes."""

    def __init__(self, name: str, function: Callable[[Any], Any]) -> None:
        self.__name__ = name
        self.function = function

    def __call__(self, value: Any) -> Any:
        return self.function(value)
