"""Cells that run on the page, with real Python: a visit from the first press to the next day's."""

import gzip
import json
import os
import re

import pytest

from press import ROOT
from tests.browser.accessible import assert_accessible
from tests.browser.engines import DRIVEN, click, until
from tests.thorough import THOROUGH

CHAPTER = "chapters/04-base-case.html"
REBUILD = "chapters/rebuild.html"
KEPT = "backpropagation:04-base-case"
HEAVY = re.compile(r"/python/|theme/live/runner\.js")
MOST = 12_000  # bytes, packed, that a page may be heavier for what it can do
LONG = 40_000  # milliseconds, on a busy machine

STORED_CELL, FIGURE, EXERCISE = "#base-case-02", "#cell-fig-sigmoid", "#try-base-case"
RIGHT = (
    "def base_case(a, y, z):\n    return (a - y) * a * (1 - a)\n\n\nexercises.check('base-case', base_case)"
)
REBUILT = """
def backpropagate(W, b, x, y):
    z, a = [], [x]
    for weights, biases in zip(W, b):
        z.append(weights @ a[-1] + biases)
        a.append(SIGMOID.value(z[-1]))
    delta = [None] * len(W)
    delta[-1] = (a[-1] - y) * SIGMOID.derivative(z[-1])
    for l in reversed(range(len(W) - 1)):
        delta[l] = SIGMOID.derivative(z[l]) * (W[l + 1].T @ delta[l + 1])
    return [delta[l] @ a[l].T for l in range(len(W))], delta
"""
THROW = 'throw new DOMException("no", "{}")'
REFUSED = THROW.format("SecurityError")
FORBIDDEN = f"""Object.defineProperty(window, "localStorage", {{ get() {{ {REFUSED} }} }})"""
FULL = f"""Storage.prototype.setItem = () => {{ {THROW.format("QuotaExceededError")} }}"""
DAMAGED = f"""localStorage.setItem("{KEPT}", '{{"version": 1, "cells": [')"""


@pytest.fixture
def live(watch, address, site):
    """Open the chapter: `live(width=390)`; in CI Python has to be there."""
    if not (site / "python").is_dir():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "Python for the page is not here: run `make book`"
        )

    def open_page(path=CHAPTER, before="", **options):
        watched = watch(alone=bool(before or options.get("has_touch")), **options)
        if before:
            watched.page.add_init_script(before)
        watched.page.goto(f"{address}/{path}")
        watched.page.locator(".bd-live-run").first.wait_for()
        return watched

    return open_page


def press(cell, word):
    cell.get_by_role("button", name=word).first.click()


def write(cell, code):
    """Put code into the editor of a cell."""
    if cell.get_by_role("button", name="Edit").is_visible():
        press(cell, "Edit")
    cell.locator("textarea").fill(code)


def output(cell):
    """Wait until a cell has run, and return what it gave."""
    cell.locator(".bd-live-row:not([aria-busy])").wait_for(timeout=LONG)
    return cell.locator(".bd-live-output").inner_text()


def run(cell, word="Run"):
    press(cell, word)
    return output(cell)


def test_a_page_that_is_only_read_is_hardly_heavier_and_asks_for_nothing_of_python(live, site):
    watched = live()
    watched.page.wait_for_load_state("networkidle")
    names = watched.page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert not [name for name in names if HEAVY.search(name)]
    own = [site / "theme" / re.search(r"theme/(live.*)", name)[1] for name in names if "/theme/live" in name]
    assert 4_000 < sum(len(gzip.compress(file.read_bytes())) for file in own) <= MOST


