"""The gallery of chapter 11: each bug runs, is what it says, and is found by the checks the chapter names."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from strategies import make_case

from backprop import Gradients, Network, load_digits
from backprop.debugging import bugs

ROOT = Path(bugs.__file__).parents[2]
FOUND_BY = {
    Network: [],
    bugs.SignFlipped: ["m=1", "m=5"],
    bugs.OutputSlopeLost: ["m=1", "m=5"],
    bugs.AveragedBeforeSlope: ["m=5"],
    bugs.HiddenSlopeLost: ["m=1", "m=5"],
    bugs.NotTransposed: ["m=1", "m=5"],
    bugs.WrongActivation: ["m=1", "m=5"],
    bugs.ProductOfAverages: ["m=5"],
    bugs.SumForMean: ["m=5"],
    bugs.UpdatedEarly: ["step"],
    bugs.ShuffledLabels: ["pairs"],
}
every_bug = pytest.mark.parametrize("bug", bugs.ALL, ids=lambda bug: bug.__name__)


@cache
def row(kind):
    return bugs.examine(kind, *load_digits())


@cache
def data():
    train, _ = load_digits()
    return train[:60]


def square():
    return Network([64, 10, 10], "sigmoid", seed=4)


def lists(gradients):
    return np.concatenate([array.ravel() for array in [*gradients.weights, *gradients.biases]])


def test_the_table_above_has_every_bug():
    assert set(FOUND_BY) == {Network, *bugs.ALL}


@pytest.mark.parametrize("kind", FOUND_BY, ids=lambda kind: kind.__name__)
def test_a_bug_is_found_by_exactly_the_checks_of_the_chapter(kind):
    assert bugs.checks_that_find(kind, square(), data()) == FOUND_BY[kind]


@every_bug
def test_a_bug_trains_without_an_exception_where_layers_have_equal_sizes(bug):
    net = bug([64, 10, 10], "sigmoid", seed=1)
    history = net.train(data(), epochs=1, batch_size=10, eta=1.0, test=data())
    assert np.isfinite(history.cost[0])


@every_bug
@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_a_bug_changes_what_a_network_learns(bug, activation):
    nets = [kind([64, 10, 10], activation, seed=1) for kind in (Network, bug)]
    for net in nets:
        net.train(data(), epochs=1, batch_size=10, eta=1.0)
    assert max(np.abs(a - b).max() for a, b in zip(nets[0].weights, nets[1].weights, strict=True)) > 1e-4


@pytest.mark.parametrize("bug", [bugs.NotTransposed, bugs.WrongActivation])
def test_unequal_layers_stop_a_wrong_shape(bug):
    net = Network([64, 12, 10], "sigmoid", seed=1)
    assert bugs.checks_that_find(bug, net, data()) == ["shapes"]


def test_a_bug_that_shapes_stop_has_a_row_without_numbers():
    train = data()
    rows = [bugs.examine(bug, train, train, (64, 12, 10), epochs=1) for bug in (Network, bugs.NotTransposed)]
    assert rows[1].accuracy == []
    assert bugs.table(rows).splitlines()[-1].split() == ["not", "transposed", "found", "by", "shapes"]


@every_bug
def test_a_planted_network_has_the_parameters_of_the_right_one(bug):
    net = make_case([3, 4, 2], "sigmoid", "sigmoid", "auto", m=1, seed=2).net
    planted = bugs.plant(bug, net)
    assert type(planted) is bug
    assert np.array_equal(lists(planted), lists(net))
    planted.weights[0][0, 0] += 1
    assert not np.array_equal(lists(planted), lists(net))


def test_an_early_update_carries_errors_back_through_weights_that_are_new():
    net, X, Y = make_case([3, 4, 2], "sigmoid", "sigmoid", "auto", m=5, seed=2)
    planted, eta = bugs.plant(bugs.UpdatedEarly, net), 2.0
    planted.update(planted.backpropagate(X, Y), eta)
    net_slopes = net.backpropagate(X, Y)
    new = net.weights[1] - eta * net_slopes.weights[1]
    Z, A = net.forward_pass(X)
    last = net.errors(Z, A, Y)[-1]
    delta = (new.T @ last) * net.functions[0].derivative(Z[0])
    assert np.allclose(planted.weights[1], new, rtol=0, atol=1e-14)
    assert np.allclose(planted.weights[0], net.weights[0] - eta * delta @ X.T / 5, rtol=0, atol=1e-14)
    assert np.allclose(planted.biases[0][:, 0], net.biases[0][:, 0] - eta * delta.mean(axis=1))


def test_an_early_update_without_a_batch_is_an_ordinary_one():
    net, X, Y = make_case([3, 4, 2], "sigmoid", "sigmoid", "auto", m=5, seed=2)
    planted = bugs.plant(bugs.UpdatedEarly, net)
    gradients = net.backpropagate(X, Y)
    planted.update(gradients, 1.0)
    net.update(gradients, 1.0)
    assert np.array_equal(lists(planted), lists(net))


def test_shuffled_labels_leave_the_readers_data_alone():
    dataset = data()
    labels = dataset.labels.copy()
    bugs.ShuffledLabels([64, 5, 10], seed=0).train(dataset, epochs=1)
    assert np.array_equal(dataset.labels, labels)


def test_looking_at_the_pairs_accepts_a_right_network_of_any_kind():
    assert bugs.pairs_kept(Network([64, 5, 10], seed=0), data())
    assert bugs.pairs_kept(bugs.SignFlipped([64, 5, 10], seed=0), data())
    assert not bugs.pairs_kept(bugs.ShuffledLabels([64, 5, 10], seed=0), data())


# Angles.


def gradients(*numbers):
    return Gradients([np.array([numbers[:-1]], dtype=float)], [np.array([[float(numbers[-1])]])])


@pytest.mark.parametrize(
    ("one", "other", "degrees"),
    [
        ((3, 0, 0), (5, 0, 0), 0),
        ((1, 0, 0), (0, 0, 2), 90),
        ((1, 0, 1), (-2, 0, -2), 180),
        ((1, 0), (1, 1), 45),
    ],
)
def test_the_angle_is_that_between_two_lists(one, other, degrees):
    assert bugs.angle(gradients(*one), gradients(*other)) == pytest.approx(degrees, abs=1e-5)


def test_the_length_is_the_root_of_the_sum_of_the_squares():
    assert bugs.length(gradients(2, 3, 6)) == 7


def test_the_step_of_a_right_network_is_its_gradient():
    net, dataset = square(), data()
    truth = net.backpropagate(dataset.X, dataset.Y)
    step = bugs.step_taken(net, dataset, eta=0.5)
    assert np.allclose(lists(step), lists(truth), rtol=0, atol=1e-13)


# What the chapter says of the run.


def test_the_right_network_is_at_no_angle():
    right = row(Network)
    assert (round(right.start), round(right.later), round(right.length)) == (0, 0, 1)


def test_only_the_flipped_sign_points_uphill():
    assert round(row(bugs.SignFlipped).later) == 180
    assert all(row(bug).later < 90 for bug in bugs.ALL if bug is not bugs.SignFlipped)


def test_a_sum_for_a_mean_points_the_right_way_and_is_m_times_too_long():
    summed = row(bugs.SumForMean)
    assert summed.later == pytest.approx(0, abs=1e-4)
    assert summed.length == pytest.approx(100)


def test_a_lost_slope_is_ahead_of_the_right_network_at_first_and_behind_at_the_end():
    right, wrong = row(Network).accuracy, row(bugs.HiddenSlopeLost).accuracy
    assert wrong[0] > right[0] + 0.05
    assert wrong[-1] < right[-1] - 0.05


class SlopeAtTheActivation(Network):
    """The solution of the chapter's exercise "Plant your own"."""

    def errors(self, weighted_inputs, activations, Y):
        deltas = super().errors(weighted_inputs, activations, Y)
        wrong = self.functions[0].derivative(activations[1])
        return [(self.weights[1].T @ deltas[1]) * wrong, deltas[1]]


