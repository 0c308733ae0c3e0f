"""On a phone nothing that matters is off the screen: what has no room is laid out anew, and back again."""

from pathlib import Path

import pytest

from press.source.book import Book
from tests.browser.watched import Watched
from tests.thorough import some

PAGES = [page.target.as_posix() for page in Book().pages]
CUT = (Path(__file__).parent / "phone.js").read_text(encoding="utf-8")
MARKUP = "[...document.querySelectorAll('main :is(math, table)')].map((node) => node.outerHTML)"


@pytest.mark.parametrize("width", some([360, 390], [360]))
def test_nothing_is_cut_off_and_every_control_is_hit(browser, address, width):
    watched, cut = Watched(browser, viewport={"width": width, "height": 780}, has_touch=True), {}
    for path in PAGES:
        watched.page.goto(f"{address}/{path}", wait_until="load")
        watched.page.evaluate("document.fonts.ready.then(() => true)")
        if found := watched.page.evaluate(CUT):
            cut[path] = found
    assert not watched.troubles
    watched.context.close()
    assert cut == {}


def test_a_derivation_has_its_reasons_below_its_lines_and_beside_them_where_there_is_room(watch, address):
    watched = watch(width=1280)
    page = watched.page
    page.goto(f"{address}/chapters/04-base-case.html")
    page.evaluate("document.fonts.ready.then(() => true)")
    rows = page.locator("#eq-base-case mtable > mtr")
    wide, lines = page.evaluate(MARKUP), rows.count()
    page.set_viewport_size({"width": 360, "height": 780})
    page.locator("#eq-base-case .bd-reason").first.wait_for()
    assert rows.count() == 2 * lines
    boxes = [row.bounding_box() for row in rows.all()]
    assert all(one["y"] < other["y"] for one, other in zip(boxes, boxes[1:], strict=False))
    page.set_viewport_size({"width": 1280, "height": 780})
    page.wait_for_function("!document.querySelector('.bd-reason')")
    assert page.evaluate(MARKUP) == wide
    assert not watched.troubles


def test_a_table_without_room_gives_each_cell_its_heading_and_stays_a_table(watch, address):
    page = watch(width=360).page
    page.goto(f"{address}/chapters/06-algorithm.html")
    table = page.locator("#tbl-four-lines table.is-stacked")
    table.wait_for()
    assert table.get_attribute("role") == "table"
    cells = table.get_by_role("row").nth(1).get_by_role("cell")
    shown = cells.evaluate_all("(all) => all.map((cell) => getComputedStyle(cell, '::before').content)")
    assert shown == ["none", '"Mathematics"', '"Code"']


def test_a_line_of_code_that_goes_on_below_hangs_by_its_own_indent(watch, address):
    page = watch(width=360).page
    page.goto(f"{address}/chapters/06-algorithm.html")
    lines = page.locator("pre > code.sourceCode > span")
    indents = lines.evaluate_all("(all) => all.map((line) => [line.textContent, line.style.cssText])")
    assert len(indents) > 20
    for text, style in indents:
        assert style == f"--indent: {len(text) - len(text.lstrip(' ')) + 2}ch;"
    assert any(text.startswith("    ") for text, _ in indents)
