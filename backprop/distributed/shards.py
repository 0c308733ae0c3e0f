"""The examples of a training, shared out among Dask's workers: a source of gradients for the loop."""

import copy
import importlib.util
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from functools import partial
from operator import add
from typing import Any

import numpy as np
from dask.delayed import Delayed
from distributed import Client, Future, KilledWorker
from distributed import progress as dask_progress
from distributed.client import ClosedClientError
from numpy.typing import NDArray

from backprop.distributed.chunks import Chunk
from backprop.distributed.cluster import ClusterError, address_of, large_graphs
from backprop.distributed.parts import checked
from backprop.distributed.sums import add_sums, sum_of_costs, sums_of_slopes, tree
from backprop.network import Network
from backprop.parameters import Gradients
from backprop.support import checks

ATTEMPTS = 3  # at a step whose results were lost for good, as by a restart of all workers


def _same(net: Network) -> Network:
    return net


class Shards:
    """The chunks of the data, held by the workers or read by them: a `Source` for `net`.

    >>> from backprop import Dataset
    >>> from backprop.distributed.parts import parts_of
    >>> net, data = Network([3, 2], seed=1), Dataset(np.eye(3), [0, 1, 1], classes=2)
    >>> with Client(processes=False, dashboard_address=None) as client:  # threads of this process
    ...     shards = Shards(client, net, parts_of(net, data), patience=5.0)
    ...     slopes, cost, place = shards.gradients(np.array([2, 0])), shards.cost(), shards.where()
    >>> bool(np.allclose(slopes.weights[0], net.gradients(data.X[:, [2, 0]], data.Y[:, [2, 0]]).weights[0]))
    True
    >>> bool(np.isclose(cost, net.cost(data.X, data.Y))), place.startswith("1 workers: ")
    (True, True)
    """

    def __init__(
        self, client: Client, net: Network, parts: list[Any], patience: float, shown: bool = False
    ) -> None:
        checks.instance("client", client, Client)
        checks.instance("net", net, Network)
        self.patience = checks.positive("patience", patience)
        self.client, self.net, self.parts = client, net, checks.items("parts", parts, "a list of chunks")
        self._wait_for_a_worker()
        self._load(shown)
        sizes = [self._submit(len, chunk) for chunk in self.chunks]
        try:
            self.sizes: list[int] = [self._result(size) for size in sizes]
        except CancelledError as error:
            said = " ".join(str(error).split())
            raise ClusterError(f"the workers cannot load the network and the data ({said})") from None

    def _load(self, shown: bool = False) -> None:
        """Have the workers load the chunks that are no files, and check them; this does not wait."""
        net = self._submit(_same, copy.copy(self.net))
        self.chunks = [
            part
            if isinstance(part, Chunk)
            else self._submit(checked, net, self._compute(part), f"data[{place}]")
            for place, part in enumerate(self.parts)
        ]
        if shown and not isinstance(self.parts[0], Chunk):
            with self.client.as_current():
                dask_progress(self.chunks, notebook=False)

    def __len__(self) -> int:
        return sum(self.sizes)

    def gradients(self, batch: NDArray[np.integer] | None = None) -> Gradients:
        """Return the gradients of the mean cost over a batch, or over all examples (@eq-machines)."""
        total = self._sum(sums_of_slopes, add_sums, batch)
        m = len(self) if batch is None else len(batch)
        assert total.examples == m, f"{total.examples} examples were added up; expected {m}"
        return Gradients([dW / m for dW in total.weights], [db / m for db in total.biases])

    def cost(self) -> float:
        """Return C, the mean over all examples."""
        return float(self._sum(sum_of_costs, add) / len(self))

    def _sum(
        self,
        function: Callable[..., Any],
        adding: Callable[..., Any],
        batch: NDArray[np.integer] | None = None,
    ) -> Any:
        """Map `function` over the chunks, add up as a tree on the workers, and fetch the total."""
        for _ in range(ATTEMPTS):
            try:
                sent = self._submit(_same, copy.copy(self.net))  # goes to one worker; the others ask it
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
            raise ClusterError(f"the scheduler at {address_of(self.client)} is gone") from None

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
                seconds = min(2 * seconds, max(self.patience / 2, 1.0))
            except KilledWorker:
                raise ClusterError(
                    "the same part of the work ended several workers, one after the other; "
                    "give the workers more memory, or cut the data into smaller chunks"
                ) from None

    def _wait_for_a_worker(self) -> None:
        deadline = time.monotonic() + self.patience
        while True:
            try:
                if self.client.nthreads(callback_timeout=self.patience):
                    return
            except Exception:  # of many kinds, also TimeoutError from a scheduler that is stopped
                raise ClusterError(f"the scheduler at {address_of(self.client)} does not answer") from None
            if time.monotonic() > deadline:
                raise ClusterError(
                    f"no worker is left on the scheduler at {address_of(self.client)} "
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
