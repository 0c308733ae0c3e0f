"""Faults as people make them in an edit: in what prints the book, how it looks, and the interactive pictures.

Each group is the faults of one file. The second entry says what goes wrong for a reader.
"""

from tests.edits import edits

# The tests that should see them; a test stands alone where its file takes longer than a few seconds.

SITE = "tests/press/site"
PRINT, METADATA = f"{SITE}/test_printed_pages.py", f"{SITE}/test_metadata.py"
PICTURES, SYMBOLS_PRINT = f"{SITE}/test_pictures.py", f"{SITE}/test_symbols_print.py"
UNCHANGED = f"{SITE}/test_unchanged.py::test_a_book_of_which_one_file_changed_is_printed_again"
DIALECT, LEDGER = "tests/press/source/test_dialect.py", "tests/press/site/test_checked_print.py"
CACHE, TAKE_HOME = "tests/press/files/test_cache.py", "tests/press/notebooks/test_take_home.py"
EDITIONS = "tests/press/notebooks/test_editions.py"
MARKDOWN = "tests/press/notebooks/test_markdown.py"
HOOKS = "tests/press/source/test_draft.py"
SLIDES, SLIDES_LIVE = "tests/press/test_slides.py", "tests/browser/test_slides_live.py"
INTERACTIVE = "tests/figures/test_interactive.py"


def _of(file: str):
    """Return what names tests of a file: `FURNITURE("skip_link…", "menu…")`, each without its `test_`."""
    return lambda *names: " ".join(f"{file}::test_{name}" for name in names)


EXECUTE = _of("tests/press/run/test_execute.py")
PAPER = _of("tests/press/paper/test_paper.py")
CHAPTERS = _of("tests/chapters/test_notebooks.py")
BROWSER = "tests/browser"
PAGES = _of(f"{BROWSER}/test_pages.py")
ACCESSIBLE = _of(f"{BROWSER}/test_accessible_pages.py")
FURNITURE = _of(f"{BROWSER}/test_furniture.py")
QUESTIONS = _of(f"{BROWSER}/test_questions.py")
CHECKED = _of(f"{BROWSER}/test_checked.py")
SYMBOLS = _of(f"{BROWSER}/test_symbols.py")
PHONE = _of(f"{BROWSER}/test_phone.py")
LIVE_PAGES = _of(f"{BROWSER}/test_interactive_pages.py")
ENGINES = _of(f"{BROWSER}/test_engines.py")
LIVE = _of(f"{BROWSER}/test_live.py")
FORCED = _of(f"{BROWSER}/test_forced_colours.py")
LIBRARIES = "tests/figures/interactive/test_libraries.py"
SEARCH_WORDS, SYMBOL_WORDS = "tests/theme/search_test.js", "tests/theme/symbols_test.js"
DRAW, DRAW_NUMBERS = _of(f"{BROWSER}/test_draw_digit.py"), _of(f"{BROWSER}/test_draw_digit_numbers.py")
ROLL = _of(f"{BROWSER}/test_roll_down_live.py")
BACK = _of(f"{BROWSER}/test_send_back.py")

FOCUS_IS_SEEN = FURNITURE("what_has_the_focus_is_seen")
ON_PAPER = FURNITURE("on_paper_there_is_only_the_text_with_its_solutions_dark_on_white")
MENU = FURNITURE("the_menu_opens_and_closes_by_keyboard_on_a_phone")
FOR_EVERYONE = ACCESSIBLE("a_page_is_for_everyone_and_loses_nothing_at_four_times_the_size[0-index.html]")
CONTRAST = PAGES("all_text_and_code_has_enough_contrast_in_light_and_dark")
TWENTY_NETWORKS = BACK("every_number_of_twenty_networks_is_that_of_backprop")
VISIT = LIVE("a_visit_with_runs_edits_errors_a_check_and_a_picture_is_remembered")
PREPARED = DRAW_NUMBERS("a_drawing_is_prepared_as_python_prepares_it")
PATHS = ROLL("a_whole_path_is_pythons")

# What prints the site.

NUMBERING = edits(
    "press/source/numbering.py",
    PRINT,
    (
        "equations numbered from 0",
        "The first equation of chapter 5 is called 5.0, and every reference is one too low.",
        "str(counts[kind])",
        "str(counts[kind] - 1)",
    ),
    (
        "all kinds counted together",
        "A figure after two equations is called Figure 1.3.",
        "            counts[kind] += 1\n",
        "            counts = {kind: count + 1 for kind, count in counts.items()}\n",
    ),
    (
        "subsections counted as sections",
        "Section 5.2 is the second heading of any level, and references name the wrong one.",
        "if level != 2 or not self.page.number",
        "if not self.page.number",
    ),
    (
        "appendices called chapters",
        "A reference says “Chapter A”.",
        '"appendix": "Appendix"',
        '"appendix": "Chapter"',
    ),
)

BLOCKS = edits(
    "press/source/blocks.py",
    PRINT,
    (
        "hints in plain boxes",
        "All hints are read with the exercise, for none is folded.",
        'options.get("collapse") == "true"',
        'options.get("collapse") is True',
    ),
)

