"""Rolling down a cost: the numbers against Python's, what paths are called, and every way to touch it."""

import json
import re
import time
from itertools import pairwise

import numpy as np
import pytest
from scipy import optimize

from figures.interactive import bundle
from figures.interactive import roll_down as module
from figures.interactive.roll_down import Slice, Valley, descend, roll_down
from tests.browser.accessible import assert_accessible
from tests.thorough import some

NETWORK = (module.running_network()[0], module.X, module.Y, module.FIRST, module.SECOND)
SURFACES = [Valley(module.VALLEY_X, module.VALLEY_Y), Slice(*NETWORK)]
DATA = roll_down()._data


@pytest.fixture(scope="module")
def inside(browser):
    """A page on which all functions of the module can be called."""
    page = browser.new_page()
    page.set_content("<!DOCTYPE html><title>Roll down</title>")
    page.add_script_tag(content=bundle("roll_down").replace("export default { render };", ""))
    page.evaluate("(data) => { globalThis.read = data.surfaces.map(readSurface); }", DATA)
    yield page
    page.close()


@pytest.fixture
def roll(widget_page):
    """Open the picture; motion is reduced unless it is asked for."""

    def make(data=DATA, **options):
        return widget_page("roll_down", data, **{"reduced_motion": "reduce"} | options)

    return make


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def attempt(page, eta):
    button(page, f"Run with η = {eta}").click()


def unfold(page):
    page.locator(".bd-roll-down summary").click()


def published(page, name="path"):
    return page.evaluate("(name) => model.get(name)", name)


def verdict(page):
    return page.locator(".bd-verdict").inner_text()


def handle(page):
    return page.get_by_role("application", name=re.compile("^Start at"))


# The numbers


