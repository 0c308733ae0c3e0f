"""The ledger lists every numbered equation, and what it says of each is so."""

import json
import re

import pytest

from tests.ledger import entries
from tests.ledger.mutants import STILL_TRUE, all_mutants, mutants, verdict
from tests.ledger.tex import ROOT, equations, formulas
from tests.thorough import some

EQUATIONS = equations()
LEDGER = entries.ledger()
MUTANTS = list(all_mutants())


def test_every_equation_has_an_entry_and_every_entry_an_equation():
    assert list(LEDGER) == list(EQUATIONS), "in the order of the book"


@pytest.mark.parametrize("label", LEDGER)
def test_the_code_stands_where_the_ledger_says(label):
    assert entries.times_in_code(LEDGER[label]) == 1


@pytest.mark.parametrize("label", LEDGER)
def test_the_proof_is_of_the_kind_that_the_ledger_says(label):
    assert entries.kind_of_proof(EQUATIONS[label].tex) == LEDGER[label].proof


def test_the_tests_that_the_ledger_names_are_there():
    for label in LEDGER:
        file, name, parameter = re.fullmatch(r"([\w/.]+)::(\w+)\[([\w-]+)\]", LEDGER[label].test).groups()
        assert parameter == label
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f'@pytest.mark.parametrize("label", EQUATIONS)\ndef {name}(label):' in text


# One error at a time, in every place where there can be one.


@pytest.mark.parametrize("name", dict.fromkeys(name for name, _ in MUTANTS))
def test_a_planted_error_is_caught(name):
    planted = [mutant for other, mutant in MUTANTS if other == name]
    planted = some(planted, planted[::4])
    assert [mutant.change for mutant in planted if not verdict(mutant.tex, name)] == []


def test_errors_are_planted_in_every_formula():
    assert {name for name, _ in MUTANTS} == {formula.name for formula in formulas()}


@pytest.mark.parametrize("label", EQUATIONS)
def test_numbers_alone_catch_it_where_all_layers_have_one_size(label):
    planted = [mutant for name, mutant in MUTANTS if name == label]
    planted = some(planted, planted[::4])
    assert [mutant.change for mutant in planted if not verdict(mutant.tex, label, of_one_size=True)] == []


def test_thousands_of_errors_of_every_kind_are_planted():
    kinds = [mutant.kind for _, mutant in MUTANTS]
    wanted = "sign index layer letter number prime transpose factor sum set slope function relation bars"
    assert set(kinds) == set(wanted.split())
    assert len(kinds) > 3000
    assert len({mutant.tex for _, mutant in MUTANTS}) > 2800


def test_what_is_left_out_stays_true():
    planted = [(formula.name, mutant) for formula in formulas() for mutant in mutants(formula.tex)]
    for name, change in STILL_TRUE:
        (mutant,) = [mutant for other, mutant in planted if (other, mutant.change) == (name, change)]
        assert not verdict(mutant.tex, name)


def test_the_table_of_the_appendix_is_that_of_the_ledger():
    notebook = json.loads(entries.APPENDIX.read_text(encoding="utf-8"))
    (source,) = ["".join(cell["source"]) for cell in notebook["cells"] if cell["id"] == entries.TABLE]
    assert source == entries.table(), "run: .venv/bin/python -m tests.ledger --write"
    assert source.count("| @eq-") == len(EQUATIONS)
