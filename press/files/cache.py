"""What the press has made before, kept in .press/ under the hash of all that it was made from."""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from backprop.support.files import write_whole
from press import ROOT

FOLDER = ROOT / ".press"
KEPT = 30 * 24 * 3600  # seconds after its last use that a result is kept


def digest(parts: Iterable[str | bytes]) -> str:
    """Return the SHA-256 of the parts, which tells ("ab", "c") from ("a", "bc")."""
    total = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        total.update(len(content).to_bytes(8, "big") + content)
    return total.hexdigest()


def contents(places: Iterable[Path]) -> Iterator[str | bytes]:
    """Yield, for a digest, the path and the content of each file, and of each file in a folder."""
    for place in places:
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and "__pycache__" not in file.parts:
                yield str(file)
                yield file.read_bytes()


class Records:
    """The last record of each thing, by its name, kept in a JSON file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self.known: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.known = {}

    def get(self, name: str) -> Any:
        """Return the record that was stored last, or None."""
        return self.known.get(name)

    def store(self, name: str, record: Any) -> None:
        """Keep the record, in the file as well."""
        self.known[name] = record
        self.save()

    def save(self) -> None:
        """Write the file; raise OSError if that cannot be."""
        self.file.parent.mkdir(exist_ok=True)
        write_whole(self.file, json.dumps(self.known, indent=1).encode())


def remembered(parts: Iterable[str | bytes], make: Callable[[], str]) -> str:
    """Return the text that `make` gives, made only if it is not kept for these parts."""
    return kept(parts, lambda: make().encode()).decode()


def kept(parts: Iterable[str | bytes], make: Callable[[], bytes]) -> bytes:
    """Return the bytes that `make` gives, made only if they are not kept for these parts."""
    file = FOLDER / "pandoc" / digest(parts)
    try:
        content = file.read_bytes()
        os.utime(file)
    except OSError:
        content = make()
        with contextlib.suppress(OSError):  # no room: it is made again the next time
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, content)
    return content


def forget_the_unused() -> None:
    """Delete the results that nothing has asked for in a month."""
    for file in (FOLDER / "pandoc").glob("*"):
        with contextlib.suppress(FileNotFoundError):  # another print has finished writing it, or deleted it
            if time.time() - file.stat().st_mtime > KEPT:
                file.unlink()
