"""A plugin of pytest for the run of a copy: it notes what failed first, and whether the copy was tested."""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.edits import Recorder

OURS = ("backprop", "figures", "press", "tests")
FILE = "FAULTS_REPORT"  # the environment variable with the file to write


class Witness(Recorder):
    """Records the run, and which modules of the project did not come from the copy."""

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        root = session.config.rootpath
        files = {
            name: Path(module.__file__)
            for name, module in list(sys.modules.items())
            if name.split(".")[0] in OURS and getattr(module, "__file__", None)
        }
        strangers = sorted(name for name, file in files.items() if not file.is_relative_to(root))
        report = {"passed": self.passed, "failed": self.failed, "strangers": strangers}
        Path(os.environ[FILE]).write_text(json.dumps(report), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    witness = Witness()
    witness.pytest_configure()
    config.pluginmanager.register(witness)
