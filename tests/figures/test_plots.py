"""The plots show the numbers that they were given, and leave the network they were given alone."""

import numpy as np
import pytest

from backprop import Network
from backprop.activations import RELU, SIGMOID
from figures import activation, cost, descent, digits, graph, shapes, training, trouble
from tests.figures.gallery import FIRST, RECORD, SECOND, bug_row, bug_rows, history, running_network, walk


def written(ax):
    return [text.get_text() for text in ax.texts]


def test_the_landscape_is_the_cost_at_every_pair_of_weights():
    net, x, y = running_network()
    grid = [np.array([0.0, 0.3, 1.0]), np.array([-1.0, 0.6])]
    costs = cost.cost_over(net, x, y, FIRST, SECOND, grid)
    for row, column in np.ndindex(costs.shape):
        walker, *_ = running_network()
        for (layer, j, k), value in ((FIRST, grid[0][column]), (SECOND, grid[1][row])):
            walker.weights[layer][j, k] = value
        assert costs[row, column] == walker.cost(x, y)


def test_drawing_a_landscape_leaves_the_network_as_it_was():
    net, x, y = running_network()
    before = [W.copy() for W in net.weights]
    cost.landscape(net, x, y, FIRST, SECOND, points=5)
    for W, old in zip(net.weights, before, strict=True):
        assert np.array_equal(W, old)


def test_the_cross_of_a_landscape_is_where_the_weights_are():
    net, x, y = running_network()
    (ax,) = cost.landscape(net, x, y, FIRST, SECOND, points=5).figure.axes
    (cross,) = [line for line in ax.lines if line.get_marker() == "x"]
    assert [cross.get_xdata()[0], cross.get_ydata()[0]] == [0.3, 0.6]
    assert ax.get_xlabel() == r"weight $w^{1}_{02}$"
    assert ax.get_ylabel() == r"weight $w^{1}_{12}$"


def test_the_landscape_of_another_cost_is_that_cost():
    net = Network([2, 3, 2], seed=0, cost="cross-entropy")
    x, y = np.ones((2, 1)), np.array([[1.0], [0.0]])
    here = [np.array([net.weights[l][j, k]]) for l, j, k in (FIRST, SECOND)]
    assert cost.cost_over(net, x, y, FIRST, SECOND, here)[0, 0] == net.cost(x, y)


def test_the_graph_has_the_numbers_of_the_network():
    net, x, y = running_network()
    weighted_inputs, activations = net.forward_pass(x)
    errors = net.errors(weighted_inputs, activations, y)
    (ax,) = graph.computation(net, x, y).figure.axes
    said = written(ax)
    for array in (*weighted_inputs, *activations, *errors, np.array(net.cost(x, y)), np.ones(1)):
        row = "   ".join(f"{value:.3f}".replace("-", "\N{MINUS SIGN}") for value in np.ravel(array))
        assert row in said


def test_the_graph_refuses_a_network_whose_numbers_it_cannot_write():
    for net in (Network([2, 3, 2]), Network([2, 4, 2], "sigmoid"), Network([2, 3, 3, 2], "sigmoid")):
        with pytest.raises(ValueError, match="expected two layers of at most 3 sigmoids"):
            graph.computation(net, np.ones((2, 1)), np.ones((2, 1)))


def test_a_neuron_that_is_sure_and_wrong_has_the_errors_of_both_costs():
    (ax,) = graph.sure_and_wrong(span=4.0).figure.axes
    quadratic, entropy = (dict(zip(*line.get_data(), strict=True)) for line in ax.lines)
    assert (quadratic[0.0], entropy[0.0]) == (0.125, 0.5)
    assert quadratic[4.0] == pytest.approx(SIGMOID.value(4.0) * SIGMOID.derivative(4.0))
    assert entropy[4.0] == pytest.approx(SIGMOID.value(4.0))


def test_indices_of_two_digits_are_kept_apart():
    assert cost.weight_name(1, 3, 11) == r"weight $w^{1}_{3,11}$"


def test_squared_differences_are_written_over_their_bars():
    figure = cost.digit_bars(np.zeros((8, 8)), np.array([0.5, 0.2]), np.array([1.0, 0.0])).figure
    assert written(figure.axes[2]) == ["0.25", "0.04"]


@pytest.mark.parametrize(("eta", "end"), [(0.2, 2 - 2 * 0.8**8), (2.1, 2 - 2 * 1.1**8)])
def test_steps_go_against_the_slope(eta, end):
    figure = descent.steps(lambda p: (p - 2) ** 2 / 2, lambda p: p - 2, 0.0, etas=[eta]).figure
    places = figure.axes[0].lines[1].get_xdata()
    assert len(places) == 9
    assert places[0] == 0.0
    assert places[-1] == pytest.approx(end)


def test_the_window_holds_every_path():
    path = walk(20, noise=0.3)
    (left, right), (bottom, top) = descent.window([path])
    assert left < path[:, 0].min() < path[:, 0].max() < right
    assert bottom < path[:, 1].min() < path[:, 1].max() < top
    assert right - left == pytest.approx(top - bottom), "right angles must stay right"


