"""Exercises of chapter 10: the slope at an input, a drawing's middle, a model without the module."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import relu, relu_derivative, sigmoid, sigmoid_derivative
from backprop.exercises.checker.cases import layers, number, numbers, shares
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]
Model = dict[str, Any]
CURVES = {"relu": relu, "sigmoid": sigmoid}


def input_slope(W: Array, slope: Array) -> Any:
    """∂z_j/∂a_k = Σ_i w_ik ∂z_j/∂z_i, at every input k (@eq-input-slope)."""
    return W.T @ slope


def output_slope(W: list[Array], z: Array, j: int) -> Any:
    """The slope of output j's weighted input at every input, through a hidden layer of ReLUs."""
    return W[0].T @ (relu_derivative(z) * W[1][[j]].T)


def centre_of_mass(image: Array) -> tuple[Any, Any]:
    """The mean row and the mean column, each pixel weighed by its ink."""
    rows, columns = np.indices(image.shape)
    return (rows * image).sum() / image.sum(), (columns * image).sum() / image.sum()


def _middle_of_ink(image: Array) -> tuple[Any, Any]:
    rows, columns = np.nonzero(image)
    return rows.mean(), columns.mean()


def _middle_of_box(image: Array) -> tuple[Any, Any]:
    rows, columns = np.nonzero(image)
    return (rows.min() + rows.max()) / 2, (columns.min() + columns.max()) / 2


def run_model(model: Model, x: Array) -> Array:
    """The activations of the last layer (@eq-z, @eq-a), from what the file says alone."""
    return _run(x, model["weights"], model["biases"], model["activation"], model["output"])


def _run(a: Array, weights: list[Any], biases: list[Any], activation: str, output: str) -> Array:
    last = len(weights) - 1
    for l in range(last + 1):
        z = np.array(weights[l]) @ a + np.array(biases[l])
        a = CURVES[output if l == last else activation](z)
    return a


def _without_biases(model: Model, x: Array) -> Array:
    nothing = [np.zeros_like(b) for b in model["biases"]]
    return _run(x, model["weights"], nothing, model["activation"], model["output"])


def _without_last_curve(model: Model, x: Array) -> Array:
    *weights, W = model["weights"]
    *biases, b = model["biases"]
    a = _run(x, weights, biases, model["activation"], model["activation"])
    z: Array = np.array(W) @ a + np.array(b)
    return z


def _with_curves(model: Model, x: Array, activation: str, output: str) -> Array:
    return _run(x, model["weights"], model["biases"], activation, output)


def _slopes(rng: np.random.Generator) -> list[Case]:
    shapes = ((1, 1), (2, 2), (3, 3), (2, 3), (4, 2))
    return [(numbers(rng, i, k), numbers(rng, i, 1)) for i, k in shapes]


