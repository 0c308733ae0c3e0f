"""Where the project lives on GitHub, if that is known. Nothing here invents an address."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from press.source.book import Book

GITHUB = "https://github.com"
REPOSITORY = re.compile(r"(?:https://|git@|ssh://git@)([\w.-]+)[/:]([\w-]+)/([\w.-]+?)(?:\.git)?/?")


@dataclass(frozen=True)
class Address:
    """A repository on GitHub, or on a server of its kind."""

    owner: str
    name: str
    server: str = GITHUB

    @property
    def url(self) -> str:
        """The repository's page."""
        return f"{self.server}/{self.owner}/{self.name}"

    @property
    def pages(self) -> str:
        """Where GitHub Pages serves the branch gh-pages; "" on another server, where nobody knows."""
        if self.server != GITHUB:
            return ""
        host = f"{self.owner.lower()}.github.io"
        return f"https://{host}" if self.name.lower() == host else f"https://{host}/{self.name}"


def repository(book: Book) -> Address | None:
    """Return the address that `_quarto.yml`, the workflow or the git remote names, or None.

    In this order: `book: repo-url`, the environment variable GITHUB_REPOSITORY, and `origin` if it is on
    github.com.
    """
    if stated := book.settings.get("repo-url"):
        return read_address(stated)
    if owner_and_name := os.environ.get("GITHUB_REPOSITORY"):
        server = os.environ.get("GITHUB_SERVER_URL") or GITHUB
        return read_address(f"{server}/{owner_and_name}")
    found = read_address(_origin(book.root))
    return found if found and found.server == GITHUB else None


def read_address(url: str) -> Address | None:
    """Return the address that the URL of a repository means, as a browser or git writes it, or None."""
    parts = REPOSITORY.fullmatch(url.strip())
    return Address(parts[2], parts[3], f"https://{parts[1]}") if parts else None


def _origin(root: Path) -> str:
    """Return the URL of the remote `origin`, or "" if the folder is no clone or there is no git."""
    if not (root / ".git").exists():
        return ""
    command = ["git", "-C", str(root), "config", "--get", "remote.origin.url"]
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout
    except OSError:
        return ""
