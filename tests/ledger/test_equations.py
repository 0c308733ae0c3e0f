"""Every numbered equation of the book holds, in the TeX in which the reader sees it."""

import numpy as np
import pytest

from tests.ledger import meaning
from tests.ledger.tex import ROOT, UnreadableError, UntrueError, displays, equations
from tests.ledger.world import WITNESSES, worlds

EQUATIONS = equations()
# Displayed without a number. The first two are numbers of one network, which tests/chapters compares;
# the third is a series that ends in dots.
NOT_READ = ("a^L = (0.1,", "\\begin{aligned}\nz^1_1 &= -0.4", "C(p + h) = C + C' h")
UNNUMBERED = [display for display in displays() if not display.label and not display.tex.startswith(NOT_READ)]
WORLDS = worlds()


@pytest.mark.parametrize("label", EQUATIONS)
def test_the_equation_holds(label):
    meaning.check(EQUATIONS[label].tex)


@pytest.mark.parametrize("display", UNNUMBERED, ids=lambda display: display.source)
def test_a_formula_without_a_number_holds(display):
    meaning.check(display.tex)


def test_the_formulas_that_are_not_read_are_in_the_book():
    for start in NOT_READ:
        (tex,) = [display.tex for display in displays() if display.tex.startswith(start)]
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
    for name in ("sigmoid", "equal layers"):
        world = WORLDS[name]
        assert min(np.abs(delta).min() for delta in world.deltas) > 1e-6
        assert min(np.abs(array).min() for array in (*world.now.z, *world.net.weights, world.X)) > 1e-4


def test_the_sizes_of_the_first_world_differ():
    world = WORLDS["sigmoid"]
    assert len({*world.sizes, world.m, world.n, world.batches}) == len(world.sizes) + 2 + (
        2 not in world.sizes
    )


@pytest.mark.parametrize(
    ("tex", "error"),
    [
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
    with pytest.raises(error):
        meaning.check(tex)
