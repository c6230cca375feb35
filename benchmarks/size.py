"""How large the program is: python benchmarks/size.py [--against REV]

Dependencies with all that they need, the wheel, the installed tree without pip, keys of the published schemas and how many of
them are described, and the texts that a user can see. With `--against`, the same of an older commit, side by side. Every figure
is measured: wheels are built and installed into environments of their own.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_MEGA = 1_000_000


def run(*words: str | Path, cwd: Path = ROOT) -> str:
    """What a command prints; it must succeed."""
    return subprocess.run(list(map(str, words)), cwd=cwd, check=True, capture_output=True, text=True).stdout


def installed(wheel: Path, where: Path) -> tuple[int, float]:
    """(packages beside ours and pip's, megabytes of the tree) of an environment that has the wheel alone."""
    run(sys.executable, "-m", "venv", where)
    python = where / "bin/python"
    run(python, "-m", "pip", "install", "-q", "--no-compile", wheel)
    names = {item["name"].lower() for item in json.loads(run(python, "-m", "pip", "list", "--format", "json"))}
    (packages,) = where.glob("lib/python*/site-packages")
    files = (path for path in packages.rglob("*") if path.is_file() and not path.is_symlink())
    own = (path for path in files if path.relative_to(packages).parts[0].split("-")[0] not in {"pip", "setuptools"})
    size = sum(path.stat().st_size for path in own if path.suffix != ".pyc")
    return len(names - {"pip", "setuptools", "wheel", "phasegate", "tracker"}), size / _MEGA


def keys(root: Path) -> tuple[int, int]:
    """(keys of the published schemas, those with a description)."""
    found: list[dict[str, Any]] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name == "properties" and isinstance(inner, dict):
                    found.extend(inner.values())
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    for path in sorted((root / "schema").glob("*.json")):
        walk(json.loads(path.read_text()))
    return len(found), sum(bool(key.get("description")) for key in found)


def texts(root: Path) -> set[str]:
    """Literals of more than one word that are no docstrings: messages, help and the like. Fields stand as `{}`."""
    return {text for path in (root / "tracker").rglob("*.py") for text in _texts(ast.parse(path.read_text()))}


def _texts(tree: ast.AST) -> Iterator[str]:
    apart: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            apart.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            apart.update(map(id, node.values))
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in apart
            and " " in node.value.strip()
        ):
            yield node.value


def measure(root: Path, where: Path) -> dict[str, str]:
    """Every figure of one tree."""
    where.mkdir()
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", where / "wheel", root)
    (wheel,) = (where / "wheel").glob("*.whl")
    packages, size = installed(wheel, where / "alone")
    named, described = keys(root)
    return {
        "packages that come along": str(packages),
        "wheel": f"{wheel.stat().st_size / 1000:.0f} KB",
        "installed, without pip and bytecode": f"{size:.1f} MB",
        "keys of the schemas": str(named),
        "  with a description": str(described),
        "texts for users": str(len(texts(root))),
    }


def main() -> None:
    """One table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--against", metavar="REV", help="an older commit")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tracker-size-") as folder:
        where = Path(folder)
        rows = {"now": measure(ROOT, where / "now")}
        if given.against:
            older = where / "older"
            run("git", "clone", "-q", "--no-checkout", ROOT, older)
            run("git", "checkout", "-q", given.against, cwd=older)
            rows[given.against[:12]] = measure(older, where / "then")
            kept = len(texts(ROOT) & texts(older))
            rows["now"]["  as they were"] = str(kept)
            rows[given.against[:12]]["  as they were"] = str(kept)
        print(f"{'':<38}" + "".join(f"{name:>14}" for name in rows))
        for label in rows["now"]:
            print(f"{label:<38}" + "".join(f"{row[label]:>14}" for row in rows.values()))


if __name__ == "__main__":
    main()
