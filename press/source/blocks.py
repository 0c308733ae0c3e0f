"""A page as blocks, its cells in order: what the printers of the site and of paper share."""

import re
from typing import Any

from backprop.data import find_mnist
from press.source import cells, tree
from press.source.book import PressError, needs_mnist
from press.source.dialect import CROSS_REFERENCE, Checked
from press.source.numbering import Sections, Target
from press.source.tree import Node

TITLES = {"note": "Note", "important": "Important", "tip": "Tip", "warning": "Warning"}
STORED = (
    "This chapter was printed from stored outputs: MNIST was not on the machine that printed the book. "
    "They are those of the authors' run. Running the notebook with a network connection, or with the "
    "files named by BACKPROP_DATA, computes them again."
)


def shows_stored_outputs(notebook: dict[str, Any]) -> bool:
    """Return True if the outputs of the notebook could not be computed on this machine."""
    return needs_mnist(notebook) and not find_mnist()


class PageBlocks:
    """A page as Pandoc's blocks, its cells in order: what the printers of the site and of paper share.

    How headings, equations, tables, code cells, exercises and callouts look, and where a reference leads, is
    theirs.
    """

    def __init__(self, checked: Checked, targets: dict[str, Target]) -> None:
        self.checked, self.targets = checked, targets
        self.page = checked.page
        self.sections = Sections(self.page)

    def _cells(self) -> list[Node]:
        return [block for at, parsed in self.checked.cells for block in self._cell(at, parsed)]

    def _cell(self, at: int, parsed: list[Node]) -> list[Node]:
        cell = self.checked.notebook["cells"][at - 1]
        if cell["cell_type"] == "code":
            return self._code_cell(cells.take_apart(cell), parsed)
        return tree.replace([self._heading(block) for block in parsed], self._block)

    def _block(self, node: Node) -> Node | list[Node] | None:
        if node["t"] == "Div":
            return self._div(node)
        if node["t"] in ("Para", "Plain"):
            formula = tree.display_math(node)
            return self._equation(*formula) if formula else None
        if node["t"] == "Table":
            return self._table(node)
        return None

    def _div(self, node: Node) -> Node | list[Node]:
        (label, classes, pairs), blocks = node["c"]
        if label == "refs":
            return node
        if classes == ["question"]:
            return self._question(node)
        title: list[Node] = []
        if blocks and blocks[0]["t"] == "Header":
            title, blocks = blocks[0]["c"][2], blocks[1:]
        if label.startswith("exr-"):
            return self._exercise(label, title, blocks)
        kind, options = classes[0].removeprefix("callout-"), dict(pairs)
        title = title or tree.words(options.get("title", TITLES[kind]))
        return self._callout(kind, options.get("collapse") == "true", title, blocks)

    def _numbered_caption(self, label: str, inlines: list[Node]) -> list[Node]:
        return [*tree.words(f"{self.targets[label].words}:"), {"t": "Space"}, *inlines]

    def named(self, code: str) -> str:
        """Return the code with the equations that its comments name by their numbers."""

        def words(found: re.Match[str]) -> str:
            return self.targets[found.group(1)].words.replace("\N{NO-BREAK SPACE}", " ")

        return re.sub(f"@({CROSS_REFERENCE.pattern})", words, code)

    def _inline(self, node: Node) -> Node | list[Node] | None:
        if node["t"] != "Cite":
            return None
        names = [citation["citationId"] for citation in node["c"][0]]
        if not all(CROSS_REFERENCE.fullmatch(name) for name in names):
            return None
        links: list[Node] = []
        for name in names:
            links += [{"t": "Str", "c": ","}, {"t": "Space"}, self._link(name)]
        return links[2:]


def svg_size(picture: str) -> tuple[int, int]:
    """Return the width and height of an SVG in CSS pixels; matplotlib gives them in points."""
    opening = picture[: picture.index(">", picture.index("<svg"))]
    sizes = dict(re.findall(r'\b(width|height)="([\d.]+)pt"', opening))
    if len(sizes) < 2:
        raise PressError("a picture without width and height in points; draw it with matplotlib")
    return round(float(sizes["width"]) * 4 / 3), round(float(sizes["height"]) * 4 / 3)
