"""What each word of the glossary means, as a script, for the pages whose words open it."""

import json
import re
from pathlib import Path

# press/quarto/meanings.js writes the same from the pages of Quarto.
PAGE = "chapters/a2-glossary.html"
ENTRY = re.compile(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", re.DOTALL)
MARKUP = re.compile(
    r'<annotation.*?</annotation>|</?(?:a|p|span|semantics)\b[^>]*>| (?:xmlns|alttext|display|form)="[^"]*"'
)
SEE = re.compile(r" See .*?\d\.(?!\d)")  # that stands in the glossary, to which the card leads


def write_meanings(site: Path) -> None:
    """Write `theme/meanings.js` from the site's glossary, if it has one."""
    glossary = site / PAGE
    if glossary.is_file():
        entries = ENTRY.findall(glossary.read_text(encoding="utf-8"))
        meanings = {word: SEE.sub("", MARKUP.sub("", " ".join(meaning.split()))) for word, meaning in entries}
        text = json.dumps(meanings, ensure_ascii=False, separators=(",", ":"))
        (site / "theme/meanings.js").write_text(f"window.MEANINGS = {text};\n", encoding="utf-8")
