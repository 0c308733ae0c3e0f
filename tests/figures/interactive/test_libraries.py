"""What all interactive pictures share: numbers as Python writes them, and the network's mathematics."""

from pathlib import Path

import numpy as np
import pytest

from backprop import Network
from figures.interactive import MODULES


def test_what_javascript_proves_of_itself(deno):
    deno("test", "--no-check", "--quiet", Path(__file__).parent)


def python_decimal(value, digits):
    text = f"{abs(value):.{digits}f}"
    return "\N{MINUS SIGN}" + text if value < 0 and float(text) else text


def test_numbers_are_rounded_as_python_rounds_them(evaluate):
    rng = np.random.default_rng(0)
    values = [0.0, -0.0, 0.5, 1.5, 2.5, -0.5, 0.125, 0.375, -0.0625, 1e-9, -1e-9, 2.675, 1234567.5, 1e15]
    values += [
        *rng.normal(size=300),
        *(rng.integers(-4000, 4000, 300) / 2**11),
        *(10 ** rng.uniform(-9, 9, 300)),
    ]
    values = [float(value) for value in values]
    got = evaluate(
        "lib/dom.js",
        "(values) => [0, 1, 2, 3, 4, 5, 6].map((digits) => values.map((x) => decimal(x, digits)))",
        values,
    )
    assert got == [[python_decimal(value, digits) for value in values] for digits in range(7)]


@pytest.mark.parametrize("seed", range(12))
def test_a_step_of_learning_is_that_of_backprop(evaluate, seed):
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
    got = evaluate(
        "lib/network.js",
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


def test_a_relu_that_stands_at_0_lets_no_error_back(evaluate):
    model = {"sizes": [1, 1, 1], "activation": "relu", "output": "relu"}
    model |= {"weights": [[[0]], [[1]]], "biases": [[[0]], [[1]]]}
    function = """(model) => {
      const net = readNetwork(model);
      return [...backward(net, forward(net, [1]), [0]).deltas[0]];
    }"""
    assert evaluate("lib/network.js", function, model) == [0]


@pytest.mark.parametrize("name", ["draw_digit", "nudge", "roll_down", "send_back"])
def test_a_module_is_loaded_as_it_stands_too(deno, tmp_path, name):
    """Quarto's pages import the files themselves, where a wrong name in an import is an error."""
    script, file = tmp_path / "load.js", (MODULES / name / "render.js").as_uri()
    text = f'import module from "{file}";\nconsole.log(typeof module.render);\n'
    script.write_text(text, encoding="utf-8")
    assert deno("run", "--no-check", "--quiet", script) == "function\n"
