"""Every page for everyone: WCAG 2.2 AA by axe-core, text that is enlarged or spaced out, targets, focus."""

from pathlib import Path

import pytest
from html5lib import HTMLParser

from press.source.book import Book
from tests.browser.accessible import OPEN, assert_accessible
from tests.thorough import some

PAGES = [page.target.as_posix() for page in Book().pages]
# Together they have every kind of thing that a page can have.
VARIED = (
    "index",
    "chapters/02-parameters",
    "chapters/05-inductive-step",
    "chapters/09-digits",
    "references",
    "404",
)
FOR_AXE = some([*PAGES, "404.html"], [f"{name}.html" for name in VARIED])
# What WCAG 1.4.12 asks a page to bear.
SPACED = """* { letter-spacing: 0.12em !important; line-height: 1.5 !important; }
* { word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
# What follows the size of the text has followed.
SETTLED = (
    "new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 50))"
)
# Whatever is wider than the window, and whatever text is cut off by its own box.
LOST = """() => {
  const cut = [...document.querySelectorAll("main :is(p, h1, h2, h3, summary, li, figcaption), a, button")]
    .filter((node) => node.checkVisibility() && getComputedStyle(node).overflow === "hidden")
    .filter((node) => node.scrollWidth > node.clientWidth + 1)
    .filter((node) => !node.closest("svg, .bd-site-title, .bd-hearing"));
  return [document.documentElement.scrollWidth - innerWidth, cut.map((node) => node.outerHTML.slice(0, 90))];
}"""
# Links and buttons smaller than 24 pixels, unless they stand in a line of text (WCAG 2.5.8). Those of the
# interactive pictures may be smaller where they stand apart, which axe measures.
SMALL = """() => {
  const nodes = [...document.querySelectorAll("a[href], button, summary, input, select")];
  const written = ":is(.csl-entry, p, figcaption, td, dd, li:not([class])) a";
  const inText = `.cross-ref, .quarto-xref, .bd-interactive *, ${written}`;
  return nodes
    .filter((node) => node.checkVisibility() && node.tabIndex >= 0 && !node.matches(inText))
    .filter((node) => !node.closest("svg, .visually-hidden, .bd-hearing, .bd-skip-link"))
    .map((node) => [node.getBoundingClientRect(), node])
    .filter(([box]) => box.width > 1 && (box.height < 24 || box.width < 24))
    .map(([box, node]) => `${box.width} x ${box.height} ${node.outerHTML.slice(0, 90)}`);
}"""
# The first element with the focus that the header covers: the page is walked back from its end.
COVERED = """() => {
  const header = document.querySelector(".bd-site-header").getBoundingClientRect().bottom;
  const nodes = [...document.querySelectorAll("main :is(a[href], button, summary, [tabindex='0'])")];
  return nodes.reverse().filter((node) => node.tabIndex >= 0 && node.checkVisibility()).filter((node) => {
    node.focus();
    const box = node.getBoundingClientRect();
    return document.activeElement === node && box.bottom > 0 && box.bottom <= header;
  }).map((node) => node.outerHTML.slice(0, 90));
}"""


@pytest.mark.parametrize(("at", "path"), [*enumerate([*PAGES, "404.html"])])
def test_a_page_is_for_everyone_and_loses_nothing_at_four_times_the_size(watch, address, at, path):
    """One visit serves all. Axe sees some pages on a phone, the others on a large screen."""
    width, scheme = ((1280, "light"), (390, "dark"))[at % 2]
    watched = watch(width=width, color_scheme=scheme)
    page = watched.page
    page.goto(f"{address}/{path}", wait_until="load")
    page.evaluate(OPEN)
    if path in FOR_AXE:
        # The contrast of all text is measured in test_pages.py, much faster.
        context = {"exclude": [["math"], ["pre > code"]]}
        assert_accessible(page, "best-practice", context=context, color_contrast=False)
    assert page.evaluate(SMALL) == []
    page.set_viewport_size({"width": 320, "height": 256})
    page.evaluate(SETTLED)
    assert page.evaluate(LOST) == [0, []]
    page.add_style_tag(content=SPACED)
    page.evaluate(SETTLED)
    assert page.evaluate(LOST) == [0, []]
    assert not watched.troubles


@pytest.mark.pandoc("Quarto has a header of its own")
def test_the_header_never_covers_what_has_the_focus(watch, address):
    page = watch(reduced_motion="reduce").page
    page.goto(f"{address}/chapters/05-inductive-step.html", wait_until="load")
    assert page.evaluate(COVERED) == []


def test_a_link_to_each_place_is_there_for_the_pointer_and_no_stop_of_the_tab_key(watch, address):
    page = watch().page
    page.goto(f"{address}/chapters/05-inductive-step.html")
    links = page.locator(".bd-permalink")
    targets = links.evaluate_all("links => links.map((link) => link.hash)")
    assert {"#many-paths", "#eq-inductive-step", "#fig-errors", "#exr-vanish"} <= set(targets)
    folded = page.locator(".bd-places a").evaluate_all("links => links.map((link) => link.hash)")
    assert sorted(targets) == sorted(folded)
    assert {link.get_attribute("tabindex") for link in links.all()} == {"-1"}
    heading = page.locator("h2#many-paths, #many-paths > h2")
    assert heading.locator(".bd-permalink").evaluate("link => getComputedStyle(link).opacity") == "0"
    heading.hover()
    assert heading.locator(".bd-permalink").evaluate("link => getComputedStyle(link).opacity") == "1"
    heading.locator(".bd-permalink").click()
    page.wait_for_url("**#many-paths")


def test_forced_colours_leave_everything_legible(watch, address):
    page = watch(forced_colors="active").page
    page.goto(f"{address}/chapters/05-inductive-step.html", wait_until="load")
    for selector in (".bd-places > summary", ".bd-report, .bd-page-tools a", "h1", ".bd-equation-number"):
        colour, ground = page.locator(selector).first.evaluate(
            "node => [getComputedStyle(node).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert colour != ground, selector


def test_every_page_is_html_as_the_standard_has_it(site):
    for file in sorted(Path(site).rglob("*.html")):
        parser = HTMLParser(strict=False)
        parser.parse(file.read_text(encoding="utf-8"))
        assert parser.errors == [], file.name
