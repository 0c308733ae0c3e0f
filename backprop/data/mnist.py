"""MNIST: where its four files are looked for, and what is made of them."""

import gzip
import hashlib
import os
import warnings
import zlib
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import DTypeLike, NDArray

from backprop.data.dataset import Dataset
from backprop.data.download import Failure, fetch
from backprop.data.idx import FILES, IdxFile, unpack_idx
from backprop.support import checks


class DataError(RuntimeError):
    """The data are in no folder that was looked in, and could not be downloaded."""


# In a folder.


def find_mnist() -> Path | None:
    """Return the folder that has the four files, each with the right SHA-256; None if there is none.

    Looks in $BACKPROP_DATA, then in the cache folder, and never uses the network.

    >>> folder = find_mnist()
    >>> folder is None or (folder.is_dir() and folder in (named_folder(), cache_folder()))
    True
    """
    for where in (named_folder, cache_folder):
        try:
            folder = where()
            for file in FILES if folder else ():
                read_file(cast(Path, folder), file)
        except (FileNotFoundError, ValueError):
            continue
        if folder:
            return folder
    return None


def named_folder() -> Path | None:
    """Return the folder that the environment variable BACKPROP_DATA names, if it is set.

    A ~ at its beginning is a home folder. Raises ValueError if it cannot be a name, or that of no user.

    >>> from unittest.mock import patch
    >>> with patch.dict(os.environ, BACKPROP_DATA="data/mnist"):
    ...     print(named_folder().name)
    mnist
    """
    name = os.environ.get("BACKPROP_DATA")
    if not name:
        return None
    try:
        return checks.path("BACKPROP_DATA", name).expanduser()
    except RuntimeError:
        user = Path(name).parts[0]
        raise ValueError(f"{name} is in no folder: {user} is not the home of any user") from None


def cache_folder() -> Path:
    """Return the folder, of this user, that downloaded files are kept in.

    >>> cache_folder().name
    'mnist'
    """
    import platformdirs

    return platformdirs.user_cache_path("backprop", appauthor=False) / "mnist"


def read_file(folder: Path, file: IdxFile) -> bytes:
    """Return the unpacked bytes of `file` in `folder`, which may be packed (.gz) or not.

    The name may be spelt with a dot: train-images.idx3-ubyte. Raises FileNotFoundError if there is
    no such file, and ValueError if there is only a bad one.

    >>> import tempfile
    >>> small = IdxFile("tiny", 3, hashlib.sha256(b"abc").hexdigest())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = Path(folder, "tiny.gz").write_bytes(gzip.compress(b"abc"))
    ...     read_file(Path(folder), small)
    b'abc'
    """
    folder = checks.path("folder", folder)
    checks.instance("file", file, IdxFile, "an IdxFile")
    problem = ""
    names = (file.name, file.name.replace("-idx", ".idx"))
    for path in [folder / (name + ending) for ending in ("", ".gz") for name in names]:
        try:
            if not path.is_file():
                continue
            with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
                data = stream.read(file.size + 1)
        except (OSError, EOFError, zlib.error) as error:
            problem = f"{path} cannot be read ({getattr(error, 'strerror', None) or 'damaged'})"
            continue
        if hashlib.sha256(data).hexdigest() == file.sha256:
            return data
        problem = f"{path} is damaged (wrong SHA-256)"
    if problem:
        raise ValueError(problem)
    raise FileNotFoundError(f"{folder / file.name} is missing")


# All four.


def read_mnist(download: bool, progress: bool | None) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """Return (images, labels) for training and for testing, as unsigned bytes.

    A $BACKPROP_DATA that lacks a good file is passed over with a warning; so is a bad file in the
    cache, which is then downloaded again. Raises DataError if a file cannot be had.

    >>> (images, labels), _ = read_mnist(download=False, progress=False)
    >>> images.shape, images.dtype.name, labels[:3].tolist()
    ((60000, 28, 28), 'uint8', [5, 0, 4])
    """
    checks.switch("download", download)
    checks.switch("progress", progress, or_none=True)
    passed_over, files = "", []
    if os.environ.get("BACKPROP_DATA"):
        try:
            named = cast(Path, named_folder())
            return _pairs([read_file(named, file) for file in FILES])
        except (FileNotFoundError, ValueError) as error:
            passed_over = f"BACKPROP_DATA: {error}; "
            warnings.warn(f"BACKPROP_DATA is passed over: {error}", RuntimeWarning, stacklevel=3)
    for file in FILES:
        try:
            files.append(_read_or_fetch(file, cache_folder(), download, progress))
        except Failure as failure:
            raise DataError(f"MNIST cannot be had: {passed_over}{failure}. {_advice()}") from None
    return _pairs(files)


def _read_or_fetch(file: IdxFile, cache: Path, download: bool, progress: bool | None) -> bytes:
    try:
        return read_file(cache, file)
    except FileNotFoundError as error:
        problem = str(error)
    except ValueError as error:
        problem = str(error)
        warnings.warn(f"a file of the cache is passed over: {problem}", RuntimeWarning, stacklevel=4)
    try:
        return fetch(file, cache, download, progress)
    except Failure as failure:
        raise Failure(f"{problem}; {failure}") from None


def _advice() -> str:
    names = ", ".join(f"{file.name}.gz" for file in FILES)
    return (
        f"Connect to the web and try again, or put the four files {names} into a folder "
        "and set the environment variable BACKPROP_DATA to it"
    )


def _pairs(files: list[bytes]) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    arrays = [unpack_idx(data) for data in files]
    return [(arrays[0], arrays[1]), (arrays[2], arrays[3])]


# As datasets.


def load_mnist(
    download: bool = True, dtype: DTypeLike = np.float64, progress: bool | None = None
) -> tuple[Dataset, Dataset]:
    """Return MNIST: 60,000 examples to train on and 10,000 to test on, each (784,), pixels in 0..1.

    download  if no folder has the files, fetch them (11 MB, once) into the user's cache folder
    dtype     of X and Y: numpy.float64 (376 MB for the training data) or numpy.float32 (half)
    progress  a bar while downloading: None shows it in a terminal, True always, False never

    Looks in the folder that the environment variable BACKPROP_DATA names, then in the cache folder;
    `find_mnist` says which one has the files. Raises `DataError` if they cannot be had.

    >>> train, test = load_mnist(download=False, dtype=np.float32)
    >>> len(train), len(test), train.X.shape
    (60000, 10000, (784, 60000))
    """
    dtype = checks.float_type(dtype)
    train, test = [
        Dataset(_pixels_in_columns(images, dtype), labels)
        for images, labels in read_mnist(download, progress)
    ]
    return train, test


def _pixels_in_columns(images: NDArray[np.uint8], dtype: np.dtype[Any]) -> NDArray[np.floating]:
    """Turn (n, rows, columns) bytes into a (rows * columns, n) matrix of numbers in 0..1.

    The transpose leaves every example in one piece of memory: gathering a batch of random columns
    from it took a ninth of the time it took from the same matrix in row order.
    """
    return np.divide(images.reshape(len(images), -1), 255, dtype=dtype).T
