"""The drawn digit's numbers in the browser: preparation, both passes and a step are those of `backprop`."""

import base64
from copy import copy
from functools import cache
from itertools import product

import numpy as np
import pytest

from backprop import Network, load_mnist
from backprop.data import find_mnist
from backprop.data.drawing import prepare
from figures.hand import DIGITS, rasterised, smoothed
from figures.interactive import bundle
from figures.interactive.draw_digit import draw_digit, reasons
from tests.browser.drawn_digits import MODEL, harness, read_drawings
from tests.thorough import THOROUGH, some

needs_mnist = pytest.mark.skipif(
    not find_mnist(), reason="MNIST is not here: set BACKPROP_DATA to a folder with its four files"
)
ETA = 0.1
NOTHING = 1e-12  # of ink times slope: so little may be rounding

# Numbers go to the page and come back as their bytes: no digit is lost, and many images take a moment.
HELPERS = """
globalThis.toNumbers = (text) => Float64Array.from(
  new Float64Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer),
);
globalThis.toText = (lists) => {
  const numbers = Float64Array.from(lists.flatMap((list) => Array.from(list)));
  const bytes = new Uint8Array(numbers.buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 30000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 30000));
  }
  return btoa(text);
};
"""


def sent(array):
    return base64.b64encode(np.ascontiguousarray(array, float).tobytes()).decode()


def received(text):
    return np.frombuffer(base64.b64decode(text))


@pytest.fixture(scope="module")
def inside(browser):
    """A page on which all functions of the module can be called."""
    page = browser.new_page()
    page.set_content("<!DOCTYPE html><title>Draw a digit</title>")
    page.add_script_tag(content=bundle("draw_digit").replace("export default { render };", ""))
    page.add_script_tag(content=HELPERS)
    yield page
    page.close()


# Preparation.


PREPARE = """(drawings) => drawings.map(({ ink, width, height }) =>
  toText([prepare(toNumbers(ink), width, height)]))"""


def strokes_of(seed):
    rng = np.random.default_rng(seed)
    return [rng.uniform(-0.05, 1.05, (int(rng.integers(1, 6)), 2)).tolist() for _ in range(1 + seed % 3)]


