"""The shape of the code in figures: python benchmarks/shape.py [CHECKOUT]

Files and functions by length, untyped mappings, adapters imported outside the composition root. Nothing is imported or run.
"""

from __future__ import annotations

import ast
import re
import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALL = 3
"""Files of so many lines are left out of the medians: they only make a folder a package."""


def modules(root: Path) -> list[Path]:
    """The product's modules."""
    return sorted(path for path in (root / "tracker").rglob("*.py") if "__pycache__" not in path.parts)


def functions(path: Path) -> Iterator[int]:
    """The lengths of a module's functions in lines, docstring included, decorators left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            yield node.end_lineno - node.lineno + 1


def spread(values: Sequence[int]) -> str:
    """Median, 90th percentile and largest."""
    return f"{statistics.median(values):.0f} / {statistics.quantiles(values, n=10)[-1]:.0f} / {max(values)}"


def adapters_outside_the_root(root: Path) -> int:
    """Imports of adapters in commands and the command line."""
    texts = (path.read_text() for path in modules(root) if path.relative_to(root / "tracker").parts[0] in ("cli", "commands"))
    return sum(len(re.findall(r"(?m)^\s*(?:from|import) tracker\.adapters", text)) for text in texts)


def shape(root: Path) -> dict[str, object]:
    """Every figure by its name."""
    paths = modules(root)
    lines = {path: len(path.read_text().splitlines()) for path in paths}
    lengths = [length for path in paths for length in functions(path)]
    tests = [path for path in (root / "tests").rglob("*.py") if "__pycache__" not in path.parts]
    folders: dict[Path, int] = {}
    for path in paths:
        folders[path.parent] = folders.get(path.parent, 0) + 1
    crowded = sorted(folders.items(), key=lambda item: -item[1])[:3]
    return {
        "files": len(paths),
        "lines": sum(lines.values()),
        "file: median / 90 % / longest": spread([count for count in lines.values() if count > SMALL]),
        "function: median / 90 % / longest": spread(lengths),
        "functions": len(lengths),
        "folders": len(folders),
        "most crowded": ", ".join(f"{path.relative_to(root / 'tracker')} {count}" for path, count in crowded),
        "dict[str, Any]": sum(path.read_text().count("dict[str, Any]") for path in paths),
        "adapters imported by commands and cli": adapters_outside_the_root(root),
        "test lines": sum(len(path.read_text().splitlines()) for path in tests),
    }


if __name__ == "__main__":
    for name, value in shape(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT).items():
        print(f"{name:<40} {value}")
