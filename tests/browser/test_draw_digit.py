"""Draw a digit: by mouse, finger, pen and keyboard, what is shown is what `backprop` says of the drawing."""

import json
import re
import time
from copy import copy
from itertools import pairwise, product

import numpy as np
import pytest

from backprop import Network
from backprop.data.drawing import prepare
from figures.hand import HURRIED, PEN, rasterised, smoothed
from figures.interactive.draw_digit import draw_digit, reasons
from tests.browser.accessible import assert_accessible
from tests.thorough import some

MINUS = "\N{MINUS SIGN}"
NET = Network([784, 30, 10], seed=2)
SAMPLE = smoothed(HURRIED)
ONE = [(0.4, 0.3), (0.52, 0.2), (0.5, 0.8)]
BAR = [(0.3, 0.4), (0.7, 0.45), (0.67, 0.6)]
MOUSE, TOUCH = {"width": 1280}, {"width": 390, "has_touch": True}
BY_MOUSE = pytest.mark.parametrize("options", some([MOUSE, TOUCH], [MOUSE]))
BY_TOUCH = pytest.mark.parametrize("options", some([MOUSE, TOUCH], [TOUCH]))


# What the picture must print.


def decimal(value, digits=2):
    text = f"{abs(value):.{digits}f}"
    return MINUS + text if value < 0 and float(text) else text


def signed(value, digits=2):
    text = decimal(value, digits)
    return f"+{text}" if value > 0 and float(text) else text


def outputs_of(net, image):
    return net.feedforward(np.reshape(image, (-1, 1))).ravel()


def answer_in_words(net, image):
    a = outputs_of(net, image)
    first, second = np.argsort(-a, kind="stable")[:2]
    doubt = f"It is not sure: {'an' if first == 8 else 'a'} {first}?"
    said = f"It says {first}." if a[first] >= 0.5 else doubt
    return f"{said} Output {first} is {decimal(a[first])}; the next, {second}, is {decimal(a[second])}."


def since_began(image, digit, now, cost):
    """Return what the steps on one image did in all, in words."""
    began, before = outputs_of(NET, image)[digit], NET.cost(image.reshape(-1, 1), np.eye(10)[:, [digit]])
    return (
        f" Since you began: from {decimal(began)} to {decimal(now[digit])}, "
        f"the cost from {decimal(before, 4)} to {decimal(cost, 4)}."
    )


def taught(net, image, digit, eta, times):
    """Return a copy of `net` after some steps on one image."""
    pupil, x, y = copy(net), np.reshape(image, (-1, 1)), np.eye(10)[:, [digit]]
    for _ in range(times):
        pupil.update(pupil.backpropagate(x, y), eta)
    return pupil


def is_inked(image, *strokes, pen=PEN):
    """Return True if an image is that of these strokes, but for how the browser smooths their edges.

    A hair's breadth may make the image a pixel wider, or shift it by one.
    """
    image, shifts = np.reshape(image, (28, 28)), list(product((-1, 0, 1), repeat=2))
    for width in (pen, 0.97 * pen, 1.03 * pen):
        expected = prepare(rasterised(strokes, width)).reshape(28, 28)
        if min(np.abs(np.roll(expected, shift, axis=(0, 1)) - image).mean() for shift in shifts) < 0.006:
            return True
    return False


class Picture:
    """One picture on a page of its own, in the hands of a reader."""

    def __init__(self, watched, has_touch=False):
        self.watched, self.page, self.has_touch = watched, watched.page, has_touch
        self.node = self.page.locator("#place .bd-draw-digit")
        self.pad = self.node.get_by_role("application", name="Pad to draw a digit on")
        self.page.set_default_timeout(10_000)

    def button(self, name):
        return self.node.get_by_role("button", name=name, exact=True)

    def press(self, name):
        one = self.button(name) if isinstance(name, str) else name
        one.tap() if self.has_touch else one.click()

    def key(self, group, name):
        """Return one of the keys of a group."""
        of_group = self.node.get_by_role("group", name=group)
        return of_group.get_by_role("radio", name=str(name), exact=True)

    def unfold(self):
        self.press(self.node.get_by_text("Teach it, and see what it forgets"))
        self.node.locator(".bd-tray li").nth(9).wait_for()

    def set(self, name, value):
        self.page.evaluate("([name, value]) => model.set(name, value)", [name, value])

    def place(self, point):
        box = self.pad.bounding_box()
        return [box["x"] + 1 + point[0] * (box["width"] - 2), box["y"] + 1 + point[1] * (box["height"] - 2)]

    def draw(self, stroke, hand=None):
        """Draw with `hand(kind, x, y)`, or with the mouse."""
        hand = hand or self.mouse
        self.pad.scroll_into_view_if_needed()
        hand("down", *self.place(stroke[0]))
        for point in stroke[1:]:
            hand("move", *self.place(point))
        hand("up", *self.place(stroke[-1]))

    def mouse(self, kind, x, y):
        if kind == "move":
            self.page.mouse.move(x, y, steps=3)
        else:
            self.page.mouse.move(x, y)
            self.page.mouse.down() if kind == "down" else self.page.mouse.up()

    def finger(self, session):
        kinds = {"down": "touchStart", "move": "touchMove", "up": "touchEnd"}

        def touch(kind, x, y):
            points = [] if kind == "up" else [{"x": x, "y": y}]
            session.send("Input.dispatchTouchEvent", {"type": kinds[kind], "touchPoints": points})

        return touch

    def pen(self, session):
        kinds = {"down": "mousePressed", "move": "mouseMoved", "up": "mouseReleased"}

        def write(kind, x, y):
            event = {"type": kinds[kind], "x": x, "y": y, "button": "left", "pointerType": "pen"}
            buttons = 0 if kind == "up" else 1
            session.send("Input.dispatchMouseEvent", {**event, "buttons": buttons, "clickCount": 1})

        return write

    @property
    def image(self):
        return np.array(self.page.evaluate("Array.from(model.get('image'))"), float)

    @property
    def answer(self):
        return self.page.evaluate("model.get('answer')")

    @property
    def verdict(self):
        return " ".join(self.node.locator(".bd-verdict p").all_inner_texts())

    @property
    def values(self):
        return self.node.locator(".bd-outputs .bd-value").all_inner_texts()

    def is_off(self, name):
        return self.button(name).get_attribute("aria-disabled") == "true"

    def said(self, text):
        self.node.locator(".bd-said").filter(has_text=text).wait_for(state="attached")

    def check(self, net=NET):
        """All that is shown of the drawing is what `net` says of the published image."""
        image = self.image
        a = outputs_of(net, image)
        assert self.answer == a.argmax()
        assert self.verdict == answer_in_words(net, image)
        assert self.values == [decimal(value) for value in a]
        assert not self.watched.troubles


