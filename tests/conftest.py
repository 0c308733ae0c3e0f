"""What every test has in common: no mirror on the web is asked, and what takes longest starts first."""

import signal
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from backprop.data import download
from press.site import python

# To read notebooks, jsonschema would first build a grammar of web addresses, for two seconds in each process.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# A shell lets what it starts in the background ignore Ctrl+C, and so would the programs that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No example fails for being slow on a busy machine. So many find each of the mistakes in tests/mutants.
settings.register_profile("book", deadline=None, max_examples=50)
settings.load_profile("book")


@pytest.fixture(autouse=True, scope="session")
def no_address() -> Iterator[None]:
    """Print as where no address is known, also in a workflow of GitHub, which names it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GITHUB_REPOSITORY", raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def no_mirrors() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(download, "MIRRORS", ())
        patch.setattr(python, "fetch", lambda: "")
        yield


# The files that take longest come first, so that no worker is left alone with one of them at the end.
LONGEST = (
    "test_notebooks.py",
    "test_python.py",
    "test_symbols.py",
    "test_pages.py",
    "test_accessible_pages.py",
    "test_send_back.py",
    "test_draw_digit.py",
    "test_roll_down_live.py",
    "test_draw_digit_numbers.py",
    "test_interactive_pages.py",
    "test_questions.py",
    "test_checked.py",
    "test_furniture.py",
    "test_slides_live.py",
    "test_every_picture.py",
    "test_exercises_notebook.py",
    "test_mutants_are_caught.py",
    "test_paper.py",
    "test_ledger.py",
    "test_interrupt.py",
    "test_equations.py",
)
# Files whose tests share nothing that takes long to make: a worker may take one test function of them.
DIVIDED = (
    "test_notebooks.py",
    "test_send_back.py",
    "test_draw_digit.py",
    "test_roll_down_live.py",
    "test_draw_digit_numbers.py",
    "test_interactive_pages.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--printer", choices=("pandoc", "quarto"), default="pandoc", help="whose pages are tested"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--printer") == "quarto":
        for item in items:
            if mark := item.get_closest_marker("pandoc"):
                item.add_marker(pytest.mark.skip(reason=f"of Pandoc's pages: {mark.args[0]}"))
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path.name, len(ranks)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each worker a file at a time, or less; all tests in JupyterLab to one, for they share a server."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file, _, test = nodeid.partition("::")
            if "_in_a_notebook_" in test:
                return "lab"
            if file.endswith("test_notebooks.py"):
                return nodeid if "fresh_run" in test else file
            return nodeid.partition("[")[0] if file.endswith(DIVIDED) else file

    config.option.loadscopereorder = False
    return Scheduling(config, log)
