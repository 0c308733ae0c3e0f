"""The pages in WebKit, Firefox and Chromium, below a strict Content-Security-Policy.

Each page is served with `default-src 'self'`: no style and no script that stands in it counts, and nothing
from elsewhere. `make engines` looks at every page.
"""

import functools
import http.server
import io
import json
import os
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image

from press.source.book import Book
from tests.browser.engines import DRIVEN, ENTER, Chromium, click, middle, until, waited
from tests.browser.widgets import stored_pictures
from tests.thorough import some

HERE = Path(__file__).parent
POLICY = "default-src 'self'"
WATCHER = b'<script src="/watcher.js"></script>'
BASELINES = (HERE / "baselines.js").read_text(encoding="utf-8").rstrip(";\n")
PAGES = some([page.target.as_posix() for page in Book().pages], ["chapters/05-inductive-step.html"])
PICTURES = [(page, label) for page, label, *_ in stored_pictures()]
WIDTHS = some((1280, 390), (390,))
OFF = 1  # pixels that a letter may stand beside its line: engines round

pytestmark = pytest.mark.pandoc("Quarto's pages hold scripts and styles, which the policy forbids")


class Strict(http.server.SimpleHTTPRequestHandler):
    """Serves the site below the policy, each page with the watcher first, and a page for a narrow window."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def do_GET(self):
        place = urlsplit(self.path)
        file = Path(self.directory) / place.path.lstrip("/")
        if place.path == "/watcher.js":
            self.answer((HERE / "watcher.js").read_bytes(), "text/javascript")
        elif place.path == "/frame.html":
            width, page = (parse_qs(place.query)[name][0] for name in ("width", "page"))
            frame = (
                f'<!DOCTYPE html><title>-</title><iframe width="{width}" height="880" src="{page}"></iframe>'
            )
            self.answer(frame.encode(), "text/html")
        elif file.suffix == ".html":
            self.answer(file.read_bytes().replace(b"<head>", b"<head>" + WATCHER), "text/html")
        else:
            super().do_GET()

    def answer(self, content, kind):
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def strict(site):
    """The address of the site below the policy."""
    handler = functools.partial(Strict, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module", params=[*DRIVEN, "chromium"])
def engine(request, browser, tmp_path_factory):
    if request.param == "chromium":
        driven = Chromium(browser)
    else:
        kind = DRIVEN[request.param]
        if not kind.is_there():
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"missing: {kind.needs}")
        driven = kind(tmp_path_factory.mktemp(request.param))
    yield driven
    driven.close()


def troubles(engine):
    return json.loads(engine.evaluate("() => document.documentElement.dataset.troubles ?? '[]'"))


@pytest.mark.parametrize("width", WIDTHS)
def test_formulas_stand_on_their_lines_and_nothing_fails(engine, strict, width):
    measured, off, failed = 0, [], []
    for page in PAGES:
        engine.open(f"{strict}/{page}", width)
        assert engine.evaluate("() => innerWidth") == width
        found = engine.evaluate(BASELINES)
        for words, distance in found["inline"] + found["displayed"]:
            measured += 1
            if abs(distance) >= OFF:
                off.append(f"{page}: {words}: {distance:.1f}")
        failed += [f"{page}: {trouble}" for trouble in troubles(engine)]
    assert off == []
    assert failed == []
    assert measured > 50 * len(PAGES) // 2


def test_a_letter_that_is_a_formula_is_drawn_on_the_line_of_the_text(engine, strict):
    engine.open(f"{strict}/{PAGES[0]}")
    line = engine.evaluate(
        """async () => {
          await document.fonts.ready;
          const line = document.createElement("p");
          const math = document.createElementNS("http://www.w3.org/1998/Math/MathML", "math");
          const letter = document.createElementNS("http://www.w3.org/1998/Math/MathML", "mi");
          letter.textContent = "x";
          math.append(letter);
          Object.assign(line.style, { background: "#fff", color: "#000", inset: "0 auto auto 0", margin: "0",
            padding: "40px", position: "fixed", whiteSpace: "pre", zIndex: "99" });
          line.append("x    ", math);
          document.querySelector("main").append(line);
          await new Promise((resolve) => setTimeout(resolve, 300));
          const box = math.getBoundingClientRect();
          return [line.getBoundingClientRect().height, box.left, box.right];
        }"""
    )
    height, left, right = map(int, line)
    drawn = Image.open(io.BytesIO(engine.picture())).convert("L").point(lambda light: 255 * (light < 150))
    text, formula = drawn.crop((0, 0, left - 4, height)), drawn.crop((left - 2, 0, right + 4, height))
    assert abs(text.getbbox()[3] - formula.getbbox()[3]) <= OFF


# What to press in a picture, and where its answer stands.
USED = {
    "roll_down": (".bd-main", ".bd-verdict"),
    "send_back": (".bd-walking .bd-main", ".bd-counter"),
    "draw_digit": (".bd-pad", ".bd-verdict"),
}


@pytest.mark.parametrize(("page", "label"), some(PICTURES, PICTURES[-1:]))
def test_a_live_picture_answers(engine, strict, page, label):
    engine.open(f"{strict}/{page}")
    picture = f"#{label}.is-live .bd-interactive"
    until(engine, "(place) => document.querySelector(place)", picture)
    kind = engine.evaluate("(place) => document.querySelector(place).className", picture)
    pressed, answer = next(USED[name] for name in USED if name.replace("_", "-") in kind)
    told = "(place) => document.querySelector(place).textContent"
    before = engine.evaluate(told, f"{picture} {answer}")
    if "draw-digit" in kind:
        x, y = middle(engine, f"{picture} {pressed}")
        engine.drag((x, y - 70), (x, y), (x, y + 70))
    else:
        click(engine, f"{picture} {pressed}")
    changed = "(place, before) => document.querySelector(place).textContent !== before"
    until(engine, changed, f"{picture} {answer}", before)
    if "draw-digit" in kind:
        widths = engine.evaluate(
            "(place) => [...document.querySelectorAll(place)].map((bar) => bar.offsetWidth)",
            f"{picture} .bd-outputs .bd-bar",
        )
        assert max(widths) > 20, "the bars of the outputs are drawn"
    assert not troubles(engine)


def test_a_fold_opens_a_search_finds_and_the_colours_change(engine, strict):
    engine.open(f"{strict}/chapters/05-inductive-step.html")
    click(engine, "main .question summary", touch=True)
    until(engine, "() => document.querySelector('main .question details').open")
    click(engine, "#search-input")
    engine.press(*"chain")
    until(engine, "() => document.querySelector('#search-results a')")
    before = engine.evaluate("() => getComputedStyle(document.body).backgroundColor")
    click(engine, ".bd-theme-toggle")
    until(engine, "(old) => getComputedStyle(document.body).backgroundColor !== old", before)
    assert not troubles(engine)
    engine.evaluate("() => document.getElementById('search-input').focus()")
    engine.press(ENTER)
    waited(lambda: "inductive-step" not in engine.place(), "the page that was found")


def test_the_fonts_are_the_books_and_icons_are_drawn(engine, strict):
    engine.open(f"{strict}/{PAGES[0]}", 390)
    fonts = engine.evaluate(
        """async () => {
          await document.fonts.ready;
          return [...document.fonts].filter((font) => font.status === "loaded").map((font) => font.family);
        }"""
    )
    assert {"STIX Two Text", "STIX Two Math", "Source Sans 3"} <= {font.strip('"') for font in fonts}
    widths = "() => [...document.querySelectorAll('.bd-site-header svg')].map((icon) => icon.clientWidth)"
    assert min(engine.evaluate(widths)) >= 18
