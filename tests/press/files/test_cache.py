"""What the press remembers is what it would make again, and is forgotten when its sources change."""

import os
import time

import pytest

from press.files import cache
from press.source import tree
from press.source.book import PressError


@pytest.fixture(autouse=True)
def _memory_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "FOLDER", tmp_path / "memory")


@pytest.fixture
def runs(monkeypatch):
    """The texts that Pandoc was really run on."""
    really, texts = tree._run_pandoc, []

    def run(arguments, text):
        texts.append(text)
        return really(arguments, text)

    monkeypatch.setattr(tree, "_run_pandoc", run)
    return texts


def test_pandoc_runs_once_on_the_same_text_and_again_on_another(runs):
    first = [tree.pandoc(["-t", "html"], text) for text in ("one", "two", "one")]
    assert runs == ["one", "two"]
    assert first == ["<p>one</p>\n", "<p>two</p>\n", "<p>one</p>\n"]
    assert tree.pandoc(["-t", "plain"], "one") == "one\n"
    assert runs == ["one", "two", "one"]


def test_pandoc_runs_again_when_a_file_changed_that_it_reads(runs, tmp_path):
    works = tmp_path / "works.bib"
    for title in ("Motus", "Motus", "Theoria"):
        works.write_text(f"@book{{gauss, author={{Gauss}}, title={{{title}}}, year={{1809}}}}")
        arguments = ["-t", "plain", "--citeproc", f"--bibliography={works}"]
        assert title in tree.pandoc(arguments, "[@gauss]", [works])
    assert len(runs) == 2


def test_a_failure_is_not_remembered(runs):
    for _ in range(2):
        with pytest.raises(PressError):
            tree.pandoc(["-t", "nonsense"], "one")
    assert len(runs) == 2


def test_parts_that_only_look_alike_when_joined_differ():
    assert cache.digest(["ab", "c"]) != cache.digest(["a", "bc"])


def test_what_nothing_asked_for_in_a_month_is_deleted():
    cache.remembered(["old"], lambda: "old")
    (file,) = (cache.FOLDER / "pandoc").iterdir()
    long_ago = time.time() - cache.KEPT - 60
    os.utime(file, (long_ago, long_ago))
    cache.remembered(["new"], lambda: "new")
    cache.forget_the_unused()
    assert [file.read_text() for file in (cache.FOLDER / "pandoc").iterdir()] == ["new"]
