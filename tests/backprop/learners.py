"""What the tests of the exercises' solutions share: the sigmoid in other words, and what is asked of each."""

import numpy as np

from backprop import exercises


def s(z):
    """The sigmoid, by way of tanh."""
    return (1 + np.tanh(np.asarray(z) / 2)) / 2


def ds(z):
    """Its slope, by way of cosh."""
    return 1 / (4 * np.cosh(np.asarray(z) / 2) ** 2)


def named(table):
    """The rows of {exercise: {mistake: function}} as (exercise, mistake, function)."""
    return [(name, mistake, f) for name, group in table.items() for mistake, f in group.items()]


def documented(name):
    """The names of all the mistakes that an exercise knows."""
    exercise = exercises.CATALOGUE[name]
    known = {slip.part("").name for slip in exercise.slips}
    return known | ({exercise.overflow.name} if exercise.overflow else set())


def assert_recognised(name, mistake, function):
    """A wrong solution is called by the name of its mistake, whatever the cases are."""
    for seed in (0, 5):
        with np.errstate(all="ignore"):
            report = exercises.check(name, function, seed=seed)
        assert (report.right, report.mistake) == (False, mistake), report


def assert_right(name, functions):
    """Right solutions in different styles are called right, whatever the cases are."""
    assert len(functions) >= 2
    for seed in range(10):
        report = exercises.check(name, functions[seed % len(functions)], seed=seed)
        assert report.right, report
