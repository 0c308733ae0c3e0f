"""Where a picture says that its letters stand, and where they do."""

import json

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from figures._symbols import symbol_boxes, symbols_in
from figures.data.notation import SYMBOLS
from figures.style import canvas, picture
from press.source.cells import take_content
from tests.figures.gallery import EXAMPLES, drawn
from tests.figures.room import boxes

WITH_SYMBOLS = [name for name in EXAMPLES if take_content(drawn(name)._repr_svg_(), "symbols")[1]]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        (r"$\delta^{\ell+1}_{0}$", ["δ^ℓ+1_0"]),
        (r"$w^\ell_{jk}$ and $w^{1}_{0,2}$", ["w^ℓ_jk", "w^1_02"]),
        (r"$z^2_0 = \sum_k w^{2}_{0k}\, a^{1}_k$", ["z^2_0", "w^2_0k", "a^1_k"]),
        (r"$(A^{-1})^T$", ["A^−1"]),
        (r"$\sigma′(Z^0)$", ["σ′", "Z^0"]),
        (r"$m\,dW^1$", ["m", "W^1"]),
        (r"squared difference $(a_j - y_j)^2$", ["a_j", "y_j"]),
        ("a, b and w without dollars", []),
        (r"$\nabla C$, $\eta g$ and $\theta$, but $j$, $k$ and $T$", ["∇", "C", "η", "g", "θ"]),
        (r"$\mathdefault{10^{-2}}$ $\times$ $\vdots$", []),
    ],
)
def test_symbols_are_read_with_their_indices(text, symbols):
    found = list(symbols_in(text))
    assert [name for name, _, _ in found] == symbols
    assert all(text[start] != "$" and text[end - 1] != "$" for _, start, end in found)


def inside(inner, outer):
    """Say whether a rectangle lies in another; looking at a picture may lay it out a little differently."""
    return np.max(np.subtract(outer, inner) * (1, 1, -1, -1)) < 8


def test_many_pictures_have_symbols():
    assert len(WITH_SYMBOLS) > 15


@pytest.mark.parametrize("name", WITH_SYMBOLS)
def test_each_symbol_lies_within_its_text_and_beside_the_next(name):
    figure = drawn(name).figure
    width, height = figure.bbox.size
    texts = [place.extents for text, place in boxes(figure) if "$" in text]
    stored = json.loads(take_content(drawn(name)._repr_svg_(), "symbols")[1])
    places = [
        (x * width, (1 - y - h) * height, (x + w) * width, (1 - y) * height) for _, x, y, w, h in stored
    ]
    for place in places:
        assert place[2] - place[0] > 3
        assert any(inside(place, text) for text in texts), f"{place} is in no text"
    for at, (x0, y0, x1, y1) in enumerate(places):
        for a0, b0, a1, b1 in places[at + 1 :]:
            assert min(x1, a1) - max(x0, a0) < 1 or min(y1, b1) - max(y0, b0) < 1


@pytest.mark.parametrize("rotation", [0, 90])
def test_the_ink_of_a_letter_is_where_the_picture_says(rotation):
    @picture
    def draw():
        figure, ax = canvas(3.0, width=3.0)
        ax.text(1.5, 1.5, r"so$\qquad w \qquad z$", fontsize=16, ha="center", va="center", rotation=rotation)
        return figure

    figure = draw().figure
    (_, *w), (_, *z) = symbol_boxes(figure)
    if rotation:  # the line of writing runs upwards
        w, z = ((1 - y - h, 0, h, 0) for _, y, _, h in (w, z))
    figure.set_dpi(144)
    agg = FigureCanvasAgg(figure)
    agg.draw()
    ink = np.asarray(agg.buffer_rgba())[..., 3] > 100
    dark = (ink.any(axis=1)[::-1] if rotation else ink.any(axis=0)).nonzero()[0] / len(ink)
    gaps = (np.diff(dark) > 0.08).nonzero()[0]
    edges = [dark[gaps[0] + 1], dark[gaps[1]], dark[gaps[1] + 1], dark[-1]]
    assert edges == pytest.approx([w[0], w[0] + w[2], z[0], z[0] + z[2]], abs=0.015)


def test_a_picture_without_formulas_is_stored_as_before():
    assert "<metadata" not in drawn("digits.grid")._repr_svg_()


def test_the_script_knows_every_letter_that_a_picture_may_name():
    letters = {name.split("^")[0].split("_")[0] for text in WITH_SYMBOLS for name, *_ in stored_symbols(text)}
    assert {"δ", "w", "a", "b", "z", "y", "C", "η", "σ′"} <= letters <= SYMBOLS.keys()


def stored_symbols(name):
    return json.loads(take_content(drawn(name)._repr_svg_(), "symbols")[1])
