"""The picture in which a reader rolls down a cost: where from, how far a step, by all examples or by one."""

from collections.abc import Sequence
from numbers import Real
from typing import Any, Protocol

import numpy as np
from matplotlib.figure import Figure

from backprop import Network
from backprop.examples import running_network
from backprop.parameters import Array
from figures.cost import Place, cost_over, equal_cost_lines, present, weight_name
from figures.descent import along, finish
from figures.interactive.picture import Interactive, check_cost, model_of
from figures.style import LOOKS, panels, picture

Surface = tuple[Any, ...]
Start = tuple[float, float]

MOST_STEPS = 500
LARGEST_ETA = 1e6
REACH = 5.0  # from the middle of a network's map to its edges

# Six examples, as columns, for one neuron without a curve. Their lengths along (0.8, 0.6), 1.4, 1.4, 0.2,
# 0.2, -1 and -1, and along (-0.6, 0.8), 0.3 and -0.3 in turn, make a valley whose curvatures are 1 and 0.09.
VALLEY_X = np.array([[0.94, 1.3, -0.02, 0.34, -0.98, -0.62], [1.08, 0.6, 0.36, -0.12, -0.36, -0.84]])
VALLEY_Y = np.array([[0.2, 0.6, 0.2, 0.4, -0.8, -0.2]])

# Six examples for the running network; the first is its own.
X = np.array([[1.0, 0.5, -1.0, -0.5, 0.0, 2.0], [0.5, -1.0, 0.5, -0.5, 1.0, 1.5]])
Y = np.array([[1.0, 1.0, 0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 0.0, 1.0, 0.0]])
FIRST, SECOND = (1, 0, 2), (1, 1, 2)

SHARES = {"valley": (0.1, 0.5, 0.85, 1.05), "network": (0.015, 0.055, 2.0, 6.0)}
DIGITS = {"valley": 3, "network": 1}  # that a proposed learning rate keeps


class OverTwoWeights(Protocol):
    """A cost over two weights, and what the picture has to know of it."""

    kind: str
    title: str
    middle: Array
    span: float
    start: Array
    edge: float

    def cost(self, w: Array) -> float:
        """Return the cost C at the weights w (2,)."""

    def slopes(self, w: Array, example: int | None = None) -> Array:
        """Return the slopes (2,) of C, or of the cost C_x of one example."""

    def costs(self, grid: list[Array]) -> Array:
        """Return the cost at each pair from the two lines of `grid`, (n_second, n_first)."""

    def data(self) -> dict[str, Any]:
        """Return what the module computes the cost from."""

    def names(self) -> tuple[str, str]:
        """Return what the axes are called."""


class Valley:
    """The cost of one neuron without a curve, a = w_0 x_0 + w_1 x_1: a bowl, exactly.

    Its curvatures are the eigenvalues of the mean of x xᵀ. Gradient descent reaches the bottom from
    everywhere if η is below `edge`, which is 2 over the larger one.
    """

    kind, title = "valley", "a valley"

    def __init__(self, X: Array, Y: Array) -> None:
        self.X, self.Y = np.asarray(X, dtype=float), np.ravel(np.asarray(Y, dtype=float))
        if self.X.ndim != 2 or self.X.shape[0] != 2 or self.X.shape[1] != self.Y.size:
            raise ValueError(f"X {self.X.shape} and Y {self.Y.shape}; expected (2, n) and n targets")
        if not (np.isfinite(self.X).all() and np.isfinite(self.Y).all()):
            raise ValueError("X and Y hold a number that is not finite")
        n = self.Y.size
        curvature, directions = np.linalg.eigh(self.X @ self.X.T / max(n, 1))
        if curvature[0] < 1e-9 * max(curvature[1], 1e-9):
            raise ValueError("all examples lie on one line through 0, so the valley has no lowest point")
        self.edge = float(2 / curvature[1])
        self.middle = np.linalg.solve(self.X @ self.X.T, self.X @ self.Y).round(14)  # on any processor
        flat, steep = (direction * np.sign(direction[0] or 1.0) for direction in directions.T)
        away = max(1.0, float(np.abs(self.middle).max()))
        self.start = (self.middle - away * (steep + 1.6 * flat)).round(1)
        self.span = 1.4 * float(np.abs(self.start - self.middle).max())

    def cost(self, w: Array) -> float:
        return float(((w @ self.X - self.Y) ** 2).mean() / 2)

    def slopes(self, w: Array, example: int | None = None) -> Array:
        chosen = slice(None) if example is None else slice(example, example + 1)
        miss = w @ self.X[:, chosen] - self.Y[chosen]
        slopes: Array = self.X[:, chosen] @ miss / miss.size
        return slopes

    def costs(self, grid: list[Array]) -> Array:
        return np.array([[self.cost(np.array([a, b])) for a in grid[0]] for b in grid[1]])

    def data(self) -> dict[str, Any]:
        symbols = [{"letter": "w", "below": str(k), "said": f"w {k}"} for k in range(2)]
        return {"X": self.X.T.tolist(), "Y": self.Y.tolist(), "symbols": symbols}

    def names(self) -> tuple[str, str]:
        return "weight $w_0$", "weight $w_1$"


