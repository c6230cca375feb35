"""The status view of the last call, kept under what it was made from. Light imports only.

The cache holds the signature (size, mtime, ctime, inode) of every file and folder that was looked at. It is used only while
every one of them is the same; anything else, damage included, means that the view is made anew. It can be deleted at any time.
"""

from __future__ import annotations

import json
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

PATH = ".tracker/cache/status.json"
VERSION = 1
_SETTLED = 0.05
"""Seconds that a file must have been left alone before it was read: within the clock's grain, a change could hide."""


def signature(path: str) -> list[int] | None:
    """What tells that a file or folder is the same; None when there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def _maker() -> list[object]:
    """The program that made the view: another version may see things differently."""
    return [VERSION, signature(__file__), signature(os.path.dirname(os.path.dirname(os.path.dirname(__file__))))]


def load(root: str) -> dict[str, Any] | None:
    """The view, when it still holds."""
    try:
        with open(os.path.join(root, PATH), "rb") as file:
            kept = json.loads(file.read())
        made_from: dict[str, Any] = kept["made_from"]
        if kept["maker"] != _maker():
            return None
        stat, join = os.stat, os.path.join
        for path, known in made_from.items():
            try:
                found = stat(join(root, path))
            except OSError:
                if known is not None:
                    return None
                continue
            if known != [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]:
                return None
        view = kept["view"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return view if isinstance(view, dict) else None


def save(root: str, view: Mapping[str, Any], made_from: Mapping[str, list[int] | None], started: float) -> bool:
    """Keep a view; False when something changed so recently that a further change could not be told.

    `started` is the Unix time at which looking began.

    Raises:
        OSError: it cannot be written.
    """
    newest = max((max(s[1], s[2]) for s in made_from.values() if s is not None), default=0)
    if newest / 1e9 > started - _SETTLED:
        return False
    kept = {"maker": _maker(), "made_from": made_from, "view": view}
    target = os.path.join(root, PATH)
    make_folder(os.path.dirname(target))
    beside = f"{target}.{os.getpid()}"
    try:
        with open(beside, "w", encoding="utf-8", errors="backslashreplace") as file:  # a path that is no text: JSON's escape
            json.dump(kept, file, ensure_ascii=False, separators=(",", ":"))
        os.replace(beside, target)
    except OSError:
        try:
            os.unlink(beside)
        except OSError:
            pass  # it was never made
        raise
    return True


def make_folder(folder: str) -> None:
    """The folder of caches, made so that git does not see it: looking at a project must not change what git says of it.

    Raises:
        OSError: it cannot be made.
    """
    if os.path.isdir(folder):
        return
    os.makedirs(folder)
    with open(os.path.join(folder, ".gitignore"), "w", encoding="utf-8") as file:
        file.write("*\n")
