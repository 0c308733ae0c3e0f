"""Questions with options: all look alike until one is opened, by mouse, by keyboard and without scripts."""

import shutil

import pytest

from press import ROOT
from press.source.book import Book
from tests.thorough import some

CHAPTERS = [page.target.as_posix() for page in Book().pages if page.kind == "chapter"][:10]
CHAPTER = "chapters/02-parameters.html"

# What could give an option away before it is opened: everything about its row but the size.
LOOKS = """(rows) => rows.map((row) => ["", "::before", "::after"].map((part) => {
  const style = getComputedStyle(row, part || null);
  const names = ["color", "background", "border", "fontFamily", "fontWeight", "fontStyle", "content", "mask"];
  return names.map((name) => style[name]).join(" ");
}).join(" | "))"""

# Of each question: how its rows look, whether an option's body is seen, and the first word of each body.
SEEN = f"""(questions) => questions.map((question) => {{
  const bodies = [...question.querySelectorAll(".callout-body")];
  const looks = ({LOOKS})([...question.querySelectorAll("summary")]);
  const words = bodies.map((body) => body.textContent.trim().split(/\\s/)[0]);
  return [looks, bodies.map((body) => body.checkVisibility()), words];
}})"""

QUARTO = """<!doctype html><html lang="en"><title>One</title><link rel="stylesheet" href="theme/book.css">
<style>.collapse:not(.show) { display: none } .d-flex { display: flex !important }</style>
<main class="content"><div class="question"><p>How many?</p>"""
QUARTO_OPTION = """<div class="callout callout-style-default callout-tip callout-titled">
<div class="callout-header d-flex" aria-expanded="{is_open}" aria-controls="c-{at}">
<div class="callout-icon-container"><i class="callout-icon"></i></div>
<div class="callout-title-container flex-fill">Option {at}</div>
<div class="callout-btn-toggle"><i class="callout-toggle"></i></div></div>
<div id="c-{at}" class="callout-{at}-contents callout-collapse collapse{show}">
<div class="callout-body-container callout-body"><p><strong>No.</strong> Why.</p></div></div></div>"""


def quarto_page(folder):
    """Write a page as Quarto lays a question out, its option 1 opened, and return its address."""
    shutil.copytree(ROOT / "theme", folder / "theme")
    options = "".join(
        QUARTO_OPTION.format(at=at, is_open=str(at == 1).lower(), show=" show" * (at == 1)) for at in range(3)
    )
    (folder / "one.html").write_text(QUARTO + options + "</div></main>", encoding="utf-8")
    return (folder / "one.html").as_uri()


def spoken(page, option):
    """Return what a screen reader hears of an option's row: its name, and whether it is expanded."""
    session = page.context.new_cdp_session(page)
    handle = session.send(
        "Runtime.evaluate", {"expression": f"document.querySelectorAll('.question summary')[{option}]"}
    )["result"]["objectId"]
    node = session.send("Accessibility.getPartialAXTree", {"objectId": handle, "fetchRelatives": False})
    node = node["nodes"][0]
    states = {state["name"]: state["value"]["value"] for state in node["properties"]}
    session.detach()
    return node["name"]["value"], states.get("expanded"), states.get("focusable")


