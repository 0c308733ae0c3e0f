"""Hold what the text states to the table `facts.json`, and each number of weight to where it comes from.

The table lists, for each text, what it states, in order: a number, a number in words, a formula that
nobody can prove, a reference. What stands behind an arrow gives the value: a number in a code cell of the
page (its code, its output, its picture), or an expression; "read" says that somebody has looked, and nothing
on the page gives it. A change of words alone does not touch the table.

`python -m tests.chapters.facts --write` writes it anew and prints what differs: read that, line by line.
"""

import argparse
import difflib
import json
import math
import re
import sys
from functools import cache
from typing import Any, NamedTuple

from backprop.exercises import CATALOGUE
from press import ROOT
from press.source.book import Page
from tests.chapters import inline
from tests.chapters.reading import COUNTED, Fact, Source, Text, book, facts, number, sentence, sources, texts

FILE = ROOT / "tests/chapters/facts.json"
RENEW = "python -m tests.chapters.facts --write"
ARROW, UNKNOWN, READ = " ← ", "?", "read"
SIGNED = ("-", "−", "minus ")
NEAR = 8  # cells
Table = dict[str, dict[str, list[str]]]


class Problem(NamedTuple):
    """`is_computed` says that a value or a rule is against the text, and not the table alone."""

    message: str
    is_computed: bool


@cache
def table() -> Table:
    stored: Table = json.loads(FILE.read_text(encoding="utf-8"))
    return stored


def as_entry(fact: Fact) -> str:
    return {"reference": f"@{fact.shown}", "formula": f"${fact.shown}$"}.get(fact.kind, fact.shown)


def fits(fact: Fact, text: str, value: float, is_signed: bool = False) -> bool:
    """Is the number that a text shows this value, to as many decimals? Unsigned, its size will do."""
    shown = fact.shown
    decimals = 0 if "e" in shown or fact.kind == "word" else len(shown.partition(".")[2])
    candidates = [value]
    if re.match(r" ?%| per cent", text[fact.end :]):
        candidates.append(100 * value)
    if fact.value >= 0 and not is_signed:
        candidates = [abs(candidate) for candidate in candidates]
    exact = "e" in shown or fact.kind == "word" or not decimals
    slack = 1e-9 * abs(fact.value) if exact else 0.500001 * 10**-decimals
    return any(math.isclose(fact.value, candidate, rel_tol=0, abs_tol=slack) for candidate in candidates)


