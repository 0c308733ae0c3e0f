"""Plant small errors in the text of all chapters and count those that are caught: `make planted`.

One at a time, and the same every time: numbers in the text, in captions and in alternative texts, numbers
in words, inline formulas and references. What catches one is either a value or a rule, or the reviewed
table alone.
"""

import copy
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from press.source.dialect import check_book
from tests.chapters.facts import Guard, Problem, table
from tests.chapters.reading import Fact, Text, book, sentence, texts
from tests.ledger.mutants import mutants
from tests.ledger.tex import UnreadableError

EACH = 6  # of a kind in a chapter
RELATIONS = {"=": "\\neq", "<": ">", ">": "<", "\\approx": "\\le", "\\le": "\\ge", "\\neq": "="}
FAMILIES = """one two three four five six seven eight nine ten eleven twelve thirteen fifteen sixteen twenty
first second third fourth fifth sixth seventh
seventeen nineteen thirty forty fifty hundred thousand million
half quarter
once twice
both neither
hundreds thousands millions"""
WORD = "|".join(FAMILIES.split())
DECIMALS = re.compile(r"(?<![\w.])\d+\.\d{2,}(?![\d.])")
# A number, the sign before one, a number in words, a reference.
PLACES = re.compile(
    rf"@(?P<label>(?:eq|fig|sec|tbl|exr)-[\w-]+)|(?P<sign>\bminus (?=\d)|(?<=[\s(\[$])-(?=\d))"
    rf"|(?<![\w.@#-])(?P<word>(?i:{WORD}))(?![\w-])|(?<![A-Za-z_.,\d])\d+(?:[.,]\d+)*(?![\w])"
)
NO_TEXT = re.compile(
    r"\$\$.*?\$\$|\{[#.][^}\n]*\}|\]\([^)\n]*\)|(?m:^\s*\d+\. )", re.DOTALL
)  # displayed, labels
SIGNS = re.compile(r"[-+]|\\[a-z]+(?![a-z])|[<>=]|\d+(?:\.\d+)?|(?<=_)[ijk]|(?<=_\{)[ijk]")
OTHER_SIGNS = {"-": "+", "+": "-", "i": "j", "j": "k", "k": "i", "\\cdot": "+", **RELATIONS}


class Edit(NamedTuple):
    """One error: in a text of a page, from `start` to before `end`, `new` comes in the place of `old`."""

    kind: str
    text: Text
    start: int
    end: int
    old: str
    new: str

    def planted(self, notebook: dict[str, Any]) -> dict[str, Any]:
        """Return the notebook with this error in it."""
        cells = list(notebook["cells"])
        cell = copy.copy(cells[self.text.cell])
        source, offset = cell["source"], self.text.start
        assert source[offset + self.start : offset + self.end] == self.old
        cell["source"] = source[: offset + self.start] + self.new + source[offset + self.end :]
        cells[self.text.cell] = cell
        return {**notebook, "cells": cells}

    def __str__(self) -> str:
        around = sentence(self.text.text, Fact("", "", self.start, self.end))
        return f'{self.text.key}: [{self.old} → {self.new}] in "{around}"'


def edits(notebook: dict[str, Any]) -> dict[str, list[Edit]]:
    """Return every error that can be planted in a page, by kind, and not only where the guard looks."""
    found: dict[str, list[Edit]] = defaultdict(list)
    every = list(texts(notebook))
    shown = sorted({one for text in every for one in DECIMALS.findall(text.text)})
    for text in every:
        place = {"prose": "text", "cap": "caption", "alt": "alternative text"}[text.kind]
        plain = NO_TEXT.sub(lambda hidden: " " * len(hidden[0]), text.text)
        for formula in re.finditer(r"(?<=\$)[^$\n]*(?:[<>=]|\\approx|\\le|\\ge|\\neq)[^$\n]*(?=\$)", plain):
            if plain[: formula.start()].count("$") % 2:  # not between two formulas
                for kind, start, end, new in _in_formula(formula[0], formula.start()):
                    found[kind].append(Edit(kind, text, start, end, text.text[start:end], new))
                plain = plain[: formula.start()] + " " * len(formula[0]) + plain[formula.end() :]
        for spot in PLACES.finditer(plain):
            for kind, start, end, new in _changes(spot, place, shown):
                found[kind].append(Edit(kind, text, start, end, text.text[start:end], new))
    return found


