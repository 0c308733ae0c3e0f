"""The course: what each chapter needs and how long it takes, and the map of it."""

import json
from pathlib import Path
from typing import NamedTuple

from matplotlib.figure import Figure

from figures._draw import arrow, box, note, to_edge
from figures.style import BLUE, INK, MUTED, SMALL, canvas, picture


class Chapter(NamedTuple):
    """One chapter, with the numbers of those that it needs and of those that it only mentions."""

    number: str  # "" is the preface
    title: str
    needs: list[str]
    mentions: list[str]
    minutes: int  # to read it
    exercises: int
    to_write: int  # those of the exercises that ask for a function
    mnist: bool


class Way(NamedTuple):
    """A way through the book: the numbers of the chapters of each of its parts."""

    name: str
    parts: list[list[str]]


_DATA = json.loads((Path(__file__).parent / "data/course.json").read_text(encoding="utf-8"))
CHAPTERS = {chapter["number"]: Chapter(**chapter) for chapter in _DATA["chapters"]}
WAYS = [Way(**way) for way in _DATA["ways"]]

# Where the map has each chapter: column, row.
PLACES = {
    "": (1, 0),
    "1": (1, 1),
    "2": (1, 2),
    "3": (1, 3),
    "4": (0, 4),
    "5": (0, 5),
    "6": (0, 6),
    "7": (2, 5),
    "8": (1, 7.1),
    "9": (0, 8.3),
    "12": (1, 8.3),
    "13": (2, 8.3),
    "10": (0, 9.5),
    "11": (1, 9.5),
}
COLUMN, ROW = 1.58, 0.56  # inches from one to the next
NARROW, WIDE, HIGH = 1.45, 2.1, 0.36
WIDER = 0.09  # inches by which the second frame is


@picture
def needs() -> Figure:
    """Draw which chapter needs which, with the shortest way through the book in thick frames."""
    rows = max(row for _, row in PLACES.values())
    figure, ax = canvas(ROW * rows + 0.6)
    at = {key: (0.82 + COLUMN * x, 0.3 + ROW * (rows - y)) for key, (x, y) in PLACES.items()}
    alone = {key for key, (x, y) in PLACES.items() if [row for _, row in PLACES.values()].count(y) == 1}
    size = {key: (WIDE if key in alone and PLACES[key][0] == 1 else NARROW, HIGH) for key in PLACES}
    outer = {key: (w + WIDER, h + WIDER) if CHAPTERS[key].mnist else (w, h) for key, (w, h) in size.items()}
    evening = {number for part in WAYS[0].parts for number in part}
    for key, chapter in CHAPTERS.items():
        is_soon = key in evening
        colour, width = (BLUE, 2.6) if is_soon else (INK, 1.1)
        if chapter.mnist:
            box(ax, at[key], outer[key], colour, linewidth=width)
        box(ax, at[key], size[key], colour, f"{key} {chapter.title}".strip(), linewidth=width)
        for other in (*chapter.needs, *chapter.mentions):
            style = {} if other in chapter.needs else {"linestyle": (0, (4, 2)), "color": MUTED}
            start, end = at[other], at[key]
            gap = (to_edge(end, start, outer[other]), to_edge(start, end, outer[key]))
            arrow(ax, start, end, **{"color": INK, "gap": gap, **style})
    for x, y, side, text in (
        (0.06, 0, "left", "thick frame:\none evening"),
        (0.06, 1.25, "left", "double frame:\nneeds MNIST"),
        (4.74, 0, "right", "dashed arrow:\nonly mentioned"),
    ):
        note(ax, (x, 0.3 + ROW * (rows - y)), text, MUTED, ha=side, fontsize=SMALL)
    return figure
