"""A file written whole or not at all."""

import os
import uuid
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` by way of a new file beside it: readers see the old file or the new one.

    If anything fails, or Ctrl+C comes, the new file is removed and an old one at `path` is untouched.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder, "a.txt"), b"whole")
    ...     [file.name for file in Path(folder).iterdir()]  # nothing is left beside it
    ['a.txt']
    """
    path = path.resolve()  # so that a link keeps pointing at the file, which is replaced
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} is no regular file; expected the name of a file to write")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.parent} is no folder; expected one to write {path.name} into")
    beside = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o777)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
