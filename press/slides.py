"""Slides made from the chapters: nothing is written for them, all is taken from the text.

DIALECT.md says what becomes a slide. `print_slides` writes one page a chapter, which needs nothing else;
`write_sources` writes the same slides for Quarto's revealjs.
"""

import base64
import html
import math
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

from figures.interactive.bundler import script
from press.source import cells, tree
from press.source.blocks import svg_size
from press.source.book import Book
from press.source.dialect import CROSS_REFERENCE, Checked, check_book
from press.source.numbering import Target, number_everything
from press.source.tree import Node

MOST = 40  # words below a slide's title, but for questions, whose options belong together
REASON = 25  # of these, before a formula
REMARK = 10  # the fewest in a sentence after it: shorter ones lead on to what is not on the slide
THEME = "theme/slides"
FACE = re.compile(r"@font-face \{.*?\n\}\n", re.DOTALL)
END = "Exercises"  # the heading after which only figures and numbered equations are taken
CALLOUTS = {"callout-note": "predict", "callout-important": "result"}
WIDTH, ROOM, BESIDE = 1160, 420, (740, 670)  # pixels of a slide for a picture: above its caption, beside it
LONG, LONGEST = 44, 56  # signs in the widest line of a formula
TALL, TALLEST = 2, 4  # lines of a formula that is not short
ROWS, BOXED, ROW, GAP = 10.5, 10, 62, 0.5  # lines on a slide, in a box, signs in a line, lines to a gap
FORMULA = {"": 2.7, "long": 2.2, "longest": 1.8}  # lines to a line of a formula
SOURCE = """\
---
title: {title}
format:
  revealjs:
    css: [fonts.css, ../theme/slides/reveal.css]
    embed-resources: true
    html-math-method: mathml
    slide-number: true
---

{body}
"""


@dataclass
class Slide:
    """One slide: its title, what is below it, and the labels of the figures and equations on it."""

    kind: str  # "title", "equation", "figure", "predict", "question" or "result"
    title: list[Node]
    blocks: list[Node]
    labels: list[str] = field(default_factory=list)
    picture: str = ""  # the SVG of a figure, whose caption is in `blocks`
    alternative: str = ""

    @property
    def words(self) -> int:
        return count_words(self.blocks)


def count_words(nodes: Any) -> int:
    """Return the number of words, without those in formulas."""
    return len(tree.text_of(tree.replace(nodes, lambda n: [] if n["t"] == "Math" else None)).split())


def slides_of(page: Checked, targets: dict[str, Target]) -> list[Slide]:
    """Return the slides of a chapter, in the order of its text."""

    def in_words(node: Node) -> list[Node] | None:
        names = [one["citationId"] for one in node["c"][0]] if node["t"] == "Cite" else []
        if not names or not all(CROSS_REFERENCE.fullmatch(name) for name in names):
            return None
        return tree.words(", ".join(targets[name].words for name in names))

    slides: list[Slide] = []
    heading: list[Node] = []
    is_over = False
    for at, parsed in page.cells:
        blocks = tree.replace(parsed, in_words)
        cell = page.notebook["cells"][at - 1]
        if cell["cell_type"] == "code":
            slides += _figure(cells.take_apart(cell), blocks, heading, targets)
            continue
        for place, block in enumerate(blocks):
            if block["t"] == "Header":
                heading = block["c"][2]
                is_over = is_over or tree.text_of(heading) == END
                if block["c"][0] == 1:
                    slides.append(Slide("title", heading, _opening(blocks[1:])))
            elif block["t"] == "Div" and not is_over:
                slides += _callout(block, heading)
            elif _label(block) and not (place and _label(blocks[place - 1])):
                slides.append(_equation(blocks, place, heading, targets))
    return slides


def _opening(blocks: list[Node]) -> list[Node]:
    """Return the question that a chapter opens with: the first in bold, or else the first sentence of one."""
    bold = [node["c"] for node in tree.walk(blocks) if node["t"] == "Strong"]
    asked = [*bold, *(one for block in blocks if block["t"] == "Para" for one in sentences(block["c"]))]
    return next(([{"t": "Para", "c": one}] for one in asked if tree.text_of(one).endswith("?")), [])


def sentences(inlines: list[Node]) -> list[list[Node]]:
    """Return a paragraph's sentences."""
    found: list[list[Node]] = [[]]
    for part in inlines:
        is_space = part["t"] in ("Space", "SoftBreak")
        if is_space and found[-1] and re.search(r"[.?!][)”]?$", tree.text_of(found[-1][-1])):
            found.append([])
        elif found[-1] or not is_space:
            found[-1].append(part)
    return [one for one in found if one]