def _hidden_layers(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for inputs, hidden, outputs in ((1, 2, 2), (2, 3, 2), (3, 4, 3), (4, 3, 2)):
        z = numbers(rng, hidden, 1)
        z[0], z[-1] = -abs(z[0]), abs(z[-1])  # one neuron off, one on
        W, _ = layers(rng, [inputs, hidden, outputs])
        cases.append((W, z, outputs - 1))
    return cases


def _images(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for shape in ((1, 3), (2, 3), (3, 3), (4, 5)):
        image = shares(rng, *shape) * (rng.random(shape) < 0.7)
        image[0, 0], image[-1, -1] = 0.5, 0.2
        cases.append((image,))
    return cases


def _models(rng: np.random.Generator) -> list[Case]:
    kinds = (
        ([1, 1], "relu", "sigmoid"),
        ([2, 3, 2], "relu", "sigmoid"),
        ([2, 3, 2], "sigmoid", "relu"),
        ([3, 2, 3], "sigmoid", "sigmoid"),
        ([2, 4, 3, 2], "relu", "relu"),
    )
    cases: list[Case] = []
    for sizes, activation, output in kinds:
        weights, biases = layers(rng, sizes)
        biases[0][0, 0], biases[-1][0, 0] = 1.5 + abs(number(rng)), 1.5  # no layer is off altogether
        model = {"sizes": sizes, "activation": activation, "output": output}
        model |= {"weights": [W.tolist() for W in weights], "biases": [b.tolist() for b in biases]}
        cases.append((model, shares(rng, sizes[0], 2)))
    return cases


EXERCISES = (
    Exercise(
        "input-slope",
        "input_slope(W, slope)",
        "the slope of one output at every input, (k, 1); W is (i, k), of layer 0, slope is (i, 1), the same "
        "output's slopes at the weighted inputs of layer 0",
        ("eq-input-slope", "eq-sum-over-paths"),
        input_slope,
        _slopes,
        (
            Mistake(
                "untransposed",
                lambda W, slope: W @ slope,
                "You read the weights by rows. Input k reaches every neuron i, so the sum is over the first "
                "index: W.T @ slope.",
            ),
            Mistake(
                "with-curve",
                lambda W, slope: (W.T @ slope) * sigmoid_derivative(W.T @ slope),
                "You multiply by the slope of a curve at the end. The input has none: the sum over paths is "
                "all.",
            ),
            Mistake(
                "absolute",
                lambda W, slope: np.abs(W.T @ slope),
                "The signs are lost. They say whether more ink speaks for the answer or against it.",
            ),
            Mistake(
                "mean",
                lambda W, slope: W.T @ slope / len(slope),
                "You take the mean over the neurons of layer 0. Small effects add up: it is a sum.",
                "eq-sum-over-paths",
            ),
            Mistake(
                "weights-only",
                lambda W, slope: W.sum(axis=0)[:, None],
                "You add up the weights alone. Each leads to a neuron that matters more or less: multiply by "
                "its slope.",
            ),
            Mistake(
                "sums-apart",
                lambda W, slope: W.sum(axis=0)[:, None] * slope.sum(),
                "You add the weights and the slopes up apart. Multiply along each path, then add.",
                "eq-sum-over-paths",
            ),
        ),
        counts=lambda W, slope: {"the number of neurons in layer 0": len(slope)},
    ),
    Exercise(
        "output-slope",
        "output_slope(W, z, j)",
        "the slope of z of output j at every input, (k, 1); W is the list of both layers' weights, z is "
        "(i, 1), of the hidden layer of ReLUs",
        ("eq-input-slope", "eq-relu-slope", "eq-sum-over-paths"),
        output_slope,
        _hidden_layers,
        (
            Mistake(
                "no-relu-slope",
                lambda W, z, j: W[0].T @ W[1][[j]].T,
                "You go back through neurons that are off. Where z is not above 0 the slope of ReLU is 0, "
                "and nothing passes.",
                "eq-relu-slope",
            ),
            Mistake(
                "value-for-slope",
                lambda W, z, j: W[0].T @ (relu(z) * W[1][[j]].T),
                "You multiply by the activations of the hidden layer. The factor is the slope of ReLU: 1 "
                "where z is above 0, else 0.",
                "eq-relu-slope",
            ),
            Mistake(
                "sigmoid-slope",
                lambda W, z, j: W[0].T @ (sigmoid_derivative(z) * W[1][[j]].T),
                "You take the slope of the sigmoid. The hidden neurons are ReLUs.",
                "eq-relu-slope",
            ),
            Mistake(
                "all-outputs",
                lambda W, z, j: W[0].T @ (relu_derivative(z) * W[1].sum(axis=0)[:, None]),
                "You begin at all the outputs at once. Output j moves with itself one for one, and the "
                "others have no part in it: take row j of the weights.",
                "eq-sum-over-paths",
            ),
            Mistake(
                "off-for-on",
                lambda W, z, j: W[0].T @ ((1 - relu_derivative(z)) * W[1][[j]].T),
                "You go back through the neurons that are off and stop at those that are on. The slope of "
                "ReLU is 1 where z > 0.",
                "eq-relu-slope",
            ),
        ),
    ),
    Exercise(
        "centre-of-mass",
        "centre_of_mass(image)",
        "(row, column), the means of the pixels' rows and columns, counted from 0 and weighed by their ink",
        ("sec-draw",),
        centre_of_mass,
        _images,
        (
            Mistake(
                "swapped",
                lambda image: centre_of_mass(image)[::-1],
                "Row and column have changed places. The first index of an array is the row.",
            ),
            Mistake(
                "not-divided",
                lambda image: tuple(sum_ * image.sum() for sum_ in centre_of_mass(image)),
                "You add up rows times ink and do not divide by the ink. A mean lies inside the image.",
            ),
            Mistake(
                "unweighted",
                _middle_of_ink,
                "Every pixel with ink on it counts the same. A dark pixel weighs more than a pale one: "
                "multiply by the ink.",
            ),
            Mistake(
                "middle-of-box",
                _middle_of_box,
                "This is the middle of the rectangle round the ink. The centre of mass lies where most of "
                "the ink is.",
            ),
            Mistake(
                "half-a-pixel",
                lambda image: tuple(mean + 0.5 for mean in centre_of_mass(image)),
                "You measure from the image's edge to the middle of each pixel, half a pixel more. Here the "
                "first row is number 0.",
            ),
        ),
        parts=("row", "column"),
    ),
    Exercise(
        "run-model",
        "run_model(model, x)",
        "the activations of the last layer, (n_out, m), for the inputs x, (n_in, m); model is a dict as "
        "json.loads gives it, with its weights and biases as lists",
        ("eq-a", "eq-z"),
        run_model,
        _models,
        (
            Mistake(
                "no-bias",
                _without_biases,
                "The biases are missing. They are in the file too: model['biases'].",
                "eq-z",
            ),
            Mistake(
                "no-last-curve",
                _without_last_curve,
                "The last layer's weighted inputs come back. It has a curve too: model['output'] names it.",
            ),
            Mistake(
                "sigmoid-everywhere",
                lambda model, x: _with_curves(model, x, "sigmoid", "sigmoid"),
                "All layers are sigmoids in yours. The file names the curve of the hidden layers, "
                "model['activation'], and of the last, model['output'].",
            ),
            Mistake(
                "names-not-read",
                lambda model, x: _with_curves(model, x, "relu", "sigmoid"),
                "Right for ReLU with a sigmoid at the end, whatever the file says. Read the names: "
                "model['activation'] and model['output'].",
            ),
            Mistake(
                "one-curve",
                lambda model, x: _with_curves(model, x, model["activation"], model["activation"]),
                "The last layer has the curve of the hidden ones. Its own is model['output'].",
            ),
            Mistake(
                "label",
                lambda model, x: run_model(model, x).argmax(axis=0),
                "These are the answers, one for each input. The activations they are read from are wanted.",
            ),
        ),
    ),
)
