"""What a commit is held to besides ruff: `python -m press.hooks FILES`, from .pre-commit-config.yaml."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from press.source.canonical import canonical

LARGEST = 1_000_000  # bytes; a clone is heavy for good
LARGER = {"figures/data/digits.json"}  # the network that chapter 10 ships


def complaints(names: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with files: too large, or a notebook that the press has not written."""
    for name in names:
        size = Path(name).stat().st_size
        if size > LARGEST and Path(name).as_posix() not in LARGER:
            yield f"{name} has {size:,} bytes; expected at most {LARGEST:,}"
        if name.endswith(".ipynb") and not is_canonical(Path(name)):
            yield f"{name} is not as the press stores it: run `make notebooks`"


def is_canonical(path: Path) -> bool:
    """Return whether a notebook was executed in order and stored by the press."""
    text = path.read_text(encoding="utf-8")
    try:
        notebook = json.loads(text)
        counts = [cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
        return counts == list(range(1, len(counts) + 1)) and canonical(notebook) == text
    except (ValueError, KeyError, TypeError):
        return False


def main() -> int:
    found = list(complaints(sys.argv[1:]))
    print("\n".join(found), end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
