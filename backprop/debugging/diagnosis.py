"""What ails a network? Its layers, its gradients, its step and its data, looked at in one go (chapter 11)."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.activations import Activation
from backprop.gradcheck import NothingToCompareError, Report, check, check_step
from backprop.network import Network
from backprop.parameters import Array
from backprop.support import checks

WIDTH = 44  # of a diagnosis, in characters: a phone's
FEW = 5  # examples that the gradient check looks at
SAMPLE = 60  # slopes it looks at in each array of parameters

# When something is said. Networks that learn are far from all of these.
MOSTLY_FLAT = 0.5  # share of a layer where the slope of the activation is lost
MANY_DEAD = 0.25  # share of a layer's neurons
STUCK = 0.05  # share of the examples with an output that is saturated on the wrong side
FADED = 100.0  # times smaller, or larger, than in the output layer
WRONG_SLOPE, WRONG_STEP = 1e-4, 1e-6
ROUNDING = 1e-9  # how far a measured slope may be off because of rounding, for costs near 1
ENOUGH = 20  # examples that must agree before a neuron is called dead, or an answer constant
LARGE, SMALL = 10.0, 0.01  # of the largest input
CLOSE, STILL = 0.045, 0.02  # outputs within so much of the mean target, and that move so little
DECIDED = 0.3  # how far the largest output is above the next


class LayerReport(NamedTuple):
    """One layer, over all examples.

    saturated  the share of its neurons and examples whose slope σ'(z) is below a hundredth of the
               steepest: a sigmoid with z beyond about 6 on either side, a ReLU that is off
    dead       how many of its neurons are so for every example; they do not learn from any of them
    delta      the root mean square of the errors δ, over neurons and examples
    relative   the length of the weights' gradient over the length of the weights; times eta, it is by
               what part of themselves a step changes them

    >>> layer = LayerReport(0, 30, "relu", saturated=0.4, dead=2, delta=0.01, relative=0.003)
    >>> f"{layer.dead} of {layer.neurons} never learn"
    '2 of 30 never learn'
    """

    number: int
    neurons: int
    function: str
    saturated: float
    dead: int
    delta: float
    relative: float


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """What `diagnose` saw. `print` shows it as one table, followed by what was found, if anything was.

    layers     what each layer looks like; the table calls the saturated share "flat"
    gradients  the gradient check, or None where nothing could be compared
    step       the relative error of one step against -eta times the gradients
    findings   one line of plain words each, the data first; empty if nothing was found

    >>> rng = np.random.default_rng(0)
    >>> X, Y = 300 * rng.random((3, 40)), np.eye(2)[:, rng.integers(2, size=40)]
    >>> seen = diagnose(Network([3, 4, 2], "sigmoid", seed=1), X, Y)
    >>> print(seen.findings[0])
    inputs reach 299.2, so layer 0 begins saturated or too loud: scale them to about 0..1
    """

    network: str
    examples: int
    cost: float
    layers: tuple[LayerReport, ...]
    parameters: int
    checked: int
    gradients: Report | None
    step: float
    findings: tuple[str, ...]

    def __repr__(self) -> str:
        lines = [
            *(line for part in self.network.split(", ", 1) for line in textwrap.wrap(part, WIDTH)),
            f"{self.examples:,} example{'' if self.examples == 1 else 's'}, cost {self.cost:.4f}",
            "",
            f"layer{'slopes/':>39}",
            f"neurons, function flat dead rms of δ{'weights':>8}",
        ]
        for layer in self.layers:
            lines.append(
                f"{layer.number}: {layer.neurons} {layer.function}".ljust(17)
                + f"{layer.saturated:5.0%}{layer.dead:5}{layer.delta:9.1e}{layer.relative:8.1e}"
            )
        checked = textwrap.wrap(f"gradient check: {self._checked()}", WIDTH, subsequent_indent=" " * 16)
        lines += ["", *checked, f"step check:     {self._stepped()}", ""]
        for finding in self.findings or ("Nothing found that keeps it from learning.",):
            mark = "! " if self.findings else ""
            lines += textwrap.wrap(mark + finding, WIDTH, subsequent_indent=" " * len(mark))
        return "\n".join(lines)

    def _checked(self) -> str:
        if self.gradients is None:
            return "nothing to compare"
        of = "" if self.gradients.compared == self.parameters else f" of {self.parameters:,}"
        alone = ", which cannot show a wrong mean" if self.checked == 1 else ""
        verdict = "passed" if is_right(self.gradients) else "FAILED"
        return (
            f"{verdict}, {self.gradients.compared:,}{of} slopes, {self.checked} "
            f"example{'' if self.checked == 1 else 's'}{alone}"
        )

    def _stepped(self) -> str:
        return "passed" if self.step <= WRONG_STEP else "FAILED"


def is_right(report: Report) -> bool:
    """Return whether a gradient check passed; slopes lost in the rounding of the cost do not count.

    >>> rng = np.random.default_rng(0)
    >>> is_right(check(Network([3, 4, 2], "sigmoid", seed=1), rng.random((3, 5)), rng.random((2, 5))))
    True
    """
    checks.instance("report", report, Report)
    off = abs(report.backprop - report.measured)
    return report.error <= WRONG_SLOPE or bool(off <= ROUNDING)


def diagnose(net: Network, X: Array, Y: Array) -> Diagnosis:
    """Look for what may keep `net` from learning the examples X (n_in, m) with targets Y (n_out, m).

    Nothing is changed, and the same arguments give the same answer. The gradients are checked on at most
    five examples, and on a sample of the parameters of a large network. Fewer than twenty examples are
    too few to call a neuron dead or an answer constant. Works with subclasses of `Network` as well, with
    their own gradients and steps. Raises ValueError for examples that do not fit the network.

    >>> rng = np.random.default_rng(0)
    >>> X, Y = rng.random((3, 40)), np.eye(2)[:, rng.integers(2, size=40)]
    >>> seen = diagnose(Network([3, 4, 4, 4, 4, 2], "sigmoid", seed=1), X, Y)
    >>> [layer.delta < seen.layers[-1].delta for layer in seen.layers[:-1]]  # errors fade on the way back
    [True, True, True, True]
    """
    checks.instance("net", net, Network)
    X, Y = net.check_examples(X, Y)
    weighted_inputs, activations = net.forward_pass(X)
    deltas = net.errors(weighted_inputs, activations, Y)
    slopes = net.backpropagate(X, Y).weights
    layers = tuple(
        LayerReport(
            number=l,
            neurons=len(Z),
            function=net.functions[l].name,
            saturated=float(flat.mean()),
            dead=int(flat.all(axis=1).sum()),
            delta=float(np.sqrt((deltas[l] ** 2).mean())),
            relative=_ratio(slopes[l], net.weights[l]),
        )
        for l, Z in enumerate(weighted_inputs)
        for flat in [_is_flat(net.functions[l], Z)]
    )
    few = np.unique(np.linspace(0, X.shape[1] - 1, FEW).astype(int))
    gradients = _checked(net, X[:, few], Y[:, few])
    step = check_step(net, X[:, few], Y[:, few])
    findings = [
        *_about_data(X, Y, activations[-1]),
        *(finding for layer in layers for finding in _about(layer, net, X.shape[1])),
        *_about_depth(layers),
        *_about_outputs(net, weighted_inputs[-1], activations[-1], Y),
        *_about_checks(gradients, step),
    ]
    return Diagnosis(
        network=repr(net).strip("<>"),
        examples=X.shape[1],
        cost=net.cost(X, Y),
        layers=layers,
        parameters=sum(p.size for p in [*net.weights, *net.biases]),
        checked=len(few),
        gradients=gradients,
        step=step,
        findings=tuple(findings),
    )


def _is_flat(sigma: Activation, Z: Array) -> NDArray[np.bool_]:
    """Where the slope is below a hundredth of the steepest that this function has."""
    if sigma.name == "softmax":  # its slope along its own z is a(1 - a)
        A = sigma.value(Z)
        return A * (1 - A) < 0.25 / 100
    steepest = float(np.abs(sigma.derivative(np.linspace(-10, 10, 201))).max())
    return np.abs(sigma.derivative(Z)) < steepest / 100


def _ratio(slopes: Array, weights: Array) -> float:
    size = float(np.linalg.norm(weights))
    return float(np.linalg.norm(slopes)) / size if size else float("inf")


def _checked(net: Network, X: Array, Y: Array) -> Report | None:
    try:
        return check(net, X, Y, sample=SAMPLE)
    except NothingToCompareError:
        return None


def _about_data(X: Array, Y: Array, A: Array) -> Iterator[str]:
    largest = float(np.abs(X).max())
    if largest > LARGE:
        yield f"inputs reach {largest:.4g}, so layer 0 begins saturated or too loud: scale them to about 0..1"
    elif largest < SMALL:
        yield f"no input is beyond {largest:.2g}, so layer 0 hears next to nothing: scale them to about 0..1"
    one_hot = bool(((Y == 0) | (Y == 1)).all())
    never = [row for row, targets in enumerate(Y) if targets.max() == 0]
    if one_hot and never and len(Y) > 1:
        yield f"never a 1 in {_numbered('row', never)} of Y: no example of what the network should say there"
    differ = bool(np.ptp(Y, axis=1).any())
    if not differ or len(Y) == 1 or X.shape[1] < ENOUGH:
        return
    mean = Y.mean(axis=1, keepdims=True)
    runner_up, first = np.sort(A, axis=0)[-2:]
    if np.sqrt(((A - mean) ** 2).mean(axis=1)).max() < CLOSE and A.std(axis=1).max() < STILL:
        yield "the answer is the mean of all targets, whatever the input: no more has been learned so far"
    elif len(np.unique(A.argmax(axis=0))) == 1 and (first - runner_up).mean() > DECIDED:
        yield f"the answer is {A[:, 0].argmax()} for all {X.shape[1]:,} examples: were they sorted by label?"


def _numbered(what: str, numbers: list[int]) -> str:
    """Return "layer 3" or "layers 0, 1, 2"."""
    return f"{what}{'' if len(numbers) == 1 else 's'} {', '.join(str(number) for number in numbers)}"


def _about(layer: LayerReport, net: Network, m: int) -> Iterator[str]:
    """What one layer suffers from; the output layer is held against its targets elsewhere."""
    where, W = f"layer {layer.number}", net.weights[layer.number]
    if layer.neurons > 1 and bool((W[0] == W).all()):
        yield f"{where}: all neurons have the same weights, and will stay alike: draw them at random"
    if layer.number == len(net.weights) - 1:
        return
    if layer.function == "relu":
        if m >= ENOUGH and layer.dead > MANY_DEAD * layer.neurons:
            yield (
                f"{where}: {layer.dead} of {layer.neurons} neurons are dead, 0 for every example: "
                "a shorter step, or the start of He et al."
            )
    elif layer.saturated > MOSTLY_FLAT:
        yield (
            f"{where}: {layer.saturated:.0%} saturated, and the slopes are lost there: "
            "smaller inputs, or smaller weights at the start"
        )


def _about_depth(layers: tuple[LayerReport, ...]) -> Iterator[str]:
    """How the errors of the hidden layers compare with those at the output."""
    last = layers[-1].delta
    if not last:
        yield "the error at the output is 0 for every example: the answers are perfect, or no slope is left"
        return
    times = {layer.number: layer.delta / last for layer in layers[:-1]}
    lost = [l for l, ratio in times.items() if ratio == 0]
    faded = [l for l, ratio in times.items() if 0 < ratio < 1 / FADED]
    grown = [l for l, ratio in times.items() if ratio > FADED]
    if lost:
        yield f"{_numbered('layer', lost)}: no error comes back, so nothing can be learned there"
    if faded:
        worst = float(f"{max(1 / times[l] for l in faded):.2g}")
        yield (
            f"{_numbered('layer', faded)}: the errors are up to {worst:,.0f} times smaller than at the "
            "output, so little is learned there: fewer layers, or ReLU with the start of He et al."
        )
    if grown:
        worst = float(f"{max(times[l] for l in grown):.2g}")
        yield (
            f"{_numbered('layer', grown)}: the errors are up to {worst:,.0f} times larger than at the "
            "output: smaller weights at the start"
        )


def _about_outputs(net: Network, Z: Array, A: Array, Y: Array) -> Iterator[str]:
    """Outputs that are far off and cannot feel it, or that cannot reach their targets."""
    sigma = net.functions[-1]
    low, high = float(Y.min()), float(Y.max())
    if sigma.name == "sigmoid" and (low < 0 or high > 1):
        yield f"targets go from {low:g} to {high:g}; a sigmoid stays between 0 and 1: scale them"
    elif sigma.name == "relu" and low < 0:
        yield f"targets go down to {low:g}; a ReLU cannot be below 0: shift them"
    flat, where = _is_flat(sigma, Z), f"layer {len(net.weights) - 1}"
    if sigma.name == "relu" and Z.shape[1] >= ENOUGH and flat.all(axis=1).any():
        dead = int(flat.all(axis=1).sum())
        yield f"{where}: {dead} of {len(Z)} outputs are dead, and never learn again: take sigmoid outputs"
    elif sigma.name == "sigmoid" and net.cost_name == "quadratic":  # the cross-entropy keeps a slope there
        stuck = float((flat & (np.abs(A - Y) > 0.5)).any(axis=0).mean())
        if stuck > STUCK:
            yield (
                f"{where}: for {stuck:.0%} of the examples an output is far off, and its slope is lost: "
                "smaller weights at the start, or a shorter step"
            )


def _about_checks(gradients: Report | None, step: float) -> Iterator[str]:
    if gradients is not None and not is_right(gradients):
        yield (
            f"the gradients are wrong: {gradients.parameter} has the slope {gradients.measured:.3g}, "
            f"and backpropagate says {gradients.backprop:.3g}"
        )
    if step > WRONG_STEP:
        yield "update does not take -eta times the gradients: does it read weights that it has changed?"
