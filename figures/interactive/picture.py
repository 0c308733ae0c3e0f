"""A picture that answers when it is touched: a still drawing, its numbers, and the module that moves it."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from backprop import Network
from figures.interactive.bundler import bundle, style_sheets
from figures.style import Picture

STILL = ("BACKPROP_STILL", "QUARTO_DOCUMENT_PATH")  # set where outputs are stored: by the press, by Quarto
ROOT = Path(__file__).resolve().parents[2]  # of the book, or of what is installed
OPENING = '<metadata id="interactive">'


def check_cost(net: Network) -> None:
    """Raise ValueError unless the cost is the quadratic one, the only one that the modules compute."""
    if net.cost_name != "quadratic":
        raise ValueError(
            f'the network\'s cost is "{net.cost_name}"; expected "quadratic", the one this picture computes'
        )


def model_of(net: Network) -> dict[str, Any]:
    """Return a network as the modules read it."""
    return {
        "sizes": net.sizes,
        "activation": net.activation,
        "output": net.output,
        "weights": [W.tolist() for W in net.weights],
        "biases": [b.tolist() for b in net.biases],
    }


class Interactive:
    """An interactive picture. A notebook shows it live; a stored output holds the still one and the data.

    name   of the module's folder beside this file
    data   what the module draws from, as JSON can hold it
    still  what is shown on paper, and where scripts are off
    files  JSON files too large for a stored output, by their name in `data`
    state  values that the module and Python share, by name: they can be read and set as attributes
    """

    def __init__(
        self,
        name: str,
        data: dict[str, Any],
        still: Picture,
        files: dict[str, Path] | None = None,
        state: dict[str, Any] | None = None,
    ) -> None:
        self._state = dict(state or {})
        self._widget: Any = None
        self._name, self._data, self._still, self._files = name, data, still, dict(files or {})

    @property
    def widget(self) -> Any:
        """The anywidget behind the live picture, made when it is first asked for."""
        if self._widget is None:
            loaded = {key: json.loads(path.read_text(encoding="utf-8")) for key, path in self._files.items()}
            self._widget = _widget(self._name, {**self._data, **loaded}, self._state)
        return self._widget

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._state:
            raise AttributeError(f"this picture has no {name!r}")
        return getattr(self.widget, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            object.__setattr__(self, name, value)
        elif name in self._state:
            setattr(self.widget, name, value.tolist() if isinstance(value, np.ndarray) else value)
        else:
            raise AttributeError(f"this picture has no {name!r} to set")

    def _repr_svg_(self) -> str:
        """Return the still picture, with the name of its module and its data inside."""
        files = {key: _way(path) for key, path in self._files.items()}
        content = {"module": self._name, "data": self._data, "files": files}
        text = json.dumps(content, separators=(",", ":"), sort_keys=True, allow_nan=False)
        # In XML and in HTML alike, no character of the data ends the element that holds it.
        for character in "<>&":
            text = text.replace(character, f"\\u{ord(character):04x}")
        start = self._still._repr_svg_()
        at = start.index(">", start.index("<svg")) + 1
        return f"{start[:at]}\n {OPENING}{text}</metadata>{start[at:]}"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        still = {"image/svg+xml": self._repr_svg_(), "text/plain": repr(self)}
        if any(map(os.environ.get, STILL)):
            return still
        live = self.widget._repr_mimebundle_(**options)
        if isinstance(live, tuple):
            return {**still, **live[0]}, live[1]
        return {**still, **(live or {})}

    def __repr__(self) -> str:
        return "<Interactive picture; run this cell to touch it>"


def _way(path: Path) -> str:
    """Return the way to a file: to one of the package from a chapter's page, wherever the chapter runs."""
    start = ROOT / "chapters" if path.resolve().is_relative_to(ROOT / "figures") else Path()
    return os.path.relpath(path.resolve(), start.resolve()).replace(os.sep, "/")


def _widget(name: str, data: dict[str, Any], state: dict[str, Any]) -> Any:
    """Return an anywidget that runs the module `name`."""
    import anywidget
    import traitlets

    shared = {key: traitlets.Any(value).tag(sync=True) for key, value in state.items()}
    content = {
        "_esm": bundle(name),
        "_css": "\n".join(sheet.read_text(encoding="utf-8") for sheet in style_sheets(name)),
        "data": traitlets.Dict(data).tag(sync=True),
        **shared,
    }
    return type("LivePicture", (anywidget.AnyWidget,), content)()
