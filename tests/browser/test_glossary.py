"""The first use of a word of the glossary opens what it means."""

import pytest

from tests.browser.accessible import assert_accessible

PAGE = "chapters/02-parameters.html"
WORDS = "[...document.querySelectorAll('.bd-term')].map((word) => word.textContent)"


def open_page(watched, address):
    watched.page.goto(f"{address}/{PAGE}")
    watched.page.locator(".bd-term").first.wait_for()
    return watched.page


def test_each_word_is_marked_once_and_not_where_the_text_defines_it(watch, address):
    watched = watch()
    page = open_page(watched, address)
    words = page.evaluate(WORDS)
    assert {"slope", "weighted input", "activation"} <= set(words)
    assert len(words) == len({word.removesuffix("s") for word in words})
    assert "learning rate" not in words, "the chapter defines it, in bold"
    where = ":is(h1, h2, h3, a, code, math, figure, table, details, .exercise)"
    assert not page.locator(f"{where} .bd-term").count()
    page.goto(f"{address}/chapters/a2-glossary.html", wait_until="networkidle")
    assert not page.locator(".bd-term").count()
    assert not watched.troubles


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_a_word_opens_its_meaning_by_pointer_and_by_keys(watch, address, width, scheme):
    watched = watch(width=width, color_scheme=scheme)
    page = open_page(watched, address)
    word = page.get_by_role("button", name="activation", exact=True)
    card = page.locator(".bd-meaning")
    word.click()
    assert card.inner_text().startswith("activation\n\nWhat a neuron passes on")
    assert word.get_attribute("aria-expanded") == "true"
    box, at = card.bounding_box(), word.bounding_box()
    assert at["y"] + at["height"] - 2 <= box["y"] <= at["y"] + 2 * at["height"], "right below its line"
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert_accessible(page, context={"include": [["p:has(.bd-meaning)"]]})
    page.mouse.click(5, 300)
    assert not card.count()
    word.focus()
    page.keyboard.press("Enter")
    assert page.locator("main + p[role=status]", has_text="What a neuron passes on").count()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.href") == f"{address}/chapters/a2-glossary.html"
    page.keyboard.press("Escape")
    assert not card.count()
    assert page.evaluate("document.activeElement.textContent") == "activation"
    assert not watched.troubles
