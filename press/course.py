"""How long each chapter takes to read, and what it asks for: counted in the notebooks for the course page."""

import json
import math
from typing import Any

from backprop.support.files import write_whole
from press.source import tree
from press.source.book import Book, needs_mnist
from press.source.cells import take_apart
from press.source.dialect import Checked, check_book
from press.source.tree import Node

FILE = "figures/data/course.json"
WORDS, CODE, FORMULAS = 180, 12, 2  # words, lines of code and displayed formulas that a minute is enough for
STEP = 5  # minutes: a reading time is a multiple of it
EXERCISES = "Exercises"  # the heading at which the reading ends


def renew_course(book: Book) -> None:
    """Count again what `FILE` says of each chapter; what it needs, and the paths, are written by hand."""
    file = book.root / FILE
    stored = json.loads(file.read_text(encoding="utf-8"))
    counted = count(check_book(book))
    stored["chapters"] = [{**chapter, **counted[chapter["number"]]} for chapter in stored["chapters"]]
    write_whole(file, (json.dumps(stored, indent=1, ensure_ascii=False) + "\n").encode())


def count(checked: list[Checked]) -> dict[str, dict[str, Any]]:
    """Return, for the preface ("") and each chapter by number, the counts that the course page shows."""
    return {
        page.page.number: {
            "minutes": reading_minutes(page),
            "exercises": sum(label.startswith("exr-") for label in page.labels),
            "to_write": sum(label.startswith("exr-write-") for label in page.labels),
            "mnist": needs_mnist(page.notebook),
        }
        for page in checked
        if page.page.kind in ("preface", "chapter")
    }


def reading_minutes(page: Checked) -> int:
    """Return the minutes for the text up to its exercises, without what is folded, in steps of `STEP`."""
    words = code = formulas = 0
    for at, blocks in page.cells:
        cell = page.notebook["cells"][at - 1]
        headings = [tree.text_of(block) if block["t"] == "Header" else "" for block in blocks]
        is_end = EXERCISES in headings
        seen = tree.replace(blocks[: headings.index(EXERCISES)] if is_end else blocks, _unfolded)
        words += len(tree.text_of(seen).split())
        formulas += sum(bool(tree.display_math(node)) for node in tree.walk(seen))
        if cell["cell_type"] == "code":
            options, text, _ = take_apart(cell)
            is_shown = options.get("echo", True) and not options.get("code-fold")
            code += len(text.splitlines()) if is_shown else 0
        if is_end:
            break
    minutes = words / WORDS + code / CODE + formulas / FORMULAS
    return STEP * math.ceil(minutes / STEP)


def _unfolded(node: Node) -> Node | list[Node] | None:
    """Leave of a folded callout its heading alone."""
    if node["t"] != "Div" or ["collapse", "true"] not in node["c"][0][2]:
        return None
    return [block for block in node["c"][1][:1] if block["t"] == "Header"]
