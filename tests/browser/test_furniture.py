"""What surrounds the text: menu, contents, colours, copying, search, print; by keyboard, without scripts."""

import pytest

pytestmark = pytest.mark.pandoc("Quarto has a menu, contents, search and colours of its own")
CHAPTER = "chapters/05-inductive-step.html"
NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no storage'); } })"


def ground(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


LIGHT, DARK = "rgb(255, 253, 248)", "rgb(22, 24, 28)"


def test_the_skip_link_comes_first_and_leads_to_the_text(watch, address):
    page = watch().page
    page.goto(f"{address}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "bd-skip-link"
    assert page.locator(".bd-skip-link").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html#main")


def test_what_has_the_focus_is_seen(watch, address):
    page = watch().page
    page.goto(f"{address}/{CHAPTER}")
    page.keyboard.press("Tab")
    ring = "(node) => { node.focus(); return getComputedStyle(node).outlineStyle; }"
    for what in (
        ".bd-skip-link",
        "#search-input",
        ".bd-theme-toggle",
        "#sidebar a",
        "main p a",
        "main summary",
    ):
        assert page.locator(what).first.evaluate(ring) == "solid", what


def test_the_menu_opens_and_closes_by_keyboard_on_a_phone(watch, address):
    page = watch(width=390).page
    page.goto(f"{address}/{CHAPTER}")
    menu, sidebar = page.locator(".bd-menu-toggle"), page.locator("#sidebar")
    assert not sidebar.is_visible()
    menu.focus()
    page.keyboard.press("Enter")
    assert sidebar.is_visible()
    assert menu.get_attribute("aria-expanded") == "true"
    sidebar.locator("a").first.focus()
    page.keyboard.press("Escape")
    assert not sidebar.is_visible()
    assert page.evaluate("document.activeElement.className") == "bd-menu-toggle"


def test_the_menu_of_a_phone_lists_the_sections_of_the_page_and_closes_when_one_is_chosen(watch, address):
    page = watch(width=390).page
    page.goto(f"{address}/{CHAPTER}")
    page.locator(".bd-menu-toggle").click()
    section = page.locator("#sidebar .bd-toc a").nth(1)
    section.click()
    assert not page.locator("#sidebar").is_visible()
    page.wait_for_url(f"**/{CHAPTER}{section.get_attribute('href')}")


@pytest.mark.parametrize(
    ("width", "parent"), [(1280, "bd-layout"), (1200, "bd-layout"), (1100, "bd-sidebar")]
)
def test_the_contents_stand_beside_the_text_where_there_is_room(watch, address, width, parent):
    page = watch(width=width).page
    page.goto(f"{address}/{CHAPTER}")
    contents = page.locator(".bd-toc")
    assert contents.is_visible()
    assert page.locator(f".{parent} .bd-toc").count() == 1
    assert (page.locator("#sidebar .bd-toc").count() == 1) == (parent == "bd-sidebar")


def test_the_contents_mark_the_section_that_is_being_read(watch, address):
    page = watch(reduced_motion="reduce").page
    page.goto(f"{address}/{CHAPTER}")
    marked = page.locator(".bd-toc [aria-current=true]")
    assert marked.count() == 0
    wanted = page.locator(".bd-toc a").nth(2)
    wanted.click()
    marked.wait_for()
    assert marked.inner_text() == wanted.inner_text()
    page.keyboard.press("End")
    page.locator(".bd-toc li:last-child [aria-current=true]").wait_for()


@pytest.mark.parametrize(
    ("system", "order"), [("light", [DARK, LIGHT, LIGHT]), ("dark", [LIGHT, DARK, DARK])]
)
def test_the_first_press_changes_colours_and_the_third_returns_to_the_system(watch, address, system, order):
    page = watch(color_scheme=system).page
    page.goto(f"{address}/index.html")
    page.locator(".bd-theme-toggle").focus()
    for colour in order:
        page.keyboard.press("Enter")
        assert ground(page) == colour
    page.emulate_media(color_scheme="dark" if system == "light" else "light")
    assert ground(page) == (DARK if system == "light" else LIGHT)


def test_the_choice_of_colours_is_remembered_and_pictures_follow_it(watch, address):
    page = watch().page
    page.goto(f"{address}/{CHAPTER}")
    picture = page.locator("figure img").first
    light = picture.screenshot()
    page.locator(".bd-theme-toggle").click()
    assert picture.screenshot() != light
    page.goto(f"{address}/index.html")
    assert ground(page) == DARK
    assert page.locator(".bd-theme-toggle").get_attribute("aria-label") == "Colours: dark"


def test_where_nothing_can_be_stored_the_choice_of_colours_still_works(watch, address):
    watched = watch(alone=True)
    watched.page.add_init_script(NO_STORAGE)
    watched.page.goto(f"{address}/index.html")
    watched.page.locator(".bd-theme-toggle").click()
    assert ground(watched.page) == DARK
    assert not watched.troubles


def test_code_is_copied_as_it_stands(watch, address):
    watched = watch(permissions=["clipboard-read", "clipboard-write"])
    page = watched.page
    page.goto(f"{address}/{CHAPTER}")
    block = page.locator("div.sourceCode", has=page.locator("button:visible")).first
    block.locator(".bd-copy-button").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.textContent === 'Copied'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == block.locator("code").inner_text().strip()
    assert not watched.troubles


def found(page, words):
    """Type the words into the search box and return the headings found."""
    page.locator("#search-input").fill(words)
    page.wait_for_function("!document.getElementById('search-results').hidden")
    return page.locator("#search-results .bd-found").all_inner_texts()


@pytest.mark.parametrize("where", ["served", "from a file"])
def test_search_is_used_by_keyboard_and_leads_to_the_place(watch, address, site, where):
    watched = watch()
    page = watched.page
    start = address if where == "served" else site.as_uri()
    page.goto(f"{start}/chapters/01-cost.html")
    page.keyboard.press("/")
    page.keyboard.type("inductive step")
    page.wait_for_selector("#search-results a")
    assert "places found" in page.locator(".bd-site-search [role=status]").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.locator("#search-results li:first-child a:focus").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/chapters/05-inductive-step.html*")
    assert not watched.troubles


def test_search_shows_what_looks_like_html_as_it_stands(watch, address):
    page = watch().page
    entry = '{ page: "a.html", href: "a.html", title: "A <b> & c", section: "", text: "A word <i>here</i>" }'
    page.route("**/search-index.js", lambda route: route.fulfill(body=f"window.SEARCH_INDEX = [{entry}]"))
    page.goto(f"{address}/index.html")
    assert found(page, "word") == ["A <b> & c"]
    assert page.locator("#search-results .bd-snippet").inner_text() == "A word <i>here</i>"


def test_search_ranks_a_title_before_a_heading_before_text(watch, address):
    page = watch().page
    page.goto(f"{address}/index.html")
    headings = found(page, "step")
    assert "step" in headings[0]
    assert not headings[0][0].isdigit(), "a chapter's title comes first, and has no number here"
    numbered = [heading for heading in headings if heading[0].isdigit()]
    assert "step" in numbered[0], "a section's heading comes before a mention in the text"


def test_search_finds_a_symbol_by_its_name_and_lights_it_up(watch, address):
    page = watch().page
    page.goto(f"{address}/index.html")
    by_name = found(page, "sigma prime")
    assert len(by_name) > 1
    assert "σ′" in page.locator("#search-results mark").all_inner_texts()
    assert found(page, "σ′") == by_name


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("eq 5.2", "Equation 5.2"),
        ("fig. 2.1", "Figure 2.1"),
        ("exercise 1.1", "Exercise 1.1: "),
        ("sec 5.2", "5.2 "),
        ("eta", "η, learning rate"),
        ("nabla", "∇, list of all slopes"),
        ("Network.train", "Network.train"),
        ("load_digits()", "load_digits"),
        ("why transpose", "Transposes: 8."),
        ("overfitting", "Overfitting: 7."),
        ("learning rate decay", "Learning rate decay: not in this book; nearest: 7."),
        ("what is delta", "δ, the error: 3."),
        ("vanishing", "Vanishing gradients: "),
    ],
)
def test_search_finds_by_number_and_by_every_name(watch, address, words, first):
    page = watch().page
    page.goto(f"{address}/index.html")
    assert found(page, words)[0].startswith(first)


