"""Notebooks as they are stored: renewed without being executed, and what a look at the file alone shows."""

import json
import os
from pathlib import Path

from backprop.support.files import write_whole
from press.source.book import Book, PressError, parse_notebook, read_text
from press.source.canonical import canonical, has_id


def renew(book: Book, only: list[Path]) -> None:
    """Store the book's notebooks (or `only` those) in canonical form, their outputs as they are."""
    for path in only or [book.root / page.source for page in book.pages]:
        text = canonical(parse_notebook(path, read_text(path)))
        if text.encode() != path.read_bytes():
            write_whole(path, text.encode())
            print(f"{os.path.relpath(path)} is stored anew.")


def check_files(book: Book) -> None:
    """Raise PressError if cells have strange line ends, which other tools print, or no ids of their own."""
    problems = []
    for page in book.pages:
        used: set[str] = set()
        for at, cell in enumerate(json.loads(read_text(book.root / page.source))["cells"], 1):
            if "\r" in "".join(cell["source"]):
                problems.append(rf"{page.source}, cell {at}: lines end in \r\n; expected \n")
            if not has_id(cell, used):
                problems.append(f"{page.source}, cell {at}: it has no id of its own")
    if problems:
        raise PressError("\n".join([*problems, "`python -m press canonical` stores such notebooks anew."]))
