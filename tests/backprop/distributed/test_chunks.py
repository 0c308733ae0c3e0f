"""Folders of chunks: what is written comes back, whole or not at all, and a step reads its columns only."""

import hashlib
import json

import numpy as np
import pytest

from backprop import Dataset
from backprop.distributed.chunks import _checksums, read_chunks, write_chunks


def examples(n, n_in=5, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    return Dataset(rng.uniform(size=(n_in, n)).astype(dtype), rng.integers(3, size=n), classes=3)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_examples_come_back_bit_for_bit_in_their_order(tmp_path, dtype):
    data = examples(23, dtype=dtype)
    written = write_chunks(data, tmp_path / "folder", size=10)
    chunks = read_chunks(tmp_path / "folder")
    assert chunks == written
    assert [len(chunk) for chunk in chunks] == [10, 10, 3]
    parts = [chunk[:] for chunk in chunks]
    assert {part.X.dtype for part in parts} == {np.dtype(dtype)}
    assert np.array_equal(np.hstack([part.X for part in parts]), data.X)
    assert np.array_equal(np.hstack([part.Y for part in parts]), data.Y)
    assert np.array_equal(np.hstack([part.labels for part in parts]), data.labels)


def test_many_datasets_are_written_one_after_the_other(tmp_path):
    some = [examples(7, seed=1), examples(12, seed=2)]
    chunks = write_chunks(iter(some), tmp_path / "folder", size=10)
    assert [len(chunk) for chunk in chunks] == [7, 10, 2]
    assert np.array_equal(chunks[2][:].X, some[1].X[:, 10:])


def test_columns_are_read_in_the_order_asked_for_and_can_be_written_to(tmp_path):
    data = examples(20)
    (chunk,) = write_chunks(data, tmp_path / "folder")
    assert np.array_equal(chunk[[7, 3, 3]].X, data.X[:, [7, 3, 3]])
    assert np.array_equal(chunk[range(5, 9)].labels, data.labels[5:9])
    assert type(chunk[[7]].X) is np.ndarray  # and no map of the file, which would keep it open


def test_a_chunk_larger_than_the_memory_gives_single_columns(tmp_path):
    write_chunks(examples(1, n_in=1000), tmp_path / "folder")
    n = 10**7
    files = (("X", (1000, n), np.float64), ("labels", (n,), np.int64), ("sums", (n,), np.uint32))
    for name, shape, dtype in files:
        path = tmp_path / f"folder/{name}-00000.npy"
        array = np.lib.format.open_memmap(path, "w+", dtype, shape, fortran_order=True)  # a hole of 80 GB
        if name == "X":
            array[:, n - 2] = 0.5
        if name == "sums":
            array[[5, n - 2]] = _checksums(np.repeat([[0.0, 0.5]], 1000, axis=0), np.zeros(2, int))
        del array
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = tmp_path / "folder/manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "sizes": [n], "sha256": [digest]}))
    (chunk,) = read_chunks(tmp_path / "folder")
    assert np.array_equal(chunk[[5, n - 2]].X, np.repeat([[0.0, 0.5]], 1000, axis=0))


def test_a_failure_leaves_no_folder_and_nothing_beside_it(tmp_path):
    def breaks_off():
        yield examples(5)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_chunks(breaks_off(), tmp_path / "folder")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_is_left_as_it_is(tmp_path):
    with pytest.raises(FileExistsError, match="expected the name of a new folder"):
        write_chunks(examples(5), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "size", "message"),
    [
        ([], 10, "no Dataset; expected at least one"),
        ([examples(5), np.eye(3)], 10, r"data\[1\] is array.*; expected a Dataset"),
        (
            [examples(5), examples(5, n_in=6)],
            10,
            r"data\[1\] has .*6, 3.*; expected .*5, 3.* as in data\[0\]",
        ),
        (examples(5), 0, "size is 0; expected at least 1"),
    ],
)
def test_data_that_cannot_be_written_is_refused_in_one_line(tmp_path, data, size, message):
    with pytest.raises(ValueError, match=message) as caught:
        write_chunks(data, tmp_path / "folder", size)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def truncated(path):
    path.write_bytes(path.read_bytes()[:-1])


def zeroed(path):
    head = path.read_bytes()[:128]
    path.write_bytes(head + bytes(path.stat().st_size - 128))


def flipped(path):
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)


def changed(name, value):
    def change(path):
        path.write_text(json.dumps({**json.loads(path.read_text()), name: value}))

    return change


