"""Measure a step on one machine and on two workers, and record it.

Run `python figures/data/one_machine_against_two.py` from the project's root, on an idle machine with two
cores. Chapter 13 shows what it writes, with the machine named: a time belongs to a machine, so it is not
computed on the page. The workers are two processes on that machine, which talk to each other over its
own network. Each time is the shortest of many, because everything else that runs can only add to it.

The three constants of the model, @eq-step-time, are measured apart from the steps that it predicts: τ on
one machine, λ with a network of two parameters, and β with batches of two inputs.
"""

import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import distributed as dask_distributed
import numpy as np
from loop_against_matrix import processor
from threadpoolctl import threadpool_limits

from backprop import Dataset, Network, distributed
from backprop.distributed import parts
from backprop.distributed.shards import Shards

NETWORKS = [[784, 30, 10], [784, 1000, 10]]
BATCH_SIZES = [100, 300, 1000, 3000, 10000]
WORKERS = 2
SECONDS = 4.0  # for each time: as many rounds as fit in it, but at least five


def shortest(*steps: Callable[[], object]) -> list[float]:
    """Return the shortest time of each step; they are taken in turn."""
    times: list[list[float]] = [[] for _ in steps]
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end or len(times[0]) < 5:
        for step, own in zip(steps, times, strict=True):
            start = time.perf_counter()
            step()
            own.append(time.perf_counter() - start)
    return [min(own) for own in times]


def examples(sizes: list[int], n: int) -> Dataset:
    rng = np.random.default_rng(0)
    return Dataset(np.asfortranarray(rng.random((sizes[0], n))), rng.integers(0, sizes[-1], n), sizes[-1])


def step_times(client: dask_distributed.Client, sizes: list[int], m: int) -> list[float]:
    """Return the seconds for the slopes of a batch of m, on one machine and on the workers."""
    net, data = Network(sizes, activation="sigmoid", seed=0), examples(sizes, 2 * max(m, 1000))
    shards = Shards(client, net, parts.parts_of(net, data), patience=30.0)
    batch = np.random.default_rng(1).permutation(len(data))[:m]
    return shortest(
        lambda: net.gradients(data.X[:, batch], data.Y[:, batch]), lambda: shards.gradients(batch)
    )


def main() -> None:
    parts.PARTS = WORKERS
    bytes_of = [8 * sum(n_out * (n_in + 1) for n_in, n_out in zip(s, s[1:], strict=False)) for s in NETWORKS]
    with threadpool_limits(1), distributed.local_client(WORKERS) as client:
        latency = step_times(client, [1, 1], 2)[1]
        # The parameters go to every worker; each slope is passed on until the driver has the total.
        sent = 2 * WORKERS * bytes_of[-1]
        beta = sent / (step_times(client, NETWORKS[-1], 2)[1] - latency)
        times = [[step_times(client, sizes, m) for m in BATCH_SIZES] for sizes in NETWORKS]
    record = {
        "machine": f"{processor()}, {date.today():%B %Y}",
        "workers": WORKERS,
        "latency": round(latency, 4),
        "beta": float(f"{beta:.2g}"),
        "batch_sizes": BATCH_SIZES,
        "networks": [
            {
                "sizes": sizes,
                "bytes": size,
                "tau": float(f"{own[-1][0] / BATCH_SIZES[-1]:.2g}"),
                "one": [float(f"{one:.3g}") for one, _ in own],
                "two": [float(f"{two:.3g}") for _, two in own],
            }
            for sizes, size, own in zip(NETWORKS, bytes_of, times, strict=True)
        ],
    }
    path = Path(__file__).with_name("one_machine_against_two.json")
    path.write_text(json.dumps(record, indent=1) + "\n")
    print(json.dumps(record))


if __name__ == "__main__":
    main()
