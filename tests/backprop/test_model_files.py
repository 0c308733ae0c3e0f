"""Model files: bit for bit there and back, whole or not at all, and never believed without checks."""

import errno
import json
import os
import random
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backprop import Network, model_files
from backprop.model_files import read_model, write_model

ROOT = Path(__file__).parents[2]


def make(sizes, dtype="float64", seed=0, **others):
    """Return the arguments of write_model for a network with random parameters."""
    rng = np.random.default_rng(seed)
    return {
        "sizes": list(sizes),
        "activation": "relu",
        "output": "sigmoid",
        "dtype": dtype,
        "weights": [
            rng.normal(size=shape).astype(dtype) for shape in zip(sizes[1:], sizes[:-1], strict=True)
        ],
        "biases": [rng.normal(size=(size, 1)).astype(dtype) for size in sizes[1:]],
        "preprocessing": "pixels divided by 255, row by row",
        "cost": "quadratic",
        **others,
    }


def bits(model):
    """Everything a model says, its numbers as bytes, so that 0.0 differs from -0.0."""
    content = model if isinstance(model, dict) else model._asdict()
    arrays_as_bytes = {
        name: [(array.dtype, array.shape, array.tobytes()) for array in content[name]]
        for name in ("weights", "biases")
    }
    return {**content, **arrays_as_bytes}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "net.json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder for all the examples of a property."""
    return tmp_path_factory.mktemp("models")


# There and back.


ENDS = [
    ("quadratic", "sigmoid"),
    ("quadratic", "relu"),
    ("cross-entropy", "softmax"),
    ("cross-entropy", "sigmoid"),
]


@st.composite
def models(draw):
    dtype = draw(st.sampled_from(["float64", "float32"]))
    width = np.dtype(dtype).itemsize * 8
    numbers = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=True, width=width)
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    shapes = [*zip(sizes[1:], sizes[:-1], strict=True)]
    cost, output = draw(st.sampled_from(ENDS))
    return {
        "sizes": sizes,
        "activation": draw(st.sampled_from(["sigmoid", "relu"])),
        "output": output,
        "cost": cost,
        "dtype": dtype,
        "weights": [draw(arrays(dtype, shape, elements=numbers)) for shape in shapes],
        "biases": [draw(arrays(dtype, (size, 1), elements=numbers)) for size in sizes[1:]],
        "preprocessing": draw(st.none() | st.text()),
    }


@given(models())
def test_a_model_comes_back_bit_for_bit(folder, model):
    write_model(folder / "net.json", **model)
    assert bits(read_model(folder / "net.json")) == bits(model)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_extremes_of_each_type_come_back_bit_for_bit(path, dtype):
    info = np.finfo(dtype)
    extremes = [0.0, -0.0, info.max, info.min, info.tiny, info.smallest_subnormal, info.eps, 1 / 3, np.pi]
    model = make([9, 1], dtype, weights=[np.array([extremes], dtype)])
    write_model(path, **model)
    assert bits(read_model(path)) == bits(model)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("cost", "output"), ENDS)
def test_a_network_comes_back_and_computes_the_same(path, dtype, cost, output):
    net = Network([5, 4, 3], output=output, seed=1, dtype=dtype, cost=cost)
    net.save(path, preprocessing="none")
    again = Network.load(path)
    assert repr(again) == repr(net)
    assert (again.sizes, again.activation, again.dtype) == ([5, 4, 3], "relu", dtype)
    assert (again.output, again.cost_name) == (output, cost)
    X, Y = np.random.default_rng(0).random((5, 7)), np.eye(3)[:, [0, 1, 2, 0, 1, 2, 0]]
    assert net.feedforward(X).tobytes() == again.feedforward(X).tobytes()
    assert net.cost(X, Y) == again.cost(X, Y)


def test_a_quadratic_network_is_written_byte_for_byte_as_it_was_before_there_were_other_costs(path):
    stored = ROOT / "figures/data/digits.json"
    Network.load(stored).save(path, preprocessing=read_model(stored).preprocessing)
    assert path.read_bytes() == stored.read_bytes()


