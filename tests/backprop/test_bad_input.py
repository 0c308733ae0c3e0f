"""What a user may hand in by mistake: each is one ValueError of one line, and changes nothing.

Every row of the tables says what is handed in, what the message says was given, and what it says
was expected.
"""

import numpy as np
import pytest

from backprop import Dataset, Gradients, Network

X = np.random.default_rng(0).uniform(size=(3, 6))
Y = np.eye(2)[[0, 1, 0, 1, 1, 0]].T
LABELS = [0, 1, 0, 1, 1, 0]
PIXELS = np.array([[0, 12, 255], [3, 128, 77], [254, 1, 0]])
WORDS = np.array([["a", "b"]] * 3)


def changed(array, place, value):
    array = array.copy()
    array[place] = value
    return array


def rows(table):
    """The rows of a table as parameters, named by their first column."""
    return [pytest.param(*row[1:], id=row[0]) for row in table]


def complaint(call, *arguments, **options):
    """The message of the one-line ValueError that the call ends in."""
    with pytest.raises(ValueError) as error:  # noqa: PT011 (the callers look at the message)
        call(*arguments, **options)
    message = str(error.value)
    assert "\n" not in message
    assert len(message) < 200
    return message


@pytest.fixture
def net():
    """A network that must be the same after the test, as must its stream of random numbers."""
    net = Network([3, 4, 2], seed=0)
    before = state_of(net)
    yield net
    assert state_of(net) == before


def state_of(net):
    arrays = [array.tobytes() for array in [*net.weights, *net.biases]]
    return arrays, net.sizes, net.dtype, repr(net._shuffling.bit_generator.state)


# Inputs and targets.

FINITE = "expected finite numbers"
COLUMNS = "expected (3, m), one column for each example"
DIVIDE = "expected pixels in 0..1: divide by 255"
WHOLE = "X holds whole numbers from 0 to 255"
REAL = "expected real numbers"
BAD_INPUTS = rows(
    [
        ("too few rows", X[:2], "X has shape (2, 6)", COLUMNS),
        ("too many rows", np.ones((4, 6)), "X has shape (4, 6)", COLUMNS),
        ("examples in rows", X.T, "X has shape (6, 3)", COLUMNS),
        ("one dimension", X[:, 0], "X has shape (3,)", COLUMNS),
        ("three dimensions", X.reshape(3, 2, 3), "X has shape (3, 2, 3)", COLUMNS),
        ("a number", 0.5, "X has shape ()", COLUMNS),
        ("no example", X[:, :0], "X has shape (3, 0): it is empty", COLUMNS),
        ("an empty list", [], "X has shape (0,): it is empty", COLUMNS),
        ("ragged", [[0.1, 0.2], [0.3], [0.4, 0.5]], "X has rows of unequal length", "expected a matrix"),
        ("NaN", changed(X, (1, 2), np.nan), "X holds NaN or infinity", FINITE),
        ("infinity", changed(X, (2, 5), np.inf), "X holds NaN or infinity", FINITE),
        ("minus infinity", changed(X, (0, 0), -np.inf), "X holds NaN or infinity", FINITE),
        ("bytes as pixels", PIXELS.astype(np.uint8), WHOLE, DIVIDE),
        ("dark bytes", np.full((3, 2), 7, np.uint8), "X holds whole numbers from 7 to 7", DIVIDE),
        ("integers as pixels", PIXELS, WHOLE, DIVIDE),
        ("floats as pixels", PIXELS.astype(float), WHOLE, DIVIDE),
        ("single floats", PIXELS.astype(np.float32), WHOLE, DIVIDE),
        ("strings", WORDS, "X holds <U1 values", REAL),
        ("complex numbers", X + 1j, "X holds complex128 values", REAL),
        ("objects", np.full((3, 2), None), "X holds object values", REAL),
        ("nothing", None, "X holds object values", REAL),
        ("dates", np.full((3, 2), "2026-01-01", "M8[D]"), "X holds datetime64[D] values", REAL),
    ]
)
TARGETS = "expected (2, 6)"
BAD_TARGETS = rows(
    [
        ("too few columns", Y[:, :5], "Y has shape (2, 5)", TARGETS),
        ("too many columns", np.ones((2, 7)), "Y has shape (2, 7)", TARGETS),
        ("too many rows", np.ones((3, 6)), "Y has shape (3, 6)", TARGETS),
        ("examples in rows", Y.T, "Y has shape (6, 2)", TARGETS),
        ("labels", LABELS, "Y has shape (6,)", TARGETS),
        ("three dimensions", Y[None], "Y has shape (1, 2, 6)", TARGETS),
        ("empty", Y[:, :0], "Y has shape (2, 0): it is empty", TARGETS),
        ("ragged", [[0.0], [0.0, 1.0]], "Y has rows of unequal length", "expected a matrix"),
        ("NaN", changed(Y, (0, 1), np.nan), "Y holds NaN or infinity", FINITE),
        ("infinity", changed(Y, (1, 5), -np.inf), "Y holds NaN or infinity", FINITE),
        ("strings", Y.astype(str), "Y holds <U32 values", REAL),
        ("complex numbers", Y + 0j, "Y holds complex128 values", REAL),
    ]
)


