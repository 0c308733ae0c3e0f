"""All public names, called with whatever there is; `python -m tests.backprop.fuzz` makes more calls."""

import time

import numpy as np
import pytest

from backprop import Network
from tests.backprop import fuzz

CALLS = 4  # of each name


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", fuzz.TARGETS)
def test_whatever_it_is_called_with_it_answers_or_refuses_in_one_line(name):
    accepted, refused, _, faults = fuzz.fuzz(fuzz.TARGETS[name], CALLS)
    assert accepted + refused >= 1
    assert faults == {}


def test_every_rule_that_exempts_a_name_exempts_one_and_says_why():
    used = {fuzz.reason(name) for name in fuzz.ALL.keys() - fuzz.TARGETS.keys()}
    assert used == set(filter(None, fuzz.EXEMPT.values()))
    assert len(fuzz.TARGETS) > 70


# The judge is no rubber stamp.


def raw(value):
    return np.ones(3) + value


def other_numbers(value):
    return np.array([1.0 + 0j])


def silent(value):
    return np.array([np.nan])


def changes(value):
    value += 1


def two_lines(value):
    raise ValueError("one" + chr(10) + "two")


def slow(value):
    time.sleep(0.2)


def quits(value):
    raise SystemExit


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (raw, "raw error"),
        (other_numbers, "answers with complex128"),
        (silent, "answers with NaN"),
        (changes, "changed its argument value"),
        (two_lines, "more than one line"),
        (slow, "took 0.2 s"),
        (quits, "an error that no docstring names"),
    ],
)
def test_what_is_wrong_is_told(monkeypatch, call, fault):
    monkeypatch.setattr(fuzz, "HOME", __file__)
    monkeypatch.setattr(fuzz, "SLOWEST", 0.1)
    one = fuzz.target("tests.it", call)
    choices = {"value": fuzz.Choice("five numbers", lambda: np.ones(5))}
    assert fuzz.judge(one, choices).fault.startswith(fault)


def test_a_method_that_changes_its_network_and_refuses_is_told(monkeypatch):
    def update(self, gradients):
        self.sizes = [1]
        raise ValueError("too late")

    monkeypatch.setattr(fuzz, "HOME", __file__)
    one = fuzz.target("tests.update", update, Network)
    assert (
        fuzz.judge(one, {"gradients": fuzz.Choice("None", lambda: None)}).fault
        == "changed itself and refused"
    )
