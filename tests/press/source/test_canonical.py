"""One form for notebooks: line ends, ids, and what other tools read."""

import json

import pytest

from press.command import main
from press.hooks import is_canonical
from press.run.execute import execute
from press.source.book import PressError, read_notebook
from press.source.canonical import canonical, identified
from tests.press.books import code, markdown

CELLS = [markdown("# One {#sec-one}\n\nText."), code("a = 1\nprint(a)"), code("2")]


@pytest.fixture
def path(make_book):
    return make_book(CELLS).root / "chapters/01.ipynb"


def edit(path, change):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        change(cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def with_returns(cell):
    cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")


def without_id(cell):
    del cell["id"]


def run(path):
    return main(["execute", "--book", str(path.parents[1]), str(path)])


def test_line_ends_of_windows_are_stored_as_those_of_the_book(make_book, path):
    make_book(CELLS)
    assert run(path) == 0
    stored = path.read_bytes()
    edit(path, with_returns)
    assert not is_canonical(path)
    assert "\r" not in "".join(cell["source"] for cell in read_notebook(path)["cells"])
    assert run(path) == 0
    assert path.read_bytes() == stored
    path.write_bytes(stored.replace(b"\n", b"\r\n"))  # the file itself
    assert run(path) == 0
    assert path.read_bytes() == stored


def test_cells_without_ids_get_the_same_ones_in_every_run(path):
    edit(path, without_id)
    assert run(path) == 0
    stored = path.read_bytes()
    assert [cell["id"] for cell in json.loads(stored)["cells"]] == ["sec-one", "cell-01", "cell-02"]
    assert main(["execute", "--afresh", "--book", str(path.parents[1]), str(path)]) == 0
    assert path.read_bytes() == stored


def test_ids_that_are_there_stay_and_no_two_are_alike():
    cells = [{**code("1"), "id": name} for name in ("cell-01", "b", "b", "no id!", "cell-03", None)]
    cells[-1]["source"] = "#| label: fig-a\n1"
    names = [cell["id"] for cell in identified(cells)]
    assert names == ["cell-01", "b", "cell-02", "cell-04", "cell-03", "fig-a"]


def test_the_lint_names_line_ends_and_missing_ids_and_a_command_stores_them_anew(path, capsys):
    arguments = ["--book", str(path.parents[1])]
    main(["canonical", *arguments])
    assert main(["check", *arguments]) == 0
    edit(path, with_returns)
    edit(path, lambda cell: cell.pop("id"))
    capsys.readouterr()
    assert main(["check", *arguments]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "chapters/01.ipynb, cell 1: lines end in \\r\\n; expected \\n"
    assert said[1] == "chapters/01.ipynb, cell 1: it has no id of its own"
    assert said[-1] == "`python -m press canonical` stores such notebooks anew."
    assert main(["canonical", *arguments, str(path)]) == 0
    assert "01.ipynb is stored anew" in capsys.readouterr().out
    assert main(["check", *arguments]) == 0


def test_other_tools_write_a_chapter_as_a_script_of_python(path):
    from nbconvert.exporters import ScriptExporter

    main(["canonical", "--book", str(path.parents[1])])
    text, resources = ScriptExporter().from_filename(str(path))
    assert resources["output_extension"] == ".py"
    assert "print(a)" in text


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"cells": [{}], "metadata": {}}', '{"cells": 3, "metadata": {}}']
)
def test_what_is_no_notebook_is_named(tmp_path, text):
    (tmp_path / "a.ipynb").write_text(text)
    with pytest.raises(PressError, match=r"a\.ipynb cannot be read as a notebook"):
        read_notebook(tmp_path / "a.ipynb")


def test_canonical_is_a_form_that_stays(path):
    text = canonical(read_notebook(path))
    assert canonical(json.loads(text)) == text


def test_execute_needs_no_canonical_notebook(make_book):
    book = make_book([CELLS[0], code("a = '''x\r\ny'''\r\nprint(len(a))")])
    execute(book)
    cell = json.loads((book.root / "chapters/01.ipynb").read_text(encoding="utf-8"))["cells"][1]
    assert cell["outputs"][0]["text"] == ["3\n"]
