"""Measure the error of slopes that are measured with nudges of every length, and record it.

Run `python figures/data/length_of_nudge.py` from the project's root. Chapter 6 draws what it writes: with a
short nudge the error is the rounding of the last digit, which differs between processors, so it is not
computed on the page.
"""

import json
from pathlib import Path

import numpy as np

from backprop import gradcheck
from backprop.examples import running_network

RECORD = Path(__file__).with_name("length_of_nudge.json")
NUDGES = [float(f"{h:.3g}") for h in np.logspace(-11, 0, 45)]


def errors() -> list[float]:
    """Return the largest relative error of a slope, for each nudge."""
    net, x, y = running_network()
    return [float(f"{gradcheck.check(net, x, y, h=h).error:.3g}") for h in NUDGES]


def main() -> None:
    RECORD.write_text(json.dumps({"nudges": NUDGES, "errors": errors()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
