"""The book's interactive pictures, and a bare page around one, to try it on data of the test's own."""

import base64
import json
from pathlib import Path

from figures.interactive import page_script, style_sheets
from press.source.book import Book
from press.source.cells import output_picture, take_apart
from press.source.dialect import TOUCHED

ROOT = Path(__file__).parents[2]

# The model that the page's shim makes, with what the module publishes kept for the test to read.
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>One picture</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>{styles}</style></head>
<body><main class="content" style="max-width: 680px; margin: auto; padding: 0 15px"><h1>One picture</h1>
<div id="place"></div></main>
<script>{script}</script>
<script>
const values = {values};
const listeners = {{}};
const model = {{
  get: (name) => values[name],
  set: (name, value) => {{
    values[name] = value;
    for (const listen of listeners[`change:${{name}}`] ?? []) listen();
  }},
  save_changes: () => {{}},
  on: (event, listen) => (listeners[event] ??= new Set()).add(listen),
  off: (event, listen) => listeners[event]?.delete(listen),
}};
const el = document.getElementById("place");
const clean = interactiveModules["{name}"].render({{ model, el }});
</script></body></html>
"""


def stored_pictures():
    """Return the page, the label, the alternative text and the SVG of the book's interactive pictures."""
    book, found = Book(), []
    for page in book.pages:
        for cell in book.notebook(page)["cells"]:
            if cell["cell_type"] != "code" or not (parts := take_apart(cell)).figure.startswith(TOUCHED):
                continue
            svg = output_picture(parts.outputs[0])
            found.append((page.target.as_posix(), parts.figure, parts.options["fig-alt"], svg))
    return found


def harness_html(name, data, **state):
    """Return a page that shows the interactive picture `name` of `data`.

    The page's `model.get(...)` reads what the picture publishes, `model.set(...)` is what Python would
    set, and `clean()` removes the picture.
    """
    sheets = [ROOT / "theme/book.css", *style_sheets(name)]
    styles = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    for font in (ROOT / "theme/fonts").glob("*.woff2"):
        content = base64.b64encode(font.read_bytes()).decode()
        styles = styles.replace(f"fonts/{font.name}", f"data:font/woff2;base64,{content}")
    values = json.dumps({"data": data, **state}).replace("</", "<\\/")
    return PAGE.format(styles=styles, script=page_script(name), values=values, name=name)
