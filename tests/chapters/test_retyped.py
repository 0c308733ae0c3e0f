"""What chapters show as the module's code is the module's code, without types and docstrings."""

import ast
import inspect

import pytest

from backprop import Network, costs
from press import ROOT
from press.source.book import read_notebook
from tests.chapters.retyped import statements, written

SHOWN = [
    ("08-vectorising", "quadratic_error", costs.quadratic_error),
    ("08-vectorising", "errors", Network.errors),
    ("08-vectorising", "gradients", Network.gradients),
]
CELLS = {
    "08-vectorising": ("vectorising-16", "vectorising-gradients"),
}


@pytest.mark.parametrize(("chapter", "name", "function"), SHOWN, ids=[name for _, name, _ in SHOWN])
def test_the_code_of_the_chapter_is_that_of_the_module(chapter, name, function):
    cells = read_notebook(ROOT / f"chapters/{chapter}.ipynb")["cells"]
    code = written(name, [cell for cell in cells if cell["id"] in CELLS[chapter]])
    assert statements(code) == statements(inspect.getsource(function))
    (shown,) = ast.parse(code).body
    assert [one.arg for one in shown.args.args] == list(inspect.signature(function).parameters)
