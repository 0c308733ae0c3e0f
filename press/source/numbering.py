"""What each label of the book stands for: its page, its number, the words of a reference to it."""

from press.source import tree
from press.source.book import Page
from press.source.dialect import KINDS, Checked


class Target:
    """What a label stands for: its page, and the words of a reference to it."""

    def __init__(self, page: Page, kind: str, number: str) -> None:
        self.page, self.number = page, number
        self.words = f"{kind}\N{NO-BREAK SPACE}{number}" if number else kind


def number_everything(checked: list[Checked]) -> dict[str, Target]:
    """Return what each label of the book stands for, numbered within its chapter."""
    targets: dict[str, Target] = {}
    for page in checked:
        counts = dict.fromkeys(KINDS, 0)
        sections = Sections(page.page)
        headings = _section_numbers(page, sections)
        for label in page.labels:
            kind = label.split("-")[0]
            if kind == "sec":
                targets[label] = headings[label]
                continue
            counts[kind] += 1
            number = ".".join(filter(None, (page.page.number, str(counts[kind]))))
            targets[label] = Target(page.page, KINDS[kind], number)
    return targets


class Sections:
    """The numbers of the headings of one page, in the order in which they come."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def next(self, level: int) -> str:
        """Return the number of the next heading, or "" if headings of this level have none."""
        if level == 1:
            return self.page.number
        if level != 2 or not self.page.number:
            return ""
        self.count += 1
        return f"{self.page.number}.{self.count}"


def _section_numbers(page: Checked, sections: Sections) -> dict[str, Target]:
    found = {}
    for _, blocks in page.cells:
        for block in blocks:
            if block["t"] == "Header":
                level, (label, _, _), inlines = block["c"]
                number = sections.next(level)
                kind = {"chapter": "Chapter", "appendix": "Appendix"}.get(page.page.kind, "")
                if level > 1 or not kind:
                    kind = "Section" if number else tree.text_of(inlines)
                found[label] = Target(page.page, kind, number)
    return found
