"""How much a page loads. (How fast it is painted depends on the machine: see tests/browser/reading.py.)"""

import pytest

from tests.browser.reading import APART, packed


@pytest.mark.pandoc("Quarto's pages load its framework as well")
def test_a_page_with_every_script_and_style_of_the_book_is_at_most_300_kilobytes(site):
    loaded = [
        file
        for file in site.rglob("*")
        if file.suffix in (".js", ".css") and file.parent.name not in ("python", "live")  # for a first run
    ]
    shared = sum(packed(file) for file in loaded if not file.name.endswith(APART))
    pages = {file.name: packed(file) + shared for file in site.rglob("*.html")}
    assert shared > 50_000
    assert {name: size for name, size in pages.items() if size > 300_000} == {}
