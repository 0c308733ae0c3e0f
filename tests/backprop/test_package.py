"""The package as a whole: its public names, and what it imports."""

import subprocess
import sys
from pathlib import Path

import backprop

ROOT = Path(backprop.__file__).parents[1]
HEAVY = {"dask", "matplotlib", "numba", "platformdirs", "requests", "scipy", "sklearn"}
HEAVY |= {"threadpoolctl", "tqdm", "urllib3"}


def test_the_public_names_are_those_of_the_design():
    assert set(backprop.__all__) >= {"Network", "Dataset", "load_digits", "load_mnist"}
    assert all(hasattr(backprop, name) for name in backprop.__all__)


def test_the_package_imports_neither_the_rest_of_the_book_nor_what_only_some_need():
    """Most readers never download, and drawing a bar or limiting threads is for those who train."""
    script = "import sys, backprop, backprop.debugging, backprop.exercises; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert {"backprop", "numpy"} <= loaded
    assert not loaded & {"figures", "press", *HEAVY}
