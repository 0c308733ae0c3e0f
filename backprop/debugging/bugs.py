"""Classic bugs of backpropagation, each planted in a small subclass of `Network` (chapter 11).

    python -m backprop.debugging.bugs            # on the 8 x 8 digits
    python -m backprop.debugging.bugs --mnist    # 784-30-10, batches of 100, a step of 10

trains each of them beside the right network, and prints what it does and which check finds it. The bugs
are those of the quadratic cost. None of them raises an exception where the layers have equal sizes.

>>> from backprop import Network, load_digits
>>> from backprop.debugging import bugs
>>> train, _ = load_digits()
>>> net = Network([64, 10, 10], "sigmoid", seed=1)
>>> for bug in bugs.ALL:
...     print(f"{bug.__name__:20}found by", *bugs.checks_that_find(bug, net, train))
SignFlipped         found by m=1 m=5
OutputSlopeLost     found by m=1 m=5
AveragedBeforeSlope found by m=5
HiddenSlopeLost     found by m=1 m=5
NotTransposed       found by m=1 m=5
WrongActivation     found by m=1 m=5
ProductOfAverages   found by m=5
SumForMean          found by m=5
UpdatedEarly        found by step
ShuffledLabels      found by pairs
"""

import argparse
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from backprop.data import Dataset, load_digits, load_mnist
from backprop.gradcheck import check, check_step
from backprop.network import Network
from backprop.parameters import Array, Gradients
from backprop.support import checks
from backprop.training import History, check_settings

Arrays = list[Array]


def step_back(net: Network, Z: Arrays, last: Array) -> Arrays:
    """The errors of all layers from those of the last one, by the right inductive step.

    >>> net, X = Network([3, 4, 2], "sigmoid", seed=1), np.eye(3)
    >>> Z, A = net.forward_pass(X)
    >>> right = net.errors(Z, A, np.zeros((2, 3)))
    >>> [bool(np.allclose(*pair)) for pair in zip(step_back(net, Z, right[-1]), right, strict=True)]
    [True, True]
    """
    deltas = [last]
    for l in reversed(range(len(Z) - 1)):
        deltas.insert(0, (net.weights[l + 1].T @ deltas[0]) * net.functions[l].derivative(Z[l]))
    return deltas


def _mean(array: Array) -> Array:
    """The mean over the examples, one column."""
    mean: Array = array.mean(axis=1, keepdims=True)
    return mean


def _check_kind(name: str, kind: Any) -> None:
    if not isinstance(kind, type) or not issubclass(kind, Network):
        raise ValueError(f"{name} is {checks.shown(kind)}; expected one of bugs.ALL, or Network")


def _check_run(net: Any, dataset: Any, eta: Any = 1.0) -> float:
    checks.instance("net", net, Network).check_dataset("dataset", dataset)
    return checks.step_size(eta)


# The output layer.


class SignFlipped(Network):
    """The cost rises until the outputs are flat, for every step climbs. Write a - y."""

    def errors(self, weighted_inputs: Arrays, activations: Arrays, Y: Array) -> Arrays:
        slope = self.functions[-1].derivative(weighted_inputs[-1])
        return step_back(self, weighted_inputs, (Y - activations[-1]) * slope)  # y - a


class OutputSlopeLost(Network):
    """It learns, and faster at first: it is the error of another cost, the cross-entropy. Name your cost."""

    def errors(self, weighted_inputs: Arrays, activations: Arrays, Y: Array) -> Arrays:
        return step_back(self, weighted_inputs, activations[-1] - Y)  # no σ′(z)


class AveragedBeforeSlope(Network):
    """It falls far behind: every example gets the error of the average one. Multiply first, then average."""

    def errors(self, weighted_inputs: Arrays, activations: Arrays, Y: Array) -> Arrays:
        slope = self.functions[-1].derivative(weighted_inputs[-1])
        return step_back(self, weighted_inputs, _mean(activations[-1] - Y) * slope)  # one mean for all


# The step back.


class HiddenSlopeLost(Network):
    """It is ahead at first and stops short: its hidden steps are too long and aslant. Multiply by σ′(z)."""

    def errors(self, weighted_inputs: Arrays, activations: Arrays, Y: Array) -> Arrays:
        deltas = super().errors(weighted_inputs, activations, Y)[-1:]
        for l in reversed(range(len(weighted_inputs) - 1)):
            deltas.insert(0, self.weights[l + 1].T @ deltas[0])  # no σ′(z)
        return deltas


