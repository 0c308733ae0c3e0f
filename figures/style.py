"""What all pictures share: the palette, the type, and an SVG that is right in light and in dark."""

import hashlib
import io
import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures._symbols import symbol_boxes, with_symbols

P = ParamSpec("P")


class Tone(NamedTuple):
    """One colour of the palette, as drawn on a light page and on a dark one."""

    light: str
    dark: str


PALETTE = {
    "ink": Tone("#1c1b1a", "#ece8e0"),
    "muted": Tone("#5d5a55", "#a8a49c"),
    "input": Tone("#6b6b6b", "#a0a0a0"),
    "blue": Tone("#0b62a8", "#6cb8f0"),
    "green": Tone("#00734f", "#4fc79a"),
    "purple": Tone("#8a3f8f", "#d79bdc"),
    "ochre": Tone("#8a5a00", "#e0b050"),
    "error": Tone("#c0390b", "#ff8a5c"),
    "rule": Tone("#d9d4c8", "#3a3d44"),
    "paper": Tone("#fffdf8", "#16181c"),
}
INK, MUTED, INPUT, BLUE, GREEN, PURPLE, OCHRE, ERROR, RULE, PAPER = (tone.light for tone in PALETTE.values())
LAYERS = (BLUE, GREEN, PURPLE, OCHRE)

# One look a line in a plot: colour, dash and mark differ together.
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": BLUE, "linestyle": "-", "marker": "o", "markersize": 5},
    {"color": ERROR, "linestyle": "--", "marker": "s", "markersize": 6},
    {"color": GREEN, "linestyle": ":", "marker": "^", "markersize": 7},
    {"color": PURPLE, "linestyle": "-.", "marker": "D", "markersize": 5},
)

WIDTH = 4.8  # inches: on a telephone 390 pixels wide, an index of 12 point type is then still 9 pixels high
SMALL, TEXT, LARGE = 12.0, 12.5, 14.0  # points

NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
RC = {
    "font.family": "STIXGeneral",
    "font.size": TEXT,
    "mathtext.fontset": "stix",
    "svg.fonttype": "path",
    "svg.hashsalt": "backpropagation",
    "text.color": INK,
    "text.parse_math": True,
    "axes.edgecolor": MUTED,
    "axes.facecolor": "none",
    "axes.labelcolor": INK,
    "axes.labelsize": TEXT,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": TEXT,
    "axes.titlecolor": INK,
    "axes.unicode_minus": True,
    "figure.facecolor": "none",
    "figure.dpi": 72,
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "legend.fontsize": TEXT,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "path.simplify": False,  # it would drop the dots of `_draw.specks`
    "savefig.facecolor": "none",
    "xtick.color": MUTED,
    "xtick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
    "ytick.labelsize": SMALL,
}


class Picture:
    """A finished drawing. Notebooks show its SVG; `figure` is the Matplotlib figure it was made from."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata=NO_METADATA)
        svg = with_dark_colours(with_steady_names(with_short_numbers(stream.getvalue())))
        self._svg = with_symbols(svg, symbol_boxes(figure))

    def _repr_svg_(self) -> str:
        return self._svg

    def __repr__(self) -> str:
        return "<Picture; run this cell to see it>"

    def save(self, path: str | Path) -> None:
        """Write the SVG to `path`."""
        Path(path).write_text(self._svg, encoding="utf-8")


def picture(draw: Callable[P, Figure]) -> Callable[P, Picture]:
    """Make `draw`, which returns a Figure, work in the book's style and return a Picture.

    The reader's own Matplotlib settings are put aside while it works.
    """

    @wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Picture:
        with style.context(["default", RC]):
            return Picture(draw(*args, **kwargs))

    return styled


def layer_colour(layer: int) -> str:
    """Return the colour of layer `layer`; layer -1 is the input."""
    return INPUT if layer < 0 else LAYERS[layer % len(LAYERS)]


def canvas(height: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    """Return a figure and bare axes over all of it, measured in inches from the lower left corner."""
    figure = Figure(figsize=(width, height))
    ax = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
    ax.set_axis_off()
    return figure, ax


def panels(heights: list[float], width: float = WIDTH, sharex: bool = False) -> tuple[Figure, list[Axes]]:
    """Return a figure and its axes, one below the other, `heights` inches high with their labels."""
    figure = Figure(figsize=(width, sum(heights)), layout="constrained")
    grid = figure.subplots(len(heights), 1, height_ratios=heights, sharex=sharex, squeeze=False)
    return figure, list(grid[:, 0])


def with_short_numbers(svg: str) -> str:
    """Round the coordinates in an SVG to two decimals: a hundredth of a point is not seen."""

    def shorten(found: re.Match[str]) -> str:
        return re.sub(r"-?\d+\.\d{3,}", lambda n: f"{float(n[0]):.2f}".rstrip("0").rstrip("."), found[0])

    return re.sub(r'\b(?:d|x|y|width|height)="[^"]*"|(?:translate|rotate)\([^)]*\)', shorten, svg)


def with_steady_names(svg: str) -> str:
    """Name windows and marks after the numbers that are drawn.

    Matplotlib names them after numbers with all their digits, the last of which differs between processors.
    """
    names: dict[str, str] = {}
    for one in re.finditer(r'<(clipPath|path) id="([pm][0-9a-f]{10})"(.*?)(?:</clipPath>|/>\n)', svg, re.S):
        name = one[2][0] + hashlib.sha256(one[3].encode()).hexdigest()[:10]
        while name in names.values():
            name += "a"
        names[one[2]] = name
    return re.sub(r'(?<=["#])[pm][0-9a-f]{10}(?=["\)])', lambda found: names.get(found[0], found[0]), svg)


def with_dark_colours(svg: str) -> str:
    """Give an SVG a style sheet that replaces the palette's colours where the page is dark."""
    rules = [
        f'[style*="{use}: {tone.light}"]{{{use}:{tone.dark}!important}}'
        for tone in PALETTE.values()
        for use in ("fill", "stroke")
        if f"{use}: {tone.light}" in svg
    ]
    sheet = "@media (prefers-color-scheme: dark){" + "".join(rules) + "}"
    return re.sub(r"(<svg\b[^>]*>)", rf"\1\n <style>{sheet}</style>", svg, count=1)
