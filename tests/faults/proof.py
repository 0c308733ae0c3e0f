"""Plant each fault in a copy of the project, two at a time, and print which test of the copy catches it."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.changed import DENO, DENO_QUIET
from tests.edits import Edit, tell
from tests.faults.witness import FILE

ROOT = Path(__file__).parents[2]
WORKERS = 2
PATIENCE = 900  # seconds for the tests of one file, on a busy machine
KEPT = ".press/pandoc"  # what Pandoc made, by the hash of all that it was made from: true for every copy
MADE = (".press", ".quarto", "_book", "_editions", "_slides")
CACHES = (".*_cache", ".hypothesis", "__pycache__")
LEFT_OUT = (".git", ".venv", *MADE, *CACHES)
PYTEST = ("-m", "pytest", "-x", "-q", "-pno:nbval", "-pno:cacheprovider", "-ptests.faults.witness")


def prove(faults: Sequence[Edit]) -> int:
    """Run the tests on a copy without a fault, then on one with each; print lines, return the exit code."""
    with tempfile.TemporaryDirectory(prefix="faults-") as name, ThreadPoolExecutor(WORKERS) as pool:
        healthy = copy_of(ROOT, Path(name).resolve() / "healthy")
        for failed in pool.map(lambda tests: first_failure(healthy, tests), by_file(faults)):
            if failed:
                print(f"The copy without a fault does not pass: {failed}")
                return 1
        print("The copy without a fault passes.", flush=True)
        return tell(examined(faults, healthy, pool), faults)


def by_file(faults: Sequence[Edit]) -> list[list[str]]:
    """Return the tests of all faults, each once, in one list for each file."""
    files: dict[str, list[str]] = {}
    for test in dict.fromkeys(test for fault in faults for test in fault.tests.split()):
        files.setdefault(test.partition("::")[0], []).append(test)
    return [[file] if file in tests else tests for file, tests in files.items()]


def examined(
    faults: Sequence[Edit], healthy: Path, pool: ThreadPoolExecutor
) -> Iterator[tuple[Edit, str, str]]:
    """Yield each fault, "test" if a test caught it or else "", and that test."""

    def examine(at: int) -> str | None:
        folder = copy_of(healthy, healthy.with_name(f"fault-{at}"))
        try:
            faults[at].plant(folder)
            return first_failure(folder, faults[at].tests.split())
        finally:
            shutil.rmtree(folder)

    for fault, failed in zip(faults, pool.map(examine, range(len(faults))), strict=True):
        yield fault, "test" if failed else "", failed or ""


def copy_of(root: Path, folder: Path) -> Path:
    """Copy the project without what it was made into; of what it remembers, only Pandoc's results."""
    shutil.copytree(root, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    if root != ROOT and (root / KEPT).is_dir():
        shutil.copytree(root / KEPT, folder / KEPT, copy_function=os.link)  # files that nobody writes into
    return folder


def first_failure(folder: Path, tests: Sequence[str]) -> str | None:
    """Return the first of `tests` that fails in the copy, or None if all pass."""
    scripts = [test for test in tests if test.endswith(".js")]
    in_python = [test for test in tests if test not in scripts]
    failed = first_failure_in_python(folder, in_python) if in_python else None
    return failed or next(filter(None, (failure_of_script(folder, script) for script in scripts)), None)


def failure_of_script(folder: Path, script: str) -> str | None:
    """Return the first test of a script, which imports the files beside it, that fails in the copy."""
    command = [DENO, "test", "--quiet", "--no-remote", "--no-check", script]
    environment = os.environ | DENO_QUIET | {"NO_COLOR": "1"}
    run = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE
    )
    if not run.returncode:
        return None
    name = re.search(r"^(.+) => \./", run.stdout, re.MULTILINE)
    return f"{Path(script).stem}: {name[1] if name else 'it cannot be loaded'}"


def first_failure_in_python(folder: Path, tests: Sequence[str]) -> str | None:
    """Return what `first_failure` does, of the tests of pytest.

    Raises RuntimeError if none ran, or if what was tested was not the copy.
    """
    report = folder.with_name(f"{folder.name}-{abs(hash(tuple(tests)))}.json")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"PYTHONPATH": str(folder), FILE: str(report)}
    command = [sys.executable, *PYTEST, "--rootdir", str(folder), *tests]
    run = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE
    )
    if not report.exists():
        raise RuntimeError(
            f"pytest did not end well in {folder.name}: {run.stdout[-2000:]}{run.stderr[-2000:]}"
        )
    found = json.loads(report.read_text(encoding="utf-8"))
    if found["strangers"]:
        raise RuntimeError(f"these modules are not those of the copy: {', '.join(found['strangers'])}")
    if found["failed"] is None and (run.returncode or not found["passed"]):
        raise RuntimeError(f"pytest ended with {run.returncode} after {found['passed']} of {tests}")
    return found["failed"]
