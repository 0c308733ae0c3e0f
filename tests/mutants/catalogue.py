"""The classic mistakes of backpropagation, each as an edit of one file of `backprop`.

Files are named as from `backprop`, tests as from tests/backprop.
"""

from textwrap import indent

from tests.edits import edits as _edits

RUNNING = "test_running_network.py"
GRADIENTS = "test_gradients.py"
CENTRAL_DIFFERENCES = "test_gradients.py::test_gradients_agree_with_central_differences_to_1e_7"
TRAIN = "test_train.py"
ACTIVATIONS = "test_activations.py"
GRADCHECK = "test_gradcheck.py"
DATA = "data/test_data.py"
DOWNLOAD = "data/test_download.py::test_the_files_are_fetched_once_and_then_read_from_the_cache"
ONE_AFTER_ANOTHER = "test_train.py::test_training_is_one_update_after_another"
DRAWING = "data/test_drawing.py"
INITIALISATION = "test_initialisation.py"
GRAPHS = "test_autodiff.py"
COSTS = "test_costs.py"


def _block(text: str, depth: int) -> str:
    """The lines of `text`, `depth` spaces further to the right."""
    return indent(text.strip("\n"), " " * depth)


DIFFERENCE = "(A - Y) * sigma.derivative(Z, A)"
STEP_BACK = "(self.weights[l + 1].T @ deltas[0]) * sigma[l].derivative(Z[l], activations[l + 1])"
LAYERS_BACK = "reversed(range(len(Z) - 1))"

OUTPUT_LAYER = _edits(
    "costs.py",
    RUNNING,
    (
        "y - a at the output",
        "The difference is taken the other way round, and the step then climbs.",
        DIFFERENCE,
        "(Y - A) * sigma.derivative(Z, A)",
    ),
    (
        "difference without its sign",
        "The distance |a - y| is sent back: it cannot say which way to go.",
        DIFFERENCE,
        "np.abs(A - Y) * sigma.derivative(Z, A)",
    ),
    (
        "slope missing at the output",
        "The error of the cross-entropy cost, a - y, is used with the quadratic cost.",
        DIFFERENCE,
        "(A - Y)",
    ),
    (
        "slope at a at the output",
        "The slope is taken at the activation, where the formula has the weighted input.",
        DIFFERENCE,
        "(A - Y) * sigma.derivative(A)",
    ),
    (
        "half forgotten",
        "The slope of (a - y)² is 2 (a - y): the ½ in the cost, which cancels the 2, is forgotten.",
        DIFFERENCE,
        "2 * (A - Y) * sigma.derivative(Z, A)",
    ),
    (
        "differences summed over the outputs",
        "The sum over j in the cost is kept in its derivative, where one term survives.",
        DIFFERENCE,
        "(A - Y).sum(axis=0) * sigma.derivative(Z, A)",
    ),
    (
        "differences averaged before the slope",
        "The mean over the examples is taken of one factor, though both depend on the example.",
        DIFFERENCE,
        "(A - Y).mean(axis=1, keepdims=True) * sigma.derivative(Z, A)",
        GRADIENTS,
    ),
    (
        "differences summed and averaged before the slope",
        "Sum over the outputs and mean over the examples: one number serves for all errors.",
        DIFFERENCE,
        "(A - Y).sum(axis=0).mean() * sigma.derivative(Z, A)",
    ),
    (
        "product of averages at the output",
        "The mean difference is multiplied by the mean slope, in place of the mean of the product.",
        DIFFERENCE,
        "np.zeros_like(Y) + (A - Y).mean(axis=1, keepdims=True) * "
        "sigma.derivative(Z, A).mean(axis=1, keepdims=True)",
        GRADIENTS,
    ),
    (
        "averaged over the outputs",
        "The gradient is that of a mean over the outputs, while the cost is a sum over them.",
        DIFFERENCE,
        "(A - Y) * sigma.derivative(Z, A) / len(Y)",
    ),
)
OUTPUT_LAYER += _edits(
    "network.py",
    GRADIENTS,
    (
        "slope of the first layer's function at the output",
        "The output layer has an activation of its own, but the hidden layers' slope is used.",
        "self.cost_function.error(sigma[-1], Z[-1]",
        "self.cost_function.error(sigma[0], Z[-1]",
    ),
)

