"""MNIST from the web: from the first of several mirrors that sends each file whole."""

import hashlib
import time
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from backprop.data.idx import IdxFile
from backprop.support import checks
from backprop.support.files import write_whole

MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://azureopendatastorage.blob.core.windows.net/mnist/",
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
)
PAUSES = (0.0, 1.0, 4.0)  # seconds before each round of all the mirrors
CONNECT_TIMEOUT = 5.0  # seconds until a mirror must have answered the call
READ_TIMEOUT = 15.0  # seconds that it may then be silent
DEADLINE = 900.0  # seconds that one file may take
SLACK = 4096  # bytes by which a packed file may be larger than its unpacked bytes


class Failure(Exception):  # noqa: N818
    """A file could not be had; `again` says whether the same mirror may yet send it."""

    def __init__(self, reason: str, again: bool = True, reached: bool = True) -> None:
        super().__init__(reason)
        self.again, self.reached = again, reached


def fetch(file: IdxFile, folder: Path, download: bool, progress: bool | None) -> bytes:
    """Download `file` into `folder`, and return its unpacked bytes; raise Failure if that fails."""
    checks.instance("file", file, IdxFile, "an IdxFile")
    folder = checks.path("folder", folder)
    checks.switch("progress", progress, or_none=True)
    if not checks.switch("download", download):
        raise Failure("downloading was not allowed (download=False)")
    data = _try_mirrors(file, progress)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / file.name, data)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Failure(f"it was downloaded, but cannot be kept in {folder} ({reason})") from None
    return data


def _try_mirrors(file: IdxFile, progress: bool | None) -> bytes:
    """Return the unpacked bytes from the first mirror that sends them; raise Failure if none does.

    Every round asks each mirror in turn. A mirror whose answer was final is not asked again, and
    there is one round only if no mirror can be reached: then there is no network.
    """
    failures: dict[str, Failure] = {}
    for pause in PAUSES:
        asked = [mirror for mirror in MIRRORS if mirror not in failures or failures[mirror].again]
        if not asked or (failures and not any(failure.reached for failure in failures.values())):
            break
        time.sleep(pause)
        for mirror in asked:
            try:
                return _download(f"{mirror}{file.name}.gz", file, progress)
            except Failure as failure:
                failures[mirror] = failure
    raise Failure("; ".join(f"{urlsplit(mirror).netloc} {why}" for mirror, why in failures.items()))


def _download(url: str, file: IdxFile, progress: bool | None) -> bytes:
    """Return the unpacked and verified bytes of the packed file at `url`; raise Failure otherwise."""
    import requests  # here, as tqdm below: without a download, nobody waits for them
    import urllib3

    try:
        with requests.get(
            url,
            stream=True,
            timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
            headers={"Accept-Encoding": "identity"},
        ) as response:
            status = response.status_code
            if status != 200:
                raise Failure(f"answered {status}", again=status >= 500 or status in (408, 429))
            data = _receive(response.raw, file, progress)
    except requests.TooManyRedirects:
        raise Failure("sends from one address to the next without end", again=False) from None
    except ValueError as error:  # requests' own for bad addresses are ValueErrors
        proxies = requests.utils.get_environ_proxies(url)
        what = (
            "cannot be asked through the proxy that is set" if proxies else "sends to an address that is none"
        )
        raise Failure(f"{what} ({_said(error)})", again=False) from None
    except requests.exceptions.ProxyError:
        raise Failure("cannot be reached through the proxy that is set", reached=False) from None
    except requests.ConnectionError:
        raise Failure("cannot be reached", reached=False) from None
    except (requests.Timeout, urllib3.exceptions.TimeoutError):
        raise Failure("stopped answering") from None
    except (OSError, urllib3.exceptions.HTTPError):  # requests' own exceptions are OSErrors
        raise Failure("broke off") from None
    except zlib.error:
        raise Failure("sent a damaged file", again=False) from None
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise Failure("sent a file with the wrong SHA-256", again=False)
    return data


def _said(error: Exception) -> str:
    return checks.shown(" ".join(str(error).split())).strip("'\"")


def _receive(raw: Any, file: IdxFile, progress: bool | None) -> bytes:
    """Unpack what arrives, at most one byte more than `file` should have, however much is sent."""
    from tqdm import tqdm

    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)  # the 16 asks for gzip's header and trailer
    data, received, deadline = bytearray(), 0, time.monotonic() + DEADLINE
    disable = None if progress is None else not progress
    with tqdm(total=file.size, desc=file.name, disable=disable, unit="B", unit_scale=True) as bar:
        while not unpacker.eof and len(data) <= file.size:
            chunk = raw.read1(1 << 16)  # what is there, up to 64 kB: a slow sender cannot hold us here
            received += len(chunk)
            if not chunk:
                raise Failure(f"broke off after {received:,} bytes")
            if received > file.size + SLACK:
                raise Failure("sent too many bytes", again=False)
            if time.monotonic() > deadline:
                raise Failure("is too slow")
            unpacked = unpacker.decompress(chunk, file.size + 1 - len(data))
            data += unpacked
            bar.update(len(unpacked))
    return bytes(data)
