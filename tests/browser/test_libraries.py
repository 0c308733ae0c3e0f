"""What all interactive pictures share: numbers as Python writes them, and the network's mathematics."""

import re

import numpy as np
import pytest

from backprop import Network
from figures.interactive import MODULES


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    texts = [(MODULES / f"lib/{name}.js").read_text(encoding="utf-8") for name in ("dom", "network")]
    page.set_content("<!DOCTYPE html><title>Libraries</title>")
    page.add_script_tag(content=re.sub(r"^export ", "", "\n".join(texts), flags=re.MULTILINE))
    yield page
    page.close()


def python_decimal(value, digits):
    text = f"{abs(value):.{digits}f}"
    return "\N{MINUS SIGN}" + text if value < 0 and float(text) else text


def test_numbers_are_rounded_as_python_rounds_them(page):
    rng = np.random.default_rng(0)
    values = [0.0, -0.0, 0.5, 1.5, 2.5, -0.5, 0.125, 0.375, -0.0625, 1e-9, -1e-9, 2.675, 1234567.5, 1e15]
    values += [
        *rng.normal(size=300),
        *(rng.integers(-4000, 4000, 300) / 2**11),
        *(10 ** rng.uniform(-9, 9, 300)),
    ]
    values = [float(value) for value in values]
    for digits in range(7):
        got = page.evaluate("([values, digits]) => values.map((x) => decimal(x, digits))", [values, digits])
        assert got == [python_decimal(value, digits) for value in values]


def test_what_is_no_number_is_said_in_words(page):
    assert page.evaluate("[NaN, 1 / 0, -1 / 0].map((x) => decimal(x, 2))") == [
        "no number",
        "∞",
        "\N{MINUS SIGN}∞",
    ]


@pytest.mark.parametrize("seed", range(12))
def test_a_step_of_learning_is_that_of_backprop(page, seed):
    rng = np.random.default_rng(seed)
    sizes = [int(size) for size in rng.integers(1, 6, rng.integers(2, 5))]
    activation, output = rng.choice(["sigmoid", "relu"], 2)
    net = Network(sizes, activation=str(activation), output=str(output), init="normal", seed=seed)
    x, y = rng.normal(size=(sizes[0], 1)), rng.random((sizes[-1], 1))
    model = {
        "sizes": sizes,
        "activation": str(activation),
        "output": str(output),
        "weights": [W.tolist() for W in net.weights],
        "biases": [b.tolist() for b in net.biases],
    }
    got = page.evaluate(
        """([model, x, y]) => {
          const net = readNetwork(model);
          const before = JSON.stringify(net.weights.map((W) => [...W]));
          const trace = forward(net, x);
          const slopes = backward(net, trace, y);
          const after = step(net, slopes, 0.7);
          const lists = (arrays) => arrays.map((array) => [...array]);
          return {
            as: lists(trace.as), zs: lists(trace.zs), deltas: lists(slopes.deltas),
            dW: lists(slopes.weights), db: lists(slopes.biases), input: [[...slopes.input]],
            W: lists(after.weights), b: lists(after.biases), cost: cost(trace.as.at(-1), y),
            kept: before === JSON.stringify(net.weights.map((W) => [...W])),
          };
        }""",
        [model, x.ravel().tolist(), y.ravel().tolist()],
    )
    Z, A = net.forward_pass(x)
    deltas, slopes = net.errors(Z, A, y), net.backpropagate(x, y)
    expected = {"as": A, "zs": Z, "deltas": deltas, "dW": slopes.weights, "db": slopes.biases}
    before = net.cost(x, y)
    net.update(slopes, 0.7)
    expected |= {"W": net.weights, "b": net.biases, "input": [np.array(model["weights"][0]).T @ deltas[0]]}
    for name, arrays in expected.items():
        for one, other in zip(got[name], arrays, strict=True):
            np.testing.assert_allclose(one, other.ravel(), rtol=1e-12, atol=1e-14, err_msg=name)
    assert got["cost"] == pytest.approx(before, rel=1e-13)
    assert got["kept"], "a step changed the network that it was made from"


def test_a_relu_that_stands_at_0_lets_no_error_back(page):
    model = {"sizes": [1, 1, 1], "activation": "relu", "output": "relu"}
    model |= {"weights": [[[0]], [[1]]], "biases": [[[0]], [[1]]]}
    deltas = page.evaluate(
        """(model) => {
          const net = readNetwork(model);
          return [...backward(net, forward(net, [1]), [0]).deltas[0]];
        }""",
        model,
    )
    assert deltas == [0]


MODULES_WITH_RENDER = sorted(
    file.stem for file in MODULES.glob("*.js") if "export default" in file.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MODULES_WITH_RENDER)
def test_a_module_is_loaded_as_it_stands_too(watch, serve, name):
    """Quarto's pages import the files themselves, where a wrong name in an import is an error."""
    watched = watch()
    watched.page.goto(f"{serve(MODULES.parents[1])}/README.md")
    kinds = watched.page.evaluate(
        f"async () => typeof (await import('/figures/interactive/{name}.js')).default.render"
    )
    assert kinds == "function"
