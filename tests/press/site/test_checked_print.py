"""The mark at each numbered equation: where the ledger has an entry, and what it says."""

import json
import re

import pytest

from press import ROOT
from press.site.checked import FILE, Ledger
from press.site.pages import print_book
from press.source.book import Book
from tests.press.books import markdown

CHAPTER = markdown("# One {#sec-one}\n\n$$\na < b\n$$ {#eq-one}\n\n$$\nc\n$$ {#eq-two}\n\n$$\nd\n$$")
ENTRY = {
    "code": "backprop/network.py",
    "line": 'if a < b:\n    print("a & b")',
    "proof": "numbers",
    "test": "tests/test_one.py::test_one[eq-one]",
    "note": "A note.",
}


@pytest.fixture
def page(make_book, tmp_path):
    book = make_book([CHAPTER])
    stored = {"proofs": {"numbers": "By numbers."}, "equations": {"eq-one": ENTRY}}
    (book.root / FILE).write_text(json.dumps(stored), encoding="utf-8")
    print_book(book, tmp_path / "site")
    return (tmp_path / "site/chapters/01.html").read_text(encoding="utf-8")


def test_the_mark_follows_its_equation_and_names_it(page):
    assert page.count('<details class="bd-checked">') == 1
    between = page[page.index('<div id="eq-one"') : page.index('<details class="bd-checked">')]
    assert between.count("<div") == between.count("</div>") == 1
    assert 'aria-label="checked: how Equation\N{NO-BREAK SPACE}1.1 is proved">checked</summary>' in page


def test_the_mark_shows_code_proof_and_note(page):
    mark = re.search(r'<details class="bd-checked">.*?</details>', page, re.DOTALL).group()
    assert "<pre><code>if a &lt; b:\n    print(&quot;a &amp; b&quot;)</code></pre>" in mark
    assert "<p>By numbers. A note.</p>" in mark


def test_a_book_without_a_ledger_has_no_marks(make_book, tmp_path):
    print_book(make_book([CHAPTER]), tmp_path / "site")
    assert "checked" not in (tmp_path / "site/chapters/01.html").read_text(encoding="utf-8")


def test_every_entry_of_the_ledger_gives_a_mark():
    ledger = Ledger(Book())
    assert len(ledger.equations) > 30
    for label in ledger.equations:
        assert "</details>" in ledger.mark(label, "Equation 1.1", "")
    assert not ledger.mark("eq-unknown", "Equation 1.1", "")


def test_quarto_gets_the_script_and_the_ledger():
    resources = Book().config["project"]["resources"]
    assert "theme/checked.js" in resources
    assert "figures/data/ledger.json" in resources
    assert "checked: '[id^=\"eq-\"]'" in (ROOT / "press/quarto/after-body.html").read_text(encoding="utf-8")
