"""MNIST from the web: a real server on this machine that answers well, badly, slowly or not at all.

The four files are made up here and small; `backprop.data.mnist` is told their sizes and hashes.
"""

import errno
import functools
import gzip
import hashlib
import io
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import tracemalloc
import warnings
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from backprop.data import DataError, download, find_mnist, load_mnist, mnist

ROOT = Path(__file__).parents[3]
COUNTS = {"train": 300, "t10k": 20}
PATIENCE = 20  # seconds that a test waits for something that should come at once


def idx(array):
    header = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return header + array.astype(np.uint8).tobytes()


def made_up_files():
    """Return the unpacked bytes of four small files by name; the pictures are noise, hard to pack."""
    rng = np.random.default_rng(0)
    contents = {}
    for part, n in COUNTS.items():
        contents[f"{part}-images-idx3-ubyte"] = idx(rng.integers(0, 256, (n, 28, 28)))
        contents[f"{part}-labels-idx1-ubyte"] = idx(rng.integers(0, 10, n))
    return contents


CONTENTS = made_up_files()
PACKED = {name: gzip.compress(data, mtime=0) for name, data in CONTENTS.items()}
FILES = tuple(
    mnist.IdxFile(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in CONTENTS.items()
)
IMAGES = "train-images-idx3-ubyte"


# Answers a server may give. Each is called with the request and the packed file that was asked for.


def good(request, packed):
    request.start(200, len(packed))
    request.wfile.write(packed)


def good_in_chunks(request, packed):
    request.start(200, None, {"Transfer-Encoding": "chunked"})
    for start in range(0, len(packed), 10_000):
        piece = packed[start : start + 10_000]
        request.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    request.wfile.write(b"0\r\n\r\n")


def good_of_unsaid_length(request, packed):
    request.start(200, None)
    request.wfile.write(packed)


def good_marked_as_encoded(request, packed):
    request.start(200, len(packed), {"Content-Encoding": "gzip"})
    request.wfile.write(packed)


def good_packed_twice_if_allowed(request, packed):
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        request.start(200, None, {"Content-Encoding": "gzip"})
        request.wfile.write(gzip.compress(packed))
    else:
        good(request, packed)


def moved(request, packed):
    if request.path.startswith("/elsewhere"):
        return good(request, packed)
    request.start(302, 0, {"Location": f"/elsewhere{request.path}"})


def sent_to(address):
    def answer(request, packed):
        request.start(302, 0, {"Location": address})

    answer.__name__ = f"sent to {address}"
    return answer


def round_and_round(request, packed):
    request.start(302, 0, {"Location": request.path})


def other_file(request, packed):
    good(request, gzip.compress(b"another file"))


def unpacked(request, packed):
    good(request, gzip.decompress(packed))


def web_page(request, packed):
    good(request, b"<html>Please log in to this hotel's network</html>")


def one_bit_wrong(request, packed):
    middle = len(packed) // 2
    good(request, packed[:middle] + bytes([packed[middle] ^ 1]) + packed[middle + 1 :])


def one_pixel_wrong(request, packed):
    data = bytearray(gzip.decompress(packed))
    data[-1] ^= 1
    good(request, gzip.compress(bytes(data)))


def empty(request, packed):
    request.start(200, 0)


def cut_off(request, packed):
    request.start(200, len(packed))
    request.wfile.write(packed[: len(packed) // 2])


def cut_off_and_reset(request, packed):
    cut_off(request, packed)
    request.reset()


def cut_off_before_answering(request, packed):
    request.reset()


def length_too_small(request, packed):
    request.start(200, len(packed) // 2)
    request.wfile.write(packed)


def length_too_large(request, packed):
    request.start(200, 2 * len(packed) + 50)
    request.wfile.write(packed)


def silent(request, packed):
    request.server.released.wait(PATIENCE)


def half_then_silent(request, packed):
    cut_off(request, packed)
    request.server.half_sent.set()
    request.server.released.wait(PATIENCE)


def byte_by_byte(request, packed):
    request.start(200, len(packed))
    for start in range(len(packed)):
        if request.server.released.wait(0.02):
            return
        request.wfile.write(packed[start : start + 1])


def zeros_without_end(request, packed):
    packer = zlib.compressobj(wbits=31)
    request.endless(lambda: packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_SYNC_FLUSH))


def nothing_without_end(request, packed):
    request.start(200, None)
    request.wfile.write(packed[:10])  # the header of a gzip file
    request.endless(lambda: b"\x00\x00\x00\xff\xff" * 1000, started=True)  # blocks that hold no bytes


@functools.cache
def status(code):
    def answer(request, packed):
        request.start(code, 0)

    answer.__name__ = f"status_{code}"
    return answer


class Request(BaseHTTPRequestHandler):
    """Answers by the server's list for the file asked for; the last answer of a list is kept."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.close_connection = True
        name = self.path.rsplit("/", 1)[1].removesuffix(".gz")
        with self.server.lock:
            self.server.asked.append(self.path)
            answers = self.server.answers.get(name, [good])
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
        try:
            answer(self, PACKED[name])
            self.wfile.flush()
        except OSError:  # the reader had enough
            self.server.hung_up.set()

    def start(self, code, length, headers=None):
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()

    def endless(self, more, started=False):
        if not started:
            self.start(200, None)
        for _ in range(10_000):
            self.wfile.write(more())

    def reset(self):
        self.wfile.flush()
        at_once = struct.pack("ii", 1, 0)  # linger for 0 seconds: closing then resets the connection
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        self.connection.close()

    def log_message(self, *arguments):
        pass


class Mirror(ThreadingHTTPServer):
    """A server on this machine; `answers[name]` lists how to answer, `asked` what was asked for."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Request)
        self.answers, self.asked, self.lock = {}, [], threading.Lock()
        self.half_sent, self.released, self.hung_up = (threading.Event() for _ in range(3))
        self.url = f"http://127.0.0.1:{self.server_port}/mnist/"

    def handle_error(self, request, client_address):
        pass


@pytest.fixture
def mirrors():
    """Two mirrors, both good unless told otherwise."""
    servers = Mirror(), Mirror()
    threads = [threading.Thread(target=server.serve_forever, args=(0.01,)) for server in servers]
    for thread in threads:
        thread.start()
    yield servers
    for server, thread in zip(servers, threads, strict=True):
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def cache(tmp_path, monkeypatch, mirrors):
    """The cache folder, empty; the module knows the small files and the two mirrors."""
    monkeypatch.delenv("BACKPROP_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(mnist, "cache_folder", lambda: tmp_path / "backprop" / "mnist")
    monkeypatch.setattr(mnist, "FILES", FILES)
    monkeypatch.setattr(download, "MIRRORS", tuple(server.url for server in mirrors))
    monkeypatch.setattr(download, "PAUSES", (0, 0.01, 0.01))
    monkeypatch.setattr(download, "CONNECT_TIMEOUT", 1)
    monkeypatch.setattr(download, "READ_TIMEOUT", 0.3)
    monkeypatch.setattr(download, "DEADLINE", 1)
    return tmp_path / "backprop" / "mnist"


def names_in(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def assert_right(loaded):
    for part, dataset in zip(COUNTS, loaded, strict=True):
        pixels = np.frombuffer(CONTENTS[f"{part}-images-idx3-ubyte"], np.uint8, offset=16)
        assert np.array_equal(dataset.X.T.ravel(), pixels / 255)
        assert bytes(dataset.labels.astype(np.uint8)) == CONTENTS[f"{part}-labels-idx1-ubyte"][8:]


def assert_whole(cache):
    assert names_in(cache) == sorted(CONTENTS)
    for name, data in CONTENTS.items():
        assert (cache / name).read_bytes() == data


def assert_not_had(cache, *reasons):
    """Loading fails with one line that gives the reasons and the advice, and leaves no images behind."""
    with pytest.raises(DataError) as failure:
        load_mnist()
    message = str(failure.value)
    for reason in (*reasons, "set the environment variable BACKPROP_DATA", f"{IMAGES}.gz"):
        assert reason in message
    assert "\n" not in message
    assert failure.value.__suppress_context__
    assert names_in(cache) == []


# Good answers.


def test_the_files_are_fetched_once_and_then_read_from_the_cache(cache, mirrors):
    assert find_mnist() is None
    assert_right(load_mnist())
    assert_whole(cache)
    assert mirrors[0].asked == [f"/mnist/{name}.gz" for name in CONTENTS]
    assert find_mnist() == cache
    assert_right(load_mnist(download=False))
    assert len(mirrors[0].asked) == 4
    assert mirrors[1].asked == []


@pytest.mark.parametrize(
    "answer",
    [good_in_chunks, good_of_unsaid_length, good_marked_as_encoded, good_packed_twice_if_allowed, moved],
)
def test_every_way_to_send_a_good_file_will_do(cache, mirrors, answer):
    mirrors[0].answers = {name: [answer] for name in CONTENTS}
    assert_right(load_mnist())
    assert_whole(cache)
    assert mirrors[1].asked == []


def test_float32_can_be_asked_for(cache):
    train, test = load_mnist(dtype=np.float32)
    assert {array.dtype for array in (train.X, train.Y, test.X, test.Y)} == {np.dtype(np.float32)}
    assert train.X.flags.f_contiguous
    with pytest.raises(ValueError, match="dtype is"):
        load_mnist(dtype=int)


def test_progress_shows_a_bar_for_each_file(cache, capsys):
    load_mnist(progress=True)
    shown = capsys.readouterr().err
    for name in CONTENTS:
        assert f"{name}: 100%" in shown


def test_no_bar_is_shown_where_there_is_no_terminal(cache, capsys):
    load_mnist()
    assert capsys.readouterr().err == ""


def test_a_terminal_shows_a_bar_unless_told_otherwise(cache, monkeypatch):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)
    load_mnist()
    assert f"{IMAGES}: 100%" in terminal.getvalue()
    before = terminal.getvalue()
    shutil.rmtree(cache)
    load_mnist(progress=False)
    assert terminal.getvalue() == before


# Bad answers: the next mirror is asked at once, and nothing bad is kept.

FINAL = {
    other_file: "sent a file with the wrong SHA-256",
    one_pixel_wrong: "sent a file with the wrong SHA-256",
    one_bit_wrong: "sent a",
    unpacked: "sent a damaged file",
    web_page: "sent a damaged file",
    zeros_without_end: "sent a file with the wrong SHA-256",
    nothing_without_end: "sent too many bytes",
    sent_to("http://[bad"): "sends to an address that is none (",
    sent_to("ftp://other.place/file"): "sends to an address that is none (",
    status(403): "answered 403",
    status(404): "answered 404",
    status(204): "answered 204",
}
PASSING = {
    empty: "broke off after 0 bytes",
    cut_off: "broke off",
    cut_off_and_reset: "broke off",
    length_too_small: "broke off after",
    silent: "stopped answering",
    half_then_silent: "stopped answering",
    byte_by_byte: "is too slow",
    status(429): "answered 429",
    status(500): "answered 500",
    status(503): "answered 503",
}
BAD = {**FINAL, **PASSING, cut_off_before_answering: "cannot be reached"}


def name_of(value):
    return getattr(value, "__name__", None)


@pytest.mark.parametrize("answer", BAD, ids=name_of)
def test_a_bad_mirror_is_passed_over_for_a_good_one(cache, mirrors, answer):
    mirrors[0].answers[IMAGES] = [answer]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_right(load_mnist())
    assert_whole(cache)
    assert mirrors[0].asked.count(f"/mnist/{IMAGES}.gz") == 1
    assert mirrors[1].asked == [f"/mnist/{IMAGES}.gz"]


@pytest.mark.parametrize("answer", FINAL, ids=name_of)
def test_a_final_answer_is_not_asked_for_again(cache, mirrors, monkeypatch, answer):
    monkeypatch.setattr(download, "MIRRORS", (mirrors[0].url,))
    mirrors[0].answers[IMAGES] = [answer, good]
    assert_not_had(cache, f"127.0.0.1:{mirrors[0].server_port} {FINAL[answer]}")
    assert len(mirrors[0].asked) == 1


def test_a_mirror_that_sends_round_and_round_is_passed_over(cache, mirrors):
    for server in mirrors:
        server.answers[IMAGES] = [round_and_round]
    assert_not_had(
        cache, f"127.0.0.1:{mirrors[1].server_port} sends from one address to the next without end"
    )
    assert len(mirrors[0].asked) == 31  # requests follows thirty


@pytest.mark.parametrize(
    ("proxy", "reason"),
    [
        ("socks5://127.0.0.1:9", "cannot be asked through the proxy that is set ("),
        ("http://", "cannot be asked through the proxy that is set ("),
        ("http://[bad", "cannot be asked through the proxy that is set ("),
        ("http://127.0.0.1:port", "cannot be asked through the proxy that is set ("),
        ("nonsense://127.0.0.1:9", "cannot be asked through the proxy that is set ("),
        ("http://127.0.0.1:9", "cannot be reached through the proxy that is set"),
    ],
)
def test_a_proxy_that_is_none_is_named(cache, mirrors, monkeypatch, proxy, reason):
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("HTTP_PROXY", proxy)
    assert_not_had(cache, *(f"127.0.0.1:{server.server_port} {reason}" for server in mirrors))
    assert mirrors[0].asked == []


@pytest.mark.parametrize("answer", PASSING, ids=name_of)
def test_a_passing_failure_is_tried_again(cache, mirrors, monkeypatch, answer):
    monkeypatch.setattr(download, "MIRRORS", (mirrors[0].url,))
    mirrors[0].answers[IMAGES] = [answer, good]
    assert_right(load_mnist())
    assert_whole(cache)
    assert mirrors[0].asked.count(f"/mnist/{IMAGES}.gz") == 2


@pytest.mark.parametrize("answer", [empty, cut_off, status(500)], ids=name_of)
def test_three_rounds_are_made_and_no_more(cache, mirrors, answer):
    for mirror in mirrors:
        mirror.answers[IMAGES] = [answer]
    assert_not_had(cache, *(f"127.0.0.1:{mirror.server_port} {PASSING[answer]}" for mirror in mirrors))
    assert [len(mirror.asked) for mirror in mirrors] == [3, 3]


def test_a_length_that_claims_too_much_does_not_matter_if_the_file_is_whole(cache, mirrors):
    mirrors[0].answers[IMAGES] = [length_too_large]
    assert_right(load_mnist())
    assert mirrors[1].asked == []


@pytest.mark.parametrize("answer", [zeros_without_end, nothing_without_end], ids=name_of)
def test_an_answer_without_end_is_hung_up_on(cache, mirrors, answer):
    mirrors[0].answers[IMAGES] = [answer]
    load_mnist()
    assert mirrors[0].hung_up.wait(PATIENCE)


def test_a_small_file_that_unpacks_to_a_huge_one_takes_no_memory(cache, mirrors):
    bomb = gzip.compress(bytes(1 << 26))  # 64 MB of zeros in 64 kB
    mirrors[0].answers[IMAGES] = [lambda request, packed: good(request, bomb)]
    tracemalloc.start()
    load_mnist()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert mirrors[1].asked == [f"/mnist/{IMAGES}.gz"]
    assert peak < 1 << 24


def test_each_round_waits_longer_than_the_one_before(cache, mirrors, monkeypatch):
    waits = []
    monkeypatch.setattr(download.time, "sleep", waits.append)
    monkeypatch.setattr(download, "PAUSES", (0, 3, 5))
    for mirror in mirrors:
        mirror.answers[IMAGES] = [status(500)]
    assert_not_had(cache, "answered 500")
    assert waits == [0, 3, 5]


def test_only_what_the_cache_lacks_is_fetched(cache, mirrors):
    load_mnist()
    (cache / IMAGES).unlink()
    del mirrors[0].asked[:]
    assert_right(load_mnist())
    assert mirrors[0].asked == [f"/mnist/{IMAGES}.gz"]


# No network.


def test_without_network_or_files_one_line_says_where_it_looked_and_what_to_do(
    cache, mirrors, monkeypatch, tmp_path
):
    waits = []
    monkeypatch.setattr(download.time, "sleep", waits.append)
    monkeypatch.setenv("BACKPROP_DATA", str(tmp_path / "nowhere"))
    monkeypatch.setattr(download, "MIRRORS", ("http://127.0.0.1:1/a/", "http://127.0.0.1:2/b/"))
    with pytest.warns(RuntimeWarning, match="BACKPROP_DATA is passed over"):
        assert_not_had(
            cache,
            "MNIST cannot be had",
            f"{tmp_path / 'nowhere' / IMAGES} is missing",
            f"{cache / IMAGES} is missing",
            "127.0.0.1:1 cannot be reached; 127.0.0.1:2 cannot be reached",
        )
    assert waits == [0]  # no second round where there is no network


def test_downloading_can_be_forbidden(cache, mirrors):
    with pytest.raises(DataError, match=r"downloading was not allowed \(download=False\)"):
        load_mnist(download=False)
    assert mirrors[0].asked == []


# A folder of one's own.

SPELLINGS = {
    "plain": lambda name: name,
    "packed": lambda name: f"{name}.gz",
    "dotted": lambda name: name.replace("-idx", ".idx"),
    "dotted and packed": lambda name: name.replace("-idx", ".idx") + ".gz",
}


def fill(folder, spelling="plain"):
    folder.mkdir(parents=True, exist_ok=True)
    for name in CONTENTS:
        path = folder / SPELLINGS[spelling](name)
        path.write_bytes((PACKED if path.suffix == ".gz" else CONTENTS)[name])


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("BACKPROP_DATA", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_files_are_read_from_the_folder_named_by_backprop_data(cache, mirrors, own, spelling):
    fill(own, spelling)
    before = names_in(own)
    assert find_mnist() == own
    assert_right(load_mnist())
    assert mirrors[0].asked == []
    assert not cache.exists()
    assert names_in(own) == before


def test_the_named_folder_goes_before_the_cache(cache, own, monkeypatch):
    fill(own)
    fill(cache)
    assert find_mnist() == own
    monkeypatch.setenv("BACKPROP_DATA", "")
    assert find_mnist() == cache


def test_the_home_folder_may_be_written_as_a_tilde(cache, own, monkeypatch):
    fill(own)
    monkeypatch.setenv("HOME", str(own.parent))
    monkeypatch.setenv("BACKPROP_DATA", "~/own")
    assert find_mnist() == own


@pytest.mark.parametrize("name", ["own folder", "own ~", "~own"])
def test_the_named_folder_may_have_any_name(cache, own, monkeypatch, name):
    fill(own)
    folder = own.rename(own.with_name(name))
    monkeypatch.setenv("BACKPROP_DATA", str(folder))
    assert find_mnist() == folder


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("~nosuchuser/x", "~nosuchuser/x is in no folder: ~nosuchuser is not the home of any user"),
        ("x" * 5000, "BACKPROP_DATA is 'xxxxx"),
    ],
)
def test_a_name_that_cannot_be_a_folder_is_passed_over_with_a_warning(cache, monkeypatch, name, reason):
    monkeypatch.setenv("BACKPROP_DATA", name)
    assert find_mnist() is None
    with pytest.warns(RuntimeWarning, match="BACKPROP_DATA is passed over") as warned:
        assert_right(load_mnist())
    assert reason in str(warned[0].message)
    assert find_mnist() == cache


def spoil_missing(folder):
    (folder / IMAGES).unlink()
    return f"{folder / IMAGES} is missing"


def spoil_byte(folder):
    path = folder / IMAGES
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    return f"{path} is damaged"


def spoil_by_cutting(folder):
    path = folder / IMAGES
    path.write_bytes(path.read_bytes()[:-1])
    return f"{path} is damaged"


def spoil_by_adding(folder):
    with (folder / IMAGES).open("ab") as file:
        file.write(b"\0")
    return f"{folder / IMAGES} is damaged"


def spoil_by_folder(folder):
    (folder / IMAGES).unlink()
    (folder / IMAGES).mkdir()
    return f"{folder / IMAGES} is missing"


def spoil_packed(damaged):
    def spoil(folder):
        (folder / IMAGES).unlink()
        (folder / f"{IMAGES}.gz").write_bytes(damaged)
        return f"{folder / IMAGES}.gz cannot be read"

    return spoil


SPOILS = {
    "missing": spoil_missing,
    "one byte wrong": spoil_byte,
    "cut": spoil_by_cutting,
    "too long": spoil_by_adding,
    "a folder": spoil_by_folder,
    "packed and cut": spoil_packed(PACKED[IMAGES][:-100]),
    "packed and damaged": spoil_packed(PACKED[IMAGES][:50] + bytes(50) + PACKED[IMAGES][100:]),
    "not packed though it says so": spoil_packed(CONTENTS[IMAGES]),
    "packed and empty": spoil_packed(b"\x1f\x8b"),
}


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
def test_a_named_folder_without_good_files_is_passed_over_with_a_warning(cache, own, mirrors, spoil):
    fill(own)
    problem = spoil(own)
    before = names_in(own)
    assert find_mnist() is None
    with pytest.warns(RuntimeWarning) as warned:
        assert_right(load_mnist())
    (warning,) = warned
    assert str(warning.message).startswith(f"BACKPROP_DATA is passed over: {problem}")
    assert "\n" not in str(warning.message)
    assert warning.filename == __file__  # it points at the caller's own line
    assert_whole(cache)
    assert names_in(own) == before
    assert find_mnist() == cache


def test_a_good_file_beside_a_bad_one_will_do(cache, own):
    fill(own, "packed")
    (own / IMAGES).write_bytes(b"bad")
    assert find_mnist() == own


# The cache.


@pytest.mark.parametrize("spoil", [spoil_byte, spoil_by_cutting, spoil_by_adding])
def test_a_bad_file_in_the_cache_is_replaced_with_one_warning(cache, mirrors, spoil):
    fill(cache)
    problem = spoil(cache)
    assert find_mnist() is None
    with pytest.warns(RuntimeWarning) as warned:
        assert_right(load_mnist())
    (warning,) = warned
    assert str(warning.message).startswith(f"a file of the cache is passed over: {problem}")
    assert warning.filename == __file__
    assert mirrors[0].asked == [f"/mnist/{IMAGES}.gz"]
    assert_whole(cache)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_mnist()


def test_a_file_that_cannot_be_replaced_stays_and_is_not_believed(cache, mirrors):
    fill(cache)
    spoil_byte(cache)
    before = (cache / IMAGES).read_bytes()
    for mirror in mirrors:
        mirror.answers[IMAGES] = [status(404)]
    with pytest.warns(RuntimeWarning), pytest.raises(DataError, match="is damaged"):
        load_mnist()
    assert (cache / IMAGES).read_bytes() == before


def test_a_cache_that_cannot_be_made_is_one_clear_error(cache):
    cache.parent.parent.mkdir(exist_ok=True)
    cache.parent.write_text("a file where the folder should be")
    with pytest.raises(DataError, match=r"it was downloaded, but cannot be kept in .*mnist \("):
        load_mnist()


def test_a_full_disk_is_one_clear_error_and_leaves_nothing(cache, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert_not_had(cache, f"cannot be kept in {cache} (No space left on device)")


# Processes that meet, or are ended half-way.

PROGRAM = """
import json, os, signal, sys
from backprop.data import download, mnist
from backprop.data import load_mnist
setup = json.loads(sys.argv[1])
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
download.MIRRORS = tuple(setup["mirrors"])
mnist.FILES = tuple(mnist.IdxFile(*file) for file in setup["files"])
if setup["die_before_the_rename"]:
    os.replace = lambda *paths: os.kill(os.getpid(), signal.SIGKILL)
print([len(part) for part in load_mnist()])
"""


@pytest.fixture
def load_elsewhere(cache, mirrors, tmp_path):
    """Start load_mnist in a process of its own, with the same cache and mirrors."""
    started = []

    def start(die_before_the_rename=False):
        setup = {
            "mirrors": [server.url for server in mirrors],
            "files": FILES,
            "die_before_the_rename": die_before_the_rename,
        }
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, json.dumps(setup)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_ending_a_download_half_way_leaves_nothing_and_the_next_succeeds(cache, mirrors, load_elsewhere, end):
    mirrors[0].answers[IMAGES] = [half_then_silent]
    process = load_elsewhere()
    assert mirrors[0].half_sent.wait(PATIENCE)
    process.send_signal(end)
    _, error = process.communicate(timeout=PATIENCE)
    assert process.returncode == -end
    assert ("KeyboardInterrupt" in error) == (end == signal.SIGINT)
    assert names_in(cache) == []
    mirrors[0].answers.clear()
    assert_right(load_mnist())
    assert_whole(cache)


def test_being_killed_between_writing_and_renaming_leaves_no_file_that_is_believed(
    cache, mirrors, load_elsewhere
):
    process = load_elsewhere(die_before_the_rename=True)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGKILL
    assert [name for name in names_in(cache) if not name.endswith(".part")] == []
    assert_right(load_mnist())


def test_two_processes_at_once_both_succeed_and_leave_a_whole_cache(cache, mirrors, load_elsewhere):
    both = threading.Barrier(2)

    def good_when_both_have_asked(request, packed):
        both.wait(PATIENCE)
        good(request, packed)

    mirrors[0].answers[IMAGES] = [good_when_both_have_asked]
    processes = [load_elsewhere(), load_elsewhere()]
    for process in processes:
        output, error = process.communicate(timeout=PATIENCE)
        assert (output, error) == (f"{list(COUNTS.values())}\n", "")
    assert mirrors[0].asked.count(f"/mnist/{IMAGES}.gz") == 2
    assert_whole(cache)
