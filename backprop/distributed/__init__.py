"""Training on many machines, by Dask's distributed scheduler (chapter 13).

The batch is cut where the chunks of the data are cut. For each step the driver, which is this program,
sends the network out; every chunk gives the *sums* of the slopes over its examples of the batch; the
workers add these sums two by two, as a tree; the driver divides the total by m and takes the step
(@eq-machines). Which sums are added first depends on the chunks and not on the workers, so any number of
workers gives the same network, bit for bit.

A lost worker loses nothing. The scheduler knows how each result on it was made, back to the data, and has
it made again elsewhere. The parameters change in the driver only, once the whole step is there, and no sum
is changed once it is made; so work that is done twice counts once.

Without a client, `train(net, data)` starts a process on each core of this machine and ends it afterwards.
`with local_client(2) as client:` keeps two for several calls, and `client="tcp://…:8786"` is the address of
a scheduler (`dask scheduler`) whose workers may be anywhere. Data that do not fit into memory are written
once with `write_chunks(data, folder)`, and `train(net, folder, client=client)` reads only what a batch
needs. `gradients(net, data, client)` gives the slopes of one step.

>>> import numpy as np
>>> from backprop.distributed import Sums, add_sums, tree
>>> ones = [Sums(1, [np.ones((2, 3))], [np.ones((2, 1))]) for _ in range(5)]  # of five chunks
>>> total = tree(add_sums, ones)
>>> total.examples, total.biases[0].tolist()
(5, [[5.0], [5.0]])
"""

try:
    import dask.array  # noqa: F401
    import distributed  # noqa: F401
except ImportError as error:
    raise ImportError(
        f"backprop.distributed needs Dask ({error}): pip install 'backpropagation-derived[distributed]'"
    ) from None

from backprop.distributed.chunks import read_chunks, write_chunks
from backprop.distributed.cluster import ClusterError, local_client
from backprop.distributed.sums import Sums, add_sums, tree
from backprop.distributed.training import gradients, train

__all__ = [
    "ClusterError",
    "Sums",
    "add_sums",
    "gradients",
    "local_client",
    "read_chunks",
    "train",
    "tree",
    "write_chunks",
]
