"""What the press has made before, kept in .press/ under the hash of all that it was made from."""

import hashlib
import os
import time
from collections.abc import Callable, Iterable

from backprop.io import write_whole
from press.book import ROOT

FOLDER = ROOT / ".press"
KEPT = 30 * 24 * 3600  # seconds after its last use that a result is kept


def digest(parts: Iterable[str | bytes]) -> str:
    """Return the SHA-256 of the parts, which tells ("ab", "c") from ("a", "bc")."""
    total = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        total.update(len(content).to_bytes(8, "big") + content)
    return total.hexdigest()


def remembered(parts: Iterable[str | bytes], make: Callable[[], str]) -> str:
    """Return what `make` gave the last time that the parts were these; if that is unknown, make it now."""
    return kept(parts, lambda: make().encode()).decode()


def kept(parts: Iterable[str | bytes], make: Callable[[], bytes]) -> bytes:
    """Return what `remembered` does, of a `make` that gives bytes."""
    file = FOLDER / "pandoc" / digest(parts)
    try:
        content = file.read_bytes()
        os.utime(file)
    except OSError:
        content = make()
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, content)
    return content


def forget_the_unused() -> None:
    """Delete the results that nothing has asked for in a month."""
    for file in (FOLDER / "pandoc").glob("*"):
        if time.time() - file.stat().st_mtime > KEPT:
            file.unlink(missing_ok=True)
