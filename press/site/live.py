"""What makes the cells of a page live: its scripts, and the code that it loads upon a press of Run."""

import ast
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from figures.interactive.bundler import module, script
from press.source.book import Book
from press.source.cells import take_apart

FOLDER = "python/cells"
FRONT = "theme/live.js"
# Loaded when a cell is first run, and on the page on which the algorithm is rebuilt.
LATER = ("theme/live/runner.js", "theme/live/rebuild.js")
DRAWS = ("figures", "matplotlib")  # what is imported from them loads Matplotlib


def cell_id(name: str) -> str:
    """Return the id of a cell on its page, as Quarto gives it: a picture has the cell's own name."""
    return f"cell-{name}" if name.startswith("fig-") else name


def put(book: Book, to: Path) -> None:
    """Write into the site the scripts, each in one file; and where it has Python, the cells of each page."""
    (to / "theme/live").mkdir(parents=True, exist_ok=True)
    (to / FRONT).write_text(script(book.root / FRONT), encoding="utf-8")
    for name in LATER:
        (to / name).write_text(module(book.root / name), encoding="utf-8")
    folder = to / FOLDER
    if not folder.parent.is_dir():
        return
    folder.mkdir(exist_ok=True)
    for page in book.pages:
        if content := live_cells(book.notebook(page)):
            text = json.dumps(content, ensure_ascii=False, indent=1)
            (folder / f"{page.target.stem}.json").write_text(text, encoding="utf-8")


def live_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the cells of a notebook: of each its `id` and its `code`.

    Of one that draws also what is run for the cells below: `quiet`, and the imports of `tools` for those that
    use them, by the names that they use. So Matplotlib is loaded for pictures only.
    """
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    parts = [take_apart(cell) for cell in cells]
    found = []
    for at, (cell, part) in enumerate(zip(cells, parts, strict=True)):
        entry: dict[str, Any] = {"id": cell_id(cell["id"]), "code": part.code}
        if part.figure:
            below = [other.code for other in parts[at + 1 :]]
            entry["quiet"], entry["tools"] = without_picture(part.code, below)
        found.append(entry)
    return found


def without_picture(code: str, below: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Return what the cells below need of one that draws, without its picture; and its imports that draw."""
    *statements, _ = ast.parse(code).body
    needed = {name for cell in below for name in _needed(ast.parse(cell).body)}
    tools = [statement for statement in statements if _is_tool(statement)]
    kept = [statement for statement in statements if _set(statement) & needed and statement not in tools]
    if not all(isinstance(statement, (ast.Import, ast.ImportFrom)) for statement in kept):
        kept = statements  # one may change what another has made
    lines = {name: ast.unparse(tool) for tool in tools for name in sorted(_set(tool))}
    return "\n".join(map(ast.unparse, kept)), lines


def _is_tool(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and str(statement.module).split(".")[0] in DRAWS


def _needed(statements: list[ast.stmt]) -> set[str]:
    """Return the names that code uses before it sets them."""
    found, known = set[str](), set[str]()
    for statement in statements:
        found |= _used(statement) - known
        known |= _set(statement)
    return found


def _used(statement: ast.stmt) -> set[str]:
    """Return the names that a statement uses, without those of its loops and functions."""
    nodes = list(ast.walk(statement))
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    for node in nodes:
        if isinstance(node, (ast.comprehension, ast.For)):
            own |= _names(node.target, ast.Store)
        elif isinstance(node, ast.FunctionDef):
            own |= _names(node, ast.Store)
    return _names(statement, ast.Load) - own


def _names(tree: ast.AST, use: type) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, use)}


def _set(statement: ast.stmt) -> set[str]:
    """Return the names that a statement sets."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
    return _names(statement, ast.Store)
