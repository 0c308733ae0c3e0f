"""A feedforward network, and backpropagation as chapter 6 writes it.

Columns are examples: X has shape (n_in, m), Y has shape (n_out, m). `weights[l]` is W^l with shape
(n_l, n_{l-1}), `biases[l]` is b^l with shape (n_l, 1), and `activations[l]` is a^{l-1}, what layer l
receives: the list starts with the input.

>>> from backprop.examples import running_network
>>> net, x, y = running_network()
>>> weighted_inputs, activations = net.forward_pass(x)
>>> [delta.shape for delta in net.errors(weighted_inputs, activations, y)]
[(3, 1), (2, 1)]
>>> [dW.shape for dW in net.gradients(x, y).weights]
[(3, 2), (2, 3)]
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from backprop import model_files
from backprop.activations import get_activation
from backprop.costs import check_targets, get_cost, get_output
from backprop.data import Dataset
from backprop.initialisation import check_rule, draw_biases, draw_weights
from backprop.parameters import Array, Gradients, Parameters, check_gradients, check_step
from backprop.support import checks
from backprop.support.threads import threads_for
from backprop.training import AsMet, History, InMemory, check_settings, stochastic_gradient_descent

OWN = ("forward_pass", "gradients", "mean_slopes", "errors", "update")  # what other engines do in its place
PART = 5000  # examples whose activations are held at once when the cost of all is taken


class Network:
    """A fully connected feedforward network, with the quadratic cost (@eq-total-cost) unless told otherwise.

    sizes       the number of inputs, then of neurons in layers 0 to L, such as [784, 30, 10]
    activation  of the hidden layers: "relu" or "sigmoid"
    output      activation of the output layer: "sigmoid" or "relu" for the quadratic cost, "softmax" or
                "sigmoid" for the cross-entropy; the first of each if it is None
    seed        of the two random streams, one for the first parameters and one for shuffling
    init        "auto" (He for ReLU, Xavier for sigmoid), "he", "xavier" or "normal"
    dtype       numpy.float64 or numpy.float32
    cost        "quadratic" or "cross-entropy" (@eq-cross-entropy)

    Raises ValueError for anything else.

    >>> X, Y = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]), np.array([[0.0, 1, 1, 0]])  # exclusive or
    >>> net = Network([2, 3, 1], activation="sigmoid", seed=1)
    >>> for _ in range(5000):
    ...     net.update(net.backpropagate(X, Y), eta=5.0)
    >>> net.feedforward(X).round().tolist()
    [[0.0, 1.0, 1.0, 0.0]]
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: str = "relu",
        output: str | None = None,
        seed: int | None = None,
        init: str = "auto",
        dtype: DTypeLike = np.float64,
        cost: str = "quadratic",
    ) -> None:
        self.sizes = checks.layer_sizes(sizes)
        hidden = [get_activation(activation)] * (len(self.sizes) - 2)
        self.cost_function = get_cost(cost)
        self.functions = [*hidden, get_output(self.cost_function, output, self.sizes[-1])]
        self.activation, self.output, self.cost_name = activation, self.functions[-1].name, cost
        self.dtype = checks.float_type(dtype)
        stream = np.random.SeedSequence(checks.seed_of(seed))
        self._shuffling = np.random.default_rng(stream.spawn(1)[0])
        rule, rng = check_rule(init), np.random.default_rng(stream)
        layers = list(zip(self.functions, self.sizes[1:], self.sizes[:-1], strict=True))
        biases = [draw_biases(rule, n_out, rng) for _, n_out, _ in layers]
        weights = [draw_weights(rule, sigma.name, n_out, n_in, rng) for sigma, n_out, n_in in layers]
        self.set_parameters(weights, biases)

    @property
    def weights(self) -> list[Array]:
        """W^0 to W^L; `weights[l]` has shape (n_l, n_{l-1}).

        >>> [W.shape for W in Network([784, 30, 10]).weights]
        [(30, 784), (10, 30)]
        """
        return self._parameters.weights

    @property
    def biases(self) -> list[Array]:
        """b^0 to b^L; `biases[l]` has shape (n_l, 1).

        >>> [b.shape for b in Network([784, 30, 10]).biases]
        [(30, 1), (10, 1)]
        """
        return self._parameters.biases

    def set_parameters(self, weights: Sequence[Any], biases: Sequence[Any]) -> None:
        """Replace all parameters by copies of these, or none if a shape or a number is wrong.

        >>> net = Network([2, 1], output="relu")
        >>> net.set_parameters(weights=[[[1.0, -1.0]]], biases=[[[0.5]]])
        >>> net.feedforward(np.array([[3.0], [2.0]])).tolist()
        [[1.5]]
        """
        layers = list(zip(self.sizes[:-1], self.sizes[1:], strict=True))
        checks.length("weights", weights, len(layers))
        checks.length("biases", biases, len(layers))
        weights, biases = list(weights), list(biases)
        self._parameters = Parameters(
            [
                np.array(checks.columns(f"weights[{layer}]", W, n_out, n_in, self.dtype))
                for layer, (W, (n_in, n_out)) in enumerate(zip(weights, layers, strict=True))
            ],
            [
                np.array(checks.columns(f"biases[{layer}]", b, n_out, 1, self.dtype))
                for layer, (b, (_, n_out)) in enumerate(zip(biases, layers, strict=True))
            ],
        )

    # What the network is given has to fit.

    def check_examples(self, X: Any, Y: Any, owner: str = "") -> tuple[Array, Array]:
        """Return X and Y in the network's dtype; raise ValueError unless they fit it, and each other.

        >>> Network([2, 1]).check_examples(np.eye(2), np.eye(2))
        Traceback (most recent call last):
            ...
        ValueError: Y has shape (2, 2); expected (1, 2)
        """
        X = checks.inputs(X, self.sizes[0], self.dtype, f"{owner}X")
        Y = checks.columns(f"{owner}Y", Y, self.sizes[-1], X.shape[1], self.dtype)
        check_targets(f"{owner}Y", Y, self.cost_function, self.functions[-1])
        return X, Y

    def check_dataset(self, name: str, dataset: Dataset) -> tuple[Array, Array]:
        """Return the X and Y of a dataset, checked; `name` is what an error calls it.

        >>> Network([2, 1]).check_dataset("test", [1, 2])
        Traceback (most recent call last):
            ...
        ValueError: test is [1, 2]; expected a Dataset
        """
        checks.instance(name, dataset, Dataset)
        return self.check_examples(dataset.X, dataset.Y, f"{name}.")

    # Forward: from the input to the output, layer by layer.

    def forward_pass(self, X: Array) -> tuple[list[Array], list[Array]]:
        """Return the weighted inputs [Z^0 … Z^L] and the activations [A^{-1} … A^L] (@eq-forward).

        >>> Z, A = Network([2, 3, 1]).forward_pass(np.zeros((2, 5)))
        >>> [z.shape for z in Z], [a.shape for a in A]
        ([(3, 5), (1, 5)], [(2, 5), (3, 5), (1, 5)])
        """
        weighted_inputs: list[Array] = []
        activations: list[Array] = [X]
        for W, b, sigma in zip(self.weights, self.biases, self.functions, strict=True):
            Z = W @ activations[-1] + b
            weighted_inputs.append(Z)
            activations.append(sigma.value(Z))
        return weighted_inputs, activations

    def feedforward(self, X: Array) -> Array:
        """Return the network's output A^L, (n_out, m), for the inputs X, (n_in, m).

        >>> Network([2, 3, 1]).feedforward(np.zeros((2, 5))).shape
        (1, 5)
        """
        _, activations = self.forward_pass(checks.inputs(X, self.sizes[0], self.dtype))
        return activations[-1]

    def cost(self, X: Array, Y: Array) -> float:
        """Return C, the mean over the columns of C_x (@eq-total-cost, @eq-cross-entropy).

        >>> net = Network([1, 1], output="relu")
        >>> net.set_parameters(weights=[[[1.0]]], biases=[[[0.0]]])
        >>> net.cost(np.array([[3.0, 2.0]]), np.array([[1.0, 2.0]]))  # the mean of 2²/2 and 0
        1.0
        """
        return self.mean_cost(*self.check_examples(X, Y))

    def mean_cost(self, X: Array, Y: Array) -> float:
        """Return what `cost` does, of examples that are known to fit, a part of them at a time.

        >>> net, X, Y = Network([3, 1], seed=1), np.eye(3), np.ones((1, 3))
        >>> net.mean_cost(X, Y) == net.cost(X, Y)
        True
        """
        n = X.shape[1]
        parts = [slice(first, min(first + PART, n)) for first in range(0, n, PART)]
        return float(sum((p.stop - p.start) / n * self._cost(X[:, p], Y[:, p]) for p in parts))

    def _cost(self, X: Array, Y: Array) -> float:
        weighted_inputs, activations = self.forward_pass(X)
        return self.cost_function.value(self.functions[-1], weighted_inputs[-1], activations[-1], Y)

    # Backward: the error of each layer from the error of the layer after it.

    def backpropagate(self, X: Array, Y: Array) -> Gradients:
        """Return the gradients of C at the examples X (n_in, m) with targets Y (n_out, m).

        >>> net = Network([1, 1], output="relu")
        >>> net.set_parameters(weights=[[[1.0]]], biases=[[[0.0]]])
        >>> slopes = net.backpropagate(np.array([[3.0]]), np.array([[1.0]]))
        >>> slopes.weights[0].tolist(), slopes.biases[0].tolist()  # the error is 2, and the input 3
        ([[6.0]], [[2.0]])
        """
        return self.gradients(*self.check_examples(X, Y))

    def gradients(self, X: Array, Y: Array) -> Gradients:
        """Return what `backpropagate` does, of examples that are known to fit."""
        return self.mean_slopes(*self.forward_pass(X), Y)

    def mean_slopes(self, weighted_inputs: list[Array], activations: list[Array], Y: Array) -> Gradients:
        """Return the gradients of C from a forward pass (@eq-weight-slope-matrix, @eq-bias-slope-matrix).

        >>> net, X, Y = Network([2, 3, 1], seed=1), np.eye(2), np.ones((1, 2))
        >>> [dW.shape for dW in net.mean_slopes(*net.forward_pass(X), Y).weights]
        [(3, 2), (1, 3)]
        """
        deltas = self.errors(weighted_inputs, activations, Y)
        m = Y.shape[1]
        return Gradients(
            weights=[delta @ a.T / m for delta, a in zip(deltas, activations, strict=False)],
            biases=[delta.sum(axis=1, keepdims=True) / m for delta in deltas],
        )

    def errors(self, weighted_inputs: list[Array], activations: list[Array], Y: Array) -> list[Array]:
        """Return the errors [δ^0 … δ^L] of every example; each has the shape of its layer's Z.

        The last layer is the base case (@eq-base-case); every layer before it follows from the one
        after it, the inductive step (@eq-inductive-step).
        """
        sigma, Z = self.functions, weighted_inputs
        deltas = [self.cost_function.error(sigma[-1], Z[-1], activations[-1], Y)]
        for l in reversed(range(len(Z) - 1)):
            delta = (self.weights[l + 1].T @ deltas[0]) * sigma[l].derivative(Z[l], activations[l + 1])
            deltas.insert(0, delta)
        return deltas

    # Learning: gradients first, then one step of all parameters together.

    def update(self, gradients: Gradients, eta: float) -> None:
        """Take one step of size `eta` against `gradients` (@eq-update), all parameters or none.

        The parameters keep their dtype. Raises ValueError for slopes that do not fit, and NotFiniteError,
        which is a FloatingPointError too, if one is NaN or infinite, or the step leads beyond the numbers.

        >>> net = Network([1, 1])
        >>> net.set_parameters(weights=[[[1.0]]], biases=[[[0.0]]])
        >>> net.update(Gradients([np.array([[2.0]])], [np.array([[-1.0]])]), eta=0.25)
        >>> net.weights[0].tolist(), net.biases[0].tolist()
        ([[0.5]], [[0.25]])
        """
        gradients, eta = check_gradients(gradients, self._parameters), checks.step_size(eta, zero=True)
        with np.errstate(over="ignore", invalid="ignore"):
            stepped = Parameters(
                [W - eta * dW for W, dW in zip(self.weights, gradients.weights, strict=True)],
                [b - eta * db for b, db in zip(self.biases, gradients.biases, strict=True)],
            )
            check_step(stepped, gradients)
        self._parameters = stepped

    def train(
        self,
        train: Dataset,
        epochs: int = 10,
        batch_size: int = 10,
        eta: float = 1.0,
        test: Dataset | None = None,
        progress: bool | None = None,
        gradients: Callable[[Array, Array], Gradients] | None = None,
        compiled: bool = False,
        cost_of: str = "data",
    ) -> History:
        """Train by stochastic gradient descent, and return what happened, epoch by epoch.

        train       the examples to learn from; never changed, never reordered
        batch_size  examples in each batch; the last one of an epoch may be smaller
        eta         the size of the step
        test        data to measure the accuracy on after each epoch
        progress    a bar for each epoch: None shows it in a terminal, True always, False never
        gradients   the function of a batch's X and Y that gives the slopes; `self.gradients` if it is None
        compiled    whether to train with `backprop.compiled`, which needs Numba (the extra `compiled`)
        cost_of     the cost in the history: of the "data" after each epoch, or of the "batches" as they were
                    met, which takes no time

        Ctrl+C stops after the present update, keeps the weights and returns. Raises ValueError for
        bad input, and FloatingPointError if the cost, a slope or a parameter overflows; the weights are
        then those from before that epoch.

        >>> data = Dataset(np.eye(3), labels=[0, 1, 2], classes=3)
        >>> net = Network([3, 8, 3], seed=1)
        >>> history = net.train(data, epochs=200, batch_size=1, eta=1.0, test=data)
        >>> len(history.cost), history.cost[-1] < history.cost[0] / 10, history.accuracy[-1]
        (200, True, 1.0)
        """
        X, Y = self.check_dataset("train", train)
        epochs, batch_size, eta = check_settings(self, epochs, batch_size, eta, test, progress)
        source = self._source(X, Y, gradients, compiled, cost_of)
        with threads_for(self.sizes, min(batch_size, len(train))):
            return stochastic_gradient_descent(self, source, epochs, batch_size, eta, test, progress)

    def _source(self, X: Array, Y: Array, gradients: Any, compiled: bool, cost_of: str) -> InMemory:
        """Return where the slopes come from; raise ValueError for what does not go together."""
        as_met = checks.named("cost_of", cost_of, {"data": False, "batches": True})
        own = all(getattr(type(self), name) is getattr(Network, name) for name in OWN)
        if (checks.switch("compiled", compiled) or as_met) and not (gradients is None and own):
            asked = "compiled=True" if compiled else 'cost_of="batches"'
            raise ValueError(f"{asked} goes with the gradients of Network itself; expected no others")
        if compiled:
            try:
                from backprop.compiled import Compiled
            except ImportError:
                raise ImportError("compiled=True needs Numba and SciPy: pip install '.[compiled]'") from None
            return Compiled(self, X, Y, as_met)
        if as_met:
            return AsMet(self, X, Y)
        return InMemory(self, X, Y, self.gradients if gradients is None else gradients)

    def shuffled_batches(self, n: int, batch_size: int) -> Iterator[NDArray[np.integer]]:
        """Yield the indices 0 … n-1 once each, in random order, `batch_size` at a time.

        >>> sorted(int(x) for batch in Network([2, 1]).shuffled_batches(5, batch_size=2) for x in batch)
        [0, 1, 2, 3, 4]
        """
        n, batch_size = checks.whole_number("n", n), checks.whole_number("batch_size", batch_size)
        checks.memory("the order of n examples", n)
        order = self._shuffling.permutation(n)
        for first in range(0, n, batch_size):
            yield order[first : first + batch_size]

    # Use.

    def predict(self, X: Array) -> NDArray[np.integer]:
        """Return the label of each column of X, (m,): the output neuron with the largest activation.

        >>> net = Network([2, 2])
        >>> net.set_parameters(weights=[np.eye(2)], biases=[np.zeros((2, 1))])
        >>> net.predict(np.array([[0.9, 0.1], [0.2, 0.3]])).tolist()
        [0, 1]
        """
        labels: NDArray[np.integer] = self.feedforward(X).argmax(axis=0)
        return labels

    def accuracy(self, dataset: Dataset) -> float:
        """Return the share of `dataset` whose label the network predicts, between 0 and 1.

        >>> net = Network([2, 2])
        >>> net.set_parameters(weights=[np.eye(2)], biases=[np.zeros((2, 1))])
        >>> net.accuracy(Dataset([[0.9, 0.1], [0.2, 0.3]], labels=[0, 0], classes=2))
        0.5
        """
        X, _ = self.check_dataset("dataset", dataset)
        return float((self.predict(X) == dataset.labels).mean())

    def save(self, path: str | Path, preprocessing: str | None = None) -> None:
        """Write the network to a JSON file, whole or not at all; raise OSError if it cannot be written.

        `preprocessing` says in words how inputs must be prepared, for whoever loads the file.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     Network([2, 3, 1]).save(Path(folder, "net.json"), preprocessing="pixels in 0..1")
        ...     model_files.read_model(Path(folder, "net.json")).preprocessing
        'pixels in 0..1'
        """
        model_files.write_model(
            path,
            sizes=self.sizes,
            activation=self.activation,
            output=self.output,
            cost=self.cost_name,
            dtype=np.dtype(self.dtype).name,
            weights=self.weights,
            biases=self.biases,
            preprocessing=preprocessing,
        )

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Return the network stored at `path`, bit for bit.

        Raises FileNotFoundError if there is no such file, and ValueError if it is damaged.

        >>> import tempfile
        >>> net = Network([2, 3, 1], seed=1)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     net.save(Path(folder, "net.json"))
        ...     again = Network.load(Path(folder, "net.json"))
        >>> bool((again.weights[0] == net.weights[0]).all())
        True
        """
        model = model_files.read_model(path)
        net = cls(model.sizes, model.activation, model.output, dtype=model.dtype, cost=model.cost)
        net.set_parameters(model.weights, model.biases)
        return net

    def __repr__(self) -> str:
        sizes = "-".join(str(size) for size in self.sizes)
        cost = "" if self.cost_name == "quadratic" else f", {self.cost_name}"
        return f"<Network {sizes}, {self.activation} hidden, {self.output} output{cost}>"