@pytest.mark.parametrize(("bad", "given", "expected"), BAD_INPUTS)
def test_inputs(net, bad, given, expected):
    for call, arguments in [
        (net.feedforward, [bad]),
        (net.predict, [bad]),
        (net.cost, [bad, Y]),
        (net.backpropagate, [bad, Y]),
    ]:
        message = complaint(call, *arguments)
        assert message.startswith(given)
        assert message.endswith(expected)


@pytest.mark.parametrize(("bad", "given", "expected"), BAD_TARGETS)
def test_targets(net, bad, given, expected):
    for call in (net.cost, net.backpropagate):
        assert complaint(call, X, bad) == f"{given}; {expected}"


FROM_0_TO_1 = "expected numbers from 0 to 1 for the cross-entropy"
ADD_UP = "expected 1, to compare with softmax"
BAD_SHARES = rows(
    [
        ("minus one", "softmax", changed(Y, (0, 2), -1), "Y holds -1", FROM_0_TO_1),
        ("two", "softmax", changed(Y, (1, 1), 2.0), "Y holds 2", FROM_0_TO_1),
        ("no class", "softmax", np.zeros((2, 6)), "column 0 of Y adds up to 0", ADD_UP),
        ("two classes", "softmax", np.ones((2, 6)), "column 0 of Y adds up to 2", ADD_UP),
        ("99 %", "softmax", changed(Y, (1, 4), 0.99), "column 4 of Y adds up to 0.99", ADD_UP),
        ("over 1", "sigmoid", changed(Y, (1, 5), 1.5), "Y holds 1.5", FROM_0_TO_1),
        ("under 0", "sigmoid", changed(Y, (0, 0), -0.5), "Y holds -0.5", FROM_0_TO_1),
    ]
)


@pytest.mark.parametrize(("output", "bad", "given", "expected"), BAD_SHARES)
def test_targets_of_the_cross_entropy(output, bad, given, expected):
    net = Network([3, 4, 2], output=output, seed=0, cost="cross-entropy")
    before = state_of(net)
    dataset = Dataset(X, LABELS, classes=2)
    dataset.Y = np.asarray(bad, dtype=float)
    calls = [(net.cost, [X, bad], ""), (net.backpropagate, [X, bad], ""), (net.train, [dataset], "train.")]
    for call, arguments, owner in calls:
        assert complaint(call, *arguments) == f"{given.replace('Y', f'{owner}Y')}; {expected}"
    assert state_of(net) == before


def test_targets_that_are_shares_are_accepted():
    shares = np.full((2, 6), 1 / 2, np.float32)
    thirds = np.full((3, 6), 1 / 3, np.float32)
    for output, targets in (("softmax", shares), ("softmax", thirds), ("sigmoid", np.ones((2, 6)))):
        net = Network([3, 4, len(targets)], output=output, seed=0, cost="cross-entropy")
        assert net.cost(X, targets) > 0


def test_softmax_has_no_slope_for_a_formula_that_asks_for_one():
    net = Network([3, 4, 2], seed=0, cost="cross-entropy")
    message = complaint(net.functions[-1].derivative, np.ones((2, 1)))
    assert message.startswith("softmax has no slope for each z on its own; expected")


def test_whole_numbers_that_may_well_be_inputs_are_accepted(net):
    for inputs in ([[0], [1], [0]], [[-1], [0], [1]], np.eye(3, dtype=bool), [[3.0], [0.5], [-7.0]]):
        assert net.feedforward(inputs).shape == (2, np.shape(inputs)[1])


# Data sets.

