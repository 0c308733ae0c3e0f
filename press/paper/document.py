"""All chapters as one document, for paper and for e-readers: what both have in common.

Nothing folds there. The feedback to a question's options, hints and solutions therefore stand at the end of
the chapter, under "Answers", with links to them and back.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from backprop.data import find_mnist
from press.source import cells, tree
from press.source.blocks import STORED, PageBlocks, shows_stored_outputs, svg_size
from press.source.book import Book, PressError
from press.source.cells import CodeCell
from press.source.dialect import CROSS_REFERENCE, TOUCHED, Checked, check_book
from press.source.numbering import Target, number_everything
from press.source.tree import Node

ALIVE = "On the website, where this picture can be used:"
DARK = re.compile(r"\s*<style>@media \(prefers-color-scheme: dark\).*?</style>", re.DOTALL)


def made_from(book: Book, files: Iterable[Path]) -> Iterator[str | bytes]:
    """Yield all that a file of the book is made from, with the `files` that shape it, for the cache."""
    yield str(bool(find_mnist()))  # a page says so when its outputs are stored ones
    sources = [book.root / "_quarto.yml", *(book.root / page.source for page in book.pages)]
    fonts = sorted((book.root / "theme/fonts").glob("*.woff2"))
    press = sorted(Path(__file__).parents[1].rglob("*.py"))
    for file in (*sources, *citations(book)[1], *files, *fonts, *press):
        yield file.name
        yield file.read_bytes()


def whole_book(book: Book, pictures: Path) -> list[Node]:
    """Return all pages as Pandoc's blocks, and write their pictures into the folder `pictures`."""
    checked = check_book(book)
    targets = number_everything(checked)
    return [block for page in checked for block in PaperPage(page, targets, pictures).blocks()]


class PaperPage(PageBlocks):
    """One page of the book as blocks without anything that folds.

    What has no node of Pandoc's own is a div with a class, which each format shows in its way.
    """

    def __init__(self, checked: Checked, targets: dict[str, Target], pictures: Path) -> None:
        super().__init__(checked, targets)
        self.pictures = pictures
        self.questions = 0
        self.answers: list[Node] = []

    def blocks(self) -> list[Node]:
        found = self._without_folds(self._cells())
        if shows_stored_outputs(self.checked.notebook):
            note = {"t": "Para", "c": tree.words(STORED)}
            found.insert(1, tree.div("", "stored-outputs", [note]))
        if self.answers:
            heading = [2, tree.attributes(self._own("answers"), "unnumbered unlisted"), tree.words("Answers")]
            answers = [{"t": "Header", "c": heading}, tree.div("", "answers", self.answers)]
            # What is to be written from memory is not read below the empty box.
            found += [tree.div("", "overleaf", answers)] if self.page.kind == "practice" else answers
        return tree.replace(found, self._inline)

    def _without_folds(self, blocks: list[Node]) -> list[Node]:
        """Keep what folds outside of questions and exercises for the page's end, and leave a link there."""
        left: list[Node] = []
        for folds, group in itertools.groupby(blocks, _is_folded):
            if not folds:
                left += group
                continue
            label = self._own(f"help-{len(self.answers) + 1}")
            self._answer(label, tree.words("Help"), [part for block in group for part in _unfolded(block)])
            left.append(tree.div(label, "", [_link_to_answer(label, "Help, line by line")]))
        return left

    def _own(self, name: str) -> str:
        """Return an identifier that no other page has."""
        return f"{self.page.source.stem}-{name}"

    # Cells become blocks.

    def _heading(self, block: Node) -> Node:
        if block["t"] != "Header":
            return block
        level, (label, _, _), inlines = block["c"]
        if not CROSS_REFERENCE.fullmatch(label):
            label = self._own(label)
        number = self.sections.next(level)
        shown = [tree.span("number", tree.words(number)), {"t": "Space"}] if number else []
        return {"t": "Header", "c": [level, tree.attributes(label), shown + inlines]}

    def _equation(self, formula: Node, label: str) -> Node:
        parts = [tree.plain([formula])]
        if label:
            number = tree.words(f"({self.targets[label].number})")
            parts.append(tree.plain([tree.span("equation-number", number)]))
        return tree.div(label, "equation", parts)

    def _table(self, node: Node) -> Node:
        label, caption = tree.table_label(node)
        content = list(node["c"])
        content[0] = tree.attributes()
        if label:
            content[1] = [None, [tree.plain(self._numbered_caption(label, caption[0]["c"])), *caption[1:]]]
        # Columns are as wide as their content needs, not as the dashes in the source.
        content[2] = [[alignment, {"t": "ColWidthDefault"}] for alignment, _ in content[2]]
        return tree.div(label, "tabled", [{"t": "Table", "c": content}])

    def _callout(self, kind: str, folds: bool, title: list[Node], blocks: list[Node]) -> Node:
        name = "folded" if folds else kind
        heading = tree.div("", "callout-title", [tree.plain(title)])
        return tree.div("", f"callout callout-{name}", [heading, *blocks])

    def _question(self, node: Node) -> Node:
        """Return the question with its options, and keep the feedback for the chapter's end."""
        self.questions, blocks = self.questions + 1, node["c"][1]
        label = self._own(f"question-{self.questions}")
        name = f"Question\N{NO-BREAK SPACE}{'.'.join(filter(None, (self.page.number, str(self.questions))))}"
        titles, feedback = zip(
            *((first["c"][1], rest) for first, *rest in _contents(blocks[1:])), strict=True
        )
        self._answer(label, tree.words(name), [_lettered(list(feedback))])
        title = tree.div("", "callout-title", [tree.plain(tree.words(name))])
        shown = [title, blocks[0], _lettered(list(titles))]
        return tree.div(label, "question", [*shown, _link_to_answer(label, "The answer")])

    def _exercise(self, label: str, title: list[Node], blocks: list[Node]) -> Node:
        name = [{"t": "Str", "c": " ("}, *title, {"t": "Str", "c": ")"}] if title else []
        words = tree.words(self.targets[label].words)
        heading: list[Node] = [{"t": "Strong", "c": [*words, *name, {"t": "Str", "c": "."}]}]
        folded = [block for block in blocks if _is_folded(block)]
        asked = [block for block in blocks if not _is_folded(block)]
        if asked and asked[0]["t"] == "Para":
            heading += [{"t": "Space"}, *asked[0]["c"]]
            asked = asked[1:]
        shown = [{"t": "Para", "c": heading}, *asked]
        if folded:
            self._answer(label, [*words, *name], [part for block in folded for part in _unfolded(block)])
            has_hints = tree.text_of(folded[0]["c"][1][0]) == "Hint"
            shown.append(_link_to_answer(label, "Hints and a solution" if has_hints else "A solution"))
        return tree.div(label, "exercise", shown)

    def _answer(self, label: str, name: list[Node], blocks: list[Node]) -> None:
        back = tree.link([{"t": "Strong", "c": name}], f"#{label}")
        title = tree.div("", "answer-title", [tree.plain([back])])
        self.answers.append(tree.div(f"answer-{label}", "answer", [title, *blocks]))

    # Code cells.

    def _code_cell(self, cell: CodeCell, caption: list[Node]) -> list[Node]:
        shown: list[Node] = []
        if cell.options.get("echo", True) and cell.code:
            shown = [tree.div("", "listing", [tree.code_block(self.named(cell.code), "python")])]
        if str(cell.options.get("label", "")).startswith("solution-"):
            title = tree.plain([{"t": "Strong", "c": tree.words("Solution.")}])
            self.answers += [tree.div("", "answer-title", [title]), *shown]
            return []
        if cell.figure:
            return [self._figure(cell, caption), *shown]
        if cell.options.get("output", True):
            texts = [cells.output_text(output).rstrip("\n") for output in cell.outputs]
            shown += [tree.div("", "output", [tree.code_block(text)]) for text in texts if text]
        return [tree.div("", "cell", shown)] if shown else []

    def _figure(self, cell: CodeCell, caption: list[Node]) -> Node:
        label = cell.figure
        stored = next(filter(None, map(cells.output_picture, cell.outputs)), "")
        if not stored:
            raise PressError(f"{self.page.source}: {label} has not been drawn yet; run `make notebooks`")
        picture = light(stored)
        (self.pictures / f"{label}.svg").write_text(picture, encoding="utf-8")
        width, _ = svg_size(picture)
        alternative = tree.words(" ".join(str(cell.options["fig-alt"]).split()))
        attributes = tree.attributes("", "", width=f"{width}px")
        image = {"t": "Image", "c": [attributes, alternative, [f"{label}.svg", ""]]}
        said = caption[0]["c"] if caption else []
        if label.startswith(TOUCHED):
            said = [*tree.words(ALIVE), {"t": "Space"}, *said]
        words = tree.plain(self._numbered_caption(label, said))
        figure = {"t": "Figure", "c": [tree.attributes(), [None, [words]], [tree.plain([image])]]}
        return tree.div(label, "drawn", [figure])  # a figure's own label is not found from other chapters

    # References.

    def _link(self, name: str) -> Node:
        return tree.link(tree.words(self.targets[name].words), f"#{name}")


