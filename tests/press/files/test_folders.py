"""A folder is written whole or not at all, and what a killed press has left goes with the next one."""

import os
import tempfile
from pathlib import Path

import pytest

from press.files import folders
from press.files.folders import temporary, written_whole

LEFT = "._book.ab_d3f9x.part"


@pytest.fixture
def site(tmp_path):
    (tmp_path / "_book").mkdir()
    (tmp_path / "_book/index.html").write_text("old")
    return tmp_path / "_book"


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_new_folder_stands_in_the_place_of_the_old_one(site):
    with written_whole(site) as new:
        (new / "index.html").write_text("new")
        assert (site / "index.html").read_text() == "old"
    assert (site / "index.html").read_text() == "new"
    assert names(site.parent) == ["_book"]


def _fail(new, error):
    (new / "index.html").write_text("new")
    raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_a_failure_leaves_the_old_folder_and_nothing_else(site, error):
    with pytest.raises(error), written_whole(site) as new:
        _fail(new, error)
    assert (site / "index.html").read_text() == "old"
    assert names(site.parent) == ["_book"]


def test_a_folder_that_cannot_be_renamed_is_not_missed(site, monkeypatch):
    really = Path.rename

    def rename(path, to):
        if path.name == "new":
            raise OSError("no")
        return really(path, to)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="no"), written_whole(site):
        pass
    assert (site / "index.html").read_text() == "old"
    assert names(site.parent) == ["_book"]


@pytest.mark.skipif(not folders.fcntl, reason="without locks nothing is taken for left")
def test_what_a_killed_press_has_left_is_removed_and_nothing_else(site):
    parent = site.parent
    for name in (LEFT, "._other.ab_d3f9x.part", "._book.mine", "._book.part"):
        (parent / name / "new").mkdir(parents=True)
    with written_whole(site):
        pass
    assert names(parent) == ["._book.mine", "._book.part", "._other.ab_d3f9x.part", "_book"]


@pytest.mark.skipif(not folders.fcntl, reason="without locks nothing is taken for left")
def test_what_a_living_press_is_making_is_left_alone(site):
    with written_whole(site) as first:
        (first / "index.html").write_text("first")
        with written_whole(site) as second:
            (second / "index.html").write_text("second")
            assert first.exists()
        assert first.exists()
    assert (site / "index.html").read_text() == "first"
    assert names(site.parent) == ["_book"]


@pytest.mark.skipif(not folders.fcntl, reason="without locks nothing is taken for left")
def test_a_site_that_was_about_to_be_replaced_is_put_back(site):
    (site.parent / LEFT).mkdir()
    site.rename(site.parent / LEFT / "old")
    with pytest.raises(OSError, match="full"), written_whole(site):
        raise OSError("full")
    assert (site / "index.html").read_text() == "old"
    assert names(site.parent) == ["_book"]


def test_a_folder_for_a_while_is_gone_afterwards(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "press-release.part").mkdir()  # somebody else's
    with temporary() as folder:
        assert folder.parent == tmp_path
        assert folder.stat().st_uid == os.geteuid()
    assert names(tmp_path) == ["press-release.part"]


def test_git_does_not_list_what_is_unfinished():
    lines = (folders.Path(__file__).parents[3] / ".gitignore").read_text().splitlines()
    assert f".*{folders.PART}" in lines
