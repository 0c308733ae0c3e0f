"""Formulas that are often printed or programmed, and wrong: each is told from the right one.

None of them raises an exception, and several train to a fair accuracy. The functions below are
whole backward passes that differ from `right` in one place, which their last comment names. The classic
ones are those of `backprop.debugging.bugs`.
"""

import numpy as np
import pytest
from strategies import make_case

from backprop import Dataset, Gradients
from backprop.debugging import bugs
from backprop.debugging.bugs import step_back
from backprop.gradcheck import check


def slopes_of(deltas, activations):
    m = activations[0].shape[1]
    return Gradients(
        [delta @ a.T / m for delta, a in zip(deltas, activations, strict=False)],
        [delta.mean(axis=1, keepdims=True) for delta in deltas],
    )


def right(net, X, Y):
    Z, A = net.forward_pass(X)
    last = (A[-1] - Y) * net.functions[-1].derivative(Z[-1])
    return slopes_of(step_back(net, Z, last), A)


# The output layer.


def summed_over_the_outputs(net, X, Y):
    Z, A = net.forward_pass(X)
    differences = (A[-1] - Y).sum(axis=0)  # a sum over j, where one term survives
    return slopes_of(step_back(net, Z, differences * net.functions[-1].derivative(Z[-1])), A)


def summed_over_the_outputs_and_averaged(net, X, Y):
    Z, A = net.forward_pass(X)
    difference = (A[-1] - Y).sum(axis=0).mean()  # one number for all neurons and examples
    return slopes_of(step_back(net, Z, difference * net.functions[-1].derivative(Z[-1])), A)


def averaged_over_the_outputs(net, X, Y):
    Z, A = net.forward_pass(X)
    last = (A[-1] - Y) * net.functions[-1].derivative(Z[-1]) / len(Y)  # C as a mean over neurons
    return slopes_of(step_back(net, Z, last), A)


def half_forgotten(net, X, Y):
    Z, A = net.forward_pass(X)
    last = 2 * (A[-1] - Y) * net.functions[-1].derivative(Z[-1])  # C_x without its 1/2
    return slopes_of(step_back(net, Z, last), A)


# The step back.


def slope_taken_at_the_activation(net, X, Y):
    Z, A = net.forward_pass(X)
    deltas = [(A[-1] - Y) * net.functions[-1].derivative(Z[-1])]
    for l in reversed(range(len(Z) - 1)):
        slope = net.functions[l].derivative(A[l + 1])  # sigma'(a), where it is sigma'(z)
        deltas.insert(0, net.weights[l + 1].T @ deltas[0] * slope)
    return slopes_of(deltas, A)


# From the errors to the slopes.


def errors_and_activations(net, X, Y):
    Z, A = net.forward_pass(X)
    return step_back(net, Z, (A[-1] - Y) * net.functions[-1].derivative(Z[-1])), A


def mean(array):
    return array.mean(axis=1, keepdims=True)


def average_of_the_last_layer_times_average_slope(net, X, Y):
    Z, A = net.forward_pass(X)
    last = mean(A[-1] - Y) * mean(net.functions[-1].derivative(Z[-1]))  # both factors depend on x
    return slopes_of(step_back(net, Z, last * np.ones_like(Y)), A)


def biases_not_averaged(net, X, Y):
    deltas, A = errors_and_activations(net, X, Y)
    total = [delta.sum(axis=1, keepdims=True) for delta in deltas]  # no 1/m, though the weights have it
    return slopes_of(deltas, A)._replace(biases=total)


def divided_by_m_twice(net, X, Y):
    deltas, A = errors_and_activations(net, X, Y)
    return slopes_of([delta / X.shape[1] for delta in deltas], A)  # 1/m here and again in slopes_of


def slopes_transposed(net, X, Y):
    deltas, A = errors_and_activations(net, X, Y)
    slopes = slopes_of(deltas, A)
    return slopes._replace(weights=[dW.T for dW in slopes.weights])  # a delta^T, not delta a^T


WRONG_IN_SHAPES = [bugs.NotTransposed, bugs.WrongActivation]
HIDDEN_BY_ONE = [bugs.AveragedBeforeSlope, bugs.ProductOfAverages, bugs.SumForMean]
WRONG_IN_NUMBERS = [bugs.SignFlipped, bugs.OutputSlopeLost, bugs.HiddenSlopeLost, *HIDDEN_BY_ONE]


def planted(bug):
    """The backward pass of a bug, as a function of a right network."""

    def wrong(net, X, Y):
        return bugs.plant(bug, net).backpropagate(X, Y)

    wrong.__name__ = bugs.name_of(bug)
    return wrong


