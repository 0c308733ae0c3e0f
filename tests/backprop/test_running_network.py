"""The running 2-3-2 network, once more in plain Python: no arrays, one sum at a time."""

from math import exp

import numpy as np
import pytest

from backprop.activations import RELU, SIGMOID
from backprop.examples import running_network

X, Y = [1.0, 0.5], [1.0, 0.0]
W0, B0 = [[0.4, -0.6], [-0.8, 1.0], [0.6, 0.2]], [0.1, -0.2, 0.3]
W1, B1 = [[0.7, -0.5, 0.3], [-0.4, 0.9, 0.6]], [-0.3, 0.2]


def sigma(z):
    return 1 / (1 + exp(-z))


def slope(z):
    return sigma(z) * (1 - sigma(z))


def weighted_inputs(W, b, received):
    return [sum(w * a for w, a in zip(row, received, strict=True)) + c for row, c in zip(W, b, strict=True)]


Z0 = weighted_inputs(W0, B0, X)
A0 = [sigma(z) for z in Z0]
Z1 = weighted_inputs(W1, B1, A0)
A1 = [sigma(z) for z in Z1]
COST = sum((a - y) ** 2 for a, y in zip(A1, Y, strict=True)) / 2
D1 = [(A1[j] - Y[j]) * slope(Z1[j]) for j in range(2)]
D0 = [sum(W1[i][j] * D1[i] for i in range(2)) * slope(Z0[j]) for j in range(3)]


def test_the_numbers_that_a_reader_can_check_on_paper():
    assert [round(z, 15) for z in Z0] == [0.2, -0.5, 1.0]
    assert [round(a, 4) for a in A0] == [0.5498, 0.3775, 0.7311]
    assert [round(z, 4) for z in Z1] == [0.1154, 0.7585]
    assert [round(a, 4) for a in A1] == [0.5288, 0.6810]
    assert round(COST, 4) == 0.3429


def test_the_code_has_the_parameters_of_the_paper():
    net, x, y = running_network()
    assert [net.weights[0].tolist(), net.weights[1].tolist()] == [W0, W1]
    assert [net.biases[0][:, 0].tolist(), net.biases[1][:, 0].tolist()] == [B0, B1]
    assert [x[:, 0].tolist(), y[:, 0].tolist()] == [X, Y]
    assert net.sizes == [2, 3, 2]


def test_the_forward_pass_agrees_with_plain_python():
    net, x, y = running_network()
    weighted, activations = net.forward_pass(x)
    assert [z[:, 0].tolist() for z in weighted] == [pytest.approx(Z0), pytest.approx(Z1)]
    assert [a[:, 0].tolist() for a in activations] == [X, pytest.approx(A0), pytest.approx(A1)]
    assert net.cost(x, y) == pytest.approx(COST, rel=1e-14)


def test_the_errors_and_all_slopes_agree_with_plain_python():
    net, x, y = running_network()
    errors = net.errors(*net.forward_pass(x), y)
    assert [delta[:, 0].tolist() for delta in errors] == [pytest.approx(D0), pytest.approx(D1)]
    slopes = net.backpropagate(x, y)
    for l, (D, received) in enumerate([(D0, X), (D1, A0)]):
        for j, delta in enumerate(D):
            assert slopes.biases[l][j, 0] == pytest.approx(delta, rel=1e-13)
            for k, a in enumerate(received):
                assert slopes.weights[l][j, k] == pytest.approx(delta * a, rel=1e-13)


# The sign and the averages.


def test_the_cost_falls_where_an_output_moves_to_its_target():
    """dC_x/da_j = a_j - y_j: below the target the slope is negative, above it positive."""
    assert A1[0] < Y[0]
    assert A1[1] > Y[1]
    assert D1[0] < 0 < D1[1]
    net, x, y = running_network()
    slopes = net.backpropagate(x, y)
    assert slopes.biases[1][0, 0] < 0 < slopes.biases[1][1, 0]
    before = net.cost(x, y)
    net.update(slopes, eta=0.1)
    assert net.cost(x, y) < before


def test_the_error_of_an_output_is_a_minus_y_times_the_slope():
    net, x, y = running_network()
    weighted, activations = net.forward_pass(x)
    for target in (y, 1 - y, activations[-1] + 0.25):
        delta = net.errors(weighted, activations, target)[-1]
        for j in range(2):
            expected = (A1[j] - target[j, 0]) * slope(Z1[j])
            assert delta[j, 0] == pytest.approx(expected, rel=1e-13)


def test_the_cost_is_a_mean_over_the_examples_and_a_sum_over_the_neurons():
    net, x, y = running_network()
    other = [sum((a - t) ** 2 for a, t in zip(A1, target, strict=True)) / 2 for target in ([0, 1], [1, 1])]
    three, targets = np.hstack([x, x, x]), np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
    assert net.cost(three, targets) == pytest.approx((COST + other[0] + other[1]) / 3, rel=1e-14)
    assert net.cost(x, y) == pytest.approx(((A1[0] - 1) ** 2 + A1[1] ** 2) / 2, rel=1e-14)


def test_the_slope_of_relu_at_its_corner_is_chosen_to_be_0():
    assert RELU.derivative(np.array([-1e-9, -0.0, 0.0, 1e-9])).tolist() == [0, 0, 0, 1]
    assert SIGMOID.derivative(np.zeros(1)).tolist() == [0.25]


def test_every_call_gives_a_network_of_its_own():
    one, x, y = running_network()
    one.update(one.backpropagate(x, y), eta=1.0)
    x[0], y[0] = 7, 7
    again, fresh_x, fresh_y = running_network()
    assert again.weights[0].tolist() == W0
    assert [fresh_x[0, 0], fresh_y[0, 0]] == [1.0, 1.0]
