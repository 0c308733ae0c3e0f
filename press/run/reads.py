"""What a notebook reads while it runs: an extension of IPython, which its kernel loads before the first cell.

After each cell it stores which modules have been imported and which files opened. What other processes read
that a notebook starts is not seen: chapter 13's machines import what the chapter imports as well.
"""

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

STORE = "PRESS_READS"  # the environment variable that names the file in which they are stored

# These are searched for the name of an exercise. Only what is imported of them can change an output.
SEARCHED = "backprop/exercises/chapter*.py"


def load_ipython_extension(shell: Any) -> None:
    """Note from now on what is imported and what is opened to be read."""
    to, before, opened = Path(os.environ[STORE]), set(sys.modules), set[str]()

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            reads = "r" in mode or "+" in mode if mode else flags & os.O_ACCMODE != os.O_WRONLY
            if reads and isinstance(path, str | bytes):
                opened.add(os.path.abspath(os.fsdecode(path)))

    def store() -> None:
        modules = [module for name, module in list(sys.modules.items()) if name not in before]
        imported = [file for module in modules if (file := getattr(module, "__file__", None))]
        with contextlib.suppress(OSError):  # a full disk: then it is no JSON, which the press notices
            to.write_text(json.dumps({"imported": imported, "opened": list(opened)}), encoding="utf-8")

    sys.addaudithook(note)
    shell.events.register("post_execute", store)
    store()


def stored_reads(file: Path) -> set[Path]:
    """Return the files that a kernel has read, and the modules that it has imported."""
    stored = json.loads(file.read_text(encoding="utf-8"))
    opened = {path for path in map(Path, stored["opened"]) if not path.match(SEARCHED)}
    return {path.resolve() for path in opened.union(map(Path, stored["imported"]))}
