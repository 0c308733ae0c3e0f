"""Reads a PDF with Chromium's library: its words, its outline, where its links lead, and its glyphs."""

import ctypes
import re
import zlib

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# A string that is shown: Typst writes the number of each glyph in two bytes.
SHOWN = re.compile(rb"\(((?:\\.|[^\\()])*)\)\s*Tj|\[((?:\((?:\\.|[^\\()])*\)|[^\]()])*)\]\s*TJ", re.DOTALL)
LITERAL = re.compile(rb"\(((?:\\.|[^\\()])*)\)", re.DOTALL)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class Pdf:
    """A PDF: its pages as words, its outline as (level, title), its links as (page, does it lead there?)."""

    def __init__(self, file):
        self.content = file.read_bytes()
        document = pdfium.PdfDocument(self.content)
        self.pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
        self.outline = [(mark.level, mark.get_title()) for mark in document.get_toc()]
        self.metadata = document.get_metadata_dict()
        self.links = [(at, leads) for at in range(len(document)) for leads in _links(document, document[at])]

    @property
    def words(self):
        return " ".join(self.pages)

    def streams(self):
        """Yield the content of every stream that is packed in the usual way."""
        for start in re.finditer(rb"stream\r?\n", self.content):
            try:
                yield zlib.decompressobj().decompress(self.content[start.end() :])
            except zlib.error:
                continue

    def fonts(self):
        """Return the names of the fonts in the file."""
        return {name.decode() for stream in [self.content, *self.streams()] for name in BASE.findall(stream)}

    def missing_glyphs(self):
        """Return how often a glyph is shown that says: there is no such glyph in this font."""
        count = 0
        for stream in self.streams():
            if b"BT" not in stream:
                continue
            for single, several in SHOWN.findall(stream):
                for text in [single] if single else LITERAL.findall(several):
                    glyphs = ESCAPE.sub(_unescaped, text)
                    count += sum(glyphs[at : at + 2] == b"\0\0" for at in range(0, len(glyphs), 2))
        return count


BASE = re.compile(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([\w-]+)")


def _unescaped(found):
    said = found.group(1)
    return bytes([int(said, 8) & 255]) if said.isdigit() else NAMED.get(said, said)


def _links(document, page):
    at, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, at, link):
        action = raw.FPDFLink_GetAction(link)
        goes = raw.FPDFLink_GetDest(document, link)
        yield bool(goes) or (bool(action) and raw.FPDFAction_GetType(action) == raw.PDFACTION_URI)
