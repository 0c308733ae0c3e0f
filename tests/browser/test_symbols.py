"""Living symbols: what their cards say, what lights up, and that each reader can reach them."""

import re
import shutil
from itertools import product

import pytest

from figures.argument import dependency
from press import ROOT
from press.site.pages import print_book
from press.source.book import Book
from tests.browser.accessible import assert_accessible
from tests.browser.watched import Watched
from tests.press.books import FIGURE, BookMaker, code, markdown, picture
from tests.thorough import some

NINE = "δwabzηyCσ"
STEP = "chapters/05-inductive-step.html"
ERROR = "chapters/03-argument.html"

# A symbol of each form in MathML, what its card calls it, its name in the code. tests/theme has the others.
IN_THE_BOOK = [
    ("δjℓ", "error of neuron j in layer ℓ", "deltas[l][j, x]"),
    ("wijℓ+1", "weight to neuron i in layer ℓ+1, from neuron j in layer ℓ", "weights[l + 1][i, j]"),
    ("aL", "activations of all neurons in the output layer L", "activations[L + 1][:, x]"),
    ("yj", "target of neuron j in the output layer L", "Y[j, x]"),
    ("Cx", "cost of the one example x", "net.cost(X[:, [x]], Y[:, [x]])"),
    ("C", "cost", "net.cost(X, Y)"),
    ("σ′", "slope of the activation function", "net.functions[l].derivative"),
    ("Aℓ−1", "activations of all neurons in layer ℓ−1", "activations[l]"),
    ("Δ⋅xℓ", "errors of all neurons in layer ℓ, of example x", "deltas[l][:, x]"),
    ("∂Cx∂wjkℓ", "slope of Cx, as wjkℓ rises", ""),
    ("∂∂ajL", "slope of what follows, as ajL rises", ""),
    ("∂C∂P", "slope of C, as P rises", ""),
    ("∇", "list of all slopes", ""),
    ("Bs", "shard s of the batch B", ""),
]

