"""The press from the command line: `python -m press build`."""

import argparse
import functools
import http.server
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from backprop.data import find_mnist
from press import ROOT
from press.course import renew_course
from press.files.folders import written_whole
from press.notebooks.editions import EDITIONS, run_edition, write_edition
from press.paper.epub import print_epub
from press.paper.pdf import print_pdf
from press.quarto.render import print_with_quarto
from press.run.execute import execute
from press.site.metadata import version
from press.site.pages import print_book
from press.site.unchanged import Printed
from press.slides import print_slides, write_sources
from press.source.address import repository
from press.source.book import Book, PressError
from press.source.dialect import check_book

PAPER = {"epub": print_epub, "pdf": print_pdf}  # what a command and an ending stand for


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return 0, or 1 after one clear message about what went wrong."""
    parser = argparse.ArgumentParser(prog="python -m press", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("build", "execute the chapters and print the site"),
        ("execute", "execute the chapters and store their outputs"),
        ("print", "print the site from the stored outputs"),
        ("epub", "write the book for e-readers, from the stored outputs"),
        ("pdf", "write the book for paper, from the stored outputs"),
        ("check", "check the chapters' markup"),
        ("serve", "show the site at localhost"),
        ("course", "count again how long each chapter takes, for the page for teachers"),
        ("slides", "write the slides of each chapter"),
        ("editions", "write the notebooks without solutions and with them, and run both"),
    ):
        command = commands.add_parser(name, help=text)
        if name in ("build", "execute", "editions"):
            command.add_argument("--jobs", type=at_least_one, default=2, help="chapters at a time (2)")
            command.add_argument("--offline", action="store_true", help="do not try to fetch MNIST")
        if name in ("build", "execute"):
            command.add_argument("--afresh", action="store_true", help="run also what has not changed")
        if name == "execute":
            command.add_argument("notebooks", nargs="*", type=Path, help="only these")
        if name in ("build", "print"):
            command.add_argument("--to", type=Path, help="the site's folder (_book)")
            command.add_argument("--printer", choices=("quarto", "pandoc"), help="instead of the best")
        if name in PAPER:
            command.add_argument("--to", type=Path, help="the file (in _book, with the book's name)")
        if name == "editions":
            command.add_argument("--to", type=Path, help="the folder of both (_editions)")
        if name == "slides":
            command.add_argument("--to", type=Path, help="the slides' folder (_slides)")
            command.add_argument("--sources", type=Path, help="only write them for Quarto, to this folder")
        if name == "serve":
            command.add_argument("--port", type=int, default=8000)
        command.add_argument("--book", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        return run(options)
    except PressError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    return 1


def at_least_one(text: str) -> int:
    """Return the number that an option gives, if it is 1 or more."""
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{text} chapters at a time; expected 1 or more")
    return number


def run(options: argparse.Namespace) -> int:
    book = Book(options.book)
    if options.command == "check":
        check_book(book)
    if options.command in ("build", "execute"):
        check_book(book)
        execute(book, getattr(options, "notebooks", None), options.jobs, options.offline, options.afresh)
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
        written = {name: write_edition(book, name, to / name) for name in EDITIONS}
        for name, made in written.items():
            print(f"{_short(to / name)}: {run_edition(made, options.jobs, options.offline)}.")
    if options.command == "serve":
        serve(book, options.port)
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
    printed = Printed(book, [bool(quarto), kinds, bool(find_mnist()), address, address and version(book)])
    if to in printed:
        return
    with written_whole(to) as new:
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda kind: PAPER[kind](book, new / book.file_name(kind)), kinds))
        if quarto:
            print_with_quarto(book, quarto, new)
        else:
            print_book(book, new)
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


def serve(book: Book, port: int) -> None:
    """Serve the site on this machine until Ctrl+C."""
    site = book.root / book.config["project"]["output-dir"]
    if not (site / "index.html").exists():
        raise PressError(f"{_short(site)} has no site yet: run `make book` first")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=site)
    try:
        server = http.server.ThreadingHTTPServer(("localhost", port), handler)
    except OSError as error:
        raise PressError(f"port {port} cannot be used ({error.strerror}): try --port 8001") from None
    print(f"The book is at http://localhost:{port}. Ctrl+C stops it.")
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
