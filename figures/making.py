"""How the book is made: the way of a chapter to its pages, and what is checked on the way."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures._draw import Point, arrow, box, note, to_edge
from figures.style import BLUE, INK, MUTED, SMALL, canvas, picture

LEFT, MIDDLE, RIGHT, ASIDE = 0.66, 1.35, 2.04, 3.3  # inches, of the columns
ROWS = (4.65, 3.65, 2.65, 1.65, 0.45)  # heights: what goes in, run, check, print, what comes out
WIDE, NARROW, HIGH = 1.12, 0.64, 0.42
STEPS = ("chapter", "run", "code", "check", "Quarto", "Pandoc")  # in the order of the arrows
FORMS = ("slides", "PDF", "EPUB", "site")
WATCHERS = (
    ("bugs planted in it:", "is each one found?", RIGHT + WIDE / 2),
    ("run again:", "the same outputs?", MIDDLE + WIDE / 2),
    ("the ledger:", "do formulas hold?", MIDDLE + WIDE / 2),
    ("", "", 0.0),
    ("a browser:", "legible, complete?", 0.36 + 3 * 0.7 + NARROW / 2),
)


@picture
def structure() -> Figure:
    """Draw how a chapter becomes pages, and beside each step what watches over it."""
    figure, ax = canvas(5.0)
    top, run, check, printers, out = ROWS
    way: list[tuple[Point, Point]] = [
        ((LEFT, top), (MIDDLE, run)),
        ((RIGHT, top), (MIDDLE, run)),
        ((MIDDLE, run), (MIDDLE, check)),
        ((MIDDLE, check), (LEFT, printers)),
        ((MIDDLE, check), (RIGHT, printers)),
    ]
    for start, end in way:
        join(ax, start, end, (WIDE, HIGH))
    places = dict.fromkeys(place for pair in way for place in pair)
    for place, text in zip(places, STEPS, strict=True):
        box(ax, place, (WIDE, HIGH), BLUE if text == "chapter" else INK, text, linewidth=1.8)
    spots = [0.36 + 0.7 * at for at in range(len(FORMS))]
    gather = (out + printers) / 2 + 0.02
    for printer in (LEFT, RIGHT):
        ax.plot([printer, printer], [printers - HIGH / 2, gather], color=INK, linewidth=1.4, zorder=2)
    ax.plot([spots[0], spots[-1]], [gather, gather], color=INK, linewidth=1.4, zorder=2)
    for spot, form in zip(spots, FORMS, strict=True):
        arrow(ax, (spot, gather), (spot, out + HIGH / 2 + 0.02), INK)
        box(ax, (spot, out), (NARROW, HIGH), INK, form, linewidth=1.8)
    for height, (name, question, edge) in zip(ROWS, WATCHERS, strict=True):
        watch(ax, height, name, question, edge)
    return figure


def join(ax: Axes, start: Point, end: Point, size: Point) -> None:
    """Draw an arrow from one box to another."""
    arrow(ax, start, end, INK, gap=(to_edge(end, start, size), to_edge(start, end, size)))


def watch(ax: Axes, height: float, name: str, question: str, edge: float) -> None:
    """Write who watches at this height, with a dashed arrow to the edge of what is watched."""
    if not name:
        return
    for offset, text in ((0.11, name), (-0.11, question)):
        note(ax, (ASIDE, height + offset), text, INK if offset > 0 else MUTED, fontsize=SMALL, ha="left")
    arrow(ax, (ASIDE - 0.06, height), (edge + 0.03, height), MUTED, linestyle=(0, (4, 2)))
