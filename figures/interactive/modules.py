"""One file of a module and what it imports, for JupyterLab and for pages from file://, which take no more."""

import json
import re
from pathlib import Path

MODULES = Path(__file__).parent
IMPORT = re.compile(r'^import \{[^}]*\} from "(\.{1,2}/[\w./-]+)";\n', re.MULTILINE)
DATA = re.compile(r'^import (\w+) from "(\.{1,2}/[\w./-]+)" with \{ type: "json" \};\n', re.MULTILINE)
COMMENT = re.compile(r"^ *(?://.*|/\*(?s:.*?)\*/ *)\n", re.MULTILINE)  # lines of nothing else
EXPORT = "export default { render };\n"


def bundle(name: str) -> str:
    """Return the ES module `name` as one text without comments, with the files that it imports in front.

    Raises ValueError for a module that cannot be put together so: it must end in
    `export default { render };`, and its imports must be named and from files beside it.
    """
    parts: dict[Path, str] = {}
    _collect(MODULES / f"{name}.js", parts)
    *libraries, module = parts.values()
    text = re.sub(r"^export ", "", "\n".join(libraries), flags=re.MULTILINE) + "\n" + module
    if (
        not text.endswith(EXPORT)
        or text.count("\nexport ") != 1
        or re.search(r"^import ", text, re.MULTILINE)
    ):
        expected = f"expected named imports only, and {EXPORT.strip()!r} at the end"
        raise ValueError(f"{name}.js: it cannot be made one file; {expected}")
    return text


def _collect(file: Path, parts: dict[Path, str]) -> None:
    """Add the text of `file` to `parts`, after those of the files that it imports."""
    text = file.read_text(encoding="utf-8")
    for way in IMPORT.findall(text):
        imported = (file.parent / way).resolve()
        if imported not in parts:
            _collect(imported, parts)
    for name, way in DATA.findall(text):
        content = json.loads((file.parent / way).read_text(encoding="utf-8"))
        data = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
        parts[(file.parent / way).resolve()] = f"const {name} = {data};\n"
    parts[file.resolve()] = COMMENT.sub("", DATA.sub("", IMPORT.sub("", text))).lstrip("\n")


def page_script(name: str) -> str:
    """Return the same module as a classic script, which a page from file:// can load as well."""
    body = bundle(name).replace(EXPORT, "return { render };\n")
    return f'(globalThis.interactiveModules ??= {{}})["{name}"] = (() => {{\n"use strict";\n{body}}})();\n'


def script(file: Path) -> str:
    """Return an ES module that exports nothing as a classic script, with all that it imports in front.

    Raises ValueError for a module that cannot be put together so.
    """
    parts: dict[Path, str] = {}
    _collect(file, parts)
    text = re.sub(r"^export ", "", "\n".join(parts.values()), flags=re.MULTILINE)
    if re.search(r"^(?:import|export)\b", text, re.MULTILINE):
        raise ValueError(f"{file.name}: it cannot be made one file; expected named imports and exports only")
    return f'(() => {{\n"use strict";\n{text}}})();\n'


def style_sheets(name: str) -> list[Path]:
    """Return the style sheets of the picture `name`: the common one and its own."""
    return [MODULES / "lib" / "base.css", MODULES / f"{name}.css"]
