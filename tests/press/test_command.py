"""Whatever goes wrong, the press says so in one line, and leaves the site and the notebooks as they were."""

import errno
import os
import re
import resource
import shutil
import socket
import subprocess
import sys

import pytest

from press import ROOT, command
from press.files.cache import FOLDER
from press.run import kernels
from tests.press.books import code, markdown
from tests.thorough import some

CELLS = [markdown("# One {#sec-one}\n\nText."), code("print(1)")]


def state(book):
    """Every file of the book with its content, what the press remembers aside."""
    files = (path for path in book.root.rglob("*") if path.is_file() and ".press" not in path.parts)
    return {path: path.read_bytes() for path in files}


def press(book, *arguments, **options):
    run = [sys.executable, "-m", "press", *arguments, "--book", str(book.root)]
    return subprocess.run(run, cwd=ROOT, capture_output=True, text=True, **options)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["serve", "--port", "80000"], "--port: 80000; expected a port from 1 to 65535"),
        (["serve", "--port", "-1"], "--port: -1; expected a port from 1 to 65535"),
        (["serve", "--port", "x"], "--port: x; expected a port from 1 to 65535"),
        (["build", "--jobs", "0"], "--jobs: 0; expected 1 or more"),
        (["build", "--jobs", "two"], "--jobs: two; expected 1 or more"),
        (["bild"], "invalid choice: 'bild'"),
    ],
)
def test_a_command_that_is_none_is_refused_in_one_line(capsys, options, said):
    with pytest.raises(SystemExit) as ended:
        command.main(options)
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_a_port_that_is_taken_is_named_with_another(make_book, capsys):
    book = make_book(CELLS)
    (book.root / "_book").mkdir()
    (book.root / "_book/index.html").touch()
    with socket.create_server(("localhost", 0)) as taken:
        port = taken.getsockname()[1]
        assert command.main(["serve", "--port", str(port), "--book", str(book.root)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"port {port} cannot be used (Address already in use): try `make serve PORT=")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device; the press has to write"),
        (OSError(errno.EROFS, "Read-only file system", "/a"), "/a: Read-only file system; the press has to"),
        (PermissionError(errno.EACCES, "Permission denied", "/a"), "/a: Permission denied; the press has to"),
        (FileNotFoundError(errno.ENOENT, "No such file", "/a"), "/a: No such file"),
        (shutil.Error([("/a", "/b", "No space left"), ("/c", "/d", "No space left")]), "/a: No space left"),
    ],
)
@pytest.mark.parametrize("name", ["print", "build", "slides", "pdf"])
def test_what_the_system_refuses_is_one_line_and_changes_nothing(
    make_book, monkeypatch, capsys, name, error, said
):
    book = make_book(CELLS)
    (book.root / "_book").mkdir()
    (book.root / "_book/index.html").write_text("old")

    def refuse(*arguments, **options):
        raise error

    for at in ("print_book", "print_slides", "execute"):
        monkeypatch.setattr(command, at, refuse)
    monkeypatch.setitem(command.PAPER, "pdf", refuse)
    before = state(book)
    printer = ["--printer", "pandoc"] if name == "print" else []
    assert command.main([name, *printer, "--book", str(book.root)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(said)
    assert state(book) == before
    assert not list(book.root.glob(".*.part"))


def test_a_disk_that_takes_no_more_leaves_the_old_site_whole(make_book):
    book = make_book(CELLS)
    assert press(book, "print", "--printer", "pandoc").returncode == 0
    path = book.root / "index.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("Welcome", "Hello"), encoding="utf-8")
    before, room = state(book), (50_000, 50_000)
    full = press(
        book,
        *("print", "--printer", "pandoc"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, room),
    )
    assert full.returncode == 1
    (line,) = full.stderr.splitlines()
    assert "File too large; the press has to write to" in line
    assert state(book) == before
    assert not list(book.root.glob(".*.part"))


def test_a_folder_that_takes_nothing_is_named(make_book):
    done = press(make_book(CELLS), "print", "--printer", "pandoc", "--to", "/proc/site")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("/proc/")


def test_what_cannot_be_remembered_is_made_again(make_book, monkeypatch):
    """A checkout that is read only prints to another folder all the same."""
    book = make_book(CELLS)
    to = book.root.parent / f"{book.root.name}-site"
    refused = []

    def refuse(path, data):
        if path.is_relative_to(FOLDER) or path.is_relative_to(book.root):
            refused.append(path)
            raise OSError(errno.EROFS, "Read-only file system", str(path))

    monkeypatch.setattr("press.files.cache.write_whole", refuse)
    monkeypatch.setattr("press.files.cache.FOLDER", FOLDER / "nowhere")
    assert command.main(["print", "--printer", "pandoc", "--book", str(book.root), "--to", str(to)]) == 0
    assert refused
    assert "Welcome" in (to / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("home", some(["", "/nonexistent"], ["/nonexistent"]))
def test_a_home_that_is_none_is_no_trouble(make_book, home):
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    done = press(make_book(CELLS), "execute", env={**environment, **({"HOME": home} if home else {})})
    assert done.returncode == 0, done.stderr
    assert not re.search("Warning|Traceback|warn", done.stderr)


def test_a_user_of_no_account_has_a_home_while_kernels_run(tmp_path, monkeypatch):
    def nowhere():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setenv("HOME", "before")
    monkeypatch.setattr(kernels.Path, "home", nowhere)
    kernels.Kernels(tmp_path)
    assert os.environ["HOME"] == str(tmp_path)
