"""`diagnose` finds what is planted, names it in plain words, and finds nothing in healthy networks."""

import re
from functools import cache

import numpy as np
import pytest

from backprop import Dataset, Network, diagnose, load_digits
from backprop.debugging import bugs
from backprop.debugging.diagnosis import WIDTH


@cache
def digits():
    return load_digits()[0][:400]


def look(net, scale=1.0):
    return diagnose(net, digits().X * scale, digits().Y)


def trained(net, eta=1.0, epochs=2, data=None):
    net.train(data or digits(), epochs=epochs, batch_size=10, eta=eta)
    return net


def the_finding(diagnosis, words):
    """The one finding that has these words in it."""
    (finding,) = [finding for finding in diagnosis.findings if words in finding]
    return finding


# Healthy networks.

HEALTHY = {
    "relu": Network,
    "sigmoid": lambda *sizes, **options: Network(*sizes, activation="sigmoid", **options),
    "softmax": lambda *sizes, **options: Network(*sizes, cost="cross-entropy", **options),
    "binary": lambda *sizes, **options: Network(*sizes, cost="cross-entropy", output="sigmoid", **options),
    "single": lambda *sizes, **options: Network(*sizes, dtype=np.float32, **options),
}


@pytest.mark.parametrize(("sizes", "seed"), [([64, 20, 10], 0), ([64, 30, 20, 10], 1)], ids=str)
@pytest.mark.parametrize("kind", HEALTHY)
def test_nothing_is_found_in_a_healthy_network_before_and_after_training(kind, sizes, seed):
    net = HEALTHY[kind](sizes, seed=seed)
    assert look(net).findings == ()
    eta = {"sigmoid": 5.0, "softmax": 0.2, "binary": 0.2}.get(kind, 1.0)
    assert look(trained(net, eta, epochs=3)).findings == ()


def test_nothing_is_found_where_the_targets_are_numbers_and_not_labels():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(3, 30))
    net = Network([3, 20, 1], output="relu", seed=1)
    assert diagnose(net, X, np.abs(X).sum(axis=0, keepdims=True)).findings == ()


def test_a_network_without_a_hidden_layer_is_looked_at_as_well():
    assert look(Network([64, 10], seed=0)).findings == ()


# Sick layers.


def test_saturated_sigmoids_are_found():
    net = Network([64, 100, 100, 10], "sigmoid", seed=1)
    net.set_parameters([3 * W + 2 * np.sign(W) for W in net.weights], net.biases)
    diagnosis = look(net)
    assert diagnosis.layers[1].saturated > 0.5
    assert the_finding(diagnosis, "layer 1: ").startswith("layer 1: ")
    assert "saturated" in the_finding(diagnosis, "layer 1: ")


def test_the_saturated_share_counts_slopes_below_a_hundredth_of_the_steepest():
    net = Network([1, 1, 1], "sigmoid", seed=0)
    net.set_parameters([[[1.0]], [[1.0]]], [[[0.0]], [[0.0]]])
    X = np.array([[-7.0, -5.9, 0.0, 5.9, 7.5]])  # σ'(z) is a hundredth of 1/4 near ±5.98
    assert diagnose(net, X, np.zeros((1, 5))).layers[0].saturated == 2 / 5


def test_dead_relus_are_counted_and_found():
    net = Network([64, 20, 10], seed=1)
    biases = [net.biases[0].copy(), net.biases[1]]
    biases[0][:12] = -100
    net.set_parameters(net.weights, biases)
    diagnosis = look(net)
    assert diagnosis.layers[0].dead == 12
    assert the_finding(diagnosis, "dead").startswith(
        "layer 0: 12 of 20 neurons are dead, 0 for every example"
    )


def test_dead_relus_are_not_called_so_on_a_handful_of_examples():
    net = Network([64, 20, 10], seed=1)
    biases = [net.biases[0] - 100, net.biases[1]]
    net.set_parameters(net.weights, biases)
    few = diagnose(net, digits().X[:, :5], digits().Y[:, :5])
    assert few.layers[0].dead == 20
    assert "dead" not in " ".join(few.findings)


def test_a_layer_that_no_error_reaches_is_found():
    net = Network([64, 20, 10], seed=1)
    net.set_parameters(net.weights, [net.biases[0] - 100, net.biases[1]])
    assert the_finding(look(net), "no error").startswith("layer 0: no error comes back")


def test_errors_that_fade_with_depth_are_found_layer_by_layer():
    diagnosis = look(Network([64] + [20] * 6 + [10], "sigmoid", seed=1))
    deltas = [layer.delta for layer in diagnosis.layers]
    assert deltas == sorted(deltas)
    assert re.match(r"layers 0, 1, 2: the errors are up to [\d,]+ times smaller", diagnosis.findings[-1])


