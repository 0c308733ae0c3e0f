"""One file of each picture's module and what it imports: JupyterLab and file:// take no more."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MODULES = Path(__file__).parent
END = "export default { render };\n"

COMMENT = re.compile(r"^ *(?://.*|/\*(?s:.*?)\*/ *)\n", re.MULTILINE)  # lines of nothing else
STATEMENT = re.compile(r"^(?:import|export)\b[^;{\n]*(?:\{[^}]*\}[^;\n]*)?;?", re.MULTILINE)
DATA = re.compile(r'import ([\w$]+) from "(\.[^"]+\.json)" with \{ type: "json" \};')
IMPORT = re.compile(r'import \{\s*((?:[\w$]+(?:,\s*|\s*(?=\})))*)\} from "(\.[^"]+)";')
EXPORT = re.compile(r"export (?:async )?(?:function\*?|class|const|let) [\w$]+")
DECLARED = re.compile(
    r"^(export )?(?:async )?(?:function\*?|class|const|let|var) ([\w$]+|[\[{][^\]}]*[\]}])(.*)", re.MULTILINE
)
DYNAMIC = re.compile(r"""\bimport\s*(?:\((?=\s*["'`])|\.)""")  # of a part; a page may load what it finds
NOT_A_NAME = re.compile(r"""\w+\s*:|=[^,]*|[^\w$,]""")  # in a pattern such as [a, b] or { a: b = 1 }
CLOSED = re.compile(r'"[^"]*"|`[^`]*`|\s//.*|\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}')  # what may hold a comma


def bundle(name: str) -> str:
    """Return the module of the picture `name` as one text, with the files that it imports in front.

    Comments are left out. Raises ValueError, with a line for each cause that starts with the place of it,
    for a module that would not mean the same as one file.
    """
    return _joined(MODULES / name / "render.js", END)


def _joined(file: Path, end: str) -> str:
    """Return the text of an ES module that ends in `end`, and of what it imports in front."""
    parts: dict[Path, Part] = {}
    problems = [*_collect(file, parts, (), end), *_clashes(parts)]
    if problems:
        raise ValueError("\n".join(problems))
    return "\n".join(part.code for part in parts.values())


@dataclass
class Part:
    """One file: its code as a part of the bundle, and the line of each name that it declares or imports."""

    file: Path
    text: str  # with empty lines for comments
    declared: dict[str, int] = field(default_factory=dict)
    exported: set[str] = field(default_factory=set)
    code: str = ""

    def __str__(self) -> str:
        return Path(os.path.relpath(self.file, MODULES)).as_posix()

    def at(self, place: int) -> str:
        """Return the file and the line of a place in the text."""
        return f"{self}:{self.text.count(chr(10), 0, place) + 1}"


def _collect(
    file: Path, parts: dict[Path, Part], importers: tuple[Path, ...], end: str = ""
) -> Iterator[str]:
    """Add `file` to `parts`, after the files that it imports; yield what cannot be bundled."""
    text = file.read_text(encoding="utf-8")
    part = Part(file, COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text))
    for found in STATEMENT.finditer(part.text):
        here, statement = part.at(found.start()), " ".join(found.group().split())
        if taken := IMPORT.fullmatch(found.group()):
            yield from _imported(here, taken, part, parts, importers)
        elif data := DATA.fullmatch(found.group()):
            yield from _data(here, data, part, parts)
        elif statement.startswith("import"):
            yield f'{here}: {statement} cannot be bundled; expected import {{ name, … }} from "./file.js";'
        elif not EXPORT.match(statement) and (importers or part.text[found.start() :] != end):
            expected = "expected export before one const, let, function or class"
            yield f"{here}: {statement} cannot be bundled; {expected}"
    for found in DYNAMIC.finditer(part.text):
        here = part.at(found.start())
        yield f"{here}: import{found.group()[-1]} cannot be bundled; expected imports at the top of the file"
    yield from _read_names(part)
    if not part.text.endswith(end):
        yield f"{part.at(len(part.text) - 1)}: the module ends otherwise; expected {end.strip()} at the end"
    code = COMMENT.sub("", re.sub(f"(?:{IMPORT.pattern}|{DATA.pattern})\n", "", text)).lstrip("\n")
    part.code = re.sub("^export ", "", code, flags=re.MULTILINE) if importers else code
    parts[file] = part


def _imported(
    here: str, taken: re.Match[str], part: Part, parts: dict[Path, Part], importers: tuple[Path, ...]
) -> Iterator[str]:
    """Add the file of an import to `parts`; yield what is wrong with the file, and with the import."""
    file = (part.file.parent / taken[2]).resolve()
    if not file.is_file():
        yield f'{here}: there is no file "{taken[2]}"; expected one of the files below {MODULES.name}/'
        return
    if file in (*importers, part.file):
        yield f'{here}: "{taken[2]}" imports this file in its turn; expected imports that run one way'
        return
    if file not in parts:
        yield from _collect(file, parts, (*importers, part.file))
    for name in filter(None, re.split(r"[,\s]+", taken[1])):
        if name not in parts[file].exported:
            known = ", ".join(sorted(parts[file].exported)) or "nothing"
            yield f'{here}: "{taken[2]}" does not export {name}; it exports {known}'


def _data(here: str, taken: re.Match[str], part: Part, parts: dict[Path, Part]) -> Iterator[str]:
    """Add a JSON file that is imported to `parts`, as the constant of the name it is imported by."""
    file = (part.file.parent / taken[2]).resolve()
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        yield f'{here}: "{taken[2]}" cannot be read; expected a JSON file'
        return
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    parts[file] = Part(file, "", {taken[1]: 0}, set(), f"const {taken[1]} = {text};\n")


def _read_names(part: Part) -> Iterator[str]:
    """Note the names that a file declares at its top level; yield declarations of several at once."""
    for found in DECLARED.finditer(part.text):
        exported, names, rest = found.groups()
        while (shorter := CLOSED.sub("", rest)) != rest:
            rest = shorter
        if "," in re.split(r"[(\[{]", rest)[0] and not found[0].startswith(("function", "class")):
            yield f"{part.at(found.start())}: several names in one declaration; expected one name in each"
        for name in NOT_A_NAME.sub("", names).split(","):
            part.declared[name] = found.start()
            if exported:
                part.exported.add(name)


def _clashes(parts: dict[Path, Part]) -> Iterator[str]:
    """Yield where a file declares at its top level what another one declares there too."""
    first: dict[str, str] = {}
    for part in parts.values():
        for name, place in part.declared.items():
            here = part.at(place)
            if name in first:
                yield f"{here}: {name} is declared in {first[name]} too; expected another name"
            first.setdefault(name, here)


def page_script(name: str) -> str:
    """Return the same module as a classic script, which a page from file:// can load as well."""
    body = bundle(name).replace(END, "return { render };\n")
    return f'(globalThis.interactiveModules ??= {{}})["{name}"] = (() => {{\n"use strict";\n{body}}})();\n'


def script(file: Path) -> str:
    """Return an ES module that exports nothing as a classic script, with all that it imports in front."""
    return f'(() => {{\n"use strict";\n{_joined(file.resolve(), "")}}})();\n'


def module(file: Path) -> str:
    """Return an ES module, with what it exports, and with all that it imports in front."""
    return _joined(file.resolve(), "")


def style_sheets(name: str) -> list[Path]:
    """Return the style sheets of the picture `name`: the common one and its own."""
    return [MODULES / "lib" / "base.css", MODULES / name / "style.css"]