WHOLE_LABELS = "expected whole numbers from 0"
BAD_DATASETS = rows(
    [
        ("no examples", (np.empty((3, 0)), []), "X has shape (3, 0): it is empty", "expected (n, m)"),
        ("too few labels", (X, LABELS[:5]), "labels has shape (5,)", "expected (6,)"),
        ("too many labels", (X, [*LABELS, 0]), "labels has shape (7,)", "expected (6,)"),
        ("labels in a column", (X, [[l] for l in LABELS]), "labels has shape (6, 1)", "expected (6,)"),
        ("a label too large", (X, [0, 1, 2, 1, 1, 0], 2), "labels holds 2", f"{WHOLE_LABELS} to 1"),
        ("a label of 10", (X, [0, 1, 2, 10, 1, 0]), "labels holds 10", f"{WHOLE_LABELS} to 9"),
        ("a negative label", (X, [0, 1, -1, 1, 1, 0]), "labels holds -1", f"{WHOLE_LABELS} to 9"),
        ("labels that are floats", (X, [0.0] * 6), "labels holds float64 values", WHOLE_LABELS),
        ("labels that are words", (X, list("abcdef")), "labels holds <U1 values", WHOLE_LABELS),
        ("labels that are truths", (X, [True] * 6), "labels holds bool values", WHOLE_LABELS),
        ("pixels", (PIXELS, LABELS[:3]), WHOLE, DIVIDE),
        ("NaN", (changed(X, (0, 0), np.nan), LABELS), "X holds NaN or infinity", FINITE),
        ("no classes", (X, LABELS, 0), "classes is 0", "expected at least 1"),
        ("half a class", (X, LABELS, 1.5), "classes is 1.5", "expected a whole number"),
    ]
)


@pytest.mark.parametrize(("arguments", "given", "expected"), BAD_DATASETS)
def test_datasets(arguments, given, expected):
    message = complaint(Dataset, *arguments)
    assert message.startswith(given)
    assert expected in message


# Training.

GOOD = Dataset(X, LABELS, classes=2)
WIDE = Dataset(np.ones((5, 6)), LABELS, classes=2)
TEN_CLASSES = Dataset(X, LABELS)
NUMBER, POSITIVE = "expected a whole number of at least 1", "expected a positive, finite number"
BAD_TRAINING = rows(
    [
        ("batches of 0", {"batch_size": 0}, "batch_size is 0", "expected at least 1"),
        ("batches of -1", {"batch_size": -1}, "batch_size is -1", "expected at least 1"),
        ("batches of 2.5", {"batch_size": 2.5}, "batch_size is 2.5", NUMBER),
        ("batches of 10.0", {"batch_size": 10.0}, "batch_size is 10.0", NUMBER),
        ("batches of True", {"batch_size": True}, "batch_size is True", NUMBER),
        ("batches of numpy's True", {"batch_size": np.True_}, "batch_size is np.True_", NUMBER),
        ("batches of None", {"batch_size": None}, "batch_size is None", NUMBER),
        ("batches of words", {"batch_size": "ten"}, "batch_size is 'ten'", NUMBER),
        ("no epochs", {"epochs": 0}, "epochs is 0", "expected at least 1"),
        ("fewer than no epochs", {"epochs": -3}, "epochs is -3", "expected at least 1"),
        ("half an epoch", {"epochs": 0.5}, "epochs is 0.5", NUMBER),
        ("epochs of NaN", {"epochs": np.nan}, "epochs is nan", NUMBER),
        ("step of 0", {"eta": 0}, "eta is 0", POSITIVE),
        ("negative step", {"eta": -1.0}, "eta is -1.0", POSITIVE),
        ("step of NaN", {"eta": np.nan}, "eta is nan", POSITIVE),
        ("infinite step", {"eta": np.inf}, "eta is inf", POSITIVE),
        ("step beyond floats", {"eta": 10**400}, "eta is 1000000", POSITIVE),
        ("step of a word", {"eta": "1.0"}, "eta is '1.0'", POSITIVE),
        ("step of True", {"eta": True}, "eta is True", POSITIVE),
        ("step of None", {"eta": None}, "eta is None", POSITIVE),
        ("complex step", {"eta": 1j}, "eta is 1j", POSITIVE),
        ("step for each layer", {"eta": np.eye(2)}, "eta is array([[1., 0.], [0., 1.]])", POSITIVE),
        ("inputs too wide", {"train": WIDE}, "train.X has shape (5, 6)", COLUMNS),
        ("too many classes", {"train": TEN_CLASSES}, "train.Y has shape (10, 6)", "expected (2, 6)"),
        ("an array to train on", {"train": X}, "train is array([[0.6369", "expected a Dataset"),
        ("a pair to train on", {"train": ([], [])}, "train is ([], [])", "expected a Dataset"),
        ("nothing to train on", {"train": None}, "train is None", "expected a Dataset"),
        ("test inputs too wide", {"test": WIDE}, "test.X has shape (5, 6)", COLUMNS),
        ("too many test classes", {"test": TEN_CLASSES}, "test.Y has shape (10, 6)", "expected (2, 6)"),
        ("a pair to test on", {"test": (X, Y)}, "test is (array([[", "expected a Dataset"),
    ]
)


