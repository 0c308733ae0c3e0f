"""The notebooks to take home in a running JupyterLab: nothing raw, answers closed, links that lead on."""

import pytest

from press import ROOT
from press.notebooks.take_home import write_for_reader
from press.source.book import Book, read_notebook
from tests.thorough import some

PAGES = [page.source.as_posix() for page in Book().pages]
# What is seen in a notebook, cell by cell, with the closed answers opened for a moment.
READ = """
() => [...document.querySelectorAll(".jp-Notebook .jp-Cell")].map((cell) => {
  const markdown = cell.querySelector(".jp-RenderedMarkdown");
  const folded = [...cell.querySelectorAll("details")];
  const open = folded.filter((one) => one.open).length;
  folded.forEach((one) => (one.open = true));
  const seen = cell.innerText;
  folded.forEach((one) => (one.open = false));
  return {
    seen,
    folded: folded.length,
    open,
    isMarkdown: cell.classList.contains("jp-MarkdownCell"),
    isRendered: Boolean(markdown),
    dollars: markdown ? [...markdown.querySelectorAll("p, li, td, summary")].filter((one) =>
      [...one.childNodes].some((node) => node.nodeType === 3 && node.data.includes("$"))).length : 0,
    errors: cell.querySelectorAll("mjx-merror, [data-mml-node='merror']").length,
    formulas: cell.querySelectorAll("mjx-container").length,
    pictures: cell.querySelectorAll(".jp-RenderedSVG svg, .jp-RenderedSVG img").length,
    hidden: cell.querySelectorAll(".jp-InputPlaceholder").length,
  };
})
"""
RAW = (":::", "{#", "{.", "@eq-", "@sec-", "@fig-", "@tbl-", "@exr-", "#|")


@pytest.fixture(scope="module")
def notebooks(lab):
    """The folder of the notebooks below JupyterLab's own, trusted as those of `make lab` are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_DATA_DIR", str(lab.data))
        assert write_for_reader(Book(), lab.folder / "notebooks") == []
    return "notebooks"


@pytest.mark.parametrize("source", some(PAGES, ["chapters/06-algorithm.ipynb"]))
def test_nothing_raw_is_seen_in_a_notebook_and_every_answer_is_closed(lab, watch, notebooks, source):
    page = watch(width=1100, height=1000).page
    cells = lab.cells(page, f"{notebooks}/{source}", READ)
    stored = read_notebook(ROOT / source)
    for cell in cells:
        assert not [mark for mark in RAW if mark in cell["seen"]], cell["seen"]
        assert (cell["open"], cell["dollars"], cell["errors"]) == (0, 0, 0), cell["seen"]
        assert cell["isRendered"] or not cell["isMarkdown"]
    code = [cell["source"] for cell in stored["cells"] if cell["cell_type"] == "code"]
    assert sum(cell["pictures"] for cell in cells) == sum("#| label: fig-" in text for text in code)
    assert sum(cell["hidden"] for cell in cells) == sum("#| code-fold: true" in text for text in code)
    text = "".join(cell["source"] for cell in stored["cells"] if cell["cell_type"] == "markdown")
    folded = text.count('collapse="true"') + sum("#| fig-alt" in one for one in code)
    assert sum(cell["folded"] for cell in cells) == folded
    assert bool(sum(cell["formulas"] for cell in cells)) == ("$" in text)


def test_references_lead_to_places_in_a_notebook_and_to_other_notebooks(lab, watch, notebooks):
    page = watch(width=1100, height=1000).page
    lab.cells(page, f"{notebooks}/chapters/04-base-case.ipynb", "() => null")
    shown = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    page.evaluate("document.querySelectorAll('.jp-Notebook details').forEach((one) => (one.open = true))")
    shown.locator('a:text-is("Equation\u00a04.5")').last.click()
    page.wait_for_function(
        """() => {
          const place = document.querySelector('[data-jupyter-id="eq-base-case"]').getBoundingClientRect();
          return place.top > 0 && place.top < 1000;
        }"""
    )
    shown.locator('a:text-is("Equation\u00a02.3")').first.click()
    shown.get_by_role("heading", name="2 Parameters and the step").wait_for()
