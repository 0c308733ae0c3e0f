"""A step and a training, shared by Dask's workers."""

import sys
from typing import Any

from backprop.data import Dataset
from backprop.distributed.cluster import connected
from backprop.distributed.parts import parts_of
from backprop.distributed.shards import Shards
from backprop.network import Network
from backprop.parameters import Gradients
from backprop.support import checks
from backprop.training import History, check_settings, stochastic_gradient_descent

PATIENCE = 30.0  # seconds without any worker, before training gives up


def gradients(net: Network, data: Any, client: Any = None, patience: float = PATIENCE) -> Gradients:
    """Return the gradients of C, the mean over all of `data`; `train` says what data and client may be.

    Raises ClusterError as `train` does, and FileNotFoundError for a folder that has no chunks.

    >>> import numpy as np
    >>> from distributed import Client
    >>> net, data = Network([3, 2], seed=1), Dataset(np.eye(3), [0, 1, 1], classes=2)
    >>> with Client(processes=False, dashboard_address=None) as client:  # threads of this process
    ...     there = gradients(net, data, client)
    >>> bool(np.allclose(there.weights[0], net.backpropagate(data.X, data.Y).weights[0]))
    True
    """
    patience = checks.positive("patience", patience)
    parts = parts_of(net, data)
    with connected(client, patience) as workers:
        return Shards(workers, net, parts, patience).gradients()


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
    if the workers or the scheduler are gone, FileNotFoundError for a folder that has no chunks, and what
    `net.train` raises.

    >>> import numpy as np
    >>> from distributed import Client
    >>> here, there = Network([3, 4, 3], seed=1), Network([3, 4, 3], seed=1)
    >>> data = Dataset(np.eye(3), range(3), classes=3)
    >>> with Client(processes=False, dashboard_address=None) as client:  # threads of this process
    ...     _ = train(there, data, epochs=2, batch_size=2, client=client)
    >>> _ = here.train(data, epochs=2, batch_size=2)
    >>> bool(np.allclose(here.weights[0], there.weights[0]))
    True
    """
    patience = checks.positive("patience", patience)
    parts = parts_of(net, data)
    check_settings(net, epochs, batch_size, eta, test, progress)
    shown = sys.stderr.isatty() if progress is None else progress
    with connected(client, patience) as workers:
        shards = Shards(workers, net, parts, patience, shown)
        if shown:
            print(shards.where(), file=sys.stderr)
        return stochastic_gradient_descent(net, shards, epochs, batch_size, eta, test, shown)
