"""Plant one mistake in a copy of `backprop`, and ask the gradient check and the tests whether they see it.

Nothing here imports the `backprop` of the tree: every copy has a temporary folder of its own.
"""

import contextlib
import importlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tests.edits import Edit, Recorder

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests" / "backprop"
ALLOWED_ERROR = 1e-4

# Sizes, activation of the hidden layers and of the output, cost. Unequal sizes stop a wrong transpose.
NETWORKS = (
    ([2, 3, 2], "sigmoid", "sigmoid", "quadratic"),
    ([4, 3, 5, 2], "relu", "sigmoid", "quadratic"),
    ([3, 4, 2], "sigmoid", "relu", "quadratic"),
    ([2, 5, 3, 4, 3], "sigmoid", "sigmoid", "quadratic"),
    ([3, 5, 4], "sigmoid", "softmax", "cross-entropy"),
    ([2, 3, 4], "sigmoid", "sigmoid", "cross-entropy"),
)
BATCH = 3


def plant(mutant: Edit | None, folder: Path) -> None:
    """Copy `backprop` into `folder`, with the mistake of `mutant` in it if there is one."""
    shutil.copytree(ROOT / "backprop", folder / "backprop")
    if mutant:
        mutant.plant(folder / "backprop")


@contextlib.contextmanager
def planted(mutant: Edit | None) -> Iterator[Path]:
    """A temporary folder with a copy of `backprop`, the mistake of `mutant` planted in it."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as name:
        folder = Path(name).resolve()
        plant(mutant, folder)
        yield folder


@contextlib.contextmanager
def imported(folder: Path) -> Iterator[None]:
    """While this is open, `import backprop` means the copy in `folder`; afterwards what it meant before."""
    before = _take_out()
    sys.path.insert(0, str(folder))
    try:
        package = importlib.import_module("backprop")
        assert package.__file__ == str(folder / "backprop" / "__init__.py")
        yield
    finally:
        sys.path.remove(str(folder))
        _take_out()
        sys.modules.update(before)


def _take_out() -> dict[str, ModuleType]:
    """Remove `backprop` and its modules from those imported, and return them."""
    names = [name for name in sys.modules if name.split(".")[0] == "backprop"]
    return {name: sys.modules.pop(name) for name in names}


def gradient_error() -> float:
    """The worst error that the imported copy's gradient check reports; infinity if a network stops it."""
    network, gradcheck = (importlib.import_module(f"backprop.{name}") for name in ("network", "gradcheck"))
    looped = importlib.import_module("backprop.looped")
    worst = 0.0
    for seed, (sizes, activation, output, cost) in enumerate(NETWORKS):
        rng = np.random.default_rng(seed)
        X, Y = rng.normal(size=(sizes[0], BATCH)), rng.uniform(size=(sizes[-1], BATCH))
        Y = Y / Y.sum(axis=0) if output == "softmax" else Y
        for kind in (network.Network, looped.LoopedNetwork):
            try:
                net = kind(sizes, activation, output, seed=seed, cost=cost)
                worst = max(worst, gradcheck.check(net, X, Y).error)
            except (ValueError, IndexError):  # shapes that do not fit
                return np.inf
    return worst


def first_failure(folder: Path, tests: str) -> str | None:
    """The first of `tests` that fails with the imported copy; None if all pass.

    Runs pytest in this process, without plugins, so the process should end after it. Hypothesis draws
    the same examples each time, and stores none.
    """
    recorder = Recorder()
    files = [str(TESTS / name) for name in tests.split()]
    paths = f"pythonpath={folder} {TESTS}"
    options = ["-x", "-q", "-p", "no:cacheprovider", "-o", paths, "--rootdir", str(ROOT)]
    code = pytest.main(["-c", str(ROOT / "pyproject.toml"), *options, *files], plugins=[recorder])
    if recorder.failed is None and (code != 0 or not recorder.passed):
        raise RuntimeError(f"pytest ended with {code!r} after {recorder.passed} tests of {tests}")
    return recorder.failed
