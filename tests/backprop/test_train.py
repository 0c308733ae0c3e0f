"""Training: what it reads, what it changes, what it shows and what it returns."""

import os
import pty
import re
import subprocess
import sys
import termios
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import cases, difference, training_runs

from backprop import Dataset, Gradients, Network, load_digits, network


class Watching(Network):
    """Notes the inputs and targets of every batch that it learns from."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.batches = []

    def gradients(self, X, Y):
        self.batches.append((X, Y))
        return super().gradients(X, Y)


def numbered(n):
    """A data set whose example k holds k in its only input, with label k mod 2."""
    return Dataset(np.arange(n, dtype=float).reshape(1, n), np.arange(n) % 2, classes=2)


def clouds(n=60, seed=0):
    """Two clouds of points in the plane, easy to tell apart."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(2, size=n)
    return Dataset(rng.normal(size=(2, n)) + 4 * labels - 2, labels, classes=2)


def network_for(dataset, **options):
    options = {"seed": 0, **options}
    return Network([dataset.X.shape[0], 4, dataset.classes], **options)


@pytest.fixture(scope="module")
def digits():
    return load_digits()


# It learns.


def test_it_reads_nine_in_ten_handwritten_digits_after_a_few_epochs(digits):
    train, test = digits
    net = Network([64, 30, 10], seed=0)
    before = net.cost(train.X, train.Y)
    history = net.train(train, epochs=5, batch_size=10, eta=1.0, test=test)
    assert history.accuracy[-1] >= 0.9
    assert history.cost[0] < before / 2
    assert history.cost[-1] < history.cost[0] / 2


@pytest.mark.parametrize(
    ("activation", "init", "eta"), [("sigmoid", "normal", 3.0), ("sigmoid", "auto", 3.0), ("relu", "he", 0.5)]
)
def test_every_kind_of_network_learns_the_digits(digits, activation, init, eta):
    train, test = digits
    net = Network([64, 20, 10], activation, init=init, seed=1)
    assert net.train(train, epochs=10, batch_size=10, eta=eta, test=test).accuracy[-1] >= 0.85


# Batches.


@given(training_runs())
def test_each_example_is_used_exactly_once_in_every_epoch(run):
    dataset, arguments = run
    net = Watching([len(dataset.X), 3, dataset.classes], seed=5)
    net.train(dataset, **arguments)
    n, size, epochs = len(dataset), arguments["batch_size"], arguments["epochs"]
    expected = [min(size, n - first) for first in range(0, n, size)]
    assert [X.shape[1] for X, _ in net.batches] == expected * epochs
    all_pairs = sorted(map(tuple, np.vstack([dataset.X, dataset.Y]).T.tolist()))
    for epoch in range(epochs):
        used = net.batches[epoch * len(expected) : (epoch + 1) * len(expected)]
        pairs = np.hstack([np.vstack([X, Y]) for X, Y in used])
        assert sorted(map(tuple, pairs.T.tolist())) == all_pairs


def orders(seed, epochs=4, sizes=(1, 3, 2)):
    net = Watching(sizes, seed=seed)
    net.train(numbered(23), epochs=epochs, batch_size=23)
    return [X[0].astype(int).tolist() for X, _ in net.batches]


def test_the_order_differs_from_epoch_to_epoch_and_from_seed_to_seed():
    drawn = orders(seed=0) + orders(seed=1)
    assert len({tuple(order) for order in drawn}) == 8
    assert list(range(23)) not in drawn


def test_the_order_depends_on_the_seed_and_not_on_the_size_of_the_network():
    assert orders(seed=0) == orders(seed=0)
    assert orders(seed=0, sizes=(1, 9, 9, 2)) == orders(seed=0)


def test_the_order_is_not_drawn_from_the_numbers_of_the_first_parameters():
    rng = np.random.default_rng(0)
    assert orders(seed=0, epochs=1) != [rng.permutation(23).tolist()]


@given(training_runs())
def test_the_callers_data_are_neither_changed_nor_reordered(run):
    dataset, arguments = run
    X, labels = dataset.X.copy(), dataset.labels.copy()
    X.flags.writeable = labels.flags.writeable = False
    own = Dataset(X, labels, dataset.classes)
    net = Network([len(X), dataset.classes], seed=1)
    net.train(own, test=own, **arguments)
    assert own.X.tobytes() == X.tobytes() == dataset.X.tobytes()
    assert own.Y.tobytes() == dataset.Y.tobytes()
    assert own.labels.tobytes() == labels.tobytes() == dataset.labels.tobytes()


# The same seed, the same run.


@given(training_runs())
def test_one_seed_gives_bitwise_the_same_training(run):
    dataset, arguments = run
    one, same = network_for(dataset), network_for(dataset)
    first = one.train(dataset, test=dataset, **arguments)
    np.random.default_rng(0).normal(size=10)
    second = same.train(dataset, test=dataset, **arguments)
    assert difference(one, same) == 0
    assert (first.cost, first.accuracy) == (second.cost, second.accuracy)