def test_errors_that_grow_towards_the_input_are_found():
    net = Network([64] + [20] * 6 + [10], seed=1)
    net.set_parameters([4 * W for W in net.weights], net.biases)
    assert "times larger than at the output" in " ".join(look(net).findings)


def test_the_norms_are_those_of_the_errors_and_of_the_gradients():
    net = Network([64, 20, 10], seed=1)
    X, Y = digits().X, digits().Y
    deltas, slopes = net.errors(*net.forward_pass(X), Y), net.backpropagate(X, Y).weights
    for layer in look(net).layers:
        delta, dW, W = deltas[layer.number], slopes[layer.number], net.weights[layer.number]
        assert layer.delta == pytest.approx(np.sqrt((delta**2).sum() / delta.size))
        assert layer.relative == pytest.approx(np.sqrt((dW**2).sum() / (W**2).sum()))


def test_neurons_that_are_all_alike_are_found():
    net = Network([64, 20, 10], seed=1)
    net.set_parameters([np.full_like(W, 0.1) for W in net.weights], net.biases)
    assert the_finding(look(net), "layer 0").startswith("layer 0: all neurons have the same weights")


def test_outputs_that_are_wrong_and_saturated_are_found():
    net = Network([64, 20, 10], seed=1)
    net.set_parameters(net.weights, [net.biases[0], net.biases[1] + 20])
    assert "for 100% of the examples an output is far off" in the_finding(look(net), "layer 1")


def test_the_cross_entropy_keeps_its_slope_at_outputs_that_are_wrong_and_saturated():
    net = Network([64, 20, 10], cost="cross-entropy", output="sigmoid", seed=1)
    net.set_parameters(net.weights, [net.biases[0], net.biases[1] + 20])
    assert "far off" not in " ".join(look(net).findings)


def test_outputs_that_are_all_dead_are_found():
    net = Network([64, 20, 10], output="relu", seed=1)
    net.set_parameters(net.weights, [net.biases[0], net.biases[1] - 100])
    assert "the error at the output is 0 for every example" in " ".join(look(net).findings)


def test_one_output_that_is_dead_is_found():
    net = Network([64, 20, 10], output="relu", seed=1)
    biases = net.biases[1] + 5
    biases[4] = -100
    net.set_parameters(net.weights, [net.biases[0], biases])
    assert the_finding(look(net), "dead").startswith("layer 1: 1 of 10 outputs are dead, and never learn")


# Sick data.


@pytest.mark.parametrize(("scale", "says"), [(15.5, "inputs reach 15.5"), (1e-3, "no input is beyond 0.001")])
def test_inputs_that_are_not_scaled_are_found(scale, says):
    assert the_finding(look(Network([64, 20, 10], seed=1), scale), "scale them").startswith(says)


def test_whole_pixels_are_refused_in_one_line_as_everywhere():
    with pytest.raises(ValueError, match=r"^X holds whole numbers from 0 to 255; expected pixels in 0\.\.1"):
        diagnose(Network([64, 20, 10], seed=1), np.round(digits().X * 255), digits().Y)


def test_a_label_that_never_occurs_is_found():
    some = digits()[np.flatnonzero((digits().labels != 4) & (digits().labels != 7))]
    diagnosis = diagnose(Network([64, 20, 10], seed=1), some.X, some.Y)
    assert the_finding(diagnosis, "never a 1").startswith("never a 1 in rows 4, 7 of Y")


def test_one_and_the_same_answer_for_all_is_found():
    digit = digits()[np.flatnonzero(digits().labels == 3)]
    net = trained(Network([64, 20, 10], seed=1), epochs=20, data=digit)
    assert "the answer is 3 for all 400 examples" in " ".join(look(net).findings)


def test_a_network_that_learned_only_the_mean_of_the_targets_is_found():
    net = trained(bugs.ShuffledLabels([64, 10, 10], "sigmoid", seed=1), epochs=6)
    assert the_finding(look(net), "mean").startswith("the answer is the mean of all targets")


def test_targets_that_the_outputs_cannot_reach_are_found():
    Y = 9.0 * digits().Y
    assert "targets go from 0 to 9" in " ".join(
        diagnose(Network([64, 20, 10], seed=1), digits().X, Y).findings
    )
    relu = Network([64, 20, 10], output="relu", seed=1)
    assert "targets go down to -9" in " ".join(diagnose(relu, digits().X, -Y).findings)


# Bugs.

IN_THE_SLOPES = [bug for bug in bugs.ALL if bug not in (bugs.UpdatedEarly, bugs.ShuffledLabels)]


