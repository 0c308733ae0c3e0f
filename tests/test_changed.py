"""`make check` chooses the tests that look at what has changed, and few others."""

import pytest

from press import ROOT
from tests import changed


def chosen(name):
    return [(tests.places, tests.only) for tests in changed.tests_of(name)]


@pytest.mark.parametrize("places", changed.BESIDES.values(), ids=changed.BESIDES)
def test_the_table_names_tests_that_are_there(places):
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_a_chapter_is_run_again_with_its_numbers_and_its_equations():
    (pages, only), (proofs, labels) = chosen("chapters/04-base-case.ipynb")
    assert (pages, only) == (["tests/chapters"], "04-base-case")
    assert proofs == ["tests/ledger/test_equations.py"]
    assert labels.startswith("04-base-case or eq-")
    assert "eq-base-case" in labels.split(" or ")


def test_a_module_has_the_tests_of_its_name_and_those_that_import_it():
    ((places, _),) = chosen("backprop/gradcheck.py")
    assert places[0] == "tests/backprop/test_gradcheck.py"
    assert {"tests/backprop/test_gradients.py", "tests/backprop/test_autodiff.py"} <= set(places)
    assert "tests/backprop/test_activations.py" not in places


def test_a_module_without_tests_of_its_name_has_those_of_its_folder():
    ((places, _),) = chosen("backprop/exercises/chapter05_inductive_step.py")
    assert len(places) >= 5
    assert {place.rpartition("/")[0] for place in places} == {"tests/backprop/exercises"}


def test_a_family_of_figures_has_its_pictures():
    assert chosen("figures/activation.py")[0][1] == "activation."


def test_every_module_script_and_style_sheet_has_tests():
    by_hand = {"figures/data/loop_against_matrix.py", "figures/data/one_machine_against_two.py"}
    files = [
        file for name in ("theme", "press", "backprop", "figures") for file in (ROOT / name).rglob("*.*")
    ]
    names = [file.relative_to(ROOT).as_posix() for file in files if file.suffix in (".py", ".js", ".css")]
    assert {name for name in names if not chosen(name)} == by_hand


def test_a_failure_is_told_from_what_took_too_long():
    assert changed.run("fails", *changed.PYTHON, "unittest", "tests.of_nothing") not in (0, changed.STOPPED)
    endless = [*changed.PYTHON, "http.server", "0", "--bind", "localhost"]
    assert changed.run("endless", *endless, seconds=1) == changed.STOPPED