@given(training_runs())
def test_two_trainings_of_one_epoch_are_one_training_of_two(run):
    dataset, arguments = run
    one, other = network_for(dataset), network_for(dataset)
    together = one.train(dataset, **{**arguments, "epochs": 2})
    apart = [other.train(dataset, **{**arguments, "epochs": 1}).cost[0] for _ in range(2)]
    assert difference(one, other) == 0
    assert together.cost == apart


def test_watching_test_data_does_not_change_the_training():
    alone, watched = network_for(clouds()), network_for(clouds())
    alone.train(clouds(), epochs=2)
    watched.train(clouds(), epochs=2, test=clouds(seed=1))
    assert difference(alone, watched) == 0


def test_a_full_batch_is_one_step_of_gradient_descent():
    dataset, net, stepped = clouds(), network_for(clouds()), network_for(clouds())
    net.train(dataset, epochs=1, batch_size=60, eta=0.7)
    stepped.update(stepped.backpropagate(dataset.X, dataset.Y), eta=0.7)
    assert difference(net, stepped) < 1e-13


@given(training_runs())
def test_training_is_one_update_after_another(run):
    dataset, arguments = run
    net = Watching([len(dataset.X), 4, dataset.classes], seed=0)
    stepped = network_for(dataset)
    net.train(dataset, **{**arguments, "eta": 0.3})
    for X, Y in net.batches:
        stepped.update(stepped.backpropagate(X, Y), eta=0.3)
    assert difference(net, stepped) < 1e-12


def test_the_layout_of_the_data_in_memory_makes_no_difference():
    X, labels = clouds().X, clouds().labels
    nets = []
    for order in "CF":
        dataset = Dataset(np.array(X, order=order), labels, classes=2)
        nets.append(Watching([2, 4, 2], seed=0))
        nets[-1].train(dataset, epochs=2, batch_size=7)
    assert difference(*nets) == 0
    for (X_C, Y_C), (X_F, Y_F) in zip(nets[0].batches, nets[1].batches, strict=True):
        assert np.array_equal(X_C, X_F)
        assert np.array_equal(Y_C, Y_F)


def test_single_precision_stays_single():
    net = network_for(clouds(), dtype=np.float32)
    net.train(clouds(), epochs=1, eta=np.float64(0.5))
    assert {array.dtype for array in [*net.weights, *net.biases]} == {np.dtype(np.float32)}
    assert net.feedforward(clouds().X).dtype == np.float32


# What is returned.


@given(training_runs())
def test_the_history_has_one_entry_an_epoch(run):
    dataset, arguments = run
    net = network_for(dataset)
    history = net.train(dataset, test=dataset, **arguments)
    assert len(history.cost) == len(history.accuracy) == len(history.seconds) == arguments["epochs"]
    assert history.cost[-1] == net.cost(dataset.X, dataset.Y)
    assert history.accuracy[-1] == net.accuracy(dataset)
    assert min(history.seconds) >= 0
    assert history.interrupted is False


def test_without_test_data_there_is_no_accuracy():
    history = network_for(clouds()).train(clouds(), epochs=2)
    assert (len(history.cost), history.accuracy) == (2, [])


def test_the_accuracy_is_that_of_the_test_data_and_the_cost_that_of_the_training_data():
    train = clouds()
    test = Dataset(train.X, 1 - train.labels, classes=2)  # what is read right here is wrong there
    net = network_for(train)
    history = net.train(train, epochs=2, test=test)
    assert history.accuracy[-1] == net.accuracy(test) < 0.5 < net.accuracy(train)
    assert history.cost[-1] == net.cost(train.X, train.Y)


@pytest.mark.parametrize("part", [1, 7, 30, 60, 100])
def test_the_cost_of_an_epoch_is_the_mean_of_all_also_when_it_is_taken_in_parts(part, monkeypatch):
    monkeypatch.setattr(network, "PART", part)
    train = clouds(60)
    net = network_for(train)
    history = net.train(train, epochs=1, batch_size=10, eta=0.5)
    assert history.cost[0] == pytest.approx(net.cost(train.X, train.Y), rel=1e-14)


def test_accuracy_is_the_share_of_labels_read_right():
    net = Network([2, 2], output="relu", seed=0)
    net.set_parameters([np.eye(2)], [np.zeros((2, 1))])
    dataset = Dataset([[3.5, 0.5, 0.5, 0.5], [0.5, 3.5, 3.5, 0.0]], [0, 1, 0, 1], classes=2)
    assert net.predict(dataset.X).tolist() == [0, 1, 1, 0]
    assert net.accuracy(dataset) == 0.5


def test_repr_sums_the_history_up():
    history = network_for(clouds()).train(clouds(), epochs=2, test=clouds(seed=1))
    assert re.fullmatch(r"<History of 2 epochs, cost \d\.\d{4}, accuracy \d+\.\d\d%>", repr(history))


