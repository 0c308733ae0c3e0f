"""Training on many machines, by Dask's distributed scheduler (chapter 13).

The batch is cut where the chunks of the data are cut. For each step the driver, which is this program,
sends the network out; every chunk gives the *sums* of the slopes over its examples of the batch; the
workers add these sums two by two, as a tree; the driver divides the total by m and takes the step
(@eq-machines). Which sums are added first depends on the chunks and not on the workers, so any number of
workers gives the same network, bit for bit.

A lost worker loses nothing. The scheduler knows how each result on it was made, back to the data, and has
it made again elsewhere. The parameters change in the driver only, once the whole step is there.

>>> import numpy as np
>>> from backprop.distributed import Sums, add_sums, tree
>>> ones = [Sums(1, [np.ones((2, 3))], [np.ones((2, 1))]) for _ in range(5)]  # of five chunks
>>> total = tree(add_sums, ones)
>>> total.examples, total.biases[0].tolist()
(5, [[5.0], [5.0]])
"""

import copy
import importlib.util
import logging
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from backprop.data import Dataset
from backprop.distributed.chunks import Chunk, read_chunks, write_chunks
from backprop.network import Gradients, History, Network
from backprop.support import checks
from backprop.support.interrupt import StopOnInterrupt

try:
    import dask
    import dask.array as dask_array
    from dask.delayed import Delayed, delayed
    from distributed import Client, Future, KilledWorker, LocalCluster
    from distributed import progress as dask_progress
    from distributed.client import ClosedClientError
except ImportError as error:
    raise ImportError(
        f"backprop.distributed needs Dask ({error}): pip install 'backpropagation-derived[distributed]'"
    ) from None

__all__ = ["ClusterError", "Sums", "gradients", "local_client", "read_chunks", "train", "write_chunks"]

Array = NDArray[np.floating]

PIECE = 2_000_000  # numbers of X that a worker has in memory at once, of a share that is larger
PARTS = 4  # that a Dataset is cut into: so many workers can share a step
ATTEMPTS = 3  # at a step whose results were lost for good, as by a restart of all workers
PATIENCE = 30.0  # seconds without any worker, before training gives up


class ClusterError(RuntimeError):
    """The workers or the scheduler cannot go on. The network keeps the weights of the last whole step."""


# On the workers: the sums of a chunk, and the sum of two sums.


class Sums(NamedTuple):
    """The slopes of the costs of some examples, added up and not yet divided, and how many they are.

    >>> sums = Sums(4, [np.array([[2.0]])], [np.array([[6.0]])])
    >>> [(dW / sums.examples).tolist() for dW in sums.weights]  # the mean
    [[[0.5]]]
    """

    examples: int
    weights: list[Array]
    biases: list[Array]


def sums_of_slopes(net: Network, chunk: Any, columns: Sequence[int]) -> Sums:
    """Return the slopes of C_x added up over these columns of a chunk.

    >>> net, data = Network([3, 2], seed=1), Dataset(np.eye(3), [0, 1, 1], classes=2)
    >>> sums = sums_of_slopes(net, data, range(3))
    >>> bool(np.allclose(sums.weights[0] / 3, net.backpropagate(data.X, data.Y).weights[0]))
    True
    """
    return reduce(add_sums, [_sums(net, X, Y) for X, Y in _pieces(net, chunk, columns)])


def _sums(net: Network, X: Array, Y: Array) -> Sums:
    m = X.shape[1]
    with np.errstate(over="ignore", invalid="ignore"):
        means = net._gradients(X, Y)
        return Sums(m, [m * dW for dW in means.weights], [m * db for db in means.biases])


def add_sums(one: Sums, other: Sums) -> Sums:
    """Return the sums over the examples of both."""
    return Sums(
        one.examples + other.examples,
        list(map(np.add, one.weights, other.weights)),
        list(map(np.add, one.biases, other.biases)),
    )


