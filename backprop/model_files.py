"""Model files: a network as JSON, written whole or not at all, and believed only after checks."""

import hashlib
import json
import reprlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.activations import ACTIVATIONS
from backprop.costs import COSTS
from backprop.support import checks
from backprop.support.files import write_whole

Array = NDArray[np.floating]

FORMAT = "backprop-network"
VERSION = 1  # of a file without "cost": the cost is quadratic
VERSION_WITH_COST = 2
LARGEST_FILE = 64 * 1024**2  # bytes
LARGEST_LAYER = 1_000_000  # neurons
MOST_LAYERS = 1000

# How often a sign may be in a file. They are counted before anything is built: what there is room for is
# read in 2 seconds and 300 MB.
MOST = {",": 3_000_000, "[": 400_000, "{": 100, '"': 10_000}


class Model(NamedTuple):
    """What a model file says. `weights[l]` is (n_l, n_{l-1}) and `biases[l]` (n_l, 1), both `dtype`.

    >>> model = Model([1, 1], "sigmoid", "sigmoid", "float64", None, [np.array([[2.0]])], [np.array([[0.5]])])
    >>> model.cost, model.weights[0].tolist()
    ('quadratic', [[2.0]])
    """

    sizes: list[int]
    activation: str
    output: str
    dtype: str
    preprocessing: str | None
    weights: list[Array]
    biases: list[Array]
    cost: str = "quadratic"


KEYS = {"format", "version", *Model._fields} - {"cost"}


def write_model(
    path: str | Path,
    *,
    sizes: list[int],
    activation: str,
    output: str,
    dtype: str,
    weights: list[Array],
    biases: list[Array],
    preprocessing: str | None = None,
    cost: str = "quadratic",
) -> None:
    """Write a network to the JSON file `path`; if that fails, an old file there stays as it was.

    Every number is written in the fewest digits that give back the same float64, so that reading
    returns the same bits, also for float32. The entry "sha256" is the checksum of all the rest. A
    network with another cost than the quadratic one is written as version 2, with an entry "cost".

    Raises ValueError for a network that `read_model` would refuse, OSError if writing fails.

    >>> import tempfile
    >>> rest = {"activation": "sigmoid", "output": "sigmoid", "dtype": "float64"}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "net.json")
    ...     write_model(path, sizes=[1, 1], weights=[[[0.1]]], biases=[[[0.0]]], **rest)
    ...     read_model(path).weights[0].tolist()
    [[0.1]]
    """
    path = checks.path("path", path)
    is_quadratic = isinstance(cost, str) and cost == "quadratic"
    weights, biases = (
        checks.items(name, arrays, "a list of arrays")
        for name, arrays in (("weights", weights), ("biases", biases))
    )
    sizes = checks.items("sizes", sizes, "a list of whole numbers")
    content = {
        "format": FORMAT,
        "version": VERSION if is_quadratic else VERSION_WITH_COST,
        "sizes": [int(size) if isinstance(size, np.integer) else size for size in sizes],
        "activation": activation,
        "output": output,
        **({} if is_quadratic else {"cost": cost}),
        "dtype": dtype,
        "preprocessing": preprocessing,
        "weights": [_rows(f"weights[{l}]", W) for l, W in enumerate(weights)],
        "biases": [_rows(f"biases[{l}]", b) for l, b in enumerate(biases)],
    }
    try:
        content["sha256"] = checksum(_model(content))
    except ValueError as error:
        raise ValueError(f"{path}: not written: {error}") from None
    data = json.dumps(content, separators=(",", ":")).encode() + b"\n"
    if len(data) > LARGEST_FILE:
        raise ValueError(f"{path}: not written: {len(data):,} bytes; expected at most {LARGEST_FILE:,}")
    try:
        _count(data)
    except ValueError as error:
        raise ValueError(f"{path}: not written: {error}") from None
    write_whole(path, data)


