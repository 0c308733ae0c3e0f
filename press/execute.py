"""Execute the notebooks, several at a time, so that a second run changes no byte."""

import json
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm import tqdm

from backprop.data import DataError, find_mnist, load_mnist
from backprop.io import write_whole
from press.book import Book, PressError, needs_mnist, read_notebook
from press.cells import is_solution

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
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


def canonical(notebook: dict[str, Any]) -> str:
    """Return the notebook as text, with nothing in it that differs between two runs."""
    kept = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    if "press" in notebook["metadata"]:
        kept["press"] = notebook["metadata"]["press"]
    cells = []
    for cell in notebook["cells"]:
        tags = cell["metadata"].get("tags")
        cells.append({**cell, "metadata": {"tags": tags} if tags else {}})
        if is_solution(cell):  # JupyterLab shows it when the reader clicks on it
            cells[-1]["metadata"]["jupyter"] = {"source_hidden": True}
        cells[-1]["source"] = _lines(cell["source"])
    plain = {"cells": cells, "metadata": kept, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(plain, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _lines(text: str | list[str]) -> list[str]:
    return "".join(text).splitlines(keepends=True)


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


def store(path: Path, before: str, text: str) -> None:
    """Write `text` to `path`, whole or not at all, unless it stands there already.

    Raises PressError if the file no longer says what it said `before` the run: somebody saved it since.
    """
    if path.read_text(encoding="utf-8") != before:
        name = os.path.relpath(path)
        raise PressError(f"{name}: it was changed while it ran, so its outputs are not stored; run it again")
    if text != before:
        write_whole(path, text.encode())


def mnist_missing(offline: bool = False) -> str:
    """Return an empty string if MNIST is here or can be fetched, otherwise the reason."""
    if find_mnist():
        return ""
    if offline:
        return "MNIST was not found, and the press runs offline"
    try:
        load_mnist()
    except DataError as error:
        return str(error)
    return ""


def execute(book: Book, only: list[Path] | None = None, jobs: int = 2, offline: bool = False) -> None:
    """Execute the book's notebooks (or `only` those) and store their outputs.

    Notebooks that need MNIST keep their outputs where it cannot be had. One failing notebook does not
    stop the others; PressError then names all that failed.
    """
    paths = [path.resolve() for path in only or [book.root / page.source for page in book.pages]]
    waiting = [path for path in paths if needs_mnist(read_notebook(path))]
    kept: list[Path] = []
    if waiting and (reason := mnist_missing(offline)):
        kept = waiting
        for path in kept:
            print(f"{os.path.relpath(path, book.root)}: its stored outputs are kept. {reason}")
    # The longest first, so that it does not run alone at the end.
    todo = sorted((path for path in paths if path not in kept), key=lambda path: path not in waiting)
    if todo and (failures := _run_all(todo, jobs)):
        raise PressError("\n".join(sorted(failures)))


def _run_all(paths: list[Path], jobs: int) -> list[str]:
    """Execute the notebooks, `jobs` at a time, and store what they give; return what went wrong."""
    before = {path: path.read_text(encoding="utf-8") for path in paths}
    kernels, failures = Kernels(), []
    with ThreadPoolExecutor(jobs) as pool, tqdm(total=len(paths), desc="Executing", unit="chapter") as bar:
        running = {pool.submit(run, path, kernels): path for path in paths}
        try:
            for done in as_completed(running):
                path = running[done]
                try:
                    store(path, before[path], done.result())
                except PressError as error:
                    failures.append(str(error))
                bar.set_postfix_str(path.stem)
                bar.update()
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.stop()
            raise
    return failures
