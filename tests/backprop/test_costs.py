"""The costs: their values and errors, also where an output rounds to 0 or 1, and the training they give."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from strategies import cases, make_case

from backprop import Network, load_digits
from backprop.activations import RELU, SIGMOID, SOFTMAX, softmax
from backprop.costs import CROSS_ENTROPY, QUADRATIC, get_cost, get_output, log_softmax

ENDS = [(QUADRATIC, SIGMOID), (QUADRATIC, RELU), (CROSS_ENTROPY, SOFTMAX), (CROSS_ENTROPY, SIGMOID)]
both_types = pytest.mark.parametrize("dtype", [np.float64, np.float32])


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def matrices(limit):
    shapes = array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6)
    return arrays(np.float64, shapes, elements=st.floats(-limit, limit))


def value(cost, sigma, z, y):
    """C for one example, given as lists."""
    Z, Y = np.array(z, float)[:, None], np.array(y, float)[:, None]
    return cost.value(sigma, Z, sigma.value(Z), Y)


# Softmax.


@given(matrices(limit=30))
def test_softmax_is_its_formula_in_every_column(Z):
    for z, shares in zip(Z.T, softmax(Z).T, strict=True):
        total = math.fsum(map(math.exp, z))
        assert shares == pytest.approx([math.exp(one) / total for one in z], rel=1e-13)
        assert math.fsum(shares) == pytest.approx(1, rel=1e-15)


@given(matrices(limit=1e300))
def test_softmax_of_any_numbers_is_shares_of_1_in_the_order_of_the_numbers(Z):
    shares = softmax(Z)
    assert (shares >= 0).all()
    assert shares.sum(axis=0) == pytest.approx(np.ones(Z.shape[1]), rel=1e-15)
    assert (shares.max(axis=0) == np.take_along_axis(shares, Z.argmax(axis=0)[None], axis=0)[0]).all()


@given(matrices(limit=20), st.floats(-20, 20))
def test_what_is_added_to_all_numbers_of_a_column_changes_no_share(Z, shift):
    assert softmax(Z + shift) == pytest.approx(softmax(Z), rel=1e-12)


@given(matrices(limit=20))
def test_the_logarithm_of_softmax_is_its_logarithm(Z):
    assert log_softmax(Z) == pytest.approx(np.log(softmax(Z)), rel=1e-11, abs=1e-11)


@both_types
def test_softmax_neither_overflows_nor_changes_the_type(dtype):
    Z = np.array([[1e4, -1e4, 3e37, 0], [0, 0, -3e37, 0]], dtype)
    assert softmax(Z).tolist() == [[1, 0, 1, 0.5], [0, 1, 0, 0.5]]
    assert log_softmax(Z[:, :3]).tolist() == [[0, -1e4, 0], [-1e4, 0, float(dtype(-3e37) * 2)]]
    assert {softmax(Z).dtype, log_softmax(Z).dtype} == {np.dtype(dtype)}


# Values.


def test_the_cost_of_one_answer_is_that_of_its_formula():
    z, y = [0.2, -0.5, 1.0], [0.0, 1.0, 0.0]
    e = [math.exp(one) for one in z]
    s = [1 / (1 + math.exp(-one)) for one in z]
    assert value(CROSS_ENTROPY, SOFTMAX, z, y) == pytest.approx(-math.log(e[1] / sum(e)))
    sigmoids = -math.log(1 - s[0]) - math.log(s[1]) - math.log(1 - s[2])
    assert value(CROSS_ENTROPY, SIGMOID, z, y) == pytest.approx(sigmoids)
    squares = s[0] ** 2 + (s[1] - 1) ** 2 + s[2] ** 2
    assert value(QUADRATIC, SIGMOID, z, y) == pytest.approx(squares / 2)


def test_the_cost_of_a_shared_target_is_the_mean_over_its_classes():
    z = [0.3, -1.0, 2.0]
    each = [value(CROSS_ENTROPY, SOFTMAX, z, np.eye(3)[j]) for j in range(3)]
    assert value(CROSS_ENTROPY, SOFTMAX, z, [0.5, 0.2, 0.3]) == pytest.approx(np.dot([0.5, 0.2, 0.3], each))


@given(cases(), st.data())
def test_the_cost_is_the_mean_of_the_costs_of_the_examples(case, data):
    net, X, Y = case
    each = [net.cost(X[:, [x]], Y[:, [x]]) for x in range(X.shape[1])]
    assert net.cost(X, Y) == pytest.approx(sum(each) / len(each), rel=1e-12)
    assert min(each) >= 0


@pytest.mark.parametrize("m", [1, 2, 3, 7])
def test_the_quadratic_cost_is_bit_for_bit_half_the_sum_of_the_squares_over_m(m):
    net, X, Y = make_case([5, 4, 3], "sigmoid", "sigmoid", "auto", m, seed=m)
    A = net.feedforward(X)
    assert net.cost(X, Y) == float(((A - Y) ** 2).sum() / 2 / m)


@both_types
@pytest.mark.parametrize("sigma", [SOFTMAX, SIGMOID], ids=lambda sigma: sigma.name)
def test_an_output_that_rounds_to_0_or_1_has_a_finite_cost_and_a_full_error(sigma, dtype):
    Z = np.array([[800.0, 800.0], [-800.0, -800.0]], dtype)
    Y = np.array([[1.0, 0.0], [0.0, 1.0]], dtype)  # right, then wrong
    A = sigma.value(Z)
    assert A[:, 1].tolist() == [1, 0]
    right, wrong = (CROSS_ENTROPY.value(sigma, Z[:, [x]], A[:, [x]], Y[:, [x]]) for x in range(2))
    assert right == 0
    assert wrong == 1600
    assert CROSS_ENTROPY.error(sigma, Z, A, Y).tolist() == [[0, 1], [0, -1]]
    assert not QUADRATIC.error(SIGMOID, Z, A, Y).any()  # sure and wrong: it does not learn


@given(matrices(limit=1e4))
def test_any_cross_entropy_is_finite(Z):
    Y = np.zeros_like(Z)
    Y[Z.argmin(axis=0), range(Z.shape[1])] = 1
    for sigma in (SOFTMAX, SIGMOID):
        assert 0 <= CROSS_ENTROPY.value(sigma, Z, sigma.value(Z), Y) < 1e5


def test_the_error_of_softmax_sums_to_nothing_for_every_example():
    net, X, Y = make_case([4, 5, 3], "relu", "softmax", "auto", 6, seed=1, cost="cross-entropy")
    last = net.errors(*net.forward_pass(X), Y)[-1]
    assert np.abs(last.sum(axis=0)).max() < 1e-15
    assert np.array_equal(last, net.feedforward(X) - Y)


# Names.


@pytest.mark.parametrize(("cost", "sigma"), ENDS, ids=lambda one: one.name)
def test_a_cost_and_an_output_are_found_by_their_names(cost, sigma):
    assert get_cost(cost.name) is cost
    assert get_output(cost, sigma.name, 2) is sigma
    net = Network([2, 2], output=sigma.name, cost=cost.name)
    assert (net.cost_name, net.output) == (cost.name, sigma.name)


def test_the_usual_output_is_sigmoid_for_the_quadratic_cost_and_softmax_for_the_cross_entropy():
    plain, other = Network([3, 4, 2]), Network([3, 4, 2], cost="cross-entropy")
    assert repr(plain) == "<Network 3-4-2, relu hidden, sigmoid output>"
    assert repr(other) == "<Network 3-4-2, relu hidden, softmax output, cross-entropy>"


def test_the_cost_changes_no_first_parameter_and_no_order_of_the_examples():
    quadratic = Network([5, 4, 3], seed=7)
    for output in ("softmax", "sigmoid"):
        other = Network([5, 4, 3], output=output, seed=7, cost="cross-entropy")
        pairs = zip(quadratic.weights + quadratic.biases, other.weights + other.biases, strict=True)
        assert all(np.array_equal(one, two) for one, two in pairs)
        assert other._shuffling.bit_generator.state == quadratic._shuffling.bit_generator.state


# Training.


@pytest.fixture(scope="module")
def digits():
    return load_digits()


@pytest.mark.parametrize(
    ("activation", "output", "dtype"),
    [
        ("sigmoid", "softmax", np.float64),
        ("relu", "softmax", np.float32),
        ("sigmoid", "sigmoid", np.float32),
        ("relu", "sigmoid", np.float64),
    ],
)
def test_it_reads_nearly_all_digits_after_seven_epochs(digits, activation, output, dtype):
    train, test = digits
    net = Network([64, 30, 10], activation, output, seed=1, dtype=dtype, cost="cross-entropy")
    history = net.train(train, epochs=7, batch_size=10, eta=0.2, test=test, progress=False)
    assert history.accuracy[-1] > 0.92
    assert history.cost[-1] < history.cost[0] / 2
    assert {array.dtype for array in [*net.weights, *net.biases]} == {np.dtype(dtype)}
    assert net.cost(train.X, train.Y) == pytest.approx(history.cost[-1], rel=1e-5)


def test_a_sure_and_wrong_output_learns_from_the_cross_entropy_and_not_from_the_quadratic_cost():
    x, y = np.ones((1, 1)), np.array([[0.0], [1.0]])
    costs = {"quadratic": "sigmoid", "cross-entropy": "softmax"}
    moved = {}
    for cost, output in costs.items():
        net = Network([1, 2], output=output, seed=0, cost=cost)
        net.set_parameters([[[20.0], [-20.0]]], [[[0.0], [0.0]]])
        net.update(net.backpropagate(x, y), eta=1.0)
        moved[cost] = 20 - net.weights[0][0, 0]
    assert moved["quadratic"] < 1e-8
    assert moved["cross-entropy"] == pytest.approx(1)


def test_a_step_too_large_ends_in_one_error_and_whole_weights(digits):
    train, _ = digits
    net = Network([64, 30, 10], seed=0, cost="cross-entropy")
    before = [*net.weights, *net.biases]
    with pytest.raises(FloatingPointError, match="try a smaller eta"):
        net.train(train, epochs=1, batch_size=100, eta=1e200, progress=False)
    assert all(map(np.array_equal, [*net.weights, *net.biases], before))
