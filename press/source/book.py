"""The book as `_quarto.yml` describes it, and its notebooks."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from press import ROOT
from press.source.cells import source_of

# Pages among the chapters that have no number, and what they are.
UNNUMBERED = {"index": "preface", "rebuild": "practice", "references": "references"}


class PressError(Exception):
    """What stops the press, in words for whoever runs it: what is wrong, where, and what to do."""


@dataclass(frozen=True)
class Page:
    """One notebook of the book, and its place in it."""

    source: Path  # relative to the book's root
    kind: str  # "chapter", "appendix", or one of UNNUMBERED
    number: str  # "1", "A", or "" where there is none

    @property
    def target(self) -> Path:
        """The printed page, relative to the site's root."""
        return self.source.with_suffix(".html")

    @property
    def root(self) -> str:
        """The way from this page to the site's root: "" or "../"."""
        return "../" * (len(self.source.parts) - 1)


class Book:
    """What `_quarto.yml` in the folder `root` says: `settings`, and the `pages` in reading order."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        file = root / "_quarto.yml"
        try:
            self.config = yaml.safe_load(file.read_text(encoding="utf-8"))
        except OSError:
            raise PressError(f"{file} is missing: run the press in the book's folder") from None
        except yaml.YAMLError as error:
            raise PressError(f"{file} is not YAML: {str(error).splitlines()[0]}") from None
        self.settings: dict[str, Any] = self.config["book"]
        self.pages = [*self._chapters(), *self._appendices()]
        for page in self.pages:
            if not (root / page.source).is_file():
                raise PressError(f"{page.source} is named in _quarto.yml, but there is no such file")

    def _chapters(self) -> list[Page]:
        pages, number = [], 0
        for name in self.settings["chapters"]:
            source = Path(name)
            kind = UNNUMBERED.get(source.stem, "chapter")
            number += kind == "chapter"
            pages.append(Page(source, kind, str(number) if kind == "chapter" else ""))
        return pages

    def _appendices(self) -> list[Page]:
        names = self.settings.get("appendices") or []
        return [Page(Path(name), "appendix", chr(ord("A") + at)) for at, name in enumerate(names)]

    def file_name(self, kind: str) -> str:
        """Return the name of the whole book in one file of the kind "epub" or "pdf"."""
        stem = self.settings.get("output-file") or re.sub(r"\W+", "-", self.settings["title"]).strip("-")
        return f"{stem}.{kind}"

    def notebook(self, page: Page) -> dict[str, Any]:
        """Return the page's notebook; raise PressError if it is not one."""
        return read_notebook(self.root / page.source)


def read_notebook(path: Path) -> dict[str, Any]:
    """Return the notebook in `path` as plain JSON values, each cell's source joined to one string."""
    return parse_notebook(path, read_text(path))


def read_text(path: Path) -> str:
    """Return what the notebook's file says; raise PressError if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def parse_notebook(path: Path, text: str) -> dict[str, Any]:
    """Return the notebook that `path` has as `text`, as `read_notebook` does."""
    try:
        notebook: dict[str, Any] = json.loads(text)
        notebook["metadata"] = dict(notebook["metadata"])
        for cell in notebook["cells"]:
            cell |= {"source": source_of(cell), "metadata": dict(cell["metadata"])}
            if cell["cell_type"] == "code":
                cell["outputs"] = list(cell["outputs"])
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(path, error) from None
    return notebook


def _unreadable(path: Path, error: Exception) -> PressError:
    reason = f"it has no {error}" if isinstance(error, KeyError) else error
    return PressError(f"{path} cannot be read as a notebook: {reason}")


def needs_mnist(notebook: dict[str, Any]) -> bool:
    """Return True if the notebook says, in its metadata, that it needs MNIST."""
    return "mnist" in notebook["metadata"].get("press", {}).get("needs", [])
