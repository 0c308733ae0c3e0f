"""Plant one error at a time into a formula: a sign, an index, a letter, a number, a factor, a sum …"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tests.ledger import meaning
from tests.ledger.tex import (
    FUNCTIONS,
    LAYERED,
    NUMBER,
    RELATIONS,
    Token,
    UnreadableError,
    UntrueError,
    formulas,
    pieces,
    read_piece,
)
from tests.ledger.world import worlds_of

INDICES = ("i", "j", "k", "x")
LAYERS = ("\\ell-1", "\\ell", "\\ell+1", "L", "L-1", "0", "-1")
TURNED = {"\\le": ("\\ge", "<", "=", "\\approx"), "\\approx": ("=", "\\le")}
CONDITIONS = {"=": "\\neq", "\\neq": "=", "\\le": ">", ">": "\\le"}  # in a case
# Letters that a hand may mix up. Those that name an index are changed apart.
ALIKE = (
    ("a", "z", "y"),
    ("A", "Z", "Y"),
    ("P", "Q", "R"),
    ("u", "v", "C"),
    ("m", "n"),
    ("h", "\\eta"),
)
# Changes that leave the equation true, though it says less, so that no check can object.
CONSTANT = "the mean over a batch of what is the same for all of it"
STILL_TRUE = {
    (
        "chapters/03-argument.ipynb",
        "…partial C_x}{\\partial z^\\ell_j} "
        "[\\cdot \\frac{\\partial z^\\ell_j}{\\partial b^\\ell_j} → nothing] .…",
    ): "this slope is 1",
    (
        "chapters/12-autodiff.ipynb",
        "…xt{ cancels} \\\\ &= -y_j + a^L_j [\\sum_i y_i → nothing] && \\text{th…",
    ): "this sum is 1, as the next line says",
    ("eq-batch-slope", "…\\sum_{x \\in B} \\frac{\\partial C_[x → B]}{\\partial p…"): CONSTANT,
    ("eq-mean-of-batches", "…\\sum_{x \\in B} \\frac{\\partial C_[x → B]}{\\partial p…"): CONSTANT,
    ("eq-machines", "…\\sum_{x \\in B} \\frac{\\partial C_[x → B]}{\\partial p…"): CONSTANT,
    ("eq-machines", "…um_{x \\in B_s} \\frac{\\partial C_[x → B]}{\\partial p…"): CONSTANT,
    ("chapters/13-machines.ipynb", "…um_{x \\in B_s} \\frac{\\partial C_[x → B]}{\\partial p…"): CONSTANT,
    ("eq-softmax-slope", "…tial z^L_j} = \\begin{cases} a^L_[j → i] \\, (1 - a^L…"): "in this row i is j",
    ("eq-softmax-slope", "…\\begin{cases} a^L_j \\, (1 - a^L_[j → i]) & i = j \\\\…"): "in this row i is j",
}


class Mutant(NamedTuple):
    kind: str
    change: str
    tex: str


def all_mutants() -> Iterator[tuple[str, Mutant]]:
    """Yield each change of every displayed formula, numbered or not, without those that stay true.

    Beside it stands the label, or where the formula is.
    """
    for display in formulas():
        for mutant in mutants(display.tex):
            if (display.name, mutant.change) not in STILL_TRUE:
                yield display.name, mutant


def mutants(tex: str) -> Iterator[Mutant]:
    """Yield the formula with every single change of the kinds below; reasons in words stay as they are."""
    for piece in pieces(tex):
        found = piece.tokens
        texts = [token.text for token in found]
        layers = {at for start, end in _layer_scripts(texts) for at in range(start, end)}
        in_cases = False
        for at, text in enumerate(texts):
            in_cases = text == "\\begin{cases}" or (in_cases and text != "\\end{cases}")
            for kind, start, end, new in _changes(texts, at, layers, in_cases):
                yield _replaced(tex, found, start, end, new, kind)
        for start, end in _layer_scripts(texts):
            old = "".join(texts[start:end]).strip("{}")
            for other in LAYERS:
                if other != old:
                    yield _replaced(tex, found, start, end, "{" + other + "}", "layer")
        _, reader = read_piece(piece)
        for start, end in reader.factors:
            yield _replaced(tex, found, start, end, "", "factor")
        for start, end in reader.sums:
            yield _replaced(tex, found, start, end, "", "sum")
        bars = [at for at, text in enumerate(texts) if text == "|"]
        for start, end in zip(bars[::2], bars[1::2], strict=True):
            inner = tex[found[start].end : found[end].start]
            yield _replaced(tex, found, start, end + 1, inner, "bars")


Changed = tuple[str, int, int, str]  # the kind, from which token to before which, and what comes there


def _changes(texts: list[str], at: int, layers: set[int], in_cases: bool) -> Iterator[Changed]:
    """Yield what can be changed at one token."""
    text, before = texts[at], texts[at - 1] if at else ""
    after = texts[at + 1] if at + 1 < len(texts) else ""
    if in_cases and text in CONDITIONS:
        yield "relation", at, at + 1, CONDITIONS[text]
    elif text in RELATIONS:
        if after not in ("-", "\\dots"):
            yield "factor", at + 1, at + 1, "\\frac12"
            yield "sign", at + 1, at + 1, "-"
        for other in TURNED.get(text, ()):
            yield "relation", at, at + 1, other
    elif at in layers:
        return
    elif text in "+-" and after != "\\dots":
        yield "sign", at, at + 1, "-" if text == "+" else "+"
        if text == "-" and before in ("", "{", "(", "=", "["):
            yield "sign", at, at + 1, ""
    elif text == "'":
        yield "prime", at, at + 1, ""
    elif text == "^" and after == "T":
        yield "transpose", at, at + 2, ""
    elif text == "^" and before == "e" and texts[at + 2] != "-":
        yield "sign", at + 2, at + 2, "-"
    elif text in FUNCTIONS - {"\\max"}:
        yield "function", at, at + 1 + (after == "'"), ""
    elif text in ("\\frac", "\\tfrac") and texts[at + 2] == "\\partial" and texts[at + 3] != "}":
        middle, end = _end(texts, at + 1, 1), _end(texts, at + 1, 2)
        if texts[at + 1 : middle] != texts[middle:end]:
            yield "slope", at + 1, end, " ".join([*texts[middle:end], *texts[at + 1 : middle]])
    elif text == "\\text{ uses }":
        yield "set", at - 1, at + 2, f"{after} {text} {before}"
    elif text == "\\neq" and not in_cases:
        yield "set", at, at + 2, ""
    elif _is_index(texts, at):
        for other in {"x": (*INDICES, "B"), "B": ("x",), "s": ("x", "B", "j")}.get(text, INDICES):
            if text in (*INDICES, "B", "s") and other != text and after != "_":
                yield "index", at, at + 1, other
        if text == "B" and before == "\\in":
            if after == "_":
                yield "set", at, at + 3, "B"
            else:
                yield "set", at, at + 1, "B_s"
    elif NUMBER.fullmatch(text):
        for other in _other_numbers(text, before):
            yield "number", at, at + 1, other
    for group in ALIKE:
        if text in group and not _is_index(texts, at):
            for other in group:
                if other != text:
                    yield "letter", at, at + 1, other


def _other_numbers(text: str, before: str) -> list[str]:
    if before in ("\\frac", "\\tfrac") and len(text) == 2:  # both numbers of \frac12
        below = int(text[1])
        return [f"{text[0]}{2 * below}", f"{text[0]}{below // 2 if below % 2 == 0 else below + 1}"]
    return [str(round(float(text) + 0.01, 4)) if "." in text else str(int(text) + 1)]


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
def verdict(tex: str, name: str, of_one_size: bool = False) -> str:
    """Return how a formula fails in the worlds it is about: "unreadable" or "untrue"; "" if it holds.

    The worlds are those of layers of unequal sizes, or of one size; ReLU has few slopes and is left out.
    """
    try:
        for kind, world in worlds_of(name).items():
            if not kind.startswith("relu") and ("equal" in kind) == of_one_size:
                meaning.check_in(world, tex)
    except UnreadableError:
        return "unreadable"
    except UntrueError:
        return "untrue"
    return ""
