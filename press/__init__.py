"""The press: executes the notebooks and prints them. It knows files, not mathematics."""

from pathlib import Path

ROOT = Path(__file__).parent.parent  # the project's folder