SITE_PAGES = edits(
    "press/site/pages.py",
    PRINT,
    (
        "Pandoc's styles left in the page",
        "Where a server forbids them, aligned lines do not meet.",
        'STYLE.sub(r"\\1", with_words(self._body(blocks)))',
        "with_words(self._body(blocks))",
        ENGINES("formulas_stand_on_their_lines_and_nothing_fails"),
    ),
    (
        "solutions stand open",
        "Every solution, hint and answer is there before the reader has thought.",
        '<details class="{classes}"><summary',
        '<details class="{classes}" open><summary',
    ),
    (
        "alternative text lost",
        "Whoever hears the page hears nothing of a picture.",
        'alt="{alternative}" width',
        'alt="" width',
    ),
    (
        "quotes in the alternative text not escaped",
        "The text ends at its first quotation mark.",
        "html.escape(short, quote=True)",
        "short",
    ),
    (
        "long description lost",
        "The sentence says that the description below says more, and there is none.",
        "</figcaption></figure>{folded}",
        "</figcaption></figure>",
        METADATA,
    ),
    (
        "long description not escaped",
        "What stands behind a < in a description is not shown.",
        "html.escape(description)) *",
        "description) *",
        METADATA,
    ),
    (
        "references lead to the top of the page",
        "Who follows “Equation 5.2” has to look for it.",
        'anchor = f"#{label}" if label else ""',
        'anchor = f"#{label}" if label and page == self.page else ""',
    ),
    (
        "references without the way to the root",
        "From a chapter every link to another chapter leads nowhere.",
        'return f"{self.page.root}{page.target.as_posix()}{anchor}"',
        'return f"{page.target.as_posix()}{anchor}"',
    ),
    (
        "citations lead to no list",
        "A citation is a link to nothing on its own page.",
        """.replace('href="#ref-', f'href="{self._way_to(references)}#ref-')""",
        "",
    ),
    (
        "bibliography of one page",
        "The list of references has only what that page itself cites: nothing.",
        "for other in everything for name, _ in",
        "for other in [checked] for name, _ in",
    ),
    (
        "search finds false options",
        "A wrong answer is found and read as the book's own word.",
        'node["t"] == "Cite" or is_question',
        'node["t"] == "Cite"',
    ),
    (
        "title not escaped",
        "A title with & or < is broken in the browser's tab.",
        'f"{html.escape(self.title)} | "',
        'f"{self.title} | "',
        METADATA,
    ),
    (
        "titles in the sidebar not escaped",
        "A title with < is cut off in the list of chapters.",
        "{number}{html.escape(self.titles[page])}",
        "{number}{self.titles[page]}",
        METADATA,
    ),
    (
        "outputs written as HTML",
        "What a cell printed disappears from its first < on.",
        "[tree.code_block(text)])]",
        '[tree.html(f"<pre><code>{text}</code></pre>")])]',
    ),
    (
        "note on stored outputs lost",
        "Nobody is told that the numbers come from another machine.",
        '"note": note if shows_stored_outputs(self.checked.notebook) else "",',
        '"note": "",',
    ),
    (
        "wide table without a name",
        "A screen reader says “region” and no more.",
        ', "role": "region", "aria-label": name}',
        ', "role": "region"}',
    ),
    (
        "two titles on a page",
        "All headings are one level too high, and the outline has many titles.",
        'return {"t": "Header", "c": [level, [label',
        'return {"t": "Header", "c": [max(level - 1, 1), [label',
        PAGES("headings_come_in_order_below_one_title"),
    ),
    (
        "links to places lead nowhere",
        "The links to equations and figures at the end of a page do nothing.",
        'href="#{heading or label}"',
        'href="#{heading}"',
        METADATA,
    ),
    (
        "formulas without words",
        "A formula is silent where MathML is not read.",
        'alttext="{html.escape(text)}">',
        'alttext="">',
        METADATA,
    ),
    (
        "formulas' words not escaped",
        "A formula with < breaks the page that it stands in.",
        'alttext="{html.escape(text)}">',
        'alttext="{text}">',
        METADATA,
    ),
    (
        "no mark for the chapter that is read",
        "The list of chapters does not say where the reader is.",
        """current = ' aria-current="page"' if page == self.page""",
        """current = ' aria-current="page"' if page is None""",
    ),
    (
        "exercises named by their label's number",
        "The search finds an exercise, but not by its name.",
        'name, more = f"{name}: {more}", ""',
        'more = ""',
        METADATA,
    ),
)

SITE_METADATA = edits(
    "press/site/metadata.py",
    METADATA,
    (
        "preface under two addresses",
        "Search engines see the first page twice.",
        'return "" if page.target == Path("index.html") else page.target.as_posix()',
        "return page.target.as_posix()",
    ),
    (
        "sitemap of the repository",
        "The map names pages that do not exist.",
        'f"{address.pages}/{way_from_home(page)}"',
        'f"{address.url}/{way_from_home(page)}"',
    ),
    (
        "lost ways lead on to nothing",
        "From chapters/wrong.html the links of the page for lost ways lead to chapters/chapters.",
        '<li><a href="{root}{page.target.as_posix()}">',
        '<li><a href="{page.target.as_posix()}">',
    ),
    (
        "titles on the page for lost ways not escaped",
        "A title with < is cut off in its list.",
        "{page.number} {html.escape(titles[page])}",
        "{page.number} {titles[page]}",
    ),
    (
        "report of an error without its page",
        "The authors are told that something is wrong, and not where.",
        '"place": f"{title} ({place})"',
        '"place": title',
    ),
)

SITE_PICTURES = edits(
    "press/site/pictures.py",
    PICTURES,
    (
        "modules printed as they stand",
        "No interactive picture comes alive: a script has `export` in it.",
        "write_text(page_script(name)",
        'write_text((MODULES / name / "render.js").read_text(encoding="utf-8")',
    ),
)

SITE_SEARCH = edits(
    "press/site/search.py",
    METADATA,
    (
        "signs of the table in the results of a search",
        "The search shows “weight{s} to {neuron}”.",
        "name = name.replace(part, words)",
        "name.replace(part, words)",
    ),
)

SITE_UNCHANGED = edits(
    "press/site/unchanged.py",
    UNCHANGED,
    (
        "styles not noticed",
        "A site with the old styles is taken for the new one.",
        'book.root / "theme", *code]',
        "*code]",
    ),
)

# What reads the chapters.

SOURCE_DIALECT = edits(
    "press/source/dialect.py",
    DIALECT,
    (
        "two right options pass",
        "A question has two right answers, of which one is called wrong elsewhere.",
        "if right != 1:",
        "if right < 1:",
    ),
    (
        "a figure without a text passes",
        "A picture is printed without an alternative text.",
        'for name in ("fig-cap", "fig-alt"):',
        'for name in ("fig-cap",):',
    ),
    (
        "an open solution passes",
        "A solution to an exercise is printed unfolded.",
        'and not code.options.get("code-fold"):',
        'and not code.options.get("code-fold", True):',
    ),
    (
        "a work that is not listed passes",
        "A citation is printed as “euler1748?”.",
        "elif name not in known:",
        "elif known and name not in name:",
    ),
)

SOURCE_CELLS = edits(
    "press/source/cells.py",
    PICTURES,
    (
        "data of a picture left in its file",
        "Every still picture is loaded with its network in it, a second time.",
        'content.sub("", picture, count=1), found',
        "picture, found",
    ),
)

SOURCE_TREE = edits(
    "press/source/tree.py",
    f"{PRINT} {CACHE}",
    (
        "formulas as TeX among words",
        "Contents and search show “The \\delta”.",
        'words.append(readable(part["c"][1]))',
        'words.append(part["c"][1])',
    ),
    (
        "changed bibliography not noticed",
        "A corrected reference is printed as it was.",
        "*arguments, text, *files]",
        "*arguments, text]",
    ),
)

SOURCE_LEDGER = edits(
    "press/site/checked.py",
    LEDGER,
    (
        "mark with the wrong line",
        "The mark at an equation shows the file's name in the place of its line of code.",
        '"line": entry["line"]',
        '"line": entry["code"]',
    ),
    (
        "mark not escaped",
        "A line of code with < is cut off.",
        "html.escape(word) for key",
        "word for key",
    ),
)

SOURCE_CANONICAL = edits(
    "press/source/canonical.py",
    CHAPTERS("the_file_is_in_canonical_form"),
    (
        "solutions open in JupyterLab",
        "The solution stands below the exercise as soon as the notebook is opened.",
        '{"source_hidden": True}',
        '{"source_hidden": False}',
    ),
)

FILES_CACHE = edits(
    "press/files/cache.py",
    CACHE,
    (
        "hashes of joined parts",
        "Two different pages may be taken for the same.",
        'total.update(len(content).to_bytes(8, "big") + content)',
        "total.update(content)",
    ),
)

# What runs them.

