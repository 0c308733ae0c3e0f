"""Where the four files of MNIST come from: a folder of yours, the cache, or the web."""

import gzip
import hashlib
import os
import time
import warnings
import zlib
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
import platformdirs
import requests
import urllib3
from numpy.typing import NDArray
from tqdm import tqdm

from backprop.io import write_whole


class DataError(RuntimeError):
    """The data are in no folder that was looked in, and could not be downloaded."""


class IdxFile(NamedTuple):
    """One of the four files: its name, and the size and SHA-256 of its unpacked bytes.

    >>> [file.name for file in FILES if file.size > 40_000_000]
    ['train-images-idx3-ubyte']
    """

    name: str
    size: int
    sha256: str


FILES = (
    IdxFile(
        "train-images-idx3-ubyte",
        47_040_016,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    IdxFile(
        "train-labels-idx1-ubyte",
        60_008,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    IdxFile(
        "t10k-images-idx3-ubyte",
        7_840_016,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    IdxFile(
        "t10k-labels-idx1-ubyte",
        10_008,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)
MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://azureopendatastorage.blob.core.windows.net/mnist/",
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
)
PAUSES = (0.0, 1.0, 4.0)  # seconds before each round of all the mirrors
CONNECT_TIMEOUT = 5.0  # seconds until a mirror must have answered the call
READ_TIMEOUT = 15.0  # seconds that it may then be silent
DEADLINE = 900.0  # seconds that one file may take
SLACK = 4096  # bytes by which a packed file may be larger than its unpacked bytes


# In a folder.


def find_mnist() -> Path | None:
    """Return the folder that has the four files, each with the right SHA-256; None if there is none.

    Looks in $BACKPROP_DATA, then in the cache folder, and never uses the network.

    >>> folder = find_mnist()
    >>> folder is None or (folder.is_dir() and folder in (named_folder(), cache_folder()))
    True
    """
    for folder in filter(None, (named_folder(), cache_folder())):
        try:
            for file in FILES:
                read_file(folder, file)
        except (FileNotFoundError, ValueError):
            continue
        return folder
    return None


def named_folder() -> Path | None:
    """Return the folder that the environment variable BACKPROP_DATA names, if it is set.

    >>> from unittest.mock import patch
    >>> with patch.dict(os.environ, BACKPROP_DATA="data/mnist"):
    ...     print(named_folder().name)
    mnist
    """
    name = os.environ.get("BACKPROP_DATA")
    return Path(name).expanduser() if name else None


def cache_folder() -> Path:
    """Return the folder, of this user, that downloaded files are kept in.

    >>> cache_folder().name
    'mnist'
    """
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
    passed_over, files = "", []
    if named := named_folder():
        try:
            return _pairs([read_file(named, file) for file in FILES])
        except (FileNotFoundError, ValueError) as error:
            passed_over = f"BACKPROP_DATA: {error}; "
            warnings.warn(f"BACKPROP_DATA is passed over: {error}", RuntimeWarning, stacklevel=3)
    for file in FILES:
        try:
            files.append(_read_or_fetch(file, cache_folder(), download, progress))
        except _Failure as failure:
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
        return _fetch(file, cache, download, progress)
    except _Failure as failure:
        raise _Failure(f"{problem}; {failure}") from None


def _advice() -> str:
    names = ", ".join(f"{file.name}.gz" for file in FILES)
    return (
        f"Connect to the web and try again, or put the four files {names} into a folder "
        "and set the environment variable BACKPROP_DATA to it"
    )


def _pairs(files: list[bytes]) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    arrays = [unpack_idx(data) for data in files]
    return [(arrays[0], arrays[1]), (arrays[2], arrays[3])]


def unpack_idx(data: bytes) -> NDArray[np.uint8]:
    """Return the array in an IDX file of unsigned bytes.

    The fourth byte counts the axes; their lengths follow, four bytes each, then the numbers.

    >>> head = bytes([0, 0, 8, 2]) + (2).to_bytes(4) + (3).to_bytes(4)  # bytes, two axes: 2 rows of 3
    >>> unpack_idx(head + bytes(range(6))).tolist()
    [[0, 1, 2], [3, 4, 5]]
    """
    axes = data[3]
    shape = np.frombuffer(data, ">u4", count=axes, offset=4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(shape)


# From the web.


class _Failure(Exception):  # noqa: N818
    """A file could not be had; `again` says whether the same mirror may yet send it."""

    def __init__(self, reason: str, again: bool = True, reached: bool = True) -> None:
        super().__init__(reason)
        self.again, self.reached = again, reached


def _fetch(file: IdxFile, folder: Path, download: bool, progress: bool | None) -> bytes:
    """Download `file` into `folder`, and return its unpacked bytes; raise _Failure if that fails."""
    if not download:
        raise _Failure("downloading was not allowed (download=False)")
    data = _try_mirrors(file, progress)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / file.name, data)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _Failure(f"it was downloaded, but cannot be kept in {folder} ({reason})") from None
    return data


def _try_mirrors(file: IdxFile, progress: bool | None) -> bytes:
    """Return the unpacked bytes from the first mirror that sends them; raise _Failure if none does.

    Every round asks each mirror in turn. A mirror whose answer was final is not asked again, and
    there is one round only if no mirror can be reached: then there is no network.
    """
    failures: dict[str, _Failure] = {}
    for pause in PAUSES:
        asked = [mirror for mirror in MIRRORS if mirror not in failures or failures[mirror].again]
        if not asked or (failures and not any(failure.reached for failure in failures.values())):
            break
        time.sleep(pause)
        for mirror in asked:
            try:
                return _download(f"{mirror}{file.name}.gz", file, progress)
            except _Failure as failure:
                failures[mirror] = failure
    raise _Failure("; ".join(f"{urlsplit(mirror).netloc} {why}" for mirror, why in failures.items()))


def _download(url: str, file: IdxFile, progress: bool | None) -> bytes:
    """Return the unpacked and verified bytes of the packed file at `url`; raise _Failure otherwise."""
    try:
        with requests.get(
            url,
            stream=True,
            timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
            headers={"Accept-Encoding": "identity"},
        ) as response:
            status = response.status_code
            if status != 200:
                raise _Failure(f"answered {status}", again=status >= 500 or status in (408, 429))
            data = _receive(response.raw, file, progress)
    except requests.ConnectionError:
        raise _Failure("cannot be reached", reached=False) from None
    except (requests.Timeout, urllib3.exceptions.TimeoutError):
        raise _Failure("stopped answering") from None
    except (OSError, urllib3.exceptions.HTTPError):  # requests' own exceptions are OSErrors
        raise _Failure("broke off") from None
    except zlib.error:
        raise _Failure("sent a damaged file", again=False) from None
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise _Failure("sent a file with the wrong SHA-256", again=False)
    return data


def _receive(raw: Any, file: IdxFile, progress: bool | None) -> bytes:
    """Unpack what arrives, at most one byte more than `file` should have, however much is sent."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)  # the 16 asks for gzip's header and trailer
    data, received, deadline = bytearray(), 0, time.monotonic() + DEADLINE
    disable = None if progress is None else not progress
    with tqdm(total=file.size, desc=file.name, disable=disable, unit="B", unit_scale=True) as bar:
        while not unpacker.eof and len(data) <= file.size:
            chunk = raw.read1(1 << 16)  # what is there, up to 64 kB: a slow sender cannot hold us here
            received += len(chunk)
            if not chunk:
                raise _Failure(f"broke off after {received:,} bytes")
            if received > file.size + SLACK:
                raise _Failure("sent too many bytes", again=False)
            if time.monotonic() > deadline:
                raise _Failure("is too slow")
            unpacked = unpacker.decompress(chunk, file.size + 1 - len(data))
            data += unpacked
            bar.update(len(unpacked))
    return bytes(data)
