"""Print the notebooks with Pandoc: one web page each, with numbers, references and furniture."""

import html
import itertools
import json
import re
import shutil
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from string import Template
from typing import Any

from figures.interactive.bundler import script
from press.files.cache import forget_the_unused
from press.notebooks.take_home import has_code, tools, write_published
from press.site import live, meanings, metadata, pictures, python, search
from press.site.checked import Ledger
from press.source import cells, tree
from press.source.address import Address, repository
from press.source.blocks import STORED, PageBlocks, shows_stored_outputs, svg_size
from press.source.book import Book, Page, PressError
from press.source.cells import CodeCell
from press.source.dialect import CROSS_REFERENCE, Checked, check_book
from press.source.numbering import Target, number_everything
from press.source.tree import Node

CUT = "<!-- the bibliography that Pandoc makes for this page alone -->"
ASSETS = ("*.css", "fonts/*", "icon.svg", "card.png")
# What a picture shows, where a sentence is not enough. theme/places.js folds it on the pages of Quarto.
DESCRIPTION = (
    '<details class="bd-description"><summary aria-label="Description of {}">Description</summary>'
    "<p>{}</p></details>"
)
LONGEST_ALTERNATIVE = 250  # characters that a screen reader says at a picture, without a pause
NAMED = re.compile(r'<h[23] [^>]*?id="([^"]+)"|id="((?:eq|fig|tbl|exr)-[\w-]+)"')
SCRIPT = '<script src="{}theme/{}.js" defer></script>'
LIVE_STYLES = '<link rel="stylesheet" href="{}theme/live.css">'
FORMULA, DISPLAYED = "<math ", '<math display="block"'
# Pandoc's own styles, which a strict Content-Security-Policy forbids; theme/book.css says what is needed.
STYLE = re.compile(r'(<(?:mtd|t[dh]|col)\b[^>]*?) style="[^"]*"')
# Scripts of theme/, each a module, and those that only some pages need. `live` writes its own.
SOMETIMES = ("copying", "interactive", "symbols", "glossary", "live")
SCRIPTS = ("early", "press", "search", "narrow", "places", "print", *SOMETIMES[:-1])
FILES = {"epub": "EPUB for e-readers", "pdf": "PDF for paper"}
# Files of theme/fonts, and what a page has that needs them.
FONTS = {
    "stix-two-text-latin-400-normal": "<p>",
    "stix-two-text-latin-700-normal": "<h1",
    "source-sans-3-latin": "",
    "stix-two-text-latin-400-italic": "<em>",
    "stix-two-math": "<math",
    "source-code-pro-latin": "<code",
    "source-code-pro-latin-600": '<span class="kw">',
}
PLACE = re.compile(r'"[\w/.-]+#([\w-]+)"')
PLACES = '<details class="bd-places"><summary>Links to the places on this page</summary><ul>{}</ul></details>'
REPORT = '<a class="bd-report" href="{}">Report an error on this page</a>'


def print_book(book: Book, to: Path) -> None:
    """Print all pages, with styles, scripts, notebooks and the search index, into the folder `to`."""
    checked = check_book(book)
    targets = number_everything(checked)
    ledger, address = Ledger(book), repository(book)
    printers = [PagePrinter(book, page, checked, targets, ledger, address, to) for page in checked]
    with ThreadPoolExecutor() as pool:
        list(pool.map(PagePrinter.print, printers))
    forget_the_unused()
    copy_assets(book, to)
    write_scripts(book.root / "theme", targets, to / "theme")
    meanings.write_meanings(to)
    pictures.copy_modules(sorted({name for printer in printers for name in printer.modules}), to)
    write_published(book, address, to)
    metadata.write_maps(book, address, to)
    metadata.write_lost(book, printers[0].titles, address, to)
    index = [entry for printer in printers for entry in printer.search_entries]
    more = search.asked(book.root / "chapters/asked.json", index)
    index += [*more, *search.functions(index), *search.symbols()]
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    (to / "search-index.js").write_text(f"window.SEARCH_INDEX = {text};\n", encoding="utf-8")
    python.put(to)
    live.put(book, to)


