"""What was made from files, kept beside what it was made from. Light imports only.

A cache file has a digest that only this user on this machine can make (`keyed`), and two lines of JSON: the program that made
it with the signature (size, mtime, ctime, inode) of every file and folder that was looked at, and the value. The value is
used only while the digest is right and every signature is the same; anything else, damage included, means that it is made
anew. A cache can be deleted at any time.
"""

from __future__ import annotations

import os
from binascii import crc32

from tracker.adapters.files import presence
from tracker.adapters.files.keyed import believed, signed
from tracker.adapters.files.light_json import dumps, loads
from tracker.adapters.files.own import CACHE_LIMIT, check, read_ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    Seen = Mapping[str, list[int] | None]

FOLDER = ".tracker/cache"
VERSION = 3
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
VARIABLES = "env: "
"""How an entry of what a value was made from begins, when it is no path: the names of variables follow."""
SETTLED = 0.05
"""Seconds that a file must have been left alone before it was read: within the clock's grain, a change could hide."""
STATUS, PLAN, OUTLINE, JOURNAL, COMMITS = "status", "plan", "outline", "journal", "commits"
"""The names of what is kept."""
BEFORE = "journal-before"
"""A fold of the journal without its newest files."""


def signature(path: str) -> list[int] | None:
    """What tells that a file or folder is the same; None when there is none."""
    try:
        found = presence.signature(path)
    except OSError:
        return None  # whoever reads it is told why it cannot be looked at
    return list(found) if found else None


def _maker() -> list[object]:
    """The program that made the value: another version may see things differently."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return [VERSION, package, *(signature(path) for path in _folders(package))]


def _folders(package: str) -> list[str]:
    """A new version of a module is a new file in its folder."""
    return [package, *(entry.path for entry in os.scandir(package) if not entry.name.startswith("__") and entry.is_dir())]


def path_of(root: str, name: str) -> str:
    """Where a value is kept."""
    return os.path.join(root, FOLDER, f"{name}.json")


def load(root: str, name: str) -> Any:
    """The value, when it still holds; else None."""
    found = look_up(root, name)
    return None if found is None else found[0]


def look_up(root: str, name: str, *, but: str | None = None) -> tuple[Any, Seen] | None:
    """The value with what it was made from, when it still holds; `but` may be another than it was."""
    try:
        kept = read(path_of(root, name))
        if kept is None:
            return None
        first, _, second = kept.partition("\n")
        head = loads(first)
        if head["maker"] != _maker() or not _holds(root, head["made_from"], but):
            return None
        return loads(second), head["made_from"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _holds(root: str, made_from: Seen, but: str | None) -> bool:
    stat, join = os.stat, os.path.join
    for path, known in made_from.items():
        if path.startswith(VARIABLES):
            if known != environment(path.removeprefix(VARIABLES).split()):
                return False
            continue
        if path == but:
            continue
        try:
            found = stat(join(root, path))
        except OSError:
            if known is not None:
                return False
            continue
        if known != [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]:
            return False
    return True


def environment(names: Iterable[str]) -> list[int]:
    """What tells that variables are the same; a name may be a glob. Of their values nothing is kept but a checksum."""
    wanted = frozenset(names)
    globs = [name for name in wanted if not name.isidentifier()]
    found = {name for name in wanted if name in os.environ}
    if globs:
        from fnmatch import fnmatchcase

        found.update(name for name in os.environ if any(fnmatchcase(name, glob) for glob in globs))
    text = "\n".join(f"{name}={os.environ[name]}" for name in sorted(found))
    return [crc32(text.encode("utf-8", "surrogateescape")), 0, 0, 0]


def save(root: str, name: str, value: object, made_from: Seen, started: float, *, own: str = "") -> bool:
    """Keep a value; False when something changed so recently that a further change could not be told.

    `started` is the Unix time at which looking began, and `own` a file that nobody but this process writes to.

    Raises:
        OSError: it cannot be written.
    """
    newest = max((max(s[1], s[2]) for path, s in made_from.items() if s is not None and path != own), default=0)
    if newest / 1e9 > started - SETTLED:
        return False
    parts = ({"maker": _maker(), "made_from": made_from}, value)
    write(path_of(root, name), "".join(dumps(part) + "\n" for part in parts))
    return True


def read(path: str) -> str | None:
    """The text of a cache; None when another than this user on this machine wrote it, or for another place.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no text.
    """
    content = believed(path, read_ours(path, limit=CACHE_LIMIT))
    return None if content is None else content.decode("utf-8")


def write(path: str, text: str) -> None:
    """Let a cache have this text, whole or not at all. It need not survive a power cut. Without a key nothing is kept.

    Raises:
        OSError: it cannot be written.
    """
    check(path)
    content = signed(path, text.encode("utf-8", "backslashreplace"))  # a path that is no text: JSON's escape
    if not content:
        return
    make_folder(os.path.dirname(path))
    beside = f"{path}.{os.getpid()}"
    try:
        with open(os.open(beside, _NEW, 0o666), "wb") as file:
            file.write(content)
        os.replace(beside, path)
    except OSError:
        try:
            os.unlink(beside)
        except OSError:
            pass  # it was never made
        raise


def make_folder(folder: str) -> None:
    """The folder of caches, made so that git does not see it: looking at a project must not change what git says of it.

    Raises:
        OSError: it cannot be made.
    """
    ignore = os.path.join(folder, ".gitignore")
    check(ignore)
    if os.path.isdir(folder):
        return
    os.makedirs(folder)
    with open(ignore, "x", encoding="utf-8") as file:
        file.write("*\n")
