"""Cells of a page run as in a notebook; tests/browser/test_python.py runs them in a page."""

import importlib.util
import json
import sys

import pytest

from press import ROOT


@pytest.fixture
def page(monkeypatch, tmp_path):
    """The interpreter, with what it has sent: `page.sent`."""
    spec = importlib.util.spec_from_file_location("interpreter", ROOT / "theme/live/interpreter.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.BOOK, module._space = ROOT, {"__name__": "__main__"}
    module.sent = []
    module.send = lambda kind, text: module.sent.append((kind, text))
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setattr("builtins.input", input)
    monkeypatch.setattr("builtins.display", print, raising=False)
    return module


def run(page, code):
    """Run a cell; return what went wrong, what it has printed, and what it has shown as text."""
    page.sent.clear()
    problem = json.loads(page.run(code))
    printed = "".join(text for kind, text in page.sent if kind != "display")
    return problem, printed, [json.loads(text)["text/plain"] for kind, text in page.sent if kind == "display"]


def test_the_last_expression_is_shown_and_names_stay(page):
    assert run(page, "x = 3\nprint('a')\nx + 1") == (None, "a\n", ["4"])
    assert run(page, "x") == (None, "", ["3"])
    assert run(page, "x;") == (None, "", [])
    assert run(page, "None") == (None, "", [])
    assert run(page, "display(x, 'y')") == (None, "", ["3", "'y'"])
    assert run(page, "") == (None, "", [])


def test_what_is_printed_and_what_is_shown_keep_their_order(page):
    run(page, "import sys\nprint('a', end='')\ndisplay(1)\nprint('b', file=sys.stderr)\nprint('c', end='')")
    assert [kind for kind, _ in page.sent] == ["out", "display", "error", "out"]


def test_lines_are_sent_as_they_are_printed_and_many_together(page):
    run(page, "for i in range(3): print(i)")
    assert page.sent == [("out", "0\n"), ("out", "1\n"), ("out", "2\n")]
    problem, printed, _ = run(page, "for i in range(5000): print(i)")
    assert problem is None
    assert printed == "".join(f"{i}\n" for i in range(5000))
    assert len(page.sent) < 400


def test_a_cell_that_prints_without_end_is_stopped(page):
    problem, printed, _ = run(page, "while True: print('again')")
    assert problem["name"] == "TooMuch"
    assert "1,000,000 characters" in problem["message"]
    assert len(printed) <= page.MOST


@pytest.mark.parametrize(
    ("methods", "kind", "text"),
    [
        ("def _repr_html_(self): return '<b>1</b>'", "text/html", "<b>1</b>"),
        ("def _repr_latex_(self): return '$x$'", "text/latex", "$x$"),
        ("def _repr_svg_(self): return '<svg/>'", "image/svg+xml", "<svg/>"),
        ("def _repr_png_(self): return b'abc'", "image/png", "YWJj"),
        (
            "def _repr_mimebundle_(self): return {'text/html': '<i>', 'text/plain': 't'}, {}",
            "text/html",
            "<i>",
        ),
    ],
)
def test_a_value_shows_what_it_looks_like(page, methods, kind, text):
    run(page, f"class Rich:\n    {methods}\nRich()")
    [(_, shown)] = page.sent
    assert json.loads(shown)[kind] == text
    assert "text/plain" in json.loads(shown)
    assert run(page, "Rich")[2] == [str(page._space["Rich"])]  # the class itself has no picture


def test_an_error_names_the_readers_lines_only(page):
    run(page, "import json\ndef read(text):\n    return json.loads(text)")
    problem, _, _ = run(page, "a = 1\nread('{')")
    assert problem["name"] == "JSONDecodeError"
    assert problem["line"] == 2
    assert problem["trace"] == [
        "line 2: read('{')",
        "in a cell that ran before, line 3: return json.loads(text)",
    ]


@pytest.mark.parametrize(
    ("code", "name", "says", "line"),
    [
        ("x = 1\ny = (", "SyntaxError", "was never closed", 2),
        ("x = 1\n%timeit x", "SyntaxError", "no commands that begin with %", 2),
        ("!ls", "SyntaxError", "no commands that begin with % or !", 1),
        ("import pandas_or_so", "ModuleNotFoundError", "there is no module pandas_or_so here: a page has", 1),
        ("from json import nothing", "ImportError", "cannot import name 'nothing'", 1),
        ("\ninput()", "RuntimeError", "a page has no input()", 2),
        ("raise SystemExit(3)", "SystemExit", "3", 1),
        ("class E(Exception):\n    def __str__(self): 1 / 0\nraise E", "E", "", 3),
        ("def f(): f()\nf()", "RecursionError", "maximum recursion depth", 2),
    ],
)
def test_an_error_says_what_is_wrong_and_in_which_line(page, code, name, says, line):
    problem, _, _ = run(page, code)
    assert problem["name"] == name
    assert says in problem["message"]
    assert problem["trace"]
    assert problem["line"] == line or name == "RecursionError"
    assert run(page, "1 + 1")[2] == ["2"]


def test_a_name_that_is_missing_since_another_cell_failed_says_why(page):
    first = "import nowhere_at_all\ntrain = 1"
    reason = run(page, first)[0]["message"]
    problem, _, _ = run(page, "fit = train + 1")
    assert (
        problem["message"]
        == f"name 'train' is not defined, because the cell that makes it has failed: {reason}"
    )
    assert run(page, "fit")[0]["message"].endswith(reason)  # the first cause, not a chain of them
    assert run(page, "print(y)\ny = 1")[0]["message"] == "name 'y' is not defined"
    assert run(page, "print(y)\ny = 1")[0]["message"] == "name 'y' is not defined"
    assert run(page, "train = 1")[0] is None
    assert run(page, "train + 1")[2] == ["2"]


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("import numpy as np\nfrom backprop import Network", False),
        ("import matplotlib.pyplot as plt", True),
        ("def later():\n    from matplotlib import cm", True),
        ("from figures import network", True),
        ("import figures.training", True),
        ("from figures import touch", True),
        ("from figures.data import stored", False),
        ("from figures.data import MODEL", True),
        ("from backprop import exercises", False),
        ("from figures import nothing_like_this", False),
        ("x = (", False),
    ],
)
def test_matplotlib_is_asked_for_by_cells_that_need_it(page, code, needed):
    assert page.needs_pictures(code) is needed
