"""Fetching batches ahead: the same columns as indexing, in the same order, and no thread left behind."""

import threading

import numpy as np
import pytest

from backprop import gathering
from backprop.gathering import gathered


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("block", [1, 100, 10_000])  # bytes: one batch at a time, a few, all at once
def test_the_batches_are_those_of_indexing(order, dtype, block, monkeypatch):
    monkeypatch.setattr(gathering, "BLOCK", block)
    rng = np.random.default_rng(0)
    X, Y = (np.array(rng.random((rows, 23)), dtype, order=order) for rows in (5, 2))
    indices = rng.permutation(23)
    batches = [indices[:4], indices[4:8], indices[8:9], indices[9:]]
    got = list(gathered(X, Y, iter(batches)))
    assert len(got) == len(batches)
    for batch, (X_B, Y_B) in zip(batches, got, strict=True):
        assert X_B.dtype == Y_B.dtype == dtype
        assert np.array_equal(X_B, X[:, batch])
        assert np.array_equal(Y_B, Y[:, batch])


def test_what_was_fetched_stays_as_it_is():
    X = np.arange(12.0).reshape(1, 12)
    kept = list(gathered(X, -X, [np.array([i]) for i in range(12)]))
    assert [float(X_B[0, 0]) for X_B, _ in kept] == list(range(12))


def test_no_batch_is_asked_for_long_before_its_turn(monkeypatch):
    monkeypatch.setattr(gathering, "BLOCK", 1)
    asked = []

    def batches():
        for place in range(10):
            asked.append(place)
            yield np.array([place])

    for place, _ in enumerate(gathered(np.ones((1, 10)), np.ones((1, 10)), batches())):
        assert len(asked) <= place + 2


def test_whoever_stops_early_leaves_no_thread_behind(monkeypatch):
    monkeypatch.setattr(gathering, "BLOCK", 1)
    before = threading.active_count()
    batches = gathered(np.ones((1, 10)), np.ones((1, 10)), [np.array([i]) for i in range(10)])
    next(batches)
    assert threading.active_count() == before + 1
    batches.close()
    assert threading.active_count() == before


def test_no_batches_give_none():
    assert list(gathered(np.ones((1, 1)), np.ones((1, 1)), [])) == []


def test_an_index_that_is_out_of_range_is_an_error_of_the_caller():
    with pytest.raises(IndexError):
        list(gathered(np.ones((1, 3)), np.ones((1, 3)), [np.array([3])]))
