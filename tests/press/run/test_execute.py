"""Executing: the same bytes twice, nothing half written, and no chapter lost where MNIST is missing."""

import functools
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
from press.files.cache import FOLDER
from press.run import changed
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
    slowly = "import time\nprint(6 * 7, flush=True)\ntime.sleep(0.5)\nprint('on two lines')"
    book = make_book([TITLE, code(slowly), code("import os; 1 + 1")])
    path = book.root / "chapters/01.ipynb"
    execute(book)
    first = path.read_bytes()
    assert [output.get("text") for output in outputs(path)] == [["42\n", "on two lines\n"], None]
    stamp = path.stat().st_mtime_ns
    execute(book, afresh=True)
    assert path.read_bytes() == first
    assert path.stat().st_mtime_ns == stamp


COUNTING = "with open('runs', 'a') as runs:\n    _ = runs.write('x')"


def said(capsys):
    """What the press has said since the last time: for each notebook that runs, why."""
    return capsys.readouterr().out.splitlines()


def test_what_has_not_changed_is_not_run_again_unless_asked(make_book, capsys):
    book = make_book([TITLE, code(COUNTING)], [markdown("# Two"), code("print(2)")])
    runs, other = book.root / "chapters/runs", book.root / "chapters/02.ipynb"
    execute(book)
    assert said(capsys)[:2] == ["index.ipynb: not run here before", "chapters/01.ipynb: not run here before"]
    other.write_text(other.read_text(encoding="utf-8").replace("print(2)", "print(3)"))
    execute(book)
    assert said(capsys) == ["chapters/02.ipynb: its text has changed"]
    assert runs.read_text() == "x"
    assert outputs(other)[0]["text"] == ["3\n"]
    execute(book)
    assert said(capsys) == ["No chapter has changed, and nothing that one reads: none is run."]
    execute(book, afresh=True)
    assert "chapters/01.ipynb: run afresh, as asked" in said(capsys)
    assert runs.read_text() == "xx"


READING = """\
from pathlib import Path

import helper

with open("library/numbers.json", "rb") as file:
    print(helper.WORD, file.read().decode(), Path("words.txt").read_text())"""


@pytest.fixture
def reading(make_book):
    """A book that has been run, whose chapter imports a module and reads two files."""
    book = make_book([TITLE, code(COUNTING), code(READING)])
    chapters = book.root / "chapters"
    (chapters / "library").mkdir()
    (chapters / "library/numbers.json").write_text("1")
    (chapters / "helper.py").write_text("WORD = 'one'")
    (chapters / "words.txt").write_text("word")
    (chapters / "unread.json").write_text("1")
    execute(book)
    assert outputs(chapters / "01.ipynb")[0]["text"] == ["one 1 word\n"]
    return book


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("chapters/library/numbers.json", "1", "2"),
        ("chapters/words.txt", "word", "words"),
        ("chapters/helper.py", "one", "another"),
        ("chapters/01.ipynb", "# One", "# Once"),
        ("chapters/01.ipynb", "one 1", "one 7"),  # an output
    ],
)
def test_a_notebook_runs_again_when_anything_changed_that_it_comes_from(reading, capsys, name, old, new):
    file, path = reading.root / name, reading.root / "chapters/01.ipynb"
    capsys.readouterr()
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    execute(reading)
    shown = "its text" if file == path else name
    assert said(capsys) == [f"chapters/01.ipynb: {shown} has changed"]
    assert (reading.root / "chapters/runs").read_text() == "xx"
    words = [(reading.root / f"chapters/{one}").read_text() for one in ("library/numbers.json", "words.txt")]
    word = "another" if new == "another" else "one"
    assert outputs(path)[0]["text"] == [f"{word} {' '.join(words)}\n"]


def test_a_notebook_runs_again_when_a_file_is_gone_that_it_read(reading, capsys):
    (reading.root / "chapters/words.txt").unlink()
    capsys.readouterr()
    with pytest.raises(PressError, match="FileNotFoundError"):
        execute(reading)
    assert said(capsys) == ["chapters/01.ipynb: chapters/words.txt has changed"]


def test_a_notebook_runs_again_with_another_python_or_another_way_of_running(reading, monkeypatch, capsys):
    capsys.readouterr()
    monkeypatch.setattr(changed, "PLATFORM", "Python 4.0, abacus")
    execute(reading)
    assert "chapters/01.ipynb: last run with Python 3." in said(capsys)[1]
    monkeypatch.setattr(changed, "LIBRARY", (reading.root / "chapters/unread.json",))
    execute(reading, afresh=True)
    (reading.root / "chapters/unread.json").write_text("2")
    capsys.readouterr()
    execute(reading)
    assert "chapters/01.ipynb: chapters/unread.json has changed" in said(capsys)