def tree(add: Callable[[Any, Any], Any], sums: list[Any]) -> Any:
    """Add neighbours two by two, then the results, until one is left."""
    while len(sums) > 1:
        pairs = list(zip(sums[::2], sums[1::2], strict=False))
        left_over = sums[2 * len(pairs) :]
        sums = [add(one, other) for one, other in pairs] + left_over
    return sums[0]


def sum_of_costs(net: Network, chunk: Any, columns: Sequence[int]) -> float:
    """Return C_x added up over these columns of a chunk.

    >>> net, data = Network([3, 2], seed=1), Dataset(np.eye(3), [0, 1, 1], classes=2)
    >>> bool(np.isclose(sum_of_costs(net, data, range(3)) / 3, net.cost(data.X, data.Y)))
    True
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return sum((X.shape[1] * net._cost(X, Y) for X, Y in _pieces(net, chunk, columns)), 0.0)


def _pieces(net: Network, chunk: Any, columns: Sequence[int]) -> Iterator[tuple[Array, Array]]:
    size = max(1, PIECE // net.sizes[0])
    for first in range(0, len(columns), size):
        part = chunk[columns[first : first + size]]
        yield part.X.astype(net.dtype, copy=False), part.Y.astype(net.dtype, copy=False)


# In the driver: a step, and the training.


def gradients(net: Network, data: Any, client: Any = None, patience: float = PATIENCE) -> Gradients:
    """Return the gradients of C, the mean over all of `data`; `train` says what data and client may be.

    >>> net, data = Network([3, 2], seed=1), Dataset(np.eye(3), [0, 1, 1], classes=2)
    >>> with Client(processes=False, dashboard_address=None) as client:  # threads of this process
    ...     there = gradients(net, data, client)
    >>> bool(np.allclose(there.weights[0], net.backpropagate(data.X, data.Y).weights[0]))
    True
    """
    parts = _parts(net, data)
    with _connected(client, patience) as connected:
        return _Shards(connected, net, parts, patience).gradients(net)


def train(
    net: Network,
    data: Any,
    epochs: int = 10,
    batch_size: int = 10,
    eta: float = 1.0,
    test: Dataset | None = None,
    client: Any = None,
    progress: bool | None = None,
    patience: float = PATIENCE,
) -> History:
    """Train `net` as `net.train` does, with the work of each step shared by Dask's workers.

    data      a Dataset, sent to the workers once; the name of a folder that `write_chunks` wrote, which
              every worker must see; a list of delayed Datasets; or two Dask arrays X (n_in, n) and
              Y (n_out, n)
    client    where the workers are: None starts a process on each core of this machine for the while,
              a text is the address of a scheduler, and a Client of Dask's is used as it is
    progress  Dask's bar while the data is loaded and one for each epoch: None shows them in a terminal,
              True always, False never
    patience  the seconds to wait for a worker when there is none

    The others are those of `net.train`. The same seed gives the same batches, and so the same network but
    for rounding. Ctrl+C stops after the present step, keeps the weights and returns. Raises ClusterError
    if the workers or the scheduler are gone, and what `net.train` raises.

    >>> here, there = Network([3, 4, 3], seed=1), Network([3, 4, 3], seed=1)
    >>> data = Dataset(np.eye(3), range(3), classes=3)
    >>> with Client(processes=False, dashboard_address=None) as client:  # threads of this process
    ...     _ = train(there, data, epochs=2, batch_size=2, client=client)
    >>> _ = here.train(data, epochs=2, batch_size=2)
    >>> bool(np.allclose(here.weights[0], there.weights[0]))
    True
    """
    epochs = checks.whole_number("epochs", epochs)
    batch_size = checks.whole_number("batch_size", batch_size)
    eta = checks.step_size(eta)
    if test is not None:
        net._examples_of("test", test)
    parts, history, steps = _parts(net, data), History(), 0
    shown = sys.stderr.isatty() if progress is None else progress
    with _connected(client, patience) as connected, StopOnInterrupt() as stop:
        try:
            shards = _Shards(connected, net, parts, patience, shown)
            if shown:
                tqdm.write(shards.where(), file=sys.stderr)
            for epoch in range(epochs):
                before, start = net._parameters, time.perf_counter()
                with net._bar(shards.n, batch_size, f"Epoch {epoch + 1}/{epochs}", shown) as bar:
                    for batch in net._batches(shards.n, batch_size):
                        net.update(shards.gradients(net, batch), eta)
                        steps += 1
                        bar.update()
                        if stop.requested:
                            break
                    else:
                        history.seconds.append(time.perf_counter() - start)
                        net._record(history, shards.cost(net), test, before)
                        bar.set_postfix_str(repr(history).split(", ", 1)[1].rstrip(">"))
                if stop.requested:
                    break
        except ClusterError as error:
            if not stop.requested:
                raise ClusterError(f"{error}; the network keeps the weights of {steps} whole steps") from None
    history.interrupted = stop.requested
    return history


class _Shards:
    """The chunks of the data, held by the workers or read by them, and sums over them."""

    def __init__(
        self, client: Client, net: Network, parts: list[Any], patience: float, shown: bool = False
    ) -> None:
        self.client, self.patience, self.net, self.parts = client, patience, net, parts
        self._wait_for_a_worker()
        self._load(shown)
        sizes = [self._submit(len, chunk) for chunk in self.chunks]
        self.sizes: list[int] = [self._result(size) for size in sizes]
        self.n = sum(self.sizes)

    def _load(self, shown: bool = False) -> None:
        """Have the workers load the chunks that are no files, and check them; this does not wait."""
        net = self._submit(_same, copy.copy(self.net))
        self.chunks = [
            part
            if isinstance(part, Chunk)
            else self._submit(_checked, net, self._compute(part), f"data[{place}]")
            for place, part in enumerate(self.parts)
        ]
        if shown and not isinstance(self.parts[0], Chunk):
            with self.client.as_current():
                dask_progress(self.chunks, notebook=False)

    def gradients(self, net: Network, batch: NDArray[np.integer] | None = None) -> Gradients:
        """Return the gradients of the mean cost over a batch, or over all examples (@eq-machines)."""
        total = self._sum(sums_of_slopes, add_sums, net, batch)
        m = self.n if batch is None else len(batch)
        assert total.examples == m, f"{total.examples} examples were added up; expected {m}"
        return Gradients([dW / m for dW in total.weights], [db / m for db in total.biases])

    def cost(self, net: Network) -> float:
        """Return C, the mean over all examples."""
        return float(self._sum(sum_of_costs, add, net) / self.n)

    def _sum(
        self,
        function: Callable[..., Any],
        adding: Callable[..., Any],
        net: Network,
        batch: NDArray[np.integer] | None = None,
    ) -> Any:
        """Map `function` over the chunks, add up as a tree on the workers, and fetch the total."""
        for _ in range(ATTEMPTS):
            try:
                sent = self._submit(_same, copy.copy(net))  # goes to one worker; the others ask it
                sums = [
                    self._submit(function, sent, chunk, columns)
                    for chunk, columns in zip(self.chunks, self._columns(batch), strict=True)
                    if len(columns)
                ]
                return self._result(tree(partial(self._submit, adding), sums))
            except CancelledError:  # the scheduler has dropped all results, as when it is restarted
                self._wait_for_a_worker()
                self._load()
        raise ClusterError(f"the results of one step were lost {ATTEMPTS} times")

    def _columns(self, batch: NDArray[np.integer] | None) -> Iterator[Any]:
        """Yield for each chunk the columns of it that are in the batch, in rising order, or all."""
        start = 0
        for size in self.sizes:
            if batch is None:
                yield range(size)
            else:
                yield np.sort(batch[(start <= batch) & (batch < start + size)]) - start
            start += size

    def _compute(self, part: Delayed) -> Future[Any]:
        with large_graphs():
            future: Future[Any] = self.client.compute(part)
        return future

    def _submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        try:
            with large_graphs():
                return self.client.submit(function, *arguments, pure=False)
        except ClosedClientError:
            raise ClusterError(f"the scheduler at {_address(self.client)} is gone") from None

    def _result(self, future: Future[Any]) -> Any:
        """Return what a future gives, but do not wait for ever for workers that are gone."""
        seconds = 1.0
        while True:
            try:
                return future.result(timeout=seconds)
            except TimeoutError:
                if future.status == "error":
                    raise
                self._wait_for_a_worker()
                seconds *= 2
            except KilledWorker:
                raise ClusterError(
                    "the same part of the work ended several workers, one after the other; "
                    "give the workers more memory, or cut the data into smaller chunks"
                ) from None

    def _wait_for_a_worker(self) -> None:
        deadline = time.monotonic() + self.patience
        while True:
            try:
                if self.client.nthreads():
                    return
            except Exception:  # of many kinds
                raise ClusterError(f"the scheduler at {_address(self.client)} does not answer") from None
            if time.monotonic() > deadline:
                raise ClusterError(
                    f"no worker is left on the scheduler at {_address(self.client)} "
                    f"since {self.patience:g} seconds"
                )
            time.sleep(0.1)

    def where(self) -> str:
        """Return a line that names the workers, and where Dask shows what they do."""
        info = self.client.scheduler_info()
        workers = [f"{worker['name']} at {address}" for address, worker in info["workers"].items()]
        has_dashboard = importlib.util.find_spec("bokeh") and "dashboard" in info["services"]
        link = f"; dashboard: {self.client.dashboard_link}" if has_dashboard else ""
        return f"{len(workers)} workers: {', '.join(workers)}{link}"


def large_graphs() -> Any:
    """Let a task hold a network or a part of a Dataset, of which Dask warns above 10 MB.

    >>> with large_graphs():
    ...     dask.config.get("distributed.admin.large-graph-warning-threshold")
    '1 TB'
    """
    return dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"})


def _address(client: Client) -> str:
    return str(client.scheduler.address) if client.scheduler else "?"


# The data: what the workers load, and how.


@dataclass(frozen=True)
class Examples:
    """A part of two Dask arrays.

    >>> some = Examples(np.eye(3), np.ones((2, 3)))[:2]
    >>> len(some), some.X.shape
    (2, (3, 2))
    """

    X: Array
    Y: Array

    def __len__(self) -> int:
        return int(self.X.shape[1])

    def __getitem__(self, columns: Any) -> "Examples":
        return Examples(self.X[:, columns], self.Y[:, columns])


def _same(net: Network) -> Network:
    return net


def _checked(net: Network, part: Any, name: str) -> Examples:
    """Return a part's examples in the network's dtype; raise ValueError if they do not fit it."""
    if not isinstance(part, (Dataset, Examples)):
        raise ValueError(f"{name} is {checks.shown(part)}; expected a delayed Dataset")
    return Examples(*net._examples(part.X, part.Y, f"{name}."))


def _parts(net: Network, data: Any) -> list[Any]:
    """Return the chunks of the data: files, or delayed Datasets or Examples that the workers load."""
    if isinstance(data, Dataset):
        net._examples_of("data", data)
        cuts = np.linspace(0, len(data), min(PARTS, len(data)) + 1).astype(int).tolist()
        return [
            delayed(data[first:last], pure=False, traverse=False)
            for first, last in zip(cuts[:-1], cuts[1:], strict=True)
        ]
    if isinstance(data, (str, Path)):
        data = read_chunks(data)
    if isinstance(data, (list, tuple)) and data:
        if all(isinstance(part, Chunk) for part in data):
            _check_files(net, data)
            return list(data)
        if all(isinstance(part, Delayed) for part in data):
            return list(data)
        if len(data) == 2 and all(isinstance(part, dask_array.Array) for part in data):
            return _blocks(*data)
    raise ValueError(
        f"data is {checks.shown(data)}; expected a Dataset, a folder of chunks, "
        "a list of delayed Datasets, or two Dask arrays"
    )


def _check_files(net: Network, chunks: Sequence[Chunk]) -> None:
    for chunk in chunks:
        if (chunk.inputs, chunk.classes) != (net.sizes[0], net.sizes[-1]):
            raise ValueError(
                f"{chunk.folder} holds examples with {chunk.inputs} inputs and {chunk.classes} classes; "
                f"expected {net.sizes[0]} and {net.sizes[-1]}, as the network has"
            )


def _blocks(X: Any, Y: Any) -> list[Delayed]:
    """Return the blocks of columns of two Dask arrays, cut where X is cut."""
    if X.ndim != 2 or Y.ndim != 2 or X.shape[1] != Y.shape[1]:
        raise ValueError(
            f"data has the shapes {X.shape} and {Y.shape}; expected (n_in, n) and (n_out, n), "
            "with one column for each example"
        )
    if not all(isinstance(size, int) for size in X.shape):
        raise ValueError("data[0] has chunks of unknown size; call compute_chunk_sizes() on it first")
    X = X.rechunk({0: -1})
    Y = Y.rechunk({0: -1, 1: X.chunks[1]})
    make = delayed(Examples, pure=False)
    return [
        make(x, y)
        for x, y, size in zip(X.to_delayed()[0], Y.to_delayed()[0], X.chunks[1], strict=True)
        if size
    ]


# Where the workers are.


@contextmanager
def local_client(workers: int | None = None, **options: Any) -> Iterator[Client]:
    """Start workers on this machine, one process with one thread each, and end them afterwards.

    workers  how many; None starts one for each core
    options  more of them for Dask's LocalCluster, such as memory_limit="1 GiB"

    A script that calls this, or `train` without a client, must do so under `if __name__ == "__main__":`,
    because every worker reads the script again.

    >>> with local_client(workers=1) as client:
    ...     len(client.nthreads())
    1
    """
    if workers is not None:
        workers = checks.whole_number("workers", workers)
    options = {
        "dashboard_address": "127.0.0.1:0",  # any free port
        "preload": "backprop.distributed",
        "silence_logs": logging.CRITICAL,  # what goes wrong is raised here, in one line
        **options,
    }
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        sys.exit(1)  # this is such a process, and the one that started it says what is wrong
    try:
        cluster = LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, **options)
    except RuntimeError as error:
        raise ClusterError(
            f"the workers did not start ({error}); in a script, start them under "
            '`if __name__ == "__main__":`, for every worker reads the script again'
        ) from None
    with cluster, Client(cluster, set_as_default=False) as client:
        yield client


def dask_setup(worker: Any) -> None:
    """Let a worker of `local_client` ignore Ctrl+C, which is for the driver alone; Dask calls this.

    >>> before = signal.getsignal(signal.SIGINT)
    >>> dask_setup(worker=None)
    >>> signal.signal(signal.SIGINT, before) is signal.SIG_IGN
    True
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _connected(client: Any, patience: float) -> Iterator[Client]:
    if client is None:
        with local_client() as local:
            yield local
    elif isinstance(client, str):
        try:
            remote = Client(client, set_as_default=False, timeout=patience)
        except (OSError, ValueError) as error:
            raise ClusterError(
                f"no scheduler answers at {client}; start one with `dask scheduler`, "
                "or leave the client out to use this machine"
            ) from error
        with remote:
            yield remote
    elif isinstance(client, Client) and not client.asynchronous:
        yield client
    else:
        raise ValueError(
            f"client is {checks.shown(client)}; expected None, the address of a scheduler, "
            "or a Client that is not asynchronous"
        )
