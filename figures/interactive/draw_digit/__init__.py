"""The picture that reads a drawn digit, says why, can be taught, and forgets."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from backprop import Network
from backprop.data.drawing import prepare
from backprop.parameters import Array
from backprop.support import checks
from figures._draw import number
from figures.digits import signed
from figures.hand import DIGITS, HURRIED, PEN, Point, Strokes, rasterised, smoothed
from figures.interactive.picture import Interactive, check_cost, model_of
from figures.style import INK, MUTED, PAPER, SMALL, WIDTH, layer_colour, picture

HEIGHT, TILE = 4.0, 1.5  # inches, of the still picture and of each square in it
LEAST = 0.02  # of the largest amount: what is less gets no sign
ROUND = {"solid_capstyle": "round", "solid_joinstyle": "round"}


def draw_digit(net: Network | str | Path, drawing: Strokes | None = None) -> Interactive:
    """Draw a digit and see what a network makes of it; teach the network, and see what it forgets.

    net      with 784 inputs and 10 outputs, or the path of its model file
    drawing  what is on the pad at first: strokes, each a list of points (x, y) from (0, 0), the upper
             left corner, to (1, 1); if None, one that could be a 4 or a 9

    Give the path where the picture will be stored: the network then stays in its own file. In a live
    notebook the picture shares `image`, the 784 pixels that the network received, `answer`, the
    digit it said, and `ink`: set it to an image of any size, and that is put on the pad. When it lies
    there, `ink` is None again.

    Raises ValueError for any other network, and for a drawing without a point.
    """
    if not isinstance(net, (Network, str, Path)):
        raise ValueError(f"net is {checks.shown(net)}; expected a Network or the path of its model file")
    path = None if isinstance(net, Network) else Path(net)
    network = net if isinstance(net, Network) else Network.load(net)
    check_cost(network)
    if (network.sizes[0], network.sizes[-1]) != (784, 10):
        raise ValueError(f"the network's sizes are {network.sizes}; expected [784, ..., 10]")
    samples = [{"digit": digit, "strokes": marks(smoothed(DIGITS[digit]))} for digit in sorted(DIGITS)]
    strokes = smoothed(HURRIED) if drawing is None else checked(drawing)
    data: dict[str, Any] = {"start": marks(strokes), "samples": samples}
    if path is None:
        data["network"] = model_of(network)
    image = prepare(rasterised(strokes))
    state = {"ink": None, "image": [], "answer": None}
    files = {} if path is None else {"network": path}
    return Interactive("draw_digit", data, reading(network, image, strokes), files=files, state=state)


def checked(drawing: Strokes) -> list[list[Point]]:
    """Return a drawing as lists of pairs of floats; raise ValueError if it is none."""
    expected = "expected strokes, each a list of points (x, y) between 0 and 1"
    try:
        strokes = [[(float(x), float(y)) for x, y in stroke] for stroke in drawing]
    except (TypeError, ValueError):
        raise ValueError(f"drawing is no list of strokes; {expected}") from None
    points = [point for stroke in strokes for point in stroke]
    if not points or not all(strokes):
        raise ValueError(f"drawing has {'a stroke' if points else 'nothing'} without points; {expected}")
    for point in points:
        if not all(0 <= share <= 1 for share in point):
            raise ValueError(f"drawing passes {point}; {expected}")
    return strokes


def marks(strokes: Strokes) -> list[dict[str, Any]]:
    """Return strokes as the module keeps them."""
    return [{"points": [list(point) for point in stroke], "width": PEN} for stroke in strokes]


def reasons(net: Network, image: Array, output: int) -> Array:
    """Return for every pixel its ink times the slope of z^L_j there, (784,).

    The slopes are those of the inductive step (@eq-inductive-step), begun with 1 at output j and
    followed down to the input.
    """
    weighted_inputs, _ = net.forward_pass(image)
    slopes = np.eye(net.sizes[-1])[:, [output]]
    for l in reversed(range(len(weighted_inputs))):
        slopes = net.weights[l].T @ slopes
        if l > 0:
            slopes = slopes * net.functions[l - 1].derivative(weighted_inputs[l - 1])
    return (slopes * image).ravel()


@picture
def reading(net: Network, image: Array, strokes: Strokes) -> Figure:
    """Draw a drawing, the image made of it, the outputs for that image, and the reasons for the answer."""
    outputs = net.feedforward(image).ravel()
    answer = int(outputs.argmax())
    figure = Figure(figsize=(WIDTH, HEIGHT))
    titles = ("the drawing", "what it becomes", f"for {answer}, against {answer}")
    drawn, received, heat = (_tile(figure, place, title) for place, title in enumerate(titles))
    drawn.set(xlim=(0, 1), ylim=(1, 0))
    for stroke in strokes:
        points = stroke if len(stroke) > 1 else [*stroke, *stroke]
        drawn.plot(*zip(*points, strict=True), color=INK, linewidth=72 * TILE * PEN, **ROUND)
    received.imshow(image.reshape(28, 28), cmap="gray_r", vmin=0, vmax=1, interpolation="none")
    _draw_reasons(heat, reasons(net, image, answer).reshape(28, 28))
    _draw_outputs(figure, net, outputs, answer)
    return figure


def _tile(figure: Figure, place: int, title: str) -> Axes:
    """Return the axes of a square in the upper row, with its title."""
    left = place * (WIDTH - TILE - 0.04) / 2 + 0.02
    ax = figure.add_axes((left / WIDTH, (HEIGHT - TILE - 0.3) / HEIGHT, TILE / WIDTH, TILE / HEIGHT))
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color=MUTED)
    ax.set_title(title, fontsize=SMALL, pad=5)
    return ax


def _draw_reasons(ax: Axes, amounts: Array) -> None:
    """Draw signed amounts as colours, and the sign of each into its pixel; below it the meaning of both."""
    most = np.abs(amounts).max() or 1.0
    ax.imshow(signed(amounts / most), interpolation="none")
    for sign, mark in ((1, "+"), (-1, "_")):
        rows, columns = np.nonzero(sign * amounts > LEAST * most)
        ax.plot(columns, rows, mark, color=INK, markersize=2.6, markeredgewidth=0.7, linestyle="none")
    ax.set_xlabel("+ for, \N{MINUS SIGN} against", fontsize=SMALL, labelpad=4)


def _draw_outputs(figure: Figure, net: Network, outputs: Array, answer: int) -> None:
    """Draw the ten outputs as bars, with the number on the answer's.

    Browsers smooth the edges of a line in their own ways: the second decimal is not the live picture's.
    """
    ax = figure.add_axes((0.1, 0.5 / HEIGHT, 0.89, 1.3 / HEIGHT))
    colour = layer_colour(len(net.sizes) - 2)
    bars = ax.bar(range(10), outputs, width=0.7, color=PAPER, edgecolor=colour, linewidth=1.2)
    bars[answer].set_facecolor(colour)
    style = {"ha": "center", "va": "bottom", "fontsize": SMALL}
    ax.text(answer, outputs[answer] + 0.03, number(outputs[answer], 1), color=INK, **style)
    ax.set(xticks=range(10), yticks=(0, 0.5, 1), ylim=(0, 1.2), xlabel="output")
    ax.spines.left.set_bounds(0, 1)
    ax.tick_params(axis="x", length=0)
