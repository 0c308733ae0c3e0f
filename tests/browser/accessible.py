"""The rules that all pages and pictures are held to.

`python -m tests.browser.accessible` holds each page of `_book/`, or of the folder that is named, to them:
wide and narrow, in light and dark.
"""

import itertools
import sys
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from press import ROOT
from tests.browser.conftest import ARGUMENTS, find_browser, served

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPEN = "for (const fold of document.querySelectorAll('details')) fold.open = true"


def assert_accessible(page, *more, context=None, **rules):
    """Hold a page, or the part that the selector `context` names, to WCAG 2.2 AA and to `more` rules.

    `rules` turns single ones off, as `color_contrast=False`.
    """
    switches = {name.replace("_", "-"): {"enabled": on} for name, on in rules.items()}
    options = {"runOnly": [*RULES, *more], "rules": switches, "resultTypes": ["violations"]}
    found = Axe().run(page, context=context, options=options)
    assert not found.violations_count, found.generate_report()


def main(site=ROOT / "_book"):
    if not (site / "index.html").exists():
        sys.exit(f"{site} has no printed book: run `make book` first")
    with served(site) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
        for width, scheme in itertools.product((1280, 390), ("light", "dark")):
            size = {"width": width, "height": 900}
            page = browser.new_context(viewport=size, color_scheme=scheme).new_page()
            for file in sorted(site.rglob("*.html")):
                page.goto(f"{address}/{file.relative_to(site)}", wait_until="networkidle")
                page.evaluate(OPEN)
                assert_accessible(page, "best-practice")
                print(f"{file.relative_to(site)}, {width} pixels, {scheme}: nothing found", flush=True)
        browser.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
