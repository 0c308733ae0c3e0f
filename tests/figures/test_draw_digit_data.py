"""What Python gives the picture that reads a drawn digit, what it refuses, and how it stands still."""

import json
from pathlib import Path

import numpy as np
import pytest

from backprop import Network
from backprop.data.drawing import prepare
from figures import hand
from figures.hand import DIGITS, HURRIED, rasterised, smoothed
from figures.interactive import draw_digit as module
from figures.interactive.draw_digit import draw_digit, reasons
from press.source.cells import take_content
from tests.figures.room import check_room, texts

LARGEST = 100_000  # bytes of a stored picture
DOT = [[(0.25, 0.75)]]


def network(activation="relu", output="sigmoid", sizes=(784, 12, 10)):
    return Network(list(sizes), activation=activation, output=output, init="normal", seed=3)


def drawing(seed=0):
    rng = np.random.default_rng(seed)
    return [[tuple(map(float, point)) for point in rng.uniform(0.1, 0.9, (4, 2))] for _ in range(2)]


def stored(picture):
    return json.loads(take_content(picture._repr_svg_())[1])


# What is stored.


def test_a_network_is_stored_number_by_number():
    net = network()
    content = stored(draw_digit(net, DOT))
    assert (content["module"], content["files"]) == ("draw_digit", {})
    given = content["data"]["network"]
    assert (given["sizes"], given["activation"], given["output"]) == ([784, 12, 10], "relu", "sigmoid")
    for name, arrays in (("weights", net.weights), ("biases", net.biases)):
        assert given[name] == [array.tolist() for array in arrays]


@pytest.mark.parametrize("kind", [str, Path])
def test_a_path_is_stored_as_a_path_and_the_weights_stay_in_their_file(tmp_path, monkeypatch, kind):
    monkeypatch.chdir(tmp_path)
    network().save("digits.json")
    picture = draw_digit(kind("digits.json"), DOT)
    content = stored(picture)
    assert content["files"] == {"network": "digits.json"}
    assert "network" not in content["data"]
    assert len(picture._repr_svg_()) < LARGEST
    live = picture.widget.data["network"]
    assert [np.array(W).tolist() for W in live["weights"]] == [W.tolist() for W in network().weights]


def test_the_drawing_and_ten_samples_are_stored_as_strokes_of_one_pen():
    data = stored(draw_digit(network(), drawing()))["data"]
    assert data["start"] == [
        {"points": [list(point) for point in stroke], "width": hand.PEN} for stroke in drawing()
    ]
    assert [sample["digit"] for sample in data["samples"]] == list(range(10))
    for sample in data["samples"]:
        # The curve passes all points of the hand, and stays on the pad.
        for mark, stroke in zip(sample["strokes"], DIGITS[sample["digit"]], strict=True):
            assert mark["points"][::5] == [list(point) for point in stroke]
            assert 0 <= np.min(mark["points"]) <= np.max(mark["points"]) <= 1
    assert stored(draw_digit(network()))["data"]["start"] == module.marks(smoothed(HURRIED))


def test_what_the_reader_draws_is_there_to_be_read():
    picture = draw_digit(network(), DOT)
    assert (picture.ink, picture.image, picture.answer) == (None, [], None)
    assert set(picture.widget.traits(sync=True)) >= {"ink", "image", "answer"}
    picture.ink = np.eye(2)
    assert picture.widget.ink == [[1.0, 0.0], [0.0, 1.0]]


WRONG = [
    (None, DOT, "^net is None; expected a Network or the path of its model file$"),
    (7, DOT, "^net is 7; expected a Network or the path"),
    ((64, 12, 10), DOT, r"^the network's sizes are \[64, 12, 10\]; expected \[784, \.\.\., 10\]$"),
    ((784, 12, 11), DOT, r"^the network's sizes are \[784, 12, 11\]; expected"),
    ((784, 10), [], "^drawing has nothing without points; expected strokes, each a list of points"),
    ((784, 10), [[]], "^drawing has nothing without points"),
    ((784, 10), [*DOT, []], "^drawing has a stroke without points"),
    ((784, 10), 7, "^drawing is no list of strokes; expected strokes"),
    ((784, 10), "a digit", "^drawing is no list of strokes"),
    ((784, 10), [(0.5, 0.5)], "^drawing is no list of strokes"),
    ((784, 10), [[(0.5, 0.5, 0.5)]], "^drawing is no list of strokes"),
    ((784, 10), [[("left", 0.5)]], "^drawing is no list of strokes"),
    ((784, 10), [[(0.5, 1.01)]], r"^drawing passes \(0\.5, 1\.01\); expected strokes.* between 0 and 1$"),
    ((784, 10), [[(-0.5, 1)]], r"^drawing passes \(-0\.5, 1\.0\)"),
    ((784, 10), [[(float("nan"), 0.5)]], r"^drawing passes \(nan, 0\.5\)"),
]


