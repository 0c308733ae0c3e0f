"""Measure how much faster the matrix form is than the loop over examples, and record it.

Run `python figures/data/loop_against_matrix.py` from the project's root, on an idle machine. Chapter 8
shows what it writes, with the machine named: a time belongs to a machine, so it is not computed on
the page. Both versions are timed in turn within one run on one core, and only their ratio is kept.
"""

import json
import platform
import statistics
from datetime import date
from pathlib import Path
from timeit import timeit

import numpy as np
from threadpoolctl import threadpool_limits

from backprop import Network
from backprop.looped import LoopedNetwork

SIZES = [784, 30, 10]
BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500]
ROUNDS = 15


def processor() -> str:
    """Return the processor's name, as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def ratio(m: int, rng: np.random.Generator) -> float:
    """Return the median of seconds(loop) / seconds(matrix) for batches of m random images."""
    X, labels = rng.random((SIZES[0], m)), rng.integers(0, SIZES[-1], m)
    Y = np.eye(SIZES[-1])[:, labels]
    matrix = Network(SIZES, activation="sigmoid", seed=0)
    loop = LoopedNetwork(SIZES, activation="sigmoid", seed=0)
    repeat = max(3, 300 // m)
    ratios = []
    for _ in range(ROUNDS):
        by_loop = timeit(lambda: loop.gradients(X, Y), number=repeat)
        by_matrix = timeit(lambda: matrix.gradients(X, Y), number=repeat)
        ratios.append(by_loop / by_matrix)
    return statistics.median(ratios)


def main() -> None:
    rng = np.random.default_rng(0)
    record = {
        "machine": f"{processor()}, NumPy {np.__version__}, {date.today():%B %Y}",
        "sizes": SIZES,
        "batch_sizes": BATCH_SIZES,
    }
    with threadpool_limits(1):
        record["ratio"] = [round(ratio(m, rng), 1) for m in BATCH_SIZES]
    path = Path(__file__).with_name("loop_against_matrix.json")
    path.write_text(json.dumps(record, indent=1) + "\n")
    print(json.dumps(record, indent=1))


if __name__ == "__main__":
    main()
