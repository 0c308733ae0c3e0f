"""The printed book, served, and a Chromium to read it with."""

import contextlib
import fcntl
import functools
import http.server
import os
import shutil
import subprocess
import threading

import pytest
from playwright.sync_api import sync_playwright

from press import ROOT
from press.site.pages import print_book
from press.source.book import Book
from tests.browser.lab import Lab
from tests.browser.watched import MEDIA, Pages
from tests.browser.widgets import harness_html

# The first is Chromium without windows of its own: the same pages at two thirds of the work.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--font-render-hinting=none",  # letters as wide without windows as with them
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


MISSING = "no Chromium on the PATH (Debian: apt install chromium)"


def find_browser():
    """Return the path of Chromium, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def browser():
    path = find_browser()
    if not path:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(browser, tmp_path_factory, request):
    """The folder of the book as the printer asked for prints it, which one of the workers does for all."""
    printer = request.config.getoption("--printer")
    if printer == "quarto" and not shutil.which("quarto"):
        pytest.skip("quarto is not on the PATH")
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return printed(tmp_path_factory.mktemp("site") / "book", printer)
    shared = tmp_path_factory.getbasetemp().parent
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return printed(shared / "site", printer)


def printed(to, printer):
    """Print the book into the folder `to`, unless that was done."""
    if not to.exists():
        unfinished = to.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        if printer == "quarto":
            render(unfinished).rename(to)
        else:
            print_book(Book(), unfinished)
            unfinished.rename(to)
    return to


def render(to):
    """Let Quarto print what is committed, from a clone in the folder `to`, and return the site's folder."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(to)], check=True)
    done = subprocess.run(["quarto", "render", "--to", "html"], cwd=to, capture_output=True, text=True)
    assert done.returncode == 0, f"quarto render ended with {done.returncode}: {done.stderr[-2000:]}"
    return to / "_book"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def served(folder):
    """Serve a folder for the while, and give its address."""
    handler = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@pytest.fixture(scope="session")
def serve():
    """Serve a folder: `serve(folder)` returns its address."""
    with contextlib.ExitStack() as servers:
        yield lambda folder: servers.enter_context(served(folder))


@pytest.fixture(scope="session")
def address(serve, site):
    """Where the printed book is served."""
    return serve(site)


@pytest.fixture(scope="session")
def lab(browser, tmp_path_factory):
    """A running JupyterLab: `lab.open(page, "name", "code")`."""
    lab = Lab(tmp_path_factory.mktemp("lab"))
    yield lab
    lab.stop()


@pytest.fixture
def widget_page(watch, tmp_path):
    """Open one interactive picture on a page of its own: `widget_page("send_back", data, width=390)`."""

    def make(name, data, state=None, **options):
        file = tmp_path / f"{name}.html"
        file.write_text(harness_html(name, data, **(state or {})), encoding="utf-8")
        watched = watch(**options)
        watched.page.goto(file.as_uri())
        return watched

    return make


@pytest.fixture(scope="session")
def pages(browser):
    return Pages(browser)


@pytest.fixture
def watch(pages):
    """Borrow a watched page: `watch(width=390, color_scheme="dark")`; with a clock, `watch(alone=True)`."""
    borrowed = []

    def borrow(width=1280, height=900, **options):
        media = {name: options.pop(name) for name in MEDIA if name in options}
        borrowed.append(pages.borrow(width, height, media, **options))
        return borrowed[-1]

    yield borrow
    for watched in borrowed:
        pages.give_back(watched)
