"""What holds for every picture: deterministic, readable, self-contained, right in light and in dark."""

import hashlib
import inspect
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib
import matplotlib.style
import pytest
from matplotlib.mathtext import MathTextParser

from figures.style import PALETTE, RULE, SMALL
from tests.figures.gallery import EXAMPLES, FAMILIES, drawn
from tests.figures.room import check_room, texts
from tests.thorough import some

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
COLOUR = re.compile(r"\b(fill|stroke): ([^;\"]+)")
WIDEST = 5.6  # inches
LARGEST = 100_000  # bytes; the chapters are stored with their pictures
PHONE = 374  # pixels that a picture gets on a screen 390 wide
SMALLEST = 9  # of those pixels, an index of an index too

every_picture = pytest.mark.parametrize("name", EXAMPLES)


def svg(name):
    return drawn(name)._repr_svg_()


def without_style_sheet(text):
    return re.sub(r"<style.*?</style>", "", text, flags=re.S)


def colours(name):
    """Return the (use, colour) pairs of a picture: ("fill", "#1c1b1a")."""
    found = set(COLOUR.findall(without_style_sheet(svg(name))))
    return {(use, colour) for use, colour in found if colour != "none" and not colour.startswith("url(#")}


def test_the_gallery_has_every_public_picture():
    public = {
        f"{family.__name__.split('.')[-1]}.{name}"
        for family in FAMILIES
        for name, function in inspect.getmembers(family, inspect.isfunction)
        if hasattr(function, "__wrapped__") and function.__module__ == family.__name__
    }
    assert public == {name.split(",")[0] for name in EXAMPLES}


@every_picture
def test_a_picture_is_well_formed_svg(name):
    root = ET.fromstring(svg(name))
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox")


@every_picture
def test_a_picture_names_no_date_and_no_maker(name):
    lower = svg(name).lower()
    assert "dc:date" not in lower
    assert "dc:creator" not in lower
    assert "created with" not in lower
    assert "matplotlib v" not in lower


@every_picture
def test_a_picture_needs_nothing_from_elsewhere(name):
    addresses = re.findall(r'(?:href|src)="([^"]*)"|url\(([^)]*)\)', svg(name))
    for address in (first or second for first, second in addresses):
        assert address.startswith(("#", "data:image/png;base64,"))


def test_another_process_draws_the_same_pictures_in_another_order_without_pyplot():
    code = """
import hashlib, json, sys
from tests.figures.gallery import EXAMPLES
names = reversed(json.loads(sys.argv[1]))
drawn = {name: EXAMPLES[name]()._repr_svg_() for name in names}
print(json.dumps({name: hashlib.sha256(svg.encode()).hexdigest() for name, svg in drawn.items()}))
assert "matplotlib.pyplot" not in sys.modules, "a picture was drawn with pyplot, which keeps figures"
"""
    names = some(list(EXAMPLES), list({name.split(".")[0]: name for name in EXAMPLES}.values()))
    command = [sys.executable, "-c", code, json.dumps(names)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    here = {name: hashlib.sha256(svg(name).encode()).hexdigest() for name in names}
    assert json.loads(done.stdout) == here


@pytest.mark.parametrize("name", ["network.with_values", "training.curves", "digits.confusion"])
def test_the_readers_own_settings_change_nothing(name):
    before = svg(name)
    with matplotlib.rc_context():
        matplotlib.style.use("dark_background")
        matplotlib.rcParams.update({"lines.linestyle": ":", "axes.titlepad": 30, "xtick.major.size": 20})
        assert EXAMPLES[name]()._repr_svg_() == before


@every_picture
def test_a_picture_is_narrow_enough_for_the_page_and_its_text_for_a_telephone(name):
    picture = drawn(name)
    width = picture.figure.get_figwidth()
    assert width <= WIDEST
    for text in texts(picture.figure):
        assert text.get_fontsize() >= SMALL
        for line in text.get_text().splitlines():
            glyphs = MathTextParser("path").parse(line, 72, text.get_fontproperties()).glyphs
            for size in [size for _, size, *_ in glyphs] or [text.get_fontsize()]:
                assert size / 72 / width * PHONE >= SMALLEST, line


@every_picture
def test_no_text_lies_on_another_or_beyond_the_edge(name):
    check_room(drawn(name).figure)


@every_picture
def test_a_picture_uses_the_palette_and_turns_all_of_it_dark(name):
    tones = {tone.light: tone.dark for tone in PALETTE.values()}
    sheet = re.search(r"<style>@media \(prefers-color-scheme: dark\)\{(.*?)\}</style>", svg(name), re.S)[1]
    assert colours(name)
    for use, colour in colours(name):
        assert colour in tones, f"{use} {colour} is not of the palette"
        assert f'[style*="{use}: {colour}"]{{{use}:{tones[colour]}!important}}' in sheet


@every_picture
def test_a_colour_stands_only_where_the_dark_style_finds_it(name):
    for element in ET.fromstring(svg(name)).iter():
        assert element.get("fill", "none") == "none"
        assert element.get("stroke", "none") == "none"


@every_picture
def test_no_text_has_the_faint_colour_of_rules(name):
    for text in texts(drawn(name).figure):
        assert matplotlib.colors.to_hex(text.get_color()) != RULE, text.get_text()


@every_picture
def test_a_picture_holds_its_letters_as_shapes(name):
    assert f"{SVG}text" not in {element.tag for element in ET.fromstring(svg(name)).iter()}


@every_picture
def test_a_picture_is_small_enough_to_be_stored_in_a_notebook(name):
    assert len(svg(name)) < LARGEST


def test_a_picture_shows_itself_and_saves_itself(tmp_path):
    picture = drawn("network.lists")
    picture.save(tmp_path / "lists.svg")
    assert (tmp_path / "lists.svg").read_text(encoding="utf-8") == picture._repr_svg_()
    assert repr(picture) == "<Picture; run this cell to see it>"
