"""Code cells: the `#|` options at their top, and their outputs."""

import functools
import re
from typing import Any, NamedTuple

import yaml

OPTIONS = {
    "label",
    "fig-cap",
    "fig-alt",
    "code-fold",
    "code-summary",
    "echo",
    "output",
    "tags",
}


class CodeCell(NamedTuple):
    """A code cell, taken apart."""

    options: dict[str, Any]
    code: str
    outputs: list[dict[str, Any]]

    @property
    def figure(self) -> str:
        """The cell's label if it is a figure's, otherwise an empty string."""
        label = str(self.options.get("label", ""))
        return label if label.startswith("fig-") else ""


def take_apart(cell: dict[str, Any]) -> CodeCell:
    """Split a notebook's code cell into options, code and outputs; raise ValueError for bad options."""
    lines = cell["source"].split("\n")
    count = next((at for at, line in enumerate(lines) if not line.startswith("#|")), len(lines))
    try:
        options = _options("\n".join(line[2:] for line in lines[:count]))
    except yaml.YAMLError as error:
        raise ValueError(f"the #| options are not YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(options, dict):
        raise ValueError("the #| options are not of the form `name: value`")
    return CodeCell(options, "\n".join(lines[count:]).strip("\n"), cell["outputs"])


@functools.cache
def _options(text: str) -> Any:
    return yaml.safe_load(text) or {}


def source_of(cell: dict[str, Any]) -> str:
    """Return the cell's source as one string, its lines ending in \\n, as on Windows they do not."""
    return "".join(cell["source"]).replace("\r\n", "\n").replace("\r", "\n")


def is_solution(cell: dict[str, Any]) -> bool:
    """Return True for a code cell whose label says that it holds a worked solution."""
    return bool(re.match(r"(#\|.*\n)*#\| label: solution-", source_of(cell)))


def output_text(output: dict[str, Any]) -> str:
    """Return the text of an output: what was printed, or the plain form of a result."""
    if output["output_type"] == "stream":
        return "".join(output["text"])
    return "".join(output.get("data", {}).get("text/plain", ""))


def output_picture(output: dict[str, Any]) -> str:
    """Return the SVG of an output, or an empty string."""
    return "".join(output.get("data", {}).get("image/svg+xml", ""))


def take_content(picture: str, name: str = "interactive") -> tuple[str, str]:
    """Return a stored picture without its content called `name`, and that content, JSON or empty."""
    content = re.compile(rf'\s*<metadata id="{name}">(.*?)</metadata>', re.DOTALL)
    found = content.search(picture)
    return (content.sub("", picture, count=1), found.group(1)) if found else (picture, "")
