"""What a site was printed from: an unchanged book, whose site nobody touched, is not printed again."""

from collections.abc import Iterable
from pathlib import Path

from press import ROOT
from press.files.cache import Records, contents, digest
from press.source.book import Book


class Printed:
    """The sites printed from a book, each by the hash of all that it came from and of all its files.

    The book is hashed before it is printed: what changes during the print is printed the next time.
    `how` is what else the pages depend on: the printer, the address, whether MNIST is here.
    """

    def __init__(self, book: Book, how: Iterable[object]) -> None:
        self.records = Records(book.root / ".press/printed.json")
        self.source = digest([*map(repr, how), *contents(_sources(book))])

    def __contains__(self, site: Path) -> bool:
        return self.records.get(str(site)) == self._hash(site)

    def add(self, site: Path) -> None:
        """Remember the site as it now is."""
        self.records.store(str(site), self._hash(site))

    def _hash(self, site: Path) -> str:
        return digest([self.source, *contents([site])])


def _sources(book: Book) -> list[Path]:
    """Return the files and folders that a site comes from: the book's own, and the code that prints it."""
    beside = sorted(path for path in book.root.iterdir() if path.is_file())
    folders = {book.root / page.source.parts[0] for page in book.pages if len(page.source.parts) > 1}
    code = [ROOT / folder for folder in ("press", "backprop", "figures")]
    return [*beside, *sorted(folders), book.root / "theme", *code]
