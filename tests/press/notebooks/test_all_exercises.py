"""The notebook of all exercises: every one of the book's, in markup that any notebook shows, and it runs."""

import json
import re

import pytest

from backprop import exercises
from press.notebooks.all_exercises import FILE, collected
from press.notebooks.editions import EDITIONS, write_edition
from press.run.kernels import Kernels, run
from press.source.book import Book
from tests.press.books import HINTS, code, markdown

CHAPTER = [
    markdown("# One {#sec-one}\n\nText.\n\n$$\nx\n$$ {#eq-a}"),
    markdown("Result.\n\n## Exercises\n\n::: {#exr-half}\n## Half\n\nSee @eq-a in @sec-one.\n\n:::"),
    markdown("## Write it yourself\n\nHow to."),
    markdown(HINTS),
    code("#| label: try-cost\n#| output: false\n..."),
    markdown("Next: @sec-more."),
]


def text_of(notebook):
    return "\n".join("".join(cell["source"]) for cell in notebook["cells"])


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The notebook of all exercises of the real book, for students and for instructors."""
    folder = tmp_path_factory.mktemp("editions")
    made = {name: write_edition(Book(), name, folder / name).root / FILE for name in EDITIONS}
    return {name: json.loads(file.read_text(encoding="utf-8")) for name, file in made.items()}, made


def test_it_holds_the_exercises_alone_with_numbers_in_the_place_of_labels(make_book):
    book = make_book(CHAPTER)
    cells = [cell["source"] for cell in collected(book, book)["cells"][2:]]
    assert cells == [
        "## 1 One",
        "### Exercise 1.1: Half\n\nSee Equation\xa01.1 in Chapter\xa01.".replace("Exercise ", "Exercise\xa0"),
        cells[2],
        "...",
    ]
    assert cells[2].startswith(
        "### Exercise\xa01.2: Name\n\nDo.\n\n<details><summary>Hint</summary>\n\nFirst"
    )
    assert cells[2].endswith("Third.\n\n</details>\n\n</details>\n\n</details>")


def test_every_exercise_of_the_book_is_in_both_and_solutions_in_one(written):
    notebooks, _ = written
    labels = re.findall(r"^::: \{#exr-", "\n".join(text_of(Book().notebook(p)) for p in Book().pages), re.M)
    for name in EDITIONS:
        text = text_of(notebooks[name])
        assert text.count("### Exercise\xa0") == len(labels)
        assert sorted(set(re.findall(r'check\("([\w-]+)"', text))) == sorted(exercises.names())
        assert ":::" not in text
        assert not re.search(r"@(sec|eq|fig|tbl|exr)-", text)
        assert text.count("<details>") == text.count("</details>") > 0
    assert "Solution" not in text_of(notebooks["student"])
    stubs = len(exercises.names())
    counts = {name: text_of(notebooks[name]).count("exercises.check(") for name in EDITIONS}
    assert counts == {"student": stubs, "instructor": 2 * stubs}


def test_the_instructors_runs_and_every_solution_is_right(written, tmp_path):
    _, files = written
    said = run(files["instructor"], Kernels(tmp_path)).text
    for name in exercises.names():
        assert f'"{name}: right' in said or f"'{name}: right" in said, name