def test_another_cost_is_named_in_a_version_that_older_readers_refuse(path):
    model = make([3, 2], output="softmax", cost="cross-entropy")
    write_model(path, **model)
    content = json.loads(path.read_text())
    assert (content["version"], content["cost"]) == (2, "cross-entropy")
    assert set(content) == {*model_files.KEYS, "cost", "sha256"}
    path.write_text(json.dumps({**content, "output": "sigmoid"}))
    assert_refused(path, '"sha256" does not fit the rest')
    del content["sha256"]
    for change, message in [
        ({"cost": "hinge"}, '"cost" is \'hinge\'; expected "quadratic" or "cross-entropy"'),
        ({"cost": None}, '"cost" is None; expected'),
        ({"cost": "quadratic"}, '"output" is \'softmax\'; expected "sigmoid" or "relu"'),
        ({"output": "relu"}, '"output" is \'relu\'; expected "softmax" or "sigmoid"'),
        ({"activation": "softmax"}, '"activation" is \'softmax\'; expected "sigmoid" or "relu"'),
        ({"version": 1}, "'cost' is unknown; expected no other entries than"),
    ]:
        path.write_text(json.dumps({**content, **change}))
        assert_refused(path, message)


def test_the_same_network_is_always_the_same_file(path, tmp_path):
    write_model(path, **make([3, 2]))
    write_model(tmp_path / "again.json", **make([3, 2]))
    assert path.read_bytes() == (tmp_path / "again.json").read_bytes()


def test_the_file_is_json_that_any_program_can_read(path):
    model = make([3, 2], "float32")
    write_model(path, **model)
    content = json.loads(path.read_text())
    assert {name: content[name] for name in ("format", "version", "sizes", "dtype")} == {
        "format": "backprop-network",
        "version": 1,
        "sizes": [3, 2],
        "dtype": "float32",
    }
    assert content["weights"][0] == model["weights"][0].tolist()
    assert content["biases"][0] == model["biases"][0].tolist()
    assert set(content) == {*model_files.KEYS, "sha256"}


def test_a_file_written_by_hand_needs_no_checksum_and_may_hold_whole_numbers(path):
    write_model(path, **make([2, 1]))
    content = json.loads(path.read_text())
    del content["sha256"]
    content.update(weights=[[[1, -2]]], biases=[[[0]]], dtype="float32", preprocessing=None)
    path.write_text(json.dumps(content, indent=4))
    model = read_model(path)
    assert model.weights[0].tolist() == [[1.0, -2.0]]
    assert model.weights[0].dtype == model.biases[0].dtype == np.float32


# Damage.


def refused(path, original=None):
    """Whether reading gives a ValueError of one line that names the file; if not, it gives `original`."""
    try:
        model = read_model(path)
    except ValueError as failure:
        error = failure
    else:
        assert bits(model) == bits(original)
        return False
    message = str(error).removeprefix(str(path))
    assert message != str(error)
    assert "\n" not in message
    assert len(message) < 400
    assert error.__suppress_context__ or error.__context__ is None
    return True


def test_a_file_cut_short_anywhere_is_refused(path):
    original = make([12, 10, 4])
    write_model(path, **original)
    data = path.read_bytes()
    for length in [*range(0, len(data), 50), *range(len(data) - 60, len(data) - 1)]:
        path.write_bytes(data[:length])
        assert refused(path, original), f"cut to {length} bytes of {len(data)}"
    path.write_bytes(data[:-1])  # without the line end
    assert not refused(path, original)


@pytest.mark.parametrize("damage", ["one byte", "a digit", "a run of bytes", "lost", "inserted", "swapped"])
def test_damage_never_passes_for_another_model(path, damage):
    original = make([3, 4, 2])
    write_model(path, **original)
    data = path.read_bytes()
    rng = random.Random(damage)
    count = 0
    for _ in range(400):
        spoilt = bytearray(data)
        at = rng.randrange(len(data))
        if damage == "one byte":
            spoilt[at] = rng.randrange(256)
        elif damage == "a digit":
            at = rng.choice([place for place, byte in enumerate(data) if chr(byte).isdigit()])
            spoilt[at] = rng.choice(b"0123456789-.e, ")
        elif damage == "a run of bytes":
            spoilt[at : at + 20] = rng.randbytes(20)
        elif damage == "lost":
            del spoilt[at : at + rng.randrange(1, 30)]
        elif damage == "inserted":
            spoilt[at:at] = rng.choice([b"0", b"1", b" ", b"-", b"[]", b",", b"null", b'"', b"\xff"])
        else:
            other = rng.randrange(len(data))
            spoilt[at], spoilt[other] = spoilt[other], spoilt[at]
        path.write_bytes(spoilt)
        count += refused(path, original)
    assert count > 300


# Files that are wrong, or made to do harm.


@pytest.fixture
def content(path):
    """What a good file holds, without the checksum, to be changed by a test."""
    write_model(path, **make([3, 2, 1]))
    content = json.loads(path.read_text())
    del content["sha256"]
    return content


