"""Backpropagation against central differences, against HIPS autograd, and against itself, for both costs."""

from functools import cache

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import SEEDS, architecture, cases, difference, make_case, numbered_case

from backprop import Dataset, Gradients, Network
from backprop.gradcheck import check
from backprop.looped import LoopedNetwork

every_architecture = pytest.mark.parametrize("seed", SEEDS)


def autograd_gradients(net, X, Y):
    """The same slopes from a forward pass written here, which autograd differentiates."""
    names = [net.activation] * (len(net.sizes) - 2) + [net.output]

    def cost(parameters):
        a = X
        for (W, b), name in zip(parameters, names, strict=True):
            z = anp.dot(W, a) + b
            a = 1 / (1 + anp.exp(-z)) if name == "sigmoid" else anp.where(z > 0, z, 0.0)
        if net.cost_name == "quadratic":
            return anp.mean(anp.sum((a - Y) ** 2, axis=0)) / 2
        if net.output == "softmax":
            return -anp.mean(anp.sum(Y * (z - anp.log(anp.sum(anp.exp(z), axis=0))), axis=0))
        no, yes = -anp.logaddexp(0, z), -anp.logaddexp(0, -z)  # ln(1 - a) and ln a
        return -anp.mean(anp.sum(Y * yes + (1 - Y) * no, axis=0))

    slopes = autograd.grad(cost)(list(zip(net.weights, net.biases, strict=True)))
    return Gradients([W for W, _ in slopes], [b for _, b in slopes])


# The 160 architectures, 40 of them with the cross-entropy.


def test_the_architectures_are_over_130_different_ones_of_every_kind():
    drawn = [architecture(seed) for seed in SEEDS]
    assert len({str({**one, "seed": None, "m": None}) for one in drawn}) > 130
    assert {len(one["sizes"]) - 1 for one in drawn} == {1, 2, 3, 4}
    assert {one["m"] for one in drawn} == {1, 2, 3, 4, 5, 6, 7}
    assert all(len(set(one["sizes"])) == len(one["sizes"]) for one in drawn)
    kinds = {(one["activation"], one["output"], one["init"], one["cost"]) for one in drawn}
    assert len(kinds) == 16


def test_most_architectures_have_slopes_in_every_layer_to_compare():
    gradients = [net.backpropagate(X, Y) for net, X, Y in map(numbered_case, SEEDS)]
    alive = [all(np.abs(dW).max() > 1e-9 for dW in slopes.weights) for slopes in gradients]
    assert sum(alive) > 0.8 * len(SEEDS)


@cache
def checked(seed):
    return check(*numbered_case(seed))


@every_architecture
def test_gradients_agree_with_central_differences_to_1e_7(seed):
    net, X, Y = numbered_case(seed)
    report = checked(seed)
    rounding = 1e-16 * net.cost(X, Y) / 1e-5  # of a cost, over a nudge of 1e-5
    apart = abs(report.backprop - report.measured)
    assert report.error < 1e-7 or apart < 10 * rounding, str(report)
    assert report.compared + report.kinks == sum(p.size for p in [*net.weights, *net.biases])


def test_few_slopes_are_left_out_for_a_corner_of_relu():
    reports = list(map(checked, SEEDS))
    compared, kinks = sum(r.compared for r in reports), sum(r.kinks for r in reports)
    assert compared > 3000
    assert kinks < compared / 1000


@every_architecture
def test_gradients_agree_with_autograd_to_1e_12(seed):
    net, X, Y = numbered_case(seed)
    assert difference(net.backpropagate(X, Y), autograd_gradients(net, X, Y)) < 1e-12


@every_architecture
def test_looping_over_the_examples_gives_the_gradients_of_the_matrices_to_1e_12(seed):
    net, X, Y = numbered_case(seed)
    looped = numbered_case(seed, kind=LoopedNetwork).net
    assert difference(looped.backpropagate(X, Y), net.backpropagate(X, Y)) < 1e-12


@every_architecture
def test_single_precision_comes_close_to_double(seed):
    single, X, Y = numbered_case(seed, dtype=np.float32)
    slopes = single.backpropagate(X, Y)
    assert {array.dtype for array in [*slopes.weights, *slopes.biases]} == {np.dtype(np.float32)}
    double = numbered_case(seed).net
    double.set_parameters(single.weights, single.biases)
    assert difference(slopes, double.backpropagate(X, Y)) < 1e-4


