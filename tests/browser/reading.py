"""How light and how steady the printed pages are: run `python -m tests.browser.reading` on an idle machine.

For each page of `_book/`: what a first visit loads, packed with gzip, without pictures, fonts and models;
then, at 1280 and at 390 pixels, the milliseconds until something is painted, and how much of the page
moved after that (Chromium's cumulative layout shift, from 0), with no hand on mouse or keyboard.
"""

import gzip
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from press import ROOT
from tests.browser.conftest import ARGUMENTS, MISSING, find_browser, served

WIDTHS = (1280, 390)
OBSERVE = """
window.moved = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
LOADED = "performance.getEntriesByType('resource').map((entry) => entry.name)"
APART = (".woff2", ".svg", ".json.js")  # fonts, pictures, models


def packed(file):
    """Return the size of a file as a server would send it, in bytes."""
    return len(gzip.compress(file.read_bytes()))


def measure(browser, address, site, page, width):
    """Return (bytes, milliseconds, shift) of a first visit to a page."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.add_init_script(OBSERVE)
    tab = context.new_page()
    tab.goto(f"{address}/{page}", wait_until="load")
    tab.wait_for_timeout(1000)  # what comes late may move the page
    names = [name.removeprefix(f"{address}/") for name in tab.evaluate(LOADED)]
    size = packed(site / page) + sum(packed(site / name) for name in names if not name.endswith(APART))
    result = size, tab.evaluate(PAINTED), tab.evaluate("window.moved")
    context.close()
    return result


def main(site=ROOT / "_book"):
    if not (site / "index.html").exists():
        sys.exit(f"{site} has no printed book: run `make book` first")
    if not find_browser():
        sys.exit(MISSING)
    print(f"{'page':38} {'kB':>4}" + "".join(f"{width:>7} px: ms  shift" for width in WIDTHS))
    with served(site) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
        measure(browser, address, site, "index.html", WIDTHS[0])  # the first visit of all warms the browser
        for page in sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html")):
            visits = [measure(browser, address, site, page, width) for width in WIDTHS]
            size = max(visit[0] for visit in visits)
            seen = "".join(f"{painted:14.0f} {moved:6.3f}" for _, painted, moved in visits)
            print(f"{page:38} {size / 1000:4.0f}{seen}")
        browser.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
