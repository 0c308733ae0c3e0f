"""What every test has in common: no mirror on the web is ever asked."""

import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

from backprop import mnist

# To read notebooks, jsonschema would first build a grammar of web addresses, for two seconds in each process.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

settings.register_profile("book", deadline=None)  # no example fails for being slow on a busy machine
settings.load_profile("book")


@pytest.fixture(autouse=True, scope="session")
def no_mirrors() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mnist, "MIRRORS", ())
        yield
