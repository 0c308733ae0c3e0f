"""The nudge that travels: every number against `backprop`'s, and every way to touch it."""

import re

import numpy as np
import pytest

from backprop import Network
from figures.interactive.nudge import nudge
from press.source.book import Book
from tests.browser.accessible import assert_accessible
from tests.figures.room import texts
from tests.thorough import THOROUGH

GIVEN = {"x": 0.5, "y": 1.0, "w": [0.8, -1.2, 1.5], "b": [0.1, 0.6, -0.4]}
DATA = nudge(**GIVEN)._data
KNOBS = ["x", "w 0", "b 0", "w 1", "b 1", "w 2", "b 2", "y"]
SHOWN = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)].map((node) => node.textContent);
  return {
    values: all(".bd-step .bd-value"), changes: all(".bd-step .bd-change"),
    factors: all(".bd-factor").filter(Boolean), results: all("dd"),
  };
}"""

ANEW = """(data) => {
  clean();
  model.set("data", data);
  interactiveModules.nudge.render({ model, el });
}"""
SAID = "w 0 = 0.81. The cost rises by 0.000055. Measured slope +0.005488, product of the links +0.005491."


@pytest.fixture
def chain(widget_page):
    """Open the picture; motion is reduced unless it is asked for."""

    def make(data=DATA, **options):
        return widget_page("nudge", data, **{"reduced_motion": "reduce"} | options)

    return make


def network(w, b):
    net = Network([1] * (len(w) + 1), activation="sigmoid", output="sigmoid", seed=0)
    net.set_parameters([[[weight]] for weight in w], [[[bias]] for bias in b])
    return net


def run(setting):
    """Return z, a, z, a, ..., C as `backprop` computes them, and its slopes for the knobs."""
    net, x, y = network(setting["w"], setting["b"]), np.array([[setting["x"]]]), np.array([[setting["y"]]])
    zs, activations = net.forward_pass(x)
    pairs = zip(zs, activations[1:], strict=True)
    values = [number.item() for pair in pairs for number in pair] + [float(net.cost(x, y))]
    slopes = net.backpropagate(x, y)
    flat = [part.item() for pair in zip(slopes.weights, slopes.biases, strict=True) for part in pair]
    to_x = (net.weights[0].T @ net.errors(zs, activations, y)[0]).item()
    return values, [to_x, *flat, setting["y"] - activations[-1].item()]


def nudged(setting, place, size):
    """Return the setting with the knob of this place turned by `size`."""
    w, b = list(setting["w"]), list(setting["b"])
    if 0 < place < len(KNOBS) - 1:
        (w, b)[(place - 1) % 2][(place - 1) // 2] += size
    ends = {"x": setting["x"] + size * (place == 0), "y": setting["y"] + size * (place == len(KNOBS) - 1)}
    return {**ends, "w": w, "b": b}


def written(number, digits, sign=False):
    """Return a number as the picture writes it: with a true minus, and no sign before zero."""
    text = f"{number:{'+' if sign else ''}.{digits}f}".replace("-", "\N{MINUS SIGN}")
    return text if re.search("[1-9]", text) else text.lstrip("+\N{MINUS SIGN}")


def choose(page, place):
    page.get_by_role("radio").nth(place).check(force=True)


def slider(page):
    return page.get_by_role("slider")


def results(page):
    return page.locator("dd").all_inner_texts()


def check_numbers(page, setting, place, size):
    """Compare all that is written about a nudge of one knob with what `backprop` computes."""
    (before, slopes), (after, _) = run(setting), run(nudged(setting, place, size))
    shown, digits = page.evaluate(SHOWN), [4] * (len(before) - 1) + [6]
    assert shown["values"] == [written(value, own) for value, own in zip(after, digits, strict=True)]
    changes = [written(now - then, 6, sign=True) for now, then in zip(after, before, strict=True)]
    assert shown["changes"] == changes
    measured = written((after[-1] - before[-1]) / size, 6, sign=True)
    assert shown["results"] == [written(slopes[place], 6, sign=True), measured]
    factors = [float(text.removeprefix("× ").replace("\N{MINUS SIGN}", "-")) for text in shown["factors"]]
    np.testing.assert_allclose(np.prod(factors), slopes[place], rtol=0.01, atol=1e-4)


# The numbers


def test_every_number_of_many_settings_is_that_of_backprop(chain):
    watched, rng = chain(), np.random.default_rng(0)
    page = watched.page
    settings = [GIVEN] + [
        {
            "x": round(float(rng.uniform(-2, 2)), 1),
            "y": float(rng.integers(0, 2)),
            "w": rng.uniform(-2, 2, 3).round(1).tolist(),
            "b": rng.uniform(-2, 2, 3).round(1).tolist(),
        }
        for _ in range(6 if THOROUGH else 2)
    ]
    for setting in settings:
        page.evaluate(ANEW, nudge(**setting)._data)
        for place in range(len(KNOBS)):
            size = round(float(rng.choice([-1, 1]) * rng.integers(1, 101) / 100), 2)
            choose(page, place)
            slider(page).fill(str(size))
            check_numbers(page, setting, place, size)
    assert not watched.troubles


def test_the_numbers_of_the_preface_are_shown(chain):
    page = chain().page
    book = Book()
    cells = book.notebook(next(page for page in book.pages if page.target.name == "index.html"))["cells"]
    texts = [part["text"] for cell in cells for part in cell.get("outputs", ()) if "text" in part]
    first, measured, links = ("".join(text) for text in texts)
    page.get_by_role("button", name="Nudge by +0.01").click()
    minus = "\N{MINUS SIGN}"
    rows = re.findall(r"moves with \w+ +(\S+)", links)
    shown = page.evaluate(SHOWN)
    assert [f"× {row.replace('-', minus).lstrip('+')}" for row in reversed(rows)] == shown["factors"]
    assert results(page) == [links.split()[-1], re.findall(r"[+-]0\.\d{6}", measured)[1]]
    assert shown["changes"][-1] == re.findall(r"[+-]0\.\d{6}", measured)[0]
    page.get_by_role("button", name="Reset").click()
    zs, activations = (re.findall(r"'(\S+?)'", line) for line in first.splitlines()[:2])
    values = [number.replace("-", minus) for pair in zip(zs, activations, strict=True) for number in pair]
    assert page.evaluate(SHOWN)["values"] == [*values, first.split()[-1]]


def test_a_smaller_nudge_comes_closer(chain):
    page, far = chain().page, []
    for size in ("1", "0.1", "0.01"):
        page.get_by_role("button", name=f"Nudge by +{size}", exact=True).click()
        product, measured = map(float, results(page))
        far.append(abs(measured - product))
    assert far[0] > 5 * far[1] > 25 * far[2]


def test_a_small_nudge_is_seen_larger_and_as_the_still_picture_has_it(chain):
    page = chain(reduced_motion="no-preference").page
    page.evaluate("""() => {
      globalThis.seen = [];
      const name = document.querySelector("dl > :last-child > dt");
      new MutationObserver(() => seen.push(name.textContent)).observe(name, { childList: true });
    }""")
    far = {}
    for size, words in ((1, ""), (0.01, "all seen 100×")):
        page.get_by_role("button", name=f"Nudge by +{size}", exact=True).click()
        page.wait_for_function(
            f"document.querySelector('dl > :last-child > dt').textContent.endsWith('/ {size}')"
        )
        far[size] = page.locator(".bd-step .bd-bar").evaluate_all(
            "(bars) => bars.map((bar) => Number(bar.getAttribute('d').split('H')[1]))"
        )
        assert page.locator(".bd-knob .bd-lens").text_content() == words
    np.testing.assert_allclose(far[0.01], far[1], atol=0.15)
    assert not [name for name in page.evaluate("seen") if name.endswith(" 0")]
    still = [text.get_text() for text in texts(nudge(**GIVEN)._still.figure)]
    shown = page.evaluate(SHOWN)
    assert {*shown["changes"], *shown["factors"], *shown["results"]} <= set(still)
    page.get_by_role("button", name="Reset").click()
    assert slider(page).get_attribute("max") == "1"


def test_one_can_go_on_from_a_nudge_and_start_again(chain):
    page = chain().page
    on, again = (page.get_by_role("button", name=name) for name in ("Keep it", "Reset"))
    assert [one.get_attribute("aria-disabled") for one in (on, again)] == ["true", "true"]
    slider(page).fill("0.7")
    on.click()
    assert "1.5" in page.get_by_role("radio", name="w0").locator("..").inner_text()
    assert slider(page).input_value() == "0"
    choose(page, 4)
    slider(page).fill("-0.25")
    check_numbers(page, nudged(GIVEN, 1, 0.7), 4, -0.25)
    again.click()
    assert again.get_attribute("aria-disabled") == "true"
    slider(page).fill("0.5")
    check_numbers(page, GIVEN, 4, 0.5)


# Every way to touch it


def test_it_works_by_keyboard_and_is_heard(chain):
    watched = chain(width=390)
    page, reached = watched.page, []
    for _ in range(7):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "range":
            page.keyboard.press("ArrowRight")
            page.get_by_role("status").get_by_text(SAID).wait_for(state="attached")
            assert slider(page).get_attribute("aria-valuetext") == "w 0 = 0.81, nudged by +0.01"
        reached.append(
            page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent")
        )
    assert reached == [
        "", "Nudge of w 0", "Nudge by +1", "Nudge by +0.1", "Nudge by +0.01", "Keep it", "Reset"
    ]  # fmt: skip
    page.get_by_role("radio", name="w0").focus()
    page.keyboard.press("ArrowRight")
    assert slider(page).get_attribute("aria-label") == "Nudge of b 0"
    assert not watched.troubles


def test_a_finger_drags_and_all_is_on_one_screen(chain):
    watched = chain(width=390, height=780, has_touch=True)
    page = watched.page
    assert page.locator(".bd-nudge").bounding_box()["height"] < 720  # below the page's head
    box = slider(page).bounding_box()
    assert box["height"] >= 44
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    for kind, shift in (("touchStart", 0), ("touchMove", 20), ("touchMove", 50), ("touchEnd", None)):
        points = [] if shift is None else [place | {"x": place["x"] + shift}]
        watched.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    moved = float(slider(page).input_value())
    assert moved == pytest.approx(50 / (box["width"] / 2 - 12), abs=0.03)
    check_numbers(page, GIVEN, 1, moved)
    dot = page.locator(".bd-knob .bd-dot").evaluate("(dot) => dot.getBoundingClientRect().x")
    assert dot == pytest.approx(place["x"] + 50, abs=2)  # the thumb is the mark
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not watched.troubles


def test_the_nudge_travels_to_the_cost(chain):
    page = chain(reduced_motion="no-preference").page
    page.evaluate("""() => {
      globalThis.moved = [];
      const note = (row, place) => new MutationObserver(() => {
        if (row.textContent !== "0.000000" && !moved.includes(place)) moved.push(place);
      }).observe(row, { childList: true, characterData: true, subtree: true });
      document.querySelectorAll(".bd-step .bd-change").forEach(note);
    }""")
    page.get_by_role("button", name="Nudge by +1").click()
    assert results(page) == ["?", "nudge it"]  # it has not come there yet
    page.wait_for_function("moved.length === 7 && !document.querySelector('.is-passing')")
    assert page.evaluate("moved") == list(range(7))
    check_numbers(page, GIVEN, 1, 1.0)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_it_is_for_everyone_and_its_letters_can_be_read(chain, width, scheme):
    page = chain(width=width, color_scheme=scheme).page
    slider(page).fill("0.8")
    assert_accessible(page, "best-practice")
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.bd-nudge *')].filter((one) => one.textContent.trim())"
        ".map((one) => parseFloat(getComputedStyle(one).fontSize)))"
    )
    assert smallest >= 9
    choose(page, 6)
    assert page.locator(".bd-step.is-idle").count() == 4
    assert page.locator(".bd-step.is-idle .bd-band[d='']").count() == 4