def _label(block: Node) -> str:
    formula = tree.display_math(block)
    return formula[1] if formula else ""


def _equation(blocks: list[Node], place: int, title: list[Node], targets: dict[str, Target]) -> Slide:
    """Return the slide of a numbered formula, with those right beside it and the reason for them."""
    end = place
    while end < len(blocks) and _label(blocks[end]):
        end += 1
    start = place
    while start and tree.display_math(blocks[start - 1]):
        start -= 1
    formulas = [formula for block in blocks[start:end] if (formula := tree.display_math(block))]
    before = blocks[start - 1] if start else None
    reason = _last_sentences(before["c"]) if before and before["t"] == "Para" else []
    shown = [*reason, *framed(formulas, targets)]
    after = blocks[end] if end < len(blocks) else None
    if after and after["t"] == "Para" and not tree.display_math(after):
        first = {"t": "Para", "c": sentences(after["c"])[0]}
        says = tree.text_of(first).endswith(".") and count_words(first) >= REMARK
        fits = count_words([*reason, first]) <= MOST and _height([*reason, *blocks[start:end], first]) <= ROWS
        if not reason or (says and fits):
            shown.append(first)
    return Slide("equation", title, shown, [_label(block) for block in blocks[place:end]])


def _last_sentences(inlines: list[Node]) -> list[Node]:
    kept: list[list[Node]] = []
    for one in reversed(sentences(inlines)):
        if kept and count_words([*kept, one]) > REASON:
            break
        kept.insert(0, one)
    return [{"t": "Para", "c": _joined(kept)}]


def _joined(parts: list[list[Node]]) -> list[Node]:
    return [node for part in parts for node in ({"t": "Space"}, *part)][1:]


def _lines(formulas: list[tuple[Node, str]]) -> list[str]:
    return [line for formula, _ in formulas for line in re.split(r"\\\\", formula["c"][1])]


def _size(formulas: list[tuple[Node, str]]) -> str:
    """Return the class that says how large formulas on one slide may be."""
    lines = _lines(formulas)
    widest = max(len(tree.readable(line)) for line in lines)
    if widest > LONGEST or len(lines) > TALLEST:
        return "longest"
    return "long" if widest > LONG or len(lines) > TALL else ""


def framed(formulas: list[tuple[Node, str]], targets: dict[str, Target]) -> list[Node]:
    """Return displayed formulas with their numbers, all as large as there is room for, which a class says."""
    size = _size(formulas)
    frames = []
    for formula, label in formulas:
        number = [tree.span("bd-equation-number", tree.words(f"({targets[label].number})"))] if label else []
        parts = [tree.plain(inlines) for inlines in ([formula], number) if inlines]
        frames.append(tree.div("", f"bd-equation {size}", parts))
    return frames


def _figure(
    cell: cells.CodeCell, caption: list[Node], title: list[Node], targets: dict[str, Target]
) -> list[Slide]:
    picture = next(filter(None, map(cells.output_picture, cell.outputs)), "")
    if not cell.figure or not picture:
        return []
    for name in ("interactive", "symbols"):
        picture, _ = cells.take_content(picture, name)
    said = sentences(caption[0]["c"]) if caption else []
    while len(said) > 1 and count_words(said) > MOST - 2:  # without "Figure 1.1:"
        said.pop()
    words = [*tree.words(f"{targets[cell.figure].words}:"), {"t": "Space"}, *_joined(said)]
    alternative = str(cell.options["fig-alt"]).strip()
    return [Slide("figure", title, [tree.plain(words)], [cell.figure], picture, alternative)]


def _callout(block: Node, heading: list[Node]) -> list[Slide]:
    """Return the slides of a prediction, a result or a question, none of another callout.

    What asks names the section that it stands in.
    """
    (_, classes, _), content = block["c"]
    if classes == ["question"]:
        options = [[tree.plain(option["c"][1][0]["c"][2])] for option in content[1:]]
        style = [1, {"t": "UpperAlpha"}, {"t": "Period"}]
        listed = {"t": "OrderedList", "c": [style, options]}
        return [Slide("question", _with(tree.words("Question"), heading), [content[0], listed])]
    kind = next((CALLOUTS[name] for name in classes if name in CALLOUTS), "")
    if not kind:
        return []
    has_title = bool(content) and content[0]["t"] == "Header"
    title, body = (content[0]["c"][2], content[1:]) if has_title else ([], content)
    title = _with(title, heading) if kind == "predict" else title
    portions = portioned(body, MOST)
    count = len(portions)
    names = [_with(title, tree.words(f"{at}/{count}")) if count > 1 else title for at in range(1, count + 1)]
    return [Slide(kind, name, portion) for name, portion in zip(names, portions, strict=True)]


