"""Pandoc's tree of a notebook: how to get it, walk it and build pieces of it.

A node is Pandoc's JSON: {"t": type, "c": content}. Before parsing, each code cell becomes an empty div
that carries its place in the notebook, so that the tree knows which cell every block came from.
"""

import json
import re
import subprocess
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pypandoc

from figures.data.notation import TEX
from press.files.cache import remembered
from press.source.book import PressError
from press.source.cells import take_apart

Node = dict[str, Any]

# All of Pandoc's markdown, as Quarto reads it: the lint sees, and reports, what the dialect leaves out.
READER = "markdown-implicit_figures"
MARK = "press-cell"
KEPT = "<!-- -->"  # before a title it keeps {.unnumbered}, which Quarto drops from a notebook's first line
UNCLOSED = "a ::: block is opened and not closed in this cell"


def pandoc(arguments: list[str], text: str, reads: Sequence[Path] = ()) -> str:
    """Return what Pandoc makes of `text`, from memory if nothing changed, the files it `reads` included.

    Raises PressError with Pandoc's message if it fails or warns.
    """
    files = [path.read_bytes() for path in reads]
    parts = [version("pypandoc_binary"), *arguments, text, *files]
    return remembered(parts, lambda: _run_pandoc(arguments, text))


def _run_pandoc(arguments: list[str], text: str) -> str:
    command = [pypandoc.get_pandoc_path(), "--fail-if-warnings", *arguments]
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        message = re.sub(r"\[\w+\] |Failing because there were warnings\.", "", done.stderr)
        raise PressError(f"pandoc: {' '.join(message.split())}")
    return done.stdout


def parse(notebook: dict[str, Any]) -> list[tuple[int, list[Node]]]:
    """Return the notebook as (place of the cell, its blocks), counted from 1.

    The blocks of a code cell are its caption's, if it draws a figure, otherwise none. Raises PressError
    if Pandoc warns, or if a ::: block does not end in the cell in which it began.
    The empty comment before an unnumbered title is left out.
    """
    parts, starts, line = [], [], 1
    for at, cell in enumerate(notebook["cells"], 1):
        text = _caption(cell) if cell["cell_type"] == "code" else cell["source"]
        fence = ":" * 30
        parts.append(f'{fence} {{.{MARK} at="{at}"}}\n\n{text}\n\n{fence}\n\n')
        starts.append(line)
        line += parts[-1].count("\n")
    try:
        parsed = pandoc(["-f", READER, "-t", "json"], "".join(parts))
    except PressError as error:
        raise _place(str(error), starts) from None
    blocks = json.loads(parsed)["blocks"]
    nests = parsed.count(MARK) > len(blocks)
    for at, block in enumerate(blocks):
        if not _is_mark(block):
            raise PressError(f"cell {at}: a ::: line closes a block that was not opened in this cell")
        if nests and any(_is_mark(node) for node in walk(block["c"][1])):
            raise PressError(f"cell {at + 1}: {UNCLOSED}")
    if blocks and blocks[0]["c"][1][:1] == [html(KEPT)]:
        del blocks[0]["c"][1][0]
    return [(int(dict(block["c"][0][2])["at"]), block["c"][1]) for block in blocks]


def _is_mark(node: Node) -> bool:
    return node["t"] == "Div" and MARK in node["c"][0][1]


def _place(message: str, starts: list[int]) -> PressError:
    """Return Pandoc's message with the cell of the first line that it names, instead of its lines."""
    named = re.search(r" at line (\d+)", message)
    at = bisect_right(starts, int(named.group(1))) if named else 1
    reason = UNCLOSED if "unclosed" in message else re.sub(r" at line \d+ column \d+", "", message)
    return PressError(f"cell {at}: {reason}")


def becomes_mathml(formulas: list[str]) -> bool:
    """Return True if Pandoc can turn every one of the formulas into MathML."""
    blocks = [plain([{"t": "Math", "c": [{"t": "DisplayMath"}, formula]}]) for formula in formulas]
    try:
        pandoc(["-f", "json", "-t", "html", "--mathml"], document(blocks))
    except PressError:
        return False
    return True


def document(blocks: list[Node], **meta: Any) -> str:
    """Return the blocks as a whole document in Pandoc's JSON."""
    return json.dumps({"pandoc-api-version": [1, 23], "meta": meta, "blocks": blocks})


def _caption(cell: dict[str, Any]) -> str:
    try:
        return str(take_apart(cell).options.get("fig-cap", ""))
    except ValueError:
        return ""  # the lint reports it