@pytest.mark.parametrize("which", [0, 1])
def test_costs_and_slopes_are_pythons(inside, which):
    surface = SURFACES[which]
    rng = np.random.default_rng(which)
    places = surface.middle + surface.span * rng.uniform(-1, 1, (40, 2))
    got = inside.evaluate(
        "([which, places]) => places.map((w) => [read[which].cost(w), read[which].slopes(w),"
        " [0, 1, 2, 3, 4, 5].map((i) => read[which].slopesOf(w, i))])",
        [which, places.tolist()],
    )
    for w, (cost, slopes, each) in zip(places, got, strict=True):
        np.testing.assert_allclose(cost, surface.cost(w), rtol=1e-12)
        np.testing.assert_allclose(slopes, surface.slopes(w), rtol=1e-12, atol=1e-15)
        expected = [surface.slopes(w, i) for i in range(6)]
        np.testing.assert_allclose(each, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("seed", [None, 0, 7])
@pytest.mark.parametrize(("which", "eta"), [(0, 0.2), (0, 1.0), (0, 1.7), (0, 2.1), (1, 4.0), (1, 40.0)])
def test_a_whole_path_is_pythons(inside, which, eta, seed):
    surface = SURFACES[which]
    got = inside.evaluate(
        """([which, start, eta, seed]) => {
          const order = seed === null ? null : orderOf(seed, 6, 41);
          return { order, path: descend(read[which], { start, eta, order }, 40) };
        }""",
        [which, surface.start.tolist(), eta, seed],
    )
    expected = descend(surface, surface.start, eta, 40, got["order"] or ())
    np.testing.assert_allclose([one["w"] for one in got["path"]], expected, rtol=1e-10, atol=1e-12)
    costs = [surface.cost(w) for w in expected]
    np.testing.assert_allclose([one["cost"] for one in got["path"]], costs, rtol=1e-10)


def test_the_valleys_edge_and_bottom_are_pythons(inside):
    edge, bottom, lowest = inside.evaluate("[read[0].edge, read[0].bottom, read[0].lowest]")
    assert edge == pytest.approx(SURFACES[0].edge, rel=1e-12)
    np.testing.assert_allclose(bottom, SURFACES[0].middle, rtol=1e-12)
    assert lowest == pytest.approx(SURFACES[0].cost(SURFACES[0].middle), rel=1e-12)


def test_no_place_on_a_networks_map_is_lower_than_the_lowest(inside):
    surface = SURFACES[1]
    lowest = inside.evaluate("read[1].lowest")
    found = optimize.minimize(
        surface.cost,
        inside.evaluate("read[1].bottom"),
        bounds=[(m - surface.span, m + surface.span) for m in surface.middle],
    )
    assert lowest == pytest.approx(found.fun, rel=1e-6)
    path = descend(surface, surface.start, 4.0, 300, ())
    assert min(surface.cost(w) for w in path) >= lowest - 1e-9


@pytest.mark.parametrize("n", [1, 2, 6, 9])
def test_an_order_holds_every_example_once_an_epoch(inside, n):
    orders = inside.evaluate("(n) => [0, 1, 2].map((seed) => orderOf(seed, n, 5 * n + 1))", n)
    again = inside.evaluate("(n) => [0, 1, 2].map((seed) => orderOf(seed, n, 5 * n + 1))", n)
    assert orders == again
    for order in orders:
        assert len(order) == 5 * n + 1
        for epoch in range(5):
            assert sorted(order[epoch * n : (epoch + 1) * n]) == list(range(n))
    if n > 5:
        assert len({tuple(order) for order in orders}) == 3
        assert len({tuple(orders[0][epoch * n : (epoch + 1) * n]) for epoch in range(5)}) > 1


def test_every_place_of_an_order_is_as_likely(inside):
    firsts = inside.evaluate("Array.from({ length: 1200 }, (_, seed) => orderOf(seed, 6, 1)[0])")
    assert (abs(np.bincount(firsts, minlength=6) - 200) < 60).all()


# What a path is called


def name_of(surface, lowest, path, stochastic=False):
    """Return what the docstring of `roll_down` calls a path of full steps."""
    C, steps = np.array([surface.cost(w) for w in path]), len(path) - 1
    if np.abs(path[-1] - surface.middle).max() > 1e6 * surface.span:
        return "Diverges"
    if steps < 3:
        return None
    if C[-1] > C[0]:
        return "Diverges" if 2 * (np.diff(C) > 0).sum() >= steps else "Thrown off"
    if stochastic:
        return "Wanders"
    outside = np.flatnonzero(C - lowest > 0.05 * (C[0] - lowest))
    arrived = outside[-1] + 1 if len(outside) else 0
    among = arrived if 0 < arrived <= steps else steps
    slopes = np.array([surface.slopes(w) for w in path[: among + 1]])
    flips = ((slopes[1:] * slopes[:-1]) < 0).sum(axis=0).max()
    if 2 * flips > among:
        return "Bounces"
    return "Converges" if arrived <= steps else "Crawls"


JUDGE = """([which, start, eta, steps, order]) => {
  const path = descend(read[which], { start, eta, order }, steps);
  return { path: path.map(({ w }) => w), lowest: read[which].lowest,
           ...judge(read[which], path, order !== null) };
}"""


@pytest.mark.parametrize("which", [0, 1])
def test_names_follow_the_written_rules(inside, which):
    surface, rng, met = SURFACES[which], np.random.default_rng(3), set()
    for _ in range(150):
        start = surface.middle + 0.9 * surface.span * rng.uniform(-1, 1, 2)
        eta = float(surface.edge * 10 ** rng.uniform(-2, 1))
        steps = int(rng.integers(1, 40))
        order = [int(i) for i in rng.integers(0, 6, steps + 1)] if rng.random() < 0.2 else None
        got = inside.evaluate(JUDGE, [which, start.tolist(), eta, steps, order])
        expected = name_of(surface, got["lowest"], np.array(got["path"]), order is not None)
        assert got["regime"] == expected, (start, eta, steps, order)
        met.add(expected)
    everywhere = {"Bounces", "Converges", "Crawls", "Diverges", "Wanders"}
    assert met - {None} >= (everywhere if which == 0 else everywhere - {"Diverges"} | {"Thrown off"})


def test_full_steps_in_the_valley_diverge_above_its_edge_and_not_below(inside):
    surface, rng = SURFACES[0], np.random.default_rng(5)
    for _ in range(20):
        start = (surface.middle + rng.uniform(0.5, 1.5, 2)).tolist()
        above = inside.evaluate(JUDGE, [0, start, 1.05 * surface.edge, 200, None])
        below = inside.evaluate(JUDGE, [0, start, 0.95 * surface.edge, 200, None])
        assert (above["regime"], below["regime"]) == ("Diverges", "Bounces")


ALL_THAT_CAN_HAPPEN = {
    "a valley": {"0.2": "Crawls.", "1": "Converges.", "1.7": "Bounces.", "2.1": "Diverges."},
    "the running network": {"1": "Crawls.", "4": "Converges.", "100": "Bounces.", "400": "Thrown off."},
}


@pytest.mark.parametrize("which", ALL_THAT_CAN_HAPPEN)
def test_the_proposed_rates_show_all_that_can_happen(roll, which):
    watched = roll()
    page = watched.page
    page.get_by_role("radio", name=which).check()
    for eta, name in ALL_THAT_CAN_HAPPEN[which].items():
        button(page, "Start again").click(force=True)
        attempt(page, eta)
        assert verdict(page).startswith(name)
        assert published(page, "eta") == float(eta)
        if name == "Thrown off.":  # it leaves the map at once; run on
            assert "It left the map at step 1." in verdict(page)
    assert not watched.troubles


def test_the_verdict_tells_the_numbers_of_the_path(roll):
    page = roll().page
    surface = SURFACES[0]
    attempt(page, "0.2")
    path = descend(surface, surface.start, 0.2, 20)
    costs = [surface.cost(w) for w in path]
    lowest = surface.cost(surface.middle)
    way = 100 * (costs[0] - costs[-1]) / (costs[0] - lowest)
    assert verdict(page) == (
        f"Crawls. 20 steps: cost {costs[0]:.4f} to {costs[-1]:.4f}. No step raised it. "
        f"That is {way:.0f}\u00a0% of the way to the lowest cost, {lowest:.4f}."
    )
    attempt(page, "1.7")
    assert re.search(
        r"The slope along \s*𝑤\s*0\s* changed sign at each of the first \d+ steps\.", verdict(page)
    )


# Every way to touch it


SIZES = pytest.mark.parametrize(
    "options", [{"width": 1280}, {"width": 390, "has_touch": True}], ids=["mouse", "touch"]
)


@SIZES
def test_all_controls_work_by_pointer(roll, options):
    watched = roll(**options)
    page = watched.page
    press = (lambda it: it.tap()) if options.get("has_touch") else (lambda it: it.click())
    press(button(page, "One step"))
    press(button(page, "One step"))
    assert len(published(page)) == 3
    press(button(page, "Run"))
    assert len(published(page)) == 21
    press(button(page, "Keep this path"))
    press(button(page, "Run with η = 1"))
    assert page.locator(".bd-paths li").count() == 2
    assert page.locator(".bd-map .bd-path").count() == page.locator(".bd-curve .bd-path").count() == 2
    press(page.locator(".bd-roll-down summary"))
    press(page.get_by_role("radio", name="one (stochastic)"))
    order = published(page, "order")
    assert sorted(order[:6]) == list(range(6))
    press(button(page, "Another order"))
    assert published(page, "order") != order
    press(page.get_by_role("button", name=re.compile("Remove the path")))
    assert page.locator(".bd-paths li").count() == 1
    press(button(page, "Start again"))
    assert published(page) == [published(page, "start")]
    press(page.get_by_role("radio", name="the running network"))
    assert published(page, "surface") == 1
    assert published(page) == [SURFACES[1].start.tolist()]
    slider = page.get_by_role("slider", name="Learning rate η, logarithmic")
    box = slider.bounding_box()
    spot = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    if options.get("has_touch"):
        page.touchscreen.tap(*spot)
    else:
        page.mouse.click(*spot)
    low, high = DATA["surfaces"][1]["range"]
    assert published(page, "eta") == pytest.approx((low * high) ** 0.5, rel=0.1)
    assert not watched.troubles


@pytest.mark.parametrize("width", [1280, 390])
def test_all_controls_work_by_keyboard(roll, width):
    watched = roll(width=width)
    page = watched.page
    reached = []
    for _ in range(15):
        page.keyboard.press("Tab")
        named = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
        reached.append(page.evaluate(named))
        if reached[-1].startswith("Start at"):
            before = published(page, "start")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Shift+ArrowUp")
            after = published(page, "start")
            assert after[1] - before[1] == pytest.approx(5 * (after[0] - before[0]))
        if reached[-1] in ("Run", "Keep this path"):
            page.keyboard.press("Enter")
            assert (
                page.evaluate("document.activeElement.isConnected && document.activeElement.tagName")
                == "BUTTON"
            )
        if reached[-1] == "Learning rate η, logarithmic":
            before = published(page, "eta")
            page.keyboard.press("ArrowRight")
            assert published(page, "eta") > before
        if reached[-1] == "Step to read":
            page.keyboard.press("Home")
            page.keyboard.press("ArrowRight")
            assert "step 1" in page.locator(".bd-numbers").inner_text()
    for name in ("Run", "One step", "Start again", "Run with η = 2.1", "Keep this path", "Step to read"):
        assert name in reached
    assert page.locator(".bd-paths li").count() == 2
    page.get_by_role("radio", name="a valley").focus()
    page.keyboard.press("ArrowRight")
    assert published(page, "surface") == 1
    assert not watched.troubles


def test_what_has_the_focus_is_seen(roll):
    page = roll().page
    for _ in range(14):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.evaluate("(node) => getComputedStyle(node).outlineStyle") == "solid", focused


def place_on_map(page, w, which=0):
    """Return the pixels of a place on the map."""
    surface, box = SURFACES[which], page.locator(".bd-map svg").bounding_box()
    right, up = (np.array(w) - surface.middle) / surface.span
    scale = box["width"] / 340
    return box["x"] + scale * (34 + 150 * (1 + right)), box["y"] + scale * (6 + 150 * (1 - up))


def test_the_start_is_dragged_with_the_mouse_and_the_path_follows(roll):
    page = roll().page
    attempt(page, "1")
    first = published(page)
    page.mouse.move(*place_on_map(page, first[0]))
    page.mouse.down()
    page.mouse.move(*place_on_map(page, (1.0, 1.0)), steps=4)
    assert page.locator(".bd-numbers").inner_text().startswith("step 20")
    page.mouse.up()
    start = published(page, "start")
    np.testing.assert_allclose(start, [1.0, 1.0], atol=0.03)
    expected = descend(SURFACES[0], np.array(start), 1.0, 20)
    np.testing.assert_allclose(published(page), expected, rtol=1e-10, atol=1e-12)
    page.mouse.move(*place_on_map(page, start))
    page.mouse.down()
    page.mouse.move(5, 5)
    page.mouse.up()
    edge = SURFACES[0].span + 1e-9
    assert (abs(np.array(published(page, "start")) - SURFACES[0].middle) < edge).all()
    assert "left the map" not in verdict(page)


def test_the_start_is_moved_by_a_finger_and_a_swipe_on_the_map_scrolls(roll):
    watched = roll(width=390, has_touch=True)
    page = watched.page
    page.locator(".bd-map").scroll_into_view_if_needed()
    page.touchscreen.tap(*place_on_map(page, (1.5, -1.0)))
    np.testing.assert_allclose(published(page, "start"), [1.5, -1.0], atol=0.05)
    session = watched.session

    def touch(kind, x=None, y=None):
        points = [] if x is None else [{"x": x, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", *place_on_map(page, published(page, "start")))
    touch("touchMove", *place_on_map(page, (0.5, 0.0)))
    touch("touchMove", *place_on_map(page, (0.0, 0.5)))
    touch("touchEnd")
    np.testing.assert_allclose(published(page, "start"), [0.0, 0.5], atol=0.05)
    before, start = page.evaluate("scrollY"), published(page, "start")
    x, y = place_on_map(page, (2.0, -1.5))
    touch("touchStart", x, y)
    for moved in range(20, 200, 20):
        touch("touchMove", x, y - moved)
    touch("touchEnd")
    page.wait_for_function("(before) => scrollY > before", arg=before)
    assert published(page, "start") == start
    assert not watched.troubles


def test_pointing_at_the_curve_reads_that_step_and_marks_its_place(roll):
    page = roll().page
    attempt(page, "1.7")
    box = page.locator(".bd-curve svg").bounding_box()
    scale = box["width"] / 300
    page.mouse.move(box["x"] + scale * (38 + 250 * 4 / 20), box["y"] + 40)
    w, text = published(page)[4], page.locator(".bd-numbers").inner_text()
    assert "step 4" in text
    for value in (*w, SURFACES[0].cost(np.array(w)), *SURFACES[0].slopes(np.array(w))):
        assert f"{value:.4f}".replace("-", "−") in text
    ring = page.locator(".bd-map circle.bd-ring").bounding_box()
    expected = place_on_map(page, w)
    assert (ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2) == pytest.approx(expected, abs=1)
    valuetext = page.get_by_role("slider", name="Step to read").get_attribute("aria-valuetext")
    assert valuetext.startswith("step 4: cost ")


def test_moving_the_slider_moves_the_path_at_once(roll):
    page = roll().page
    attempt(page, "0.2")
    page.get_by_role("slider", name="Learning rate η, logarithmic").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    eta = published(page, "eta")
    assert eta > 0.2
    np.testing.assert_allclose(
        published(page), descend(SURFACES[0], SURFACES[0].start, eta, 20), rtol=1e-10, atol=1e-12
    )
    assert page.get_by_label("Learning rate η", exact=True).input_value() == f"{eta:g}"


def test_three_paths_are_kept_each_with_its_own_look(roll):
    page = roll().page
    for eta in ("0.2", "1", "1.7"):
        attempt(page, eta)
        button(page, "Keep this path").click()
    attempt(page, "2.1")
    looks = page.locator(".bd-map .bd-path").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('class'))"
    )
    assert looks == ["bd-path bd-square", "bd-path bd-triangle", "bd-path bd-diamond", "bd-path bd-circle"]
    lines = page.locator(".bd-map .bd-path .bd-way")
    styles = lines.evaluate_all(
        "(all) => all.map((e) => [getComputedStyle(e).stroke, getComputedStyle(e).strokeDasharray].join())"
    )
    assert len(set(styles)) == 4
    assert button(page, "Keep this path").get_attribute("aria-disabled") == "true"
    button(page, "Remove the path with η = 1, full, 20 steps: cost 0.0198").click()
    assert page.evaluate("document.activeElement.textContent") == "Keep"
    button(page, "Keep this path").click()
    looks = page.locator(".bd-map .bd-path").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('class'))"
    )
    assert looks == ["bd-path bd-square", "bd-path bd-diamond", "bd-path bd-triangle", "bd-path bd-circle"]


