"""A page as a notebook in plain Markdown, which Jupyter, Colab, VS Code and GitHub show as it is meant.

Cells, their order and their ids are the chapter's; a caption gets a cell of its own below its figure.
"""

import html
import json
import os
import re
from pathlib import Path
from typing import Any

from nbformat.v4 import new_markdown_cell

from press.source import tree
from press.source.blocks import PageBlocks
from press.source.book import Book
from press.source.canonical import KERNEL, LANGUAGE
from press.source.cells import CodeCell, is_solution, take_apart
from press.source.dialect import CROSS_REFERENCE, Checked, check_page
from press.source.numbering import Target, number_everything
from press.source.tree import Node

Cell = dict[str, Any]
Notebook = dict[str, Any]

FORMAT = "commonmark+pipe_tables+tex_math_dollars"
SOLUTION = "**Solution**, folded: click on the three dots."
QUOTED = ("eq-", "tbl-", "exr-")  # how the labels begin of what can stand in another file
CUT = "<!-- the next cell -->"
WRAPPERS = re.compile(r"</?(?:div|span)\b[^>]*>\n*")  # that Pandoc puts around the works of a bibliography


def whole_book(book: Book, solved: bool = True, alone: bool = False) -> dict[Path, Notebook]:
    """Return the notebooks of all pages by their files; without solutions if `solved` is false.

    References lead to the files of the pages. If parts of them are to stand `alone`, in one other file, those
    to what can be quoted there (`QUOTED`) lead to a place in that file, and all others are words.
    """
    checked = [check_page(book, page) for page in book.pages]
    targets = number_everything(checked)
    cited = sorted(
        {name for page in checked for name, _ in page.references if not CROSS_REFERENCE.fullmatch(name)}
    )
    written = {
        page.page.source: {
            "cells": MarkdownPage(book, page, targets, cited, solved, alone).cells(),
            "metadata": page.notebook["metadata"],
        }
        for page in checked
    }
    titles = [(f"{page.page.number} {page.title}".strip(), page.page.source) for page in checked[1:]]
    lines = [f"- [{title}]({source.as_posix()})" for title, source in titles]
    written[book.pages[0].source]["cells"].append(
        new_markdown_cell("\n".join(["## Contents\n", *lines]), id="contents")
    )
    return written