class Slice:
    """The cost of a network over two of its weights; all else is held.

    Where it bends depends on the place, so no one step is the largest that converges. `edge` is 2 over
    the largest curvature that is met on the map.
    """

    kind, title = "network", "two weights of a network"

    def __init__(self, net: Network, X: Array, Y: Array, first: Place, second: Place) -> None:
        for layer, j, k in (first, second):
            if not (
                0 <= layer < len(net.weights) and 0 <= j < net.sizes[layer + 1] and 0 <= k < net.sizes[layer]
            ):
                raise ValueError(f"no weight ({layer}, {j}, {k}) in a network of sizes {net.sizes}")
        check_cost(net)
        if first == second:
            raise ValueError(f"both weights are {first}; expected two")
        self.net, self.X, self.Y, self.places = (
            net,
            np.asarray(X, float),
            np.asarray(Y, float),
            (first, second),
        )
        self.start = np.array(present(net, first, second))
        net.cost(self.X, self.Y)  # raises ValueError for other shapes
        self.middle, self.span = self.start, REACH
        self.edge = 2 / self._largest_curvature()
        downward = descend(self, self.start, self.edge / 2, 100)[-1] - self.start
        self.middle = self.start + downward.clip(-REACH, REACH).round() / 2

    def _at(self, w: Array) -> Network:
        """Return a copy of the network with the two weights w."""
        net = Network(self.net.sizes, self.net.activation, self.net.output, seed=0)
        net.set_parameters(self.net.weights, self.net.biases)
        for (layer, j, k), value in zip(self.places, w, strict=True):
            net.weights[layer][j, k] = value
        return net

    def cost(self, w: Array) -> float:
        return float(self._at(w).cost(self.X, self.Y))

    def slopes(self, w: Array, example: int | None = None) -> Array:
        chosen = slice(None) if example is None else slice(example, example + 1)
        weights = self._at(w).backpropagate(self.X[:, chosen], self.Y[:, chosen]).weights
        return np.array([weights[layer][j, k] for layer, j, k in self.places])

    def costs(self, grid: list[Array]) -> Array:
        return cost_over(self.net, self.X, self.Y, *self.places, grid)

    def _largest_curvature(self, points: int = 9, h: float = 1e-4) -> float:
        """Return the largest eigenvalue of the measured curvature on a coarse grid over the map."""
        offsets = np.linspace(-self.span, self.span, points)
        nudges = h * np.eye(2)
        largest = 1e-9
        for a in offsets:
            for b in offsets:
                w = self.middle + np.array([a, b])
                bends = [(self.slopes(w + nudge) - self.slopes(w - nudge)) / (2 * h) for nudge in nudges]
                largest = max(largest, float(np.linalg.eigvalsh(np.array(bends))[-1]))
        return largest

    def data(self) -> dict[str, Any]:
        return {
            "network": model_of(self.net),
            "X": self.X.T.tolist(),
            "Y": self.Y.T.tolist(),
            "places": [list(place) for place in self.places],
            "symbols": [_weight_symbol(*place) for place in self.places],
        }

    def names(self) -> tuple[str, str]:
        first, second = (weight_name(*place) for place in self.places)
        return first, second


def _weight_symbol(layer: int, j: int, k: int) -> dict[str, str]:
    """Return a weight's name in letters, and as it is said."""
    comma = "," if max(j, k) > 9 else ""
    return {"letter": "w", "below": f"{j}{comma}{k}", "above": str(layer), "said": f"w {layer} {j} {k}"}


