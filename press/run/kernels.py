"""Execute one notebook in a kernel of its own, so that a second run gives the same bytes."""

import atexit
import functools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

from press.files.cache import FOLDER
from press.run.reads import STORE, stored_reads
from press.source.book import PressError, read_notebook
from press.source.canonical import KERNEL, canonical

SECONDS_PER_CELL = 600

# Nothing of the reader's own settings reaches a kernel. One thread for each: several run at once, and
# sums keep their order.
ENVIRONMENT = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": str(FOLDER / "matplotlib"),
    "PYTHONHASHSEED": "0",
    "BACKPROP_STILL": "1",  # interactive pictures are stored as still ones, with their data
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class Run(NamedTuple):
    """What a run of a notebook gave: its canonical text, and the files that it read."""

    text: str
    reads: set[Path]


@functools.cache
def find_fonts(folder: str = ENVIRONMENT["MPLCONFIGDIR"]) -> None:
    """Let Matplotlib list the machine's fonts, or it would say in a chapter that it does so."""
    command = [sys.executable, "-c", "import matplotlib.font_manager"]
    environment = {**os.environ, **ENVIRONMENT, "MPLCONFIGDIR": folder}
    subprocess.run(command, env=environment, capture_output=True)


class Kernels:
    """The kernels of one run of the press, so that Ctrl+C can end them all."""

    def __init__(self, folder: Path) -> None:
        """Let the kernels keep in `folder` what they need while they run."""
        try:
            Path.home()
        except RuntimeError:  # a user of no account, as in some containers, whom Jupyter would refuse
            os.environ["HOME"] = str(folder)
        self.folder, self.matplotlib = folder, ENVIRONMENT["MPLCONFIGDIR"]
        if not os.access(FOLDER if FOLDER.exists() else FOLDER.parent, os.W_OK):
            self.matplotlib = str(folder / "matplotlib")
        find_fonts(self.matplotlib)
        self.managers: list[Any] = []
        self.stopped = False

    def client(
        self, notebook: Any, folder: Path, on_cell_start: Callable[..., None] | None = None
    ) -> NotebookClient:
        """Return what will execute `notebook` in `folder`, in a kernel of its own."""

        def start(**cell: Any) -> None:
            if self.stopped:
                raise PressError("stopped")
            if on_cell_start:
                on_cell_start(**cell)

        client = NotebookClient(
            notebook,
            timeout=SECONDS_PER_CELL,
            kernel_name=KERNEL["name"],
            resources={"metadata": {"path": str(folder)}},
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            extra_arguments=["--ext=press.run.reads"],
            on_cell_start=start,
        )
        client.create_kernel_manager()
        client.km.kernel_spec_manager.kernel_dirs = [f"{sys.prefix}/share/jupyter/kernels"]  # no user's own
        own = tempfile.mkdtemp(dir=self.folder)
        client.km.connection_file = f"{own}/connection.json"  # the user's folder may not be writable
        if os.name == "posix":  # sockets in a folder of ours: no port that another kernel may take first
            client.km.transport = "ipc"
            client.km.ip = f"{own}/kernel"
        self.managers.append(client.km)
        return client

    def environment(self) -> dict[str, str]:
        """Return the environment of a kernel: this one's, without the user's own set-up of IPython."""
        environment = {**os.environ, **ENVIRONMENT, "IPYTHONDIR": f"{self.folder}/ipython"}
        environment["MPLCONFIGDIR"] = self.matplotlib
        if data := os.environ.get("BACKPROP_DATA"):
            environment["BACKPROP_DATA"] = os.path.abspath(os.path.expanduser(data))
        return environment

    def stop(self) -> None:
        """Kill the running kernels and let no further cell start."""
        self.stopped = True
        for manager in self.managers:
            if process := getattr(manager.provisioner, "process", None):
                process.kill()


def run(path: Path, kernels: Kernels) -> Run:
    """Execute the notebook in its own folder; the file stays as it is.

    Raises PressError with the file, the cell and the error's first line if a cell fails, and with the whole
    text if one writes to stderr: what is printed there belongs to a machine, not to the book.
    """
    notebook, name = nbformat.reads(canonical(read_notebook(path)), as_version=4), os.path.relpath(path)
    reads = set[Path]()
    if any(cell.cell_type == "code" for cell in notebook.cells):
        own = Path(tempfile.mkdtemp(dir=kernels.folder))
        store, said = own / "reads.json", own / "stderr"  # of the kernel itself, not of the cells
        environment = {**kernels.environment(), STORE: str(store)}
        at = 0  # the cell that runs, counted from 1

        def note(cell_index: int, **_: Any) -> None:
            nonlocal at
            at = cell_index + 1

        client = kernels.client(notebook, path.parent, note)
        try:
            with said.open("wb") as stderr:
                client.execute(env=environment, stderr=stderr)
        except CellExecutionError as error:
            raise PressError(f"{name}, cell {at}: {_first_line(f'{error.ename}: {error.evalue}')}") from None
        except CellTimeoutError:
            raise PressError(f"{name}, cell {at}: it ran for more than {SECONDS_PER_CELL} s") from None
        except PressError:
            raise
        except (
            Exception
        ) as error:  # it died, or files and sockets cannot be made, of which there are many kinds
            failed = f", cell {at}: its kernel failed" if at else f": no kernel could start in {own}"
            raise PressError(f"{name}{failed}: {_cause(error, said)}") from None
        finally:
            atexit.unregister(
                client._cleanup_kernel
            )  # it has cleaned up, and would fail if no kernel started
        _refuse_stderr(notebook, name)
        try:
            reads = stored_reads(store)
        except (OSError, ValueError):
            raise PressError(f"{name}: no list of what it reads in {own}: is the disk full?") from None
    return Run(canonical(json.loads(nbformat.writes(notebook))), reads)


def _refuse_stderr(notebook: Any, name: str) -> None:
    for at, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise PressError(
                    f"{name}, cell {at}: it wrote to stderr, which is not stored:\n{output.text}"
                )


def _cause(error: BaseException, said: Path) -> str:
    """Return in a line what a kernel failed of: what the system refused, or its own last words, if any."""
    causes = [error]
    while cause := causes[-1].__cause__ or causes[-1].__context__:
        causes.append(cause)
    begun = next((cause for cause in causes if isinstance(cause, OSError)), error)
    last = said.read_text(errors="replace").strip().rpartition("\n")[2] if said.exists() else ""
    return f"{_first_line(str(begun)) or type(begun).__name__}{last and f' ({last})'}"


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]