def copy_assets(book: Book, to: Path) -> None:
    """Copy what the pages load."""
    theme = book.root / "theme"
    files = [file for pattern in ASSETS for file in sorted(theme.glob(pattern))]
    for file in files:
        target = to / file.relative_to(book.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def write_scripts(theme: Path, targets: dict[str, Target], to: Path) -> None:
    """Write the pages' scripts, each in one file with what it imports, into the folder `to`.

    In the table of symbols, the words of a reference go behind each place.
    """

    def numbered(place: re.Match[str]) -> str:
        target = targets.get(label := place.group(1))
        return f'"{target.page.target.as_posix()}#{label} {target.words}"' if target else place.group()

    for name in SCRIPTS:
        (to / f"{name}.js").write_text(PLACE.sub(numbered, script(theme / f"{name}.js")), encoding="utf-8")


class PagePrinter(PageBlocks):
    """Prints one page."""

    def __init__(
        self,
        book: Book,
        checked: Checked,
        everything: list[Checked],
        targets: dict[str, Target],
        ledger: Ledger,
        address: Address | None,
        to: Path,
    ) -> None:
        super().__init__(checked, targets)
        self.book, self.ledger, self.address, self.to = book, ledger, address, to
        self.version = metadata.version(book) if address else ""
        self.title = checked.title
        self.titles = {other.page: other.title for other in everything}
        self.cited = {name for other in everything for name, _ in other.references}
        self.toc: list[tuple[int, str, str]] = []
        self.search_entries: list[dict[str, str]] = []
        self.modules: set[str] = set()

    def print(self) -> None:
        """Write the page and its pictures."""
        (self.to / self.page.target).parent.mkdir(parents=True, exist_ok=True)
        blocks = tree.replace(self._cells(), self._inline)
        self._index_for_search(tree.replace(blocks, _to_be_searched))
        body = STYLE.sub(r"\1", with_words(self._body(blocks)))
        description = self._description(body)
        text = Template((self.book.root / "theme/template.html").read_text(encoding="utf-8"))
        page = text.substitute(
            self._furniture(),
            body=body,
            description=description,
            social=self._social(description),
            places=self._places(body),
            fonts=" ".join(name for name, sign in FONTS.items() if sign in body),
            scripts=self._scripts(body),
        )
        (self.to / self.page.target).write_text(page, encoding="utf-8")

    # Cells become blocks.

    def _cell(self, at: int, parsed: list[Node]) -> list[Node]:
        blocks = super()._cell(at, parsed)
        cell = self.checked.notebook["cells"][at - 1]
        if cell["cell_type"] == "code" and blocks:
            blocks[0]["c"][0][0] = live.cell_id(cell["id"])
        return blocks

    def _heading(self, block: Node) -> Node:
        if block["t"] != "Header":
            return block
        level, (label, classes, pairs), inlines = block["c"]
        number = self.sections.next(level)
        words = tree.text_of(inlines)
        if level == 1:
            shown = [tree.span("chapter-number", tree.words(number)), {"t": "Space"}] if number else []
        else:
            self.toc.append((level, label, words))
            shown = [tree.span("header-section-number", tree.words(number)), {"t": "Space"}] if number else []
        return {"t": "Header", "c": [level, [label, classes, pairs], shown + inlines]}

    def _equation(self, formula: Node, label: str) -> Node | list[Node]:
        parts = [tree.plain([formula])]
        mark = ""
        if label:
            self._find(label, [formula])
            number = f"({self.targets[label].number})"
            parts.append(tree.plain([tree.span("bd-equation-number", tree.words(number))]))
            mark = self.ledger.mark(label, self.targets[label].words, self.page.root)
        equation = tree.div(label, "bd-equation", parts)
        return [equation, tree.html(mark)] if mark else equation

    def _table(self, node: Node) -> Node:
        label, caption = tree.table_label(node)
        content = list(node["c"])
        if label:
            self._find(label, caption)
            first = self._numbered_caption(label, caption[0]["c"])
            content[0] = tree.attributes()
            content[1] = [None, [tree.plain(first), *caption[1:]]]
        name = self.targets[label].words if label else "Table"
        region = {"tabindex": "0", "role": "region", "aria-label": name}
        return tree.div(label, "bd-table-scroll", [{"t": "Table", "c": content}], **region)

    def _question(self, node: Node) -> Node:
        return node  # each of its options is a callout that folds

    def _callout(self, kind: str, folds: bool, title: list[Node], blocks: list[Node]) -> Node | list[Node]:
        classes = f"callout callout-{kind}"
        if folds:
            return self._folded(classes, "callout-header", title, blocks)
        header = tree.div("", "callout-header", [tree.div("", "callout-title", [tree.plain(title)])])
        return tree.div("", classes, [header, tree.div("", "callout-body", blocks)])

    def _exercise(self, label: str, title: list[Node], blocks: list[Node]) -> Node:
        asked = itertools.takewhile(lambda block: block["t"] != "RawBlock", blocks)  # hints are folded
        self._find(label, list(asked), tree.text_of(title))
        name = [{"t": "Str", "c": " ("}, *title, {"t": "Str", "c": ")"}] if title else []
        heading = [
            tree.inline_html('<strong class="bd-exercise-title">'),
            *tree.words(self.targets[label].words),
            *name,
            tree.inline_html(".</strong>"),
        ]
        if blocks and blocks[0]["t"] == "Para":
            heading += [{"t": "Space"}, *blocks[0]["c"]]
            blocks = blocks[1:]
        return tree.div(label, "exercise", [{"t": "Para", "c": heading}, *blocks])

    @staticmethod
    def _folded(classes: str, summary: str, title: list[Node], blocks: list[Node]) -> list[Node]:
        opening = f'<details class="{classes}"><summary class="{summary}">'
        body = tree.div("", "callout-body" if "callout" in classes else "bd-folded", blocks)
        return [
            tree.html(opening),
            tree.plain(title),
            tree.html("</summary>"),
            body,
            tree.html("</details>"),
        ]

    # Code cells.

    def _code_cell(self, cell: CodeCell, caption: list[Node]) -> list[Node]:
        shown: list[Node] = []
        if cell.options.get("echo", True) and cell.code:
            code = tree.code_block(cell.code, "python")
            if cell.options.get("code-fold"):
                title = str(cell.options.get("code-summary", "Show the code"))
                shown = self._folded("code-fold", "code-summary", tree.words(title), [code])
            else:
                shown = [code]
        outputs = []
        if cell.figure and not any(cells.output_picture(output) for output in cell.outputs):
            raise PressError(
                f"{self.page.source}: {cell.figure} has not been drawn yet; run `make notebooks`"
            )
        if cell.options.get("output", True):
            outputs = [block for output in cell.outputs for block in self._output(output, cell, caption)]
        # A picture comes first and its code after it; what is printed follows the code.
        ordered = outputs + shown if cell.figure else shown + outputs
        return [tree.div("", "cell", ordered)] if ordered else []

    def _output(self, output: dict[str, Any], cell: CodeCell, caption: list[Node]) -> list[Node]:
        picture = cells.output_picture(output)
        if picture and cell.figure:
            return self._figure(picture, cell, caption)
        text = cells.output_text(output).rstrip("\n")
        if not text:
            return []
        return [tree.div("", "cell-output cell-output-stdout", [tree.code_block(text)])]

    def _figure(self, picture: str, cell: CodeCell, caption: list[Node]) -> list[Node]:
        label = cell.figure
        picture, content = cells.take_content(picture)
        picture, symbols = cells.take_content(picture, "symbols")
        file = self.to / self.page.target.with_suffix("") / f"{label}.svg"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(picture, encoding="utf-8")
        source = f"{self.page.target.stem}/{file.name}"
        width, height = svg_size(picture)
        short, description = short_and_long(str(cell.options["fig-alt"]).strip())
        alternative = html.escape(short, quote=True)
        symbols = f' data-symbols="{html.escape(symbols, quote=True)}"' if symbols else ""
        image = f'<img src="{source}" alt="{alternative}" width="{width}" height="{height}"{symbols}>'
        inlines = caption[0]["c"] if caption else []
        self._find(label, inlines, description or short)
        folded = DESCRIPTION.format(self.targets[label].words, html.escape(description)) * bool(description)
        return [
            tree.html(f'<figure id="{label}" class="figure">{self._live(content)}{image}<figcaption>'),
            tree.plain(self._numbered_caption(label, inlines)),
            tree.html(f"</figcaption></figure>{folded}"),
        ]

    def _live(self, content: str) -> str:
        """Return the script element with an interactive picture's content, and write what it needs."""
        if not content:
            return ""
        parsed = json.loads(content)
        self.modules.add(parsed["module"])
        for way in parsed["files"].values():
            file = (self.book.root / self.page.source.parent / way).resolve()
            pictures.copy_data(file, self.to / f"{file.relative_to(self.book.root.resolve())}.js")
        return f'<script type="application/json" class="bd-interactive-data">{content}</script>'

    # References.

    def _link(self, name: str) -> Node:
        target = self.targets[name]
        return tree.link(tree.words(target.words), self._way_to(target.page, name), "cross-ref")

    def _way_to(self, page: Page, label: str = "") -> str:
        anchor = f"#{label}" if label else ""
        if page == self.page:
            return anchor
        return f"{self.page.root}{page.target.as_posix()}{anchor}"

    def _body(self, blocks: list[Node]) -> str:
        """Return the blocks as HTML. Citations lead to the list of references, on a page of its own."""
        meta: dict[str, Any] = {"link-citations": {"t": "MetaBool", "c": True}}
        arguments = ["-f", "json", "-t", "html5", "--mathml", "--wrap=none"]
        files = []
        if self.book.config.get("bibliography"):
            files = [self.book.root / self.book.config["bibliography"]]
            arguments += ["--citeproc", f"--bibliography={files[0]}"]
        references = next((page for page in self.book.pages if page.kind == "references"), self.page)
        if references == self.page:
            works = [name for name in sorted(self.cited) if not CROSS_REFERENCE.fullmatch(name)]
            meta["nocite"] = {"t": "MetaInlines", "c": [tree.cite(name) for name in works]}
        else:
            blocks = [*blocks, tree.html(CUT), tree.div("refs", "", []), tree.html(CUT)]
        body = tree.pandoc(arguments, tree.document(tree.with_points_kept(blocks), **meta), files)
        if references != self.page:
            before, _, after = body.split(CUT)
            body = (before + after).replace('href="#ref-', f'href="{self._way_to(references)}#ref-')
        return body

    # Furniture.

    def _furniture(self) -> dict[str, str]:
        settings, page = self.book.settings, self.page
        before, after = self._neighbours()
        note = f'<aside class="bd-stored-outputs" role="note"><p>{html.escape(STORED)}</p></aside>'
        book_title = html.escape(settings["title"])
        is_preface = page.kind == "preface"
        page_title = "" if is_preface else f"{html.escape(self.title)} | "
        report = metadata.report_link(page, self.title, self.address, self.version) if self.address else ""
        return {
            "lang": self.book.config.get("lang", "en"),
            "root": page.root,
            "page_title": page_title + book_title,
            "book_title": book_title,
            "home": f"{page.root}index.html",
            "sidebar": self._sidebar(),
            "toc": self._toc(),
            "tools": self._tools(),
            "report": REPORT.format(html.escape(report)) if report else "",
            "note": note if shows_stored_outputs(self.checked.notebook) else "",
            "page_nav": f"{self._neighbour(before, 'prev')}{self._neighbour(after, 'next')}",
            "footer": " ".join(filter(None, (html.escape(settings.get("page-footer", "")), self._files()))),
        }

    def _tools(self) -> str:
        """Return what the page offers above its text: itself as a notebook, the first page also the files."""
        notebook = tools(self.page, self.address) if has_code(self.checked.notebook) else ""
        files = self._files() if self.page.kind == "preface" else ""
        return notebook + (f'<p class="bd-page-tools">{files}</p>' if files else "")

    def _files(self) -> str:
        """Return links to the whole book in one file, as far as such files are in the site's folder."""
        names = {words: self.book.file_name(kind) for kind, words in FILES.items()}
        links = [
            f'<a href="{self.page.root}{html.escape(name)}" download>{words}</a>'
            for words, name in names.items()
            if (self.to / name).exists()
        ]
        return f"The whole book: {' · '.join(links)}" if links else ""

    def _social(self, description: str) -> str:
        title = self.book.settings["title"] if self.page.kind == "preface" else self.title
        return metadata.social(self.book, self.page, html.escape(title), description, self.address)

    def _places(self, body: str) -> str:
        """Return the fold with a link to each place of the page that has a name of its own."""
        headings = {label: words for _, label, words in self.toc}
        items = ""
        for heading, label in NAMED.findall(body):
            words = headings.get(heading) if heading else self.targets[label].words
            kind = "bd-place-section" if heading else "bd-place"
            items += f'<li class="{kind}"><a href="#{heading or label}">{html.escape(words or "")}</a></li>'
        return PLACES.format(items) if items else ""

    def _scripts(self, body: str) -> str:
        """Return the scripts that only some pages need, and the styles of live cells."""
        has_glossary = any(page.target.as_posix() == meanings.PAGE for page in self.book.pages)
        runs = has_code(self.checked.notebook)
        needed = (FORMULA in body, self.modules, DISPLAYED in body, has_glossary, runs)
        scripts = [
            SCRIPT.format(self.page.root, name)
            for name, is_needed in zip(SOMETIMES, needed, strict=True)
            if is_needed
        ]
        return "\n".join([LIVE_STYLES.format(self.page.root)] * runs + scripts)

    def _description(self, body: str) -> str:
        """Return the page's first paragraph, in short; the preface describes the whole book."""
        first = re.search(r"<p>(.*?)</p>", body, re.DOTALL)
        words = re.sub(r"<annotation.*?</annotation>|<[^>]*>", "", first.group(1) if first else "")
        if self.page.kind == "preface" or not words:
            words = html.escape(self.book.settings.get("description", ""))
        return textwrap.shorten(words, 200, placeholder=" …").replace('"', "&quot;")

    def _neighbours(self) -> tuple[Page | None, Page | None]:
        pages = self.book.pages
        at = pages.index(self.page)
        return (pages[at - 1] if at else None, pages[at + 1] if at + 1 < len(pages) else None)

    def _neighbour(self, page: Page | None, way: str) -> str:
        if not page:
            return ""
        word = {"prev": "Previous", "next": "Next"}[way]
        title = html.escape(self.titles[page])
        return f'<a rel="{way}" href="{self._way_to(page)}"><span>{word}</span> {title}</a>'

    def _sidebar(self) -> str:
        items = {"main": "", "appendix": ""}
        for page in self.book.pages:
            current = ' aria-current="page"' if page == self.page else ""
            way = self._way_to(page) or page.target.name
            number = f'<span class="chapter-number">{page.number}</span> ' if page.number else ""
            entry = f'<li><a href="{way}"{current}>{number}{html.escape(self.titles[page])}</a></li>'
            items["appendix" if page.kind == "appendix" else "main"] += entry
        appendices = f'<p class="bd-sidebar-part">Appendices</p><ul>{items["appendix"]}</ul>'
        return f"<ul>{items['main']}</ul>" + (appendices if items["appendix"] else "")

    def _toc(self) -> str:
        if not self.toc:
            return ""
        entries = "".join(
            f'<li class="bd-level-{level}"><a href="#{label}">{html.escape(words)}</a></li>'
            for level, label, words in self.toc
        )
        return f'<p class="bd-toc-title">On this page</p><ul>{entries}</ul>'

    def _find(self, label: str, content: Any, more: str = "") -> None:
        """Let the search find what has the label, by its number and by its words."""
        words = tree.text_of(tree.replace(content, _to_be_searched))
        page = self.page.target.as_posix()
        entry = {"page": page, "href": f"{page}#{label}", "title": self.title}
        name = self.targets[label].words.replace("\N{NO-BREAK SPACE}", " ")
        if label.startswith("exr-"):
            name, more = f"{name}: {more}", ""
        self.search_entries.append({**entry, "section": name, "text": f"{words} {more}".strip()})

    def _index_for_search(self, blocks: list[Node]) -> None:
        href, section, heading, words = self.page.target.as_posix(), "", "", []

        def add() -> None:
            entry = {"page": self.page.target.as_posix(), "href": href + section, "title": self.title}
            text = re.sub(r" ([,.;:?])", r"\1", " ".join(words))  # a citation stood before the sign
            self.search_entries.append({**entry, "section": heading, "text": text})

        for block in blocks:
            if block["t"] == "Header" and block["c"][0] > 1:
                add()
                section, heading, words = f"#{block['c'][1][0]}", tree.text_of(block["c"][2]), []
            elif block["t"] != "Header":
                words.append(tree.text_of(block))
        add()


def _to_be_searched(node: Node) -> list[Node] | None:
    """Leave out citations, and questions: most of their options are false."""
    is_question = node["t"] == "Div" and node["c"][0][1] == ["question"]
    return [] if node["t"] == "Cite" or is_question else None


def short_and_long(alternative: str) -> tuple[str, str]:
    """Return what a picture's alternative text is, and the whole of it as a description if it is too long."""
    if len(alternative) <= LONGEST_ALTERNATIVE:
        return alternative, ""
    first, *sentences = re.split(r"(?<=[.:]) (?=[A-Z])", alternative)
    while sentences and len(first) + len(sentences[0]) < LONGEST_ALTERNATIVE - 60:
        first = f"{first} {sentences.pop(0)}"
    return f"{re.sub(r':$', '.', first)} The description below the picture says more.", alternative


def with_words(body: str) -> str:
    """Return the page with each formula as a line of text as well, for software that reads no MathML."""

    def with_text(formula: re.Match[str]) -> str:
        text = tree.readable(html.unescape(formula[2]))
        return formula[0].replace(">", f' alttext="{html.escape(text)}">', 1)

    pattern = r'<math((?:(?!</math>).)*)<annotation encoding="application/x-tex">(.*?)</annotation>'
    return re.sub(pattern, with_text, body, flags=re.DOTALL)
