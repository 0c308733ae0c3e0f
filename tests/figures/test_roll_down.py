"""What Python gives the picture that rolls down a cost."""

import json

import numpy as np
import pytest

from backprop import Network
from backprop.examples import running_network
from backprop.gradcheck import central_differences
from figures.interactive import roll_down as module
from figures.interactive.roll_down import Slice, Valley, descend, paths_down, proposed_etas, roll_down
from tests.figures.room import check_room, texts

NETWORK = (running_network()[0], module.X, module.Y, module.FIRST, module.SECOND)


def valley():
    return Valley(module.VALLEY_X, module.VALLEY_Y)


def network():
    return Slice(*NETWORK)


def test_the_valley_bends_as_its_module_says():
    bends = np.linalg.eigvalsh(module.VALLEY_X @ module.VALLEY_X.T / 6)
    np.testing.assert_allclose(bends, [0.09, 1.0], atol=1e-12)
    assert valley().edge == pytest.approx(2)
    np.testing.assert_allclose(valley().slopes(valley().middle), 0, atol=1e-13)


def test_the_first_example_is_the_running_networks_own():
    _, x, y = running_network()
    np.testing.assert_array_equal(module.X[:, :1], x)
    np.testing.assert_array_equal(module.Y[:, :1], y)


@pytest.mark.parametrize("example", [None, 0, 4])
@pytest.mark.parametrize("surface", [valley, network])
def test_slopes_are_those_of_the_cost(surface, example):
    surface, rng, h = surface(), np.random.default_rng(0), 1e-6
    part = slice(None) if example is None else slice(example, example + 1)

    def cost(w):
        if surface.kind == "valley":
            return ((w @ surface.X[:, part] - surface.Y[part]) ** 2).mean() / 2
        return Slice(surface.net, surface.X[:, part], surface.Y[:, part], *surface.places).cost(w)

    for w in rng.normal(size=(5, 2)):
        measured = [(cost(w + nudge) - cost(w - nudge)) / (2 * h) for nudge in h * np.eye(2)]
        np.testing.assert_allclose(surface.slopes(w, example), measured, atol=1e-8)


def test_a_networks_slopes_are_those_of_its_own_weights():
    slopes = central_differences(*NETWORK[:3]).weights
    expected = [slopes[layer][j, k] for layer, j, k in NETWORK[3:]]
    np.testing.assert_allclose(network().slopes(network().start), expected, atol=1e-8)


@pytest.mark.parametrize("surface", [valley, network])
def test_costs_on_a_grid_are_the_costs(surface):
    surface = surface()
    grid = [np.array([0.1, 0.4, -2.0]), np.array([1.0, -0.3])]
    expected = [[surface.cost(np.array([a, b])) for a in grid[0]] for b in grid[1]]
    np.testing.assert_allclose(surface.costs(grid), expected)


def test_the_four_proposed_rates_of_the_valley_end_differently():
    surface = valley()
    assert proposed_etas(surface) == [0.2, 1.0, 1.7, 2.1]
    bottom = surface.cost(surface.middle)
    ends = [surface.cost(descend(surface, surface.start, eta, 20)[-1]) for eta in proposed_etas(surface)]
    shares = (np.array(ends) - bottom) / (surface.cost(surface.start) - bottom)
    assert 0.05 < shares[0] < 0.2
    assert (shares[1:3] < 0.01).all()
    assert shares[3] > 10


def test_a_descent_with_an_order_uses_one_example_a_step():
    surface, start = valley(), np.array([0.5, -1.0])
    first = start - 0.3 * surface.slopes(start, 4)
    expected = [start, first, first - 0.3 * surface.slopes(first, 1)]
    np.testing.assert_array_equal(descend(surface, start, 0.3, 2, order=[4, 1]), expected)


@pytest.mark.parametrize("surface", [valley, network])
def test_the_still_picture_has_room_and_shows_where_the_paths_go(surface):
    picture = paths_down(surface(), 20)
    check_room(picture.figure)
    words = [text.get_text() for text in texts(picture.figure)]
    assert [word for word in words if word.startswith("η")] == [
        f"η = {e:g}" for e in proposed_etas(surface())
    ]
    assert len(picture._repr_svg_()) < 100_000
    assert paths_down(surface(), 20)._repr_svg_() == picture._repr_svg_()


def test_the_data_say_what_was_asked_for():
    data = roll_down((module.VALLEY_X, module.VALLEY_Y), eta=0.7, start=(9, 1), steps=33, seed=5)._data
    [surface] = data["surfaces"]
    assert (surface["eta"], surface["start"], data["steps"], data["seed"]) == (0.7, [9.0, 1.0], 33, 5)
    assert surface["middle"][0] + surface["span"] > 9
    assert [one["title"] for one in roll_down()._data["surfaces"]] == ["a valley", "the running network"]
    assert [one["title"] for one in roll_down(NETWORK)._data["surfaces"]] == ["two weights of a network"]
    json.dumps(roll_down()._data, allow_nan=False)


def test_no_argument_is_changed():
    net = running_network()[0]
    before = [W.copy() for W in net.weights]
    roll_down((net, *NETWORK[1:]))
    for old, new in zip(before, net.weights, strict=True):
        np.testing.assert_array_equal(old, new)


WRONG = [
    ({"eta": 0}, "eta is 0; expected a number above 0"),
    ({"eta": -1.0}, "eta is -1.0"),
    ({"eta": float("nan")}, "eta is nan"),
    ({"eta": "0.2"}, "eta is '0.2'"),
    ({"eta": 2e6}, "up to 1,000,000"),
    ({"steps": 0}, "steps is 0; expected a whole number from 1 to 500"),
    ({"steps": 2.5}, "steps is 2.5"),
    ({"start": (1, 2, 3)}, "expected two numbers"),
    ({"start": (1, np.inf)}, "expected two numbers"),
    ({"start": "here"}, "expected two numbers"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_wrong_numbers_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        roll_down(**arguments)


@pytest.mark.parametrize(
    ("surface", "message"),
    [
        (module.VALLEY_X, "a surface is"),
        ((module.VALLEY_X,), "a surface is"),
        ((module.VALLEY_X, module.VALLEY_Y[:, :5]), "expected \\(2, n\\) and n targets"),
        ((module.VALLEY_X.T, module.VALLEY_Y), "expected \\(2, n\\)"),
        ((np.full((2, 6), np.nan), module.VALLEY_Y), "not finite"),
        ((np.ones((2, 3)), np.ones(3)), "on one line through 0"),
        ((np.zeros((2, 0)), np.zeros(0)), "on one line through 0"),
        ((*NETWORK[:3], (1, 0, 3), (1, 1, 2)), r"no weight \(1, 0, 3\)"),
        ((*NETWORK[:3], (-1, 0, 0), (1, 1, 2)), "no weight"),
        ((*NETWORK[:3], (1, 0, 2), (1, 0, 2)), "expected two"),
        ((Network([3, 2]), *NETWORK[1:3], (0, 0, 0), (0, 1, 1)), "shape|rows|expected"),
    ],
)
def test_what_is_no_surface_is_refused(surface, message):
    with pytest.raises(ValueError, match=message):
        roll_down(surface)
