"""The 8 x 8 digits, which need no network."""

from backprop.data.dataset import Dataset


def load_digits() -> tuple[Dataset, Dataset]:
    """Return 1,437 examples to train on and 360 to test on, from the 8 x 8 digits of scikit-learn.

    They come with scikit-learn and need no network. Each is (64,): pixels in 0..1, row by row.

    >>> train, test = load_digits()
    >>> len(train), len(test), train.X.shape
    (1437, 360, (64, 1437))
    """
    from sklearn import datasets  # here, because it takes a second to import

    bunch = datasets.load_digits()
    return Dataset((bunch.data / 16).T, bunch.target).split(1437 / 1797)
