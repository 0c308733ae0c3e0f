"""What the book's text states: its numbers, numbers in words, inline formulas and references, in order.

The text is that of the markdown cells, the captions and the alternative texts. Displayed formulas are not
in it: tests/ledger reads them.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from press.source.book import Book
from press.source.cells import output_picture, output_text, take_apart, take_content
from tests.ledger.entries import TABLE

NUMERALS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen"""
TENS = "twenty thirty forty fifty sixty"
OTHER_WORDS = """first second third fourth fifth sixth seventh eighth ninth tenth half halves quarter quarters
thirds tenths hundredth hundredths thousandth millionth once twice both neither double hundreds thousands
millions"""
COUNTED = {word: float(value) for value, word in enumerate(NUMERALS.split())}
COUNTED |= {word: 10.0 * tens for tens, word in enumerate(TENS.split(), 2)}
COUNTED |= {"dozen": 12.0, "hundred": 100.0, "thousand": 1e3, "million": 1e6}
WORDS = "|".join(sorted([*COUNTED, *OTHER_WORDS.split()], key=len, reverse=True))
# "one" counts only where a noun may follow, not in "this one" or "the one that"; "at once" counts nothing.
BEFORE_PRONOUN = (
    """this that the each every right wrong which any no only last next other another large small at"""
)
AFTER_PRONOUN = "of is that another has can by and or in for"
PRONOUN = (
    rf"\bat (?:once|first)\b|\b(?:{BEFORE_PRONOUN.replace(' ', '|')})\s+one\b"
    rf"|\bone(?=\s+(?:{AFTER_PRONOUN.replace(' ', '|')})\b|[.,;:?!])"
)

HIDDEN = re.compile(
    r"\$\$.*?\$\$|<!--.*?-->|\{[#.][^}\n]*\}|\]\([^)\n]*\)|^:{3,}[^\n]*$|^[ ]*\d+\.[ ]",
    re.DOTALL | re.MULTILINE,
)
NUMBER = r"\d+(?:(?:,|\{,\})\d{3})*(?:\.\d+)?(?:e-?\d+)?"
STATED = re.compile(
    r"(?P<listing>`{3,}[\s\S]*?`{3,})|\$(?P<formula>[^$]+)\$|`(?P<code>[^`]+)`|@(?P<reference>(?:eq|fig|sec|tbl|exr)-[a-z0-9-]+)"
    rf"|(?<![\w.])(?P<number>(?:(?<=[\s(\[,:])[-−]|\bminus\s)?{NUMBER})(?![\w])"
    rf"|(?:{PRONOUN})|\b(?P<word>{WORDS})\b",
    re.IGNORECASE,
)
IN_FORMULA = re.compile(rf"-?{NUMBER}")
IN_CODE = re.compile(rf"(?<![\w.])-?{NUMBER}(?!\w)")
ANYWHERE = re.compile(r"(?<![A-Za-z_\d.])[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?")
RELATION = re.compile(r"=|[<>]|\\(?:approx|leq?|geq?|neq|leftarrow)(?![a-z])")
CAPTION = re.compile(r"^#\| (fig-cap|fig-alt): (.*)$", re.MULTILINE)


class Text(NamedTuple):
    """One text that a reader sees: a markdown cell ("prose"), a caption or an alternative text."""

    key: str  # in the table of facts
    cell: int
    kind: str
    start: int  # where it begins in the cell's source
    text: str


class Fact(NamedTuple):
    """What a text states at one place: `kind` is number, word, formula or reference."""

    kind: str
    shown: str
    start: int
    end: int

    @property
    def value(self) -> float:
        """Return the number that is meant; 0 where there is none to look for."""
        if self.kind == "word":
            return COUNTED.get(self.shown, 0.0)
        return number(self.shown) if self.kind == "number" else 0.0


def number(shown: str) -> float:
    """Return the number that is written as `shown`."""
    return float(re.sub(r"\{,\}|,", "", shown).replace("minus ", "-").replace("−", "-"))


@cache
def book() -> Book:
    return Book()


def texts(notebook: dict[str, Any]) -> Iterator[Text]:
    """Yield the texts of a notebook in order."""
    for at, cell in enumerate(notebook["cells"]):
        if cell["id"] == TABLE:
            continue  # written from the ledger, and held to it
        if cell["cell_type"] == "markdown":
            yield Text(cell["id"], at, "prose", 0, cell["source"])
        else:
            for found in CAPTION.finditer(cell["source"]):
                kind = found[1].removeprefix("fig-")
                yield Text(f"{cell['id']} {kind}", at, kind, found.start(2), found[2])


@cache
def facts(text: str) -> tuple[Fact, ...]:
    """Return what a text states, in order. A formula that states no relation counts by its numbers."""
    text = HIDDEN.sub(lambda found: " " * len(found[0]), text)
    stated: list[Fact] = []
    for found in STATED.finditer(text):
        kind = found.lastgroup
        if kind == "formula" and RELATION.search(found[kind]) and not RELATION.fullmatch(found[kind]):
            stated.append(Fact(kind, found[kind], *found.span(kind)))
        elif kind in ("formula", "code", "listing"):
            for inner in (IN_FORMULA if kind == "formula" else IN_CODE).finditer(found[kind]):
                start = found.start(kind) + inner.start()
                stated.append(Fact("number", inner[0], start, start + len(inner[0])))
        elif kind:
            stated.append(Fact(kind, found[kind].lower(), *found.span(kind)))
    return tuple(stated)


def sentence(text: str, fact: Fact) -> str:
    """Return the sentence around a fact, for a message."""
    ends = list(re.finditer(r"(?<=[.?!:|])\s+|\n+", text))
    start = max((end.end() for end in ends if end.end() <= fact.start), default=0)
    stop = min((end.start() for end in ends if end.start() >= fact.end), default=len(text))
    return " ".join(text[start:stop].split())


class Source(NamedTuple):
    """A code cell as a source of numbers: as they are written there, in its code and in what it gave."""

    cell: str
    at: int
    code: frozenset[str]
    shown: frozenset[str]


def sources(notebook: dict[str, Any]) -> list[Source]:
    """Return the numbers in each code cell: of its code, of its output and of its picture."""
    found = []
    for at, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            _, code, outputs = take_apart(cell)
            shown = " ".join(f"{output_text(one)} {drawn(output_picture(one))}" for one in outputs)
            found.append(Source(cell["id"], at, numbers(code), numbers(shown)))
    return found


@cache
def numbers(text: str) -> frozenset[str]:
    return frozenset(ANYWHERE.findall(text))


@cache
def drawn(picture: str) -> str:
    """Return what is written in a picture, and the numbers that it hands to its script."""
    picture, content = take_content(picture)
    values = json.dumps(json.loads(content)) if content else ""
    return " ".join([*re.findall(r"<!--(.*?)-->", picture), values])
