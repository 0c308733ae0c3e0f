"""The site at an address of this machine, as a server of static pages shows it."""

import functools
import http.server
import signal
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Any

from press.site.metadata import lost_page
from press.source.book import Book, PressError
from press.source.dialect import check_book


def serve(book: Book, site: Path, port: int) -> None:
    """Serve the site until Ctrl+C, which is how to stop it; raise PressError if the port cannot be used."""
    handler = functools.partial(Handler, book=book, directory=str(site))
    try:
        server = Server(("localhost", port), handler)
    except OSError as error:
        other = port + 1 if port < 65535 else 8000
        raise PressError(
            f"port {port} cannot be used ({error.strerror}): try `make serve PORT={other}`"
        ) from None
    with server:
        try:
            print(f"The book is at http://localhost:{server.server_port}. Ctrl+C stops it.", flush=True)
            server.serve_forever()
        except KeyboardInterrupt as stopped:
            if stopped.args not in ((), (signal.SIGINT,)):
                raise
            print()  # the prompt gets a line of its own


class Server(http.server.ThreadingHTTPServer):
    """Does not mind a browser that goes on to another page before it has all of this one."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Answers a missing page with the book's own page for that."""

    def __init__(self, *arguments: Any, book: Book, **options: Any) -> None:
        self.book = book
        super().__init__(*arguments, **options)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        try:
            text = _lost_page(self.book) if code == HTTPStatus.NOT_FOUND else ""
        except (PressError, OSError):  # somebody is changing a chapter
            text = ""
        if not text:
            super().send_error(code, message, explain)
            return
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text.encode())


@functools.lru_cache(maxsize=1)
def _lost_page(book: Book) -> str:
    return lost_page(book, {page.page: page.title for page in check_book(book)}, root="/")
