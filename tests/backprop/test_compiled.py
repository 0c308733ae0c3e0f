"""The compiled training is the NumPy training: the same batches, steps, history and errors, only sooner."""

import os
import signal
import sys
import threading
from itertools import islice

import numpy as np
import pytest
from thorough import THOROUGH, some

from backprop import Dataset, Network, load_digits, looped
from backprop.data import find_mnist, load_mnist
from backprop.looped import LoopedNetwork

pytest.importorskip("numba", reason="the extra `compiled` is not installed")

from backprop.compiled import Compiled

OUTPUTS = [("quadratic", "sigmoid"), ("quadratic", "relu"), ("cross-entropy", "softmax")]
OUTPUTS += [("cross-entropy", "sigmoid")]


def setting(case: int):
    """Return a network, another one like it, data for them, and how to train, drawn at random."""
    rng = np.random.default_rng(case)
    sizes = [int(n) for n in rng.integers(2, 40, rng.integers(2, 6))]
    cost, output = OUTPUTS[case % len(OUTPUTS)]
    activation = ["relu", "sigmoid"][case // 4 % 2]
    nets = [Network(sizes, activation, output, seed=case, cost=cost) for _ in range(2)]
    n = int(rng.integers(1, 300))
    data = Dataset(rng.normal(size=(sizes[0], n)), rng.integers(0, sizes[-1], n), sizes[-1])
    how = {"batch_size": int(rng.integers(1, 50)), "eta": float(rng.uniform(0.01, 0.5))}
    return *nets, data, how


def parameters(net: Network) -> np.ndarray:
    return np.concatenate([array.ravel() for array in net.weights + net.biases])


def close(one: Network, other: Network, rtol: float = 1e-10) -> bool:
    mine, theirs = parameters(one), parameters(other)
    return bool(np.abs(mine - theirs).max() <= rtol * np.abs(theirs).max())


@pytest.mark.parametrize("case", range(100 if THOROUGH else 16))
def test_an_epoch_gives_the_same_parameters_and_history(case):
    numpy, compiled, data, how = setting(case)
    for cost_of in ("data", "batches"):
        want = numpy.train(data, epochs=1, cost_of=cost_of, test=data, **how)
        got = compiled.train(data, epochs=1, cost_of=cost_of, test=data, compiled=True, **how)
        assert close(compiled, numpy)
        assert got.cost == pytest.approx(want.cost, rel=1e-10)
        assert got.accuracy == want.accuracy


def test_the_cost_of_batches_is_that_of_the_examples_as_they_were_met():
    net, again, data, how = setting(3)
    X, Y, met = data.X, data.Y, 0.0
    for batch in net.shuffled_batches(len(data), how["batch_size"]):
        met += len(batch) * net.cost(X[:, batch], Y[:, batch])
        net.update(net.backpropagate(X[:, batch], Y[:, batch]), how["eta"])
    history = again.train(data, epochs=1, cost_of="batches", **how)
    assert close(again, net, rtol=0)
    assert history.cost == [pytest.approx(met / len(data), rel=1e-12)]


def test_float32_stays_float32_and_is_as_near_as_it_can_be():
    train, test = load_digits()
    nets = [Network([64, 20, 10], seed=1, dtype=np.float32) for _ in range(2)]
    for net, compiled in zip(nets, (False, True), strict=True):
        net.train(train, epochs=2, batch_size=10, compiled=compiled)
        assert all(array.dtype == np.float32 for array in net.weights + net.biases)
    assert close(*nets, rtol=1e-3)
    assert abs(nets[0].accuracy(test) - nets[1].accuracy(test)) < 0.01


@pytest.mark.parametrize("blocks", [0, 1, 3])
def test_between_two_yields_there_are_whole_updates(blocks):
    train, _ = load_digits()
    source_net, net = (Network([64, 20, 10], seed=5) for _ in range(2))
    X, Y = net.check_dataset("train", train)
    source = Compiled(source_net, X, Y)
    taken = sum(islice(source.steps(400, 0.5), blocks))
    for batch in islice(net.shuffled_batches(len(train), 400), taken):
        net.update(net.gradients(X[:, batch], Y[:, batch]), 0.5)
    assert close(source_net, net)


@pytest.mark.parametrize("wait", some([0.02 * i for i in range(1, 51)], [0.02, 0.5]))
def test_ctrl_c_keeps_whole_updates(wait):
    train, _ = load_digits()
    net, again = (Network([64, 30, 10], seed=2) for _ in range(2))
    net.train(train, epochs=1, compiled=True)  # what compiles is done
    again.train(train, epochs=1)
    timer = threading.Timer(wait, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    history = net.train(train, epochs=100_000, batch_size=7, compiled=True)
    assert history.interrupted
    for _ in history.cost:
        again.train(train, epochs=1, batch_size=7)
    left = again.shuffled_batches(len(train), 7)
    while not close(net, again, rtol=1e-7):
        batch = next(left)  # ends in StopIteration if no number of whole updates gives these parameters
        again.update(again.gradients(train.X[:, batch], train.Y[:, batch]), 1.0)


def test_beyond_the_numbers_the_weights_from_before_the_epoch_are_kept():
    net, _, data, _ = setting(1)
    before = parameters(net)
    with pytest.raises(FloatingPointError, match="in epoch 1: try a smaller eta; the weights from before"):
        net.train(data, epochs=1, batch_size=1, eta=1e300, compiled=True)
    assert (parameters(net) == before).all()


@pytest.mark.parametrize("asked", [{"compiled": True}, {"cost_of": "batches"}])
def test_slopes_of_another_kind_are_refused_in_one_line(asked):
    train, _ = load_digits()
    with pytest.raises(ValueError, match="goes with the gradients of Network itself"):
        LoopedNetwork([64, 10]).train(train, **asked)
    net = Network([64, 10])
    with pytest.raises(ValueError, match="expected no others"):
        net.train(train, gradients=net.gradients, **asked)


def test_without_numba_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "backprop.compiled")
    with pytest.raises(ImportError, match=r"pip install '\.\[compiled\]'$"):
        Network([64, 10]).train(load_digits()[0], compiled=True)
    looped._compiled.cache_clear()
    with pytest.raises(ImportError, match=r"pip install '\.\[compiled\]'$"):
        LoopedNetwork([64, 10]).compile()


@pytest.mark.parametrize("cost", ["quadratic", "cross-entropy"])
def test_the_loop_compiled_gives_the_slopes_of_the_loop_in_python(cost):
    hidden = {"quadratic": "sigmoid", "cross-entropy": "relu"}[cost]
    loop, again = (LoopedNetwork([9, 6, 5, 3], hidden, "sigmoid", seed=4, cost=cost) for _ in range(2))
    again.compile()
    rng = np.random.default_rng(4)
    X, Y = rng.normal(size=(9, 20)), rng.uniform(size=(3, 20))
    mine, theirs = (
        np.concatenate([array.ravel() for arrays in net.backpropagate(X, Y) for array in arrays])
        for net in (loop, again)
    )
    assert np.abs(mine - theirs).max() <= 1e-12 * np.abs(mine).max()


@pytest.mark.skipif(not THOROUGH or not find_mnist(), reason="trains for a minute: make wide, with MNIST")
def test_the_ten_epoch_run_reads_as_many_digits():
    train, test = load_mnist()
    right = []
    for compiled in (False, True):
        net = Network([784, 30, 10], activation="sigmoid", init="normal", seed=3)
        net.train(train, epochs=10, batch_size=100, eta=10.0, compiled=compiled)
        right.append(net.accuracy(test))
    assert right[0] == right[1]
