"""A running JupyterLab with notebooks in it, as a reader has it."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
SECONDS = 120


class Lab:
    """JupyterLab's server in a folder of its own; `open` shows a notebook of given cells and runs it."""

    def __init__(self, folder):
        self.folder, self.token, self.data = folder, secrets.token_hex(8), folder / ".data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        hidden = ("BACKPROP_STILL", "JUPYTER_CONFIG_DIR", "PYTEST_CURRENT_TEST")
        environment = {name: value for name, value in os.environ.items() if name not in hidden}
        environment |= {
            "PYTHONPATH": str(ROOT),
            "IPYTHONDIR": str(folder / ".ipython"),
            "JUPYTER_CONFIG_DIR": str(folder / ".jupyter"),
            "JUPYTER_DATA_DIR": str(self.data),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "JUPYTERLAB_SETTINGS_DIR": str(folder / ".settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(folder / ".workspaces"),
        }
        settings = folder / ".settings/@jupyterlab/apputils-extension"
        settings.mkdir(parents=True)
        quiet = {"fetchNews": "false", "checkForUpdates": False}
        (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet), encoding="utf-8")
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        command += [f"--ServerApp.port={self.port}", f"--IdentityProvider.token={self.token}"]
        command += [f"--ServerApp.root_dir={folder}", "--ServerApp.port_retries=0"]
        self.log = (folder / ".log").open("w", encoding="utf-8")
        self.server = subprocess.Popen(command, cwd=folder, env=environment, stdout=self.log, stderr=self.log)
        self._wait()

    def _wait(self):
        address = f"http://127.0.0.1:{self.port}/api/status?token={self.token}"
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and self.server.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):
                return
            time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"JupyterLab did not start: {(self.folder / '.log').read_text()[-2000:]}")

    def open(self, page, name, *cells):
        """Show a notebook with the code `cells` on `page`, run it, and return the picture in it."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in cells])
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        nbformat.write(notebook, self.folder / f"{name}.ipynb")
        self.show(page, f"{name}.ipynb")
        for at in range(len(cells)):
            self._run(page, at)
        picture = page.locator(".jp-OutputArea-output .bd-interactive").last
        picture.wait_for()
        return picture

    def show(self, page, file, place=""):
        """Show the notebook `file` of the folder on `page`."""
        page.set_default_timeout(SECONDS * 1000)
        dialog = page.locator("dialog.jp-Dialog .jp-mod-accept")
        page.remove_locator_handler(dialog)
        page.add_locator_handler(dialog, lambda accept: accept.click())  # a busy machine's "no connection"
        page.goto(f"http://127.0.0.1:{self.port}/lab/tree/{file}?reset&token={self.token}{place}")

    def cells(self, page, file, script):
        """Show a notebook, wait until all of it is there, and return what the script says of it."""
        self.show(page, file)
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        count = len(json.loads((self.folder / file).read_text(encoding="utf-8"))["cells"])
        page.wait_for_function(
            'count => document.querySelectorAll(".jp-Notebook .jp-Cell").length === count', arg=count
        )
        page.wait_for_timeout(1500)  # for the formulas
        return page.evaluate(script)

    def _run(self, page, at):
        """Run a cell; until the kernel is there, Lab forgets that it was told to."""
        cell = page.locator(".jp-Notebook .jp-CodeCell").nth(at)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            cell.locator(".jp-InputArea-editor").click()
            page.keyboard.press("Shift+Enter")
            page.wait_for_timeout(500)
            if cell.locator(".jp-InputPrompt").inner_text() != "[ ]:":  # but [*]: or [1]:
                return
        raise RuntimeError("JupyterLab did not run the cell")

    def stop(self):
        """End the server and its kernels."""
        self.server.terminate()
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.server.kill()
        self.log.close()
