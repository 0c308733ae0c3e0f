"""What has not changed is not printed again, and whatever has changed is."""

import pytest

from press import command as command_line
from press.source.book import Book
from tests.press.books import markdown


@pytest.fixture
def book(make_book):
    return make_book([markdown("# One {#sec-one}\n\nText.")])


@pytest.fixture
def prints(book, monkeypatch):
    """Print the site as often as is asked, in short, and list each print that took place."""
    done = []

    def print_in_short(book, to):
        done.append(to)
        (to / "chapters").mkdir()
        (to / "index.html").touch()
        text = (book.root / "chapters/01.ipynb").read_text(encoding="utf-8")
        (to / "chapters/01.html").write_text(text, encoding="utf-8")

    monkeypatch.setattr(command_line, "print_book", print_in_short)
    command_line.print_site(book, book.root / "_book", "pandoc")
    assert len(done) == 1
    return done


def again(book):
    command_line.print_site(Book(book.root), book.root / "_book", "pandoc")


def test_an_unchanged_book_is_not_printed_again(book, prints):
    again(book)
    assert len(prints) == 1


@pytest.mark.parametrize("name", ["chapters/01.ipynb", "_quarto.yml", "theme/book.css", "chapters/new.json"])
def test_a_book_of_which_one_file_changed_is_printed_again(book, prints, name):
    with (book.root / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    again(book)
    again(book)
    assert len(prints) == 2


@pytest.mark.parametrize("harm", ["changed", "lost", "strange"])
def test_a_site_that_somebody_touched_is_printed_again(book, prints, harm):
    page = book.root / "_book/chapters/01.html"
    before = page.read_text(encoding="utf-8")
    if harm == "changed":
        page.write_text(f"{before}!", encoding="utf-8")
    elif harm == "lost":
        page.unlink()
    else:
        (book.root / "_book/strange.html").write_text("of nobody")
    again(book)
    assert len(prints) == 2
    assert page.read_text(encoding="utf-8") == before
    assert not (book.root / "_book/strange.html").exists()


def test_mnist_that_came_or_an_address_that_is_now_known_prints_it_again(book, prints, monkeypatch):
    here = command_line.find_mnist()
    monkeypatch.setattr(command_line, "find_mnist", lambda: None if here else book.root)
    again(book)
    monkeypatch.setenv("GITHUB_REPOSITORY", "somebody/somewhere")
    again(book)
    assert len(prints) == 3


def test_two_sites_of_one_book_are_both_remembered(book, prints):
    other = book.root / "_other"
    for _ in range(2):
        command_line.print_site(book, other, "pandoc")
        again(book)
    assert len(prints) == 2


def test_what_was_saved_while_the_book_was_printed_is_printed_the_next_time(book, prints, monkeypatch):
    page, counted = book.root / "chapters/01.ipynb", command_line.print_book
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("Text.", "One."), encoding="utf-8")

    def saved_meanwhile(book, to):
        counted(book, to)
        page.write_text(text.replace("Text.", "Two."), encoding="utf-8")

    monkeypatch.setattr(command_line, "print_book", saved_meanwhile)
    again(book)
    monkeypatch.setattr(command_line, "print_book", counted)
    again(book)
    assert len(prints) == 3
    assert "Two." in (book.root / "_book/chapters/01.html").read_text(encoding="utf-8")
