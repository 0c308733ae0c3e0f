"""The network that chapter 9 trains for drawings, and chapter 10 and its picture load."""

import gzip

import numpy as np
import pytest

from backprop import Dataset, Network, load_mnist
from backprop.data import find_mnist
from backprop.data.distort import distort
from backprop.data.drawing import prepare
from figures import hand
from figures.data import MODEL
from press import ROOT
from press.source.book import read_notebook
from press.source.cells import take_apart

LARGEST = 400_000  # bytes, gzipped
STILL = dict.fromkeys(["turn", "slant", "stretch", "shift", "thickness"], (0, 0))

needs_mnist = pytest.mark.skipif(
    not find_mnist(), reason="MNIST is not here: set BACKPROP_DATA to a folder with its four files"
)


@pytest.fixture(scope="module")
def net():
    return Network.load(MODEL)


def test_it_reads_784_pixels_and_is_small(net):
    assert (net.sizes[0], net.sizes[-1], len(net.sizes)) == (784, 10, 3)
    assert len(gzip.compress(MODEL.read_bytes())) < LARGEST


def test_the_chapter_trains_it_where_there_is_no_file(tmp_path, monkeypatch):
    """The cell as it stands, but for fewer epochs and noise in the place of MNIST."""
    notebook = read_notebook(ROOT / "chapters/09-digits.ipynb")
    (cell,) = (cell for cell in notebook["cells"] if cell["id"] == "digits-model")
    code = take_apart(cell).code
    assert code.count("80") == 2
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    fit = Dataset(rng.random((784, 40)), rng.integers(0, 10, 40))
    names = {"np": np, "Network": Network, "Dataset": Dataset, "distort": distort, "fit": fit}
    own = code.replace("Path(MODEL)", 'Path("mine.json")')  # as the text says
    exec(own.replace("80", "2"), names)
    trained = Network.load(tmp_path / "mine.json")
    assert trained.sizes == names["drawing_net"].sizes == Network.load(MODEL).sizes
    assert all((W.round(2) == W).all() for W in trained.weights)
    for again in (own, code):
        exec(again.replace("range(80)", "1 / 0"), names)  # with the file there, it does not train


def test_it_reads_the_books_own_drawings_with_any_pen_and_at_any_place(net):
    for digit, strokes in hand.DIGITS.items():
        for size, corner in ((1.0, (0, 0)), (0.5, (0.05, 0.1)), (0.6, (0.4, 0.35))):
            assert net.predict(prepare(hand.ink(strokes, size, corner)))[0] == digit


@needs_mnist
def test_it_reads_mnist_as_it_is_and_distorted(net):
    _, test = load_mnist()
    some = test[:2000]
    assert net.accuracy(test) > 0.99
    for change in (
        {"turn": (15, 15)},
        {"turn": (-15, -15)},
        {"thickness": (-0.5, -0.5)},
        {"thickness": (2, 2)},
    ):
        X = distort(some.X, np.random.default_rng(0), **{**STILL, **change})
        assert net.accuracy(Dataset(X, some.labels)) > 0.95
