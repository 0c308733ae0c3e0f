"""Write a folder whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_whole(to: Path) -> Iterator[Path]:
    """Give an empty folder to fill, which then stands in the place of `to`; a failure leaves the old one."""
    to.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=to.parent, prefix=f".{to.name}."))
    try:
        yield new
        new.chmod(0o755)
        old = new.with_name(f"{new.name}.old")
        if to.exists():
            to.rename(old)
        new.rename(to)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(new, ignore_errors=True)
