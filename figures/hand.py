"""Drawings by hand, as strokes, and the ink that a round pen leaves of them."""

from collections.abc import Sequence
from math import dist

import numpy as np

from backprop.parameters import Array

Point = tuple[float, float]
Strokes = Sequence[Sequence[Point]]

PEN = 0.075  # the width of the pen, as a share of the pad's side: the medium one of the module
SIDE = 280  # pixels of the pad on which Python draws

# Ten digits, drawn by hand for this book: for each stroke the points it passes, as shares of the pad's
# side from its upper left corner. `smoothed` joins them.
DIGITS: dict[int, list[list[Point]]] = {
    0: [[(0.56, 0.2), (0.41, 0.24), (0.31, 0.41), (0.3, 0.6), (0.38, 0.77), (0.52, 0.8), (0.65, 0.7),
         (0.7, 0.5), (0.66, 0.31), (0.56, 0.2)]],
    1: [[(0.55, 0.18), (0.53, 0.35), (0.49, 0.6), (0.46, 0.82)]],
    2: [[(0.33, 0.34), (0.38, 0.23), (0.51, 0.19), (0.63, 0.26), (0.63, 0.4), (0.53, 0.56), (0.4, 0.7),
         (0.3, 0.79)], [(0.3, 0.79), (0.5, 0.78), (0.72, 0.79)]],
    3: [[(0.35, 0.25), (0.49, 0.18), (0.62, 0.25), (0.61, 0.38), (0.47, 0.47)],
        [(0.47, 0.47), (0.62, 0.53), (0.66, 0.66), (0.57, 0.78), (0.42, 0.8), (0.31, 0.74)]],
    4: [[(0.38, 0.2), (0.35, 0.36), (0.31, 0.52)], [(0.31, 0.52), (0.5, 0.53), (0.7, 0.5)],
        [(0.64, 0.2), (0.61, 0.45), (0.58, 0.65), (0.56, 0.83)]],
    5: [[(0.66, 0.2), (0.41, 0.22)], [(0.41, 0.22), (0.37, 0.46)],
        [(0.37, 0.46), (0.52, 0.43), (0.64, 0.51), (0.66, 0.64), (0.57, 0.77), (0.43, 0.8), (0.31, 0.74)]],
    6: [[(0.6, 0.18), (0.46, 0.3), (0.37, 0.48), (0.35, 0.66), (0.43, 0.79), (0.56, 0.79), (0.64, 0.68),
         (0.6, 0.56), (0.49, 0.54), (0.38, 0.64)]],
    7: [[(0.3, 0.24), (0.48, 0.23), (0.68, 0.22)], [(0.68, 0.22), (0.58, 0.42), (0.5, 0.62), (0.45, 0.82)]],
    8: [[(0.62, 0.29), (0.52, 0.2), (0.4, 0.25), (0.39, 0.37), (0.5, 0.47), (0.62, 0.58), (0.64, 0.72),
         (0.53, 0.81), (0.4, 0.75), (0.39, 0.62), (0.49, 0.49), (0.6, 0.39), (0.62, 0.29)]],
    9: [[(0.63, 0.32), (0.54, 0.21), (0.41, 0.24), (0.35, 0.37), (0.41, 0.49), (0.53, 0.48), (0.62, 0.37),
         (0.64, 0.29)], [(0.64, 0.29), (0.62, 0.5), (0.58, 0.68), (0.53, 0.83)]],
}  # fmt: skip
# A four in a hurry, or a nine whose loop has stayed open.
HURRIED: list[list[Point]] = [
    [(0.53, 0.2), (0.42, 0.3), (0.34, 0.47)],
    [(0.34, 0.47), (0.48, 0.51), (0.66, 0.47)],
    [(0.66, 0.2), (0.62, 0.45), (0.56, 0.83)],
]


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


def smoothed(strokes: Strokes, parts: int = 5) -> list[list[Point]]:
    """Return strokes that pass the same points in a curve, each piece of it cut into `parts`."""
    return [_curve(stroke, parts) for stroke in strokes]


def _curve(stroke: Sequence[Point], parts: int) -> list[Point]:
    """Return the Catmull-Rom curve through a stroke's points, to three decimals."""
    ends = np.array([stroke[0], *stroke, stroke[-1]], dtype=float)
    t = np.arange(parts)[:, None] / parts
    pieces = [
        (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3) / 2
        for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False)
    ]
    points = np.concatenate([*pieces, ends[-1:]]).round(3)
    return [(float(x), float(y)) for x, y in points]


def rasterised(strokes: Strokes, pen: float = PEN) -> Array:
    """Return the ink of strokes, (SIDE, SIDE), with smooth edges, from a round pen of this width."""
    y, x = (np.mgrid[0:SIDE, 0:SIDE] + 0.5) / SIDE
    nearest = np.full((SIDE, SIDE), np.inf)
    for stroke in strokes:
        for start, end in zip(stroke, [*stroke[1:], stroke[-1]], strict=True):
            np.minimum(nearest, _distance(x, y, start, end), out=nearest)
    return ((pen / 2 - nearest) * SIDE + 0.5).clip(0, 1)


def _distance(x: Array, y: Array, start: Point, end: Point) -> Array:
    """Return how far the points (x, y) are from a straight line between two points."""
    length = dist(start, end)
    right, down = (end[0] - start[0], end[1] - start[1])
    along = ((x - start[0]) * right + (y - start[1]) * down) / length**2 if length else np.zeros_like(x)
    share = along.clip(0, 1)
    return np.hypot(x - start[0] - share * right, y - start[1] - share * down)
