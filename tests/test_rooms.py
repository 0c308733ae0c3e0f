"""What may import what: each room only those above it on the map in CONTRIBUTING.md, and no circles."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from press import ROOT

# A room is a folder; it may import the rooms named here, and what stands beside the importing file.
LESSON = ("backprop", "backprop.data", "backprop.support")
READING = ("press", "press.files", "press.source", "figures.data", "backprop.data", "backprop.support")
MAY_IMPORT = {
    "backprop": ("backprop.support", "backprop.data"),
    "backprop.data": ("backprop.support",),
    "backprop.support": (),
    "backprop.debugging": LESSON,
    "backprop.distributed": LESSON,
    "backprop.exercises": (*LESSON, "backprop.exercises.checker"),
    "backprop.exercises.checker": ("backprop.support",),
    "figures": (*LESSON, "backprop.debugging", "figures.data", "figures.interactive"),
    "figures.data": (*LESSON, "backprop.distributed"),
    "figures.interactive": (*LESSON, "figures"),
    "press": (),
    "press.files": ("press", "backprop.support"),
    "press.source": ("press", "press.files", "figures.data", "backprop.data", "backprop.support"),
    "press.run": READING,
    "press.notebooks": (*READING, "press.run"),
    "press.site": (*READING, "press.notebooks", "backprop", "figures", "figures.interactive"),
    "press.paper": (*READING, "press.site"),
    "press.quarto": (*READING, "press.notebooks", "press.site"),
}
# The faces: what a package offers, and the commands of the press, are made of everything below them.
COMMANDS = ("__main__", "command", "hooks", "slides", "course")
ABOVE_ALL = {"backprop", "backprop.exercises"} | {f"press.{name}" for name in COMMANDS}


def modules():
    files = sorted(path for name in ("backprop", "figures", "press") for path in (ROOT / name).rglob("*.py"))
    return {name_of(file): file for file in files}


def name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = modules()


def room(name: str) -> str:
    if name.startswith("figures.interactive"):
        return "figures.interactive"  # with a folder for each picture
    return name if FILES[name].name == "__init__.py" else name.rpartition(".")[0]


def imports(name: str) -> set[str]:
    """The modules of the project that a module imports anywhere, and the packages that these stand in."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(FILES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                whole if (whole := f"{node.module}.{alias.name}") in FILES else node.module
                for alias in node.names
            }
    return (found & FILES.keys()) - {name}


@pytest.mark.parametrize("name", sorted(FILES.keys() - ABOVE_ALL))
def test_a_module_imports_only_rooms_below_its_own(name):
    own = room(name)
    beyond = {other for other in imports(name) if room(other) not in (own, *MAY_IMPORT.get(own, ()))}
    assert beyond == set()


def test_imports_run_one_way():
    graph = {name: imports(name) - ABOVE_ALL for name in FILES.keys() - ABOVE_ALL}
    TopologicalSorter(graph).prepare()  # raises CycleError where modules import each other


def test_every_room_stands_on_the_map():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text[text.index("## The map") : text.index("## Set up")]
    assert [name for name in MAY_IMPORT if not re.search(rf"\b{name.rpartition('.')[2]}\b", table)] == []