@pytest.mark.parametrize(("net", "strokes", "reason"), WRONG)
def test_what_it_cannot_show_is_refused_in_one_line(net, strokes, reason):
    net = network(sizes=net) if isinstance(net, tuple) else net
    with pytest.raises(ValueError, match=reason) as refused:
        draw_digit(net, strokes)
    assert "\n" not in str(refused.value)


# How it stands still.


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_the_still_picture_shows_the_numbers_of_backprop(activation):
    net = network(activation)
    picture = draw_digit(net, drawing())
    figure = picture._still.figure
    check_room(figure)
    image = prepare(rasterised(drawing()))
    _, received, heat, bars = figure.axes
    np.testing.assert_array_equal(received.images[0].get_array(), image.reshape(28, 28))
    outputs = net.feedforward(image).ravel()
    np.testing.assert_array_equal([bar.get_height() for bar in bars.patches], outputs)
    answer = int(net.predict(image)[0])
    words = [text.get_text() for text in texts(figure)]
    assert f"for {answer}, against {answer}" in words
    assert f"{outputs[answer]:.1f}" in words  # one decimal: a browser smooths the strokes in a way of its own
    amounts = reasons(net, image, answer)
    seen = np.abs(amounts) > module.LEAST * np.abs(amounts).max()
    for line, side in zip(heat.lines, (amounts > 0, amounts < 0), strict=True):
        columns, rows = line.get_data()
        places = 28 * np.asarray(rows, int) + np.asarray(columns, int)
        assert set(places) == set(np.flatnonzero(side & seen))


def test_the_still_picture_of_a_dot_is_small_and_always_the_same():
    svgs = {draw_digit(network(), DOT)._repr_svg_() for _ in range(2)}
    assert len(svgs) == 1


def test_a_drawing_is_inked_by_a_round_pen():
    ink = rasterised(DOT)
    rows, columns = np.nonzero(ink > 0.5)
    middle = np.array([rows.mean(), columns.mean()]) + 0.5
    np.testing.assert_allclose(middle / hand.SIDE, (0.75, 0.25), atol=1e-9)
    assert ink.sum() == pytest.approx(np.pi * (hand.PEN * hand.SIDE / 2) ** 2, rel=0.01)


# Why.


CASES = [
    (activation, output, sizes)
    for activation in ("relu", "sigmoid")
    for output in ("relu", "sigmoid")
    for sizes in ((784, 10), (784, 6, 10), (784, 6, 5, 10))
]


@pytest.mark.parametrize(("activation", "output", "sizes"), CASES)
def test_reasons_are_the_slopes_of_z_times_the_ink(activation, output, sizes):
    net = network(activation, output, sizes)
    image = prepare(rasterised(drawing()))
    # Weights small enough that no z is so large that its slope is lost.
    net.set_parameters([0.1 * W for W in net.weights], net.biases)

    def z(X):
        return net.forward_pass(X)[0][-1]

    inked, h = np.flatnonzero(image)[::7], 1e-5
    nudges = np.zeros((784, len(inked)))
    nudges[inked, range(len(inked))] = h
    slopes = (z(image + nudges) - z(image - nudges)) / (2 * h)
    for j in (0, 4, 9):
        expected = slopes[j] * image[inked, 0]
        np.testing.assert_allclose(reasons(net, image, j)[inked], expected, atol=1e-7)
        assert not reasons(net, image, j)[image.ravel() == 0].any()


@pytest.mark.parametrize("sizes", [(784, 10), (784, 12, 10), (784, 8, 6, 10)])
def test_with_relu_the_pixels_and_the_biases_make_up_z(sizes):
    net = network("relu", sizes=sizes)
    image = prepare(rasterised(drawing()))
    zs, _ = net.forward_pass(image)
    for j in range(10):
        # What each bias did, by the same slopes, sent back from 1 at output j.
        slopes, share = np.eye(10)[:, [j]], 0.0
        for l in reversed(range(len(zs))):
            share += (slopes * net.biases[l]).sum()
            slopes = net.weights[l].T @ slopes
            slopes = slopes * (zs[l - 1] > 0) if l else slopes
        assert reasons(net, image, j).sum() + share == pytest.approx(zs[-1][j, 0], rel=1e-12)
