"""Where the letters of the book's formulas stand in a picture, for the page that lights them up."""

import io
import json
import re
from collections.abc import Iterator

from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.text import Text

from figures.data.notation import SYMBOLS, TEX

# The letters that the page says something of, and how TeX writes those that are not Latin.
LETTERS = {key for key in SYMBOLS if len(key) == 1}
GREEK = {name: sign for name, sign in TEX.items() if sign in LETTERS}
LATIN = "".join(sorted(LETTERS - set(GREEK.values())))
# A symbol with its indices; or a command, or any other sign, with the indices that belong to it.
SIGNS = re.compile(
    rf"(?P<letter>\\(?:{'|'.join(GREEK)})(?![a-zA-Z])|(?<!\\)[{LATIN}])?(?P<prime>′?)"
    r"(?(letter)|(?:\\[a-zA-Z]+|\\?.))(?P<indices>(?:[_^](?:\{[^}]*\}|\\[a-zA-Z]+|.))*)"
)


def symbols_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the symbols of the book in the formulas of `text`, and where each begins and ends.

    A symbol is written as its letter, its upper index and its lower one: `w^ℓ+1_ij`.
    """
    for formula in re.finditer(r"\$([^$]*)\$", text):
        for sign in SIGNS.finditer(text, formula.start(1), formula.end(1)):
            if letter := sign["letter"]:
                name = GREEK.get(letter.lstrip("\\"), letter) + sign["prime"]
                indices = re.findall(r"([_^])(?:\{(.*?)\}|(\\[a-z]+|.))", sign["indices"])
                upper_first = sorted(indices, key=lambda found: found[0] == "_")
                yield name + "".join(f"{way}{_plain(a or b)}" for way, a, b in upper_first), *sign.span()


def _plain(index: str) -> str:
    return re.sub(r"[\s,{}]", "", index.replace("\\ell", "ℓ").replace("-", "\N{MINUS SIGN}"))


def symbol_boxes(figure: Figure) -> list[tuple[str, float, float, float, float]]:
    """Return the symbols written in a drawn figure, each with its left, top, width and height.

    They are shares of the figure's width and height, rounded so that every machine finds the same.
    """
    width, height = figure.bbox.size
    renderer = RendererSVG(width, height, io.StringIO(), image_dpi=figure.dpi)

    def length(text: Text, end: int) -> float:
        """Return the length of the first `end` characters of `text`, and close a formula that is cut."""
        start = text.get_text()[:end]
        start += "{}$" if start.count("$") % 2 else ""
        return renderer.get_text_width_height_descent(start, text.get_fontproperties(), "$" in start)[0]

    boxes = []
    for text in figure.findobj(Text):
        if not text.get_visible():
            continue
        place = Text.get_window_extent(text, renderer)
        for name, start, end in symbols_in(text.get_text()):
            first, last = length(text, start), length(text, end)
            x0, x1, y0, y1 = place.x0 + first, place.x0 + last, place.y0, place.y1
            if text.get_rotation() == 90:
                x0, x1, y0, y1 = place.x0, place.x1, place.y0 + first, place.y0 + last
            shares = (x0 / width, 1 - y1 / height, (x1 - x0) / width, (y1 - y0) / height)
            boxes.append((name, *(round(float(share), 3) for share in shares)))
    return boxes


def with_symbols(svg: str, boxes: list[tuple[str, float, float, float, float]]) -> str:
    """Write the symbols of a picture into its SVG, where the page's script finds them."""
    if not boxes:
        return svg
    text = json.dumps(boxes, separators=(",", ":"), ensure_ascii=False)
    return re.sub(r"(<svg\b[^>]*>)", rf'\1\n <metadata id="symbols">{text}</metadata>', svg, count=1)
