"""Call every public name of `backprop` with whatever there is, and see it answer or refuse in one line.

    python -m tests.backprop.fuzz --calls 20000

The names and their parameters come from the modules and the signatures, so that a new function is called the
day it is written. In each call some arguments fit and others are drawn from `HOSTILE` and `arrays`. A call
must end within five seconds, in an answer without unannounced NaN or change of dtype, or in one line that
`backprop` itself raises and that leaves everything as it was.
"""

import argparse
import ast
import collections
import contextlib
import dataclasses
import hashlib
import importlib
import inspect
import io
import os
import re
import signal
import sys
import tempfile
import time
import traceback
import warnings
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

sys.path[:0] = [str(Path(__file__).parent)]
from test_documented import MODULES, is_public  # noqa: E402

import backprop  # noqa: E402
from backprop import Dataset, Gradients, Network  # noqa: E402

HOME = str(Path(backprop.__file__).parent)
SLOWEST = 5.0  # seconds
STUCK = 20.0

# What passes no gate, and why. A part of a name stands for all that has it at its end.
LINES = (
    "a line of the lesson, of arrays that are known to fit: a check would hide it, and cost time in each step"
)
MADE = "made by `train` for itself, of what `train` has checked"
EXEMPT = {
    r"backprop\.activations\.(sigmoid|sigmoid_derivative|relu|relu_derivative|softmax)": LINES,
    r"backprop\.costs\.(quadratic|quadratic_error|cross_entropy|cross_entropy_error|log_softmax)": LINES,
    r"backprop\.initialisation\.(he|xavier|normal)": LINES,
    r".*\.(forward_pass|errors|gradients|mean_slopes|mean_cost)": LINES,
    r"backprop\.distributed\.training\.gradients": "",  # a function of that name, which has its gate
    r"backprop\.looped\.add_slopes": LINES,
    r"backprop\.debugging\.bugs\.step_back": LINES,
    r"backprop\.distributed\.sums\..*": LINES,
    r".*\.UpdatedEarly\.update": LINES,
    r"backprop\.training\.(InMemory|AsMet|take_steps).*": MADE,
    r"backprop\.compiled\..*": MADE,
    r"backprop\.distributed\.(shards\.Shards|parts\.Examples).*": MADE,
    r"backprop\.debugging\.bugs\.main": "a command: argparse refuses, and ends the program",
    r"backprop\.data\.(download\.fetch|mnist\.(load|read)_mnist)": "goes to the web: its tests have a server",
    r"backprop\.distributed\.cluster\.(local_client|dask_setup)": "starts processes: its own tests do",
    r"backprop\.support\..*": "the gate itself, and what stands behind it",
    r"backprop\.parameters\.check_(step|gradients)": "the gate itself",
    r"backprop\.data\.dataset\.check_places": "the gate itself",
    r"backprop\.exercises\.checker\.exercise\.(mistakes|Exercise\.(made|function_of))": (
        "a line of the catalogue, every entry of which has tests of its own"
    ),
}
OPERATORS = ("__getitem__", "__add__", "__mul__", "__matmul__", "__sub__", "__rsub__", "__rmatmul__")


class Target(NamedTuple):
    """A public name: what is called, the class whose instance it wants first, and its parameters."""

    name: str
    call: Any
    owner: type | None
    parameters: list[inspect.Parameter]


def reason(name: str) -> str:
    """Why a name passes no gate; the last rule that fits says it."""
    return next((why for rule, why in reversed(EXEMPT.items()) if re.fullmatch(rule, name)), "")


def everything() -> dict[str, Target]:
    """All public functions, classes and methods that take anything."""
    found: dict[str, Target] = {}
    for module in map(importlib.import_module, MODULES):
        for name, value in vars(module).items():
            if not is_public(name, value, module):
                continue
            full = f"{module.__name__}.{name}"
            if not inspect.isclass(value):
                found[full] = target(full, value)
                continue
            is_record = issubclass(value, (tuple, BaseException)) or dataclasses.is_dataclass(value)
            if not is_record and "__init__" in vars(value):
                found[full] = target(full, value)
            for method, code in vars(value).items():
                if (
                    method.startswith("_")
                    and (is_record or method not in OPERATORS)
                    and method != "__getitem__"
                ):
                    continue
                if isinstance(code, (classmethod, staticmethod)):
                    found[f"{full}.{method}"] = target(f"{full}.{method}", getattr(value, method))
                elif inspect.isfunction(code):
                    found[f"{full}.{method}"] = target(f"{full}.{method}", code, value)
    return {name: one for name, one in found.items() if one.parameters}


