"""The student's edition has no solution, the instructor's has all, both have all exercises, and both run."""

import json
import re
from collections import Counter

import pytest

from backprop import exercises
from press.command import main
from press.notebooks.editions import EXERCISES, edition, run_edition, write_edition
from press.run.kernels import Kernels, run
from press.source.book import Book, PressError
from press.source.dialect import check_book
from tests.press.books import WRITE, code, markdown, stdout

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
PAGE = "chapters/01.ipynb"


@pytest.fixture
def book(make_book):
    return make_book([markdown("# One {#sec-one}"), markdown(EXERCISE), STUB, SOLUTION])


def sources(folder, page=PAGE):
    cells = json.loads((folder / page).read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells]


def test_the_students_edition_has_hints_and_stubs_and_no_solution(book, tmp_path):
    write_edition(book, "student", tmp_path / "made")
    _, exercise, stub = sources(tmp_path / "made")
    assert "Solution" not in exercise
    assert "2 * x" not in exercise
    for kept in ("### Exercise\xa01.1: Double it", "Write it.", "<summary>Hint", "Twice.", "More."):
        assert kept in exercise
    assert exercise.count("<details>") == exercise.count("</details>") == 1
    assert stub.startswith("def double(x):\n    ...")


def test_the_instructors_edition_has_all_cells_and_no_outputs(book, tmp_path):
    write_edition(book, "instructor", tmp_path / "made")
    _, exercise, stub, _, solution = json.loads((tmp_path / "made/chapters/01.ipynb").read_text())["cells"]
    assert "2 * x" in "".join(exercise["source"])
    for cell in (stub, solution):
        assert (cell["outputs"], cell["execution_count"]) == ([], None)


def test_both_editions_of_the_real_book_hold_the_same_exercises():
    student, instructor = (edition(Book(), name) for name in ("student", "instructor"))
    for file in student:
        cells, solved = student[file]["cells"], instructor[file]["cells"]
        assert "Solution" not in "".join(cell["source"] for cell in cells), file
        assert not [cell for cell in cells if labelled(cell, "solution-")], file
        stubs = [cell for cell in solved if labelled(cell, "try-")]
        assert [cell for cell in cells if labelled(cell, "try-")] == stubs
        solutions = [cell for cell in solved if labelled(cell, "solution-")]
        assert len(solutions) == len(stubs) or file.stem == "rebuild", file  # its solution is chapter 6's


def labelled(cell, kind):
    return cell["metadata"].get("press", {}).get("label", "").startswith(kind)


def test_the_notebook_of_exercises_stands_alone_and_quotes_what_it_refers_to(make_book):
    book = make_book(
        [
            markdown("# One {#sec-one}\n\nText.\n\n$$\nx\n$$ {#eq-b}\n\n$$\ny\n$$ {#eq-c}"),
            markdown("Result.\n\n## Exercises\n\n::: {#exr-half}\n## Half\n\nSee @eq-b, @sec-one.\n\n:::"),
            markdown("## Write it yourself\n\nHow to."),
            *WRITE,
            markdown("Next: @sec-more."),
        ]
    )
    title, _, chapter, half, answer, write, stub, equations = edition(book, "student")[EXERCISES]["cells"]
    assert "All exercises" in title["source"]
    assert chapter["source"] == "## 1 One"
    assert half["source"] == (
        '<div id="exr-half"></div>\n\n### Exercise\xa01.1: Half\n\n'
        "See [Equation\xa01.1](#eq-b), Chapter\xa01 of the book."
    )
    assert (answer["id"], answer["source"]) == ("answer-half", "*Your answer:*")
    assert "### Exercise\xa01.2: Name" in write["source"]
    assert stub["source"] == "..."
    quoted = '<div id="eq-b"></div>\n\n$$\nx \\tag{1.1}\n$$'
    assert equations["source"].startswith(f"## Equations\n\n{quoted}")
    assert "eq-c" not in equations["source"]


@pytest.mark.parametrize("name", ["student", "instructor"])
def test_nothing_in_the_notebook_of_exercises_leads_to_what_is_not_there(name):
    cells = edition(Book(), name)[EXERCISES]["cells"]
    text = "\n\n".join(cell["source"] for cell in cells if cell["cell_type"] == "markdown")
    targets = re.findall(r"\]\(([^)\s]*)\)", text)
    assert targets
    assert set(targets) <= {f"#{label}" for label in re.findall(r'<div id="([\w-]+)"', text)}
    assert not re.search(r"(this chapter|as above|network above|loop above|did above)\b", text)


