"""Draw theme/card.png, which other sites show beside a link to the book: `python -m press.site.card`."""

from matplotlib import style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from figures import _draw as draw
from figures.network import columns, edges
from figures.style import BLUE, ERROR, GREEN, INK, MUTED, PAPER, RC, RULE
from press import ROOT
from press.source.book import Book

SIZE = (12.0, 6.3)  # inches, at 100 pixels each
NEURON, SENDERS = 2, 4  # the neuron that hears of its error, and how many tell it


def card(title: str, subtitle: str) -> Figure:
    """Return the card: the title, and the errors that come back to one neuron."""
    with style.context(RC):
        figure = Figure(SIZE, dpi=100, facecolor=PAPER)
        FigureCanvasAgg(figure)
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, 12), ylim=(0, 6.3))
        ax.axis("off")
        before, after = columns((7, SENDERS), 7.5, 10.9, 3.15, 0.8)
        rest = [(start, end) for _, _, k, start, end in edges([before, after]) if k != NEURON]
        draw.lines(ax, rest, RULE, 1.6)
        for at in after.values():
            draw.arrow(ax, at, before[NEURON], ERROR, 3.4, gap=(0.3, 0.3), mutation_scale=2)
        for column, colour in ((before, BLUE), (after, GREEN)):
            for k, at in column.items():
                width = 5 if column is before and k == NEURON else 2.6
                draw.circle(ax, at, colour, 0.3, linewidth=width)
        ax.text(*before[NEURON], r"$\delta$", fontsize=26, color=ERROR, ha="center", va="center", zorder=5)
        first, _, second = title.partition(" ")
        ax.text(0.8, 4.1, first, fontsize=46, color=INK, weight="bold")
        ax.text(0.8, 3.3, second, fontsize=46, color=INK, weight="bold")
        ax.text(0.8, 2.55, subtitle, fontsize=20, color=MUTED)
    return figure


if __name__ == "__main__":
    settings = Book().settings
    card(settings["title"], settings["subtitle"]).savefig(ROOT / "theme/card.png")
