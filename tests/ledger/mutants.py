"""Plant one error at a time into a formula: a sign, an index, a prime, a transpose, a factor."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tests.ledger import meaning
from tests.ledger.tex import LAYERED, Token, UnreadableError, UntrueError, equations, pieces
from tests.ledger.world import worlds

INDICES = ("i", "j", "k", "x")
LAYERS = ("\\ell-1", "\\ell", "\\ell+1", "L", "L-1", "0", "-1")
FRACTIONS = {"12", "1n", "1m", "mn"}
# Changes that leave the equation true, though it says less, so that no check can object.
CONSTANT = "the mean over a batch of what is the same for all of it"
STILL_TRUE = {
    (label, "…\\sum_{x \\in B} \\frac{\\partial C_[x → B]}{\\partial p…"): CONSTANT
    for label in ("eq-batch-slope", "eq-mean-of-batches")
}


class Mutant(NamedTuple):
    kind: str
    change: str
    tex: str


def all_mutants() -> Iterator[tuple[str, Mutant]]:
    """Yield the label and each change of every numbered equation, without those that stay true."""
    for label, display in equations().items():
        for mutant in mutants(display.tex):
            if (label, mutant.change) not in STILL_TRUE:
                yield label, mutant


def mutants(tex: str) -> Iterator[Mutant]:
    """Yield the formula with every single change of the kinds above; reasons in words stay as they are."""
    for piece, _ in pieces(tex):
        texts = [token.text for token in piece]
        layers = {at for start, end in _layer_scripts(texts) for at in range(start, end)}
        for at, text in enumerate(texts):
            if text in ("=", "\\approx", "\\leftarrow") and texts[at + 1] != "-":
                yield _replaced(tex, piece, at + 1, at + 1, "\\frac12", "factor")
            elif text in "+-" and at not in layers:
                yield from _signs(tex, piece, at)
            elif text == "'":
                yield _replaced(tex, piece, at, at + 1, "", "prime")
            elif text in ("\\frac", "\\tfrac"):
                end = _end(texts, at + 1, 2)
                if "".join(texts[at + 1 : end]).replace("{", "").replace("}", "") in FRACTIONS:
                    yield _replaced(tex, piece, at, end, "", "factor")
            elif text == "^" and texts[at + 1 : at + 2] == ["T"]:
                yield _replaced(tex, piece, at, at + 2, "", "transpose")
            elif text in (*INDICES, "B") and at not in layers and _is_index(texts, at):
                others = {"x": (*INDICES, "B"), "B": ("x",)}.get(text, INDICES)
                for other in others:
                    if other != text:
                        yield _replaced(tex, piece, at, at + 1, other, "index")
        for start, end in _layer_scripts(texts):
            old = "".join(texts[start:end]).strip("{}")
            for other in LAYERS:
                if other != old:
                    yield _replaced(tex, piece, start, end, "{" + other + "}", "layer")


def _signs(tex: str, piece: list[Token], at: int) -> Iterator[Mutant]:
    sign = piece[at].text
    yield _replaced(tex, piece, at, at + 1, "-" if sign == "+" else "+", "sign")
    before = piece[at - 1].text if at else ""
    if sign == "-" and before in ("", "{", "(", "=", "["):
        yield _replaced(tex, piece, at, at + 1, "", "sign")


def _is_index(texts: list[str], at: int) -> bool:
    """Does the letter stand in a lower index, or in brackets as the x of a(x)?"""
    if texts[at - 1] == "(" and texts[at + 1 : at + 2] == [")"]:
        return True
    while at and texts[at - 1] not in "_^":
        at -= 1
        if texts[at] in ("}", "(", ")"):
            return False
    return at > 0 and texts[at - 1] == "_"


def _layer_scripts(texts: list[str]) -> list[tuple[int, int]]:
    """Return where the upper indices stand that name a layer, braces included."""
    found = []
    for at, text in enumerate(texts[1:], 1):
        if text == "^" and texts[at - 1] in LAYERED:
            found.append((at + 1, _end(texts, at + 1, 1)))
    return found


def _end(texts: list[str], at: int, count: int) -> int:
    """Return where `count` arguments end that begin at `at`: groups in braces, digits or letters."""
    while count > 0:
        if texts[at] == "{":
            depth = 0
            while True:
                depth += {"{": 1, "}": -1}.get(texts[at], 0)
                at += 1
                if not depth:
                    break
            count -= 1
        else:
            count -= max(1, len(texts[at])) if texts[at].isdigit() else 1
            at += 1
    return at


def _replaced(tex: str, piece: list[Token], start: int, end: int, new: str, kind: str) -> Mutant:
    """Return the formula with the tokens from `start` to before `end` replaced by `new`."""
    first = piece[start].start
    last = piece[end - 1].end if end > start else first
    before, after = tex[max(0, first - 32) : first], tex[last : last + 12]
    change = f"…{before}[{tex[first:last] or 'nothing'} → {new or 'nothing'}]{after}…"
    return Mutant(kind, " ".join(change.split()), f"{tex[:first]} {new} {tex[last:]}")


@cache
def verdict(tex: str, world: str = "sigmoid") -> str:
    """Return how a formula fails in a world: "unreadable" or "untrue"; "" if it holds."""
    try:
        meaning.check_in(worlds()[world], tex)
    except UnreadableError:
        return "unreadable"
    except UntrueError:
        return "untrue"
    return ""
