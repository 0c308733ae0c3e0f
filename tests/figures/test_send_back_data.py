"""What the picture that sends the error back is given, what it refuses, and how it stands still."""

import json

import numpy as np
import pytest

from backprop import Network
from backprop.examples import running_network
from figures.interactive.send_back import BEGINNINGS, OTHERS, PUZZLES, made, send_back, sent_back
from press.source.cells import take_content
from tests.figures.room import check_room, texts

CLEAR = 1.15
LEAST = 0.005


def errors_of(net, x, y):
    return np.concatenate([delta.ravel() for delta in net.errors(*net.forward_pass(x), y)])


def steepness(net, x, y):
    """Return how steep the weights are, and the layer of each, steepest first."""
    slopes = net.backpropagate(x, y).weights
    rated = [(abs(slope), layer) for layer, W in enumerate(slopes) for slope in W.ravel()]
    return sorted(rated, reverse=True)


@pytest.mark.parametrize("given", [*OTHERS, *PUZZLES])
def test_what_the_reader_can_choose_has_round_numbers_and_something_to_see(given):
    net, x, y = made(*given)
    for values in (*net.weights, *net.biases, x):
        assert np.array_equal(values, values.round(1))
        assert (values != 0).all()
    assert set(y.ravel()) <= {0, 1}
    errors = errors_of(net, x, y)
    assert (np.abs(errors[errors != 0]) > LEAST).all()
    assert max(net.sizes) == 1 or errors.min() < 0 < errors.max()
    assert (errors == 0).any() == (net.activation == "relu")


def test_each_puzzle_has_one_answer_and_it_is_not_always_in_the_last_layer():
    layers = []
    for given in PUZZLES:
        net, x, y = made(*given)
        (most, layer), (next_one, _), *_ = steepness(net, x, y)
        assert most > CLEAR * next_one
        layers.append(layer == len(net.sizes) - 2)
    assert 3 <= sum(layers) <= len(layers) - 3


def test_the_given_network_comes_first_and_is_not_offered_twice():
    net, x, y = running_network()
    data = json.loads(take_content(send_back(net, x, y)._repr_svg_())[1])["data"]
    assert data["examples"][0]["network"]["weights"][0] == net.weights[0].tolist()
    assert (data["examples"][0]["x"], data["examples"][0]["y"]) == ([1.0, 0.5], [1.0, 0.0])
    assert data["examples"][0]["name"] == "2-3-2, sigmoid"
    names = [example["name"] for example in data["examples"]]
    assert len(set(names)) == len(names)
    relu, x, y = made([2, 3, 2], "relu", 3)
    names = [example["name"] for example in send_back(relu, x, y)._data["examples"]]
    assert names.count("2-3-2, ReLU hidden") == 1


def test_the_beginning_and_the_learning_rate_are_handed_on():
    for begin in BEGINNINGS:
        assert send_back(*running_network(), begin=begin)._data["begin"] == begin
    data = send_back(*running_network(), eta=0.25)._data
    assert data["eta"] == 0.25
    assert data["etas"] == [0.1, 0.25, 0.3, 1.0, 3.0, 10.0]


def test_the_trace_is_there_to_be_read(monkeypatch):
    monkeypatch.delenv("BACKPROP_STILL", raising=False)
    picture = send_back(*running_network())
    assert picture.trace is None
    assert "trace" in picture.widget.traits(sync=True)


@pytest.mark.parametrize(
    ("sizes", "options", "reason"),
    [
        (
            [5, 2],
            {},
            r"^the network's sizes are \[5, 2\]; expected at most 4 layers with the input, at most 4",
        ),
        ([2, 2, 2, 2, 2], {}, r"^the network's sizes are \[2, 2, 2, 2, 2\]; expected at most 4 layers"),
        ([2, 2], {"begin": "end"}, r"^begin is 'end'; expected one of \"forward\", \"base case\""),
        ([2, 2], {"eta": 0}, r"^eta is 0; expected a positive, finite number$"),
        ([2, 2], {"x": np.zeros((3, 1))}, r"^x has shape \(3, 1\); expected \(2, 1\)$"),
        ([2, 2], {"x": np.zeros(2)}, r"^x has shape \(2,\); expected \(2, 1\)$"),
        ([2, 2], {"y": np.zeros((2, 2))}, r"^y has shape \(2, 2\); expected \(2, 1\)$"),
        ([2, 2], {"y": [[np.nan], [0]]}, r"^y holds NaN or infinity; expected finite numbers$"),
    ],
)
def test_what_it_cannot_show_is_refused_in_one_line(sizes, options, reason):
    given = {"x": np.zeros((2, 1)), "y": np.zeros((2, 1))} | options
    with pytest.raises(ValueError, match=reason) as refused:
        send_back(Network(sizes, seed=0), **given)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "sizes", [[1, 1], [2, 3, 2], [3, 4, 2], [1, 1, 1, 1], [2, 3, 3, 2], [4, 4, 4], [4, 4, 4, 4]]
)
def test_the_still_picture_has_room_for_its_numbers(sizes):
    picture = sent_back(*made(sizes, "sigmoid", 1))
    check_room(picture.figure)
    written = [text.get_text() for text in texts(picture.figure)]
    assert sum(text.startswith("$δ$") or text.startswith(r"$\delta$") for text in written) == sum(sizes[1:])


def test_the_still_picture_shows_the_numbers_of_the_book():
    written = [text.get_text() for text in texts(send_back(*running_network())._still.figure)]
    numbers = [text.split("= ")[1] for text in written if "= " in text]
    assert numbers == ["0.55", "−0.035", "0.38", "0.045", "0.73", "0.011", "0.53", "−0.117", "0.68", "0.148"]