def test_a_visit_with_runs_edits_errors_a_check_and_a_picture_is_remembered(live):
    watched = live()
    page = watched.page
    cell, figure, exercise = (page.locator(name) for name in (STORED_CELL, FIGURE, EXERCISE))
    stored = cell.locator(".cell-output pre").inner_text()
    # The cells above run first; what comes out stands in the place of what is stored, and is the reader's.
    assert run(cell).split() == ["Your", "output", *stored.split()]
    assert not cell.locator(".cell-output").is_visible()
    write(cell, "print(net.sizes)\nnudged = a.copy()\nnudged.shape[5]")
    press(cell, "Run")
    cell.locator(".bd-live-error").wait_for()
    said = output(cell)
    for words in ("[2, 3, 2]", "line 3: nudged.shape[5]", "IndexError", "Counting begins at 0"):
        assert words in said
    assert "interpreter" not in said
    # An endless loop is stopped, and the next run finds what it needs.
    write(cell, "while True:\n    pass")
    press(cell, "Run")
    cell.get_by_role("button", name="Stop").click()
    assert "Stopped." in output(cell)
    write(cell, "print('sum', target.sum())")
    assert "sum 1.0" in run(cell)
    # The check names the mistake and leads to the equation; then it is right, and is counted.
    assert "Not written yet." in run(exercise, "Check")
    write(exercise, RIGHT.replace("a - y", "y - a"))
    press(exercise, "Check")
    exercise.locator(".bd-live-report a").wait_for()
    assert "Your δ has the opposite sign" in output(exercise)
    assert exercise.locator(".bd-live-report a").first.get_attribute("href") == "#eq-cost-slope"
    write(exercise, RIGHT)
    press(exercise, "Check")
    exercise.locator(".is-right").wait_for()
    assert exercise.locator(".bd-live-solved").is_visible()
    missed = f"JSON.parse(localStorage['{KEPT}']).missed['try-base-case'] ?? 0"
    assert page.evaluate(missed) == 1
    assert "1 of 4" in page.locator("[aria-current=page]").first.inner_text()
    # A picture is drawn anew, in the place of the book's.
    figure.locator("summary").last.click()
    press(figure, "Run")
    drawn = figure.locator("figure img.bd-live-mine")
    drawn.wait_for(timeout=LONG)
    assert drawn.evaluate("(one) => one.decode().then(() => one.naturalWidth)") > 200
    assert not figure.locator("figure img:not(.bd-live-mine)").is_visible()
    assert_accessible(page)
    page.reload()
    assert "target.sum()" in cell.locator("textarea").input_value()
    assert exercise.locator("textarea").input_value() == RIGHT
    assert exercise.locator(".bd-live-solved").is_visible()
    press(cell, "Start over")
    assert "cost_x(nudged)" in cell.locator("textarea").input_value()
    press(cell, "Bring mine back")
    assert "target.sum()" in cell.locator("textarea").input_value()
    # An exercise that went wrong is to be tried again, until it is right at once.
    press(exercise, "Start over")
    write(exercise, RIGHT)
    press(exercise, "Check")
    exercise.locator(".is-right").wait_for(timeout=LONG)
    assert page.evaluate(missed) == 0
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator(".bd-live-page").get_by_role("button", name="Start over").click()
    page.wait_for_function(f"!localStorage.getItem('{KEPT}')")
    assert not watched.troubles


def rebuild(page, code=REBUILT):
    """Write the algorithm into the empty box, and return the line that says when that was done."""
    box = page.locator("#try-rebuild")
    stub = box.locator("textarea").input_value()
    start, end = stub.index("def "), stub.index("exercises.check")
    write(box, f"{stub[:start]}{code.strip()}\n\n\n{stub[end:]}")
    press(box, "Check")
    box.locator(".bd-live-report").wait_for(timeout=LONG)
    output(box)
    return page.locator(".bd-live-rebuilt").inner_text()


