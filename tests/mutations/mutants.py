"""Mutants of a file: cosmic-ray's operators, the sensible replacements only, and one more, which leaves a statement out.

What a type checker reads or holds makes no mutant: annotations, blocks of `if TYPE_CHECKING`, `frozen` and `slots` of a
dataclass.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

import parso  # before cosmic-ray, which imports parts of it in an order that the whole does not bear
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

_ONE_BY_ONE = (
    "AddNot",
    "ExceptionReplacer",
    "NumberReplacer",
    "ReplaceAndWithOr",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "ReplaceFalseWithTrue",
    "ReplaceOrWithAnd",
    "ReplaceTrueWithFalse",
    "ReplaceUnaryOperator_Delete_Not",
    "ReplaceUnaryOperator_USub_UAdd",
    "ZeroIterationForLoop",
)
_COMPARED = {
    "Eq": ("NotEq",),
    "NotEq": ("Eq",),
    "Lt": ("LtE", "GtE"),
    "LtE": ("Lt", "Gt"),
    "Gt": ("GtE", "LtE"),
    "GtE": ("Gt", "Lt"),
    "Is": ("IsNot",),
    "IsNot": ("Is",),
}
_REPLACED = {
    "Add": "Sub",
    "Sub": "Add",
    "Mul": "FloorDiv",
    "Div": "Mul",
    "FloorDiv": "Mul",
    "Mod": "Mul",
    "LShift": "RShift",
    "RShift": "LShift",
    "BitOr": "BitAnd",
    "BitAnd": "BitOr",
}
_STATEMENTS = ("atom_expr", "raise_stmt", "del_stmt")


class Mutant(NamedTuple):
    """One change of one file."""

    file: str
    old: str
    """The lines that are changed, without the blanks around them."""
    new: str
    occurrence: int
    """Which of the changes with the same words it is, from 0."""
    text: str
    """The whole file."""
    line: int

    @property
    def key(self) -> str:
        """What it is called where the lines around it come and go."""
        return sha256(f"{self.file}\0{self.old}\0{self.new}\0{self.occurrence}".encode()).hexdigest()[:12]


class LeaveOut:
    """An operator: a call, an assignment to a part of something, `raise`, `del` or a bare `return` is left out."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """Where it can do that."""
        if node.type == "simple_stmt" and len(node.children) == 2 and self._counts(node.children[0]):
            yield node.start_pos, node.end_pos

    @staticmethod
    def _counts(statement: Any) -> bool:
        if statement.type == "expr_stmt":
            target, sign = statement.children[0], statement.children[1]
            return target.type != "name" or (sign.type == "operator" and sign.value != "=")
        return statement.type in _STATEMENTS or (statement.type == "keyword" and statement.value == "return")

    @staticmethod
    def mutate(node: Any, index: int) -> Any:
        """`pass` in its place."""
        del index
        node.children[0] = parso.parse(f"{node.get_first_leaf().prefix}pass")
        return node


def _operators() -> Iterator[Any]:
    yield LeaveOut()
    for name in _ONE_BY_ONE:
        yield get_operator(f"core/{name}")()
    for old, others in _COMPARED.items():
        for new in others:
            yield get_operator(f"core/ReplaceComparisonOperator_{old}_{new}")()
    for old, new in _REPLACED.items():
        yield get_operator(f"core/ReplaceBinaryOperator_{old}_{new}")()


class _Unread(ast.NodeTransformer):
    """Takes out what only a type checker reads."""

    def visit_If(self, node: ast.If) -> ast.AST:
        tested = ast.unparse(node.test)
        return ast.Pass() if "TYPE_CHECKING" in tested else self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Name("Any")
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        return ast.Pass() if ast.unparse(node).startswith("TYPE_CHECKING") else self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call):
                decorator.keywords = [word for word in decorator.keywords if word.arg not in ("frozen", "slots")]
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)


def _meaning(text: str) -> str:
    return ast.dump(_Unread().visit(ast.parse(text)))


def mutants(file: str, source: str) -> list[Mutant]:
    """All of them, in an order that looks random and is always the same: a sample is the beginning."""
    seen = {_meaning(source)}
    counted: dict[tuple[str, str], int] = {}
    found = []
    for operator in _operators():
        occurrence = 0
        while (text := mutate_code(source, operator, occurrence)) is not None:
            occurrence += 1
            try:
                meaning = _meaning(text)
            except SyntaxError:  # `except A, B` and the like
                continue
            if meaning in seen:
                continue
            seen.add(meaning)
            line, old, new = _difference(source, text)
            number = counted[old, new] = counted.get((old, new), -1) + 1
            found.append(Mutant(file, old, new, number, text, line))
    return sorted(found, key=lambda mutant: mutant.key)


def _difference(source: str, text: str) -> tuple[int, str, str]:
    before, after = source.splitlines(), text.splitlines()
    tags = [code for code in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if code[0] != "equal"]
    first, last = tags[0], tags[-1]
    old, new = before[first[1] : last[2]], after[first[3] : last[4]]
    return first[1] + 1, " ".join(map(str.strip, old)), " ".join(map(str.strip, new))
