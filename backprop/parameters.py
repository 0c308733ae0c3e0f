"""What training may change, and the slopes that it follows."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.support import checks

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


def check_gradients(
    gradients: Any, parameters: Any, finite: bool = False, name: str = "gradients"
) -> Gradients:
    """Return gradients in the dtype of the parameters; raise ValueError unless they have their shapes.

    >>> parameters = Parameters([np.ones((1, 2))], [np.zeros((1, 1))])
    >>> check_gradients(Gradients([np.ones((2, 1))], [np.zeros((1, 1))]), parameters)
    Traceback (most recent call last):
        ...
    ValueError: gradients.weights[0] has shape (2, 1); expected (1, 2)
    """
    try:
        weights, biases = gradients.weights, gradients.biases
    except Exception:  # whatever a type of its own makes of it
        raise ValueError(f"{name} is {checks.shown(gradients)}; expected Gradients") from None
    return Gradients(
        checks.alike(f"{name}.weights", weights, parameters.weights, finite),
        checks.alike(f"{name}.biases", biases, parameters.biases, finite),
    )


def check_step(stepped: Parameters, gradients: Gradients) -> None:
    """Raise NotFiniteError unless all parameters after a step are finite; say whether a slope was not.

    >>> check_step(Parameters([np.array([[np.inf]])], [np.zeros((1, 1))]), Gradients([np.ones((1, 1))], []))
    Traceback (most recent call last):
        ...
    backprop.support.checks.NotFiniteError: the step leads beyond the largest float64; expected a smaller eta
    """
    arrays = [*stepped.weights, *stepped.biases]
    if all(map(checks.is_finite, arrays)):
        return
    for kind, slopes in zip(("weights", "biases"), gradients, strict=True):
        for l, slope in enumerate(slopes):
            if not np.isfinite(slope).all():
                raise checks.NotFiniteError(
                    f"gradients.{kind}[{l}] holds NaN or infinity; expected finite numbers"
                )
    raise checks.NotFiniteError(
        f"the step leads beyond the largest {arrays[0].dtype}; expected a smaller eta"
    )
