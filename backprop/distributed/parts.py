"""The data: what the workers load, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask.array as dask_array
import numpy as np
from dask.delayed import Delayed, delayed

from backprop.data import Dataset
from backprop.distributed.chunks import Chunk, read_chunks
from backprop.network import Network
from backprop.parameters import Array
from backprop.support import checks

PARTS = 4  # that a Dataset is cut into: so many workers can share a step


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


def checked(net: Network, part: Any, name: str) -> Examples:
    """Return a part's examples in the network's dtype; raise ValueError if they do not fit it."""
    if not isinstance(part, (Dataset, Examples)):
        raise ValueError(f"{name} is {checks.shown(part)}; expected a delayed Dataset")
    return Examples(*net.check_examples(part.X, part.Y, f"{name}."))


def parts_of(net: Network, data: Any) -> list[Any]:
    """Return the chunks of the data: files, or delayed Datasets or Examples that the workers load."""
    checks.instance("net", net, Network)
    if isinstance(data, Dataset):
        net.check_dataset("data", data)
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
