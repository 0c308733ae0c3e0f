"""The EPUB and the PDF, of small books and of the whole one: nothing missing, nothing leading nowhere."""

import re
import zipfile
from pathlib import Path

import pytest
import yaml

from press import command as command_line
from press.paper import document
from press.paper.epub import print_epub
from press.paper.fonts import FONTS
from press.paper.pdf import print_pdf
from press.quarto import render
from press.site.checked import Ledger
from press.source import blocks, cells, numbering, tree
from press.source.book import Book, PressError
from press.source.dialect import TOUCHED, check_book
from press.source.numbering import number_everything
from tests.press.books import FIGURE, SVG, WRITE, code, markdown, picture, stdout
from tests.press.paper.read_epub import MATHML, XHTML, Epub, complaints, epubcheck, faults
from tests.press.paper.read_pdf import Pdf

DARK = "<style>@media (prefers-color-scheme: dark){[x]{fill:#fff!important}}</style>"
QUESTION = """\
::: {.question}

Which is it?

:::: {.callout-tip collapse="true"}
## The first, of one.

**Yes.** It is.

::::

:::: {.callout-tip collapse="true"}
## The second.

**No.** It is not.

::::

:::: {.callout-tip collapse="true"}
## The third.

**No.** Nor is it this.

::::

:::
"""
HELP = """\
::: {.callout-tip collapse="true"}
## Line 1

First words.

:::: {.callout-tip collapse="true"}
## In it

A formula.

::::
:::

::: {.callout-tip collapse="true"}
## Line 2

Then others.

:::
"""
ONE = [
    markdown(
        "# One {#sec-one}\n\nSee @eq-a, @fig-one, @tbl-t, @sec-two; [@gauss1809] has it.[^n]\n\n[^n]: Note."
    ),
    markdown(
        "## Part\n\n| a | b |\n|:--|:--|\n| 1 | `x` |\n\n: Caption. {#tbl-t}\n\nFirst\n:   what comes first."
    ),
    code(FIGURE, [picture(SVG.replace("></svg>", f">{DARK}</svg>"))]),
    code("print(1)  # @eq-a", [stdout("1\n")]),
    markdown("::: {.callout-important}\n## Result\n\nIt holds for $\\delta^\\ell_j$.\n\n:::"),
    markdown(QUESTION),
    *WRITE,
    markdown(HELP),
]
TWO = [
    markdown(
        "# Two {#sec-two}\n\nSee @fig-one.\n\n$$\n\\begin{aligned} a &= b && \\text{by } x \\end{aligned}\n$$"
    )
]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    from tests.press.books import BookMaker

    return BookMaker(tmp_path_factory.mktemp("small"))(ONE, TWO)


@pytest.fixture(scope="module")
def small_epub(small):
    print_epub(small, small.root / "small.epub")
    return small.root / "small.epub"


@pytest.fixture(scope="module")
def small_pdf(small):
    print_pdf(small, small.root / "small.pdf")
    return Pdf(small.root / "small.pdf")


def test_the_file_has_the_name_that_the_book_says_or_its_title(small):
    assert small.file_name("pdf") == "A-small-book.pdf"
    assert Book().file_name("epub") == "Backpropagation-derived.epub"


def test_a_stored_picture_is_printed_as_on_a_light_page():
    stored = f'<svg>\n <metadata id="symbols">[1]</metadata>\n {DARK}<path/></svg>'
    assert document.light(stored) == "<svg><path/></svg>"


def test_nothing_is_wrong_with_a_small_epub(small_epub):
    assert faults(small_epub) == []


def test_the_reader_of_epubs_sees_what_is_wrong(small_epub, tmp_path):
    wrong = tmp_path / "wrong.epub"
    with zipfile.ZipFile(small_epub) as right, zipfile.ZipFile(wrong, "w") as packed:
        for name in right.namelist():
            if name.endswith(".svg"):
                continue
            text = right.read(name)
            if b"#fig-one" in text and name.endswith(".xhtml"):
                text = text.replace(b"#fig-one", b"#fig-two").replace(b'alt="', b'title="')
            packed.writestr(name, text)
    found = "\n".join(faults(wrong))
    assert "is in the manifest and not in the file" in found
    assert "#fig-two leads nowhere" in found
    assert "has no alternative text" in found


