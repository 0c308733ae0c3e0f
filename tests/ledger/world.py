"""A small network with its inputs: what the letters of the book's equations stand for.

The numbers come from `backprop`. Slopes have three witnesses: central differences and HIPS autograd,
both of a forward pass written here, and `backprop` itself where it computes the slope. The errors δ are
those of `backprop` beside the first two, and those of autograd beside the third.
"""

import itertools
import warnings
from functools import cache, cached_property
from typing import Any, NamedTuple

import autograd.numpy as anp
import numpy as np
from autograd import make_jvp

from backprop import Network

WITNESSES = ("differences", "autograd", "backprop")
STEP = 1e-3
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


class World:
    """A network of `sizes`, with `batches` batches of `m` inputs each; all numbers are drawn at random."""

    def __init__(self, sizes, m, batches=2, activation="sigmoid", seed=3):
        self.net = Network(sizes, activation, output=activation, seed=seed, init="normal")
        rng = np.random.default_rng([seed, 1])
        self.sizes, self.m, self.n, self.batches = sizes, m, m * batches, batches
        self.X = rng.normal(size=(sizes[0], self.n))
        self.Y = rng.uniform(0.1, 0.9, size=(sizes[-1], self.n))
        self.P, self.Q = rng.normal(size=sizes[1:3]), rng.normal(size=(sizes[2], m))
        self.signs = rng.choice([-1.0, 1.0], size=len(self.knobs))
        self.eta, self.h, self.L = 0.7, 0.1, len(sizes) - 2
        self.function = self.net.functions[0]
        self.known: dict[Any, Any] = {}  # sides of equations that were computed before

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
        net = self._copy()
        for (kind, l, j, k), move in moves.items():
            (net.weights if kind == "w" else net.biases)[l][j, k] += move
        return net.cost(self.X, self.Y)

    def _copy(self) -> Network:
        net = Network(self.sizes, self.net.activation, output=self.net.output)
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
            a.append(nudged("a", l, self.sigma(z[-1])))
        costs = anp.sum((a[-1] - self.Y) ** 2, axis=0) / 2
        return Quantities(z, a, costs, anp.mean(costs), anp.mean(anp.reshape(costs, (self.batches, -1)), 1))

    def sigma(self, z: Any) -> Any:
        return 1 / (1 + anp.exp(-z)) if self.function.name == "sigmoid" else anp.where(z > 0, z, 0.0)

    def slope_of(self, value: Any, witness: str) -> Any:
        """Return the slope at 0 of `value`, a function of one number."""
        if witness == "autograd":
            with warnings.catch_warnings():  # what does not move has the slope 0
                warnings.filterwarnings("ignore", message="Output seems independent of input")
                return make_jvp(value)(0.0)(1.0)[1]
        return sum(weight * value(steps * STEP) for steps, weight in STENCIL) / STEP

    @cache  # noqa: B019  (a world lives as long as the run)
    def slopes(self, place: Place, witness: str) -> Quantities:
        """Return how fast every quantity moves as the one at `place` rises."""
        forward = "autograd" if witness == "backprop" else witness
        flat = self.slope_of(lambda amount: self.run(place, amount).flat(), forward)
        moved = self.now.shaped(flat)
        return self._by_backprop(place, moved) if witness == "backprop" else moved

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


def away_from_corners(sizes, m, batches=2) -> World:
    """Return the first world of ReLUs in which no weighted input is near 0, where it has no slope."""
    for seed in itertools.count():
        world = World(sizes, m, batches, "relu", seed)
        if min(np.abs(z).min() for z in world.now.z) > 0.05 and all((z > 0).any() for z in world.now.z):
            return world
    raise AssertionError


@cache
def worlds() -> dict[str, World]:
    """Sigmoids and ReLUs in layers of unequal sizes, and sigmoids in layers of one size."""
    return {
        "sigmoid": World([3, 4, 2, 5], m=6),
        "relu": away_from_corners([3, 4, 2, 5], m=6),
        "equal layers": World([4, 4, 4, 4], m=4),
    }