RUN_EXECUTE = edits(
    "press/run",
    EXECUTE("a_notebook_runs_again_when_anything_changed_that_it_comes_from"),
    (
        "file that a chapter reads not noticed",
        "A chapter shows the numbers of an older file.",
        "*(ROOT / name for name in LIBRARY), *sorted(filter(self._is_own, reads))",
        "*(ROOT / name for name in LIBRARY),",
    ),
    (
        "changed notebook overwritten",
        "What an author saved while the chapter ran is lost.",
        "if _text(path) != before:",
        "if not path.exists():",
        EXECUTE("what_was_saved_while_a_notebook_ran_is_not_overwritten"),
    ),
    (
        "failed chapter remembered as done",
        "A chapter that failed is never run again.",
        "                path = running[done]\n",
        "                path = running[done]\n                known.add(path)\n",
        EXECUTE("a_notebook_that_failed_is_run_again"),
    ),
)

RUN_KERNELS = edits(
    "press/run/kernels.py",
    EXECUTE("the_users_own_set_up_does_not_reach_the_kernels"),
    (
        "warnings stored with the outputs",
        "A chapter is printed with a warning of the author's machine in it.",
        "        _refuse_stderr(notebook, name)\n",
        "",
        EXECUTE("what_is_written_to_stderr_stops_the_press_with_its_text"),
    ),
    (
        "the author's own set-up in the outputs",
        "A chapter runs on the author's machine and on no other.",
        ', "IPYTHONDIR": f"{self.folder}/ipython"}',
        "}",
    ),
    (
        "outputs cut where the kernel paused",
        "The same chapter is stored differently at each run.",
        "coalesce_streams=True",
        "coalesce_streams=False",
        EXECUTE("outputs_are_stored_and_a_second_run_changes_no_byte"),
    ),
    (
        "failing cell counted from 0",
        "The author looks for the error in the cell before it.",
        "at = cell_index + 1",
        "at = cell_index",
        EXECUTE("a_failing_cell_is_named_and_its_notebook_left_alone"),
    ),
)

PRESS_HOOKS = edits(
    "press/hooks.py",
    HOOKS,
    (
        "cells run out of order are committed",
        "Outputs stand in a chapter that a run from top to bottom does not give.",
        "counts == list(range(1, len(counts) + 1)) and ",
        "",
    ),
)

# Notebooks, slides, paper.

TAKE_HOME_NOTEBOOKS = edits(
    "press/notebooks/take_home.py",
    TAKE_HOME,
    (
        "Colab opens another branch",
        "In Colab a chapter cannot find the book.",
        "blob/{BRANCH}/",
        "blob/main/",
    ),
    (
        "download from the wrong folder",
        "The link to download a chapter leads to chapters/chapters.",
        '("download", page.source.name)',
        '("download", page.source.as_posix())',
    ),
    (
        "the packages fetched after they were needed",
        "In Colab the first cell fails.",
        'notebook["cells"].insert(0, new_code_cell(',
        'notebook["cells"].insert(len(notebook["cells"]), new_code_cell(',
    ),
    (
        "the reader's changes overwritten",
        "`make lab` takes away what a reader has written.",
        '(found == before.get("cells") and before["text"] != record["text"])',
        'before.get("text") != record["text"]',
    ),
)

MARKDOWN_NOTEBOOKS = edits(
    "press/notebooks/markdown.py",
    MARKDOWN,
    (
        "numbers of equations left out",
        "The text says Equation 4.5, and in Jupyter no equation has a number.",
        'tex += f" \\\\tag{{{self.targets[label].number}}}"',
        "pass",
    ),
    (
        "a formula in a quotation over several lines",
        "Jupyter sets the > of the quotation into the formula.",
        "quoted = tree.replace(blocks, _in_one_line)",
        "quoted = blocks",
    ),
    (
        "answers that stand open",
        "In Jupyter every hint and solution is read before the exercise.",
        'tree.html(f"<details><summary>',
        'tree.html(f"<details open><summary>',
    ),
)

EDITIONS_NOTEBOOKS = edits(
    "press/notebooks/editions.py",
    EDITIONS,
    (
        "solutions in the students' edition",
        "Students are handed what they were to find.",
        'solved = name == "instructor"',
        "solved = True",
    ),
)

PRESS_SLIDES = edits(
    "press/slides.py",
    SLIDES,
    (
        "slides without end",
        "A long result runs out of its slide.",
        "(count_words(longer) > most or _height(longer) > BOXED)",
        "_height(longer) > 100 * BOXED",
    ),
    (
        "feedback on the slide of a question",
        "The slide asks, and answers in the same breath.",
        '[[tree.plain(option["c"][1][0]["c"][2])] for option',
        '[[tree.plain(option["c"][1][0]["c"][2]), *option["c"][1][1:]] for option',
    ),
    (
        "quotes in a slide's alternative text not escaped",
        "The text ends at its first quotation mark.",
        "html.escape(slide.alternative, quote=True)",
        "html.escape(slide.alternative, quote=False)",
    ),
)

SMALL_EPUB = PAPER(
    "nothing_is_wrong_with_a_small_epub",
    "what_is_folded_on_the_site_stands_under_answers_with_links_there_and_back",
    "a_picture_a_formula_and_code_keep_what_they_are",
)
SMALL_PDF = PAPER("the_pdf_of_a_small_book_has_numbers_captions_links_and_an_outline")
PAPER_DOCUMENT = edits(
    "press/paper/document.py",
    SMALL_PDF,
    (
        "captions without numbers on paper",
        "The text speaks of Figure 5.2, and no figure has a number.",
        "tree.plain(self._numbered_caption(label, said))",
        'tree.plain(caption[0]["c"] if caption else [])',
    ),
    (
        "contents of the EPUB without numbers",
        "Who looks for chapter 7 has to count.",
        "tree.attributes(label), shown + inlines]",
        "tree.attributes(label), inlines]",
    ),
    (
        "feedback in the place of options on paper",
        "The answer stands where the question is.",
        "_lettered(list(titles))]",
        "_lettered(list(feedback))]",
        SMALL_EPUB,
    ),
    (
        "pictures of the EPUB without text",
        "Whoever hears the book hears nothing of a picture.",
        'tree.words(" ".join(str(cell.options["fig-alt"]).split()))',
        'tree.words("")',
        SMALL_EPUB,
    ),
    (
        "note on stored outputs lost on paper",
        "Nobody is told that the numbers come from another machine.",
        'found.insert(1, tree.div("", "stored-outputs", [note]))',
        "pass",
        PAPER("a_page_says_when_its_outputs_are_stored_ones"),
    ),
    (
        "paper kept though its press changed",
        "The EPUB and the PDF are those of an older press.",
        'Path(__file__).parents[1].rglob("*.py")',
        'Path(__file__).parent.glob("*.py")',
        PAPER("the_files_are_made_again_when_the_press_changed"),
    ),
)

# The templates.

