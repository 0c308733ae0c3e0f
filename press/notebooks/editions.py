"""Two editions of the notebooks: a student's, in which nothing is solved, and an instructor's, with all.

Each has a notebook more: the exercises of all chapters, and nothing else.
"""

import re
import shutil
from pathlib import Path
from typing import Any

from press.files.folders import temporary, written_whole
from press.notebooks import all_exercises
from press.run.execute import execute
from press.source.book import Book, PressError, read_notebook
from press.source.canonical import canonical
from press.source.cells import is_solution, output_text

EDITIONS = ("student", "instructor")
READ = ("_quarto.yml", "references.bib", "chapters/*.json", "figures/data/*.json")  # by the notebooks
MARK = ".edition"  # a file in the folder of an edition: such a folder may be replaced

# A folded callout called Solution, with as many colons at its end as at its beginning.
FOLDED = re.compile(
    r'^(:{3,}) \{\.callout-tip collapse="true"\}\n## Solution\n.*?^\1$\n?', re.MULTILINE | re.DOTALL
)


def edition(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the notebook as the edition `name` has it; in both, no cell has been run.

    The student's is without folded solutions and without cells whose label begins with "solution-".
    """
    cells = []
    for cell in notebook["cells"]:
        cell = dict(cell)
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
        if name == "student":
            if is_solution(cell):
                continue
            if cell["cell_type"] == "markdown":
                cell["source"] = re.sub(r"\n{3,}", "\n\n", FOLDED.sub("", cell["source"]))
        cells.append(cell)
    return {**notebook, "cells": cells}


def write_edition(book: Book, name: str, to: Path) -> Book:
    """Write the edition `name` to the folder `to`, with what its notebooks read, and return it as a book.

    Raises PressError if `to` holds something that is no edition; it is then left as it is.
    """
    if to.is_file() or (to.is_dir() and any(to.iterdir()) and not (to / MARK).exists()):
        raise PressError(f"{to} holds something else than an edition: name a new or empty folder")
    with written_whole(to) as new:
        (new / MARK).write_text(f"{name}\n", encoding="utf-8")
        for page in book.pages:
            (new / page.source).parent.mkdir(parents=True, exist_ok=True)
            text = canonical(edition(book.notebook(page), name))
            (new / page.source).write_text(text, encoding="utf-8")
        for file in (file for pattern in READ for file in book.root.glob(pattern)):
            (new / file.relative_to(book.root)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, new / file.relative_to(book.root))
        text = canonical(all_exercises.collected(book, Book(new)))
        (new / all_exercises.FILE).write_text(text, encoding="utf-8")
    return Book(to)


def run_edition(written: Book, jobs: int = 2, offline: bool = False) -> str:
    """Run the notebooks of an edition from top to bottom in a copy, and say in a line how it went.

    The edition itself stays as it was written, for its reader to run. Raises PressError if a cell fails.
    """
    with temporary() as folder:
        copy = Book(shutil.copytree(written.root, folder / "edition"))
        execute(copy, jobs=jobs, offline=offline)
        execute(copy, [copy.root / all_exercises.FILE], jobs)
        notebooks = [copy.notebook(page) for page in copy.pages]
        notebooks.append(read_notebook(copy.root / all_exercises.FILE))  # runs without MNIST, too
        verdicts = {name: right for notebook in notebooks for name, right in _verdicts(notebook).items()}
    return f"{sum(verdicts.values())} of {len(verdicts)} exercises are right"


def _verdicts(notebook: dict[str, Any]) -> dict[str, bool]:
    """Return, for each exercise of a notebook that has been run, whether its last check said right."""
    last: dict[str, bool] = {}
    for cell in notebook["cells"]:
        if checked := re.search(r'^exercises\.check\("([\w-]+)"', cell["source"], re.MULTILINE):
            said = "".join(map(output_text, cell.get("outputs", [])))
            last[checked[1]] = said.startswith(f"{checked[1]}: right")
    return last