INDUCTIVE_STEP = _edits(
    "network.py",
    RUNNING,
    (
        "slope missing in the hidden layers",
        "The errors are carried back through the weights alone.",
        STEP_BACK,
        "self.weights[l + 1].T @ deltas[0]",
    ),
    (
        "slope at the next layer's z",
        "The weighted inputs are counted one layer too far.",
        STEP_BACK,
        "(self.weights[l + 1].T @ deltas[0]) * sigma[l].derivative(Z[l + 1])",
    ),
    (
        "slope at a in the hidden layers",
        "The slope is taken at the activation, where the formula has the weighted input.",
        STEP_BACK,
        "(self.weights[l + 1].T @ deltas[0]) * sigma[l].derivative(activations[l + 1])",
    ),
    (
        "activation in place of its slope",
        "The step back multiplies by σ(z), where the chain rule has σ'(z).",
        STEP_BACK,
        "(self.weights[l + 1].T @ deltas[0]) * sigma[l].value(Z[l])",
    ),
    (
        "output's slope in the hidden layers",
        "One derivative is used for all layers, though the output has a function of its own.",
        STEP_BACK,
        "(self.weights[l + 1].T @ deltas[0]) * sigma[-1].derivative(Z[l], activations[l + 1])",
        GRADIENTS,
    ),
    (
        "weights not transposed",
        "The matrix of the way forward is used on the way back.",
        STEP_BACK,
        "(self.weights[l + 1] @ deltas[0]) * sigma[l].derivative(Z[l], activations[l + 1])",
    ),
    (
        "weights of the layer itself",
        "The error goes back through W of layer l, where it left layer l through W of layer l + 1.",
        STEP_BACK,
        "(self.weights[l].T @ deltas[0]) * sigma[l].derivative(Z[l], activations[l + 1])",
    ),
    (
        "error of the last layer for every layer",
        "The induction is skipped: each layer takes its error from the output.",
        STEP_BACK,
        "(self.weights[l + 1].T @ deltas[-1]) * sigma[l].derivative(Z[l], activations[l + 1])",
        GRADIENTS,
    ),
    (
        "errors of the next layer averaged first",
        "The mean over the examples is taken on the way, before the slopes of each example.",
        STEP_BACK,
        STEP_BACK.replace("deltas[0]", "deltas[0].mean(axis=1, keepdims=True)"),
        GRADIENTS,
    ),
    (
        "first layer left out",
        "The loop over the layers ends one layer too early.",
        LAYERS_BACK,
        "reversed(range(1, len(Z) - 1))",
    ),
    (
        "errors in the wrong order",
        "The errors are collected from the last layer to the first, and used from the first to the last.",
        "deltas.insert(0, delta)",
        "deltas.append(delta)",
    ),
)

WEIGHT_SLOPES = "weights=[delta @ a.T / m for delta, a in zip(deltas, activations, strict=False)]"
BIAS_SLOPES = "biases=[delta.sum(axis=1, keepdims=True) / m for delta in deltas]"

