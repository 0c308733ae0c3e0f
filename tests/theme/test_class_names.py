"""The book's own classes have names that no framework's style sheet has."""

import re

import pytest

from press import ROOT

# Of Pandoc, of Quarto and of the chapters' markup. The colours of code have names of two letters.
NOT_OURS = set(
    re.findall(
        r"\S+",
        """
    aa-SubmitButton active breadcrumb-item callout callout-body callout-btn-toggle callout-collapse
    callout-header callout-icon-container callout-important callout-note callout-style-default callout-tip
    callout-warning cell cell-output chapter-number chapter-title code-copy-button code-fold content
    csl-entry exercise figure figure-img footnote-ref footnotes header-section-number menu-text nav-link
    nav-page nav-page-text page-navigation quarto-container quarto-dark quarto-figure quarto-float
    quarto-light quarto-page-breadcrumbs quarto-section-identifier quarto-title-breadcrumbs question
    sourceCode visually-hidden
    """,
    )
)
SHEETS = [
    *(ROOT / "theme" / f"{name}.css" for name in ("book", "press", "symbols", "live")),
    *sorted((ROOT / "figures/interactive").glob("*/*.css")),
]


def classes_in(sheet):
    """Return the classes that the selectors of a style sheet name."""
    rules = re.sub(r'/\*.*?\*/|url\([^)]*\)|"[^"]*"', "", sheet, flags=re.DOTALL)
    return {
        name
        for selector in re.findall(r"[^{};]+(?=\{)", rules)
        for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)
    }


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: f"{sheet.parent.name}/{sheet.name}")
def test_a_class_of_the_book_has_its_prefix_or_tells_a_state(sheet):
    names = classes_in(sheet.read_text(encoding="utf-8"))
    assert {name for name in names if name.startswith("bd-")}
    assert {name for name in names - NOT_OURS if not re.match(r"bd-|is-|..$", name)} == set()


def test_a_class_without_the_prefix_is_found():
    sheet = ".bd-a .is-b > .callout { margin: .5em } /* .c */ @media print { .e:has(.d)::after { top: 0 } }"
    assert classes_in(sheet) == {"bd-a", "is-b", "callout", "e", "d"}
