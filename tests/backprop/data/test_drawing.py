"""From a drawing to the 784 pixels of MNIST: by hand, against a slow version, and on MNIST itself."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backprop import load_mnist
from backprop.data import find_mnist
from backprop.data.drawing import prepare, shares


def pixels(ink):
    return prepare(ink).reshape(28, 28)


def box(image):
    """The first and last row and column with ink."""
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    return (int(rows[0]), int(rows[-1])), (int(columns[0]), int(columns[-1]))


def slowly(ink):
    """The same in exact fractions, pixel by pixel, as the docstring says it."""
    ink = [[Fraction(value) for value in row] for row in np.asarray(ink, float).tolist()]
    inked = [(r, c) for r, row in enumerate(ink) for c, value in enumerate(row) if value > 0]
    top, left = min(r for r, _ in inked), min(c for _, c in inked)
    height, width = max(r for r, _ in inked) - top + 1, max(c for _, c in inked) - left + 1
    most = max(map(max, ink))
    longest = max(height, width)
    rows, columns = (max(1, math.floor(Fraction(20 * s, longest) + Fraction(1, 2))) for s in (height, width))

    def overlaps(new, old, at):
        start, end = Fraction(at * old, new), Fraction((at + 1) * old, new)
        for place in range(old):
            common = min(end, place + 1) - max(start, place)
            if common > 0:
                yield place, common / (end - start)

    small = [
        [
            sum(
                p * q * ink[top + r][left + c] / most
                for r, p in overlaps(rows, height, row)
                for c, q in overlaps(columns, width, column)
            )
            for column in range(columns)
        ]
        for row in range(rows)
    ]
    mass = sum(map(sum, small))
    down = sum((r + Fraction(1, 2)) * sum(row) for r, row in enumerate(small)) / mass
    across = sum((c + Fraction(1, 2)) * row[c] for row in small for c in range(columns)) / mass
    first_row = min(max(math.ceil(14 - down), 0), 28 - rows)
    first_column = min(max(math.ceil(14 - across), 0), 28 - columns)
    image = np.zeros((28, 28))
    for r in range(rows):
        for c in range(columns):
            image[first_row + r, first_column + c] = small[r][c]
    return image


# By hand.


def test_a_bar_of_20_by_2_is_laid_into_the_middle_as_it_is():
    ink = np.zeros((40, 30))
    ink[3:23, 5:7] = 1
    image = pixels(ink)
    assert box(image) == ((4, 23), (13, 14))
    assert image.sum() == 40


def test_an_odd_width_stands_on_the_edge_of_the_middle_and_rounding_does_not_move_it():
    for strength in np.linspace(0.1, 1, 50):  # centre exactly 14 however the sums are rounded
        ink = np.zeros((40, 30))
        ink[3:23, 5:8] = strength * np.array([0.3, 0.7, 0.3])
        assert box(pixels(ink)) == ((4, 23), (13, 15))


def test_each_new_pixel_is_the_mean_of_what_it_covers():
    ink = np.zeros((30, 30))
    ink[0], ink[-1], ink[:, 0] = 2.0, 2.0, 2.0
    image = pixels(ink)
    (top, bottom), (left, _) = box(image)
    # 30 pixels become 20: each new one covers one and a half old ones.
    assert image[top, left + 5] == pytest.approx(2 / 3)
    assert image[top, left] == pytest.approx(1 - 1 / 9)
    assert image[bottom, left + 19] == pytest.approx(2 / 3)


def test_a_dot_fills_the_box():
    image = pixels([[0, 0, 0], [0, 0.2, 0]])
    assert box(image) == ((4, 23), (4, 23))
    assert image.sum() == pytest.approx(400)


def test_a_long_thin_line_keeps_a_row():
    image = pixels(np.ones((1, 1000)))
    assert box(image) == ((14, 14), (4, 23))


def test_the_box_stays_in_the_frame_where_the_mass_is_at_its_end():
    ink = np.zeros((20, 20))
    ink[0] = 100.0
    ink[:, 3] += 1e-6
    assert box(pixels(ink))[0] == (8, 27)
    assert box(pixels(ink[::-1]))[0] == (0, 19)


def test_the_sides_are_rounded_half_up():
    for width, expected in ((1, 1), (2, 1), (3, 2), (5, 3), (7, 4), (39, 20), (40, 20)):
        (_, _), (left, right) = box(pixels(np.ones((40, width))))
        assert right - left + 1 == expected, width


# Properties.


@st.composite
def drawings(draw):
    shape = draw(st.tuples(st.integers(1, 24), st.integers(1, 24)))
    values = st.sampled_from([0.0, 0.0, 0.25, 0.5, 1.0, 3.0])
    ink = draw(arrays(float, shape, elements=values))
    ink[draw(st.integers(0, shape[0] - 1)), draw(st.integers(0, shape[1] - 1))] = 1.0
    return ink


@given(drawings())
def test_it_does_what_its_docstring_says_in_exact_fractions(ink):
    np.testing.assert_allclose(pixels(ink), slowly(ink), rtol=0, atol=1e-12)


@given(drawings())
def test_the_result_is_an_input_of_the_network(ink):
    X = prepare(ink)
    assert (X.shape, X.dtype) == ((784, 1), np.float64)
    assert X.min() >= 0
    assert X.max() <= 1 + 1e-12


@given(drawings(), st.integers(0, 9), st.integers(0, 9), st.sampled_from([2.0, 0.25, 1e-300, 1e300]))
def test_place_and_strength_of_the_ink_do_not_matter(ink, down, right, strength):
    moved = np.pad(ink, ((down, 3), (right, 1)))
    assert prepare(moved).tobytes() == prepare(ink).tobytes()
    np.testing.assert_allclose(prepare(strength * ink), prepare(ink), rtol=0, atol=1e-12)


@given(drawings(), st.integers(2, 4))
def test_size_does_not_matter(ink, times):
    np.testing.assert_allclose(prepare(np.kron(ink, np.ones((times, times)))), prepare(ink), atol=1e-9)


@given(st.integers(1, 40), st.integers(1, 40))
def test_the_shares_of_each_new_pixel_add_up_and_no_old_one_is_lost(new, old):
    matrix = shares(new, old)
    np.testing.assert_allclose(matrix.sum(axis=1), 1)
    np.testing.assert_allclose(matrix.sum(axis=0), new / old)


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int64, np.float32, np.float16])
def test_any_real_numbers_will_do_and_the_drawing_is_not_changed(dtype):
    ink = np.zeros((9, 7), dtype)
    ink[2:8, 3] = 1
    before = ink.copy()
    assert prepare(ink).tobytes() == prepare(ink.astype(float)).tobytes()
    assert (ink == before).all()


# Bad input.


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("ink", "message"),
    [
        (np.zeros((5, 6)), "nothing is drawn: ink is 0 everywhere"),
        (np.zeros((0, 6)), r"ink has shape \(0, 6\); expected \(height, width\)"),
        (np.ones(784), r"ink has shape \(784,\); expected \(height, width\)"),
        (np.ones((3, 4, 4)), r"ink has shape \(3, 4, 4\); expected \(height, width\)"),
        (None, r"ink has shape \(\); expected"),
        ([[1, 2], [3]], "ink has rows of unequal length; expected a matrix"),
        ([["1"]], "ink holds <U1 values; expected real numbers"),
        ([[1j]], "ink holds complex128 values; expected real numbers"),
        ([[1.0, np.nan]], "ink holds NaN or infinity; expected finite numbers"),
        ([[1.0, np.inf]], "ink holds NaN or infinity; expected finite numbers"),
        ([[1.0, -0.5]], "ink holds -0.5; expected numbers from 0"),
    ],
)
def test_bad_ink_is_refused_in_one_line(ink, message):
    with pytest.raises(ValueError, match=message) as failure:
        prepare(ink)
    assert "\n" not in str(failure.value)


# MNIST itself was prepared like this.


@pytest.mark.skipif(not find_mnist(), reason="MNIST is not here")
def test_the_images_of_mnist_come_back_as_they_were():
    _, test = load_mnist()
    before = test.X[:, :2000]
    change = np.abs(np.hstack([prepare(image) for image in test.images()[:2000]]) - before).max(axis=0)
    assert (change < 1 / 100).mean() > 0.99  # pixels; some images have 254 as their largest, not 255
