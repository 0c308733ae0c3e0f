"""Ctrl+C during training: a request to stop after the present update, not an exception inside it."""

import signal
import threading
from types import FrameType
from typing import Any


class StopOnInterrupt:
    """While this context is open, the first Ctrl+C sets `requested`; a second one acts as before.

    Python lets only the main thread receive signals; in any other thread, or where the process was
    started to ignore Ctrl+C, this does nothing.

    >>> with StopOnInterrupt() as stop:
    ...     signal.raise_signal(signal.SIGINT)  # as Ctrl+C does
    ...     print("the work goes on until it looks:", stop.requested)
    the work goes on until it looks: True
    """

    def __init__(self) -> None:
        self.requested = False
        self._previous: Any = None

    def _receive(self, signum: int, frame: FrameType | None) -> None:
        self.requested = True
        self._restore()

    def _restore(self) -> None:
        if self._previous is not None:
            signal.signal(signal.SIGINT, self._previous)

    def __enter__(self) -> "StopOnInterrupt":
        if threading.current_thread() is threading.main_thread():
            previous = signal.getsignal(signal.SIGINT)  # None: set from C, and not to be put back
            if previous not in (None, signal.SIG_IGN):
                self._previous = previous
                signal.signal(signal.SIGINT, self._receive)
        return self

    def __exit__(self, *exception: object) -> None:
        self._restore()