def test_the_algorithm_is_rebuilt_and_the_page_says_when_to_come_again(live):
    watched = live(before="0")
    page = watched.page
    question = page.locator(".question").first
    is_right = "(all) => all.findIndex((one) => one.textContent.trim().startsWith('Yes.'))"
    right = question.locator(".callout-body").evaluate_all(is_right)
    question.locator("summary").nth(0 if right else 1).click()
    page.evaluate(f"""() => {{
        const kept = JSON.parse(localStorage["{KEPT}"]);
        localStorage["{KEPT}"] = JSON.stringify({{ ...kept, missed: {{ "try-base-case": 2 }} }});
    }}""")
    exercise = page.locator("#exr-write-base-case strong").first.inner_text().strip(".")
    page.clock.set_fixed_time("2026-12-01T12:00:00")
    page.goto(page.url.replace(CHAPTER, REBUILD))
    line, box, help_ = (page.locator(name) for name in (".bd-live-rebuilt", "#try-rebuild", "main .callout"))
    assert line.inner_text() == "In this browser you have not rebuilt it yet."
    # Help is a line at a time: first its words, then its formula.
    first = help_.nth(0)
    assert not page.locator("main math[display=block]").evaluate_all(
        "(all) => all.some((one) => one.checkVisibility())"
    )
    first.locator("summary").nth(0).click()
    assert "Go through the layers once" in first.inner_text()
    assert not first.locator("math[display=block]").is_visible()
    first.locator("summary").nth(1).click()
    assert first.locator("math[display=block]").is_visible()
    # What went wrong elsewhere stands below; from there it is tried again.
    again = page.locator("h2:has-text('What went wrong') + ul")
    assert again.locator("a").all_inner_texts() == ["Question\xa04.1", exercise]
    assert "What is this sum really?" in again.inner_text()
    # The box: a mistake is named and changes nothing here; what is right is remembered with the help it took.
    assert "not rebuilt" in rebuild(page, REBUILT.replace("(a[-1] - y)", "(y - a[-1])"))
    assert "is the base case a − y or y − a?" in box.inner_text()
    write(box, box.locator("textarea").input_value().replace("(y - a[-1])", "(a[-1] - y)"))
    press(box, "Check")
    box.locator(".is-right").wait_for(timeout=LONG)
    today = "You rebuilt it today, with 2 lines of help. Come again tomorrow, on 2 December 2026."
    assert line.inner_text() == today
    assert_accessible(page)
    page.reload()
    assert line.inner_text() == today
    assert "a.append" in box.locator("textarea").input_value()
    # The next day the box is empty again.
    page.clock.set_fixed_time("2026-12-02T09:00:00")
    page.reload()
    said = "You last rebuilt it on 1 December 2026, with 2 lines of help. It is time to do it again."
    assert line.inner_text() == said
    assert "a.append" not in box.locator("textarea").input_value()
    assert box.get_by_role("button", name="Bring mine back").is_visible()
    assert rebuild(page).endswith("today, without help. Come again in a week, on 9 December 2026.")
    again.get_by_text("Question").click()
    page.wait_for_url("**#question-*")
    page.wait_for_function("Math.abs(document.querySelector('.question').getBoundingClientRect().top) < 200")
    question.locator("summary").nth(right).click()
    page.go_back()
    assert again.locator("a").all_inner_texts() == [exercise]
    assert not watched.troubles


def test_it_is_rebuilt_where_nothing_can_be_kept(live):
    page = live(REBUILD, before=FORBIDDEN).page
    assert "keeps nothing here" in page.locator(".bd-live-page").inner_text()
    page.locator(".bd-live-rebuilt").wait_for()
    assert rebuild(page).startswith("You rebuilt it today, without help.")


@pytest.mark.skipif(not THOROUGH, reason="it takes the ten seconds that a check may take")
def test_a_check_that_never_ends_is_ended_and_the_next_one_works(live):
    page = live().page
    exercise = page.locator("#try-relu")
    write(exercise, exercise.locator("textarea").input_value().replace("...", "while True: pass"))
    assert "Is there a loop that never ends?" in run(exercise, "Check")
    code = exercise.locator("textarea").input_value()
    write(exercise, code.replace("while True: pass", "return z * (z > 0)"))
    press(exercise, "Check")
    exercise.locator(".is-right").wait_for(timeout=LONG)


def test_by_keyboard_alone(live):
    page = live().page
    cell = page.locator(STORED_CELL)
    cell.get_by_role("button", name="Edit").focus()
    page.keyboard.press("Enter")
    field = cell.locator("textarea")
    assert field.evaluate("(one) => one === document.activeElement")
    described = field.get_attribute("aria-describedby")
    assert "Escape, then Tab" in page.locator(f"[id='{described}']").text_content()
    page.keyboard.press("Control+a")
    page.keyboard.type("for i in range(2):")
    page.keyboard.press("Enter")
    page.keyboard.type("print(i)")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert field.input_value() == "for i in range(2):\nprint(i)    "
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert field.input_value() == "for i in range(2):\n    print(i)"
    page.keyboard.press("Control+Enter")
    cell.locator(".bd-live-mine").first.wait_for(timeout=LONG)
    assert output(cell).split() == ["Your", "output", "0", "1"]
    page.locator("p[role=status]", has_text="Your output").wait_for()
    page.keyboard.press("Shift+Enter")
    assert page.evaluate("document.activeElement.closest('.cell').id") == "base-case-08"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.localName") == "button"


