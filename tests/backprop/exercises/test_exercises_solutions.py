"""Every exercise: each mistake that it documents is recognised, and right solutions in any style are right.

The solutions stand in the files of their chapters, beside the tests of single exercises.
"""

import pytest
import test_exercises_solutions_1_to_5 as first
import test_exercises_solutions_6_to_10 as second
import test_exercises_solutions_11_to_13 as third
from learners import assert_recognised, assert_right, documented, named

from backprop import exercises

RIGHT = first.RIGHT | second.RIGHT | third.RIGHT
WRONG = first.WRONG | second.WRONG | third.WRONG


def test_every_exercise_is_here_with_mistakes_that_it_documents():
    names = exercises.names()
    assert sorted(RIGHT) == sorted(WRONG) == sorted(names)
    assert all(set(WRONG[name]) - {"swapped", "last-layer-first"} <= documented(name) for name in names)


@pytest.mark.parametrize(("name", "mistake", "function"), named(WRONG))
def test_a_wrong_solution_is_recognised(name, mistake, function):
    assert_recognised(name, mistake, function)


@pytest.mark.parametrize("name", RIGHT)
def test_right_solutions_in_other_styles_are_right_for_every_seed(name):
    assert_right(name, RIGHT[name])
