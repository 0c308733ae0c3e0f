"""What a formula says about a world, and whether that is so."""

import itertools
import math
from collections.abc import Iterator
from functools import cache
from typing import Any

import autograd.numpy as anp
import numpy as np

from tests.ledger import arithmetic, curves, graphs
from tests.ledger.tex import (
    LAYERED,
    Apply,
    Cases,
    Change,
    Entry,
    Number,
    Operation,
    Slope,
    Statement,
    Sum,
    Symbol,
    Tree,
    UnreadableError,
    UntrueError,
    read,
)
from tests.ledger.world import WITNESSES, Place, Quantities, World, slope_of, worlds_of

TOLERANCE = 1e-9
NEURONS = ("i", "j", "k")
OF_ONE_INPUT = {"z", "a", "\\delta", "y"}
OF_A_BATCH = {"Z", "A", "\\Delta", "Y", "Q"}
OPERATORS = {"+": np.add, "-": np.subtract, "/": np.divide, "⊙": np.multiply}
COMPARED = {"≤": np.less_equal, "≥": np.greater_equal, "<": np.less, ">": np.greater}
CONDITIONS = {
    "\\le": np.less_equal,
    "\\ge": np.greater_equal,
    "<": np.less,
    ">": np.greater,
    "=": np.equal,
    "\\neq": np.not_equal,
}
DOTS = Symbol("\\dots")
# Formulas with a world of their own: one variable, a graph of numbers, the time of a step, plain numbers.
APART = (curves, graphs, arithmetic)


def check(tex: str, name: str = "") -> None:
    """Raise `UntrueError` or `UnreadableError` unless every statement holds in the equation's worlds."""
    for world in worlds_of(name).values():
        check_in(world, tex)


def check_in(world: World, tex: str) -> None:
    """Raise `UntrueError` or `UnreadableError` unless every statement of a formula holds in this world."""
    for statement in read(tex):
        apart = [module for module in APART if module.is_about(statement)]
        if apart:
            if error := error_in(apart[0], statement):
                raise error
            continue
        statement = without_dots(statement)
        for witness in WITNESSES if has_slopes(statement) else WITNESSES[:1]:
            check_statement(statement, world, witness)


@cache
def error_in(module: Any, statement: Statement) -> UnreadableError | UntrueError | None:
    """Return what is wrong with a statement that has its own world, the same for every network."""
    try:
        module.check(statement)
    except (UnreadableError, UntrueError) as error:
        return error
    return None


def check_statement(statement: Statement, world: World, witness: str) -> None:
    (_, before), *rest = statement.parts
    settings = list(all_settings(statement, world))
    if not settings:
        raise UnreadableError("no layer has all that the formula names")
    ways = tuple(tuple(setting.items()) for setting in settings)
    for (sign, tree), reason in zip(rest, statement.reasons[1:], strict=True):
        step = (sign, before, tree, reason, witness, ways)
        if step in world.held:  # this line was checked in another formula
            before = tree
            continue
        if reason.startswith("the definition of") and isinstance(before, Slope) and isinstance(tree, Slope):
            # Not only the slopes are the same, but what they are slopes of.
            for setting in settings:
                check_equal("=", before.top, tree.top, Meaning(world, witness, setting))
        if sign == "≈":
            check_order(before, tree, settings, world, witness)
        elif isinstance(tree, Operation) and tree.parts[-1] == DOTS:
            check_series(before, tree.parts[0], settings, world, witness)
        elif sign in COMPARED:
            check_bound(sign, before, tree, settings, world, witness)
        else:
            for setting in settings:
                check_equal(sign, before, tree, Meaning(world, witness, setting))
        world.held.add(step)
        before = tree


def check_equal(sign: str, left: Tree, right: Tree, meaning: "Meaning") -> None:
    one = meaning.after_update(left) if sign == "←" else meaning.side(left)
    other = meaning.side(right)
    if np.shape(one) != np.shape(other):
        raise UnreadableError(f"a matrix of shape {np.shape(one)} and one of shape {np.shape(other)}")
    if not np.all(abs(one - other) <= TOLERANCE * (1 + abs(other))):
        raise UntrueError(f"{one} and {other} at {meaning.setting}")


