"""Formulas of one variable z, such as the slope of the sigmoid: proved by SymPy, compared with the code."""

import itertools

import numpy as np
import sympy as sp

from backprop.activations import RELU, SIGMOID
from tests.ledger.tex import (
    Apply,
    Cases,
    Number,
    Operation,
    Slope,
    Statement,
    Symbol,
    Tree,
    UnreadableError,
    UntrueError,
)

POINTS = np.array([-3.0, -0.7, 0.0, 0.2, 4.0])
# On either side of 0, where ReLU has its corner; the value at 0 is what the code says.
SIDES = (sp.Symbol("z", negative=True), sp.Symbol("z", positive=True))
OPERATIONS = {
    "+": lambda *parts: sp.Add(*parts),
    "-": lambda one, *other: one - other[0] if other else -one,
    "*": lambda *parts: sp.Mul(*parts),
    "/": lambda one, other: one / other,
    "^": lambda one, other: one**other,
}
CONDITIONS = {"\\le": sp.Le, "\\ge": sp.Ge, "<": sp.Lt, ">": sp.Gt}
CODE = {"\\sigma": SIGMOID, "\\operatorname{relu}": RELU}


def is_about(statement: Statement) -> bool:
    """Does z stand there alone, without a layer?"""
    text = repr(statement)
    return repr(Symbol("z")) in text


def check(statement: Statement) -> None:
    """Raise `UntrueError` unless each side equals the next one on both sides of 0, and the code at points."""
    trees = [tree for _, tree in statement.parts]
    if any(sign not in ("", "=") for sign, _ in statement.parts):
        raise UnreadableError("a formula of one variable states that things are equal")
    z = sp.Symbol("z", real=True)
    for point in (sp.Float(-0.7), sp.Float(1.3)):  # quick, where it is wrong
        shown = [complex(expression(tree, z).subs(z, point).doit()) for tree in trees]
        if not np.allclose(shown, shown[0], rtol=0, atol=1e-9):
            raise UntrueError(f"{shown} at {point}")
    for z in SIDES:
        sides = [expression(tree, z) for tree in trees]
        for one, other in itertools.pairwise(sides):
            if sp.simplify((one - other).rewrite(sp.exp)) != 0:
                raise UntrueError(f"{one} is not {other}")
    first = trees[0]
    if isinstance(first, Apply) and first.function in CODE and first.arguments == (Symbol("z"),):
        function = CODE[first.function]
        coded = (function.derivative if first.primes else function.value)(POINTS)
        for tree in trees[1:]:
            z = sp.Symbol("z", real=True)
            shown = [float(expression(tree, z).subs(z, point).doit()) for point in POINTS]
            if not np.allclose(shown, coded, rtol=0, atol=1e-12):
                raise UntrueError(f"{shown}, and by the code {coded}")


def expression(tree: Tree, z: sp.Symbol) -> sp.Expr:
    """Return a formula as SymPy has it."""
    if isinstance(tree, Number):
        return sp.Integer(int(tree.value)) if tree.value.is_integer() else sp.Float(tree.value)
    if isinstance(tree, Symbol) and not (tree.layer or tree.indices or tree.shift):
        if tree.letter == "z":
            return z
        if tree.letter == "e":
            return sp.E
    if isinstance(tree, Operation) and tree.sign in OPERATIONS:
        return OPERATIONS[tree.sign](*(expression(part, z) for part in tree.parts))
    if isinstance(tree, Slope) and tree.bottom == Symbol("z"):
        return sp.diff(expression(tree.top, z), z)
    if isinstance(tree, Cases):
        rows = [
            (expression(value, z), CONDITIONS[sign](expression(left, z), expression(right, z)))
            for value, (left, sign, right) in tree.rows
        ]
        return sp.Piecewise(*rows)
    if isinstance(tree, Apply):
        arguments = [expression(argument, z) for argument in tree.arguments]
        return function(tree.function, tree.primes, arguments)
    raise UnreadableError("a formula of one variable with more in it")


def function(name: str, primes: int, arguments: list[sp.Expr]) -> sp.Expr:
    """Return σ, ReLU or the larger of two, or a derivative; σ is written with tanh, not as in the book."""
    if name == "\\max" and not primes and len(arguments) == 2:
        return sp.Max(*arguments)
    u = sp.Symbol("u", real=True)
    of_u = {"\\sigma": (1 + sp.tanh(u / 2)) / 2, "\\operatorname{relu}": sp.Piecewise((0, u <= 0), (u, True))}
    if name not in of_u or len(arguments) != 1:
        raise UnreadableError(f"{name} of {len(arguments)} arguments")
    return (
        sp.diff(of_u[name], u, primes).subs(u, arguments[0]) if primes else of_u[name].subs(u, arguments[0])
    )
