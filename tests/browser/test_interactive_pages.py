"""The interactive pictures where readers meet them: on the printed pages, and in JupyterLab."""

import gzip
import re

import pytest

from tests.browser.widgets import stored_pictures

LIGHTEST = 40_000  # bytes of scripts, gzipped


PICTURES = [(page, label) for page, label, *_ in stored_pictures()]
PAGES = sorted({page for page, _ in PICTURES})


def test_the_pictures_stand_where_their_chapters_speak_of_them():
    chapters = ("02-parameters", "04-base-case", "05-inductive-step", "06-algorithm", "10-draw")
    assert [*(f"chapters/{name}.html" for name in chapters), "index.html"] == PAGES


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_page_with_live_pictures_fits_and_asks_only_the_site(watch, address, page, width, scheme):
    watched = watch(width=width, color_scheme=scheme)
    watched.page.goto(f"{address}/{page}")
    for label in (label for place, label in PICTURES if place == page):
        watched.page.locator(f"#{label}.is-live .bd-interactive").wait_for()
        assert not watched.page.locator(f"#{label} img").is_visible()
    assert watched.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not watched.troubles


@pytest.mark.pandoc("from a file a page of Quarto can load no module, and the picture stays still")
@pytest.mark.parametrize(("page", "label"), PICTURES)
def test_a_live_picture_works_from_a_file(watch, site, page, label):
    watched = watch()
    watched.page.goto((site / page).as_uri())
    watched.page.locator(f"#{label}.is-live .bd-interactive").wait_for()
    assert not watched.troubles


@pytest.mark.parametrize(("page", "label"), PICTURES)
def test_without_scripts_and_on_paper_the_still_picture_is_there(watch, address, page, label):
    still = watch(java_script_enabled=False)
    still.page.goto(f"{address}/{page}")
    image = still.page.locator(f"#{label} img")
    assert image.is_visible()
    assert len(image.get_attribute("alt")) > 60
    live = watch()
    live.page.goto(f"{address}/{page}")
    live.page.locator(f"#{label}.is-live .bd-interactive").wait_for()
    live.page.emulate_media(media="print")
    assert live.page.locator(f"#{label} img").is_visible()
    assert not live.page.locator(f"#{label} .bd-interactive").is_visible()


def test_the_still_picture_stays_where_a_module_cannot_be_loaded(watch, address):
    page, label = PICTURES[0]
    watched = watch()
    watched.page.route(re.compile("figures/interactive/.*js$"), lambda route: route.abort())
    watched.page.goto(f"{address}/{page}")
    with watched.page.expect_console_message(lambda message: "stays still" in message.text):
        watched.page.reload()
    assert watched.page.locator(f"#{label} img").is_visible()


@pytest.mark.parametrize("page", PAGES)
def test_the_scripts_of_a_live_picture_are_light(watch, address, site, page):
    watched, loaded = watch(), []
    watched.page.on("response", lambda response: loaded.append(response.url))
    watched.page.goto(f"{address}/{page}")
    watched.page.locator(".is-live .bd-interactive").first.wait_for()
    scripts = [url for url in loaded if url.endswith(".js") and not url.endswith(".json.js")]
    own = [url for url in scripts if "interactive" in url]
    assert own
    weight = sum(len(gzip.compress((site / url.removeprefix(address + "/")).read_bytes())) for url in own)
    assert weight < LIGHTEST
