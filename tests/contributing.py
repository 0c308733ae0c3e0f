"""Follow the example of CONTRIBUTING.md in a copy of the book, word for word: `make contributing`.

What is committed is copied, so commit first. The copy uses this folder's environment. Of `make notebooks`
only what the example touches is executed, and of `make test` only what looks at it; `--whole` does all.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECTION = re.compile(r"^## Add a chapter: an example$(.*)^## Change the code$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^(```+)bash\n(.*?)^\1$", re.MULTILINE | re.DOTALL)

PYTHON = ".venv/bin/python"
TOUCHED = ("14-mirror", "a3-ledger", "a4-making", "a5-teaching")
LOOKING = (
    "tests/chapters/test_course.py",
    "tests/chapters/test_exercises_in_chapters.py",
    "tests/chapters/test_facts.py",
    "tests/ledger",
    "tests/backprop/exercises/test_exercises_catalogue.py",
    "tests/backprop/exercises/test_exercises_solutions.py",
    "tests/press/site/test_checked_print.py",
)
CHAPTERS = " ".join(f"chapters/{name}.ipynb" for name in TOUCHED)
PYTEST = f"{PYTHON} -m pytest -q -p no:nbval"
SHORTER = {
    "make notebooks": f"{PYTHON} -m press execute {CHAPTERS}",
    "make book": f"{PYTHON} -m press print --printer pandoc",
    "make test": f"make lint\n{PYTEST} {' '.join(LOOKING)}\n"
    f"{PYTEST} tests/figures -k 'mirrored or needs or course or gallery'\n"
    f"{PYTEST} tests/chapters/test_notebooks.py -k '{' or '.join(TOUCHED)}'",
}


def blocks(text: str) -> list[str]:
    """Return the example's blocks of commands, in order."""
    (section,) = SECTION.findall(text)
    return [block for _, block in BLOCK.findall(section)]


def shortened(block: str) -> str:
    """Put less work in the place of the commands that do the whole book."""
    return "\n".join(SHORTER.get(line, line) for line in block.split("\n"))


def copy_of_the_book(folder: Path) -> Path:
    """Clone what is committed, with this folder's environment, and never make that anew."""
    clone = folder / "book"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    (clone / ".venv").symlink_to(ROOT / ".venv")
    for name in ("requirements.lock", "pyproject.toml"):
        os.utime(clone / name, (0, 0))  # older than the environment
    return clone


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.contributing", description=__doc__)
    parser.add_argument("--whole", action="store_true", help="execute and test the whole book in the copy")
    whole = parser.parse_args(arguments).whole
    found = blocks((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="contributing-") as folder:
        clone = copy_of_the_book(Path(folder).resolve())
        environment = {**os.environ, "PYTHONPATH": str(clone)}
        for number, block in enumerate(found, 1):
            print(f"Block {number} of {len(found)}", flush=True)
            command = ["bash", "-euo", "pipefail", "-c", block if whole else shortened(block)]
            if subprocess.run(command, cwd=clone, env=environment).returncode:
                print(f"CONTRIBUTING.md, block {number}, does not work:\n\n{block}", file=sys.stderr)
                return 1
    print("The example of CONTRIBUTING.md works.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
