"""Ctrl+C, `kill` and a terminal that is closed: the press tidies up and ends with one line."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

_held = 0  # blocks of `later` that are open
_waiting: list[int] = []  # the signals that came meanwhile


def heed(raising: bool) -> None:
    """From now on, let a signal raise KeyboardInterrupt with its number, or else end the process at once.

    A signal that whoever started the press let it ignore, as `nohup` does, is ignored further.
    """
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _raise if raising else _end)


def _raise(number: int, frame: FrameType | None) -> None:
    if _held:
        _waiting.append(number)
    else:
        raise KeyboardInterrupt(number)


def _end(number: int, frame: FrameType | None) -> None:
    end(number)


@contextlib.contextmanager
def later() -> Iterator[None]:
    """Let a signal wait for the end of this block: it makes or removes what must not be left half done."""
    global _held
    if threading.current_thread() is not threading.main_thread():  # signals reach the main thread only
        yield
        return
    _held += 1
    try:
        yield
    finally:
        _held -= 1
        if _waiting and not _held:
            number = _waiting.pop()
            _waiting.clear()
            raise KeyboardInterrupt(number)


def end(number: int = signal.SIGINT) -> NoReturn:
    """Say so, and end as a process does that the signal ends: a shell sees 128 + its number."""
    with contextlib.suppress(OSError, ValueError):  # nobody may be there to read it
        sys.stdout.flush()
    with contextlib.suppress(OSError):
        os.write(2, b"Stopped.\n")
    if os.name == "posix":
        signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [number])
        os.kill(os.getpid(), number)
    os._exit(128 + number)
