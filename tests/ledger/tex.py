"""Read the book's formulas: TeX becomes statements, a statement a chain of expressions.

Only the TeX that the book uses is known. Anything else raises `UnreadableError`, which names the sign.
"""

import itertools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
DISPLAY = re.compile(r"^\$\$\n(.*?)\n\$\$(?: \{#(eq-[a-z0-9-]+)\})?$", re.DOTALL | re.MULTILINE)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
TOKEN = re.compile(
    rf"{NUMBER.pattern}|\\begin\{{\w+\}}|\\end\{{\w+\}}|\\text\{{[^{{}}]*\}}|\\operatorname\{{\w+\}}"
    r"|\\[A-Za-z]+|\\.|\S"
)
SPACES = {"\\,", "\\;", "\\!", "\\quad", "\\bigl", "\\bigr", "\\left", "\\right", "\\displaystyle"}
RELATIONS = {"=": "=", "\\approx": "≈", "\\leftarrow": "←", "\\le": "≤", "\\ge": "≥", "<": "<", ">": ">"}
LAYERED = {"w", "b", "z", "a", "\\delta", "W", "A", "Z", "\\Delta"}  # their upper index is a layer
NUMBERED = LAYERED | {"y", "Y", "P", "Q", "R", "C", "g"}  # their lower indices name an entry
PLAIN = {"p", "h", "\\eta", "n", "m", "u", "v", "\\theta", "\\dots"}
FUNCTIONS = {"\\sigma", "\\operatorname{relu}", "\\max", "\\ln", "\\cos"}
WITHOUT_BRACKETS = {"\\ln", "\\cos"}
CONDITIONS = {"\\le", "\\ge", "<", ">", "=", "\\neq"}
CLOSING = {"(": ")", "[": "]", "|": "|", "\\Vert": "\\Vert", "\\lVert": "\\rVert"}
ENDS = {"", *")]}+-,.&", "\\\\", "\\rVert", "\\end{cases}", *RELATIONS, *CONDITIONS}
INDEX = {"i", "j", "k"}
GIVEN = "a^L = (0.1,"  # the one displayed formula that states nothing: the numbers of an exercise
BECAUSE = re.compile(r"\\text\{(because|where) *\}")


class UnreadableError(Exception):
    """A formula that says nothing to this reader."""


class UntrueError(Exception):
    """A formula that can be read and does not hold."""


class Token(NamedTuple):
    text: str
    start: int
    end: int


class Piece(NamedTuple):
    """One line of a derivation, or one of several statements in a line, and the words of its reason."""

    tokens: list[Token]
    reason: list[str]


class Layer(NamedTuple):
    """An upper index: a letter ℓ or L, or none, plus a whole number."""

    letter: str
    number: int


@dataclass(frozen=True)
class Number:
    value: float


@dataclass(frozen=True)
class Symbol:
    """A letter with its indices; `at` is the x of a(x), `shift` the knob's change in C(p + h)."""

    letter: str
    layer: Layer | None = None
    indices: tuple[str, ...] = ()
    at: str = ""
    shift: "Tree | None" = None


@dataclass(frozen=True)
class Sum:
    """What is added up for all values of `index`; `within` is "B", "B_s", "uses v" or "≠ j"."""

    index: str
    within: str
    body: "Tree"


@dataclass(frozen=True)
class Slope:
    """The derivative of `top` by `bottom`."""

    top: "Tree"
    bottom: Symbol


@dataclass(frozen=True)
class Change:
    """Δ in front of a letter: how far it moves."""

    of: Symbol


@dataclass(frozen=True)
class Apply:
    function: str
    primes: int
    arguments: tuple["Tree", ...]


@dataclass(frozen=True)
class Operation:
    """`+`, `-` (of one or two), `*` for a product, `⊙`, `/`, `^`, `T` for a transpose, `|` for a size."""

    sign: str
    parts: tuple["Tree", ...]


@dataclass(frozen=True)
class Entry:
    """One entry of a matrix that a bracket holds."""

    of: "Tree"
    indices: tuple[str, ...]


@dataclass(frozen=True)
class Cases:
    """Values, each with the condition (left, sign, right) under which it holds."""

    rows: tuple[tuple["Tree", tuple["Tree", str, "Tree"]], ...]


Tree = Number | Symbol | Sum | Slope | Change | Apply | Operation | Entry | Cases


