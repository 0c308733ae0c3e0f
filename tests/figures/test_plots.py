"""The plots show the numbers that they were given, and leave the network they were given alone."""

import numpy as np
import pytest

from backprop.activations import RELU
from figures import activation, cost, descent, digits, shapes, training
from tests.figures.gallery import FIRST, RECORD, SECOND, history, running_network, walk


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