def check_order(left: Tree, right: Tree, settings: list[dict], world: World, witness: str) -> None:
    """What is left out of `≈` must shrink with the square of the step."""
    check_power(2, (0.04, 0.02, 0.01), left, right, settings, world, witness)


def check_series(left: Tree, terms: Tree, settings: list[dict], world: World, witness: str) -> None:
    """What the dots behind a series stand for must shrink with the power of h that comes next."""
    count, rest = 1, terms
    while isinstance(rest, Operation) and rest.sign in "+-":
        count, rest = count + 1, rest.parts[0]
    if world.function.name != "relu":  # which has no curve, but corners
        check_power(count, (0.8, 0.4, 0.2), left, terms, settings, world, witness)


def check_power(
    power: int,
    scales: tuple[float, ...],
    left: Tree,
    right: Tree,
    settings: list[dict],
    world: World,
    witness: str,
) -> None:
    """The difference of two sides must shrink with a power of the step."""
    errors = []
    for scale in scales:
        meanings = [Meaning(world, witness, setting, scale) for setting in settings]
        gaps = [meaning.value(left) - meaning.value(right) for meaning in meanings]
        errors.append(np.linalg.norm(gaps))
    if max(errors) < TOLERANCE:
        return  # exact, as between the corners of ReLU
    orders = np.log2(errors[:-1]) - np.log2(errors[1:])
    if not np.allclose(orders, power, atol=0.15):
        raise UntrueError(f"the error shrinks with the power {orders.round(2)} of the step")


def check_bound(sign: str, left: Tree, right: Tree, settings: list[dict], world: World, witness: str) -> None:
    """A bound must hold, with or without equality, and must nearly be reached where σ is steep."""
    meanings = [Meaning(world, witness, setting) for setting in settings]
    ones, others = (np.array([meaning.side(side) for meaning in meanings]) for side in (left, right))
    rounding = 1e-15 * np.maximum(abs(ones), abs(others)) * (1 if sign == "≤" else -1)
    if not COMPARED[sign](ones, others + (rounding if sign in "≤≥" else 0)).all():
        raise UntrueError(f"{sign} does not hold")
    if world.steep and not np.allclose(ones, others, rtol=1e-3, atol=1e-12):
        raise UntrueError("the bound is nowhere near")


# Which values the free indices of a statement take.


def walk(tree: Any) -> Iterator[Any]:
    """Yield a tree and all that it is made of."""
    yield tree
    for part in tree if isinstance(tree, tuple) else vars(tree).values() if hasattr(tree, "__dict__") else ():
        yield from walk(part)


def has_slopes(statement: Statement) -> bool:
    """Is there a derivative in it, or an error δ, which is one?"""
    nodes = list(walk(statement.parts))
    errors = ("\\delta", "\\Delta")
    return any(
        isinstance(node, Slope)
        or (isinstance(node, Symbol) and node.letter in errors)
        or (isinstance(node, Apply) and node.function == "C")
        for node in nodes
    )


def without_dots(statement: Statement) -> Statement:
    """Return what `z = … + b` says of slopes by b: the dots are all that does not change with b."""
    if len(statement.parts) != 2:
        return statement
    (_, left), (sign, right) = statement.parts
    if not isinstance(right, Operation) or right.parts[0] != DOTS or right.sign not in "+-":
        return statement
    rest = right.parts[1]
    if not isinstance(rest, Symbol):
        raise UnreadableError("dots beside more than one letter")
    signed = rest if right.sign == "+" else Operation("-", (rest,))
    return Statement((("", Slope(left, rest)), (sign, Slope(signed, rest))), statement.reasons)