class NotTransposed(Network):
    """It learns more slowly: each neuron hears of the errors of others. Write W.T."""

    def errors(self, weighted_inputs: Arrays, activations: Arrays, Y: Array) -> Arrays:
        deltas = super().errors(weighted_inputs, activations, Y)[-1:]
        for l in reversed(range(len(weighted_inputs) - 1)):
            slope = self.functions[l].derivative(weighted_inputs[l])
            deltas.insert(0, (self.weights[l + 1] @ deltas[0]) * slope)  # W, not W.T
        return deltas


# From the errors to the slopes.


class WrongActivation(Network):
    """It learns slowly: the last layer multiplies by its own a. Take a of layer l - 1."""

    def gradients(self, X: Array, Y: Array) -> Gradients:
        gradients = super().gradients(X, Y)
        weighted_inputs, activations = self.forward_pass(X)
        delta = self.errors(weighted_inputs, activations, Y)[-1]
        gradients.weights[-1] = delta @ activations[-1].T / X.shape[1]  # it is activations[-2]
        return gradients


class ProductOfAverages(Network):
    """It falls far behind: which input was loud when is lost. Take the mean of the products."""

    def gradients(self, X: Array, Y: Array) -> Gradients:
        weighted_inputs, activations = self.forward_pass(X)
        deltas = [_mean(delta) for delta in self.errors(weighted_inputs, activations, Y)]
        weights: Arrays = [delta @ _mean(a).T for delta, a in zip(deltas, activations, strict=False)]
        return Gradients(weights, deltas)


class SumForMean(Network):
    """The step grows with the batch: it leaps, and may never come back. Divide by m, or eta by m."""

    def gradients(self, X: Array, Y: Array) -> Gradients:
        weights, biases = super().gradients(X, Y)
        m = X.shape[1]
        return Gradients([dW * m for dW in weights], [db * m for db in biases])  # no 1/m


# The update, and the data.


class UpdatedEarly(Network):
    """It learns, worse with longer steps: the step back reads weights that are new. All gradients first."""

    _batch: tuple[Array, Array] | None = None

    def gradients(self, X: Array, Y: Array) -> Gradients:
        self._batch = X, Y
        return super().gradients(X, Y)

    def update(self, gradients: Gradients, eta: float) -> None:
        if self._batch is None:
            return super().update(gradients, eta)
        (X, Y), m = self._batch, self._batch[0].shape[1]
        weighted_inputs, activations = self.forward_pass(X)
        weights, biases = list(self.weights), list(self.biases)
        for l in reversed(range(len(weights))):
            delta = self.errors(weighted_inputs, activations, Y)[l]  # from new weights, if l < L
            weights[l] = weights[l] - eta * delta @ activations[l].T / m
            biases[l] = biases[l] - eta * _mean(delta)
            self.set_parameters(weights, biases)


class ShuffledLabels(Network):
    """It never gets beyond guessing, and all its slopes are right. Look at what goes in, image and label."""

    def train(self, train: Dataset, *args: Any, **options: Any) -> History:
        self.check_dataset("train", train)
        order = np.random.default_rng(0).permutation(len(train))
        mixed = Dataset(train.X, train.labels[order], train.classes)  # the images stay where they were
        return super().train(mixed, *args, **options)


ALL: tuple[type[Network], ...] = (
    SignFlipped,
    OutputSlopeLost,
    AveragedBeforeSlope,
    HiddenSlopeLost,
    NotTransposed,
    WrongActivation,
    ProductOfAverages,
    SumForMean,
    UpdatedEarly,
    ShuffledLabels,
)


def name_of(kind: type[Network]) -> str:
    """Return the name of a bug in words: "sign flipped", or "right" for `Network` itself.

    >>> name_of(NotTransposed), name_of(Network)
    ('not transposed', 'right')
    """
    _check_kind("kind", kind)
    return "right" if kind is Network else re.sub(r"(?<=.)(?=[A-Z])", " ", kind.__name__).lower()


def plant(bug: type[Network], net: Network) -> Network:
    """Return a copy of `net` with the same parameters that has this bug.

    >>> planted = plant(SignFlipped, Network([2, 3, 1], "sigmoid", seed=1))
    >>> type(planted).__name__, planted.sizes
    ('SignFlipped', [2, 3, 1])
    """
    _check_kind("bug", bug)
    checks.instance("net", net, Network)
    if net.cost_name != "quadratic":
        raise ValueError(f"net has the cost {net.cost_name}; expected quadratic, which the bugs are of")
    planted = bug(net.sizes, net.activation, net.output, seed=0, dtype=net.dtype)
    planted.set_parameters(net.weights, net.biases)
    return planted


# What each of them does, and which check finds it.