@pytest.mark.parametrize("bug", IN_THE_SLOPES, ids=lambda bug: bug.__name__)
def test_a_wrong_gradient_is_found_and_its_parameter_named(bug):
    diagnosis = look(bugs.plant(bug, Network([64, 10, 10], "sigmoid", seed=1)))
    assert re.match(
        r"the gradients are wrong: (weights|biases)\[\d\]\[\d+, \d+\] has", diagnosis.findings[-1]
    )
    assert "gradient check: FAILED" in repr(diagnosis)
    assert "step check:     passed" in repr(diagnosis)


def test_a_wrong_step_is_found():
    diagnosis = look(bugs.plant(bugs.UpdatedEarly, Network([64, 10, 10], "sigmoid", seed=1)))
    assert diagnosis.findings[-1].startswith("update does not take -eta times the gradients")
    assert "gradient check: passed" in repr(diagnosis)
    assert "step check:     FAILED" in repr(diagnosis)


def test_slopes_that_drown_in_rounding_are_not_called_wrong():
    net = Network([64, 10, 10], "sigmoid", seed=1)
    net.set_parameters(net.weights, [net.biases[0], net.biases[1] + 25])
    assert "wrong" not in " ".join(look(net).findings)


# How it reads.


def test_a_healthy_network_reads_as_one_narrow_table():
    text = repr(look(trained(Network([64, 20, 10], seed=1))))
    assert text.startswith("Network 64-20-10\nrelu hidden, sigmoid output\n400 examples, cost 0.")
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "gradient check: passed, 150 of 1,510 slopes, 5 examples" in " ".join(text.split())
    assert text.endswith("Nothing found that keeps it from learning.")


def test_a_sick_network_reads_as_a_table_with_its_findings_below():
    text = repr(look(Network([64] + [20] * 6 + [10], "sigmoid", seed=1)))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "\n! layers 0, 1, 2: the errors are up to" in text
    assert "Nothing found" not in text


def test_one_example_is_said_to_be_too_few_to_show_a_wrong_mean():
    one = diagnose(Network([64, 10, 10], "sigmoid", seed=1), digits().X[:, :1], digits().Y[:, :1])
    assert one.checked == 1
    assert "1 example, which cannot show a wrong mean" in " ".join(repr(one).split())
    assert "\n1 example, cost" in repr(one)


def test_a_network_whose_every_nudge_meets_a_corner_has_nothing_to_compare():
    net = Network([1, 1], output="relu", seed=0)
    net.set_parameters([[[1.0]]], [[[-1.0]]])
    diagnosis = diagnose(net, np.ones((1, 1)), np.zeros((1, 1)))
    assert diagnosis.gradients is None
    assert "gradient check: nothing to compare" in repr(diagnosis)


def test_a_diagnosis_changes_nothing_and_is_the_same_again():
    net = trained(Network([64, 20, 10], seed=1))
    before = [array.copy() for array in [*net.weights, *net.biases]]
    state = repr(net._shuffling.bit_generator.state)
    first = look(net)
    assert repr(look(net)) == repr(first)
    assert look(net) == first
    assert repr(net._shuffling.bit_generator.state) == state
    for array, copy in zip([*net.weights, *net.biases], before, strict=True):
        assert np.array_equal(array, copy)


@pytest.mark.parametrize(
    ("net", "X", "Y", "says"),
    [
        ("a net", [[1.0]], [[1.0]], "net is 'a net'; expected a Network"),
        (Network([2, 1], seed=0), np.ones((3, 4)), np.ones((1, 4)), "X has shape (3, 4); expected (2, m)"),
        (Network([2, 1], seed=0), np.ones((2, 4)), np.ones((1, 3)), "Y has shape (1, 3); expected (1, 4)"),
        (Network([2, 1], seed=0), np.full((2, 4), np.nan), np.ones((1, 4)), "X holds NaN or infinity"),
    ],
)
def test_bad_input_is_refused_in_one_line(net, X, Y, says):
    with pytest.raises(ValueError, match="^" + re.escape(says)) as error:
        diagnose(net, X, Y)
    assert "\n" not in str(error.value)


def test_a_subclass_with_wrong_shapes_says_so_itself():
    with pytest.raises(ValueError, match=r"shape|dimension|size"):
        diagnose(bugs.WrongActivation([64, 12, 10], "sigmoid", seed=1), digits().X, digits().Y)


def test_a_dataset_without_columns_of_one_label_has_no_constant_answer():
    alone = Dataset(digits().X, np.full(400, 3))
    net = trained(Network([64, 20, 10], seed=1), epochs=3, data=alone)
    assert "the answer is" not in " ".join(diagnose(net, alone.X, alone.Y).findings)