def test_what_is_folded_on_the_site_stands_under_answers_with_links_there_and_back(small_epub):
    words = Epub(small_epub).words()
    shown, answers = words.split("Answers", 1)
    assert "A. " not in shown  # the letters are the list's
    assert "The first, of one. The second. The third. The answer" in shown
    assert "It is not." not in shown
    assert "Question 1.1 Yes. It is. No. It is not. No. Nor is it this." in answers.replace("\xa0", " ")
    assert re.search(r"Hint\. First, .*Next hint\. Second\..*Last hint\. Third\..*Solution\.", answers)


def test_help_outside_of_exercises_stands_there_too(small_epub):
    shown, answers = Epub(small_epub).words().split("Answers", 1)
    assert "Help, line by line" in shown
    assert "First words" not in shown
    assert re.search(r"Help Line 1\. First words\. In it\. A formula\..*Line 2\. Then others\.", answers)


def test_a_picture_a_formula_and_code_keep_what_they_are(small_epub):
    book = Epub(small_epub)
    page = next(book.tree(name) for name in book.pages if b'id="fig-one"' in book.files[name])
    image = next(page.iter(f"{XHTML}img"))
    assert image.get("alt") == 'An empty box, which shows "nothing".'
    assert list(page.iter(f"{MATHML}math"))
    assert "print(1)  # Equation 1.1" in "".join(page.itertext())


def test_the_pdf_of_a_small_book_has_numbers_captions_links_and_an_outline(small_pdf):
    words = small_pdf.words
    for expected in ("(1.1)", "Figure 1.1: A caption", "Table 1.1: Caption.", "(Gauss 1809)", "Note."):
        assert expected in words
    assert [title for level, title in small_pdf.outline if level == 0][1:] == [
        "Preface",
        "1 One",
        "2 Two",
        "References",
        "A More",
    ]
    assert small_pdf.links
    assert all(leads for _, leads in small_pdf.links)


def test_a_page_says_when_its_outputs_are_stored_ones(make_book, tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "find_mnist", lambda: None)
    book = make_book([markdown("# One {#sec-one}")], needs=["mnist"])
    assert "printed from stored outputs" in tree.text_of(document.whole_book(book, tmp_path))


def test_the_files_are_made_again_when_the_press_changed(small):
    assert Path(numbering.__file__).read_bytes() in document.made_from(small, [])


def test_a_letter_that_no_font_has_stops_the_print_and_is_named(make_book, tmp_path):
    book = make_book([markdown("# One {#sec-one}\n\nThe sign 漢 and the letter δ.")])
    with pytest.raises(PressError, match=r"no glyph for 漢"):
        print_pdf(book, tmp_path / "book.pdf")


def test_a_glyph_that_is_missing_is_counted(small_pdf, monkeypatch):
    assert small_pdf.missing_glyphs() == 0
    monkeypatch.setattr(
        small_pdf, "streams", lambda: [rb"BT (\000\003\000\000) Tj [(\000\001) 3 (\000\000)] TJ ET"]
    )
    assert small_pdf.missing_glyphs() == 2


def test_the_command_line_writes_both_files_and_the_site_offers_them(make_book, capsys):
    book = make_book([markdown("# One {#sec-one}\n\nText.")])
    command_line.print_site(book, book.root / "_book", "pandoc")
    before = (book.root / "_book/index.html").read_text(encoding="utf-8")
    assert "PDF for paper" not in before
    command_line.print_site(book, book.root / "_book", "pandoc", with_paper=True)
    for name in ("A-small-book.epub", "A-small-book.pdf"):
        assert (book.root / "_book" / name).stat().st_size > 1000
        first = (book.root / "_book/index.html").read_text(encoding="utf-8")
        assert first.count(f'<a href="{name}" download>') == 2  # above the text, and in the footer
        assert f'<a href="../{name}" download>' in (book.root / "_book/chapters/01.html").read_text(
            encoding="utf-8"
        )
    command_line.print_site(book, book.root / "_book", "pandoc")
    assert (book.root / "_book/A-small-book.pdf").exists()  # once made, it is made anew
    assert command_line.main(["epub", "--book", str(book.root), "--to", str(book.root / "a.epub")]) == 0
    assert "a.epub" in capsys.readouterr().out


