"""Makes small books, each in a folder of its own, for the press to work on."""

import json
import shutil

import yaml

from press import ROOT
from press.source.book import Book

SVG = '<svg xmlns="http://www.w3.org/2000/svg" height="30pt" width="60pt" viewBox="0 0 60 30"></svg>'
FIGURE = f"""\
#| label: fig-one
#| fig-cap: "A caption with $x^2$."
#| fig-alt: "An empty box, which shows \\"nothing\\"."
#| code-fold: true
class Box:
    def _repr_svg_(self):
        return {SVG!r}

    def __repr__(self):
        return "<Box>"


Box()"""


def markdown(text):
    return {"cell_type": "markdown", "id": "m", "metadata": {}, "source": text}


def code(text, outputs=()):
    return {
        "cell_type": "code",
        "execution_count": 1 if outputs else None,
        "id": "c",
        "metadata": {},
        "outputs": list(outputs),
        "source": text,
    }


def stdout(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def picture(svg=SVG):
    data = {"image/svg+xml": svg, "text/plain": "<Box>"}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}


HINTS = """\
::: {#exr-write-cost}
## Name

Do.

:::: {.callout-tip collapse="true"}
## Hint

First, @eq-a.

::::: {.callout-tip collapse="true"}
## Next hint

Second.

:::::: {.callout-tip collapse="true"}
## Last hint

Third.

::::::
:::::
::::
:::
"""
WRITE = [  # an exercise to be programmed
    markdown("$$\nx\n$$ {#eq-a}"),
    markdown(HINTS),
    code("#| label: try-cost\n#| output: false\n..."),
    code('#| label: solution-cost\n#| code-fold: true\n#| code-summary: "Solution"\n#| output: false\n1'),
]


class BookMaker:
    """Makes a book of a preface, the given chapters, a list of references and one appendix."""

    def __init__(self, root):
        self.root = root

    def __call__(self, *chapters, needs=()):
        names = [f"chapters/{at:02}.ipynb" for at in range(1, len(chapters) + 1)]
        config = {
            "project": {"type": "book", "output-dir": "_book"},
            "book": {
                "title": "A small book",
                "chapters": ["index.ipynb", *names, "references.ipynb"],
                "appendices": ["chapters/a1.ipynb"],
            },
            "bibliography": "references.bib",
        }
        (self.root / "_quarto.yml").write_text(yaml.safe_dump(config))
        (self.root / "references.bib").write_text(
            "@book{gauss1809, author={Gauss, Carl Friedrich}, title={Theoria motus}, year={1809}}\n"
        )
        if not (self.root / "theme").exists():
            # The scripts, and what they import.
            for folder in ("theme", "figures/data", "figures/interactive/lib"):
                shutil.copytree(ROOT / folder, self.root / folder)
        self.write("index.ipynb", [markdown("<!-- -->\n\n# Preface {.unnumbered}\n\nWelcome.")])
        self.write(
            "references.ipynb", [markdown("<!-- -->\n\n# References {.unnumbered}\n\n::: {#refs}\n:::")]
        )
        self.write("chapters/a1.ipynb", [markdown("# More {#sec-more}\n\nText.")])
        for name, cells in zip(names, chapters, strict=True):
            self.write(name, cells, needs if name == names[-1] else ())
        return Book(self.root)

    def write(self, name, cells, needs=()):
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        cells = [{**cell, "id": f"{cell['id']}-{at}"} for at, cell in enumerate(cells)]
        metadata = {"press": {"needs": list(needs)}} if needs else {}
        notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(notebook))
