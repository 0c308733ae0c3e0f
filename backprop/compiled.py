"""Training compiled by Numba: the formulas of chapter 8, with everything between the products in one pass.

`Network.train(…, compiled=True)` uses it. Examples are rows here, each in one piece of memory, so that the
formulas are those of chapter 8 transposed. All parameters lie in one array and all slopes in another, layer
after layer, each layer's weights before its biases. While one thread learns from some examples, another
fetches the next.

>>> from backprop import Dataset, Network
>>> data = Dataset(np.eye(3), labels=[0, 1, 2], classes=3)
>>> numpy, compiled = Network([3, 8, 3], seed=1), Network([3, 8, 3], seed=1)
>>> _ = numpy.train(data, epochs=5, batch_size=2), compiled.train(data, epochs=5, batch_size=2, compiled=True)
>>> bool(np.allclose(numpy.weights[0], compiled.weights[0], rtol=1e-10))
True
"""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import scipy.linalg.cython_blas  # noqa: F401  (what the compiled products call; loaded before threads are limited)
from numba import njit
from numpy.typing import NDArray

from backprop.parameters import Array
from backprop.support import checks
from backprop.training import InMemory

AHEAD = 1000  # examples that are fetched at once, about
PART = 2500  # examples whose activations are held at once when the cost of all is taken
RELU, SIGMOID, SOFTMAX = 0, 1, 2
KINDS = {"relu": RELU, "sigmoid": SIGMOID, "softmax": SOFTMAX}

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile a function when it is first called, keep that on disk, and let other threads run meanwhile."""
    return cast(Function, njit(cache=True, nogil=True)(function))


@compiled
def _layer(flat: Array, sizes: Array, l: int) -> tuple[Array, Array]:
    """Return the weights (n_l, n_{l-1}) and the biases (n_l,) of layer l in an array of all parameters."""
    start = 0
    for k in range(l):
        start += sizes[k + 1] * (sizes[k] + 1)
    end = start + sizes[l + 1] * sizes[l]
    return flat[start:end].reshape((sizes[l + 1], sizes[l])), flat[end : end + sizes[l + 1]]


@compiled
def _rows(flat: Array, sizes: Array, l: int, m: int) -> Array:
    """Return what belongs to layer l and m examples, (m, n_l), in an array for all layers."""
    start = m * sizes[1 : l + 1].sum()
    return flat[start : start + m * sizes[l + 1]].reshape((m, sizes[l + 1]))


@compiled
def _activate(kind: int, Z: Array, b: Array, A: Array) -> None:
    """Add the biases to Z, and make A of it (@eq-forward, @eq-sigmoid, @eq-relu, @eq-softmax)."""
    one = Z.dtype.type(1)
    for x in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            Z[x, j] += b[j]
        if kind == RELU:
            for j in range(Z.shape[1]):
                A[x, j] = max(Z[x, j], 0 * one)
        elif kind == SIGMOID:
            for j in range(Z.shape[1]):
                e = np.exp(-abs(Z[x, j]))
                A[x, j] = (one if Z[x, j] >= 0 else e) / (one + e)
        else:
            A[x] = np.exp(Z[x] - Z[x].max())
            A[x] /= A[x].sum()


@compiled
def _times_slope(kind: int, A: Array, delta: Array) -> None:
    """Multiply the errors by the slopes, which the activations tell (@eq-sigmoid-slope, @eq-relu-slope)."""
    one = A.dtype.type(1)
    for x in range(A.shape[0]):
        for j in range(A.shape[1]):
            if kind == RELU:
                delta[x, j] *= one if A[x, j] > 0 else 0 * one
            else:
                delta[x, j] *= A[x, j] * (one - A[x, j])


@compiled
def _cost_of(quadratic: bool, kind: int, Z: Array, A: Array, Y: Array) -> float:
    """Return the sum of C_x over the examples (@eq-cost-x, @eq-cross-entropy)."""
    total = 0.0
    for x in range(Y.shape[0]):
        if quadratic:
            for j in range(Y.shape[1]):
                total += (A[x, j] - Y[x, j]) ** 2 / 2
        elif kind == SOFTMAX:
            top = Z[x].max()
            total += Y[x].sum() * np.log(np.exp(Z[x] - top).sum()) - ((Z[x] - top) * Y[x]).sum()
        else:
            for j in range(Y.shape[1]):
                total += max(Z[x, j], 0) - Y[x, j] * Z[x, j] + np.log1p(np.exp(-abs(Z[x, j])))
    return total


@compiled
def _forward(sizes: Array, kinds: Array, p: Array, X: Array, Z: Array, A: Array) -> None:
    """Fill Z and A with the weighted inputs and the activations of all layers (@eq-forward)."""
    m = X.shape[0]
    for l in range(len(kinds)):
        W, b = _layer(p, sizes, l)
        received = X if l == 0 else _rows(A, sizes, l - 1, m)
        z = _rows(Z, sizes, l, m)
        np.dot(received, W.T, z)
        _activate(kinds[l], z, b, _rows(A, sizes, l, m))


@compiled
def _cost_over(sizes: Array, kinds: Array, quadratic: bool, p: Array, X: Array, Y: Array, part: int) -> float:
    """Return the sum of C_x over examples, some of them at a time."""
    last, total = len(kinds) - 1, 0.0
    Z, A = np.empty(part * sizes[1:].sum(), p.dtype), np.empty(part * sizes[1:].sum(), p.dtype)
    for first in range(0, X.shape[0], part):
        x, y = X[first : first + part], Y[first : first + part]
        m = x.shape[0]
        _forward(sizes, kinds, p, x, Z, A)
        total += _cost_of(quadratic, kinds[last], _rows(Z, sizes, last, m), _rows(A, sizes, last, m), y)
    return total


@compiled
def _learn(
    sizes: Array, kinds: Array, quadratic: bool, p: Array, X: Array, Y: Array, batch_size: int, eta: float
) -> float:
    """Take a step for each batch of these examples, and return the sum of C_x as they were met."""
    last, total, step = len(kinds) - 1, 0.0, p.dtype.type(eta)
    Z, A = np.empty(batch_size * sizes[1:].sum(), p.dtype), np.empty(batch_size * sizes[1:].sum(), p.dtype)
    Delta, slopes = np.empty_like(A), np.empty_like(p)
    for first in range(0, X.shape[0], batch_size):
        x, y = X[first : first + batch_size], Y[first : first + batch_size]
        m = x.shape[0]
        _forward(sizes, kinds, p, x, Z, A)
        output, delta = _rows(A, sizes, last, m), _rows(Delta, sizes, last, m)
        total += _cost_of(quadratic, kinds[last], _rows(Z, sizes, last, m), output, y)
        delta[:] = output - y
        if quadratic:  # @eq-base-case-matrix; else @eq-cross-entropy-error
            _times_slope(kinds[last], output, delta)
        for l in range(last, -1, -1):
            received = x if l == 0 else _rows(A, sizes, l - 1, m)
            W, _ = _layer(p, sizes, l)
            dW, db = _layer(slopes, sizes, l)
            np.dot(delta.T, received, dW)  # @eq-weight-slope-matrix, m times as much
            db[:] = 0
            for i in range(m):  # @eq-bias-slope-matrix
                db += delta[i]
            if l > 0:  # @eq-inductive-step-matrix
                before = _rows(Delta, sizes, l - 1, m)
                np.dot(delta, W, before)
                _times_slope(kinds[l - 1], received, before)
                delta = before
        scale = step / p.dtype.type(m)
        for i in range(len(p)):  # @eq-update: all gradients first, then one step of all parameters
            p[i] -= scale * slopes[i]
    return total


@compiled
def _fetch(X: Array, Y: Array, places: NDArray[np.integer], X_B: Array, Y_B: Array) -> None:
    """Copy the examples at these places, one after the other."""
    for i in range(len(places)):
        X_B[i] = X[places[i]]
        Y_B[i] = Y[places[i]]


def _say_if_it_compiles() -> None:
    """Say so where this machine keeps nothing compiled yet: training then starts some seconds later."""
    jitted: Any = _learn
    kept = Path(jitted.stats.cache_path)
    if not jitted.signatures and not any(kept.glob(f"{Path(__file__).stem}._learn-*.nbi")):
        print("Compiling the training, once on this machine …", file=sys.stderr, flush=True)


class Compiled(InMemory):
    """Examples X (n_in, n), Y (n_out, n) from which a `Network` learns by compiled steps.

    `as_met` says whether its cost is the mean over the examples as they were met.

    >>> from backprop import Network
    >>> net = Network([3, 2], seed=1)
    >>> source = Compiled(net, np.eye(3), np.ones((2, 3)))
    >>> list(source.steps(batch_size=2, eta=1.0)), source.cost() < 0.2
    ([2], True)
    """

    def __init__(self, net: Any, X: Array, Y: Array, as_met: bool = False) -> None:
        super().__init__(net, X, Y, net.gradients)
        self.as_met, self._met = as_met, 0.0
        _say_if_it_compiles()
        self._kind = (
            np.array(net.sizes),
            np.array([KINDS[sigma.name] for sigma in net.functions]),
            net.cost_name == "quadratic",
        )

    def steps(self, batch_size: int, eta: float) -> Iterator[int]:
        """Learn from all examples once, in the order that the network draws; yield how many steps it took."""
        together = batch_size * max(1, AHEAD // batch_size)
        blocks = list(self.net.shuffled_batches(len(self), together))
        flat, longest = self._flat(), min(together, len(self))
        room = [[np.empty((longest, len(array)), flat.dtype) for array in (self.X, self.Y)] for _ in range(2)]
        self._met = 0.0
        with ThreadPoolExecutor(1) as pool:
            coming: Future[Any] = pool.submit(self._fetch, blocks[0], room[0])
            for i, block in enumerate(blocks):
                coming.result()
                X_B, Y_B = (array[: len(block)] for array in room[i % 2])
                if i + 1 < len(blocks):
                    coming = pool.submit(self._fetch, blocks[i + 1], room[(i + 1) % 2])
                self._met += _learn(*self._kind, flat, X_B, Y_B, batch_size, eta)
                self._put(flat)
                yield -(-len(block) // batch_size)

    def _fetch(self, places: NDArray[np.integer], room: list[Array]) -> None:
        _fetch(self.X.T, self.Y.T, places, *room)

    def _flat(self) -> Array:
        pairs = zip(self.net.weights, self.net.biases, strict=True)
        return np.concatenate([array.ravel() for pair in pairs for array in pair])

    def _put(self, flat: Array) -> None:
        """Give the network these parameters, or raise NotFiniteError if one of them is no number."""
        if not checks.is_finite(flat):
            raise checks.NotFiniteError(f"a step leads beyond the largest {flat.dtype}")
        parts = [_layer(flat, self._kind[0], l) for l in range(len(self.net.weights))]
        self.net.set_parameters([W for W, _ in parts], [b[:, None] for _, b in parts])

    def cost(self) -> float:
        """Return C, the mean over all examples, half of them on each thread; or the mean as they were met."""
        if self.as_met:
            return self._met / len(self)
        half, flat = len(self) // 2, self._flat()
        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(_cost_over, *self._kind, flat, self.X.T[:half], self.Y.T[:half], PART)
            own = _cost_over(*self._kind, flat, self.X.T[half:], self.Y.T[half:], PART)
            return float(own + other.result()) / len(self)
