"""The Quarto print: what the press asks of Quarto, and, where there is one, what Quarto makes of the book."""

import json
import re
import shutil
import stat
import sys

import pytest
import yaml

from press import command as command_line
from press.quarto import site
from press.quarto.render import offer_files
from press.source import blocks
from press.source.book import Book, PressError
from tests.press.books import code, markdown, stdout

STAND_IN = """\
#!{python}
import json, shutil, sys
from pathlib import Path
import yaml

assert sys.argv[1:] == ["render", "--no-execute"], sys.argv
config = yaml.safe_load(Path("_quarto.yml").read_text())
site = Path(config["project"]["output-dir"])
assert not site.exists()
for name in config["book"]["chapters"]:
    page = site / Path(name).with_suffix(".html")
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("".join("".join(cell["source"]) for cell in json.loads(Path(name).read_text())["cells"]))
sys.exit({status})
"""


@pytest.fixture
def stand_in(tmp_path_factory, monkeypatch):
    """A program in Quarto's place that refuses any call but the one it expects."""

    def install(status=0):
        folder = tmp_path_factory.mktemp("bin")
        program = folder / "quarto"
        program.write_text(STAND_IN.format(python=sys.executable, status=status))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(folder), prepend=":")

    return install


def chapters():
    return [markdown("# One {#sec-one}"), code("print(1)", [stdout("1\\n")])]


def test_quarto_prints_where_it_is_on_the_path(make_book, stand_in):
    stand_in()
    book = make_book(chapters())
    command_line.print_site(book, book.root / "_book")
    assert "# One" in (book.root / "_book/chapters/01.html").read_text()
    command_line.print_site(book, book.root / "_book", "pandoc")
    assert "<h1" in (book.root / "_book/chapters/01.html").read_text()


def test_a_page_with_stored_outputs_says_so_and_its_notebook_stays_as_it_is(make_book, stand_in, monkeypatch):
    stand_in()
    monkeypatch.setattr(blocks, "find_mnist", lambda: None)
    book = make_book([markdown("# Zero {#sec-zero}")], chapters(), needs=["mnist"])
    before = (book.root / "chapters/02.ipynb").read_bytes()
    command_line.print_site(book, book.root / "_book")
    assert blocks.STORED in (book.root / "_book/chapters/02.html").read_text()
    assert blocks.STORED not in (book.root / "_book/chapters/01.html").read_text()
    assert (book.root / "chapters/02.ipynb").read_bytes() == before


def test_when_quarto_fails_the_old_site_stays(make_book, stand_in):
    stand_in(status=1)
    book = make_book(chapters())
    (book.root / "_book").mkdir()
    (book.root / "_book/index.html").write_text("old")
    with pytest.raises(PressError, match="quarto could not print the book"):
        command_line.print_site(book, book.root / "_book")
    assert (book.root / "_book/index.html").read_text() == "old"


def test_asking_for_quarto_where_there_is_none_is_one_clear_line(make_book, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    book = make_book(chapters())
    assert command_line.main(["print", "--printer", "quarto", "--book", str(book.root)]) == 1
    assert capsys.readouterr().err.startswith("quarto is not on the PATH")


@pytest.mark.skipif(not shutil.which("quarto"), reason="quarto is not on the PATH")
def test_the_book_that_quarto_prints_is_whole_and_loads_nothing_from_elsewhere(tmp_path):
    command_line.print_site(Book(), tmp_path / "site", "quarto")
    for page in Book().pages:
        text = (tmp_path / "site" / page.target).read_text(encoding="utf-8")
        assert "?@" not in text, f"{page.target} has an unresolved reference"
        assert not re.search(r'<(?:script|img|link|iframe)[^>]+(?:src|href)="(?:https?:)?//', text)
        assert (tmp_path / "site" / page.source).is_file()


def test_quarto_is_told_the_address_and_each_pages_description_in_the_copy_alone(make_book, monkeypatch):
    book = make_book([markdown("# One {#sec-one}\n\nWhat is *one*?"), code("print(1)", [stdout("1\\n")])])
    copy = shutil.copytree(book.root, book.root / "copy")
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    site.tell_address(book, copy)
    assert not (copy / "_quarto.yml.local").exists()
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/engine")
    site.tell_address(book, copy)
    told = yaml.safe_load((copy / "_quarto.yml.local").read_text())["book"]
    assert told["site-url"] == "https://ada.github.io/engine"
    assert told["repo-actions"] == ["issue"]
    site.describe_pages(book, copy)
    first = json.loads((copy / "chapters/01.ipynb").read_text())["cells"][0]
    assert "".join(first["source"]) == "---\ndescription: What is one?\n---"
    assert "description" not in (book.root / "chapters/01.ipynb").read_text()


def test_what_quarto_printed_gets_clean_notebooks(make_book, stand_in):
    stand_in()
    book = make_book(chapters())
    command_line.print_site(book, book.root / "_book")
    assert "description" not in (book.root / "_book/chapters/01.ipynb").read_text()


def test_a_copy_that_offers_files_has_its_settings_in_the_books_order(tmp_path):
    """Quarto's default is the first scheme that it reads."""
    book = Book()
    (tmp_path / book.file_name("epub")).touch()
    offer_files(book, tmp_path, tmp_path)
    copied = yaml.safe_load((tmp_path / "_quarto.yml").read_text(encoding="utf-8"))
    assert copied["book"]["downloads"] == ["epub"]
    assert list(copied["format"]["html"]["theme"]) == ["light", "dark"]
