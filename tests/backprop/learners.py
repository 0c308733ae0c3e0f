"""What the tests of the exercises' solutions share: the sigmoid in other words, and two small helpers."""

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
    known = {mistake.name for mistake in exercise.mistakes}
    return known | ({exercise.overflow.name} if exercise.overflow else set())
