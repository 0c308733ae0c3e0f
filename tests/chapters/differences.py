"""A plugin of pytest that shows, where nbval finds an output that is not as stored, the lines that differ."""

import difflib
from typing import Any

LINES, WIDTH = 40, 200  # of what is shown at most


def pytest_assertrepr_compare(op: str, left: Any, right: Any) -> list[str] | None:
    """Return a unified diff of a stored output and the new one; nbval asks for it."""
    if op != "==":
        return None
    stored, came = (str(value).splitlines() for value in (left, right))
    diff = [*difflib.unified_diff(stored, came, "stored", "came", n=1, lineterm="")]
    cut = [line if len(line) <= WIDTH else f"{line[:WIDTH]} …" for line in diff[:LINES]]
    more = len(diff) - len(cut)
    return [*cut, *([f"… and {more} lines more"] if more else [])] or ["they differ in their line ends only"]
