"""The picture in which a nudge of one knob travels through a chain of neurons to the cost."""

from collections.abc import Sequence

import numpy as np

from backprop import Network
from backprop.support import checks
from figures.interactive.picture import Interactive, model_of
from figures.network import chain

MOST = 4  # neurons: as many as there are colours, and room on a telephone


def nudge(x: float, y: float, w: Sequence[float], b: Sequence[float]) -> Interactive:
    """Turn one knob of a chain of neurons, and watch each link stretch or shrink the nudge.

    x, y   what goes in, and what is wanted
    w, b   the weight and the bias of each neuron, at most four

    All neurons are sigmoids, and the cost is the quadratic one.

    Raises ValueError for more neurons, for lists that differ in length, and for what is not a finite number.
    """
    if not (1 <= len(w) <= MOST and len(w) == len(b)):
        raise ValueError(
            f"w has {len(w)} numbers and b has {len(b)}; expected one of each for 1 to {MOST} neurons"
        )
    net = Network([1] * (len(w) + 1), activation="sigmoid", output="sigmoid", seed=0)
    net.set_parameters([np.array([[weight]]) for weight in w], [np.array([[bias]]) for bias in b])
    given = checks.columns("x", [[x]], 1, 1).astype(float)
    target = checks.columns("y", [[y]], 1, 1).astype(float)
    weighted_inputs, activations = net.forward_pass(given)
    values = {
        "x": x,
        "y": y,
        "w": list(w),
        "b": list(b),
        "z": [z.item() for z in weighted_inputs],
        "a": [a.item() for a in activations[1:]],
        "C": float(net.cost(given, target)),
    }
    return Interactive("nudge", {"network": model_of(net), "x": float(x), "y": float(y)}, chain(values))
