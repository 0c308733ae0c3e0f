"""Notebooks in plain Markdown: every mark of the dialect as notebooks know it, and nothing lost."""

import json
import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

from backprop.data import find_mnist
from press.notebooks.markdown import CUT, as_file, whole_book
from press.source import tree
from press.source.book import Book, needs_mnist
from press.source.cells import take_apart
from press.source.dialect import check_page
from tests.chapters.again import what_differs
from tests.press.books import FIGURE, WRITE, code, markdown, picture, stdout
from tests.thorough import some

BOOK = Book()
NOTEBOOKS = {page.source: BOOK.notebook(page) for page in BOOK.pages}
PAGES = list(NOTEBOOKS)
WITH_CODE = [page for page in PAGES if any(c["cell_type"] == "code" for c in NOTEBOOKS[page]["cells"])]
RAW = re.compile(r":::|\{#|\{\.|#\||@(?:eq|sec|fig|tbl|exr)-")
SMALL = [
    markdown(
        "# One {#sec-one}\n\n## Part {#sec-part}\n\n$$\nx\n= 1\n$$ {#eq-x}\n\n@gauss1809 did so [@gauss1809]."
    ),
    code("#| tags: [slow]\n# by @eq-x\nprint(1)", [stdout("1\n")]),
    markdown(
        "See @eq-x, @sec-part, @sec-more, @tbl-t and @fig-one.\n\n| a |\n|:--|\n| $b$ |\n\n: Words. {#tbl-t}"
    ),
    code(FIGURE, [picture()]),
    markdown("::: {.callout-note}\n## Predict\n\nWhat?\n\n$$\ny\n= 2\n$$\n\n:::\n\nterm\n:   What it is."),
]
QUESTION = """\
::: {.question}

Which $x$?

:::: {.callout-tip collapse="true"}
## The $x$ that is 1.

**Yes.** So it is.

::::

:::: {.callout-tip collapse="true"}
## The other.

**No.** It is not.

::::

:::: {.callout-tip collapse="true"}
## None.

**No.** One is.

::::

:::"""


def cells_of(book, source="chapters/01.ipynb"):
    return whole_book(book)[Path(source)]["cells"]


def test_a_page_says_in_plain_markdown_what_it_says_in_the_dialect(make_book):
    heading, printed, see, figure, caption, note, works = cells_of(make_book(SMALL))
    assert heading["source"] == (
        '<div id="sec-one"></div>\n\n# 1 One\n\n<div id="sec-part"></div>\n\n## 1.1 Part\n\n'
        '<div id="eq-x"></div>\n\n$$\nx\n= 1 \\tag{1.1}\n$$\n\nGauss (1809) did so (Gauss 1809).'
    )
    assert printed["source"] == "# by Equation 1.1\nprint(1)"
    assert printed["metadata"] == {"press": {"tags": ["slow"]}}
    assert see["source"] == (
        "See [Equation\xa01.1](#eq-x), [Section\xa01.1](#sec-part), [Appendix\xa0A](a1.ipynb#sec-more), "
        '[Table\xa01.1](#tbl-t) and [Figure\xa01.1](#fig-one).\n\n<div id="tbl-t"></div>\n\n'
        '**Table\xa01.1.** Words.\n\n| a   |\n|:----|\n| $b$ |\n\n<div id="fig-one"></div>'
    )
    assert (figure["id"], figure["outputs"]) == ("c-3", [picture()])
    assert figure["metadata"]["jupyter"] == {"source_hidden": True}
    assert "#|" not in figure["source"]
    assert caption["source"] == (
        "**Figure\xa01.1.** A caption with $x^2$.\n\n<details><summary>Description</summary>\n\n"
        "An empty box, which shows “nothing”.\n\n</details>".replace("“nothing”", '"nothing"')
    )
    assert note["source"] == "> **Predict**\n>\n> What?\n>\n> $$y = 2$$\n\n- **term:** What it is."
    assert works["source"].startswith("**Works cited**\n\nGauss, Carl Friedrich. 1809.")


def test_a_question_shows_its_options_and_keeps_what_each_means(make_book):
    (cell,) = cells_of(make_book([markdown(f"# One {{#sec-one}}\n\n{QUESTION}")]))
    asked, _, answers = cell["source"].partition("<details>")
    assert asked.endswith(
        "**Question.** Which $x$?\n\n- **A.** The $x$ that is 1.\n- **B.** The other.\n- **C.** None.\n\n"
    )
    assert f"<details>{answers}" == (
        "<details><summary>Is it A?</summary>\n\n**Yes.** So it is.\n\n</details>\n\n"
        "<details><summary>Is it B?</summary>\n\n**No.** It is not.\n\n</details>\n\n"
        "<details><summary>Is it C?</summary>\n\n**No.** One is.\n\n</details>"
    )


def test_hints_are_folded_one_within_the_other_and_solutions_are_named(make_book):
    book = make_book([markdown("# One {#sec-one}"), *WRITE])
    *_, exercise, task, name, solution = cells_of(book)
    assert exercise["source"].startswith(
        '<div id="exr-write-cost"></div>\n\n### Exercise\xa01.1: Name\n\nDo.'
    )
    opened = [title for title in re.findall(r"<summary>(.*?)</summary>|(</details>)", exercise["source"])]
    assert opened == [("Hint", ""), ("Next hint", ""), ("Last hint", ""), *[("", "</details>")] * 3]
    assert "jupyter" not in task["metadata"]
    assert name["source"].startswith("**Solution**")
    assert solution["metadata"]["jupyter"] == {"source_hidden": True}
    left = whole_book(book, solved=False)[Path("chapters/01.ipynb")]["cells"]
    assert [cell["id"] for cell in left] == [cell["id"] for cell in cells_of(book)][:-2]


