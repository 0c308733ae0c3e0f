"""Execute one notebook in a kernel of its own, so that a second run gives the same bytes."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from press.source.book import PressError
from press.source.canonical import KERNEL, canonical

SECONDS_PER_CELL = 600

# Nothing of the reader's own settings reaches a kernel. One thread for each: several run at once, and
# sums keep their order.
ENVIRONMENT = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
    "BACKPROP_STILL": "1",  # interactive pictures are stored as still ones, with their data
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class Kernels:
    """The kernels of one run of the press, so that Ctrl+C can end them all."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="press-")
        self.clients: list[NotebookClient] = []
        self.stopped = False

    def client(self, notebook: Any, folder: Path) -> NotebookClient:
        """Return what will execute `notebook` in `folder`, in a kernel of its own."""
        client = NotebookClient(
            notebook,
            timeout=SECONDS_PER_CELL,
            kernel_name=KERNEL["name"],
            resources={"metadata": {"path": str(folder)}},
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            on_cell_start=self._start,
        )
        client.create_kernel_manager()
        if os.name == "posix":  # sockets in a folder of ours: no port that another kernel may take first
            client.km.transport = "ipc"
            client.km.ip = f"{tempfile.mkdtemp(dir=self.folder.name)}/kernel"
        self.clients.append(client)
        return client

    def environment(self) -> dict[str, str]:
        """Return the environment of a kernel: this one's, without the user's own set-up of IPython."""
        environment = {**os.environ, **ENVIRONMENT, "IPYTHONDIR": f"{self.folder.name}/ipython"}
        if data := os.environ.get("BACKPROP_DATA"):
            environment["BACKPROP_DATA"] = os.path.abspath(os.path.expanduser(data))
        return environment

    def _start(self, **_: Any) -> None:
        if self.stopped:
            raise PressError("stopped")

    def stop(self) -> None:
        """Kill the running kernels and let no further cell start."""
        self.stopped = True
        for client in self.clients:
            if process := getattr(client.km.provisioner, "process", None):
                process.kill()


def run(path: Path, kernels: Kernels) -> str:
    """Execute the notebook in its own folder and return it as canonical text; the file stays as it is.

    Raises PressError with the file, the cell and the error's first line if a cell fails.
    """
    notebook, name = nbformat.read(path, as_version=4), os.path.relpath(path)
    if all(cell.cell_type != "code" for cell in notebook.cells):
        return canonical(json.loads(nbformat.writes(notebook)))
    try:
        kernels.client(notebook, path.parent).execute(env=kernels.environment())
    except CellExecutionError as error:
        at, reason = _failed_cell(notebook), f"{error.ename}: {error.evalue}".splitlines()[0]
        raise PressError(f"{name}, cell {at}: {reason}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise PressError(f"{name}: {str(error).splitlines()[0]}") from None
    return canonical(json.loads(nbformat.writes(notebook)))


def _failed_cell(notebook: Any) -> int:
    """Return the place of the cell whose output is an error, counted from 1."""
    for at, cell in enumerate(notebook.cells, 1):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return at
    return 0
