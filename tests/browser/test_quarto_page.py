"""What the book adds to the pages that Quarto prints."""

import html
import shutil

import pytest
import yaml

from press import ROOT
from tests.browser.accessible import OPEN, assert_accessible
from tests.browser.widgets import stored_pictures

HEAD = "<!doctype html><html lang='en'><title>One</title>"
ICON = "<link rel='icon' href='data:,'>"


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ("<main><header><h1>One</h1></header><div class='cell'></div></main>", "01-cost.ipynb"),
        ("<main><header><h1>References</h1></header><p>No code.</p></main>", None),
    ],
)
def test_a_page_with_code_links_to_its_notebook(watch, serve, quarto_site, body, target):
    script = (ROOT / "press/quarto/after-body.html").read_text(encoding="utf-8")
    (quarto_site / "01-cost.html").write_text(HEAD + ICON + body + script)
    watched = watch()
    watched.page.goto(f"{serve(quarto_site)}/01-cost.html")
    links = watched.page.locator("p.bd-page-tools:has(+ header) a[download]")
    assert [link.get_attribute("href") for link in links.all()] == ([target] if target else [])
    assert not watched.troubles


def test_a_page_of_quarto_opens_in_colab_and_binder_where_the_repository_is_known(watch, serve, tmp_path):
    script = (ROOT / "press/quarto/after-body.html").read_text(encoding="utf-8")
    told = '<meta name="repository" content="https://github.com/ada/engine">'
    told += '<meta name="quarto:offset" content="../">'
    (tmp_path / "chapters").mkdir()
    body = "<main><header><h1>One</h1></header><div class='cell'></div></main>"
    (tmp_path / "chapters/01-cost.html").write_text(HEAD + told + body + script)
    page = watch().page
    page.goto(f"{serve(tmp_path)}/chapters/01-cost.html")
    links = page.locator("p.bd-page-tools a").evaluate_all("links => links.map((link) => link.href)")
    assert links[1:] == [
        "https://colab.research.google.com/github/ada/engine/blob/gh-pages/chapters/01-cost.ipynb",
        "https://mybinder.org/v2/gh/ada/engine/HEAD?labpath=notebooks/chapters/01-cost.ipynb",
    ]


def test_a_page_of_quarto_gets_links_to_its_places_and_folds_long_descriptions(watch, serve, quarto_site):
    alt = "One sentence. " * 30
    body = f"""<link rel="stylesheet" href="../theme/book.css"><main class="content"><h1>One</h1>
<section id="part"><h2>Part</h2><p><span id="eq-a"><math display="block"><mi>x</mi></math></span></p>
<div id="fig-a" class="quarto-float"><figure><img alt="{alt}" src="data:,"><figcaption>Figure&nbsp;1.1: It.
</figcaption></figure></div></section></main>"""
    told = '<meta name="quarto:offset" content="../">'
    script = (ROOT / "press/quarto/after-body.html").read_text(encoding="utf-8")
    (quarto_site / "chapters/places.html").write_text(HEAD + told + body + script, encoding="utf-8")
    page = watch().page
    page.goto(f"{serve(quarto_site)}/chapters/places.html")
    page.locator(".bd-description").wait_for()
    links = page.locator(".bd-permalink").evaluate_all("links => links.map((link) => link.hash)")
    assert links == ["#part", "#eq-a", "#fig-a"]
    assert (
        page.locator(".bd-description > summary").get_attribute("aria-label")
        == "Description of Figure\xa01.1"
    )
    assert page.locator(".bd-description p").text_content() == alt


def quarto_page(label, picture, alt):
    """Return a page as Quarto lays it out: a float with the picture in it."""
    return f"""{HEAD}<meta name="quarto:offset" content="../">
<link rel="stylesheet" href="../theme/book.css"></head>
<main><header><h1>One</h1></header>
<div id="{label}" class="quarto-float quarto-figure"><figure class="quarto-float quarto-float-fig"><div>
<p><img src="{picture}" class="figure-img" alt="{html.escape(alt)}"></p></div><figcaption>One.</figcaption>
</figure></div></main>{(ROOT / "press/quarto/after-body.html").read_text(encoding="utf-8")}"""


PICTURES = [rest for _, *rest in stored_pictures()]