# Where the letter at `place` among those in a formula is, scrolled to the middle of the window.
POINT = """([formula, letter, place]) => {
  const node = document.querySelector(formula);
  node.scrollIntoView({ block: "center", behavior: "instant" });
  const isOutside = (sign) => sign.textContent === letter && !sign.closest("annotation");
  const box = [...node.querySelectorAll("mi, mo")].filter(isOutside)[place].getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""


def open_page(watched, address):
    watched.page.goto(address)
    return ready(watched.page)


def ready(page):
    page.locator(".bd-has-symbols").first.wait_for(state="attached")
    page.wait_for_function("!document.querySelector('figure[id^=fig-touch-]:not(.is-live)')")
    page.evaluate("document.fonts.ready.then(() => true)")
    return page


def point(page, formula, letter, place=0):
    return page.evaluate(POINT, [formula, letter, place])


def hover(page, formula, letter, place=0):
    page.mouse.move(*point(page, formula, letter, place), steps=2)
    page.locator(".bd-symbol-card").wait_for()


def sign(page):
    """Return the symbol that the open card is about, its letters in the order of MathML."""
    return page.locator(".bd-symbol-name > math").evaluate(
        "(math) => math.textContent.replace(/[\\s\\u2061]/g, '')"
    )


def name(page):
    return page.locator(".bd-symbol-name > span").evaluate("(span) => span.textContent")


def box(page, selector):
    return page.locator(selector).first.evaluate(
        "(n) => { const b = n.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; }"
    )


def apart(one, other):
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")


def walk(page, formula):
    """Focus a formula, walk through it to its end, and yield once at each symbol."""
    formula.evaluate("(node) => node.focus()")
    before = None
    while True:
        page.keyboard.press("ArrowRight")
        here = page.locator(".is-here").evaluate(
            "(node) => [...node.closest('.bd-has-symbols').querySelectorAll('*')].indexOf(node)"
        )
        if here == before:
            return
        before = here
        yield


# The same walk within the page, through all its formulas that no page before had, with what each card says,
# and the letters that no card begins with of those that hold them.
CARDS = r"""([before, nine]) => {
  const [cards, unknown, met] = [[], [], new Set(before)];
  for (const formula of document.querySelectorAll(".bd-has-symbols")) {
    const source = [...formula.querySelectorAll("math")].map((math) => math.textContent).join();
    if (met.has(source)) continue;
    met.add(source);
    const symbols = [];
    formula.focus();
    for (let before = null; ; ) {
      formula.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
      const here = document.querySelector(".is-here");
      if (here === before) break;
      before = here;
      symbols.push(here);
      const [card, link] = [".bd-symbol-card", ".bd-symbol-card a"].map((one) => document.querySelector(one));
      cards.push({
        sign: card.querySelector(".bd-symbol-name > math").textContent.replace(/[\s\u2061]/g, ""),
        name: card.querySelector(".bd-symbol-name > span").textContent,
        code: card.querySelector("code")?.innerText ?? "",
        text: card.innerText,
        link: [link.href, link.textContent],
      });
    }
    for (const letter of formula.querySelectorAll("math[display=block] :is(mi, mo)")) {
      if (!nine.includes(letter.textContent)) continue;
      const inner = symbols.filter((one) => one.contains(letter)).at(-1);
      if (!inner?.textContent.trim().startsWith(letter.textContent)) unknown.push(formula.textContent);
    }
  }
  return { cards, unknown, met: [...met] };
}"""

# The same walk through one formula, with the name on each card, and where the card and its symbol are.
PLACES = """async (formula) => {
  const places = [];
  const box = (node) => {
    const { left, top, right, bottom } = node.getBoundingClientRect();
    return [left, top, right, bottom];
  };
  formula.focus();
  for (let before = null; ; ) {
    formula.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    const here = document.querySelector(".is-here");
    if (here === before) return places;
    before = here;
    await new Promise(requestAnimationFrame); // what follows a scroll has followed
    const name = document.querySelector(".bd-symbol-name > span").textContent;
    places.push([name, box(document.querySelector(".bd-symbol-card")), box(here)]);
  }
}"""


@pytest.fixture(scope="module")
def told(browser, address):
    """What the cards of all displayed formulas of the book say, page by page, each formula once."""
    watched, told, met = Watched(browser, viewport={"width": 1280, "height": 900}), {}, []
    page = watched.page
    for target in (page.target.as_posix() for page in Book().pages):
        page.goto(f"{address}/{target}")
        if not page.locator("main math[display=block]").count():
            continue
        unfold(ready(page))
        walked = page.evaluate(CARDS, [met, NINE])
        assert walked["unknown"] == [], target
        told[target], met = walked["cards"], walked["met"]
    assert not watched.troubles
    watched.context.close()
    return told


def test_the_nine_letters_are_met_in_displayed_formulas(told):
    met = {
        letter: sum(card["sign"].startswith(letter) for cards in told.values() for card in cards)
        for letter in NINE
    }
    assert len(told) >= 8
    assert min(met.values()) >= 3, met
    assert sum(met.values()) > 200
    assert any(card["sign"] == "σ′" for cards in told.values() for card in cards)


@pytest.mark.parametrize(("symbol", "words", "in_code"), IN_THE_BOOK)
def test_a_card_spells_out_the_indices(told, symbol, words, in_code):
    cards = [card for page in told.values() for card in page if card["sign"] == symbol]
    assert cards
    for card in cards:
        assert (card["name"], card["code"]) == (words, in_code)


def test_the_t_of_a_transpose_is_no_symbol(told):
    assert "T" not in {card["sign"] for page in told.values() for card in page}


def test_every_card_is_complete_and_leads_to_a_numbered_place(told, address, site):
    for page, cards in told.items():
        for card in cards:
            assert not re.search(r"[{}$]|undefined|null|NaN", card["text"]), f"{page}: {card}"
            link, words = card["link"]
            target, _, anchor = link.removeprefix(f"{address}/").partition("#")
            assert f'id="{anchor}"' in (site / target).read_text(encoding="utf-8"), f"{page}: {link}"
            assert re.fullmatch(r"Equation\xa0\d+\.\d+|Notation", words), words


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The site of a small book: a wide formula, and a picture with letters."""
    root = tmp_path_factory.mktemp("symbols")
    one = [
        markdown(
            "# One {#sec-one}\n\n$$\n\\delta^\\ell_j = w^\\ell_{jk} + z\n$$ {#eq-delta}\n\nIn a line, $w$."
        ),
        code(FIGURE, [picture(dependency()._repr_svg_())]),
        markdown("| a |\n|:--|\n| $w^\\ell_{jk}$ |"),
    ]
    long = " + ".join(rf"w^{{{layer}}}_{{jk}} \, a^{{{layer - 1}}}_k" for layer in range(12))
    book = BookMaker(root)(one, [markdown(f"# Two {{#sec-two}}\n\n$$\n{long}\n$$ {{#eq-z}}")])
    print_book(book, root / "site")
    return root / "site"


