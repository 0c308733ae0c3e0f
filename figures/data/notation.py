"""The book's symbols: what each one means, and how TeX names the signs. The pages' scripts read the same."""

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


# `\delta` is δ. Of two names for one sign, the search of the site says the last.
TEX: dict[str, str] = _read("tex.json")
# A letter, or one with an index (`C_x`, `a^−1`), with what its card says: `theme/symbols/words.js` spells out
# the words in braces, and what stands between dollars is a formula.
SYMBOLS: dict[str, dict[str, Any]] = _read("symbols.json")