def assert_refused(path, message):
    with pytest.raises(ValueError, match=message):
        read_model(path)
    assert refused(path)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("format", "other", r'"format" is \'other\'; expected "backprop-network"'),
        ("format", None, '"format" is None; expected'),
        ("format", ["backprop-network"], r'"format" is \[\'backprop-network\'\]; expected'),
        ("version", 3, '"version" is 3; expected 1 or 2: a newer backprop wrote this file, update yours'),
        ("version", 0, '"version" is 0; expected 1 or 2$'),
        ("version", "1", "\"version\" is '1'; expected 1 or 2$"),
        ("version", 1.0, '"version" is 1.0; expected 1 or 2$'),
        ("version", True, '"version" is True; expected 1 or 2$'),
        ("version", 2, '"cost" is missing'),
        ("cost", "cross-entropy", "'cost' is unknown; expected no other entries than"),
        ("sizes", [3], r'"sizes" is \[3\]; expected two or more whole numbers from 1 to 1,000,000'),
        ("sizes", [], r'"sizes" is \[\]; expected two or more'),
        ("sizes", None, '"sizes" is None; expected two or more'),
        ("sizes", 3, '"sizes" is 3; expected two or more'),
        ("sizes", {"0": 3}, '"sizes" is .*; expected two or more'),
        ("sizes", [3, 0, 1], '"sizes" is .*; expected two or more'),
        ("sizes", [3, -2, 1], '"sizes" is .*; expected two or more'),
        ("sizes", [3, 2.0, 1], '"sizes" is .*; expected two or more'),
        ("sizes", [3, True, 1], '"sizes" is .*; expected two or more'),
        ("sizes", [3, "2", 1], '"sizes" is .*; expected two or more'),
        ("sizes", [10**12, 10**12], '"sizes" is .*; expected two or more'),
        ("sizes", [10**6, 10**6, 1], r"weights\[0\] holds 2 rows; expected 1000000 rows of 1000000"),
        ("sizes", [3, 2, 1, 1], '"weights" holds 2 matrices; expected 3, one for each layer'),
        ("sizes", [2, 2, 1], r"weights\[0\]\[0\] holds 3 entries; expected 2 rows of 2 numbers"),
        ("activation", "tanh", '"activation" is \'tanh\'; expected "sigmoid" or "relu"'),
        ("activation", "Sigmoid", "\"activation\" is 'Sigmoid'; expected"),
        ("activation", None, '"activation" is None; expected'),
        ("activation", ["relu"], r'"activation" is \[\'relu\'\]; expected'),
        ("output", "softmax", "\"output\" is 'softmax'; expected"),
        ("output", {}, '"output" is {}; expected'),
        ("dtype", "float16", '"dtype" is \'float16\'; expected "float64" or "float32"'),
        ("dtype", "object", "\"dtype\" is 'object'; expected"),
        ("dtype", 64, '"dtype" is 64; expected'),
        ("preprocessing", 3, '"preprocessing" is 3; expected text or null'),
        ("weights", None, '"weights" holds None; expected 2, one for each layer'),
        ("weights", {}, '"weights" holds {}; expected 2'),
        ("weights", [], '"weights" holds 0 matrices; expected 2'),
        ("weights", "ab", "\"weights\" holds 'ab'; expected 2"),
        ("weights", [[], []], r"weights\[0\] holds 0 rows; expected 2 rows of 3 numbers"),
        ("weights", [1, 2], r"weights\[0\] holds 1; expected 2 rows"),
        ("weights", ["ab", "cd"], r"weights\[0\] holds 'ab'; expected 2 rows"),
        ("weights", [[1, 2], [[0, 0]]], r"weights\[0\]\[0\] holds 1; expected 2 rows of 3 numbers"),
        ("weights", [["abc", "def"], [[0, 0]]], r"weights\[0\]\[0\] holds 'abc'; expected 2 rows"),
        ("weights", [[[0, 0, 0], [0, 0]], [[0, 0]]], r"weights\[0\]\[1\] holds 2 entries; expected"),
        ("biases", [[[0], [0]], [[0, 0]]], r"biases\[1\]\[0\] holds 2 entries; expected 1 rows of 1"),
        ("biases", [[0, 0], [0]], r"biases\[0\]\[0\] holds 0; expected 2 rows of 1 numbers"),
        ("biases", [[[0], [True]], [[0]]], r"biases\[0\]\[1\] holds True; expected numbers"),
        ("biases", [[[0], ["1"]], [[0]]], r"biases\[0\]\[1\] holds '1'; expected numbers"),
        ("biases", [[[0], [None]], [[0]]], r"biases\[0\]\[1\] holds None; expected numbers"),
        ("biases", [[[0], [[1]]], [[0]]], r"biases\[0\]\[1\] holds \[1\]; expected numbers"),
        (
            "biases",
            [[[0], [10**350]], [[0]]],
            r"biases\[0\] holds a number that is not finite in float64",
        ),
        (
            "sha256",
            "0" * 64,
            '"sha256" does not fit the rest: the file is damaged, or was edited by hand',
        ),
        ("sha256", None, '"sha256" does not fit'),
        ("sha256", [1], '"sha256" does not fit'),
        ("extra", 1, "'extra' is unknown; expected no other entries than"),
        ("x" * 10_000, 1, "is unknown; expected no other entries than"),
        ("a\nb", 1, r"'a\\nb' is unknown"),
    ],
)
def test_a_wrong_entry_is_refused_and_named(path, content, name, value, message):
    content[name] = value
    path.write_text(json.dumps(content))
    assert_refused(path, message)


