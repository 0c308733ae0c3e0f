"""The package as a whole: its public names, its types, and the examples in its docstrings."""

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import backprop

ROOT = Path(backprop.__file__).parents[1]
MODULES = ["backprop", *(f"backprop.{module.name}" for module in pkgutil.iter_modules(backprop.__path__))]


def public_names(module):
    return [
        (name, value)
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_give_what_they_show(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0
    assert name != "backprop" or result.attempted >= 3


@pytest.mark.parametrize("name", MODULES)
def test_every_module_and_every_public_function_and_class_says_what_it_is(name):
    module = importlib.import_module(name)
    assert module.__doc__
    functions = [(label, value) for label, value in public_names(module) if callable(value)]
    assert [label for label, value in functions if not value.__doc__] == []


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
