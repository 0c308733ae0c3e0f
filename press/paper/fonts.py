"""The book's own fonts, for a program that reads neither WOFF2 nor a font of variable weight: as TrueType.

The site's files are cut by script, one for Latin letters and one for Greek ones. Each becomes a family.
"""

import functools
import io
import sys
from importlib.metadata import version
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from press import ROOT
from press.files.cache import kept

# File of theme/fonts, without its ending, and what it becomes: family, style, weight.
FONTS = (
    ("stix-two-text-latin-400-normal", "Book Serif", "Regular", 400),
    ("stix-two-text-latin-400-italic", "Book Serif", "Italic", 400),
    ("stix-two-text-latin-700-normal", "Book Serif", "Bold", 700),
    ("stix-two-text-latin-700-italic", "Book Serif", "Bold Italic", 700),
    ("stix-two-text-greek-400-normal", "Book Greek", "Regular", 400),
    ("stix-two-math", "Book Math", "Regular", 400),
    ("source-code-pro-latin", "Book Code", "Regular", 400),
    ("source-code-pro-latin-600", "Book Code", "Bold", 700),
    ("source-code-pro-greek", "Book Code Greek", "Regular", 400),
    ("source-sans-3-latin", "Book Sans", "Regular", 400),
    ("source-sans-3-latin", "Book Sans", "Bold", 700),
)
HEAVY = {700: 650}  # the weight at which a variable font is cut where "Bold" is asked for
NAMES = {"family": (1, 16), "style": (2, 17), "full": (4,), "postscript": (6,)}


def write_fonts(fonts: Path, to: Path) -> None:
    """Write every font of FONTS, from the folder `fonts`, as a TrueType file into the folder `to`."""
    for name, family, style, weight in FONTS:
        packed = (fonts / f"{name}.woff2").read_bytes()
        parts: list[str | bytes] = [version("fonttools"), packed, family, style, str(weight)]
        make = functools.partial(_unpacked, packed, family, style, weight)
        (to / f"{family} {style}.ttf").write_bytes(kept(parts, make))


def _unpacked(packed: bytes, family: str, style: str, weight: int) -> bytes:
    font = TTFont(io.BytesIO(packed))
    if "fvar" in font:
        font = instantiateVariableFont(font, {"wght": HEAVY.get(weight, weight)})
    words = {"family": family, "style": style, "full": f"{family} {style}"}
    words["postscript"] = words["full"].replace(" ", "")
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 13, 14)]
    for use, places in NAMES.items():
        for place in places:
            table.setName(words[use], place, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font.flavor = None
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


def main() -> None:
    """Write the fonts into the folder that the command line names: for Quarto, which has none of its own."""
    to = Path(sys.argv[1])
    to.mkdir(parents=True, exist_ok=True)
    write_fonts(ROOT / "theme/fonts", to)


if __name__ == "__main__":
    main()
