"""The times on the page for teachers: what is counted, and what is left as it was."""

import json

from press.course import FILE, renew_course
from tests.press.books import code, markdown


def test_only_what_a_reader_reads_before_the_exercises_is_counted(make_book):
    folded = '::: {.callout-tip collapse="true"}\n## Solution\n\n' + "word " * 2000 + "\n\n:::"
    book = make_book(
        [
            markdown("# One {#sec-one}\n\n" + "word " * 900),
            markdown(folded),
            code("#| code-fold: true\n" + "x\n" * 19),
            markdown("Text.\n\n## Exercises\n\n::: {#exr-a}\n## A\n\nDo.\n\n:::\n\n" + "word " * 2000),
            markdown("## More\n\n" + "word " * 2000),
        ],
        needs=["mnist"],
    )
    stored = {"chapters": [{"number": "1", "needs": [""], "minutes": 1}], "ways": ["as it was"]}
    (book.root / FILE).write_text(json.dumps(stored))
    renew_course(book)
    renewed = json.loads((book.root / FILE).read_text())
    assert renewed["chapters"] == [
        {"number": "1", "needs": [""], "minutes": 10, "exercises": 1, "to_write": 0, "mnist": True}
    ]
    assert renewed["ways"] == ["as it was"]
