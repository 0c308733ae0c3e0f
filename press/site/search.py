"""What the search of the site finds besides sections: equations, figures, symbols, the module's functions."""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import backprop
from figures.data.notation import SYMBOLS
from press.source.book import PressError

Entry = dict[str, str]

METHODS = (FunctionType, classmethod, staticmethod)
# Words that depend on a symbol's indices, for a symbol without any.
PARTS = {"{neuron}": "a neuron", "{sender}": "a neuron", "{input}": "input", "{top}": "one thing"}
PARTS |= {"{below}": "another", "{s}": "", "{es}": "", "$": ""}


def symbols() -> Iterator[Entry]:
    """Yield an entry for each of the book's symbols."""
    for symbol, entry in SYMBOLS.items():
        name, where = entry["name"], entry["where"]
        for part, words in PARTS.items():
            name = name.replace(part, words)
        place = {"page": where.partition("#")[0], "href": where, "title": "Symbols"}
        yield {**place, "section": f"{symbol}, {name}", "text": entry["says"].replace("$", "")}


def asked(file: Path, entries: list[Entry]) -> Iterator[Entry]:
    """Yield an entry for each thing that readers ask for by another name, if a book has a file of them.

    It leads to the section that answers, or to the nearest where the book has nothing of it.
    """
    things = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    for kind, of_kind in things.items():
        for name, (words, heading) in of_kind.items():
            numbered = re.compile(rf"([\d.]+ )?{re.escape(heading)}")
            entry = next((one for one in entries if numbered.fullmatch(one["section"])), None)
            if entry is None:
                raise PressError(f"{file.name}: “{name}” leads to “{heading}”; expected a section")
            rest = "" if kind == "in the book" else "not in this book; nearest: "
            yield {**entry, "section": f"{name}: {rest}{entry['section']}", "asked": f"{name} {words}"}


def functions(entries: list[Entry]) -> Iterator[Entry]:
    """Yield an entry for each public function and method of `backprop` that the sections use.

    It leads to the first section in which it is called.
    """
    for name, item in _public():
        before = r"[.]" if "." in name else r"(?<![.\w])"
        call = re.compile(before + name.rpartition(".")[2] + r"\(")
        first = next((entry for entry in entries if call.search(entry["text"])), None)
        if first:
            text = (inspect.getdoc(item) or "").partition("\n")[0]
            place = {"page": first["page"], "href": first["href"], "title": "Functions of backprop"}
            yield {**place, "section": name, "text": text}


def _public() -> Iterator[tuple[str, object]]:
    """Yield (name, object) for all that `backprop` offers, methods as `Network.train`."""
    for name in backprop.__all__:
        item = getattr(backprop, name)
        yield name, item
        methods = vars(item) if inspect.isclass(item) else {}
        for method, function in methods.items():
            if not method.startswith("_") and isinstance(function, METHODS):
                yield f"{name}.{method}", getattr(item, method)