# What goes wrong


def test_a_wrong_rate_is_told_in_one_line_and_loses_nothing(roll):
    watched = roll()
    page = watched.page
    field = page.get_by_label("Learning rate η", exact=True)
    alert = page.locator(".bd-wrong")
    for text in ("0", "-1", "abc", "", "1e7", "NaN", "Infinity"):
        attempt(page, "1")
        path = published(page)
        field.fill(text)
        field.press("Enter")
        assert alert.inner_text() == "η must be a number above 0 and up to 1,000,000; it is still 1.", text
        assert field.get_attribute("aria-invalid") == "true"
        assert published(page) == path
        assert verdict(page).startswith("Converges.")
        field.fill("0,5")
        field.press("Enter")
        assert published(page, "eta") == 0.5
        assert alert.inner_text() == ""
    assert not watched.troubles


def test_a_wrong_number_of_steps_is_told(roll):
    page = roll().page
    attempt(page, "1")
    unfold(page)
    field = page.get_by_label("A run takes")
    for text in ("0", "501", "2.5", "ten", ""):
        field.fill(text)
        field.press("Enter")
        told = "A run takes a whole number of steps from 1 to 500; it is still 20."
        assert page.locator("details > .bd-wrong").inner_text() == told
        assert len(published(page)) == 21
    field.fill("500")
    field.press("Enter")
    button(page, "Run").click()
    assert len(published(page)) == 501
    assert page.locator(".bd-wrong").inner_text() == ""


