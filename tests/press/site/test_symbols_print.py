"""Living symbols in print: which pages load their script, and where its table leads."""

import gzip
import re

import pytest

from figures.argument import dependency
from figures.data.notation import SYMBOLS, TEX
from press import ROOT
from press.quarto.render import NOT_NEEDED
from press.site.pages import SCRIPTS, print_book, write_scripts
from press.source import tree
from press.source.book import Book
from press.source.dialect import check_book
from press.source.numbering import number_everything
from tests.ledger.tex import displays, tokens
from tests.press.books import FIGURE, code, markdown, picture

THEME = ROOT / "theme"
PLACES = sorted({tuple(entry["where"].split("#")) for entry in SYMBOLS.values()})
CODES = {re.match(r"[A-Za-z_.]*", entry.get("code", ""))[0] for entry in SYMBOLS.values()} - {""}
NOT_IN_THE_NOTATION = {"net.functions", "RELU.value", "RELU.derivative", "h"}
HEAVIEST = 10_500  # bytes, gzipped
LAYOUT = {"begin", "end", "left", "right", "bigl", "bigr", "quad", "qquad", "displaystyle"}
LAYOUT |= {"frac", "tfrac", "text", "operatorname"}
# Letters that count or stand for a known number, and C′ under its own name.
NO_CARD = {"i", "j", "k", "e", "L", "ℓ", "d", "T"}

DISPLAYED = markdown(
    "# One {#sec-one}\n\n$$\n\\delta^\\ell_j = 0\n$$ {#eq-first}\n\n$$\n\\delta^\\ell_j\n$$ {#eq-delta}"
)
IN_LINE = markdown("# Two {#sec-two}\n\nHere is $\\delta^\\ell_j$ in a line, and `$$` in code.")


@pytest.fixture
def site(make_book, tmp_path):
    drawn = code(FIGURE, [picture(dependency()._repr_svg_())])
    print_book(
        make_book([DISPLAYED, drawn], [IN_LINE, code(FIGURE.replace("fig-one", "fig-two"), [picture()])]),
        tmp_path / "site",
    )
    return tmp_path / "site"


def read(file):
    return file.read_text(encoding="utf-8")


def test_only_pages_with_displayed_formulas_load_the_script(site):
    script = '<script src="../theme/symbols.js" defer></script>'
    assert read(site / "chapters/01.html").count(script) == 1
    assert "symbols.js" not in read(site / "chapters/02.html")
    assert "symbols.js" not in read(site / "index.html")


def test_the_press_finds_the_page_and_the_number_of_each_label(site):
    script = read(site / "theme/symbols.js")
    assert '"where":"chapters/01.html#eq-delta Equation\N{NO-BREAK SPACE}1.2"' in script
    assert '"where":"chapters/02-parameters.html#eq-z"' in script, "a label that this small book has not"


def test_the_symbols_of_a_picture_stand_beside_it_and_not_in_its_file(site):
    page = read(site / "chapters/01.html")
    assert re.search(r'<img src="01/fig-one.svg" [^>]* data-symbols="\[\[&quot;w\^ℓ_jk&quot;,0\.\d+', page)
    assert "metadata" not in read(site / "chapters/01/fig-one.svg")
    assert "data-symbols" not in read(site / "chapters/02.html")


@pytest.fixture(scope="module")
def targets():
    return number_everything(check_book(Book()))


@pytest.mark.parametrize(("page", "label"), PLACES)
def test_every_place_of_the_table_is_in_the_book(targets, page, label):
    assert targets[label].page.target.as_posix() == page


def test_every_letter_of_a_displayed_formula_has_a_card():
    texts = {token.text for display in displays() for token in tokens(display.tex)}
    signs = {TEX.get(text.lstrip("\\"), text) for text in texts}
    letters = {sign for sign in signs if len(sign) == 1 and sign.isalpha()} | ({"∇", "⊙"} & signs)
    assert {"δ", "σ", "C", "w", "g", "v", "∇", "⊙"} <= letters
    assert letters - {key.split("_")[0] for key in SYMBOLS} - NO_CARD == set()


def test_of_the_commands_in_formulas_only_those_of_layout_vanish_from_their_text():
    commands = {text[1:] for display in displays() for text in re.findall(r"\\[a-zA-Z]+", display.tex)}
    assert {"sum", "partial", "odot", "delta"} <= commands
    assert commands - TEX.keys() - tree.FUNCTIONS <= LAYOUT


def test_the_names_in_the_code_are_those_of_the_notation():
    cells = Book().notebook(Book().pages[0])["cells"]
    notation = next(cell["source"] for cell in cells if "{#tbl-notation}" in cell["source"])
    for name in CODES - NOT_IN_THE_NOTATION:
        assert re.search(rf"`{re.escape(name.removesuffix('.value'))}\b", notation), name


def test_script_table_and_styles_are_light(targets, tmp_path):
    write_scripts(THEME, targets, tmp_path)
    files = (tmp_path / "symbols.js", THEME / "symbols.css")
    assert 2000 < sum(len(gzip.compress(file.read_bytes())) for file in files) < HEAVIEST


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_of_the_site_is_one_file_that_a_page_from_a_file_can_load(site, name):
    text = read(site / f"theme/{name}.js")
    assert text.startswith('(() => {\n"use strict";\n')
    assert text.endswith("})();\n")
    assert not re.search(r"^(?:import|export)\b|^ *(?://|/\*)", text, re.MULTILINE)


def test_quarto_puts_script_and_styles_beside_its_pages():
    resources = Book().config["project"]["resources"]
    assert {"theme/symbols.*", "theme/symbols/*", "figures/data/symbols.json"} <= set(resources)
    assert "theme" not in NOT_NEEDED
