"""The pictures that answer when they are touched: live in a notebook and on the printed page.

Each is one ES module, `NAME.js`, with a style sheet and a Python function that gives it its numbers.
"""

from figures.interactive.modules import MODULES, bundle, page_script, style_sheets

__all__ = ["MODULES", "bundle", "page_script", "style_sheets"]
