"""The ledger, `figures/data/ledger.json`: for each numbered equation its code, its proof and its test."""

import json
import textwrap
from typing import NamedTuple

from tests.ledger import curves, graphs
from tests.ledger.meaning import has_slopes
from tests.ledger.tex import ROOT, equations, read

FILE = ROOT / "figures/data/ledger.json"
APPENDIX = ROOT / "chapters/a3-ledger.ipynb"
TABLE = "ledger-table"  # the cell of the appendix that is written from the ledger


class Entry(NamedTuple):
    """`line` stands in the file `code`, whole, at any depth; it may be several lines on end."""

    code: str
    line: str
    proof: str
    test: str
    note: str


def ledger() -> dict[str, Entry]:
    """Return the entries by label."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))["equations"]
    return {label: Entry(**entry) for label, entry in stored.items()}


def kind_of_proof(tex: str) -> str:
    """Return how a formula is proved: a word that `proofs` in the ledger explains."""
    statements = read(tex)
    for module, kind in ((curves, "sympy"), (graphs, "graphs")):
        if all(map(module.is_about, statements)):
            return kind
    if any(sign == "≤" for statement in statements for sign, _ in statement.parts):
        return "bound"
    return "derivatives" if any(map(has_slopes, statements)) else "numbers"


def times_in_code(entry: Entry) -> int:
    """Return how often the entry's lines stand in its file, comments left out; of a notebook, in its code."""
    text = (ROOT / entry.code).read_text(encoding="utf-8")
    if entry.code.endswith(".ipynb"):
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    lines = [line.split("  # ")[0] for line in text.split("\n")]
    wanted = entry.line.split("\n")
    return sum(
        textwrap.dedent("\n".join(lines[at : at + len(wanted)])) == entry.line for at in range(len(lines))
    )


def table() -> str:
    """Return the appendix's table of all equations."""
    title = "| Equation | In code | Where | Proved by |\n|:--|:--|:--|:--|\n"
    rows = [_row(label, ledger()[label]) for label in equations()]
    caption = (
        ": Every numbered equation, the code that computes it (or, for a definition or a bound, that it is "
        "about), and how it is proved. {#tbl-ledger}"
    )
    return f"{title}{''.join(rows)}\n{caption}"


def _row(label: str, entry: Entry) -> str:
    lines = " ".join(f"`{line}`" for line in entry.line.split("\n"))
    return f"| @{label} | {lines} | {_where(entry.code)} | {entry.proof} |\n"


def _where(code: str) -> str:
    """Return a reference to a chapter, or the name of a module."""
    if not code.endswith(".ipynb"):
        return f"`{code.removeprefix('backprop/')}`"
    first = json.loads((ROOT / code).read_text(encoding="utf-8"))["cells"][0]["source"][0]
    return f"@{first.split('{#')[1].split('}')[0]}" if "{#" in first else "the preface"


def write_table() -> None:
    """Put the table into the appendix."""
    notebook = json.loads(APPENDIX.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["id"] == TABLE:
            cell["source"] = table().splitlines(keepends=True)
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    APPENDIX.write_text(text, encoding="utf-8")
