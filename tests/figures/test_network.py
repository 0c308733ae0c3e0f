"""The drawn networks say what the chapters say of them: who owns which line, and what it is called."""

import re

import numpy as np
import pytest
from matplotlib.patches import Circle

from backprop import Network
from figures import network
from figures.style import LAYERS, RULE
from tests.figures.gallery import drawn, running_network
from tests.figures.room import check_room


def lit(figure):
    """Return the (layer, j, k) of each lit line with the line itself."""
    named = {line.get_gid(): line for line in figure.axes[0].lines if line.get_gid()}
    return {tuple(map(int, gid.split("-")[1:])): line for gid, line in named.items()}


def written(figure):
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize(
    ("sizes", "neuron"), [([5, 7, 4, 6], (0, 4)), ([5, 7, 4, 6], (2, 0)), ([2, 3, 2], (1, 1))]
)
def test_exactly_the_lines_into_a_lit_neuron_are_lit(sizes, neuron):
    layer, j = neuron
    lines = lit(network.diagram(sizes, highlight=[neuron]).figure)
    assert set(lines) == {(layer, j, k) for k in range(sizes[layer])}


def test_lit_lines_have_their_layers_colour_and_are_thicker():
    figure = network.diagram([5, 7, 4, 6], highlight=[(0, 4), (1, 3), (2, 0)]).figure
    (plain,) = [line for line in figure.axes[0].lines if line.get_color() == RULE]
    for (layer, _, _), line in lit(figure).items():
        assert line.get_color() == LAYERS[layer]
        assert line.get_linewidth() > 2 * plain.get_linewidth()


def test_lit_and_unlit_lines_together_are_all_weights():
    sizes = [5, 7, 4, 6]
    figure = network.diagram(sizes, highlight=[(1, 3)]).figure
    (plain,) = [line for line in figure.axes[0].lines if line.get_color() == RULE]
    unlit = len(plain.get_xdata()) // 3
    assert unlit + len(lit(figure)) == 5 * 7 + 7 * 4 + 4 * 6


def test_a_lit_line_leads_from_its_k_to_its_j():
    figure = network.diagram([2, 3, 2], highlight=[(0, 2)]).figure
    heights = {k: line.get_ydata()[:2] for (_, _, k), line in lit(figure).items()}
    assert heights[0][0] > heights[1][0], "neuron 0 is at the top"
    assert heights[0][1] == heights[1][1], "both lead to the same neuron"


def test_every_weight_and_bias_is_named_after_the_neuron_that_owns_it():
    texts = written(drawn("network.diagram").figure)
    for layer, j in ((0, 4), (1, 3), (2, 0)):
        assert rf"$w^{{{layer}}}_{{{j}k}}$" in texts
        assert rf"$b^{{{layer}}}_{{{j}}}$" in texts


def test_the_weighted_input_of_an_output_takes_the_activations_of_the_layer_before():
    texts = written(drawn("network.diagram").figure)
    assert r"$z^{2}_{0} = \sum_k w^{2}_{0k}\, a^{1}_k$" in texts
    assert r"$+\ b^{2}_{0}$" in texts


def test_columns_are_headed_by_what_they_hold_and_the_input_is_layer_minus_one():
    texts = written(drawn("network.diagram").figure)
    heads = [text for text in texts if re.fullmatch(r"\$(z\^\{\d\}_j,\\ )?a\^\{-?\d\}_[jk]\$", text)]
    superscripts = [[int(n) for n in re.findall(r"\^\{(-?\d)\}", head)] for head in heads]
    assert superscripts == [[-1], [0, 0], [1, 1], [2, 2]]


def test_captions_name_the_layers_and_the_output():
    texts = written(network.diagram([2, 3, 2]).figure)
    assert [text for text in texts if not text.isdigit()] == ["input", "layer 0", "layer 1", "(output)"]


