"""What the picture of a nudge is given, what it refuses, and how it stands still."""

import gzip
import json
import math

import pytest

from figures.interactive import bundle, style_sheets
from figures.interactive.nudge import nudge
from press.source.cells import take_content
from tests.figures.room import check_room, texts

GIVEN = {"x": 0.5, "y": 1.0, "w": [0.8, -1.2, 1.5], "b": [0.1, 0.6, -0.4]}
HEAVIEST = 12_000  # bytes of the module and its styles, gzipped


def test_the_module_gets_the_network_and_the_still_picture_its_numbers():
    picture = nudge(**GIVEN)
    data = json.loads(take_content(picture._repr_svg_())[1])["data"]
    assert data["network"]["weights"] == [[[0.8]], [[-1.2]], [[1.5]]]
    assert data["network"]["biases"] == [[[0.1]], [[0.6]], [[-0.4]]]
    assert (data["network"]["activation"], data["network"]["output"]) == ("sigmoid", "sigmoid")
    assert (data["x"], data["y"]) == (0.5, 1.0)
    written = [text.get_text() for text in texts(picture._still.figure)]
    assert {"$w_0$ = 0.81", "$a_2$ = 0.5731", "$C$ = 0.091126", "+0.005491", "+0.005488"} <= set(written)
    check_room(picture._still.figure)


def test_it_is_light():
    parts = [bundle("nudge").encode(), *(sheet.read_bytes() for sheet in style_sheets("nudge"))]
    assert sum(len(gzip.compress(part)) for part in parts) < HEAVIEST


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"w": [1.0]}, r"^w has 1 numbers and b has 3; expected one of each for 1 to 4 neurons$"),
        ({"w": [], "b": []}, r"^w has 0 numbers and b has 0; expected one of each"),
        ({"w": [1.0] * 5, "b": [1.0] * 5}, r"^w has 5 numbers and b has 5; expected one of each"),
        ({"w": [0.8, math.nan, 1.5]}, r"^weights\[1\] holds NaN or infinity"),
        ({"x": math.inf}, r"^x holds NaN or infinity"),
    ],
)
def test_what_it_cannot_show_is_refused_in_one_line(change, reason):
    with pytest.raises(ValueError, match=reason) as refused:
        nudge(**GIVEN | change)
    assert "\n" not in str(refused.value)