def all_settings(statement: Statement, world: World) -> Iterator[dict[str, Any]]:
    """Yield every choice of the free indices: the layer ℓ, a batch, neurons, an input, a knob."""
    nodes = list(walk(statement.parts))
    named = [node for node in nodes if isinstance(node, Symbol) and node.layer]
    unnamed = any(isinstance(node, Symbol) and node.letter in LAYERED and not node.layer for node in nodes)
    if unnamed and named:
        raise UnreadableError("letters with and without a layer")
    # Letters without a layer are all of one layer, whichever.
    has_layer = unnamed or any(node.layer.letter == "\\ell" for node in named)
    sums = [node for node in nodes if isinstance(node, Sum)]
    is_in_batches = any(node.within or node.index == "B" for node in sums)
    has_batch = any(
        isinstance(node, Symbol) and (node.letter in OF_A_BATCH or node.indices == ("B",)) for node in nodes
    ) and not any(node.index == "B" for node in sums)
    has_batch = has_batch or (is_in_batches and not any(node.index == "B" for node in sums))
    for layer in range(world.L + 1) if has_layer else (None,):
        if not all(exists(node, layer, world) for node in named):
            continue
        for batch in range(world.batches) if has_batch else (None,):
            fixed = {"ℓ": layer, "B": batch, "whole": is_in_batches or not has_batch}
            shapes = Shapes(world, fixed)
            ranges = merge([shapes.free(tree) for _, tree in statement.parts])
            fixed["alone"] = "p" in ranges
            fixed["given"] = any(isinstance(node, Symbol) and node.letter == "g" for node in nodes)
            names = sorted(ranges)
            for values in itertools.product(*(ranges[name] for name in names)):
                yield {**fixed, **dict(zip(names, values, strict=True))}


def exists(symbol: Symbol, layer: int | None, world: World) -> bool:
    number = resolve(symbol, layer, world)
    return (-1 if symbol.letter in "aA" else 0) <= number <= world.L


def resolve(symbol: Symbol, layer: int | None, world: World) -> int:
    """Return the number of the layer that a symbol names."""
    if not symbol.layer:
        if layer is None:
            raise UnreadableError(f"{symbol.letter} without a layer")
        return layer
    base = {"": 0, "L": world.L, "\\ell": layer}[symbol.layer.letter]
    return base + symbol.layer.number


def merge(found: list[dict[str, range]]) -> dict[str, range]:
    """Join the ranges of several formulas; an index may have one range only."""
    joined: dict[str, range] = {}
    for ranges in found:
        for name, values in ranges.items():
            if joined.setdefault(name, values) != values:
                raise UnreadableError(f"the index {name} runs over {joined[name]} and over {values}")
    return joined


