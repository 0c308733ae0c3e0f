"""The student's edition has no solution, the instructor's has all, and both run."""

import json

import pytest

from press.command import main
from press.notebooks.editions import edition, run_edition, write_edition
from press.source.book import Book, PressError
from tests.press.books import code, markdown, stdout

EXERCISE = """\
::: {#exr-write-double}
## Double it

Write it.

:::: {.callout-tip collapse="true"}
## Hint

Twice.

::::: {.callout-tip collapse="true"}
## Solution

Kept apart.

:::::

More.

::::

:::: {.callout-tip collapse="true"}
## Solution

`2 * x`

::::
:::"""
STUB = code("#| label: try-double\ndef double(x):\n    ...\n\n\ndouble(2)", [stdout("old")])
SOLUTION = code(
    "#| label: solution-double\n#| code-fold: true\ndef double(x):\n    return 2 * x\n\n\ndouble(2)"
)
BROKEN = code("1 / 0")


@pytest.fixture
def book(make_book):
    return make_book([markdown("# One {#sec-one}"), markdown(EXERCISE), STUB, SOLUTION])


def sources(book, page="chapters/01.ipynb"):
    cells = json.loads((book.root / page).read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells]


def test_the_students_edition_has_hints_and_stubs_and_no_solution(book, tmp_path):
    written = write_edition(book, "student", tmp_path / "made")
    _, exercise, stub = sources(written)
    assert "Solution" not in exercise
    assert "2 * x" not in exercise
    for kept in ("## Double it", "Write it.", "## Hint", "Twice.", "More."):
        assert kept in exercise
    assert exercise.count(":::") == EXERCISE.count(":::") - 4
    assert stub.startswith("#| label: try-double")


def test_the_instructors_edition_has_all_cells_and_no_outputs(book, tmp_path):
    written = write_edition(book, "instructor", tmp_path / "made")
    assert sources(written) == sources(book)
    for cell in written.notebook(written.pages[1])["cells"][2:]:
        assert (cell["outputs"], cell["execution_count"]) == ([], None)


def test_both_editions_of_the_real_book_hold_the_same_exercises():
    book = Book()
    for page in book.pages:
        notebook = book.notebook(page)
        student, instructor = (edition(notebook, name)["cells"] for name in ("student", "instructor"))
        text = "\n".join(cell["source"] for cell in student)
        assert "## Solution" not in text, page.source
        assert "solution-" not in text, page.source
        stubs = [cell["source"] for cell in instructor if "#| label: try-" in cell["source"]]
        assert [cell["source"] for cell in student if "#| label: try-" in cell["source"]] == stubs
        solved = sum("#| label: solution-" in cell["source"] for cell in instructor)
        assert solved == len(stubs), page.source


def test_an_edition_runs_and_says_how_many_exercises_are_right(make_book, tmp_path):
    check = 'from backprop import exercises\n\n\ndef relu(z):\n    {}\n\n\nexercises.check("relu", relu)'
    stub = code("#| label: try-relu\n" + check.format("..."))
    solution = code("#| label: solution-relu\n" + check.format("return z * (z > 0)"))
    book = make_book([markdown("# One {#sec-one}"), stub, solution])
    for name, right in (("student", 0), ("instructor", 1)):
        written = write_edition(book, name, tmp_path / name)
        assert run_edition(written) == f"{right} of 1 exercises are right"
        assert written.notebook(written.pages[1])["cells"][1]["outputs"] == []


def test_a_cell_that_fails_stops_the_run_with_its_name(make_book, tmp_path):
    book = make_book([markdown("# One {#sec-one}"), BROKEN])
    with pytest.raises(PressError, match=r"chapters/01\.ipynb, cell 2: ZeroDivisionError"):
        run_edition(write_edition(book, "student", tmp_path / "made"))


def test_an_edition_is_written_anew_and_nothing_else_is_overwritten(make_book, tmp_path, capsys):
    book = make_book([markdown("# One {#sec-one}"), markdown(EXERCISE)])
    write_edition(book, "student", tmp_path / "made")
    write_edition(book, "instructor", tmp_path / "made")
    assert "2 * x" in sources(Book(tmp_path / "made"))[1]
    mine = tmp_path / "mine" / "student"
    mine.mkdir(parents=True)
    (mine / "thesis.txt").write_text("years")
    assert main(["editions", "--to", str(mine.parent), "--book", str(book.root)]) == 1
    assert "holds something else than an edition" in capsys.readouterr().err
    assert [file.name for file in mine.iterdir()] == ["thesis.txt"]
