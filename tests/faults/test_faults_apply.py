"""The proof in short: every fault applies, and names tests that are there. `make faults` plants them all."""

import re

import pytest

from tests.edits import Edit
from tests.faults.catalogue import FAULTS
from tests.faults.proof import ROOT, prove
from tests.thorough import THOROUGH


def test_each_of_at_least_44_faults_applies_and_has_a_name_of_its_own():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 44
    for fault in FAULTS:
        place = fault.place(ROOT)
        if place.suffix == ".py":
            compile(fault.wrong(place), fault.name, "exec")


def test_the_tests_of_each_fault_are_there():
    for test in {test for fault in FAULTS for test in fault.tests.split()}:
        file, name = re.fullmatch(r"([\w/.]+)(?:::(\w+)(?:\[.*\])?)?", test).groups()
        assert not name or f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), test


HARMLESS = Edit(
    "harmless", "nothing", "press/files/cache.py", "KEPT = 30", "KEPT = 31", "tests/press/files/test_cache.py"
)


@pytest.mark.skipif(not THOROUGH, reason="takes long: make wide")
def test_a_fault_is_caught_by_the_test_that_is_named_and_what_is_harmless_by_nobody(capfd):
    (fault,) = (fault for fault in FAULTS if fault.name == "hashes of joined parts")
    assert prove([fault, HARMLESS]) == 1
    first, *lines, last = capfd.readouterr().out.splitlines()
    assert first == "The copy without a fault passes."
    test = "test_cache: test_parts_that_only_look_alike_when_joined_differ"
    assert lines == [f"hashes of joined parts  test       {test}", "harmless                NOBODY"]
    assert last == "caught 1 of 2"