SLOPES = _edits(
    "network.py",
    RUNNING,
    (
        "no mean for the weights",
        "The slopes of the examples are added up, and not divided by their number.",
        WEIGHT_SLOPES,
        "weights=[delta @ a.T for delta, a in zip(deltas, activations, strict=False)]",
        GRADIENTS,
    ),
    (
        "no mean for the biases",
        "The weights get their 1/m, and the biases are forgotten.",
        BIAS_SLOPES,
        "biases=[delta.sum(axis=1, keepdims=True) for delta in deltas]",
        GRADIENTS,
    ),
    (
        "no mean at all",
        "The update is written for one example, and used for a batch.",
        "m = Y.shape[1]",
        "m = 1",
        GRADIENTS,
    ),
    (
        "divided by m twice",
        "The errors are averaged already, and the slopes are averaged again.",
        "deltas = self.errors(weighted_inputs, activations, Y)",
        "deltas = [delta / Y.shape[1] for delta in self.errors(weighted_inputs, activations, Y)]",
        GRADIENTS,
    ),
    (
        "divided by the number of inputs",
        "Rows are taken for examples: the slopes are divided by the wrong side of the matrix.",
        "m = Y.shape[1]",
        "m = Y.shape[0]",
    ),
    (
        "activation of the layer itself",
        "The error is multiplied by what layer l sends, where the weight carries what it receives.",
        WEIGHT_SLOPES,
        "weights=[delta @ a.T / m for delta, a in zip(deltas, activations[1:], strict=False)]",
    ),
    (
        "weight slopes transposed",
        "The outer product is taken the wrong way round.",
        WEIGHT_SLOPES,
        "weights=[a @ delta.T / m for delta, a in zip(deltas, activations, strict=False)]",
    ),
    (
        "product of averages",
        "The mean error times the mean activation, in place of the mean of their product.",
        WEIGHT_SLOPES,
        "weights=[delta.mean(axis=1, keepdims=True) @ a.mean(axis=1, keepdims=True).T "
        "for delta, a in zip(deltas, activations, strict=False)]",
        GRADIENTS,
    ),
    (
        "bias slopes not summed",
        "The errors of all examples are handed on as the slopes of the biases.",
        BIAS_SLOPES,
        "biases=[delta / m for delta in deltas]",
        GRADIENTS,
    ),
    (
        "bias slopes summed over the neurons",
        "The sum runs down the columns, over the neurons, and not along the rows.",
        BIAS_SLOPES,
        "biases=[delta.sum(axis=0, keepdims=True) / m for delta in deltas]",
    ),
    (
        "bias slopes summed over everything",
        "sum() is called without an axis: every bias of a layer gets the same slope.",
        BIAS_SLOPES,
        "biases=[np.full((len(delta), 1), delta.sum()) / m for delta in deltas]",
    ),
    (
        "bias slopes of one example",
        "The first column is taken for all of them.",
        BIAS_SLOPES,
        "biases=[delta[:, :1] for delta in deltas]",
        GRADIENTS,
    ),
)

FORWARD = _edits(
    "network.py",
    RUNNING,
    (
        "biases left out of the forward pass",
        "The weighted input is W a, and b is forgotten.",
        "Z = W @ activations[-1] + b",
        "Z = W @ activations[-1]",
    ),
    (
        "every layer receives the input",
        "The loop multiplies by X again, where the layer before has its say.",
        "Z = W @ activations[-1] + b",
        "Z = W @ activations[0] + b",
    ),
    (
        "weighted inputs handed on",
        "The activation function is left out: the network is one linear map.",
        "activations.append(sigma.value(Z))",
        "activations.append(Z)",
    ),
)

FORWARD += _edits(
    "costs.py",
    RUNNING,
    (
        "half missing in the cost",
        "The gradient belongs to ½ (a - y)², the printed cost to (a - y)².",
        "** 2).sum() / 2 / Y.shape[1])",
        "** 2).sum() / Y.shape[1])",
    ),
    (
        "cost averaged over the outputs too",
        "mean() without an axis, as in many libraries: the cost is divided by the number of outputs too.",
        "** 2).sum() / 2 / Y.shape[1])",
        "** 2).mean() / 2)",
    ),
    (
        "cost summed over the examples",
        "The cost grows with the batch, and its gradient does not.",
        "** 2).sum() / 2 / Y.shape[1])",
        "** 2).sum() / 2)",
    ),
    (
        "cost divided by the number of outputs",
        "Rows are taken for examples.",
        "** 2).sum() / 2 / Y.shape[1])",
        "** 2).sum() / 2 / Y.shape[0])",
    ),
)

SIGMOID_VALUE = "s: Array = np.where(z >= 0, 1, e) / (1 + e)"

SLOPES_OF_FUNCTIONS = _edits(
    "activations.py",
    ACTIVATIONS,
    (
        "sigmoid without its minus",
        "1 / (1 + exp(z)) falls where the sigmoid rises; its slope s (1 - s) does not notice.",
        SIGMOID_VALUE,
        "s: Array = np.where(z >= 0, e, 1) / (1 + e)",
    ),
    (
        "slope of the sigmoid from z as if it were a",
        "Code that keeps activations computes a (1 - a), and here it is handed z.",
        "s = sigmoid(z) if a is None else a\n",
        "s = z\n",
    ),
    (
        "slope of the sigmoid with a plus",
        "The sign is lost on the way from the quotient rule.",
        "return s * (1 - s)",
        "return s * (1 + s)",
    ),
    (
        "slope of ReLU is 1 everywhere",
        "The corner is forgotten: neurons that are off send errors back.",
        "return (z > 0).astype(z.dtype)",
        "return np.ones_like(z)",
    ),
)

