"""Slides are the chapter's own words and pictures: each figure and numbered equation once, few words each."""

import re

import pytest
import yaml

from press import ROOT
from press.command import main
from press.slides import MOST, decks, file_name, print_slides, sentences, write_sources
from press.source import tree
from press.source.book import Book
from press.source.dialect import check_book
from tests.press.books import FIGURE, code, markdown, picture

CHAPTER = [
    markdown(
        "# One {#sec-one}\n\nHere is one. **What is it?**\n\n## First\n\n"
        "Long before. Add them up:\n\n$$\ns = a + b\n$$ {#eq-sum}\n\n$$\nt = a\n$$ {#eq-other}\n\n"
        "This sentence after both of them is long enough to stay here. This one is not taken.\n\n"
        "::: {.callout-note}\n## Predict\n\nUp or down?\n\n:::"
    ),
    code(FIGURE, [picture()]),
    markdown(
        "::: {.question}\n\nWhich?\n\n"
        + "\n\n".join(
            f':::: {{.callout-tip collapse="true"}}\n## Option {name}\n\n**{verdict}.** Why.\n\n::::'
            for name, verdict in (("one", "Yes"), ("two", "No"), ("three", "No"))
        )
        + "\n\n:::"
    ),
    markdown(
        "::: {.callout-important}\n## Result\n\n"
        + "Word " * 30
        + "one, see @eq-sum and [@gauss1809].\n\n"
        + "Word " * 30
        + "two.\n\n$$\nu\n$$\n\n:::"
    ),
    markdown("## Exercises\n\n::: {.callout-note}\n## Predict\n\nNot this one.\n\n:::"),
]
REAL = decks(Book())


@pytest.fixture
def book(make_book):
    return make_book(CHAPTER)


@pytest.fixture
def slides(book):
    return decks(book)[1][1]


def words_of(slide):
    return tree.text_of([*slide.title, *slide.blocks])


def test_what_becomes_a_slide(slides):
    kinds = [slide.kind for slide in slides]
    assert kinds == ["title", "equation", "predict", "figure", "question", "result", "result"]
    assert words_of(slides[0]) == "One What is it?"
    assert words_of(slides[2]) == "Predict First Up or down?"
    assert "Option one" in words_of(slides[4])
    assert "Yes." not in words_of(slides[4]), "the answer is not given away"
    assert all("Not this one" not in words_of(slide) for slide in slides)


def test_formulas_that_follow_each_other_share_a_slide_with_their_reason(slides):
    slide = slides[1]
    assert slide.labels == ["eq-sum", "eq-other"]
    shown = words_of(slide)
    assert shown.startswith("First Long before. Add them up: s = a + b (1.1) t = a (1.2) This sentence")
    assert "not taken" not in shown


def test_a_long_result_goes_over_several_slides_and_says_so(slides):
    assert [words_of(slide)[:10] for slide in slides[5:]] == ["Result 1/2", "Result 2/2"]
    assert "Equation 1.1" in words_of(slides[5])
    assert any(node["t"] == "Math" for node in tree.walk(slides[6].blocks)), "a formula stays with its text"


def test_a_chapter_is_one_page_that_asks_for_no_other_file(book, tmp_path):
    to = tmp_path / "slides"
    to.mkdir()
    print_slides(book, to)
    assert sorted(file.name for file in to.iterdir()) == ["00-preface.html", "01.html", "index.html"]
    page = (to / "01.html").read_text(encoding="utf-8")
    wanted = re.findall(r'(?:src|href)="([^"]*)"|url\("?([^")]*)', page)
    assert {(one or other)[:5] for one, other in wanted} <= {"data:", "#slid"}
    assert page.count('<section id="slide-') == 7
    assert 'alt="An empty box, which shows &quot;nothing&quot;."' in page
    assert "(Gauss 1809)" in page
    assert "<math" in page
    contents = (to / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<a href="([^"]+)"', contents) == ["00-preface.html", "01.html"]


def test_the_command_writes_them_and_replaces_no_other_folder(book, tmp_path, capsys):
    to = tmp_path / "made"
    assert main(["slides", "--to", str(to), "--book", str(book.root)]) == 0
    assert main(["slides", "--to", str(to), "--book", str(book.root)]) == 0
    assert (to / "01.html").is_file()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years")
    assert main(["slides", "--to", str(mine), "--book", str(book.root)]) == 1
    assert "holds something else" in capsys.readouterr().err


def test_quarto_gets_the_same_slides_as_documents(book, tmp_path):
    write_sources(book, tmp_path)
    text = (tmp_path / "01.qmd").read_text(encoding="utf-8")
    assert text.startswith('---\ntitle: "1 One"\nformat:\n  revealjs:\n')
    faces = re.findall(r'url\("\.\./theme/(fonts/[\w.-]+)"\)', (tmp_path / "fonts.css").read_text())
    assert len(faces) >= 10
    assert all((book.root / "theme" / face).is_file() for face in faces)
    assert len(re.findall(r"^## .*\{\.of-\w+\}$", text, re.M)) == 6
    assert '(01/fig-one.svg){fig-alt="An empty box, which shows \\"nothing\\"."}' in text
    assert (tmp_path / "01/fig-one.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "[(1.1)]{.bd-equation-number}" in text


def test_quartos_profile_asks_for_these_documents_and_shows_them(book, tmp_path, monkeypatch):
    profile = yaml.safe_load((ROOT / "_quarto-slides.yml").read_text(encoding="utf-8"))
    assert profile["project"]["type"] == "default", "a book would be printed in its own formats"
    script, module, command, option, folder = profile["project"]["pre-render"].split()
    assert (script, module) == ("press/quarto/before-render.js", "press")
    monkeypatch.chdir(tmp_path)
    assert main([command, option, folder, "--book", str(book.root)]) == 0
    (pattern,) = profile["project"]["render"]
    assert [file.name for file in sorted(tmp_path.glob(pattern))] == ["00-preface.qmd", "01.qmd"]


def test_sentences_end_at_a_sign_and_a_space():
    (para,) = check_inlines("It is 3.5 today. Is it? **Yes.** No (really.) End")
    assert [tree.text_of(one) for one in sentences(para["c"])] == [
        "It is 3.5 today.",
        "Is it?",
        "Yes.",
        "No (really.)",
        "End",
    ]


def check_inlines(text):
    ((_, blocks),) = tree.parse({"cells": [markdown(text)]})
    return blocks


@pytest.mark.parametrize(("page", "slides"), REAL, ids=[file_name(page) for page, _ in REAL])
def test_each_chapter_has_each_figure_and_numbered_equation_on_one_slide_and_few_words(page, slides):
    labels = [label for label in page.labels if label.startswith(("fig-", "eq-"))]
    assert sorted(label for slide in slides for label in slide.labels) == sorted(labels)
    assert slides[0].kind == "title"
    assert slides[0].blocks, "a chapter opens with a question"
    for slide in slides:
        assert slide.words <= (100 if slide.kind == "question" else MOST + 5), words_of(slide)
        assert slide.title


def test_every_chapter_has_slides():
    chapters = [p.page for p in check_book(Book()) if p.page.kind in ("preface", "chapter")]
    assert [page.page for page, _ in REAL] == chapters
