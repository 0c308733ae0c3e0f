"""What chapter 13 says about products and bytes, beside products and bytes that are counted."""

import json

import numpy as np
import pytest

from backprop import Network
from press import ROOT

CHAPTER = ROOT / "chapters/13-machines.ipynb"


class Counting(np.ndarray):
    """An array that counts the multiplications in the products of matrices that it has a part in."""

    products = 0

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        plain = [np.asarray(one) for one in inputs]
        if ufunc is np.matmul:
            Counting.products += plain[0].size * plain[1].shape[1]
        result = getattr(ufunc, method)(*plain, **options)
        return result.view(Counting) if isinstance(result, np.ndarray) else result


@pytest.fixture(scope="module")
def products_and_bytes():
    cells = ["".join(cell["source"]) for cell in json.loads(CHAPTER.read_text(encoding="utf-8"))["cells"]]
    (source,) = [cell for cell in cells if "def products_and_bytes" in cell]
    names = {}
    exec(source.split("\n\n\n")[0], names)
    return names["products_and_bytes"]


@pytest.mark.parametrize("sizes", [[2, 3, 2], [7, 5, 4, 3, 2], [6, 1]])
def test_the_chapter_counts_the_products_and_the_bytes_of_one_input_right(products_and_bytes, sizes):
    net, Counting.products = Network(sizes, "sigmoid", seed=0), 0
    x, y = np.ones((sizes[0], 1)), np.zeros((sizes[-1], 1))
    net.gradients(x.view(Counting), y)
    parameters = sum(array.nbytes for array in (*net.weights, *net.biases))
    assert products_and_bytes(sizes) == (Counting.products, parameters)
