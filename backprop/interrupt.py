"""Ctrl+C during training: a request to stop after the present update, not an exception inside it."""

import signal
import threading
from types import FrameType
from typing import Any


class StopOnInterrupt:
    """While this context is open, the first Ctrl+C sets `requested`; a second one raises as usual.

    Python lets only the main thread receive signals; in any other thread, or where the process was
    started to ignore Ctrl+C, this does nothing.
    """

    def __init__(self) -> None:
        self.requested = False
        self._previous: Any = None

    def _receive(self, signum: int, frame: FrameType | None) -> None:
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True

    def __enter__(self) -> "StopOnInterrupt":
        in_main_thread = threading.current_thread() is threading.main_thread()
        if in_main_thread and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            self._previous = signal.signal(signal.SIGINT, self._receive)
        return self

    def __exit__(self, *exception: object) -> None:
        if self._previous is not None:
            signal.signal(signal.SIGINT, self._previous)
