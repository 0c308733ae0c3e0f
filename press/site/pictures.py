"""What the pages load for their interactive pictures: modules, styles and large data files."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from figures.interactive import MODULES, page_script, style_sheets
from press.source.book import PressError

FOLDER = Path("figures/interactive")


def copy_modules(names: Iterable[str], to: Path) -> None:
    """Write the scripts and style sheets of the modules `names` below the folder `to`."""
    for name in names:
        for sheet in style_sheets(name):
            copy = to / FOLDER / sheet.relative_to(MODULES)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(sheet, copy)
        (to / FOLDER / name / "render.js").write_text(page_script(name), encoding="utf-8")


def copy_data(file: Path, to: Path) -> None:
    """Write the JSON file `file` as the script `to`, which a page from file:// can load as well.

    Raises PressError if there is no such file.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PressError(f"{file}: an interactive picture needs it; run the chapter that writes it") from None
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    script = f'(globalThis.interactiveFiles ??= {{}})["{file.name}"] = {text};\n'
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(script, encoding="utf-8")