TEMPLATE = edits(
    "theme/template.html",
    FURNITURE("the_skip_link_comes_first_and_leads_to_the_text"),
    (
        "skip link leads nowhere",
        "Who uses the keyboard walks through the whole menu on each page.",
        'class="bd-skip-link" href="#main"',
        'class="bd-skip-link" href="#content"',
    ),
    (
        "page in another language",
        "A screen reader reads English as if it were German.",
        '<html lang="$lang"',
        '<html lang="de"',
        PRINT,
    ),
    (
        "page without a language",
        "A screen reader guesses the language.",
        '<html lang="$lang" data-root',
        "<html data-root",
        FOR_EVERYONE,
    ),
    (
        "search field without a name",
        "A screen reader says “edit”.",
        '<label for="search-input" class="visually-hidden">Search the book</label>\n',
        "",
        PAGES("no_two_things_on_a_page_have_one_name_and_nothing_to_press_has_none"),
    ),
    (
        "nobody can enlarge the page on a phone",
        "Two fingers do nothing.",
        "initial-scale=1",
        "initial-scale=1, maximum-scale=1, user-scalable=no",
        FOR_EVERYONE,
    ),
    (
        "page as wide as a desk on a phone",
        "All letters are a third of their size.",
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        "",
        PRINT,
    ),
    (
        "icon from another site",
        "Each page asks a stranger for a picture.",
        'href="${root}theme/icon.svg"',
        'href="https://example.org/icon.svg"',
        PRINT,
    ),
    (
        "script forgotten",
        "Search does nothing.",
        '<script src="${root}theme/search.js" defer></script>\n',
        "",
        FURNITURE("search_is_used_by_keyboard_and_leads_to_the_place"),
    ),
)

LOST = edits(
    "theme/404.html",
    FURNITURE("a_search_asked_for_in_the_address_is_made_as_the_page_for_lost_ways_does"),
    (
        "search of the page for lost ways asks for nothing",
        "Whatever is searched for there, the first page comes.",
        'name="q"',
        'name="query"',
    ),
)

# How it looks.

BOOK_CSS = edits(
    "theme/book.css",
    CONTRAST,
    (
        "pale words in light",
        "Captions and numbers have a contrast of 2.9 to 1.",
        "--muted: light-dark(#5d5a55,",
        "--muted: light-dark(#95918a,",
    ),
    (
        "pale links in the dark",
        "Links have a contrast of less than 3 to 1.",
        "--blue: light-dark(#0b62a8, #6cb8f0);",
        "--blue: light-dark(#0b62a8, #2f5f86);",
    ),
    (
        "pale comments in code",
        "Comments can hardly be read.",
        "(.co, .do, .an) {\n  color: var(--muted);",
        "(.co, .do, .an) {\n  color: var(--rule);",
    ),
    (
        "focus not seen",
        "Who uses the keyboard does not know where they are.",
        "outline: 3px solid var(--blue);",
        "outline: none;",
        FOCUS_IS_SEEN,
    ),
    (
        "code wider than a phone",
        "The page slides sideways.",
        "  overflow-x: auto;\n  padding: 0.9rem var(--hang);",
        "  padding: 0.9rem var(--hang);",
        PAGES("no_page_is_wider_than_the_window"),
    ),
    (
        "formulas in a line wider than a phone",
        "The page slides sideways.",
        "  margin: 0;\n  overflow: auto hidden;\n  padding: 0.4em 0;\n",
        "",
        PAGES("no_page_is_wider_than_the_window"),
    ),
    (
        "letters with an upper index below the line",
        "On every iPhone δ hangs below its “=”.",
        "  margin-bottom: -0.25em;\n",
        "  margin-block: -0.25em;\n",
        ENGINES("formulas_stand_on_their_lines_and_nothing_fails"),
    ),
    (
        "saved theme in the reader's own colours",
        "Pictures are black on black.",
        "@media not (forced-colors: active) {",
        "@media all {",
        FORCED("controls_figures_and_the_current_place_are_seen"),
    ),
    (
        "number of a wide formula out of sight",
        "On a phone nobody knows that this is Equation 5.2.",
        "  padding-inline-start: 1.2rem;\n  position: sticky;",
        "  padding-inline-start: 1.2rem;",
        SYMBOLS("a_wide_formula_is_walked_and_scrolled_on_a_phone"),
    ),
    (
        "formulas in the font of the text",
        "Brackets do not grow, and signs stand at the wrong height.",
        'math {\n  font-family: "STIX Two Math", math;',
        "math {\n  font-family: var(--serif);",
        PAGES("mathematics_is_set_in_the_mathematical_font"),
    ),
    (
        "font from another site",
        "Each page tells a stranger that it is read.",
        'url("fonts/stix-two-math.woff2")',
        'url("https://example.org/fonts/stix-two-math.woff2")',
        PAGES("every_page_loads_whole_and_only_from_the_site"),
    ),
    (
        "solutions folded on paper",
        "On paper a fold cannot be opened.",
        "    content-visibility: visible;\n    display: block;\n",
        "",
        ON_PAPER,
    ),
    (
        "right option in another colour",
        "The question tells its answer before it is asked.",
        ".content .question > .callout > .callout-header::-webkit-details-marker",
        ".content .question > .callout:last-child > .callout-header {\n  color: var(--green);\n}\n"
        ".content .question > .callout > .callout-header::-webkit-details-marker",
        QUESTIONS("nothing_tells_the_right_option_before_it_is_opened"),
    ),
    (
        "mark too small for a finger",
        "A finger opens something else.",
        "  margin-inline-start: auto;\n  min-height: 1.5rem;",
        "  margin-inline-start: auto;\n  min-height: 1rem;",
        CHECKED("marks_stand_below_their_numbers_within_the_column"),
    ),
    (
        "still picture beside the living one",
        "Each interactive picture is there twice.",
        "  .is-live img {\n    display: none;",
        "  .is-live img {\n    display: inline;",
        LIVE_PAGES("a_page_with_live_pictures_fits_and_asks_only_the_site"),
    ),
)

PRESS_CSS = edits(
    "theme/press.css",
    ON_PAPER,
    (
        "menu on paper",
        "The first sheet is the list of chapters.",
        "@media print {\n  .bd-site-header,\n  .bd-sidebar,\n",
        "@media print {\n  .bd-site-header,\n",
    ),
    (
        "skip link never seen",
        "The keyboard is on a link that nobody sees.",
        ".bd-skip-link:focus {",
        ".bd-skip-link:active {",
        FURNITURE("the_skip_link_comes_first_and_leads_to_the_text"),
    ),
    (
        "header over what has the focus",
        "Who walks back through the page does not see where they are.",
        "scroll-padding-top: calc(var(--header) + 1rem);",
        "scroll-padding-top: 0;",
        ACCESSIBLE("the_header_never_covers_what_has_the_focus"),
    ),
    (
        "pages glide for everybody",
        "Who asked for less motion is made dizzy.",
        "@media (prefers-reduced-motion: no-preference) {",
        "@media screen {",
        FURNITURE("nothing_glides_for_a_reader_who_asked_for_less_motion"),
    ),
    (
        "menu without scripts",
        "Without scripts there is a button that does nothing, and no list of chapters.",
        ".bd-scripted .bd-sidebar:not(.is-open) {\n  display: none;",
        ".bd-sidebar:not(.is-open) {\n  display: none;",
        FURNITURE("without_scripts_the_text_and_the_way_through_the_book_are_there"),
    ),
)