@pytest.fixture
def picture(widget_page):
    """Open the picture of a small network: `picture(net, width=390)`; motion is reduced unless asked for."""

    def make(net=NET, **options):
        state = {"ink": None, "image": [], "answer": None}
        options = {"reduced_motion": "reduce", **options}
        watched = widget_page("draw_digit", draw_digit(net)._data, state, **options)
        return Picture(watched, options.get("has_touch", False))

    return make


# Drawing.


@pytest.mark.parametrize(
    ("hand", "width"),
    some(
        list(product(("mouse", "touch", "pen"), (1280, 390))),
        [("mouse", 1280), ("touch", 390), ("pen", 1280)],
    ),
)
def test_a_stroke_is_read_while_it_is_drawn_and_published_when_it_ends(picture, hand, width):
    shown = picture(width=width, height=640, has_touch=hand == "touch")
    page = shown.page
    session = shown.watched.session
    write = {"mouse": lambda _: shown.mouse, "touch": shown.finger, "pen": shown.pen}[hand](session)
    assert is_inked(shown.image, *SAMPLE)
    shown.check()
    before, words = shown.image, shown.verdict
    page.evaluate("addEventListener('pointerdown', (event) => { globalThis.hand = event.pointerType; })")
    shown.pad.scroll_into_view_if_needed()
    scrolled = page.evaluate("scrollY")
    write("down", *shown.place(ONE[0]))
    for point in ONE[1:]:
        write("move", *shown.place(point))
    page.wait_for_function("(words) => document.querySelector('.bd-verdict').innerText !== words", arg=words)
    shown.node.locator(".bd-hints:not(.is-sample)").wait_for()
    assert (shown.image == before).all()
    write("up", *shown.place(ONE[-1]))
    assert is_inked(shown.image, ONE)
    shown.check()
    assert page.evaluate("hand") == hand
    assert page.evaluate("scrollY") == scrolled
    shown.draw(BAR, write)  # the second stroke adds to the first
    assert is_inked(shown.image, ONE, BAR)
    shown.check()
    shown.said(shown.verdict)


@BY_MOUSE
def test_undo_redo_clear_and_adding_to_the_example(picture, options):
    shown = picture(**options)
    first = shown.image
    assert [shown.is_off(name) for name in ("Undo", "Redo", "Clear")] == [True, True, False]
    shown.press("Add to it")
    assert not shown.button("Add to it").is_visible()
    shown.draw(BAR)
    assert is_inked(shown.image, *SAMPLE, BAR)
    both = shown.image
    shown.press("Undo")
    assert (shown.image == first).all()
    assert [shown.is_off(name) for name in ("Undo", "Redo")] == [True, False]
    shown.press("Redo")
    assert (shown.image == both).all()
    shown.check()
    shown.press("Clear")
    assert shown.answer is None
    assert not shown.image.any()
    assert shown.verdict == "Draw a digit. The network reads it as you draw."
    assert shown.values == ["–"] * 10
    assert shown.node.locator(".bd-sums dd").all_inner_texts() == ["–"] * 4
    assert shown.is_off("Clear")
    shown.said("Draw a digit.")
    shown.press("Undo")
    shown.press("Undo")
    assert (shown.image == first).all()
    shown.draw(ONE)  # what was undone is gone
    assert shown.is_off("Redo")
    assert is_inked(shown.image, *SAMPLE, ONE)
    shown.check()


def test_without_adding_the_first_stroke_wipes_the_example_away_and_undo_brings_it_back(picture):
    shown = picture()
    first = shown.image
    shown.draw(BAR)
    assert is_inked(shown.image, BAR)
    shown.press("Undo")
    assert (shown.image == first).all()
    assert shown.button("Add to it").is_visible()
    shown.check()


