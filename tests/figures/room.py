"""Where the texts of a figure stand, and whether they have room."""

from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text


def texts(figure):
    """Return the texts that are drawn; Matplotlib also keeps some that are not."""
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        draw = Text.draw
        patch.setattr(Text, "draw", lambda text, renderer: (seen.append(text), draw(text, renderer)))
        figure.draw_without_rendering()
    return [text for text in seen if text.get_text() and text.get_visible()]


def boxes(figure):
    """Return the texts of a figure with the rectangles they take, in points."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    return [(text.get_text(), Text.get_window_extent(text, renderer)) for text in texts(figure)]


def check_room(figure):
    """Fail if a text lies on another or beyond the figure's edge."""
    written = boxes(figure)
    assert written
    for text, place in written:
        assert place.x0 >= -1, f"{text} is cut on the left"
        assert place.y0 >= -1, f"{text} is cut at the bottom"
        assert place.x1 <= figure.bbox.width + 1, f"{text} is cut on the right"
        assert place.y1 <= figure.bbox.height + 1, f"{text} is cut at the top"
    for (one, a), (other, b) in combinations(written, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide < 1.5 or high < 3, f"{one} and {other} overlap by {wide:.1f} x {high:.1f} points"
