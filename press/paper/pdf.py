"""The book as a PDF: Pandoc writes it in Typst's language, and Typst, from PyPI, sets the pages."""

import json
import re
import shutil
from importlib.metadata import version
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from backprop.support.files import write_whole
from press.files.cache import kept
from press.files.folders import temporary
from press.paper import document
from press.paper.fonts import write_fonts
from press.source import tree
from press.source.book import Book, PressError
from press.source.tree import Node

STYLE = "theme/paper.typ"
COLOURS = "theme/paper.tmTheme"
WIDEST = 300  # points: the pictures are drawn 346 wide, with type that is larger than the text's
POINTS = 3 / 4  # in a pixel
MADE_WITH = ("typst", "pypandoc_binary", "fonttools")
EMBLEM = "fig-two-passes.svg"  # on the title page, where a book has it
WORDS = "The network of the chapter on the algorithm, with its pass forward and its pass back."
MENDED = {  # what Pandoc writes of formulas, and what Typst makes the same of as the site
    r"dot\.circle": "dot.o",  # its former name
    r"(?<=[\w\"])' \\\(": r" prime \\(",  # a prime on a letter, where a font has it already raised
    r'"(\w+)" prime \\\(': r'op("\1′") \\(',
    r'"(\w+)" \\\(': r'op("\1") \\(',
}
STANDARD = "ua-1"  # accessible PDF: every picture and formula is described, every part tagged


def print_pdf(book: Book, to: Path) -> None:
    """Write the book to the file `to`; raise PressError with Typst's message if that fails or warns."""
    files = [book.root / file for file in (STYLE, COLOURS)]
    parts = [*map(version, MADE_WITH), *document.made_from(book, files)]
    write_whole(to, kept(parts, lambda: _made(book)))


def _made(book: Book) -> bytes:
    with temporary() as root:
        (root / "paper.typ").write_text(source(book, root), encoding="utf-8")
        for file in (STYLE, COLOURS):
            shutil.copyfile(book.root / file, root / f"style{Path(file).suffix}")
        (root / "ttf").mkdir()
        write_fonts(book.root / "theme/fonts", root / "ttf")
        return _compile(root)


def source(book: Book, pictures: Path) -> str:
    """Return the whole book in Typst's language, and write its pictures into the folder `pictures`."""
    arguments, files = document.citations(book)
    blocks = tree.replace(document.whole_book(book, pictures), _in_typst)
    arguments += ["-f", "json", "-t", "typst", "--wrap=none", "--syntax-highlighting=idiomatic"]
    body = tree.pandoc(arguments, tree.document(blocks, **document.metadata(book)), files)
    for old, new in MENDED.items():
        body = re.sub(old, new, body)
    settings = {name: book.settings.get(name, "") for name in ("title", "subtitle", "author", "description")}
    named = "".join(f"  {name}: {_text(words)},\n" for name, words in settings.items())
    language = _text(book.config.get("lang", "en"))
    licence = _text(book.settings.get("page-footer", ""))
    emblem = f"image({_text(EMBLEM)}, width: 240pt, alt: {_text(WORDS)})"
    shown = emblem if (pictures / EMBLEM).exists() else "none"
    named += f"  lang: {language},\n  licence: {licence},\n  emblem: {shown},\n"
    return f'#import "style.typ": *\n#show: paper.with(\n{named})\n\n{body}'


def _compile(root: Path) -> bytes:
    refuse_missing_letters(root / "ttf", (root / "paper.typ").read_text(encoding="utf-8"))
    fonts = typst.Fonts(font_paths=[root / "ttf"], include_system_fonts=False, include_embedded_fonts=False)
    try:
        content, warnings = typst.compile_with_warnings(
            root / "paper.typ", root=root, font_paths=fonts, pdf_standards=[STANDARD]
        )
    except typst.TypstError as error:
        raise PressError(f"typst: {error.diagnostic or error}") from None
    if warnings:
        raise PressError(f"typst: {'; '.join(warning.message for warning in warnings)}")
    return content