class Row(NamedTuple):
    """What one bug did, measured.

    start, later  the angle in degrees between its step and the true gradient, at the first parameters
                  and after one epoch of right training
    length        how many times as long as the true gradient its step is, there
    accuracy      the share of test data read right after each epoch
    caught        the checks that find it: "m=1" and "m=5" for a gradient check on so many examples,
                  "step" for `check_step`, "pairs" for `pairs_kept`, "shapes" if NumPy or `update` stops it

    >>> row = Row(SumForMean, start=0.0, later=0.0, length=10.0, accuracy=[0.1], caught=["m=5"])
    >>> row.caught  # with one example, the sum is the mean
    ['m=5']
    """

    bug: type[Network]
    start: float
    later: float
    length: float
    accuracy: list[float]
    caught: list[str]


def as_list(gradients: Gradients) -> Array:
    """Return all slopes as one list.

    >>> as_list(Gradients([np.array([[1.0, 2.0]])], [np.array([[3.0]])])).tolist()
    [1.0, 2.0, 3.0]
    """
    slopes = checks.instance("gradients", gradients, Gradients)
    arrays = [
        *checks.items("weights", slopes.weights, "a list of arrays"),
        *checks.items("biases", slopes.biases, "a list of arrays"),
    ]
    if not arrays:
        raise ValueError("gradients holds no slopes; expected at least one")
    return np.concatenate([checks.reals("gradients", a, np.float64, "slopes").ravel() for a in arrays])


def angle(one: Gradients, other: Gradients) -> float:
    """Return the angle in degrees between two gradients, each read as one list (@eq-angle).

    >>> east, north = (Gradients([np.array([way])], []) for way in ([1.0, 0.0], [0.0, 2.0]))
    >>> round(angle(east, north))
    90
    """
    g, h = as_list(one), as_list(other)
    if g.shape != h.shape:
        raise ValueError(f"one has {len(g)} slopes and other {len(h)}; expected as many")
    if not all(0 < np.linalg.norm(slopes) < 1e150 for slopes in (g, h)):
        raise ValueError("all slopes are 0, or too large; expected gradients that have a direction")
    cosine = g @ h / (np.linalg.norm(g) * np.linalg.norm(h))
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def length(gradients: Gradients) -> float:
    """Return the root of the sum of the squares of all slopes.

    >>> length(Gradients([np.array([[3.0]])], [np.array([[4.0]])]))
    5.0
    """
    slopes = as_list(gradients)
    largest = float(np.abs(slopes).max(initial=0.0))
    if largest > 1e150:
        raise ValueError(f"gradients reaches {largest:g}; expected slopes whose squares are finite")
    return float(np.linalg.norm(slopes))


def step_taken(net: Network, dataset: Dataset, eta: float) -> Gradients:
    """Train one step on all of `dataset`; return how far each parameter went down, over `eta`.

    Of a right network these are the gradients of C.

    >>> net, data = Network([3, 4, 3], "sigmoid", seed=1), Dataset(np.eye(3), range(3), classes=3)
    >>> slopes = net.backpropagate(data.X, data.Y)
    >>> round(angle(step_taken(net, data, eta=0.1), slopes), 3)
    0.0
    """
    eta = _check_run(net, dataset, eta)
    old = Gradients([W.copy() for W in net.weights], [b.copy() for b in net.biases])
    net.train(dataset, epochs=1, batch_size=len(dataset), eta=eta, progress=False)
    return Gradients(
        [(before - after) / eta for before, after in zip(old.weights, net.weights, strict=True)],
        [(before - after) / eta for before, after in zip(old.biases, net.biases, strict=True)],
    )


def pairs_kept(net: Network, dataset: Dataset) -> bool:
    """Train one epoch; return whether each input reached the backward pass with its own target.

    >>> data = Dataset(np.eye(5), range(5), classes=5)
    >>> [pairs_kept(kind([5, 4, 5], "sigmoid", seed=1), data) for kind in (Network, ShuffledLabels)]
    [True, False]
    """
    _check_run(net, dataset)
    own = {x.tobytes(): y.tobytes() for x, y in zip(dataset.X.T, dataset.Y.T, strict=True)}
    kept: list[bool] = []

    def watched(X: Array, Y: Array) -> Gradients:
        kept.extend(own.get(x.tobytes()) == y.tobytes() for x, y in zip(X.T, Y.T, strict=True))
        return net.gradients(X, Y)

    net.train(dataset, epochs=1, batch_size=10, eta=1e-3, progress=False, gradients=watched)
    return all(kept)


