"""Make a new chapter's notebook from a text: `python -m press.source.draft chapters/14-mirror.md`.

Cells of code stand between lines ```{python} and ```; what stands between two of them is one text cell. The
notebook gets the same name, with .ipynb, and is not executed yet.
"""

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from backprop.support.files import write_whole
from press.source.book import PressError
from press.source.canonical import canonical, identified

CODE = re.compile(r"^```\{python\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def notebook_of(text: str) -> dict[str, Any]:
    """Return the notebook that a text describes."""
    parts = CODE.split(text)  # texts and codes in turn
    cells = [_cell(part.strip("\n"), is_code=at % 2 == 1) for at, part in enumerate(parts) if part.strip()]
    return {"cells": identified(cells), "metadata": {}}


def _cell(source: str, is_code: bool) -> dict[str, Any]:
    if is_code:
        return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def write_notebook(text: Path) -> Path:
    """Write the notebook beside its text, and return where; raise PressError if there is one already."""
    to = text.with_suffix(".ipynb")
    if to.exists():
        raise PressError(f"{to} exists: change it there, or delete it first")
    try:
        notebook = notebook_of(text.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PressError(f"{text} cannot be read: {error}") from None
    try:
        write_whole(to, canonical(notebook).encode())
    except OSError as error:
        raise PressError(f"{to} cannot be written: {error.strerror}") from None
    return to


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m press.source.draft", description=__doc__)
    parser.add_argument("text", type=Path, help="the chapter, as Markdown")
    try:
        print(f"{write_notebook(parser.parse_args(arguments).text)} is written; execute it next.")
    except PressError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