def read_model(path: str | Path) -> Model:
    """Return the network that the JSON file `path` holds.

    Raises FileNotFoundError if there is no such file, and ValueError, in one line, if it is not a
    whole and sound model file. A file without "sha256" is read too, so that one can be written by hand.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "net.json")
    ...     written = path.write_text('{"format": "backprop-network", "version": 3}')
    ...     try:
    ...         read_model(path)
    ...     except ValueError as error:
    ...         print(str(error).removeprefix(str(path)))
    : "version" is 3; expected 1 or 2: a newer backprop wrote this file, update yours
    """
    path = checks.path("path", path)
    try:
        if not path.exists():
            raise FileNotFoundError(f"{path} does not exist; expected a model file")
        if not path.is_file():
            raise ValueError(f"{path} is no regular file; expected a model file")
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except PermissionError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror}); expected a model file") from None
    if len(data) > LARGEST_FILE:
        raise ValueError(f"{path} is too large for a model file; expected at most {LARGEST_FILE:,} bytes")
    try:
        _count(data)
        text = _decoded(data)
        del data  # both may be large
        content = _parse(text)
        del text
        model = _model(content)
        if content.get("sha256", checksum(model)) != checksum(model):
            raise ValueError('"sha256" does not fit the rest: the file is damaged, or was edited by hand')
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    return model


def checksum(model: Model) -> str:
    """Return the SHA-256 of a model: its description as JSON, then its numbers, little-endian.

    The numbers come in the order W^0, b^0, W^1, b^1 and so on, row by row. The cost is described if it
    is not the quadratic one.

    >>> arrays = [np.array([[2.0]])], [np.array([[0.5]])]
    >>> one = Model([1, 1], "sigmoid", "sigmoid", "float64", None, *arrays)
    >>> other = one._replace(weights=[np.array([[2.0 + 1e-15]])])
    >>> len(checksum(one)), checksum(one) == checksum(other)
    (64, False)
    """
    *description, weights, biases, cost = checks.instance("model", model, Model)
    description += [] if cost == "quadratic" else [cost]
    digest = hashlib.sha256(json.dumps(description, separators=(",", ":")).encode())
    for W, b in zip(weights, biases, strict=True):
        for array in (W, b):
            digest.update(array.astype(array.dtype.newbyteorder("<")).tobytes())
    return digest.hexdigest()


def _rows(name: str, array: Any) -> Any:
    return checks.as_array(name, array, "a matrix").tolist()


def _count(data: bytes) -> None:
    """Raise ValueError for more numbers, rows or texts than a model has, before any is built."""
    for sign, most in MOST.items():
        count = data.count(sign.encode())
        if count > most:
            raise ValueError(f"holds {sign} {count:,} times; expected at most {most:,}, as in a model file")
    if not data.isascii() and len(data) > LARGEST_FILE // 4:  # one such letter makes all the text wide
        raise ValueError(
            f"{len(data):,} bytes, not all ASCII; expected at most {LARGEST_FILE // 4:,}, "
            "or other letters written as \\u00e9"
        )


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ValueError("not UTF-8 text; expected a JSON model file") from None


