"""A signal ends the press with one line, as shells expect it, and nothing is left half done."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from press import ROOT, stop
from tests.press.books import code, markdown
from tests.thorough import THOROUGH

CELLS = [markdown("# One {#sec-one}\n\nText."), code("import time\ntime.sleep(0.5)\nprint(1)")]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as on Unix")


def start(*arguments):
    heeding = [
        sys.executable,
        "-c",
        "pass",
    ]  # the interpreter's own start, before which nobody can catch Ctrl+C
    subprocess.run(heeding)
    return subprocess.Popen(
        [sys.executable, "-m", "press", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@pytest.mark.parametrize("after", [0.15, 0.3, 0.45])
def test_ctrl_c_while_the_press_starts_shows_no_import(make_book, after):
    press = start("check", "--book", str(make_book(CELLS).root))
    time.sleep(after)
    os.killpg(press.pid, signal.SIGINT)
    _, said = press.communicate(timeout=20)
    assert said in ("", "Stopped.\n")
    assert press.returncode in (-signal.SIGINT, 0)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_ctrl_c_is_how_to_end_serving_and_no_failure(make_book, number, code):
    book = make_book(CELLS)
    (book.root / "_book").mkdir()
    (book.root / "_book/index.html").touch()
    press = start("serve", "--port", "0", "--book", str(book.root))
    assert "Ctrl+C stops it" in press.stdout.readline()
    os.kill(press.pid, number)
    _, said = press.communicate(timeout=20)
    assert (press.returncode, said) == (code, "Stopped.\n" if code else "")


NUMBERS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize("at", range(40 if THOROUGH else 3))
def test_a_build_may_be_stopped_at_any_moment(make_book, tmp_path_factory, monkeypatch, at):
    book, temporary = make_book(CELLS), tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(temporary))
    (book.root / "_book").mkdir()
    (book.root / "_book/index.html").write_text("old")
    notebooks = {path: path.read_bytes() for path in book.root.rglob("*.ipynb")}
    press = start("build", "--offline", "--printer", "pandoc", "--book", str(book.root))
    time.sleep(random.Random(at).uniform(0.5, 8 if THOROUGH else 3))
    number = NUMBERS[at % len(NUMBERS)]
    os.kill(press.pid, number)
    printed, said = press.communicate(timeout=60)
    assert "Traceback" not in said
    assert list(temporary.iterdir()) == []
    assert not [path for path in book.root.rglob(".*.part") if ".press" not in path.parts]
    if "The book is printed" not in printed:
        assert press.returncode == -number
        assert said.endswith("Stopped.\n")
        assert (book.root / "_book/index.html").read_text() == "old"
        for path, content in notebooks.items():  # as it was, or whole with its outputs
            assert path.read_bytes() in (content,) or path.read_bytes().endswith(b"}\n")


def _half_done(done):
    with stop.later():
        with stop.later():
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.01)
            done.append("inner")
        done.append("outer")


def test_a_signal_waits_for_what_must_not_be_left_half_done():
    before = {number: signal.getsignal(number) for number in stop.SIGNALS}
    done = []
    try:
        stop.heed(raising=True)
        with pytest.raises(KeyboardInterrupt) as stopped:
            _half_done(done)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert done == ["inner", "outer"]
    assert stopped.value.args == (signal.SIGTERM,)


def test_what_is_ignored_stays_ignored():
    before = {number: signal.getsignal(number) for number in stop.SIGNALS}
    try:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        stop.heed(raising=True)
        os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
