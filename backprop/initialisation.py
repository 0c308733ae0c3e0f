"""Where training starts: random weights and biases, never zero, for zeros hide bugs."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from backprop.support import checks

Array = NDArray[np.floating]


def he(n_out: int, n_in: int) -> float:
    """The spread that keeps signals alive through ReLU: √(2 / n_in) (He et al. 2015).

    >>> he(n_out=30, n_in=200)
    0.1
    """
    return float(np.sqrt(2 / n_in))


def xavier(n_out: int, n_in: int) -> float:
    """The spread for sigmoid and softmax layers: √(2 / (n_in + n_out)) (Glorot and Bengio 2010).

    >>> xavier(n_out=30, n_in=170)
    0.1
    """
    return float(np.sqrt(2 / (n_in + n_out)))


def normal(n_out: int, n_in: int) -> float:
    """The spread of the source's run: 1, whatever the size of the layer.

    >>> normal(n_out=30, n_in=784)
    1.0
    """
    return 1.0


RULES: dict[str, Callable[[int, int], float]] = {"he": he, "xavier": xavier, "normal": normal}
FITTING = {"relu": "he", "sigmoid": "xavier", "softmax": "xavier"}


def check_rule(rule: str) -> str:
    """Return `rule` if it is known; raise ValueError otherwise.

    >>> check_rule("auto")
    'auto'
    >>> check_rule("zeros")
    Traceback (most recent call last):
        ...
    ValueError: unknown initialisation 'zeros'; expected one of "auto", "he", "xavier", "normal"
    """
    if not isinstance(rule, str) or rule not in ("auto", *RULES):
        known = ", ".join(f'"{name}"' for name in ["auto", *RULES])
        raise ValueError(f"unknown initialisation {checks.shown(rule)}; expected one of {known}")
    return rule


def draw_biases(rule: str, n_out: int, rng: np.random.Generator) -> Array:
    """Draw a layer's biases, (n_out, 1): with spread 1 under "normal", as in the source, else 0.1.

    >>> draw_biases("he", 3, np.random.default_rng(0)).shape
    (3, 1)
    """
    checks.memory("the biases", checks.whole_number("n_out", n_out))
    checks.instance("rng", rng, np.random.Generator)
    return rng.normal(scale=1.0 if check_rule(rule) == "normal" else 0.1, size=(n_out, 1))


def draw_weights(rule: str, activation: str, n_out: int, n_in: int, rng: np.random.Generator) -> Array:
    """Draw a layer's weights, (n_out, n_in).

    `rule` is "he", "xavier", "normal" or "auto", which takes the one that fits `activation`.

    >>> W = draw_weights("auto", "relu", n_out=100, n_in=200, rng=np.random.default_rng(0))
    >>> W.shape, round(float(W.std()), 2)  # "auto" is "he" for ReLU
    ((100, 200), 0.1)
    """
    n_out, n_in = checks.whole_number("n_out", n_out), checks.whole_number("n_in", n_in)
    checks.memory("the weights", n_out * n_in)
    checks.instance("rng", rng, np.random.Generator)
    fitting = checks.named("activation", activation, FITTING)
    rule = fitting if check_rule(rule) == "auto" else rule
    return rng.normal(scale=RULES[rule](n_out, n_in), size=(n_out, n_in))
