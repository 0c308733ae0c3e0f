"""The exercises as a whole: their cases tell every mistake apart, and the right answer from all of them."""

import inspect
import re

import numpy as np
import pytest

from backprop import exercises
from backprop.exercises.checker.answers import MalformedError, show, size
from backprop.exercises.checker.bench import bench
from backprop.exercises.checker.equations import EQUATIONS
from backprop.exercises.checker.exercise import Slip
from press.source.book import Book

SEEDS = range(4)
NAMES = exercises.names()

every_exercise = pytest.mark.parametrize("exercise", exercises.CATALOGUE.values(), ids=NAMES)


def equations_of_the_book():
    """Each label of a numbered equation, and its chapter: 0 for pages that are no chapter."""
    book, found = Book(), {}
    for page in book.pages:
        number = re.search(r"(\d+)-", str(page.source))
        for cell in book.notebook(page)["cells"]:
            if cell["cell_type"] == "markdown":
                for label in re.findall(r"^\$\$ \{#(eq-[\w-]+)\}", "".join(cell["source"]), re.MULTILINE):
                    found[label] = int(number[1]) if number else 0
    return found


def test_exercises_are_about_numbered_equations_of_the_book():
    covered = {label for exercise in exercises.CATALOGUE.values() for label in exercise.labels}
    assert covered - equations_of_the_book().keys() == {"sec-digits"}


def test_equations_are_named_with_the_chapter_they_stand_in():
    assert {label: chapter for label, (_, chapter) in EQUATIONS.items()} == equations_of_the_book()


def test_every_exercise_knows_enough_mistakes():
    assert all(len(exercise.mistakes) >= 3 for exercise in exercises.CATALOGUE.values())


def test_names_come_in_the_order_of_the_chapters():
    modules = [inspect.getmodule(e.cases).__name__ for e in exercises.CATALOGUE.values()]
    assert modules == sorted(modules)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in NAMES)


@every_exercise
def test_the_signature_is_that_of_the_right_solution(exercise):
    takes = inspect.signature(exercise.right).parameters.values()
    assert [p.name for p in takes if p.kind is p.POSITIONAL_OR_KEYWORD] == exercise.arguments
    chosen = {key for slip in exercise.slips for key in slip.choices or {}}
    if not any(p.kind is p.VAR_KEYWORD for p in takes):
        assert chosen <= {p.name for p in takes if p.kind is p.KEYWORD_ONLY}


@every_exercise
def test_messages_of_mistakes_differ_and_their_equations_are_the_exercises(exercise):
    assert {mistake.label for mistake in exercise.mistakes} <= {"", *exercise.labels}


def loosely(result):
    """An answer as if it were in float32, where the comparison is at its widest."""
    return [array.astype(np.float32) for array in result] if isinstance(result, list) else result


@every_exercise
@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_mistakes_agree_in_all_cases_and_none_is_right(exercise, seed):
    table = bench(exercise, seed)
    assert table.agree(table.want, table.want) is False
    found = {slip: table.results_of(slip) for slip in table.slips}
    for slip, mine in found.items():
        assert not any(isinstance(result, MalformedError) for result in mine), slip.mistake.name
        assert any(isinstance(result, list) for result in mine), slip.mistake.name
        assert table.agree(mine, mine), slip.mistake.name
        for other, theirs in found.items():
            if other.mistake.name != slip.mistake.name:
                loose = [loosely(result) for result in mine]
                assert not table.agree(loose, theirs), (slip.mistake.name, other.mistake.name)


@every_exercise
def test_every_mistake_is_recognised_by_its_own_function_and_says_so_in_few_lines(exercise):
    overflow = [Slip(exercise.overflow)] if exercise.overflow else []
    for slip in [*exercise.slips, *overflow]:
        part = slip.part(exercise.labels[0])
        with np.errstate(all="ignore"):
            report = exercises.check(exercise.name, exercise.function_of(slip), seed=1)
        assert (report.right, report.mistake) == (False, part.name)
        lines = repr(report).splitlines()
        assert len(lines) <= 10, part.name
        assert max(map(len, lines)) <= 44
        assert report.equations == (part.label,)
        assert " ".join(repr(report).split()).endswith(f"({part.label}).")


@every_exercise
def test_an_unwritten_stub_fails(exercise):
    stubs = [f"lambda {', '.join(exercise.arguments)}: {value}" for value in ("None", "...")]
    for stub in stubs:
        report = exercises.check(exercise.name, eval(stub))
        assert (report.right, report.mistake) == (False, "not-written")
        assert len(repr(report).splitlines()) <= 9
        assert exercise.signature in " ".join(repr(report).split())


@every_exercise
def test_nothing_nonsensical_is_right(exercise):
    for value in (0, np.zeros((2, 2)), [], "right", float("nan"), ([], []), object()):
        report = exercises.check(exercise.name, lambda *arguments, value=value: value)
        assert not report.right
        assert len(repr(report).splitlines()) <= 12


@every_exercise
def test_there_are_few_cases_and_the_smallest_comes_first(exercise):
    for seed in SEEDS:
        cases = bench(exercise, seed).cases
        assert 3 <= len(cases) <= 8
        assert size(cases[0]) == min(map(size, cases))


@every_exercise
def test_the_same_seed_draws_the_same_cases_and_another_seed_others(exercise):
    first, again, other = (show(bench(exercise, seed).cases, width=10**6) for seed in (0, 0, 1))
    assert first == again
    assert (first != other) == (exercise.name != "he-weights")  # its random numbers are in the generator
