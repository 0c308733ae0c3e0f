"""The scripts that Quarto runs before and after it renders, here in the environment's Deno."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from press import ROOT
from press.source.book import Book
from press.source.canonical import canonical
from tests.press.books import code, markdown, picture, stdout

DENO = Path(sys.executable).with_name("deno")


def run(name, folder, *arguments):
    """Run a script of press/quarto in a folder, as Quarto does."""
    command = [DENO, "run", "--allow-all", "--no-remote", "--quiet", ROOT / "press/quarto" / name, *arguments]
    environment = {**os.environ, "QUARTO_PROJECT_OUTPUT_DIR": str(folder / "_book"), "NO_COLOR": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_no_notebook_of_the_book_is_changed_by_what_puts_them_back(tmp_path):
    for page in Book().pages:
        (tmp_path / page.source).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / page.source, tmp_path / page.source)
    assert run("notebooks.js", tmp_path).returncode == 0
    for page in Book().pages:
        assert (tmp_path / page.source).read_bytes() == (ROOT / page.source).read_bytes(), page.source


@pytest.mark.parametrize(
    ("pieces", "whole"),
    [
        (["a =", " 1\n", "b\n"], "a = 1\nb\n"),
        (["a\n", "\n", "b"], "a\n\nb"),
        (["ä\u2028\x1f", "\\\n"], "ä\u2028\x1f\\\n"),
    ],
)
def test_a_notebook_that_quarto_has_executed_is_again_as_the_press_stores_it(tmp_path, pieces, whole):
    def notebook(outputs):
        return {"cells": [markdown("# One"), code("print(1)", outputs)], "metadata": {}}

    rest = [picture(), printed("after\n"), picture()]
    stored = canonical(notebook([printed(whole), *rest]))
    executed = notebook([*map(printed, pieces), *rest])
    executed = json.loads(canonical(executed))
    executed["metadata"]["language_info"] |= {"version": "3.13.1", "codemirror_mode": {"version": 3}}
    for folder in (tmp_path / "chapters", tmp_path / "_book/chapters"):
        folder.mkdir(parents=True)
        (folder / "01.ipynb").write_text(json.dumps(executed, indent=1, ensure_ascii=False), encoding="utf-8")
    assert run("notebooks.js", tmp_path).returncode == 0
    for folder in (tmp_path / "chapters", tmp_path / "_book/chapters"):
        assert (folder / "01.ipynb").read_text(encoding="utf-8") == stored


def test_the_site_offers_the_notebooks_to_take_home_where_there_is_an_environment(tmp_path):
    site = tmp_path / "_book"
    (site / "chapters").mkdir(parents=True)
    (site / "index.html").touch()
    file = site / "chapters/04-base-case.ipynb"
    shutil.copyfile(ROOT / "chapters/04-base-case.ipynb", file)
    for is_there in (False, True):
        done = run("notebooks.js", tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert ("\\\\tag{4.1}" in file.read_text(encoding="utf-8")) == is_there
        if not is_there:
            (tmp_path / ".venv").symlink_to(sys.prefix)


def printed(text):
    """Return what was printed as notebooks store it, in lines."""
    return {**stdout(""), "text": [line for line in text.replace("\n", "\n\0").split("\0") if line]}


def test_a_symbols_card_gets_the_words_of_the_references_that_quarto_has_printed(tmp_path):
    table = tmp_path / "_book/figures/data/symbols.json"
    (tmp_path / "_book/chapters").mkdir(parents=True)
    table.parent.mkdir(parents=True)
    symbols = {
        "δ": {"says": "A.", "where": "chapters/03.html#eq-delta"},
        "x": {"says": "B.", "where": "index.html#sec-notation"},
        "y": {"says": "C.", "where": "chapters/09.html#eq-not-printed"},
    }
    table.write_text(json.dumps(symbols), encoding="utf-8")
    (tmp_path / "_book/index.html").write_text(
        '<section id="sec-notation" class="level2">\n<h2 class="anchored">No<em>tation</em></h2>',
        encoding="utf-8",
    )
    (tmp_path / "_book/chapters/04.html").write_text(
        'See <a href="../chapters/03.html#eq-delta" class="quarto-xref">Equation&nbsp;3.2</a>.',
        encoding="utf-8",
    )
    for _ in range(2):  # a second print adds nothing
        assert run("symbols.js", tmp_path).returncode == 0
        told = {sign: entry["where"] for sign, entry in json.loads(table.read_text(encoding="utf-8")).items()}
        assert told == {
            "δ": "chapters/03.html#eq-delta Equation\N{NO-BREAK SPACE}3.2",
            "x": "index.html#sec-notation Notation",
            "y": "chapters/09.html#eq-not-printed",
        }


INDEX = """<html xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en">
<title>One &amp; all</title>
<a href="./" class="sidebar-title">One &amp; all</a>
<a href="./index.html" class="sidebar-item-text sidebar-link active">
 <span class="menu-text">Preface</span></a>