NO_MODULES = pytest.mark.pandoc("from a file a page of Quarto can load no module")
PLACES_AND_WIDTHS = pytest.mark.parametrize(
    ("where", "width"),
    [
        pytest.param(where, width, marks=NO_MODULES if where == "from a file" else ())
        for where, width in some(
            list(product(("served", "from a file"), (1280, 390))), [("served", 390), ("from a file", 1280)]
        )
    ],
)


def starts(address, site):
    return {"served": address, "from a file": site.as_uri()}


@PLACES_AND_WIDTHS
def test_the_pointer_opens_a_card_that_it_can_reach_and_leave(watch, address, site, where, width):
    watched = watch(width=width)
    page = open_page(watched, f"{starts(address, site)[where]}/{ERROR}")
    hover(page, "#eq-weight-slope", "a")
    card = page.locator(".bd-symbol-card")
    assert name(page) == "activation of neuron k in layer ℓ−1"
    assert page.locator("[role=status]").last.text_content() == "", "what the pointer shows is not read out"
    at = box(page, ".bd-symbol-card")
    page.mouse.move((at[0] + at[2]) / 2, at[1] + 20, steps=4)
    page.wait_for_timeout(600)
    assert card.is_visible(), "the card stays while the pointer is on it"
    page.mouse.move(5, 300 if width > 1000 else at[1] - 200, steps=2)
    card.wait_for(state="hidden")
    assert not page.locator(".bd-symbol-lit").count()
    assert not watched.troubles


@PLACES_AND_WIDTHS
def test_a_tap_opens_a_card_and_a_tap_elsewhere_closes_it(watch, address, site, where, width):
    watched = watch(width=width, has_touch=True, is_mobile=width < 1000)
    page = open_page(watched, f"{starts(address, site)[where]}/{STEP}")
    page.touchscreen.tap(*point(page, "#eq-inductive-step", "w"))
    card = page.locator(".bd-symbol-card")
    card.wait_for()
    assert sign(page) == "wijℓ+1"
    assert page.locator("body > [role=status]").inner_text().startswith("weight to neuron i in layer ℓ+1")
    page.touchscreen.tap(*point(page, "#eq-inductive-step", "δ", 0))
    assert sign(page) == "δjℓ"
    page.touchscreen.tap(10, 100)
    card.wait_for(state="hidden")
    assert not page.locator(".bd-symbol-lit").count()
    assert not watched.troubles


@PLACES_AND_WIDTHS
def test_a_formula_is_one_stop_and_the_arrows_walk_through_it(watch, address, site, where, width):
    watched = watch(width=width)
    page = open_page(watched, f"{starts(address, site)[where]}/{ERROR}")
    stops = page.locator("main :is(.bd-equation, .bd-equation *)[tabindex='0']")
    assert stops.count() == page.locator("main .bd-equation").count()
    formula = page.locator("#eq-weight-slope")
    formula.focus()
    card = page.locator(".bd-symbol-card")
    assert not card.is_visible(), "the focus alone opens nothing"
    met = []
    for _ in walk(page, formula):
        met.append(sign(page))
        ring = page.locator(".is-here").evaluate("(n) => getComputedStyle(n).outline")
        assert "solid 2px" in ring
        assert page.locator("body > [role=status]").inner_text().startswith(name(page))
    assert met == ["∂Cx∂wjkℓ", "Cx", "wjkℓ", "δjℓ", "akℓ−1"]
    page.keyboard.press("ArrowLeft")
    assert sign(page) == "δjℓ"
    page.keyboard.press("Escape")
    assert not card.is_visible()
    assert page.evaluate("document.activeElement.id") == "eq-weight-slope"
    page.keyboard.press("ArrowRight")
    assert sign(page) == "akℓ−1", "the walk goes on where it was left"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.bd-symbol-card') !== null")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "eq-weight-slope"
    assert card.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert not card.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "checked", "the mark of the first formula"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "eq-bias-slope"
    assert not watched.troubles


