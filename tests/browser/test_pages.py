"""Every printed page in a real browser: nothing fails, nothing leaves the site, nothing is cut off."""

import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from PIL import Image

from press.book import Book
from tests.browser.watched import Watched

PAGES = [page.target.as_posix() for page in Book().pages]
FACTS = (Path(__file__).parent / "facts.js").read_text(encoding="utf-8")
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
    # Two frames, so that what follows the size of the window has followed.
    watched.page.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
    facts = watched.page.evaluate(FACTS)
    return Visit(path, width, scheme, facts, list(watched.troubles), fonts or {})


# For each element of the page: its own text with all that its fonts depend on, or nothing.
TEXTS = """[...document.querySelectorAll("body *")].map((node) => {
  const text = [...node.childNodes].filter((c) => c.nodeType === 3).map((c) => c.data).join("").trim();
  if (!text) return "";
  const { fontFamily, fontWeight, fontStyle, textTransform, mathStyle } = getComputedStyle(node);
  const styles = [fontFamily, fontWeight, fontStyle, textTransform, mathStyle];
  return [text, node.checkVisibility(), node.tagName, ...styles].join("|");
})"""


def fonts_in_use(watched):
    """Return how many glyphs come from each font; fonts that did not come with the book have a *."""
    session = watched.session
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    document = session.send("DOM.getDocument", {"depth": -1})["root"]
    found = session.send("DOM.querySelectorAll", {"nodeId": document["nodeId"], "selector": "body *"})
    alike = {}
    for node, text in zip(found["nodeIds"], watched.page.evaluate(TEXTS), strict=True):
        if text:
            alike.setdefault(text, []).append(node)
    glyphs = Counter()
    for first, *others in alike.values():
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": first})["fonts"]:
            name = font["familyName"] + "*" * (not font["isCustomFont"])
            glyphs[name] += font["glyphCount"] * (1 + len(others))
    for domain in ("CSS", "DOM"):
        session.send(f"{domain}.disable")
    return dict(glyphs)


@pytest.fixture(scope="module")
def visits(browser, address):
    """Every page, opened on a large screen and on a phone, seen in several widths and both schemes."""
    seen = []
    for first, scheme, others in ((1280, "light", (1200, 768)), (390, "dark", (360,))):
        size = {"width": first, "height": 900}
        watched = Watched(browser, viewport=size, color_scheme=scheme)
        for path in PAGES:
            watched.troubles.clear()
            watched.page.goto(f"{address}/{path}", wait_until="load")
            watched.page.evaluate("document.fonts.ready.then(() => true)")
            fonts = fonts_in_use(watched) if first == 1280 else {}
            for colours in (scheme, "light" if scheme == "dark" else "dark"):
                seen.append(look(watched, path, first, colours, fonts))
            seen.extend(look(watched, path, width, scheme) for width in others)
        watched.context.close()
    return seen


def test_every_page_loads_whole_and_only_from_the_site(visits):
    for visit in visits:
        assert not visit.troubles, visit
    assert len(visits) == 7 * len(PAGES)


def test_every_picture_is_there_and_says_what_it_shows(visits):
    for visit in visits:
        assert not visit.facts["broken"], visit
        assert not visit.facts["wide"], visit
    assert sum(visit.facts["images"] for visit in visits) > 7 * 10


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
    assert len(with_fonts) == 2 * len(PAGES)
    for visit in with_fonts:
        foreign = [font for font in visit.fonts if font.endswith("*")]
        assert not foreign, f"{visit}: {foreign}"


def test_mathematics_is_set_in_the_mathematical_font(visits):
    with_maths = [visit for visit in visits if visit.fonts and visit.facts["maths"]]
    assert len(with_maths) > 10
    for visit in with_maths:
        assert visit.fonts.get("STIX Two Math", 0) >= visit.facts["maths"] // 2, visit
        assert not visit.facts["errors"], visit


def test_no_formula_is_cut_off_below(visits):
    for visit in visits:
        assert not visit.facts["cut"], visit


def test_a_formula_wider_than_a_phone_is_scrolled_by_keyboard_and_keeps_its_number_in_view(visits):
    wide = [(visit, one) for visit in visits if visit.width <= 390 for one in visit.facts["scrolling"]]
    assert wide
    for visit, one in wide:
        assert one["reachable"], visit
        assert one["numberAt"] <= visit.width, visit


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
