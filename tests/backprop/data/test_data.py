"""Data sets: what they hold, how they are cut up, and what they refuse."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backprop.data import Dataset, find_mnist, load_digits, load_mnist


@st.composite
def datasets(draw, least=1):
    n_in, n = draw(st.integers(1, 9)), draw(st.integers(least, 40))
    classes = draw(st.integers(1, 6))
    dtype = draw(st.sampled_from([np.float64, np.float32]))
    X = draw(arrays(dtype, (n_in, n), elements=st.floats(0, 1, width=32)))
    labels = draw(arrays(np.int64, n, elements=st.integers(0, classes - 1)))
    return Dataset(X, labels, classes)


def numbered(n, n_in=4):
    """A data set whose example k holds k/n in every input: each column says where it came from."""
    return Dataset(np.tile(np.arange(n) / n, (n_in, 1)), np.arange(n) % 3, classes=3)


def origins(dataset, n):
    return np.rint(dataset.X[0] * n).astype(int).tolist()


# What it holds.


@given(datasets())
def test_each_target_is_1_in_the_row_of_the_label_and_0_elsewhere(dataset):
    assert dataset.Y.shape == (dataset.classes, len(dataset))
    assert dataset.Y.dtype == dataset.X.dtype
    for column, label in zip(dataset.Y.T, dataset.labels, strict=True):
        assert column[label] == 1
        assert np.count_nonzero(column) == 1


def test_a_float_matrix_is_neither_copied_nor_changed_nor_locked():
    X, labels = np.full((4, 3), 0.5), np.array([0, 1, 2])
    dataset = Dataset(X, labels)
    assert np.shares_memory(dataset.X, X)
    assert np.shares_memory(dataset.labels, labels)
    X[0, 0] = 0.25
    labels[0] = 3


@pytest.mark.parametrize("name", ["X", "Y", "labels"])
def test_the_arrays_of_a_dataset_are_read_only(name):
    for dataset in (numbered(6), numbered(6)[:3], numbered(6)[[0, 2]], numbered(6).split(0.5)[1]):
        with pytest.raises(ValueError, match="read-only"):
            getattr(dataset, name)[...] = 0


@pytest.mark.parametrize("dtype", [np.float16, np.int8, np.int64, np.uint8, bool])
def test_numbers_other_than_floats_of_32_or_64_bits_become_float64(dtype):
    dataset = Dataset(np.eye(3, dtype=dtype), [0, 1, 2])
    assert dataset.X.dtype == dataset.Y.dtype == np.float64
    assert np.array_equal(dataset.X, np.eye(3))


def test_lists_are_accepted():
    dataset = Dataset([[0.5, 1.0], [0.0, 0.25]], [1, 0], classes=2)
    assert dataset.Y.tolist() == [[0, 1], [1, 0]]


def test_repr_says_how_much_there_is():
    assert repr(numbered(6)) == "<Dataset of 6 examples, 4 inputs, 3 classes>"


# Parts of it.


@given(datasets(), st.data())
def test_a_part_has_the_named_columns_of_every_array(dataset, data):
    n = len(dataset)
    which = data.draw(
        st.one_of(
            st.slices(n),
            st.lists(st.integers(-n, n - 1), min_size=1).map(np.array),
            arrays(bool, n),
            st.integers(-n, n - 1).map(lambda index: slice(index, index + 1 or None)),
        )
    )
    if len(np.arange(n)[which]) == 0:
        with pytest.raises(ValueError, match=f"no example is left of {n}"):
            dataset[which]
        return
    part = dataset[which]
    assert part.classes == dataset.classes
    assert np.array_equal(part.X, dataset.X[:, which])
    assert np.array_equal(part.Y, dataset.Y[:, which])
    assert np.array_equal(part.labels, dataset.labels[which])


def test_a_slice_shares_the_numbers_and_a_list_of_indices_copies_them():
    dataset = numbered(6)
    assert np.shares_memory(dataset[1:4].X, dataset.X)
    assert not np.shares_memory(dataset[[1, 2]].X, dataset.X)


def test_one_index_gives_one_column_and_a_loop_visits_each():
    dataset = numbered(6)
    assert dataset[2].X.shape == (4, 1)
    assert dataset[np.int64(-1)].labels.tolist() == [2]
    assert [origins(example, 6) for example in dataset] == [[k] for k in range(6)]


def test_an_index_out_of_range_is_an_index_error():
    with pytest.raises(IndexError, match="out of bounds"):
        numbered(6)[6]


def test_a_part_of_accepted_data_is_not_judged_again():
    dataset = Dataset(np.array([[200.0, 0.5]]), [0, 1])
    assert dataset[:1].X.tolist() == [[200.0]]  # alone, it would look like pixels in 0..255


# Splits.


@given(st.integers(2, 60), st.floats(0.01, 0.99), st.integers(0, 2**32))
def test_a_split_is_disjoint_and_complete_and_of_the_size_asked_for(n, fraction, seed):
    dataset = numbered(n)
    if round(fraction * n) in (0, n):
        with pytest.raises(ValueError, match="leaves"):
            dataset.split(fraction, seed)
        return
    first, second = dataset.split(fraction, seed)
    assert len(first) == round(fraction * n)
    assert sorted(origins(first, n) + origins(second, n)) == list(range(n))
    for part in (first, second):
        assert part.labels.tolist() == [k % 3 for k in origins(part, n)]
        assert np.array_equal(part.Y.argmax(axis=0), part.labels)


def test_the_seed_decides_the_split():
    dataset = numbered(50)
    first = origins(dataset.split(0.5)[0], 50)
    assert first == origins(dataset.split(0.5, seed=0)[0], 50)
    assert first != origins(dataset.split(0.5, seed=1)[0], 50)
    assert first != list(range(25))  # shuffled
    assert origins(dataset, 50) == list(range(50))  # the whole is as it was


@pytest.mark.parametrize("fraction", [0, 1, -0.1, 1.5, 10, float("nan"), "half", None])
def test_a_fraction_outside_0_to_1_is_refused(fraction):
    with pytest.raises(ValueError, match=r"^fraction is .*; expected a number between 0 and 1$"):
        numbered(6).split(fraction)


# Pictures.


def test_pictures_are_read_row_by_row_and_share_the_numbers():
    X = np.arange(18).reshape(2, 9).T / 18
    for dataset in (Dataset(X, [0, 1]), Dataset(np.ascontiguousarray(X), [0, 1])):
        pictures = dataset.images()
        assert np.shares_memory(pictures, dataset.X)
        assert pictures.shape == (2, 3, 3)
        assert np.rint(pictures[1] * 18).tolist() == [[9, 10, 11], [12, 13, 14], [15, 16, 17]]
        assert dataset[1:].images().shape == (1, 3, 3)


def test_pictures_of_another_shape_can_be_asked_for():
    assert numbered(5, n_in=6).images((2, 3)).shape == (5, 2, 3)


def test_pictures_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"^each example has 6 inputs; expected a square number of them$"):
        numbered(5, n_in=6).images()
    with pytest.raises(ValueError, match=r"^each example has 6 inputs; expected 4 x 2 of them$"):
        numbered(5, n_in=6).images((4, 2))


# What it refuses.

GOOD_X, GOOD_LABELS = np.full((4, 3), 0.5), [0, 1, 2]
PIXELS = np.array([[0, 255, 128]])


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.zeros(3), r"X has shape \(3,\); expected \(n, m\), one column for each example"),
        (np.zeros((2, 3, 1)), r"X has shape \(2, 3, 1\); expected"),
        (np.zeros((4, 0)), r"X has shape \(4, 0\): it is empty"),
        (np.zeros((0, 3)), r"X has shape \(0, 3\): it is empty"),
        (np.array([[0.0, np.nan, 1.0]]), "X holds NaN or infinity; expected finite numbers"),
        (np.array([[0.0, np.inf, 1.0]]), "X holds NaN or infinity; expected finite numbers"),
        (np.array([[1j, 0, 0]]), "X holds complex128 values; expected real numbers"),
        ([["a", "b", "c"]], "X holds <U1 values; expected real numbers"),
        ([[1.0, 2.0, 3.0], [1.0]], "X has rows of unequal length"),
        (None, "X holds object values; expected real numbers"),
        (PIXELS, "X holds whole numbers from 0 to 255; expected pixels in 0..1: divide by 255"),
        (PIXELS.astype(np.uint8), "divide by 255"),
        (PIXELS.astype(np.float64), "divide by 255"),
        (PIXELS.astype(np.float32), "divide by 255"),
        (np.array([[0, 2, 1]]), "divide by 255"),
    ],
)
def test_bad_inputs_are_refused_in_one_line(X, message):
    with pytest.raises(ValueError, match=message) as failure:
        Dataset(X, GOOD_LABELS)
    assert "\n" not in str(failure.value)


@pytest.mark.parametrize(
    "X", [np.array([[-1, 0, 1]]), np.array([[0.0, 300.0, 2.0]]), PIXELS / 255, PIXELS / 2]
)
def test_inputs_that_do_not_look_like_bytes_are_accepted(X):
    assert np.array_equal(Dataset(X, GOOD_LABELS).X, X)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 1], r"labels has shape \(2,\); expected \(3,\), one for each column of X"),
        ([[0, 1, 2]], r"labels has shape \(1, 3\); expected \(3,\)"),
        (1, r"labels has shape \(\); expected \(3,\)"),
        ([[0], [1, 2], [3]], "labels has entries of unequal length"),
        ([0.0, 1.0, 2.0], "labels holds float64 values; expected whole numbers from 0"),
        ([True, False, True], "labels holds bool values; expected whole numbers"),
        (["0", "1", "2"], "labels holds <U1 values; expected whole numbers"),
        ([0, 1, 10], "labels holds 10; expected whole numbers from 0 to 9"),
        ([0, -1, 2], "labels holds -1; expected whole numbers from 0 to 9"),
        (np.array([0, 1, 2**63], np.uint64), f"labels holds {2**63}; expected"),
    ],
)
def test_bad_labels_are_refused_in_one_line(labels, message):
    with pytest.raises(ValueError, match=f"^{message}") as failure:
        Dataset(GOOD_X, labels)
    assert "\n" not in str(failure.value)


@pytest.mark.parametrize("classes", [0, -1, 2.0, "10", True, None])
def test_a_bad_number_of_classes_is_refused(classes):
    with pytest.raises(ValueError, match=r"^classes is .*expected"):
        Dataset(GOOD_X, GOOD_LABELS, classes)


# The two that come with the book.


def test_the_small_digits_are_split_the_same_way_each_time():
    train, test = load_digits()
    assert (train.X.shape, test.X.shape) == ((64, 1437), (64, 360))
    assert train.X.min() == 0
    assert train.X.max() == 1
    assert set(train.labels) == set(test.labels) == set(range(10))
    assert np.array_equal(load_digits()[1].X, test.X)
    together = np.hstack([train.X, test.X])
    assert len(np.unique(together, axis=1).T) == 1797  # no example is in both


DIGITS = (
    "6e1d0f253f2d969cd876a9f8c65c26fc4923eab735d3cae1d166d28b5054569b",
    "9233e51d5aaac17bff2f4a180ef3e3c3cc50ae04bf9559e8d82373506d8ae7e8",
)


def test_the_small_digits_are_the_same_to_the_bit_in_the_same_order():
    for part, digest in zip(load_digits(), DIGITS, strict=True):
        sixteenths = (16 * part.X).astype(np.uint8)
        assert np.array_equal(sixteenths / 16, part.X)
        numbers = np.vstack([sixteenths, part.labels.astype(np.uint8)])
        assert hashlib.sha256(numbers.tobytes()).hexdigest() == digest
        assert part.X.flags.f_contiguous


def test_the_small_digits_are_those_of_scikit_learn():
    datasets = pytest.importorskip("sklearn.datasets")
    pixels, labels = datasets.load_digits(return_X_y=True)
    theirs = Dataset((pixels / 16).T, labels).split(1437 / 1797)
    for part, their in zip(load_digits(), theirs, strict=True):
        assert np.array_equal(part.X, their.X)
        assert np.array_equal(part.labels, their.labels)


@pytest.fixture(scope="module")
def real_mnist():
    if find_mnist() is None:
        pytest.skip("MNIST is neither in BACKPROP_DATA nor in the cache")
    return load_mnist(download=False)


def test_mnist_is_what_it_should_be(real_mnist):
    train, test = real_mnist
    assert (train.X.shape, test.X.shape) == ((784, 60_000), (784, 10_000))
    assert (train.X.min(), train.X.max(), train.X.dtype) == (0, 1, np.float64)
    assert train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert test.labels[:5].tolist() == [7, 2, 1, 0, 4]
    assert np.bincount(test.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert train.images().shape == (60_000, 28, 28)
    assert train.images()[0][:, 0].sum() == 0  # the left edge of the first picture is blank


def test_every_column_of_mnist_lies_in_one_piece_of_memory(real_mnist):
    for part in real_mnist:
        assert part.X.flags.f_contiguous
        assert part.Y.flags.f_contiguous
