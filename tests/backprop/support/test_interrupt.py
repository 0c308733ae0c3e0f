"""Ctrl+C while training: it ends after a whole update, keeps the weights and shows no traceback."""

import random
import signal
import subprocess
import sys
import threading
import time
from functools import cache
from pathlib import Path

import endless_training
import numpy as np
import pytest
from endless_training import OPTIONS, SIZES, TRAINING, Counting, EnoughError, dataset_of
from strategies import difference

import backprop
from backprop import Gradients, Network


@pytest.fixture(autouse=True)
def handler_afterwards():
    """Whatever a test does, the next one finds Python's own handler of Ctrl+C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, signal.default_int_handler)


@cache
def after(updates, n, batch_size, eta):
    """The network after so many updates, trained without an interruption."""
    net = Counting(limit=updates)
    with pytest.raises(EnoughError):
        net.train(dataset_of(n), epochs=10**9, batch_size=batch_size, eta=eta)
    return net


# At one known place.


def press_ctrl_c():
    signal.raise_signal(signal.SIGINT)


class InterruptedInUpdate(Counting):
    """Presses Ctrl+C in update 8, between the new weights and the new biases."""

    times, stepping = 1, False

    @property
    def biases(self):
        if self.stepping:
            for _ in range(self.times):
                press_ctrl_c()
        return super().biases

    def update(self, gradients, eta):
        self.stepping = self.updates == 7
        try:
            super().update(gradients, eta)
        finally:
            self.stepping = False


class InterruptedInCost(Counting):
    def mean_cost(self, X, Y):
        if self.updates == 8:
            press_ctrl_c()
        return super().mean_cost(X, Y)


class InterruptedInAccuracy(Counting):
    def predict(self, X):
        if self.updates == 8:
            press_ctrl_c()
        return super().predict(X)


class InterruptedAfterUpdate(Counting):
    def update(self, gradients, eta):
        super().update(gradients, eta)
        if self.updates == 7:
            press_ctrl_c()


@pytest.mark.parametrize(
    ("kind", "updates", "epochs"),
    [
        (InterruptedInUpdate, 8, 1),
        (InterruptedInCost, 8, 2),
        (InterruptedInAccuracy, 8, 2),
        (InterruptedAfterUpdate, 7, 1),
    ],
)
def test_it_stops_before_the_next_update_wherever_it_comes(kind, updates, epochs):
    net, data = kind(), dataset_of(40)
    history = net.train(data, epochs=50, batch_size=10, eta=3.0, test=data)
    assert history.interrupted is True
    assert net.updates == updates
    assert len(history.cost) == len(history.accuracy) == len(history.seconds) == epochs
    assert difference(net, after(updates, 40, 10, 3.0)) == 0


def test_in_the_evaluation_of_the_last_epoch_it_is_not_lost():
    net, data = InterruptedInCost(), dataset_of(40)
    history = net.train(data, epochs=2, batch_size=10, eta=3.0)
    assert history.interrupted is True
    assert len(history.cost) == 2


def test_a_second_ctrl_c_raises_and_leaves_weights_and_biases_of_one_update():
    class Twice(InterruptedInUpdate):
        times = 2

    net = Twice()
    with pytest.raises(KeyboardInterrupt):
        net.train(dataset_of(40), epochs=50, batch_size=10, eta=3.0)
    assert net.updates == 7
    assert difference(net, after(7, 40, 10, 3.0)) == 0


def test_training_goes_on_afterwards():
    net, data = InterruptedAfterUpdate(), dataset_of(40)
    assert net.train(data, epochs=50, batch_size=10).interrupted
    history = net.train(data, epochs=2, batch_size=10)
    assert history.interrupted is False
    assert len(history.cost) == 2


def test_an_interrupted_history_says_so():
    history = InterruptedInCost().train(dataset_of(40), epochs=50, batch_size=10)
    assert repr(history).endswith(", interrupted>")


# The handler that was there before.


def own_handler(signum, frame):
    raise AssertionError("this handler must wait until the training is over")


@pytest.mark.parametrize("previous", [own_handler, signal.default_int_handler, signal.SIG_DFL])
@pytest.mark.parametrize("kind", [Counting, InterruptedInUpdate])
def test_the_previous_handler_is_back_after_training(kind, previous):
    signal.signal(signal.SIGINT, previous)
    kind().train(dataset_of(40), epochs=3)
    assert signal.getsignal(signal.SIGINT) is previous


def test_the_previous_handler_is_back_after_an_error():
    signal.signal(signal.SIGINT, own_handler)
    with pytest.raises(EnoughError):
        Counting(limit=3).train(dataset_of(40))
    assert signal.getsignal(signal.SIGINT) is own_handler


def test_a_process_that_ignores_ctrl_c_goes_on_ignoring_it():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    history = InterruptedInUpdate().train(dataset_of(40), epochs=3)
    assert history.interrupted is False
    assert len(history.cost) == 3
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_thread_trains_without_touching_the_handler():
    signal.signal(signal.SIGINT, own_handler)
    seen, nets = [], [Counting(), Counting()]

    def train():
        seen.append(nets[0].train(dataset_of(40), epochs=3))
        seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=train)
    thread.start()
    thread.join(timeout=30)
    history, handler = seen
    assert handler is own_handler
    assert (history.interrupted, len(history.cost)) == (False, 3)
    nets[1].train(dataset_of(40), epochs=3)
    assert difference(*nets) == 0


# At every place: before each line of the training in turn.

FILES = {str(Path(backprop.__file__).parent / name) for name in ("network.py", "support/interrupt.py")}


class PressingAt:
    """A tracer that presses Ctrl+C `times` before line number `place` of those that are executed."""

    def __init__(self, place, times=1):
        self.place, self.times, self.lines = place, times, 0

    def __call__(self, frame, event, argument):
        if frame.f_code.co_filename not in FILES or frame.f_code.co_name == "_receive":
            return None
        if event == "line":
            self.lines += 1
            if self.lines == self.place + 1:
                for _ in range(self.times):
                    press_ctrl_c()
        return self


def traced(tracer, net):
    data, before = dataset_of(6), sys.gettrace()
    sys.settrace(tracer)
    try:
        return net.train(data, epochs=2, batch_size=3, eta=3.0, test=data)
    finally:
        sys.settrace(before)


def lines_executed():
    tracer = PressingAt(-1)
    traced(tracer, Network(SIZES, **OPTIONS))
    return tracer.lines


def whole(net):
    """Is this the network after 0, 1, 2, 3 or 4 updates of the traced training?"""
    return any(difference(net, after(count, 6, 3, 3.0)) == 0 for count in range(5))


def test_before_any_line_it_is_noticed_once_and_leaves_whole_updates():
    heard = []
    assert lines_executed() > 300
    for place in range(lines_executed()):
        heard.clear()
        signal.signal(signal.SIGINT, lambda *_: heard.append("as before"))
        previous, net = signal.getsignal(signal.SIGINT), Network(SIZES, **OPTIONS)
        history = traced(PressingAt(place), net)
        assert bool(heard) != history.interrupted
        assert signal.getsignal(signal.SIGINT) is previous
        assert whole(net)


def test_twice_before_any_line_it_raises_and_leaves_whole_updates():
    for place in range(lines_executed()):
        net = Network(SIZES, **OPTIONS)
        with pytest.raises(KeyboardInterrupt):
            traced(PressingAt(place, times=2), net)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        assert whole(net)


# At random moments, from another process.


def start_child(where, path):
    command = [sys.executable, endless_training.__file__, where, str(path)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "training\n", child.communicate(timeout=30)[1]
    return child


def saved(path):
    with np.load(path) as file:
        weights, biases = ([file[f"{kind}{l}"] for l in range(2)] for kind in ("weights", "biases"))
        return str(file["ended"]), int(file["updates"]), Gradients(weights, biases)


@pytest.mark.parametrize("where", ["updates", "evaluation", "bar"])
@pytest.mark.parametrize("moment", range(2))
def test_at_a_random_moment_the_process_ends_well_with_whole_updates(where, moment, tmp_path):
    child = start_child(where, tmp_path / "net.npz")
    time.sleep(random.Random(f"{where} {moment}").uniform(0.05, 0.6))
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=30)
    assert (child.returncode, out) == (0, "")
    assert "Traceback" not in err
    assert where == "bar" or err == ""
    ended, updates, parameters = saved(tmp_path / "net.npz")
    assert ended == "interrupted"
    assert updates >= 1
    assert difference(parameters, after(updates, *TRAINING[where])) == 0


def test_pressed_again_in_a_long_evaluation_it_raises_and_keeps_whole_updates(tmp_path):
    child = start_child("sleep", tmp_path / "net.npz")
    presses = 0
    while child.poll() is None and presses < 100:
        child.send_signal(signal.SIGINT)
        presses += 1
        time.sleep(0.3)
    out, err = child.communicate(timeout=30)
    assert (child.returncode, out, err) == (0, "", "")
    assert presses >= 2
    ended, updates, parameters = saved(tmp_path / "net.npz")
    assert (ended, updates) == ("raised", 2)
    assert difference(parameters, after(2, *TRAINING["sleep"])) == 0
