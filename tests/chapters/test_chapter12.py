"""Chapter 12: the cells that a reader retypes are the module, and what it shows of other libraries works."""

import inspect
import re

import numpy as np
import pytest

from backprop import autodiff
from backprop.examples import running_network
from press import ROOT
from press.source.book import read_notebook
from press.source.cells import take_apart
from tests.chapters.retyped import statements, written

NOTEBOOK = read_notebook(ROOT / "chapters/12-autodiff.ipynb")
CELLS = {cell["id"]: cell for cell in NOTEBOOK["cells"]}
RETYPED = [
    "autodiff-node",
    "autodiff-order",
    "autodiff-operations",
    "autodiff-more",
    "autodiff-signs",
    "autodiff-python",
]
TEXT = "\n".join(cell["source"] for cell in NOTEBOOK["cells"] if cell["cell_type"] == "markdown")
BLOCKS = {
    re.search(r"^import (\w+)", block)[1]: block for block in re.findall(r"```python\n(.*?)```", TEXT, re.S)
}


@pytest.fixture(scope="module")
def chapter():
    """The names that the chapter's first cell and its own nodes define."""
    names = {}
    for cell in ("autodiff-hand", *RETYPED):
        exec(take_apart(CELLS[cell]).code, names)
    return names


def test_the_walk_of_the_chapter_is_that_of_the_module():
    mine = statements(written("backward", map(CELLS.get, RETYPED)))
    theirs = statements(inspect.getsource(autodiff.Node.backward))
    assert mine == theirs
    assert len(mine) >= 3


@pytest.mark.parametrize("m", [1, 3, 4])
def test_the_nodes_of_the_chapter_give_the_slopes_of_the_module_bit_for_bit(chapter, m):
    rng = np.random.default_rng(m)
    W, b, v = rng.normal(size=(3, 2)), rng.normal(size=(3, 1)), rng.normal(size=(2, m))

    def slopes(node, sigmoid, total):
        leaves = [node(W), node(b), node(v), node(0.3)]
        a = sigmoid(leaves[0] @ leaves[2] + leaves[1])
        total(a * a * leaves[3] + leaves[1] * leaves[3]).backward()
        return [leaf.gradient for leaf in leaves]

    mine = slopes(chapter["Node"], chapter["sigmoid"], chapter["total"])
    theirs = slopes(autodiff.Node, autodiff.sigmoid, lambda v: v.sum())
    for one, other in zip(mine, theirs, strict=True):
        assert one.shape == other.shape
        assert np.array_equal(one, other)
        assert one.any()


@pytest.mark.parametrize("library", ["torch", "jax"])
def test_the_lines_of_another_library_give_the_slopes_of_the_running_network(library):
    assert set(BLOCKS) == {"torch", "jax"}
    pytest.importorskip(library)
    net, x, y = running_network()
    names = {"running_network": running_network}
    exec(BLOCKS[library], names)
    ours = net.backpropagate(x, y)
    for theirs, mine in zip(names["slopes"], (ours.weights[0], ours.biases[0]), strict=True):
        assert np.abs(np.asarray(theirs) - mine).max() < 1e-15
