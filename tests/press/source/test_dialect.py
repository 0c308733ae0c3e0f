"""Markup outside the dialect stops the press, and the message says where and why."""

import pytest
import yaml

from press.source.book import Book, PressError
from press.source.dialect import check_book
from tests.press.books import FIGURE, WRITE, code, markdown, picture

TITLE = markdown("# One {#sec-one}\n\nText.")

ALLOWED = """\
## Section {#sec-part}

Inline $x$, *emphasis*, `code`, [a link](https://example.org), @gauss1809, [@gauss1809], @sec-one,
@eq-a, @fig-one, @tbl-t, @exr-e.[^1]

[^1]: A note.

$$
x
$$ {#eq-a}

| a | b |
|:--|:--|
| 1 | 2 |

: A table. {#tbl-t}

::: {.callout-note}
## Title

Text.
:::

::: {#exr-e}
## Name

Do.

:::: {.callout-tip collapse="true"}
## Solution

Done.
::::
:::

term
:   What it means.
"""

OPTION = ':::: {{.callout-tip collapse="true"}}\n## {}\n\n{}\n::::'


def question(*options, text="How large?"):
    """Return a cell with a question; each option is its feedback, or (title, feedback)."""
    pairs = [
        option if isinstance(option, tuple) else (f"option ${at}$", option)
        for at, option in enumerate(options)
    ]
    return markdown("\n\n".join(["::: {.question}", text, *(OPTION.format(*pair) for pair in pairs), ":::"]))


