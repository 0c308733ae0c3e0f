"""The Pandoc print: numbers, references, figures, folds, furniture; and nothing from other sites."""

import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from press import command as command_line
from press.site.pages import print_book
from press.source import blocks, tree
from press.source.book import Book, PressError
from tests.press.books import FIGURE, SVG, WRITE, BookMaker, code, markdown, picture, stdout

ONE = [
    markdown("# One {#sec-one}\n\nSee @eq-a, @fig-one, @exr-e, @tbl-t and @sec-part in @sec-two; @sec-more."),
    markdown(
        "## Part {#sec-part}\n\n$$\nx^2\n$$ {#eq-a}\n\nAs @gauss1809 says.\n\n$$\ny\n$$\n\n### Of it\n\nMore."
    ),
    markdown("| a | b |\n|:--|:--|\n| 1 | 2 |\n\n: A table. {#tbl-t}"),
    code(FIGURE, [picture()]),
    code("print('1 < 2')", [stdout("1 < 2\n")]),
    markdown(
        "## Exercises\n\n::: {#exr-e}\n## Name\n\nDo.\n\n"
        ':::: {.callout-tip collapse="true"}\n## Solution\n\nDone.\n::::\n:::'
    ),
    markdown("::: {.callout-important}\n## Result\n\n$z$\n:::"),
    markdown(
        "::: {.question}\nWhich tortoise?\n\n"
        ':::: {.callout-tip collapse="true"}\n## The $x^2$ hare\n\n**No.** Too fast.\n::::\n\n'
        ':::: {.callout-tip collapse="true"}\n## None\n\n**No.** One is.\n::::\n\n'
        ':::: {.callout-tip collapse="true"}\n## The slow one\n\n**Yes.** It is.\n::::\n:::'
    ),
]
TWO = [
    markdown(
        "# Two {#sec-two}\n\n## The $\\delta$ {#sec-delta}\n\n"
        "Back to @fig-one and @eq-b.\n\n$$\nw\n$$ {#eq-b}"
    )
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = tmp_path_factory.mktemp("book")
    print_book(BookMaker(root)(ONE, TWO), root / "site")
    return root / "site"


@pytest.fixture(scope="module")
def first(site):
    return (site / "chapters/01.html").read_text(encoding="utf-8")


def link(page, target):
    """Return the words of the page's first link to `target`."""
    return re.search(rf'<a href="{re.escape(target)}"[^>]*>(.*?)</a>', page).group(1).replace("\xa0", " ")


def test_references_carry_the_numbers_of_what_they_point_to(first, site):
    assert link(first, "#eq-a") == "Equation 1.1"
    assert link(first, "#fig-one") == "Figure 1.1"
    assert link(first, "#exr-e") == "Exercise 1.1"
    assert link(first, "#tbl-t") == "Table 1.1"
    assert link(first, "#sec-part") == "Section 1.1"
    assert link(first, "../chapters/02.html#sec-two") == "Chapter 2"
    assert link(first, "../chapters/a1.html#sec-more") == "Appendix A"
    second = (site / "chapters/02.html").read_text(encoding="utf-8")
    assert link(second, "../chapters/01.html#fig-one") == "Figure 1.1"
    assert link(second, "#eq-b") == "Equation 2.1"


def test_only_labelled_equations_are_numbered(first):
    assert first.count('class="bd-equation"') == 2
    assert re.findall(r'class="bd-equation-number">(.*?)<', first) == ["(1.1)"]
    assert "<math" in first


def test_the_headings_below_a_section_are_not_counted(first):
    assert re.findall(r'class="header-section-number">(.*?)<', first) == ["1.1", "1.2"]


def test_a_page_names_its_language_and_is_as_wide_as_the_screen(first):
    assert '<html lang="en"' in first
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in first


def test_a_figure_is_a_file_with_its_size_words_and_folded_code(first, site):
    image = re.search(r"<img [^>]*>", first).group()
    assert 'src="01/fig-one.svg"' in image
    assert 'width="80" height="40"' in image
    assert 'alt="An empty box, which shows &quot;nothing&quot;."' in image
    assert (site / "chapters/01/fig-one.svg").read_text(encoding="utf-8") == SVG
    caption = re.search(r"<figcaption>(.*?)</figcaption>", first, re.DOTALL).group(1)
    assert "Figure\xa01.1:" in caption
    assert "<math" in caption
    folded = first[first.index('<details class="code-fold">') :]
    assert "Show the code" in folded[:120]
    assert "#|" not in first


def test_outputs_are_escaped_and_set_apart_from_code(first):
    assert re.search(r'class="cell-output[^>]*>\s*<pre><code>1 &lt; 2', first)


def test_solutions_are_folded_and_results_are_not(first):
    assert '<details class="callout callout-tip"><summary class="callout-header">' in first
    assert '<div class="callout callout-important">' in first


def test_a_question_folds_each_option_and_all_look_alike_until_one_is_opened(first):
    printed = first[first.index('<div class="question">') : first.index('<details class="bd-places">')]
    assert printed.startswith('<div class="question">\n<p>Which tortoise?</p>\n<details')
    options = re.findall(r"<details.*?</details>", printed, re.DOTALL)
    assert {option.partition("</summary>")[0].partition("\n")[0] for option in options} == {
        '<details class="callout callout-tip"><summary class="callout-header">'
    }
    assert [re.search(r"<strong>(.*?)</strong>", option).group(1) for option in options] == [
        "No.",
        "No.",
        "Yes.",
    ]
    assert "<math" in options[0].partition("</summary>")[0]


def test_search_does_not_find_the_false_options_of_a_question(site):
    index = (site / "search-index.js").read_text(encoding="utf-8")
    assert "Done." in index
    assert "tortoise" not in index
    assert not re.search(r"\bhare\b", index)


def test_an_exercise_starts_with_its_number_and_name_in_the_first_line(first):
    start = '<div id="exr-e" class="exercise">\n<p><strong class="bd-exercise-title">'
    assert f"{start}Exercise\xa01.1 (Name).</strong> Do.</p>" in first
    assert first.count('class="bd-exercise-title"') == 1


def test_each_hint_is_folded_within_the_one_before(make_book, tmp_path):
    print_book(make_book([markdown("# One {#sec-one}"), *WRITE]), tmp_path / "site")
    page = (tmp_path / "site/chapters/01.html").read_text(encoding="utf-8")
    exercise = page[page.index('<div id="exr-write-cost"') : page.index('class="cell"')]
    found = re.findall(r"<details|</details|(?:Next |Last )?[Hh]int\b|First|Second|Third", exercise)
    opened = "<details Hint First <details Next hint Second <details Last hint Third"
    assert " ".join(found) == f"{opened} </details </details </details"


def test_a_table_that_is_too_wide_can_be_scrolled_from_the_keyboard(first):
    assert (
        '<div id="tbl-t" class="bd-table-scroll" tabindex="0" role="region" aria-label="Table\xa01.1">'
        in first
    )


def test_each_page_describes_itself_with_its_own_first_words(first, site):
    def description(page):
        return re.search(r'<meta name="description" content="([^"]*)"', page).group(1).replace("\xa0", " ")

    assert description(first).startswith(
        "See Equation 1.1, Figure 1.1, Exercise 1.1, Table 1.1 and Section 1.1"
    )
    second = (site / "chapters/02.html").read_text(encoding="utf-8")
    assert description(second) == "Back to Figure 1.1 and Equation 2.1."


def test_only_cited_works_are_listed(make_book, tmp_path):
    book = make_book(ONE, TWO)
    with (tmp_path / "references.bib").open("a") as file:
        file.write("@book{euler1748, author={Euler, Leonhard}, title={Introductio}, year={1748}}\n")
    print_book(book, tmp_path / "site")
    references = (tmp_path / "site/references.html").read_text(encoding="utf-8")
    assert 'id="ref-gauss1809"' in references
    assert "Euler" not in references


def test_a_figure_that_was_not_drawn_yet_is_named(make_book, tmp_path):
    book = make_book([markdown("# One {#sec-one}"), code(FIGURE)])
    with pytest.raises(PressError, match=r"chapters/01\.ipynb: fig-one has not been drawn yet"):
        print_book(book, tmp_path / "site")


def test_a_page_without_code_offers_no_notebook(site):
    assert "page-tools" not in (site / "chapters/02.html").read_text(encoding="utf-8")


def test_citations_lead_to_the_list_of_references(first, site):
    assert 'href="../references.html#ref-gauss1809"' in first
    references = (site / "references.html").read_text(encoding="utf-8")
    assert 'id="ref-gauss1809"' in references
    assert "theoria motus" in references.lower()


def test_each_page_has_its_neighbours_and_the_sidebar_marks_it(first):
    assert re.search(r'rel="prev" href="../index.html"', first)
    assert re.search(r'rel="next" href="../chapters/02.html"', first)
    assert first.count('aria-current="page"') == 1
    assert '<a href="01.ipynb" download>' in first


class Loads(HTMLParser):
    """Collects what a page loads by itself: not its links, but its scripts, styles and pictures."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag != "a":
            self.found += [values[name] for name in ("src", "href", "srcset") if name in values]


def test_whatever_a_page_loads_is_a_file_of_the_site(site):
    for page in site.rglob("*.html"):
        loads = Loads()
        loads.feed(page.read_text(encoding="utf-8"))
        assert loads.found
        for target in loads.found:
            if not target.startswith("data:"):
                assert (page.parent / target).is_file(), f"{page.name} loads {target}"


def test_all_links_within_the_site_lead_somewhere(site):
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r'<a [^>]*?href="([^"]+)"', text):
            if "://" in target:
                continue
            file, _, anchor = target.partition("#")
            there = page.parent / file if file else page
            assert there.is_file(), f"{page.name} links to {target}"
            if anchor:
                assert f'id="{anchor}"' in there.read_text(encoding="utf-8"), f"{page.name}: {target}"


def test_a_comma_after_a_formula_stays_on_its_line():
    formula = {"t": "Math", "c": [{"t": "InlineMath"}, "x"]}
    words = [formula, {"t": "Str", "c": ",”"}, {"t": "Space"}, formula, {"t": "Str", "c": ".So"}, formula]
    kept = tree.with_points_kept([tree.plain(words)])[0]["c"]
    tied = [tree.span("bd-together", [formula, {"t": "Str", "c": points}]) for points in (",”", ".")]
    assert kept == [tied[0], {"t": "Space"}, tied[1], {"t": "Str", "c": "So"}, formula]


def test_a_formula_in_a_heading_is_readable_in_the_contents(site):
    page = (site / "chapters/02.html").read_text(encoding="utf-8")
    assert '<a href="#sec-delta">The δ</a>' in page


def test_the_search_index_has_an_entry_for_each_section(site):
    text = (site / "search-index.js").read_text(encoding="utf-8")
    entries = json.loads(text.removeprefix("window.SEARCH_INDEX = ").rstrip(";\n"))
    found = {entry["href"]: entry for entry in entries}
    assert found["chapters/01.html#sec-part"]["section"] == "1.1 Part"
    assert "x^2" in found["chapters/01.html#sec-part"]["text"]
    assert "As says." in found["chapters/01.html#sec-part"]["text"]
    assert "Back to Figure 1.1 and Equation 2.1." in found["chapters/02.html#sec-delta"]["text"]


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\delta^\ell_j = \sigma'(z^\ell_j) \sum_i w^{\ell+1}_{ij}", "δ^ℓ_j = σ′(z^ℓ_j) ∑_i w^ℓ+1_ij"),
        (r"\frac{\partial C}{\partial p} \approx \tfrac12 \, C", "∂ C/∂ p ≈ 1/2 C"),
        (r"\begin{aligned} a &= b && \text{by definition} \\ &= c \end{aligned}", "a = b by definition = c"),
    ],
)
def test_formulas_are_readable_among_the_results_of_a_search(tex, text):
    assert tree.readable(tex) == text


def test_the_page_says_when_its_outputs_are_stored_ones(make_book, tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "find_mnist", lambda: None)
    book = make_book([markdown("# One {#sec-one}")], needs=["mnist"])
    print_book(book, tmp_path / "site")
    assert 'class="bd-stored-outputs"' in (tmp_path / "site/chapters/01.html").read_text(encoding="utf-8")
    monkeypatch.setattr(blocks, "find_mnist", lambda: tmp_path)
    print_book(book, tmp_path / "site")
    assert "stored-outputs" not in (tmp_path / "site/chapters/01.html").read_text(encoding="utf-8")


def test_a_failed_print_leaves_the_old_site(make_book, tmp_path):
    book = make_book([markdown("# One {#sec-one}\n\n@sec-nowhere")])
    (tmp_path / "_book").mkdir()
    (tmp_path / "_book/index.html").write_text("old")
    with pytest.raises(PressError, match="@sec-nowhere points to nothing"):
        command_line.print_site(book, tmp_path / "_book", "pandoc")
    assert (tmp_path / "_book/index.html").read_text() == "old"
    assert not list(tmp_path.glob("._book*"))


@pytest.mark.parametrize("place", [".", "..", "chapters", "_quarto.yml"])
def test_the_site_never_takes_the_place_of_anything_but_a_site(make_book, place):
    book = make_book([markdown("# One {#sec-one}")])
    before = sorted(book.root.rglob("*"))
    with pytest.raises(PressError, match="holds something else than a printed site"):
        command_line.print_site(book, (book.root / place).resolve(), "pandoc")
    assert sorted(book.root.rglob("*")) == before


def test_a_new_print_takes_the_place_of_the_old_site(make_book):
    book = make_book([markdown("# One {#sec-one}")])
    site = book.root / "_book"
    command_line.print_site(book, site, "pandoc")
    (site / "chapters/gone.html").write_text("of a chapter that was renamed")
    command_line.print_site(book, site, "pandoc")
    assert (site / "chapters/01.html").exists()
    assert not (site / "chapters/gone.html").exists()
    assert not list(book.root.glob("._book*"))


def test_the_command_line_says_what_is_wrong_in_one_line(make_book, capsys):
    book = make_book([markdown("# One {#sec-one}\n\n@sec-nowhere")])
    assert command_line.main(["check", "--book", str(book.root)]) == 1
    assert capsys.readouterr().err == "chapters/01.ipynb, cell 1: @sec-nowhere points to nothing\n"


def test_a_broken_configuration_is_one_clear_line(tmp_path):
    with pytest.raises(PressError, match=r"_quarto.yml is missing"):
        Book(tmp_path)


def test_matplotlib_sizes_become_pixels():
    ET.fromstring(SVG)
    assert blocks.svg_size(SVG) == (80, 40)
