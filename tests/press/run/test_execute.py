"""Executing: the same bytes twice, nothing half written, and no chapter lost where MNIST is missing."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

from press import ROOT
from press.run import execute as press_execute
from press.run.execute import execute
from press.run.kernels import Kernels
from press.source.book import PressError
from tests.press.books import code, markdown, stdout

TITLE = markdown("# One {#sec-one}")


def outputs(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [output for cell in cells for output in cell.get("outputs", [])]


def test_outputs_are_stored_and_a_second_run_changes_no_byte(make_book):
    book = make_book([TITLE, code("print(6 * 7)\nprint('on two lines')"), code("import os; 1 + 1")])
    path = book.root / "chapters/01.ipynb"
    execute(book)
    first = path.read_bytes()
    assert [output.get("text") for output in outputs(path)] == [["42\n", "on two lines\n"], None]
    stamp = path.stat().st_mtime_ns
    execute(book, afresh=True)
    assert path.read_bytes() == first
    assert path.stat().st_mtime_ns == stamp


COUNTING = (
    "from pathlib import Path\nruns = Path('runs')\n"
    "_ = runs.write_text(runs.read_text() + 'x' if runs.exists() else 'x')"
)


def test_what_has_not_changed_is_not_run_again_unless_asked(make_book):
    book = make_book([TITLE, code(COUNTING)], [markdown("# Two"), code("print(2)")])
    runs, other = book.root / "chapters/runs", book.root / "chapters/02.ipynb"
    execute(book)
    other.write_text(other.read_text(encoding="utf-8").replace("print(2)", "print(3)"))
    execute(book)
    assert runs.read_text() == "x"
    assert outputs(other)[0]["text"] == ["3\n"]
    execute(book, afresh=True)
    assert runs.read_text() == "xx"


def test_a_notebook_runs_again_when_anything_changed_that_it_comes_from(make_book, monkeypatch):
    book = make_book([TITLE, code(COUNTING), code("print(Path('numbers.json').read_text())")])
    path, runs = book.root / "chapters/01.ipynb", book.root / "chapters/runs"
    beside = book.root / "chapters/numbers.json"

    def edit(old, new):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new))

    changes = {
        "nothing was run before": lambda: beside.write_text("1"),
        "source": lambda: edit("# One", "# Once"),
        "output": lambda: edit('"1\\n"', '"7\\n"'),
        "file beside it": lambda: beside.write_text("2"),
        "library": lambda: monkeypatch.setattr(press_execute, "LIBRARY", (beside,)),
    }
    for count, (name, change) in enumerate(changes.items(), 1):
        change()
        execute(book)
        assert runs.read_text() == "x" * count, name
        assert outputs(path)[0]["text"] == [f"{beside.read_text()}\n"], name


def test_a_notebook_that_failed_is_run_again(make_book):
    book = make_book([TITLE, code(COUNTING), code("assert Path('ready').exists()")])
    with pytest.raises(PressError):
        execute(book)
    (book.root / "chapters/ready").write_text("")
    execute(book)
    assert (book.root / "chapters/runs").read_text() == "xx"


def test_the_notebook_runs_in_its_own_folder(make_book):
    book = make_book([TITLE, code("from pathlib import Path; print(Path.cwd().name)")])
    execute(book)
    assert outputs(book.root / "chapters/01.ipynb")[0]["text"] == ["chapters\n"]


def test_kernels_that_start_at_once_do_not_share_their_sockets(tmp_path):
    kernels = Kernels()
    notebook = nbformat.v4.new_notebook()
    with ThreadPoolExecutor(8) as pool:
        clients = list(pool.map(lambda _: kernels.client(notebook, tmp_path), range(40)))
    assert len({client.km.ip for client in clients}) == len(clients)


def test_a_failing_cell_is_named_and_its_notebook_left_alone(make_book):
    book = make_book([TITLE, code("x = 1"), code("print(x)\n1 / 0")], [markdown("# Two"), code("print(2)")])
    path = book.root / "chapters/01.ipynb"
    before = path.read_bytes()
    with pytest.raises(PressError) as caught:
        execute(book)
    assert str(caught.value).endswith("chapters/01.ipynb, cell 3: ZeroDivisionError: division by zero")
    assert path.read_bytes() == before
    assert outputs(book.root / "chapters/02.ipynb")[0]["text"] == ["2\n"]


def test_without_mnist_the_stored_outputs_are_kept_and_the_log_says_so(make_book, monkeypatch, capsys):
    monkeypatch.setattr(press_execute, "find_mnist", lambda: None)
    monkeypatch.setattr(press_execute, "load_mnist", lambda: pytest.fail("asked the web though offline"))
    cells = [TITLE, code("print('new')", [stdout("stored\n")])]
    book = make_book(cells, needs=["mnist"])
    path = book.root / "chapters/01.ipynb"
    before = path.read_bytes()
    execute(book, offline=True)
    assert path.read_bytes() == before
    assert "chapters/01.ipynb: its stored outputs are kept. MNIST was not found" in capsys.readouterr().out


def test_an_unreachable_web_is_a_reason_to_keep_the_outputs_not_to_fail(make_book, monkeypatch, capsys):
    def refuse():
        raise press_execute.DataError("MNIST cannot be had")

    monkeypatch.setattr(press_execute, "find_mnist", lambda: None)
    monkeypatch.setattr(press_execute, "load_mnist", refuse)
    book = make_book([TITLE, code("1", [stdout("stored\n")])], needs=["mnist"])
    execute(book)
    assert "MNIST cannot be had" in capsys.readouterr().out


def test_ctrl_c_ends_the_kernels_and_leaves_every_notebook_alone(make_book):
    sleeper = code("import os, time\nopen('started', 'w').write(str(os.getpid()))\ntime.sleep(60)")
    book = make_book([TITLE, sleeper], [markdown("# Two"), code("print(2)")])
    before = (book.root / "chapters/01.ipynb").read_bytes()
    command = [sys.executable, "-m", "press", "execute", "--jobs", "1", "--book", str(book.root)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    press = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    started = book.root / "chapters/started"
    wait_until(lambda: started.exists() and started.read_text())
    press.send_signal(signal.SIGINT)
    _, errors = press.communicate(timeout=15)
    assert press.returncode == 1
    assert errors.endswith("Stopped.\n")
    assert "Traceback" not in errors
    wait_until(lambda: not is_running(int(started.read_text())))
    assert (book.root / "chapters/01.ipynb").read_bytes() == before


def wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_users_own_set_up_does_not_reach_the_kernels(make_book, tmp_path, monkeypatch):
    start_up = tmp_path / "ipython/profile_default/startup"
    start_up.mkdir(parents=True)
    (start_up / "mine.py").write_text("mine = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("MPLBACKEND", "agg")
    book = make_book([TITLE, code("import os\nprint('mine' in globals(), os.environ['MPLBACKEND'])")])
    execute(book)
    expected = "False module://matplotlib_inline.backend_inline\n"
    assert outputs(book.root / "chapters/01.ipynb")[0]["text"] == [expected]


def test_a_relative_folder_of_data_means_the_same_in_a_chapter(make_book, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKPROP_DATA", "mnist")
    book = make_book([TITLE, code("import os\nprint(os.path.relpath(os.environ['BACKPROP_DATA']))")])
    execute(book)
    assert outputs(book.root / "chapters/01.ipynb")[0]["text"] == ["../mnist\n"]


def test_what_was_saved_while_a_notebook_ran_is_not_overwritten(make_book):
    save = "from pathlib import Path\nfile = Path('01.ipynb')\nfile.write_text(file.read_text() + '\\n')"
    book = make_book([TITLE, code(save)])
    path = book.root / "chapters/01.ipynb"
    before = path.read_bytes()
    with pytest.raises(PressError, match=r"01\.ipynb: it was changed while it ran"):
        execute(book)
    assert path.read_bytes() == before + b"\n"
