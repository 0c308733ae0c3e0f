"""The mark at each numbered equation: its line of code, how it is proved, and the test's name."""

import html
import json

from press.source.book import Book

FILE = "figures/data/ledger.json"
# The same words stand in theme/checked.js, which marks the pages of Quarto.
MARK = """\
<details class="bd-checked"><summary aria-label="checked: how {name} is proved">checked</summary>
<div class="bd-checked-body"><p>In code, in <code>{code}</code>:</p>
<pre><code>{line}</code></pre>
<p>{proof}</p>
<p>The test: <code>{test}</code></p></div></details>"""


class Ledger:
    """What `figures/data/ledger.json` says of each equation; nothing, in a book that has no such file."""

    def __init__(self, book: Book) -> None:
        file = book.root / FILE
        stored = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        self.equations, self.proofs = stored.get("equations", {}), stored.get("proofs", {})

    def mark(self, label: str, name: str) -> str:
        """Return the mark of the equation that a reader knows as `name`, or "" if it has no entry."""
        entry = self.equations.get(label)
        if not entry:
            return ""
        proof = f"{self.proofs[entry['proof']]} {entry['note']}".strip()
        words = {"code": entry["code"], "line": entry["line"], "test": entry["test"]}
        words |= {"name": name, "proof": proof}
        safe = {key: html.escape(word) for key, word in words.items()}
        safe["test"] = safe["test"].replace("::", "::<wbr>")  # where a phone may break it
        return MARK.format_map(safe)
