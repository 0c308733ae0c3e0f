"""The slides in a real browser: nothing is cut off, keys lead on, a phone and the dark are no hindrance.

Two chapters stand for all: one with the longest result, one with the tallest picture.
"""

import pytest

from press.slides import print_slides
from press.source.book import Book
from tests.browser.accessible import assert_accessible

CHAPTERS = ("06-algorithm", "12-autodiff")
# What does not fit: what reaches out of its slide, what is cut off, and what lies on the foot.
CUT = """[...document.querySelectorAll(".slide")].flatMap((slide) => {
  const whole = slide.getBoundingClientRect();
  const name = (node) => `${slide.id}: ${node.localName}.${node.className}`;
  const parts = [...slide.querySelectorAll("h1, h2, p, li, img, figcaption, .bd-equation, .foot")];
  const out = parts.filter((node) => {
    const box = node.getBoundingClientRect();
    const isOut = box.left < whole.left || box.right > whole.right + 1 || box.bottom > whole.bottom + 1;
    const isCut = node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 8;
    return isOut || (isCut && node.matches(".bd-equation"));
  });
  const inside = slide.querySelector("div.body")?.getBoundingClientRect();
  const burst = [...slide.querySelectorAll("div.body > *")].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.top < inside.top - 1 || box.bottom > inside.bottom + 1;
  });
  const foot = slide.querySelector(".foot").getBoundingClientRect();
  const low = parts.filter((node) => {
    const box = node.getBoundingClientRect();
    const isBeside = box.right < foot.left || box.left > foot.right;
    return node.className !== "foot" && !isBeside && !node.closest(".foot") && box.bottom > foot.top + 1;
  });
  return [...out, ...burst, ...low].map(name);
})"""


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slides")
    print_slides(Book(), folder)
    return folder


@pytest.fixture
def open_deck(watch, decks):
    def opened(name, width=1280, height=720, **options):
        watched = watch(width, height, **options)
        watched.page.goto((decks / f"{name}.html").as_uri())
        watched.page.evaluate("document.fonts.ready.then(() => true)")
        return watched

    return opened


@pytest.mark.parametrize("name", CHAPTERS)
def test_nothing_overflows_a_slide_and_nothing_is_asked_for(open_deck, name):
    watched = open_deck(name)
    assert watched.page.evaluate(CUT) == []
    heights = watched.page.evaluate("[...document.querySelectorAll('.slide')].map((s) => s.offsetHeight)")
    assert set(heights) == {720}
    assert watched.page.evaluate("document.querySelectorAll('img[alt]').length") >= 2
    assert watched.troubles == []


@pytest.mark.parametrize(("name", "scheme"), list(zip(CHAPTERS, ("light", "dark"), strict=True)))
def test_slides_are_accessible_and_fit_a_phone(open_deck, name, scheme):
    page = open_deck(name, color_scheme=scheme).page
    assert_accessible(page, "best-practice")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_keys_lead_from_slide_to_slide(open_deck):
    page = open_deck(CHAPTERS[0]).page
    count = page.locator(".slide").count()
    for key, at in (
        ("ArrowRight", 2),
        (" ", 3),
        ("PageDown", 4),
        ("ArrowLeft", 3),
        ("End", count),
        ("ArrowDown", count),
        ("Home", 1),
        ("ArrowUp", 1),
    ):
        page.keyboard.press(key)
        assert page.evaluate("location.hash") == f"#slide-{at}", key
        assert page.evaluate("document.activeElement.closest('.slide').id") == f"slide-{at}", key
        assert page.evaluate("scrollY") == 720 * (at - 1), key


def test_light_and_dark_change_at_a_press(open_deck):
    page = open_deck(CHAPTERS[0], color_scheme="light").page
    paper = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(paper)
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(paper) != before
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(paper) == before


def test_without_scripts_the_slides_are_there_and_links_lead_on(open_deck):
    page = open_deck(CHAPTERS[0], java_script_enabled=False).page
    page.get_by_role("link", name="Next slide").first.click()
    assert page.url.endswith("#slide-2")
    assert page.locator(".slide").count() > 8
