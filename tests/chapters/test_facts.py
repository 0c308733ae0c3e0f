"""What the text states is what the table lists, and each number of weight is that of its origin."""

import copy
import json
from collections import Counter

import pytest

from tests.chapters import inline
from tests.chapters.facts import ARROW, FILE, RENEW, UNKNOWN, Guard, as_json, table
from tests.chapters.planted import plant
from tests.chapters.reading import book
from tests.thorough import THOROUGH

PAGES = {page.source.as_posix(): page for page in book().pages}


def guard_of(source):
    page = PAGES[source]
    return Guard(page, book().notebook(page), table().get(source, {}))


@pytest.mark.parametrize("source", PAGES)
def test_the_text_states_what_the_table_lists_and_the_numbers_are_those_of_their_origins(source):
    assert not [problem.message for problem in guard_of(source).problems()]


def test_the_table_is_whole_and_in_the_form_in_which_it_is_written():
    assert set(table()) <= set(PAGES)
    entries = [entry for page in table().values() for text in page.values() for entry in text]
    assert not [entry for entry in entries if entry.endswith(ARROW + UNKNOWN)]
    assert FILE.read_text(encoding="utf-8") == as_json(json.loads(FILE.read_text(encoding="utf-8"))), RENEW


def test_planted_errors_of_every_kind_are_caught():
    outcomes = list(plant(each=2 if THOROUGH else 1))
    missed = [f"{one.page}, {one.edit}" for one in outcomes if not one.problems]
    assert len(outcomes) >= 150
    assert len(missed) <= 0.05 * len(outcomes), missed
    planted = Counter(one.edit.kind.split(",")[0] for one in outcomes)
    assert min(planted.values()) >= 5
    assert len({one.page for one in outcomes if one.edit.kind == "reference"}) > 10


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        ("chapters/02-parameters.ipynb", "along it by 1 − 0.09 η", "along it by 1 − 0.02 η"),
        ("chapters/12-autodiff.ipynb", "$d_j = a_j - y_j$", "$d_j = a_j + y_j$"),
        ("chapters/05-inductive-step.ipynb", "`W^1` has two rows", "`W^1` has three rows"),
        ("chapters/05-inductive-step.ipynb", "Write @eq-z for layer", "Write @eq-a for layer"),
        ("chapters/05-inductive-step.ipynb", "minus 0.117 and 0.148", "minus 0.117 and 0.158"),
        ("chapters/05-inductive-step.ipynb", "minus 0.117 and 0.148", "0.117 and 0.148"),
        ("chapters/05-inductive-step.ipynb", "= 0.0587$", "= 0.0578$"),
        ("chapters/06-algorithm.ipynb", r"= \delta^\ell_j \, a^{\ell-1}_k$", r"= \delta^\ell_j \, a^\ell_k$"),
        ("chapters/05-inductive-step.ipynb", "Next: @sec-algorithm", "Next: @sec-batches"),
    ],
)
def test_an_error_that_nothing_saw_before_is_found(source, old, new):
    guard = guard_of(source)
    changed = copy.deepcopy(guard.notebook)
    old, new = (words.replace("`W^1`", "$W^1$") for words in (old, new))
    found = 0
    for cell in changed["cells"]:
        found += old in cell["source"]
        cell["source"] = cell["source"].replace(old, new)
    assert found
    assert guard.problems(changed)


def test_a_new_output_is_held_against_the_text_that_quotes_the_old_one():
    source = "chapters/05-inductive-step.ipynb"
    page, changed = PAGES[source], copy.deepcopy(guard_of(source).notebook)
    for cell in changed["cells"]:
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = [line.replace("0.1918", "0.1921") for line in output["text"]]
    (problem,) = Guard(page, changed, table()[source]).problems()
    assert "0.1918" in problem.message
    assert "Their sum is" in problem.message
    assert RENEW in problem.message


def test_other_words_for_the_same_facts_pass():
    guard = guard_of("chapters/05-inductive-step.ipynb")
    changed = copy.deepcopy(guard.notebook)
    for cell in changed["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = cell["source"].replace("This is the heart of", "Here lies the centre of")
    assert changed != guard.notebook
    assert not guard.problems(changed)


@pytest.mark.parametrize(
    ("tex", "verdict"),
    [
        (r"w^1_{01} \delta^1_0 = -0.5 \cdot (-0.1174) = 0.0587", "worked out"),
        (r"w^1_{01} \delta^1_0 = 0.5 \cdot (-0.1174) = 0.0587", "untrue"),
        (r"\delta^{-1}_0 = -0.1174", ""),
        (r"0.2 \cdot 3 = 0.63", "untrue"),
        (r"\sigma' = 0.5288 \cdot 0.4712 = 0.2493", "untrue"),
        (r"\sigma' = 0.5288 \cdot 0.4712 = 0.2492", ""),
        (r"(p - 2) - \eta (p - 2) = (1 - \eta)(p - 2)", "holds"),
        (r"(p - 2) - \eta (p - 2) = (1 + \eta)(p - 2)", ""),
        (r"\partial C_x / \partial b^\ell_j = \delta^\ell_j", "holds"),
        (r"\partial C_x / \partial b^\ell_j = -\delta^\ell_j", ""),
        ("c > 0", ""),
    ],
)
def test_an_inline_formula_is_proved_worked_out_or_left_to_the_table(tex, verdict):
    assert inline.verdict(tex, "chapters/05-inductive-step.ipynb") == verdict
