"""The book for e-readers: an EPUB 3, which Pandoc writes."""

import shutil
import subprocess
import uuid
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pypandoc
import typst

from backprop.support.files import write_whole
from press.files.cache import kept
from press.files.folders import temporary
from press.paper import document
from press.paper.fonts import write_fonts
from press.paper.pdf import EMBLEM, MADE_WITH
from press.source import tree
from press.source.book import Book, PressError

STYLE = "theme/epub.css"
COVER = "theme/cover.typ"
FONTS = ("stix-two-math", "source-code-pro-latin", "source-code-pro-latin-600", "source-code-pro-greek")
OPTIONS = (
    *("-f", "json", "-t", "epub3", "--mathml", "--wrap=none"),
    *("--toc", "--toc-depth=2", "--split-level=1", "--syntax-highlighting=monochrome", "--fail-if-warnings"),
)
FEATURES = ("alternativeText", "MathML", "readingOrder", "structuralNavigation", "tableOfContents")
ACCESSIBLE = {
    "accessModes": ["textual", "visual"],
    "accessModeSufficient": ["textual", "textual,visual"],
    "accessibilityFeatures": list(FEATURES),
    "accessibilityHazards": ["none"],
    "accessibilitySummary": "Every picture has a description and every formula is MathML.",
}


def print_epub(book: Book, to: Path) -> None:
    """Write the book to the file `to`; raise PressError with Pandoc's message if that fails or warns."""
    parts = [*map(version, MADE_WITH), *document.made_from(book, [book.root / STYLE, book.root / COVER])]
    write_whole(to, kept(parts, lambda: _made(book)))


def _made(book: Book) -> bytes:
    with temporary() as root:
        blocks = document.whole_book(book, root)
        whole = tree.document(blocks, **document.metadata(book), **_described(book))
        (root / "book.json").write_text(whole, encoding="utf-8")
        for file in (STYLE, COVER, *(f"theme/fonts/{name}.woff2" for name in FONTS)):
            shutil.copyfile(book.root / file, root / Path(file).name)
        return _run_pandoc(book, root)


def _described(book: Book) -> dict[str, Any]:
    """Return what the EPUB says of itself."""
    settings = book.settings
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"book:{settings['title']}")
    said = {key: settings[key] for key in ("title", "subtitle", "author", "description") if key in settings}
    said |= {"rights": settings.get("page-footer", ""), "identifier": f"urn:uuid:{name}", **ACCESSIBLE}
    return {key: _meta(value) for key, value in said.items() if value}


def _meta(value: Any) -> tree.Node:
    if isinstance(value, list):
        return {"t": "MetaList", "c": [_meta(part) for part in value]}
    return {"t": "MetaString", "c": value}


def _run_pandoc(book: Book, root: Path) -> bytes:
    (root / "cover.png").write_bytes(_cover(book, root))
    arguments, _ = document.citations(book)
    command = [pypandoc.get_pandoc_path(), *OPTIONS, *arguments, "--epub-cover-image=cover.png"]
    command += [f"--css={Path(STYLE).name}", *(f"--epub-embed-font={name}.woff2" for name in FONTS)]
    done = subprocess.run(
        [*command, "-o", "book.epub", "book.json"], cwd=root, capture_output=True, text=True
    )
    if done.returncode:
        raise PressError(f"pandoc: {' '.join(done.stderr.split())}")
    return (root / "book.epub").read_bytes()


def _cover(book: Book, root: Path) -> bytes:
    """Return the cover as a PNG: the title over the picture of the two passes."""
    (root / "ttf").mkdir()
    write_fonts(book.root / "theme/fonts", root / "ttf")
    found = typst.Fonts(font_paths=[root / "ttf"], include_system_fonts=False, include_embedded_fonts=False)
    said = {key: str(book.settings.get(key, "")) for key in ("title", "subtitle", "author")}
    said["emblem"] = EMBLEM if (root / EMBLEM).exists() else ""
    content = typst.compile(
        root / Path(COVER).name, root=root, font_paths=found, format="png", ppi=144, sys_inputs=said
    )
    if not isinstance(content, bytes):
        raise PressError(f"{COVER} is more than one page")
    return content
