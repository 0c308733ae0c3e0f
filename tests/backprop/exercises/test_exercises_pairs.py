"""Two mistakes at a time, and right solutions: pairs are told, and nothing right is called wrong.

    python -m pytest -s tests/backprop/exercises/test_exercises_pairs.py  # prints the figures

A sample of the pairs, unless THOROUGH is set: then all of them, some ten thousand.
"""

import time
from collections import Counter

import numpy as np
import pytest
import test_exercises_solutions_1_to_5 as first
import test_exercises_solutions_6_to_10 as second
import test_exercises_solutions_11_to_13 as third

from backprop import exercises
from backprop.exercises.checker.bench import bench
from backprop.exercises.checker.engine import try_out
from tests.thorough import THOROUGH

SAMPLE = 25  # pairs of each exercise
RIGHT_RUNS = 2000 if THOROUGH else 400
RIGHT = first.RIGHT | second.RIGHT | third.RIGHT

CHOOSING = [name for name, exercise in exercises.CATALOGUE.items() if bench(exercise, 0).pairs]


def verdict(table, one, other, choices):
    """both | one | same, which is another mistake with the very same numbers | right, if they cancel."""
    made = table.exercise.made(choices)
    results = [table.result_of(made, i) for i in range(len(table.cases))]
    if all(map(table.equal, results, table.want)):
        return "right"
    report = try_out(table.exercise, made, 0)
    assert not report.right
    wanted = {slip.part("").name for slip in (one, other)}
    told = [set(names.split("+")) for names in (report.mistake or "").split(", ")]
    by_name = {}
    for slip in table.slips:
        by_name.setdefault(slip.part("").name, []).append(slip)
    whole = any(
        slip.choices == choices for names in told if len(names) == 1 for slip in by_name.get(*names, [])
    )
    if wanted in told or whole:
        return "both"
    if any(names and names < wanted for names in told):
        return "one"
    for (name,) in (names for names in told if len(names) == 1 and names <= by_name.keys()):
        # A mistake that nobody made is told only if it gives the very same numbers.
        assert any(table.agree(results, table.results_of(slip)) for slip in by_name[name]), (wanted, report)
    return "same"


@pytest.mark.parametrize("name", CHOOSING)
def test_two_mistakes_at_once_are_both_told(name):
    table = bench(exercises.CATALOGUE[name], 0)
    pairs = table.pairs
    if not THOROUGH and len(pairs) > SAMPLE:
        pairs = [pairs[i] for i in np.random.default_rng(0).permutation(len(pairs))[:SAMPLE]]
    with np.errstate(all="ignore"):
        found = Counter(verdict(table, *pair) for pair in pairs)
    told = sum(found.values()) - found["right"]
    print(f"\n{name}: {len(table.pairs)} pairs, {told} tried, {dict(found)}", end="")
    assert found["both"] >= 0.8 * told


def test_right_solutions_are_called_right_and_soon():
    styles = [(name, function) for name, functions in RIGHT.items() for function in functions]
    slowest = 0.0
    for run in range(RIGHT_RUNS):
        name, function = styles[run % len(styles)]
        start = time.monotonic()
        report = exercises.check(name, function, seed=100 + run // len(styles) * 7 + run)
        slowest = max(slowest, time.monotonic() - start)
        assert report.right, report
    print(
        f"\n{RIGHT_RUNS} right solutions in {len(styles)} styles: none called wrong, {slowest:.2f} s at most"
    )
    assert slowest < 2  # half a second by itself; the processor is shared with other tests
