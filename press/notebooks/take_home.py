"""What a reader takes home: a page's notebook, and the places where it opens with one click.

The committed notebooks stay clean. The copies that the site offers, from which Colab opens them, begin with a
cell that fetches the book there; it is written only where the repository's address is known.
"""

import html
from pathlib import Path
from typing import Any

from press.source.address import GITHUB, Address
from press.source.book import Book, Page
from press.source.canonical import canonical

BRANCH = "gh-pages"  # where the workflow publishes the site
FETCH = """\
# In Colab this fetches the book: its code, and the files that its chapters read. Elsewhere it does nothing.
try:
    import google.colab
except ImportError:
    pass
else:
    !test -d {name} || git clone --quiet --depth 1 {url} {name}
    %cd {name}/{folder}
    %pip install --quiet "{up}[distributed]"\
"""


def notebook_links(page: Page, address: Address | None) -> list[tuple[str, str]]:
    """Return (words, target) of each way to take the page's notebook: to download it always comes first."""
    links = [("download", page.source.name)]
    if address and address.server == GITHUB:
        place = f"{address.owner}/{address.name}"
        colab = f"https://colab.research.google.com/github/{place}/blob/{BRANCH}/{page.source.as_posix()}"
        binder = f"https://mybinder.org/v2/gh/{place}/HEAD?labpath={page.source.as_posix()}"
        links += [("open in Colab", colab), ("open in Binder", binder)]
    return links


def tools(page: Page, address: Address | None) -> str:
    """Return the line that offers the page as a notebook, as HTML."""
    links = [
        f'<a href="{html.escape(target)}"{" download" * (words == "download")}>{words}</a>'
        for words, target in notebook_links(page, address)
    ]
    kind = "chapter" if page.kind == "chapter" else "page"
    return f'<p class="bd-page-tools">This {kind} as a notebook: {" · ".join(links)}</p>'


def fetching_cell(page: Page, address: Address) -> dict[str, Any]:
    """Return the cell that fetches the book where `google.colab` can be imported."""
    folder = page.source.parent.as_posix()
    up = page.root.rstrip("/") or "."
    source = FETCH.format(name=address.name, url=address.url, folder=folder, up=up).replace("/.\n", "\n")
    cell = {"cell_type": "code", "id": "fetch-in-colab", "metadata": {}, "source": source}
    return cell | {"outputs": [], "execution_count": None}


def write_published(book: Book, address: Address | None, to: Path) -> None:
    """Write the notebooks that the site offers below the folder `to`."""
    for page in book.pages:
        target = to / page.source
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (book.root / page.source).read_text(encoding="utf-8")
        if address and has_code(notebook := book.notebook(page)):
            notebook["cells"].insert(0, fetching_cell(page, address))
            text = canonical(notebook)
        target.write_text(text, encoding="utf-8")


def has_code(notebook: dict[str, Any]) -> bool:
    return any(cell["cell_type"] == "code" for cell in notebook["cells"])
