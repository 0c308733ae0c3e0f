"""A sum of plain numbers, which shows how one z of the running network comes about."""

import numpy as np

from backprop.examples import running_network
from tests.ledger.tex import Number, Operation, Statement, Symbol, Tree, UnreadableError, UntrueError

HALF_A_DIGIT = 0.5e-4  # numbers are shown with four decimals
OPERATORS = {"+": np.add, "-": np.subtract, "*": np.multiply}


def is_about(statement: Statement) -> bool:
    """Does it begin with the z of one neuron, named by its number?"""
    _, first = statement.parts[0]
    return isinstance(first, Symbol) and first.letter == "z" and "".join(first.indices).isdigit()


def check(statement: Statement) -> None:
    """Raise `UntrueError` unless each sum of numbers has the value that the network computes."""
    (_, first), *rest = statement.parts
    assert isinstance(first, Symbol)
    if any(sign != "=" for sign, _ in rest):
        raise UnreadableError("a sum of numbers states that things are equal")
    if not first.layer or first.layer.letter or len(first.indices) != 1:
        raise UnreadableError("a z that is no z of the running network")
    net, x, _ = running_network()
    weighted_inputs = dict(enumerate(net.forward_pass(x)[0]))
    layer, neuron = weighted_inputs.get(first.layer.number), int(first.indices[0])
    if layer is None or neuron >= len(layer):
        raise UnreadableError("a neuron that the running network has not")
    for _, tree in rest:
        if abs(value(tree) - layer[neuron, 0]) > HALF_A_DIGIT:
            raise UntrueError(f"{value(tree)}, and by the code {layer[neuron, 0]}")


def value(tree: Tree) -> float:
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Operation) and tree.sign in "+-*":
        parts = [value(part) for part in tree.parts]
        return OPERATORS[tree.sign](*parts) if parts[1:] else -parts[0]
    raise UnreadableError("a sum with more than numbers in it")