def test_an_emptied_search_leads_nowhere(watch, address):
    page = watch().page
    page.goto(f"{address}/index.html")
    for nothing in ("", "("):
        assert found(page, "delta")
        page.locator("#search-input").fill(nothing)
        page.keyboard.press("Enter")
        assert page.url == f"{address}/index.html"


def test_search_finds_a_transposed_matrix(watch, address):
    page = watch().page
    page.goto(f"{address}/index.html")
    assert len(found(page, "W^T")) > 1


def test_a_search_asked_for_in_the_address_is_made_as_the_page_for_lost_ways_does(watch, address):
    page = watch().page
    page.goto(f"{address}/404.html")
    page.get_by_label("Search the book").fill("inductive step")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results a")
    assert page.locator("#search-input").input_value() == "inductive step"


def test_search_says_when_it_finds_nothing_and_closes_with_escape(watch, address):
    page = watch().page
    page.goto(f"{address}/index.html")
    assert found(page, "xylophone") == []
    assert page.locator("#search-results").inner_text() == "Nothing found"
    assert page.locator(".bd-site-search [role=status]").inner_text() == "No places found"
    page.keyboard.press("Escape")
    assert not page.locator("#search-results").is_visible()
    assert page.evaluate("document.activeElement.id") == "search-input"


def test_search_says_when_the_index_cannot_be_had_and_tries_again(watch, address):
    page = watch().page
    page.route("**/search-index.js", lambda route: route.abort())
    page.goto(f"{address}/index.html")
    page.locator("#search-input").fill("delta")
    page.get_by_text("The search index could not be loaded").wait_for(state="attached")
    page.unroute("**/search-index.js")
    assert found(page, "delta")


def test_without_scripts_the_text_and_the_way_through_the_book_are_there(watch, address):
    page = watch(width=390, java_script_enabled=False).page
    page.goto(f"{address}/chapters/04-base-case.html")
    assert page.locator("#sidebar").is_visible()
    assert page.locator("main .bd-page-nav a").count() == 2
    assert page.locator("main math").count() > 20
    for useless in (".bd-menu-toggle", ".bd-theme-toggle", ".bd-site-search"):
        assert not page.locator(useless).is_visible()


def test_on_paper_there_is_only_the_text_with_its_solutions_dark_on_white(watch, address):
    page = watch(color_scheme="dark").page
    page.goto(f"{address}/{CHAPTER}")
    page.emulate_media(media="print")
    assert ground(page) == "rgb(255, 255, 255)"
    for furniture in (".bd-site-header", "#sidebar", ".bd-toc", ".bd-page-nav"):
        assert not page.locator(furniture).is_visible()
    assert page.locator("details.callout .callout-body").first.is_visible()


def test_nothing_glides_for_a_reader_who_asked_for_less_motion(watch, address):
    for motion, behaviour in (("reduce", "auto"), ("no-preference", "smooth")):
        page = watch(reduced_motion=motion).page
        page.goto(f"{address}/index.html")
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour
