"""What a reader takes home: the notebooks, and the places where they open with one click.

Those that the site offers, from which Colab opens them, begin with a cell that says where the book's packages
are; it is written only where the repository's address is known. Those of `make lab` are the reader's.
"""

import html
import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell

from backprop.support.files import write_whole
from press.files.cache import Records, digest
from press.notebooks.markdown import as_file, whole_book
from press.source.address import GITHUB, Address
from press.source.book import Book, Page

BRANCH = "gh-pages"  # where the workflow publishes the site
FOLDER = "notebooks"  # where `make lab` and Binder have them
RECORD = ".written.json"  # a file in that folder: what was written, to know what the reader has changed
PACKAGES = """\
# The packages of the book. In Colab this cell fetches them; elsewhere, take its last line.
try:
    import google.colab
except ImportError:
    pass
else:
    %pip install --quiet "backpropagation-derived[distributed] @ git+{url}"\
"""


def notebook_links(page: Page, address: Address | None) -> list[tuple[str, str]]:
    """Return (words, target) of each way to take the page's notebook: to download it always comes first."""
    links = [("download", page.source.name)]
    if address and address.server == GITHUB:
        place, source = f"{address.owner}/{address.name}", page.source.as_posix()
        colab = f"https://colab.research.google.com/github/{place}/blob/{BRANCH}/{source}"
        binder = f"https://mybinder.org/v2/gh/{place}/HEAD?labpath={FOLDER}/{source}"
        links += [("open in Colab", colab), ("open in Binder", binder)]
    return links


def tools(page: Page, address: Address | None) -> str:
    """Return the line that offers the page as a notebook, as HTML."""
    links = [
        f'<a href="{html.escape(target)}"{" download" * (words == "download")}>{words}</a>'
        for words, target in notebook_links(page, address)
    ]
    kind = "chapter" if page.kind == "chapter" else "page"
    return f'<p class="bd-page-tools">This {kind} as a notebook: {" · ".join(links)}</p>'


def write_published(book: Book, address: Address | None, to: Path) -> None:
    """Write the notebooks that the site offers below the folder `to`."""
    for name, notebook in whole_book(book).items():
        if address and has_code(notebook):
            notebook["cells"].insert(0, new_code_cell(PACKAGES.format(url=address.url), id="packages"))
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        (to / name).write_text(as_file(notebook), encoding="utf-8")


def has_code(notebook: dict[str, Any]) -> bool:
    return any(cell["cell_type"] == "code" for cell in notebook["cells"])


def write_for_reader(book: Book, to: Path) -> list[str]:
    """Write the notebooks below the folder `to`, but over none that the reader has changed.

    Where the book has changed as well, its notebook is written beside the reader's. Returns a line for each
    of these. What a run leaves in a notebook, its outputs, is no change, and stays until the book changes.
    """
    to.mkdir(parents=True, exist_ok=True)
    records, lines = Records(to / RECORD), []
    for name, notebook in whole_book(book).items():
        text, beside = as_file(notebook), name.with_name(f"{name.stem}-new.ipynb")
        if not _settled(to, name, text, records):
            _settled(to, beside, text, records)
            lines.append(f"{name}: your changes stay; the book's has changed too, and is now {beside.name}")
    return lines


def _settled(to: Path, name: Path, text: str, records: Records) -> bool:
    """Write the notebook unless the reader has changed it; return whether what is there is of this text."""
    file, record = to / name, {"text": digest([text]), "cells": _cells(text)}
    before = records.get(name.as_posix()) or {}
    found = _cells(file.read_text(encoding="utf-8", errors="replace")) if file.exists() else None
    if found is None or (found == before.get("cells") and before["text"] != record["text"]):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text.encode())
        NotebookNotary().sign(nbformat.reads(text, as_version=4))  # or Jupyter would show no stored picture
    elif found != record["cells"]:
        return bool(before.get("text") == record["text"])
    records.store(name.as_posix(), record)
    return True


def _cells(text: str) -> str:
    """Return the hash of what the cells of a notebook say; of no notebook, nothing."""
    try:
        cells = json.loads(text)["cells"]
        return digest(part for cell in cells for part in (cell["cell_type"], "".join(cell["source"])))
    except (ValueError, KeyError, TypeError):
        return ""
