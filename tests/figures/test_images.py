"""Every picture looks as it looked when somebody last looked at it.

Titles and the numbers at axes are left out, because letters change with Matplotlib's versions;
`test_network.py` and its neighbours read them. To store new images after a change that was meant:

    python -m pytest tests/figures/test_images.py --mpl-generate-path=tests/figures/baseline
"""

import io

import numpy as np
import pytest
from matplotlib import image
from matplotlib.testing.compare import calculate_rms

from figures import network
from tests.figures.gallery import EXAMPLES

DOTS = {"dpi": 50}
# The root mean square over all pixels (0 to 255). Drawing again with the same versions gives 0; a line
# into a neuron that is missing gives more than 2.
TOLERANCE = 1.0


def file_name(name: str) -> str:
    return name.replace(", ", "-").replace(".", "-").replace("_", "-")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=pytest.mark.mpl_image_compare(
                filename=f"{file_name(name)}.png",
                remove_text=True,
                savefig_kwargs=DOTS,
                tolerance=TOLERANCE,
            ),
        )
        for name in EXAMPLES
    ],
)
def test_a_picture_looks_as_before(name):
    return EXAMPLES[name]().figure


def pixels(figure):
    file = io.BytesIO()
    figure.savefig(file, format="png", **DOTS)
    return 255 * image.imread(io.BytesIO(file.getvalue()))[..., :3]


def test_the_tolerance_is_too_small_for_a_line_that_is_missing():
    figure = network.diagram([5, 7, 4, 6], highlight=[(0, 4)]).figure
    before = pixels(figure)
    lit = next(line for line in figure.axes[0].lines if line.get_gid() == "lit-0-4-3")
    lit.set_visible(False)
    after = pixels(figure)
    assert not np.array_equal(before, after)
    assert calculate_rms(before, after) > 2 * TOLERANCE