Change = tuple[str, int, int, str]


def _changes(spot: re.Match[str], place: str, shown: list[str]) -> Iterator[Change]:
    """Yield what can be changed at a number, a sign before one, a number in words or a reference."""
    start, end = spot.span()
    old = spot[0]
    if spot["label"]:
        for other in _other_labels(old[1:]):
            yield "reference", start + 1, end, other
    elif spot["sign"]:
        yield f"sign of a number, {place}", start, end, ""
    elif spot["word"]:
        kind = "the word one" if old.lower() == "one" else "number in words"
        yield f"{kind}, {place}", start, end, _other_word(old.lower())
    else:
        last = old[:-1] + str((int(old[-1]) + 1) % 10)
        if DECIMALS.fullmatch(old):
            yield f"two decimals, last digit, {place}", start, end, last
            others = [one for one in shown if len(one) == len(old) and one != old]
            for other in others[:1] + others[-1:]:
                yield f"two decimals, another of the page's, {place}", start, end, other
        else:
            yield f"number, {place}", start, end, last


def _other_word(word: str) -> str:
    family = next(line.split() for line in FAMILIES.split("\n") if word in line.split())
    return family[(family.index(word) + 1) % len(family)]


@cache
def _labels() -> tuple[str, ...]:
    return tuple(label for page in check_book(book()) for label in page.labels)


def _other_labels(label: str) -> Iterator[str]:
    """Yield the label of the same kind that comes next in the book, and one further off."""
    alike = [other for other in _labels() if other.split("-")[0] == label.split("-")[0]]
    at = alike.index(label)
    for step in (1, 7):
        yield alike[(at + step) % len(alike)]


def _in_formula(tex: str, start: int) -> Iterator[Change]:
    """Yield the ledger's changes of a formula that it can read, and simple ones of any other."""
    try:
        for mutant in mutants(tex):
            yield f"inline formula, {mutant.kind}", start, start + len(tex), mutant.tex
    except (UnreadableError, IndexError, ValueError):
        for found in SIGNS.finditer(tex):
            old = found[0]
            new = OTHER_SIGNS.get(old) or (
                f"{old[:-1]}{(int(old[-1]) + 1) % 10}" if old[-1].isdigit() else ""
            )
            if new:
                yield "inline formula, unread", start + found.start(), start + found.end(), f"{new} "


class Outcome(NamedTuple):
    page: str
    edit: Edit
    problems: list[Problem]


def plant(each: int = EACH) -> Iterator[Outcome]:
    """Plant up to `each` errors of each kind in each page, spread over it, and yield what the guard says."""
    for page in book().pages:
        notebook = book().notebook(page)
        guard = Guard(page, notebook, table().get(str(page.source), {}))
        for kind, found in sorted(edits(notebook).items()):
            chosen = random.Random(f"{page.source} {kind}").sample(found, min(each, len(found)))
            for edit in chosen:
                yield Outcome(str(page.source), edit, guard.problems(edit.planted(notebook)))


def main(arguments: list[str]) -> int:
    each = int(arguments[0]) if arguments else EACH
    planted, caught, computed = Counter[str](), Counter[str](), Counter[str]()
    missed: list[Outcome] = []
    pages: set[str] = set()
    for outcome in plant(each):
        kind = outcome.edit.kind
        planted[kind] += 1
        pages.add(outcome.page)
        caught[kind] += bool(outcome.problems)
        computed[kind] += any(problem.is_computed for problem in outcome.problems)
        if not outcome.problems:
            missed.append(outcome)
    print(f"{'kind':58} planted caught  by a value or a rule")
    for kind in sorted(planted):
        print(f"{kind:58} {planted[kind]:7} {caught[kind]:6} {computed[kind]:6}")
    total = f"all, in {len(pages)} pages"
    print(f"{total:58} {planted.total():7} {caught.total():6} {computed.total():6}")
    for outcome in missed:
        print(f"not caught: {outcome.page}, {outcome.edit.kind}, {outcome.edit}")
    share = caught.total() / planted.total()
    print(f"caught/planted: {caught.total()}/{planted.total()}, {share:.1%}")
    return int(share < 0.95 or planted.total() < 300)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
