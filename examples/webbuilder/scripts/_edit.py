"""Small edits of the application's own files, for the scripts that carry out a phase.

An edit is a piece of text that stands in a file exactly once, and what is to stand there instead. Running it again
changes nothing, `--revert` takes it back, and a file in any other state is refused before anything is written.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Edit:
    """One replacement in one file; neither text is part of the other."""

    path: str
    before: str
    after: str

    def reverted(self) -> Edit:
        """The edit that takes this one back."""
        return Edit(self.path, self.after, self.before)


class UnknownStateError(Exception):
    """A file holds neither what was there before the edit nor what is there after it."""


def apply(edits: Sequence[Edit], root: Path = ROOT) -> list[str]:
    """Make all edits, or none. Returns the files that changed.

    Raises:
        UnknownStateError: a file is missing, or is in a state that the edit does not know.
    """
    texts: dict[str, str] = {}
    originals: dict[str, str] = {}
    for edit in edits:
        if edit.path not in texts:
            texts[edit.path] = originals[edit.path] = _read(root / edit.path)
        texts[edit.path] = _edited(texts[edit.path], edit)
    changed = [path for path, text in texts.items() if text != originals[path]]
    for path in changed:
        _write(root / path, texts[path])
    return changed


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UnknownStateError(f"{path.name}: there is no such file") from error


def _edited(text: str, edit: Edit) -> str:
    found = (text.count(edit.before), text.count(edit.after))
    if found == (0, 1):
        return text
    if found != (1, 0):
        wanted = edit.before.strip().splitlines()[0].strip()
        raise UnknownStateError(f"{edit.path}: expected {wanted!r} once, found it {found[0]} times; edit it by hand")
    return text.replace(edit.before, edit.after)


def _write(path: Path, text: str) -> None:
    """Replace a file at once: a reader sees the old text or the new one."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(path.stat().st_mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def main(what: str, edits: Sequence[Edit]) -> int:
    """The command line of a script: make the edits, or take them back."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--revert", action="store_true", help="take the change back")
    revert = parser.parse_args().revert
    try:
        changed = apply([edit.reverted() for edit in reversed(edits)] if revert else edits)
    except UnknownStateError as error:
        print(error, file=sys.stderr)
        return 1
    for path in changed:
        print(f"{'reverted' if revert else 'changed'} {path}")
    if not changed:
        print("nothing to do")
    return 0