LOOPED = _edits(
    "looped.py",
    GRADIENTS,
    (
        "loop without the last example",
        "The range ends one too early.",
        "for x in range(m):",
        "for x in range(m - 1):",
    ),
    (
        "loop that keeps the last example only",
        "Each slope takes the place of the one before, where it should be added.",
        "dW += np.outer(delta, activations[l])",
        "dW[:] = np.outer(delta, activations[l])",
    ),
    (
        "loop without a mean",
        "The gradients are added up, and not divided by their number.",
        "Gradients([dW / m for dW in total.weights], [db / m for db in total.biases])",
        "total",
    ),
    (
        "loop with the slope of the layer after",
        "Index l is used for the layer that the error comes from, and for the one that it goes to.",
        "hidden.derivative(weighted_inputs[l - 1])",
        "hidden.derivative(weighted_inputs[l])",
    ),
    (
        "loop with the weights' slope of the layer itself",
        "The list starts with the input, so activations[l + 1] is what layer l sends, not what it receives.",
        "np.outer(delta, activations[l])",
        "np.outer(delta, [*activations, output.value(z)][l + 1])",
    ),
    (
        "loop with y - a at the output",
        "y - a, once more, in the version that goes example by example.",
        "error(output, z, output.value(z), y)",
        "error(output, z, y, output.value(z))",
    ),
)

CROSS_ENTROPY = _edits(
    "costs.py",
    f"{COSTS} {GRADIENTS}",
    (
        "slope kept with the cross-entropy",
        "σ'(z) is multiplied in by habit, though it has cancelled.",
        "    return A - Y\n",
        "    return (A - Y) * A * (1 - A)\n",
    ),
    (
        "y - a with the cross-entropy",
        "The minus of the cost is counted twice.",
        "    return A - Y\n",
        "    return Y - A\n",
    ),
    (
        "quotient of the cross-entropy alone",
        "-y/a, the slope with respect to a, is taken for the one with respect to z.",
        "    return A - Y\n",
        "    return -Y / A\n",
    ),
    (
        "cross-entropy without its minus",
        "The cost falls where it should rise.",
        "float(-(Y * log_softmax(Z)).sum() / Y.shape[1])",
        "float((Y * log_softmax(Z)).sum() / Y.shape[1])",
    ),
    (
        "softmax along the examples",
        "The logarithm's sum runs over the batch, and every neuron's shares add up to 1.",
        "np.log(np.exp(shifted).sum(axis=0))",
        "np.log(np.exp(shifted).sum(axis=1, keepdims=True))",
    ),
    (
        "only the right class counted after sigmoids",
        "-Σ y ln a: the neurons that should say no cost nothing.",
        "(np.maximum(Z, 0) - Y * Z + np.log1p(np.exp(-np.abs(Z)))).sum()",
        "(Y * (np.maximum(-Z, 0) + np.log1p(np.exp(-np.abs(Z))))).sum()",
    ),
)
# These make gradient and cost disagree, so that the gradient check finds each of them.
GRADIENT_MUTANTS = [
    *OUTPUT_LAYER,
    *INDUCTIVE_STEP,
    *SLOPES,
    *FORWARD,
    *SLOPES_OF_FUNCTIONS,
    *LOOPED,
    *CROSS_ENTROPY,
]

