"""Code of the module that a chapter shows in a cell of its own, and what it shares with the module's."""

import ast
import re
import textwrap
from collections.abc import Iterable
from typing import Any

from press.source.cells import take_apart


def statements(code: str) -> list[str]:
    """Return the statements of the function in `code` as text, without its docstring, checks and types."""
    (function,) = ast.parse(textwrap.dedent(code)).body
    assert isinstance(function, ast.FunctionDef)
    return [
        re.sub(r"\b(\w+): \w+ = ", r"\1 = ", ast.unparse(one))
        for one in function.body
        if not isinstance(one, ast.If)
        and not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
    ]


def written(name: str, cells: Iterable[dict[str, Any]]) -> str:
    """Return the code of a function or method in the cells."""
    for cell in cells:
        for node in ast.walk(ast.parse(take_apart(cell).code)):
            if isinstance(node, ast.FunctionDef) and node.name == name:
                return ast.unparse(node)
    raise LookupError(name)