WRONG_NUMBERS = [
    *map(planted, WRONG_IN_NUMBERS),
    summed_over_the_outputs,
    summed_over_the_outputs_and_averaged,
    averaged_over_the_outputs,
    half_forgotten,
    slope_taken_at_the_activation,
    average_of_the_last_layer_times_average_slope,
    biases_not_averaged,
    divided_by_m_twice,
]
WRONG_SHAPES = [*map(planted, WRONG_IN_SHAPES), slopes_transposed]

UNEQUAL = [[2, 3, 2], [3, 4, 2], [4, 3, 5, 2], [2, 5, 3, 4, 3]]
SQUARE = [[3, 3, 3], [4, 4, 4, 4]]
seeds = pytest.mark.parametrize("seed", range(3))


def batch_for(sizes, seed):
    return make_case(sizes, "sigmoid", "sigmoid", "auto", m=5, seed=seed)


@seeds
@pytest.mark.parametrize("sizes", UNEQUAL + SQUARE, ids=str)
def test_the_right_formulas_pass(sizes, seed):
    net, X, Y = batch_for(sizes, seed)
    assert check(net, X, Y, right(net, X, Y)).error < 1e-7


@seeds
@pytest.mark.parametrize("sizes", UNEQUAL + SQUARE, ids=str)
@pytest.mark.parametrize("wrong", WRONG_NUMBERS, ids=lambda wrong: wrong.__name__)
def test_the_gradient_check_finds(wrong, sizes, seed):
    net, X, Y = batch_for(sizes, seed)
    assert check(net, X, Y, wrong(net, X, Y)).error > 1e-4


@pytest.mark.parametrize("sizes", UNEQUAL, ids=str)
@pytest.mark.parametrize("wrong", WRONG_SHAPES, ids=lambda wrong: wrong.__name__)
def test_layers_of_unequal_sizes_stop(wrong, sizes):
    net, X, Y = batch_for(sizes, seed=0)
    with pytest.raises(ValueError, match=r"shape|dimension|size"):
        check(net, X, Y, wrong(net, X, Y))


@seeds
@pytest.mark.parametrize("sizes", SQUARE, ids=str)
@pytest.mark.parametrize("wrong", WRONG_SHAPES, ids=lambda wrong: wrong.__name__)
def test_layers_of_equal_sizes_hide_from_numpy_but_not_from_the_gradient_check(wrong, sizes, seed):
    net, X, Y = batch_for(sizes, seed)
    assert check(net, X, Y, wrong(net, X, Y)).error > 1e-4


@pytest.mark.parametrize("wrong", [*map(planted, HIDDEN_BY_ONE), biases_not_averaged])
def test_one_example_alone_cannot_show_a_wrong_average(wrong):
    net, X, Y = batch_for([2, 3, 2], seed=0)
    assert check(net, X[:, :1], Y[:, :1], wrong(net, X[:, :1], Y[:, :1])).error < 1e-7


# The update: all gradients first, then one step.


def one_step(net, X, Y, eta):
    slopes = right(net, X, Y)
    return (
        [W - eta * dW for W, dW in zip(net.weights, slopes.weights, strict=True)],
        [b - eta * db for b, db in zip(net.biases, slopes.biases, strict=True)],
    )


def one_step_updating_early(net, X, Y, eta):
    """Each layer is changed as soon as its error is known: the step back then uses new weights."""
    early = bugs.plant(bugs.UpdatedEarly, net)
    early.update(early.backpropagate(X, Y), eta)
    return early.weights, early.biases


def largest_difference(net, parameters):
    pairs = zip([*net.weights, *net.biases], [*parameters[0], *parameters[1]], strict=True)
    return max(np.abs(mine - other).max() for mine, other in pairs)


@seeds
@pytest.mark.parametrize("sizes", UNEQUAL, ids=str)
def test_an_update_uses_the_old_weights_of_the_next_layer(sizes, seed):
    net, X, Y = batch_for(sizes, seed)
    expected, early = one_step(net, X, Y, eta=10.0), one_step_updating_early(net, X, Y, eta=10.0)
    net.update(net.backpropagate(X, Y), eta=10.0)
    assert largest_difference(net, expected) < 1e-14
    assert largest_difference(net, early) > 1e-4


def test_training_takes_the_same_step_as_an_update():
    net, X, _ = batch_for([3, 4, 2], seed=1)
    dataset = Dataset(X, [0, 1, 1, 0, 1], classes=2)
    expected = one_step(net, dataset.X, dataset.Y, eta=10.0)
    early = one_step_updating_early(net, dataset.X, dataset.Y, eta=10.0)
    net.train(dataset, epochs=1, batch_size=5, eta=10.0)
    assert largest_difference(net, expected) < 1e-13
    assert largest_difference(net, early) > 1e-4