class Shapes:
    """Which values an index can take, by the places in which it stands."""

    def __init__(self, world: World, setting: dict[str, Any]) -> None:
        self.world, self.setting = world, setting

    def free(self, tree: Tree) -> dict[str, range]:
        """Return the range of each free index in `tree`."""
        if isinstance(tree, Sum):
            here = self if tree.index != "s" else Shapes(self.world, {**self.setting, "s": 0})
            inner = here.free(tree.body)
            self.summed(tree, inner)
            left_out = {tree.within[-1]: inner[tree.index]} if tree.within.startswith("≠") else {}
            return merge([left_out, {name: values for name, values in inner.items() if name != tree.index}])
        if isinstance(tree, Symbol):
            shift = [self.free(tree.shift)] if tree.shift is not None else []
            return merge([self.of_symbol(tree), *shift])
        if isinstance(tree, Entry):
            shape = np.shape(Meaning(self.world, WITNESSES[0], self.setting).value(tree.of))
            has_columns = tree.indices[-1] == "x" and shape[1:] == (self.world.m,)
            last = ["column"] if has_columns else shape[1:]
            return merge([self.free(tree.of), self.indexed(tree.indices, [*shape[:1], *last])])
        return merge([self.free(part) for part in parts_of(tree)])

    def summed(self, tree: Sum, inner: dict[str, range]) -> range:
        """Return the values that a sum runs through."""
        if tree.index == "p":
            return range(len(self.world.knobs))
        if tree.index == "B":
            return range(self.world.batches)
        if tree.index == "s":
            return range(len(self.world.ends) - 1)
        if tree.index == "x":
            return self.inputs(tree.within)
        if tree.index not in inner or (tree.within and tree.within[0] != "≠"):
            raise UnreadableError(f"a sum over {tree.index}, of which there is none")
        return inner[tree.index]

    def inputs(self, within: str = "") -> range:
        if within not in ("", "B", "B_s"):
            raise UnreadableError(f"an input in {within}")
        if within == "B_s":
            shard = self.setting.get("s")
            if shard is None:
                raise UnreadableError("a shard that is none of those that are summed")
            first = (self.setting["B"] or 0) * self.world.m
            return range(first + self.world.ends[shard], first + self.world.ends[shard + 1])
        if within or not self.setting["whole"]:
            batch = self.setting["B"] or 0  # a sum over B goes through the others
            return range(batch * self.world.m, (batch + 1) * self.world.m)
        return range(self.world.n)

    def of_symbol(self, symbol: Symbol) -> dict[str, range]:
        letter, indices = symbol.letter, symbol.indices
        world, sizes = self.world, self.world.sizes
        if letter == "C":
            if len(indices) > 1 or (indices and indices[0] not in "xB"):
                raise UnreadableError(f"C with the index {indices}")
            return {"x": self.inputs()} if indices == ("x",) else {}
        if letter == "p":
            return {"p": range(len(world.knobs))}
        if letter == "g":
            if indices not in ((), ("p",)):
                raise UnreadableError(f"g with the index {indices}")
            return {"p": range(len(world.knobs))} if indices else {}
        if letter in NEURONS:
            return {}  # an index in a condition, whose range other letters give
        if letter in ("P", "Q", "R"):
            matrix = getattr(world, letter)
            return self.indexed(indices, [matrix.shape[0], "column" if letter in "QR" else matrix.shape[1]])
        if letter not in (*OF_ONE_INPUT, *OF_A_BATCH, "w", "W", "b"):
            return {}
        l = world.L if letter in ("y", "Y") else resolve(symbol, self.setting["ℓ"], world)
        rows = sizes[l + 1]
        if letter in OF_ONE_INPUT:
            if len(indices) != 1:
                raise UnreadableError(f"{letter} with {len(indices)} indices")
            if symbol.at not in ("", "x"):
                raise UnreadableError(f"{letter}({symbol.at})")
            return merge([self.indexed(indices, [rows]), {"x": self.inputs()}])
        if letter == "b":
            return self.indexed(indices, [rows])
        return self.indexed(indices, [rows, sizes[l] if letter in "wW" else "column"])

    def indexed(self, indices: tuple[str, ...], sizes: list[Any]) -> dict[str, range]:
        if indices and len(indices) != len(sizes):
            raise UnreadableError(f"{len(indices)} indices where {len(sizes)} were expected")
        found = []
        for name, size in zip(indices, sizes, strict=False):
            wanted = ("x",) if size == "column" else NEURONS
            if name not in (*wanted, "\\cdot"):
                raise UnreadableError(f"the index {name} in the place of one of {wanted}")
            if name != "\\cdot":
                found.append({name: self.inputs() if size == "column" else range(size)})
        return merge(found)


def parts_of(tree: Tree) -> tuple[Tree, ...]:
    if isinstance(tree, Operation):
        return tree.parts
    if isinstance(tree, Apply):
        return tree.arguments
    if isinstance(tree, Slope):
        return (tree.top, tree.bottom)
    if isinstance(tree, Change):
        return (tree.of,)
    if isinstance(tree, Cases):
        return tuple(part for value, (left, _, right) in tree.rows for part in (value, left, right))
    if isinstance(tree, Number):
        return ()
    raise UnreadableError(f"{type(tree).__name__} has no place here")


# What a formula is worth.