def test_a_large_layer_keeps_its_last_neurons_number():
    figure = drawn("network.diagram, large").figure
    assert {"783", "29", "9"} <= set(written(figure))
    circles = [patch for patch in figure.axes[0].patches if isinstance(patch, Circle)]
    assert len(circles) == 3 * (network.MOST - 2)
    assert written(figure).count(r"$\vdots$") == 3


@pytest.mark.parametrize("neuron", [(0, 20), (0, 30), (2, 0), (-1, 0)])
def test_a_neuron_that_is_not_drawn_cannot_be_lit(neuron):
    with pytest.raises(ValueError, match=f"neuron {neuron[1]} of layer {neuron[0]}, which is not drawn"):
        network.diagram([784, 30, 10], highlight=[neuron])


def test_unknown_labels_are_refused():
    with pytest.raises(ValueError, match='expected None or "indices"'):
        network.diagram([2, 3, 2], labels="names")


def test_the_running_network_shows_every_number_of_its_forward_pass():
    net, x, y = running_network()
    weighted_inputs, activations = net.forward_pass(x)
    texts = [text.replace("\N{MINUS SIGN}", "-") for text in written(drawn("network.with_values").figure)]
    for W in net.weights:
        for weight in W.ravel():
            assert f"{weight:.1f}" in texts
    for name, values in (("z", weighted_inputs), ("a", activations[1:])):
        for value in (value for layer in values for value in layer.ravel()):
            assert f"${name}$ = {value:.2f}" in texts
    assert f"$C_x$ = {net.cost(x, y):.3f}" in texts


def test_the_errors_stand_on_the_neurons_and_arrows_lead_back():
    net, x, y = running_network()
    figure = drawn("network.with_errors").figure
    texts = [text.replace("\N{MINUS SIGN}", "-") for text in written(figure)]
    for delta in net.errors(*net.forward_pass(x), y):
        for error in delta.ravel():
            assert f"{error:.3f}" in texts
    ways = [patch._posA_posB for patch in figure.axes[0].patches if hasattr(patch, "_posA_posB")]
    assert len(ways) == net.weights[1].size
    assert all(start[0] > end[0] for start, end in ways)


def test_all_paths_lead_back_to_the_one_neuron_over_its_own_weights():
    figure = drawn("network.paths").figure
    ends = {patch._posA_posB[1] for patch in figure.axes[0].patches if hasattr(patch, "_posA_posB")}
    assert len(ends) == 1
    assert {rf"$w^{{\ell+1}}_{{{i}2}}$" for i in range(4)} <= set(written(figure))


def test_activations_alone_have_an_entry_for_the_input():
    texts = written(drawn("network.lists").figure)
    assert [texts.count(f"[{entry}]") for entry in range(3)] == [4, 4, 1]
    first = texts.index("activations")
    assert texts[first : first + 7] == ["activations", "[0]", "$a^{-1}$", "[1]", "$a^{0}$", "[2]", "$a^{1}$"]


@pytest.mark.parametrize("sizes", [[2, 3, 3, 2], [2, 6, 2]])
def test_a_network_too_large_for_its_numbers_is_refused(sizes):
    net = Network(sizes, activation="sigmoid", seed=1)
    x, y = np.full((sizes[0], 1), 0.5), np.zeros((sizes[-1], 1))
    for draw in (network.with_values, network.with_errors):
        with pytest.raises(ValueError, match="at most two layers, of at most 5 neurons"):
            draw(net, x, y)


@pytest.mark.parametrize("sizes", [[1, 1, 1], [2, 2], [3, 2, 1], [3, 4, 2]])
def test_other_small_networks_can_be_read_too(sizes):
    net, rng = Network(sizes, activation="sigmoid", seed=2), np.random.default_rng(0)
    x, y = rng.random((sizes[0], 1)), rng.random((sizes[-1], 1))
    check_room(network.with_values(net, x, y).figure)
    check_room(network.with_errors(net, x, y).figure)
