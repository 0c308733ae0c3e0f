"""Every printed page in a real browser: nothing fails, nothing leaves the site, nothing is cut off."""

import pytest

from press.book import Book

PAGES = [page.target.as_posix() for page in Book().pages]
SIZES = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]

# Text whose colours differ by less than WCAG's ratio of 4.5.
CONTRAST = """() => {
  const light = ([r, g, b]) => {
    const linear = (c) => (c <= 10 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    const [x, y, z] = [r, g, b].map(linear);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = rgb(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const weak = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility() || node.closest("svg, script")) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(ground(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) weak.add(`${node.tagName}.${node.className}: ${ratio.toFixed(2)}`);
  }
  return [...weak];
}"""


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_every_page_loads_whole_and_only_from_the_site(watch, address, width, scheme):
    watched = watch(width=width, color_scheme=scheme)
    for path in PAGES:
        watched.page.goto(f"{address}/{path}", wait_until="load")
        broken = watched.page.eval_on_selector_all(
            "img", "images => images.filter(i => !i.naturalWidth || !i.alt.trim()).map(i => i.src)"
        )
        assert not broken, f"{path}: {broken}"
        assert not watched.troubles, f"{path}: {watched.troubles}"


@pytest.mark.parametrize("width", [1280, 768, 390, 360])
def test_no_page_is_wider_than_the_window(watch, address, width):
    watched = watch(width=width)
    for path in PAGES:
        watched.page.goto(f"{address}/{path}")
        extra = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert extra <= 0, f"{path} is {extra} pixels wider than the window"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_enough_contrast(watch, address, scheme):
    watched = watch(color_scheme=scheme)
    for path in PAGES:
        watched.page.goto(f"{address}/{path}")
        watched.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        weak = watched.page.evaluate(CONTRAST)
        assert not weak, f"{path}: {weak}"


def test_headings_come_in_order_below_one_title(watch, address):
    watched = watch()
    for path in PAGES:
        watched.page.goto(f"{address}/{path}")
        levels = watched.page.eval_on_selector_all(
            "h1, h2, h3, h4, h5", "headings => headings.map(h => Number(h.tagName[1]))"
        )
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), path


def test_mathematics_is_set_in_the_font_that_comes_with_the_book(watch, address):
    page = watch().page
    page.goto(f"{address}/chapters/05-inductive-step.html")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"STIX Two Math\"'))")
    assert "STIX Two Math" in page.eval_on_selector("math", "m => getComputedStyle(m).fontFamily")
    assert page.locator("merror").count() == 0


def test_pictures_follow_the_choice_of_light_or_dark(watch, address):
    page = watch().page
    page.goto(f"{address}/chapters/03-argument.html")
    picture = page.locator("figure img").first
    light = picture.screenshot()
    page.locator(".theme-toggle").click()
    assert picture.screenshot() != light
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 28)"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_menu_opens_and_closes_by_keyboard_on_a_phone(watch, address):
    page = watch(width=390).page
    page.goto(f"{address}/index.html")
    menu, sidebar = page.locator(".menu-toggle"), page.locator("#sidebar")
    assert not sidebar.is_visible()
    menu.focus()
    page.keyboard.press("Enter")
    assert sidebar.is_visible()
    assert menu.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert not sidebar.is_visible()
    assert page.evaluate("document.activeElement.className") == "menu-toggle"


def test_the_skip_link_comes_first_and_leads_to_the_text(watch, address):
    page = watch().page
    page.goto(f"{address}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


@pytest.mark.parametrize("where", ["served", "from a file"])
def test_search_finds_a_symbol_by_its_name_and_is_used_by_keyboard(watch, address, site, where):
    watched = watch()
    page = watched.page
    start = address if where == "served" else site.as_uri()
    page.goto(f"{start}/chapters/01-cost.html")
    page.keyboard.press("/")
    page.keyboard.type("inductive step")
    page.wait_for_selector("#search-results a")
    assert "places found" in page.locator(".site-search [role=status]").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chapters/05-inductive-step.html*")
    assert not watched.troubles


def test_without_scripts_the_text_and_the_way_through_the_book_are_there(watch, address):
    page = watch(width=390, java_script_enabled=False).page
    page.goto(f"{address}/chapters/04-base-case.html")
    assert page.locator("#sidebar").is_visible()
    assert page.locator("main .page-nav a").count() == 2
    assert page.locator("main math").count() > 20