class Statement(NamedTuple):
    """Expressions in a chain, each with the sign before it: `("", a), ("=", b), ("=", c)`.

    `reasons` are the words beside each, or "".
    """

    parts: tuple[tuple[str, Tree], ...]
    reasons: tuple[str, ...]


class Display(NamedTuple):
    """A displayed formula, its label or "", and its place in the book."""

    label: str
    tex: str
    source: str

    @property
    def name(self) -> str:
        return self.label or self.source


def displays(root: Path = ROOT) -> list[Display]:
    """Return every displayed formula of the book."""
    found = []
    for path in [root / "index.ipynb", *sorted((root / "chapters").glob("*.ipynb"))]:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                for tex, label in DISPLAY.findall("".join(cell["source"])):
                    found.append(Display(label, tex, path.relative_to(root).as_posix()))
    return found


def formulas(root: Path = ROOT) -> list[Display]:
    """Return every displayed formula that states something."""
    return [display for display in displays(root) if not display.tex.startswith(GIVEN)]


def equations(root: Path = ROOT) -> dict[str, Display]:
    """Return the numbered equations of the book by label, in the order in which they come."""
    return {display.label: display for display in displays(root) if display.label}


# From TeX to the pieces that are read.


def tokens(tex: str) -> list[Token]:
    """Return the signs of a formula, and where they stand; those that only make room are left out."""
    found = [Token(match.group(), match.start(), match.end()) for match in TOKEN.finditer(tex)]
    return [token for token in found if token.text not in SPACES]


def pieces(tex: str) -> list[Piece]:
    """Return what the reader reads: one piece for each line of a derivation, or statement in it.

    Reasons, which stand behind `&&`, are kept as words; a formula behind `because` or `where` is a piece.
    """
    found = [Piece([], [])]
    is_reason, cases, depth = False, 0, 0
    for token, before in with_text_before(tokens(tex)):
        text = token.text
        depth += {"{": 1, "}": -1}.get(text, 0)
        if text.endswith("{cases}"):
            cases += 1 if text.startswith("\\begin") else -1
        if cases or text.endswith("{cases}") or (depth and not is_reason):
            found[-1].tokens.append(token)
        elif text in "+-" and before == "&" and not is_reason and not found[-1].tokens and found[1:]:
            found.pop()  # a line that goes on with the last
            found[-1].tokens.append(token)
        elif text in ("\\\\", "\\qquad"):
            found.append(Piece([], []))
            is_reason = False
        elif text.startswith("\\text"):
            is_reason = not BECAUSE.fullmatch(text)
            found[-1].reason.append(text[6:-1])
            if not is_reason:
                found.append(Piece([], []))
        elif text == "&":
            is_reason = is_reason or before == "&"
        elif not is_reason and not text.endswith("{aligned}"):
            found[-1].tokens.append(token)
    for piece in found:
        while piece.tokens and piece.tokens[-1].text in (".", ","):
            piece.tokens.pop()
    return [piece for piece in found if piece.tokens]


def with_text_before(found: list[Token]) -> list[tuple[Token, str]]:
    """Return each token with the text of the one before it."""
    return [
        (token, before.text if before else "") for token, before in zip(found, [None, *found], strict=False)
    ]


def read(tex: str) -> list[Statement]:
    """Return the statements of a displayed formula. A line that starts with `=` goes on with the last."""
    chains: list[list[tuple[str, Tree, str]]] = []
    for piece in pieces(tex):
        sides, _ = read_piece(piece)
        if not sides[0][0]:
            chains.append([])
        elif not chains:
            raise UnreadableError("a formula that begins with its second side")
        chains[-1] += [(sign, tree, " ".join(piece.reason)) for sign, tree in sides]
    if not chains or any(len(chain) < 2 for chain in chains):
        raise UnreadableError("a formula that states nothing")
    return [
        Statement(tuple((sign, tree) for sign, tree, _ in chain), tuple(reason for *_, reason in chain))
        for chain in chains
    ]


def read_piece(piece: Piece) -> tuple[list[tuple[str, Tree]], "Reader"]:
    """Return the sides of one piece, each with the sign before it, and the reader that has read them."""
    reader = Reader([token.text for token in piece.tokens])
    return reader.sides(), reader