def test_the_slope_of_relu_has_a_filled_dot_at_0_and_an_open_one_at_1():
    lower = activation.with_slope(RELU, span=3.0).figure.axes[1]
    dots = {line.get_ydata()[0]: line for line in lower.lines if line.get_marker() == "o"}
    assert dots[0.0].get_markerfacecolor() == dots[0.0].get_color()
    assert dots[1.0].get_markerfacecolor() != dots[1.0].get_markeredgecolor()


def test_inner_sizes_of_every_product_match_and_outer_sizes_give_the_result():
    sizes, m = (7, 5, 4, 3), 2
    rows = [shapes.forward(sizes, m, layer) for layer in range(3)]
    rows += [shapes.backward(sizes, m, layer) for layer in range(2)]
    rows += [shapes.slopes(sizes, m, layer) for layer in range(3)]
    for one, other, *_, result in rows:
        assert one.columns == other.rows
        assert (one.rows, other.columns) == (result.rows, result.columns)


def test_an_epoch_takes_every_example_once():
    (ax,) = shapes.batches(n=10, m=4, seed=3).figure.axes
    numbers = [int(text) for text in written(ax) if text.isdigit()]
    assert numbers[:10] == list(range(10))
    assert numbers[10:] != numbers[:10]
    assert sorted(numbers[10:]) == numbers[:10]
    assert written(ax).count("one step") == 3


def test_curves_begin_at_epoch_1_and_leave_out_an_accuracy_nobody_watched():
    run = history(5, 0.4)
    upper, lower = training.curves(run).figure.axes
    assert list(upper.lines[0].get_xdata()) == [1, 2, 3, 4, 5]
    assert list(upper.lines[0].get_ydata()) == run.cost
    assert list(lower.lines[0].get_ydata()) == run.accuracy
    run.accuracy.clear()
    assert len(training.curves(run).figure.axes) == 1


def test_timings_name_their_machine():
    (ax,) = training.timings(RECORD).figure.axes
    assert ax.get_title(loc="left") == RECORD["machine"]


def test_the_table_of_confusions_has_what_was_in_rows_and_leaves_zeros_empty():
    counts = np.array([[9, 2], [0, 7]])
    (ax,) = digits.confusion(counts).figure.axes
    assert {(text.get_position(), text.get_text()) for text in ax.texts} == {
        ((0, 0), "9"),
        ((1, 0), "2"),
        ((1, 1), "7"),
    }


def test_mistakes_say_what_it_was_and_what_was_read():
    figure = digits.mistakes(np.zeros((2, 8, 8)), [4, 7], [9, 1]).figure
    assert [ax.get_title() for ax in figure.axes] == ["4, read as 9", "7, read as 1"]


def test_positive_weights_are_blue_and_negative_ones_orange_and_zero_is_clear():
    image = digits.weights_as_images(np.array([[1.0, -1.0, 0.0, 0.5]]), shape=(2, 2)).figure.axes[0].images[0]
    red, _, blue, opacity = np.moveaxis(image.get_array(), -1, 0)
    assert blue[0, 0] > red[0, 0]
    assert red[0, 1] > blue[0, 1]
    assert opacity.tolist() == [[1, 1], [0, 0.5]]


def test_bugs_are_sorted_by_their_angle_and_the_right_angle_is_marked():
    (ax,) = trouble.angles(bug_rows()).figure.axes
    start, later = (ax.lines[place].get_xdata() for place in (0, 1))
    assert list(later) == sorted(row.later for row in bug_rows())
    assert list(start) == [0.6 * angle for angle in later]
    assert set(ax.lines[2].get_xdata()) == {90}
    assert [text.get_text() for text in ax.get_yticklabels()][-1] == "sign flipped"


def test_every_bug_has_a_panel_with_the_right_curve_and_its_own():
    right, rows = bug_row(bug_rows()[0].bug, 0.0, 0.9), bug_rows()
    axes = trouble.gallery(right, rows).figure.axes
    assert [ax.get_visible() for ax in axes] == [True] * 5 + [False]
    for ax, row in zip(axes, rows, strict=False):
        assert list(ax.lines[0].get_ydata()) == right.accuracy
        assert list(ax.lines[1].get_ydata()) == row.accuracy


def test_errors_by_depth_begin_at_the_output():
    (ax,) = trouble.depth({"one": [1e-4, 1e-2, 1.0]}).figure.axes
    assert list(ax.lines[0].get_xdata()) == [0, 1, 2]
    assert list(ax.lines[0].get_ydata()) == [1.0, 1e-2, 1e-4]
    assert ax.get_yscale() == "log"


def test_each_learning_rate_is_written_at_its_place():
    (ax,) = trouble.steps([0.1, 1, 30], {"one": [0.2, 0.9, 0.1]}).figure.axes
    assert [text.get_text() for text in ax.get_xticklabels()] == ["0.1", "1", "30"]
    assert list(ax.lines[0].get_ydata()) == [0.2, 0.9, 0.1]
