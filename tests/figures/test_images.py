"""Every picture looks as it looked when somebody last looked at it.

Text is left out, because letters change with Matplotlib's versions; `test_network.py` and its neighbours
read it. To store new images after a change that was meant:

    python -m pytest tests/figures/test_images.py --mpl-generate-path=tests/figures/baseline
"""

import pytest

from tests.figures.gallery import EXAMPLES


def file_name(name: str) -> str:
    return name.replace(", ", "-").replace(".", "-").replace("_", "-")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=pytest.mark.mpl_image_compare(
                filename=f"{file_name(name)}.png", remove_text=True, savefig_kwargs={"dpi": 50}
            ),
        )
        for name in EXAMPLES
    ],
)
def test_a_picture_looks_as_before(name):
    return EXAMPLES[name]().figure