# What the mean over the batch means, for any network.


@given(cases())
def test_the_gradient_of_a_batch_is_the_mean_of_the_gradients_of_its_examples(case):
    net, X, Y = case
    m = X.shape[1]
    ones = [net.gradients(X[:, [x]], Y[:, [x]]) for x in range(m)]
    mean = Gradients(
        [sum(slopes) / m for slopes in zip(*(one.weights for one in ones), strict=True)],
        [sum(slopes) / m for slopes in zip(*(one.biases for one in ones), strict=True)],
    )
    assert difference(net.backpropagate(X, Y), mean) < 1e-9


@given(cases(), st.integers(2, 5))
def test_repeating_every_example_changes_neither_cost_nor_gradients(case, times):
    net, X, Y = case
    many, targets = np.tile(X, times), np.tile(Y, times)
    assert net.cost(many, targets) == pytest.approx(net.cost(X, Y), rel=1e-12)
    assert difference(net.backpropagate(many, targets), net.backpropagate(X, Y)) < 1e-9


@given(cases(least_m=2), st.randoms(use_true_random=False))
def test_the_order_of_the_examples_does_not_matter(case, random):
    net, X, Y = case
    order = random.sample(range(X.shape[1]), X.shape[1])
    shuffled = net.backpropagate(X[:, order], Y[:, order])
    assert difference(shuffled, net.backpropagate(X, Y)) < 1e-9


@given(cases(least_m=2), st.data())
def test_the_gradient_splits_over_two_parts_of_a_batch_by_their_sizes(case, data):
    net, X, Y = case
    m = X.shape[1]
    cut = data.draw(st.integers(1, m - 1))
    left = net.backpropagate(X[:, :cut], Y[:, :cut])
    right = net.backpropagate(X[:, cut:], Y[:, cut:])
    joined = Gradients(
        *(
            [(cut * one + (m - cut) * other) / m for one, other in zip(mine, yours, strict=True)]
            for mine, yours in zip(left, right, strict=True)
        )
    )
    assert difference(joined, net.backpropagate(X, Y)) < 1e-9


@given(cases())
def test_a_network_with_its_outputs_for_targets_has_no_slope(case):
    net, X, _ = case
    slopes = net.backpropagate(X, net.feedforward(X))
    assert not any(array.any() for array in [*slopes.weights, *slopes.biases])


@given(cases())
def test_asking_for_gradients_changes_nothing(case):
    net, X, Y = case
    before = [array.copy() for array in [*net.weights, *net.biases, X, Y]]
    first, second = net.backpropagate(X, Y), net.backpropagate(X, Y)
    assert difference(first, second) == 0
    for array, copy in zip([*net.weights, *net.biases, X, Y], before, strict=True):
        assert np.array_equal(array, copy)


@settings(max_examples=25)
@given(cases(activations=["sigmoid"]))
def test_a_small_step_lowers_the_cost_by_eta_times_the_squared_slopes(case):
    net, X, Y = case
    slopes, before, eta = net.backpropagate(X, Y), net.cost(X, Y), 1e-4
    squares = sum(float((array**2).sum()) for array in [*slopes.weights, *slopes.biases])
    net.update(slopes, eta)
    assert before - net.cost(X, Y) == pytest.approx(eta * squares, rel=1e-2, abs=1e-14)


def test_looped_and_matrix_training_stay_together():
    rng = np.random.default_rng(0)
    dataset = Dataset(rng.uniform(size=(5, 37)), rng.integers(3, size=37), classes=3)
    matrix, looped = (kind([5, 6, 4, 3], "sigmoid", seed=2) for kind in (Network, LoopedNetwork))
    ours = matrix.train(dataset, epochs=3, batch_size=10, eta=0.5)
    theirs = looped.train(dataset, epochs=3, batch_size=10, eta=0.5)
    assert ours.cost == pytest.approx(theirs.cost, rel=1e-12)
    assert difference(matrix, looped) < 1e-12


def test_the_looped_network_starts_from_the_same_parameters():
    arguments = architecture(7)
    assert difference(make_case(**arguments).net, make_case(**arguments, kind=LoopedNetwork).net) == 0
