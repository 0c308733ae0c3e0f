"""What Quarto has to know for the site to be found: the address, a description of each page.

It goes into the copy of the book that Quarto prints, so that no file of the book holds an address.
"""

import json
import textwrap
from pathlib import Path
from typing import Any

import yaml

from press.notebooks.take_home import write_published
from press.site import live, python
from press.source import tree
from press.source.address import repository
from press.source.book import Book
from press.source.canonical import canonical
from press.source.dialect import check_book


def tell_address(book: Book, copy: Path) -> None:
    """Write `_quarto.yml.local`, which Quarto reads besides `_quarto.yml`, if the address is known."""
    address = repository(book)
    if not address:
        return
    form = f"{address.url}/issues/new?template=error.yml"
    settings = {"repo-url": address.url, "repo-actions": ["issue"], "issue-url": form}
    if address.pages:
        settings["site-url"] = address.pages
    head = f'<meta name="repository" content="{address.url}">'
    config = {"book": settings, "format": {"html": {"include-in-header": [{"text": head}]}}}
    (copy / "_quarto.yml.local").write_text(yaml.safe_dump(config), encoding="utf-8")


def describe_pages(book: Book, copy: Path) -> None:
    """Give each page of the copy its opening words as its description, in a first cell."""
    for page in check_book(book):
        notebook = json.loads((copy / page.page.source).read_text(encoding="utf-8"))
        words = book.settings.get("description", "") if page.page.kind == "preface" else _opening(page.cells)
        if words:
            front = yaml.safe_dump({"description": words}, allow_unicode=True, width=1000)
            cell = {"cell_type": "raw", "id": "description", "metadata": {}, "source": f"---\n{front}---"}
            notebook["cells"].insert(0, cell)
            (copy / page.page.source).write_text(canonical(notebook), encoding="utf-8")


def _opening(cells: list[tuple[int, list[Any]]]) -> str:
    """Return the page's first paragraph, in short."""
    blocks = [block for _, parsed in cells for block in parsed]
    first = next((block for block in blocks if block["t"] == "Para" and not tree.display_math(block)), None)
    return textwrap.shorten(tree.text_of(first), 200, placeholder=" …") if first else ""


def finish(book: Book, to: Path) -> None:
    """Write into the site the notebooks to take home, without what Quarto was told in them, and Python."""
    write_published(book, repository(book), to)
    python.put(to)
    live.put(book, to)