@pytest.mark.parametrize(
    ("file", "spoil", "message"),
    [
        ("X-00001.npy", lambda path: path.unlink(), "X-00001.npy does not exist on .*must see"),
        ("X-00001.npy", truncated, "X-00001.npy is damaged or cut short"),
        ("X-00001.npy", lambda path: path.write_bytes(b""), "X-00001.npy is damaged or cut short"),
        ("X-00001.npy", lambda path: path.write_text("no array"), "X-00001.npy is damaged"),
        (
            "X-00001.npy",
            lambda path: np.save(path, np.ones((3, 1))),
            r"float64 \(3, 1\); expected float64 \(5, 10\)",
        ),
        ("X-00001.npy", lambda path: np.save(path, np.ones((5, 10))), "in row order; expected float64"),
        ("labels-00001.npy", lambda path: np.save(path, np.zeros(10)), "float64 .*; expected int64"),
        ("manifest.json", lambda path: path.unlink(), "expected a folder that write_chunks wrote"),
        ("manifest.json", lambda path: path.write_text("{"), "is no JSON"),
        ("manifest.json", lambda path: path.write_text("3"), "holds 3; expected a JSON object"),
        ("manifest.json", changed("format", "other"), "\"format\" is 'other'; expected backprop-chunks"),
        ("manifest.json", changed("version", 1), '"version" is 1; expected 2; write the chunks anew'),
        ("manifest.json", changed("sha256", []), r'"sha256" is \[\]; expected one for each chunk'),
        ("sums-00001.npy", lambda path: path.unlink(), "sums-00001.npy does not exist on .*must see"),
        ("sums-00001.npy", zeroed, "sums-00001.npy was changed: its SHA-256"),
        ("manifest.json", changed("inputs", 0), '"inputs" is 0; expected a whole number'),
        ("manifest.json", changed("dtype", "int8"), "\"dtype\" is 'int8'; expected float64 or float32"),
        ("manifest.json", changed("sizes", [10, 10.0]), '"sizes" is .*; expected a list of whole'),
        ("manifest.json", changed("sizes", []), '"sizes" is .*; expected a list of whole'),
        ("manifest.json", changed("sizes", [10, 10, 10]), r'"sha256" is .*; expected one for each chunk'),
        ("manifest.json", changed("sizes", [10, 9]), r"expected float64 \(5, 9\)"),
    ],
)
def test_a_folder_that_is_not_what_it_says_is_refused_in_one_line(tmp_path, file, spoil, message):
    write_chunks(examples(20), tmp_path / "folder", size=10)
    spoil(tmp_path / "folder" / file)
    with pytest.raises((ValueError, FileNotFoundError), match=message) as caught:
        read_chunks(tmp_path / "folder")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    ("file", "spoil", "message"),
    [
        ("X-00001.npy", zeroed, "X-00001.npy was changed: example 0 has not the checksum"),
        ("X-00001.npy", flipped, "X-00001.npy was changed: example 9 has not the checksum"),
        ("X-00001.npy", truncated, "X-00001.npy is damaged or cut short"),
        ("X-00001.npy", lambda path: path.unlink(), "X-00001.npy does not exist"),
        ("labels-00001.npy", flipped, "X-00001.npy was changed: example 9 has not the checksum"),
        ("sums-00001.npy", zeroed, "X-00001.npy was changed: example 0 has not the checksum"),
    ],
)
def test_what_was_changed_since_the_chunks_were_opened_is_named(tmp_path, dtype, file, spoil, message):
    write_chunks(examples(20, dtype=dtype), tmp_path / "folder", size=10)
    first, second = read_chunks(tmp_path / "folder")
    spoil(tmp_path / "folder" / file)
    assert len(first[:]) == 10
    with pytest.raises((ValueError, FileNotFoundError), match=message) as caught:
        second[:]
    assert "\n" not in str(caught.value)


def test_a_wrong_number_is_found_when_its_column_is_read(tmp_path):
    (chunk,) = write_chunks(examples(20), tmp_path / "folder")
    X = np.load(tmp_path / "folder/X-00000.npy")
    X[2, 7] += 1e-9
    np.save(tmp_path / "folder/X-00000.npy", np.asfortranarray(X))
    assert len(chunk[range(7)]) == 7
    with pytest.raises(ValueError, match=r"X-00000\.npy was changed: example 7 has not the checksum"):
        chunk[[6, 7]]
