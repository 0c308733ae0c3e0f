"""Every notebook of the book: executed in order, canonical, clean, and right when run again."""

import json
import re
from itertools import filterfalse

import pytest

from backprop.data import find_mnist
from press import ROOT
from press.source.book import Book, needs_mnist
from press.source.canonical import canonical
from press.source.cells import output_picture, output_text
from tests.chapters.again import what_differs
from tests.press.books import code, stdout

BOOK = Book()
WIDEST = 44  # characters of a printed line that 360 px show
PAGES = {str(page.source): BOOK.notebook(page) for page in BOOK.pages}

MACHINE_PATH = re.compile(r"/home/|/root/|/work/|/tmp/|/Users/|[A-Z]:\\\\|ipykernel|0x[0-9a-f]{6,}")


def code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.fixture(params=PAGES)
def notebook(request):
    return PAGES[request.param]


def test_every_code_cell_was_executed_once_and_in_order(notebook):
    counts = [cell["execution_count"] for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))


def test_no_output_is_an_error_or_holds_a_path_of_the_machine(notebook):
    for cell in code_cells(notebook):
        for output in cell["outputs"]:
            assert output["output_type"] != "error"
            assert output.get("name") != "stderr"
            for text in [output.get("text", []), *output.get("data", {}).values()]:
                assert not MACHINE_PATH.search("".join(text))


def test_no_line_of_an_output_is_wider_than_a_phone(notebook):
    for cell in code_cells(notebook):
        for output in filterfalse(output_picture, cell["outputs"]):  # of a picture no text is shown
            wide = [line for line in output_text(output).splitlines() if len(line) > WIDEST]
            assert not wide, cell["id"]


def test_no_cell_is_left_out_when_outputs_are_compared(notebook):
    for cell in notebook["cells"]:
        assert not [tag for tag in cell["metadata"].get("tags", []) if tag.startswith(("nbval", "raises"))]
        assert "NBVAL" not in "".join(cell["source"])


@pytest.mark.parametrize("source", PAGES)
def test_the_file_is_in_canonical_form(source):
    text = (ROOT / source).read_text(encoding="utf-8")
    assert canonical(json.loads(text)) == text


def test_cells_have_names_that_differ(notebook):
    names = [cell["id"] for cell in notebook["cells"]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("source", [source for source, notebook in PAGES.items() if code_cells(notebook)])
def test_a_fresh_run_gives_the_stored_outputs(source):
    if needs_mnist(PAGES[source]) and not find_mnist():
        pytest.skip("MNIST is not here: set BACKPROP_DATA to a folder with its four files")
    if report := what_differs(ROOT / source):
        pytest.fail(f"{source} does not give the outputs that it stores:\n{report}", pytrace=False)


def test_a_run_that_gives_another_output_says_which_and_how(tmp_path):
    notebook = {"cells": [code("print('one', 1)\nprint('two', 2)", [stdout("one 1\ntwo 3\n")])]}
    file = tmp_path / "other.ipynb"
    file.write_text(json.dumps({**notebook, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    report = what_differs(file)
    assert "Cell 0: Cell outputs differ" in report
    assert "print('two', 2)" in report
    assert "\n   one 1\n  -two 3\n  +two 2\n" in report
    assert len(report.splitlines()) < 30
