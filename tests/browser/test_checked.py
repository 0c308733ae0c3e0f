"""The marks at numbered equations: opened by mouse and keyboard, without scripts, and on Quarto's pages."""

import shutil

import pytest

from press import ROOT

FORWARD = "#eq-forward + .bd-checked"
WORDS = "Z = W @ activations[-1] + b\nweighted_inputs.append(Z)\nactivations.append(sigma.value(Z))"


def boxes(page, selector):
    return [one.bounding_box() for one in page.locator(selector).all()]


@pytest.mark.parametrize(
    "scripted", [True, pytest.param(False, marks=pytest.mark.pandoc("Quarto's have the marks from a script"))]
)
def test_a_mark_opens_by_mouse_and_by_keyboard_with_and_without_scripts(watch, address, scripted):
    page = watch(java_script_enabled=scripted).page
    page.goto(f"{address}/chapters/08-vectorising.html")
    summary, body = page.locator(f"{FORWARD} > summary"), page.locator(f"{FORWARD} > .bd-checked-body")
    assert not body.is_visible()
    summary.click()
    assert body.is_visible()
    assert body.locator("pre").inner_text() == WORDS
    body.get_by_role("link").click()
    page.wait_for_url("**/a3-ledger.html")
    page.go_back()
    summary.click()
    summary.press("Enter")
    assert not body.is_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_marks_stand_below_their_numbers_within_the_column(watch, address, width, scheme):
    page = watch(width=width, color_scheme=scheme).page
    for path in ("02-parameters", "04-base-case", "08-vectorising"):
        page.goto(f"{address}/chapters/{path}.html")
        closed = boxes(page, ".bd-checked > summary")
        numbers = boxes(page, ".bd-equation:has(+ .bd-checked) .bd-equation-number")
        assert len(closed) == len(numbers) > 4
        for mark, number in zip(closed, numbers, strict=True):
            assert mark["height"] >= 24
            assert mark["y"] >= number["y"] + number["height"] - 1
            assert mark["x"] + mark["width"] <= width
        page.evaluate("document.querySelectorAll('.bd-checked').forEach((one) => (one.open = true))")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_has_no_marks(watch, address):
    page = watch().page
    page.goto(f"{address}/chapters/02-parameters.html")
    page.emulate_media(media="print")
    assert not any(mark.is_visible() for mark in page.locator(".bd-checked").all())


QUARTO = """<!doctype html><html lang="en"><meta charset="utf-8"><title>One</title>
<meta name="quarto:offset" content="../">
<link rel="stylesheet" href="../theme/book.css"><main class="content"><h1>One</h1>
<p><span id="eq-forward"><math display="block"><semantics><mrow><mi>Z</mi><mspace width="2.0em"></mspace>
<mo>(</mo><mn>8.2</mn><mo>)</mo></mrow><annotation>Z \\qquad(8.2)</annotation></semantics></math></span></p>
<p>More.</p></main>"""


@pytest.fixture
def quarto_page(tmp_path):
    for folder in ("theme", "figures/data", "figures/interactive"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "chapters").mkdir()
    text = QUARTO + (ROOT / "press/quarto/after-body.html").read_text(encoding="utf-8")
    (tmp_path / "chapters/one.html").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.pandoc("they have the marks that are compared")
def test_quartos_pages_get_the_same_marks(watch, address, serve, quarto_page):
    watched = watch()
    page = watched.page
    page.goto(f"{address}/chapters/08-vectorising.html")
    printed = page.locator(FORWARD).evaluate(
        "(one) => [one.textContent.replace(/\\s+/g, ' '), one.outerHTML]"
    )
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.goto(f"{serve(quarto_page)}/chapters/one.html")
    mark = page.locator("#eq-forward + details.bd-checked")
    mark.wait_for()
    text = mark.evaluate("(one) => one.textContent.replace(/\\s+/g, ' ')")
    assert text.replace(" ", "") == printed[0].replace(" ", "")
    assert mark.locator("summary").get_attribute("aria-label") == "checked: how Equation 8.2 is proved"
    assert "checked: how Equation\N{NO-BREAK SPACE}8.2 is proved" in printed[1].replace(
        "&nbsp;", "\N{NO-BREAK SPACE}"
    )
    assert not watched.troubles


def test_a_page_of_quarto_opened_as_a_file_goes_without_marks(watch, quarto_page):
    page = watch().page
    page.goto((quarto_page / "chapters/one.html").as_uri())
    page.wait_for_load_state("networkidle")
    assert page.locator("main h1").is_visible()
    assert not page.locator(".bd-checked").count()
