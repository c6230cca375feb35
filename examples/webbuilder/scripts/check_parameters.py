"""Find statements with parameters that do not take their marks from the adapter.

Looks at every function outside the adapters that gives parameters to a database: it has to ask the adapter for its placeholder,
itself or through another function of its module. One that passes on a statement that it was given is left to its callers.
Ends with 1, and says where, when one does not.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ADAPTERS = ROOT / "server" / "database"
STATEMENTS = {"execute", "fetch_all", "fetch_one", "fetch_value", "insert"}
MARKS = {"placeholder", "placeholders", "contains_ignoring_case", "same_ignoring_case", "days_ago"}
"""What an adapter offers that holds its mark."""
SHARED = {"_condition", "in_clause"}
"""What builds a condition for others, with the adapter's mark; their own modules are looked at, too."""


def functions(tree: ast.AST) -> list[ast.FunctionDef]:
    """Every function of a module."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def with_parameters(function: ast.FunctionDef) -> list[int]:
    """The lines on which a function gives a statement and its parameters to a database."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    given = [c for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr in STATEMENTS and len(c.args) > 1]
    return [call.lineno for call in given if not passes_on(call, function)]


def passes_on(call: ast.Call, function: ast.FunctionDef) -> bool:
    """Whether the statement is an argument of the function itself."""
    statement = call.args[0]
    if isinstance(statement, ast.Call) and statement.args:
        statement = statement.args[0]
    return isinstance(statement, ast.Name) and statement.id in {argument.arg for argument in function.args.args}


def words(function: ast.FunctionDef) -> set[str]:
    """The names and attributes that a function speaks of."""
    nodes = list(ast.walk(function))
    return {n.attr for n in nodes if isinstance(n, ast.Attribute)} | {n.id for n in nodes if isinstance(n, ast.Name)}


def marked(known: list[ast.FunctionDef]) -> set[str]:
    """The functions that ask for the mark, directly or through others."""
    said = {function.name: words(function) for function in known}
    found = {name for name, spoken in said.items() if spoken & (MARKS | SHARED)}
    while more := {name for name, spoken in said.items() if spoken & (found - STATEMENTS)} - found:
        found |= more
    return found


def main() -> int:
    """Look through the code."""
    files = [path for path in sorted((ROOT / "server").rglob("*.py")) if not path.is_relative_to(ADAPTERS)]
    statements, wrong = 0, []
    for path in files:
        known = functions(ast.parse(path.read_text(encoding="utf-8")))
        good = marked(known)
        for function in known:
            lines = with_parameters(function)
            statements += len(lines)
            wrong += [f"{path.relative_to(ROOT)}:{line}: {function.name}" for line in lines if function.name not in good]
    for line in wrong:
        print(line)
    print(f"{statements} statements with parameters, {len(wrong)} without the adapter's placeholder")
    return 1 if wrong or not statements else 0


if __name__ == "__main__":
    raise SystemExit(main())
