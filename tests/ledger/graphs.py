"""Formulas about a graph: C is its last node, u and v are nodes of it, and ∂u/∂v is the slope of one step.

The graphs are drawn at random. A node's number is made by one rule from nodes before it; it may use one
node twice, and reach another by several paths. Slopes have the same three witnesses as those of a network.
"""

import itertools
import operator
from functools import cache
from typing import Any

import autograd.numpy as anp
import numpy as np

from backprop import autodiff
from tests.ledger.tex import (
    Number,
    Operation,
    Slope,
    Statement,
    Sum,
    Symbol,
    Tree,
    UnreadableError,
    UntrueError,
)
from tests.ledger.world import WITNESSES, slope_of

GRAPHS, LEAVES, NODES = 12, 3, 11
RULES = {
    "+": lambda one, other: one + other,
    "*": lambda one, other: one * other,
    "sigmoid": lambda one: 1 / (1 + anp.exp(-one)),
    "exp": lambda one: anp.exp(one),
}
IN_CODE = RULES | {"sigmoid": autodiff.sigmoid, "exp": autodiff.exp}
LETTERS = {"u", "v"}
OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul}


class Graph:
    """Numbers drawn at random, and nodes made from them: `made` holds a rule and the nodes that it uses."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng([seed, 12])
        self.numbers = list(rng.uniform(0.3, 1.5, size=LEAVES) * rng.choice([-1, 1], size=LEAVES))
        self.made: list[tuple[str, tuple[int, ...]]] = []
        while self.size < NODES:
            rule = str(rng.choice(list(RULES), p=[0.3, 0.4, 0.2, 0.1]))
            latest = range(max(0, self.size - 4), self.size)
            used = rng.choice(latest, size=1 if rule in ("sigmoid", "exp") else 2)
            self.made.append((rule, tuple(map(int, used))))
            if not 0.1 < abs(self.values()[-1]) < 4:
                self.made.pop()

    @property
    def size(self) -> int:
        return LEAVES + len(self.made)

    def uses(self, node: int) -> tuple[int, ...]:
        return self.made[node - LEAVES][1] if node >= LEAVES else ()

    def values(self, nudged: int = -1, amount: Any = 0.0) -> list[Any]:
        """Return the numbers of all nodes, after the one of `nudged` was raised by `amount`."""
        values: list[Any] = []
        for node in range(self.size):
            if node < LEAVES:
                value = self.numbers[node]
            else:
                rule, used = self.made[node - LEAVES]
                value = RULES[rule](*(values[one] for one in used))
            values.append(value + amount if node == nudged else value)
        return values

    @cache  # noqa: B019
    def slope_of_cost(self, node: int, witness: str) -> float:
        """Return how fast the last node rises with this one, whatever lies between."""
        if witness == "backprop":
            gradient = self._in_code()[node].gradient
            return 0.0 if gradient is None else float(gradient)  # the cost does not come from there
        return float(slope_of(lambda amount: self.values(node, amount)[-1], witness))

    @cache  # noqa: B019
    def slope_of_step(self, u: int, v: int, witness: str) -> float:
        """Return how fast u rises with v where it uses it, while all else that it uses holds still."""
        if witness == "backprop":
            nodes = self._in_code()
            return float(sum(back(np.array(1.0)) for node, back in nodes[u].parents if node is nodes[v]))
        if v not in self.uses(u):
            return 0.0
        rule, used = self.made[u - LEAVES]
        values = self.values()

        def value(amount: Any) -> Any:
            return RULES[rule](*(values[node] + amount if node == v else values[node] for node in used))

        return float(slope_of(value, witness))

    @cache  # noqa: B019
    def _in_code(self) -> list[Any]:
        """Return the same graph in nodes of `backprop.autodiff`, with their gradients."""
        nodes = [autodiff.Node(number) for number in self.numbers]
        for rule, used in self.made:
            nodes.append(IN_CODE[rule](*(nodes[one] for one in used)))
        nodes[-1].backward()
        return nodes


@cache
def graphs() -> tuple[Graph, ...]:
    return tuple(Graph(seed) for seed in range(GRAPHS))


def is_about(statement: Statement) -> bool:
    """Is there a node in it, or the slope of the cost by itself?"""
    text = repr(statement)
    cost = Symbol("C")
    return any(repr(Symbol(letter)) in text for letter in LETTERS) or repr(Slope(cost, cost)) in text


def check(statement: Statement) -> None:
    """Raise `UntrueError` unless the sides are equal at every node but the last, which has the base case."""
    if any(sign not in ("", "=") for sign, _ in statement.parts):
        raise UnreadableError("a formula about a graph states that things are equal")
    trees = [tree for _, tree in statement.parts]
    names = sorted(set().union(*map(free, trees)))
    for graph, witness in itertools.product(graphs(), WITNESSES):
        for nodes in itertools.product(range(graph.size - 1), repeat=len(names)):
            setting = dict(zip(names, nodes, strict=True))
            sides = [value(tree, graph, witness, setting) for tree in trees]
            if not np.allclose(sides[1:], sides[0], rtol=1e-9, atol=1e-9):
                raise UntrueError(f"{sides} at {setting}")


def free(tree: Tree) -> set[str]:
    """Return which nodes a formula leaves open."""
    if isinstance(tree, Symbol):
        return LETTERS & {tree.letter}
    if isinstance(tree, Slope):
        return free(tree.top) | free(tree.bottom)
    if isinstance(tree, Sum):
        return (free(tree.body) | LETTERS & {tree.within[-1:]}) - {tree.index}
    if isinstance(tree, Operation):
        return set().union(*map(free, tree.parts))
    return set()


def value(tree: Tree, graph: Graph, witness: str, setting: dict[str, int]) -> float:
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Sum) and tree.within.startswith("uses ") and tree.index in LETTERS:
        used = node(Symbol(tree.within[-1]), graph, setting)
        users = [one for one in range(graph.size) if used in graph.uses(one)]
        return sum(value(tree.body, graph, witness, {**setting, tree.index: user}) for user in users)
    if isinstance(tree, Slope) and isinstance(tree.top, Symbol):
        below = node(tree.bottom, graph, setting)
        if tree.top == Symbol("C"):
            return graph.slope_of_cost(below, witness)
        return graph.slope_of_step(node(tree.top, graph, setting), below, witness)
    if isinstance(tree, Operation) and tree.sign in OPERATORS and len(tree.parts) == 2:
        one, other = (value(part, graph, witness, setting) for part in tree.parts)
        return OPERATORS[tree.sign](one, other)
    if isinstance(tree, Operation) and tree.sign == "-":
        return -value(tree.parts[0], graph, witness, setting)
    raise UnreadableError("a formula about a graph with more in it")


def node(symbol: Symbol, graph: Graph, setting: dict[str, int]) -> int:
    """Return the number of the node that a letter names."""
    if symbol == Symbol("C"):
        return graph.size - 1
    if symbol not in map(Symbol, LETTERS) or symbol.letter not in setting:
        raise UnreadableError(f"{symbol.letter} is no node")
    return setting[symbol.letter]
