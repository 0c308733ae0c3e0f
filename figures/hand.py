"""Drawings by hand, as strokes, and the ink that a round pen leaves of them."""

from backprop.parameters import Array
from figures.interactive.draw_digit import HAND as DIGITS
from figures.interactive.draw_digit import Point, Strokes, rasterised, smoothed

__all__ = ["DIGITS", "ink"]


def ink(strokes: Strokes, size: float = 1.0, corner: Point = (0.0, 0.0)) -> Array:
    """Return the ink of strokes on a sheet, (280, 280), 0 for paper and 1 for full ink.

    strokes  each a list of points (x, y) that it passes in a curve, as shares of the sheet's side from
             its upper left corner
    size     of the drawing, as a share of the sheet, with its own upper left corner at `corner`
    """
    left, top = corner
    return rasterised(
        [[(left + size * x, top + size * y) for x, y in stroke] for stroke in smoothed(strokes)]
    )
