"""The pictures that answer when they are touched: live in a notebook and on the printed page.

Each has a folder: a Python function that gives it its numbers, the ES module `render.js` that moves it, with
its parts, and a style sheet. `lib` holds what they share.
"""

from figures.interactive.bundler import MODULES, bundle, page_script, style_sheets

__all__ = ["MODULES", "bundle", "page_script", "style_sheets"]
