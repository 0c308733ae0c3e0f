"""Run a learner's function: with copies of its arguments, a time limit, and every exception caught.

The function runs in a thread of its own, because that works in Jupyter's main thread, in any other
thread and on Windows alike. A thread that is out of time gets the exception `Stop`.
In a page's Python, which has no threads, the page ends what takes too long.
"""

import contextlib
import contextvars
import copy
import ctypes
import inspect
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from backprop.exercises.checker.answers import size

Function = Callable[..., Any]
Case = tuple[Any, ...]

OURS = {__file__, __file__.replace("guard.py", "engine.py")}  # not the learner's lines

LIMIT = 3.0  # seconds for all the cases of one check


class Stop(BaseException):
    """Raised in the learner's thread when its time is up; `except Exception` does not catch it."""


class Outcome(NamedTuple):
    """What came of one call.

    value       what the function returned
    error       the type of the exception that ended it, or None
    text, line  what the exception said, and the learner's line that it came from
    changed     the places of the arguments that are no longer what they were
    overflowed  whether a floating-point number became too large
    """

    value: Any = None
    error: type[BaseException] | None = None
    text: str = ""
    line: str = ""
    changed: tuple[int, ...] = ()
    overflowed: bool = False


def call(function: Function, case: Case) -> Outcome:
    """Call `function` with a copy of the arguments `case`, and say what came of it."""
    arguments = copy.deepcopy(case)
    overflows: list[str] = []
    try:
        with np.errstate(over="call", call=lambda kind, flag: overflows.append(kind)):
            value = _snapshot(function(*arguments))
    except Stop:
        raise
    except BaseException as error:  # also SystemExit: nothing a learner writes may end the notebook
        return Outcome(error=type(error), text=str(error), line=_line(error))
    pairs = enumerate(zip(arguments, case, strict=True))
    changed = tuple(place for place, (now, then) in pairs if not same(now, then))
    return Outcome(value=value, changed=changed, overflowed=bool(overflows))


class Thrice(tuple[Any, Any, Any]):
    """The answers of three calls: with a generator, with the same one again, and with an equal one."""


def thrice(function: Function) -> Function:
    """Return a function that calls `function` three times; its last argument is a random generator."""

    def calls(*arguments: Any) -> Any:
        again, equal = copy.deepcopy(arguments), copy.deepcopy(arguments)
        first = _snapshot(function(*arguments))
        if first is None or first is ... or first is NotImplemented:
            return first
        answers = (first, _snapshot(function(*again[:-1], arguments[-1])), function(*equal))
        return Thrice(answers)

    return calls


def run(function: Function, cases: Sequence[Case], limit: float = LIMIT) -> list[Outcome]:
    """Return what came of each case in turn; fewer outcomes than cases if the time ran out."""
    if sys.platform == "emscripten":  # no threads: who runs this Python there keeps the time
        return [call(function, case) for case in cases]
    outcomes: list[Outcome] = []
    done = threading.Event()

    def work() -> None:
        try:
            for case in cases:
                outcomes.append(call(function, case))
        except Stop:
            pass
        finally:
            done.set()

    # A copy of the context keeps what belongs to the caller, such as NumPy's error state.
    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(work,), daemon=True, name="exercise")
    thread.start()
    deadline = time.monotonic() + limit
    try:
        # Short waits, so that Ctrl+C is heard on Windows too. Not thread.join: in Python 3.11 a join that
        # Ctrl+C ends takes a running thread for a finished one.
        while not done.wait(0.05) and time.monotonic() < deadline:
            pass
    finally:
        finished = outcomes.copy()
        _stop(thread, done)
    return finished


def _stop(thread: threading.Thread, done: threading.Event) -> None:
    """End `thread`. One that catches `Stop`, or never returns from C, is left to itself after a second."""
    for _ in range(20):
        if done.is_set() or thread.ident is None:
            return
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Stop))
        done.wait(0.05)


def order(function: Function, names: Sequence[str]) -> list[str] | None:
    """Return the names of the function's parameters if they are `names` in another order, else None."""
    try:
        own = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return None
    if own == list(names):
        return None
    lower = [name.lower() for name in names]
    exact = sorted(own) == sorted(names)
    loosely = len(set(lower)) == len(lower) and sorted(map(str.lower, own)) == sorted(lower)
    if not exact and not (loosely and [name.lower() for name in own] != lower):
        return None
    return own if exact else [names[lower.index(name.lower())] for name in own]


def parameters(function: Function, names: Sequence[str]) -> str | None:
    """Say what is wrong if `function` cannot be called with arguments for `names`, else None."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some functions in C do not tell
        return None
    try:
        signature.bind(*names)
    except TypeError:
        given = [name for name in signature.parameters]
        plural = "" if len(given) == 1 else "s"
        listed = f" ({', '.join(given)})" if given else ""
        return (
            f"Your function has {len(given)} parameter{plural}{listed}; "
            f"it is called with {len(names)}: ({', '.join(names)})."
        )
    return None


def outlasting(function: Function) -> dict[str, Any]:
    """Return copies of the lists, dicts, sets and arrays that outlast a call, by their names."""
    code = getattr(function, "__code__", None)
    if code is None:
        return {}
    takes = inspect.signature(function).parameters.values()
    found = {p.name: p.default for p in takes}
    found |= {name: getattr(function, "__globals__", {}).get(name) for name in code.co_names}
    cells = zip(code.co_freevars, getattr(function, "__closure__", None) or (), strict=False)
    for name, cell in cells:
        with contextlib.suppress(ValueError):  # a cell that is empty
            found[name] = cell.cell_contents
    kept = {name: value for name, value in found.items() if isinstance(value, (list, dict, set, np.ndarray))}
    return {name: _snapshot(value) for name, value in kept.items() if size(value) < 10_000}


def same(now: Any, then: Any) -> bool:
    """Is the argument `now` still what it was `then`? Functions and random generators may change."""
    if isinstance(then, np.ndarray):
        return (
            isinstance(now, np.ndarray)
            and now.dtype == then.dtype
            and np.array_equal(now, then, equal_nan=now.dtype.kind == "f")
        )
    if isinstance(then, (list, tuple)):
        return len(now) == len(then) and all(map(same, now, then))
    if isinstance(then, dict):
        return list(now) == list(then) and all(same(now[key], then[key]) for key in then)
    if callable(then) or isinstance(then, np.random.Generator):
        return True
    return bool(now == then)


def _snapshot(value: Any) -> Any:
    """Copy what was returned, so that a later call cannot change it; leave what cannot be copied."""
    try:
        return copy.deepcopy(value)
    except Exception:  # a generator, for example
        return value


def _line(error: BaseException) -> str:
    """Return the last line of the learner's own code that the exception passed through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename not in OURS]
    own = [frame for frame in frames if frame.filename == frames[0].filename]
    if not own:
        return ""
    return own[-1].line or f"line {own[-1].lineno}"
