"""One notebook with all exercises of the book, chapter by chapter, and nothing else."""

import re
from typing import Any

from press.source.book import Book
from press.source.dialect import CROSS_REFERENCE, check_page
from press.source.numbering import Target, number_everything

FILE = "exercises.ipynb"
BEGIN = "## Exercises"
LEFT_OUT = ("## Write it yourself", "Next: ")  # cells on how the exercises work, and on the next chapter
TITLE = """\
# All exercises

The exercises of *{title}*, chapter by chapter. Equations are named by their numbers in the book. Where a
function is asked for, replace the three dots and run the cell: the check says whether it is right."""
IMPORTS = """\
import numpy as np

from backprop import exercises
from backprop.activations import SIGMOID"""
FENCE = re.compile(r"^(:{3,})\s*(?:\{(.+)\})?$")
REFERENCE = re.compile(rf"@({CROSS_REFERENCE.pattern})")


def collected(book: Book, edition: Book) -> dict[str, Any]:
    """Return the notebook of the exercises of an edition of the book, none of its cells run.

    Its markup is that of any notebook: headings, and <details> where the chapters have folded blocks.
    """
    targets = number_everything([check_page(book, page) for page in book.pages])
    cells = [_markdown("exercises-title", TITLE.format(title=book.settings["title"])), _code(IMPORTS)]
    for page in edition.pages:
        if page.kind == "chapter":
            notebook = edition.notebook(page)
            title = re.sub(r"^# (.*?) \{.*\}$", r"\1", notebook["cells"][0]["source"].split("\n")[0])
            cells.append(_markdown(f"chapter-{page.number}", f"## {page.number} {title}"))
            cells += [_plain(cell, targets) for cell in _exercises(notebook)]
    return {**edition.notebook(edition.pages[0]), "cells": cells}


def _exercises(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the cells from the heading of the exercises on, the exercises alone."""
    found: list[dict[str, Any]] = []
    for cell in notebook["cells"]:
        before, heading, after = cell["source"].partition(f"{BEGIN}\n")
        if heading and (not before or before.endswith("\n")):
            found.append({**cell, "source": after.strip()})
        elif found and not cell["source"].startswith(LEFT_OUT):
            found.append(cell)
    return found


def _plain(cell: dict[str, Any], targets: dict[str, Target]) -> dict[str, Any]:
    if cell["cell_type"] == "code":
        lines = [line for line in cell["source"].split("\n") if not line.startswith("#| ")]
        return {**cell, "source": "\n".join(lines)}
    text = REFERENCE.sub(
        lambda found: targets[found.group(1)].words, in_plain_markdown(cell["source"], targets)
    )
    return {**cell, "source": text}


def in_plain_markdown(text: str, targets: dict[str, Target]) -> str:
    """Return text without ::: lines: exercises with a heading, folded blocks as <details>."""
    lines: list[str] = []
    open_blocks: list[str] = []
    waiting = ""  # the kind of a block whose heading is the next line
    for line in text.split("\n"):
        fence = FENCE.match(line)
        if fence and fence.group(2):
            waiting = fence.group(2)
            open_blocks.append("</details>" if "collapse" in waiting else "")
        elif fence and open_blocks:
            lines += [closing, ""] if (closing := open_blocks.pop()) else []
        elif waiting and line.startswith("## "):
            lines += [_heading(waiting, line[3:], targets), ""]
            waiting = ""
        else:
            lines.append(line.replace("## ", "### ") if line.startswith("## ") else line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _heading(kind: str, title: str, targets: dict[str, Target]) -> str:
    if kind.startswith("#exr-"):
        return f"### {targets[kind[1:]].words}: {title}"
    return f"<details><summary>{title}</summary>" if "collapse" in kind else f"**{title}**"


def _markdown(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}


def _code(text: str) -> dict[str, Any]:
    name = "exercises-imports"
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": text,
    }