@pytest.mark.parametrize("name", ["format", "version", "sizes", "activation", "output", "dtype", "biases"])
def test_a_missing_entry_is_named(path, content, name):
    del content[name]
    path.write_text(json.dumps(content))
    assert_refused(path, f'"{name}" (is missing|is None; expected)')


def test_a_number_too_large_for_float32_is_refused(path, content):
    content.update(dtype="float32", biases=[[[0], [1e300]], [[0]]])
    path.write_text(json.dumps(content))
    assert_refused(path, r"biases\[0\] holds a number that is not finite in float32")


@pytest.mark.parametrize("token", ["NaN", "Infinity", "-Infinity"])
def test_nan_and_infinity_are_refused(path, content, token):
    path.write_text(json.dumps(content).replace('"version": 1', f'"version": {token}'))
    assert_refused(path, f"holds {token}; expected finite numbers")
    content["biases"] = [[[0], [float(token)]], [[0]]]
    path.write_text(json.dumps(content))
    assert_refused(path, f"holds {token}; expected finite numbers")


def test_a_name_given_twice_is_refused(path, content):
    path.write_text(json.dumps(content).replace("{", '{"dtype": "float32", ', 1))
    assert_refused(path, "'dtype' is given twice; expected every name once")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not JSON, or cut short, at byte 0"),
        (b"\n", "not JSON, or cut short"),
        (b"hello", "not JSON, or cut short, at byte 0"),
        (b"\x80\x04\x95", "not UTF-8 text"),
        ("{}".encode("utf-16"), "not UTF-8 text"),
        (b"[1, 2]", r"holds \[1, 2\]; expected a JSON object"),
        (b'"text"', "holds 'text'; expected a JSON object"),
        (b"null", "holds None; expected a JSON object"),
        (b"{}", '"format" is None; expected "backprop-network"'),
        (b"{} {}", "not JSON, or cut short, at byte 3: Extra data"),
        (b"[" * 400_000, "nested too deeply; expected a JSON model file"),
        (b"[" * 400_001, r"holds \[ 400,001 times; expected at most 400,000"),
        (b'{"a":' * 101, r"holds \{ 101 times; expected at most 100"),
        (b'{"format":' + b"[" * 500 + b"]" * 500 + b"}", r'"format" is \[\[\[.*; expected'),
        (b'{"version":' + b"9" * 1_000_000 + b"}", "holds a number of 1000000 digits; expected"),
        (b'{"version":1e999999999}', '"format" is None'),
        (b'"' + b"x" * 1_000_000 + b'"', "holds 'xxxx.*xxxx'; expected a JSON object"),
        (b'{"' + b"x" * 1_000_000 + b'":1, "format": "' + b"y" * 1_000_000 + b'"}', '"format" is \'yyy'),
        (b'{"format":"\\ud800"}', r'"format" is .*ud800.*; expected'),
    ],
    ids=range(19),
)
def test_a_file_that_is_no_model_is_refused(path, data, message):
    path.write_bytes(data)
    assert_refused(path, message)


def test_a_bomb_inside_a_good_file_is_refused(path, content):
    text = json.dumps({**content, "weights": "HERE"})
    path.write_text(text.replace('"HERE"', "[" * 100_000 + "]" * 100_000))
    assert_refused(path, "nested too deeply")
    path.write_text(text.replace('"HERE"', "[" * 800 + "]" * 800))
    assert_refused(path, '"weights" holds 1 matrices; expected 2')


