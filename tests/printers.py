"""What differs in what both printers give a reader: run `python -m tests.printers [PANDOC_SITE QUARTO_SITE]`.

Without the folders of two printed sites it prints both itself: Quarto's from what is committed. Each
difference is one line. The exit code is 1 if there is one.
"""

import argparse
import difflib
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from playwright.sync_api import sync_playwright

from press import ROOT
from press.site.pages import print_book
from press.source.book import Book
from tests.browser.conftest import ARGUMENTS, MISSING, find_browser, render, served

FACTS = (ROOT / "tests/printers.js").read_text(encoding="utf-8")
ALIVE = """!document.querySelector(':is(figure, div.quarto-float)[id^="fig-touch-"]:not(.is-live)')"""
LINKS = ("reference", "download", "way to a place", "way to a page", "way on this page")
NOWHERE = " (which is not there)"
LONG = 300  # signs of a difference that are shown


def pages_of(site):
    """Return the pages of a site."""
    return {str(page.relative_to(site)) for page in site.rglob("*.html") if "site_libs" not in page.parts}


def read(tab, address, site):
    """Return what the pages of a site give their reader: for each page and kind a list of words."""
    looks = {}
    for name in sorted(pages_of(site)):
        tab.goto(f"{address}/{name}", wait_until="load")
        tab.wait_for_function(ALIVE)
        looks[name] = tab.evaluate(FACTS)
    tops = {f"{name}#{look['top']}": name for name, look in looks.items()}
    places = {f"{name}#{place}" for name, look in looks.items() for place in look["ids"]}
    found = {}
    for name, look in looks.items():
        found[name] = defaultdict(list)
        for kind, fact in look["facts"]:
            words, arrow, target = fact.rpartition(" → ")
            if kind in LINKS:
                there = target in places if "#" in target else (site / target).is_file()
                fact = words + arrow + tops.get(target, target) + ("" if there else NOWHERE)
            found[name][kind].append(fact)
    return found


def pairs(one, other):
    """Give what differs between two lists: what stands in the one and what in the other in its place."""
    for tag, i, i_end, j, j_end in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal":
            for n in range(max(i_end - i, j_end - j)):
                yield (one[i + n] if i + n < i_end else None), (other[j + n] if j + n < j_end else None)


def shown(words, beside):
    """Return words in one line, from shortly before where they differ from those beside them."""
    if words is None:
        return "—"
    start = 0
    if beside is not None and len(words) > LONG:
        same = (n for n, (one, other) in enumerate(zip(words, beside, strict=False)) if one != other)
        start = max(0, next(same, min(len(words), len(beside))) - LONG // 3)
    return ("…" if start else "") + words[start : start + LONG] + ("…" if start + LONG < len(words) else "")


def compare(browser, pandoc, quarto):
    """Give each difference of two printed sites: the page, the kind, and what stands in each."""
    with served(pandoc) as one, served(quarto) as other:
        tab = browser.new_page()
        books = read(tab, one, pandoc), read(tab, other, quarto)
    for name in sorted(books[0].keys() | books[1].keys()):
        if not all(name in book for book in books):
            yield name, "page", *("is there" if name in book else None for book in books)
            continue
        facts = [book[name] for book in books]
        for kind in dict.fromkeys([*facts[0], *facts[1]]):
            for pair in pairs(facts[0][kind], facts[1][kind]):
                yield name, kind, *pair


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "sites", nargs="*", type=Path, metavar="SITE", help="the site of Pandoc, then of Quarto"
    )
    sites = parser.parse_args().sites
    if len(sites) not in (0, 2):
        parser.error("expected no folder, or two: the site of Pandoc and the site of Quarto")
    for site in sites:
        if not (site / "index.html").is_file():
            parser.error(f"{site} holds no printed book: it has no index.html")
    if not sites and not shutil.which("quarto"):
        print("Nothing is compared: quarto is not on the PATH")
        return 0
    path = find_browser()
    if not path:
        sys.exit(MISSING)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        if not sites:
            sites = [Path(folder) / "pandoc", render(Path(folder) / "book")]
            print_book(Book(), sites[0])
        browser = play.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        kinds = Counter()
        for name, kind, one, other in compare(browser, *sites):
            kinds[kind] += 1
            print(f"{name}: {kind}: pandoc {shown(one, other)} | quarto {shown(other, one)}")
        browser.close()
        pages = len(pages_of(sites[0]) | pages_of(sites[1]))
    if kinds:
        print(", ".join(f"{count} of kind {kind}" for kind, count in kinds.most_common()))
    print(f"{kinds.total()} differences over {pages} pages")
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
