"""Two editions of the notebooks: a student's, in which nothing is solved, and an instructor's, with all.

Each has a notebook more: the exercises of all chapters, and nothing else.
"""

import re
import shutil
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell

from press.files.folders import temporary, written_whole
from press.notebooks.markdown import Cell, Notebook, as_file, whole_book
from press.run.execute import execute
from press.source.book import Book, PressError, read_notebook
from press.source.cells import output_text

EDITIONS = ("student", "instructor")
MARK = ".edition"  # a file in the folder of an edition: such a folder may be replaced
EXERCISES = Path("exercises.ipynb")
BEGIN = re.compile(r"^## [\d.]+ Exercises\n", re.MULTILINE)
PLACE = re.compile(r'<div id="(exr-[\w-]+)"></div>')
CHECK = re.compile(r'^exercises\.check\("([\w-]+)", (\w+)\)', re.MULTILINE)
TITLE = """\
# All exercises

The exercises of *{title}*, chapter by chapter. Where a function is asked for, replace the three dots and
run the cell: the check says whether it is right. The equations stand at the end."""
IMPORTS = """\
import numpy as np

from backprop import exercises
from backprop.activations import SIGMOID"""
ANSWER = "*Your answer:*"
POINTS = {"paper": 2, "function": 4}


def edition(book: Book, name: str) -> dict[Path, dict[str, Any]]:
    """Return the notebooks of the edition `name` by their files; no cell of them has been run.

    Those of students have a cell for each answer on paper, and the metadata by which nbgrader grades.
    """
    solved = name == "instructor"
    notebooks = whole_book(book, solved)
    cells = [
        new_markdown_cell(TITLE.format(title=book.settings["title"]), id="title"),
        new_code_cell(IMPORTS, id="imports"),
    ]
    alone = whole_book(book, solved, alone=True)
    for page, notebook in zip(book.pages, alone.values(), strict=True):
        if page.kind == "chapter":
            heading = re.search(r"^# (.*)$", notebook["cells"][0]["source"], re.MULTILINE)
            cells.append(
                new_markdown_cell(f"## {heading[1] if heading else ''}", id=f"chapter-{page.number}")
            )
            cells += _exercises(notebook["cells"])
    notebooks[EXERCISES] = {"cells": [*cells, *_quoted(cells, alone)], "metadata": {}}
    handed_in = {EXERCISES, *(page.source for page in book.pages if page.kind == "chapter")}
    for file, notebook in notebooks.items():
        if not solved and file in handed_in:
            notebook["cells"] = [part for cell in notebook["cells"] for part in _to_hand_in(cell)]
        for cell in notebook["cells"]:
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


def _quoted(cells: list[Cell], book: dict[Path, Notebook]) -> list[Cell]:
    """Return a cell with the equations and tables that the cells refer to, and those that these refer to."""
    texts = [cell["source"] for notebook in book.values() for cell in notebook["cells"]]
    places: dict[str, str] = {}
    for text in texts:
        for label, _, block in re.findall(
            r'<div id="((eq|tbl)-[\w-]+)"></div>\n\n((?:.+\n?)+(?:\n\|(?:.+\n?)+)?)', text
        ):
            places[label] = f'<div id="{label}"></div>\n\n{block.strip()}'
    asked: set[str] = set()
    waiting = [cell["source"] for cell in cells]
    while waiting:
        new = set(re.findall(r"\]\(#((?:eq|tbl)-[\w-]+)\)", waiting.pop())) - asked
        asked |= new
        waiting += [places[label] for label in new]
    blocks = [block for label, block in places.items() if label in asked]
    return [new_markdown_cell("\n\n".join(["## Equations", *blocks]), id="equations")] if blocks else []


def _to_hand_in(cell: Cell) -> list[Cell]:
    """Return a student's cell with what belongs to it: a cell for each answer on paper, a check to grade."""
    if cell["cell_type"] == "code":
        is_try = cell["metadata"].get("press", {}).get("label", "").startswith("try-")
        found = CHECK.search(cell["source"]) if is_try else None
        return [cell, _check(*found.groups())] if found else [cell]
    starts = [at.start() for at in PLACE.finditer(cell["source"])]
    ends = [*starts, len(cell["source"])]
    parts = [cell["source"][start:end].strip() for start, end in zip([0, *starts], ends, strict=True)]
    found_cells = [{**cell, "source": parts[0]}] if parts[0] or not starts else []
    for part in parts[1:]:
        label = str(PLACE.match(part)[1])  # type: ignore[index]
        found_cells.append({**cell, "source": part, "id": cell["id"] if not found_cells else label})
        if not label.startswith("exr-write-"):
            found_cells.append(_answer(label))
    return found_cells


def _answer(label: str) -> Cell:
    """Return the cell for the answer to an exercise on paper, which a person grades."""
    name = f"answer-{label.removeprefix('exr-')}"
    return new_markdown_cell(ANSWER, id=name, metadata=_graded(name, "paper", solution=True))


def _check(name: str, function: str) -> Cell:
    """Return the cell by which nbgrader grades a function; Jupyter folds it and goes on where it fails."""
    source = f'assert (report := exercises.check("{name}", {function}, seed=1)), report'
    metadata = _graded(f"check-{name}", "function", solution=False)
    metadata |= {"jupyter": {"source_hidden": True, "outputs_hidden": True}, "cellView": "form"}
    metadata |= {"tags": ["raises-exception"], "deletable": False, "editable": False}
    return new_code_cell(source, id=f"check-{name}", metadata=metadata)


def _graded(name: str, kind: str, solution: bool) -> dict[str, Any]:
    marks = {"grade_id": name, "grade": True, "points": POINTS[kind], "solution": solution}
    return {"nbgrader": {**marks, "locked": not solution, "task": False, "schema_version": 3}}


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
        if checked := CHECK.search(cell["source"]):
            said = "".join(map(output_text, cell.get("outputs", [])))
            last[checked[1]] = said.startswith(f"{checked[1]}: right")
    return last