def test_a_slope_at_the_activation_stops_short_as_the_solution_says():
    own = bugs.examine(SlopeAtTheActivation, *load_digits(), epochs=40)
    shares = [round(100 * share) for share in own.accuracy]
    assert (round(own.later), shares[5], shares[39]) == (11, 89, 91)
    assert own.caught == ["m=1", "m=5"]
    right = bugs.examine(Network, *load_digits(), epochs=40)
    assert [round(100 * right.accuracy[epoch - 1]) for epoch in (6, 40)] == [97, 99]


def test_an_early_update_cannot_be_told_by_its_accuracy():
    assert abs(row(bugs.UpdatedEarly).accuracy[-1] - row(Network).accuracy[-1]) < 0.02


# The script.


def test_every_bug_says_its_symptom_and_its_fix_in_one_line():
    for bug in bugs.ALL:
        assert "\n" not in bug.__doc__
        assert len(bug.__doc__.split(". ")) == 2


def test_the_table_has_two_lines_for_each_and_is_narrow_enough_for_a_phone():
    rows = [row(kind) for kind in FOUND_BY]
    lines = bugs.table(rows).splitlines()
    assert len(lines) == 2 + 2 * len(rows)
    assert max(map(len, lines)) <= 44
    assert lines[2].startswith("right ")
    assert lines[2].endswith(" -")
    for line, (kind, ways) in zip(lines[2::2], FOUND_BY.items(), strict=True):
        assert line.startswith(bugs.name_of(kind))
        assert line.endswith(" ".join(ways) or "-")


def test_the_script_prints_the_table_and_all_symptoms():
    command = [sys.executable, "-m", "backprop.debugging.bugs", "--epochs", "1"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.startswith(" ")
    assert "sign flipped: The cost rises" in run.stdout
    assert run.stdout.count("\n") == 2 + 2 * (1 + 10) + 1 + 10


def test_the_script_refuses_no_epochs_in_one_line(capsys):
    with pytest.raises(SystemExit) as stop:
        bugs.main(["--epochs", "0"])
    assert stop.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1].endswith("epochs is 0; expected at least 1")