@pytest.mark.parametrize(("options", "given", "expected"), BAD_TRAINING)
def test_training(net, options, given, expected):
    message = complaint(net.train, **{"train": GOOD, **options})
    assert message.startswith(given)
    assert message.endswith(expected)


def test_an_accuracy_asks_for_a_dataset_that_fits(net):
    assert complaint(net.accuracy, TEN_CLASSES) == "dataset.Y has shape (10, 6); expected (2, 6)"
    assert complaint(net.accuracy, (X, LABELS)).endswith("expected a Dataset")


# Making a network.

LAYERS = "expected at least two layers, such as [784, 30, 10]"
KNOWN = 'expected "sigmoid" or "relu"'
LOG = {"cost": "cross-entropy"}
SHARES = 'expected "softmax" or "sigmoid"'
ONE = 'expected 2 neurons, or output "sigmoid"'
COSTS = 'expected "quadratic" or "cross-entropy"'
RULES = 'expected one of "auto", "he", "xavier", "normal"'
FLOATS = "expected numpy.float64 or numpy.float32"
SEEDS = "expected a whole number of at least 0"
BAD_NETWORKS = rows(
    [
        ("one layer", {"sizes": [3]}, "sizes is [3]", LAYERS),
        ("no layer", {"sizes": []}, "sizes is []", LAYERS),
        ("a number of layers", {"sizes": 3}, "sizes is 3", LAYERS),
        ("a word of layers", {"sizes": "784"}, "sizes is '784'", LAYERS),
        ("a layer of 0", {"sizes": [3, 0, 2]}, "sizes[1] is 0", "expected at least 1"),
        ("a layer of -4", {"sizes": [3, 4, -4]}, "sizes[2] is -4", "expected at least 1"),
        ("a layer of 4.0", {"sizes": [3, 4.0, 2]}, "sizes[1] is 4.0", NUMBER),
        ("a layer of True", {"sizes": [True, 2]}, "sizes[0] is True", NUMBER),
        ("a layer in words", {"sizes": [3, "four"]}, "sizes[1] is 'four'", NUMBER),
        ("layers of layers", {"sizes": [[3, 2], [2, 1]]}, "sizes[0] is [3, 2]", NUMBER),
        ("unknown activation", {"activation": "tanh"}, "unknown activation 'tanh'", KNOWN),
        ("activation in capitals", {"activation": "ReLU"}, "unknown activation 'ReLU'", KNOWN),
        ("no activation", {"activation": None}, "unknown activation None", KNOWN),
        ("a list of activations", {"activation": ["relu"]}, "unknown activation ['relu']", KNOWN),
        ("unknown output", {"output": "tanh"}, "unknown activation 'tanh'", KNOWN),
        ("a list of outputs", {"output": ["relu"]}, "unknown activation ['relu']", KNOWN),
        ("softmax in a hidden layer", {"activation": "softmax"}, "unknown activation 'softmax'", KNOWN),
        ("softmax alone", {"output": "softmax"}, 'output "softmax" does not go with', KNOWN),
        ("ReLU and logarithm", {"output": "relu", **LOG}, 'output "relu" does not go with', SHARES),
        ("another output", {"output": "tanh", **LOG}, "unknown activation 'tanh'", SHARES),
        ("softmax of one", {"sizes": [3, 1], **LOG}, "softmax of 1 neuron is always 1", ONE),
        ("unknown cost", {"cost": "hinge"}, "unknown cost 'hinge'", COSTS),
        ("cost in capitals", {"cost": "Quadratic"}, "unknown cost 'Quadratic'", COSTS),
        ("no cost", {"cost": None}, "unknown cost None", COSTS),
        ("a list of costs", {"cost": ["quadratic"]}, "unknown cost ['quadratic']", COSTS),
        ("unknown init", {"init": "glorot"}, "unknown initialisation 'glorot'", RULES),
        ("no init", {"init": None}, "unknown initialisation None", RULES),
        ("a list of inits", {"init": ["he"]}, "unknown initialisation ['he']", RULES),
        ("half precision", {"dtype": np.float16}, "dtype is <class 'numpy.float16'>", FLOATS),
        ("integers", {"dtype": int}, "dtype is <class 'int'>", FLOATS),
        ("complex", {"dtype": "complex128"}, "dtype is 'complex128'", FLOATS),
        ("an unknown type", {"dtype": "float63"}, "dtype is 'float63'", FLOATS),
        ("a negative seed", {"seed": -1}, "seed is -1", "expected at least 0"),
        ("a seed of 1.5", {"seed": 1.5}, "seed is 1.5", SEEDS),
        ("a seed in words", {"seed": "three"}, "seed is 'three'", SEEDS),
        ("a seed of True", {"seed": True}, "seed is True", SEEDS),
    ]
)