def test_a_path_that_diverges_stops_at_the_edge_and_can_be_run_on(roll):
    watched = roll()
    page = watched.page
    attempt(page, "2.1")
    path = np.array(published(page))
    outside = np.abs(path - SURFACES[0].middle).max(axis=1) > SURFACES[0].span
    assert outside.nonzero()[0].tolist() == [len(path) - 1]
    assert f"It left the map at step {len(path) - 1}." in verdict(page)
    assert page.locator(".bd-exit").is_visible()
    button(page, "Run").click()
    assert len(published(page)) == 21
    assert not watched.troubles


@pytest.mark.parametrize("eta", some(["4", "50", "1e6"], ["4", "1e6"]))
@pytest.mark.parametrize("which", ["a valley", "the running network"])
def test_numbers_stay_numbers_however_far_it_goes(roll, which, eta):
    watched = roll()
    page = watched.page
    page.get_by_role("radio", name=which).check()
    field = page.get_by_label("Learning rate η", exact=True)
    field.fill(eta)
    field.press("Enter")
    unfold(page)
    steps = page.get_by_label("A run takes")
    steps.fill("500")
    steps.press("Enter")
    for _ in range(2):
        button(page, "Run").click()
        markup = page.locator(".bd-roll-down").evaluate("(node) => node.outerHTML + node.innerText")
        assert not re.search(r"NaN|Infinity|∞|undefined|null|no number", markup)
        if button(page, "One step").get_attribute("aria-disabled") != "true":
            button(page, "One step").click()
    assert np.isfinite(published(page)).all()
    if which == "a valley":
        assert verdict(page).startswith("Diverges.")
        assert "is not followed further" in verdict(page)
        assert button(page, "One step").get_attribute("aria-disabled") == "true"
    assert not watched.troubles