SYMBOLS_CSS = edits(
    "theme/symbols.css",
    SYMBOLS("on_paper_there_is_no_card_and_no_light"),
    (
        "card on paper",
        "The card of a symbol covers what is printed.",
        "@media print {\n  .bd-symbol-card,\n",
        "@media print {\n",
    ),
)

# The scripts of the pages.

PRESS_JS = edits(
    "theme/press.js",
    MENU,
    (
        "menu says the opposite",
        "A screen reader calls the open menu closed.",
        'button.setAttribute("aria-expanded", String(isOpen));',
        'button.setAttribute("aria-expanded", String(!isOpen));',
    ),
    (
        "focus lost with the menu",
        "After Escape the keyboard begins at the top of the page.",
        "      open(false);\n      button.focus();\n",
        "      open(false);\n",
    ),
    (
        "choice of colours forgotten",
        "Each page is bright again.",
        'localStorage.setItem("theme", next)',
        'localStorage.setItem("colours", next)',
        FURNITURE("the_choice_of_colours_is_remembered_and_pictures_follow_it"),
    ),
    (
        "colours without storage",
        "In a private window the button does nothing.",
        "    name();\n    try {",
        '    localStorage.setItem("theme", next);\n    name();\n    try {',
        FURNITURE("where_nothing_can_be_stored_the_choice_of_colours_still_works"),
    ),
    (
        "button copied with the code",
        "What is pasted ends with “Copy”.",
        "writeText(code.innerText)",
        "writeText(block.innerText)",
        FURNITURE("code_is_copied_as_it_stands"),
    ),
    (
        "contents mark the next section",
        "The contents say that the reader is further than they are.",
        "if (at === current) link",
        "if (at === current + 1) link",
        FURNITURE("the_contents_mark_the_section_that_is_being_read"),
    ),
    (
        "script error on every page",
        "Nothing below that line works.",
        "const layout = contents.parentElement;",
        "const layout = content.parentElement;",
        PAGES("every_page_loads_whole_and_only_from_the_site"),
    ),
)

SEARCH_JS = edits(
    "theme/search.js",
    FURNITURE("search_is_used_by_keyboard_and_leads_to_the_place"),
    (
        "arrow ignored in the search",
        "The results cannot be reached with the arrow keys.",
        'event.key === "ArrowDown"',
        'event.key === "Down"',
    ),
    (
        "results lead from the page, not from the root",
        "From a chapter no result can be opened.",
        "link.href = base + entry.href;",
        "link.href = entry.href;",
    ),
    (
        "results of a search as HTML",
        "Code with < in it disappears from the results.",
        "  span.append(text.slice(end));",
        "  span.innerHTML += text.slice(end);",
        FURNITURE("search_shows_what_looks_like_html_as_it_stands"),
    ),
    (
        "index asked for once",
        "After one failure the search stays dead.",
        "      loading = undefined;\n",
        "",
        FURNITURE("search_says_when_the_index_cannot_be_had_and_tries_again"),
    ),
    (
        "number of results not said",
        "Who hears the page hears nothing after typing.",
        'status.textContent = found.length === 1 ? "1 place found"',
        'status.title = found.length === 1 ? "1 place found"',
    ),
)

MATCH = edits(
    "theme/search/match.js",
    SEARCH_WORDS,
    (
        "mentions before titles",
        "The chapter on the inductive step is the tenth result for it.",
        "section ? 20 : 40",
        "section ? 40 : 20",
    ),
)

WORDS = edits(
    "theme/symbols/words.js",
    SYMBOL_WORDS,
    (
        "activations one layer off in the code",
        "The card of a symbol names the wrong entry of the list.",
        "codeOf(layerText(layer, 1))",
        "codeOf(layerText(layer))",
    ),
    (
        "weights from the wrong layer",
        "The card says that a weight comes from the layer after.",
        "const before = layerText(layer, -1);",
        "const before = layerText(layer, 1);",
    ),
)

SYMBOLS_JS = edits(
    "theme/symbols.js",
    SYMBOLS("the_link_of_a_card_is_followed_by_keyboard", "an_open_card_is_accessible"),
    (
        "left arrow ignored in a formula",
        "Who walked too far cannot go back.",
        'event.key === "ArrowLeft" ? -1 : 0',
        'event.key === "Left" ? -1 : 0',
    ),
    (
        "card not said",
        "Who hears the page hears nothing of the symbol.",
        "  if (isHeld) voice.textContent = text;\n",
        "",
        SYMBOLS("a_tap_opens_a_card_and_a_tap_elsewhere_closes_it"),
    ),
    (
        "card stays after Escape",
        "The card covers the text until the page is left.",
        'event.key !== "Escape" || !shown',
        'event.key !== "Esc" || !shown',
        SYMBOLS("escape_takes_away_what_the_pointer_opened_until_it_comes_again"),
    ),
    (
        "card out of the window",
        "Half of the card cannot be read.",
        "Math.max(left, column.left, gap)",
        "left - width",
        SYMBOLS("the_card_stays_in_the_window_and_off_its_symbol"),
    ),
)

PLACES_JS = edits(
    "theme/places.js",
    ACCESSIBLE("a_link_to_each_place_is_there_for_the_pointer_and_no_stop_of_the_tab_key"),
    (
        "a stop of the Tab key at each place",
        "The keyboard stops at sixty signs that say nothing.",
        "    link.tabIndex = -1;\n",
        "",
    ),
    (
        "wide formulas out of the keyboard's reach",
        "The end of a formula cannot be seen without a mouse.",
        "> box.clientWidth + 1) box.tabIndex = 0;",
        "> box.clientWidth + 1) box.tabIndex = -1;",
        SYMBOLS("a_wide_formula_is_walked_and_scrolled_on_a_phone"),
    ),
)

