"""The page for teachers: its counts are those of the notebooks, and its map is what the chapters cite."""

import json
import re

import pytest

from figures.course import CHAPTERS, WAYS
from press import ROOT
from press.course import FILE, count
from press.source.book import Book
from press.source.dialect import check_book

CHECKED = [page for page in check_book(Book()) if page.page.kind in ("preface", "chapter")]
HOMES = {label: page.page.number for page in CHECKED for label in page.labels}
ORDER = list(CHAPTERS)


def needed(number):
    """All chapters that the map leads through to chapter `number`."""
    direct = CHAPTERS[number].needs
    return {*direct, *(far for one in direct for far in needed(one))}


def cited_before(page):
    """The earlier chapters that a chapter cites."""
    number = page.page.number
    homes = {HOMES[name] for name, _ in page.references if name in HOMES}
    return {home for home in homes if ORDER.index(home) < ORDER.index(number)}


def test_the_counts_are_those_of_the_notebooks():
    stored = {number: chapter._asdict() for number, chapter in CHAPTERS.items()}
    for number, counted in count(CHECKED).items():
        assert {name: stored[number][name] for name in counted} == counted, "run: python -m press course"
    assert [page.page.number for page in CHECKED] == ORDER


@pytest.mark.parametrize("page", CHECKED, ids=lambda page: page.page.number or "preface")
def test_the_map_leads_to_a_chapter_from_each_that_it_cites(page):
    number = page.page.number
    missing = cited_before(page) - needed(number)
    assert missing == set(CHAPTERS[number].mentions), f"{FILE}: chapter {number} needs or mentions {missing}"
    for other in CHAPTERS[number].needs:
        assert ORDER.index(other) < ORDER.index(number)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_each_way_comes_to_a_chapter_after_all_that_it_needs(way):
    done = []
    for number in (number for part in way.parts for number in part):
        assert needed(number) <= set(done), number
        done.append(number)


def test_the_table_of_the_page_says_what_the_map_draws():
    names = {label: number for label, number in HOMES.items() if label.startswith("sec-")}
    cells = Book().notebook(next(page for page in Book().pages if page.source.stem == "a5-teaching"))["cells"]
    rows = re.findall(r"^\| @(sec-[\w-]+) \| ([^|]*) \|", "".join(cell["source"] for cell in cells), re.M)
    told = {names[label]: [names[one] for one in re.findall(r"sec-[\w-]+", needs)] for label, needs in rows}
    assert told == {number: [one for one in CHAPTERS[number].needs if one] for number in ORDER if number}


def test_the_stored_file_is_in_the_form_that_the_press_writes():
    text = (ROOT / FILE).read_text(encoding="utf-8")
    assert json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n" == text
