"""Living symbols in print: which pages load their script, and where its table leads."""

import gzip
import re

import pytest

from figures.argument import dependency
from press import ROOT
from press.quarto.render import NOT_NEEDED
from press.site.pages import print_book, write_symbols
from press.source.book import Book
from press.source.dialect import check_book
from press.source.numbering import number_everything
from tests.ledger.tex import displays, tokens
from tests.press.books import FIGURE, code, markdown, picture

SCRIPT = ROOT / "theme/symbols.js"
PLACES = re.findall(r'where: "([\w/.-]+)#([\w-]+)"', SCRIPT.read_text(encoding="utf-8"))
CODES = re.findall(r'code: "([A-Za-z_.]+)', SCRIPT.read_text(encoding="utf-8"))
NOT_IN_THE_NOTATION = {"net.functions", "RELU.value", "RELU.derivative", "h"}
HEAVIEST = 8704  # bytes, gzipped
# Letters that count or stand for a known number, and C′ under its own name.
NO_CARD = {"i", "j", "k", "e", "L", "ℓ", "d"}

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
    assert 'where: "chapters/01.html#eq-delta Equation\N{NO-BREAK SPACE}1.2"' in script
    assert 'where: "chapters/02-parameters.html#eq-z"' in script, "a label that this small book has not"


def test_the_symbols_of_a_picture_stand_beside_it_and_not_in_its_file(site):
    page = read(site / "chapters/01.html")
    assert re.search(r'<img src="01/fig-one.svg" [^>]* data-symbols="\[\[&quot;w\^ℓ_jk&quot;,0\.\d+', page)
    assert "metadata" not in read(site / "chapters/01/fig-one.svg")
    assert "data-symbols" not in read(site / "chapters/02.html")


@pytest.fixture(scope="module")
def targets():
    return number_everything(check_book(Book()))


@pytest.mark.parametrize(("page", "label"), sorted(set(PLACES)))
def test_every_place_of_the_table_is_in_the_book(targets, page, label):
    assert targets[label].page.target.as_posix() == page


def test_every_letter_of_a_displayed_formula_has_a_card():
    keys = set(re.findall(r'^    "?([^\s":]+)"?: \{$', read(SCRIPT), re.MULTILINE))
    commands = {"\\delta": "δ", "\\Delta": "Δ", "\\sigma": "σ", "\\eta": "η", "\\theta": "θ", "\\tau": "τ"}
    commands |= {"\\lambda": "λ", "\\beta": "β", "\\nabla": "∇", "\\odot": "⊙", "\\ell": "ℓ"}
    texts = {token.text for display in displays() for token in tokens(display.tex)}
    letters = {
        commands.get(text, text) for text in texts if text in commands or re.fullmatch("[A-Za-z]", text)
    }
    assert {"δ", "σ", "C", "w", "g", "v", "τ"} <= letters
    assert letters - {key.split("_")[0] for key in keys} - NO_CARD == set()


def test_the_table_is_read_whole():
    assert len(PLACES) == read(SCRIPT).count("where:") > 20
    assert len(CODES) == read(SCRIPT).count("code:") - 1  # the sign * has no name


def test_the_names_in_the_code_are_those_of_the_notation():
    cells = Book().notebook(Book().pages[0])["cells"]
    notation = next(cell["source"] for cell in cells if "{#tbl-notation}" in cell["source"])
    for name in set(CODES) - NOT_IN_THE_NOTATION:
        assert re.search(rf"`{re.escape(name.removesuffix('.value'))}\b", notation), name


def test_script_table_and_styles_are_light(targets, tmp_path):
    write_symbols(SCRIPT, targets, tmp_path / "symbols.js")
    files = (tmp_path / "symbols.js", SCRIPT.with_suffix(".css"))
    assert 2000 < sum(len(gzip.compress(file.read_bytes())) for file in files) < HEAVIEST
    assert "/**" not in read(files[0])
    assert read(files[0]).endswith("})();\n")


def test_quarto_puts_script_and_styles_beside_its_pages():
    assert "theme/symbols.*" in Book().config["project"]["resources"]
    assert "theme" not in NOT_NEEDED
