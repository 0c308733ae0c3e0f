"""The site at an address of this machine: its pages, and the book's own page where there is none."""

import functools
import threading
import urllib.error
import urllib.request

import pytest

from press.site.serve import Handler, Server
from tests.press.books import markdown


@pytest.fixture
def address(make_book):
    book = make_book([markdown("# One {#sec-one}\n\nText.")])
    site = book.root / "_book"
    site.mkdir()
    (site / "index.html").write_text("Welcome")
    with Server(("localhost", 0), functools.partial(Handler, book=book, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def test_a_page_is_shown(address):
    with urllib.request.urlopen(address) as answer:
        assert answer.read() == b"Welcome"


@pytest.mark.parametrize("page", ["nowhere.html", "chapters/nowhere/deep.html"])
def test_a_missing_page_is_answered_with_the_books_own_whose_links_lead_home(address, page):
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(f"{address}/{page}")
    assert answer.value.code == 404
    text = answer.value.read().decode()
    assert "There is no such page" in text
    assert '<a href="/chapters/01.html">1 One</a>' in text
    assert 'action="/index.html"' in text
