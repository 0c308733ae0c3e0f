"""Interactive pictures in print: their data beside the still one, their module and files as scripts."""

import json
import re

import pytest

from figures.interactive import bundler
from press.site.pages import print_book
from press.source.book import PressError
from press.source.dialect import check_book
from tests.press.books import FIGURE, SVG, code, markdown, picture

TITLE = markdown("# One {#sec-one}")
CONTENT = json.dumps({"module": "toy", "data": {"x": "\\u003cb\\u003e"}, "files": {"network": "large.json"}})
LIVE = SVG.replace("></svg>", f'>\n <metadata id="interactive">{CONTENT}</metadata></svg>')
TOUCHED = FIGURE.replace("fig-one", "fig-touch-one")


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """A module `toy` in the place of the book's own."""
    folder = tmp_path / "modules"
    (folder / "lib").mkdir(parents=True)
    (folder / "lib/base.css").write_text(".interactive {}", encoding="utf-8")
    (folder / "toy").mkdir()
    (folder / "toy/style.css").write_text(".toy {}", encoding="utf-8")
    (folder / "toy/render.js").write_text(
        "const render = 1;\n\nexport default { render };\n", encoding="utf-8"
    )
    monkeypatch.setattr(bundler, "MODULES", folder)
    monkeypatch.setattr("press.site.pictures.MODULES", folder)


@pytest.fixture
def book(make_book, toy):
    return make_book([TITLE, code(TOUCHED, [picture(LIVE)])], [markdown("# Two {#sec-two}")])


def test_a_page_carries_the_still_picture_its_data_and_the_shim(book, tmp_path):
    (tmp_path / "chapters/large.json").write_text('{"n": [1, 2]}', encoding="utf-8")
    print_book(book, tmp_path / "site")
    page = (tmp_path / "site/chapters/01.html").read_text(encoding="utf-8")
    beside = re.search(r'<script type="application/json" class="bd-interactive-data">(.*?)</script>', page)
    assert json.loads(beside.group(1)) == json.loads(CONTENT)
    assert page.count('<script src="../theme/interactive.js" defer></script>') == 1
    assert (tmp_path / "site/chapters/01/fig-touch-one.svg").read_text(encoding="utf-8").strip() == SVG
    other = (tmp_path / "site/chapters/02.html").read_text(encoding="utf-8")
    assert "interactive.js" not in other


def test_the_site_has_the_modules_and_files_that_its_pages_use(book, tmp_path):
    (tmp_path / "chapters/large.json").write_text('{"n": [1, 2]}', encoding="utf-8")
    print_book(book, tmp_path / "site")
    folder = tmp_path / "site/figures/interactive"
    found = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.*"))
    assert found == ["lib/base.css", "toy/render.js", "toy/style.css"]
    assert '["toy"] = (() => {' in (folder / "toy/render.js").read_text(encoding="utf-8")
    data = (tmp_path / "site/chapters/large.json.js").read_text(encoding="utf-8")
    assert data == '(globalThis.interactiveFiles ??= {})["large.json"] = {"n":[1,2]};\n'


def test_a_missing_file_is_named(book, tmp_path):
    with pytest.raises(PressError, match=r"large\.json: an interactive picture needs it; run the chapter"):
        print_book(book, tmp_path / "site")


@pytest.mark.parametrize(("source", "svg"), [(FIGURE, LIVE), (TOUCHED, SVG)])
def test_the_label_says_whether_a_picture_is_interactive(make_book, source, svg):
    with pytest.raises(PressError, match="fig-touch-… names interactive pictures, and only them"):
        check_book(make_book([TITLE, code(source, [picture(svg)])]))
