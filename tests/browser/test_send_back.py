"""Send the error back: every digit that is shown is that of `backprop`, and every control can be used."""

import re

import numpy as np
import pytest

from backprop import Network
from backprop.examples import running_network
from figures.interactive.send_back import ETAS, OTHERS, entry, made, send_back
from tests.browser.accessible import assert_accessible
from tests.thorough import some

MINUS = "\N{MINUS SIGN}"


# What the picture must print, from the numbers of `backprop`.


def computed(value):
    text = f"{abs(value):.4f}"
    return MINUS + text if value < 0 and float(text) else text


def given(value):
    return re.sub(r"\.?0*00$", "", computed(value))


def factor(text):
    return f"({text})" if text.startswith(MINUS) else text


def total(terms):
    first, *rest = terms
    return first + "".join(term if term.startswith(MINUS) else f"+{term}" for term in rest)


class Expected:
    """The numbers of one example, from `backprop`, and the texts and lines that they make."""

    def __init__(self, net, x, y, eta):
        self.net, self.x, self.y, self.eta = net, x, y, eta
        self.Z, self.A = net.forward_pass(x)
        self.deltas, self.slopes = net.errors(self.Z, self.A, y), net.backpropagate(x, y)
        self.cost = net.cost(x, y)
        self.after = Network(net.sizes, activation=net.activation, output=net.output)
        self.after.set_parameters(net.weights, net.biases)
        self.after.update(self.slopes, eta)
        self.cost_after = self.after.cost(x, y)

    def trace(self):
        return {
            "x": self.x,
            "y": self.y,
            "weights": self.net.weights,
            "biases": self.net.biases,
            "weighted_inputs": self.Z,
            "activations": self.A,
            "errors": self.deltas,
            "slopes": self.slopes._asdict(),
            "after": {
                "weights": self.after.weights,
                "biases": self.after.biases,
                "cost": self.cost_after,
            },
            "cost": self.cost,
            "eta": self.eta,
        }

    def numbers(self):
        """The texts on the drawing, by the names that its elements have."""
        texts = {"cost": computed(self.cost)}
        texts |= {f"a -1 {k}": given(value) for k, value in enumerate(self.x.ravel())}
        texts |= {f"y {j}": given(value) for j, value in enumerate(self.y.ravel())}
        for l, W in enumerate(self.net.weights):
            texts |= {f"w {l} {j} {k}": given(W[j, k]) for j, k in np.ndindex(W.shape)}
            for j in range(len(W)):
                texts[f"b {l} {j}"] = given(self.net.biases[l][j, 0])
                texts[f"z {l} {j}"] = computed(self.Z[l][j, 0])
                texts[f"a {l} {j}"] = computed(self.A[l + 1][j, 0])
                texts[f"d {l} {j}"] = computed(self.deltas[l][j, 0])
        return texts

    def tables(self):
        """The rows of the two tables of each layer, without the names of the rows."""
        rows = []
        for l, (W, slopes) in enumerate(zip(self.net.weights, self.slopes.weights, strict=True)):
            columns = (self.Z[l], self.A[l + 1], self.deltas[l], self.slopes.biases[l])
            rows += [
                [given(self.net.biases[l][j, 0]), *(computed(column[j, 0]) for column in columns)]
                for j in range(len(W))
            ]
            rows += [
                [given(W[j, k]), computed(self.deltas[l][j, 0]), self.a(l - 1, k), computed(slopes[j, k])]
                for j, k in np.ndindex(W.shape)
            ]
        return rows

    def a(self, l, k):
        return given(self.x[k, 0]) if l < 0 else computed(self.A[l + 1][k, 0])

    def slope(self, l, j):
        return computed(self.net.functions[l].derivative(self.Z[l])[j, 0])

    def lines(self):
        """The lines with numbers of every step, in order, without spaces."""
        layers, last = range(len(self.Z)), len(self.Z) - 1
        each = [(l, j) for l in layers for j in range(len(self.Z[l]))]
        for l, j in each:
            yield [self.line_z(l, j)]
            yield [self.line_a(l, j)]
        yield [self.line_cost()]
        for j in range(len(self.y)):
            yield self.lines_base(last, j)
        for l in reversed(layers[:-1]):
            for j in range(len(self.Z[l])):
                yield self.lines_back(l, j)
        for l in reversed(layers):
            for j in range(len(self.Z[l])):
                yield self.lines_slopes(l, j)
        yield self.lines_update()

    def line_z(self, l, j):
        W, b = self.net.weights[l], self.net.biases[l]
        products = [f"{given(W[j, k])}·{factor(self.a(l - 1, k))}" for k in range(W.shape[1])]
        return f"z{j}{l}={total([*products, given(b[j, 0])])}={computed(self.Z[l][j, 0])}"

    def line_a(self, l, j):
        z, a = computed(self.Z[l][j, 0]), computed(self.A[l + 1][j, 0])
        opposite = z[1:] if z.startswith(MINUS) else MINUS + z
        curve = f"11+e{opposite}" if self.net.functions[l].name == "sigmoid" else f"max(0,{z})"
        return f"a{j}{l}={curve}={a}"

    def line_cost(self):
        squares = [
            f"({self.a(len(self.Z) - 1, j)}{MINUS}{factor(given(y))})2" for j, y in enumerate(self.y[:, 0])
        ]
        whole = f"({total(squares)})" if len(squares) > 1 else squares[0]
        return f"Cx=12{whole}={computed(self.cost)}"

    def line_slope(self, l, j):
        a, slope = self.a(l, j), self.slope(l, j)
        product = f"{a}·(1{MINUS}{a})=" if self.net.functions[l].name == "sigmoid" else ""
        return f"σ′(z{j}{l})={product}{slope}"

    def lines_base(self, l, j):
        miss = f"({self.a(l, j)}{MINUS}{factor(given(self.y[j, 0]))})"
        delta = computed(self.deltas[l][j, 0])
        return [self.line_slope(l, j), f"δ{j}{l}={miss}·{self.slope(l, j)}={delta}"]

    def lines_back(self, l, j):
        W, above = self.net.weights[l + 1], self.deltas[l + 1][:, 0]
        paths = [f"{given(W[i, j])}·{factor(computed(above[i]))}" for i in range(len(W))]
        arrived = f"={self.slope(l, j)}·{factor(computed(W[:, j] @ above))}" if len(W) > 1 else ""
        delta = computed(self.deltas[l][j, 0])
        return [
            self.line_slope(l, j),
            f"δ{j}{l}={self.slope(l, j)}·({total(paths)}){arrived}={delta}",
        ]

    def lines_slopes(self, l, j):
        delta = computed(self.deltas[l][j, 0])
        products = [
            f"∂Cx∂w{j}{k}{l}={delta}·{factor(self.a(l - 1, k))}={computed(slope)}"
            for k, slope in enumerate(self.slopes.weights[l][j])
        ]
        return [*products, f"∂Cx∂b{j}{l}={delta}"]

    def lines_update(self):
        rated = []
        for l, W in enumerate(self.net.weights):
            for j in range(len(W)):
                lists = (self.net.weights, self.slopes.weights, self.after.weights)
                rated += [(f"w{j}{k}{l}", *(float(of[l][j, k]) for of in lists)) for k in range(W.shape[1])]
                lists = (self.net.biases, self.slopes.biases, self.after.biases)
                rated.append((f"b{j}{l}", *(float(of[l][j, 0]) for of in lists)))
        name, old, slope, new = max(rated, key=lambda one: abs(one[2]))
        squares = sum(one[2] ** 2 for one in rated)
        eta = given(self.eta)
        return [
            f"{name}←{given(old)}{MINUS}{eta}·{factor(computed(slope))}={computed(new)}",
            f"ΔCx≈{MINUS}η∑p(∂Cx∂p)2={MINUS}{eta}·{computed(squares)}={computed(-self.eta * squares)}",
            f"ΔCx={computed(self.cost_after)}{MINUS}{computed(self.cost)}="
            f"{computed(self.cost_after - self.cost)}",
        ]


