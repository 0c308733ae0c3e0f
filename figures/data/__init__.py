"""What the chapters read: what was measured, trained or counted once, each in a JSON file here."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
MODEL = FOLDER / "digits.json"  # the network that chapter 9 trains and chapter 10 uses


def stored(name: str) -> Any:
    """Return what the file `name`.json holds."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
