"""Distorted copies: each distortion alone does what its name says, and the label's digit survives."""

import numpy as np
import pytest
from scipy import ndimage

from backprop import Network, load_digits
from backprop.data.distort import distort

NONE = dict.fromkeys(["turn", "slant", "stretch", "shift", "thickness"], (0, 0))


@pytest.fixture
def images():
    """Five blurred blobs away from the edge, (21 * 21, 5)."""
    dots = np.zeros((5, 21, 21))
    dots[range(5), [6, 9, 10, 12, 14], [8, 13, 10, 6, 12]] = 1
    dots[range(5), [12, 11, 7, 9, 8], [9, 7, 12, 11, 13]] = 0.7
    return np.stack([ndimage.gaussian_filter(dot, 1.2).ravel() for dot in dots], axis=1)


def alone(X, **change):
    return distort(X, np.random.default_rng(0), **NONE | change)


def shaped(X):
    return X.T.reshape(-1, 21, 21)


def test_no_distortion_changes_nothing(images):
    np.testing.assert_allclose(distort(images, np.random.default_rng(0), **NONE), images, atol=1e-15)


@pytest.mark.parametrize("by", [2.5, -2.5, 1])
def test_a_shift_moves_down_and_to_the_right(images, by):
    expected = [ndimage.shift(image, by, order=1) for image in shaped(images)]
    np.testing.assert_allclose(shaped(alone(images, shift=(by, by))), expected, atol=1e-12)


@pytest.mark.parametrize("degrees", [-20, 20])
def test_a_turn_is_clockwise(images, degrees):
    # scipy turns against the clock
    expected = [ndimage.rotate(image, -degrees, reshape=False, order=1) for image in shaped(images)]
    np.testing.assert_allclose(shaped(alone(images, turn=(degrees, degrees))), expected, atol=1e-12)


def test_a_slant_moves_each_row_to_the_right_by_its_height_over_the_middle(images):
    copies = shaped(alone(images, slant=(0.5, 0.5)))
    for copy, image in zip(copies, shaped(images), strict=True):
        for row in range(21):
            expected = ndimage.shift(image[row], 0.5 * (10 - row), order=1)
            np.testing.assert_allclose(copy[row], expected, atol=1e-12)


@pytest.mark.parametrize("s", [-0.3, 0.3])
def test_a_stretch_multiplies_height_and_width(images, s):
    copies = alone(images, stretch=(s, s))
    np.testing.assert_allclose(copies.sum(axis=0), images.sum(axis=0) * np.exp(2 * s), rtol=0.05)


def test_a_pixel_thicker_is_the_darkest_of_five_and_half_a_pixel_half_of_it(images):
    cross = ndimage.generate_binary_structure(2, 1)
    darkest = [ndimage.grey_dilation(image, footprint=cross) for image in shaped(images)]
    thicker = alone(images, thickness=(1, 1))
    np.testing.assert_allclose(shaped(thicker), darkest)
    half = alone(images, thickness=(0.5, 0.5))
    np.testing.assert_allclose(half, (images + thicker) / 2)
    lightest = [ndimage.grey_erosion(image, footprint=cross) for image in shaped(images)]
    thinner = alone(images, thickness=(-1, -1))
    np.testing.assert_allclose(shaped(thinner), lightest)


def test_groups_share_a_distortion_and_differ_from_each_other():
    X = np.repeat(np.random.default_rng(0).random((64, 1)), 10, axis=1)
    copies = distort(X, np.random.default_rng(1), together=4)
    different = {tuple(column) for column in copies.T.round(12)}
    assert len(different) == 3


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_copy_has_the_images_kind_and_leaves_them_alone(dtype):
    X = np.random.default_rng(0).random((64, 7)).astype(dtype)
    before = X.copy()
    copies = distort(X, np.random.default_rng(1))
    assert copies.dtype == dtype
    assert copies.flags.f_contiguous
    assert (before == X).all()
    assert copies.min() >= 0
    assert copies.max() <= 1 + 1e-6


def test_the_same_seed_gives_the_same_copies():
    X = np.random.default_rng(0).random((64, 7))
    one, other = (distort(X, np.random.default_rng(5)) for _ in range(2))
    assert (one == other).all()


def test_a_network_that_learns_from_copies_reads_turned_digits_better():
    from backprop import Dataset

    train, test = load_digits()
    slight = {"shift": (-0.5, 0.5), "thickness": (-0.2, 0.2)}
    turned = Dataset(distort(test.X, np.random.default_rng(9), **slight, together=1), test.labels)
    plain, taught = (Network([64, 40, 10], seed=1) for _ in range(2))
    plain.train(train, epochs=15, batch_size=10, eta=1.0)
    rng = np.random.default_rng(2)
    for _ in range(15):
        copies = Dataset(distort(train.X, rng, **slight, together=5), train.labels)
        taught.train(copies, epochs=1, batch_size=10, eta=1.0)
    assert taught.accuracy(turned) > plain.accuracy(turned) + 0.02


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.zeros((10, 3)), "each image has 10 pixels; expected a square number of them"),
        (np.full((9, 3), np.nan), "X holds NaN or infinity; expected finite numbers"),
        (np.full((9, 3), 255), "X holds whole numbers from 255 to 255; expected pixels in 0..1"),
        (np.zeros(9), r"X has shape \(9,\); expected"),
    ],
)
def test_bad_images_are_refused_in_one_line(X, message):
    with pytest.raises(ValueError, match=message):
        distort(X, np.random.default_rng(0))