STEP = "net.update(source.gradients(batch), eta)"
EARLY = """
Z, A = net.forward_pass(source.X[:, batch])
delta = (A[-1] - source.Y[:, batch]) * net.functions[-1].derivative(Z[-1])
for l in reversed(range(len(Z))):
    net.weights[l] = net.weights[l] - eta * delta @ A[l].T / len(batch)
    net.biases[l] = net.biases[l] - eta * delta.mean(axis=1, keepdims=True)
    if l > 0:
        delta = net.weights[l].T @ delta * net.functions[l - 1].derivative(Z[l - 1])
"""
STAYING = """
new = source.gradients(batch)
kept = getattr(net, "_kept", None)
if kept is not None:
    for total, old in zip(new.weights + new.biases, kept.weights + kept.biases, strict=True):
        total += old
net._kept = new
net.update(new, eta)
"""
NEW_WEIGHTS = "[W - eta * dW for W, dW in zip(self.weights, gradients.weights, strict=True)],"
NEW_BIASES = "[b - eta * db for b, db in zip(self.biases, gradients.biases, strict=True)],"
UPDATE = f"""
stepped = Parameters(
    {NEW_WEIGHTS}
    {NEW_BIASES}
)
"""
TWO_ASSIGNMENTS = f"""
self._parameters = stepped = Parameters({NEW_WEIGHTS} self.biases)
check_step(stepped, gradients)
stepped = Parameters(self.weights, {NEW_BIASES.rstrip(",")})
"""
IN_PLACE = """
stepped = self._parameters
for W, dW in zip(self.weights + self.biases, gradients.weights + gradients.biases, strict=True):
    W -= eta * dW
"""
REORDERED = """
X, Y = self.check_dataset("train", train)
order = self._shuffling.permutation(len(train))
train.X, train.Y, train.labels = train.X[:, order], train.Y[:, order], train.labels[order]
"""

UPDATE_AND_SHUFFLING = _edits(
    "network.py",
    TRAIN,
    (
        "step uphill",
        "The gradient points where the cost grows, and the step follows it.",
        _block(UPDATE, 12),
        _block(UPDATE.replace("- eta", "+ eta"), 12),
        RUNNING,
    ),
    (
        "biases left out of the update",
        "Only the weights learn.",
        NEW_BIASES,
        "list(self.biases),",
        GRADIENTS,
    ),
    (
        "update in two assignments",
        "What comes between them leaves new weights with old biases.",
        _block(UPDATE, 12),
        _block(TWO_ASSIGNMENTS, 12),
    ),
    (
        "update written into the arrays",
        "Whoever holds the weights from before the step sees them change.",
        _block(UPDATE, 12),
        _block(IN_PLACE, 12),
    ),
    (
        "last short batch dropped",
        "The loop counts whole batches only, so some examples of an epoch are never used.",
        "for first in range(0, n, batch_size):",
        "for first in range(0, n - batch_size + 1, batch_size):",
    ),
    (
        "same batch again and again",
        "The slice forgets where the batch begins.",
        "yield order[first : first + batch_size]",
        "yield order[:batch_size]",
    ),
    (
        "batches that overlap",
        "The loop moves on by one example, and not by one batch.",
        "for first in range(0, n, batch_size):",
        "for first in range(0, n, max(1, batch_size - 1)):",
    ),
    (
        "examples not shuffled",
        "The batches are the same in every epoch.",
        "order = self._shuffling.permutation(n)",
        "order = np.arange(n)",
    ),
    (
        "same order in every epoch",
        "The generator is made anew from its seed each time.",
        "order = self._shuffling.permutation(n)",
        "order = np.random.default_rng(0).permutation(n)",
    ),
    (
        "examples drawn with replacement",
        "Some are used twice in an epoch, and others not at all.",
        "order = self._shuffling.permutation(n)",
        "order = self._shuffling.integers(n, size=n)",
    ),
    (
        "one stream for parameters and order",
        "One seed feeds two generators, and the order repeats the numbers of the first parameters.",
        "self._shuffling = np.random.default_rng(stream.spawn(1)[0])",
        "self._shuffling = np.random.default_rng(stream)",
    ),
    (
        "caller's data reordered",
        "Training shuffles the data set it was given, so that a second run starts from another order.",
        _block('X, Y = self.check_dataset("train", train)', 8),
        _block(REORDERED, 8),
    ),
    (
        "label of the smallest activation",
        "argmin, where the digit is the neuron that is most active.",
        "self.feedforward(X).argmax(axis=0)",
        "self.feedforward(X).argmin(axis=0)",
    ),
    (
        "largest example in place of largest neuron",
        "argmax runs along the rows, over the examples.",
        "self.feedforward(X).argmax(axis=0)",
        "self.feedforward(X).argmax(axis=1)",
    ),
)