def test_the_references_are_listed_and_the_preface_leads_to_every_page(make_book):
    book = make_book(SMALL)
    (references,) = cells_of(book, "references.ipynb")
    assert references["source"].startswith("# References\n\n")
    assert "Gauss, Carl Friedrich. 1809." in references["source"]
    contents = cells_of(book, "index.ipynb")[-1]["source"]
    assert "- [1 One](chapters/01.ipynb)" in contents
    assert "- [A More](chapters/a1.ipynb)" in contents


def test_a_page_without_a_bibliography_is_written_too(make_book):
    book = make_book([markdown("# One {#sec-one}\n\nText.")])
    del book.config["bibliography"]
    assert cells_of(book)[0]["source"].endswith("Text.")


# The real book.


@pytest.fixture(scope="module")
def written():
    return whole_book(BOOK)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_no_raw_mark_is_left_in_what_is_read(written, page):
    for cell in written[page]["cells"]:
        outputs = json.dumps([{**one, "data": {}} for one in cell.get("outputs", [])])
        found = RAW.findall(cell["source"]) + RAW.findall(outputs)
        assert not found, (cell["id"], found)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_code_outputs_and_names_are_the_chapters(written, page):
    chapter = [cell for cell in NOTEBOOKS[page]["cells"] if cell["cell_type"] == "code"]
    cells = [cell for cell in written[page]["cells"] if cell["cell_type"] == "code"]
    assert [cell["id"] for cell in cells] == [cell["id"] for cell in chapter]
    for cell, stored in zip(cells, chapter, strict=True):
        lines = zip(cell["source"].split("\n"), take_apart(stored).code.split("\n"), strict=True)
        changed = [(now, before) for now, before in lines if now != before]
        assert all(re.search(r"# .*@eq-", before) and "# Equation " in now for now, before in changed)
        assert (cell["outputs"], cell["execution_count"]) == (stored["outputs"], stored["execution_count"])
    nbformat.validate(nbformat.reads(as_file(written[page]), as_version=4))


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_githubs_markdown_finds_every_formula_table_and_code_of_the_chapter(written, page):
    (source,) = (one for one in BOOK.pages if one.source == page)
    texts = [cell["source"] for cell in written[page]["cells"] if cell["cell_type"] == "markdown"]
    text = f"\n\n{CUT}\n\n".join(text for text in texts if not text.startswith("**Works cited**"))
    read = json.loads(tree.pandoc(["-f", "gfm", "-t", "json"], text))["blocks"]
    chapter = [blocks for _, blocks in check_page(BOOK, source).cells]

    def parts(blocks):
        """Count formulas, without the numbers that are added, code and tables."""
        found = Counter()
        for node in tree.walk(blocks):
            if node["t"] == "Math":
                found["".join(re.sub(r"\\tag\{[\w.]+\}", "", node["c"][1]).split())] += 1
            elif node["t"] in ("Code", "CodeBlock"):
                found[node["c"][1]] += 1
            elif node["t"] == "Table":
                found["rows of tables"] += sum(part["t"] == "Plain" for part in tree.walk(node["c"][3:]))
        return found

    assert parts(read) == parts(chapter)
    words = tree.text_of(read)
    assert not RAW.search(words)
    assert "$" not in words


def test_every_reference_leads_to_a_place_that_is_there(written):
    places = {
        page: set(re.findall(r'<div id="([\w-]+)"></div>', as_file(notebook).replace('\\"', '"')))
        for page, notebook in written.items()
    }
    count = 0
    for page, notebook in written.items():
        text = "\n".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "markdown")
        for way, place in re.findall(r"\]\(((?!https?:)[^)#]*)#?([^)]*)\)", text):
            target = Path(page.parent / way) if way else page
            target = Path("index.ipynb") if target.name == "index.ipynb" else target
            assert not place or place in places[target], (page, way, place)
            assert target in places
            count += 1
    assert count > 300


@pytest.mark.parametrize("page", some(PAGES, [Path("chapters/06-algorithm.ipynb")]), ids=str)
def test_a_page_made_by_nbconvert_shows_no_raw_mark(written, page):
    notebook = nbformat.reads(as_file(written[page]), as_version=4)
    body, _ = HTMLExporter(embed_images=True).from_notebook_node(notebook)
    body = re.sub(r"<(style|script|svg)\b.*?</\1>", "", body[body.index("<body") :], flags=re.DOTALL)
    assert not RAW.search(re.sub(r"<[^>]*>", "", body))
    assert body.count("<details>") == as_file(written[page]).count("<details>")
    assert "<details open" not in body


RUN = some(WITH_CODE, [Path("chapters/a4-making.ipynb"), Path("chapters/06-algorithm.ipynb")])


@pytest.mark.parametrize("page", RUN, ids=str)
def test_it_runs_alone_in_an_empty_folder_and_gives_the_stored_outputs(written, page, tmp_path):
    if needs_mnist(NOTEBOOKS[page]) and not find_mnist():
        pytest.skip("MNIST is not here: set BACKPROP_DATA to a folder with its four files")
    file = tmp_path / page.name
    file.write_text(as_file(written[page]), encoding="utf-8")
    if report := what_differs(file):
        pytest.fail(f"{page} does not give the outputs that it stores:\n{report}", pytrace=False)
    assert [one.name for one in tmp_path.iterdir()] == [page.name]
