"""The notebooks that the site offers, and those of `make lab`, in which nothing of the reader's is lost."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from press import ROOT
from press.command import main
from press.notebooks.take_home import (
    FOLDER,
    RECORD,
    notebook_links,
    tools,
    write_for_reader,
    write_published,
)
from press.source.address import Address
from press.source.book import Page
from tests.press.books import code, markdown, stdout

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
        links["open in Binder"]
        == "https://mybinder.org/v2/gh/ada/engine/HEAD?labpath=notebooks/chapters/01-cost.ipynb"
    )
    assert "download>download</a>" in tools(CHAPTER, ADDRESS)


def test_a_server_that_neither_knows_gets_no_links_to_them():
    elsewhere = Address("ada", "engine", "https://git.example.org")
    assert list(dict(notebook_links(CHAPTER, elsewhere))) == ["download"]


def test_the_published_notebook_begins_with_a_cell_that_fetches_the_packages_where_they_are_known(
    make_book, tmp_path
):
    book = make_book([markdown("# One {#sec-one}"), code("1")], [markdown("# Two {#sec-two}")])
    before = (book.root / "chapters/01.ipynb").read_bytes()
    write_published(book, ADDRESS, tmp_path / "site")
    first, *cells = cells_of(tmp_path / "site/chapters/01.ipynb")
    assert (
        '%pip install --quiet "backpropagation-derived[distributed] @ git+https://github.com/ada/engine"'
        in (first["source"])
    )
    assert (book.root / "chapters/01.ipynb").read_bytes() == before
    assert len(cells_of(tmp_path / "site/chapters/02.ipynb")) == 1
    write_published(book, None, tmp_path / "site")
    assert cells_of(tmp_path / "site/chapters/01.ipynb") == cells


# The reader's own.

NAME = "chapters/01.ipynb"


@pytest.fixture
def reader(make_book, tmp_path, monkeypatch):
    """Gives the chapter a text and writes it for the reader: `reader(text)` returns what is said."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))

    def write(text):
        book = make_book([markdown(f"# One {{#sec-one}}\n\n{text}"), code("1")])
        return write_for_reader(book, tmp_path / "mine")

    write.file = tmp_path / "mine" / NAME
    write.new = write.file.with_name("01-new.ipynb")
    return write


def cells_of(file):
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells]


def change(file, source=None, outputs=None):
    """Save a notebook as Jupyter does, with another text or with outputs in its last cell."""
    notebook = json.loads(file.read_text(encoding="utf-8"))
    notebook["metadata"]["language_info"]["version"] = "3.13"
    notebook["cells"][-1] |= {"source": source} if source else {"outputs": outputs}
    file.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_notebook_that_was_not_changed_follows_the_book_and_is_trusted(reader):
    assert reader("Old.") == []
    assert NotebookNotary().check_signature(nbformat.read(reader.file, as_version=4))
    assert reader("New.") == []
    assert cells_of(reader.file)[0]["source"].endswith("New.")


def test_what_a_run_leaves_stays_until_the_book_changes(reader):
    reader("Old.")
    change(reader.file, outputs=[stdout("mine")])
    assert reader("Old.") == []
    assert cells_of(reader.file)[-1]["outputs"] == [stdout("mine")]
    assert reader("New.") == []
    assert cells_of(reader.file)[-1]["outputs"] == []


def test_what_the_reader_changed_stays_and_the_books_new_one_is_put_beside_it(reader):
    reader("Old.")
    change(reader.file, source="my own")
    assert reader("Old.") == []
    assert not reader.new.exists()
    for text in ("New.", "Newer."):
        (line,) = reader(text)
        assert line.startswith(f"{NAME}: your changes stay")
        assert reader.new.name in line
        assert cells_of(reader.file)[-1]["source"] == "my own"
        assert cells_of(reader.new)[0]["source"].endswith(text)
    reader.new.replace(reader.file)
    assert reader("Newer.") == []
    reader.file.unlink()
    reader("Newer.")
    assert cells_of(reader.file)[0]["source"].endswith("Newer.")


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"cells": 1}', "\udcff", '{"cells": [], "metadata": {}}'])
def test_a_file_that_the_press_did_not_write_stays(reader, text):
    reader.file.parent.mkdir(parents=True)
    reader.file.write_text(text, encoding="utf-8", errors="surrogateescape")
    before = reader.file.read_bytes()
    assert len(reader("New.")) == 1
    assert reader.file.read_bytes() == before


def test_without_the_record_nothing_of_the_readers_is_lost(reader):
    reader("Old.")
    (reader.file.parents[1] / RECORD).write_text("gone", encoding="utf-8")
    assert reader("Old.") == []
    (reader.file.parents[1] / RECORD).unlink()
    assert len(reader("New.")) == 1
    assert cells_of(reader.file)[0]["source"].endswith("Old.")


def test_the_command_says_where_they_are_and_the_folder_is_not_gits(reader, tmp_path, capsys):
    reader("Old.")
    root = next(path.parent for path in tmp_path.rglob("_quarto.yml"))
    assert main(["take-home", "--to", str(tmp_path / "other"), "--book", str(root)]) == 0
    assert capsys.readouterr().out == f"The notebooks are in {tmp_path / 'other'}/.\n"
    assert main(["take-home", "--site", str(tmp_path / "site"), "--book", str(root)]) == 0
    assert (tmp_path / "site" / NAME).read_bytes() == (tmp_path / "other" / NAME).read_bytes()
    assert f"/{FOLDER}/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def pins(file):
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE))


def test_binder_installs_the_locked_versions_and_no_test_tools():
    locked, binder = pins("requirements.lock"), pins(".binder/requirements.txt")
    assert {name: version for name, version in binder.items() if locked.get(name) != version} == {}
    assert {"numpy", "matplotlib", "anywidget", "dask", "hatchling", "ipykernel", "pypandoc-binary"} <= set(
        binder
    )
    assert not {"pytest", "playwright", "hypothesis", "mypy", "ruff"} & set(binder)
