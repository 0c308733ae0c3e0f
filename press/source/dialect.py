"""The lint: does a notebook keep to the subset of Quarto's markup that both printers know?

DIALECT.md is the subset in words. Each problem is one line: file, cell, reason.
"""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from press.source import cells, tree
from press.source.book import Book, Page, PressError, parse_notebook, read_text
from press.source.tree import Node

CALLOUTS = ("callout-note", "callout-important", "callout-tip", "callout-warning")
KINDS = {"eq": "Equation", "fig": "Figure", "sec": "Section", "tbl": "Table", "exr": "Exercise"}
CROSS_REFERENCE = re.compile(rf"({'|'.join(KINDS)})-[a-z0-9-]+")
LONGEST_CELL = 20  # lines
NOT_IN_MATHEMATICS = ("\\tag", "\\textcolor", "\\color", "\\bbox", "\\label", "\\ref", "@")
OUTPUTS = {"text/plain", "image/svg+xml"}
TOUCHED = "fig-touch-"
SWITCHES = ("code-fold", "echo", "output")
TASK = re.compile(r"(try|solution)-[a-z0-9-]+")  # where a reader writes a function, and how it is done
WORDS = {"Yes.": True, "No.": False}  # each option of a question begins its feedback with one of them
LEFT_OUT = {
    "HorizontalRule": "a horizontal rule",
    "Image": "an image; pictures are drawn by code cells",
    "LineBlock": "a block of lines that start with |",
    "SmallCaps": "small capitals",
    "Span": "[words]{with attributes}",
    "Strikeout": "~~struck~~ words",
    "Subscript": "a ~subscript~; write it as a formula",
    "Superscript": "a ^superscript^; write it as a formula",
    "Underline": "underlined words",
}

Report = Callable[[int, str], None]