def target(name: str, call: Any, owner: type | None = None) -> Target:
    parameters = [*inspect.signature(call).parameters.values()][owner is not None :]
    usual = [one for one in parameters if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]
    return Target(name, call, owner, usual)


ALL = everything()
TARGETS = {name: one for name, one in ALL.items() if not reason(name)}

# What fits. By the name of a parameter, or by a name and its function.


def net(kind=Network, **options):
    return kind([3, 4, 2], **{"activation": "sigmoid", "seed": 1, **options})


def examples(dtype=np.float64, n=6):
    return Dataset(np.random.default_rng(0).random((3, n)).astype(dtype), np.arange(n) % 2, classes=2)


@cache
def digits():
    return backprop.load_digits()[0][:40]


@cache
def client():
    from distributed import Client

    return Client(processes=False, n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0")


def chunks():
    from backprop.distributed import write_chunks

    return write_chunks(examples(), Path(tempfile.mkdtemp(dir=os.getcwd()), "chunks"), size=4)


def slopes():
    return net().backpropagate(examples().X, examples().Y)


def node():
    from backprop.autodiff import Node

    return Node([[1.0, 2.0], [3.0, 4.0]])


def report():
    from backprop.gradcheck import check

    return check(net(), examples().X, examples().Y)


def model():
    net().save("model.json")
    from backprop.model_files import read_model

    return read_model("model.json")


def from_module(name, module):
    return lambda: getattr(importlib.import_module(module), name)


def written():
    net().save("net.json")
    return "net.json"


def small_file():
    from backprop.data.idx import IdxFile

    Path("small").mkdir(exist_ok=True)
    Path("small/tiny").write_bytes(b"abc")
    return IdxFile("tiny", 3, hashlib.sha256(b"abc").hexdigest())


GOOD = {
    "X": lambda: examples().X,
    "Y": lambda: examples().Y,
    "net": net,
    "dataset": examples,
    "train": examples,
    "test": examples,
    "data": examples,
    "gradients": slopes,
    "train.gradients": lambda: None,
    "sizes": lambda: [3, 4, 2],
    "weights": lambda: net().weights,
    "biases": lambda: net().biases,
    "activation": lambda: "sigmoid",
    "output": lambda: "sigmoid",
    "dtype": lambda: "float32",
    "write_model.dtype": lambda: "float64",
    "get_output.cost": from_module("QUADRATIC", "backprop.costs"),
    "check_targets.cost": from_module("CROSS_ENTROPY", "backprop.costs"),
    "get_cost.name": lambda: "quadratic",
    "get_activation.name": lambda: "relu",
    "check.name": lambda: "cost-of-one",
    "name": lambda: "sigmoid",
    "check_targets.name": lambda: "Y",
    "check_dataset.name": lambda: "test",
    "check_gradients.name": lambda: "gradients",
    "parameters": net,
    "sigma": from_module("SIGMOID", "backprop.activations"),
    "rule": lambda: "he",
    "neurons": lambda: 4,
    "n_in": lambda: 3,
    "n_out": lambda: 4,
    "new": lambda: 3,
    "old": lambda: 5,
    "n": lambda: 5,
    "size": lambda: 4,
    "source": lambda: importlib.import_module("backprop.training").InMemory(
        net(), examples().X, examples().Y, net().gradients
    ),
    "rng": lambda: np.random.default_rng(0),
    "epochs": lambda: 1,
    "batch_size": lambda: 3,
    "eta": lambda: 0.1,
    "path": lambda: f"{time.monotonic_ns()}.json",
    "load.path": written,
    "read_model.path": written,
    "folder": lambda: f"{time.monotonic_ns()}",
    "read_chunks.folder": lambda: chunks()[0].folder,
    "read_file.file": small_file,
    "read_file.folder": lambda: "small",
    "labels": lambda: np.arange(6) % 2,
    "classes": lambda: 2,
    "which": lambda: slice(3),
    "columns": lambda: [0, 2],
    "fraction": lambda: 0.5,
    "shape": lambda: (1, 3),
    "distort.X": lambda: np.random.default_rng(0).random((9, 4)),
    "ink": lambda: np.eye(5),
    "unpack_idx.data": lambda: bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 7]),
    "model": model,
    "report": report,
    "bug": from_module("SignFlipped", "backprop.debugging.bugs"),
    "kind": from_module("SignFlipped", "backprop.debugging.bugs"),
    "rows": lambda: [from_module("Row", "backprop.debugging.bugs")()(Network, 0.0, 0.0, 1.0, [0.5], [])],
    "one": slopes,
    "other": slopes,
    "examine.train": digits,
    "examine.test": digits,
    "examine.sizes": lambda: (64, 5, 10),
    "value": lambda: [[1.0, 2.0], [3.0, 4.0]],
    "Node.__add__.other": node,
    "Node.__mul__.other": node,
    "Node.__matmul__.other": node,
    "Node.__sub__.other": node,
    "Node.__rsub__.other": lambda: 1.5,
    "Node.__rmatmul__.other": lambda: np.eye(2),
    "v": node,
    "C": node,
    "g": lambda: np.ones((2, 2)),
    "beside": node,
    "function": lambda: lambda a, y: ((a - y) ** 2).sum() / 2,
    "client": client,
    "patience": lambda: 2.0,
    "progress": lambda: False,
    "seed": lambda: 3,
    "limit": lambda: 2.0,
    "check_places.count": lambda: 6,
}
# What would be done as asked, and take as long as asked; and what an error calls a thing.
KEPT = {"epochs", "limit", "patience", "client", "examine.sizes"}
KEPT |= {"check_dataset.name", "check_examples.owner", "check_targets.name"}
TRAINED = ("net",)  # an argument that a function changes because it trains it