@BY_MOUSE
def test_pens_draw_as_wide_as_they_say(picture, options):
    shown = picture(**options)
    pens = {"thin": 0.045, "thick": 0.11, "medium": PEN}
    for name, pen in pens.items():
        shown.press(shown.key("Pen", name))
        shown.press("Clear")
        shown.draw(ONE)
        assert [is_inked(shown.image, ONE, pen=other) for other in pens.values()] == [
            other == pen for other in pens.values()
        ], name
    shown.check()


def test_a_touch_of_the_pad_is_a_dot(picture):
    shown = picture()

    def check_disc():
        image = shown.image.reshape(28, 28)
        assert image.sum() == pytest.approx(np.pi * 10**2, rel=0.02)  # as wide as the box of 20 pixels
        box = image[image.any(axis=1)][:, image.any(axis=0)]
        np.testing.assert_allclose(box, box.T, atol=0.12)
        shown.check()

    shown.draw([(0.5, 0.5)])
    check_disc()
    shown.press("Clear")
    shown.pad.focus()
    shown.page.keyboard.press("Space")
    shown.page.keyboard.press("Space")
    check_disc()


def test_strokes_reach_over_the_edge_and_a_second_finger_is_no_pen(picture):
    shown = picture(width=390, has_touch=True)
    session = shown.watched.session

    def touch(kind, *points):
        places = [dict(zip("xy", shown.place(point), strict=True)) for point in points]
        fingers = [{**place, "id": at} for at, place in enumerate(places)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    touch("touchStart", (0.2, 0.5))
    touch("touchMove", (0.6, 0.5))
    touch("touchStart", (0.6, 0.5), (0.9, 0.9))
    touch("touchMove", (0.6, 0.5), (0.1, 0.9))
    touch("touchMove", (1.02, 0.5), (0.1, 0.9))
    touch("touchEnd")
    assert is_inked(shown.image, [(0.2, 0.5), (1.02, 0.5)])
    shown.check()


@pytest.mark.parametrize("width", some([1280, 390], [390]))
def test_arrows_and_space_draw(picture, width):
    shown = picture(width=width)
    keys = shown.page.keyboard
    while not shown.pad.evaluate("(pad) => pad === document.activeElement"):
        keys.press("Tab")
    first = shown.image
    for key in ("Shift+ArrowUp", "ArrowUp", "ArrowLeft"):
        keys.press(key)
    shown.said("at 13 across, 9 down")
    assert shown.node.locator(".bd-cursor").is_visible()
    keys.press("Space")
    shown.said("pen down at 13 across, 9 down")
    keys.press("Shift+ArrowDown")
    keys.press("Shift+ArrowDown")
    keys.press("ArrowRight")
    shown.said("drawn to 14 across, 17 down")
    assert (shown.image == first).all()
    keys.press("Space")
    stroke = [(13 / 28, 9 / 28), (13 / 28, 17 / 28), (14 / 28, 17 / 28)]
    assert is_inked(shown.image, stroke)
    shown.said(shown.verdict)
    for _ in range(9):
        keys.press("Shift+ArrowRight")
    shown.said("at 28 across, 17 down")
    keys.press("ArrowDown")
    keys.press("Space")
    keys.press("Shift+ArrowUp")
    keys.press("Escape")
    second = [(1, 18 / 28), (1, 14 / 28)]
    assert is_inked(shown.image, stroke, second)
    both = shown.image
    keys.press("Control+z")
    assert is_inked(shown.image, stroke)
    keys.press("Control+Shift+Z")
    assert (shown.image == both).all()
    keys.press("Space")
    keys.press("Shift+ArrowUp")
    keys.press("Tab")  # whoever leaves lifts the pen
    assert is_inked(shown.image, stroke, second, [(1, 14 / 28), (1, 10 / 28)])
    assert shown.page.evaluate("document.activeElement.textContent") == "Undo"
    keys.press("Enter")
    assert (shown.image == both).all()
    shown.check()


def test_the_mouse_may_take_over_from_the_keys(picture):
    shown = picture()
    shown.pad.focus()
    shown.page.keyboard.press("Space")
    shown.page.keyboard.press("Shift+ArrowUp")
    shown.draw(BAR)
    assert is_inked(shown.image, [(0.5, 0.5), (0.5, 10 / 28)], BAR)
    assert not shown.node.locator(".bd-cursor").is_visible()
    shown.check()


def test_every_control_is_reached_and_works_by_keyboard(picture):
    shown = picture(width=390)
    keys = shown.page.keyboard
    summary = shown.node.locator("summary")
    summary.last.focus()
    keys.press("Enter")
    shown.node.locator(".bd-tray li").nth(9).wait_for()
    summary.first.focus()
    keys.press("Enter")
    assert not shown.node.locator(".bd-why").is_visible()
    keys.press("Enter")
    named = """(() => { const { activeElement: e } = document; const group = e.closest("fieldset");
      return group ? group.querySelector("legend").textContent
        : e.getAttribute("aria-label") ?? e.closest("label")?.textContent ?? e.textContent; })()"""
    shown.pad.focus()
    reached = ["Pad"]
    for _ in range(24):
        keys.press("Tab")
        reached.append(shown.page.evaluate(named))
        if reached[-1] == "Which digit did you mean?":
            keys.press("Space")
            keys.press("ArrowRight")
        if reached[-1].startswith("Learning rate"):
            keys.press("ArrowDown")
        if reached[-1] in ("Take one step", "Ten steps"):
            keys.press("Enter")
        if reached[-1].startswith("Neuron of"):
            keys.press("Home")
    once = taught(NET, shown.image, 1, 0.3, 11)
    shown.check(once)
    assert shown.node.locator(".bd-reading").first.inner_text().count("0") >= 2
    wanted = [
        "Undo", "Redo", "Clear", "Pen", "Add to it", "Neuron of layer 0 to read", "Why?", "What speaks for",
        "Which digit did you mean?", "Neuron of the errors of layer 0 to read", "Take one step", "Ten steps",
        "Reset the network",
    ]  # fmt: skip
    assert [name for name in reached if name in wanted] == wanted
    assert sum(name.startswith("A drawing of") for name in reached) >= 3
    shown.key("What speaks for", "its answer").focus()
    keys.press("ArrowRight")
    assert shown.node.locator(".bd-sums dt").first.inner_text().startswith("for a 0:")
    shown.said("Ink times slope for a 0:")
    shown.key("Pen", "medium").focus()
    keys.press("ArrowRight")
    assert shown.key("Pen", "thick").is_checked()


# Why.


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_the_reasons_for_each_output_are_pythons(picture, activation):
    net = Network([784, 30, 10], activation=activation, seed=4)
    has_touch = activation == "sigmoid"
    shown = picture(net, width=390 if has_touch else 1280, has_touch=has_touch)
    x = shown.image.reshape(-1, 1)
    z = net.forward_pass(x)[0][-1].ravel()
    answer = int(net.predict(x)[0])
    for choice in (*range(10), "its answer"):
        shown.press(shown.key("What speaks for", choice))
        j = answer if choice == "its answer" else choice
        amounts = reasons(net, x, j)
        pro, contra = amounts[amounts > 1e-12], amounts[amounts < -1e-12]
        names = shown.node.locator(".bd-sums dt").all_inner_texts()
        rest = "the biases’ share" if activation == "relu" else "biases and bends"
        assert names == [
            f"for a {j}: {len(pro)} pixels",
            f"against it: {len(contra)} pixels",
            rest,
            f"weighted input of output {j}",
        ]
        sums = [pro.sum(), contra.sum(), z[j] - amounts.sum(), z[j]]
        assert shown.node.locator(".bd-sums dd").all_inner_texts() == [signed(value) for value in sums]
        label = shown.node.locator(".bd-why .bd-heat").get_attribute("aria-label")
        counts = f"{len(pro)} pixels for it, {len(contra)} pixels against"
        assert label.startswith(
            f"Ink times slope for a {j}: {counts.replace(' pixels against', ' against')}."
        )
        signs = "(all) => all.map((e) => (e.getAttribute('d').match(/M/g) ?? []).length)"
        marks = shown.node.locator(".bd-why .bd-heat :is(.bd-positive, .bd-negative)").evaluate_all(signs)
        least = 0.02 * np.abs(amounts).max()
        assert [sum(marks[:5]), sum(marks[5:])] == [(amounts > least).sum(), (amounts < -least).sum()]
    shown.check(net)


@BY_TOUCH
def test_a_neuron_is_chosen_by_pointing_or_with_the_slider(picture, options):
    shown = picture(**options)
    x = shown.image.reshape(-1, 1)
    Z, A = NET.forward_pass(x)
    cells = shown.node.locator(".bd-cells").first
    for j in (0, 11, 29):  # eight in a row
        box = cells.locator("svg").bounding_box()
        scale = box["width"] / 8.4
        spot = (box["x"] + scale * (0.7 + j % 8), box["y"] + scale * (0.7 + j // 8))
        shown.page.touchscreen.tap(*spot) if shown.has_touch else shown.page.mouse.click(*spot)
        z, a = decimal(Z[0][j, 0]), decimal(A[1][j, 0])
        slider = cells.get_by_role("slider")
        assert slider.get_attribute("aria-valuetext") == f"neuron {j}: z = {z}, a = {a}"
        assert re.findall(rf"= ([{MINUS}\d.]+)", cells.locator(".bd-reading").inner_text()) == [z, a]
    slider.focus()
    shown.page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext").startswith("neuron 28: ")
    counts = f"{(A[1] > 0).sum()} positive, 0 negative"
    assert counts in cells.locator("svg").get_attribute("aria-label")
    shown.unfold()
    assert "Neuron 28 of layer 0" in shown.node.locator(".bd-weights").inner_text()
    shown.press(shown.key("Which digit did you mean?", 3))
    delta = NET.errors(Z, A, np.eye(10)[:, [3]])[0]
    errors = shown.node.locator(".bd-teaching .bd-cells")
    label = errors.locator("svg").get_attribute("aria-label")
    assert f"{(delta > 0).sum()} positive, {(delta < 0).sum()} negative" in label
    chosen = int(np.abs(delta).argmax())
    errors.get_by_role("slider").fill(str(chosen))
    value = f"neuron {chosen}: δ = {decimal(delta[chosen, 0], 4)}"
    assert errors.get_by_role("slider").get_attribute("aria-valuetext") == value
    assert f"Neuron {chosen} of layer 0" in shown.node.locator(".bd-weights").inner_text()
    assert (
        f"up to ±{decimal(np.abs(NET.weights[0][chosen]).max())}"
        in shown.node.locator(".bd-weights").inner_text()
    )
    shown.check()


# Teaching.


def tiles(shown):
    return [tile.get_attribute("aria-label") for tile in shown.node.locator(".bd-tray button").all()]


def fate(before, now, meant):
    if before == now:
        return ""
    return ", forgotten" if before == meant else ", learned" if now == meant else ", changed"


@BY_TOUCH
def test_steps_change_everything_as_in_python_and_reset_brings_it_back(picture, options):
    shown = picture(**options)
    shown.unfold()
    assert shown.is_off("Take one step")
    assert shown.is_off("Ten steps")
    assert shown.is_off("Reset the network")
    samples = []
    for digit, tile in enumerate(shown.node.locator(".bd-tray button").all()):
        shown.press(tile)
        samples.append(shown.image)
        assert shown.key("Which digit did you mean?", digit).is_checked()
    assert len(tiles(shown)) == 10
    shown.press("Clear")
    shown.draw(ONE)
    image = shown.image
    shown.press(shown.key("Which digit did you mean?", 7))
    shown.said("You meant 7. The errors have flowed back. That of output 7 is")
    shown.node.get_by_label("Learning rate").select_option("3")
    net, y = NET, np.eye(10)[:, [7]]
    x = image.reshape(-1, 1)
    for name, times, steps in (("Take one step", 1, "1 step"), ("Ten steps", 10, "11 steps")):
        before, was, cost = net, outputs_of(net, image), net.cost(x, y)
        shown.press(name)
        net = taught(before, image, 7, 3, times)
        shown.check(net)
        now, delta = outputs_of(net, image), net.errors(*net.forward_pass(x), y)[-1].ravel()
        cells = [
            [decimal(was[j]), decimal(now[j]), str(int(y[j, 0])), signed(delta[j], 4)] for j in range(10)
        ]
        assert shown.node.locator(".bd-teaching thead th[scope=col]").count() == 5
        rows = shown.node.locator(".bd-teaching tbody tr").all()
        assert [row.locator("td").all_inner_texts() for row in rows] == cells
        assert shown.node.locator(".bd-progress").inner_text() == (
            f"{steps} taken. Output 7 went from {decimal(was[7])} to {decimal(now[7])}, "
            f"the cost of this drawing from {decimal(cost, 4)} to {decimal(net.cost(x, y), 4)}."
            + since_began(image, 7, now, net.cost(x, y))
            * (steps != "1 step")
        )
    shown.said(f"Output 7 went from {decimal(was[7])} to {decimal(now[7])}. It says 7.")
    expected, right = [], [0, 0]
    for meant, one in zip([*range(10), 7], [*samples, image], strict=True):
        a, b = outputs_of(NET, one), outputs_of(net, one)
        old, new = int(a.argmax()), int(b.argmax())
        right[0] += old == meant
        right[1] += new == meant
        facts = f"was {old}, {decimal(a[old])}, now {new}, {decimal(b[new])}{fate(old, new, meant)}"
        expected.append(f"A drawing of {meant}: {facts}. Put it on the pad")
    assert tiles(shown) == expected
    forgotten, learned = (sum(word in label for label in expected) for word in ("forgotten", "learned"))
    assert shown.node.locator(".bd-summary").inner_text() == (
        f"Of 11 drawings whose digit is known, the network read {right[0]} as it came and reads {right[1]} "
        f"now: {forgotten or 'none'} forgotten, {learned or 'none'} learned."
    )
    moved = np.abs(net.weights[0] - NET.weights[0])
    chosen = int(moved.max(axis=1).argmax())
    shown.node.locator(".bd-teaching .bd-cells").get_by_role("slider").fill(str(chosen))
    assert f"up to ±{decimal(moved[chosen].max(), 4)}" in shown.node.locator(".bd-weights").inner_text()
    shown.press("Reset the network")
    shown.check(NET)
    assert shown.is_off("Reset the network")
    assert shown.node.locator(".bd-progress").inner_text().startswith("0 steps taken.")
    assert "now" in tiles(shown)[0]
    assert not any(re.search("forgotten|learned|changed", label) for label in tiles(shown))
    shown.said("The network is as it came.")


def test_an_output_that_is_sure_and_wrong_is_named_and_what_the_steps_did_since_the_first(picture):
    net = Network([784, 30, 10], seed=2)
    net.biases[-1][1], net.biases[-1][8] = 9, 9
    shown = picture(net)
    shown.unfold()
    shown.press(shown.key("Which digit did you mean?", 1))
    progress, advice = (shown.node.locator(f".bd-{name}") for name in ("progress", "advice"))
    for _ in range(2):
        shown.press("Take one step")
    assert "Output 1 went from 1.00 to 1.00, the cost" in progress.inner_text()
    assert "Since you began: from 1.00 to 1.00, the cost from" in progress.inner_text()
    assert re.match(r"Output 8 is 1\.00 and should be 0, but σ′ is 0\.000\d+ there: ", advice.inner_text())
    shown.press(shown.key("Which digit did you mean?", 8))
    assert "Since" not in progress.inner_text()
    assert advice.inner_text().startswith("Output 1 is 1.00 and should be 0")


def test_of_a_dead_output_it_is_told_that_no_step_moves_it(picture):
    net = Network([784, 30, 10], output="relu", seed=7)
    net.biases[-1][3] = -1000
    shown = picture(net)
    shown.unfold()
    shown.press(shown.key("Which digit did you mean?", 3))
    assert shown.node.locator(".bd-advice").inner_text() == (
        "Output 3 is 0.00 and should be 1, but σ′ is 0 there: no step moves its weights, however long it is."
    )


def test_what_hardly_learns_leads_to_the_section_that_says_why(watch, address):
    page = watch().page
    page.goto(f"{address}/chapters/10-draw.html")
    teaching = page.locator(".bd-teaching")
    page.get_by_text("Teach it, and see what it forgets").click()
    teaching.locator(".bd-asking label", has_text="1").click()
    link = teaching.locator(".bd-advice a")
    assert link.inner_text() == "Section 10.4"
    heading = page.locator(f":is(h2{link.get_attribute('href')}, section{link.get_attribute('href')} > h2)")
    assert "A step of learning" in heading.inner_text()


def test_the_step_and_what_it_did_are_on_one_screen_of_a_phone(picture):
    shown = picture(width=390, height=844, has_touch=True)
    shown.unfold()
    shown.press(shown.key("Which digit did you mean?", 7))
    for _ in range(2):
        shown.press("Ten steps")
    parts = (".bd-teaching .bd-cells", ".bd-step", ".bd-progress", ".bd-advice")
    boxes = [shown.node.locator(part).first.bounding_box() for part in parts]
    assert all(upper["y"] + upper["height"] <= lower["y"] for upper, lower in pairwise(boxes))
    assert boxes[-1]["y"] + boxes[-1]["height"] - boxes[0]["y"] <= 844 - 54, "below the page's header"
    assert "Since you began" in shown.node.locator(".bd-progress").inner_text()


def test_a_far_too_long_step_is_told_and_changes_nothing(picture):
    net = Network([784, 30, 10], output="relu", seed=7)
    shown = picture(net)
    shown.unfold()
    shown.press(shown.key("Which digit did you mean?", 2))
    shown.node.get_by_label("Learning rate").select_option("3")
    before = (shown.image.tolist(), shown.values, tiles(shown), shown.node.locator("tbody").inner_text())
    shown.press("Ten steps")
    shown.said("This step is too long. The network has not changed.")
    assert shown.node.locator(".bd-advice").inner_text() == (
        "The outputs would leave all bounds: this step is too long. Lower η, or reset the network."
    )
    after = (shown.image.tolist(), shown.values, tiles(shown), shown.node.locator("tbody").inner_text())
    assert after == before
    assert shown.is_off("Reset the network")
    shown.check(net)
    shown.node.get_by_label("Learning rate").select_option("0.01")
    shown.press("Take one step")
    shown.check(taught(net, shown.image, 2, 0.01, 1))


@pytest.mark.parametrize(("sizes", "activation"), [([784, 10], "sigmoid"), ([784, 9, 7, 10], "relu")])
def test_networks_of_other_depths_are_shown_and_taught(picture, sizes, activation):
    net = Network(sizes, activation=activation, seed=6)
    shown = picture(net, width=390)
    shown.check(net)
    shown.unfold()
    shown.press(shown.key("Which digit did you mean?", 5))
    for l, cells in enumerate(shown.node.locator(".bd-reading-of-it .bd-cells").all()):
        cells.get_by_role("slider").fill("3")
        z = net.forward_pass(shown.image.reshape(-1, 1))[0][l][3, 0]
        assert f"z = {decimal(z)}" in cells.get_by_role("slider").get_attribute("aria-valuetext")
    shown.press("Take one step")
    shown.check(taught(net, shown.image, 5, 0.1, 1))
    assert f"{len(sizes)}. The step" in shown.node.inner_text()
    shown.press("Clear")
    assert shown.answer is None
    assert not shown.watched.troubles


def test_the_tray_keeps_each_drawing_once_with_its_own_image_and_the_last_14(picture):
    shown = picture()
    shown.unfold()
    shown.draw(ONE)
    shown.press("Clear")
    shown.press("Undo")
    shown.press("Clear")
    assert len(tiles(shown)) == 11
    rng = np.random.default_rng(0)
    inks = [(rng.random((9, 7)) < 0.4).astype(int) for _ in range(16)]
    shown.page.evaluate(
        "(inks) => inks.forEach((ink) => model.set('ink', ink))", [ink.tolist() for ink in inks]
    )
    shown.press("Clear")
    expected = []
    for ink in inks[2:]:
        a = outputs_of(NET, prepare(ink))
        facts = f"was {a.argmax()}, {decimal(a.max())}, now {a.argmax()}, {decimal(a.max())}"
        expected.append(f"A drawing: {facts}. Put it on the pad")
    assert tiles(shown)[10:] == expected
    shown.node.locator(".bd-tray button").nth(10).click()
    np.testing.assert_allclose(shown.image, prepare(inks[2]).ravel(), atol=1e-12)
    shown.check()


# What Python puts on the pad.


def test_ink_from_python_is_read_in_every_form_and_as_often_as_it_is_set(picture):
    shown = picture()
    rng = np.random.default_rng(1)
    square = prepare(rng.random((28, 28)) * (rng.random((28, 28)) < 0.3)).reshape(28, 28)
    tall = np.zeros((40, 12), int)
    tall[5:30, 3:6] = 200
    for ink in (square, square.ravel(), square.reshape(-1, 1), tall, np.ones((1, 1)), 1e-300 * square):
        shown.set("ink", ink.tolist())
        matrix = ink if ink.ndim == 2 and ink.shape != (784, 1) else square
        np.testing.assert_allclose(shown.image, prepare(matrix).ravel(), rtol=0, atol=1e-12)
        shown.check()
    shown.press("Clear")
    shown.page.wait_for_function("model.get('ink') === null")
    shown.set("ink", tall.tolist())
    shown.press("Undo")
    assert shown.answer is None
    shown.set("ink", tall.tolist())
    np.testing.assert_allclose(shown.image, prepare(tall).ravel(), rtol=0, atol=1e-12)
    shown.set("ink", square.tolist())
    shown.draw(BAR)  # a stroke lies over the image: the two are read as one, 560 pixels wide
    assert not is_inked(shown.image, BAR)
    shown.check()


WRONG = [
    ([[1, 2], [3]], "its rows are of unequal length"),
    ([], "it is no list of numbers"),
    ("a digit", "it is no list of numbers"),
    (7, "it is no list of numbers"),
    ([[]], "it is no list of rows"),
    ([[1, 2], 3], "it is no list of rows"),
    ([1, 2, 3], "3 numbers make no square"),
    ([[1, -0.5]], "it holds something other than numbers from 0"),
    ([[1, None]], "it holds something other than numbers from 0"),
    ([["1", "2"]], "it holds something other than numbers from 0"),
    ([[[1, 2], [3, 4]]], "it holds something other than numbers from 0"),
]


def test_bad_ink_is_told_in_one_line_and_loses_nothing(picture):
    shown = picture()
    shown.draw(ONE)
    before = shown.image
    alert = shown.node.locator(".bd-drawing .bd-wrong")
    for ink, reason in WRONG:
        shown.set("ink", ink)
        assert alert.inner_text() == f"ink was not put on the pad: {reason}; expected rows of numbers from 0."
        assert (shown.image == before).all()
        shown.check()
    assert alert.get_attribute("role") == "alert"
    shown.press("Undo")
    assert is_inked(shown.image, *SAMPLE)
    shown.set("ink", [[1]])
    assert alert.inner_text() == ""
    shown.check()


# For everyone.


@pytest.mark.parametrize(("width", "scheme"), some([(1280, "dark"), (390, "light")], [(390, "light")]))
def test_it_is_accessible_in_every_state(picture, width, scheme):
    shown = picture(width=width, color_scheme=scheme, has_touch=width < 500)

    def check():
        assert_accessible(shown.page)

    shown.unfold()
    check()
    shown.press(shown.key("Which digit did you mean?", 3))
    shown.node.get_by_label("Learning rate").select_option("3")
    shown.press("Ten steps")
    shown.set("ink", [[1, 2], [3]])
    assert shown.node.locator(".bd-forgotten").count()
    check()
    shown.press("Clear")
    shown.pad.focus()
    check()
    assert not shown.watched.troubles


CUT_OFF = """(all) => all
  .filter((e) => !e.closest("svg, math, .bd-said, .bd-hearing, .bd-tools legend, input"))
  .filter((e) => e.clientWidth && e.scrollWidth > e.clientWidth + 1)
  .map((e) => `${e.tagName} ${e.className}`)"""
HEIGHT = "document.querySelector('.bd-draw-digit').getBoundingClientRect().height"


@pytest.mark.parametrize("width", some([1280, 600, 390, 360], [1280, 360]))
def test_it_fits_and_nothing_below_jumps(picture, width):
    net = Network([784, 30, 10], seed=2)
    net.biases[-1][3] = -9  # an output that hardly learns, and is told at length
    shown = picture(net, width=width, has_touch=width < 500)
    shown.unfold()
    heights = {}

    def measure(state):
        shown.page.evaluate("document.fonts.ready.then(() => null)")  # a font is loaded when it is first used
        heights[state] = shown.page.evaluate(HEIGHT)
        assert shown.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state
        assert shown.node.locator("*").evaluate_all(CUT_OFF) == [], state

    measure("example")
    shown.press(shown.key("Which digit did you mean?", 3))
    assert re.match(
        r"Output 3 is 0\.00 and should be 1, but σ′ is 0\.000\d+ there: a neuron so sure hardly moves\.",
        shown.node.locator(".bd-advice").inner_text(),
    )
    measure("errors")
    shown.node.get_by_label("Learning rate").select_option("3")
    shown.press("Ten steps")
    measure("taught")
    for j in (0, 7, 29):
        shown.node.locator(".bd-teaching .bd-cells").get_by_role("slider").fill(str(j))
        measure(f"neuron {j}")
    shown.draw([(0.5, 0.5)])
    assert shown.answer is not None
    measure("a dot")
    shown.press("Undo")
    shown.press("Reset the network")
    measure("reset")
    assert max(heights.values()) - min(heights.values()) < 0.5, heights  # of a pixel, which nobody sees
    if shown.has_touch:
        for control in shown.node.locator("button, select, summary, .bd-keys label, input[type=range]").all():
            if control.is_visible():
                assert control.bounding_box()["height"] >= 43.9, control.inner_text()


def test_errors_flow_back_in_motion_unless_the_reader_wants_none(picture):
    moving = "document.getAnimations().length"
    for motion, moves in (("reduce", False), ("no-preference", True)):
        shown = picture(reduced_motion=motion)
        shown.unfold()
        shown.press(shown.key("Which digit did you mean?", 3))
        assert (shown.page.evaluate(moving) > 0) == moves
        shown.press("Take one step")
        assert (shown.page.evaluate(moving) > 0) == moves
        shown.check(taught(NET, shown.image, 3, 0.1, 1))


def test_two_pictures_do_not_disturb_each_other_and_nothing_is_left_of_them(picture):
    shown = picture()
    page = shown.page
    page.evaluate(
        """() => {
          const mine = { data: values.data, ink: null };
          globalThis.other = { get: (name) => mine[name], set: (name, value) => (mine[name] = value),
                               save_changes() {}, on() {}, off() {} };
          const el = document.createElement("div");
          el.id = "second";
          document.querySelector("main").append(el);
          globalThis.cleanSecond = interactiveModules["draw_digit"].render({ model: other, el });
        }"""
    )
    second = Picture(shown.watched)
    second.node = page.locator("#second .bd-draw-digit")
    second.pad = second.node.get_by_role("application")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))
    first = shown.image
    second.draw(BAR)
    second.press(second.key("Pen", "thick"))
    second.press(second.key("What speaks for", 4))
    second.unfold()
    second.press(second.key("Which digit did you mean?", 4))
    second.press("Ten steps")
    assert (shown.image == first).all()
    assert shown.key("Pen", "medium").is_checked()
    assert shown.key("What speaks for", "its answer").is_checked()
    assert not shown.node.locator(".bd-teaching").is_visible()
    shown.check()
    # Removed in the middle of a stroke: it is finished, and no frame, listener or event comes after it.
    page.evaluate(
        """() => {
          const [ask, cancel] = [requestAnimationFrame, cancelAnimationFrame];
          globalThis.asked = new Set();
          window.requestAnimationFrame = (f) => {
            const id = ask((time) => { asked.delete(id); f(time); });
            asked.add(id);
            return id;
          };
          window.cancelAnimationFrame = (id) => { asked.delete(id); cancel(id); };
        }"""
    )
    shown.pad.scroll_into_view_if_needed()
    shown.mouse("down", *shown.place(ONE[0]))
    shown.mouse("move", *shown.place(ONE[1]))
    left = page.evaluate(
        """() => {
          const place = { pointerId: 1, clientX: 5, clientY: 5 };
          document.querySelector("#place .bd-pad").dispatchEvent(new PointerEvent("pointermove", place));
          const before = asked.size;
          clean();
          return [before, asked.size];
        }"""
    )
    assert left == [1, 0]
    assert page.locator("#place").inner_html() == ""
    assert page.evaluate("Object.values(listeners).every((set) => set.size === 0)")
    last = shown.image
    assert (last != first).any()
    page.mouse.move(100, 300)
    page.mouse.up()
    shown.set("ink", [[1]])
    assert (shown.image == last).all()
    second.pad.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowUp")
    page.evaluate("cleanSecond()")
    assert page.evaluate("asked.size") == 0
    assert not shown.watched.troubles


# In a notebook.


CELL = """
import json
from pathlib import Path
import numpy as np
from backprop import Network
from figures.touch import draw_digit

picture = draw_digit(Network([784, 30, 10], seed=2))

def see(change):
    Path("seen.new").write_text(json.dumps([picture.image, picture.answer]))
    Path("seen.new").rename("digit.json")
    if picture.answer is None and picture.image:  # the reader has cleared the pad
        picture.ink = np.eye(12, 9)

picture.widget.observe(see, ["image", "answer"])
picture
"""


def test_in_a_notebook_python_reads_the_drawing_and_puts_one_there(lab, watch):
    watched = watch(reduced_motion="reduce", alone=True)
    lab.open(watched.page, "draw-digit", CELL)
    shown = Picture(watched)
    shown.node = watched.page.locator(".jp-OutputArea-output .bd-draw-digit")
    shown.pad = shown.node.get_by_role("application")
    shown.pad.wait_for()
    file = lab.folder / "digit.json"

    def wait_for(is_right):
        """Wait until Python has seen an image of which `is_right` is true, and the answer to it."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            image, answer = json.loads(file.read_text()) if file.exists() else ([], None)
            if image and is_right(image) and answer == outputs_of(NET, image).argmax():
                return
            watched.page.wait_for_timeout(100)
        raise AssertionError(f"Python has seen {answer}")

    shown.draw(ONE)
    wait_for(lambda image: is_inked(image, ONE))
    shown.press("Clear")
    put = prepare(np.eye(12, 9)).ravel()
    wait_for(lambda image: np.abs(put - image).max() < 1e-12)
    assert shown.verdict == answer_in_words(NET, put)
