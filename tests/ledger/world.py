"""A small network with its inputs: what the letters of the book's equations stand for.

The numbers come from `backprop`. Slopes have three witnesses: central differences and HIPS autograd,
both of a forward pass written here, and `backprop` itself where it computes the slope. The errors δ are
those of `backprop` beside the first two, and those of autograd beside the third.
"""

import itertools
import math
import warnings
from functools import cache, cached_property
from typing import Any, NamedTuple

import autograd.numpy as anp
import numpy as np
from autograd import make_jvp

from backprop import Network
from backprop.autodiff import Node, sigmoid

WITNESSES = ("differences", "autograd", "backprop")
STEP = 2e-4
# Five points: the error is of the fourth order of the step.
STENCIL = ((-2, 1 / 12), (-1, -8 / 12), (1, 8 / 12), (2, -1 / 12))

Place = tuple[Any, ...]  # ("w", l, j, k), ("b", l, j, 0), ("z", l, j, x) or ("a", l, j, x)


class Quantities(NamedTuple):
    """What a forward pass gives, or how fast it moves; `a` starts with the input, as in the book."""

    z: list[Any]
    a: list[Any]
    costs: Any
    total: Any
    batches: Any

    def flat(self) -> Any:
        arrays = [*self.z, *self.a, self.costs, anp.reshape(self.total, (1,)), self.batches]
        return anp.concatenate([anp.ravel(array) for array in arrays])

    def shaped(self, flat: Any) -> "Quantities":
        """Return the numbers in `flat` in the shapes of these."""
        arrays = [*self.z, *self.a, self.costs, self.total, self.batches]
        ends = np.cumsum([np.size(array) for array in arrays])
        parts = np.split(flat, ends[:-1])
        parts = [part.reshape(np.shape(array)) for part, array in zip(parts, arrays, strict=True)]
        count = len(self.z)
        return Quantities(parts[:count], parts[count:-3], *parts[-3:])


def slope_of(value: Any, witness: str) -> Any:
    """Return the slope at 0 of `value`, a function of one number."""
    if witness != "differences":
        with warnings.catch_warnings():  # what does not move has the slope 0
            warnings.filterwarnings("ignore", message="Output seems independent of input")
            return make_jvp(value)(0.0)(1.0)[1]
    return sum(weight * value(steps * STEP) for steps, weight in STENCIL) / STEP


