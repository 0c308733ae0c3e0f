"""The exercises as a whole: their cases tell every mistake apart, and the right answer from all of them."""

import inspect
import re

import numpy as np
import pytest

from backprop import exercises
from backprop.exercises.checker.answers import MalformedError, show, size
from backprop.exercises.checker.engine import agree, make_cases, make_trial, mistake_results
from backprop.exercises.checker.equations import EQUATIONS
from backprop.exercises.checker.guard import call
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
    assert all(3 <= len(exercise.mistakes) <= 8 for exercise in exercises.CATALOGUE.values())


def test_names_come_in_the_order_of_the_chapters():
    modules = [inspect.getmodule(e.cases).__name__ for e in exercises.CATALOGUE.values()]
    assert modules == sorted(modules)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in NAMES)


@every_exercise
def test_the_signature_is_that_of_the_right_solution(exercise):
    assert list(inspect.signature(exercise.right).parameters) == exercise.arguments


@every_exercise
def test_names_of_mistakes_differ_and_their_equations_are_the_exercises(exercise):
    names = [mistake.name for mistake in exercise.mistakes]
    assert len(set(names)) == len(names)
    assert {mistake.label for mistake in exercise.mistakes} <= {"", *exercise.labels}


def loosely(result):
    """An answer as if it were in float32, where the comparison is at its widest."""
    return [array.astype(np.float32) for array in result] if isinstance(result, list) else result


@every_exercise
@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_mistakes_agree_in_all_cases_and_none_is_right(exercise, seed):
    cases = make_cases(exercise, seed)
    trial = make_trial(exercise, [call(exercise.right, case) for case in cases], cases)
    assert trial.is_right
    found = {m.name: mistake_results(exercise, m, cases, trial.answers) for m in exercise.mistakes}
    for name, mine in found.items():
        assert not any(isinstance(result, MalformedError) for result in mine), name
        assert sum(isinstance(result, list) for result in mine) >= 2, name
        assert not agree([loosely(result) for result in mine], trial.want), name
        for other, theirs in found.items():
            if other != name:
                assert not agree([loosely(result) for result in mine], theirs), (name, other)


@every_exercise
def test_every_mistake_is_recognised_by_its_own_function_and_says_so_in_few_lines(exercise):
    mistakes = [*exercise.mistakes, *filter(None, [exercise.overflow])]
    for mistake in mistakes:
        with np.errstate(all="ignore"):
            report = exercises.check(exercise.name, mistake.wrong)
        assert (report.right, report.mistake) == (False, mistake.name)
        lines = repr(report).splitlines()
        assert len(lines) <= 8, mistake.name
        assert max(map(len, lines)) <= 44
        label = mistake.label or exercise.labels[0]
        assert report.equations == (label,)
        assert " ".join(repr(report).split()).endswith(f"({label}).")


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
        assert len(repr(report).splitlines()) <= 10


@every_exercise
def test_there_are_few_cases_and_the_smallest_comes_first(exercise):
    for seed in SEEDS:
        cases = make_cases(exercise, seed)
        assert 3 <= len(cases) <= 8
        assert size(cases[0]) == min(map(size, cases))


@every_exercise
def test_the_same_seed_draws_the_same_cases_and_another_seed_others(exercise):
    first, again, other = (show(make_cases(exercise, seed), width=10**6) for seed in (0, 0, 1))
    assert first == again
    assert (first != other) == (exercise.name != "he-weights")  # its random numbers are in the generator