class Meaning:
    """The values of formulas in a world, at one setting of the free indices.

    `state` holds the quantities, nudged or not; `scale` is by how much a small step is smaller still.
    """

    def __init__(
        self,
        world: World,
        witness: str,
        setting: dict[str, Any],
        scale: float = 1.0,
        state: Quantities | None = None,
        nudge: tuple[Place, Any] | None = None,
    ) -> None:
        self.world, self.witness, self.setting, self.scale = world, witness, setting, scale
        self.state = world.now if state is None else state
        self.nudge = nudge

    def at(self, **setting: Any) -> "Meaning":
        return Meaning(
            self.world, self.witness, {**self.setting, **setting}, self.scale, self.state, self.nudge
        )

    def value(self, tree: Tree) -> Any:
        """Return a number or a matrix."""
        return getattr(self, f"_{type(tree).__name__.lower()}")(tree)

    def side(self, tree: Tree) -> Any:
        """Return `value(tree)`, which the world remembers."""
        key = (tree, self.witness, tuple(self.setting.items()))
        if key not in self.world.known:
            self.world.known[key] = self.value(tree)
        return self.world.known[key]

    def after_update(self, tree: Tree) -> float:
        """Return a parameter after one step of gradient descent."""
        if not isinstance(tree, Symbol) or tree.letter not in "wb" or not tree.indices:
            raise UnreadableError("← behind something that is not a parameter")
        net = self.world.updated
        kind, *place = self.place(tree)
        return (net.weights if kind == "w" else net.biases)[place[0]][tuple(place[1:])]

    def _number(self, tree: Number) -> float:
        return tree.value

    def _sum(self, tree: Sum) -> Any:
        shapes = Shapes(self.world, self.setting)
        values = shapes.summed(tree, shapes.free(tree.body) if tree.index in NEURONS else {})
        left_out = self.number_of(tree.within[-1]) if tree.within.startswith("≠") else None
        total = 0.0
        for value in values:
            if value == left_out:
                continue
            total = total + self.at(**{tree.index: value}).value(tree.body)
        return total

    def _operation(self, tree: Operation) -> Any:
        values = [self.value(part) for part in tree.parts]
        if tree.sign == "T":
            return values[0].T
        if tree.sign == "^":
            if np.ndim(values[0]):
                raise UnreadableError("a power of a matrix")
            return values[0] ** values[1]
        if tree.sign == "|":
            return np.sqrt(np.sum(values[0] ** 2)) if np.ndim(values[0]) else abs(values[0])
        if len(values) == 1:
            return -values[0]
        one, other = values
        shapes = np.shape(one), np.shape(other)
        if tree.sign == "*":
            if all(shapes):
                if shapes[0][1] != shapes[1][0]:
                    raise UnreadableError(f"the product of matrices of shapes {shapes[0]} and {shapes[1]}")
                return one @ other
            return one * other
        if tree.sign == "/" and shapes != ((), ()):
            raise UnreadableError("a fraction of matrices")
        is_column = tree.sign == "+" and all(shapes) and shapes[1] == (shapes[0][0], 1)
        if shapes[0] != shapes[1] and not is_column:
            raise UnreadableError(f"{tree.sign} between the shapes {shapes[0]} and {shapes[1]}")
        return OPERATORS[tree.sign](one, other)

    def _apply(self, tree: Apply) -> Any:
        if tree.function == "C":
            self._not_nudged("C′")
            return self.world.curve(self._knob(), tree.primes, self.witness)
        if tree.function == "\\nabla":
            self._not_nudged("∇C")
            slopes = [float(self.world.slopes(knob, self.witness).total) for knob in self.world.knobs]
            return np.reshape(slopes, (-1, 1))
        if tree.function in ("\\ln", "\\cos") and not tree.primes and len(tree.arguments) == 1:
            argument = self.value(tree.arguments[0])
            if np.ndim(argument) or (tree.function == "\\ln" and argument <= 0):
                raise UntrueError(f"{tree.function} of {argument}")
            return getattr(anp, {"\\ln": "log", "\\cos": "cos"}[tree.function])(argument)
        if tree.function != "\\sigma" or len(tree.arguments) != 1 or tree.primes > 1:
            raise UnreadableError(f"{tree.function} with {tree.primes} primes")
        argument = self.value(tree.arguments[0])
        if self.nudge:
            if tree.primes:
                raise UnreadableError("the slope of a slope")
            return self.world.sigma(argument)
        function = self.world.function.derivative if tree.primes else self.world.function.value
        return function(np.asarray(argument, dtype=float))

    def _change(self, tree: Change) -> float:
        if tree.of == Symbol("p"):
            return self._moves()[self._knob()]
        if tree.of == Symbol("C"):
            moves = self._moves()
            if self.setting["alone"]:
                moves = {self._knob(): moves[self._knob()]}
            return self.world.cost_after(moves) - float(self.state.total)
        raise UnreadableError(f"the change of {tree.of.letter}")

    def _moves(self) -> dict[Place, float]:
        key = ("moves", self.witness, self.scale, self.setting["alone"], self.setting["given"])
        if key not in self.world.known:
            self.world.known[key] = self._compute_moves()
        return self.world.known[key]

    def _compute_moves(self) -> dict[Place, float]:
        """How far each knob is turned: all of them by a step of descent, or along g, or one alone by ±h."""
        if self.setting["alone"]:
            signs = self.world.signs
            return dict(zip(self.world.knobs, self.scale * self.world.h * signs, strict=True))
        eta = self.scale * self.world.eta
        if self.setting["given"]:
            return dict(zip(self.world.knobs, -eta * self.world.g, strict=True))
        return {knob: -eta * float(self.world.slopes(knob, self.witness).total) for knob in self.world.knobs}

    def _knob(self) -> Place:
        if "p" not in self.setting:
            raise UnreadableError("p, and no knob is meant")
        return self.world.knobs[self.setting["p"]]

    def _cases(self, tree: Cases) -> Any:
        """Return the value of the one row whose condition holds."""
        fitting = [
            value
            for value, (left, sign, right) in tree.rows
            if CONDITIONS[sign](self._compared(left), self._compared(right))
        ]
        if len(fitting) != 1:
            raise UntrueError(f"{len(fitting)} cases hold at {self.setting}")
        return self.value(fitting[0])

    def _compared(self, tree: Tree) -> Any:
        is_index = isinstance(tree, Symbol) and tree.letter in NEURONS
        return self.number_of(tree.letter) if is_index else self.value(tree)

    def _entry(self, tree: Entry) -> float:
        return self._part_of(self.value(tree.of), tree.indices)

    def _part_of(self, matrix: Any, indices: tuple[str, ...]) -> Any:
        """Return one entry of a matrix, or a column where the row is a dot."""
        if not indices:
            return matrix
        places: list[Any] = []
        for name in indices:
            if name == "\\cdot":
                places.append(slice(None))
            else:
                shift = self.number_of("B") * self.world.m if name == "x" and self.setting["B"] else 0
                places.append(self.number_of(name) - shift)
                if not 0 <= places[-1] < matrix.shape[len(places) - 1]:
                    raise UnreadableError(f"the index {name} leaves its matrix")
        part = matrix[tuple(places)]
        return part.reshape(-1, 1) if np.ndim(part) else part

    def number_of(self, name: str) -> int:
        """Return what an index stands for."""
        if self.setting.get(name) is None:
            raise UnreadableError(f"the index {name} stands for nothing")
        return self.setting[name]

    def _symbol(self, symbol: Symbol) -> Any:
        letter, world, state = symbol.letter, self.world, self.state
        if letter == "C":
            return self._cost(symbol, state)
        if letter in ("n", "m"):
            return float(getattr(world, letter))
        if letter in ("h", "\\eta"):
            return self.scale * (world.h if letter == "h" else world.eta)
        if letter == "e" and not symbol.indices:
            return math.e
        if letter == "\\theta":
            return world.angle(self.witness)
        if letter == "g":
            return world.g[self.number_of("p")] if symbol.indices else world.g.reshape(-1, 1)
        if letter == "p":
            raise UnreadableError("p as a number")
        if letter in ("P", "Q", "R"):
            return self._part_of(getattr(world, letter), symbol.indices)
        if letter == "y":
            return self._of_input(world.Y, symbol)
        if letter in OF_A_BATCH or letter == "W" or (letter == "b" and not symbol.indices):
            return self._part_of(self._matrix(symbol), symbol.indices)
        if letter not in ("w", "b", "z", "a", "\\delta"):
            raise UnreadableError(f"{letter} on its own")
        l = resolve(symbol, self.setting["ℓ"], world)
        if letter == "\\delta":
            self._not_nudged(letter)
            return self._of_input(self._deltas()[l], symbol)
        if letter in ("z", "a"):
            return self._of_input(state.z[l] if letter == "z" else state.a[l + 1], symbol)
        place = self.place(symbol)
        value = (world.net.weights if letter == "w" else world.net.biases)[l][place[2:]]
        return value + self.nudge[1] if self.nudge and self.nudge[0] == place else value

    def _matrix(self, symbol: Symbol) -> Any:
        self._not_nudged(symbol.letter)
        world, letter = self.world, symbol.letter
        if letter == "Y":
            return world.Y[:, world.of(self.number_of("B"))]
        l = resolve(symbol, self.setting["ℓ"], world)
        if letter in ("W", "b"):
            return (world.net.weights if letter == "W" else world.net.biases)[l]
        whole = {"A": world.now.a[1:] + world.now.a[:1], "Z": world.now.z, "\\Delta": self._deltas()}[letter][
            l
        ]
        return whole[:, world.of(self.number_of("B"))]

    def _deltas(self) -> list[np.ndarray]:
        return self.world.measured_deltas if self.witness == "backprop" else self.world.deltas

    def _not_nudged(self, letter: str) -> None:
        if self.nudge:
            raise UnreadableError(f"the slope of {letter} is not known")

    def _of_input(self, array: Any, symbol: Symbol) -> Any:
        if len(symbol.indices) != 1:
            raise UnreadableError(f"{symbol.letter} with {len(symbol.indices)} indices")
        return array[self.number_of(symbol.indices[0]), self.number_of("x")]

    def _cost(self, symbol: Symbol, state: Quantities) -> Any:
        if symbol.indices:
            array = state.costs if symbol.indices == ("x",) else state.batches
            return array[self.number_of(symbol.indices[0])]
        if symbol.shift is None:
            return state.total
        return self.world.cost_after({self._knob(): self._shift(symbol.shift)})

    def _shift(self, tree: Tree) -> float:
        """Return by how much `p + h` is more than p."""
        if isinstance(tree, Operation) and tree.sign in "+-" and tree.parts[0] == Symbol("p"):
            return OPERATORS[tree.sign](0.0, self.value(tree.parts[1]))
        raise UnreadableError("C at something else than a moved p")

    # Slopes.

    def place(self, symbol: Symbol) -> Place:
        """Return where the quantity stands that a symbol names: a parameter, or a z or an a of one input."""
        if symbol.letter == "p":
            return self._knob()
        l = resolve(symbol, self.setting["ℓ"], self.world)
        indices = [self.number_of(name) for name in symbol.indices]
        if symbol.letter in ("z", "a"):
            indices.append(self.number_of("x"))
        elif symbol.letter == "b":
            indices.append(0)
        if symbol.letter not in "wbza" or len(indices) != 2:
            raise UnreadableError(f"no slope by {symbol.letter} is known")
        return (symbol.letter, l, *indices)

    def _slope(self, tree: Slope) -> Any:
        if tree.bottom.letter in ("P", "Q", "R"):
            if tree.top != Symbol("C") or tree.bottom.indices:
                raise UnreadableError("a slope by a matrix, but not of the cost")
            return self.world.slopes_of_a_product(tree.bottom.letter, self.witness)
        if tree.bottom.letter in ("W", "b") and not tree.bottom.indices:
            return self._matrix_of_slopes(tree)
        return self._slope_by(tree.top, self.place(tree.bottom))

    def _matrix_of_slopes(self, tree: Slope) -> np.ndarray:
        l = resolve(tree.bottom, self.setting["ℓ"], self.world)
        kind = tree.bottom.letter.lower()
        shape = (self.world.net.weights if kind == "w" else self.world.net.biases)[l].shape
        slopes = [self._slope_by(tree.top, (kind, l, *place)) for place in np.ndindex(shape)]
        return np.reshape(slopes, shape)

    def _slope_by(self, top: Tree, place: Place) -> Any:
        self._not_nudged("a slope")
        if isinstance(top, Symbol) and top.letter in ("C", "z", "a") and top.shift is None:
            meaning = self.at()
            meaning.state = self.world.slopes(place, self.witness)
            return meaning.value(top)

        def value(amount: Any) -> Any:
            state = self.world.run(place, amount)
            return Meaning(self.world, self.witness, self.setting, 1.0, state, (place, amount)).value(top)

        return slope_of(value, self.witness)
