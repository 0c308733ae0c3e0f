"""The site as others find it: metadata, maps, the page for lost ways, the link that reports an error."""

import html
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from figures.data.notation import SYMBOLS
from press.site import search
from press.site.pages import print_book, short_and_long
from tests.press.books import FIGURE, BookMaker, code, markdown, picture

LONG = "A row of boxes. " + "The next one is larger, and says a < b & c. " * 9
ONE = [
    markdown("# One & all {#sec-one}\n\nWhat is one? See @eq-a.\n\n## Part\n\n$$\nx^2 < \\delta\n$$ {#eq-a}"),
    code(FIGURE.replace('An empty box, which shows \\"nothing\\".', LONG), [picture()]),
    markdown("::: {#exr-e}\n## Halve it\n\nDo.\n:::"),
]


@pytest.fixture(scope="module")
def unknown(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GITHUB_REPOSITORY", raising=False)
        return printed(tmp_path_factory.mktemp("unknown"))


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_REPOSITORY", "Ada/engine")
        patch.delenv("GITHUB_SERVER_URL", raising=False)
        return printed(tmp_path_factory.mktemp("known"))


def printed(root):
    print_book(BookMaker(root)(ONE), root / "site")
    return root / "site"


def page(site, name="chapters/01.html"):
    return (site / name).read_text(encoding="utf-8")


def meta(text):
    """Return the content of each meta element that has a name or a property."""
    found = re.findall(r'<meta (?:name|property)="([^"]+)"(?: media="[^"]*")? content="([^"]*)">', text)
    return {name: html.unescape(content) for name, content in found}


def test_each_page_says_what_it_is_about_to_who_shows_a_link_to_it(unknown):
    said = meta(page(unknown))
    assert said["description"] == said["og:description"] == "What is one? See Equation 1.1."
    assert said["og:title"] == "One & all"
    assert said["og:image"] == "../theme/card.png"
    assert (unknown / "theme/card.png").is_file()
    assert page(unknown).count('name="theme-color"') == 2
    assert meta(page(unknown, "index.html"))["og:type"] == "book"


def test_a_title_is_escaped_wherever_it_stands(unknown):
    assert "<title>One &amp; all | A small book</title>" in page(unknown)
    assert all("One & all" not in page(unknown, file) for file in unknown.rglob("*.html"))


def test_the_card_has_the_size_that_the_pages_state(unknown):
    header = (unknown / "theme/card.png").read_bytes()[16:24]
    size = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:], "big")
    said = meta(page(unknown))
    assert (f"{size[0]}", f"{size[1]}") == (said["og:image:width"], said["og:image:height"])


def test_without_an_address_nothing_is_made_up(unknown):
    text = "".join(file.read_text(encoding="utf-8") for file in unknown.rglob("*.html"))
    assert "github" not in text
    assert "mybinder" not in text
    assert 'rel="canonical"' not in text
    assert "Report an error" not in text
    assert not (unknown / "sitemap.xml").exists()
    assert not (unknown / "robots.txt").exists()


def test_with_an_address_each_page_states_its_own_and_is_on_the_map(known):
    home = "https://ada.github.io/engine/"
    assert f'<link rel="canonical" href="{home}chapters/01.html">' in page(known)
    assert f'<link rel="canonical" href="{home}">' in page(known, "index.html")
    assert meta(page(known))["og:image"] == f"{home}theme/card.png"
    places = re.findall(r"<loc>(.*?)</loc>", (known / "sitemap.xml").read_text())
    assert places == [
        f"{home}{name}" for name in ("", "chapters/01.html", "references.html", "chapters/a1.html")
    ]
    assert f"Sitemap: {home}sitemap.xml" in (known / "robots.txt").read_text()


def test_an_error_is_reported_with_the_place_filled_in(known):
    link = html.unescape(re.search(r'class="bd-report" href="([^"]+)"', page(known))[1])
    where, fields = urlsplit(link), parse_qs(urlsplit(link).query)
    assert f"{where.netloc}{where.path}" == "github.com/Ada/engine/issues/new"
    assert fields["template"] == ["error.yml"]
    assert fields["place"] == ["One & all (https://ada.github.io/engine/chapters/01.html)"]


def test_the_page_for_lost_ways_loads_nothing_and_finds_home_from_any_depth(known, unknown):
    for site, root in ((known, "/engine/"), (unknown, "")):
        text = page(site, "404.html")
        assert not re.search(r"\bsrc=|stylesheet", text)
        assert f'<a href="{root}chapters/01.html">1 One &amp; all</a>' in text
        assert f'<form action="{root}index.html"' in text


def test_the_fold_at_the_end_links_to_all_places_in_their_order(unknown):
    fold = re.search(r'<details class="bd-places">.*?</details>', page(unknown), re.DOTALL)[0]
    assert re.findall(r'href="#([^"]+)"', fold) == ["part", "eq-a", "fig-one", "exr-e"]
    assert "Equation\xa01.1" in fold
    assert 'class="bd-places"' not in page(unknown, "index.html")


def test_what_a_picture_shows_is_folded_below_it_where_a_sentence_is_not_enough(unknown):
    text = page(unknown)
    short = re.search(r' alt="([^"]*)"', text)[1]
    assert short.startswith("A row of boxes. The next")
    assert len(short) < 260
    description = re.search(r'<details class="bd-description">.*?<p>(.*?)</p>', text)[1]
    assert "a &lt; b &amp; c" in description
    assert html.unescape(description) == LONG.strip()


@pytest.mark.parametrize("alternative", ["Short.", "One sentence without an end " * 20])
def test_no_alternative_text_loses_words(alternative):
    short, description = short_and_long(alternative)
    assert (description or short) == alternative


def test_each_formula_is_a_line_of_text_as_well(unknown):
    assert 'alttext="x^2 &lt; δ"' in page(unknown)
    bare = [formula for formula in re.findall(r"<math[^>]*>", page(unknown)) if "alttext" not in formula]
    assert not bare


def test_search_finds_equations_figures_and_exercises_by_number_and_symbols_and_functions_by_name(unknown):
    text = (unknown / "search-index.js").read_text(encoding="utf-8")
    entries = json.loads(text.removeprefix("window.SEARCH_INDEX = ").rstrip(";\n"))
    places = {entry["section"]: entry["href"] for entry in entries}
    assert places["Equation 1.1"] == "chapters/01.html#eq-a"
    assert places["Figure 1.1"] == "chapters/01.html#fig-one"
    assert places["Exercise 1.1: Halve it"] == "chapters/01.html#exr-e"
    assert places["η, learning rate"].endswith("#eq-update")
    assert not re.search(
        r"[{}$]", "".join(entry["section"] for entry in entries if entry["title"] == "Symbols")
    )


def test_every_symbol_of_the_table_is_found():
    assert len(list(search.symbols())) == len(SYMBOLS) > 30
