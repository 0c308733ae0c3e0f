"""What is copied: formulas as their TeX, each on one line with its sentence."""

import pytest

CHAPTER = "chapters/05-inductive-step.html"
SELECT = "(node) => getSelection().selectAllChildren(node)"


@pytest.fixture
def page(watch, address):
    page = watch(permissions=["clipboard-read", "clipboard-write"]).page
    page.goto(f"{address}/{CHAPTER}")
    page.locator(".bd-equation").first.wait_for()
    return page


def copied(page):
    page.keyboard.press("ControlOrMeta+c")
    return page.evaluate("navigator.clipboard.readText()")


def test_a_numbered_equation_is_one_line_of_tex(page):
    page.locator(".bd-equation", has=page.locator(".bd-equation-number")).nth(2).evaluate(SELECT)
    formula = r"\delta^\ell_j = \sigma'(z^\ell_j) \sum_i w^{\ell+1}_{ij} \, \delta^{\ell+1}_i ."
    assert copied(page) == rf"$${formula} \tag{{5.3}}$$"


def test_a_sentence_with_symbols_is_one_line(page):
    sentence = page.locator("main p", has_text="Push neuron")
    sentence.evaluate(SELECT)
    text = copied(page)
    assert text.startswith("In the preface’s chain of three neurons")
    assert r"Push neuron $j$ of layer $\ell$: it reaches every neuron of layer $\ell + 1$" in text
    assert "\n" not in text


def test_half_of_a_formula_is_copied_whole_and_paragraphs_stay_apart(page):
    page.locator("main p", has_text="Push neuron").evaluate(
        """(node) => {
          const letter = node.querySelector("math mi").firstChild;
          const next = [...document.querySelectorAll("main p")].find((other) => node !== other
            && node.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
          getSelection().setBaseAndExtent(letter, 0, next, next.childNodes.length);
        }"""
    )
    lines = copied(page).split("\n\n")
    assert len(lines) == 2
    assert lines[0].startswith(r"$j$ of layer $\ell$")


def test_what_has_no_formula_is_copied_as_the_browser_does(page):
    page.locator("main h1").evaluate(SELECT)
    assert copied(page).endswith("The inductive step: one layer back")


def test_nothing_is_left_on_the_page(page):
    count = "document.querySelectorAll('*').length"
    before = page.evaluate(count)
    page.locator(".bd-equation").first.evaluate(SELECT)
    assert copied(page)
    assert page.evaluate(count) == before
