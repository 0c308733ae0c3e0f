"""Every numbered equation of the book holds, in the TeX in which the reader sees it."""

from contextlib import nullcontext

import numpy as np
import pytest

from tests.ledger import meaning
from tests.ledger.graphs import graphs
from tests.ledger.tex import GIVEN, ROOT, UnreadableError, UntrueError, displays, equations, formulas, read
from tests.ledger.world import WITNESSES, World, worlds

EQUATIONS = equations()
UNNUMBERED = [formula for formula in formulas() if not formula.label]
WORLDS = worlds()


@pytest.mark.parametrize("label", EQUATIONS)
def test_the_equation_holds(label):
    meaning.check(EQUATIONS[label].tex, label)


@pytest.mark.parametrize("formula", UNNUMBERED, ids=lambda formula: formula.source)
def test_a_formula_without_a_number_holds(formula):
    meaning.check(formula.tex, formula.name)


def test_the_one_formula_that_is_not_read_is_in_the_book():
    (tex,) = [display.tex for display in displays() if display.tex.startswith(GIVEN)]
    with pytest.raises(UnreadableError):
        meaning.check(tex)


def test_every_displayed_formula_of_the_book_is_found():
    notebooks = [ROOT / "index.ipynb", *(ROOT / "chapters").glob("*.ipynb")]
    lines = sum(path.read_text(encoding="utf-8").count('"$$') for path in notebooks)
    assert 2 * len(displays()) == lines
    assert len(EQUATIONS) > 30


@pytest.mark.parametrize("name", WORLDS)
def test_the_forward_pass_that_is_nudged_gives_the_numbers_of_backprop(name):
    world = WORLDS[name]
    assert np.abs(world.run().flat() - world.now.flat()).max() < 1e-12


@pytest.mark.parametrize("name", WORLDS)
def test_nudging_autograd_and_backprop_agree_on_every_slope(name):
    world = WORLDS[name]
    for knob in world.knobs:
        nudged, derived, coded = (world.slopes(knob, witness) for witness in WITNESSES)
        assert np.abs(nudged.flat() - derived.flat()).max() < 1e-9, knob
        for other in (nudged, derived):
            assert np.abs(coded.flat() - other.flat()).max() < 1e-9, knob


def test_no_number_of_the_worlds_of_sigmoids_is_zero():
    for name in ("sigmoid", "equal layers", "classifier", "equal classifier"):
        world = WORLDS[name]
        assert min(np.abs(delta).min() for delta in world.deltas) > 1e-6
        assert min(np.abs(array).min() for array in (*world.now.z, *world.net.weights, world.X)) > 1e-4


def test_the_sizes_of_the_first_world_differ():
    world = WORLDS["sigmoid"]
    assert len({*world.sizes, world.m, world.n, world.batches}) == len(world.sizes) + 2 + (
        2 not in world.sizes
    )


def test_the_bound_holds_in_many_networks_with_weights_of_any_size():
    (statement,) = read(EQUATIONS["eq-quarter"].tex)
    rng = np.random.default_rng(11)
    for seed in range(60):
        world = World([2, *map(int, rng.integers(1, 5, size=3))], m=3, batches=1, seed=seed)
        for array in (*world.net.weights, *world.net.biases):
            array *= rng.choice([0.1, 1.0, 5.0])
        meaning.check_statement(statement, world, "differences")


def test_the_bound_is_reached_but_for_a_thousandth_and_by_an_input_without_errors():
    for name in ("steep", "equal steep"):
        *hidden, last = WORLDS[name].deltas
        assert np.abs(last[:, 1:]).min() > 1e-3
        assert (last > 0).any()
        assert (last < 0).any()
        assert all((deltas[:, 0] == 0).all() for deltas in (*hidden, last))


def test_in_the_graphs_slopes_come_by_several_ways_and_some_nodes_are_used_twice_by_one():
    for graph in graphs():
        users = [sum(v in graph.uses(u) for u in range(graph.size)) for v in range(graph.size)]
        leading_to_cost = [v for v in range(graph.size) if graph.slope_of_cost(v, "autograd")]
        assert len(leading_to_cost) > 4
        assert max(users[v] for v in leading_to_cost) > 1
    assert sum(len(used) > len(set(used)) for graph in graphs() for _, used in graph.made) > 5


@pytest.mark.parametrize(
    ("tex", "error"),
    [
        (r"\delta^\ell_j \le \frac14 \delta^{\ell+1}_j", UnreadableError),
        (r"\frac{\partial C}{\partial C} = 2", UntrueError),
        (r"\frac{\partial C}{\partial v} = \sum_u \frac{\partial C}{\partial u}", UnreadableError),
        (r"C_x = -\sum_j y_j \ln a^L_j", UntrueError),
        (r"z_j(x) = \dots + b_j", None),
        (r"z_j(x) = \dots - b_j", UntrueError),
        (r"z^1_1 = 0.4 \cdot 0.5498 + 0.2 = 0.7585", UntrueError),
        (r"\delta^\ell_j = \sigma'(z^\ell_j) \sum_i w^{\ell+1}_{ij} \, \delta^{\ell+1}_j", UnreadableError),
        (r"\delta^\ell_j = \sigma'(z^\ell_j) \sum_i w^{\ell+1}_{ij}", UntrueError),
        (r"C = \frac{1}{n} \sum_x C_q", UnreadableError),
        (r"C = \frac{1}{m} \sum_x C_x", UntrueError),
        (r"Z^\ell = A^{\ell-1} W^\ell + b^\ell", UnreadableError),
        (r"\delta^\ell_j", UnreadableError),
        (r"\delta^\ell_j = \frac{\partial y_j}{\partial z^\ell_j}", UnreadableError),
    ],
)
def test_a_wrong_formula_is_refused(tex, error):
    with pytest.raises(error) if error else nullcontext():
        meaning.check(tex)
