"""Check what has changed since the last commit, and nothing else: `make check`.

Style, types and markup of what has changed; then the tests that look at it. A module is tested by the tests
of its name or, where there are none, of its folder, which `tests` mirrors; and by those that import it.
"""

import ast
import functools
import os
import re
import signal
import subprocess
import sys
import time
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PYTHON = (sys.executable, "-m")
DENO, ZIZMOR = (str(Path(sys.executable).with_name(name)) for name in ("deno", "zizmor"))
DENO_QUIET = {"DENO_DIR": str(ROOT / ".press/deno"), "DENO_NO_UPDATE_CHECK": "1"}  # as in the Makefile
FEW = 3  # files, which are tested sooner than a second process has started
STOPPED, NONE_NAMED = -1, 5  # how a run of pytest ends: cut short by us, or without any test of that name
SECONDS = 45  # for the tests; what is not done by then is left to `make test`

# Tests that the names do not tell: of files that match the pattern.
BESIDES = {
    "figures/data/digits.json": ["tests/chapters/test_model.py"],
    "figures/data/ledger.json": ["tests/ledger", "tests/press/site/test_checked_print.py"],
    "figures/data/course.json": ["tests/chapters/test_course.py", "tests/figures/test_course_map.py"],
    "figures/data/bench.json": ["tests/figures/test_bench.py"],
    "figures/interactive/lib/*": ["tests/figures/interactive"],
    "theme/book.css": ["tests/browser/test_furniture.py"],
    "theme/early.js": ["tests/browser/test_furniture.py"],
    "theme/epub.css": ["tests/press/paper/test_paper.py"],
    "theme/interactive.js": ["tests/browser/test_interactive_pages.py"],
    "theme/paper.*": ["tests/press/paper/test_paper.py"],
    "theme/live*": ["tests/browser/test_live.py"],
    "theme/narrow.js": ["tests/browser/test_phone.py"],
    "theme/places.js": ["tests/browser/test_furniture.py"],
    "theme/print.js": ["tests/browser/test_questions.py"],
    "theme/press.*": ["tests/browser/test_furniture.py"],
    "theme/search*": ["tests/browser/test_furniture.py", "tests/press/site/test_metadata.py"],
    "theme/slides/*": ["tests/browser/test_slides_live.py", "tests/press/test_slides.py"],
    "theme/live/*": ["tests/browser/test_python.py", "tests/theme/test_interpreter.py"],
    "theme/*.html": ["tests/press/site/test_printed_pages.py"],
    "press/quarto/*": ["tests/press/quarto"],
    "_*": ["tests/press/quarto"],
    "_quarto.yml": ["tests/press/site/test_printed_pages.py", "tests/chapters/test_course.py"],
    "Makefile": ["tests/press/run/test_carrying_on.py"],
    "*.md": ["tests/press/run/test_carrying_on.py"],
    ".github/*": ["tests/press/run/test_carrying_on.py"],
}
LABEL = re.compile(r"\{#(eq-[\w-]+)\}")


class Tests(NamedTuple):
    """Tests to run: files or folders, of which the names that `only` matches; and what they look at."""

    places: list[str]
    only: str
    why: str


def changed_files() -> list[str]:
    """Return the files that differ from the last commit, or are new, and are still there."""
    commands = (
        ["git", "diff", "--name-only", "HEAD"],
        ["git", "ls-files", "--others", "--exclude-standard"],
    )
    printed = [
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True) for command in commands
    ]
    names = {name for run in printed for name in run.stdout.splitlines()}
    return sorted(name for name in names if (ROOT / name).is_file())


def tests_of(name: str) -> list[Tests]:
    """Return the tests that look at a file of the project."""
    path = Path(name)
    if path.suffix == ".ipynb":
        labels = LABEL.findall((ROOT / name).read_text(encoding="utf-8"))
        proofs = (
            [Tests(["tests/ledger/test_equations.py"], _any([path.stem, *labels]), name)] if labels else []
        )
        return [Tests(["tests/chapters"], path.stem, name), *proofs]
    besides = [place for pattern, places in BESIDES.items() if fnmatch(name, pattern) for place in places]
    if path.parts[0] == "tests" and path.suffix == ".py":
        places = [name] if path.name.startswith("test_") else importers(name)
    elif path.suffix == ".py":
        places = [*mirrors(path), *importers(name)]
    elif path.suffix in (".js", ".css"):
        places = browser_tests(path)
    else:
        places = []
    found = [Tests(unique, "", name)] if (unique := [*dict.fromkeys([*places, *besides])]) else []
    if path.parent == Path("figures") and path.suffix == ".py":
        gallery = ["tests/figures/test_images.py", "tests/figures/test_every_picture.py"]
        found = [Tests(gallery, f"{path.stem}.", name), *found]
    return found