def light(picture: str) -> str:
    """Return a stored picture as it is on a light page, without what only scripts read."""
    for name in ("interactive", "symbols"):
        picture, _ = cells.take_content(picture, name)
    return DARK.sub("", picture)


def metadata(book: Book) -> dict[str, Any]:
    """Return what Pandoc has to know of the book, for its citations and its language."""
    return {
        "link-citations": {"t": "MetaBool", "c": True},
        "lang": {"t": "MetaString", "c": book.config.get("lang", "en")},
    }


def citations(book: Book) -> tuple[list[str], list[Path]]:
    """Return Pandoc's arguments for the citations, and the files that it reads for them."""
    if not book.config.get("bibliography"):
        return [], []
    file = book.root / book.config["bibliography"]
    return ["--citeproc", f"--bibliography={file}"], [file]


def _contents(blocks: list[Node]) -> list[list[Node]]:
    return [block["c"][1] for block in blocks]


def _is_folded(block: Node) -> bool:
    return block["t"] == "Div" and "callout-folded" in block["c"][0][1]


def _unfolded(block: Node) -> list[Node]:
    """Return a hint or a solution, and the hints that were folded within it, one after the other."""
    title, *blocks = block["c"][1]
    words = [{"t": "Strong", "c": [*title["c"][1][0]["c"], {"t": "Str", "c": "."}]}]
    if blocks and blocks[0]["t"] == "Para":
        first = {"t": "Para", "c": [*words, {"t": "Space"}, *blocks[0]["c"]]}
        blocks = [first, *blocks[1:]]
    else:
        blocks = [{"t": "Para", "c": words}, *blocks]
    return [part for inner in blocks for part in (_unfolded(inner) if _is_folded(inner) else [inner])]


def _lettered(items: list[list[Node]]) -> Node:
    style = [1, {"t": "UpperAlpha"}, {"t": "Period"}]
    return {"t": "OrderedList", "c": [style, items]}


def _link_to_answer(label: str, words: str) -> Node:
    link = tree.link(tree.words(words), f"#answer-{label}")
    return tree.div("", "to-answer", [tree.plain([link])])
