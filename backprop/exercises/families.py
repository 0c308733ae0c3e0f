"""Mistakes that several exercises share: in the slope of a curve, in a step downhill, in a measured slope."""

from typing import Any

from numpy.typing import NDArray

from backprop.activations import relu_derivative, sigmoid, sigmoid_derivative
from backprop.exercises.checker.exercise import Mistake, mistakes

Array = NDArray[Any]


def identity(value: Any, *rest: Any) -> Any:
    """What is left out leaves everything as it is."""
    return value


def one(*arguments: Any) -> float:
    """A factor that is left out."""
    return 1.0


def of_slope(
    label: str, missing: str, layers: tuple[str, ...] = (), at_a: str = "slope-of-activation"
) -> tuple[Mistake, ...]:
    """Mistakes of the choice "slope", a function of z, which should be σ'.

    missing  what to say if it is left out
    at_a     the name of the mistake to take it at the activation
    """
    few = tuple(where for where in layers if where in ("", "output", "hidden"))
    slopes = {
        "no-{}slope": one,
        at_a: lambda z, *_: sigmoid_derivative(sigmoid(z)),
        "value-for-slope": lambda z, *_: sigmoid(z),
        "z-for-the-value": lambda z, *_: z * (1 - z),
        "slope-twice": lambda z, *_: sigmoid_derivative(z) ** 2,
        "one-factor": lambda z, *_: 1 - sigmoid(z),
        "relu-slope": lambda z, *_: relu_derivative(z),
        "tanh-slope": lambda z, *_: 1 - sigmoid(z) ** 2,
        "divided-by-slope": lambda z, *_: 1 / sigmoid_derivative(z),
    }
    return mistakes(
        f"""
    no-{{}}slope: {missing}
    {at_a}: You take the slope of the curve at a. The neuron stands at z: σ'(z), or a (1 − a), but not σ'(a).
    value-for-slope: You multiply by the value σ(z), the activation. How far the neuron can be moved is its
        slope, σ'(z).
    z-for-the-value: You put z into s (1 − s). The s in it is the value of the sigmoid, which is a.
    slope-twice: You multiply by the slope twice. The way from z to the cost passes this curve once.
    one-factor: One of the two factors of the slope is missing: it is a times 1 − a.
    relu-slope: You take the slope of ReLU. These neurons are sigmoids, so the slope is σ (1 − σ).
    tanh-slope: 1 − a² is the slope of tanh. These neurons are sigmoids: a (1 − a).
    divided-by-slope: You divide by the slope. A neuron that can hardly be moved has a small error: multiply.
        """,
        label=label,
        slope=slopes,
        layers=dict.fromkeys(slopes, few) | {"no-{}slope": layers, at_a: layers},
    )


def of_step(label: str = "") -> tuple[Mistake, ...]:
    """Mistakes of the choices "sign" and "rate" of a step downhill: sign · rate(η) · slope."""
    return (
        *mistakes(
            """
    uphill: You step uphill, so the cost rises: a positive slope says that the knob must go down. Is it minus
        η times the slope?
    no-eta: The learning rate is missing: you subtract the whole slope, whatever η is.
    divided-by-eta: You divide by the learning rate. A larger η means a longer step: multiply.
    eta-squared: You multiply by η twice. Once is enough.
    integer: You round η down to a whole number, so 0.5 becomes 0 and nothing moves. Take it as it is.
            """,
            label=label,
            sign={"uphill": 1},
            rate={
                "no-eta": one,
                "divided-by-eta": lambda eta: 1 / eta,
                "eta-squared": lambda eta: eta**2,
                "integer": int,
            },
        ),
    )


def of_difference(label: str, right_only: str, left_only: str, brackets: str) -> tuple[Mistake, ...]:
    """Mistakes of a measured slope: "sides", the nudges to either side, "width", "nudge" and "join".

    The three last arguments are the names of three mistakes.
    """
    bend = "The bend of the cost stays in it, an error of about ½ C'' h. Nudge both ways, and it cancels."
    return (
        Mistake(right_only, {"sides": (1, 0), "width": identity}, f"You nudge upward only. {bend}", label),
        Mistake(left_only, {"sides": (0, 1), "width": identity}, f"You nudge downward only. {bend}", label),
        Mistake(
            right_only, {"sides": (1, 0)}, f"You nudge upward only, and divide as if both ways. {bend}", label
        ),
        Mistake(
            left_only,
            {"sides": (0, 1)},
            f"You nudge downward only, and divide as if both ways. {bend}",
            label,
        ),
        Mistake(
            "not-halved",
            {"width": identity},
            "Twice too large. From p − h to p + h is a distance of 2h: divide by that.",
            label,
        ),
        Mistake(
            brackets,
            {"width": lambda h: 2 / h},
            "x / 2 * h divides by 2 and then multiplies by h. Put 2 * h in brackets.",
            label,
        ),
        *mistakes(
            """
    not-divided: This is how far the cost has moved. A slope is that divided by the way there, 2h.
    no-h: You divide by 2 alone. The way from one side to the other is 2h.
    half-a-nudge: A good slope, but you nudge by half of h each way. The equation nudges by h and divides by
        2h.
    own-h: You nudge by an h of your own, whatever h is given. Use the one that is handed over.
    sum: You add the two costs. What counts is how far they are apart: subtract.
    flipped-sign: The sign is turned: take the cost above minus the cost below.
    absolute: The sign is lost. It says whether the cost rises or falls: take no absolute value.
            """,
            label=label,
            width={"not-divided": one, "no-h": lambda h: 2},
            join={
                "sum": lambda above, below: above + below,
                "flipped-sign": lambda above, below: below - above,
                "absolute": lambda above, below: abs(above - below),
            },
            several={
                "half-a-nudge": {"nudge": lambda h: h / 2, "width": identity},
                "own-h": {"nudge": lambda h: 1e-5, "width": lambda h: 2e-5},
            },
        ),
    )
