"""Fetching the columns of random batches while the ones before are being learned from."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Indices = NDArray[np.integer]

BLOCK = 2**21  # bytes to fetch at once: they should still be in the processor's cache when they are used


def gathered(X: Array, Y: Array, batches: Iterable[Indices]) -> Iterator[tuple[Array, Array]]:
    """Yield X[:, batch] and Y[:, batch] for each batch.

    The columns of a random batch lie far apart, and fetching them is mostly waiting for memory. So a
    second thread fetches a few batches ahead, while the caller computes.
    """
    with ThreadPoolExecutor(1) as beside:
        ahead = None
        for block in _blocks(batches, X[:, 0].nbytes + Y[:, 0].nbytes):
            ready, ahead = ahead, beside.submit(_fetch, X, Y, block)
            if ready:
                yield from ready.result()
        if ahead:
            yield from ahead.result()


def _blocks(batches: Iterable[Indices], column: int) -> Iterator[list[Indices]]:
    """Yield lists of batches that have about BLOCK bytes together, `column` for each example."""
    block, size = [], 0
    for batch in batches:
        block.append(batch)
        size += len(batch) * column
        if size >= BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


def _fetch(X: Array, Y: Array, block: list[Indices]) -> list[tuple[Array, Array]]:
    which = np.concatenate(block)
    A, B = X[:, which], Y[:, which]
    ends = np.cumsum([0, *map(len, block)])
    return [(A[:, first:last], B[:, first:last]) for first, last in pairwise(ends)]