def _with(title: list[Node], more: list[Node]) -> list[Node]:
    return [*title, {"t": "Space"}, tree.span("more", more)]


def portioned(blocks: list[Node], most: int) -> list[list[Node]]:
    """Cut blocks into portions of at most `most` words and of the height of a slide.

    They are cut between paragraphs, items or, if need be, sentences; a formula stays with what leads to it.
    """
    units: list[list[Node]] = []
    for piece in _pieces(blocks, most):
        if units and tree.display_math(piece):
            units[-1].append(piece)
        else:
            units.append([piece])
    portions: list[list[Node]] = [[]]
    for unit in units:
        longer = [*portions[-1], *unit]
        if portions[-1] and (count_words(longer) > most or _height(longer) > BOXED):
            portions.append([])
        portions[-1].extend(unit)
    return [_with_whole_lists(portion) for portion in portions]


def _height(blocks: list[Node]) -> float:
    """Return about how high blocks are, in lines of text."""
    formulas = [formula for block in blocks if (formula := tree.display_math(block))]
    line = FORMULA[_size(formulas)] if formulas else 0
    texts = (block for block in blocks if not tree.display_math(block))
    rows = sum(math.ceil(len(tree.text_of(text)) / ROW) for text in texts)
    return rows + line * len(_lines(formulas)) + GAP * len(blocks)


def _pieces(blocks: list[Node], most: int) -> Iterable[Node]:
    for block in blocks:
        if block["t"] == "OrderedList":
            (start, *style), items = block["c"]
            yield from (
                {"t": "OrderedList", "c": [[start + at, *style], [item]]} for at, item in enumerate(items)
            )
        elif block["t"] == "BulletList":
            yield from ({"t": "BulletList", "c": [item]} for item in block["c"])
        elif block["t"] == "Para" and count_words(block) > most:
            yield from ({"t": "Para", "c": one} for one in sentences(block["c"]))
        else:
            yield block


def _with_whole_lists(pieces: list[Node]) -> list[Node]:
    """Put the items of a list, and formulas in their frames, together again."""
    whole: list[Node] = []
    for piece in pieces:
        formula = tree.display_math(piece)
        if formula:
            whole += framed([formula], {})
        elif whole and piece["t"] == whole[-1]["t"] == "OrderedList":
            whole[-1]["c"][1].extend(piece["c"][1])
        elif whole and piece["t"] == whole[-1]["t"] == "BulletList":
            whole[-1]["c"].extend(piece["c"])
        else:
            whole.append(piece)
    return whole


def decks(book: Book) -> list[tuple[Checked, list[Slide]]]:
    """Return the preface and every chapter with its slides."""
    checked = check_book(book)
    targets = number_everything(checked)
    pages = [page for page in checked if page.page.kind in ("preface", "chapter")]
    return [(page, slides_of(page, targets)) for page in pages]


# One page a chapter, with all that it needs in it.


def print_slides(book: Book, to: Path) -> None:
    """Write a page of slides for each chapter, and a page that leads to them, into the folder `to`."""
    made = decks(book)
    with ThreadPoolExecutor() as pool:
        bodies = list(pool.map(lambda deck: _body(book, *deck), made))
    for (page, _), body in zip(made, bodies, strict=True):
        _write(book, to / file_name(page), _name(page), body)
    entries = "".join(
        f'<li><a href="{file_name(page)}">{html.escape(_name(page))}</a> ({len(slides)})</li>'
        for page, slides in made
    )
    title = html.escape(book.settings["title"])
    contents = f'<section class="slide contents"><h1>{title}: slides</h1><ul>{entries}</ul></section>'
    _write(book, to / "index.html", "Slides", contents)


def file_name(page: Checked) -> str:
    return "00-preface.html" if page.page.kind == "preface" else page.page.target.name


def _name(page: Checked) -> str:
    return f"{page.page.number} {page.title}".strip()


def _body(book: Book, page: Checked, slides: list[Slide]) -> str:
    blocks = [
        tree.div(f"slide-{at}", f"section slide of-{slide.kind}", _shown(page, slide, at, len(slides)))
        for at, slide in enumerate(slides, 1)
    ]
    return _by_pandoc(book, blocks, ["-t", "html5", "--mathml", "--wrap=none"])


def _shown(page: Checked, slide: Slide, at: int, of: int) -> list[Node]:
    level = 1 if slide.kind == "title" else 2
    title = slide.title
    if level == 1 and page.page.number:
        title = [tree.span("chapter-number", tree.words(page.page.number)), {"t": "Space"}, *title]
    heading = {"t": "Header", "c": [level, tree.attributes(), title]}
    body = _picture(slide) if slide.picture else [tree.div("", "body", slide.blocks)]
    return [heading, *body, tree.html(_foot(_name(page), at, of))]


