"""No number in the prose is typed by hand: the page's code or outputs give it, or it is computed here.

A number in the prose with two or more decimals counts as given by the page if some number there rounds
to it. `given.yml` lists the others, each with a Python expression that yields it.
"""

import math
import re

import pytest
import yaml

from press import ROOT
from press.source.book import Book
from press.source.cells import output_text

NUMBER = re.compile(r"(?<![\w.])(\d+\.\d{2,})(?![\d.])")
ANY_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e-?\d+)?")
GIVEN = yaml.safe_load((ROOT / "tests/chapters/given.yml").read_text(encoding="utf-8"))
BOOK = Book()


def numbers_of_the_page(notebook):
    found = set()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            texts = [cell["source"], *(output_text(output) for output in cell["outputs"])]
            found.update(float(number) for text in texts for number in ANY_NUMBER.findall(text))
    return found


def numbers_of_the_prose(notebook):
    text = " ".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    return sorted(set(NUMBER.findall(text)))


def is_rounded(shown, exact):
    """Is `exact`, which may be longer, `shown` when it is rounded to the same decimals?"""
    decimals = len(shown.split(".")[1])
    return math.isclose(float(shown), exact, abs_tol=0.500001 * 10**-decimals)


@pytest.mark.parametrize("page", BOOK.pages, ids=lambda page: str(page.source))
def test_each_number_in_the_prose_was_computed(page):
    notebook = BOOK.notebook(page)
    computed = numbers_of_the_page(notebook)
    given = GIVEN.get(str(page.source), {})
    wrong = []
    for shown in numbers_of_the_prose(notebook):
        if shown in given:
            value = abs(eval(given[shown], {"__builtins__": {}}, vars(math)))
            right = is_rounded(shown, value)
        else:
            right = any(is_rounded(shown, exact) for exact in computed)
        if not right:
            wrong.append(shown)
    assert not wrong, f"not computed on the page, and not by given.yml either: {wrong}"


@pytest.mark.parametrize("source", GIVEN)
def test_no_given_number_is_left_over(source):
    page = next(page for page in BOOK.pages if str(page.source) == source)
    assert GIVEN[source].keys() <= set(numbers_of_the_prose(BOOK.notebook(page)))