def test_a_start_at_the_bottom_stays_there(roll):
    page = roll(roll_down((np.eye(2), np.array([1.0, 2.0])), start=(1, 2))._data).page
    button(page, "Run").click()
    assert verdict(page).startswith("Converges. 20 steps: cost 0.0000 to 0.0000.")


# For everyone


@pytest.mark.parametrize(("width", "scheme", "which"), [(1280, "light", 0), (390, "dark", 1)])
def test_it_is_accessible(roll, scheme, width, which):
    watched = roll(width=width, color_scheme=scheme)
    page = watched.page
    if which:
        page.get_by_role("radio", name="the running network").check()
        unfold(page)
        page.get_by_role("radio", name="one (stochastic)").check()
    attempt(page, "1")
    button(page, "Keep this path").click()
    page.get_by_label("Learning rate η", exact=True).fill("no")
    page.keyboard.press("Enter")
    assert_accessible(page)
    assert not watched.troubles


CUT_OFF = """(all) => all
  .filter((e) => !e.closest("svg, math, .bd-said, input"))
  .filter((e) => e.clientWidth && e.scrollWidth > e.clientWidth + 1)
  .map((e) => e.className)"""


@pytest.mark.parametrize("width", some([1280, 600, 390, 360], [1280, 360]))
def test_it_fits_and_does_not_jump(roll, width):
    page = roll(width=width).page
    unfold(page)
    heights = set()
    measure = "document.querySelector('.bd-roll-down').getBoundingClientRect().height"
    for mode in ("all examples (full)", "one (stochastic)"):
        page.get_by_role("radio", name=mode).check()
        button(page, "Start again").click(force=True)
        heights.add(round(page.evaluate(measure)))
        for eta in ("0.2", "1", "1.7", "2.1"):
            attempt(page, eta)
            heights.add(round(page.evaluate(measure)))
    assert len(heights) == 1
    for surface in ("the running network", "a valley"):
        page.get_by_role("radio", name=surface).check()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        cut = page.locator(".bd-roll-down *").evaluate_all(CUT_OFF)
        assert cut == []