LOOP = _edits(
    "training.py",
    TRAIN,
    (
        "eta applied twice",
        "The step is multiplied by eta where the gradient is made, and again in the update.",
        STEP,
        "net.update(source.gradients(batch), eta * eta)",
        ONE_AFTER_ANOTHER,
    ),
    (
        "eta divided by the batch size",
        "The gradient is a mean already, and is averaged once more.",
        STEP,
        "net.update(source.gradients(batch), eta / len(batch))",
        ONE_AFTER_ANOTHER,
    ),
    (
        "weights updated early",
        "Each layer is changed as soon as its error is known, so the step back uses new weights.",
        _block(STEP, 8),
        _block(EARLY, 8),
        "test_wrong_formulas.py::test_training_takes_the_same_step_as_an_update",
    ),
    (
        "gradients of the batches before kept",
        "The sums are not set back to zero, so every step repeats all the steps before it.",
        _block(STEP, 8),
        _block(STAYING, 8),
        ONE_AFTER_ANOTHER,
    ),
    (
        "inputs shuffled without their targets",
        "The order is applied to X alone, and every picture gets another one's label.",
        "return self.slopes(X_B, Y_B)",
        "return self.slopes(X_B[:, ::-1], Y_B)",
    ),
    (
        "accuracy of the training data",
        "What is reported as test accuracy was measured on the examples that were learned.",
        "net.accuracy(test)",
        "float((net.predict(source.X) == source.Y.argmax(axis=0)).mean())",
    ),
    (
        "cost of the last batch only",
        "The cost of an epoch is that of the batch at hand, a small and noisy sample.",
        "- start, source.cost()",
        "- start, net.mean_cost(source.X[:, -batch_size:], source.Y[:, -batch_size:])",
    ),
)

COMPILED = _edits(
    "compiled.py",
    "test_compiled.py::test_an_epoch_gives_the_same_parameters_and_history",
    (
        "compiled without the mean",
        "The slopes of a batch are added up, and the step is m times as long.",
        "scale = step / p.dtype.type(m)",
        "scale = step",
    ),
    (
        "compiled with the examples of the block before",
        "What was fetched last is learned from once more, while the next examples arrive.",
        "for array in room[i % 2])",
        "for array in room[(i + 1) % 2])",
    ),
    (
        "compiled slopes of the layer after",
        "The errors of a layer are multiplied by the slopes of the next one's function.",
        "_times_slope(kinds[l - 1], received, before)",
        "_times_slope(kinds[l], received, before)",
    ),
)

FUNCTIONS = _edits(
    "activations.py",
    ACTIVATIONS,
    (
        "sigmoid that overflows",
        "exp(-z) is infinite for z below -709, and NumPy warns.",
        SIGMOID_VALUE,
        "s: Array = 1 / (1 + np.exp(-z))",
    ),
    (
        "slope of ReLU is 1 at 0",
        "At the corner there is no slope; the book chooses 0, and the code says otherwise.",
        "return (z > 0).astype(z.dtype)",
        "return (z >= 0).astype(z.dtype)",
    ),
)

MEASURED = """
            values[place] = here - h
            below, on_below = net.cost(X, Y), _pattern(net, X)
            values[place] = here
            kink = any((a != b).any() for a, b in zip(on_above, on_below, strict=True))
            slope[place] = np.nan if kink else (above - below) / (2 * h)
"""

CHECKING = _edits(
    "gradcheck.py",
    GRADCHECK,
    (
        "difference on one side",
        "(C(p + h) - C(p)) / h is off by a multiple of h, not of h².",
        MEASURED,
        MEASURED.replace("here - h", "here").replace("(2 * h)", "h"),
        CENTRAL_DIFFERENCES,
    ),
    (
        "central difference over h",
        "The two points are 2h apart, and the difference is divided by h.",
        "(above - below) / (2 * h)",
        "(above - below) / h",
    ),
    (
        "nudge not taken back",
        "Each parameter is left a little lower than it was, and the next is measured elsewhere.",
        "            values[place] = here\n",
        "",
        CENTRAL_DIFFERENCES,
    ),
    (
        "nudge too small",
        "With h = 1e-12 the two costs differ by rounding errors only.",
        "    h: float = 1e-5,\n",
        "    h: float = 1e-12,\n",
    ),
    (
        "comparison without absolute value",
        "A slope that is too small is a negative error, and so never the worst.",
        "np.abs(mine - theirs) / scale",
        "(mine - theirs) / scale",
    ),
    (
        "smallest error reported",
        "The best parameter speaks for all.",
        "at = np.unravel_index(error.argmax(), error.shape)",
        "at = np.unravel_index(error.argmin(), error.shape)",
    ),
    (
        "mean error reported",
        "One wrong slope among thousands disappears in the mean.",
        "worst = Report(float(error[at]),",
        "worst = Report(float(error.mean()),",
    ),
    (
        "biases not checked",
        "The loop over the arrays ends with the weights.",
        'for kind in ("weights", "biases"):',
        'for kind in ("weights",):',
    ),
    (
        "NaN taken for agreement",
        "Every comparison with NaN is false, also the one that asks whether the error is large.",
        "nan=np.inf, posinf=np.inf",
        "nan=0.0, posinf=0.0",
    ),
    (
        "differences measured in single precision",
        "The network is not copied to float64, and in float32 the differences are mostly rounding.",
        "    net = double_precision(net)\n    slopes",
        "    slopes",
    ),
)

