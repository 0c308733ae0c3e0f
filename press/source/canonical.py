"""The one form in which notebooks are written: the same content gives the same bytes."""

import itertools
import json
import re
from typing import Any

from press.source.cells import is_solution, source_of

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
# What other tools go by: to write a chapter as a script, to colour its code.
LANGUAGE = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
LABEL = re.compile(r"#\| label: ([\w-]+)|\{#([\w-]+)\}")
ID = re.compile(r"[\w-]{1,64}", re.ASCII)


def canonical(notebook: dict[str, Any]) -> str:
    """Return the notebook as text, with nothing in it that differs between two runs."""
    kept: dict[str, Any] = {"kernelspec": KERNEL, "language_info": LANGUAGE}
    if "press" in notebook["metadata"]:
        kept["press"] = notebook["metadata"]["press"]
    cells = []
    for cell in identified(notebook["cells"]):
        tags = cell["metadata"].get("tags")
        cells.append({**cell, "metadata": {"tags": tags} if tags else {}})
        if is_solution(cell):  # JupyterLab shows it when the reader clicks on it
            cells[-1]["metadata"]["jupyter"] = {"source_hidden": True}
        cells[-1]["source"] = source_of(cell).splitlines(keepends=True)
    plain = {"cells": cells, "metadata": kept, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(plain, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def identified(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the cells, those without an id of their own with one: their label, or their place."""
    used: set[str] = set()
    named = [{**cell, "id": cell["id"] if has_id(cell, used) else ""} for cell in cells]
    for at, cell in enumerate(named):
        if not cell["id"]:
            label = LABEL.search(source_of(cell))
            labels = filter(None, label.groups() if label else ())
            names = itertools.chain(labels, (f"cell-{place:02}" for place in itertools.count(at)))
            cell["id"] = next(name for name in names if has_id({"id": name}, used))
    return named


def has_id(cell: dict[str, Any], used: set[str]) -> bool:
    """Return whether the cell has an id that is none of those `used`, and count it among them."""
    name = cell.get("id")
    is_own = isinstance(name, str) and ID.fullmatch(name) is not None and name not in used
    if is_own:
        used.add(name)
    return is_own