def mirrors(path: Path) -> list[str]:
    """Return the tests of a module's name where `tests` mirrors its folder, or all that are there."""
    folder = ROOT / "tests" / path.parent
    found = sorted(folder.glob(f"test_{path.stem}.py")) + sorted(folder.glob(f"test_{path.stem}_*.py"))
    if not found and path.parts[0] == "figures":  # its pictures are tested in the gallery
        return []
    while not found:
        found, folder = sorted(folder.glob("test_*.py")), folder.parent
    return [str(file.relative_to(ROOT)) for file in found]


def importers(name: str) -> list[str]:
    """Return the test files that import a module by its own name, without those that need a browser."""
    module = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    files = sorted(file for file in (ROOT / "tests").rglob("test_*.py") if "browser" not in file.parts)
    return [str(file.relative_to(ROOT)) for file in files if module in _imported(file)]


@functools.cache
def _imported(file: Path) -> set[str]:
    """Return the names of the modules that a file imports, and of what it imports from them."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def browser_tests(path: Path) -> list[str]:
    """Return the tests of a script's or a style sheet's name, or of the longest beginning that has any."""
    within = path.parts[2:] if path.parts[0] == "figures" else path.parts[1:]
    name, found = Path(within[0]).stem.replace("-", "_"), set[Path]()
    while name and not found:
        for pattern in (f"*/test_{name}.py", f"*/test_{name}_*.py"):
            found |= {*(ROOT / "tests").glob(pattern)}
        name = name.rpartition("_")[0]
    return sorted(str(file.relative_to(ROOT)) for file in found)


def _any(names: list[str]) -> str:
    return " or ".join(dict.fromkeys(names))


def run(title: str, *command: str, seconds: float | None = None) -> int:
    """Run a command, say what it is for, and return how it ended: STOPPED if it took more than `seconds`."""
    print(title, flush=True)
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **DENO_QUIET})
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)  # pytest then reports what it has found
        process.wait()
        return STOPPED


def style(names: list[str]) -> int:
    """Check style, types and markup of the files of these names; return how many of the checks failed."""
    commands: dict[str, list[str]] = {}
    if python := [name for name in names if name.endswith((".py", ".ipynb"))]:
        commands["style: ruff"] = [*PYTHON, "ruff", "check", "--quiet", "--force-exclude", *python]
        formatted = [*PYTHON, "ruff", "format", "--check", "--quiet", "--force-exclude"]
        commands["style: ruff format"] = [*formatted, *python]
    if any(name.startswith("backprop/") or name == "pyproject.toml" for name in names):
        commands["types: mypy"] = [*PYTHON, "mypy"]
    if scripts := [name for name in names if name.endswith((".js", ".css"))]:
        if modules := [name for name in scripts if name.endswith(".js")]:
            commands["style: deno lint"] = [DENO, "lint", "--quiet", *modules]
            commands["types: deno"] = [DENO, "check", "--quiet", "--no-remote", *modules]
            commands["tests without a browser: deno"] = [DENO, "test", "--quiet", "--no-remote"]
        commands["style: deno fmt"] = [DENO, "fmt", "--check", "--quiet", *scripts]
    if workflows := [name for name in names if name.startswith(".github/workflows/")]:
        commands["workflows: zizmor"] = [ZIZMOR, "--offline", "--quiet", "--format=github", *workflows]
    marked_up = (".ipynb", ".bib", "_quarto.yml")
    if any(name.endswith(marked_up) or name.startswith("press/source/") for name in names):
        commands["markup: press check"] = [*PYTHON, "press", "check"]
    return sum(run(title, *command) != 0 for title, command in commands.items())


def main() -> int:
    """Check what has changed; return 1 if anything is wrong."""
    names = changed_files()
    if not names:
        print("Nothing has changed since the last commit. Everything: make test")
        return 0
    failed = style(names)
    chosen: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for name in names:
        for tests in tests_of(name):
            chosen.setdefault((tuple(tests.places), tests.only), []).append(tests.why)
    deadline = time.monotonic() + SECONDS
    for (places, only), why in chosen.items():
        # With -x, what is stopped for its length has not failed so far.
        options = ["-q", "-p", "no:nbval", "-x", *(["-k", only] if only else [])]
        options += ["-n", "2"] if len(places) > FEW else []
        title = f"tests for {', '.join(why)}: {' '.join(places)}{f' -k {only!r}' if only else ''}"
        ended = run(title, *PYTHON, "pytest", *options, *places, seconds=max(deadline - time.monotonic(), 1))
        if ended == STOPPED:
            print(f"Stopped after {SECONDS} s. What ran until then did not fail; the rest was not tried.")
            break
        failed += ended not in (0, NONE_NAMED)
    print(
        f"{failed} of these found something wrong." if failed else "No fault was found. Everything: make test"
    )
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