def test_students_have_a_cell_for_each_answer_on_paper_and_a_locked_check_for_each_function():
    written = edition(Book(), "student")
    labels = [label for page in check_book(Book()) for label in page.labels if label.startswith("exr-")]
    on_paper = sorted(label.removeprefix("exr-") for label in labels if not label.startswith("exr-write-"))
    chapters = [cell for file, book in written.items() if file != EXERCISES for cell in book["cells"]]
    for cells in (chapters, written[EXERCISES]["cells"]):
        marks = [cell["metadata"]["nbgrader"] for cell in cells if "nbgrader" in cell["metadata"]]
        names = {kind: [m["grade_id"] for m in marks if m["solution"] is kind] for kind in (True, False)}
        assert sorted(names[True]) == [f"answer-{label}" for label in on_paper]
        assert names[False] == [f"check-{name}" for name in exercises.names()]
        assert all(mark["locked"] is not mark["solution"] and mark["points"] > 0 for mark in marks)
        assert len({cell["id"] for cell in written[EXERCISES]["cells"]}) == len(written[EXERCISES]["cells"])
    instructor = edition(Book(), "instructor").values()
    assert not any("nbgrader" in cell["metadata"] for book in instructor for cell in book["cells"])


def test_every_exercise_of_the_book_is_in_the_notebook_of_exercises():
    labels = [label for page in check_book(Book()) for label in page.labels if label.startswith("exr-")]
    for name, times in (("student", 1), ("instructor", 2)):
        text = "\n".join(cell["source"] for cell in edition(Book(), name)[EXERCISES]["cells"])
        assert text.count("### Exercise\xa0") == len(labels)
        assert Counter(re.findall(r'^exercises\.check\("([\w-]+)"', text, re.MULTILINE)) == dict.fromkeys(
            exercises.names(), times
        )


def test_the_instructors_notebook_of_exercises_runs_and_every_solution_is_right(tmp_path):
    write_edition(Book(), "instructor", tmp_path / "made")
    said = run(tmp_path / "made" / EXERCISES, Kernels(tmp_path)).text
    for name in exercises.names():
        assert f'"{name}: right' in said or f"'{name}: right" in said, name


def test_an_edition_runs_and_says_how_many_exercises_are_right(make_book, tmp_path):
    check = 'from backprop import exercises\n\n\ndef relu(z):\n    {}\n\n\nexercises.check("relu", relu)'
    stub = code("#| label: try-relu\n" + check.format("..."))
    solution = code("#| label: solution-relu\n" + check.format("return z * (z > 0)"))
    book = make_book([markdown("# One {#sec-one}"), stub, solution])
    for name, right in (("student", 0), ("instructor", 1)):
        write_edition(book, name, tmp_path / name)
        assert run_edition(book, tmp_path / name) == f"{right} of 1 exercises are right"
        assert json.loads((tmp_path / name / PAGE).read_text())["cells"][1]["outputs"] == []


def test_a_cell_that_fails_stops_the_run_with_its_name(make_book, tmp_path):
    book = make_book([markdown("# One {#sec-one}"), BROKEN])
    write_edition(book, "student", tmp_path / "made")
    with pytest.raises(PressError, match=r"chapters/01\.ipynb, cell 2: ZeroDivisionError"):
        run_edition(book, tmp_path / "made")


def test_an_edition_is_written_anew_and_nothing_else_is_overwritten(make_book, tmp_path, capsys):
    book = make_book([markdown("# One {#sec-one}"), markdown(EXERCISE)])
    write_edition(book, "student", tmp_path / "made")
    write_edition(book, "instructor", tmp_path / "made")
    assert "2 * x" in sources(tmp_path / "made")[1]
    mine = tmp_path / "mine" / "student"
    mine.mkdir(parents=True)
    (mine / "thesis.txt").write_text("years")
    assert main(["editions", "--to", str(mine.parent), "--book", str(book.root)]) == 1
    assert "holds something else than an edition" in capsys.readouterr().err
    assert [file.name for file in mine.iterdir()] == ["thesis.txt"]