class Reader:
    """Reads one piece from left to right; each method reads what its name says."""

    def __init__(self, texts: list[str]) -> None:
        self.texts, self.at = texts, 0
        self.bar = ""  # that closes what an equal one has opened
        self.factors: list[tuple[int, int]] = []  # where a factor of several begins and ends, with its dot
        self.sums: list[tuple[int, int]] = []  # where a sum sign and what stands below it begin and end

    @property
    def here(self) -> str:
        return self.texts[self.at] if self.at < len(self.texts) else ""

    def sides(self) -> list[tuple[str, Tree]]:
        sides: list[tuple[str, Tree]] = []
        while self.here:
            sign = RELATIONS.get(self.here, "")
            if sign:
                self.next()
            elif sides:
                raise UnreadableError(f"{self.here!r} where a sign such as = was expected")
            sides.append((sign, self.sum()))
        return sides

    def next(self) -> str:
        self.at += 1
        return self.texts[self.at - 1] if self.at <= len(self.texts) else ""

    def take(self, wanted: str) -> None:
        if (got := self.next()) != wanted:
            raise UnreadableError(f"{got!r} where {wanted!r} was expected")

    def sum(self) -> Tree:
        total = Operation("-", (self._negated(),)) if self.here == "-" else self.product()
        while self.here in ("+", "-"):
            sign = self.next()
            total = Operation(sign, (total, self.product()))
        return total

    def _negated(self) -> Tree:
        self.take("-")
        return self.product()

    def product(self) -> Tree:
        """Factors side by side. A sum sign or a bare ∂/∂ takes all that is left of them."""
        result: Tree | None = None
        starts = []
        while True:
            starts.append(self.at)
            sign = "⊙" if self.here == "\\odot" else "*"
            if self.here in ("\\odot", "\\cdot"):
                self.next()
            factor = self.factor()
            result = factor if result is None else Operation(sign, (result, factor))
            if self.here in ENDS or self.here == self.bar:
                self._note_factors([*starts, self.at])
                return result

    def _note_factors(self, edges: list[int]) -> None:
        """Keep where each of several factors stands; the first takes the dot behind it."""
        if len(edges) > 2:
            after = edges[1] + (self.texts[edges[1]] in ("\\odot", "\\cdot"))
            self.factors += [(edges[0], after), *itertools.pairwise(edges[1:])]

    def factor(self) -> Tree:
        if self.here == "\\sum":
            start = self.at
            self.next()
            self.take("_")
            index, *within = self.script()
            self.sums.append((start, self.at))
            return Sum(index, within_of(within), self.product())
        if self.here in ("\\frac", "\\tfrac") and self.texts[self.at + 1 : self.at + 3] == ["{", "\\partial"]:
            return self.slope("\\partial")
        if self.here == "\\frac" and self.texts[self.at + 1 : self.at + 3] == ["{", "d"]:
            return self.slope("d")
        return self.scripted(self.atom())

    def slope(self, sign: str) -> Tree:
        self.next()
        self.take("{")
        self.take(sign)
        top = self.scripted(self.atom()) if self.here != "}" else None
        self.take("}")
        self.take("{")
        self.take(sign)
        bottom = self.scripted(self.atom())
        self.take("}")
        if not isinstance(bottom, Symbol):
            raise UnreadableError("a slope by something that is not a letter")
        return Slope(top if top is not None else self.product(), bottom)

    def atom(self) -> Tree:
        text = self.next()
        if NUMBER.fullmatch(text):
            return Number(float(text))
        if text in ("\\frac", "\\tfrac"):
            return Operation("/", (self.argument(), self.argument()))
        if text in CLOSING:
            before, self.bar = self.bar, text if CLOSING[text] == text else ""
            inner = self.sum()
            self.take(CLOSING[text])
            self.bar = before
            return inner if text in "([" else Operation("|", (inner,))
        if text == "\\nabla":
            self.take("C")
            return Apply("\\nabla", 0, (Symbol("C"),))
        if text == "C" and self.here == "'":
            return Apply("C", self.primes(), ())
        if text in FUNCTIONS:
            return self.function(text)
        if text == "\\begin{cases}":
            return self.cases()
        if text == "\\Delta" and self.here != "^":
            moved = self.scripted(self.atom())
            if not isinstance(moved, Symbol):
                raise UnreadableError("the change of something that is not a letter")
            return Change(moved)
        if text in NUMBERED | PLAIN | {"e"}:
            return Symbol(text)
        raise UnreadableError(f"{text!r} is not known")

    def argument(self) -> Tree:
        """What a fraction is made of: a group in braces, or one sign of `\\frac12`."""
        if self.here == "{":
            self.next()
            inner = self.sum()
            self.take("}")
            return inner
        text = self.next()
        if text in PLAIN:
            return Symbol(text)
        if len(text) == 2 and text.isdigit():  # the 12 of \frac12
            self.at -= 1
            self.texts[self.at] = text[1]
            return Number(float(text[0]))
        if text.isdigit():
            return Number(float(text))
        raise UnreadableError(f"{text!r} in a fraction")

    def function(self, name: str) -> Tree:
        primes = self.primes()
        if name in WITHOUT_BRACKETS and self.here != "(":
            return Apply(name, primes, (self.factor(),))
        self.take("(")
        arguments = [self.sum()]
        while self.here == ",":
            self.next()
            arguments.append(self.sum())
        self.take(")")
        return Apply(name, primes, tuple(arguments))

    def primes(self) -> int:
        start = self.at
        while self.here == "'":
            self.next()
        return self.at - start

    def cases(self) -> Tree:
        rows = []
        while self.here != "\\end{cases}":
            value = self.sum()
            self.take("&")
            left, sign, right = self.compared(), self.next(), self.compared()
            if sign not in CONDITIONS:
                raise UnreadableError(f"{sign!r} in a condition")
            rows.append((value, (left, sign, right)))
            while self.here in ("\\\\", ".", ","):
                self.next()
        self.next()
        return Cases(tuple(rows))

    def compared(self) -> Tree:
        """One side of a condition, which may be a bare index."""
        return Symbol(self.next()) if self.here in INDEX else self.sum()

    def scripted(self, base: Tree) -> Tree:
        """Read the indices, the power or the transpose that hang on `base`, and the (x) after it."""
        own_letter = (
            base.letter if isinstance(base, Symbol) and self.texts[self.at - 1] == base.letter else ""
        )
        while self.here in ("_", "^"):
            sign = self.next()
            script = self.script()
            if sign == "_":
                if own_letter in NUMBERED and isinstance(base, Symbol):
                    base = Symbol(base.letter, base.layer, tuple(script))
                else:
                    base = Entry(base, tuple(script))
            elif script == ["T"]:
                base = Operation("T", (base,))
            elif own_letter in LAYERED and isinstance(base, Symbol):
                base = Symbol(base.letter, layer(script), base.indices)
            else:
                base = Operation("^", (base, Reader(script).whole()))
        if isinstance(base, Symbol) and self.here == "(":
            if base.letter == "C" and not base.indices:
                self.next()
                base = Symbol("C", shift=self.sum())
                self.take(")")
            elif (base.layer or base.indices) and self.texts[self.at + 2 : self.at + 3] == [")"]:
                base = Symbol(base.letter, base.layer, base.indices, at=self.texts[self.at + 1])
                self.at += 3
        return base

    def whole(self) -> Tree:
        tree = self.sum()
        if self.here:
            raise UnreadableError(f"{self.here!r} in an exponent")
        return tree

    def script(self) -> list[str]:
        if self.here != "{":
            return [self.next()]
        self.next()
        found, depth = [], 0
        while self.here and (depth or self.here != "}"):
            depth += {"{": 1, "}": -1}.get(self.here, 0)
            found.append(self.next())
        self.take("}")
        if not found:
            raise UnreadableError("an empty index")
        return found


def within_of(script: list[str]) -> str:
    """Return what stands behind the index below a sum: "B", "B_s", "uses v", "≠ j" or nothing."""
    found = re.fullmatch(r"(?:\\in(B(?:_s)?)|\\text\{ uses \}([uvC])|\\neq([ijk]))?", "".join(script))
    if not found:
        raise UnreadableError(f"a sum over {' '.join(script)}")
    batch, user, other = found.groups()
    return f"uses {user}" if user else f"≠ {other}" if other else batch or ""


def layer(script: list[str]) -> Layer:
    text = "".join(script)
    found = re.fullmatch(r"(\\ell|L)?([+-]?\d+)?", text)
    if not found:
        raise UnreadableError(f"the layer {text!r}")
    return Layer(found.group(1) or "", int(found.group(2) or 0))