def scattered(seed):
    """Return ink of any size and strength, often on the edges and often with none between."""
    rng = np.random.default_rng(seed)
    ink = np.zeros(rng.integers(1, 70, 2))
    count = int(rng.integers(1, max(2, ink.size // 2)))
    ink.ravel()[rng.integers(0, ink.size, count)] = rng.choice([0.1, 0.25, 1, 3, 255], count)
    return ink * 10.0 ** rng.integers(-300, 300)


def inks():
    """Return drawings to prepare, by name."""
    drawn = {f"strokes {seed}": rasterised(strokes_of(seed)) for seed in range(6 if THOROUGH else 2)}
    drawn |= {f"scattered {seed}": scattered(seed) for seed in range(80 if THOROUGH else 10)}
    drawn |= {f"digit {digit}": rasterised(smoothed(DIGITS[digit])) for digit in (1, 3, 5)}
    for row, column in ((0, 0), (0, 29), (11, 0), (11, 29), (5, 7)):
        drawn[f"a dot at {row}, {column}"] = np.zeros((12, 30))
        drawn[f"a dot at {row}, {column}"][row, column] = 0.2
    frame = np.zeros((30, 50))
    frame[[0, -1]], frame[:, [0, -1]] = 1, 1
    drawn |= {"all edges": frame, "one pixel": np.ones((1, 1)), "full": np.ones((41, 41))}
    drawn |= {"a row": np.ones((1, 1000)), "a column": np.ones((999, 1)), "the faintest": np.eye(7) * 5e-324}
    drawn["huge"] = np.kron(drawn["digit 3"], np.ones((2, 3)))
    lopsided = np.zeros((20, 20))
    lopsided[0], lopsided[:, 3] = 100.0, 1e-6
    drawn |= {"heavy above": lopsided, "heavy below": lopsided[::-1], "heavy left": lopsided.T}
    for width in some(range(1, 41), [1, 2, 3, 5, 7, 9, 11, 39, 40]):
        drawn[f"40 by {width}"] = np.ones((40, width))  # the sides are rounded half up
    if find_mnist():
        images = load_mnist()[1].images()
        drawn |= {f"MNIST {place}": images[place] for place in range(0, 10_000, 200 if THOROUGH else 1000)}
    return drawn


def test_a_drawing_is_prepared_as_python_prepares_it(inside):
    drawn = inks()
    drawings = [{"ink": sent(ink), "height": len(ink), "width": ink.shape[1]} for ink in drawn.values()]
    for (name, ink), text in zip(drawn.items(), inside.evaluate(PREPARE, drawings), strict=True):
        np.testing.assert_allclose(received(text), prepare(ink).ravel(), rtol=0, atol=1e-12, err_msg=name)


def test_without_ink_all_pixels_are_0(inside):
    for shape in ((0, 0), (1, 1), (30, 20)):
        [text] = inside.evaluate(
            PREPARE, [{"ink": sent(np.zeros(shape)), "height": shape[0], "width": shape[1]}]
        )
        assert received(text).shape == (784,)
        assert not received(text).any()


def test_each_ninth_of_the_image_has_its_name(inside):
    for (down, row), (across, column) in product(
        zip(("upper", "middle", "lower"), (5, 14, 22), strict=True),
        zip(("left", "centre", "right"), (5, 14, 22), strict=True),
    ):
        amounts = np.zeros(784)
        amounts[28 * row + column] = -1
        found = inside.evaluate(
            "(text) => [-1, 1].map((sign) => strongestPart(toNumbers(text), sign))", sent(amounts)
        )
        assert found == ["middle" if down == "middle" and across == "centre" else f"{down} {across}", None]


# Both passes, the reasons and a step.


LESSONS = """({ net, images, labels, probes, eta }) => {
  const read = {
    ...net,
    weights: net.weights.map(toNumbers),
    biases: net.biases.map(toNumbers),
  };
  const directions = probes.map(toNumbers);
  const width = net.sizes[0];
  const all = toNumbers(images);
  return labels.map((label, place) => {
    const image = all.subarray(place * width, (place + 1) * width);
    const trace = forward(read, image);
    const y = trace.as.at(-1).map((_, j) => (j === label ? 1 : 0));
    const slopes = backward(read, trace, y);
    const after = step(read, slopes, eta);
    const answer = answerOf(trace.as.at(-1)).digit;
    const { amounts, pro, contra, z, rest } = reasonsFor(read, trace, answer);
    // Of weights by the thousand, what they do to fixed numbers.
    const products = after.weights.map((W, l) => {
      const v = directions[l];
      return after.biases[l].map((bias, j) => {
        let sum = 0;
        for (let k = 0; k < v.length; k++) sum += W[j * v.length + k] * v[k];
        return sum;
      });
    });
    const sums = [cost(trace.as.at(-1), y), pro.sum, contra.sum, z, rest];
    const counts = [answer, pro.count, contra.count];
    const small = [...trace.zs, ...trace.as.slice(1), ...slopes.deltas, slopes.input, ...slopes.biases];
    const taught = [...products, ...after.biases, forward(after, image).as.at(-1)];
    return toText([counts, amounts, sums, ...small, ...taught]);
  });
}"""


def lessons(inside, net, X, labels):
    """Return what the page computes for each image, (n, numbers)."""
    probes = [sent(probe(n)) for n in net.sizes[:-1]]
    given = {
        "sizes": net.sizes,
        "activation": net.activation,
        "output": net.output,
        "weights": [sent(W) for W in net.weights],
        "biases": [sent(b) for b in net.biases],
    }
    content = {"net": given, "images": sent(X.T), "labels": [int(label) for label in labels], "eta": ETA}
    return [received(text) for text in inside.evaluate(LESSONS, {**content, "probes": probes})]


@cache
def probe(n):
    return np.random.default_rng(n).normal(size=(n, 1))


def expected(net, x, label):
    """Return the same numbers as `backprop` computes them."""
    y = np.eye(net.sizes[-1])[:, [label]]
    zs, activations = net.forward_pass(x)
    deltas, gradients = net.errors(zs, activations, y), net.backpropagate(x, y)
    answer = int(net.predict(x)[0])
    amounts, z = reasons(net, x, answer), zs[-1][answer, 0]
    pro, contra = amounts[amounts > NOTHING], amounts[amounts < -NOTHING]
    after = copy(net)  # shares its parameters, but `update` makes new ones
    after.update(gradients, ETA)
    return [
        [answer, len(pro), len(contra)],
        amounts,
        [net.cost(x, y), pro.sum(), contra.sum(), z, z - amounts.sum()],
        *zs,
        *activations[1:],
        *deltas,
        net.weights[0].T @ deltas[0],
        *gradients.biases,
        *(W @ probe(n) for W, n in zip(after.weights, net.sizes, strict=False)),
        *after.biases,
        after.feedforward(x),
    ]


def beside(net, x, zs):
    """Return `net`, or if a z is 0 but for rounding, one that stands on the side of the bend where `zs` does.

    The book's network has weights of two decimals, and some images bring a neuron of it to exactly 0. Whether
    its sum is then rounded up or down depends on the order of its terms, and ReLU's slope on that.
    """
    at_bend = [np.abs(z) < 1e-13 for z in net.forward_pass(x)[0]]
    if not any(places.any() for places in at_bend):
        return net
    sides = [np.where(z[:, None] > 0, 1e-14, -1e-14) for z in zs]
    moved = [b + side * places for b, side, places in zip(net.biases, sides, at_bend, strict=True)]
    other = copy(net)
    other.set_parameters(net.weights, moved)
    return other


def check(inside, net, X, labels):
    for place, got in enumerate(lessons(inside, net, X, labels)):
        first = 3 + net.sizes[0] + 5  # of the z, after the counts, the pixels and the sums
        zs = np.split(got[first : first + sum(net.sizes[1:])], np.cumsum(net.sizes[1:-1]))
        x = X[:, [place]]
        [counts, *numbers] = expected(beside(net, x, zs), x, labels[place])
        assert got[:3].tolist() == counts, f"image {place}"
        parts = [np.ravel(part) for part in numbers]
        scales = np.concatenate([np.full(len(part), max(1.0, np.abs(part).max())) for part in parts])
        far = np.abs(got[3:] - np.concatenate(parts)) / scales
        assert far.max() <= 1e-12, f"image {place}, number {far.argmax()}"


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
@pytest.mark.parametrize("output", ["relu", "sigmoid"])
def test_passes_reasons_and_a_step_are_those_of_backprop(inside, activation, output):
    for seed, sizes in enumerate([[784, 10], [784, 30, 10], [784, 12, 8, 10], [49, 7, 5, 6, 3], [3, 1, 2]]):
        rng = np.random.default_rng(seed)
        net = Network(sizes, activation, output, seed=seed, init="normal" if seed % 2 else "auto")
        X = rng.uniform(size=(sizes[0], 12)) * (rng.random((sizes[0], 12)) < 0.4)
        check(inside, net, X, rng.integers(0, sizes[-1], 12))


@needs_mnist
def test_the_books_network_reads_and_learns_images_as_in_python(inside):
    images = load_mnist()[1][: 200 if THOROUGH else 20]
    check(inside, Network.load(MODEL), images.X, images.labels)


# The pad.


START = """(strokes) => {
  values.data = { ...values.data, start: strokes };
  const place = document.createElement("div");
  document.querySelector("main").append(place);
  const remove = interactiveModules["draw_digit"].render({ model, el: place });
  remove();
  place.remove();
  return [toText([values.image]), values.answer];
}"""


def test_the_still_picture_and_the_live_one_show_the_same_digit(widget_page):
    """The two draw the same strokes, each with its own means."""
    net = Network.load(MODEL)
    data = draw_digit(net)._data
    watched = widget_page("draw_digit", data)
    watched.page.add_script_tag(content=HELPERS)
    for strokes in (data["start"], *(sample["strokes"] for sample in data["samples"])):
        image = prepare(rasterised([mark["points"] for mark in strokes]))
        text, answer = watched.page.evaluate(START, strokes)
        assert np.abs(received(text) - image.ravel()).mean() < 0.005
        assert answer == net.predict(image)[0]
    assert not watched.troubles


@needs_mnist
def test_digits_drawn_large_small_aslant_and_off_centre_are_read(watch, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(harness(MODEL), encoding="utf-8")
    watched = watch()
    watched.page.goto(file.as_uri())
    images = load_mnist()[1][1000 : 1040 if THOROUGH else 1010]
    readings = read_drawings(watched.page, Network.load(MODEL), images.images(), images.labels, seed=1)
    assert readings.accuracy() >= 0.95
    assert (readings.said == readings.expected).all()
    assert readings.largest_difference <= 1e-12
    assert not watched.troubles