def test_by_touch_on_a_phone(live):
    page = live(width=360, has_touch=True, is_mobile=True, color_scheme="dark").page
    small = """(all) => all.filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect())
        .filter((box) => box.width < 44 || box.height < 44).length"""
    cell = page.locator(STORED_CELL)
    cell.locator("pre code").first.tap(position={"x": 40, "y": 30})
    field = cell.locator("textarea")
    assert field.evaluate("(one) => one === document.activeElement && one.selectionStart") > 0
    # Letter upon letter: the field is as large as what is seen below it.
    seen, over = cell.locator("pre").first.bounding_box(), field.bounding_box()
    assert [abs(seen[side] - over[side]) < 1 for side in ("x", "y", "width", "height")] == [True] * 4
    assert field.evaluate("(one) => one.scrollHeight <= one.clientHeight + 1")
    size = "(one) => parseFloat(getComputedStyle(one).fontSize)"
    assert [part.evaluate(size) >= 16 for part in (cell.locator("pre code").first, field)] == [True, True]
    field.fill("print('from', 'a phone')")
    cell.get_by_role("button", name="Run").tap()
    cell.locator(".bd-live-mine").first.wait_for(timeout=LONG)
    assert "from a phone" in output(cell)
    assert page.locator(":is(.bd-live-row, .bd-live-page) button").evaluate_all(small) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    ("before", "words"),
    [(FORBIDDEN, "keeps nothing here"), (FULL, "no room to keep"), (DAMAGED, "cannot be read")],
    ids=["forbidden", "full", "damaged"],
)
def test_where_nothing_can_be_kept_one_line_says_so_and_all_else_works(live, before, words):
    page = live(before=before).page
    line, cell = page.locator(".bd-live-page"), page.locator(STORED_CELL)
    assert (words in line.inner_text()) == (before != FULL)  # that is noticed when something is to be kept
    write(cell, "print('kept', 1)")
    if before == DAMAGED:
        assert "kept 1" in run(cell)
        line.get_by_text("stay in this browser").wait_for()  # what is kept now can be read again
    else:
        line.get_by_text(words).wait_for()


def test_an_exercise_that_the_book_has_changed_keeps_the_readers_text_beside_it(live):
    cells = {"try-relu": {"code": "def relu(z):\n    return z * (z > 0)", "book": "another"}}
    kept = {"version": 1, "total": 5, "cells": cells, "solved": {}, "missed": {}, "answers": {}}
    page = live(before=f"localStorage['{KEPT}'] ??= {json.dumps(json.dumps(kept))}").page
    exercise = page.locator("#try-relu")
    assert "write it here" in exercise.locator("textarea").input_value()
    exercise.locator(".bd-live-old summary").click()
    assert "return z * (z > 0)" in exercise.locator(".bd-live-old pre").inner_text()
    write(exercise, "def relu(z): ...")
    page.wait_for_timeout(600)
    page.reload()
    assert exercise.locator("textarea").input_value() == "def relu(z): ..."
    assert exercise.locator(".bd-live-old").is_visible()