def _parse(text: str) -> dict[str, Any]:
    """Return the JSON object in `text`; raise ValueError if there is none, or it repeats a name."""
    try:
        content = json.loads(
            text,
            object_pairs_hook=_without_repeats,
            parse_constant=_no_number,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON, or cut short, at byte {error.pos}: {error.msg}") from None
    except RecursionError:
        raise ValueError("nested too deeply; expected a JSON model file") from None
    if not isinstance(content, dict):
        raise ValueError(f"holds {reprlib.repr(content)}; expected a JSON object")
    return content


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for name, value in pairs:
        if name in content:
            raise ValueError(f"{reprlib.repr(name)} is given twice; expected every name once")
        content[name] = value
    return content


def _integer(token: str) -> int:
    if len(token) > 400:
        raise ValueError(f"holds a number of {len(token)} digits; expected numbers that a float can hold")
    return int(token)


def _no_number(token: str) -> Any:
    raise ValueError(f"holds {token}; expected finite numbers")


def _model(content: dict[str, Any]) -> Model:
    """Return the model that `content` describes; raise ValueError if a part is missing or wrong."""
    if content.get("format") != FORMAT:
        raise ValueError(f'"format" is {reprlib.repr(content.get("format"))}; expected "{FORMAT}"')
    version = content.get("version")
    if type(version) is not int or version not in (VERSION, VERSION_WITH_COST):
        newer = type(version) is int and version > VERSION_WITH_COST
        advice = ": a newer backprop wrote this file, update yours" if newer else ""
        expected = f"{VERSION} or {VERSION_WITH_COST}"
        raise ValueError(f'"version" is {reprlib.repr(version)}; expected {expected}{advice}')
    _check_keys(set(content), KEYS if version == VERSION else KEYS | {"cost"})
    sizes = content["sizes"]
    if not _are_sizes(sizes):
        raise ValueError(
            f'"sizes" is {reprlib.repr(sizes)}; '
            f"expected two or more whole numbers from 1 to {LARGEST_LAYER:,}, at most {MOST_LAYERS} of them"
        )
    activation = _one_of(content, "activation", ACTIVATIONS)
    cost = _one_of({"cost": "quadratic", **content}, "cost", COSTS)
    output = _one_of(content, "output", [sigma.name for sigma in COSTS[cost].outputs])
    dtype = _one_of(content, "dtype", ("float64", "float32"))
    preprocessing = content["preprocessing"]
    if not isinstance(preprocessing, str | None):
        raise ValueError(f'"preprocessing" is {reprlib.repr(preprocessing)}; expected text or null')
    weights = _arrays(content, "weights", list(zip(sizes[1:], sizes[:-1], strict=True)), dtype)
    biases = _arrays(content, "biases", [(size, 1) for size in sizes[1:]], dtype)
    return Model(sizes, activation, output, dtype, preprocessing, weights, biases, cost)


def _check_keys(keys: set[str], wanted: set[str]) -> None:
    for name in sorted(wanted - keys):
        raise ValueError(f'"{name}" is missing')
    for name in sorted(keys - wanted - {"sha256"}):
        raise ValueError(f"{reprlib.repr(name)} is unknown; expected no other entries than {sorted(wanted)}")


def _are_sizes(sizes: Any) -> bool:
    return (
        isinstance(sizes, list)
        and 2 <= len(sizes) <= MOST_LAYERS
        and all(type(size) is int and 1 <= size <= LARGEST_LAYER for size in sizes)
    )


def _one_of(content: dict[str, Any], name: str, known: Any) -> str:
    value = content[name]
    if not isinstance(value, str) or value not in known:
        expected = " or ".join(f'"{word}"' for word in known)
        raise ValueError(f'"{name}" is {reprlib.repr(value)}; expected {expected}')
    return value


def _arrays(content: dict[str, Any], name: str, shapes: list[tuple[int, int]], dtype: str) -> list[Array]:
    given = content[name]
    if not isinstance(given, list) or len(given) != len(shapes):
        held = f"{len(given)} matrices" if isinstance(given, list) else reprlib.repr(given)
        raise ValueError(f'"{name}" holds {held}; expected {len(shapes)}, one for each layer')
    return [
        _matrix(f"{name}[{layer}]", rows, shape, dtype)
        for layer, (rows, shape) in enumerate(zip(given, shapes, strict=True))
    ]


def _matrix(name: str, rows: Any, shape: tuple[int, int], dtype: str) -> Array:
    """Return `rows`, a list of lists of numbers, as an array; raise ValueError unless it is (shape)."""
    expected = f"expected {shape[0]} rows of {shape[1]} numbers"
    if not isinstance(rows, list) or len(rows) != shape[0]:
        held = f"{len(rows)} rows" if isinstance(rows, list) else reprlib.repr(rows)
        raise ValueError(f"{name} holds {held}; {expected}")
    for place, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != shape[1]:
            held = f"{len(row)} entries" if isinstance(row, list) else reprlib.repr(row)
            raise ValueError(f"{name}[{place}] holds {held}; {expected}")
        if not set(map(type, row)) <= {int, float}:  # bool, str and None are none of these
            wrong = next(entry for entry in row if type(entry) not in (int, float))
            raise ValueError(f"{name}[{place}] holds {reprlib.repr(wrong)}; expected numbers")
    try:
        with np.errstate(over="ignore"):
            matrix = np.array(rows, dtype=dtype)
    except OverflowError:
        matrix = np.array(np.inf)
    if not np.isfinite(matrix).all():
        raise ValueError(f"{name} holds a number that is not finite in {dtype}; expected finite numbers")
    return matrix