@pytest.mark.parametrize("which", ALL_THAT_CAN_HAPPEN)
def test_map_buttons_and_verdict_are_on_one_screen_of_a_phone(roll, which):
    page = roll(width=390, height=844, has_touch=True).page
    page.get_by_role("radio", name=which).check()
    for eta in ALL_THAT_CAN_HAPPEN[which]:
        attempt(page, eta)
        top, *parts = [
            page.locator(f".bd-roll-down {part}").bounding_box()
            for part in (".bd-map", ".bd-guesses", ".bd-main", ".bd-verdict")
        ]
        for upper, lower in pairwise([top, *parts]):
            assert upper["y"] + upper["height"] <= lower["y"] + 0.5
        assert parts[-1]["y"] + parts[-1]["height"] - top["y"] <= 844 - 54, "below the page's header"


def test_the_bend_says_what_a_step_does_to_the_distance_from_the_floor(roll):
    page = roll().page
    note = page.locator(".bd-note")
    for eta in ("0.2", "1.7", "2.1"):
        attempt(page, eta)
        factor = f"{1 - float(eta):.4g}".replace("-", "\N{MINUS SIGN}")
        text = re.sub(r"\s", "", note.evaluate("(node) => node.textContent"))
        assert f"1−ηc={factor};belowthemark,η=2/c=2,itshrinks." in text
        floor = SURFACES[0].middle
        start, end = (np.array(place) - floor for place in published(page)[:2])
        across = np.linalg.svd(SURFACES[0].X)[0][:, 0]
        assert across @ end == pytest.approx((1 - float(eta)) * (across @ start))