def test_the_link_of_a_card_is_followed_by_keyboard(watch, address):
    page = open_page(watch(), f"{address}/{STEP}")
    page.locator("#eq-inductive-step").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{ERROR}#eq-delta")


def test_escape_takes_away_what_the_pointer_opened_until_it_comes_again(watch, address):
    page = open_page(watch(), f"{address}/{ERROR}")
    hover(page, "#eq-delta", "δ")
    page.keyboard.press("Escape")
    page.mouse.move(*(at + 1 for at in point(page, "#eq-delta", "δ")))
    page.wait_for_timeout(500)
    assert not page.locator(".bd-symbol-card").is_visible()
    page.mouse.move(5, 300)
    hover(page, "#eq-delta", "δ")


def test_a_wide_formula_is_walked_and_scrolled_on_a_phone(watch, small):
    page = open_page(watch(width=360), (small / "chapters/02.html").as_uri())
    formula = page.locator("#eq-z")
    page.set_viewport_size({"width": 361, "height": 900})
    page.set_viewport_size({"width": 360, "height": 900})
    assert formula.get_attribute("tabindex") == "0"
    number = formula.locator(".bd-equation-number")
    assert number.bounding_box()["x"] + number.bounding_box()["width"] <= 360
    count = 0
    for _ in walk(page, formula):
        count += 1
        left, _, right, _ = box(page, ".is-here")
        assert left >= 0
        assert right <= number.bounding_box()["x"] + 1
        assert formula.evaluate("(n) => n.scrollTop") == 0
    assert count == 24
    assert formula.evaluate("(n) => n.scrollLeft") > 100
    for _ in range(30):
        page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_function("document.querySelector('#eq-z').scrollLeft === 0")


def test_all_like_it_light_up_in_formulas_lines_tables_and_live_pictures(watch, address):
    page = open_page(watch(), f"{address}/chapters/06-algorithm.html")
    hover(page, "main .bd-equation", "δ", 1)
    wanted, unlit = page.evaluate("""() => {
      const all = [...document.querySelectorAll("main math mi")].filter((mi) => mi.textContent === "δ");
      return [all.length, all.filter((mi) => !mi.closest(".bd-symbol-lit")).length];
    }""")
    assert wanted > 8
    assert not unlit
    assert page.locator("math .bd-symbol-lit").count() == wanted
    for place in (
        "td .bd-symbol-lit",
        ".bd-interactive .bd-symbol-lit.is-kin",
        "main p .bd-symbol-lit",
        ".bd-symbol-lights > span",
    ):
        assert page.locator(place).count(), place
    same = page.locator(".bd-symbol-lit.is-same")
    assert same.count() > 1
    assert {re.sub(r"\s", "", text) for text in same.all_text_contents()} == {"δjℓ"}
    assert page.locator(".bd-symbol-lit.is-here").count() == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_a_symbol_of_a_live_picture_lights_its_like_in_network_formula_table_and_text(watch, address, width):
    watched = watch(width=width, has_touch=width < 500, reduced_motion="reduce")
    page = open_page(watched, f"{address}/chapters/06-algorithm.html")
    picture = page.locator(".bd-live-picture").first
    picture.locator(".bd-net").wait_for()
    picture.locator("summary").first.click()
    page.wait_for_selector(".bd-has-symbols")

    def point_at(node):
        node.scroll_into_view_if_needed()
        box = node.bounding_box()
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.touchscreen.tap(*middle) if width < 500 else page.mouse.move(*middle)
        page.locator(".bd-symbol-lit.is-here").wait_for()

    places = (
        ".bd-net .is-same[data-symbol], .bd-net .is-here",
        ".bd-panel math .bd-symbol-lit",
        ".bd-tables math .is-same, .bd-tables math .is-here",
        ".bd-tables td .is-same[data-symbol], .bd-tables td .is-here",
    )
    picture.get_by_role("button", name="Forward").click()
    in_table = picture.locator(".bd-tables tbody math msubsup").filter(has=page.locator("mi", has_text="w"))
    for first in (picture.locator(".bd-net [data-symbol='w^0_00']"), in_table.first):
        point_at(first)
        for place in places:
            assert picture.locator(place).count(), (first, place)
        assert page.locator("main p math .bd-symbol-lit").count(), "in the text"
        same = page.locator(".bd-net .bd-symbol-lit:is(.is-same, .is-here)")
        assert same.evaluate_all("(all) => all.map((one) => one.dataset.symbol)") == ["w^0_00"]
    page.mouse.move(5, 5)
    page.mouse.click(5, 5)
    assert not page.locator(".bd-symbol-lit").count()
    assert not watched.troubles


