"""The project's address: where it comes from, and that none is invented."""

import shutil
import subprocess

import pytest

from press.source.address import Address, read_address, repository
from tests.press.books import markdown


@pytest.fixture
def book(make_book, monkeypatch):
    for name in ("GITHUB_REPOSITORY", "GITHUB_SERVER_URL"):
        monkeypatch.delenv(name, raising=False)
    return make_book([markdown("# One {#sec-one}")])


def clone_of(book, url):
    subprocess.run(["git", "init", "-q", book.root], check=True)
    subprocess.run(["git", "-C", book.root, "remote", "add", "origin", url], check=True)


def test_where_nothing_names_an_address_there_is_none(book):
    assert repository(book) is None


def test_the_environment_variable_of_a_workflow_names_it(book, monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/engine")
    assert repository(book) == Address("ada", "engine")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://git.example.org")
    assert repository(book).url == "https://git.example.org/ada/engine"


@pytest.mark.skipif(not shutil.which("git"), reason="git is not on the PATH")
@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://github.com/ada/engine.git", Address("ada", "engine")),
        ("git@github.com:ada/engine.git", Address("ada", "engine")),
        ("ssh://git@github.com/ada/engine", Address("ada", "engine")),
        ("https://git.example.org/ada/engine", None),
        ("/srv/git/engine", None),
    ],
)
def test_a_clone_from_github_names_it_and_no_other_clone_does(book, url, found):
    clone_of(book, url)
    assert repository(book) == found


@pytest.mark.skipif(not shutil.which("git"), reason="git is not on the PATH")
def test_what_the_book_says_comes_before_the_workflow_and_that_before_the_clone(book, monkeypatch):
    clone_of(book, "https://github.com/third/engine")
    assert repository(book).owner == "third"
    monkeypatch.setenv("GITHUB_REPOSITORY", "second/engine")
    assert repository(book).owner == "second"
    book.settings["repo-url"] = "https://github.com/first/engine"
    assert repository(book).owner == "first"


def test_pages_stand_below_the_owners_name_unless_they_are_the_owners_own():
    assert Address("Ada", "Engine").url == "https://github.com/Ada/Engine"
    assert Address("Ada", "Engine").pages == "https://ada.github.io/Engine"
    assert Address("Ada", "ada.github.io").pages == "https://ada.github.io"
    assert Address("Ada", "Engine", "https://git.example.org").pages == ""


@pytest.mark.parametrize("text", ["", "engine", "https://github.com/ada", "https://github.com/a/b/c", "x/y"])
def test_what_is_no_repository_is_no_address(text):
    assert read_address(text) is None