def test_a_large_file_is_refused_without_being_read_whole(path, monkeypatch):
    with path.open("wb") as file:
        file.truncate(2**40)  # a hole of a terabyte, which takes no room on the disk
    assert_refused(path, "is too large for a model file; expected at most 67,108,864 bytes")
    monkeypatch.setattr(model_files, "LARGEST_FILE", 5000)
    with pytest.raises(ValueError, match=r"not written: .* bytes; expected at most 5,000"):
        write_model(path.with_name("other.json"), **make([30, 20]))
    assert not path.with_name("other.json").exists()


def test_a_missing_file_is_named(path):
    with pytest.raises(FileNotFoundError, match=r"net\.json does not exist; expected a model file"):
        read_model(path)


def test_a_folder_and_a_pipe_are_refused(tmp_path):
    assert_refused(tmp_path, "is no regular file; expected a model file")
    os.mkfifo(tmp_path / "pipe")
    assert_refused(tmp_path / "pipe", "is no regular file; expected a model file")


# Writing: whole or not at all.


def everything_in(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"weights": [np.full((2, 3), np.nan)]},
            r"not written: weights\[0\] holds a number that is not finite",
        ),
        (
            {"biases": [np.full((2, 1), np.inf)]},
            r"not written: biases\[0\] holds a number that is not finite",
        ),
        ({"weights": [np.zeros((3, 2))]}, r"weights\[0\] holds 3 rows; expected 2 rows of 3 numbers"),
        ({"weights": []}, '"weights" holds 0 matrices; expected 1'),
        ({"biases": [np.zeros(2)]}, r"biases\[0\]\[0\] holds 0.0; expected 2 rows of 1 numbers"),
        ({"activation": "tanh"}, "\"activation\" is 'tanh'"),
        ({"dtype": "float16"}, "\"dtype\" is 'float16'"),
        ({"sizes": [3]}, '"sizes" is'),
        ({"output": "softmax"}, "\"output\" is 'softmax'; expected"),
        ({"cost": "hinge"}, "\"cost\" is 'hinge'; expected"),
        ({"preprocessing": 255}, '"preprocessing" is 255; expected text or null'),
    ],
)
def test_a_network_that_could_not_be_read_again_is_not_written(path, change, message):
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match=message):
        write_model(path, **{**make([3, 2]), **change})
    assert everything_in(path.parent) == {"net.json": b"old"}


@pytest.mark.parametrize("old", [b"old", None])
@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_and_nothing_else(path, monkeypatch, old, step, error):
    if old:
        path.write_bytes(old)
    before = everything_in(path.parent)

    def fail(*arguments):
        raise error

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(type(error)):
        write_model(path, **make([3, 2]))
    assert everything_in(path.parent) == before


def test_a_disk_that_takes_only_a_part_leaves_the_old_file(path):
    path.write_bytes(b"old")
    model = make([30, 20])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_model(path, **model)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert everything_in(path.parent) == {"net.json": b"old"}


def test_being_killed_before_the_rename_leaves_the_old_file(path):
    path.write_bytes(b"old")
    program = """
import os, signal, sys
from backprop import Network
os.replace = lambda *paths: os.kill(os.getpid(), signal.SIGKILL)
Network([3, 2]).save(sys.argv[1])
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old"


def test_the_new_file_is_complete_on_the_disk_before_it_takes_the_name(path, monkeypatch):
    steps = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda number: (steps.append("fsync"), fsync(number)))
    monkeypatch.setattr(os, "replace", lambda *paths: (steps.append("replace"), replace(*paths)))
    write_model(path, **make([3, 2]))
    assert steps == ["fsync", "replace"]


def test_a_new_file_gets_the_usual_permissions_and_an_old_one_keeps_its_own(path):
    usual = os.umask(0o027)
    try:
        write_model(path, **make([3, 2]))
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        path.chmod(0o604)
        write_model(path, **make([3, 2], seed=1))
        assert stat.S_IMODE(path.stat().st_mode) == 0o604
    finally:
        os.umask(usual)


def test_a_link_goes_on_pointing_at_the_file(path):
    real = path.with_name("real.json")
    real.write_bytes(b"old")
    path.symlink_to(real)
    write_model(path, **make([3, 2]))
    assert path.is_symlink()
    assert read_model(real).sizes == [3, 2]


def test_only_a_regular_file_in_an_existing_folder_can_be_written(tmp_path):
    with pytest.raises(ValueError, match="is no regular file; expected the name of a file to write"):
        write_model(tmp_path, **make([3, 2]))
    with pytest.raises(
        FileNotFoundError, match=r"nowhere is no folder; expected one to write net\.json into"
    ):
        write_model(tmp_path / "nowhere" / "net.json", **make([3, 2]))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="is no regular file"):
        write_model(tmp_path / "pipe", **make([3, 2]))
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]