class World:
    """A network of `sizes`, with `batches` batches of `m` inputs each; all numbers are drawn at random.

    A batch is cut into shards of unequal sizes, and `g` is a random list, as long as there are knobs. In a
    `steep` world the weights are small, so that each σ is nearly as steep as it can be, and nothing cancels.
    """

    def __init__(self, sizes, m, batches=2, activation="sigmoid", cost="quadratic", seed=3, steep=False):
        output = activation if cost == "quadratic" else "softmax"
        self.net = Network(sizes, activation, output=output, seed=seed, init="normal", cost=cost)
        rng = np.random.default_rng([seed, 1])
        self.sizes, self.m, self.n, self.batches, self.cost = sizes, m, m * batches, batches, cost
        self.X = rng.normal(size=(sizes[0], self.n))
        self.Y = rng.uniform(0.1, 0.9, size=(sizes[-1], self.n))
        self.P, self.Q = rng.normal(size=sizes[1:3]), rng.normal(size=(sizes[2], m))
        self.R = self.P @ self.Q
        self.signs = rng.choice([-1.0, 1.0], size=len(self.knobs))
        self.eta, self.h, self.L = 0.7, 0.1, len(sizes) - 2
        self.ends = [0, 1, m // 2, m]  # of the shards of a batch
        self.g = rng.normal(size=len(self.knobs))
        if cost != "quadratic":
            self.Y /= self.Y.sum(axis=0)
            self.net.weights[-1][:] *= 0.3  # no output near 0, where the logarithm is steep
            self.net.biases[-1][:] *= 0.3
        self.steep = steep
        if steep:
            self.net.set_parameters(
                [0.01 * np.abs(W) for W in self.net.weights], [0 * b for b in self.net.biases]
            )
            self.Y *= 0.5
            self.Y[:, ::2] = 1 - self.Y[:, ::2]  # errors of either sign, but one for each input
            self.Y[:, 0] = self.net.feedforward(self.X[:, :1])[:, 0]  # an input without an error
        self.function = self.net.functions[0]
        self.known: dict[Any, Any] = {}  # sides of equations that were computed before
        self.held: set[Any] = set()  # lines of equations that were found to hold

    # What `backprop` computes.

    @cached_property
    def now(self) -> Quantities:
        """The present quantities."""
        z, a = self.net.forward_pass(self.X)
        costs = [self.net.cost(self.X[:, [x]], self.Y[:, [x]]) for x in range(self.n)]
        means = [self.net.cost(self.X[:, self.of(B)], self.Y[:, self.of(B)]) for B in range(self.batches)]
        return Quantities(z, a, np.array(costs), np.array(self.net.cost(self.X, self.Y)), np.array(means))

    @cached_property
    def deltas(self) -> list[np.ndarray]:
        """The errors δ of each layer, one column for each input."""
        return self.net.errors(self.now.z, self.now.a, self.Y)

    @cached_property
    def measured_deltas(self) -> list[np.ndarray]:
        """The same errors, each as the slope of the cost of its input, by autograd."""
        measured = [np.zeros_like(z) for z in self.now.z]
        for l, errors in enumerate(measured):
            for j, x in np.ndindex(errors.shape):
                errors[j, x] = self.slopes(("z", l, j, x), "autograd").costs[x]
        return measured

    @cached_property
    def updated(self) -> Network:
        """A copy of the network after one step of size `eta`."""
        net = self._copy()
        net.update(net.backpropagate(self.X, self.Y), self.eta)
        return net

    def cost_after(self, moves: dict[Place, float]) -> float:
        """Return C after each knob in `moves` is turned that far."""
        net = self.spare
        for mine, right in zip(net.weights + net.biases, self.net.weights + self.net.biases, strict=True):
            mine[:] = right
        for (kind, l, j, k), move in moves.items():
            (net.weights if kind == "w" else net.biases)[l][j, k] += move
        return net.cost(self.X, self.Y)

    @cached_property
    def spare(self) -> Network:
        """A network whose knobs may be turned."""
        return self._copy()

    def _copy(self) -> Network:
        net = Network(self.sizes, self.net.activation, output=self.net.output, cost=self.cost)
        net.set_parameters(self.net.weights, self.net.biases)
        return net

    def of(self, B: int) -> slice:
        """Where the inputs of batch B stand."""
        return slice(B * self.m, (B + 1) * self.m)

    @cached_property
    def knobs(self) -> list[Place]:
        """The place of each parameter."""
        found = []
        for kind, arrays in (("w", self.net.weights), ("b", self.net.biases)):
            for l, array in enumerate(arrays):
                found += [(kind, l, *place) for place in np.ndindex(array.shape)]
        return found

    # The same forward pass once more, with room for a nudge.

    def run(self, place: Place | None = None, amount: Any = 0.0) -> Quantities:
        """Return all quantities after the one at `place` was raised by `amount`."""

        def nudged(kind, l, array):
            if place is None or place[:2] != (kind, l):
                return array
            one = np.zeros(array.shape)
            one[place[2:]] = 1.0
            return array + amount * one

        z, a = [], [nudged("a", -1, self.X)]
        for l, (W, b) in enumerate(zip(self.net.weights, self.net.biases, strict=True)):
            z.append(nudged("z", l, anp.dot(nudged("w", l, W), a[-1]) + nudged("b", l, b)))
            a.append(nudged("a", l, self.activated(z[-1], l)))
        if self.cost == "quadratic":
            costs = anp.sum((a[-1] - self.Y) ** 2, axis=0) / 2
        else:
            costs = anp.sum(self.Y * -anp.log(a[-1]), axis=0)
        return Quantities(z, a, costs, anp.mean(costs), anp.mean(anp.reshape(costs, (self.batches, -1)), 1))

    def activated(self, z: Any, l: int) -> Any:
        if l < self.L or self.cost == "quadratic":
            return self.sigma(z)
        return anp.exp(z - anp.log(anp.sum(anp.exp(z), axis=0)))

    def sigma(self, z: Any) -> Any:
        return 1 / (1 + anp.exp(-z)) if self.function.name == "sigmoid" else anp.where(z > 0, z, 0.0)

    @cache  # noqa: B019  (a world lives as long as the run)
    def slopes(self, place: Place, witness: str) -> Quantities:
        """Return how fast every quantity moves as the one at `place` rises."""
        forward = "autograd" if witness == "backprop" else witness
        flat = slope_of(lambda amount: self.run(place, amount).flat(), forward)
        moved = self.now.shaped(flat)
        return self._by_backprop(place, moved) if witness == "backprop" else moved

    @cache  # noqa: B019
    def curve(self, place: Place, order: int, witness: str) -> float:
        """Return the derivative of that order of the cost, as the parameter at `place` turns."""
        if order == 1:
            return float(self.slopes(place, witness).total)

        def derivative(order: int, at: Any) -> Any:
            if not order:
                return self.run(place, at).total
            return slope_of(lambda amount: derivative(order - 1, at + amount), "autograd")

        return slope_of(lambda amount: derivative(order - 1, amount), witness)

    @cache  # noqa: B019
    def slopes_of_a_product(self, letter: str, witness: str) -> np.ndarray:
        """Return how fast a number that is made of R, which is P times Q, rises with the entries of one."""
        weights = np.random.default_rng(1).normal(size=self.R.shape)
        if witness == "backprop":
            P, Q = Node(self.P), Node(self.Q)
            R = P @ Q
            (Node(weights) * sigmoid(R)).sum().backward()
            return {"P": P, "Q": Q, "R": R}[letter].gradient

        def number(nudged: Any) -> Any:
            matrices = {"P": self.P, "Q": self.Q, letter: nudged}
            R = matrices.get("R", anp.dot(matrices["P"], matrices["Q"]))
            return anp.sum(weights / (1 + anp.exp(-R)))

        array = getattr(self, letter)
        slopes = np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            one = np.zeros(array.shape)
            one[place] = 1.0
            slopes[place] = slope_of(lambda amount: number(array + amount * one), witness)  # noqa: B023
        return slopes

    def angle(self, witness: str) -> float:
        """Return the angle between `g` and the list of all slopes, by the two sides of a half of it."""
        slopes = np.array([float(self.slopes(knob, witness).total) for knob in self.knobs])
        one, other = slopes / math.hypot(*slopes), self.g / math.hypot(*self.g)
        return 2 * math.atan2(math.hypot(*(one - other)), math.hypot(*(one + other)))

    def _by_backprop(self, place: Place, moved: Quantities) -> Quantities:
        """Put in what `backprop` says about the costs."""
        kind, l, j, k = place
        costs = moved.costs.copy()
        if kind == "z":
            costs[k] = self.deltas[l][j, k]
        if kind not in "wb":
            return moved._replace(costs=costs)
        slopes = [self._gradients(x, x + 1)[kind == "b"][l][j, k] for x in range(self.n)]
        means = [
            self._gradients(B * self.m, (B + 1) * self.m)[kind == "b"][l][j, k] for B in range(self.batches)
        ]
        total = self._gradients(0, self.n)[kind == "b"][l][j, k]
        return moved._replace(costs=np.array(slopes), total=np.array(total), batches=np.array(means))

    @cache  # noqa: B019
    def _gradients(self, first: int, last: int) -> Any:
        return self.net.backpropagate(self.X[:, first:last], self.Y[:, first:last])


def away_from_corners(sizes, m, batches=2, cost="quadratic") -> World:
    """Return the first world of ReLUs in which no weighted input is near 0, where it has no slope."""
    for seed in itertools.count():
        world = World(sizes, m, batches, "relu", cost, seed)
        z = world.now.z if cost == "quadratic" else world.now.z[:-1]
        if min(np.abs(layer).min() for layer in z) > 0.05 and all((layer > 0).any() for layer in z):
            return world
    raise AssertionError


@cache
def worlds() -> dict[str, World]:
    """Return all worlds: layers have unequal sizes in the ones, and one size in the others."""
    return {
        "sigmoid": World([3, 4, 2, 5], m=6),
        "relu": away_from_corners([3, 4, 2, 5], m=6),
        "equal layers": World([4, 4, 4, 4], m=4),
        "steep": World([3, 4, 2, 5], m=6, steep=True),
        "equal steep": World([4, 4, 4, 4], m=4, steep=True),
        "relu classifier": away_from_corners([3, 4, 2, 5], m=6, cost="cross-entropy"),
        "classifier": World([3, 4, 2, 5], m=6, cost="cross-entropy"),
        "equal classifier": World([4, 4, 4, 4], m=4, cost="cross-entropy"),
    }


# What an equation is about where it is not about every network with the quadratic cost.
CLASSIFIERS = ["classifier", "relu classifier", "equal classifier"]
WORLDS_OF = {
    "eq-quarter": ["sigmoid", "equal layers", "steep", "equal steep"],
    "eq-softmax": CLASSIFIERS,
    "eq-cross-entropy": CLASSIFIERS,
    "eq-softmax-slope": CLASSIFIERS,
    "eq-cross-entropy-error": CLASSIFIERS,
    "chapters/12-autodiff.ipynb": CLASSIFIERS,  # its formulas without a number
}


def worlds_of(name: str) -> dict[str, World]:
    """Return the worlds in which a formula must hold: the name is its label, or where it is without one."""
    return {kind: worlds()[kind] for kind in WORLDS_OF.get(name, ["sigmoid", "relu", "equal layers"])}