def test_controls_are_large_enough_for_a_finger(roll):
    page = roll(width=390, has_touch=True).page
    button(page, "One step").tap()
    button(page, "Keep this path").tap()
    unfold(page)
    for control in page.locator(
        ".bd-roll-down :is(button, input:not([type=radio]), .bd-keys label, .bd-start)"
    ).all():
        box = control.bounding_box()
        label = control.evaluate("(e) => e.getAttribute('aria-label') ?? e.textContent")
        assert box["height"] >= 43.9, label
        assert box["width"] >= 24, label


def test_what_happens_is_said_once(roll):
    page = roll().page
    said = page.get_by_role("status")
    assert said.inner_text() == ""
    attempt(page, "1.7")
    page.wait_for_function("document.querySelector('.bd-said').textContent.startsWith('Bounces. 20 steps')")
    assert "The slope along w 0 changed sign" in said.inner_text()
    handle(page).focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("document.querySelector('.bd-said').textContent.startsWith('Start at')")
    x, y = published(page, "start")
    cost = SURFACES[0].cost(np.array([x, y]))
    assert f"Start at {x:.4f}, {y:.4f}, cost {cost:.4f}.".replace("-", "−") in said.inner_text()


def test_a_run_moves_and_can_be_paused_and_is_at_once_where_motion_is_reduced(roll):
    page = roll(reduced_motion="no-preference").page
    attempt(page, "0.2")
    page.locator(".bd-roll-down").get_by_role("button", name="Pause").click()
    reached = len(published(page)) - 1
    assert reached < 20
    button(page, "Run").click()
    page.wait_for_function("model.get('path').length === 21")
    assert button(page, "Run").is_visible()
    still = roll().page
    attempt(still, "0.2")
    assert len(published(still)) == 21