def test_answers_are_there_again_and_the_notebook_has_the_readers_code(live):
    page = live().page
    question = page.locator(".question").first
    question.locator("summary").nth(0).click()
    question.locator("summary").nth(2).click()
    write(page.locator(EXERCISE), RIGHT)
    page.reload()
    assert question.locator(".bd-live-chosen").inner_text() == "You chose A first, then C."
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download my notebook").click()
    notebook = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert waiting.value.suggested_filename == "04-base-case-mine.ipynb"
    source = {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"]}
    book = json.loads((ROOT / "chapters/04-base-case.ipynb").read_text(encoding="utf-8"))
    assert source["try-base-case"] == RIGHT
    assert source["base-case-01"] == "".join(
        next(cell["source"] for cell in book["cells"] if cell["id"] == "base-case-01")
    )


def test_what_cannot_be_loaded_is_one_line_and_can_be_tried_again(live):
    watched = live()
    page, cell = watched.page, watched.page.locator(STORED_CELL)
    for missing in ("**/theme/live/runner.js*", "**/python/cells/*", "**/python/numpy*"):
        page.route(missing, lambda route: route.abort())
        press(cell, "Run" if missing.startswith("**/theme") else "Try again")
        page.locator(".bd-live-state", has_text="is there a network?").wait_for(timeout=LONG)
        page.unroute_all()
    page.route("**/python/numpy*", lambda route: None)  # it hangs
    press(cell, "Try again")
    cell.locator(".bd-live-state", has_text=re.compile("of .* MB")).wait_for(timeout=LONG)
    press(cell, "Cancel")
    cell.get_by_role("button", name="Try again").wait_for()
    page.unroute_all(behavior="ignoreErrors")
    assert "rise / nudge" in run(cell, "Try again")


def test_from_a_file_and_on_paper_there_is_nothing_to_press(live, watch, site):
    page = live().page
    page.emulate_media(media="print")
    assert not any(row.is_visible() for row in page.locator(".bd-live-row").all())
    page = watch().page
    page.goto((site / CHAPTER).as_uri())
    assert "make serve" in page.locator(".bd-live-row").first.inner_text()
    assert page.locator(".bd-live-row").count() == 5  # the first cell, and four exercises
    assert not page.locator(".bd-live-row button").count()


def test_where_python_is_not_here_the_page_is_as_it_was(watch, serve, tmp_path, site):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "theme").symlink_to(site / "theme")
    text = (site / CHAPTER).read_text(encoding="utf-8")
    (tmp_path / CHAPTER).write_text(text.replace('data-python="../python/"', ""), encoding="utf-8")
    page = watch(alone=True).page
    page.goto(f"{serve(tmp_path)}/{CHAPTER}")
    assert not page.locator("[class^=bd-live-r], textarea").count()
    assert page.locator(STORED_CELL).locator(".cell-output").is_visible()


@pytest.mark.skipif(
    not THOROUGH, reason="it takes a quarter of a minute in each; test_python.py has a sample"
)
@pytest.mark.parametrize("name", DRIVEN)
def test_the_other_engines_run_check_and_draw_on_the_page(live, address, tmp_path, name):
    kind = DRIVEN[name]
    if not kind.is_there():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"missing: {kind.needs}")
    wanted = live().page.locator(STORED_CELL).locator(".cell-output pre").inner_text()
    engine = kind(tmp_path)
    words = "(place) => document.querySelector(`${place}:not(:has([aria-busy])) .bd-live-output`)?.innerText"
    fill = """(place, code) => {
        const field = document.querySelector(`${place} textarea`);
        field.focus();
        field.select();
        document.execCommand("insertText", false, code);
        return field.value;
    }"""
    try:
        engine.open(f"{address}/{CHAPTER}")
        until(engine, "() => document.querySelector('.bd-live-run')")
        click(engine, f"{STORED_CELL} .bd-live-run")
        said = until(engine, words, STORED_CELL, seconds=40)
        assert said.split() == ["Your", "output", *wanted.split()]
        # The code is pressed, and becomes an editor with the caret there.
        click(engine, f"{STORED_CELL} pre code")
        engine.press("#")
        typed = "(place) => document.querySelector(`${place} textarea`).value"
        assert "#" in engine.evaluate(typed, STORED_CELL)
        click(engine, f"{STORED_CELL} [aria-label^='Start over']")
        assert engine.evaluate(fill, EXERCISE, RIGHT.replace("a - y", "y - a")).count("\n") == 4
        click(engine, f"{EXERCISE} .bd-live-run")
        assert "the opposite sign" in until(engine, words, EXERCISE, seconds=40)
        engine.evaluate(fill, EXERCISE, RIGHT)
        click(engine, f"{EXERCISE} .bd-live-run")
        until(engine, "(place) => document.querySelector(`${place} .is-right`)", EXERCISE)
        engine.evaluate("(place) => document.querySelector(place).open = true", f"{FIGURE} details.code-fold")
        click(engine, f"{FIGURE} .bd-live-run")
        drawn = "(place) => document.querySelector(`${place} img.bd-live-mine`)?.naturalWidth > 200"
        until(engine, drawn, FIGURE, seconds=40)
    finally:
        engine.close()
