"""Print the notebooks with Quarto, where it is on the PATH, from their stored outputs."""

import shutil
import subprocess
from pathlib import Path

import yaml

from press.files.folders import temporary
from press.quarto.site import describe_pages, finish, tell_address
from press.source.blocks import STORED, shows_stored_outputs
from press.source.book import Book, PressError
from press.source.canonical import canonical
from press.source.dialect import check_book

NOT_NEEDED = (".*", "__pycache__", "tests")


def print_with_quarto(book: Book, quarto: str, to: Path) -> None:
    """Let Quarto print a copy of the book, whose pages say where outputs are stored ones, into `to`.

    In a copy, because Quarto writes only below the folder that it prints. Raises PressError if it fails.
    """
    check_book(book)
    output = book.config["project"]["output-dir"]
    with temporary() as folder:
        copy = folder / "book"
        shutil.copytree(book.root, copy, ignore=shutil.ignore_patterns(*NOT_NEEDED, output))
        _note_stored_outputs(book, copy)
        offer_files(book, copy, to)
        tell_address(book, copy)
        describe_pages(book, copy)
        if subprocess.run([quarto, "render", "--no-execute"], cwd=copy).returncode:
            raise PressError("quarto could not print the book; its message stands above")
        shutil.copytree(copy / output, to, dirs_exist_ok=True)
        finish(book, to)


def offer_files(book: Book, copy: Path, to: Path) -> None:
    """Let the copy's pages offer what of the EPUB and the PDF is in the folder `to`.

    Quarto looks for them under the name `output-file`, as the press does.
    """
    kinds = [kind for kind in ("pdf", "epub") if (to / book.file_name(kind)).exists()]
    if kinds:
        config = {**book.config, "book": {**book.settings, "downloads": kinds}}
        (copy / "_quarto.yml").write_text(
            yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )


def _note_stored_outputs(book: Book, copy: Path) -> None:
    for page in book.pages:
        notebook = book.notebook(page)
        if shows_stored_outputs(notebook):
            source = f"::: {{.bd-stored-outputs role=note}}\n{STORED}\n:::"
            note = {"cell_type": "markdown", "id": "stored-outputs", "metadata": {}, "source": source}
            notebook["cells"].insert(1, note)
            (copy / page.source).write_text(canonical(notebook), encoding="utf-8")