def _picture(slide: Slide) -> list[Node]:
    """Return the figure above its caption or beside it, as it is larger."""
    width, height = svg_size(slide.picture)
    above = min(WIDTH / width, ROOM / height)
    beside = min(BESIDE[0] / width, BESIDE[1] / height)
    place = "beside" if beside > above else "above"
    source = base64.b64encode(slide.picture.encode()).decode()
    image = (
        f'<img src="data:image/svg+xml;base64,{source}" alt="{html.escape(slide.alternative, quote=True)}"'
        f' width="{width}" height="{height}">'
    )
    opening = f'<figure class="body {place}" data-label="{slide.labels[0]}">{image}<figcaption>'
    return [tree.html(opening), *slide.blocks, tree.html("</figcaption></figure>")]


def _foot(name: str, at: int, of: int) -> str:
    before = f'<a href="#slide-{at - 1}" aria-label="Slide before">‹</a>' if at > 1 else ""
    after = f'<a href="#slide-{at + 1}" aria-label="Next slide">›</a>' if at < of else ""
    count = f'<span class="count">{at} / {of}</span>'
    return f'<p class="foot"><span>{html.escape(name)}</span><span>{before} {count} {after}</span></p>'


def _by_pandoc(book: Book, blocks: list[Node], arguments: list[str]) -> str:
    """Return the blocks as Pandoc writes them; citations are in words, and lead nowhere."""
    files = []
    if book.config.get("bibliography"):
        files = [book.root / book.config["bibliography"]]
        arguments = [*arguments, "--citeproc", f"--bibliography={files[0]}"]
    meta = {"suppress-bibliography": {"t": "MetaBool", "c": True}}
    return tree.pandoc(["-f", "json", *arguments], tree.document(blocks, **meta), files)


def _write(book: Book, file: Path, name: str, body: str) -> None:
    theme = book.root / THEME
    style = with_fonts(book.root / "theme", (book.root / "theme/book.css").read_text(encoding="utf-8"), body)
    page = Template((theme / "slides.html").read_text(encoding="utf-8")).substitute(
        lang=book.config.get("lang", "en"),
        title=f"{html.escape(name)} | {html.escape(book.settings['title'])}",
        style=style + (theme / "slides.css").read_text(encoding="utf-8"),
        script=script(theme / "slides.js"),
        body=body,
    )
    file.write_text(page, encoding="utf-8")


def with_fonts(theme: Path, style: str, body: str) -> str:
    """Return the style sheet with the fonts in it that a page needs: those for code, only if it has code."""

    def embedded(face: re.Match[str]) -> str:
        if "Code" in face.group() and "<code" not in body:
            return ""
        return re.sub(
            r'url\("(fonts/[^"]+)"\)',
            lambda way: f'url("data:font/woff2;base64,{_as_base64(theme / way.group(1))}")',
            face.group(),
        )

    return FACE.sub(embedded, style)


def _as_base64(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()


# The same for Quarto.


def write_sources(book: Book, to: Path) -> None:
    """Write the slides of each chapter as a document for Quarto's revealjs into the folder `to`."""
    style = (book.root / "theme/book.css").read_text(encoding="utf-8")
    faces = [face for face in FACE.findall(style) if "url(" in face]
    (to / "fonts.css").write_text("".join(faces).replace('"fonts/', '"../theme/fonts/'), encoding="utf-8")
    for page, slides in decks(book):
        file = to / file_name(page).replace(".html", ".qmd")
        blocks: list[Node] = []
        for slide in slides[1:]:
            heading = {"t": "Header", "c": [2, tree.attributes("", f"of-{slide.kind}"), slide.title]}
            blocks += [heading, *_linked(slide, file.with_suffix(""))]
        body = _by_pandoc(book, [*slides[0].blocks, *blocks], ["-t", "markdown", "--wrap=none"])
        title = _name(page).replace('"', '\\"')
        file.write_text(SOURCE.format(title=f'"{title}"', body=body.strip()), encoding="utf-8")


def _linked(slide: Slide, folder: Path) -> list[Node]:
    """Return what is below a slide's title, with its picture in a file of its own."""
    if not slide.picture:
        return slide.blocks
    folder.mkdir(exist_ok=True)
    file = folder / f"{slide.labels[0]}.svg"
    file.write_text(slide.picture, encoding="utf-8")
    attributes = tree.attributes("", "", fig_alt=slide.alternative)
    target = [f"{folder.name}/{file.name}", ""]
    return [{"t": "Para", "c": [{"t": "Image", "c": [attributes, slide.blocks[0]["c"], target]}]}]