@dataclass
class Checked:
    """A notebook that was read: its cells, what it defines and what it points to."""

    page: Page
    notebook: dict[str, Any]
    cells: list[tuple[int, list[Node]]] = field(default_factory=list)
    labels: dict[str, int] = field(default_factory=dict)
    references: list[tuple[str, int]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return tree.text_of(next(block["c"][2] for _, blocks in self.cells for block in blocks))

    def report(self, at: int, reason: str) -> None:
        self.problems.append(f"{self.page.source}, cell {at}: {reason}")

    def define(self, label: str, at: int) -> None:
        if label in self.labels:
            self.report(at, f"the label {label} is defined twice")
        self.labels[label] = at


def check_book(book: Book) -> list[Checked]:
    """Read and check all notebooks; raise PressError with every problem, one a line."""
    checked = [check_page(book, page) for page in book.pages]
    problems = [problem for page in checked for problem in page.problems]
    defined: dict[str, Page] = {}
    for page in checked:
        for label, at in page.labels.items():
            if label in defined:
                also = defined[label].source
                problems.append(f"{page.page.source}, cell {at}: the label {label} is also in {also}")
            defined[label] = page.page
    problems += check_formulas(checked)
    known = bibliography_keys(book)
    for page in checked:
        for name, at in page.references:
            if CROSS_REFERENCE.fullmatch(name):
                if name not in defined:
                    problems.append(f"{page.page.source}, cell {at}: @{name} points to nothing")
            elif name not in known:
                problems.append(f"{page.page.source}, cell {at}: @{name} is not in the bibliography")
    if problems:
        raise PressError("\n".join(problems))
    return checked


def check_formulas(checked: list[Checked]) -> list[str]:
    """Return a problem for each formula that Pandoc cannot turn into MathML. Quarto uses Pandoc as well."""
    places: dict[str, str] = {}
    for page in checked:
        for at, blocks in page.cells:
            for node in tree.walk(blocks):
                if node["t"] == "Math":
                    places.setdefault(node["c"][1].strip(), f"{page.page.source}, cell {at}")
    return [
        f"{places[formula]}: a formula that cannot be printed: {' '.join(formula.split())}"
        for formula in _refused(list(places))
    ]


def _refused(formulas: list[str]) -> list[str]:
    """Return those of the formulas that Pandoc refuses, found by halving."""
    if tree.becomes_mathml(formulas):
        return []
    if len(formulas) == 1:
        return formulas
    middle = len(formulas) // 2
    return _refused(formulas[:middle]) + _refused(formulas[middle:])


def bibliography_keys(book: Book) -> set[str]:
    """Return the keys that may be cited."""
    file = book.config.get("bibliography")
    if not file:
        return set()
    text = (book.root / file).read_text(encoding="utf-8")
    return set(re.findall(r"^@\w+\{([^,\s]+),", text, re.MULTILINE))


def check_page(book: Book, page: Page) -> Checked:
    """Read one notebook and note its problems; a notebook that has not changed is not read again."""
    path = book.root / page.source
    return _check(path, page, read_text(path))


@functools.lru_cache(maxsize=100)  # a build asks several times; a book has fewer pages
def _check(path: Path, page: Page, text: str) -> Checked:
    result = Checked(page, parse_notebook(path, text))
    for at, cell in enumerate(result.notebook["cells"], 1):
        if cell["cell_type"] == "code":
            _check_code(cell, at, result)
        elif cell["cell_type"] != "markdown":
            result.report(at, f"a {cell['cell_type']} cell; expected markdown or code")
        elif "{{<" in cell["source"]:
            result.report(at, "a shortcode {{< … >}}; notebooks cannot use them")
    try:
        result.cells = tree.parse(result.notebook)
    except PressError as error:
        result.problems.append(f"{page.source}, {error}")
        return result
    _check_headings(result)
    for at, blocks in result.cells:
        is_code = result.notebook["cells"][at - 1]["cell_type"] == "code"
        if is_code and [block["t"] for block in blocks] not in ([], ["Para"]):
            result.report(at, "a caption that is more than one paragraph")
        for node in tree.walk(blocks):
            _check_node(node, at, result)
    return result


def _check_code(cell: dict[str, Any], at: int, result: Checked) -> None:
    try:
        code = cells.take_apart(cell)
    except ValueError as error:
        result.report(at, str(error))
        return
    for name in code.options.keys() - cells.OPTIONS:
        result.report(at, f"the option `{name}` is not in the dialect")
    label = str(code.options.get("label", ""))
    pictures = [output for output in code.outputs if cells.output_picture(output)]
    if code.figure:
        result.define(label, at)
        for name in ("fig-cap", "fig-alt"):
            if not str(code.options.get(name, "")).strip():
                result.report(at, f"the figure {label} has no {name}")
        if code.outputs and len(pictures) != 1:
            result.report(at, f"the figure {label} has {len(pictures)} pictures; expected one")
        for picture in pictures:
            if label.startswith(TOUCHED) != bool(cells.take_content(cells.output_picture(picture))[1]):
                result.report(at, f"the label {label}; {TOUCHED}… names interactive pictures, and only them")
    elif TASK.fullmatch(label):
        if code.options.get("output", True):
            result.report(at, f"the cell {label} shows what its check says; expected `output: false`")
        if label.startswith("solution-") and not code.options.get("code-fold"):
            result.report(at, f"the cell {label} gives its code away; expected `code-fold: true`")
    elif label:
        result.report(at, f"the label {label} is not of the form fig-name, try-name or solution-name")
    if pictures and not code.figure:
        result.report(at, "a picture without `label: fig-name`, fig-cap and fig-alt")
    for name in SWITCHES:
        if not isinstance(code.options.get(name, True), bool):
            result.report(at, f"`{name}: {code.options[name]}`; expected true or false")
    if code.figure and not code.options.get("output", True):
        result.report(at, f"the figure {label} is hidden by `output: false`")
    for found in re.finditer(f"@({CROSS_REFERENCE.pattern})", code.code):
        result.references.append((found.group(1), at))
    if len(code.code.splitlines()) > LONGEST_CELL and result.page.kind != "code":
        result.report(at, f"{len(code.code.splitlines())} lines of code; expected at most {LONGEST_CELL}")
    for output in code.outputs:
        for kind in output.get("data", {}).keys() - OUTPUTS:
            result.report(at, f"an output of type {kind}; expected text or SVG")


def _check_headings(result: Checked) -> None:
    """One first-level heading, at the very start, and no level left out after it."""
    before = 0
    for at, blocks in result.cells:
        for block in blocks:
            if block["t"] != "Header":
                continue
            level, (label, classes, pairs), _ = block["c"]
            if pairs or set(classes) - {"unnumbered"} or (classes and level > 1):
                result.report(
                    at, "a heading with attributes; expected {#sec-name}, or {.unnumbered} on a title"
                )
            if level == 1 and bool(classes) == bool(result.page.number):
                wanted = "no {.unnumbered}" if classes else "{.unnumbered}"
                result.report(at, f"the title of a {result.page.kind}; expected {wanted}")
            if level == 1 and before:
                result.report(at, "a second heading of the first level")
            if level > before + 1:
                result.report(at, f"a heading of level {level} after one of level {before}")
            before = level
            if label.startswith("sec-"):
                result.define(label, at)
    first = result.cells[0][1][:1] if result.cells else []
    if not first or first[0]["t"] != "Header" or first[0]["c"][0] != 1:
        result.report(1, "the notebook does not start with a heading of the first level")
        return
    is_kept = result.notebook["cells"][0]["source"].startswith(f"{tree.KEPT}\n\n")
    if "unnumbered" in first[0]["c"][1][1] and not is_kept:
        result.report(1, f"an unnumbered title; expected {tree.KEPT} and an empty line before it")


def _check_node(node: Node, at: int, result: Checked) -> None:
    kind, content = node["t"], node.get("c")
    if kind in ("RawBlock", "RawInline"):
        result.report(at, f"raw {content[0]}: {content[1].strip()[:40]}")
    elif kind in LEFT_OUT:
        result.report(at, f"{LEFT_OUT[kind]}: not in the dialect")
    elif kind in ("Code", "CodeBlock"):
        label, classes, pairs = content[0]
        if label or pairs or len(classes) > (kind == "CodeBlock"):
            result.report(at, "code with attributes; expected at most a language")
    elif kind == "Div":
        _check_div(node, at, result)
    elif kind == "Math":
        for name in NOT_IN_MATHEMATICS:
            if name in content[1]:
                result.report(at, f"{name} in a formula; the printers do not know it there")
    elif kind in ("Para", "Plain"):
        _check_paragraph(node, at, result)
    elif kind == "Table":
        label, _ = tree.table_label(node)
        if label.startswith("tbl-"):
            result.define(label, at)
        elif label:
            result.report(at, f"the table's label {label} is not of the form tbl-name")
    elif kind == "Cite":
        _check_citation(content[0], at, result)
    elif kind == "Link" and not re.match("https?://|mailto:", target := content[2][0]):
        result.report(at, f"a link to {target}; expected https://…, or @sec-name for a place in the book")


def _check_citation(citations: list[dict[str, Any]], at: int, result: Checked) -> None:
    names = [citation["citationId"] for citation in citations]
    result.references += [(name, at) for name in names]
    crossing = [name for name in names if CROSS_REFERENCE.fullmatch(name)]
    if crossing and len(crossing) < len(names):
        result.report(at, f"[{'; '.join(names)}] mixes references and citations; expected one or the other")
    for citation in citations:
        has_words = citation["citationPrefix"] or citation["citationSuffix"]
        if crossing and (has_words or citation["citationMode"]["t"] == "SuppressAuthor"):
            result.report(at, f"words or a sign in the reference to {crossing[0]}; expected @{crossing[0]}")


def _check_div(node: Node, at: int, result: Checked) -> None:
    (label, classes, pairs), blocks = node["c"]
    if label.startswith("exr-"):
        result.define(label, at)
        is_known = not classes and not pairs
    elif label == "refs":
        is_known = not blocks
    elif classes == ["question"]:
        is_known = not label and not pairs
        _check_question(blocks, at, result)
    else:
        is_known = (
            len(classes) == 1 and classes[0] in CALLOUTS and dict(pairs).keys() <= {"title", "collapse"}
        )
    if not is_known:
        name = label or " ".join(classes) or "without a name"
        result.report(at, f"a ::: block {name}; expected a callout, an exercise, a question or refs")
    if any(block["t"] == "Header" for block in blocks[1:]):
        result.report(at, "a heading within a ::: block; expected one as its first line, or none")


def _check_question(blocks: list[Node], at: int, result: Checked) -> None:
    """Report a question that is not a paragraph and three or four options, one of them right."""
    if not blocks or blocks[0]["t"] != "Para" or not all(_is_option(block) for block in blocks[1:]):
        wanted = 'a paragraph, then options `:::: {.callout-tip collapse="true"}` with a title'
        result.report(at, f"a question of another form; expected {wanted}")
        return
    for block in blocks[1:]:
        title = block["c"][1][0]
        if not any(part["t"] == "Str" for part in tree.walk(title)):
            result.report(
                at, f"the option “{tree.text_of(title)}” has no words; a formula alone is not read out"
            )
    feedback = {tree.text_of(block["c"][1][0]): _verdict(block["c"][1][1:]) for block in blocks[1:]}
    for title, verdict in feedback.items():
        if verdict is None:
            result.report(at, f"the feedback to “{title}” begins with neither **Yes.** nor **No.**")
    if len(feedback) not in (3, 4):
        result.report(at, f"a question with {len(feedback)} different options; expected 3 or 4")
    right = list(feedback.values()).count(True)
    if right != 1:
        result.report(at, f"a question with {right} right options; expected one")


def _is_option(block: Node) -> bool:
    if block["t"] != "Div":
        return False
    (label, classes, pairs), content = block["c"]
    is_folded = not label and classes == ["callout-tip"] and pairs == [["collapse", "true"]]
    return is_folded and bool(content) and content[0]["t"] == "Header"


def _verdict(blocks: list[Node]) -> bool | None:
    """Return True for feedback that begins with **Yes.**, False for **No.**, otherwise None."""
    is_strong = blocks and blocks[0]["t"] == "Para" and blocks[0]["c"][0]["t"] == "Strong"
    return WORDS.get(tree.text_of(blocks[0]["c"][0])) if is_strong else None


def _check_paragraph(block: Node, at: int, result: Checked) -> None:
    formula = tree.display_math(block)
    if formula and formula[1]:
        result.define(formula[1], at)
    words = [node["c"] for node in tree.walk(block) if node["t"] == "Str"]
    loose = [word for word in words if not formula and word.startswith(("{#", "{."))]
    if loose:
        result.report(at, f"{loose[0]} belongs to nothing; equations have labels of the form {{#eq-name}}")
    elif not formula and any(_is_display(part) for part in block["c"]):
        result.report(at, "a displayed formula within a paragraph; leave a blank line on both sides")
    if any(word.startswith(":::") for word in words):
        result.report(at, "a ::: line within a paragraph; leave a blank line before it")


def _is_display(part: Node) -> bool:
    return part["t"] == "Math" and part["c"][0]["t"] == "DisplayMath"
