"""Measure how long training takes with `backprop` and with other libraries, and record the ratios.

Run `make bench`, or `python figures/data/bench.py` from the project's root, on an idle machine. With
`--quick` it takes less than half a minute: fewer images, one thread, no compiled PyTorch, and no record.
Chapter 8 shows the record, with the machine named: a time belongs to a machine, so it is not computed on
the page.

PyTorch and JAX are measured where they are installed; the extra `bench` names them. The record is only
replaced by a run that had them all, so renew it in an environment with the extra.

Each contestant trains in a process of its own, which has as many threads as it is given, and the same
random images: a time does not depend on the pixels. In each round all contestants train for an epoch, one
after the other in random order. The times of one round are divided by each other, and only these ratios
are kept: their median, and the quartiles as their spread. All numbers are float32 unless the name says
otherwise. What a library compiles or allocates in its first epoch is not counted.
"""

import argparse
import json
import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from backprop import Dataset, Network, load_mnist
from backprop.data import find_mnist
from backprop.looped import LoopedNetwork
from figures.data.loop_against_matrix import processor

ETA = 0.1
PART = 30  # the loop gets one image in so many, and its time is multiplied by as much
PAUSE = 0.05  # seconds, until the threads of the contestant before have stopped waiting for work
RECORD = Path(__file__).with_name("bench.json")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC")
START = multiprocessing.get_context("spawn")
Run = Callable[[], float]


class Setting(NamedTuple):
    """A network and what it learns from."""

    sizes: tuple[int, ...]
    activation: str = "sigmoid"
    n: int = 60_000
    batch_size: int = 100


def images(setting: Setting, dtype: Any = np.float32) -> tuple[np.ndarray, np.ndarray]:
    """Return random images, one in each row, and their labels."""
    rng = np.random.default_rng(0)
    X = rng.random((setting.n, setting.sizes[0]), dtype=dtype)
    return X, rng.integers(0, setting.sizes[-1], setting.n)


def timed(epoch: Callable[[], object]) -> float:
    """Return the seconds that `epoch` takes."""
    start = time.perf_counter()
    epoch()
    return time.perf_counter() - start


# The contestants: each prepares its data, and returns a function that trains for an epoch and returns the
# seconds it took.


def by_backprop(setting: Setting, dtype: Any = np.float32) -> Run:
    """Train as a reader would; the time is that of the updates."""
    X, labels = images(setting, dtype)
    data = Dataset(X.T, labels, setting.sizes[-1])
    net = Network(setting.sizes, setting.activation, seed=0, dtype=dtype)
    return lambda: net.train(data, 1, setting.batch_size, ETA, progress=False).seconds[0]