def walk(node: Any) -> Iterator[Node]:
    """Yield every node in `node`, itself included, outer ones first."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if "t" in part:
                yield part
            waiting.extend(reversed(part.values()))
        elif isinstance(part, list):
            waiting.extend(reversed(part))


def replace(node: Any, change: Callable[[Node], Node | list[Node] | None]) -> Any:
    """Return `node` with each node replaced by `change(node)`, inner ones first; None keeps a node.

    A list takes a node's place within the list that held it.
    """
    if isinstance(node, list):
        result = []
        for part in node:
            changed = replace(part, change)
            is_list_for_node = isinstance(part, dict) and isinstance(changed, list)
            result.extend(changed if is_list_for_node else [changed])
        return result
    if isinstance(node, dict):
        node = {key: replace(value, change) for key, value in node.items()}
        if "t" in node:
            changed = change(node)
            return node if changed is None else changed
    return node


def with_points_kept(node: Any) -> Any:
    """Return `node` with each formula in a line tied to the comma or point after it."""
    if isinstance(node, dict):
        return {key: with_points_kept(value) for key, value in node.items()}
    if not isinstance(node, list):
        return node
    result: list[Any] = []
    for part in map(with_points_kept, node):
        points = _points_of(part)
        if points and result and _is_inline_math(result[-1]):
            result[-1] = span("bd-together", [result[-1], {"t": "Str", "c": points}])
            part = {"t": "Str", "c": part["c"][len(points) :]}
            if not part["c"]:
                continue
        result.append(part)
    return result


def _points_of(node: Any) -> str:
    """Return the punctuation that a word begins with; a word of punctuation alone is all of it."""
    if not isinstance(node, dict) or node.get("t") != "Str":
        return ""
    return str(node["c"])[: len(node["c"]) - len(node["c"].lstrip(".,;:!?)”’"))]


def _is_inline_math(node: Any) -> bool:
    return isinstance(node, dict) and node.get("t") == "Math" and node["c"][0]["t"] == "InlineMath"


def text_of(node: Any) -> str:
    """Return the words in `node`, mathematics as a line of text."""
    words = []
    for part in walk(node):
        if part["t"] == "Str":
            words.append(part["c"])
        elif part["t"] == "Code":
            words.append(part["c"][1])
        elif part["t"] == "Math":
            words.append(readable(part["c"][1]))
        elif part["t"] == "CodeBlock":
            words.append(f" {part['c'][1]} ")
        elif part["t"] in ("Space", "SoftBreak", "LineBreak", "Para", "Plain", "Header"):
            words.append(" ")
    return " ".join("".join(words).split())


GROUP = r"\{((?:[^{}]|\{[^{}]*\})*)\}"  # in braces, with braces in it or without
FUNCTIONS = {"cos", "exp", "ln", "log", "max", "min", "tanh"}  # their names are words already


def readable(tex: str) -> str:
    """Return a formula as a line of text, such as `δ^ℓ_j = σ′(z^ℓ_j)`."""
    tex = re.sub(r"\\(?:begin|end)\{\w+\}|\\\\|\\[,;!:]|&", " ", tex)
    tex = re.sub(rf"\\[td]?frac\s*(?:{GROUP}|(\w))\s*(?:{GROUP}|(\w))", r"\1\2/\3\4", tex)
    names = TEX | {name: name for name in FUNCTIONS}
    tex = re.sub(r"\\([a-zA-Z]+)", lambda found: names.get(found.group(1), ""), tex)
    return " ".join(re.sub(r"[{}\\]", "", tex).replace("'", TEX["prime"]).split())


def words(text: str) -> list[Node]:
    """Return `text` as inline nodes."""
    parts: list[Node] = []
    for word in text.split(" "):
        parts += [{"t": "Space"}, {"t": "Str", "c": word}]
    return parts[1:]


def attributes(identifier: str = "", classes: str = "", **pairs: str) -> list[Any]:
    """Return Pandoc's form of an identifier, classes (separated by spaces) and other attributes."""
    return [identifier, classes.split(), [[key.replace("_", "-"), value] for key, value in pairs.items()]]


def div(identifier: str, classes: str, blocks: list[Node], **pairs: str) -> Node:
    return {"t": "Div", "c": [attributes(identifier, classes, **pairs), blocks]}


def span(classes: str, inlines: list[Node]) -> Node:
    return {"t": "Span", "c": [attributes("", classes), inlines]}


def plain(inlines: list[Node]) -> Node:
    return {"t": "Plain", "c": inlines}


def code_block(text: str, classes: str = "") -> Node:
    return {"t": "CodeBlock", "c": [attributes("", classes), text]}


def html(text: str) -> Node:
    return {"t": "RawBlock", "c": ["html", text]}


def inline_html(text: str) -> Node:
    return {"t": "RawInline", "c": ["html", text]}


def link(inlines: list[Node], target: str, classes: str = "") -> Node:
    return {"t": "Link", "c": [attributes("", classes), inlines, [target, ""]]}


def cite(name: str) -> Node:
    """Return a citation of one work, as `@name` in a sentence is."""
    citation = {"citationId": name, "citationPrefix": [], "citationSuffix": [], "citationNoteNum": 0}
    citation |= {"citationMode": {"t": "AuthorInText"}, "citationHash": 0}
    return {"t": "Cite", "c": [[citation], words(f"@{name}")]}


def display_math(block: Node) -> tuple[Node, str] | None:
    """Return (the display formula, its label or "") if the paragraph is nothing else, otherwise None."""
    if block["t"] not in ("Para", "Plain"):
        return None
    inlines = [part for part in block["c"] if part["t"] not in ("Space", "SoftBreak")]
    if not inlines or inlines[0]["t"] != "Math" or inlines[0]["c"][0]["t"] != "DisplayMath":
        return None
    rest = text_of(inlines[1:])
    if not rest:
        return inlines[0], ""
    is_label = len(inlines) == 2 and rest.startswith("{#eq-") and rest.endswith("}")
    return (inlines[0], rest[2:-1]) if is_label else None


def table_label(table: Node) -> tuple[str, list[Node]]:
    """Return a table's label, or "", and its caption without the label."""
    attribute, (_, caption) = table["c"][0], table["c"][1]
    blocks = [dict(block) for block in caption]
    if attribute[0]:
        return attribute[0], blocks
    if blocks and blocks[-1]["c"] and text_of(blocks[-1]["c"][-1]).startswith("{#tbl-"):
        label = text_of(blocks[-1]["c"][-1])[2:-1]
        inlines = blocks[-1]["c"][:-1]
        while inlines and inlines[-1]["t"] == "Space":
            inlines = inlines[:-1]
        return label, [*blocks[:-1], {**blocks[-1], "c": inlines}]
    return "", blocks
