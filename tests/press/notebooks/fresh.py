"""Do the chapters run where readers open them? `python -m tests.press.notebooks.fresh` asks a package index.

colab: an environment with what Colab brings (a kernel, and a `google.colab` to import). In it the published
notebooks run in an empty folder; their first cell fetches the packages, here from this clone.
binder: an environment made from .binder/. In it a chapter runs in a clean checkout, as on mybinder.org.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from press import ROOT
from press.notebooks.take_home import write_published
from press.source.address import Address
from press.source.book import Book

ADDRESS = Address("somebody", "somewhere")
CHAPTERS = ("01-cost", "08-vectorising")
COLAB_BRINGS = ("ipykernel", "matplotlib==3.10.*", "nbclient", "nbformat", "pip")
RUN = """
import sys, nbclient, nbformat
notebook = nbformat.read(sys.argv[1], 4)
place = {"metadata": {"path": sys.argv[2]}}
nbclient.NotebookClient(notebook, kernel_name="python3", resources=place).execute()
cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
print(f"{sys.argv[1].rpartition('/')[2]}: {len(cells)} cells ran")
"""


def run(*command: object, **environment: str) -> None:
    subprocess.run(list(map(str, command)), check=True, env=os.environ | environment)


def make(folder: Path) -> Path:
    """Make an empty environment and return its Python."""
    venv.create(folder, with_pip=True)
    return folder / "bin/python"


def quiet_pip(python: Path, *arguments: object) -> None:
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def colab(folder: Path) -> None:
    python = make(folder / "colab")
    quiet_pip(python, *COLAB_BRINGS)
    packages = next((folder / "colab/lib").glob("python*/site-packages"))
    (packages / "google/colab").mkdir(parents=True)
    (packages / "google/colab/__init__.py").touch()
    write_published(Book(), ADDRESS, folder / "site")
    (folder / "content").mkdir()
    git = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_VALUE_0": ADDRESS.url}
    git["GIT_CONFIG_KEY_0"] = f"url.file://{ROOT}.insteadOf"
    path = f"{python.parent}:{os.environ['PATH']}"
    for name in CHAPTERS:
        chapter = folder / f"site/chapters/{name}.ipynb"
        run(python, "-c", RUN, chapter, folder / "content", PATH=path, PYTHONPATH="", **git)


def binder(folder: Path) -> None:
    python = make(folder / "binder")
    checkout = folder / "checkout"
    run("git", "clone", "--quiet", "--depth", "1", f"file://{ROOT}", checkout)
    quiet_pip(python, "--require-hashes", "-r", checkout / ".binder/requirements.txt")
    path = f"{python.parent}:{os.environ['PATH']}"
    subprocess.run([".binder/postBuild"], check=True, cwd=checkout, env=os.environ | {"PATH": path})
    quiet_pip(python, "nbclient", "nbformat")  # in the place of Binder's JupyterLab
    chapter = checkout / "notebooks/chapters/01-cost.ipynb"
    run(python, "-c", RUN, chapter, chapter.parent, PATH=path, PYTHONPATH="")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="fresh-") as name:
        for proof in map({"colab": colab, "binder": binder}.get, sys.argv[1:] or ("colab", "binder")):
            proof(Path(name))
