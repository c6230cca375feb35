"""Find statements that write a database's placeholder themselves, where only the adapter's own mark is right.

Looks at every text in the code outside the adapters that reads like SQL, and ends with 1 when one holds `?`, `%s` or
`%(name)s`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ADAPTERS = ROOT / "server" / "database"
_SQL = re.compile(r"\b(SELECT\b.+\bFROM|INSERT\s+INTO|UPDATE\b.+\bSET|DELETE\s+FROM|WHERE|VALUES)\b", re.DOTALL)
_MARK = re.compile(r"%s|%\(\w+\)s|(?<![\w'])\?(?![\w'])")


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each text of a module with its line; of an f-string the written parts, with a name for each value."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside.update(id(part) for part in node.values)
            parts = [str(p.value) if isinstance(p, ast.Constant) else "value" for p in node.values]
            yield node.lineno, "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value


def main() -> int:
    """Look through the code."""
    files = [path for path in sorted((ROOT / "server").rglob("*.py")) if not path.is_relative_to(ADAPTERS)]
    found = [
        f"{path.relative_to(ROOT)}:{line}: {' '.join(text.split())}"
        for path in files
        for line, text in texts(ast.parse(path.read_text(encoding="utf-8")))
        if _SQL.search(text) and _MARK.search(text)
    ]
    for line in found:
        print(line)
    print(f"{len(files)} files, {len(found)} statements with a placeholder of their own")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