def checks_that_find(bug: type[Network], net: Network, dataset: Dataset, eta: float = 1.0) -> list[str]:
    """Return the checks that find `bug` in a network like `net`, in the words of `Row`.

    >>> train, _ = load_digits()
    >>> checks_that_find(SumForMean, Network([64, 10, 10], "sigmoid", seed=1), train)
    ['m=5']
    """
    _check_kind("bug", bug)
    eta = _check_run(net, dataset, eta)
    few, sample = dataset[:5], 50

    def gradients_differ(m: int) -> bool:
        return check(plant(bug, net), few.X[:, :m], few.Y[:, :m], sample=sample).error > 1e-4

    try:
        found = {
            "m=1": gradients_differ(1),
            "m=5": gradients_differ(5),
            "step": check_step(plant(bug, net), few.X, few.Y, eta) > 1e-6,
            "pairs": not pairs_kept(plant(bug, net), dataset[:100]),
        }
    except ValueError:
        return ["shapes"]
    return [way for way, differs in found.items() if differs]


def examine(
    bug: type[Network],
    train: Dataset,
    test: Dataset,
    sizes: Sequence[int] = (64, 10, 10),
    epochs: int = 6,
    batch_size: int = 10,
    eta: float = 3.0,
    seed: int = 1,
    init: str = "auto",
) -> Row:
    """Train a sigmoid network with `bug`, and return what it did and what finds it.

    >>> train, test = load_digits()
    >>> row = examine(SignFlipped, train, test, epochs=1)
    >>> round(row.start), row.caught  # it goes the opposite way
    (180, ['m=1', 'm=5'])
    """
    _check_kind("bug", bug)
    fresh, later = (Network(sizes, "sigmoid", seed=seed, init=init) for _ in range(2))
    eta = _check_run(later, train, eta)
    check_settings(later, epochs, batch_size, eta, test)
    later.train(train, 1, batch_size, eta, progress=False)
    caught = checks_that_find(bug, later, train, eta)
    if caught == ["shapes"]:
        return Row(bug, np.nan, np.nan, np.nan, [], caught)
    some = train[:100]
    truths = [net.backpropagate(some.X, some.Y) for net in (fresh, later)]
    steps = [step_taken(plant(bug, net), some, eta) for net in (fresh, later)]
    start, end = (angle(step, truth) for step, truth in zip(steps, truths, strict=True))
    times = length(steps[1]) / length(truths[1])
    history = bug(sizes, "sigmoid", seed=seed, init=init).train(train, epochs, batch_size, eta, test=test)
    return Row(bug, start, end, times, history.accuracy, caught)


def table(rows: Sequence[Row]) -> str:
    """Return the rows as text, with shares in per cent.

    >>> print(table([Row(SignFlipped, 180.0, 180.0, 1.0, [0.1, 0.1], ["m=1", "m=5"])]))
     angle, deg  length  right after epoch, %
    start later   later   1   2
    sign flipped           found by m=1 m=5
      180   180     1.0  10  10
    """
    rows = [checks.instance("a row", row, Row) for row in checks.items("rows", rows, "a list of Rows")]
    epochs = max((len(row.accuracy) for row in rows), default=0)
    numbers = "".join(f"{epoch:4}" for epoch in range(1, epochs + 1))
    lines = [
        " angle, deg  length  right after epoch, %",
        f"start later   later{numbers}",
    ]
    for row in rows:
        lines.append(f"{name_of(row.bug):22} found by {' '.join(row.caught) or '-'}")
        if row.accuracy:
            shares = "".join(f"{100 * share:4.0f}" for share in row.accuracy)
            lines.append(f"{row.start:5.0f}{row.later:6.0f}{row.length:8.1f}{shares}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the gallery and print it."""
    for argument in checks.items("arguments", arguments or (), "a list of texts"):
        checks.instance("an argument", argument, str, "a text")
    parser = argparse.ArgumentParser(prog="python -m backprop.debugging.bugs", description=main.__doc__)
    parser.add_argument("--mnist", action="store_true", help="784-30-10 on MNIST, three epochs")
    parser.add_argument("--epochs", type=int, help="how long to train each network")
    given = parser.parse_args(arguments)
    setting: dict[str, Any] = {"epochs": 6}
    if given.mnist:
        setting = {"sizes": (784, 30, 10), "epochs": 3, "batch_size": 100, "eta": 10.0, "seed": 3}
        setting["init"] = "normal"
    if given.epochs is not None:
        try:
            setting["epochs"] = checks.whole_number("epochs", given.epochs)
        except ValueError as error:
            parser.error(str(error))
    train, test = load_mnist() if given.mnist else load_digits()
    kinds: tuple[type[Network], ...] = (Network, *ALL)
    print(table([examine(kind, train, test, **setting) for kind in kinds]))
    print()
    for bug in ALL:
        print(f"{name_of(bug)}: {bug.__doc__}")


if __name__ == "__main__":
    main()
