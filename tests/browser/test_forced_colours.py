"""The site in the reader's own few colours, as in Windows' high contrast, whatever theme was chosen."""

import io

import pytest
from PIL import Image

from press.source.book import Book
from tests.thorough import some

pytestmark = pytest.mark.pandoc("Quarto's furniture is its own")
PAGES = [page.target.as_posix() for page in Book().pages]
LOOKED_AT = some(PAGES, ["chapters/02-parameters.html", "chapters/10-draw.html"])
SAVE = "localStorage.setItem('theme', '{}')"
OTHER = {"light": "dark", "dark": "light"}

# The lights, from 0 to 255, of the page's ground, the header's icons and each bar that has a length; and the
# colours beside the entries of the sidebar.
LOOK = """() => {
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map(Number);
    return 0.3 * red + 0.59 * green + 0.11 * blue;
  };
  const style = (node) => getComputedStyle(node);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (selector) => all(selector).filter((node) => node.checkVisibility());
  const beside = (link) => style(link).borderInlineStartColor;
  const links = shown(".bd-sidebar li > a");
  return {
    ground: light(style(document.body).backgroundColor),
    icons: shown(".bd-site-header svg").map((icon) => light(style(icon).stroke)),
    controls: shown(".bd-site-header :is(button, input)").length,
    current: links.filter((link) => link.ariaCurrent === "page").map(beside),
    others: links.filter((link) => link.ariaCurrent !== "page").map(beside),
    bars: shown(".bd-outputs .bd-bar").filter((bar) => bar.offsetWidth > 20).map((bar) =>
      light(style(bar).backgroundColor)),
  };
}"""


@pytest.mark.parametrize("width", some([400, 1280], [400]))
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("saved", ["light", "dark"])
def test_controls_figures_and_the_current_place_are_seen(watch, address, scheme, saved, width):
    watched = watch(width=width, color_scheme=scheme, forced_colors="active")
    page = watched.page
    page.goto(f"{address}/index.html")
    page.evaluate(SAVE.format(saved))
    for path in LOOKED_AT:
        page.goto(f"{address}/{path}")
        found = page.evaluate(LOOK)
        is_dark = found["ground"] < 128
        assert is_dark == (scheme == "dark"), path
        assert found["controls"] == (2 if width < 960 else 1), path
        assert len(found["icons"]) == found["controls"], path
        assert all(abs(icon - found["ground"]) > 100 for icon in found["icons"]), path
        if width > 960:
            assert len(found["current"]) == 1, path
            assert found["current"][0] not in found["others"], path
        for figure in page.locator("main figure.figure:not(.is-live) img").all()[: some((None, 1), (1,))[0]]:
            picture = Image.open(io.BytesIO(figure.screenshot())).convert("L")
            assert (picture.getpixel((1, 1)) < 128) == is_dark, path
            lights = sorted(picture.get_flattened_data())
            assert lights[-len(lights) // 200] - lights[len(lights) // 200] > 120, path
    assert not watched.troubles


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bars_of_a_live_picture_are_seen(watch, address, scheme):
    page = watch(width=400, color_scheme=scheme, forced_colors="active").page
    page.goto(f"{address}/index.html")
    page.evaluate(SAVE.format(OTHER[scheme]))
    page.goto(f"{address}/chapters/10-draw.html")
    page.locator(".bd-pad").click()
    page.wait_for_function(
        "[...document.querySelectorAll('.bd-outputs .bd-bar')].some((b) => b.offsetWidth > 20)"
    )
    found = page.evaluate(LOOK)
    assert found["bars"]
    assert all(abs(bar - found["ground"]) > 60 for bar in found["bars"])
    nib = page.locator(".bd-nib").first
    assert nib.evaluate("(nib) => nib.offsetWidth") > 4
