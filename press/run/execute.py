"""Execute the notebooks, several at a time, so that a second run changes no byte.

A notebook that was executed here, and has not changed since, nor anything that it reads, is not run again.
"""

import os
import platform
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from tqdm import tqdm

from backprop.data import DataError, find_mnist, load_mnist
from backprop.support.files import write_whole
from press import ROOT
from press.files.cache import Hashes, contents, digest
from press.source.book import Book, PressError, needs_mnist, read_notebook

# What any notebook's outputs may depend on.
LIBRARY = ("backprop", "figures", "requirements.lock", "press/run/kernels.py")


def store(path: Path, before: str, text: str) -> None:
    """Write `text` to `path`, whole or not at all, unless it stands there already.

    Raises PressError if the file no longer says what it said `before` the run: somebody saved it since.
    """
    if path.read_text(encoding="utf-8") != before:
        name = os.path.relpath(path)
        raise PressError(f"{name}: it was changed while it ran, so its outputs are not stored; run it again")
    if text != before:
        write_whole(path, text.encode())


def mnist_missing(offline: bool = False) -> str:
    """Return an empty string if MNIST is here or can be fetched, otherwise the reason."""
    if find_mnist():
        return ""
    if offline:
        return "MNIST was not found, and the press runs offline"
    try:
        load_mnist()
    except DataError as error:
        return str(error)
    return ""


class Done:
    """Which notebooks of a book are as a run here left them, by the hash of all that they come from."""

    def __init__(self, book: Book) -> None:
        self.book, self.hashes = book, Hashes(book.root / ".press/executed.json")
        library = contents(ROOT / name for name in LIBRARY)
        self.library = digest([platform.python_version(), platform.machine(), *library])

    def __contains__(self, path: Path) -> bool:
        return self.hashes.get(self._name(path)) == self._hash(path)

    def add(self, path: Path) -> None:
        """Remember the notebook as it now is."""
        self.hashes.store(self._name(path), self._hash(path))

    def _name(self, path: Path) -> str:
        return os.path.relpath(path, self.book.root)

    def _hash(self, path: Path) -> str:
        """Hash the notebook with its outputs, the files beside it that it names, and the library."""
        text = path.read_text(encoding="utf-8")
        beside = [file for file in sorted(path.parent.glob("*.json")) if file.name in text]
        return digest([self.library, text, *(file.read_bytes() for file in beside)])


def execute(
    book: Book,
    only: list[Path] | None = None,
    jobs: int = 2,
    offline: bool = False,
    afresh: bool = False,
) -> None:
    """Execute the book's notebooks (or `only` those) and store their outputs.

    What was executed here and has not changed since is left as it is, unless `afresh` is true.

    Notebooks that need MNIST keep their outputs where it cannot be had. One failing notebook does not
    stop the others; PressError then names all that failed.
    """
    paths = [path.resolve() for path in only or [book.root / page.source for page in book.pages]]
    done = Done(book)
    if not afresh:
        paths = [path for path in paths if path not in done]
    waiting = [path for path in paths if needs_mnist(read_notebook(path))]
    kept: list[Path] = []
    if waiting and (reason := mnist_missing(offline)):
        kept = waiting
        for path in kept:
            print(f"{os.path.relpath(path, book.root)}: its stored outputs are kept. {reason}")
    # The longest first, so that it does not run alone at the end.
    todo = sorted((path for path in paths if path not in kept), key=lambda path: path not in waiting)
    if todo and (failures := _run_all(todo, jobs, done)):
        raise PressError("\n".join(sorted(failures)))


def _run_all(paths: list[Path], jobs: int, known: Done) -> list[str]:
    """Execute the notebooks, `jobs` at a time, and store what they give; return what went wrong."""
    from press.run.kernels import Kernels, run  # here, because it takes a second to import

    before = {path: path.read_text(encoding="utf-8") for path in paths}
    kernels, failures = Kernels(), []
    with ThreadPoolExecutor(jobs) as pool, tqdm(total=len(paths), desc="Executing", unit="chapter") as bar:
        running = {pool.submit(run, path, kernels): path for path in paths}
        try:
            for done in as_completed(running):
                path = running[done]
                try:
                    store(path, before[path], done.result())
                    known.add(path)
                except PressError as error:
                    failures.append(str(error))
                bar.set_postfix_str(path.stem)
                bar.update()
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.stop()
            raise
    return failures
