"""Execute the notebooks, several at a time, so that a second run changes no byte.

A notebook is run again only if it has changed since it ran here, or a module or a file that it read.
"""

import os
import platform
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from backprop.data import DataError, find_mnist, load_mnist
from backprop.support.files import write_whole
from press import ROOT
from press.files.cache import Records, digest
from press.files.folders import temporary
from press.source.book import Book, PressError, needs_mnist, read_notebook

# What shapes every run.
LIBRARY = (
    "requirements.lock",
    "press/run/kernels.py",
    "press/run/reads.py",
    "press/source/canonical.py",
    "press/source/cells.py",
)
PLATFORM = f"Python {platform.python_version()}, {platform.machine()}"


def store(path: Path, before: str, text: str) -> None:
    """Write `text` to `path`, whole or not at all, unless it stands there already.

    Raises PressError if the file no longer says what it said `before` the run: somebody saved it since.
    """
    if _text(path) != before:
        name = os.path.relpath(path)
        raise PressError(f"{name}: it was changed while it ran, so its outputs are not stored; run it again")
    if text != before:
        write_whole(path, text.encode())


def _text(path: Path) -> str:
    return path.read_bytes().decode()  # with the ends of lines as they are


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


def execute(
    book: Book,
    only: list[Path] | None = None,
    jobs: int = 2,
    offline: bool = False,
    afresh: bool = False,
) -> None:
    """Execute the book's notebooks (or `only` those), store their outputs, and say why each has to run.

    What was executed here is left as it is if nothing that it came from has changed, unless `afresh` is true.

    Notebooks that need MNIST keep their outputs where it cannot be had. One failing notebook does not
    stop the others; PressError then names all that failed.
    """
    paths = [path.resolve() for path in only or [book.root / page.source for page in book.pages]]
    done = Done(book)
    reasons = {path: "run afresh, as asked" if afresh else done.why(path) for path in paths}
    changed = [path for path in paths if reasons[path]]
    if not changed:
        print("No chapter has changed, and nothing that one reads: none is run.")
        return
    waiting = [path for path in changed if needs_mnist(read_notebook(path))]
    missing = mnist_missing(offline) if waiting else ""
    for path in changed:
        kept = f"its stored outputs are kept. {missing}" if missing and path in waiting else ""
        print(f"{os.path.relpath(path, book.root)}: {kept or reasons[path]}", flush=True)
    # The longest first, so that it does not run alone at the end.
    todo = [*([] if missing else waiting), *(path for path in changed if path not in waiting)]
    if todo and (failures := _run_all(todo, jobs, done)):
        raise PressError("\n".join(sorted(failures)))


def _run_all(paths: list[Path], jobs: int, known: Done) -> list[str]:
    """Execute the notebooks, `jobs` at a time, and store what they give; return what went wrong."""
    from tqdm import tqdm

    from press.run.kernels import Kernels, run  # here, because it takes a second to import

    known.records.save()  # now, not after minutes, is found out whether anything can be written here
    before = {path: _text(path) for path in paths}
    since, failures = time.time(), []
    with (
        temporary() as folder,
        tqdm(total=len(paths), desc="Executing", unit="chapter") as bar,
        ThreadPoolExecutor(jobs) as pool,
    ):
        kernels = Kernels(folder)
        try:
            running = {pool.submit(run, path, kernels): path for path in paths}
            for done in as_completed(running):
                path = running[done]
                try:
                    text, reads = done.result()
                    store(path, before[path], text)
                    known.add(path, reads, since)
                except PressError as error:
                    failures.append(str(error))
                bar.set_postfix_str(path.stem)
                bar.update()
        except BaseException:  # Ctrl+C, or a full disk
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.stop()
            raise
    return failures
