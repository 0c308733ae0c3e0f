"""Run notebooks again and compare every stored output, also as on other processors.

`make portable` runs all of them as two older processors would, which add up in another order: sums differ
in the last digit, and a training near the edge of stability makes that large. Then a stored number is
no property of the chapter, and has to go.
"""

import os
import subprocess
import sys
from pathlib import Path

from backprop.data import find_mnist
from press import ROOT
from press.run.kernels import ENVIRONMENT, find_fonts
from press.source.book import Book, needs_mnist

# Without the module that tests/conftest.py does without as well, for the same reason.
PYTEST = "import sys; sys.modules['rfc3987_syntax'] = None; import pytest; sys.exit(pytest.main())"

LONGEST = 8000  # characters of a report

PROCESSORS = {
    "2004, SSE3": {"OPENBLAS_CORETYPE": "Prescott", "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4"},
    "2011, AVX": {"OPENBLAS_CORETYPE": "Sandybridge"},
}


def what_differs(notebook: Path, processor: dict[str, str] | None = None) -> str | None:
    """Run a notebook with nbval, and return which outputs are not as stored and how; None if all are."""
    find_fonts()
    command = [sys.executable, "-c", PYTEST, "-p", "nbval.plugin", "--nbval", "-p", "no:cacheprovider"]
    command += [
        "-p",
        "tests.chapters.differences",
        "-q",
        "-rN",
        "--color=no",
        "--nbval-cell-timeout=600",
        "--nbval-current-env",
        str(notebook),
    ]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, **ENVIRONMENT, **(processor or {})}
    environment |= {"PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if run.returncode == 0:
        return None
    report = run.stdout.partition("= FAILURES =")[2].lstrip("=\n") or run.stdout
    return f"{report[:LONGEST]}{' …' if len(report) > LONGEST else ''}\n{run.stderr[-1000:]}"


def main() -> int:
    """Run all notebooks as on each processor, say which differ, and return how many did."""
    book, differ = Book(), 0
    for page in book.pages:
        notebook = book.notebook(page)
        if not any(cell["cell_type"] == "code" for cell in notebook["cells"]):
            continue
        if needs_mnist(notebook) and not find_mnist():
            print(f"{page.source}: left out, because MNIST is not here")
            continue
        for name, processor in PROCESSORS.items():
            report = what_differs(ROOT / page.source, processor)
            print(f"{page.source}, as a processor of {name}: {'as stored' if report is None else 'DIFFERS'}")
            if report:
                differ += 1
                print(report)
    return differ


if __name__ == "__main__":
    sys.exit(min(main(), 1))
