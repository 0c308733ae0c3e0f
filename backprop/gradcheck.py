"""Is a gradient right? Nudge each parameter, measure the cost, compare (chapters 5 and 6)."""

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.network import Network
from backprop.parameters import Array, Gradients, check_gradients
from backprop.support import checks

ROUNDING = 1e5  # times so much: what rounding alone does then stays an error of 1e-5
LONGER = 300  # times the nudge, for slopes so small that rounding spoils what it measures
SMALLEST = 1e-14  # nudge: a smaller one is lost in the rounding of the parameter


class NothingToCompareError(ValueError):
    """Every nudge moves a ReLU across its corner, so that no slope could be measured."""


class Report(NamedTuple):
    """The largest disagreement between two gradients.

    `error` is |backprop - measured| divided by the largest slope of either in the same array of parameters,
    or by `ROUNDING` times what rounding can make of a measured slope, ε C / h, if that is more (such slopes
    are measured again with a nudge `LONGER` times as long). `kinks` counts
    the parameters left out, because nudging them moved a ReLU across its corner, where there is no slope to
    measure.

    >>> print(Report(2e-9, "biases[0][2, 0]", 0.25, 0.25, compared=17, kinks=0))
    17 slopes compared
    worst: biases[0][2, 0]
      backprop 0.25000000
      measured 0.25000000
      relative error 2e-09
    """

    error: float
    parameter: str
    backprop: float
    measured: float
    compared: int
    kinks: int

    def __str__(self) -> str:
        left_out = f",\n{self.kinks} left out at a corner of ReLU" if self.kinks else ""
        return (
            f"{self.compared} slopes compared{left_out}\nworst: {self.parameter}\n"
            f"  backprop {self.backprop:.8f}\n  measured {self.measured:.8f}\n"
            f"  relative error {self.error:.0e}"
        )


def double_precision(net: Network) -> Network:
    """Return a float64 copy of `net`: in float32 the differences would be mostly rounding.

    >>> double_precision(Network([2, 3, 1], dtype=np.float32)).weights[0].dtype.name
    'float64'
    """
    double: Network = copy.copy(checks.instance("net", net, Network))
    double.dtype = np.dtype(np.float64)
    double.set_parameters(net.weights, net.biases)
    return double


def _checked(net: Any, X: Any, Y: Any, h: Any, sample: Any) -> tuple[Array, Array, float, int]:
    X, Y = double_precision(net).check_examples(X, Y)
    h = checks.number("h", h, f"a number from {SMALLEST:g} to 1", lambda cast: SMALLEST <= cast <= 1)
    return X, Y, h, checks.whole_number("sample", sample, 0)


def _parameters(net: Network) -> Iterator[tuple[str, Array]]:
    for l, (W, b) in enumerate(zip(net.weights, net.biases, strict=True)):
        yield f"weights[{l}]", W
        yield f"biases[{l}]", b


def _pattern(net: Network, X: Array) -> list[NDArray[np.bool_]]:
    """Which ReLU neurons are on, for each example."""
    weighted_inputs, _ = net.forward_pass(X)
    return [Z > 0 for Z, sigma in zip(weighted_inputs, net.functions, strict=True) if sigma.name == "relu"]


def _chosen(net: Network, sample: int) -> dict[str, list[NDArray[np.bool_]]]:
    """Mark the parameters to measure: all, or `sample` of each array, the same ones every time."""
    rng = np.random.default_rng(0)

    def mark(array: Array) -> NDArray[np.bool_]:
        marks = np.full(array.size, not 0 < sample < array.size)
        if not marks.any():
            marks[rng.choice(array.size, sample, replace=False)] = True
        return marks.reshape(array.shape)

    return {"weights": [mark(W) for W in net.weights], "biases": [mark(b) for b in net.biases]}


def _largest(slopes: Array) -> float:
    return float(np.abs(slopes).max(where=np.isfinite(slopes), initial=0.0))


def central_differences(net: Network, X: Array, Y: Array, h: float = 1e-5, sample: int = 0) -> Gradients:
    """Measure every slope of C as (C(p + h) - C(p - h)) / 2h (@eq-central-difference).

    Two forward passes for each parameter, or, if `sample` is not 0, for so many of each array. Where
    the nudge moves a ReLU across its corner the result is NaN, and where nothing was measured. `net` is
    left as it was; the measuring is done in float64.

    >>> net, X = Network([1, 1], activation="sigmoid"), np.array([[0.0]])
    >>> net.set_parameters(weights=[[[1.0]]], biases=[[[0.0]]])
    >>> slopes = central_differences(net, X, np.array([[0.0]]))
    >>> round(float(slopes.biases[0][0, 0]), 6)  # (a - y) σ'(z) = 0.5 · 0.25
    0.125
    """
    X, Y, h, sample = _checked(net, X, Y, h, sample)
    net = double_precision(net)
    slopes = Gradients(
        [np.full_like(W, np.nan) for W in net.weights], [np.full_like(b, np.nan) for b in net.biases]
    )
    arrays = [slope for pair in zip(slopes.weights, slopes.biases, strict=True) for slope in pair]
    chosen = [marks for pair in zip(*_chosen(net, sample).values(), strict=True) for marks in pair]
    for (_, values), slope, marks in zip(_parameters(net), arrays, chosen, strict=True):
        for place in zip(*np.nonzero(marks), strict=True):
            here = values[place]
            values[place] = here + h
            above, on_above = net.cost(X, Y), _pattern(net, X)
            values[place] = here - h
            below, on_below = net.cost(X, Y), _pattern(net, X)
            values[place] = here
            kink = any((a != b).any() for a, b in zip(on_above, on_below, strict=True))
            slope[place] = np.nan if kink else (above - below) / (2 * h)
    return slopes


