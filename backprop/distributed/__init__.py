"""Training on many machines, by Dask's distributed scheduler (chapter 13)."""

from backprop.distributed.chunks import read_chunks, write_chunks
from backprop.distributed.training import ClusterError, Sums, add_sums, gradients, local_client, train, tree

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
