"""Small products run on one thread while training, large ones on as many as there are."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from backprop import Dataset, Network
from backprop.support import threads


def blas_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


class Watched(Network):
    """Notes how many threads the products of a step may use."""

    def gradients(self, X, Y):
        self.seen = blas_threads()
        return super().gradients(X, Y)


@pytest.mark.parametrize("worth_sharing", [1, 10**9])
def test_the_limit_holds_while_training_and_no_longer(worth_sharing, monkeypatch):
    monkeypatch.setattr(threads, "WORTH_SHARING", worth_sharing)
    before = blas_threads()
    net = Watched([4, 3, 2], seed=0)
    net.train(Dataset(np.random.default_rng(0).random((4, 6)), [0, 1] * 3, 2), epochs=1, batch_size=3)
    assert net.seen == (before if worth_sharing == 1 else {1})
    assert blas_threads() == before


@pytest.mark.parametrize(
    ("sizes", "batch_size", "small"),
    [([784, 30, 10], 100, True), ([784, 30, 10], 1000, False), ([784, 1000, 10], 100, False)],
)
def test_the_largest_product_decides(sizes, batch_size, small):
    before = blas_threads()
    with threads.threads_for(sizes, batch_size):
        assert blas_threads() == ({1} if small else before)
