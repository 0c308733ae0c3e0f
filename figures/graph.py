"""A cost as a graph of small steps, and the errors that two costs send back."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from backprop.activations import SIGMOID
from backprop.autodiff import Node, sigmoid
from backprop.network import Network
from backprop.parameters import Array
from figures._draw import Point, arrow, box, note, number
from figures.style import BLUE, ERROR, INK, LOOKS, MUTED, SMALL, canvas, layer_colour, panels, picture

ROW = 0.62  # inches from one step to the next
STEP, LEAF = (3.1, 0.46), (1.12, 0.46)


@picture
def computation(net: Network, x: Array, y: Array) -> Figure:
    """Draw the steps from the input x (n_in, 1) to the cost of two layers of sigmoids, C at the top.

    Every step shows its value and, below it, the slope of the cost there.

    Raises ValueError for a network of another kind, or too large for its numbers to be written.
    """
    if (len(net.sizes), net.activation, net.output) != (3, "sigmoid", "sigmoid") or max(net.sizes) > 3:
        raise ValueError(f"the network is {net}; expected two layers of at most 3 sigmoids")
    steps, leaves, C = recorded(net, x, y)
    C.backward()
    figure, ax = canvas(ROW * (len(steps) - 1) + 0.95)
    places = {name: (3.15, 0.3 + ROW * row) for row, name in enumerate(steps)}
    for name, (node, formula, before) in steps.items():
        at = places[name]
        leaf = layer_colour(-1) if not formula else INK
        box(ax, at, STEP, ERROR if node is C else leaf, linewidth=1.4, rounding=0.04)
        text = f"${name}$" if not formula else f"${name} = {formula}$"
        note(ax, (at[0] - 1.47, at[1]), text, ha="left")
        write(ax, (at[0] + 1.47, at[1]), node)
        if before:
            travel(ax, places[before], at, twice=name == "q")
    for name, (node, layer, user) in leaves.items():
        at = (0.6, places[user][1])
        box(ax, at, LEAF, INK if name == "y" else layer_colour(layer), rounding=0.04)
        text = f"${name}$" + (f"  {node.value.shape[0]} × {node.value.shape[1]}" if name[0] == "W" else "")
        note(ax, (at[0], at[1]), text)
        arrow(ax, (at[0] + LEAF[0] / 2, at[1]), (places[user][0] - STEP[0] / 2 - 0.02, at[1]), MUTED)
    top = places["C"][1] + 0.42
    note(ax, (places["C"][0] + 1.47, top), "value, and below it the slope", MUTED, fontsize=SMALL, ha="right")
    return figure


def recorded(
    net: Network, x: Array, y: Array
) -> tuple[dict[str, tuple[Node, str, str]], dict[str, tuple[Node, int, str]], Node]:
    """Compute a cost step by step.

    Returns the steps by name, each with its formula and the step before it; the parameters and the target,
    each with its layer and the step that uses it; and the cost.
    """
    (W0, W1), (b0, b1) = map(Node, net.weights), map(Node, net.biases)
    a, target = Node(x), Node(y)
    r0 = W0 @ a
    z0 = r0 + b0
    a0 = sigmoid(z0)
    r1 = W1 @ a0
    z1 = r1 + b1
    a1 = sigmoid(z1)
    d = a1 - target
    q = d * d
    t = q.sum()
    C = t * 0.5
    steps = {
        "x": (a, "", ""),
        "r^0": (r0, r"W^0\,x", "x"),
        "z^0": (z0, "r^0 + b^0", "r^0"),
        "a^0": (a0, r"\sigma(z^0)", "z^0"),
        "r^1": (r1, r"W^1 a^0", "a^0"),
        "z^1": (z1, "r^1 + b^1", "r^1"),
        "a^1": (a1, r"\sigma(z^1)", "z^1"),
        "d": (d, "a^1 - y", "a^1"),
        "q": (q, r"d \odot d", "d"),
        "t": (t, r"\sum_j\,q_j", "q"),
        "C": (C, r"\frac{1}{2}\,t", "t"),
    }
    leaves = {
        "W^0": (W0, 0, "r^0"),
        "b^0": (b0, 0, "z^0"),
        "W^1": (W1, 1, "r^1"),
        "b^1": (b1, 1, "z^1"),
        "y": (target, 1, "d"),
    }
    return steps, leaves, C


def write(ax: Axes, at: Point, node: Node) -> None:
    """Write the value of a step and, below it, its slope, both ending at a point."""
    for values, rise, colour in ((node.value, 0.1, BLUE), (node.gradient, -0.11, ERROR)):
        text = "   ".join(number(value, 3) for value in np.ravel(values))
        note(ax, (at[0], at[1] + rise), text, colour, fontsize=SMALL, ha="right")


def travel(ax: Axes, start: Point, end: Point, twice: bool) -> None:
    """Draw a value's way up to the step that uses it, once or twice, and the slope's way back down."""
    low, high = start[1] + STEP[1] / 2, end[1] - STEP[1] / 2
    for left in (-1.25, -1.05) if twice else (-1.25,):
        arrow(ax, (start[0] + left, low), (start[0] + left, high + 0.01), BLUE)
    for right in (1.05, 1.25) if twice else (1.25,):
        arrow(ax, (start[0] + right, high), (start[0] + right, low - 0.01), ERROR)


@picture
def sure_and_wrong(span: float = 8.0) -> Figure:
    """Draw the error of one sigmoid that should say 0, over its weighted input, for both costs.

    Its cross-entropy is that of a question with two answers, -ln(1 - a) here, and the error is a itself.
    """
    figure, (ax,) = panels([2.9])
    z = np.linspace(-span, span, 33)
    a = SIGMOID.value(z)
    errors = {"quadratic cost": a * SIGMOID.derivative(z), "cross-entropy": a}
    for (name, values), look in zip(errors.items(), LOOKS, strict=False):
        ax.plot(z, values, label=name, markevery=4, **look)
    ax.set(xlabel="weighted input $z$, where the target is 0", ylabel="error $\\delta$")
    ax.set(xticks=np.linspace(-span, span, 9), yticks=np.linspace(0, 1, 6))
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), handlelength=2.6)
    ax.grid(axis="y")
    return figure
