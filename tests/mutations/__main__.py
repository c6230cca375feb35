"""Plant each bug in a copy of the package and run the tests beside it: `python -m tests.mutations [WORD...]`.

Prints a line for each. Ends with 1 when one survives, or when the text to be changed is not in its file exactly once.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .bugs import BUGS, Bug

ROOT = Path(__file__).resolve().parent.parent.parent
HANGS = 600
"""Seconds after which the tests of one bug are ended: a bug that makes them hang is seen, too."""


def copied(target: Path) -> None:
    """All that tests need."""
    for name in ("tracker", "tests"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "pyproject.toml", target)


def outcome(bug: Bug, copy: Path) -> str:
    """`killed`, `survived`, or why it cannot be told."""
    path = copy / bug.file
    text = path.read_text() if path.exists() else ""
    if text.count(bug.old) != 1:
        return f"not planted: {bug.old!r} is {text.count(bug.old)} times in {bug.file}"
    path.write_text(text.replace(bug.old, bug.new))
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-n", "0", "--timeout", "60", *bug.tests]
    env = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(words, cwd=copy, env=env, capture_output=True, text=True, check=False, timeout=HANGS)
    except subprocess.TimeoutExpired:
        return "killed"
    finally:
        path.write_text(text)
    if done.returncode in (0, 1):
        return "killed" if done.returncode else "survived"
    return f"pytest ended with {done.returncode}: {(done.stdout + done.stderr)[-300:]}"


def main() -> int:
    """Every bug whose line has one of the words; all of them by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("words", nargs="*", help="only bugs with one of these words in their name, file or tests")
    parser.add_argument("--first", type=int, default=len(BUGS), help="only so many")
    options = parser.parse_args()
    chosen = [
        bug for bug in BUGS if not options.words or any(w in " ".join((bug.name, bug.file, *bug.tests)) for w in options.words)
    ]
    alive = 0
    with tempfile.TemporaryDirectory(prefix="tracker-mutations-") as folder:
        copied(Path(folder))
        for bug in chosen[: options.first]:
            found = outcome(bug, Path(folder))
            alive += found != "killed"
            print(f"{found:<9} {bug.file}: {bug.name}", flush=True)
    print("every bug was found" if not alive else f"{alive} were not found")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
