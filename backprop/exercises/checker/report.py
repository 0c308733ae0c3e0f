"""What a check says, wrapped for a phone."""

import re
import textwrap
from dataclasses import dataclass

WIDTH = 44  # of a report, in characters: a phone's
CALL = re.compile(r"\w+\([^()]+\)")  # such as a signature, which stays on one line if it fits


@dataclass(frozen=True, repr=False)
class Report:
    """What `check` found: whether the function is right, else the mistake's name if it is known.

    `message` says why, in one paragraph a line; `equations` are the labels of the equations to look at.
    Two mistakes at once are "one+other"; two that give the same numbers are "one, other". A report that
    is not right is false, so that `assert check(…)` does what it says.

    >>> report = Report("cost-of-one", False, "no-half", "The one half is missing.", ("eq-cost-x",))
    >>> report
    cost-of-one: not yet. The one half is
    missing.
    >>> bool(report)
    False
    """

    exercise: str
    right: bool
    mistake: str | None
    message: str
    equations: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        verdict = "" if self.mistake == "not-written" else "right.\n" if self.right else "not yet. "
        lines = f"{self.exercise}: {verdict}{self.message}".splitlines()
        wrapped = [_wrap(line) for line in lines]
        return "\n".join(line for group in wrapped for line in group)


def _wrap(line: str) -> list[str]:
    value = re.match(r"  (expected|got|first|again) +", line)  # the one stands below the other
    indent = " " * (value.end() if value else 4 if line.startswith("  ") else 0)

    def whole(call: re.Match[str]) -> str:
        fits = len(call[0]) <= WIDTH - len(indent)
        return call[0].replace(" ", "\xa0") if fits else call[0]  # textwrap leaves such spaces alone

    wrapped = textwrap.wrap(CALL.sub(whole, line), WIDTH, subsequent_indent=indent, break_on_hyphens=False)
    return [part.replace("\xa0", " ") for part in wrapped]