def roll_down(
    *surfaces: Surface, eta: float | None = None, start: Start | None = None, steps: int = 20, seed: int = 0
) -> Interactive:
    """Roll down a cost over two weights: choose where from and how far a step, and watch what becomes of it.

    surfaces  each `(X, Y)`, for one neuron without a curve with inputs X (2, n) and n targets, or
              `(net, X, Y, first, second)` for two weights of a network, each its (layer, j, k), X (n_in, n)
              and Y (n_out, n); if none is given, a valley and the running network with six examples each
    eta       the learning rate at first; if None, one that crawls
    start     where the path begins on the first surface; if None, on a slope, or at the network's weights
    steps     how many steps a run takes, 1 to 500
    seed      of the order in which stochastic descent takes the examples

    In a live notebook the picture shares `path`, the list of places (w, w) so far, `order`, the number of
    the example that each step looked at (empty for full descent), and `eta`, `start` and `surface`, a
    number from 0, all three of which can be set. The page computes all costs, so keep a network small.

    What a path of N full steps is called depends on its costs C(0), ..., C(N), on the lowest cost of the
    surface, C* (for a network the lowest on the map), and on the slopes. It has *arrived* at the first
    step from which on C - C* stays within 5 % of C(0) - C*. From three steps on it

    diverges    if C(N) > C(0) and the cost rose in at least half of the steps, or if it got further than
                a million times the map's size from its middle
    is thrown   if C(N) > C(0) otherwise
    bounces     if the slope along one of the weights changed sign in more than half of the steps up to
                the arrival, or in all if there is none
    converges   if it has arrived
    crawls      if it has not

    In a valley with curvatures λ, distances along each shrink by |1 - ηλ| in every step. Stochastic
    paths that do not diverge and are not thrown *wander*.

    Raises ValueError for any other surface, and for eta, start or steps that are no such numbers.
    """
    given = surfaces or ((VALLEY_X, VALLEY_Y), (running_network()[0], X, Y, FIRST, SECOND))
    read = [_read(surface) for surface in given]
    if not surfaces:
        read[1].title = "the running network"
    if eta is not None and not (isinstance(eta, Real) and 0 < eta <= LARGEST_ETA):
        raise ValueError(f"eta is {eta!r}; expected a number above 0 and up to {LARGEST_ETA:,.0f}")
    if not (isinstance(steps, int) and 1 <= steps <= MOST_STEPS):
        raise ValueError(f"steps is {steps!r}; expected a whole number from 1 to {MOST_STEPS}")
    if start is not None:
        _set_start(read[0], start)
    described = [_described(surface) for surface in read]
    if eta is not None:
        described[0]["eta"] = float(eta)
    data = {
        "surfaces": described,
        "steps": steps,
        "mostSteps": MOST_STEPS,
        "largestEta": LARGEST_ETA,
        "seed": seed,
    }
    state = dict.fromkeys(("path", "order", "eta", "start", "surface"))
    return Interactive("roll_down", data, paths_down(read[0], steps), state=state)


def _read(surface: Surface) -> OverTwoWeights:
    """Return a surface as it can be computed with; raise ValueError if it is none."""
    if isinstance(surface, tuple) and len(surface) == 2:
        return Valley(*surface)
    if isinstance(surface, tuple) and len(surface) == 5 and isinstance(surface[0], Network):
        return Slice(*surface)
    raise ValueError("a surface is (X, Y) or (net, X, Y, first, second)")


def _set_start(surface: OverTwoWeights, start: Start) -> None:
    """Move the start, and widen the map where it would lie beside it."""
    try:
        place = np.asarray(start, dtype=float)
    except (TypeError, ValueError):
        place = np.full(0, np.nan)
    if place.shape != (2,) or not np.isfinite(place).all():
        raise ValueError(f"start is {start!r}; expected two numbers")
    surface.start = place
    surface.span = max(surface.span, 1.2 * float(np.abs(place - surface.middle).max()))


def _described(surface: OverTwoWeights) -> dict[str, Any]:
    """Return what the module needs of a surface."""
    etas = proposed_etas(surface)
    return {
        "kind": surface.kind,
        "title": surface.title,
        "middle": surface.middle.tolist(),
        "span": surface.span,
        "start": surface.start.tolist(),
        "eta": etas[0],
        "etas": etas,
        "range": [etas[0] / 10, 2 * etas[-1]],
        **surface.data(),
    }


def proposed_etas(surface: OverTwoWeights) -> list[float]:
    """Return four learning rates that end differently, as shares of `edge`, with few digits."""
    digits = DIGITS[surface.kind]
    return [float(f"{share * surface.edge:.{digits}g}") for share in SHARES[surface.kind]]


def descend(
    surface: OverTwoWeights, start: Array, eta: float, steps: int, order: Sequence[int] = ()
) -> Array:
    """Return the places (steps + 1, 2) of a descent; step t uses example order[t], if an order is given."""
    places = [np.asarray(start, dtype=float)]
    for t in range(steps):
        places.append(places[-1] - eta * surface.slopes(places[-1], order[t] if len(order) else None))
    return np.array(places)


def _to_the_edge(surface: OverTwoWeights, path: Array) -> Array:
    """Return a path up to the first place beside the map, that place included."""
    outside = np.abs(path - surface.middle).max(axis=1) > surface.span
    return path[: int(outside.argmax()) + 1] if outside.any() else path


@picture
def paths_down(surface: OverTwoWeights, steps: int) -> Figure:
    """Draw a path for each proposed learning rate on lines of equal cost, as far as it stays on the map."""
    figure, (ax,) = panels([5.0])
    etas = proposed_etas(surface)
    walks = [_to_the_edge(surface, descend(surface, surface.start, eta, steps)) for eta in etas]
    ends = [(m - surface.span, m + surface.span) for m in surface.middle]
    grid = [np.linspace(low, high, 41) for low, high in ends]
    equal_cost_lines(ax, grid, surface.costs(grid), along(walks))
    for eta, walk, look in zip(etas, walks, LOOKS, strict=True):
        ax.plot(*walk.T, label=f"η = {eta:g}", zorder=4, **look | {"linewidth": 1.1, "markersize": 4})
    first, second = surface.names()
    ax.set(xlim=ends[0], ylim=ends[1], xlabel=first, ylabel=second)
    finish(ax, surface.start)
    return figure
