"""The notebooks that the site offers: clean ones, or ones that fetch the book where they are opened."""

import json
import re
from pathlib import Path

import pytest

from press import ROOT
from press.notebooks.take_home import fetching_cell, notebook_links, tools, write_published
from press.source.address import Address
from press.source.book import Page
from tests.press.books import code, markdown

ADDRESS = Address("ada", "engine")
CHAPTER = Page(Path("chapters/01-cost.ipynb"), "chapter", "1")


def test_without_an_address_a_page_offers_its_notebook_and_nothing_else():
    assert notebook_links(CHAPTER, None) == [("download", CHAPTER.source.name)]
    assert "Colab" not in tools(CHAPTER, None)


def test_with_an_address_it_opens_in_colab_from_the_published_branch_and_in_binder():
    links = dict(notebook_links(CHAPTER, ADDRESS))
    colab = "https://colab.research.google.com/github/ada/engine/blob/gh-pages/chapters/01-cost.ipynb"
    assert links["open in Colab"] == colab
    assert (
        links["open in Binder"] == "https://mybinder.org/v2/gh/ada/engine/HEAD?labpath=chapters/01-cost.ipynb"
    )
    assert "download>download</a>" in tools(CHAPTER, ADDRESS)


def test_a_server_that_neither_knows_gets_no_links_to_them():
    elsewhere = Address("ada", "engine", "https://git.example.org")
    assert list(dict(notebook_links(CHAPTER, elsewhere))) == ["download"]


def test_the_published_copy_begins_with_a_cell_that_fetches_the_book_and_the_notebook_stays_clean(
    make_book, tmp_path
):
    book = make_book([markdown("# One {#sec-one}"), code("1")], [markdown("# Two {#sec-two}")])
    before = (book.root / "chapters/01.ipynb").read_bytes()
    write_published(book, ADDRESS, tmp_path / "site")
    first = json.loads((tmp_path / "site/chapters/01.ipynb").read_text())["cells"][0]
    assert "git clone --quiet --depth 1 https://github.com/ada/engine engine" in "".join(first["source"])
    assert (book.root / "chapters/01.ipynb").read_bytes() == before
    without_code = (book.root / "chapters/02.ipynb").read_bytes()
    assert (tmp_path / "site/chapters/02.ipynb").read_bytes() == without_code
    write_published(book, None, tmp_path / "site")
    assert (tmp_path / "site/chapters/01.ipynb").read_bytes() == before


@pytest.mark.parametrize(
    ("source", "folder", "package"),
    [("chapters/01.ipynb", "engine/chapters", ".."), ("index.ipynb", "engine", ".")],
)
def test_the_cell_goes_where_the_files_beside_the_notebook_are(source, folder, package):
    cell = fetching_cell(Page(Path(source), "chapter", "1"), ADDRESS)["source"]
    assert f"    %cd {folder}\n" in cell
    assert f'"{package}[distributed]"' in cell


def pins(file):
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE))


def test_binder_installs_the_locked_versions_and_no_test_tools():
    locked, binder = pins("requirements.lock"), pins(".binder/requirements.txt")
    assert {name: version for name, version in binder.items() if locked.get(name) != version} == {}
    assert {"numpy", "matplotlib", "anywidget", "dask", "hatchling", "ipykernel"} <= set(binder)
    assert not {"pytest", "playwright", "hypothesis", "mypy", "ruff", "pypandoc-binary"} & set(binder)
