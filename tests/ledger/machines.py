"""The model of the time of one step: what the formula says, and what a clock says in a small rehearsal.

In the rehearsal each machine takes the next of its inputs as soon as it is done with the one before. What
a step takes besides comes on top, and then the bytes travel, one by one.
"""

import heapq
import operator

import numpy as np

from tests.ledger.tex import Operation, Statement, Symbol, Tree, UnreadableError, UntrueError

NAMES = ("m", "S", "\\tau", "\\lambda", "q", "\\beta")
OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
DRAWS = 5


def clock(m: int, S: int, tau: float, latency: float, q: int, beta: float) -> float:
    """Return when a step ends that begins at 0."""
    free = [0.0] * S
    for _ in range(m):
        heapq.heapreplace(free, free[0] + tau)
    time = max(free) + latency
    for _ in range(q):
        time += 1 / beta
    return time


def bytes_sent(S: int, size: int) -> int:
    """Return how many bytes a step sends: `size` with each message."""
    messages = S  # the parameters, to each machine
    sums = S
    while sums > 1:
        messages, sums = messages + 1, sums - 1  # one sum goes to where another is
    return (messages + 1) * size  # the total, to the driver


def is_about(statement: Statement) -> bool:
    return "letter='T'" in repr(statement)


def check(statement: Statement) -> None:
    """Raise `UntrueError` unless each side is the time on the clock, with any numbers of the right kind."""
    if any(sign not in ("", "=") for sign, _ in statement.parts):
        raise UnreadableError("a formula about time states that things are equal")
    rng = np.random.default_rng(13)
    for _ in range(DRAWS):
        machines, each, size = (int(number) for number in rng.integers(2, 9, size=3))
        tau, latency, beta = (float(number) for number in rng.uniform(0.2, 3, size=3))
        numbers = dict(
            zip(
                NAMES,
                (machines * each, machines, tau, latency, bytes_sent(machines, size), beta),
                strict=True,
            )
        )
        measured = clock(*numbers.values())
        for _, tree in statement.parts:
            said = measured if tree == Symbol("T", None, ("S",)) else value(tree, numbers)
            if not np.isclose(said, measured, rtol=1e-12):
                raise UntrueError(f"{said} s, and {measured} s on the clock, with {numbers}")


def value(tree: Tree, numbers: dict[str, float]) -> float:
    if isinstance(tree, Symbol) and tree == Symbol(tree.letter) and tree.letter in numbers:
        return float(numbers[tree.letter])
    if isinstance(tree, Operation) and len(tree.parts) == 2 and tree.sign in OPERATORS:
        one, other = (value(part, numbers) for part in tree.parts)
        return OPERATORS[tree.sign](one, other)
    raise UnreadableError("a formula about time with more in it")
