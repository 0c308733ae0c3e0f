"""The modules of the interactive pictures, run by Deno: what needs no page is tested without a browser."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from figures.interactive import MODULES

MISSING = "Deno is not here: pip install deno"


@pytest.fixture(scope="session")
def deno():
    """Run Deno: `deno("test", folder)` returns what it prints; it reads no file of the web."""
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    path = shutil.which("deno", path=places)
    if not path:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    environment = {**os.environ, "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"}

    def run(command, *arguments):
        done = subprocess.run(
            [path, command, "--no-remote", "--no-prompt", *map(str, arguments)],
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    return run


@pytest.fixture
def evaluate(deno, tmp_path):
    """Call JavaScript: `evaluate("lib/network.js", "(x) => relu(x)", 3)` returns the result of a function.

    The function sees all that the modules (one path or several, below figures/interactive/) export.
    """

    def call(modules, function, given=None):
        paths = [modules] if isinstance(modules, str) else modules
        files = [(MODULES / path).as_uri() for path in paths]
        imports = "".join(f'import * as module{at} from "{file}";\n' for at, file in enumerate(files))
        names = ", ".join(f"...module{at}" for at in range(len(files)))
        arguments = json.dumps([function, given])
        script = tmp_path / "script.js"
        script.write_text(
            f"{imports}const {{ default: _, ...names }} = {{ {names} }};\n"
            f"const [code, given] = {arguments};\n"
            "const call = new Function(...Object.keys(names), `return (${code})`);\n"
            "console.log(JSON.stringify(call(...Object.values(names))(given) ?? null));\n",
            encoding="utf-8",
        )
        return json.loads(deno("run", "--no-check", "--quiet", script))

    return call