@pytest.fixture(scope="module")
def quarto_site(tmp_path_factory):
    """A folder with all that `_quarto.yml` asks Quarto to copy, its style sheet included, and no more."""
    to = tmp_path_factory.mktemp("quarto")
    settings = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    for pattern in [*settings["project"]["resources"], *settings["format"]["html"]["css"]]:
        files = list(ROOT.glob(pattern))
        assert files, pattern
        for file in files:
            (to / file.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to / file.relative_to(ROOT))
    return to


@pytest.mark.parametrize(("label", "alt", "svg"), PICTURES, ids=[label for label, _, _ in PICTURES])
def test_an_interactive_picture_comes_alive_on_a_page_of_quarto(watch, serve, quarto_site, label, alt, svg):
    (quarto_site / "chapters" / f"{label}.svg").write_text(svg, encoding="utf-8")
    page = quarto_page(label, f"{label}.svg", alt)
    (quarto_site / "chapters" / f"{label}.html").write_text(page, encoding="utf-8")
    watched = watch()
    watched.page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    watched.page.goto(f"{serve(quarto_site)}/chapters/{label}.html")
    watched.page.locator(f"#{label}.is-live .bd-interactive").wait_for()
    assert not watched.page.locator(f"#{label} img").is_visible()
    assert not watched.troubles


# What Quarto makes of one chapter: its header, its sidebars, its callouts, equations, floats and code.
WIDE = "".join(f"<mi>x</mi><mo>+</mo><mn>{at}</mn><mo>+</mo>" for at in range(40))
CALLOUT = """<div class="callout callout-style-default callout-tip callout-titled">
<div class="callout-header d-flex align-content-center collapsed" data-bs-toggle="collapse"
 data-bs-target=".callout-{at}-contents" aria-controls="callout-{at}" aria-expanded="false"
 aria-label="Toggle callout">
<div class="callout-icon-container"><i class="callout-icon"></i></div>
<div class="callout-title-container flex-fill"><span class="screen-reader-only">Tip</span>{title}</div>
<div class="callout-btn-toggle d-inline-block"><i class="callout-toggle"></i></div></div>
<div id="callout-{at}" class="callout-{at}-contents callout-collapse collapse">
<div class="callout-body-container callout-body">{body}</div></div></div>"""
INNER = CALLOUT.format(at=1, title="Next hint", body="<p>Inner.</p>")
CHAPTER = f"""<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="quarto:offset" content="../"><link rel="stylesheet" href="../theme/book.css">
<style>.collapse:not(.show) {{ display: none }} body {{ margin: 0 }} .content {{ padding: 0 1.5em }}</style>
<body class="quarto-light"><header id="quarto-header"><nav class="quarto-secondary-nav">
<nav class="quarto-page-breadcrumbs" aria-label="breadcrumb"><a href="#one">1 One</a></nav>
<a class="flex-grow-1" role="navigation" data-bs-toggle="collapse" data-bs-target=".c" aria-expanded="false"
 aria-label="Toggle sidebar navigation"></a></nav></header>
<nav id="quarto-sidebar" style="display: flex"><a href="#one">One</a>
<a data-bs-toggle="collapse" data-bs-target="#more" role="navigation"
 aria-expanded="true">Appendices</a></nav>
<nav id="TOC" role="doc-toc"><h2 id="toc-title">On this page</h2><a href="#one">Part</a></nav>
<main class="content quarto-container"><header id="title-block-header">
<h1><span class="chapter-number">1</span> One</h1></header>
<section id="one" class="level2"><h2><span class="header-section-number">1.1</span> A part</h2>
<p><span id="eq-short"><math display="block"><semantics><mrow><mi>a</mi><mspace width="2.0em"></mspace>
<mo>(</mo><mn>1.1</mn><mo>)</mo></mrow><annotation encoding="application/x-tex">
a
 \\qquad(1.1)</annotation></semantics></math></span></p>
<p><span id="eq-wide"><math display="block"><semantics><mrow>{WIDE}<mspace width="2.0em"></mspace>
<mo>(</mo><mn>1.2</mn><mo>)</mo></mrow></semantics></math></span></p>
<p><a href="08.html" class="quarto-xref"><span>8&nbsp; Vectorising</span></a>,
<a href="a3.html" class="quarto-xref"><span>Appendix C — The ledger</span></a>,
<a href="09.html" class="quarto-xref"><span>Chapter 9</span></a>,
<a href="08.html#eq-a" class="quarto-xref">Equation&nbsp;<span>8.1</span></a></p>
<p><math display="block"><semantics><mrow><mi>b</mi><mspace width="2.0em"></mspace><mi>c</mi></mrow>
</semantics></math></p>
<div id="tbl-wide" class="quarto-float"><figure class="quarto-float quarto-float-tbl figure">
<figcaption>Table&nbsp;1.1: Wide.</figcaption><div><table class="caption-top table"><thead><tr>
{"<th>Wide</th>" * 12}</tr></thead><tbody><tr>{"<td><code>one_long_name</code></td>" * 12}</tr></tbody>
</table></div></figure></div>
<div class="cell"><details class="code-fold"><summary>Show the code</summary><pre>1</pre></details>
<div class="cell-output"><div id="fig-one" class="quarto-float"><figure class="figure"><div>
<img alt="A box" src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"></div>
<figcaption>Figure&nbsp;1.1: It.</figcaption></figure></div></div></div>
<div class="cell"><div class="sourceCode cell-code"><pre>{"wide " * 60}</pre></div>
<div class="cell-output"><pre>2</pre></div></div>
<div id="exr-do" class="theorem exercise"><p>
<span class="theorem-title"><strong>Exercise 1.1 (Do)</strong></span> It.</p>
{CALLOUT.format(at=2, title="Hint", body="<p>Outer.</p>" + INNER)}</div></section></main>
<nav class="page-navigation"><a href="#one">Next</a></nav>"""


