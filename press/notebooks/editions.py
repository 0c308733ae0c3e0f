"""Two editions of the notebooks: a student's, in which nothing is solved, and an instructor's, with all.

Each has a notebook more: the exercises of all chapters, and nothing else.
"""

import re
import shutil
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell

from press.files.folders import temporary, written_whole
from press.notebooks.markdown import Cell, as_file, whole_book
from press.run.execute import execute
from press.source.book import Book, PressError, read_notebook
from press.source.cells import output_text

EDITIONS = ("student", "instructor")
MARK = ".edition"  # a file in the folder of an edition: such a folder may be replaced
EXERCISES = Path("exercises.ipynb")
BEGIN = re.compile(r"^## [\d.]+ Exercises\n", re.MULTILINE)
TITLE = """\
# All exercises

The exercises of *{title}*, chapter by chapter. Where a function is asked for, replace the three dots and
run the cell: the check says whether it is right."""
IMPORTS = """\
import numpy as np

from backprop import exercises
from backprop.activations import SIGMOID"""


def edition(book: Book, name: str) -> dict[Path, dict[str, Any]]:
    """Return the notebooks of the edition `name` by their files; no cell of them has been run."""
    solved = name == "instructor"
    notebooks = whole_book(book, solved)
    cells = [
        new_markdown_cell(TITLE.format(title=book.settings["title"]), id="title"),
        new_code_cell(IMPORTS, id="imports"),
    ]
    for page, notebook in zip(book.pages, whole_book(book, solved, EXERCISES).values(), strict=True):
        if page.kind == "chapter":
            heading = re.search(r"^# (.*)$", notebook["cells"][0]["source"], re.MULTILINE)
            cells.append(
                new_markdown_cell(f"## {heading[1] if heading else ''}", id=f"chapter-{page.number}")
            )
            cells += _exercises(notebook["cells"])
    notebooks[EXERCISES] = {"cells": cells, "metadata": {}}
    for cell in (cell for notebook in notebooks.values() for cell in notebook["cells"]):
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return notebooks


def _exercises(cells: list[Cell]) -> list[Cell]:
    """Return what follows the heading of the exercises: these, and the cells of code that belong to them."""
    found: list[Cell] = []
    for cell in cells:
        parts = BEGIN.split(cell["source"])
        if len(parts) > 1 or (found and (cell["cell_type"] == "code" or "### Exercise" in cell["source"])):
            found.append({**cell, "source": parts[-1].strip()})
    return found


def write_edition(book: Book, name: str, to: Path) -> None:
    """Write the edition `name` to the folder `to`.

    Raises PressError if `to` holds something that is no edition; it is then left as it is.
    """
    if to.is_file() or (to.is_dir() and any(to.iterdir()) and not (to / MARK).exists()):
        raise PressError(f"{to} holds something else than an edition: name a new or empty folder")
    with written_whole(to) as new:
        (new / MARK).write_text(f"{name}\n", encoding="utf-8")
        for file, notebook in edition(book, name).items():
            (new / file).parent.mkdir(parents=True, exist_ok=True)
            (new / file).write_text(as_file(notebook), encoding="utf-8")


def run_edition(book: Book, written: Path, jobs: int = 2, offline: bool = False) -> str:
    """Run the notebooks of an edition from top to bottom in a copy, and say in a line how it went.

    The edition itself stays as it was written, for its reader to run. Raises PressError if a cell fails.
    """
    with temporary() as folder:
        root = shutil.copytree(written, folder / "edition")
        shutil.copyfile(book.root / "_quarto.yml", root / "_quarto.yml")
        files = [*(root / page.source for page in book.pages), root / EXERCISES]
        execute(Book(root), files, jobs, offline)
        verdicts = {name: right for file in files for name, right in _verdicts(file).items()}
    return f"{sum(verdicts.values())} of {len(verdicts)} exercises are right"


def _verdicts(file: Path) -> dict[str, bool]:
    """Return, for each exercise of a notebook that has been run, whether its last check said right."""
    last: dict[str, bool] = {}
    for cell in read_notebook(file)["cells"]:
        if checked := re.search(r'^exercises\.check\("([\w-]+)"', cell["source"], re.MULTILINE):
            said = "".join(map(output_text, cell.get("outputs", [])))
            last[checked[1]] = said.startswith(f"{checked[1]}: right")
    return last
