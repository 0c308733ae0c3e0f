"""Examples in files: a folder of chunks, from which a step reads only the columns that it needs.

For each chunk the folder holds the inputs, `X-00000.npy`, (n_in, n), with each column in one piece, the
labels, `labels-00000.npy`, (n,), and the CRC-32 of each example, `sums-00000.npy`, (n,). For all of them
`manifest.json` has the sizes, and the SHA-256 of every file of sums. So each example is held to its checksum
when it is read, and the rest of its file need not be read.
"""

import hashlib
import json
import os
import shutil
import socket
import tempfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.data import Dataset
from backprop.data.dataset import check_places
from backprop.support import checks

FORMAT, VERSION = "backprop-chunks", 2
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Chunk:
    """A chunk of a folder. `chunk[columns]` reads these columns, and leaves all others on the disk.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     last = write_chunks(Dataset(np.eye(5), range(5)), Path(folder, "five"), size=2)[-1]
    ...     last.number, len(last), last[:].labels.tolist()
    (2, 1, [4])
    """

    folder: Path
    number: int
    inputs: int
    classes: int
    dtype: str
    size: int
    sha256: str

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, columns: Any) -> Dataset:
        """Return the examples of these columns, as a `Dataset` does.

        Raises IndexError for a place beyond the last, and FileNotFoundError if a file is gone.
        """
        places = np.arange(self.size)[check_places(columns, self.size)]
        X, labels = self._read(places), np.array(self._open("labels")[places])
        found = _checksums(X, labels)
        if not np.array_equal(found, wanted := self._open("sums")[places]):
            place = places[int((found != wanted).argmax())]
            raise ValueError(
                f"{self._path('X')} was changed: example {place} has not the checksum that it was written "
                "with; write the chunks anew"
            )
        try:
            return Dataset(X, labels, self.classes)
        except ValueError as error:
            raise ValueError(f"{self.folder}, chunk {self.number}: {error}") from None

    def _read(self, places: NDArray[np.integer]) -> NDArray[Any]:
        """Read single columns. Through a map of the file, a system may count all that lies around them
        as memory of this process, and Dask ends a worker that has too much.
        """
        whole = self._open("X")
        X = np.empty((self.inputs, len(places)), self.dtype, order="F")
        with self._path("X").open("rb", buffering=0) as file:
            for place, column in enumerate(places.tolist()):
                file.seek(whole.offset + column * X.strides[1])
                if file.readinto(X[:, place].data) != X.strides[1]:
                    raise ValueError(f"{self._path('X')} is damaged or cut short; write the chunks anew")
        return X

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}-{self.number:05}.npy"

    def _open(self, name: str) -> "np.memmap[Any, Any]":
        """Return a map of a file, which reads no more than its head; raise an error if it is not the one."""
        path = self._path(name)
        shape = (self.inputs, self.size) if name == "X" else (self.size,)
        dtype = {"X": self.dtype, "labels": "int64", "sums": "uint32"}[name]
        try:
            array: np.memmap[Any, Any] = np.load(path, mmap_mode="r", allow_pickle=False)
        except FileNotFoundError:
            raise FileNotFoundError(
                f"{path} does not exist on {socket.gethostname()}; expected it there: "
                "every worker must see the folder of chunks under the same name"
            ) from None
        except (OSError, ValueError, EOFError):
            raise ValueError(f"{path} is damaged or cut short; write the chunks anew") from None
        if array.shape != shape or array.dtype != dtype or not array.flags.f_contiguous:
            order = "" if array.flags.f_contiguous else " in row order"
            raise ValueError(f"{path} holds {array.dtype} {array.shape}{order}; expected {dtype} {shape}")
        return array


def write_chunks(data: Dataset | Iterable[Dataset], folder: str | Path, size: int = 10_000) -> list[Chunk]:
    """Write examples to a new folder, at most `size` in each chunk, and return the chunks.

    data  a Dataset, or many of them one after the other, of which only one needs to be in memory

    The folder appears when all of it is written, or not at all. Raises FileExistsError if it exists, and
    ValueError if the datasets do not fit together.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     chunks = write_chunks(Dataset(np.eye(5), range(5)), Path(folder, "five"), size=2)
    ...     sorted(path.name for path in Path(folder, "five").glob("X*"))
    ['X-00000.npy', 'X-00001.npy', 'X-00002.npy']
    """
    folder, size = checks.path("folder", folder).absolute(), checks.whole_number("size", size)
    if not isinstance(data, (Dataset, Iterable)) or isinstance(data, np.ndarray):
        raise ValueError(f"data is {checks.shown(data)}; expected a Dataset, or several")
    if folder.exists():
        raise FileExistsError(f"{folder} exists; expected the name of a new folder")
    if not folder.parent.is_dir():
        raise FileNotFoundError(f"{folder.parent} is no folder; expected one to write {folder.name} into")
    new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        _fill(new, [data] if isinstance(data, Dataset) else data, size)
        new.chmod(0o755)
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return read_chunks(folder)