PROBLEMS = {
    "a reference to nothing": (markdown("See @eq-nowhere."), "@eq-nowhere points to nothing"),
    "a citation of nothing": (markdown("See @euler1748."), "@euler1748 is not in the bibliography"),
    "raw html": (markdown("A <b>word</b>."), "raw html: <b>"),
    "a shortcode": (markdown("{{< video x >}}"), "a shortcode"),
    "an image": (markdown("![a](theme/a.png)"), "an image"),
    "a second title": (markdown("# Two"), "a second heading of the first level"),
    "a level left out": (markdown("### Deep"), "a heading of level 3 after one of level 1"),
    "a question with two options": (
        question("**Yes.** a", "**No.** b"),
        "a question with 2 different options",
    ),
    "a question with five options": (
        question("**Yes.** a", *["**No.** b"] * 4),
        "a question with 5 different options; expected 3 or 4",
    ),
    "a question with an option twice": (
        question("**Yes.** a", ("same", "**No.** b"), ("same", "**No.** c")),
        "a question with 2 different options",
    ),
    "a question without a right option": (question(*["**No.** b"] * 3), "a question with 0 right options"),
    "a question with two right options": (
        question("**Yes.** a", "**Yes.** b", "**No.** c"),
        "a question with 2 right options; expected one",
    ),
    "feedback without a verdict": (
        question("**Yes.** a", "**No.** b", ("$\\delta$, twice", "No. c")),
        "the feedback to “δ, twice” begins with neither **Yes.** nor **No.**",
    ),
    "feedback with another verdict": (
        question("**Yes.** a", "**No.** b", ("three", "**Perhaps.** c")),
        "the feedback to “three” begins with neither **Yes.** nor **No.**",
    ),
    "an option without feedback": (
        question("**Yes.** a", "**No.** b", ("three", "")),
        "the feedback to “three” begins with neither",
    ),
    "a question without words": (
        question("**Yes.** a", "**No.** b", "**No.** c", text=""),
        "a question of another form; expected a paragraph, then options",
    ),
    "an option without a word": (
        question("**Yes.** a", "**No.** b", ("$z^2$", "**No.** c")),
        "the option “z^2” has no words",
    ),
    "a question that does not fold": (
        markdown(
            question("**Yes.** a", "**No.** b", "**No.** c")["source"].replace(' collapse="true"', "", 1)
        ),
        "a question of another form",
    ),
    "a question with a label": (
        markdown(question("**Yes.** a", "**No.** b", "**No.** c")["source"].replace("{.", "{#q .", 1)),
        "a ::: block q; expected a callout, an exercise, a question or refs",
    ),
    "an unknown block": (markdown("::: {.column-margin}\nx\n:::"), "a ::: block column-margin"),
    "a block not closed": (markdown("::: {.callout-note}\nx"), "a ::: block is opened and not closed"),
    "a block closed twice": (markdown("a\n\n:::\n\nb"), "a ::: line closes a block that was not opened"),
    "a formula Pandoc refuses": (markdown("so $\\foo{x}$"), "a formula that cannot be printed: \\foo{x}"),
    "raw TeX": (markdown("so \\foo"), "raw tex: \\foo"),
    "a superscript": (markdown("x^2^"), "a ^superscript^"),
    "a rule": (markdown("a\n\n-----\n\nb"), "a horizontal rule"),
    "attributes on words": (markdown("[a]{.smaller}"), "[words]{with attributes}"),
    "attributes on code": (markdown("`x`{.python}"), "code with attributes"),
    "a label of nothing": (markdown("Words. {#eq-a}"), "{#eq-a} belongs to nothing"),
    "an equation's odd label": (markdown("$$\nx\n$$ {#cost}"), "{#cost} belongs to nothing"),
    "a table's odd label": (markdown("| a |\n|--|\n| 1 |\n\n: C {#foo}"), "the table's label foo is not"),
    "a heading with a class": (markdown("## Two {.big}"), "a heading with attributes"),
    "a heading deep in a block": (
        markdown("::: {.callout-tip}\n## A\n\nx\n\n## B\n:::"),
        "a heading within a ::: block",
    ),
    "a callout with options": (
        markdown('::: {.callout-tip icon="false"}\nx\n:::'),
        "a ::: block callout-tip",
    ),
    "references and citations mixed": (markdown("[@sec-one; @gauss1809]"), "mixes references and citations"),
    "words in a reference": (markdown("[see @sec-one]"), "words or a sign in the reference to sec-one"),
    "a reference to nothing in code": (code("x = 1  # @eq-gone"), "@eq-gone points to nothing"),
    "a note twice": (markdown("a[^1]\n\n[^1]: b\n\n[^1]: c"), "Duplicate note reference"),
    "a label used twice": (markdown("$$\nx\n$$ {#eq-a}\n\n$$\ny\n$$ {#eq-a}"), "eq-a is defined twice"),
    "a tag": (markdown("$$\nx \\tag{1}\n$$"), "\\tag in a formula"),
    "a reference in a formula": (markdown("$$\n\\text{see @eq-a}\n$$"), "@ in a formula"),
    "a formula in a line": (markdown("so\n$$\nx\n$$\nholds"), "a displayed formula within a paragraph"),
    "a link to nowhere": (markdown("[here](gone.ipynb)"), "a link to gone.ipynb"),
    "a link to a page": (markdown("[here](01.ipynb)"), "expected https://…, or @sec-name"),
    "an odd switch": (code("#| code-fold: show\n1"), "`code-fold: show`; expected true or false"),
    "a hidden figure": (
        code("#| label: fig-a\n#| fig-cap: c\n#| fig-alt: a\n#| output: false\n1"),
        "fig-a is hidden by `output: false`",
    ),
    "a figure without words": (code("#| label: fig-a\n#| fig-cap: c\n1"), "fig-a has no fig-alt"),
    "a figure without caption": (code("#| label: fig-a\n#| fig-alt: a\n1"), "fig-a has no fig-cap"),
    "a caption like a list": (
        code('#| label: fig-a\n#| fig-cap: "- one"\n#| fig-alt: a\n1'),
        "a caption that is more than one paragraph",
    ),
    "a cell's odd label": (code("#| label: cost\n1"), "the label cost is not of the form fig-name"),
    "a report on the page": (
        code("#| label: try-cost\n1"),
        "the cell try-cost shows what its check says; expected `output: false`",
    ),
    "a solution that is not folded": (
        code("#| label: solution-cost\n#| output: false\n1"),
        "the cell solution-cost gives its code away; expected `code-fold: true`",
    ),
    "a picture of a solution": (
        code("#| label: try-cost\n#| output: false\ndraw()", [picture()]),
        "a picture without `label: fig-name`",
    ),
    "a picture without label": (code("draw()", [picture()]), "a picture without `label: fig-name`"),
    "an unknown option": (code("#| column: margin\n1"), "`column` is not in the dialect"),
    "bad options": (code("#| label: [\n1"), "not YAML"),
    "a long cell": (code("\n".join(["x = 1"] * 25)), "25 lines of code"),
    "a raw cell": ({**markdown("x"), "cell_type": "raw"}, "a raw cell"),
}