def as_file(notebook: Notebook) -> str:
    """Return the text of the notebook's file, the same for the same content."""
    kept = {"kernelspec": KERNEL, "language_info": LANGUAGE}
    if needs := notebook["metadata"].get("press"):
        kept["press"] = needs
    cells = [{**cell, "source": cell["source"].splitlines(keepends=True)} for cell in notebook["cells"]]
    whole = {"cells": cells, "metadata": kept, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


class MarkdownPage(PageBlocks):
    """Writes one page; `cited` are all works that the book cites."""

    def __init__(
        self,
        book: Book,
        checked: Checked,
        targets: dict[str, Target],
        cited: list[str],
        solved: bool,
        alone: bool,
    ) -> None:
        super().__init__(checked, targets)
        self.book, self.cited, self.solved, self.alone = book, cited, solved, alone

    def cells(self) -> list[Cell]:
        """Return the page's cells, each with its text as one string."""
        written: list[Cell] = []
        texts: list[tuple[Cell, list[Node]]] = []  # the Markdown cells, with what they say
        for at, parsed in self.checked.cells:
            cell = self.checked.notebook["cells"][at - 1]
            if not self.solved and is_solution(cell):
                continue
            name, blocks = cell["id"], tree.replace(self._cell(at, parsed), _as_details)
            if cell["cell_type"] == "code":
                place = blocks[:1]  # to which references to a figure lead: in the text before it, if there is
                if texts and written[-1] is texts[-1][0]:
                    texts[-1][1].extend(place)
                    blocks = blocks[1:]
                name = f"{name}-caption"
                if is_solution(cell):
                    written.append(new_markdown_cell(SOLUTION, id=f"{cell['id']}-name"))
                written.append(self._code(cell))
            if blocks:
                written.append(new_markdown_cell(id=name))
                texts.append((written[-1], blocks))
        *parts, works = self._text([tree.replace(blocks, self._inline) for _, blocks in texts])
        for (cell, _), text in zip(texts, parts, strict=True):
            cell["source"] = text.strip()
        if works.strip() and self.page.kind != "references":
            written.append(new_markdown_cell(f"**Works cited**\n\n{works.strip()}", id="works-cited"))
        return written

    def _text(self, parts: list[list[Node]]) -> list[str]:
        """Return Markdown for each cell, and for the works that the page cites."""
        arguments, files, meta = ["-f", "json", "-t", FORMAT, "--wrap=none"], [], {}
        if self.book.config.get("bibliography"):
            files = [self.book.root / self.book.config["bibliography"]]
            arguments += ["--citeproc", f"--bibliography={files[0]}"]
        if self.page.kind == "references":
            meta["nocite"] = {"t": "MetaInlines", "c": [tree.cite(name) for name in self.cited]}
            parts = [[block for block in blocks if block["t"] != "Div"] for blocks in parts]
        blocks = [block for part in parts for block in (*part, tree.html(CUT))]
        text = tree.pandoc(arguments, tree.document([*blocks, tree.div("refs", "", [])], **meta), files)
        *texts, works = text.split(CUT)
        works = WRAPPERS.sub("", works)
        return [*texts[:-1], texts[-1] + works, works] if self.page.kind == "references" else [*texts, works]

    # What stands in a Markdown cell.

    def _heading(self, block: Node) -> Node:
        if block["t"] != "Header":
            return block
        level, attributes, inlines = block["c"]
        number = self.sections.next(level)
        shown = [*tree.words(number), {"t": "Space"}, *inlines] if number else inlines
        return {"t": "Header", "c": [level, attributes, shown]}

    def _anchored(self, label: str, blocks: list[Node]) -> list[Node]:
        """Return the blocks below the place to which references lead. Jupyter keeps the id of a div."""
        return [tree.html(f'<div id="{label}"></div>'), *blocks] if label in self.targets else blocks

    def _block(self, node: Node) -> Node | list[Node] | None:
        if node["t"] == "Header":
            return self._anchored(node["c"][1][0], [node])
        if node["t"] == "DefinitionList":
            return {"t": "BulletList", "c": [_defined(*entry) for entry in node["c"]]}
        return super()._block(node)

    def _equation(self, formula: Node, label: str) -> list[Node]:
        tex = formula["c"][1].strip()
        if label:
            tex += f" \\tag{{{self.targets[label].number}}}"
        return self._anchored(label, [_displayed(f"\n{tex}\n")])

    def _table(self, node: Node) -> list[Node]:
        label, caption = tree.table_label(node)
        content = [tree.attributes(), [None, []], *node["c"][2:]]
        content[2] = [[alignment, {"t": "ColWidthDefault"}] for alignment, _ in content[2]]
        shown = [{"t": "Table", "c": content}]
        return self._anchored(label, [self._caption(label, caption[0]["c"]), *shown]) if label else shown

    def _caption(self, label: str, inlines: list[Node]) -> Node:
        return {"t": "Para", "c": [_strong(tree.words(f"{self.targets[label].words}.")), *_after(inlines)]}

    def _question(self, node: Node) -> list[Node]:
        """Return the question and its options, which have letters, and below them what each answer means."""
        asked, *options = node["c"][1]
        first = {"t": "Para", "c": [_strong(tree.words("Question.")), *_after(asked["c"])]}
        items, answers = [], []
        for letter, option in zip("ABCD", options):  # noqa: B905
            title, *feedback = option["c"][1]
            name = _strong(tree.words(f"{letter}."))
            items.append([{"t": "Plain", "c": [name, *_after(title["c"])]}])
            answers.append(_folded(tree.words(f"Is it {letter}?"), feedback))
        return [first, {"t": "BulletList", "c": items}, *answers]

    def _exercise(self, label: str, title: list[Node], blocks: list[Node]) -> list[Node]:
        name = [*tree.words(f"{self.targets[label].words}:"), *_after(title)]
        return self._anchored(label, [{"t": "Header", "c": [3, tree.attributes(), name]}, *blocks])

    def _callout(self, kind: str, folds: bool, title: list[Node], blocks: list[Node]) -> Node | list[Node]:
        if folds:
            is_left_out = not self.solved and tree.text_of(title) == "Solution"
            return [] if is_left_out else _folded(title, blocks)
        quoted = tree.replace(blocks, _in_one_line)
        return {"t": "BlockQuote", "c": [{"t": "Para", "c": [_strong(title)]}, *quoted]}

    def _link(self, name: str) -> Node:
        target, own = self.targets[name], self.page.source
        if self.alone and not name.startswith(QUOTED):
            return {"t": "Str", "c": f"{target.words} of the book"}
        is_here = self.alone or target.page.source == own
        way = "" if is_here else os.path.relpath(target.page.source, own.parent).replace(os.sep, "/")
        return tree.link(tree.words(target.words), f"{way}#{name}")

    # Code cells.

    def _code(self, cell: Cell) -> Cell:
        """Return the cell with its options in its metadata, and its equations by their numbers."""
        options, code, _ = take_apart(cell)
        metadata = {**cell["metadata"], **({"press": options} if options else {})}
        if options.get("code-fold"):
            metadata |= {"jupyter": {"source_hidden": True}, "cellView": "form"}  # the second is Colab's
        return {**cell, "source": self.named(code), "metadata": metadata}

    def _code_cell(self, cell: CodeCell, caption: list[Node]) -> list[Node]:
        """Return what stands in the Markdown cell below a code cell: nothing, but for figures."""
        if not cell.figure:
            return []
        alternative = {"t": "Para", "c": tree.words(" ".join(str(cell.options["fig-alt"]).split()))}
        described = _folded(tree.words("Description"), [alternative])
        return self._anchored(cell.figure, [self._caption(cell.figure, caption[0]["c"]), described])


def _strong(inlines: list[Node]) -> Node:
    return {"t": "Strong", "c": inlines}


def _after(inlines: list[Node]) -> list[Node]:
    return [{"t": "Space"}, *inlines] if inlines else []


def _displayed(tex: str) -> Node:
    return {"t": "Para", "c": [{"t": "Math", "c": [{"t": "DisplayMath"}, tex]}]}


def _in_one_line(node: Node) -> Node | None:
    """Return a displayed formula in one line: Jupyter takes the > of a quotation for a part of it."""
    if node["t"] != "Math" or node["c"][0]["t"] != "DisplayMath":
        return None
    return {"t": "Math", "c": [node["c"][0], " ".join(node["c"][1].split())]}


def _defined(term: list[Node], definitions: list[list[Node]]) -> list[Node]:
    """Return a term and what it means as the blocks of a list's item."""
    first, *rest = definitions[0]
    words = term[0]["c"] if term[0]["t"] == "Strong" else term
    name = _strong([*words, {"t": "Str", "c": ":"}])
    return [{"t": "Plain", "c": [name, *_after(first["c"])]}, *rest]


def _folded(title: list[Node], blocks: list[Node]) -> Node:
    """Return what becomes <details>; until then it is a div, in which a question finds its options."""
    return tree.div("", "folded", [tree.plain(title), *blocks])


def _as_details(node: Node) -> list[Node] | None:
    if node["t"] != "Div" or node["c"][0][1] != ["folded"]:
        return None
    title, *blocks = node["c"][1]
    summary = html.escape(tree.text_of(title), quote=False)
    opening = tree.html(f"<details><summary>{summary}</summary>")
    return [opening, *blocks, tree.html("</details>")]
