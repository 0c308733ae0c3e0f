"""What `pip install` of the book's folder brings into a notebook of somebody else's."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOTEBOOK = """
from backprop import Network
from backprop.examples import running_network
from figures import course, data, network, touch

for module in (course, data, network, touch):
    assert module.__file__.startswith({folder!r}), module.__file__
assert "<svg" in network.diagram([3, 5, 2])._repr_svg_()
assert "<svg" in course.needs()._repr_svg_()
assert Network.load(data.MODEL).sizes[0] == 784
assert data.stored("ledger")["equations"]
net, x, y = running_network()
bundle, _ = touch.send_back(net, x, y)._repr_mimebundle_()
assert "application/vnd.jupyter.widget-view+json" in bundle
"""


def test_the_wheel_has_all_files_of_both_packages_and_draws_from_them(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    folder = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        packed.extractall(folder)
    files = [file for name in ("backprop", "figures") for file in (ROOT / name).rglob("*") if file.is_file()]
    needed = {str(file.relative_to(ROOT)) for file in files if "__pycache__" not in file.parts}
    assert needed <= names
    assert not {name for name in names if name.startswith(("press", "tests", "theme"))}
    code = NOTEBOOK.format(folder=str(folder))
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