def test_light_moves_nothing_and_leaves_the_formulas_as_they_were(watch, address):
    page = open_page(watch(), f"{address}/{STEP}")
    lines = "main *:not(.bd-symbol-lights, .bd-symbol-lights *)"  # lights lie over the pictures
    places = (
        f"[...document.querySelectorAll('{lines}')].map((n) => JSON.stringify(n.getBoundingClientRect()))"
    )
    source = "[...document.querySelectorAll('main math')].map((n) => n.outerHTML)"
    point(page, "#eq-inductive-step", "w")
    before, formulas = page.evaluate(places), page.evaluate(source)
    assert not any(re.search(r"role=|aria-|tabindex|<span", one) for one in formulas)
    hover(page, "#eq-inductive-step", "w")
    assert page.locator(".bd-symbol-lit").count() > 5
    assert page.evaluate(places) == before
    page.keyboard.press("Escape")
    assert page.evaluate(source) == formulas


def test_the_letters_of_a_picture_light_up_where_they_stand(watch, small):
    watched = watch()
    page = open_page(watched, (small / "chapters/01.html").as_uri())
    hover(page, "#eq-delta", "z")
    lights = page.locator(".bd-symbol-lights > span")
    lights.first.wait_for()
    assert lights.count() == 1
    assert lights.first.evaluate("(n) => getComputedStyle(n).pointerEvents") == "none"
    shown, light = box(page, "figure img"), box(page, ".bd-symbol-lights > span")
    assert shown[0] < light[0] < light[2] < shown[2]
    # The box of z stands a third of the way from the left, at the height of the row of boxes.
    assert (light[0] - shown[0]) / (shown[2] - shown[0]) == pytest.approx(0.355, abs=0.02)
    assert (light[1] - shown[1]) / (shown[3] - shown[1]) == pytest.approx(0.546, abs=0.03)
    hover(page, "#eq-delta", "w")
    page.locator(".bd-symbol-lights > .is-same").wait_for()
    assert lights.count() == 1
    page.keyboard.press("Escape")
    assert not page.locator(".bd-symbol-lights").count()
    assert not watched.troubles


@pytest.mark.parametrize(
    ("width", "height"), some([(360, 740), (390, 844), (1280, 900), (1280, 500)], [(360, 740), (1280, 500)])
)
def test_the_card_stays_in_the_window_and_off_its_symbol(watch, address, width, height):
    page = open_page(
        watch(width=width, height=height, reduced_motion="reduce"), f"{address}/chapters/04-base-case.html"
    )
    formulas = page.locator(".bd-has-symbols:visible").all()
    for formula in formulas:
        for words, card, symbol in formula.evaluate(PLACES):
            assert card[0] >= 0
            assert card[1] >= 0
            assert card[2] <= width
            assert card[3] <= height
            assert apart(card, symbol), words
    assert len(formulas) > 4
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_beside_a_formula_of_one_line_the_card_covers_none_of_it(watch, address):
    page = open_page(watch(), f"{address}/{ERROR}")
    for letter in ("C", "w", "δ", "a"):
        hover(page, "#eq-weight-slope", letter)
        assert apart(box(page, ".bd-symbol-card"), box(page, "#eq-weight-slope math"))
        page.keyboard.press("Escape")
        page.mouse.move(5, 300)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_an_open_card_is_accessible(watch, address, scheme, width):
    page = open_page(watch(width=width, color_scheme=scheme), f"{address}/{ERROR}")
    page.locator("#eq-weight-slope").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator(".bd-symbol-card").is_visible()
    assert_accessible(page, context={"include": [[".bd-symbol-card"], ["#eq-weight-slope"]]})


def test_in_forced_colours_light_is_a_line(watch, address):
    page = open_page(watch(forced_colors="active"), f"{address}/{ERROR}")
    hover(page, "#eq-weight-slope", "a")
    styles = page.locator(".bd-symbol-lit").evaluate_all(
        "(all) => all.map((n) => getComputedStyle(n).outlineStyle)"
    )
    assert "dotted" in styles
    assert set(styles) <= {"dotted", "solid"}


