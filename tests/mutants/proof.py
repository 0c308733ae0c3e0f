"""Examine mutants two at a time, each in a process of its own, and print who catches each."""

import importlib
import itertools
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tests.edits import Edit, tell
from tests.mutants import planting

WORKERS = 2
PATIENCE = 300.0  # seconds without any result, after which the run is given up
# Once, before the processes are forked.
PRELOADED = ("autograd", "platformdirs", "requests", "threadpoolctl", "tqdm")


class Job(NamedTuple):
    """A mutant with the tests to ask, or None for a copy without a mistake."""

    mutant: Edit | None
    tests: str


class Outcome(NamedTuple):
    """What an examination found. `test` is the first that failed, `error` the gradient check's."""

    job: Job
    test: str | None
    error: float

    @property
    def catchers(self) -> str:
        """Who saw the mistake: "test", "gradcheck", "both", or "" for nobody."""
        by_gradcheck = self.error > planting.ALLOWED_ERROR
        if self.test:
            return "both" if by_gradcheck else "test"
        return "gradcheck" if by_gradcheck else ""


def prove(mutants: Sequence[Edit]) -> int:
    """Examine the copy without a mistake, then `mutants`; print a line for each, return the exit code."""
    healthy = [Job(None, tests) for tests in dict.fromkeys(mutant.tests for mutant in mutants)]
    outcomes = _examined([*healthy, *(Job(mutant, mutant.tests) for mutant in mutants)])
    for outcome in itertools.islice(outcomes, len(healthy)):
        if outcome.catchers:
            found = outcome.test or f"gradcheck, error {outcome.error:.0e}"
            print(f"The copy without a mistake does not pass: {found}")
            return 1
    print("The copy without a mistake passes.", flush=True)
    return tell(
        (
            (mutant, outcome.catchers, outcome.test or "")
            for mutant, outcome in zip(mutants, outcomes, strict=True)
        ),
        mutants,
    )


def _examined(jobs: list[Job]) -> Iterator[Outcome]:
    """Yield the outcome of each job in order."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in PRELOADED:
        importlib.import_module(name)
    with multiprocessing.get_context("fork").Pool(WORKERS, maxtasksperchild=1) as pool:
        outcomes = pool.imap(_examine, jobs)
        for job in jobs:
            try:
                yield outcomes.next(timeout=PATIENCE)
            except multiprocessing.TimeoutError:
                name = job.mutant.name if job.mutant else "the copy without a mistake"
                raise SystemExit(
                    f"{name}: no answer after {PATIENCE:.0f} s; expected a few seconds"
                ) from None


def _examine(job: Job) -> Outcome:
    """Examine one copy. It changes this process for good, and is its only task."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stdout.fileno())
    os.dup2(silence, sys.stderr.fileno())
    sys.dont_write_bytecode = True
    with planting.planted(job.mutant) as folder, planting.imported(folder):
        os.chdir(folder)  # programs that a test starts import this copy too
        os.environ |= {"PYTHONPATH": str(folder), "XDG_CACHE_HOME": str(folder)}
        os.environ.pop("BACKPROP_DATA", None)  # the tests that need MNIST are slow, and skipped
        error = planting.gradient_error()
        test = planting.first_failure(folder, job.tests)
        os.chdir(planting.ROOT)
    return Outcome(job, test, error)
