"""What the fields of a class mean: the text below each of them in its source, with an example where the text has one."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from typing_extensions import get_original_bases

_PROPERTIES = {"property", "cached_property"}


class Meaning(NamedTuple):
    """Of one field."""

    text: str
    example: str = ""
    """As it is written in the plan, in YAML; empty where there is none."""
    default: str = ""
    """As it would be written, where the value of the field looks otherwise: `10m`, and not 600.0."""


@cache
def meanings(record: type) -> dict[str, Meaning]:
    """Field or property → what it means, inherited ones included. What is not explained is left out."""
    bases: list[type] = [base for base in get_original_bases(record) if inspect.isclass(base)]
    return {name: meaning for base in reversed(bases) for name, meaning in meanings(base).items()} | _own(record)


def _own(record: type) -> dict[str, Meaning]:
    try:
        (declared,) = ast.parse(textwrap.dedent(inspect.getsource(record))).body
    except (OSError, TypeError):
        return {}  # made by a call, or by Python itself
    found: dict[str, Meaning] = {}
    for node, below in pairwise([*getattr(declared, "body", ()), ast.Pass()]):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            text = _text(below)
            if text:
                found[node.target.id] = _meaning(text)
        elif isinstance(node, ast.FunctionDef) and _PROPERTIES & {ast.unparse(by) for by in node.decorator_list}:
            found[node.name] = Meaning((ast.get_docstring(node) or "").partition("\n")[0])
    return found


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return node.value.value
    return ""


def _meaning(text: str) -> Meaning:
    said, _, rest = inspect.cleandoc(text).partition("\n\nExample: ")
    example, _, default = rest.partition("\nDefault: ")
    return Meaning(" ".join(said.split()), " ".join(example.split()), default)
