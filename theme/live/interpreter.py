"""Run the cells of a page as a notebook runs them. The page's worker imports this into its Python.

`send(kind, text)` tells the page what comes out: "out" and "error" are printed text, "display" is a bundle of
MIME types as JSON.
"""

import ast
import builtins
import functools
import io
import json
import linecache
import re
import sys
import time
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

BOOK = Path(__file__).parent
MOST = 1_000_000  # characters that one run may print
RICH = {
    "text/html": "_repr_html_",
    "text/markdown": "_repr_markdown_",
    "text/latex": "_repr_latex_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
}
HAS = "a page has NumPy, Matplotlib, backprop and figures; the rest runs in the chapter's notebook"
NO_MNIST = "MNIST is too large for a page; this cell runs in the chapter's notebook"


def send(kind: str, text: str) -> None:
    """Tell the page; the worker puts its own function here."""


class TooMuch(BaseException):  # `except Exception` does not catch it
    """A cell has printed more than a page can show."""


class Stream(io.TextIOBase):
    """Sends what is printed: the first lines one by one, many of them ten times a second."""

    def __init__(self, kind: str) -> None:
        self.kind, self.text, self.last = kind, "", 0.0
        self.printed = self.sent = 0

    def write(self, text: str) -> int:
        self.printed += len(text)
        if self.printed > MOST:
            self.printed = 0
            raise TooMuch(f"this cell has printed more than {MOST:,} characters; it was stopped")
        self.text += text
        if "\n" in text and (self.sent < 200 or time.monotonic() - self.last > 0.1):
            self.flush()
        return len(text)

    def flush(self) -> None:
        if self.text:
            send(self.kind, self.text)
            self.text, self.last, self.sent = "", time.monotonic(), self.sent + 1


# What a value looks like.


def display(*values: Any) -> None:
    """Show each value as a notebook does: as a picture or in HTML if it can, and as text."""
    for value in values:
        sys.stdout.flush()
        sys.stderr.flush()
        send("display", json.dumps(bundle(value)))


def bundle(value: Any) -> dict[str, str]:
    """Return what a value looks like, by MIME type."""
    figure = sys.modules.get("matplotlib.figure")
    if figure and isinstance(value, figure.Figure):
        from figures.style import Picture

        value = Picture(value)
    if hasattr(type(value), "_repr_mimebundle_"):
        shown = value._repr_mimebundle_()
        shown = shown[0] if isinstance(shown, tuple) else shown
        return {kind: text for kind, text in shown.items() if isinstance(text, str)}
    found = {"text/plain": repr(value)}
    for kind, method in RICH.items():
        shown = getattr(value, method)() if hasattr(type(value), method) else None
        if isinstance(shown, bytes):
            import base64

            shown = base64.b64encode(shown).decode()
        if shown is not None:
            found[kind] = shown
    return found


# Matplotlib's own windows: this module is its backend.


def set_style() -> None:
    """Let the reader's own pictures look like the book's."""
    import matplotlib
    from cycler import cycler

    # Pyodide's list of fonts bears another version's number: it would be made anew, which takes seconds.
    folder = Path(matplotlib.__file__).parent
    fonts, code = folder / "fontlist.json", (folder / "font_manager.py").read_text(encoding="utf-8")
    if fonts.exists() and (number := re.search(r"__version__ = (\d+)", code)):
        listed = json.loads(fonts.read_text(encoding="utf-8"))
        fonts.write_text(json.dumps({**listed, "_version": int(number[1])}), encoding="utf-8")
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    from figures.style import BLUE, ERROR, GREEN, OCHRE, PURPLE, RC

    globals()["FigureCanvas"] = FigureCanvasSVG  # what pyplot asks its backend for
    matplotlib.rcParams.update(RC)
    matplotlib.rcParams["axes.prop_cycle"] = cycler(color=[BLUE, ERROR, GREEN, PURPLE, OCHRE])


