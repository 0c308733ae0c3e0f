"""Which notebooks have to run again, and why: each remembers what it came from when it last ran here."""

import os
import platform
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from press import ROOT
from press.files.cache import Records, digest
from press.source.book import Book

# What shapes every run.
LIBRARY = (
    "requirements.lock",
    "press/run/kernels.py",
    "press/run/reads.py",
    "press/source/canonical.py",
    "press/source/cells.py",
)
PLATFORM = f"Python {platform.python_version()}, {platform.machine()}"


class Done:
    """What each notebook of a book came from when it last ran here: its files, with their hashes."""

    def __init__(self, book: Book) -> None:
        self.book, self.records = book, Records(book.root / ".press/executed.json")

    def why(self, path: Path) -> str:
        """Return why the notebook has to run, or an empty string if nothing has changed."""
        record = self.records.get(self._name(path))
        if not isinstance(record, dict):
            return "not run here before"
        if record["platform"] != PLATFORM:
            return f"last run with {record['platform']}, now with {PLATFORM}"
        for name, hash_ in record["files"].items():
            if _hash(self.book.root / name) != hash_:
                return f"{'its text' if name == self._name(path) else name} has changed"
        return ""

    def add(self, path: Path, reads: Iterable[Path], since: float) -> None:
        """Remember what the notebook came from: itself, `LIBRARY` and what it has read.

        A file that was changed `since` then, perhaps after it was read, is remembered as changed.
        """
        hashes = {self._name(path): _hash(path)}
        for file in (*(ROOT / name for name in LIBRARY), *sorted(filter(self._is_own, reads))):
            if file.is_file() and file != path:
                is_new = since <= file.stat().st_mtime <= time.time()
                hashes[self._name(file)] = "" if is_new else _hash(file)
        self.records.store(self._name(path), {"platform": PLATFORM, "files": hashes})

    def _is_own(self, file: Path) -> bool:
        """Is the file one of the project's or the book's: none of the environment's, and not hidden?"""
        for root in (ROOT.resolve(), self.book.root.resolve()):
            if file.is_relative_to(root) and not file.is_relative_to(sys.prefix):
                return not any(part.startswith((".", "__pycache__")) for part in file.relative_to(root).parts)
        return False

    def _name(self, path: Path) -> str:
        return os.path.relpath(path, self.book.root)


def _hash(file: Path) -> str:
    """Hash the content of a file; one that is gone has the hash of nothing."""
    try:
        return digest([file.read_bytes()])
    except OSError:
        return ""
