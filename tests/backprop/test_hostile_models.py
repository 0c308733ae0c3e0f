"""Model files made to do harm: none crashes, or takes more than 2 seconds and 300 MB.

All of them, with their worst time and memory: THOROUGH=1 pytest -s tests/backprop/test_hostile_models.py
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from backprop import Network
from backprop.model_files import LARGEST_FILE, read_model
from tests.thorough import THOROUGH, some

SECONDS, MEGABYTES = 2.0, 300

ALONE = """
import sys, time
from pathlib import Path
from backprop.model_files import read_model
start = time.process_time()
try:
    read_model(sys.argv[1])
    said = "read"
except ValueError as error:
    said = str(error)
    assert "\\n" not in said and len(said) < 600
seconds = time.process_time() - start
status = Path("/proc/self/status").read_text()
memory = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024
print(seconds, memory, said)
"""
START = '{"format":"backprop-network","version":1,"activation":"sigmoid","output":"sigmoid","dtype":"float64"'


def filled(start, part, end, size=LARGEST_FILE):
    """A file of just so many bytes, most of them one part again and again."""
    start, part, end = start.encode(), part.encode(), end.encode()
    return start + part * ((size - len(start) - len(end)) // len(part)) + end


def numbers(count, digits=17):
    rng = np.random.default_rng(0)
    return ",".join(np.char.mod(f"%.{digits}g", rng.random(count)).tolist())


def whole(count):
    """A sound model of so many weights, which may be read."""
    weights = ",".join([f"[{numbers(count // 5)}]"] * 5)
    biases = ",".join(["[0.1]"] * 5)
    entries = f'"preprocessing":null,"weights":[[{weights}]],"biases":[[{biases}]]'
    return f'{START},"sizes":[{count // 5},5],{entries}}}'.encode()


BIG = {
    "one layer after the other": lambda: filled(f'{START},"sizes":[', "1,", "1]}"),
    "small matrices": lambda: filled(f'{START},"weights":[', "[[1]],", "[[1]]]}"),
    "empty lists": lambda: filled(f'{START},"weights":[', "[],", "[]]}"),
    "nested": lambda: filled("", "[", ""),
    "nested in halves": lambda: b"[" * (LARGEST_FILE // 2) + b"]" * (LARGEST_FILE // 2),
    "nested objects": lambda: filled("", '{"a":', ""),
    "empty objects": lambda: filled("[", "{},", "{}]"),
    "names": lambda: filled("{", '"a":1,', '"b":1}'),
    "texts": lambda: filled("[", '"a",', '"a"]'),
    "short numbers": lambda: filled("[", "1,", "1]"),
    "floats": lambda: filled("[", "1e5,", "1]"),
    "truths": lambda: filled("[", "true,", "true]"),
    "one long text": lambda: filled(f'{START},"preprocessing":"', "x", '"}'),
    "a text of other letters": lambda: filled(f'{START},"preprocessing":"', "\N{GRINNING FACE}", '"}'),
    "one other letter": lambda: filled(f'{START},"preprocessing":"\N{GRINNING FACE}', "x", '"}'),
    "escapes": lambda: filled(f'{START},"preprocessing":"', "\\ud83d\\ude00", '"}'),
    "a long whole number": lambda: filled(f'{START},"sizes":[', "7", "]}"),
    "a long fraction": lambda: filled(f'{START},"sizes":[0.', "7", "]}"),
    "spaces": lambda: filled("", " ", "{}"),
    "no text": lambda: bytes(LARGEST_FILE),
    "as many rows as may be": lambda: filled(f'{START},"w":[', "[1],", "[1]]}", 4 * 399_990),
    "as large as may be": lambda: whole(2_999_900),
}
FEW = ["small matrices", "one other letter", "one layer after the other"]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory of a process")
@pytest.mark.parametrize("kind", some(list(BIG), FEW))
def test_a_large_file_is_read_or_refused_in_little_time_and_memory(tmp_path, kind):
    path = tmp_path / "net.json"
    path.write_bytes(BIG[kind]())
    ended = subprocess.run([sys.executable, "-c", ALONE, path], capture_output=True, text=True, timeout=60)
    assert ended.stderr == ""
    seconds, megabytes, said = ended.stdout.rstrip().split(" ", 2)
    print(f"{kind:30}{float(seconds):6.2f} s{float(megabytes):6.0f} MB  {said.replace(str(path), '')[:90]}")
    assert float(seconds) < SECONDS
    assert float(megabytes) < MEGABYTES
    assert (said == "read") == (kind == "as large as may be")


WORDS = [b"[", b"]", b"null", b"1e999", b"-", b'"', b"9" * 500, b"NaN", b"{}"]


def mutated(rng, data):
    """A sound file after one to four small harms."""
    data = bytearray(data)
    for _ in range(rng.integers(1, 5)):
        place, other = sorted(rng.integers(len(data), size=2))
        harm = rng.integers(6)
        if harm == 0:
            data[place] = rng.integers(256)
        elif harm == 1:
            del data[place:other]
        elif harm == 2:
            data[place:place] = data[place:other][:1000]
        elif harm == 3:
            data[place:place] = rng.choice(
                [b"[", b"]", b"null", b"1e999", b"-", b'"', b"9" * 500, b"NaN", b"{}"]
            )
        elif harm == 4:
            data[place:other] = data[place:other][::-1]
        else:
            data = data[: max(other, 1)]
    return bytes(data)


def test_a_sound_file_with_small_harms_is_read_as_it_was_or_refused_in_one_line(tmp_path):
    path, rng = tmp_path / "net.json", np.random.default_rng(0)
    net = Network([4, 5, 3], "sigmoid", seed=1)
    net.save(path, preprocessing="pixels in 0..1")
    sound, read, slowest = path.read_bytes(), 0, 0.0
    count = 400 if THOROUGH else 100
    for _ in range(count):
        path.write_bytes(mutated(rng, sound))
        start = time.process_time()
        try:
            model = read_model(path)
        except ValueError as error:
            assert "\n" not in str(error)  # noqa: PT017
            assert len(str(error)) < 600  # noqa: PT017
        else:
            read += 1
            assert all(map(np.array_equal, model.weights, net.weights))
            assert json.loads(path.read_bytes())
        slowest = max(slowest, time.process_time() - start)
    print(f"{count} mutated models: {read} read, {count - read} refused; worst {slowest:.3f} s")
    assert read < count / 2
    assert slowest < SECONDS