LIVE_RUNNER = edits(
    "theme/live/runner.js",
    VISIT,
    (
        "cells above that do not run",
        "A reader runs the second cell, and Python does not know what the first one made.",
        "if (ran !== text) {",
        "if (false) {",
    ),
    (
        "a stopped Python that is taken for the old one",
        "After a stop the cells above count as run, and nothing they made is there.",
        "if (result.stopped || result.timeout) this.#ran.clear();",
        "",
    ),
)
LIVE_EDITOR = edits(
    "theme/live/editor.js",
    LIVE("by_keyboard_alone"),
    (
        "an editor that keys cannot leave",
        "Who has no mouse is caught in the first cell.",
        'if (key === "Escape") this.#leaves = true;',
        'if (key === "Escape") this.#leaves = false;',
    ),
    (
        "keys that nobody is told",
        "A screen reader does not say how to leave.",
        '"aria-describedby": this.keys.id,',
        "",
    ),
)
LIVE_STORE = edits(
    "theme/live/store.js",
    LIVE("where_nothing_can_be_kept_one_line_says_so_and_all_else_works"),
    (
        "a full storage that is not told",
        "A reader closes the page, and the work of an hour is gone.",
        'this.trouble = isFull ? "full" : "forbidden";',
        "",
    ),
    (
        "a damaged storage that ends the script",
        "No cell of the chapter can be run any more.",
        'this.trouble = error instanceof SyntaxError ? "damaged" : "forbidden";',
        "throw error;",
    ),
)
LIVE_CELL = edits(
    "theme/live/cell.js",
    LIVE("an_exercise_that_the_book_has_changed_keeps_the_readers_text_beside_it"),
    (
        "the text of before a change that is lost",
        "The book changes a word of a stub, and throws away what a reader wrote.",
        "const old = isSame ? kept.old : kept.code;",
        "const old = kept.old;",
    ),
)
LIVE_REBUILD = edits(
    "theme/live/rebuild.js",
    LIVE("the_algorithm_is_rebuilt_and_the_page_says_when_to_come_again"),
    (
        "a box that is still full the next day",
        "Who comes to write from memory finds the solution.",
        "if (cell.isSolved && !(today in store.chapter.rebuilt)) cell.startOver();",
        "",
    ),
    (
        "help that is not counted",
        "What was copied line by line is taken for remembered, and the next time is a week away.",
        "() => help.add(fold)",
        "() => {}",
    ),
    (
        "answers that were right among those that went wrong",
        "The list of what to try again is the list of everything.",
        ".filter((key) => !answers[key].right)",
        "",
    ),
)
LIVE_CELLS = edits(
    "press/site/live.py",
    "tests/press/site/test_live_cells.py",
    (
        "pictures without their imports",
        "The cell below a picture does not know what the picture's cell has imported.",
        "if _set(statement) & needed and statement not in tools]",
        "if not _set(statement) and statement not in tools]",
    ),
)

NARROW_JS = edits(
    "theme/narrow.js",
    PHONE("a_derivation_has_its_reasons_below_its_lines_and_beside_them_where_there_is_room"),
    (
        "reasons that stay below",
        "A phone that is turned keeps the layout of the narrow side.",
        "    stacked.get(math)?.();\n",
        "",
    ),
    (
        "reasons off the screen",
        "On a phone a derivation loses its reasons.",
        "stacked.set(math, stackReasons(content));",
        "content.remove();",
    ),
    (
        "cells without their headings",
        "On a phone nobody knows what a number in a table is.",
        'cell.dataset.heading = headings[at] ?? "";',
        'cell.dataset.heading = "";',
        PHONE("a_table_without_room_gives_each_cell_its_heading_and_stays_a_table"),
    ),
    (
        "code that hangs by the margin",
        "A line that goes on below looks like one of another block.",
        "`${indent + 2}ch`",
        '"2ch"',
        PHONE("a_line_of_code_that_goes_on_below_hangs_by_its_own_indent"),
    ),
)

PRINT_JS = edits(
    "theme/print.js",
    QUESTIONS("on_paper_the_answers_stand_at_the_end_and_afterwards_where_they_were"),
    (
        "answers that stay at the end",
        "After the page was printed, the hints are gone from their exercises.",
        "    for (const step of undo) step();\n",
        "",
    ),
    (
        "answers beside their questions on paper",
        "Whoever prints a page reads the answer with the question.",
        "          move(body, item);\n",
        "",
    ),
)

INTERACTIVE_JS = edits(
    "theme/interactive.js",
    LIVE_PAGES("the_still_picture_stays_where_a_module_cannot_be_loaded"),
    (
        "still picture taken away too early",
        "Where a script does not come there is no picture at all.",
        '    const image = figure.querySelector("img");\n',
        '    const image = figure.querySelector("img");\n    figure.classList.add("is-live");\n',
    ),
)

CHECKED_JS = edits(
    "theme/checked.js",
    CHECKED("quartos_pages_get_the_same_marks"),
    (
        "mark of Quarto's pages with the wrong line",
        "The mark at an equation shows the file's name in the place of its line of code.",
        'h("pre", {}, h("code", {}, line))',
        'h("pre", {}, h("code", {}, code))',
    ),
)

SLIDES_JS = edits(
    "theme/slides/slides.js",
    f"{SLIDES_LIVE}::test_keys_lead_from_slide_to_slide",
    (
        "focus stays on the first slide",
        "Who hears the slides hears the first one again and again.",
        "  heading.focus({ preventScroll: true });\n",
        "",
    ),
    (
        "page keys ignored by the slides",
        "The presenter's clicker does nothing.",
        "ArrowDown: 1, PageDown: 1,",
        "ArrowDown: 1,",
    ),
)

# What the interactive pictures share. Of a group that names the folder, the text says in which file.

FOLDERS = "figures/interactive"

NETWORK_JS = edits(
    "figures/interactive/lib/network.js",
    LIBRARIES,
    (
        "errors with the opposite sign in the pictures",
        "The picture's error of the output has the wrong sign, and the cost climbs.",
        "(a - y[j]) *",
        "(y[j] - a) *",
    ),
    (
        "slope of the sigmoid without a factor",
        "All errors of the picture are too large.",
        "=> a * (1 - a)",
        "=> 1 - a",
    ),
    (
        "slope of ReLU is 1 at 0 in the pictures",
        "A neuron that is exactly off learns.",
        "relu: (z) => (z > 0 ? 1 : 0)",
        "relu: (z) => (z >= 0 ? 1 : 0)",
    ),
    (
        "weights not transposed on the way back",
        "Errors come back over the wrong lines.",
        "sums[j] += W[i * width + j] * d",
        "sums[j] += W[j * delta.length + i] * d",
    ),
    (
        "step uphill",
        "The picture's cost rises with each step.",
        "next[at] -= eta * slopes[at]",
        "next[at] += eta * slopes[at]",
    ),
    (
        "half forgotten in the pictures' cost",
        "The picture's cost is twice the book's.",
        "(value - y[j]) ** 2, 0) / 2;",
        "(value - y[j]) ** 2, 0);",
    ),
    (
        "bias left out",
        "The picture's numbers are not those of the text.",
        "return sum + bias;",
        "return sum;",
    ),
    (
        "step changes the network that it was made from",
        "“Reset” brings back a network that has learned.",
        "const next = parameters.slice();",
        "const next = parameters;",
    ),
)

DOM_JS = edits(
    "figures/interactive/lib/dom.js",
    LIBRARIES,
    (
        "numbers cut off instead of rounded",
        "The picture shows 0.12 where the book has 0.13.",
        " ? lower : rounded;",
        " ? rounded : lower;",
    ),
    (
        "minus zero",
        "The picture shows −0.00.",
        "return x < 0 && /[1-9]/.test(text) ?",
        "return x < 0 ?",
    ),
    (
        "voice without a role",
        "Who hears the page is told nothing of what a press did.",
        ', role: "status" }',
        " }",
        ROLL("what_happens_is_said_once"),
    ),
)

