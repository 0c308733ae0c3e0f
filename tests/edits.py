"""Wrong edits, planted one at a time in copies: which test fails? for tests/mutants and tests/faults."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import Phase, settings

SOURCES = (".css", ".html", ".js", ".py")


class Edit(NamedTuple):
    """A mistake: its name, what goes wrong, the file, its right text and the wrong one instead.

    `old` stands in the file exactly once. In the place of a file a folder may be named: then `old` stands in
    one of its files, and once. `tests` are those that should see it, separated by spaces.
    """

    name: str
    mistake: str
    file: str
    old: str
    new: str
    tests: str

    def place(self, root: Path) -> Path:
        """Return the file below `root` that has the text; raise ValueError unless it stands there once."""
        named = root / self.file
        inside = (file for file in sorted(named.rglob("*")) if file.suffix in SOURCES)
        counts = {
            file: file.read_text(encoding="utf-8").count(self.old)
            for file in ([named] if named.is_file() else inside)
        }
        if (found := sum(counts.values())) != 1:
            raise ValueError(f"{self.name}: its old text stands {found} times in {self.file}; expected once")
        return next(file for file, count in counts.items() if count)

    def plant(self, root: Path) -> None:
        """Make the edit in the copy `root`; raise ValueError unless its old text stands there once."""
        path = self.place(root)
        path.write_text(self.wrong(path), encoding="utf-8")
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
            compiled.unlink()

    def wrong(self, path: Path) -> str:
        """Return what the file says with the mistake in it."""
        return path.read_text(encoding="utf-8").replace(self.old, self.new)


def edits(file: str, tests: str, *rows: tuple[str, ...]) -> list[Edit]:
    """Edits of one file: name, mistake, old and new text, and a fifth entry for tests of its own."""
    return [Edit(name, mistake, file, old, new, *(own or [tests])) for name, mistake, old, new, *own in rows]


def chosen(known: Sequence[Edit], names: Sequence[str], kind: str, catalogue: str) -> Sequence[Edit]:
    """Return the edits called `names`, or all if there are none; exit with one line if one is unknown."""
    by_name = {edit.name: edit for edit in known}
    if unknown := [name for name in names if name not in by_name]:
        raise SystemExit(f'no {kind} is called "{unknown[0]}"; expected a name from {catalogue}')
    return [by_name[name] for name in names] if names else known


def tell(found: Iterable[tuple[Edit, str, str]], known: Sequence[Edit]) -> int:
    """Print for each edit its name, who caught it ("" for nobody) and the test; return the exit code."""
    width, caught = max(len(edit.name) for edit in known), 0
    for edit, catcher, test in found:
        caught += bool(catcher)
        print(f"{edit.name:<{width}}  {catcher or 'NOBODY':<9}  {test}".rstrip(), flush=True)
    print(f"caught {caught} of {len(known)}")
    return 0 if caught == len(known) else 1


class Recorder:
    """A plugin of pytest that notes how many tests pass, and which fails first."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed: str | None = None

    def pytest_configure(self) -> None:
        settings.register_profile(
            "planted",
            deadline=None,
            derandomize=True,
            database=None,
            max_examples=50,
            phases=(Phase.explicit, Phase.generate),  # the first failure will do, however large
        )
        settings.load_profile("planted")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and self.failed is None:
            self.failed = f"{report.nodeid} (collection)"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.failed is None:
            file, _, test = report.nodeid.partition("::")
            self.failed = f"{Path(file).stem}: {test}"
        elif report.passed and report.when == "call":
            self.passed += 1
