"""Where the workers are: on this machine, or at the address of a scheduler."""

import logging
import multiprocessing
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dask
from distributed import Client, LocalCluster

from backprop.support import checks
from backprop.training import SourceError


class ClusterError(SourceError):
    """The workers or the scheduler cannot go on. The network keeps the weights of the last whole step."""


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
        "preload": "backprop.distributed.cluster",
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
def connected(client: Any, patience: float) -> Iterator[Client]:
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


def large_graphs() -> Any:
    """Let a task hold a network or a part of a Dataset, of which Dask warns above 10 MB.

    >>> with large_graphs():
    ...     dask.config.get("distributed.admin.large-graph-warning-threshold")
    '1 TB'
    """
    return dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"})


def address_of(client: Client) -> str:
    return str(client.scheduler.address) if client.scheduler else "?"