@pytest.mark.parametrize(("options", "given", "expected"), BAD_NETWORKS)
def test_networks(options, given, expected):
    message = complaint(Network, **{"sizes": [3, 4, 2], **options})
    assert message.startswith(given)
    assert message.endswith(expected)


def test_an_unknown_activation_is_refused_even_where_there_is_no_hidden_layer():
    assert complaint(Network, [3, 2], activation="tanh") == f"unknown activation 'tanh'; {KNOWN}"


# Parameters and gradients from outside.

W0, W1, B0, B1 = np.ones((4, 3)), np.ones((2, 4)), np.ones((4, 1)), np.ones((2, 1))
BAD_PARAMETERS = rows(
    [
        ("too few weights", [W0], [B0, B1], "weights has 1 arrays", "expected 2"),
        ("too many biases", [W0, W1], [B0, B1, B1], "biases has 3 arrays", "expected 2"),
        ("no list", None, [B0, B1], "weights is None", "expected a list of 2 arrays"),
        ("transposed", [W0.T, W1], [B0, B1], "weights[0] has shape (3, 4)", "expected (4, 3)"),
        ("layers swapped", [W1, W0], [B0, B1], "weights[0] has shape (2, 4)", "expected (4, 3)"),
        ("flat biases", [W0, W1], [B0[:, 0], B1], "biases[0] has shape (4,)", "expected (4, 1)"),
        ("NaN", [W0, np.nan * W1], [B0, B1], "weights[1] holds NaN or infinity", FINITE),
        ("infinity", [W0, W1], [B0, np.inf * B1], "biases[1] holds NaN or infinity", FINITE),
        ("words", [W0.astype(str), W1], [B0, B1], "weights[0] holds <U32 values", REAL),
        ("complex", [W0, W1], [B0 + 1j, B1], "biases[0] holds complex128 values", REAL),
        ("ragged", [[[1.0], [1.0, 2.0]], W1], [B0, B1], "weights[0] has rows of unequal", "a matrix"),
    ]
)


@pytest.mark.parametrize(("weights", "biases", "given", "expected"), BAD_PARAMETERS)
def test_parameters(net, weights, biases, given, expected):
    message = complaint(net.set_parameters, weights, biases)
    assert message.startswith(given)
    assert expected in message


BAD_GRADIENTS = rows(
    [
        ("flat biases", [W0, W1], [B0[:, 0], B1], "gradients.biases[0] has shape (4,)", "expected (4, 1)"),
        ("one for all", [W0, W1], [B0, np.ones((1, 1))], "gradients.biases[1] has shape (1, 1)", "(2, 1)"),
        ("not summed", [W0, W1], [np.ones((4, 6)), B1], "gradients.biases[0] has shape (4, 6)", "(4, 1)"),
        ("transposed", [W0.T, W1], [B0, B1], "gradients.weights[0] has shape (3, 4)", "expected (4, 3)"),
        ("a number", [0.5, W1], [B0, B1], "gradients.weights[0] has shape ()", "expected (4, 3)"),
        ("too few", [W0], [B0, B1], "gradients.weights has 1 arrays", "expected 2, one for each layer"),
    ]
)


@pytest.mark.parametrize(("weights", "biases", "given", "expected"), BAD_GRADIENTS)
def test_gradients_of_an_update(net, weights, biases, given, expected):
    message = complaint(net.update, Gradients(weights, biases), eta=1.0)
    assert message.startswith(given)
    assert message.endswith(expected)
