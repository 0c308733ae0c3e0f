"""The argument's pictures hold for any number of layers, and point the way of the argument."""

import pytest
from matplotlib.patches import FancyArrowPatch

from figures import argument, shapes
from tests.figures.room import check_room

numbers_of_layers = pytest.mark.parametrize("layers", [1, 2, 3, 4, 5])


def written(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def arrows(figure):
    """Return the horizontal start and end of each arrow with its width."""
    patches = [patch for patch in figure.axes[0].patches if isinstance(patch, FancyArrowPatch)]
    ends = [patch.get_path().vertices[[0, -1], 0] for patch in patches]
    return [(*end, patch.get_linewidth()) for patch, end in zip(patches, ends, strict=True)]


@numbers_of_layers
def test_there_is_one_base_case_and_a_step_for_every_layer_before_the_last(layers):
    figure = argument.induction(layers).figure
    assert written(figure).count("base\ncase") == 1
    assert written(figure).count("inductive\nstep") == layers - 1
    check_room(figure)


@numbers_of_layers
def test_the_argument_runs_against_the_network(layers):
    bold = [(start, end) for start, end, width in arrows(argument.induction(layers).figure) if width > 1.5]
    assert len(bold) == layers
    assert all(end < start for start, end in bold)


def test_weight_and_bias_reach_the_cost_only_through_z():
    figure = argument.dependency().figure
    assert {r"$w^\ell_{jk}$", r"$b^\ell_j$", r"$\delta^\ell_j$", "$C_x$"} <= set(written(figure))
    (z,) = [text.get_position()[0] for text in figure.axes[0].texts if text.get_text() == r"$z^\ell_j$"]
    into = [end for start, end, _ in arrows(figure) if start < z]
    assert len(into) == 3
    assert max(into) < z, "no arrow passes z by"


@pytest.mark.parametrize("layers", [1, 2, 3, 4])
def test_both_passes_visit_every_layer_and_the_update_comes_once(layers):
    figure = argument.two_passes(layers).figure
    texts = written(figure)
    for layer in range(layers):
        assert f"layer {layer}" in texts
        assert rf"$\delta^{layer}$" in texts
        assert rf"$\delta^{layer}_j\, a^{{{layer - 1}}}_k$" in texts
    assert texts.count("update") == 1
    check_room(figure)


@pytest.mark.parametrize(("n", "m"), [(12, 4), (10, 4), (12, 2), (12, 12), (20, 5)])
def test_batches_have_room(n, m):
    check_room(shapes.batches(n, m, seed=1).figure)