def fitting(one: Target, parameter: inspect.Parameter) -> Any:
    short = one.name.split(".")
    for key in (f"{short[-2]}.{short[-1]}.{parameter.name}", f"{short[-1]}.{parameter.name}", parameter.name):
        if key in GOOD and (key != parameter.name or parameter.default in (inspect.Parameter.empty, None)):
            return GOOD[key]
        if key in GOOD and key == "client":
            return GOOD[key]
    return None if parameter.default is inspect.Parameter.empty else lambda: parameter.default


def receiver(owner: type) -> Any:
    """An instance of a class that has methods."""
    makers = {
        "Dataset": examples,
        "Node": node,
        "Chunk": lambda: chunks()[0],
        "Examples": lambda: importlib.import_module("backprop.distributed.parts").Examples(
            examples().X, examples().Y
        ),
        "History": lambda: backprop.History(cost=[0.5]),
    }
    return makers[owner.__name__]() if owner.__name__ in makers else net(owner)


# What does not fit.


class Nasty:
    """Cannot even be written down, and fails at whatever is asked of it."""

    def __repr__(self):
        raise RuntimeError("no name")

    def __len__(self):
        raise RuntimeError("no length")

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("no array")


def pandas_frame():
    try:
        import pandas as pd
    except ImportError:
        return None
    return pd.DataFrame(np.random.default_rng(0).random((3, 6)))


