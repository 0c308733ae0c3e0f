"""The commands of the press, and what went wrong in one line."""

import argparse
import contextlib
import errno
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

from backprop.data import find_mnist
from press import ROOT
from press.course import renew_course
from press.files.folders import written_whole
from press.notebooks.editions import EDITIONS, run_edition, write_edition
from press.notebooks.take_home import FOLDER, write_for_reader, write_published
from press.paper.epub import print_epub
from press.paper.pdf import print_pdf
from press.quarto.render import print_with_quarto
from press.run.execute import execute
from press.site import live, python
from press.site.metadata import version
from press.site.pages import print_book
from press.site.serve import serve
from press.site.unchanged import Printed
from press.slides import print_slides, write_sources
from press.source.address import repository
from press.source.book import Book, PressError
from press.source.dialect import check_book
from press.source.renew import check_files, renew

PAPER = {"epub": print_epub, "pdf": print_pdf}  # what a command and an ending stand for


# No room, or no right to write.
NOT_WRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM}


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with a command, without the list of all that it may be."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (--help lists what there is)\n")


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return 0, or 1 after one clear message about what went wrong."""
    parser = Parser(prog="python -m press", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("build", "execute the chapters and print the site"),
        ("execute", "execute the chapters and store their outputs"),
        ("print", "print the site from the stored outputs"),
        ("epub", "write the book for e-readers, from the stored outputs"),
        ("pdf", "write the book for paper, from the stored outputs"),
        ("check", "check the chapters' markup"),
        ("canonical", "store the notebooks anew in the one form that they have, without executing them"),
        ("serve", "show the site at localhost"),
        ("course", "count again how long each chapter takes, for the page for teachers"),
        ("slides", "write the slides of each chapter"),
        ("take-home", "write the notebooks to take home, over none that its reader has changed"),
        ("editions", "write the notebooks without solutions and with them, and run both"),
    ):
        command = commands.add_parser(name, help=text)
        if name in ("build", "execute", "editions"):
            command.add_argument("--jobs", type=at_least_one, default=2, help="chapters at a time (2)")
            command.add_argument(
                "--offline", action="store_true", help="fetch nothing: no MNIST, no Python for the pages"
            )
        if name in ("build", "execute"):
            command.add_argument("--afresh", action="store_true", help="run also what has not changed")
        if name in ("execute", "canonical"):
            command.add_argument("notebooks", nargs="*", type=Path, help="only these")
        if name in ("build", "print"):
            command.add_argument("--to", type=Path, help="the site's folder (_book)")
            command.add_argument("--printer", choices=("quarto", "pandoc"), help="instead of the best")
        if name in PAPER:
            command.add_argument("--to", type=Path, help="the file (in _book, with the book's name)")
        if name == "editions":
            command.add_argument("--to", type=Path, help="the folder of both (_editions)")
        if name == "take-home":
            command.add_argument("--to", type=Path, help=f"the notebooks' folder ({FOLDER})")
            command.add_argument(
                "--site", type=Path, help="only write those that a site offers, into its folder"
            )
        if name == "slides":
            command.add_argument("--to", type=Path, help="the slides' folder (_slides)")
            command.add_argument("--sources", type=Path, help="only write them for Quarto, to this folder")
        if name == "serve":
            command.add_argument("--port", type=port_number, default=8000, help="(8000)")
        command.add_argument("--book", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        return run(options)
    except PressError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(in_words(error, options.book), file=sys.stderr)
    return 1


def in_words(error: OSError, root: Path) -> str:
    """Return what the system refused, in one line: where, why, and what to do if nothing can be written."""
    if isinstance(error, shutil.Error):  # of many files, each with its reason
        place, _, reason = error.args[0][0]
        return f"{place}: {reason}"
    reason = error.strerror or str(error)
    place = f"{error.filename2 or error.filename}: " if error.filename else ""
    if error.errno not in NOT_WRITABLE:
        return f"{place}{reason}"
    return f"{place}{reason}; the press has to write to {root.resolve()} and to {tempfile.gettempdir()}"


def at_least_one(text: str) -> int:
    """Return the number that an option gives, if it is 1 or more."""
    return _number(text, 1, None, "1 or more")


def port_number(text: str) -> int:
    """Return the port that an option gives; 0 is any that is free."""
    return _number(text, 0, 65535, "a port from 1 to 65535, or 0 for one that is free")


def _number(text: str, least: int, most: int | None, expected: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if number < least or (most is not None and number > most):
        raise argparse.ArgumentTypeError(f"{text}; expected {expected}")
    return number


def run(options: argparse.Namespace) -> int:
    book = Book(options.book)
    if options.command == "check":
        check_book(book)
        check_files(book)
    if options.command == "canonical":
        renew(book, options.notebooks)
    if options.command in ("build", "execute"):
        check_book(book)
        execute(book, getattr(options, "notebooks", None), options.jobs, options.offline, options.afresh)
    if options.command == "build" and not options.offline and (missing := python.fetch()):
        print(f"Python for the page cannot be had, so the pages cannot run: {missing}.", file=sys.stderr)
    if options.command in ("build", "print"):
        to = (options.to or book.root / book.config["project"]["output-dir"]).resolve()
        print_site(book, to, options.printer, with_paper=options.command == "build")
        place = to / "index.html"
        print(f"The book is printed. Open {_short(place)} in a browser, or run `make serve`.")
    if options.command == "course":
        renew_course(book)
    if options.command in PAPER:
        to = book.root / book.config["project"]["output-dir"] / book.file_name(options.command)
        to = (options.to or to).resolve()
        to.parent.mkdir(parents=True, exist_ok=True)
        PAPER[options.command](book, to)
        print(f"The book is written to {_short(to)}.")
    if options.command == "slides":
        make_slides(book, options.to, options.sources)
    if options.command == "editions":
        check_book(book)
        to = (options.to or book.root / "_editions").resolve()
        for name in EDITIONS:
            write_edition(book, name, to / name)
        for name in EDITIONS:
            print(f"{_short(to / name)}: {run_edition(book, to / name, options.jobs, options.offline)}.")
    if options.command == "take-home":
        check_book(book)
        if options.site:
            write_published(book, repository(book), options.site)
            python.put(options.site)
            live.put(book, options.site)
        else:
            to = (options.to or book.root / FOLDER).resolve()
            print(*write_for_reader(book, to), f"The notebooks are in {_short(to)}/.", sep="\n")
    if options.command == "serve":
        site = book.root / book.config["project"]["output-dir"]
        if not (site / "index.html").exists():
            raise PressError(f"{_short(site)} has no site yet: run `make book` first")
        serve(book, site, options.port)
    return 0


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def print_site(book: Book, to: Path, printer: str | None = None, with_paper: bool = False) -> None:
    """Print the site with Quarto if it is there, else with Pandoc; a failure leaves the old site.

    Nothing is printed if the site is still as it would become.

    The site offers the EPUB and the PDF if `with_paper` asks for them, or if the old site has them.
    """
    quarto = None if printer == "pandoc" else shutil.which("quarto")
    if printer == "quarto" and not quarto:
        raise PressError("quarto is not on the PATH: install it, or print with --printer pandoc")
    refuse_to_replace(book, to)
    kinds = [kind for kind in PAPER if with_paper or (to / book.file_name(kind)).exists()]
    address = repository(book)
    here = [bool(find_mnist()), bool(python.find())]
    printed = Printed(book, [bool(quarto), kinds, here, address, address and version(book)])
    if to in printed:
        return
    with written_whole(to) as new:
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda kind: PAPER[kind](book, new / book.file_name(kind)), kinds))
        if quarto:
            print_with_quarto(book, quarto, new)
        else:
            print_book(book, new)
    with contextlib.suppress(OSError):  # then it is printed again the next time
        printed.add(to)


def make_slides(book: Book, to: Path | None, sources: Path | None) -> None:
    """Write the slides to the folder `to`, or, for Quarto, to the folder `sources` only."""
    if sources:
        sources.mkdir(parents=True, exist_ok=True)
        write_sources(book, sources)
        return
    to = (to or book.root / "_slides").resolve()
    refuse_to_replace(book, to)
    with written_whole(to) as new:
        print_slides(book, new)
    print(f"The slides are made. Open {_short(to / 'index.html')} in a browser.")


def refuse_to_replace(book: Book, to: Path) -> None:
    """Raise PressError if the folder `to` has anything in it but a printed site, which is deleted."""
    holds_book = book.root.resolve().is_relative_to(to)
    files = {to / book.file_name(kind) for kind in PAPER}
    is_site = (to / "index.html").exists() or (to.is_dir() and set(to.iterdir()) <= files)
    if holds_book or to.is_file() or (to.is_dir() and any(to.iterdir()) and not is_site):
        raise PressError(f"{to} holds something else than a printed site: name a new or empty folder")
