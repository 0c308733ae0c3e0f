"""Ctrl+C during training: a request to stop after the present update, not an exception inside it."""

import signal
import threading
from types import FrameType
from typing import Any


class StopOnInterrupt:
    """While this context is open, the first Ctrl+C sets `requested`; a second one raises as usual.

    Python lets only the main thread receive signals; in any other thread this does nothing.
    """

    def __init__(self) -> None:
        self.requested = False
        self._previous: Any = None

    def _receive(self, signum: int, frame: FrameType | None) -> None:
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True

    def __enter__(self) -> "StopOnInterrupt":
        if threading.current_thread() is threading.main_thread():
            self._previous = signal.signal(signal.SIGINT, self._receive)
        return self

    def __exit__(self, *exception: object) -> None:
        if self._previous is not None:
            signal.signal(signal.SIGINT, self._previous)