def by_loop(setting: Setting) -> Run:
    """Loop over the examples of a batch, for a part of the images."""
    X, labels = images(setting._replace(n=setting.n // PART))
    data = Dataset(X.T, labels, setting.sizes[-1])
    net = LoopedNetwork(setting.sizes, setting.activation, seed=0, dtype=np.float32)
    return lambda: PART * net.train(data, 1, setting.batch_size, ETA, progress=False).seconds[0]


def by_products(setting: Setting, shuffled: bool = False) -> Run:
    """Only multiply matrices of the shapes that an epoch needs; fetch random columns first if `shuffled`.

    Random numbers stand for the activations and the errors. Each result is written over the last one.
    """
    X, _ = images(setting)
    rng, m = np.random.default_rng(1), setting.batch_size
    layers = list(zip(setting.sizes, setting.sizes[1:], strict=False))
    W = [rng.random((n_out, n_in), dtype=np.float32) for n_in, n_out in layers]
    A = [rng.random((n, m), dtype=np.float32) for n in setting.sizes[1:-1]]
    Delta = [rng.random((n, m), dtype=np.float32) for n in setting.sizes[1:]]
    Z, back, dW = (
        [np.empty_like(D) for D in Delta],
        [np.empty_like(a) for a in A],
        [np.empty_like(w) for w in W],
    )
    fetched = np.empty((m, setting.sizes[0]), np.float32)

    def multiply(x: np.ndarray) -> None:
        received = [x.T, *A]
        for l in range(len(W)):
            np.matmul(W[l], received[l], out=Z[l])
        for l in reversed(range(len(W))):
            np.matmul(Delta[l], received[l].T, out=dW[l])
            if l > 0:
                np.matmul(W[l].T, Delta[l], out=back[l - 1])

    def epoch() -> None:
        order = rng.permutation(setting.n) if shuffled else None
        for first in range(0, setting.n, m):
            if order is None:
                multiply(X[first : first + m])
            else:
                multiply(np.take(X, order[first : first + m], axis=0, out=fetched, mode="clip"))

    return lambda: timed(epoch)


def by_scikit_learn(setting: Setting) -> Run:
    """Train an MLPClassifier without momentum or regularisation; its last layer is a softmax."""
    from sklearn.neural_network import MLPClassifier

    X, labels = images(setting)
    net = MLPClassifier(
        setting.sizes[1:-1],
        activation={"sigmoid": "logistic"}.get(setting.activation, setting.activation),
        solver="sgd",
        alpha=0.0,
        batch_size=setting.batch_size,
        learning_rate_init=ETA,
        momentum=0.0,
        nesterovs_momentum=False,
        random_state=0,
    )
    classes = range(setting.sizes[-1])
    return lambda: timed(lambda: net.partial_fit(X, labels, classes=classes))


def by_torch(setting: Setting) -> Run:
    """Train with PyTorch as it is usually written, on the CPU."""
    import torch

    inputs, targets, model = torch_parts(setting)
    optimiser = torch.optim.SGD(model.parameters(), ETA)

    def epoch() -> None:
        for batch in torch.randperm(setting.n).split(setting.batch_size):
            optimiser.zero_grad()
            torch_cost(model(inputs[batch]), targets[batch]).backward()
            optimiser.step()

    return lambda: timed(epoch)


def by_compiled_torch(setting: Setting) -> Run:
    """Train with PyTorch, a whole step compiled: fetching, slopes and update; faster than the cost alone."""
    import torch

    inputs, targets, model = torch_parts(setting)
    parameters = {name: value.detach().clone() for name, value in model.named_parameters()}

    def cost(parameters: Any, x: Any, y: Any) -> Any:
        return torch_cost(torch.func.functional_call(model, parameters, (x,)), y)

    @torch.compile
    def step(parameters: Any, inputs: Any, targets: Any, batch: Any) -> None:
        slopes = torch.func.grad(cost)(parameters, inputs[batch], targets[batch])
        for name, value in parameters.items():
            value.sub_(slopes[name], alpha=ETA)

    def epoch() -> None:
        for batch in torch.randperm(setting.n).split(setting.batch_size):
            step(parameters, inputs, targets, batch)

    return lambda: timed(epoch)


def torch_parts(setting: Setting) -> tuple[Any, Any, Any]:
    """Return the inputs, the targets and a model for PyTorch, with examples in rows."""
    import torch
    from torch import nn

    X, labels = images(setting)
    hidden = nn.ReLU if setting.activation == "relu" else nn.Sigmoid
    layers: list[nn.Module] = []
    for n_in, n_out in zip(setting.sizes, setting.sizes[1:], strict=False):
        layers += [nn.Linear(n_in, n_out), hidden()]
    model = nn.Sequential(*layers[:-1], nn.Sigmoid())
    return torch.from_numpy(X), torch.eye(setting.sizes[-1])[torch.from_numpy(labels)], model


def torch_cost(A: Any, y: Any) -> Any:
    return ((A - y) ** 2).sum() / (2 * len(y))


def by_jax(setting: Setting) -> Run:
    """Train with JAX: the whole epoch is one compiled function, which scans the batches."""
    import jax
    import jax.numpy as jnp

    X, labels = images(setting)
    inputs, targets = jnp.asarray(X), jnp.eye(setting.sizes[-1])[labels]
    hidden = jax.nn.relu if setting.activation == "relu" else jax.nn.sigmoid
    first = Network(setting.sizes, setting.activation, seed=0, dtype=np.float32)
    parameters = [
        (jnp.asarray(W), jnp.asarray(b[:, 0])) for W, b in zip(first.weights, first.biases, strict=True)
    ]

    def cost(parameters: Any, x: Any, y: Any) -> Any:
        for W, b in parameters[:-1]:
            x = hidden(x @ W.T + b)
        W, b = parameters[-1]
        return ((jax.nn.sigmoid(x @ W.T + b) - y) ** 2).sum() / (2 * len(x))

    @partial(jax.jit, donate_argnums=0)
    def epoch(parameters: Any, key: Any, inputs: Any, targets: Any) -> Any:
        def update(parameters: Any, batch: Any) -> Any:
            slopes = jax.grad(cost)(parameters, inputs[batch], targets[batch])
            return jax.tree.map(lambda p, slope: p - ETA * slope, parameters, slopes), None

        batches = jax.random.permutation(key, setting.n).reshape(-1, setting.batch_size)
        return jax.lax.scan(update, parameters, batches)[0]

    keys = iter(jax.random.split(jax.random.key(0), 1000))

    def run() -> None:
        nonlocal parameters
        parameters = jax.block_until_ready(epoch(parameters, next(keys), inputs, targets))

    return lambda: timed(run)


LIMIT, OURS, OURS64 = "the bare products", "backprop", "backprop, float64"
CONTESTANTS: dict[str, Callable[[Setting], Run]] = {
    LIMIT: by_products,
    "the same products, random batches": partial(by_products, shuffled=True),
    OURS: by_backprop,
    OURS64: partial(by_backprop, dtype=np.float64),
    "JAX, jitted over the epoch": by_jax,
    "PyTorch, compiled": by_compiled_torch,
    "PyTorch, eager": by_torch,
    "scikit-learn": by_scikit_learn,
    "backprop.looped": by_loop,
}


# A contestant in a process of its own.


def memory(field: str) -> int:
    """Return this process's memory in bytes, "VmRSS" now or "VmHWM" at most so far; 0 if nobody says."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(field))


def available_cores() -> list[int]:
    """Return the numbers of the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def use_cores(cores: Sequence[int]) -> None:
    """Keep all threads of this process to these cores, where the system allows it."""
    if hasattr(os, "sched_setaffinity"):
        for thread in os.listdir("/proc/self/task"):
            with suppress(ProcessLookupError):  # it has ended meanwhile
                os.sched_setaffinity(int(thread), cores)


def serve(connection: Any, name: str, settings: Sequence[Setting], threads: int) -> None:
    """Prepare the contestant for each setting; then train for an epoch whenever a setting's index comes.

    It prepares on cores chosen by chance, because all contestants do so at once, and trains on the first.
    """
    cores = available_cores()
    use_cores(random.sample(cores, threads))  # JAX starts as many threads as it sees cores
    try:
        before = memory("VmRSS")  # after the imports of `backprop`; no other contestant's memory is shown
        runs = [CONTESTANTS[name](setting) for setting in settings]
        for run in runs:
            run()
    except Exception as error:  # of a library that is missing or does not work here
        connection.send(str(error).strip().split("\n", 1)[0])
        return
    use_cores(cores[:threads])
    connection.send(None)
    while (which := connection.recv()) is not None:
        time.sleep(PAUSE)
        seconds = runs[which]()
        connection.send((seconds, memory("VmHWM") - before))


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Set environment variables for the processes that start meanwhile."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class Contestant:
    """A contestant that waits in its own process; `problem` says why it could not start, if so."""

    def __init__(self, name: str, settings: Sequence[Setting], threads: int) -> None:
        self._connection, theirs = START.Pipe()
        self._process = START.Process(target=serve, args=(theirs, name, settings, threads), daemon=True)
        with environment(**dict.fromkeys(THREADS, str(threads)), TORCHINDUCTOR_COMPILE_THREADS="1"):
            self._process.start()
        theirs.close()

    def problem(self) -> str | None:
        """Wait until the contestant is ready, and return None, or why it is not."""
        return self._connection.recv()

    def train(self, which: int = 0) -> tuple[float, int]:
        """Return the seconds of an epoch in that setting, and the most bytes the process has taken."""
        self._connection.send(which)
        return self._connection.recv()

    def stop(self) -> None:
        """Let the process end, if it has not yet."""
        with suppress(BrokenPipeError):
            self._connection.send(None)
        self._process.join()


# What is measured.


def spread(values: Sequence[float]) -> list[float]:
    """Return the lower quartile, the median and the upper quartile."""
    return [float(f"{value:.3g}") for value in np.quantile(values, [0.25, 0.5, 0.75])]


def ratios(seconds: dict[str, list[float]], reference: str) -> dict[str, list[float]]:
    """Return how many times as long as `reference` each took, round by round, with the spread."""
    return {
        name: spread([own / other for own, other in zip(times, seconds[reference], strict=True)])
        for name, times in seconds.items()
    }


def contest(setting: Setting, threads: int, rounds: int, names: Sequence[str]) -> dict[str, Any]:
    """Let the contestants train in turn, print their table, and return its ratios."""
    contestants = {name: Contestant(name, [setting], threads) for name in names}
    left_out = {name: why for name, one in contestants.items() if (why := one.problem()) is not None}
    seconds: dict[str, list[float]] = {name: [] for name in names if name not in left_out}
    peak = dict.fromkeys(seconds, 0)
    rng = np.random.default_rng(0)
    for _ in range(rounds):
        for name in rng.permutation(list(seconds)):
            time_taken, peak[name] = contestants[name].train()
            seconds[name].append(time_taken)
    for one in contestants.values():
        one.stop()
    data = {name: width * setting.n * setting.sizes[0] for name, width in ((OURS, 4), (OURS64, 8))}
    result = {
        "sizes": list(setting.sizes),
        "activation": setting.activation,
        "examples": setting.n,
        "batch_size": setting.batch_size,
        "threads": threads,
        "rounds": rounds,
        "over_limit": ratios(seconds, LIMIT),
        "over_backprop": ratios(seconds, OURS),
        "peak_over_data": {name: float(f"{peak[name] / size:.3g}") for name, size in data.items()},
        "left_out": left_out,
    }
    print(table(result, seconds, peak))
    return result


def table(result: dict[str, Any], seconds: dict[str, list[float]], peak: dict[str, int]) -> str:
    """Return the contest as text: a line for each contestant, from the fastest to the slowest."""
    cores = "one thread" if result["threads"] == 1 else f"{result['threads']} threads"
    lines = [
        f"\n{'-'.join(map(str, result['sizes']))}, {result['activation']} hidden, {result['examples']:,} "
        f"images in batches of {result['batch_size']}, {cores}, {result['rounds']} rounds",
        f"{'':36}{'s/epoch':>8}{'over the limit':>26}{'over backprop':>26}{'peak memory':>23}",
    ]
    weighed = result["peak_over_data"]
    for name in sorted(seconds, key=lambda name: result["over_limit"][name][1]):
        cells = [
            f"{middle:8.2f} ({low:.2f} to {high:.2f})"
            for low, middle, high in (result[key][name] for key in ("over_limit", "over_backprop"))
        ]
        took = f"{peak[name] / 1e6:.0f} MB, {weighed[name]:.2f} × data" if name in weighed else ""
        lines.append(f"{name:36}{np.median(seconds[name]):8.3f}{cells[0]:>26}{cells[1]:>26}{took:>23}")
    lines += [f"{name:36}left out: {why}" for name, why in result["left_out"].items()]
    if "backprop.looped" in seconds:
        lines.append(f"(backprop.looped: one image in {PART}, its time multiplied by {PART})")
    return "\n".join(lines)


def flops(setting: Setting) -> int:
    """Return the multiplications and additions in the matrix products of an epoch."""
    shapes = list(zip(setting.sizes, setting.sizes[1:], strict=False))
    forward = sum(n_in * n_out for n_in, n_out in shapes)
    backward = sum(n_in * n_out for n_in, n_out in shapes[1:])
    return 2 * setting.n * (2 * forward + backward)


def series(n: int) -> dict[str, tuple[list[int], list[Setting]]]:
    """Return, for each quantity that grows, its values and the settings that have them."""
    source, few = Setting((784, 30, 10), n=n), n // 5
    examples, widths, depths, batches = (
        [n // 8, n // 4, n // 2, n],
        [32, 64, 128, 256, 512],
        [2, 4, 8, 16],
        [10, 30, 100, 300, 1000],
    )
    return {
        "examples": (examples, [source._replace(n=some) for some in examples]),
        "width": (widths, [Setting((784, width, 10), n=few) for width in widths]),
        "depth": (depths, [Setting((128,) * (depth + 1), "relu", few) for depth in depths]),
        "batch size": (batches, [source._replace(n=few, batch_size=m) for m in batches]),
    }


def exponent(values: Sequence[float], amounts: Sequence[float]) -> float:
    """Return the p for which the amounts grow as the values to the power of p, on a log-log line."""
    return float(np.polyfit(np.log(values), np.log(amounts), 1)[0])


def growth(n: int, rounds: int) -> dict[str, Any]:
    """Measure how the time of `backprop` grows on one thread; print the exponents and return them."""
    grown = series(n)
    settings = [setting for _, own in grown.values() for setting in own]
    contestant = Contestant(OURS, settings, threads=1)
    if (why := contestant.problem()) is not None:
        raise RuntimeError(f"backprop did not train: {why}")
    seconds = np.array(
        [[contestant.train(which)[0] for which in range(len(settings))] for _ in range(rounds)]
    )
    contestant.stop()
    result: dict[str, Any] = {}
    print("\nThe seconds of an epoch grow as the power of (one thread, float32; the flops' power beside it)")
    first = 0
    for name, (values, own) in grown.items():
        times = seconds[:, first : first + len(own)]
        first += len(own)
        result[name] = {
            "values": values,
            "exponent": spread([exponent(values, row) for row in times]),
            "flops": round(exponent(values, [flops(setting) for setting in own]), 3),
        }
        low, middle, high = result[name]["exponent"]
        print(
            f"{name:12}{values[0]:>6,} to {values[-1]:>6,}{middle:8.3f} ({low:.3f} to {high:.3f})"
            f"   flops {result[name]['flops']:.3f}"
        )
    return result


def loading(times: int = 3) -> None:
    """Print the seconds to load MNIST, if it is on this machine."""
    if find_mnist() is None:
        print("\nMNIST is not on this machine, so the time to load it is left out")
        return
    print()
    for dtype in (np.float64, np.float32):
        taken = [timed(partial(load_mnist, download=False, dtype=dtype)) for _ in range(times)]
        print(f"MNIST loads as {np.dtype(dtype).name} in {np.median(taken):.2f} s")


def versions() -> dict[str, str]:
    """Return the version of each library that is installed."""
    found = {}
    for library in ("numpy", "scikit-learn", "torch", "jax"):
        try:
            found[library] = metadata.version(library)
        except metadata.PackageNotFoundError:
            continue
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="fewer images, one thread; record nothing")
    quick = parser.parse_args().quick
    n, rounds = (6_000, 3) if quick else (60_000, 7)
    cores = len(available_cores())
    settings = [Setting((784, 30, 10), n=n), Setting((784, 128, 64, 10), "relu", n=n)]
    names = [name for name in CONTESTANTS if not (quick and name == "PyTorch, compiled")]
    record = {
        "machine": f"{processor()}, {cores} cores, {date.today():%B %Y}",
        "versions": versions(),
        "contests": [
            contest(setting, threads, rounds, names)
            for setting in settings
            for threads in sorted({1, 1 if quick else cores})
        ],
        "growth": growth(n, min(rounds, 5)),
    }
    loading()
    left_out = sorted({name for one in record["contests"] for name in one["left_out"]})
    if quick or left_out:
        because = "it was a quick run" if quick else f"it had no {' and no '.join(left_out)}"
        print(f"\nThe record is left as it is, because {because}.")
        return
    RECORD.write_text(json.dumps(record, indent=1) + "\n")
    print(f"\nRecorded in {RECORD}")


if __name__ == "__main__":
    main()
