"""What a site was printed from: an unchanged book, whose site nobody touched, is not printed again."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from backprop.io import write_whole
from press.book import ROOT, Book
from press.cache import digest


class Printed:
    """The sites printed from a book, each by the hash of all that it came from and of all its files.

    `how` is what else the pages depend on: the printer, the address, whether MNIST is here.
    """

    def __init__(self, book: Book, how: Iterable[object]) -> None:
        self.book, self.how = book, [repr(part) for part in how]
        self.file = book.root / ".press/printed.json"
        try:
            self.hashes: dict[str, list[str]] = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.hashes = {}

    def __contains__(self, site: Path) -> bool:
        return str(site) in self.hashes and self.hashes[str(site)] == self._state(site)

    def add(self, site: Path) -> None:
        """Remember the site as it now is."""
        self.hashes[str(site)] = self._state(site)
        self.file.parent.mkdir(exist_ok=True)
        write_whole(self.file, json.dumps(self.hashes, indent=1).encode())

    def _state(self, site: Path) -> list[str]:
        return [digest([*self.how, *_contents(_sources(self.book))]), digest(_contents([site]))]


def _sources(book: Book) -> list[Path]:
    """Return the files and folders that a site comes from: the book's own, and the code that prints it."""
    beside = sorted(path for path in book.root.iterdir() if path.is_file())
    folders = {book.root / page.source.parts[0] for page in book.pages if len(page.source.parts) > 1}
    code = [ROOT / folder for folder in ("press", "backprop", "figures")]
    return [*beside, *sorted(folders), book.root / "theme", *code]


def _contents(places: Iterable[Path]) -> Iterator[str | bytes]:
    """Yield the path and the content of each file, and of each file in a folder."""
    for place in places:
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and "__pycache__" not in file.parts:
                yield str(file)
                yield file.read_bytes()
