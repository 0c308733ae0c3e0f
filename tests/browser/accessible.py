"""The rules that all pages and pictures are held to."""

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def assert_accessible(page, *more, context=None):
    """Hold a page, or the part that the selector `context` names, to WCAG 2.2 AA and to `more` rules."""
    found = Axe().run(
        page, context=context, options={"runOnly": [*RULES, *more], "resultTypes": ["violations"]}
    )
    assert not found.violations_count, found.generate_report()