def assert_equal(got, expected, name="trace"):
    """Compare numbers, lists and dictionaries of them to 1e-12."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            assert_equal(got[key], value, f"{name}.{key}")
    elif isinstance(expected, list):
        assert len(got) == len(expected)
        for at, (one, other) in enumerate(zip(got, expected, strict=True)):
            assert_equal(one, other, f"{name}[{at}]")
    else:
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-15, err_msg=name)


def random_example(seed):
    rng = np.random.default_rng(seed)
    sizes = [int(size) for size in rng.integers(1, 5, rng.integers(2, 5))]
    activation, output = (str(name) for name in rng.choice(["sigmoid", "relu"], 2))
    net = Network(sizes, activation=activation, output=output, init="normal", seed=seed)
    return net, rng.normal(size=(sizes[0], 1)), rng.normal(size=(sizes[-1], 1))


WALK = """(data) => {
  values.data = data;
  const place = document.createElement("div");
  place.hidden = true; // numbers and words need no layout
  document.querySelector("main").append(place);
  const remove = interactiveModules["send_back"].render({ model, el: place });
  const next = [...place.querySelectorAll("button")].find((button) => button.textContent === "Next");
  const flat = (text) => text.replace(/\\s/g, "");
  const lines = [];
  for (;;) {
    lines.push([...place.querySelectorAll(".bd-with-numbers p")].map((line) => flat(line.textContent)));
    if (next.getAttribute("aria-disabled") === "true") break;
    next.click();
  }
  const numbers = Object.fromEntries(
    [...place.querySelectorAll("[data-number]")].map((one) => [one.dataset.number, one.textContent]),
  );
  const tables = [...place.querySelectorAll(".bd-tables tbody tr")].map((row) =>
    [...row.querySelectorAll("td")].map((cell) => cell.textContent),
  );
  remove();
  place.remove();
  return { lines, numbers, tables, trace: values.trace };
}"""


def test_every_number_of_twenty_networks_is_that_of_backprop(widget_page):
    data = send_back(*running_network())._data
    watched = widget_page("send_back", data)
    for seed in range(20):
        net, x, y = random_example(seed)
        eta = float(np.random.default_rng(seed).choice([0.1, 0.25, 1.0, 3.0]))
        shown = {"examples": [entry(net, x, y)], "eta": eta, "etas": sorted({*ETAS, eta})}
        got = watched.page.evaluate(WALK, {**data, **shown})
        expected = Expected(net, x, y, eta)
        assert_equal(got["trace"], expected.trace())
        assert got["numbers"] == expected.numbers(), f"network {seed}"
        assert got["lines"] == list(expected.lines()), f"network {seed}"
        assert got["tables"] == expected.tables(), f"network {seed}"
    assert not watched.troubles


# The picture in the hands of a reader.


class Picture:
    """One picture on a page of its own."""

    def __init__(self, watched):
        self.watched, self.page = watched, watched.page
        self.node = self.page.locator(".bd-send-back")
        self.page.set_default_timeout(10_000)

    def button(self, name):
        return self.node.get_by_role("button", name=name, exact=True)

    def number(self, key):
        return self.node.locator(f"[data-number='{key}']")

    def read(self, key):
        return self.number(key).inner_text()

    @property
    def counter(self):
        return self.node.locator(".bd-counter").inner_text()

    @property
    def title(self):
        return self.node.locator(".bd-panel .bd-title").inner_text()

    @property
    def trace(self):
        return self.page.evaluate("model.get('trace')")

    def said(self, text):
        self.node.locator(".bd-said").filter(has_text=text).wait_for(state="attached")

    def check(self):
        assert not self.watched.troubles
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def picture(widget_page):
    """Open the picture of the running network: `picture(begin="base case", width=390)`."""

    def make(begin="forward", example=None, eta=1.0, **options):
        data = send_back(*(example or running_network()), begin=begin, eta=eta)._data
        return Picture(widget_page("send_back", data, **options))

    return make


@pytest.mark.parametrize(
    ("begin", "counter", "title"),
    [
        ("forward", "Step 1 of 22", "Weighted input of neuron 0 of layer 0"),
        ("base case", "Step 12 of 22", "Base case: error of neuron 0 of layer 1"),
        ("inductive step", "Step 14 of 22", "Inductive step: error of neuron 0 of layer 0"),
        ("slopes", "Step 17 of 22", "Slopes at neuron 0 of layer 1"),
    ],
)
def test_it_opens_where_the_chapter_is(picture, begin, counter, title):
    shown = picture(begin)
    assert (shown.counter, shown.title) == (counter, title)
    marked = shown.node.locator(".bd-sections [aria-pressed=true]").all_inner_texts()
    assert marked == [begin.capitalize()]


def test_the_equations_are_those_of_the_book(picture):
    shown = picture()
    flat = "(lines) => lines.map((line) => line.textContent.replace(/\\s/g, ''))"
    told = {}
    for _ in range(22):
        told[shown.title.partition(" of")[0]] = shown.node.locator(".bd-general > *").evaluate_all(flat)
        shown.button("Next").dispatch_event("click")
    assert told == {
        "Weighted input": ["zjℓ=∑kwjkℓakℓ−1+bjℓ"],
        "Activation": ["ajℓ=σ(zjℓ)"],
        "Cost": ["Cx=12∑j(ajL−yj)2"],
        "Base case: error": ["δjL=(ajL−yj)σ′(zjL)"],
        "Inductive step: error": ["δjℓ=σ′(zjℓ)∑iwijℓ+1δiℓ+1"],
        "Slopes at neuron 0": ["∂Cx∂wjkℓ=δjℓakℓ−1", "∂Cx∂bjℓ=δjℓ"],
        "Slopes at neuron 1": ["∂Cx∂wjkℓ=δjℓakℓ−1", "∂Cx∂bjℓ=δjℓ"],
        "Slopes at neuron 2": ["∂Cx∂wjkℓ=δjℓakℓ−1", "∂Cx∂bjℓ=δjℓ"],
        "The update: all parameters at once": ["wjkℓ←wjkℓ−η∂Cx∂wjkℓ", "bjℓ←bjℓ−η∂Cx∂bjℓ"],
    }


def test_every_table_has_heads_for_its_rows_and_columns(picture):
    shown = picture("challenge")
    shown.number("w 0 1 0").click()
    shown.button("Show the answer").click()
    assert shown.node.locator("table").count() == 6
    for cells, scope in (("tbody tr > :first-child", "row"), ("thead tr > *", "col")):
        scopes = shown.node.locator(cells).evaluate_all("(all) => all.map((cell) => cell.scope)")
        assert set(scopes) == {scope}


def test_numbers_fill_in_as_the_story_goes(picture):
    shown = picture()
    assert [shown.read(key) for key in ("w 0 0 0", "z 0 0", "a 0 0", "d 1 0", "cost")] == [
        "0.4", "0.2000", "·", "·", "·",
    ]  # fmt: skip
    shown.button("Next").click()
    assert (shown.read("a 0 0"), shown.read("z 0 1")) == ("0.5498", "·")
    shown.button("Base case").click()
    assert [shown.read(key) for key in ("cost", "a 1 1", "d 1 0", "d 1 1")] == [
        "0.3429", "0.6810", f"{MINUS}0.1174", "·",
    ]  # fmt: skip
    shown.button("Back").click()
    assert (shown.title, shown.read("d 1 0")) == ("Cost", "·")
    shown.check()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_lit_lines_are_those_of_the_equation(picture, width):
    shown = picture(width=width)
    ways = "(nodes) => nodes.map((node) => node.getAttribute('class').replace(/^bd-edge( bd-)?/, ''))"
    edges = shown.node.locator(".bd-net path.bd-edge")
    assert edges.evaluate_all(ways) == ["forward"] * 2 + [""] * 10
    shown.button("Inductive step").click()
    assert edges.evaluate_all(ways) == [""] * 6 + ["backward", "", ""] * 2
    # The heads of the arrows are at the neuron that the errors come back to.
    tip = shown.node.locator(".bd-net path.bd-head.bd-backward").first.bounding_box()
    card = shown.node.get_by_role("group", name="layer 0, neuron 0").bounding_box()
    away = max(card["x"] - tip["x"] - tip["width"], tip["x"] - card["x"] - card["width"], 0)
    assert away < 3
    assert abs(tip["y"] - card["y"] - card["height"] / 2) < card["height"] / 2 + 12


@pytest.mark.parametrize("width", some([1280, 390], [1280]))
def test_the_keyboard_walks_and_changes_a_number(picture, width):
    shown = picture(width=width)
    keys = shown.page.keyboard
    shown.button("Next").focus()
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    assert shown.counter == "Step 3 of 22"
    keys.press("ArrowLeft")
    keys.press("Enter")
    assert shown.counter == "Step 3 of 22"
    shown.node.get_by_role("combobox").first.focus()
    keys.press("Tab")
    keys.press("Tab")
    label = "document.activeElement.getAttribute('aria-label')"
    assert shown.page.evaluate(label) == "input 0: 1"
    reached = set()
    for key in ["ArrowRight"] * 6 + ["ArrowDown"] * 9 + ["ArrowLeft"] * 6 + ["ArrowUp"] * 9:
        keys.press(key)
        reached.add(shown.page.evaluate(label).split(":")[0])
    assert len(reached) >= 6
    assert shown.counter == "Step 3 of 22"
    before = shown.page.evaluate(label).split(":")[0]
    keys.press("Enter")
    assert shown.page.evaluate(label) == f"value of {before}"
    keys.type("-1.25")
    keys.press("Enter")
    assert shown.page.evaluate(label) == f"{before}: {MINUS}1.25"
    shown.said(f"{before} is {MINUS}1.25.")
    keys.press("Tab")
    assert shown.page.evaluate("document.activeElement.textContent") == "Back"
    shown.check()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_number_is_changed_by_touch_and_all_follows(picture, width):
    shown = picture("inductive step", width=width, has_touch=True)
    box = shown.number("w 1 1 2").bounding_box()
    # A finger that misses a label by a little still means it.
    shown.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] + 5)
    shown.button("0.1 more").tap()
    shown.button("0.1 more").tap()
    shown.button("0.1 less").tap()
    net, x, y = running_network()
    net.weights[1][1, 2] = 0.7
    assert_equal(shown.trace, Expected(net, x, y, 1.0).trace())
    assert (shown.read("w 1 1 2"), shown.counter) == ("0.7", "Step 14 of 22")
    shown.button("Done").tap()
    assert not shown.button("0.1 more").is_visible()
    for key, name in (("a -1 1", "input 1"), ("y 0", "target 0"), ("b 0 2", "bias of neuron 2, layer 0")):
        shown.number(key).tap()
        assert shown.node.get_by_role("textbox").get_attribute("aria-label") == f"value of {name}"
        shown.button("0.1 less").tap()
    x[1, 0], y[0, 0], net.biases[0][2, 0] = 0.4, 0.9, 0.2
    assert_equal(shown.trace, Expected(net, x, y, 1.0).trace())
    for button in shown.node.get_by_role("button").all():
        if button.is_visible():
            size = button.bounding_box()
            in_net = button.evaluate("(node) => node.closest('.bd-net') !== null")
            assert min(size["width"], size["height"]) >= 24
            assert in_net or size["height"] >= (44 if width < 500 else 36)
    shown.check()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a lot", "“a lot” is not a number"),
        ("", "An empty field is not a number"),
        ("1.2.3", "“1.2.3” is not a number"),
        ("-101", f"“-101” is not between {MINUS}100 and 100"),
        ("Infinity", "“Infinity” is not a number"),
    ],
)
def test_what_is_no_number_is_named_and_nothing_is_lost(picture, text, reason):
    shown = picture("base case")
    shown.number("w 1 0 0").click()
    field = shown.node.get_by_role("textbox")
    before = shown.trace
    field.fill(text)
    field.press("Tab")
    trouble = shown.node.locator(".bd-editing [role=alert]")
    assert trouble.inner_text() == f"{reason}; the value stays 0.7."
    assert field.get_attribute("aria-invalid") == "true"
    assert shown.trace == before
    shown.button("Next").click()
    assert field.input_value() == text
    field.fill("0,25")
    assert trouble.inner_text() == ""
    assert shown.trace["weights"][1][0][0] == 0.25
    shown.check()


def test_half_a_number_is_not_complained_of(picture):
    shown = picture()
    shown.number("w 1 0 0").click()
    field = shown.node.get_by_role("textbox")
    field.fill("")
    for typed in ("-", "-.", "-.5"):
        field.press_sequentially(typed[-1])
        assert shown.node.locator(".bd-editing [role=alert]").inner_text() == ""
        assert field.input_value() == typed
    assert shown.trace["weights"][1][0][0] == -0.5
    field.press("Enter")
    assert shown.page.evaluate("document.activeElement.getAttribute('aria-label')").endswith(f"{MINUS}0.5")


def test_escape_takes_a_change_back_and_the_arrows_make_one(picture):
    shown = picture()
    shown.number("w 1 0 0").click()
    field = shown.node.get_by_role("textbox")
    for key, value in (("ArrowUp", 0.8), ("ArrowUp", 0.9), ("ArrowDown", 0.8)):
        field.press(key)
        assert shown.trace["weights"][1][0][0] == value
    shown.button("0.1 more").press("Escape")
    assert shown.trace["weights"][1][0][0] == 0.7
    assert shown.page.evaluate("document.activeElement.getAttribute('aria-label')").endswith("0.7")


def test_the_step_is_applied_and_the_cost_falls(picture):
    shown = picture("slopes")
    shown.node.get_by_label("Learning rate").select_option("3")
    net, x, y = running_network()
    costs = [net.cost(x, y)]
    for _ in range(3):
        shown.button("Apply the step").click()
        net.update(net.backpropagate(x, y), 3.0)
        costs.append(net.cost(x, y))
    assert costs == sorted(costs, reverse=True)
    assert_equal(shown.trace, Expected(net, x, y, 3.0).trace())
    assert (shown.title, shown.read("cost"), shown.read("d 1 0")) == ("Cost", computed(costs[-1]), "·")
    history = shown.node.locator(".bd-history").inner_text()
    assert history == "Cost over 3 steps: " + " → ".join(map(computed, costs))
    shown.said(f"The cost went from {computed(costs[-2])} to {computed(costs[-1])}.")
    shown.button("Apply the step").click()
    assert " → … → " in shown.node.locator(".bd-history").inner_text()
    shown.button("Reset").click()
    assert_equal(shown.trace, Expected(*running_network(), 3.0).trace())
    assert shown.node.locator(".bd-history").inner_text() == "Press any underlined number to change it."
    shown.check()


def test_a_step_that_is_too_long_is_told_and_one_without_end_is_not_taken(picture):
    net = Network([1, 1, 1], activation="relu", output="relu", seed=0)
    net.set_parameters([[[0.5]], [[0.5]]], [[[0.1]], [[0.1]]])
    shown = picture(example=(net, np.array([[1.0]]), np.array([[2.0]])), eta=1e200)
    shown.node.get_by_label("Learning rate").select_option("10")
    shown.button("Update").click()
    assert "The cost would rise from" in shown.node.locator(".bd-words").inner_text()
    shown.node.get_by_label("Learning rate").select_option("1e+200")
    assert "far too long" in shown.node.locator(".bd-words").inner_text()
    shown.button("Apply the step").click()
    trouble = shown.node.locator(".bd-applying > [role=alert]")
    assert "nothing was changed" in trouble.inner_text()
    assert shown.trace["weights"] == [[[0.5]], [[0.5]]]
    shown.node.get_by_label("Learning rate").select_option("0.1")
    assert trouble.inner_text() == ""
    shown.check()


def test_what_the_step_changes_is_seen_to_change(picture):
    shown = picture("slopes")
    changed = shown.node.locator(".bd-net .bd-changed")
    assert not changed.count()
    shown.button("Apply the step").click()
    assert shown.page.evaluate("document.getAnimations().length") > 0
    keys = changed.evaluate_all("(all) => all.map((one) => one.dataset.number)")
    net, x, y = running_network()
    before = Expected(net, x, y, 1.0).numbers()
    net.update(net.backpropagate(x, y), 1.0)
    after = Expected(net, x, y, 1.0).numbers()
    assert set(keys) == {key for key in before if key[0] in "wb" and before[key] != after[key]}
    assert "bd-changed" in shown.number("cost").get_attribute("class")
    shown.button("Next").click()
    assert not shown.node.locator(".bd-changed").count()
    shown.check()


@pytest.mark.parametrize("step", some([0, 11, 13, 16], [0, 13]))
def test_numbers_travel_along_the_lit_lines(picture, step):
    shown = picture(alone=True)
    for _ in range(step):
        shown.button("Next").dispatch_event("click")
    shown.button("Next").click()
    shown.button("Back").click()
    told = shown.node.locator(".bd-traveller").all_inner_texts()
    expected = {
        0: ["1", "0.5"],
        11: [],
        13: [f"{MINUS}0.1174", "0.1479"],
        16: ["0.5498", f"{MINUS}0.1174", "0.3775", f"{MINUS}0.1174", "0.7311", f"{MINUS}0.1174"],
    }
    assert told == expected[step]
    shown.page.wait_for_timeout(1200)
    assert not shown.node.locator(".bd-traveller").count()
    shown.check()


def test_network_formula_and_buttons_are_on_one_screen_of_a_phone(picture):
    shown = picture(width=390, height=844, has_touch=True)
    spans = []
    for _ in range(22):
        top = shown.node.locator(".bd-net").bounding_box()
        formula = shown.node.locator(".bd-panel").bounding_box()
        low = [shown.button(name).bounding_box() for name in ("Next", "Play", "Apply the step")]
        cost = shown.number("cost").bounding_box()
        assert top["y"] + top["height"] <= formula["y"]
        assert all(formula["y"] + formula["height"] <= one["y"] for one in low)
        assert abs(cost["y"] + cost["height"] / 2 - low[2]["y"] - low[2]["height"] / 2) < 12, "cost and Apply"
        spans.append(low[2]["y"] + low[2]["height"] - top["y"])
        shown.button("Next").dispatch_event("click")
    assert max(spans) <= 844 - 54, "below the page's header"
    assert max(spans) == min(spans), "nothing moves from step to step"


def test_it_plays_until_it_is_paused(picture):
    shown = picture(alone=True)
    shown.page.clock.install()
    shown.button("Play").click()
    assert shown.counter == "Step 2 of 22"
    shown.page.clock.run_for(2 * 1800)
    assert shown.counter == "Step 4 of 22"
    shown.button("Pause").click()
    shown.page.clock.run_for(60_000)
    assert shown.counter == "Step 4 of 22"
    shown.button("Play").click()
    shown.page.clock.run_for(60_000)
    assert shown.counter == "Step 22 of 22"
    assert shown.button("Play").is_visible()


def test_with_less_motion_nothing_moves_and_play_is_slow(picture):
    shown = picture(reduced_motion="reduce", alone=True)
    shown.page.clock.install()
    shown.button("Play").click()
    shown.page.clock.run_for(4000)
    assert shown.counter == "Step 2 of 22"
    assert shown.page.evaluate("document.getAnimations().length") == 0
    still = picture()
    still.button("Next").click()
    still.button("Next").click()
    assert still.page.evaluate("document.getAnimations().length") > 0


def test_the_live_region_says_the_step(picture):
    shown = picture()
    shown.page.wait_for_timeout(500)
    assert shown.node.locator(".bd-said").inner_text() == ""
    shown.button("Base case").click()
    shown.said(f"Step 12 of 22. Base case: error of neuron 0 of layer 1: {MINUS}0.1174.")


def test_the_challenge_says_how_far_a_guess_was_from_the_best(picture):
    shown = picture("slopes")
    shown.button("Find the steepest weight").click()
    assert shown.page.evaluate("document.activeElement.textContent").startswith("Which weight’s change")
    shown.said("A 2-3-2 network with 12 weights")
    assert [shown.read(key) for key in ("a 1 1", "cost", "d 1 1")] == ["0.6810", "0.3429", "·"]
    assert shown.button("Show the answer").get_attribute("aria-disabled") == "true"
    shown.number("b 0 0").click(force=True)
    assert shown.node.locator(".bd-yours").inner_text() == "No weight chosen yet."
    shown.number("w 0 1 0").click()
    shown.button("Show the answer").click()
    net, x, y = running_network()
    slopes = net.backpropagate(x, y).weights
    ranked = sorted((abs(slope) for W in slopes for slope in W.ravel()), reverse=True)
    rank = ranked.index(abs(slopes[0][1, 0])) + 1
    assert (
        shown.node.locator(".bd-verdict").inner_text()
        == f"Not this one. Of 12 weights yours has rank {rank}."
    )
    shown.said(f"rank {rank} of 12; the steepest is")
    tries = shown.node.locator(".bd-result table").first.locator("td").all_inner_texts()
    expected = []
    for l, j, k in ((0, 1, 0), (1, 1, 2)):
        net, x, y = running_network()
        before, slope = net.cost(x, y), slopes[l][j, k]
        net.weights[l][j, k] -= 0.01 * np.sign(slope)
        expected += [
            "up" if slope < 0 else "down",
            f"{MINUS}{abs(slope) * 0.01:.6f}",
            f"{MINUS}{before - net.cost(x, y):.6f}",
        ]
    assert tries == expected
    rows = shown.node.locator(".bd-result table").last.locator("tbody tr")
    assert rows.count() == 12
    assert [row.locator("td").nth(1).inner_text().lstrip(MINUS) for row in rows.all()] == [
        f"{slope:.4f}" for slope in ranked
    ]
    assert shown.read("d 1 1") == "0.1479"
    shown.button("Back to the steps").click()
    assert (shown.counter, shown.read("d 0 0")) == ("Step 17 of 22", f"{MINUS}0.0350")
    assert shown.page.evaluate("document.activeElement.textContent") == "Find the steepest weight"
    shown.check()


@pytest.mark.parametrize("width", some([1280, 360], [360]))
def test_the_challenge_by_keyboard_and_with_the_right_answer(picture, width):
    shown = picture("challenge", width=width)
    keys = shown.page.keyboard
    for turn in range(9):
        trace = shown.trace
        steepest = max(
            ((l, j, k) for l, W in enumerate(trace["weights"]) for j, k in np.ndindex(np.shape(W))),
            key=lambda at: abs(trace["slopes"]["weights"][at[0]][at[1]][at[2]]),
        )
        shown.number(" ".join(map(str, ("w", *steepest)))).locator("xpath=..").focus()
        keys.press("Space")
        shown.button("Show the answer").focus()
        keys.press("Enter")
        count = sum(np.size(W) for W in trace["weights"])
        assert (
            shown.node.locator(".bd-verdict").inner_text()
            == f"Yes. Of {count} weights yours is the steepest."
        )
        assert shown.node.locator(".bd-result table").first.locator("tbody tr").count() == 1
        shown.check()
        shown.button("Another one").click()
        assert turn == 8 or shown.trace != trace
        assert not shown.node.locator(".bd-verdict").is_visible()


def test_another_network_keeps_the_place_in_the_story(picture):
    shown = picture("inductive step")
    names = shown.node.get_by_role("combobox").first.locator("option").all_inner_texts()
    for name, given_ in zip(names[1:], OTHERS, strict=True):
        shown.node.get_by_role("combobox").first.select_option(name)
        assert_equal(shown.trace, Expected(*made(*given_), 1.0).trace())
        assert shown.title.startswith("Inductive step")
    shown.check()


OVERLAPS = """() => {
  const parts = ".bd-net :is(.bd-card, .bd-weight, .bd-layer)";
  const boxes = [...document.querySelectorAll(parts)].map((node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    return { name: node.textContent, left, right, top, bottom };
  });
  const net = document.querySelector(".bd-net").getBoundingClientRect();
  const found = boxes.filter(
    (box) => box.left < net.left - 1 || box.right > net.right + 1 || box.bottom > net.bottom + 1,
  );
  boxes.forEach((one, at) => {
    for (const other of boxes.slice(at + 1)) {
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (wide > 0.5 && high > 0.5) found.push([one, other]);
    }
  });
  for (const number of document.querySelectorAll(".bd-net .bd-entry")) {
    if (number.scrollWidth > number.clientWidth + 1) found.push(number.textContent);
  }
  return found;
}"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".bd-net *")]
  .filter((node) => node.childNodes.length && [...node.childNodes].some((child) => child.nodeType === 3))
  .map((node) => parseFloat(getComputedStyle(node).fontSize)))"""

# The first networks of the list, with weights of one decimal and of four: overlaps, and the smallest text.
EACH_NETWORK = f"""(count) => {{
  const press = (name) =>
    [...document.querySelectorAll(".bd-send-back button")].find((one) => one.textContent === name).click();
  const names = document.querySelector(".bd-send-back select");
  return [...names.options].slice(0, count).map((option) => {{
    names.value = option.value;
    names.dispatchEvent(new Event("change", {{ bubbles: true }}));
    const seen = [1, 2].map(() => {{
      press("Update");
      const facts = [({OVERLAPS})(), ({SMALLEST})()];
      press("Apply the step");
      return facts;
    }});
    const title = document.querySelector(".bd-send-back .bd-panel .bd-title").textContent;
    return {{ seen, title, fits: document.documentElement.scrollWidth <= innerWidth }};
  }});
}}"""


@pytest.mark.parametrize("width", some([1280, 360], [360]))
def test_nothing_overlaps_and_the_text_is_large_enough(picture, width):
    whole = 1 + len(OTHERS)
    large = ((made([4, 4, 4, 4], "sigmoid", 1), 1), (made([3, 4, 2], "sigmoid", 11), 1))
    for example, count in ((running_network(), whole), *large):
        shown = picture("slopes", example=example, width=width)
        shown.page.evaluate("document.fonts.ready.then(() => true)")
        networks = shown.page.evaluate(EACH_NETWORK, count)
        assert len(networks) == count
        for network in networks:
            assert network["fits"]
            assert network["title"] == "Cost"  # after a step that was applied
            for overlaps, smallest in network["seen"]:
                assert overlaps == []
                assert smallest >= 11
        shown.check()


@pytest.mark.parametrize("width", some([1280, 390], [390]))
def test_nothing_below_moves_as_the_reader_walks(picture, width):
    shown = picture(width=width)
    shown.page.evaluate("document.fonts.ready")
    places = set()
    for _ in range(22):
        places.add(round(shown.button("Apply the step").bounding_box()["y"]))
        shown.button("Next").dispatch_event("click")
    assert len(places) == 1


# End all that travels, and wait for the frame in which it has arrived.
ARRIVED = """() => {
  for (const moving of document.getAnimations()) moving.finish();
  return new Promise(requestAnimationFrame);
}"""


@pytest.mark.parametrize(("width", "scheme"), some([(1280, "dark"), (390, "light")], [(1280, "dark")]))
def test_it_is_accessible_in_every_state(picture, width, scheme):
    shown = picture("slopes", width=width, color_scheme=scheme, has_touch=width < 500)

    def check():
        shown.page.evaluate(ARRIVED)
        assert_accessible(shown.page)

    check()
    shown.button("Inductive step").click()
    shown.number("w 1 1 2").click()
    shown.node.get_by_role("textbox").fill("?")
    shown.node.locator("summary").click()
    check()
    shown.button("Done").click()
    shown.button("Apply the step").click()
    check()
    shown.button("Find the steepest weight").click()
    check()
    shown.number("w 0 1 0").click()
    shown.button("Show the answer").click()
    check()
    shown.check()


def test_two_pictures_do_not_disturb_each_other_and_leave_nothing(picture):
    shown = picture(alone=True)
    shown.page.evaluate(
        """() => {
          const place = document.createElement("div");
          place.id = "second";
          document.querySelector("main").append(place);
          const mine = { ...model, set: () => {} };
          window.second = interactiveModules["send_back"].render({ model: mine, el: place });
        }"""
    )
    first, second = shown.page.locator("#place"), shown.page.locator("#second")
    first.get_by_role("button", name="Inductive step").click()
    second.locator("[data-number='w 0 0 0']").click()
    second.get_by_role("button", name="0.1 more").click()
    assert first.locator("[data-number='w 0 0 0']").inner_text() == "0.4"
    assert second.locator(".bd-counter").inner_text() == "Step 1 of 22"
    ids = shown.page.evaluate("[...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))
    shown.page.clock.install()
    first.get_by_role("button", name="Play").click()
    shown.page.evaluate("clean()")
    before = shown.trace
    shown.page.clock.run_for(60_000)
    assert first.inner_html() == ""
    assert shown.trace == before
    second.get_by_role("button", name="Next").click()
    assert second.locator(".bd-counter").inner_text() == "Step 2 of 22"
    assert not shown.watched.troubles


CELL = """from backprop.examples import running_network
from figures.touch import send_back

picture = send_back(*running_network(), begin="inductive step")
picture"""
READ = """import numpy as np
from backprop.examples import running_network
net, x, y = running_network()
net.weights[1][1, 2] = 0.7
errors = net.errors(*net.forward_pass(x), y)
same = all(np.allclose(mine, its, rtol=1e-12) for mine, its in zip(errors, picture.trace["errors"]))
print("the trace is", "right" if same else "wrong")"""


def test_it_lives_in_a_notebook_and_shares_its_trace(watch, lab):
    watched = watch(alone=True)
    page = watched.page
    lab.open(page, "send-back", CELL)
    node = page.locator(".jp-OutputArea-output .bd-send-back")
    assert node.locator(".bd-panel .bd-title").inner_text() == "Inductive step: error of neuron 0 of layer 0"
    node.locator("[data-number='w 1 1 2']").click()
    node.get_by_role("button", name="0.1 more").click()
    assert node.locator("[data-number='w 1 1 2']").inner_text() == "0.7"
    node.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Insert a cell below").first.click()
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").last.click()
    page.keyboard.insert_text(READ)
    page.keyboard.press("Control+Enter")
    page.locator(".jp-OutputArea-output").filter(has_text="the trace is right").wait_for()
