"""Execute the notebooks, several at a time, so that a second run changes no byte.

A notebook is run again only if it has changed since it ran here, or a module or a file that it read.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from backprop.data import DataError, find_mnist, load_mnist
from backprop.support.files import write_whole
from press.files.folders import temporary
from press.run.changed import Done
from press.source.book import Book, PressError, needs_mnist, read_notebook


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


def fetch_mnist(offline: bool = False) -> str:
    """Fetch MNIST if it is not here; return the reason if it cannot be had, otherwise an empty string."""
    if find_mnist():
        return ""
    if offline:
        return "MNIST was not found, and the press runs offline"
    try:
        load_mnist()
    except DataError as error:
        return str(error)
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
    missing = fetch_mnist(offline) if waiting else ""
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
