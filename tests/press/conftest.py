import pytest

from tests.press.books import BookMaker


@pytest.fixture
def make_book(tmp_path):
    return BookMaker(tmp_path)