@pytest.fixture
def chapter(watch, serve, quarto_site):
    """Open a page as Quarto prints it: `chapter(width=390)`."""
    added = (ROOT / "press/quarto/after-body.html").read_text(encoding="utf-8")
    (quarto_site / "chapters/one.html").write_text(HEAD + ICON + CHAPTER + added, encoding="utf-8")

    def visit(**options):
        watched = watch(**options)
        watched.page.goto(f"{serve(quarto_site)}/chapters/one.html", wait_until="networkidle")
        return watched

    return visit


@pytest.mark.parametrize("width", [1280, 390])
def test_a_chapter_of_quarto_is_accessible_and_pushes_nothing_sideways(chapter, width):
    watched = chapter(width=width)
    assert watched.page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    watched.page.evaluate(OPEN)
    assert_accessible(watched.page, "best-practice")
    assert not watched.troubles


def test_folds_of_quarto_open_by_keyboard_and_are_called_by_their_titles(chapter):
    page = chapter().page
    hint = page.get_by_text("Hint", exact=True)
    assert page.locator(".callout summary").all_text_contents() == ["Hint", "Next hint"]
    for key in ("Enter", " "):
        hint.focus()
        page.keyboard.press(key)
        assert page.get_by_text("Outer.").is_visible() == (key == "Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_by_text("Inner.").is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_number_of_an_equation_of_quarto_stands_at_the_right_edge(chapter, width):
    page = chapter(width=width).page
    numbers = page.locator(".bd-equation-number")
    assert numbers.all_inner_texts() == ["(1.1)", "(1.2)"]
    right = page.locator("#exr-do").bounding_box()
    for number in numbers.all():
        box = number.locator("xpath=..").bounding_box()
        assert number.is_visible()
        end = number.bounding_box()["x"] + number.bounding_box()["width"]
        assert end == pytest.approx(box["x"] + box["width"], abs=1)
        assert right["x"] + right["width"] - 1 <= end <= width
    sources = page.locator("annotation").all_text_contents()
    assert [source.strip() for source in sources] == ["a"]
    assert page.locator(".bd-equation math").last.text_content().strip() == "bc"


def test_a_picture_of_quarto_comes_before_its_code_and_what_is_printed_after_it(chapter):
    page = chapter().page
    order = "(cells) => cells.map((cell) => [...cell.children].map((one) => one.className.split(' ')[0]))"
    assert page.locator(".cell").evaluate_all(order) == [
        ["cell-output", "code-fold"],
        ["sourceCode", "cell-output"],
    ]


def test_the_places_of_a_page_of_quarto_are_named_at_its_end(chapter):
    page = chapter().page
    page.locator(".bd-places > summary").click()
    links = page.locator(".bd-places a").evaluate_all("(all) => all.map((a) => [a.hash, a.textContent])")
    assert [(place, words.replace("\N{NO-BREAK SPACE}", " ")) for place, words in links] == [
        ("#one", "A part"),
        ("#eq-short", "Equation 1.1"),
        ("#eq-wide", "Equation 1.2"),
        ("#tbl-wide", "Table 1.1"),
        ("#fig-one", "Figure 1.1"),
        ("#exr-do", "Exercise 1.1"),
    ]
    assert page.locator(".bd-exercise-title").text_content() == "Exercise 1.1 (Do)."
    assert page.locator("#tbl-wide").get_attribute("aria-label") == "Table\N{NO-BREAK SPACE}1.1"


def test_references_are_called_the_same_on_every_page_of_quarto(chapter):
    words = chapter().page.locator("a.quarto-xref").all_inner_texts()
    assert [one.replace("\N{NO-BREAK SPACE}", " ") for one in words] == [
        "Chapter 8",
        "Appendix C",
        "Chapter 9",
        "Equation 8.1",
    ]


def test_the_furniture_of_quarto_has_names_and_its_buttons_are_reached(chapter):
    page = chapter().page
    names = page.locator("nav").evaluate_all("(all) => all.map((nav) => nav.ariaLabel)")
    assert names == ["This page", "breadcrumb", "Chapters", "On this page", "Previous and next chapter"]
    page.evaluate(
        "document.addEventListener('click', (event) => (window.clicked = event.target.textContent))"
    )
    button = page.get_by_role("button", name="Appendices")
    for key in ("Enter", " "):
        page.evaluate("window.clicked = ''")
        button.focus()
        page.keyboard.press(key)
        assert page.evaluate("window.clicked") == "Appendices"
    assert page.get_by_role("navigation", name="Toggle").count() == 0


def test_the_title_page_above_the_preface_goes(watch, serve, quarto_site):
    body = (
        "<main><header id='title-block-header'><h1>Book</h1></header><h1>Preface</h1><div class='cell'></div>"
    )
    added = (ROOT / "press/quarto/after-body.html").read_text(encoding="utf-8")
    (quarto_site / "index.html").write_text(f"{HEAD}{ICON}{body}</main>{added}", encoding="utf-8")
    page = watch().page
    page.goto(f"{serve(quarto_site)}/index.html")
    assert page.locator("h1").all_inner_texts() == ["Preface"]
    assert page.locator(".bd-page-tools + h1").is_visible()


# What Bootstrap has for bare elements and for names that anybody might use.
BOOTSTRAP = """input, button, select, optgroup, textarea { background-color: rgb(1, 2, 3); margin: 0 }
legend { float: left; font-size: 1.5rem; margin-bottom: 0.5rem; width: 100% } label { display: inline-block }
details { margin-bottom: 1em } details > summary { color: rgb(1, 2, 3) }
.progress, .card, .small, .mark, .row, .bar, .number, .keys { background: rgb(1, 2, 3); height: 1rem }"""
PAINT = """() => [...document.querySelectorAll(".bd-interactive, .bd-interactive *")].map((node) => {
  const looks = getComputedStyle(node);
  const names = ["background", "color", "float", "display", "margin", "padding", "font", "textAlign"];
  return [node.localName, node.className, ...names.map((name) => looks[name])].join(" ");
})"""


@pytest.mark.parametrize(("label", "alt", "svg"), PICTURES, ids=[label for label, _, _ in PICTURES])
def test_the_rules_of_a_framework_change_nothing_in_a_picture(watch, serve, quarto_site, label, alt, svg):
    (quarto_site / "chapters" / f"{label}.svg").write_text(svg, encoding="utf-8")
    seen = []
    for rules in ("", BOOTSTRAP):
        page = quarto_page(label, f"{label}.svg", alt).replace(HEAD, f"{HEAD}{ICON}<style>{rules}</style>", 1)
        (quarto_site / "chapters" / f"{label}.html").write_text(page, encoding="utf-8")
        shown = watch(reduced_motion="reduce").page
        shown.goto(f"{serve(quarto_site)}/chapters/{label}.html", wait_until="networkidle")
        shown.locator(f"#{label}.is-live .bd-interactive").wait_for()
        shown.evaluate(OPEN)
        seen.append(shown.evaluate(PAINT))
    assert len(seen[0]) > 50
    assert [pair for pair in zip(*seen, strict=True) if pair[0] != pair[1]] == []
