"""The one form in which notebooks are written: the same content gives the same bytes."""

import json
from typing import Any

from press.source.cells import is_solution

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def canonical(notebook: dict[str, Any]) -> str:
    """Return the notebook as text, with nothing in it that differs between two runs."""
    kept = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    if "press" in notebook["metadata"]:
        kept["press"] = notebook["metadata"]["press"]
    cells = []
    for cell in notebook["cells"]:
        tags = cell["metadata"].get("tags")
        cells.append({**cell, "metadata": {"tags": tags} if tags else {}})
        if is_solution(cell):  # JupyterLab shows it when the reader clicks on it
            cells[-1]["metadata"]["jupyter"] = {"source_hidden": True}
        cells[-1]["source"] = _lines(cell["source"])
    plain = {"cells": cells, "metadata": kept, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(plain, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _lines(text: str | list[str]) -> list[str]:
    return "".join(text).splitlines(keepends=True)