def test_nothing_is_left_when_the_picture_is_removed(roll):
    watched = roll(reduced_motion="no-preference")
    page = watched.page
    page.evaluate(
        "() => { globalThis.asked = 0; globalThis.next = requestAnimationFrame.bind(window);"
        " window.requestAnimationFrame = (f) => { asked += 1; return next(f); }; }"
    )
    attempt(page, "0.2")
    frames = "new Promise((done) => { let left = 5; const f = () => (left-- ? next(f) : done()); f(); })"
    page.evaluate(frames)
    assert page.evaluate("asked") > 1
    page.evaluate("() => { clean(); asked = 0; }")
    path = published(page)
    page.evaluate(frames)
    assert page.evaluate("asked") == 0
    assert page.locator("#place").inner_html() == ""
    page.evaluate("() => { model.set('eta', 1.3); model.set('start', [0, 0]); }")
    assert published(page) == path
    assert page.evaluate("Object.values(listeners).every((set) => set.size === 0)")
    assert not watched.troubles


def test_two_pictures_do_not_disturb_each_other(roll):
    watched = roll()
    page = watched.page
    page.evaluate(
        """(data) => {
          const values = { data };
          globalThis.other = { get: (name) => values[name], set: (name, value) => { values[name] = value; },
                               save_changes() {}, on() {}, off() {} };
          const el = document.createElement("div");
          document.querySelector("main").append(el);
          interactiveModules["roll_down"].render({ model: other, el });
        }""",
        DATA,
    )
    first, second = page.locator(".bd-roll-down").all()
    first.get_by_role("button", name="Run with η = 1", exact=True).click()
    assert len(published(page)) == 21
    assert len(page.evaluate("other.get('path')")) == 1
    second.get_by_role("radio", name="the running network").check()
    assert first.get_by_role("radio", name="a valley").is_checked()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    assert not watched.troubles


# What Python sets


def test_python_sets_the_rate_the_start_and_the_surface(roll):
    watched = roll()
    page = watched.page
    attempt(page, "1")
    page.evaluate("() => { model.set('start', [0.25, 0.5]); model.set('eta', 0.7); }")
    expected = descend(SURFACES[0], np.array([0.25, 0.5]), 0.7, 20)
    np.testing.assert_allclose(published(page), expected, rtol=1e-10, atol=1e-12)
    alert = page.locator(".bd-wrong")
    for name, value, words in (
        ("start", [99, 0], "on the map"),
        ("eta", -1, "above 0"),
        ("surface", 7, "no surface 7"),
    ):
        page.evaluate("([name, value]) => model.set(name, value)", [name, value])
        assert words in alert.inner_text()
        np.testing.assert_allclose(published(page), expected, rtol=1e-10, atol=1e-12)
    page.evaluate("model.set('surface', 1)")
    assert page.get_by_role("radio", name="the running network").is_checked()
    assert not watched.troubles


CELL = """
import json
from pathlib import Path
from figures.touch import roll_down

picture = roll_down()

def seen(change):
    if picture.eta == 1.0 and picture.start != [0.5, 0.25]:
        picture.start = [0.5, 0.25]
    Path("seen.json").write_text(json.dumps([picture.eta, picture.start, picture.path]))

picture.widget.observe(seen, ["eta", "start", "path"])
picture
"""


def test_it_works_in_a_notebook_and_python_reads_the_path(lab, watch):
    watched = watch(reduced_motion="reduce", alone=True)
    picture = lab.open(watched.page, "roll-down", CELL)
    picture.get_by_role("button", name="Run with η = 1", exact=True).click()
    expected = descend(SURFACES[0], np.array([0.5, 0.25]), 1.0, 20)
    end = time.monotonic() + 60
    got = None
    while time.monotonic() < end:
        file = lab.folder / "seen.json"
        text = file.read_text() if file.exists() else ""
        got = json.loads(text) if text else None
        if got and got[1] == [0.5, 0.25] and got[2] and len(got[2]) == 21 and got[2][0] == [0.5, 0.25]:
            break
        watched.page.wait_for_timeout(100)
    assert got[:2] == [1.0, [0.5, 0.25]]
    np.testing.assert_allclose(got[2], expected, rtol=1e-10, atol=1e-12)
