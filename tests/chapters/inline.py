"""Does an inline formula hold? Read as tests/ledger reads displayed ones, or worked out with numbers."""

import itertools
import math
import random
import re
from collections.abc import Callable
from functools import cache

from backprop.examples import running_network
from tests.ledger import meaning
from tests.ledger.tex import (
    Number,
    Operation,
    Reader,
    Symbol,
    Tree,
    UnreadableError,
    UntrueError,
    tokens,
)

ROUNDED = 4  # decimals; a result that shows fewer is exact
COMPARED = {"<": float.__lt__, ">": float.__gt__, "≤": float.__le__, "≥": float.__ge__}
QUANTITY = r"\\partial [A-Za-z\\]+(?:[_^](?:\{[^{}]*\}|\\?[A-Za-z0-9]+))*"
# How a line of text writes what a displayed formula writes at length.
AT_LENGTH = (
    (re.compile(r"\{,\}|[.,]$"), ""),
    (re.compile(r"(?<![A-Za-z\\])([a-z](?:_[a-z])?)\^2(?![\d_])"), r"(\1)^2"),  # a square, no layer
    (re.compile(rf"({QUANTITY}) / ({QUANTITY})"), r"\\frac{\1}{\2}"),
    (re.compile(r"\\sigma('?)(?!['(])"), r"\\sigma\1(z)"),
)
# What letters stand for in the sentences around a formula.
WHERE = {
    "chapters/12-autodiff.ipynb": {
        "a_i": "e^{z_i} / t",
        "a_j": "e^{z_j} / t",
        "u": "v / w",
    },
}
Values = Callable[[Symbol], float]


class LineReader(Reader):
    """Reads, besides what the displayed formulas have, any letter and a slash for a fraction."""

    def factor(self) -> Tree:
        result = super().factor()
        while self.here == "/":
            self.next()
            result = Operation("/", (result, super().factor()))
        return result

    def atom(self) -> Tree:
        if re.fullmatch(r"[a-zA-Z]", self.here) and self.here not in "wbzaWAZyYPQRC":
            return Symbol(self.next())
        return super().atom()


@cache
def verdict(tex: str, page: str) -> str:
    """Return "worked out" for numbers, "holds" for letters, "untrue" for numbers that are wrong.

    "" means that nobody can tell: the formula defines something, or names a case.
    """
    known = WHERE.get(page, {})
    defined = {_read(name)[0][1]: _read(value)[0][1] for name, value in known.items()}
    tries: list[tuple[str, Callable[[], None]]] = [
        ("worked out", lambda: _check(tex, _of_the_running_network)),
        ("holds", lambda: _check_identity(tex, defined)),
        *(
            ("holds", lambda name=name: meaning.check(at_length(tex), name))
            for name in (page, "", "eq-quarter")
        ),
    ]
    for good, attempt in tries:
        try:
            attempt()
        except UntrueError:
            if good == "worked out":
                return "untrue"
        except (UnreadableError, ValueError, LookupError, TypeError, ArithmeticError):
            continue
        else:
            return good
    return ""


def at_length(tex: str) -> str:
    for short, long in AT_LENGTH:
        tex = short.sub(long, tex)
    return tex


def _read(tex: str) -> list[tuple[str, Tree]]:
    """Return the sides of a formula, each with the sign before it."""
    return LineReader([token.text for token in tokens(at_length(tex))]).sides()


def _check(tex: str, values: Values) -> None:
    """Raise UntrueError unless all sides are one number, as far as the last one is shown.

    A first side that has no number is passed over, if two others are left, and the formula then unreadable.
    """
    sides, first = _read(tex), ""
    if len(sides) < 2:
        raise UnreadableError("a formula that states nothing")
    numbers: list[tuple[str, float]] = []
    for sign, tree in sides:
        try:
            numbers.append((sign, _value(tree, values)))
        except UnreadableError as error:
            first = str(error)
            if numbers:
                raise
    last = tex.rstrip("})$ .").split("=")[-1]
    decimals = len(last.rpartition(".")[2]) if re.search(r"\.\d+$", last) else 0
    slack = 0.5001 * 10**-decimals if decimals >= ROUNDED else 1e-12
    for (_, one), (sign, other) in itertools.pairwise(numbers):
        if not (COMPARED[sign](one, other) if sign in COMPARED else math.isclose(one, other, abs_tol=slack)):
            raise UntrueError(f"{one} {sign} {other}")
    if first:
        raise UnreadableError(first)


def _check_identity(tex: str, defined: dict[Tree, Tree]) -> None:
    """Raise an error unless the sides are equal whatever the letters are."""
    if any(sign not in ("", "=") for sign, _ in _read(tex)):
        raise UnreadableError("a bound on letters that are free")
    for seed in range(3):
        _check(tex, _drawn(seed, defined))


def _value(tree: Tree, values: Values) -> float:
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Symbol):
        return math.e if tree == Symbol("e") else values(tree)
    if not isinstance(tree, Operation) or tree.sign not in "+-*/^":
        raise UnreadableError(f"{type(tree).__name__} is no plain number")
    one, *others = (_value(part, values) for part in tree.parts)
    if not others:
        return -one
    (other,) = others
    if tree.sign == "^":
        return float(one**other)
    work = {"+": float.__add__, "-": float.__sub__, "*": float.__mul__, "/": float.__truediv__}
    return work[tree.sign](one, other)


def _drawn(seed: int, defined: dict[Tree, Tree]) -> Values:
    """Return a function that gives each letter a value of its own, or that of its definition."""

    def value(symbol: Symbol) -> float:
        if symbol in defined:
            return _value(defined[symbol], value)
        return random.Random(f"{seed} {symbol}").uniform(0.5, 2.0)

    return value


def _of_the_running_network(symbol: Symbol) -> float:
    """Return the number that `w^1_{02}` or `a^0_2` is in the running network."""
    digits = "".join(symbol.indices)
    level = symbol.layer.number if symbol.layer else None
    if not digits.isdigit() or (symbol.layer and symbol.layer.letter):
        raise UnreadableError(f"{symbol.letter} without a place")
    net, x, y = running_network()
    z, a = net.forward_pass(x)
    slopes = net.backpropagate(x, y).biases
    table = {"w": net.weights, "z": z, "a": [*a[1:], a[0]], "b": net.biases, "\\delta": slopes}
    if symbol.letter == "y" and level is None:
        return float(y[int(digits), 0])
    if symbol.letter not in table or level not in ((-1, 0, 1) if symbol.letter == "a" else (0, 1)):
        raise UnreadableError(f"{symbol.letter} is not in the running network")
    place = [int(digit) for digit in digits]
    return float(table[symbol.letter][level][tuple(place if symbol.letter == "w" else [*place, 0])])