def test_a_notebook_does_not_run_again_for_what_it_did_not_read(reading, capsys):
    (reading.root / "chapters/unread.json").write_text("2")
    (reading.root / "chapters/unread.py").write_text("")
    (reading.root / "chapters/runs").write_text("")  # it was only written
    capsys.readouterr()
    execute(reading)
    assert said(capsys) == ["No chapter has changed, and nothing that one reads: none is run."]


def test_what_was_saved_after_a_notebook_read_it_is_read_again(make_book, capsys):
    saved = "with open('helper.py') as file:\n    _ = file.read()"
    saved += "\nwith open('helper.py', 'w') as file:\n    _ = file.write('')"
    book = make_book([TITLE, code(saved)])
    (book.root / "chapters/helper.py").write_text("before = 1")
    execute(book)
    capsys.readouterr()
    execute(book)
    assert said(capsys) == ["chapters/01.ipynb: chapters/helper.py has changed"]


STILL = """\
from backprop import exercises
from backprop.examples import running_network
from figures import touch

net, x, y = running_network()
exercises.check("base-case", lambda a, y, z: None)
touch.send_back(net, x, y)"""


def test_a_chapter_comes_from_its_own_exercises_and_from_no_script(make_book):
    book = make_book([TITLE, code(STILL)])
    execute(book)
    assert "image/svg+xml" in outputs(book.root / "chapters/01.ipynb")[-1]["data"]
    records = json.loads((book.root / ".press/executed.json").read_text(encoding="utf-8"))
    read = {(book.root / name).resolve() for name in records["chapters/01.ipynb"]["files"]}
    names = {file.relative_to(ROOT).as_posix() for file in read if file.is_relative_to(ROOT)}
    assert {name for name in names if "/chapter" in name} == {"backprop/exercises/chapter04_base_case.py"}
    assert {"backprop/network.py", "figures/interactive/send_back/__init__.py", "requirements.lock"} <= names
    assert not [name for name in names if name.endswith((".js", ".css"))]
    assert not [name for name in names if name.startswith((".venv", "figures/data/bench", "press/site"))]


def test_what_is_written_to_stderr_stops_the_press_with_its_text(make_book):
    book = make_book([TITLE, code("import sys\nprint('/tmp/xyz is odd', file=sys.stderr)")])
    path = book.root / "chapters/01.ipynb"
    before = path.read_bytes()
    with pytest.raises(PressError) as caught:
        execute(book)
    assert str(caught.value).endswith(
        "01.ipynb, cell 2: it wrote to stderr, which is not stored:\n/tmp/xyz is odd\n"
    )
    assert path.read_bytes() == before


def test_kernels_have_a_folder_of_their_own_for_matplotlib(make_book, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "mine"))
    book = make_book([TITLE, code("import matplotlib\nprint(matplotlib.get_configdir())")])
    execute(book)
    assert outputs(book.root / "chapters/01.ipynb")[0]["text"] == [f"{FOLDER / 'matplotlib'}\n"]


def test_a_notebook_that_failed_is_run_again(make_book):
    book = make_book([TITLE, code(COUNTING), code("from pathlib import Path; assert Path('ready').exists()")])
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
    kernels = Kernels(tmp_path)
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


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("%nonsense 1", "UsageError: Line magic function `%nonsense` not found."),
        ("import os\nos._exit(3)", "its kernel failed: Kernel died"),
    ],
)
def test_a_cell_that_fails_without_an_output_is_named_as_well(make_book, source, said):
    book = make_book([TITLE, code("x = 1"), code(source)])
    with pytest.raises(PressError) as caught:
        execute(book)
    assert str(caught.value).endswith(f"chapters/01.ipynb, cell 3: {said}")


def test_a_kernel_that_cannot_start_is_one_line(make_book, monkeypatch):
    def refuse(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jupyter_client.connect.write_connection_file", refuse)
    book = make_book([TITLE, code("x = 1")])
    with pytest.raises(PressError) as caught:
        execute(book)
    (line,) = str(caught.value).splitlines()
    assert "01.ipynb: no kernel could start in " in line
    assert line.endswith("[Errno 28] No space left on device")


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
    heeding = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # also where a shell ignores it
    press = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, preexec_fn=heeding)
    started = book.root / "chapters/started"
    wait_until(lambda: started.exists() and started.read_text())
    press.send_signal(signal.SIGINT)
    _, errors = press.communicate(timeout=15)
    assert press.returncode == -signal.SIGINT
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