class Guard:
    """What is known of one page: the table's entries, and the numbers of its code cells."""

    def __init__(self, page: Page, notebook: dict[str, Any], stored: dict[str, list[str]]) -> None:
        self.page, self.notebook, self.stored = page, notebook, stored
        self.sources = {source.cell: source for source in sources(notebook)}

    def problems(self, notebook: dict[str, Any] | None = None) -> list[Problem]:
        """Return all that is wrong with the page, or with one whose code and outputs are the same."""
        found: list[Problem] = []
        left = dict(self.stored)
        for text in texts(notebook or self.notebook):
            found += self._of_rules(text)
            found += self._of_text(text, left.pop(text.key, []))
        found += [Problem(f"{self.page.source}, {key}: no such text is left; {RENEW}", False) for key in left]
        return found

    def stated(self, text: Text) -> list[Fact]:
        """Return what a text states that is not proved by itself."""
        return [
            fact
            for fact in facts(text.text)
            if fact.kind != "formula" or self.verdict(fact) not in ("holds", "worked out")
        ]

    def verdict(self, fact: Fact) -> str:
        return inline.verdict(fact.shown, str(self.page.source))

    def _of_text(self, text: Text, entries: list[str]) -> list[Problem]:
        now = self.stated(text)
        wanted = [entry.partition(ARROW)[::2] for entry in entries]
        found: list[Problem] = []

        def add(fact: Fact, reason: str, is_computed: bool) -> None:
            place = f'{self.page.source}, {text.key}: "{sentence(text.text, fact)}"'
            found.append(Problem(f"{place} says {as_entry(fact)}, {reason}", is_computed))

        for fact in now:
            if fact.kind == "formula" and self.verdict(fact) == "untrue":
                add(fact, "and the two sides are not the same number", True)
        match = difflib.SequenceMatcher(None, [shown for shown, _ in wanted], list(map(as_entry, now)), False)
        for what, i, i_end, j, j_end in match.get_opcodes():
            pairs = min(i_end - i, j_end - j)
            for (shown, origin), fact in zip(wanted[i : i + pairs], now[j : j + pairs], strict=True):
                given = self.given(origin) if origin not in ("", READ) else None
                if origin not in ("", READ) and given is None:
                    add(fact, f"from {origin}, and there is no such number; {RENEW}", True)
                elif given is not None and not fits(fact, text.text, given, shown.startswith(SIGNED)):
                    add(
                        fact,
                        f"and it is {given:g} by {origin}; expected {shown}; if it is right, {RENEW}",
                        True,
                    )
                elif what != "equal":
                    add(fact, f"expected {shown}; if it is right, {RENEW}", False)
            for fact in now[j + pairs : j_end]:
                add(fact, f"which is not in the table; if it is right, {RENEW}", fact.kind == "formula")
            for shown, _ in wanted[i + pairs : i_end]:
                place = f"{self.page.source}, {text.key}"
                found.append(Problem(f"{place}: {shown} is no longer said; if this is right, {RENEW}", False))
        return found

    def _of_rules(self, text: Text) -> list[Problem]:
        """References that need no table: on to the next page, and from an exercise to its equations."""
        place, found = f"{self.page.source}, {text.key}", []
        for label in re.findall(r"^Next: @([\w-]+)", text.text, re.MULTILINE):
            if label != next_label(self.page):
                found.append(Problem(f"{place}: @{label} is not the page that comes next", True))
        if (exercise := CATALOGUE.get(text.key.removeprefix("exr-write-"))) and text.key.startswith(
            "exr-write-"
        ):
            first = next((fact for fact in facts(text.text) if fact.shown.startswith("eq-")), None)
            if first and first.shown not in exercise.labels:
                expected = " or ".join(exercise.labels)
                found.append(Problem(f"{place}: @{first.shown}, and the exercise is about {expected}", True))
        return found

    # Where a number comes from.

    def given(self, origin: str) -> float | None:
        """Return the number that an entry's origin gives, or None if it is there no more."""
        cell, is_cell, shown = origin.partition(": ")
        if is_cell:
            source = self.sources.get(cell)
            return number(shown) if source and shown in source.code | source.shown else None
        try:
            return float(eval(origin, {"__builtins__": {}}, vars(math)))
        except Exception:
            return None

    def origin(self, text: Text, fact: Fact) -> str:
        """Return the nearest number of the page that a fact may come from; "?" if there must be one."""
        if fact.kind not in ("number", "word"):
            return ""
        size, decimals = abs(fact.value), len(fact.shown.partition(".")[2])
        must = fact.kind == "number" and (decimals >= 2 or size >= 100)
        counts = fact.kind == "number" or fact.shown in COUNTED
        if not must and not (counts and size >= (3 if text.kind != "prose" else 10)):
            return ""
        found = []
        for source in self.sources.values():
            distance = abs(source.at - text.cell)
            if must or distance == 0 or (size >= 10 and distance <= NEAR):
                found += self._in(source, text, fact, distance, rounded=decimals >= 2)
        return min(found)[1] if found else UNKNOWN * must

    def _in(
        self, source: Source, text: Text, fact: Fact, distance: int, rounded: bool
    ) -> list[tuple[Any, str]]:
        found = []
        for shown in sorted(source.code | source.shown, key=len):
            value = number(shown)
            if fits(fact, text.text, value):
                is_exact = math.isclose(abs(value), abs(fact.value))
                if is_exact or rounded:
                    rank = (distance > NEAR, not is_exact, distance, len(shown), shown)
                    found.append((rank, f"{source.cell}: {shown}"))
        return found

    def renewed(self) -> dict[str, list[str]]:
        """Return the page's entries as its text now has them, with the old origins where they still hold."""
        entries: dict[str, list[str]] = {}
        for text in texts(self.notebook):
            old = [entry.partition(ARROW)[::2] for entry in self.stored.get(text.key, [])]
            now = self.stated(text)
            match = difflib.SequenceMatcher(
                None, [shown for shown, _ in old], list(map(as_entry, now)), False
            )
            kept = {
                block.b + step: old[block.a + step][1]
                for block in match.get_matching_blocks()
                for step in range(block.size)
            }
            for at, fact in enumerate(now):
                origin = kept.get(at, "")
                value = self.given(origin) if origin else None
                if origin != READ and (value is None or not fits(fact, text.text, value)):
                    origin = self.origin(text, fact)
                entries.setdefault(text.key, []).append(as_entry(fact) + (ARROW + origin if origin else ""))
        return entries


@cache
def next_label(page: Page) -> str:
    """Return the label of the page that comes after `page`."""
    pages = book().pages
    after = pages[pages.index(page) + 1]
    found = re.search(r"\{#(sec-[\w-]+)", book().notebook(after)["cells"][0]["source"])
    return found[1] if found else ""


def as_json(stored: Table) -> str:
    """Return the table with one text a line."""
    pages = []
    for page, entries in stored.items():
        lines = [
            f"  {json.dumps(key)}: {json.dumps(list_, ensure_ascii=False)}" for key, list_ in entries.items()
        ]
        pages.append(f" {json.dumps(page)}: {{\n" + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(pages) + "\n}\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog=RENEW.removesuffix(" --write"), description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the table anew, and print what differs")
    is_written = parser.parse_args(arguments).write
    stored = table() if FILE.exists() else {}
    guards = [Guard(page, book().notebook(page), stored.get(str(page.source), {})) for page in book().pages]
    if not is_written:
        problems = [problem.message for guard in guards for problem in guard.problems()]
        print(*problems, sep="\n" if problems else "")
        return int(bool(problems))
    new = {str(guard.page.source): entries for guard in guards if (entries := guard.renewed())}
    old_lines, new_lines = as_json(stored).splitlines(), as_json(new).splitlines()
    print(*difflib.unified_diff(old_lines, new_lines, "before", "now", n=0, lineterm=""), sep="\n")
    FILE.write_text(as_json(new), encoding="utf-8")
    open_ones = sum(
        entry.endswith(ARROW + UNKNOWN) for page in new.values() for one in page.values() for entry in one
    )
    if open_ones:
        print(f"{open_ones} numbers end in {UNKNOWN}: write what gives each into {FILE.name}, or {READ}")
    return int(bool(open_ones))


if __name__ == "__main__":
    sys.exit(main())
