"""Every printed page in a real browser: nothing fails, nothing leaves the site, nothing is cut off."""

import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from PIL import Image

from press.source.book import Book
from tests.browser.watched import Watched
from tests.thorough import some

PAGES = [page.target.as_posix() for page in Book().pages]
FACTS = (Path(__file__).parent / "facts.js").read_text(encoding="utf-8")
LOOKS = some(
    ((1280, "light"), (1280, "dark"), (768, "light"), (390, "dark"), (360, "light")),
    ((1280, "dark"), (360, "light")),
)
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
LOADED = "[...document.querySelectorAll('link[rel=stylesheet]')].every((link) => link.sheet)"
PAPER = {"light": (255, 253, 248), "dark": (22, 24, 28)}


@dataclass(repr=False)
class Visit:
    """A page as it was seen in a window of some width, by a reader with light or dark colours."""

    path: str
    width: int
    scheme: str
    facts: dict
    troubles: list
    fonts: dict

    def __repr__(self):
        return f"{self.path} ({self.width} pixels, {self.scheme})"


def look(watched, path, width, scheme, fonts=None):
    watched.page.set_viewport_size({"width": width, "height": 900})
    watched.page.emulate_media(color_scheme=scheme)
    # Two frames, so that what follows the size of the window has followed, and Quarto has asked for the style
    # sheet of the other colours.
    watched.page.evaluate(FRAMES)
    watched.page.wait_for_function(LOADED)
    watched.page.evaluate(FRAMES)
    facts = watched.page.evaluate(FACTS)
    return Visit(path, width, scheme, facts, list(watched.troubles), fonts or {})


# Mark the elements to ask for their fonts, as mathematics or as text: those with a letter that no element
# before had in their style.
MARK = """() => {
  const met = {};
  for (const node of document.querySelectorAll("body *")) {
    const text = [...node.childNodes].filter((c) => c.nodeType === 3).map((c) => c.data).join("").trim();
    if (!text || !node.checkVisibility()) continue;
    const { fontFamily, fontWeight, fontStyle, textTransform, mathStyle } = getComputedStyle(node);
    const letters = (met[[fontFamily, fontWeight, fontStyle, textTransform, mathStyle]] ??= new Set());
    const before = letters.size;
    for (const letter of text) letters.add(letter);
    if (letters.size > before) node.dataset.marked = node.closest("math") ? "maths" : "text";
  }
}"""


def fonts_in_use(watched):
    """Return the fonts of what is mathematics and of what is not; one that is not the book's own has a *."""
    session, fonts = watched.session, {True: set(), False: set()}
    watched.page.evaluate(MARK)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    for is_maths, mark in ((True, "maths"), (False, "text")):
        marked = {"nodeId": root, "selector": f"[data-marked={mark}]"}
        for node in session.send("DOM.querySelectorAll", marked)["nodeIds"]:
            for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
                fonts[is_maths].add(font["familyName"] + "*" * (not font["isCustomFont"]))
    for domain in ("CSS", "DOM"):
        session.send(f"{domain}.disable")
    return fonts


@pytest.fixture(scope="module")
def visits(browser, address):
    """Every page, opened on a large screen and made smaller and smaller, in light and in dark."""
    seen = []
    watched = Watched(browser, viewport={"width": 1280, "height": 900}, color_scheme="light")
    for path in PAGES:
        watched.troubles.clear()
        watched.page.goto(f"{address}/{path}", wait_until="load")
        watched.page.evaluate("document.fonts.ready.then(() => true)")
        fonts = fonts_in_use(watched)
        for width, scheme in LOOKS:
            seen.append(look(watched, path, width, scheme, fonts if width == 1280 else None))
    watched.context.close()
    return seen


def test_every_page_loads_whole_and_only_from_the_site(visits):
    for visit in visits:
        assert not visit.troubles, visit
    assert len(visits) == len(LOOKS) * len(PAGES)


def test_every_picture_is_there_and_says_what_it_shows(visits):
    for visit in visits:
        assert not visit.facts["broken"], visit
        assert not visit.facts["wide"], visit
    assert sum(visit.facts["images"] for visit in visits) > 10 * len(LOOKS)


def test_no_page_is_wider_than_the_window(visits):
    for visit in visits:
        assert visit.facts["extra"] <= 0, visit


def test_all_text_and_code_has_enough_contrast_in_light_and_dark(visits):
    for visit in visits:
        assert not visit.facts["weak"], visit
    assert sum(visit.facts["tokens"] for visit in visits if visit.scheme == "dark") > 1000


def test_headings_come_in_order_below_one_title(visits):
    for visit in visits:
        levels = visit.facts["levels"]
        assert levels.count(1) == 1, visit
        assert levels[0] == 1, visit
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), visit


def test_every_link_within_the_book_leads_somewhere(visits, address, site):
    ids = {visit.path: set(visit.facts["ids"]) for visit in visits}
    for visit in visits:
        for link in visit.facts["links"]:
            place, anchor = urldefrag(unquote(link.removeprefix(f"{address}/")))
            assert (site / (place or "index.html")).is_file(), f"{visit}: {link}"
            assert not anchor or anchor in ids[place or "index.html"], f"{visit}: {link}"


def test_no_two_things_on_a_page_have_one_name_and_nothing_to_press_has_none(visits):
    for visit in visits:
        twice = [name for name, times in Counter(visit.facts["ids"]).items() if times > 1]
        assert not twice, visit
        assert not visit.facts["nameless"], visit


def test_every_glyph_comes_from_a_font_of_the_book(visits):
    with_fonts = [visit for visit in visits if visit.fonts]
    assert len(with_fonts) == some((2, 1), (1,))[0] * len(PAGES)
    for visit in with_fonts:
        foreign = [font for font in visit.fonts[True] | visit.fonts[False] if font.endswith("*")]
        assert not foreign, f"{visit}: {foreign}"


def test_mathematics_is_set_in_the_mathematical_font(visits):
    with_maths = [visit for visit in visits if visit.fonts and visit.facts["maths"]]
    assert len(with_maths) > 10
    for visit in with_maths:
        assert visit.fonts[True] == {"STIX Two Math"}, visit
        assert not visit.facts["errors"], visit


def test_no_formula_is_cut_off_below(visits):
    for visit in visits:
        assert not visit.facts["cut"], visit


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_stand_on_the_colour_of_the_page_and_are_legible_there(watch, address, scheme):
    page = watch(color_scheme=scheme).page
    for path in ("chapters/02-parameters.html", "chapters/03-argument.html", "chapters/04-base-case.html"):
        page.goto(f"{address}/{path}")
        picture = Image.open(io.BytesIO(page.locator("figure img").first.screenshot())).convert("RGB")
        assert picture.getpixel((1, 1)) == PAPER[scheme], path
        lights = sorted(picture.convert("L").get_flattened_data())
        darkest, brightest = lights[len(lights) // 200], lights[-len(lights) // 200]
        assert brightest - darkest > 120, path