def _fill(folder: Path, datasets: Iterable[Dataset], size: int) -> None:
    sizes: list[int] = []
    digests: list[str] = []
    kind: tuple[int, int, str] | None = None
    for place, dataset in enumerate(datasets):
        if not isinstance(dataset, Dataset):
            raise ValueError(f"data[{place}] is {checks.shown(dataset)}; expected a Dataset")
        own = len(dataset.X), dataset.classes, dataset.X.dtype.name
        kind = kind or own
        if own != kind:
            raise ValueError(f"data[{place}] has inputs, classes, dtype {own}; expected {kind} as in data[0]")
        for first in range(0, len(dataset), size):
            part = dataset[first : first + size]
            _write(folder / f"X-{len(sizes):05}.npy", np.asfortranarray(part.X))
            _write(folder / f"labels-{len(sizes):05}.npy", part.labels.astype(np.int64))
            sums = folder / f"sums-{len(sizes):05}.npy"
            _write(sums, _checksums(part.X, part.labels))
            digests.append(hashlib.sha256(sums.read_bytes()).hexdigest())
            sizes.append(len(part))
    if kind is None:
        raise ValueError("data holds no Dataset; expected at least one")
    manifest = {"format": FORMAT, "version": VERSION, "inputs": kind[0], "classes": kind[1]}
    text = json.dumps({**manifest, "dtype": kind[2], "sizes": sizes, "sha256": digests}, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _checksums(X: NDArray[Any], labels: NDArray[Any]) -> NDArray[np.uint32]:
    """Return the CRC-32 of each example: of its inputs, and then of its label in eight bytes.

    >>> _checksums(np.zeros((2, 1)), np.array([0])) == _checksums(np.zeros((2, 1)), np.array([1]))
    array([False])
    """
    columns = np.ascontiguousarray(X.T)
    names = np.ascontiguousarray(labels, dtype=np.int64)
    return np.array(
        [zlib.crc32(names[x : x + 1].data, zlib.crc32(columns[x].data)) for x in range(len(names))],
        dtype=np.uint32,
    )


def _write(path: Path, array: NDArray[Any]) -> None:
    with path.open("xb") as file:
        np.save(file, array, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())


def read_chunks(folder: str | Path) -> list[Chunk]:
    """Return the chunks of a folder that `write_chunks` wrote; their examples stay on the disk.

    Raises FileNotFoundError if there is no such folder or a file of it is missing, and ValueError, in
    one line, if one is not what the manifest says.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = write_chunks(Dataset(np.eye(5), range(5)), Path(folder, "five"), size=2)
    ...     read_chunks(Path(folder, "five")) == written, [len(chunk) for chunk in written]
    (True, [2, 2, 1])
    """
    folder = checks.path("folder", folder).absolute()
    path = folder / MANIFEST
    if not path.is_file():
        raise FileNotFoundError(f"{path} does not exist; expected a folder that write_chunks wrote")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise ValueError(f"{path} is no JSON; expected the manifest of write_chunks") from None
    sizes = _checked(path, content)
    kind = content["inputs"], content["classes"], content["dtype"]
    chunks = [
        Chunk(folder, number, *kind, size, digest)
        for number, (size, digest) in enumerate(zip(sizes, content["sha256"], strict=True))
    ]
    for chunk in chunks:
        for name in ("X", "labels", "sums"):
            chunk._open(name)
        sums = chunk._path("sums")
        if hashlib.sha256(sums.read_bytes()).hexdigest() != chunk.sha256:
            raise ValueError(f"{sums} was changed: its SHA-256 is not that of the manifest; write them anew")
    return chunks


def _checked(path: Path, content: Any) -> Sequence[int]:
    """Return the sizes that a manifest names; raise ValueError if a part of it is missing or wrong."""
    expected: dict[str, tuple[str, Callable[[Any], bool]]] = {
        "format": (FORMAT, lambda value: value == FORMAT),
        "version": (f"{VERSION}; write the chunks anew", lambda value: value == VERSION),
        "inputs": ("a whole number", _is_count),
        "classes": ("a whole number", _is_count),
        "dtype": ("float64 or float32", lambda value: value in ("float64", "float32")),
        "sizes": ("a list of whole numbers", _are_counts),
        "sha256": ("one for each chunk", lambda value: _are_digests(value, len(content["sizes"]))),
    }
    if not isinstance(content, dict):
        raise ValueError(f"{path} holds {checks.shown(content)}; expected a JSON object")
    for name, (words, is_right) in expected.items():
        value = content.get(name)
        if not is_right(value):
            raise ValueError(f'{path}: "{name}" is {checks.shown(value)}; expected {words}')
    sizes: Sequence[int] = content["sizes"]
    return sizes


def _is_count(value: Any) -> bool:
    return type(value) is int and value > 0


def _are_digests(value: Any, count: int) -> bool:
    return isinstance(value, list) and len(value) == count and all(isinstance(one, str) for one in value)


def _are_counts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_count, value))
