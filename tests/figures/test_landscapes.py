"""Lines of equal cost tell the truth: their numbers, and how steep the ground is."""

import numpy as np
import pytest
from matplotlib.contour import ContourSet

from figures import cost, descent
from tests.figures.gallery import FIRST, SECOND, running_network, walk

FLAT_AND_STEEP = np.concatenate([np.full(60, 0.13), np.linspace(0.1, 1.0, 40)])


def landscape():
    (ax,) = cost.landscape(*running_network(), FIRST, SECOND).figure.axes
    return ax


def solid(ax):
    """Return the contours that are drawn first, equally far apart in cost."""
    return next(drawn for drawn in ax.collections if isinstance(drawn, ContourSet))


def test_solid_lines_are_equally_far_apart_in_cost():
    gaps = np.diff(solid(landscape()).levels)
    assert len(gaps) > 5
    assert gaps == pytest.approx(gaps[0])


def test_flat_ground_gets_lines_between_and_steep_ground_none():
    levels = np.linspace(0, 1, 11)
    assert cost.inner_levels(FLAT_AND_STEEP, levels) == pytest.approx([0.125, 0.15, 0.175])
    assert len(cost.inner_levels(np.linspace(0, 1, 100), levels)) == 0


def test_a_line_lies_where_the_cost_is_the_number_on_it():
    net, x, y = running_network()
    labels = [text for text in landscape().texts if text.get_text()]
    assert len(labels) > 2
    for label in labels:
        grid = [np.array([at]) for at in label.get_position()]
        there = cost.cost_over(net, x, y, FIRST, SECOND, grid)[0, 0]
        assert there == pytest.approx(float(label.get_text()), abs=0.005)


def test_numbers_keep_away_from_the_paths():
    path = walk(5, noise=0)
    (ax,) = descent.on_landscape(*running_network(), FIRST, SECOND, {"path": path}).figure.axes
    places = [text.get_position() for text in ax.texts]
    assert places
    for place in places:
        assert np.hypot(*(descent.along([path]) - place).T).min() > 0.1


def test_places_along_a_path_leave_no_gap():
    path = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 2.0]])
    places = descent.along([path])
    assert places[-1].tolist() == [1.0, 2.0]
    for place in ([0.5, 0.0], [1.0, 1.0], [1.0, 0.0]):
        assert np.hypot(*(places - place).T).min() < 0.01
