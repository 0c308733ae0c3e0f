"""Where training starts: how far the first parameters spread, and what the seed decides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import INITS, cases, difference

from backprop import Network
from backprop.initialisation import FITTING, RULES

N_IN, N_OUT = 400, 300


def first_layer(init, activation="relu"):
    net = Network([N_IN, N_OUT, 2], activation=activation, init=init, seed=0)
    return net.weights[0], net.biases[0]


@pytest.mark.parametrize(
    ("init", "spread"),
    [("he", (2 / N_IN) ** 0.5), ("xavier", (2 / (N_IN + N_OUT)) ** 0.5), ("normal", 1.0)],
)
def test_weights_spread_as_their_rule_says(init, spread):
    weights, _ = first_layer(init)
    assert weights.std() == pytest.approx(spread, rel=0.01)
    assert abs(weights.mean()) < 4 * spread / weights.size**0.5


@pytest.mark.parametrize(("init", "spread"), [("auto", 0.1), ("he", 0.1), ("xavier", 0.1), ("normal", 1.0)])
def test_biases_spread_by_a_tenth_and_by_1_under_normal(init, spread):
    _, biases = first_layer(init)
    assert biases.std() == pytest.approx(spread, rel=0.15)


@pytest.mark.parametrize(("activation", "rule"), [("relu", "he"), ("sigmoid", "xavier")])
def test_auto_takes_the_rule_that_fits_the_activation_of_each_layer(activation, rule):
    assert FITTING[activation] == rule
    auto = Network([N_IN, N_OUT, N_OUT], activation, output="sigmoid", seed=4)
    ruled = Network([N_IN, N_OUT, N_OUT], activation, output="sigmoid", init=rule, seed=4)
    assert np.array_equal(auto.weights[0], ruled.weights[0])
    assert auto.weights[1].std() == pytest.approx(RULES["xavier"](N_OUT, N_OUT), rel=0.01)


def test_he_keeps_the_signal_alive_through_many_layers_of_relu():
    X = np.random.default_rng(0).normal(size=(200, 50))
    net = Network([200] * 11, init="he", output="relu", seed=0)
    _, activations = net.forward_pass(X)
    assert 0.3 < np.sqrt((activations[-1] ** 2).mean() / (X**2).mean()) < 3


@given(cases())
def test_no_parameter_starts_at_zero(case):
    assert all(array.all() for array in [*case.net.weights, *case.net.biases])


@pytest.mark.parametrize("init", INITS)
def test_one_seed_gives_one_network_and_another_seed_another(init):
    one, same, other = (Network([5, 4, 3], init=init, seed=seed) for seed in (8, 8, 9))
    assert difference(one, same) == 0
    assert not any((a == b).any() for a, b in zip(one.weights, other.weights, strict=True))


def test_without_a_seed_every_network_is_different():
    assert difference(Network([5, 4, 3]), Network([5, 4, 3])) > 0


@given(st.integers(0, 2**40))
def test_the_first_parameters_do_not_depend_on_numpys_global_generator(seed):
    np.random.seed(seed % 2**32)
    state = np.random.get_state()[1].tolist()
    assert difference(Network([3, 2], seed=seed), Network([3, 2], seed=seed)) == 0
    assert np.random.get_state()[1].tolist() == state


@pytest.mark.parametrize("seed", [0, 3])
def test_normal_draws_all_biases_and_then_all_weights_from_the_seed(seed):
    rng, sizes = np.random.default_rng(seed), [7, 5, 4]
    biases = [rng.normal(size=(n_out, 1)) for n_out in sizes[1:]]
    weights = [rng.normal(size=(n_out, n_in)) for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)]
    net = Network(sizes, "sigmoid", init="normal", seed=seed)
    for drawn, expected in zip([*net.biases, *net.weights], [*biases, *weights], strict=True):
        assert np.array_equal(drawn, expected)


def test_single_precision_starts_from_the_same_numbers_rounded():
    single, double = (Network([5, 4, 3], seed=2, dtype=dtype) for dtype in (np.float32, np.float64))
    for mine, exact in zip([*single.weights, *single.biases], [*double.weights, *double.biases], strict=True):
        assert mine.dtype == np.float32
        assert np.array_equal(mine, exact.astype(np.float32))
