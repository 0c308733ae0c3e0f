"""What a page loads upon the first press: its cells in order, and of pictures what the cells below need."""

import json

import pytest

from press import ROOT
from press.site.live import live_cells, without_picture
from press.source.book import Book

DRAWS = (
    "from figures import activation\nfrom backprop.activations import RELU, SIGMOID\n{}activation.draw(RELU)"
)
CASES = {
    "nothing": ("", ["print(1)"], ""),
    "its imports": ("", ["print(SIGMOID)"], "from backprop.activations import RELU, SIGMOID"),
    "a name that is set anew": ("", ["SIGMOID = 1\nprint(SIGMOID)"], ""),
    "a name of a loop": ("", ["for RELU in range(3):\n    print(RELU)"], ""),
    "all but the picture": (
        "x = [1]\nx.append(2)\n",
        ["print(x)"],
        DRAWS.format("x = [1]\nx.append(2)\n").rpartition("\n")[0],
    ),
}


@pytest.mark.parametrize(("more", "below", "kept"), CASES.values(), ids=CASES)
def test_of_a_picture_the_cells_below_get_what_they_need(more, below, kept):
    quiet, tools = without_picture(DRAWS.format(more), below)
    assert quiet == kept
    assert tools == {"activation": "from figures import activation"}


@pytest.mark.parametrize("chapter", [page for page in Book().pages if page.kind == "chapter"], ids=str)
def test_the_cells_of_a_page_are_those_of_its_notebook_in_order(chapter):
    notebook = json.loads((ROOT / chapter.source).read_text(encoding="utf-8"))
    names = [cell["id"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    cells = live_cells(Book().notebook(chapter))
    assert [cell["id"].removeprefix("cell-") for cell in cells] == names
    assert not any(cell["code"].startswith("#|") for cell in cells)
    assert all(("quiet" in cell) == cell["id"].startswith("cell-fig-") for cell in cells)