CONTROLS_JS = edits(
    "figures/interactive/lib/controls.js",
    DRAW("undo_redo_clear_and_adding_to_the_example"),
    (
        "buttons off the wrong way round",
        "“Undo” can be pressed when there is nothing to undo, and not otherwise.",
        'button.setAttribute("aria-disabled", String(isOff));',
        'button.setAttribute("aria-disabled", String(!isOff));',
    ),
    (
        "keys without the name of their group",
        "A screen reader says “thin, medium, thick” of nothing.",
        'h("legend", {}, legend),',
        "",
        DRAW("pens_draw_as_wide_as_they_say"),
    ),
)

BASE_CSS = edits(
    "figures/interactive/lib/base.css",
    ROLL("it_is_accessible"),
    (
        "pale words in a picture",
        "Help and units have a contrast of 2.4 to 1.",
        "--muted: light-dark(#5d5a55,",
        "--muted: light-dark(#a8a49c,",
    ),
    (
        "controls too small for a finger",
        "On a phone a finger presses the wrong button.",
        "@media (pointer: coarse) {",
        "@media (pointer: none) {",
        ROLL("controls_are_large_enough_for_a_finger"),
    ),
    (
        "focus not seen in a picture",
        "Who uses the keyboard does not know which control it is on.",
        "  outline: 2px solid var(--blue);",
        "  outline: none;",
        ROLL("what_has_the_focus_is_seen"),
    ),
)

BUNDLER = edits(
    FOLDERS,
    SYMBOLS_PRINT,
    (
        "scripts printed with all their comments",
        "Every page is heavier than it was promised to be.",
        'code = COMMENT.sub("", re.sub(',
        "code = str(re.sub(",
    ),
)

BASE_PY = edits(
    FOLDERS,
    INTERACTIVE,
    (
        "data of a picture not escaped",
        "A < in a picture's data ends the page's script element.",
        'for character in "<>&":',
        'for character in "&":',
    ),
    (
        "no number in a picture's data",
        "The picture's data cannot be read, and it stays still.",
        "allow_nan=False",
        "allow_nan=True",
    ),
)

# Draw a digit.

PAD = edits(
    FOLDERS,
    DRAW("arrows_and_space_draw"),
    (
        "arrow up goes down",
        "Who draws with the keyboard cannot go back up.",
        "ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1],",
        "ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1],",
    ),
    (
        "space ignored on the pad",
        "Who has no pointer cannot draw.",
        'if (key === " ") return () => this.togglePen();',
        'if (key === "Spacebar") return () => this.togglePen();',
    ),
    (
        "touch off by a cell",
        "The line lies beside the finger.",
        "(event.clientX - box.left) / box.width,",
        "(event.clientX - box.left) / (box.width + 60),",
        DRAW("a_stroke_is_read_while_it_is_drawn_and_published_when_it_ends"),
    ),
    (
        "second finger draws",
        "A hand that rests on the pad draws a line across it.",
        "    if (event.pointerId !== this.pointer) return;\n    const events",
        "    if (this.pointer === null) return;\n    const events",
        DRAW("strokes_reach_over_the_edge_and_a_second_finger_is_no_pen"),
    ),
    (
        "what was undone comes back",
        "“Redo” brings a stroke into another drawing.",
        "    this.past.push(this.drawn);\n    this.future = [];\n",
        "    this.past.push(this.drawn);\n",
        DRAW("undo_redo_clear_and_adding_to_the_example"),
    ),
    (
        "pad without a name",
        "A screen reader says “application”.",
        '      "aria-label": "Pad to draw a digit on",\n',
        "",
    ),
)

PREPARE = edits(
    FOLDERS,
    PREPARED,
    (
        "drawing put where its middle is",
        "The network sees a digit a pixel away from where MNIST has it.",
        "Math.ceil(MIDDLE - centre - 1e-9)",
        "Math.round(MIDDLE - centre)",
    ),
    (
        "sides of a drawing rounded down",
        "The network sees a narrower digit.",
        "(BOX * part.width) / longer + 0.5",
        "(BOX * part.width) / longer",
    ),
)

WHY = edits(
    FOLDERS,
    DRAW("the_reasons_for_each_output_are_pythons"),
    (
        "reasons without the ink",
        "White pixels are given as reasons.",
        "(slope, k) => slope * image[k]",
        "(slope) => slope",
    ),
)

TEACH = edits(
    FOLDERS,
    DRAW("steps_change_everything_as_in_python_and_reset_brings_it_back"),
    (
        "table of errors without heads",
        "A screen reader says numbers and not what they are.",
        'h("th", { scope: "col" }, content)',
        'h("td", {}, content)',
    ),
)

TRAY = edits(
    FOLDERS,
    DRAW("steps_change_everything_as_in_python_and_reset_brings_it_back"),
    (
        "forgotten called learned",
        "The picture praises what it should warn of.",
        'if (before.digit === meant) return "forgotten";',
        'if (before.digit === meant) return "learned";',
    ),
)

# Send the error back.

STEPS = edits(
    FOLDERS,
    BACK("the_lit_lines_are_those_of_the_equation"),
    (
        "errors over the wrong lines",
        "The lit lines are not those of the equation.",
        "edges: above.map((i) => [l + 1, i, j])",
        "edges: above.map((i) => [l + 1, j, i])",
    ),
    (
        "base case with the opposite sign",
        "The equation above the numbers is not that of the book.",
        "δ^L_j = (a^L_j − y_j) σ′(z^L_j)",
        "δ^L_j = (y_j − a^L_j) σ′(z^L_j)",
        BACK("the_equations_are_those_of_the_book"),
    ),
    (
        "sum of the inductive step over the wrong index",
        "The equation above the numbers is not that of the book.",
        "∑_i w^{ℓ + 1}_{ij} δ^{ℓ + 1}_i",
        "∑_i w^{ℓ + 1}_{ji} δ^{ℓ + 1}_i",
        BACK("the_equations_are_those_of_the_book"),
    ),
    (
        "target with its own minus",
        "The line with numbers is wrong for a negative target.",
        "[a(t, l, j), factor(given(t.y[j]))];",
        "[a(t, l, j), given(t.y[j])];",
        TWENTY_NETWORKS,
    ),
)

SEND_BACK_JS = edits(
    FOLDERS,
    BACK("numbers_fill_in_as_the_story_goes"),
    (
        "errors shown before their turn",
        "The challenge and the story give away what they ask for.",
        "puzzle ? hidden : this.at + 1",
        "steps.length",
    ),
    (
        "steps counted from 0",
        "The first step is “Step 0 of 22”.",
        "counter.textContent = `Step ${at + 1} of",
        "counter.textContent = `Step ${at} of",
        BACK("it_opens_where_the_chapter_is"),
    ),
    (
        "section not marked",
        "A screen reader does not say which part of the story this is.",
        "String(step.section === SECTIONS[place])",
        '"false"',
        BACK("it_opens_where_the_chapter_is"),
    ),
    (
        "focus lost after a change",
        "The keyboard begins at the top of the page.",
        "    if (this.story.chosen !== null) this.drawing.focus(this.story.chosen);\n",
        "",
        BACK("escape_takes_a_change_back_and_the_arrows_make_one"),
    ),
    (
        "step without end taken",
        "All numbers of the picture become “no number”.",
        "    if (!Number.isFinite(after)) return false;\n",
        "",
        BACK("a_step_that_is_too_long_is_told_and_one_without_end_is_not_taken"),
    ),
)