def refuse_missing_letters(fonts: Path, text: str) -> None:
    """Raise PressError with the letters that no font in the folder `fonts` has: Typst would print boxes."""
    known: set[int] = set()
    for file in fonts.glob("*.ttf"):
        known |= TTFont(file).getBestCmap().keys()
    missing = sorted({letter for letter in text if ord(letter) not in known and not letter.isspace()})
    if missing:
        raise PressError(f"the fonts of the PDF have no glyph for {' '.join(missing)}: add it to theme/fonts")


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _raw(text: str) -> Node:
    return {"t": "RawBlock", "c": ["typst", text]}


def _raw_inline(text: str) -> Node:
    return {"t": "RawInline", "c": ["typst", text]}


def _in_typst(node: Node) -> Node | list[Node] | None:
    """Put what theme/paper.typ shows in its own way into calls of its functions."""
    if node["t"] == "Math":
        name = "formula" if node["c"][0]["t"] == "DisplayMath" else "symbols"
        alternative = _text(tree.readable(node["c"][1]))
        formula = {**node, "c": [node["c"][0], _spaced(node["c"][1])]}
        return [_raw_inline(f"#{name}({alternative})["), formula, _raw_inline("];")]
    if node["t"] == "Span":
        (_, classes, _), inlines = node["c"]
        return [_raw_inline(f"#{classes[0]}["), *inlines, _raw_inline("];")]
    if node["t"] == "Figure":
        return _picture(node)
    if node["t"] == "DefinitionList":
        return [part for term, meanings in node["c"] for part in _entry(term, meanings)]
    if node["t"] == "Div" and node["c"][0][0] != "refs":
        return _called(node)
    return None


def _picture(node: Node) -> list[Node]:
    _, (_, caption), content = node["c"]
    (_, _, pairs), alternative, (file, _) = content[0]["c"][0]["c"]
    width = min(float(dict(pairs)["width"].removesuffix("px")) * POINTS * 0.86, WIDEST)
    opening = f"#picture({_text(file)}, {_text(tree.text_of(alternative))}, {width:.1f}pt)["
    return [_raw(opening), *caption, _raw("]")]


def _spaced(formula: str) -> str:
    """Return the formula without the spaces round words, which Typst adds, and with room between columns."""
    formula = re.sub(r"\\text\{\s*([^{}]*?)\s*\}\s*([.,;])", r"\\text{\1\2}", formula)
    formula = re.sub(r"\\text\{\s*([^{}]*?)\s*\}", r"\\text{\1}", formula)
    formula = formula.replace(r"\bigl", r"\left").replace(r"\bigr", r"\right").replace("&&", r"&& \quad ")
    return re.sub(r"\\begin\{cases\}.*?\\end\{cases\}", _with_room, formula, flags=re.DOTALL)


def _with_room(found: re.Match[str]) -> str:
    return found.group().replace("&", r"& \quad ")


def _entry(term: list[Node], meanings: list[list[Node]]) -> list[Node]:
    """Return a term and what it means, which Typst would otherwise put on different pages."""
    blocks = [block for meaning in meanings for block in meaning]
    return [_raw("#entry["), tree.plain(term), _raw("]["), *blocks, _raw("]")]


def _called(node: Node) -> list[Node]:
    """Return a div as a call of the function that has the name of its last class."""
    (label, classes, _), blocks = node["c"]
    mark = f" <{label}>" if label else ""
    if classes == ["equation"] and len(blocks) == 2:
        return [_raw("#numbered["), blocks[1], _raw("]["), blocks[0], _raw(f"]{mark}")]
    if classes == ["to-answer"]:
        _, words, (target, _) = blocks[0]["c"][0]["c"]
        return [_raw(f"#to-answer(<{target.removeprefix('#')}>, {_text(tree.text_of(words))})")]
    name = classes[-1] if classes else "block"
    return [_raw(f"#{name}["), *blocks, _raw(f"]{mark}")]