# What is shown.


def test_nothing_is_printed_where_there_is_no_terminal(capfd):
    network_for(clouds()).train(clouds(), epochs=2, test=clouds())
    assert capfd.readouterr() == ("", "")


def test_a_bar_on_request_shows_the_cost_and_the_accuracy_of_each_epoch(capsys):
    net = network_for(clouds())
    history = net.train(clouds(), epochs=2, batch_size=7, test=clouds(seed=1), progress=True)
    out, shown = capsys.readouterr()
    assert out == ""
    for epoch in (1, 2):
        assert f"Epoch {epoch}/2: 100%" in shown
        assert f"cost {history.cost[epoch - 1]:.4f}, accuracy {history.accuracy[epoch - 1]:.2%}" in shown
    assert "9/9" in shown


def test_a_bar_without_test_data_shows_the_cost_alone(capsys):
    history = network_for(clouds()).train(clouds(), epochs=1, progress=True)
    shown = capsys.readouterr().err
    assert f"cost {history.cost[0]:.4f}" in shown
    assert "accuracy" not in shown


TERMINAL = """
import numpy as np
from backprop import Dataset, Network
dataset = Dataset(np.eye(4), [0, 1, 0, 1], classes=2)
Network([4, 2], seed=0).train(dataset, epochs=2, test=dataset, progress={progress})
"""


def shown_in_a_terminal(progress):
    """What a training writes to standard error when that is a (pseudo) terminal."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    script = [sys.executable, "-c", TERMINAL.format(progress=progress)]
    process = subprocess.Popen(script, stdin=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # Linux says that a terminal has closed by an error
        pass
    os.close(ours)
    assert process.wait(timeout=30) == 0
    return shown.decode()


def test_a_terminal_gets_a_bar_unless_it_is_declined():
    assert "Epoch 2/2: 100%" in shown_in_a_terminal(progress=None)
    assert shown_in_a_terminal(progress=False) == ""


# When it goes wrong.

# At any weights one of the two inputs is above the corner of ReLU, so that the steps grow without end.
RUNAWAY = Dataset([[10.0, -10.0] * 200], [0] * 400, classes=1)


def test_a_step_that_is_too_large_ends_in_one_error_and_the_weights_before_that_epoch(recwarn):
    net = Network([1, 1], output="relu", seed=0)
    before = [net.weights[0].copy(), net.biases[0].copy()]
    with pytest.raises(FloatingPointError, match=r"in epoch 1: try a smaller eta; the weights from"):
        net.train(RUNAWAY, epochs=3, batch_size=1, eta=1e3)
    assert np.array_equal(net.weights[0], before[0])
    assert np.array_equal(net.biases[0], before[1])
    assert len(recwarn) == 0


def test_epochs_before_the_one_that_overflows_are_kept():
    net, replayed = (Network([1, 1], output="relu", seed=0) for _ in range(2))
    with pytest.raises(FloatingPointError) as error:
        net.train(RUNAWAY, epochs=200, batch_size=400, eta=1e3)
    last = int(re.search(r"in epoch (\d+)", str(error.value))[1])
    assert last > 10
    replayed.train(RUNAWAY, epochs=last - 1, batch_size=400, eta=1e3)
    assert difference(net, replayed) == 0


@given(cases(), st.data())
def test_an_update_that_fails_in_the_middle_changes_nothing(case, data):
    net, X, Y = case
    slopes = net.backpropagate(X, Y)
    arrays = data.draw(st.sampled_from([slopes.weights, slopes.biases]))
    place = data.draw(st.integers(0, len(arrays) - 1))
    arrays[place] = np.full_like(arrays[place], 1e308)
    before = [array.copy() for array in [*net.weights, *net.biases]]
    with pytest.raises(FloatingPointError, match=r"^the step leads beyond the largest float64; expected"):
        net.update(slopes, eta=1e9)
    for array, copy in zip([*net.weights, *net.biases], before, strict=True):
        assert np.array_equal(array, copy)


@given(cases())
def test_an_update_replaces_the_arrays_and_writes_into_none(case):
    net, X, Y = case
    old = [*net.weights, *net.biases]
    copies = [array.copy() for array in old]
    slopes = net.backpropagate(X, Y)
    net.update(slopes, eta=0.5)
    moved = [before - 0.5 * d for before, d in zip(copies, [*slopes.weights, *slopes.biases], strict=True)]
    assert difference(net, Gradients(moved[: len(net.weights)], moved[len(net.weights) :])) == 0
    assert all(np.array_equal(array, copy) for array, copy in zip(old, copies, strict=True))


@settings(max_examples=20)
@given(training_runs())
def test_training_in_another_thread_gives_the_same_network(run):
    dataset, arguments = run
    here, there = network_for(dataset), network_for(dataset)
    thread = threading.Thread(target=there.train, args=(dataset,), kwargs=arguments)
    thread.start()
    here.train(dataset, **arguments)
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert difference(here, there) == 0