def test_quarto_is_told_to_offer_what_was_made_and_no_more(make_book, tmp_path):
    book = make_book([markdown("# One {#sec-one}\n\nText.")])
    copy, site = tmp_path / "copy", tmp_path / "site"
    for folder in (copy, site):
        folder.mkdir()
    render.offer_files(book, copy, site)
    assert not list(copy.iterdir())
    (site / book.file_name("epub")).write_bytes(b"")
    render.offer_files(book, copy, site)
    assert yaml.safe_load((copy / "_quarto.yml").read_text())["book"]["downloads"] == ["epub"]


def test_a_folder_with_nothing_but_the_files_may_become_the_site(make_book):
    book = make_book([markdown("# One {#sec-one}\n\nText.")])
    assert command_line.main(["pdf", "--book", str(book.root)]) == 0
    command_line.print_site(book, book.root / "_book", "pandoc")
    assert (book.root / "_book/index.html").exists()
    assert (book.root / "_book/A-small-book.pdf").exists()


@pytest.mark.skipif(not epubcheck(), reason="Java or the package epubcheck is not installed")
def test_epubcheck_has_nothing_to_say_of_the_small_book(small_epub):
    assert complaints(small_epub) == ""


# The whole book.


@pytest.fixture(scope="module")
def book():
    return Book()


@pytest.fixture(scope="module")
def checked(book):
    return check_book(book)


@pytest.fixture(scope="module")
def epub(book, tmp_path_factory):
    file = tmp_path_factory.mktemp("epub") / "book.epub"
    print_epub(book, file)
    return file


@pytest.fixture(scope="module")
def pdf(book, tmp_path_factory):
    file = tmp_path_factory.mktemp("pdf") / "book.pdf"
    print_pdf(book, file)
    return Pdf(file)


def captions(checked):
    """Return the first words of the caption of every figure: its number, and of a live one where it lives."""
    targets = number_everything(checked)
    labels = [
        cells.take_apart(cell).figure
        for page in checked
        for cell in page.notebook["cells"]
        if cell["cell_type"] == "code"
    ]
    alive = {
        label: f" {document.ALIVE}" if label.startswith(TOUCHED) else "" for label in filter(None, labels)
    }
    return [f"{targets[label].words}:{more}".replace("\xa0", " ") for label, more in alive.items()]


def test_nothing_is_wrong_with_the_epub(epub):
    assert faults(epub) == []


@pytest.mark.skipif(not epubcheck(), reason="Java or the package epubcheck is not installed")
def test_epubcheck_has_nothing_to_say_of_the_book(epub):
    assert complaints(epub) == ""


def test_the_epub_has_every_chapter_equation_and_figure(epub, book, checked):
    read = Epub(epub)
    words, contents = read.words().replace("\xa0", " "), " | ".join(read.contents())
    targets = number_everything(checked)
    assert read.metadata["language"] == "en"
    for page in checked:
        assert f"{page.page.number} {page.title}".strip() in contents
    for label in Ledger(book).equations:
        assert f"({targets[label].number})" in words
    for caption in captions(checked):
        assert caption in words
    assert any(read.properties[name] == "cover-image" for name in read.properties)


def test_the_pdf_has_every_chapter_equation_and_figure(pdf, book, checked):
    outline = [title for _, title in pdf.outline]
    targets = number_everything(checked)
    for page in checked:
        assert f"{page.page.number} {page.title}".strip() in outline
    for label in Ledger(book).equations:
        assert f"({targets[label].number})" in pdf.words
    for caption in captions(checked):
        assert caption in pdf.words
    assert pdf.metadata["Title"] == book.settings["title"]


def test_the_page_to_rebuild_from_has_the_empty_box_and_the_help_at_its_end(epub):
    _, page = Epub(epub).words().split("Rebuild it", 2)[-2:]
    box, help_ = page.split("Answers", 1)
    assert "write it here" in box
    assert 'exercises.check("backpropagation", backpropagate)' in box
    assert "how far its output is off" not in box
    assert help_.index("The way forward.") < help_.index("First line") < help_.index("Fourth line")


def test_every_link_of_the_pdf_leads_somewhere(pdf):
    assert len(pdf.links) > 500
    assert all(leads for _, leads in pdf.links)


def test_the_pdf_uses_the_fonts_of_the_book_and_no_glyph_is_missing(pdf):
    ours = {f"{family}{style}".replace(" ", "") for _, family, style, _ in FONTS}
    assert pdf.fonts() <= ours
    assert pdf.missing_glyphs() == 0
