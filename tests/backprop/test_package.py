"""The package as a whole: its public names, its types, and what it imports."""

import subprocess
import sys
from pathlib import Path

import backprop

ROOT = Path(backprop.__file__).parents[1]


def test_the_public_names_are_those_of_the_design():
    assert set(backprop.__all__) >= {"Network", "Dataset", "load_digits", "load_mnist"}
    assert all(hasattr(backprop, name) for name in backprop.__all__)


def test_the_package_imports_nothing_of_the_rest_of_the_book():
    script = "import sys, backprop; print([n for n in ('figures', 'press', 'sklearn') if n in sys.modules])"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_mypy_finds_nothing_in_strict_mode():
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "-p", "backprop"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr
