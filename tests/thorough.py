"""How much is looked at: in `make test` what finds every kind of fault, in `make thorough` everything."""

import os
from collections.abc import Sequence
from typing import TypeVar

THOROUGH = bool(os.environ.get("THOROUGH"))
T = TypeVar("T")


def some(everything: Sequence[T], few: Sequence[T]) -> Sequence[T]:
    """Return everything in a thorough run, else only a few of them."""
    assert all(one in everything for one in few)
    return everything if THOROUGH else few
