"""What the book adds to the pages that Quarto prints."""

import pytest

from press.book import ROOT

HEAD = "<!doctype html><html lang='en'><title>One</title>"


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ("<main><header><h1>One</h1></header><div class='cell'></div></main>", "01-cost.ipynb"),
        ("<main><header><h1>References</h1></header><p>No code.</p></main>", None),
    ],
)
def test_a_page_with_code_links_to_its_notebook(watch, tmp_path, body, target):
    script = (ROOT / "press/quarto.html").read_text(encoding="utf-8")
    (tmp_path / "01-cost.html").write_text(HEAD + body + script)
    watched = watch()
    watched.page.goto((tmp_path / "01-cost.html").as_uri())
    links = watched.page.locator("header + p.page-tools a[download]")
    assert [link.get_attribute("href") for link in links.all()] == ([target] if target else [])
    assert not watched.troubles
