"""The picture that walks through backpropagation one equation at a time, on a network that can be changed."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from backprop import Network
from backprop.parameters import Array
from backprop.support import checks
from figures._draw import arrow, box, line, note, number, to_edge
from figures.interactive.picture import Interactive, check_cost, model_of
from figures.network import captions, columns, edges, write_weights
from figures.style import ERROR, INK, RULE, SMALL, canvas, layer_colour, picture

MOST = 4  # columns, and neurons in a column: what has room with all its numbers
BEGINNINGS = ("forward", "base case", "inductive step", "slopes", "challenge")
ETAS = (0.1, 0.3, 1.0, 3.0, 10.0)

# Sizes, activation of the hidden layers, and the seed of the numbers; all outputs are sigmoids. The seeds
# give errors with something to see: of both signs, none too small, and some ReLU neuron off.
OTHERS = (
    ([1, 1, 1, 1], "sigmoid", 2),
    ([2, 2, 1], "sigmoid", 0),
    ([2, 3, 2], "relu", 3),
    ([3, 4, 2], "sigmoid", 11),
    ([2, 3, 3, 2], "sigmoid", 60),
    ([2, 3, 3, 2], "relu", 2),
)
# In these one weight is clearly the steepest; as often as not it is in a hidden layer.
PUZZLES = (
    ([2, 3, 2], "sigmoid", 3),
    ([2, 3, 2], "sigmoid", 22),
    ([3, 2, 2], "sigmoid", 6),
    ([2, 3, 2], "relu", 21),
    ([3, 2, 2], "sigmoid", 34),
    ([2, 2, 2, 1], "sigmoid", 64),
    ([2, 3, 2], "relu", 3),
    ([2, 3, 2], "sigmoid", 143),
)
CARD = (0.92, 0.66)  # inches, in the still picture

Example = tuple[Network, Array, Array]


def send_back(net: Network, x: Array, y: Array, begin: str = "forward", eta: float = 1.0) -> Interactive:
    """Walk through backpropagation one equation at a time, apply the step, and find the steepest weight.

    net    at most 4 layers with the input, at most 4 neurons in each
    x, y   the input (n_in, 1) and the target (n_out, 1)
    begin  where the picture opens: "forward", "base case", "inductive step", "slopes" or "challenge"
    eta    the learning rate at first

    In a live notebook `trace` holds all numbers of the present example with all their digits, in the
    names and shapes of `backprop`: its `weights` and `biases` are those that the reader made.

    Raises ValueError for a larger network, other shapes, or another beginning.
    """
    check_cost(net)
    if len(net.sizes) > MOST or max(net.sizes) > MOST:
        raise ValueError(
            f"the network's sizes are {net.sizes}; expected at most {MOST} layers with the input, "
            f"at most {MOST} neurons in each"
        )
    if begin not in BEGINNINGS:
        known = ", ".join(f'"{known}"' for known in BEGINNINGS)
        raise ValueError(f"begin is {checks.shown(begin)}; expected one of {known}")
    x = checks.columns("x", x, net.sizes[0], 1).astype(float)
    y = checks.columns("y", y, net.sizes[-1], 1).astype(float)
    eta = checks.step_size(eta)
    others = [made(*other) for other in OTHERS]
    examples = [(net, x, y), *(example for example in others if not alike(example[0], net))]
    data = {
        "examples": [entry(*example) for example in examples],
        "puzzles": [entry(*made(*puzzle)) for puzzle in PUZZLES],
        "begin": begin,
        "eta": eta,
        "etas": sorted({*ETAS, eta}),
    }
    return Interactive("send_back", data, sent_back(net, x, y), state={"trace": None})


def alike(net: Network, other: Network) -> bool:
    """Return True if two networks have the same sizes and functions, whatever their numbers."""
    return (net.sizes, net.functions) == (other.sizes, other.functions)


def entry(net: Network, x: Array, y: Array) -> dict[str, Any]:
    """Return an example as the module reads it."""
    return {
        "name": name_of(net),
        "network": model_of(net),
        "x": x.ravel().tolist(),
        "y": y.ravel().tolist(),
    }


def name_of(net: Network) -> str:
    """Return the sizes and functions of a network in a few words: "2-3-2, ReLU hidden"."""
    words = {"sigmoid": "sigmoid", "relu": "ReLU"}
    sizes = "-".join(str(size) for size in net.sizes)
    used = {sigma.name for sigma in net.functions}
    if len(used) == 1:
        return f"{sizes}, {words[used.pop()]}"
    return f"{sizes}, {words[net.activation]} hidden"


def made(sizes: Sequence[int], activation: str, seed: int) -> Example:
    """Return a network, an input and a target, with numbers of one decimal."""
    rng = np.random.default_rng(seed)
    net = Network(sizes, activation=activation, output="sigmoid", init="normal", seed=seed)
    net.set_parameters([rounded(W) for W in net.weights], [rounded(b) for b in net.biases])
    x = rounded(rng.uniform(-1.5, 1.5, (sizes[0], 1)))
    y = rng.integers(0, 2, (sizes[-1], 1)).astype(float)
    return net, x, y


def rounded(values: Array) -> Array:
    """Return numbers with one decimal, none of them zero, and none beyond 1.5."""
    tenths = np.maximum(np.abs(values * 10).round(), 1).clip(max=15)
    shown: Array = np.copysign(tenths, values) / 10
    return shown


@picture
def sent_back(net: Network, x: Array, y: Array) -> Figure:
    """Draw a network with its activations, its errors, and the arrows along which the errors travel."""
    _, activations = net.forward_pass(x)
    errors = net.errors(*net.forward_pass(x), y)
    gap = 1.0
    height = gap * max(net.sizes) + 0.55
    figure, ax = canvas(height)
    places = columns(net.sizes, 0.36, 4.3, height / 2 + 0.22, gap)
    for layer, _, _, start, end in edges(places):
        if layer == 0:
            line(ax, start, end, RULE)
        else:
            arrow(ax, end, start, ERROR, gap=(0.3, to_edge(end, start, CARD)))
    if len(net.sizes) < MOST and (MOST, MOST) not in pairwise(net.sizes):  # else there is no room
        write_weights(ax, net, places)
    for k, at in places[0].items():
        box(ax, at, (0.66, 0.4), layer_colour(-1), rounding=0.03)
        note(ax, at, f"{x[k, 0]:.2g}".replace("-", "\N{MINUS SIGN}"), fontsize=SMALL)
    for layer, column in enumerate(places[1:]):
        for j, at in column.items():
            box(ax, at, CARD, layer_colour(layer), rounding=0.03)
            texts = ((f"$a$ = {number(activations[layer + 1][j, 0])}", INK),
                     (f"$δ$ = {number(errors[layer][j, 0], 3)}", ERROR))  # fmt: skip
            for (text, colour), up in zip(texts, (0.14, -0.14), strict=True):
                note(ax, (at[0], at[1] + up), text, colour, fontsize=SMALL)
    captions(ax, places, 0.3)
    return figure
