"""What the book adds to the pages that Quarto prints."""

import html
import shutil

import pytest
import yaml

from press.book import ROOT
from tests.browser.widgets import stored_pictures

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


def quarto_page(label, picture, alt):
    """Return a page as Quarto lays it out: a float with the picture in it."""
    return f"""{HEAD}<meta name="quarto:offset" content="../">
<link rel="stylesheet" href="../theme/book.css"></head>
<main><header><h1>One</h1></header>
<div id="{label}" class="quarto-float quarto-figure"><figure class="quarto-float quarto-float-fig"><div>
<p><img src="{picture}" class="figure-img" alt="{html.escape(alt)}"></p></div><figcaption>One.</figcaption>
</figure></div></main>{(ROOT / "press/quarto.html").read_text(encoding="utf-8")}"""


PICTURES = [rest for _, *rest in stored_pictures()]


@pytest.fixture(scope="module")
def quarto_site(tmp_path_factory):
    """A folder with all that `_quarto.yml` asks Quarto to copy, its style sheet included, and no more."""
    to = tmp_path_factory.mktemp("quarto")
    settings = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    for pattern in (*settings["project"]["resources"], settings["format"]["html"]["css"]):
        files = list(ROOT.glob(pattern))
        assert files, pattern
        for file in files:
            (to / file.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to / file.relative_to(ROOT))
    return to


@pytest.mark.parametrize(("label", "alt", "svg"), PICTURES, ids=[label for label, _, _ in PICTURES])
def test_an_interactive_picture_comes_alive_on_a_page_of_quarto(watch, serve, quarto_site, label, alt, svg):
    (quarto_site / "chapters" / f"{label}.svg").write_text(svg, encoding="utf-8")
    page = quarto_page(label, f"{label}.svg", alt)
    (quarto_site / "chapters" / f"{label}.html").write_text(page, encoding="utf-8")
    watched = watch()
    watched.page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    watched.page.goto(f"{serve(quarto_site)}/chapters/{label}.html")
    watched.page.locator(f"#{label}.is-live .interactive").wait_for()
    assert not watched.page.locator(f"#{label} img").is_visible()
    assert not watched.troubles
