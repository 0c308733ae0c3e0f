"""What the book adds to the pages that Quarto prints."""

import html
import shutil

import pytest
import yaml

from press import ROOT
from tests.browser.widgets import stored_pictures

HEAD = "<!doctype html><html lang='en'><title>One</title>"
ICON = "<link rel='icon' href='data:,'>"


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ("<main><header><h1>One</h1></header><div class='cell'></div></main>", "01-cost.ipynb"),
        ("<main><header><h1>References</h1></header><p>No code.</p></main>", None),
    ],
)
def test_a_page_with_code_links_to_its_notebook(watch, serve, quarto_site, body, target):
    script = (ROOT / "press/quarto/after-body.html").read_text(encoding="utf-8")
    (quarto_site / "01-cost.html").write_text(HEAD + ICON + body + script)
    watched = watch()
    watched.page.goto(f"{serve(quarto_site)}/01-cost.html")
    links = watched.page.locator("p.bd-page-tools:has(+ header) a[download]")
    assert [link.get_attribute("href") for link in links.all()] == ([target] if target else [])
    assert not watched.troubles


def test_a_page_of_quarto_opens_in_colab_and_binder_where_the_repository_is_known(watch, serve, tmp_path):
    script = (ROOT / "press/quarto/after-body.html").read_text(encoding="utf-8")
    told = '<meta name="repository" content="https://github.com/ada/engine">'
    told += '<meta name="quarto:offset" content="../">'
    (tmp_path / "chapters").mkdir()
    body = "<main><header><h1>One</h1></header><div class='cell'></div></main>"
    (tmp_path / "chapters/01-cost.html").write_text(HEAD + told + body + script)
    page = watch().page
    page.goto(f"{serve(tmp_path)}/chapters/01-cost.html")
    links = page.locator("p.bd-page-tools a").evaluate_all("links => links.map((link) => link.href)")
    assert links[1:] == [
        "https://colab.research.google.com/github/ada/engine/blob/gh-pages/chapters/01-cost.ipynb",
        "https://mybinder.org/v2/gh/ada/engine/HEAD?labpath=chapters/01-cost.ipynb",
    ]


def test_a_page_of_quarto_gets_links_to_its_places_and_folds_long_descriptions(watch, serve, quarto_site):
    alt = "One sentence. " * 30
    body = f"""<link rel="stylesheet" href="../theme/book.css"><main class="content"><h1>One</h1>
<section id="part"><h2>Part</h2><p><span id="eq-a"><math display="block"><mi>x</mi></math></span></p>
<div id="fig-a" class="quarto-float"><figure><img alt="{alt}" src="data:,"><figcaption>Figure&nbsp;1.1: It.
</figcaption></figure></div></section></main>"""
    told = '<meta name="quarto:offset" content="../">'
    script = (ROOT / "press/quarto/after-body.html").read_text(encoding="utf-8")
    (quarto_site / "chapters/places.html").write_text(HEAD + told + body + script, encoding="utf-8")
    page = watch().page
    page.goto(f"{serve(quarto_site)}/chapters/places.html")
    page.locator("#fig-a .bd-description").wait_for()
    links = page.locator(".bd-permalink").evaluate_all("links => links.map((link) => link.hash)")
    assert links == ["#part", "#eq-a", "#fig-a"]
    assert (
        page.locator(".bd-description > summary").get_attribute("aria-label")
        == "Description of Figure\xa01.1"
    )
    assert page.locator(".bd-description p").text_content() == alt


def quarto_page(label, picture, alt):
    """Return a page as Quarto lays it out: a float with the picture in it."""
    return f"""{HEAD}<meta name="quarto:offset" content="../">
<link rel="stylesheet" href="../theme/book.css"></head>
<main><header><h1>One</h1></header>
<div id="{label}" class="quarto-float quarto-figure"><figure class="quarto-float quarto-float-fig"><div>
<p><img src="{picture}" class="figure-img" alt="{html.escape(alt)}"></p></div><figcaption>One.</figcaption>
</figure></div></main>{(ROOT / "press/quarto/after-body.html").read_text(encoding="utf-8")}"""


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
    watched.page.locator(f"#{label}.is-live .bd-interactive").wait_for()
    assert not watched.page.locator(f"#{label} img").is_visible()
    assert not watched.troubles
