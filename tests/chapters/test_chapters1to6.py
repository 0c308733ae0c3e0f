"""What the preface and chapters 1 to 6 say of slopes and products, computed again where no cell prints it."""

import json
import re

import numpy as np
import pytest

from backprop import Network, gradcheck
from backprop.activations import RELU
from backprop.examples import running_network
from figures import descent
from press import ROOT

CHAPTERS = sorted((ROOT / "chapters").glob("0[1-6]-*.ipynb"))
PAGES = ["index.ipynb", *(f"chapters/{path.name}" for path in CHAPTERS)]


class Products(np.ndarray):
    """An array that counts the multiplications in the products of matrices that it has a part in."""

    count = 0

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        plain = [np.asarray(one) for one in inputs]
        if ufunc is np.matmul:
            Products.count += plain[0].size * plain[1].shape[1]
        result = getattr(ufunc, method)(*plain, **options)
        return result.view(Products) if isinstance(result, np.ndarray) else result


@pytest.fixture(scope="module")
def backpropagate():
    """The function that chapter 6 shows."""
    cells = json.loads((ROOT / "chapters/06-algorithm.ipynb").read_text(encoding="utf-8"))["cells"]
    (source,) = ["".join(cell["source"]) for cell in cells if cell["id"] == "algorithm-01"]
    names = {}
    exec(source, names)
    return names["backpropagate"]


@pytest.mark.parametrize(
    ("sizes", "share"), [([784, 30, 10], 1.01), ([100] * 13, 1.92), ([2, 3, 2], 1.5), ([6, 1], 1.0)]
)
def test_a_backward_pass_takes_one_to_two_times_the_products_of_a_forward_pass(backpropagate, sizes, share):
    net = Network(sizes, "sigmoid", seed=0)
    x, y = np.ones((sizes[0], 1)).view(Products), np.zeros((sizes[-1], 1))
    Products.count = 0
    backpropagate(net.weights, net.biases, x, y)
    forward = sum(W.size for W in net.weights)
    backward = Products.count - forward
    assert forward <= backward <= 2 * forward
    assert backward / forward == pytest.approx(share, abs=0.005)


def test_no_other_turn_of_the_same_size_lowers_the_straight_line_more():
    rng = np.random.default_rng(2)
    slopes = rng.normal(size=17)
    turns = rng.normal(size=(17, 1000))
    turns *= np.linalg.norm(slopes) / np.linalg.norm(turns, axis=0)
    assert (slopes @ turns).min() > slopes @ -slopes == pytest.approx(-(slopes**2).sum())


def test_a_descent_leaves_a_line_of_equal_cost_at_a_right_angle_and_is_drawn_so():
    net, x, y = running_network()
    W, slope = net.weights[1], gradcheck.central_differences(net, x, y).weights[1][:, 2]
    along = np.array([-slope[1], slope[0]]) / np.linalg.norm(slope)

    def cost(turn):
        moved, _, _ = running_network()
        moved.weights[1][:, 2] = W[:, 2] + turn
        return moved.cost(x, y)

    h = 1e-5
    assert (cost(h * along) - cost(-h * along)) / (2 * h) == pytest.approx(0, abs=1e-9)
    path = np.array([[0.3, 0.6], [0.4, 0.5]])
    picture = descent.on_landscape(net, x, y, (1, 0, 2), (1, 1, 2), {"one": path})
    assert picture.figure.axes[0].get_aspect() == 1


def test_an_error_holds_its_own_layer_and_no_later_one():
    net, x, y = running_network()
    z, a = net.forward_pass(x)
    h, delta = 1e-5, net.errors(z, a, y)[0][1, 0]

    def cost(nudge, held):
        first = z[0] + nudge * np.array([[0.0], [1.0], [0.0]])
        last = z[1] if held else net.weights[1] @ net.functions[0].value(first) + net.biases[1]
        return ((net.functions[1].value(last) - y) ** 2).sum() / 2

    slopes = [(cost(h, held) - cost(-h, held)) / (2 * h) for held in (False, True)]
    assert slopes == pytest.approx([delta, 0], abs=1e-9)
    assert abs(delta) > 0.04


def test_a_cost_that_punishes_large_weights_has_one_more_term_in_the_slope_of_a_weight():
    net, x, y = running_network()
    by_formula, h, strength = net.backpropagate(x, y), 1e-5, 0.1

    def cost(nudge):
        moved, _, _ = running_network()
        moved.weights[0][1, 0] += nudge
        return moved.cost(x, y) + strength / 2 * sum((W**2).sum() for W in moved.weights)

    measured = (cost(h) - cost(-h)) / (2 * h)
    weight, slope = net.weights[0][1, 0], by_formula.weights[0][1, 0]
    assert measured - slope == pytest.approx(strength * weight, abs=1e-9)


def test_what_is_derived_for_relu_holds_except_at_its_corner():
    """relu(z) - relu(-z) is z, whose slope is 1; the rule gives 0 at the corner."""
    by_rule = RELU.derivative(np.array([-2.0, 0.0, 3.0])) + RELU.derivative(np.array([2.0, 0.0, -3.0]))
    assert by_rule.tolist() == [1, 0, 1]


def test_of_the_two_descents_the_one_with_the_larger_learning_rate_gets_further():
    def after(eta):
        net, x, y = running_network()
        for _ in range(12):
            net.weights[1][:, 2] -= eta * net.backpropagate(x, y).weights[1][:, 2]
        return net.cost(x, y)

    assert after(4) < after(1) < after(0)


@pytest.mark.parametrize("page", PAGES)
def test_x_is_an_example_and_neurons_do_not_hear(page):
    """An input is one component of an example, or the layer of them."""
    cells = json.loads((ROOT / page).read_text(encoding="utf-8"))["cells"]
    text = " ".join("".join(cell["source"]) for cell in cells)
    old = r"would be right|\b(?:hears?|heard)\b|(?:one|this|each|all|over) inputs? (?:\$x\$|held|of|and)"
    assert not re.findall(old, text, re.IGNORECASE)


def test_the_exercises_on_paper_are_few():
    notebooks = [json.loads((ROOT / page).read_text(encoding="utf-8")) for page in PAGES]
    text = "\n".join("".join(cell["source"]) for notebook in notebooks for cell in notebook["cells"])
    assert len(re.findall(r"\{#exr-(?!write-)", text)) <= 14
