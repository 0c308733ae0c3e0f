"""The gradient check itself: it finds what is planted, names it, and leaves the network alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import cases, make_case, numbered_case

from backprop import Gradients, Network
from backprop.debugging import bugs
from backprop.examples import running_network
from backprop.gradcheck import NothingToCompareError, central_differences, check, check_step
from backprop.looped import LoopedNetwork


def sigmoid_cases():
    return cases(activations=["sigmoid"])


def largest(slopes):
    return max(float(np.abs(array).max()) for array in [*slopes.weights, *slopes.biases])


@given(sigmoid_cases(), st.data())
def test_the_planted_error_is_named(case, data):
    net, X, Y = case
    slopes = net.backpropagate(X, Y)
    kind = data.draw(st.sampled_from(["weights", "biases"]))
    l = data.draw(st.integers(0, len(net.weights) - 1))
    array = getattr(slopes, kind)[l]
    j, k = (data.draw(st.integers(0, size - 1)) for size in array.shape)
    right = array[j, k]
    array[j, k] += data.draw(st.sampled_from([1, -1])) * largest(slopes)
    report = check(net, X, Y, slopes)
    assert report.parameter == f"{kind}[{l}][{j}, {k}]"
    assert report.error > 0.4
    assert report.backprop == array[j, k]
    assert report.measured == pytest.approx(right, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("output", ["sigmoid", "relu"])
def test_an_error_however_large_is_relative_to_the_larger_of_the_two_slopes(output):
    net, x, y = Network([2, 3, 2], "sigmoid", output, seed=0), np.ones((2, 1)), np.zeros((2, 1))
    if output == "relu":  # dead: every slope is 0
        net.set_parameters(net.weights, [net.biases[0], net.biases[1] - 100])
    slopes = net.backpropagate(x, y)
    slopes.weights[0][2, 1] = 1e6
    report = check(net, x, y, slopes)
    assert report.parameter == "weights[0][2, 1]"
    assert report.error == pytest.approx(1)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("everywhere", [False, True])
def test_slopes_that_are_not_numbers_are_infinitely_wrong(bad, everywhere, recwarn):
    net, x, y = running_network()
    slopes = net.backpropagate(x, y)
    slopes.biases[0][slice(None) if everywhere else 1] = bad
    report = check(net, x, y, slopes)
    assert report.error == np.inf
    assert report.parameter == f"biases[0][{0 if everywhere else 1}, 0]"
    assert len(recwarn) == 0


def test_slopes_of_a_wrong_shape_are_refused_by_name():
    net, x, y = running_network()
    weights, biases = net.backpropagate(x, y)
    with pytest.raises(ValueError, match=r"^gradients\.weights\[0\] has shape \(2, 3\); expected \(3, 2\)$"):
        check(net, x, y, Gradients([weights[0].T, weights[1]], biases))
    with pytest.raises(ValueError, match=r"^gradients\.biases\[1\] has shape \(2,\); expected \(2, 1\)$"):
        check(net, x, y, Gradients(weights, [biases[0], biases[1].ravel()]))
    with pytest.raises(ValueError, match=r"^gradients\.biases has 1 arrays; expected 2, one for each layer$"):
        check(net, x, y, Gradients(weights, biases[:1]))


@given(cases())
def test_a_check_leaves_the_network_and_the_batch_untouched(case):
    net, X, Y = case
    before = [array.copy() for array in [*net.weights, *net.biases, X, Y]]
    state = repr(net._shuffling.bit_generator.state)
    check(net, X, Y)
    for array, copy in zip([*net.weights, *net.biases, X, Y], before, strict=True):
        assert np.array_equal(array, copy)
    assert repr(net._shuffling.bit_generator.state) == state


def test_a_network_in_single_precision_is_checked_in_double_and_stays_single():
    net, X, Y = numbered_case(2, dtype=np.float32)
    assert check(net, X, Y).error < 1e-7
    assert net.weights[0].dtype == np.float32


def test_the_gradients_of_a_subclass_are_the_ones_checked():
    class Wrong(LoopedNetwork):
        def gradients(self, X, Y):
            weights, biases = super().gradients(X, Y)
            biases[-1] = -biases[-1]
            return Gradients(weights, biases)

    report = check(Wrong([2, 3, 2], "sigmoid", seed=0), np.ones((2, 1)), np.zeros((2, 1)))
    assert report.parameter.startswith("biases[1]")
    assert report.error == pytest.approx(2)


# Corners of ReLU.


def network_at_a_corner():
    """One hidden ReLU of two stands with z = 1e-6 before its corner, the other far from its own."""
    net = Network([1, 2, 1], seed=0)
    net.set_parameters([[[1.0], [1.0]], [[1.0, 1.0]]], [[[-1.0 + 1e-6], [1.0]], [[0.5]]])
    return net, np.ones((1, 1)), np.zeros((1, 1))


def test_a_slope_at_a_corner_is_left_out_and_counted():
    report = check(*network_at_a_corner())
    assert (report.compared, report.kinks) == (5, 2)
    assert report.error < 1e-7
    assert "5 slopes compared,\n2 left out at a corner of ReLU" in str(report)


def test_a_slope_at_a_corner_is_measured_as_nan():
    measured = central_differences(*network_at_a_corner())
    assert np.isnan(measured.weights[0]).tolist() == [[True], [False]]
    assert np.isnan(measured.biases[0]).tolist() == [[True], [False]]
    assert np.isfinite(measured.weights[1]).all()


def test_a_smaller_nudge_does_not_reach_the_corner():
    assert check(*network_at_a_corner(), h=1e-7).kinks == 0


def test_a_check_that_could_compare_nothing_does_not_pass():
    net = Network([1, 1], output="relu", seed=0)
    net.set_parameters([[[1.0]]], [[[-1.0]]])
    with pytest.raises(NothingToCompareError, match="every nudge moves a ReLU across its corner"):
        check(net, np.ones((1, 1)), np.zeros((1, 1)))


def test_a_report_reads_as_five_short_lines():
    lines = str(check(*running_network())).splitlines()
    assert lines[0] == "17 slopes compared"
    assert [line.split()[0] for line in lines[1:]] == ["worst:", "backprop", "measured", "relative"]
    assert max(map(len, lines)) <= 44


# A sample of the slopes.


def test_a_sample_measures_so_many_slopes_of_each_array_and_the_same_ones_every_time():
    net, X, Y = make_case([3, 4, 2], "sigmoid", "sigmoid", "auto", m=5, seed=2)
    measured = central_differences(net, X, Y, sample=3)
    counts = [int(np.isfinite(slopes).sum()) for slopes in [*measured.weights, *measured.biases]]
    assert counts == [3, 3, 3, 2]
    everything, again = central_differences(net, X, Y), central_differences(net, X, Y, sample=3)
    for part, whole, other in zip(measured.weights, everything.weights, again.weights, strict=True):
        assert np.array_equal(part, other, equal_nan=True)
        assert np.array_equal(part[np.isfinite(part)], whole[np.isfinite(part)])


def test_a_sampled_check_says_how_many_it_compared_and_takes_none_of_the_others_for_a_corner():
    net, X, Y = make_case([3, 4, 2], "relu", "sigmoid", "auto", m=5, seed=2)
    report = check(net, X, Y, sample=3)
    assert (report.compared, report.kinks) == (11, 0)
    assert report.error < 1e-7
    assert check(bugs.plant(bugs.SignFlipped, net), X, Y, sample=3).error > 1


# The step.


def test_a_right_step_passes_whatever_its_size():
    net, X, Y = make_case([3, 4, 2], "relu", "sigmoid", "auto", m=5, seed=2)
    assert max(check_step(net, X, Y, eta) for eta in (1e-3, 1.0, 100.0)) < 1e-9


def test_a_step_check_leaves_the_network_as_it_was_and_knows_bad_etas():
    net, X, Y = make_case([3, 4, 2], "sigmoid", "sigmoid", "auto", m=5, seed=2)
    before = [array.copy() for array in [*net.weights, *net.biases]]
    assert check_step(bugs.plant(bugs.UpdatedEarly, net), X, Y) > 1e-3
    check_step(net, X, Y)
    for array, copy in zip([*net.weights, *net.biases], before, strict=True):
        assert np.array_equal(array, copy)
    with pytest.raises(ValueError, match=r"^eta is 0; expected a positive, finite number$"):
        check_step(net, X, Y, eta=0)


@pytest.mark.parametrize("hidden", [1, 4, 8, 12, 14])
def test_a_layer_with_the_wrong_sign_is_found_at_any_depth_and_a_right_one_is_right(hidden):
    net = Network([6, *[8] * hidden, 3], activation="sigmoid", seed=1)
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(6, 4)), np.eye(3)[:, [0, 1, 2, 0]]
    right, wrong = check(net, X, Y), net.backpropagate(X, Y)
    wrong.weights[0][:] *= -1
    found = check(net, X, Y, wrong)
    assert right.error < 5e-5
    assert found.error > 1e-4
    assert found.parameter.startswith("weights[0]")


def test_the_pair_that_the_exercise_returns_is_taken_as_it_is():
    net, rng = Network([3, 4, 2], activation="sigmoid", seed=1), np.random.default_rng(0)
    X, Y = rng.random((3, 2)), rng.random((2, 2))
    dW, db = net.backpropagate(X, Y)
    assert check(net, X, Y, (dW, db)) == check(net, X, Y)
