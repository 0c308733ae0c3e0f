"""Stochastic gradient descent: the loop over epochs and batches, whoever gives the slopes (chapter 7).

The loop asks a source for the slopes of each batch. Here it is a network that computes them itself; on many
machines it is a cluster (`backprop.distributed`); in chapter 11 it is a network with a bug.

>>> from backprop import Dataset, Network
>>> data = Dataset(np.eye(3), labels=[0, 1, 2], classes=3)
>>> net = Network([3, 8, 3], seed=1)
>>> source = InMemory(net, data.X, data.Y, net.gradients)
>>> stochastic_gradient_descent(net, source, epochs=2, batch_size=1, eta=1.0).interrupted
False
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from backprop.data import Dataset
from backprop.parameters import Array, Gradients
from backprop.support import checks
from backprop.support.interrupt import StopOnInterrupt
from backprop.support.progress import progress_bar


@dataclass
class History:
    """What happened in training: one entry an epoch in each list.

    `cost` is C over the training data after the epoch, or as its batches were met; `accuracy` is the share
    of the watched data read right (empty if none was watched), `seconds` the time the updates took.
    `interrupted` is True if Ctrl+C was pressed; an unfinished epoch then has no entry.

    >>> History(cost=[0.4, 0.3], accuracy=[0.5, 0.75], seconds=[1.0, 1.0])
    <History of 2 epochs, cost 0.3000, accuracy 75.00%>
    """

    cost: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    interrupted: bool = False

    def latest(self) -> str:
        """Return the newest cost and accuracy in words.

        >>> History(cost=[0.4, 0.3], seconds=[1.0, 1.0]).latest()
        'cost 0.3000'
        """
        known = [f"cost {self.cost[-1]:.4f}"] if self.cost else []
        known += [f"accuracy {self.accuracy[-1]:.2%}"] if self.accuracy else []
        return ", ".join(known)

    def __repr__(self) -> str:
        parts = [f"{len(self.cost)} epochs", self.latest(), "interrupted" if self.interrupted else ""]
        return f"<History of {', '.join(filter(None, parts))}>"


@runtime_checkable
class Learner(Protocol):
    """What the loop needs of a network; `Network` says what each does."""

    @property
    def weights(self) -> list[Array]: ...
    @property
    def biases(self) -> list[Array]: ...
    def set_parameters(self, weights: Sequence[Any], biases: Sequence[Any]) -> None: ...
    def shuffled_batches(self, n: int, batch_size: int) -> Iterator[NDArray[np.integer]]: ...
    def update(self, gradients: Gradients, eta: float) -> None: ...
    def mean_cost(self, X: Array, Y: Array) -> float: ...
    def check_dataset(self, name: str, dataset: Dataset) -> tuple[Array, Array]: ...
    def accuracy(self, dataset: Dataset) -> float: ...


@runtime_checkable
class Source(Protocol):
    """Where the slopes come from: the examples, and the gradients of C at the learner's present parameters.

    An error that ends the training for good, and leaves the network whole, is a `SourceError`.
    """

    def __len__(self) -> int: ...

    def gradients(self, batch: NDArray[np.integer]) -> Gradients:
        """Return the gradients of the mean cost of the examples with these indices, (m,)."""

    def cost(self) -> float:
        """Return C, the mean over all examples."""


@runtime_checkable
class Stepping(Source, Protocol):
    """A source that takes the steps of an epoch itself (`backprop.compiled`)."""

    def steps(self, batch_size: int, eta: float) -> Iterator[int]:
        """Learn from all examples once, batch by batch; yield after some steps how many they were."""


class SourceError(RuntimeError):
    """A source can give no more slopes. The network keeps the parameters of the last whole update."""


class InMemory:
    """Examples that are known to fit, X (n_in, n) and Y (n_out, n), and the function that gives their slopes.

    `slopes(X_B, Y_B)` gets the columns of a batch, (n_in, m) and (n_out, m), and returns `Gradients`.

    >>> from backprop import Network
    >>> net = Network([3, 2], seed=1)
    >>> source = InMemory(net, np.eye(3), np.ones((2, 3)), net.gradients)
    >>> len(source), source.gradients(np.array([2, 0])).weights[0].shape
    (3, (2, 3))
    >>> source.cost() == net.cost(np.eye(3), np.ones((2, 3)))
    True
    """

    def __init__(self, net: Learner, X: Array, Y: Array, slopes: Callable[[Array, Array], Gradients]) -> None:
        # In Fortran order each example lies in one piece, quick to fetch.
        self.net, self.X, self.Y = net, np.asfortranarray(X), np.asfortranarray(Y)
        self.slopes: Callable[[Array, Array], Gradients] = checks.function("gradients", slopes)

    def __len__(self) -> int:
        return int(self.X.shape[1])

    def gradients(self, batch: NDArray[np.integer]) -> Gradients:
        """Return the gradients of a batch, the examples with these indices, (m,) (@eq-batch-slope)."""
        X_B, Y_B = self.X.T.take(batch, axis=0).T, self.Y.T.take(batch, axis=0).T
        return self.slopes(X_B, Y_B)

    def cost(self) -> float:
        """Return C, the mean over all examples."""
        return self.net.mean_cost(self.X, self.Y)


class AsMet(InMemory):
    """Examples whose cost is the mean over an epoch, of each as it was met. It takes no pass of its own.

    >>> from backprop import Network
    >>> net = Network([3, 2], seed=1)
    >>> source, before = AsMet(net, np.eye(3), np.ones((2, 3))), net.cost(np.eye(3), np.ones((2, 3)))
    >>> net.update(source.gradients(np.array([0, 1, 2])), eta=1.0)
    >>> source.cost() == before
    True
    """

    def __init__(self, net: Any, X: Array, Y: Array) -> None:
        super().__init__(net, X, Y, self._slopes_and_cost)
        self._own, self._met = net, 0.0

    def _slopes_and_cost(self, X: Array, Y: Array) -> Gradients:
        Z, A = self._own.forward_pass(X)
        self._met += X.shape[1] * self._own.cost_function.value(self._own.functions[-1], Z[-1], A[-1], Y)
        slopes: Gradients = self._own.mean_slopes(Z, A, Y)
        return slopes

    def cost(self) -> float:
        """Return the mean over the examples that were met since the last call."""
        met, self._met = self._met, 0.0
        return met / len(self)


def take_steps(net: Learner, source: Source, batch_size: int, eta: float) -> Iterator[int]:
    """Learn from all examples of `source` once; yield after each step, or some, how many they were.

    >>> from backprop import Network
    >>> net = Network([3, 2], seed=1)
    >>> list(take_steps(net, InMemory(net, np.eye(3), np.ones((2, 3)), net.gradients), batch_size=2, eta=1.0))
    [1, 1]
    """
    if isinstance(source, Stepping):
        yield from source.steps(batch_size, eta)
        return
    for batch in net.shuffled_batches(len(source), batch_size):
        net.update(source.gradients(batch), eta)
        yield 1


def check_settings(
    net: Learner,
    epochs: int,
    batch_size: int,
    eta: float,
    test: Dataset | None = None,
    progress: bool | None = None,
) -> tuple[int, int, float]:
    """Return epochs, batch_size and eta; raise ValueError if one of them, or another, cannot be trained with.

    >>> from backprop import Network
    >>> check_settings(Network([2, 1]), epochs=0, batch_size=10, eta=1.0)
    Traceback (most recent call last):
        ...
    ValueError: epochs is 0; expected at least 1
    """
    checks.instance("net", net, Learner, "a Network")
    if test is not None:
        net.check_dataset("test", test)
    checks.switch("progress", progress, or_none=True)
    return (
        checks.whole_number("epochs", epochs),
        checks.whole_number("batch_size", batch_size),
        checks.step_size(eta),
    )


def stochastic_gradient_descent(
    net: Learner,
    source: Source,
    epochs: int,
    batch_size: int,
    eta: float,
    test: Dataset | None = None,
    progress: bool | None = None,
) -> History:
    """Train `net` on the slopes that `source` gives, and return what happened, epoch by epoch.

    For each batch all gradients come first, then one update of all parameters. `Network.train` says what
    the other arguments are, what Ctrl+C does, and what is raised.

    >>> from backprop import Network
    >>> net, X, Y = Network([2, 1], seed=1), np.eye(2), np.array([[0.0, 1.0]])
    >>> def uphill(X, Y):  # a bug: the sign is wrong
    ...     weights, biases = net.gradients(X, Y)
    ...     return Gradients([-dW for dW in weights], [-db for db in biases])
    >>> source = InMemory(net, X, Y, uphill)
    >>> history = stochastic_gradient_descent(net, source, epochs=2, batch_size=2, eta=1.0)
    >>> history.cost[1] > history.cost[0]
    True
    """
    epochs, batch_size, eta = check_settings(net, epochs, batch_size, eta, test, progress)
    checks.instance("source", source, Source, "a Source, such as InMemory")
    history, n, updates = History(), len(source), 0
    with StopOnInterrupt() as stop, np.errstate(over="ignore", invalid="ignore"):
        for epoch in range(epochs):
            before, start = (net.weights, net.biases), time.perf_counter()
            name = f"Epoch {epoch + 1}/{epochs}"
            with progress_bar(math.ceil(n / batch_size), name, progress, unit="batch") as bar:
                try:
                    for taken in take_steps(net, source, batch_size, eta):
                        updates += taken
                        bar.update(taken)
                        if stop.requested:
                            break
                    else:
                        seconds, cost = time.perf_counter() - start, source.cost()
                        if not math.isfinite(cost):
                            raise checks.NotFiniteError(f"the cost is {cost}")
                        history.cost.append(cost)
                        history.seconds.append(seconds)
                        if test is not None:
                            history.accuracy.append(net.accuracy(test))
                        bar.set_postfix_str(history.latest())
                except checks.NotFiniteError as error:
                    net.set_parameters(*before)
                    what, _, _ = str(error).partition(";")
                    raise FloatingPointError(
                        f"{what} in epoch {epoch + 1}: try a smaller eta; "
                        "the weights from before this epoch are kept"
                    ) from None
                except SourceError as error:
                    if not stop.requested:
                        kept = f"the network keeps the weights of {updates} whole steps"
                        raise type(error)(f"{error}; {kept}") from None
            if stop.requested:
                break
    history.interrupted = stop.requested
    return history
