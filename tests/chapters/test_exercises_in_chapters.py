"""Every exercise with a checker stands in a chapter: its task, hints, a stub and a worked solution."""

import re

import pytest

from backprop import exercises
from press.source.book import Book
from press.source.cells import output_text

HINTS = ["Hint", "Next hint"]


def written():
    """Return, for each exercise in the chapters, its task, its stub and its solution, cell by cell."""
    book, found = Book(), []
    for page in book.pages:
        cells = book.notebook(page)["cells"]
        for task, stub, solution in zip(cells, cells[1:], cells[2:], strict=False):
            if label := re.search(r"^::: \{#exr-write-([\w-]+)\}$", task["source"], re.MULTILINE):
                found.append((label[1], task, stub, solution))
    return found


WRITTEN = written()


def said(cell):
    return "".join(map(output_text, cell["outputs"]))


def test_each_checker_has_one_exercise_and_each_exercise_a_checker():
    assert sorted(name for name, *_ in WRITTEN) == sorted(exercises.names())


@pytest.mark.parametrize(("name", "task", "stub", "solution"), WRITTEN, ids=[name for name, *_ in WRITTEN])
def test_an_exercise_has_one_or_two_hints_a_failing_stub_and_a_right_solution(name, task, stub, solution):
    hints = re.findall(r"^## (.*hint)$", task["source"], re.MULTILINE | re.IGNORECASE)
    assert hints == HINTS[: max(1, len(hints))]
    for cell, label in ((stub, "try"), (solution, "solution")):
        assert f"#| label: {label}-{name}\n" in cell["source"]
        assert cell["source"].endswith(f'exercises.check("{name}", {called(name)})')
    assert "# write it here" in stub["source"]
    assert said(stub).startswith(f"{name}: not written yet.")
    assert said(solution).startswith(f"{name}: right.")
    assert solution["metadata"] == {"jupyter": {"source_hidden": True}}


def called(name):
    """Return the name of the function that the checker asks for."""
    return exercises.CATALOGUE[name].signature.split("(")[0]
