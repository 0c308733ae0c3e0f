"""The proof in short: every mutant applies, and the gradient check finds all that bend the gradient.

`make mutants` runs the whole proof, with the tests of tests/backprop against every mutant.
"""

import re
import subprocess
import sys

import pytest

from tests.edits import Edit
from tests.mutants.catalogue import GRADIENT_MUTANTS, MUTANTS
from tests.mutants.planting import ALLOWED_ERROR, ROOT, TESTS, gradient_error, imported, plant, planted
from tests.thorough import some


def python(*arguments):
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=300)


WITHOUT = {"__init__.py", "examples.py", "model_files.py", "parameters.py"}  # they compute nothing


def test_mutants_have_names_of_their_own_and_every_module_of_the_lesson_has_some():
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
    lesson = {path.name for path in (ROOT / "backprop").glob("*.py")} - WITHOUT
    assert lesson - {mutant.file for mutant in MUTANTS} == set()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_mutant_applies_and_is_still_python(mutant, tmp_path):
    plant(mutant, tmp_path)
    text = (tmp_path / "backprop" / mutant.file).read_text()
    assert text != (ROOT / "backprop" / mutant.file).read_text()
    compile(text, mutant.file, "exec")
    for test in mutant.tests.split():
        assert (TESTS / test.split("::")[0]).is_file()


@pytest.mark.parametrize(("old", "times"), [("no such line", 0), ("def ", 7)])
def test_a_mutant_whose_text_does_not_stand_there_once_is_an_error(old, times, tmp_path):
    mutant = Edit("name", "mistake", "activations.py", old, "new", "test_activations.py")
    message = rf"^name: its old text stands {times} times in activations\.py; expected once$"
    with pytest.raises(ValueError, match=message):
        plant(mutant, tmp_path)


def test_the_copy_without_a_mistake_has_right_gradients_and_is_the_copy():
    import backprop

    own = sys.modules["backprop"]
    with planted(None) as folder, imported(folder):
        assert sys.modules["backprop"] is not own
        assert gradient_error() < 1e-7
    assert sys.modules["backprop"] is own is backprop


@pytest.mark.parametrize(
    "mutant", some(GRADIENT_MUTANTS, GRADIENT_MUTANTS[::8]), ids=lambda mutant: mutant.name
)
def test_the_gradient_check_finds_the_mutant(mutant):
    with planted(mutant) as folder, imported(folder):
        assert gradient_error() > ALLOWED_ERROR


def test_the_proof_says_who_catches_each_mutant():
    names = ["y - a at the output", "slope of ReLU is 1 at 0"]
    run = python("-m", "tests.mutants", *names)
    assert run.returncode == 0, run.stdout + run.stderr
    first, *lines, last = run.stdout.splitlines()
    assert first == "The copy without a mistake passes."
    told = [re.split("  +", line) for line in lines]
    assert [name for name, *_ in told] == names
    assert [by for _, by, _ in told] == ["both", "test"]
    assert "test_running_network: test_the_errors_and_all_slopes_agree" in lines[0]
    assert last == "caught 2 of 2"


HARMLESS = """
import sys
from tests.edits import Edit
from tests.mutants.proof import prove
old = "return np.maximum(z, 0)"
new = old + "  # as before"
sys.exit(prove([Edit("harmless", "none", "activations.py", old, new, "test_running_network.py")]))
"""


def test_a_mutant_that_nobody_catches_fails_the_proof():
    run = python("-c", HARMLESS)
    assert run.returncode == 1
    assert run.stdout.splitlines()[1:] == ["harmless  NOBODY", "caught 0 of 1"]


def test_an_unknown_name_is_refused_in_one_line():
    run = python("-m", "tests.mutants", "no such mutant")
    assert run.returncode == 1
    assert run.stderr.splitlines() == [
        'no mutant is called "no such mutant"; expected a name from tests/mutants/catalogue.py'
    ]
