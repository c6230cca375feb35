"""What can be told of a Python expression without running it: its name, whether it is true, whether it could ever be false."""

from __future__ import annotations

import ast
from collections.abc import Mapping


def always_holds(node: ast.expr, known: Mapping[str, ast.expr] | None = None) -> bool:
    """Whether an assertion of this can never fail. `known`: names → what they were set to, once."""
    if is_true(node):
        return True
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = _value(node.left, known or {}), _value(node.comparators[0], known or {})
        same = ast.unparse(left) == ast.unparse(right)
        constant = isinstance(left, ast.Constant) and isinstance(right, ast.Constant)
        return (same and isinstance(node.ops[0], ast.Eq | ast.Is | ast.GtE | ast.LtE | ast.In)) or constant
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return bool(node.elts)
    if isinstance(node, ast.Lambda | ast.GeneratorExp | ast.JoinedStr):
        return True
    return (
        isinstance(node, ast.BoolOp)
        and isinstance(node.op, ast.Or)
        and any(always_holds(value, known) for value in node.values)
    )


def _value(node: ast.expr, known: Mapping[str, ast.expr]) -> ast.expr:
    """What a name stands for, where that is written out or called."""
    made = known.get(node.id) if isinstance(node, ast.Name) else None
    return made if isinstance(made, ast.Constant | ast.Call) else node


def is_true(node: ast.expr) -> bool:
    """Whether it is written out and true."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return is_false(node.operand)
    return isinstance(node, ast.Constant) and bool(node.value)


def is_false(node: ast.expr) -> bool:
    """Whether it is written out and false."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return is_true(node.operand)
    if isinstance(node, ast.Compare) and name_of(node.left) == "__name__":
        return isinstance(node.ops[0], ast.Eq)
    return (isinstance(node, ast.Constant) and not node.value) or name_of(node).rpartition(".")[2] == "TYPE_CHECKING"


def name_of(node: ast.AST | None) -> str:
    """`pytest.mark.skip`; empty where it is no dotted name."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    if isinstance(node, ast.Attribute):
        above = name_of(node.value)
        return f"{above}.{node.attr}" if above else node.attr
    return node.id if isinstance(node, ast.Name) else ""