DATASET = _edits(
    "data/dataset.py",
    DATA,
    (
        "one-hot off by one",
        "The labels are counted from 1, and the rows from 0.",
        "np.eye(self.classes, dtype=dtype)[self.labels].T",
        "np.eye(self.classes, dtype=dtype)[self.labels - 1].T",
    ),
    (
        "test examples among the training examples",
        "The second part of a split holds the first part too.",
        "self[order[first:]]",
        "self[order]",
    ),
    (
        "data split without shuffling",
        "The first examples are not like the last ones where the data come in some order.",
        "np.random.default_rng(seed).permutation(len(self))",
        "np.arange(len(self))",
    ),
    (
        "part with the labels of the whole",
        "The inputs are selected, and the targets are not.",
        "_read_only(self.Y[:, which])",
        "self.Y",
    ),
)

SMALL_DIGITS = _edits(
    "data/digits.py",
    DATA,
    (
        "pixels of the small digits not scaled",
        "Numbers up to 16 saturate the sigmoid, and the network hardly learns.",
        'np.divide(rows[:-1], 16, order="F")',
        "rows[:-1]",
    ),
)

MNIST = _edits(
    "data/mnist.py",
    DOWNLOAD,
    (
        "pixels of MNIST not scaled",
        "Numbers up to 255 saturate the sigmoid, and the network hardly learns.",
        "np.divide(images.reshape(len(images), -1), 255, dtype=dtype)",
        "np.divide(images.reshape(len(images), -1), 1, dtype=dtype)",
    ),
    (
        "pictures reshaped in place of transposed",
        "The matrix has the right shape, and each column holds pixels of many pictures.",
        "np.divide(images.reshape(len(images), -1), 255, dtype=dtype).T",
        "np.divide(images.reshape(-1, len(images)), 255, dtype=dtype)",
    ),
)

DRAWN = _edits(
    "data/drawing.py",
    DRAWING,
    (
        "drawing not centred",
        "The box of the digit is laid into the middle, where MNIST has its centre of mass.",
        "offset = int(np.ceil(MIDDLE - centre - 1e-9))",
        "offset = (FRAME - len(masses)) // 2",
    ),
    (
        "paper and ink exchanged",
        "MNIST has light digits on dark ground, and a drawing is dark on light.",
        "(digit / digit.max())",
        "(1 - digit / digit.max())",
    ),
    (
        "drawing not scaled to 0..1",
        "The ink keeps the numbers that the canvas gave it.",
        "(digit / digit.max())",
        "digit",
    ),
    (
        "drawing lies on its side",
        "Rows and columns are exchanged where the image becomes a column.",
        "return image.reshape(-1, 1)",
        "return image.T.reshape(-1, 1)",
    ),
    (
        "drawing stretched to a square",
        "Height and width are scaled each by its own factor, and a 1 becomes a block.",
        "_scaled(width, max(digit.shape))",
        "_scaled(width, width)",
    ),
)

