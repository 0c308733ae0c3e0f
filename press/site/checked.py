"""The mark at each numbered equation: its line of code, and how it is proved."""

import html
import json

from press.source.book import Book

FILE = "figures/data/ledger.json"
# The same words stand in theme/checked.js, which marks the pages of Quarto.
MARK = """\
<details class="bd-checked"><summary aria-label="checked: how {name} is proved">checked</summary>
<div class="bd-checked-body"><pre><code>{line}</code></pre>
<p>{proof}{all}</p></div></details>"""
ALL = ' <a href="{}">All equations</a>'
PAGE = "chapters/a3-ledger.html"


class Ledger:
    """What `figures/data/ledger.json` says of each equation; nothing, in a book that has no such file."""

    def __init__(self, book: Book) -> None:
        file = book.root / FILE
        stored = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        self.has_page = any(page.target.as_posix() == PAGE for page in book.pages)
        self.equations, self.proofs = stored.get("equations", {}), stored.get("proofs", {})

    def mark(self, label: str, name: str, root: str) -> str:
        """Return the mark of the equation that a reader knows as `name`, or "" if it has no entry.

        `root` leads from its page to the folder of the site.
        """
        entry = self.equations.get(label)
        if not entry:
            return ""
        proof = f"{self.proofs[entry['proof']]} {entry['note']}".strip()
        words = {"line": entry["line"], "name": name, "proof": proof}
        safe = {key: html.escape(word) for key, word in words.items()}
        return MARK.format_map({**safe, "all": ALL.format(f"{root}{PAGE}") * self.has_page})
