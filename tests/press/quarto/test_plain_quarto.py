"""Quarto by itself, where there is one: plain `quarto render` of the book, and its profiles."""

import collections
import ctypes
import html
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
import yaml
from pypdfium2 import raw

from press import ROOT
from press.source.book import Book
from press.source.cells import take_content
from press.source.dialect import check_book

CONFIG = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
quarto_needed = pytest.mark.skipif(not shutil.which("quarto"), reason="quarto is not on the PATH")


def test_stored_outputs_are_printed_unless_quarto_is_asked_to_execute():
    assert CONFIG["execute"] == {"enabled": False}


def test_git_ignores_what_quarto_writes_in_the_very_words_that_it_would_add():
    assert {"/.quarto/", "**/*.quarto_ipynb"} <= set((ROOT / ".gitignore").read_text().splitlines())


def test_the_first_scheme_is_light_and_the_system_has_the_last_word():
    settings = CONFIG["format"]["html"]
    assert next(iter(settings["theme"])) == "light"
    assert settings["respect-user-color-scheme"] is True


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A clone of the book as it stands, without an environment."""
    to = tmp_path_factory.mktemp("clone") / "book"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, to / name)
    commit = ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "All"]
    for command in (["init", "-q"], ["add", "-A"], commit):
        subprocess.run(["git", *command], cwd=to, check=True)
    return to


def render(clone, *arguments):
    """Let Quarto print the clone, with no Python of ours on the PATH, and require that git sees no change."""
    path = os.pathsep.join([str(Path(shutil.which("quarto")).parent), "/usr/local/bin", "/usr/bin", "/bin"])
    environment = {"PATH": path, "HOME": os.environ["HOME"]}
    done = subprocess.run(
        ["quarto", "render", *arguments], cwd=clone, env=environment, capture_output=True, text=True
    )
    status = subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True)
    assert not status.stdout
    return done


@pytest.fixture(scope="module")
def plain(clone):
    """The site that plain `quarto render` prints."""
    done = render(clone)
    assert done.returncode == 0, done.stderr
    assert "WARN" not in done.stderr
    return clone / "_book"


@quarto_needed
def test_plain_quarto_prints_every_page_and_loads_nothing_from_elsewhere(plain):
    for page in Book().pages:
        text = (plain / page.target).read_text(encoding="utf-8")
        assert "?@" not in text, f"{page.target} has an unresolved reference"
        assert not re.search(r'<(?:script|img|link|iframe)[^>]+(?:src|href)="(?:https?:)?//', text)
        assert (plain / page.source).read_bytes() == (ROOT / page.source).read_bytes()


@quarto_needed
def test_chapters_and_equations_have_the_numbers_that_the_press_gives_them(plain):
    contents = re.findall(r'<span class="menu-text">(.*?)</span>\s*</a>', read(plain / "index.html"))
    named = [plain_text(entry) for entry in contents if entry != "Appendices"]
    assert named == [
        f"{page.page.number}\N{NO-BREAK SPACE} {page.title}".strip("\N{NO-BREAK SPACE} ")
        for page in check_book(Book())
    ]
    for page in Book().pages:
        numbers = re.findall(r"\\qquad\((\w+)\.\d+\)", read(plain / page.target))
        assert set(numbers) <= {page.number}, page.source
    assert r"\qquad(5.1)" in read(plain / "chapters/05-inductive-step.html")


def read(file):
    return file.read_text(encoding="utf-8")


def plain_text(text):
    return html.unescape(re.sub(r"<[^>]*>", "", text))


@quarto_needed
def test_interactive_pictures_are_the_still_ones_with_their_data(plain):
    files = list(plain.rglob("fig-touch-*.svg"))
    assert len(files) == 5
    assert all(take_content(file.read_text(encoding="utf-8"))[1] for file in files)


@quarto_needed
def test_the_site_holds_nothing_of_the_tests(plain):
    assert not (plain / "tests").exists()


@quarto_needed
def test_the_cards_of_symbols_have_their_words(plain):
    assert '"where": "chapters/03-argument.html#eq-delta Equation\N{NO-BREAK SPACE}3.2"' in (
        plain / "figures/data/symbols.json"
    ).read_text(encoding="utf-8")


@quarto_needed
@pytest.mark.parametrize("profile", ["paper", "slides"])
def test_a_profile_without_the_environment_ends_in_one_clear_line(clone, profile):
    assert not (clone / ".venv").exists()
    done = render(clone, "--profile", profile)
    assert done.returncode
    assert ".venv/bin/python is missing" in done.stderr
    assert "Stack trace" not in done.stderr


@pytest.fixture
def environment(clone):
    """The clone with this environment in it."""
    (clone / ".venv").symlink_to(Path(sys.prefix))
    yield clone
    (clone / ".venv").unlink()


@quarto_needed
def test_quartos_own_pdf_is_in_the_books_fonts_without_the_code_of_pictures(environment):
    done = render(environment, "--profile", "paper", "--to", "typst")
    assert done.returncode == 0, done.stderr
    document = pypdfium2.PdfDocument(environment / "_book/Backpropagation-derived.pdf")
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    assert "⊙" in text
    assert "??" not in text
    assert "cost.digit_bars(x.reshape" not in text, "folded code of a picture"
    assert text.count("def cost_of_one(a, y)") == 2, "where it is to be written, and in the solution"
    fonts = fonts_of(document)
    assert {name for name in fonts if not name.startswith("FontAwesome")} <= {
        f"Book{family}" for family in (
            "SerifRegular", "SerifItalic", "SerifBold", "SerifBoldItalic", "GreekRegular", "MathRegular",
            "CodeRegular", "CodeBold", "CodeGreekRegular",
        )
    }  # fmt: skip


def fonts_of(document):
    """Return the names of the fonts of a PDF, and how often each is used."""
    found = collections.Counter()
    for page in document:
        for part in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            name = ctypes.create_string_buffer(100)
            raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(part.raw), name, 100)
            found[name.value.decode().partition("+")[2]] += 1
    return found


@quarto_needed
def test_quartos_slides_are_in_the_books_fonts(environment):
    done = render(environment, "--profile", "slides")
    assert done.returncode == 0, done.stderr
    text = (environment / "_slides/slides/05-inductive-step.html").read_text(encoding="utf-8")
    for family in ("STIX Two Text", "STIX Two Math", "Source Code Pro"):
        assert family in text
    assert text.count("font/woff2") >= 8