START = _edits(
    "initialisation.py",
    INITIALISATION,
    (
        "weights start at zero",
        "All neurons of a layer are the same, learn the same and stay the same.",
        "return rng.normal(scale=RULES[rule](n_out, n_in), size=(n_out, n_in))",
        "return np.zeros((n_out, n_in))",
    ),
    (
        "He's rule with the wrong side",
        "The spread follows from how many neurons send, not from how many receive.",
        "np.sqrt(2 / n_in))",
        "np.sqrt(2 / n_out))",
    ),
    (
        "spread without its root",
        "The variance is taken for the standard deviation.",
        "np.sqrt(2 / (n_in + n_out))",
        "(2 / (n_in + n_out))",
    ),
    (
        "weights drawn evenly",
        "Numbers between 0 and 1 have no negative ones among them.",
        "return rng.normal(scale=RULES[rule](n_out, n_in), size=(n_out, n_in))",
        "return rng.uniform(size=(n_out, n_in)) * RULES[rule](n_out, n_in)",
    ),
)

DEFAULTS = _edits(
    "network.py",
    TRAIN,
    (
        "ReLU at the output by default",
        "An output neuron that starts dead never learns its digit.",
        "output: str | None = None,",
        'output: str | None = "relu",',
    ),
    (
        "spread 1 by default",
        "Weights of N(0, 1) drive layers of many neurons far from where they learn.",
        'init: str = "auto",',
        'init: str = "normal",',
        INITIALISATION,
    ),
)

AUTODIFF = _edits(
    "autodiff.py",
    GRAPHS,
    (
        "one use of a node for all",
        "The gradient is overwritten where it should be added up: the last user speaks for all.",
        "v.gradient += back(u.gradient)",
        "v.gradient = np.array(back(u.gradient))",
    ),
    (
        "gradients of the call before kept",
        "They are not set back to zero, and a second backward() doubles them.",
        "node.gradient = np.zeros_like(node.value)",
        "node.gradient = np.zeros_like(node.value) if node.gradient is None else node.gradient",
    ),
    (
        "a node before its users",
        "Nodes are taken as a walk from the cost first meets them, some before their sum is complete.",
        "waiting.append((node, True))",
        "order.insert(0, node)",
    ),
    (
        "base case 0",
        "∂C/∂C is left at the zero that every gradient starts from, and nothing is sent back.",
        "self.gradient = np.ones_like(self.value)",
        "self.gradient = np.zeros_like(self.value)",
    ),
    (
        "copies not added up",
        "The gradient of a stretched value is averaged over its copies, not added up.",
        "total: Array = g.sum(axis=tuple(stretched), keepdims=True)",
        "total: Array = g.mean(axis=tuple(stretched), keepdims=True)",
    ),
    (
        "own value for the other factor",
        "The slope of a product with respect to one factor is the other factor.",
        "summed(g * w.value, v)",
        "summed(g * v.value, v)",
    ),
    (
        "factors of a product on the wrong sides",
        "The gradient is put before the transpose, where it belongs behind.",
        "lambda g: v.value.T @ g",
        "lambda g: g @ v.value.T",
    ),
    (
        "slope of the sigmoid from z in a graph",
        "z (1 - z), where the slope is made of the value of the sigmoid.",
        "g * (s * (1 - s))",
        "g * (v.value * (1 - v.value))",
    ),
    (
        "slope of the logarithm without the chain rule",
        "1/v is returned, and what came from the cost is forgotten.",
        "lambda g: g / v.value",
        "lambda g: 1 / v.value",
    ),
)

SATURATED = _edits(
    "activations.py",
    COSTS,
    (
        "softmax that overflows",
        "exp(z) is infinite for z above 709, and infinity divided by infinity is NaN.",
        "e = np.exp(z - z.max(axis=0))",
        "e = np.exp(z)",
    ),
)
SATURATED += _edits(
    "costs.py",
    COSTS,
    (
        "logarithm of the output",
        "ln a is taken of an output that has rounded to 0, and the cost is infinite.",
        "float(-(Y * log_softmax(Z)).sum() / Y.shape[1])",
        "float(-(Y * np.log(A)).sum() / Y.shape[1])",
    ),
)

MUTANTS = [
    *GRADIENT_MUTANTS,
    *UPDATE_AND_SHUFFLING,
    *LOOP,
    *COMPILED,
    *FUNCTIONS,
    *CHECKING,
    *DATASET,
    *SMALL_DIGITS,
    *MNIST,
    *DRAWN,
    *START,
    *DEFAULTS,
    *AUTODIFF,
    *SATURATED,
]
