"""The site as others find it: what its pages say of themselves, its map, the page for lost ways."""

import html
import re
import subprocess
import tomllib
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from press.source.address import Address
from press.source.book import Book, Page

CARD = ("theme/card.png", 1200, 630)
CARD_SHOWS = "Errors travel back to one neuron over the lines that carried its activation forward."


def social(book: Book, page: Page, title: str, description: str, address: Address | None) -> str:
    """Return the elements of the head that tell other sites about a page; the words are HTML already.

    Addresses are whole ones where the site's place is known. Otherwise there is no canonical one.
    """
    home = f"{address.pages}/" if address and address.pages else ""
    picture, width, height = CARD
    properties = {
        "og:type": "book" if page.kind == "preface" else "article",
        "og:site_name": html.escape(book.settings["title"]),
        "og:title": title,
        "og:description": description,
        "og:locale": "en_US",
        "og:image": f"{home or page.root}{picture}",
        "og:image:width": width,
        "og:image:height": height,
        "og:image:alt": CARD_SHOWS,
    }
    lines = []
    if home:
        place = home + way_from_home(page)
        lines.append(f'<link rel="canonical" href="{place}">')
        properties["og:url"] = place
    lines += [f'<meta property="{name}" content="{value}">' for name, value in properties.items()]
    return "\n".join([*lines, '<meta name="twitter:card" content="summary_large_image">'])


def way_from_home(page: Page) -> str:
    """Return where the page stands below the site's root; the preface is what the root itself shows."""
    return "" if page.target == Path("index.html") else page.target.as_posix()


def write_maps(book: Book, address: Address | None, to: Path) -> None:
    """Write sitemap.xml and robots.txt, if the site's place is known: they need whole addresses."""
    if not address or not address.pages:
        return
    places = [f"{address.pages}/{way_from_home(page)}" for page in book.pages]
    urls = "".join(f"<url><loc>{html.escape(place)}</loc></url>\n" for place in places)
    schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
    sitemap = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{schema}">\n{urls}</urlset>\n'
    (to / "sitemap.xml").write_text(sitemap, encoding="utf-8")
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {address.pages}/sitemap.xml\n"
    (to / "robots.txt").write_text(robots, encoding="utf-8")


def write_lost(book: Book, titles: dict[Page, str], address: Address | None, to: Path) -> None:
    """Write 404.html, which a server shows at any depth: it loads nothing, and brings its own style."""
    # With a place, links begin at the server's root; without one, they lead from where the file stands.
    root = re.sub(r"^https://[^/]+", "", address.pages) + "/" if address and address.pages else ""
    (to / "404.html").write_text(lost_page(book, titles, root), encoding="utf-8")


def lost_page(book: Book, titles: dict[Page, str], root: str) -> str:
    """Return the page for lost ways, whose links begin with `root`."""
    text = Template((book.root / "theme/404.html").read_text(encoding="utf-8"))
    entries = "".join(
        f'<li><a href="{root}{page.target.as_posix()}">{page.number} {html.escape(titles[page])}</a></li>\n'
        for page in book.pages
    )
    return text.substitute(
        lang=book.config.get("lang", "en"),
        book_title=html.escape(book.settings["title"]),
        root=root,
        entries=entries.replace("> ", ">"),
    )


def version(book: Book) -> str:
    """Return the version of the book, with the commit it was printed from where that is known."""
    try:
        stated = tomllib.loads((book.root / "pyproject.toml").read_text(encoding="utf-8"))["project"][
            "version"
        ]
    except (OSError, KeyError):
        stated = ""
    command = ["git", "-C", str(book.root), "rev-parse", "--short", "HEAD"]
    try:
        found = subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except OSError:
        found = ""
    commit = found if (book.root / ".git").exists() else ""
    return ", commit ".join(filter(None, (stated, commit)))


def report_link(page: Page, title: str, address: Address, version: str) -> str:
    """Return the address of the form for an error, with the place and the version filled in."""
    place = f"{address.pages}/{page.target.as_posix()}" if address.pages else page.target.as_posix()
    fields = {"template": "error.yml", "place": f"{title} ({place})", "version": version}
    return f"{address.url}/issues/new?{urlencode(fields)}"
