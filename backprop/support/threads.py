"""How many threads the products of a training are worth."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

WORTH_SHARING = 10_000_000  # multiplications in one product


def threads_for(sizes: Sequence[int], batch_size: int) -> AbstractContextManager[object]:
    """Keep products of matrices to one thread while training, if all of them are small.

    Two threads save little on a product that takes a ten-thousandth of a second. If anything else is
    running they wait for each other, and training has been seen to take fifty times as long.

    >>> import numpy as np
    >>> with threads_for([784, 30, 10], batch_size=10):  # 235,200 multiplications: one thread is quicker
    ...     product = np.ones((30, 784)) @ np.ones((784, 10))
    """
    from threadpoolctl import threadpool_limits  # here, because only training needs it

    largest = max(n_in * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)) * batch_size
    limits: AbstractContextManager[object] = threadpool_limits(1 if largest < WORTH_SHARING else None, "blas")
    return limits