def test_on_paper_there_is_no_card_and_no_light(watch, address):
    page = open_page(watch(), f"{address}/{ERROR}")
    hover(page, "#eq-weight-slope", "a")
    page.emulate_media(media="print")
    assert not page.locator(".bd-symbol-card").is_visible()
    lit = page.locator(".bd-symbol-lit")
    for what, nothing in (
        ("backgroundColor", "rgba(0, 0, 0, 0)"),
        ("outlineStyle", "none"),
        ("boxShadow", "none"),
    ):
        assert set(lit.evaluate_all(f"(all) => all.map((n) => getComputedStyle(n).{what})")) == {nothing}


def test_a_page_without_displayed_formulas_loads_nothing_of_it(watch, address):
    watched, asked = watch(), []
    watched.page.on("request", lambda request: asked.append(request.url))
    watched.page.goto(f"{address}/index.html", wait_until="networkidle")
    assert watched.page.locator("main math").count() > 5
    assert not [url for url in asked if "symbols" in url]
    open_page(watched, f"{address}/{ERROR}")
    assert {"/theme/symbols.js", "/theme/symbols.css"} <= {url.removeprefix(address) for url in asked}


def test_without_scripts_the_page_is_as_it_was(watch, address):
    page = watch(java_script_enabled=False).page
    page.goto(f"{address}/{ERROR}")
    assert page.locator("main math[display=block]").count() > 3
    for trace in (".bd-has-symbols", ".bd-symbol-card", "main .bd-equation[tabindex]"):
        assert not page.locator(trace).count()


QUARTO = """<!doctype html><html lang="en"><meta charset="utf-8"><title>One</title>
<meta name="quarto:offset" content="../"><link rel="icon" href="data:,">
<link rel="stylesheet" href="../theme/book.css">
<body class="quarto-light"><main class="content"><h1>One</h1>
<p><span id="eq-weight-slope"><math display="block"><semantics><mrow>
<msubsup><mi>δ</mi><mi>j</mi><mi>ℓ</mi></msubsup><msubsup><mi>a</mi><mi>k</mi><mrow><mi>ℓ</mi><mo>−</mo><mn>1</mn></mrow></msubsup>
<mspace width="2.0em"></mspace><mo stretchy="false">(</mo><mn>3.3</mn><mo stretchy="false">)</mo>
</mrow></semantics></math></span></p>
<div class="quarto-float"><figure class="figure">
<p><img src="one.svg" class="img-fluid" alt="Boxes"></p>
</figure></div>
</main>
"""


@pytest.fixture
def quarto(tmp_path, serve):
    """A page as Quarto prints it, with what the book adds, served."""
    (tmp_path / "chapters").mkdir()
    for folder in ("theme", "figures/data", "figures/interactive"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    added = (ROOT / "press/quarto/after-body.html").read_text(encoding="utf-8")
    (tmp_path / "chapters/03-argument.html").write_text(QUARTO + added, encoding="utf-8")
    table = tmp_path / "figures/data/symbols.json"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace('#eq-delta"', '#eq-delta Equation 3.2"'), encoding="utf-8")
    dependency().save(tmp_path / "chapters/one.svg")
    return f"{serve(tmp_path)}/chapters/03-argument.html"


def test_in_quartos_pages_the_symbols_live_as_well(watch, quarto):
    watched = watch()
    page = open_page(watched, quarto)
    hover(page, "#eq-weight-slope", "δ")
    link = page.locator(".bd-symbol-card a")
    assert link.inner_text() == "Equation 3.2"
    assert link.evaluate("(a) => a.href") == f"{quarto}#eq-delta"
    light = page.locator(".bd-symbol-lights > .is-same")
    light.wait_for()
    shown, lit = box(page, "img"), box(page, ".bd-symbol-lights > .is-same")
    assert (lit[0] - shown[0]) / (shown[2] - shown[0]) == pytest.approx(0.623, abs=0.02)
    page.keyboard.press("Escape")
    page.locator("#eq-weight-slope.bd-has-symbols").focus()
    page.keyboard.press("ArrowLeft")
    assert name(page) == "activation of neuron k in layer ℓ−1"
    assert link.inner_text() == "its place in the book", "nothing refers to it"
    assert link.get_attribute("href") == "../chapters/02-parameters.html#eq-a"
    assert not watched.troubles
