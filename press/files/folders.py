"""Folders that the press needs for a while, and folders that are written whole or not at all."""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from press.stop import later

try:
    import fcntl
except ImportError:  # Windows; there, what a killed press has left stays
    fcntl = None  # type: ignore[assignment]

PART = ".part"  # how the names of unfinished files and folders end; git ignores them


@contextmanager
def temporary(beside: Path | None = None) -> Iterator[Path]:
    """Give an empty folder, and remove it in the end: in the system's folder, or `beside` another one.

    Folders of the same kind that a killed press has left are removed as well.
    """
    parent, name = (beside.parent, f".{beside.name}.") if beside else (Path(tempfile.gettempdir()), "press-")
    _remove_left(parent, name, beside)
    folder = lock = None
    try:
        with later():
            while not folder:
                folder = Path(tempfile.mkdtemp(dir=parent, prefix=name, suffix=PART))
                try:
                    lock = _lock(folder)
                except (BlockingIOError, FileNotFoundError):  # another press took it for one that was left
                    folder = None
        yield folder
    finally:
        with later():
            if folder:
                shutil.rmtree(folder, ignore_errors=True)
            if lock is not None:
                os.close(lock)


def _lock(folder: Path) -> int | None:
    """Lock a folder for as long as this process lives; return what to close, None where there are no locks.

    Raises BlockingIOError if another process has locked it, FileNotFoundError if it is gone.
    """
    if not fcntl:
        return None
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.stat(folder)
    except (BlockingIOError, FileNotFoundError):
        os.close(lock)
        raise
    except OSError:  # a file system without locks
        os.close(lock)
        return None
    return lock


def _remove_left(parent: Path, name: str, beside: Path | None) -> None:
    """Remove the unfinished folders of processes that live no more: those that nobody has locked.

    If the process was killed as it replaced the folder `beside`, the old one is put back.
    """
    kind = re.compile(rf"{re.escape(name)}\w{{8}}{re.escape(PART)}")
    for folder in [folder for folder in parent.iterdir() if kind.fullmatch(folder.name)]:
        with contextlib.suppress(OSError):  # it is in use, or another user's
            lock = _lock(folder)
            if lock is None:
                continue
            if beside and not beside.exists() and (folder / "old").exists():
                (folder / "old").rename(beside)
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


@contextmanager
def written_whole(to: Path) -> Iterator[Path]:
    """Give an empty folder to fill, which then stands in the place of `to`; a failure leaves the old one."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with temporary(beside=to) as folder:
        new, old = folder / "new", folder / "old"
        new.mkdir()
        yield new
        with later():
            if to.exists():
                to.rename(old)
            try:
                new.rename(to)
            except OSError:
                if old.exists():
                    old.rename(to)
                raise