def show(*arguments: Any, **options: Any) -> None:
    """Show the figures of pyplot, and close them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    for number in pyplot.get_fignums() if pyplot else ():
        figure = pyplot.figure(number)
        pyplot.close(number)
        display(figure)


# A cell.

_cells: dict[str, str] = {}  # the code of each run, by the name of its file
# The names that cells would have made, had they not failed: the code of the cell, and why it failed.
_missing: dict[str, tuple[str, str]] = {}
_space = sys.modules["__main__"].__dict__


def run(code: str) -> str:
    """Run a cell, and return as JSON what went wrong, or null."""
    name = f"<cell {len(_cells) + 1}>"
    _cells[name] = code
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    builtins.display, builtins.input = display, _input
    sys.stdout, sys.stderr = streams = Stream("out"), Stream("error")
    problem = tree = None
    try:
        tree = ast.parse(code, name)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not code.rstrip().endswith(";"):
            last = ast.Expression(tree.body.pop().value)
        exec(compile(tree, name, "exec"), _space)
        value = eval(compile(last, name, "eval"), _space) if last else None
        if value is not None:
            display(value)
        show()
    except BaseException as error:  # also SystemExit: nothing ends the page's Python
        problem, why = explained(error, name)
    for stream in streams:
        stream.flush()
    if problem and tree:
        _missing.update(dict.fromkeys(_made(tree) - _space.keys(), (code, why)))
    return json.dumps(problem)


def _made(tree: ast.Module) -> set[str]:
    """Return the names that a cell gives something to, in itself and in its functions."""
    made: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            made.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.alias):
            made.add((node.asname or node.name).partition(".")[0])
    return made


def _input(prompt: object = "") -> str:
    raise RuntimeError("a page has no input(): write the value into the code")


def explained(error: BaseException, cell: str) -> tuple[dict[str, Any], str]:
    """Return the error's name, message, line of the cell, and the reader's lines to it; and the cause."""
    steps = list(traceback.walk_tb(error.__traceback__))
    own = [(frame.f_code.co_filename, line) for frame, line in steps if frame.f_code.co_filename in _cells]
    if isinstance(error, SyntaxError) and error.filename in _cells:
        own.append((error.filename, error.lineno or 1))
    text = _in_words(error)
    if isinstance(error, SyntaxError) and own and _line(*own[-1]).startswith(("%", "!")):
        text = "a page knows no commands that begin with % or !; it runs Python"
    if any(_reads_mnist(frame) for frame, _ in steps) and isinstance(error, ImportError):
        text = NO_MNIST
    why = text
    if isinstance(error, NameError) and error.name in _missing:
        code, reason = _missing[error.name]
        if code != _cells[cell]:
            why, text = reason, f"{text}, because the cell that makes it has failed: {reason}"
    line = next((line for file, line in reversed(own) if file == cell), None)
    trace = [
        f"{'' if file == cell else 'in a cell that ran before, '}line {line}: {_line(file, line)}"
        for file, line in own[-10:]
    ]
    return {"name": type(error).__name__, "message": text[:2000], "line": line, "trace": trace}, why


def _in_words(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return error.msg
    root: BaseException | None = error
    while isinstance(root, ImportError) and not isinstance(root, ModuleNotFoundError):
        root = root.__cause__ or root.__context__  # a module that says what to install
    if isinstance(root, ModuleNotFoundError) and str(root.name).startswith("matplotlib"):
        return "Matplotlib is loaded for a cell that says so: write `import matplotlib` into it"
    if isinstance(root, ModuleNotFoundError):
        return f"there is no module {root.name} here: {HAS}"
    try:
        return str(error)
    except Exception:  # a class of the reader's own
        return ""


def _reads_mnist(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__") in ("backprop.data.mnist", "backprop.data.download")


def _line(file: str, line: int) -> str:
    return linecache.getline(file, line).strip()


# What a cell needs.


def needs_pictures(code: str) -> bool:
    """Return whether a cell imports Matplotlib, itself or by way of `figures`, or the book's largest file."""
    try:
        names = _imported(code)
    except SyntaxError:
        return False
    done: set[str] = set()
    while names:
        done |= names
        if any(name.partition(".")[0] == "matplotlib" or name == "figures.data.MODEL" for name in names):
            return True
        names = {more for name in names if name.startswith("figures") for more in _imports_of(name)} - done
    return False


@functools.cache
def _imports_of(module: str) -> frozenset[str]:
    place = BOOK.joinpath(*module.split("."))
    files = [file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()]
    return frozenset().union(*(_imported(file.read_text(encoding="utf-8")) for file in files))


def _imported(code: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found
