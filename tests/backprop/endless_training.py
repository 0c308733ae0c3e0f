"""A training without end, for test_interrupt to stop: python endless_training.py WHERE PATH.

Writes "training" as it starts, and when Ctrl+C has ended it the parameters to PATH.
"""

import signal
import sys
import time

import numpy as np

from backprop import Dataset, Network

SIZES, OPTIONS = [4, 5, 3], {"activation": "sigmoid", "seed": 11}
TRAINING = {  # the examples, the batch size, the step: where such a training spends its time
    "updates": (20_000, 1, 0.5),
    "evaluation": (100_000, 50_000, 0.5),
    "bar": (10, 5, 0.5),
    "sleep": (10, 5, 0.5),
}


def dataset_of(n):
    rng = np.random.default_rng(0)
    return Dataset(np.asfortranarray(rng.uniform(size=(4, n))), rng.integers(3, size=n), classes=3)


class EnoughError(Exception):
    """Raised by `Counting` after the number of updates that it was told."""


class Counting(Network):
    """Counts its updates, and stops by an exception where `limit` says."""

    def __init__(self, limit=None):
        super().__init__(SIZES, **OPTIONS)
        self.updates, self.limit = 0, limit

    def update(self, gradients, eta):
        if self.updates == self.limit:
            raise EnoughError
        super().update(gradients, eta)
        self.updates += 1


class Announcing(Counting):
    """Says that it is training, after the first update or in an evaluation that takes a minute."""

    def __init__(self, sleeping):
        super().__init__()
        self.sleeping = sleeping

    def update(self, gradients, eta):
        super().update(gradients, eta)
        if self.updates == 1 and not self.sleeping:
            print("training", flush=True)

    def mean_cost(self, X, Y):
        if self.sleeping:
            print("training", flush=True)
            time.sleep(60)
        return super().mean_cost(X, Y)


def main(where, path):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    n, batch_size, eta = TRAINING[where]
    net, data = Announcing(where == "sleep"), dataset_of(n)
    try:
        history = net.train(data, 10**9, batch_size, eta, test=data, progress=where == "bar")
        ended = "interrupted" if history.interrupted else "by itself"
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # so that a third Ctrl+C does not stop the saving
        ended = "raised"
    arrays = {f"weights{l}": W for l, W in enumerate(net.weights)}
    arrays |= {f"biases{l}": b for l, b in enumerate(net.biases)}
    np.savez(path, ended=ended, updates=net.updates, **arrays)


if __name__ == "__main__":
    main(*sys.argv[1:])