def check(
    net: Network,
    X: Array,
    Y: Array,
    gradients: Gradients | tuple[list[Array], list[Array]] | None = None,
    h: float = 1e-5,
    sample: int = 0,
) -> Report:
    """Compare gradients with central differences, and report the worst parameter by name.

    `gradients` are those of `net.backpropagate(X, Y)` unless your own are given, as `Gradients` or as a pair
    of lists, (slopes of the weights, slopes of the biases). If `sample` is not 0, only so many slopes of each
    array are compared. An error near 1e-8 is a right gradient; above 1e-4, look for the bug in the parameter
    named. Raises ValueError for gradients of wrong shapes, and NothingToCompareError, which is one too, if no
    slope could be measured.

    >>> rng = np.random.default_rng(0)
    >>> net, X, Y = Network([4, 5, 3], activation="sigmoid", seed=1), rng.random((4, 2)), rng.random((3, 2))
    >>> check(net, X, Y).error < 1e-6
    True
    >>> mine = net.backpropagate(X, Y)
    >>> mine.biases[0][2] *= -1  # a bug
    >>> check(net, X, Y, mine).parameter
    'biases[0][2, 0]'
    """
    X, Y, h, sample = _checked(net, X, Y, h, sample)
    double = double_precision(net)
    given = double.backpropagate(X, Y) if gradients is None else gradients
    pair = isinstance(given, tuple) and len(given) == 2
    given = check_gradients(Gradients(*given) if pair else given, double)
    measured, chosen = central_differences(net, X, Y, h, sample), _chosen(net, sample)
    floor = ROUNDING * float(np.finfo(np.float64).eps) * double.cost(X, Y) / h
    faint = any(_largest(slopes) < floor for slopes in (*measured.weights, *measured.biases))
    again = central_differences(net, X, Y, LONGER * h, sample) if faint and LONGER * h < 1 else measured
    worst, compared, kinks = Report(-1.0, "", 0.0, 0.0, 0, 0), 0, 0
    for kind in ("weights", "biases"):
        both = zip(getattr(measured, kind), getattr(again, kind), strict=True)
        for l, (mine, (theirs, longer), marks) in enumerate(
            zip(getattr(given, kind), both, chosen[kind], strict=True)
        ):
            least = floor
            if longer is not theirs and _largest(theirs) < floor:
                theirs, least = longer, floor / LONGER
            kinks += int(np.isnan(theirs[marks]).sum())
            compared += int(np.isfinite(theirs).sum())
            scale = max(_largest(theirs), _largest(mine), least, 1e-300)
            error = np.nan_to_num(np.abs(mine - theirs) / scale, nan=np.inf, posinf=np.inf)
            error[np.isnan(theirs)] = -1.0
            at = np.unravel_index(error.argmax(), error.shape)
            if error[at] > worst.error:
                name = f"{kind}[{l}][{', '.join(str(index) for index in at)}]"
                worst = Report(float(error[at]), name, float(mine[at]), float(theirs[at]), 0, 0)
    if not compared:
        raise NothingToCompareError(
            "every nudge moves a ReLU across its corner; expected inputs or weights elsewhere"
        )
    return worst._replace(compared=compared, kinks=kinks)


def check_step(net: Network, X: Array, Y: Array, eta: float = 1.0) -> float:
    """Take one step on a copy of `net`; return how far it is from -eta times the gradients (@eq-update).

    The largest difference, divided by the largest move that any parameter should have made. Rounding
    leaves about 1e-16; a step that reads weights which it has already changed shows here, and nowhere else.

    >>> rng = np.random.default_rng(0)
    >>> net, X, Y = Network([4, 5, 3], seed=1), rng.random((4, 2)), rng.random((3, 2))
    >>> check_step(net, X, Y, eta=0.5) < 1e-12
    True
    """
    X, Y, _, _ = _checked(net, X, Y, 1, 0)
    net, eta = double_precision(net), checks.step_size(eta)
    gradients = net.backpropagate(X, Y)
    slopes = [*gradients.weights, *gradients.biases]
    expected = [p - eta * slope for p, slope in zip([*net.weights, *net.biases], slopes, strict=True)]
    net.update(gradients, eta)
    taken = [*net.weights, *net.biases]
    difference = max(_largest(one - other) for one, other in zip(taken, expected, strict=True))
    size = max(_largest(p) for p in expected)
    return difference / max(eta * max(_largest(slope) for slope in slopes), 1e-6 * size, 1e-300)