UNREADABLE = {"a block not closed", "a block closed twice", "a note twice"}  # what follows is unknown


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_problem_is_reported_with_file_cell_and_reason(make_book, name):
    cell, reason = PROBLEMS[name]
    book = make_book([TITLE, cell])
    with pytest.raises(PressError) as caught:
        check_book(book)
    line = next(line for line in str(caught.value).splitlines() if reason in line)
    assert line.startswith("chapters/01.ipynb, cell ")


def test_all_problems_are_reported_at_once(make_book):
    problems = [problem for name, problem in PROBLEMS.items() if name not in UNREADABLE]
    book = make_book([TITLE, *(cell for cell, _ in problems)])
    with pytest.raises(PressError) as caught:
        check_book(book)
    for _, reason in problems:
        assert reason in str(caught.value)


def test_hints_within_hints_and_cells_to_write_in_are_allowed(make_book):
    checked = check_book(make_book([TITLE, *WRITE]))
    assert set(checked[1].labels) == {"sec-one", "eq-a", "exr-write-cost"}


def test_the_title_of_a_chapter_is_numbered(make_book):
    with pytest.raises(PressError, match=r"cell 1: the title of a chapter; expected no {\.unnumbered}"):
        check_book(make_book([markdown("# One {#sec-one .unnumbered}")]))


def test_a_page_of_practice_among_the_chapters_has_no_number_and_takes_none(make_book):
    book = make_book([TITLE], [markdown("# Two {#sec-two}")])
    book.config["book"]["chapters"].insert(2, "chapters/rebuild.ipynb")
    (book.root / "_quarto.yml").write_text(yaml.safe_dump(book.config))
    make_book.write("chapters/rebuild.ipynb", [markdown("<!-- -->\n\n# Rebuild it {.unnumbered}")])
    checked = check_book(Book(book.root))
    numbers = [(page.page.kind, page.page.number) for page in checked]
    assert numbers[1:4] == [("chapter", "1"), ("practice", ""), ("chapter", "2")]
    make_book.write("chapters/rebuild.ipynb", [markdown("# Rebuild it {#sec-rebuild}")])
    with pytest.raises(PressError, match=r"the title of a practice; expected {\.unnumbered}"):
        check_book(Book(book.root))


@pytest.mark.parametrize("before", ["", "\n", "<!-- -->\n"])
def test_an_unnumbered_title_has_the_empty_comment_before_it_that_keeps_quarto_from_numbering_it(
    make_book, before
):
    book = make_book([TITLE])
    check_book(book)
    make_book.write("index.ipynb", [markdown(f"{before}# Preface {{.unnumbered}}")])
    with pytest.raises(PressError, match=r"^index\.ipynb, cell 1: an unnumbered title; expected <!-- -->"):
        check_book(book)


def test_the_empty_comment_is_refused_everywhere_else(make_book):
    with pytest.raises(PressError, match=r"cell 2: raw html: <!-- -->"):
        check_book(make_book([TITLE, markdown("Text.\n\n<!-- -->\n\nText.")]))


def test_an_html_output_is_refused(make_book):
    output = {"output_type": "display_data", "data": {"text/html": "<p>"}, "metadata": {}}
    with pytest.raises(PressError, match="an output of type text/html"):
        check_book(make_book([TITLE, code("1", [output])]))


def test_a_label_in_two_chapters_is_refused(make_book):
    equation = markdown("$$\nx\n$$ {#eq-a}")
    book = make_book([TITLE, equation], [markdown("# Two {#sec-two}"), equation])
    with pytest.raises(PressError, match=r"02.ipynb, cell 2: the label eq-a is also in .*01.ipynb"):
        check_book(book)


def test_what_the_dialect_allows_passes(make_book):
    asked = question("**No.** a", "**Yes.** Because $x$.", ("the $\\sigma'(z)$", "**No.** c"), "**No.** d")
    checked = check_book(make_book([TITLE, markdown(ALLOWED), asked, code(FIGURE, [picture()])]))
    assert set(checked[1].labels) == {"sec-one", "sec-part", "eq-a", "tbl-t", "exr-e", "fig-one"}