HOSTILE = {
    "None": lambda: None,
    "True": lambda: True,
    "0": lambda: 0,
    "-1": lambda: -1,
    "7": lambda: 7,
    "2.5": lambda: 2.5,
    "nan": lambda: float("nan"),
    "inf": lambda: float("inf"),
    "-inf": lambda: -float("inf"),
    "1e-320": lambda: 1e-320,
    "1e200": lambda: 1e200,
    "10**12": lambda: 10**12,
    "10**400": lambda: 10**400,
    "10**5000": lambda: 10**5000,
    "1j": lambda: 1j,
    "np.float16(1)": lambda: np.float16(1),
    "np.longdouble('1e4000')": lambda: np.longdouble("1e4000"),
    "np.int8(-1)": lambda: np.int8(-1),
    "np.nan": lambda: np.float64("nan"),
    "'abc'": lambda: "abc",
    "''": lambda: "",
    "a NUL": lambda: "a\0b",
    "a lone surrogate": lambda: "\udc80",
    "a long text": lambda: "x" * 5000,
    "/nowhere/x": lambda: "/nowhere/x",
    "a folder": lambda: ".",
    "b'x'": lambda: b"x",
    "a Path": lambda: Path("other.json"),
    "[]": lambda: [],
    "()": lambda: (),
    "{}": lambda: {},
    "{1: 2}": lambda: {1: 2},
    "{1, 2}": lambda: {1, 2},
    "ragged": lambda: [[1.0], [1.0, 2.0]],
    "(nan, nan)": lambda: (float("nan"), float("nan")),
    "(1, 0)": lambda: (1, 0),
    "(2.0, 2.0)": lambda: (2.0, 2.0),
    "(-4, -1)": lambda: (-4, -1),
    "(1e20, 1e20)": lambda: (1e20, 1e20),
    "[10**12, 10**12]": lambda: [10**12, 10**12],
    "[3, 10**12, 2]": lambda: [3, 10**12, 2],
    "[1] * 100_000": lambda: [1] * 100_000,
    "range(10**9)": lambda: range(10**9),
    "slice(None, 'a')": lambda: slice(None, "a"),
    "slice(1, 2)": lambda: slice(1, 2),
    "an object": object,
    "nasty": Nasty,
    "a list of nasty": lambda: [Nasty(), Nasty()],
    "a list of itself": lambda: (lambda given: given.append(given) or given)([]),
    "a function": lambda: lambda *arguments, **options: None,
    "a function that raises": lambda: len,
    "a generator": lambda: (number for number in range(3)),
    "int": lambda: int,
    "a module": lambda: np,
    "Ellipsis": lambda: ...,
    "masked": lambda: np.ma.array(np.ones((3, 6)), mask=np.eye(3, 6)),
    "masked row": lambda: [np.ma.array([1.0, 2.0], mask=[True, False])] * 3,
    "np.ma.masked": lambda: np.ma.masked,
    "unmasked": lambda: np.ma.array(np.ones((3, 6)) / 2),
    "a matrix": lambda: np.asmatrix(np.ones((3, 6)) / 2),
    "10**13 numbers": lambda: np.broadcast_to(0.5, (3, 10**13 // 3)),
    "10**13 labels": lambda: np.broadcast_to(0, (10**13,)),
    "records": lambda: np.zeros(6, [("a", float), ("b", int)]),
    "dates": lambda: np.zeros((3, 6), "M8[D]"),
    "a net": net,
    "another net": lambda: Network([5, 2], seed=0, dtype=np.float32),
    "a cross-entropy net": lambda: net(cost="cross-entropy", output="softmax"),
    "examples": examples,
    "float32 examples": lambda: examples(np.float32),
    "gradients": slopes,
    "huge gradients": lambda: Gradients([1e308 * W for W in net().weights], [b for b in net().biases]),
    "NaN gradients": lambda: Gradients([np.nan * W for W in net().weights], [b for b in net().biases]),
    "longdouble gradients": lambda: Gradients(
        [W.astype(np.longdouble) for W in slopes().weights], [b.astype(object) for b in slopes().biases]
    ),
    "complex gradients": lambda: Gradients([W + 0j for W in slopes().weights], slopes().biases),
    "gradients of None": lambda: Gradients(None, None),
    "a data frame": pandas_frame,
}
DTYPES = [
    *("bool", "int8", "uint8", "int64", "uint64", "float16", "float32", "float64", "longdouble", "complex64"),
    *("complex128", "object", "U3", "S3", ">f4", ">f8", "m8[s]"),
]
SHAPES = [(), (0,), (1,), (2,), (3,), (6,), (3, 0), (3, 6), (6, 3), (2, 6), (4, 3), (4, 1), (1, 1), (2, 3, 6)]
FILLS = [0, 1, 0.25, -1, 255, float("nan"), float("inf"), 1e38, 1e200, 1e308]
FORMS = {
    "plain": lambda array: array,
    "read-only": lambda array: (array.setflags(write=False), array)[1],
    "every other": lambda array: np.repeat(array, 2, axis=-1)[..., ::2] if array.ndim else array,
    "Fortran": np.asfortranarray,
    "backwards": lambda array: array[::-1] if array.ndim else array,
    "a list": lambda array: array.tolist(),
    "matrix": lambda array: np.asmatrix(array) if array.ndim == 2 else array,
    "masked": lambda array: np.ma.array(array, mask=np.ones(array.shape, bool)),
}


def make_array(dtype: str, shape: tuple[int, ...], fill: float, form: str) -> Any:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            array = np.full(shape, fill).astype(dtype)
        except (OverflowError, ValueError):
            array = np.zeros(shape, dtype)
        if array.ndim and array.dtype.kind in "f" and fill == 0.25:
            array = (np.arange(array.size).reshape(shape) / max(array.size, 1)).astype(dtype)
        return FORMS[form](array)


class Choice(NamedTuple):
    """An argument by its description, made anew for each call."""

    words: str
    make: Any


@st.composite
def hostile(draw) -> Choice:
    if draw(st.booleans()):
        words = draw(st.sampled_from(list(HOSTILE)))
        return Choice(words, HOSTILE[words])
    kind = draw(
        st.tuples(
            st.sampled_from(DTYPES),
            st.sampled_from(SHAPES),
            st.sampled_from(FILLS),
            st.sampled_from(list(FORMS)),
        )
    )
    return Choice("array({}, {}, {}, {})".format(*kind), lambda: make_array(*kind))


@st.composite
def calls(draw, one: Target) -> dict[str, Choice]:
    """Arguments for a target: most of them fit, and usually one or two do not."""
    arguments, wrong = {}, draw(st.integers(-1, len(one.parameters) - 1))
    for place, parameter in enumerate(one.parameters):
        good = fitting(one, parameter)
        kept = {parameter.name, f"{one.name.rsplit('.', 1)[1]}.{parameter.name}"} & KEPT
        is_wrong = place == wrong or draw(st.integers(0, 7)) == 7
        if good is not None and (kept or not is_wrong):
            arguments[parameter.name] = Choice("fits", good)
        else:
            arguments[parameter.name] = draw(hostile())
    return arguments


# The judge.


class Verdict(NamedTuple):
    """What a call came to; `fault` is empty if nothing is wrong with it."""

    accepted: bool
    seconds: float
    fault: str


def judge(one: Target, choices: dict[str, Choice]) -> Verdict:
    """Make a call, and say what is wrong with how it ended."""
    arguments = {name: choice.make() for name, choice in choices.items()}
    self = [receiver(one.owner)] if one.owner else []
    before, own = {name: state(value) for name, value in arguments.items()}, state(self)
    start = time.monotonic()
    previous = signal.signal(signal.SIGALRM, _stuck)
    signal.setitimer(signal.ITIMER_REAL, STUCK)
    accepted, fault, error, result = False, "", None, None
    try:
        with warnings.catch_warnings(record=True) as warned, contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("always")
            positional = [arguments.pop(p.name) for p in one.parameters if p.kind == p.POSITIONAL_ONLY]
            result = one.call(*self, *positional, **arguments)
            if inspect.isgenerator(result):
                result = list(result)
            accepted = True
    except BaseException as caught:  # whatever it is, it is looked at
        if isinstance(caught, KeyboardInterrupt):
            raise
        error = caught
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    seconds = time.monotonic() - start
    if error is not None:
        fault = refusal(one, error)
    elif not any(issubclass(warning.category, RuntimeWarning) for warning in warned):
        fault = "" if "NaN" in (inspect.getdoc(one.call) or "") else silent(result)
    if not fault and seconds > SLOWEST:
        fault = f"took {seconds:.1f} s"
    changed = [name for name, value in arguments.items() if state(value) != before[name]]
    if not fault and [name for name in changed if not (accepted and name in TRAINED)]:
        fault = f"changed its argument {changed[0]}"
    if not fault and not accepted and state(self) != own and not one.name.endswith(".train"):
        fault = "changed itself and refused"
    if not fault and one.owner and kinds(self) != kinds([receiver(one.owner)]):
        fault = "changed its dtype"
    return Verdict(accepted, seconds, fault)


class StuckError(BaseException):
    """The call did not come back."""


def _stuck(signum, frame):
    raise StuckError


@cache
def raises(file: str) -> list[tuple[int, int]]:
    """The lines of all `raise` statements of a file."""
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    return [(found.lineno, found.end_lineno) for found in ast.walk(tree) if isinstance(found, ast.Raise)]


def refusal(one: Target, error: BaseException) -> str:
    """What is wrong with an error, or nothing: it is one line, of a kind that is promised, and our own."""
    innermost = traceback.extract_tb(error.__traceback__)[-1]
    said = f"{type(error).__name__}: {error}" if not isinstance(error, StuckError) else "did not come back"
    own = innermost.filename.startswith(HOME) and any(
        first <= innermost.lineno <= last for first, last in raises(innermost.filename)
    )
    where = f"{innermost.filename.removeprefix(HOME + '/')}:{innermost.lineno}"
    if not own:
        return f"raw error at {where}: {said[:200]}"
    documented = f"{inspect.getdoc(one.call)} {inspect.getdoc(one.owner) if one.owner else ''}"
    names = {kind.__name__ for kind in type(error).__mro__}
    if not names & {"ValueError", "TypeError"} and not any(re.search(rf"\b{n}\b", documented) for n in names):
        return f"an error that no docstring names, at {where}: {said[:200]}"
    return f"more than one line at {where}: {said[:300]!r}" if "\n" in str(error) or len(said) > 500 else ""


def leaves(value: Any, depth: int = 0) -> list[Any]:
    """The arrays and numbers in a value."""
    if isinstance(value, (np.ndarray, np.generic, float)):
        return [value]
    if isinstance(value, Network):
        return [*value.weights, *value.biases]
    if isinstance(value, Dataset):
        return [value.X, value.Y]
    if type(value).__name__ == "Node":
        return [value.value]
    if isinstance(value, (list, tuple)) and depth < 4 and len(value) < 1000:
        return [leaf for part in value for leaf in leaves(part, depth + 1)]
    if isinstance(value, backprop.History):
        return [*value.cost, *value.accuracy]
    return []


def silent(result: Any) -> str:
    """A number that is none in an answer, or a dtype that no answer should have."""
    for leaf in leaves(result):
        array = np.asarray(leaf)
        if array.dtype.kind not in "fiub" or (array.dtype.kind == "f" and array.dtype.itemsize not in (4, 8)):
            return f"answers with {array.dtype}"
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            return "answers with NaN or infinity, and no warning"
    return ""


def kinds(value: Any) -> list[Any]:
    return [(np.asarray(leaf).dtype, np.shape(leaf)) for leaf in leaves(value)]


def state(value: Any, depth: int = 0) -> Any:
    """Something that differs after a value has been changed."""
    if isinstance(value, Network):
        return [
            *map(state, leaves(value)),
            value.sizes,
            value.dtype,
            repr(value._shuffling.bit_generator.state),
        ]
    if isinstance(value, np.ndarray) and value.size < 10**6 and value.dtype.kind != "O":
        return value.dtype, value.shape, np.ma.getdata(value).tobytes()
    if isinstance(value, (list, tuple)) and depth < 4 and len(value) < 1000:
        return [state(part, depth + 1) for part in value]
    return [np.asarray(leaf).tobytes() for leaf in leaves(value) if np.size(leaf) < 10**6]


def described(name: str, choices: dict[str, Choice]) -> str:
    return f"{name}({', '.join(f'{key}={choice.words}' for key, choice in choices.items())})"


@contextlib.contextmanager
def elsewhere():
    """A folder of its own, for whatever is written."""
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(here)


def fuzz(one: Target, count: int) -> tuple[int, int, float, dict[str, str]]:
    """Call a target so often; return how many were accepted and refused, the slowest, and the faults."""
    seen: collections.Counter[bool] = collections.Counter()
    slowest, faults = [0.0], {}

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(calls(one))
    def run(choices):
        verdict = judge(one, choices)
        seen[verdict.accepted] += 1
        slowest[0] = max(slowest[0], verdict.seconds)
        if verdict.fault:
            kind = re.sub(r"\d+", "0", verdict.fault)[:70]
            faults.setdefault(kind, f"{described(one.name, choices)}: {verdict.fault}")

    run()
    return seen[True], seen[False], slowest[0], faults


def main() -> None:
    """Run the fuzzer, and print what it saw."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.backprop.fuzz", description=__doc__.split("\n\n")[0]
    )
    parser.add_argument("--calls", type=int, default=20_000, help="in all, shared out among the names")
    parser.add_argument("--only", default="", help="names that have this in them")
    given_ = parser.parse_args()
    chosen = [one for name, one in TARGETS.items() if given_.only in name]
    accepted = refused = 0
    slowest, faults = 0.0, []
    with elsewhere():
        for one in chosen:
            yes, no, longest, found = fuzz(one, max(1, -(-given_.calls // len(chosen))))
            print(
                f"{one.name:60}{yes:6} accepted{no:6} refused{longest:8.2f} s{len(found):4} faults",
                flush=True,
            )
            accepted, refused, slowest = accepted + yes, refused + no, max(slowest, longest)
            faults += found.values()
    for fault in faults:
        print(f"  {fault}")
    calls_made = accepted + refused
    print(
        f"{calls_made:,} calls of {len(chosen)} names: {accepted:,} accepted, {refused:,} refused, "
        f"slowest {slowest:.2f} s, {len(faults)} kinds of faults; {len(ALL) - len(TARGETS)} names exempt"
    )
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