<a href="./chapters/01.html" class="sidebar-item-text sidebar-link">
 <span class="menu-text"><span class="chapter-number">1</span>&nbsp; <span class="chapter-title">A
&amp; b</span></span></a>"""
MAP = "<urlset><url><loc>https://ada.github.io/engine/index.html</loc></url></urlset>"


@pytest.mark.parametrize(("sitemap", "root"), [(None, ""), (MAP, "/engine/")])
def test_the_page_for_lost_ways_has_the_pages_of_the_sidebar(tmp_path, sitemap, root):
    for folder in ("_book", "theme"):
        (tmp_path / folder).mkdir()
    shutil.copyfile(ROOT / "theme/404.html", tmp_path / "theme/404.html")
    (tmp_path / "_book/index.html").write_text(INDEX, encoding="utf-8")
    if sitemap:
        (tmp_path / "_book/sitemap.xml").write_text(sitemap, encoding="utf-8")
    assert run("lost.js", tmp_path).returncode == 0
    text = (tmp_path / "_book/404.html").read_text(encoding="utf-8")
    entries = [f'<a href="{root}index.html">Preface</a>', f'<a href="{root}chapters/01.html">1 A &amp; b</a>']
    assert re.findall(r"<li>(.*)</li>", text) == entries
    assert f'action="{root}index.html"' in text
    assert "<title>No such page | One &amp; all</title>" in text
    assert '<html lang="en">' in text
    assert "$" not in text


def test_quartos_search_knows_what_readers_call_it(tmp_path):
    for folder in ("_book", "chapters"):
        (tmp_path / folder).mkdir()
    asked = {"in the book": {"Fading": ["vanish", "Small errors"]}, "nearest": {"Adam": ["", "A step"]}}
    (tmp_path / "chapters/asked.json").write_text(json.dumps(asked), encoding="utf-8")
    sections = '<section id="a"><h2><span>1.1</span> A step</h2><section id="b">\n<h3>Small errors</h3>'
    (tmp_path / "_book/one.html").write_text(sections, encoding="utf-8")
    page = {"objectID": "one.html", "href": "one.html", "title": "1 One", "section": "", "text": "Words"}
    (tmp_path / "_book/search.json").write_text(json.dumps([page]), encoding="utf-8")
    assert run("search.js", tmp_path).returncode == 0
    *more, last = json.loads((tmp_path / "_book/search.json").read_text(encoding="utf-8"))
    assert last == page
    assert [(entry["href"], entry["section"]) for entry in more] == [
        ("one.html#b", "Fading: Small errors"),
        ("one.html#a", "Adam: not in this book; nearest: 1.1 A step"),
    ]
    assert "vanish" in more[0]["text"]


@pytest.mark.parametrize("script", ["symbols.js", "meanings.js", "search.js", "lost.js"])
def test_slides_have_no_table_of_symbols_no_search_and_no_page_for_lost_ways(tmp_path, script):
    assert run(script, tmp_path).returncode == 0
    assert not list(tmp_path.iterdir())


def test_a_profile_runs_the_press_in_the_environment_or_says_in_one_line_that_there_is_none(tmp_path):
    done = run("before-render.js", tmp_path, "press", "check")
    missing = ".venv/bin/python is missing, and this profile needs it: run `make .venv/.installed` first\n"
    assert (done.returncode, done.stderr) == (1, missing)
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to("/bin/echo")
    done = run("before-render.js", tmp_path, "press", "slides")
    assert (done.returncode, done.stdout) == (0, "-m press slides\n")