EDIT = edits(
    FOLDERS,
    BACK("escape_takes_a_change_back_and_the_arrows_make_one"),
    (
        "Escape keeps the change",
        "Who wanted out has changed the network.",
        "if (this.value !== this.first) this.change(this.first);",
        "",
    ),
    (
        "decimal comma not understood",
        "“0,25” is called no number.",
        'text.replace("−", "-").replace(",", ".")',
        'text.replace("−", "-")',
        BACK("what_is_no_number_is_named_and_nothing_is_lost"),
    ),
)

TABLE = edits(
    FOLDERS,
    BACK("every_table_has_heads_for_its_rows_and_columns"),
    (
        "rows of a table without heads",
        "A screen reader says numbers and not whose they are.",
        'cell("row")(name)',
        "cell(null)(name)",
    ),
)

SEND_BACK_CSS = edits(
    FOLDERS,
    BACK("nothing_overlaps_and_the_text_is_large_enough"),
    (
        "letters too small in the drawing",
        "On a phone the names of the neurons cannot be read.",
        "  color: var(--muted);\n  font-size: 12px;\n  text-align: center;",
        "  color: var(--muted);\n  font-size: 9px;\n  text-align: center;",
    ),
)

# Roll down a cost.

SURFACES = edits(
    FOLDERS,
    PATHS,
    (
        "path uphill",
        "The picture rolls up the hill.",
        "value - eta * slopes[k]",
        "value + eta * slopes[k]",
    ),
    (
        "an example twice in an epoch",
        "The order of a stochastic run is no shuffle.",
        "[epoch[last], epoch[chosen]] = [epoch[chosen], epoch[last]];",
        "epoch[last] = epoch[chosen];",
        ROLL("an_order_holds_every_example_once_an_epoch"),
    ),
    (
        "sharpest bend of the valley wrong",
        "The mark at the learning rate says that steps converge where they do not.",
        "edge: 2 / bend,",
        "edge: 1 / bend,",
        ROLL("the_valleys_edge_and_bottom_are_pythons"),
    ),
)

JUDGE = edits(
    FOLDERS,
    ROLL("names_follow_the_written_rules"),
    (
        "crawling called converging",
        "A path that never arrives is praised.",
        '["Crawls", ({ arrived }) => arrived === null]',
        '["Crawls", ({ from, to }) => to > from]',
    ),
    (
        "share of the way not in per cent",
        "The picture says “0 % of the way”.",
        "decimal(100 * facts.way, 0)",
        "decimal(facts.way, 0)",
        ROLL("the_verdict_tells_the_numbers_of_the_path"),
    ),
)

MAP = edits(
    FOLDERS,
    ROLL("pointing_at_the_curve_reads_that_step_and_marks_its_place"),
    (
        "map upside down",
        "The path on the map is mirrored.",
        "(SIDE / 2) * (1 - near * y)]",
        "(SIDE / 2) * (1 + near * y)]",
    ),
    (
        "map without a name",
        "A screen reader says “image”.",
        'drawing.setAttribute("aria-label", `Map of the cost over two weights. ${says}`);',
        "",
        ROLL("it_is_accessible"),
    ),
    (
        "swipe on the map moves the start",
        "Who scrolls past the picture changes it.",
        'if (event.pointerType !== "touch") this.begin(event);',
        "this.begin(event);",
        ROLL("the_start_is_moved_by_a_finger_and_a_swipe_on_the_map_scrolls"),
    ),
    (
        "Shift ignored on the map",
        "With the keyboard the way across the map takes a hundred presses.",
        "(event.shiftKey ? FAST : 1)",
        "1",
        ROLL("all_controls_work_by_keyboard"),
    ),
)

RATE = edits(
    FOLDERS,
    ROLL("all_controls_work_by_pointer"),
    (
        "slider of the learning rate not logarithmic",
        "All small rates are in its first notch.",
        "ends[0] * (ends[1] / ends[0]) ** (Number(slider.value) / NOTCHES)",
        "ends[0] + (ends[1] - ends[0]) * (Number(slider.value) / NOTCHES)",
    ),
    (
        "wrong rate not marked as wrong",
        "A screen reader does not say that the field was refused.",
        '    field.setAttribute("aria-invalid", String(isWrong));\n',
        "",
        ROLL("a_wrong_rate_is_told_in_one_line_and_loses_nothing"),
    ),
)

ROLL_DOWN_JS = edits(
    FOLDERS,
    ROLL("what_happens_is_said_once"),
    (
        "result not said",
        "Who hears the page does not learn what became of the path.",
        "    this.say(this.said);\n",
        "",
    ),
    (
        "motion for everybody",
        "Who asked for less motion is shown a run all the same.",
        "    if (reducedMotion()) {\n      goTo(last);\n      return;\n    }\n",
        "",
        ROLL("a_run_moves_and_can_be_paused_and_is_at_once_where_motion_is_reduced"),
    ),
)

FAULTS = [
    *NUMBERING,
    *BLOCKS,
    *SITE_PAGES,
    *SITE_METADATA,
    *SITE_PICTURES,
    *SITE_SEARCH,
    *SITE_UNCHANGED,
    *SOURCE_DIALECT,
    *SOURCE_CELLS,
    *SOURCE_TREE,
    *SOURCE_LEDGER,
    *SOURCE_CANONICAL,
    *FILES_CACHE,
    *RUN_EXECUTE,
    *RUN_KERNELS,
    *PRESS_HOOKS,
    *MARKDOWN_NOTEBOOKS,
    *TAKE_HOME_NOTEBOOKS,
    *EDITIONS_NOTEBOOKS,
    *PRESS_SLIDES,
    *PAPER_DOCUMENT,
    *TEMPLATE,
    *LOST,
    *BOOK_CSS,
    *PRESS_CSS,
    *SYMBOLS_CSS,
    *PRESS_JS,
    *SEARCH_JS,
    *MATCH,
    *WORDS,
    *SYMBOLS_JS,
    *PLACES_JS,
    *NARROW_JS,
    *LIVE_RUNNER,
    *LIVE_EDITOR,
    *LIVE_STORE,
    *LIVE_CELL,
    *LIVE_REBUILD,
    *LIVE_CELLS,
    *PRINT_JS,
    *INTERACTIVE_JS,
    *CHECKED_JS,
    *SLIDES_JS,
    *NETWORK_JS,
    *DOM_JS,
    *CONTROLS_JS,
    *BASE_CSS,
    *BUNDLER,
    *BASE_PY,
    *PAD,
    *PREPARE,
    *WHY,
    *TEACH,
    *TRAY,
    *STEPS,
    *SEND_BACK_JS,
    *EDIT,
    *TABLE,
    *SEND_BACK_CSS,
    *SURFACES,
    *JUDGE,
    *MAP,
    *RATE,
    *ROLL_DOWN_JS,
]