@pytest.mark.parametrize("path", some(CHAPTERS, CHAPTERS[1::3]))
def test_questions_can_be_touched_and_read_opened_and_folded(watch, address, path):
    watched = watch(width=360)
    page = watched.page
    page.goto(f"{address}/{path}")
    rows = page.locator(".question summary")
    assert min(rows.evaluate_all("(all) => all.map((row) => row.getBoundingClientRect().height)")) >= 40
    page.evaluate("document.querySelectorAll('.question details').forEach((one) => (one.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = "(all) => all.filter((m) => m.scrollWidth > m.clientWidth + 1).map((m) => m.textContent)"
    assert page.locator(".question summary math").evaluate_all(cut) == []
    assert not watched.troubles


@pytest.mark.parametrize("path", CHAPTERS)
def test_nothing_tells_the_right_option_before_it_is_opened(watch, address, path):
    page = watch().page
    page.goto(f"{address}/{path}")
    assert page.locator(".question").count() in (2, 3)
    for looks, shown, words in page.locator(".question").evaluate_all(SEEN):
        assert len(set(looks)) == 1
        assert not any(shown)
        assert sorted(words) == ["No."] * (len(words) - 1) + ["Yes."]


def test_an_option_is_opened_and_closed_from_the_keyboard_and_says_so(watch, address):
    page = watch().page
    page.goto(f"{address}/{CHAPTER}")
    question = page.locator(".question").nth(1)
    before = page.locator(".question").first.locator("summary").count()
    question.locator("summary").first.focus()
    page.keyboard.press("Tab")
    name, expanded, focusable = spoken(page, before + 1)
    assert "Both go down, since the cost is to go down." in name
    assert (expanded, focusable) == (False, True)
    page.keyboard.press("Enter")
    assert spoken(page, before + 1)[1] is True
    assert [body.is_visible() for body in question.locator(".callout-body").all()] == [
        False,
        True,
        False,
        False,
    ]
    page.keyboard.press("Enter")
    assert spoken(page, before + 1)[1] is False


@pytest.mark.pandoc("those of Quarto fold by a script, and stand open without it")
def test_a_touch_anywhere_on_a_row_opens_it_without_scripts(watch, address):
    page = watch(width=390, java_script_enabled=False, has_touch=True).page
    page.goto(f"{address}/{CHAPTER}")
    option = page.locator(".question details").first
    row = option.locator("summary")
    row.scroll_into_view_if_needed()
    box = row.bounding_box()
    assert box["width"] > 340
    page.touchscreen.tap(box["x"] + box["width"] - 5, box["y"] + box["height"] / 2)
    assert option.locator(".callout-body").is_visible()


def test_on_paper_the_answers_stand_at_the_end_and_afterwards_where_they_were(watch, address):
    watched = watch()
    page = watched.page
    page.goto(f"{address}/{CHAPTER}")
    page.locator(".bd-has-symbols").first.wait_for()
    # What can be scrolled, and is a stop of the Tab key, is found out a frame after the page has changed.
    markup = "document.querySelector('main').innerHTML.replaceAll(' tabindex=\"0\"', '')"
    before = page.evaluate(markup)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    answers = page.locator(".bd-answers")
    asked = page.locator("main :is(.question, .exercise)").count()
    assert answers.locator(".bd-answer-title").count() == asked
    assert page.locator(".question :is(.callout-body, p ~ p):visible").count() == 0
    assert page.locator(".exercise details").count() == 0
    words = answers.inner_text()
    assert words.startswith("Answers\n")
    for told in ("Question 1", "Yes.", "Solution", "Hint"):
        assert told in words
    assert all(body.is_visible() for body in answers.locator(".callout-body").all())
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.evaluate("document.querySelectorAll('[data-number]').forEach((one) => delete one.dataset.number)")
    assert page.evaluate(markup) == before
    assert not watched.troubles


def test_the_letter_of_an_open_option_is_legible_in_forced_colours(watch, address):
    page = watch(forced_colors="active").page
    page.goto(f"{address}/{CHAPTER}")
    row = page.locator(".question summary").first
    row.click()
    style = "(row) => { const s = getComputedStyle(row, '::before'); return [s.color, s.backgroundColor]; }"
    letter, ground = row.evaluate(style)
    assert letter != ground
    assert row.evaluate("(row) => getComputedStyle(row, '::before').borderTopStyle") == "solid"


def test_a_question_of_quarto_looks_the_same(watch, address, tmp_path):
    page = watch().page
    page.goto(f"{address}/{CHAPTER}")
    ours = page.locator(".question summary").evaluate_all(LOOKS)[0]
    page.goto(quarto_page(tmp_path))
    rows = page.locator(".callout-header")
    looks = rows.evaluate_all(LOOKS)
    assert looks[0] == looks[2] == ours
    assert looks[1] != ours
    assert min(rows.evaluate_all("(all) => all.map((row) => row.getBoundingClientRect().height)")) >= 40
    assert not page.locator(".callout-icon-container:visible, .callout-btn-toggle:visible").count()
    bodies = page.locator(".callout-body").all()
    assert [body.is_visible() for body in bodies] == [False, True, False]
    page.emulate_media(media="print")
    assert all(body.is_visible() for body in bodies)


def test_a_question_of_quarto_can_be_read_without_scripts(watch, tmp_path):
    page = watch(java_script_enabled=False).page
    page.goto(quarto_page(tmp_path))
    assert all(body.is_visible() for body in page.locator(".callout-body").all())
