"""What a commit holds, by content: for somebody who knows a file's sha256, and not its name in git."""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tracker.adapters.git.runner import GitRunner

BARE = {"GIT_NO_REPLACE_OBJECTS": "1"}
"""What a commit holds is what its own objects say, not what a replacement would have them say."""
LINK, MODULE = "120000", "160000"
_HOPS = 10
"""Links that lead to links are followed so often."""


class Entry(NamedTuple):
    """One path of a tree."""

    mode: str
    object: str


def entries(git: GitRunner, commit: str, below: Iterable[str] = ()) -> dict[str, Entry] | None:
    """Path → its entry, of all that is at or below these paths, or of everything; None where there is no such commit."""
    words = ["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit]
    code, out, _ = git.call([*words, *below], env={**BARE, "GIT_LITERAL_PATHSPECS": "1"})
    if code:
        return None
    found: dict[str, Entry] = {}
    for line in out.split("\0"):
        head, _, path = line.partition("\t")
        if path:
            mode, _, name = head.split(" ")
            found[path] = Entry(mode, name)
    return found


class Blobs:
    """Contents by their names, each asked for once."""

    def __init__(self, git: GitRunner) -> None:
        self._git = git
        self._digests: dict[str, str] = {}
        self._links: dict[str, str] = {}

    def digests(self, names: Iterable[str]) -> Mapping[str, str]:
        """Object → sha256 of its content; what the repository does not have is left out."""
        self._ask(name for name in names if name not in self._digests)
        return self._digests

    def target(self, name: str) -> str:
        """Where a link leads that has this object; empty where the repository does not have it."""
        if name not in self._links:
            _, out, _ = self._git.call(["cat-file", "blob", name], env=BARE)
            self._links[name] = out
        return self._links[name]

    def _ask(self, names: Iterable[str]) -> None:
        wanted = sorted(set(names))
        if not wanted:
            return
        code, out, _ = self._git.call(["cat-file", "--batch"], stdin="\n".join(wanted).encode() + b"\n", env=BARE)
        if code == 0:
            self._digests.update(digests_of(out.encode("utf-8", "surrogateescape")))


def digests_of(out: bytes) -> dict[str, str]:
    """Object → sha256 of its content, from what `git cat-file --batch` prints."""
    digests: dict[str, str] = {}
    at = 0
    while at < len(out):
        end = out.index(b"\n", at)
        words = out[at:end].split(b" ")
        at = end + 1
        if len(words) == 3:  # noqa: PLR2004 - name, type and size; `NAME missing` otherwise
            size = int(words[2])
            digests[words[0].decode()] = hashlib.sha256(out[at : at + size]).hexdigest()
            at += size + 1
    return digests


class Tree:
    """The files of one commit."""

    def __init__(self, git: GitRunner, blobs: Blobs, known: Mapping[str, Entry]) -> None:
        self._git = git
        self._blobs = blobs
        self.entries = known

    def holds(self, files: Mapping[str, str]) -> bool:
        """Whether it has all of these with just that content: path → sha256; empty text for what must not be there."""
        places = {path: self._place(path) for path in files}
        if any((place is None) != (not files[path]) for path, place in places.items()):
            return False
        names = {path: place for path, place in places.items() if isinstance(place, str)}
        digests = self._blobs.digests(names.values())
        if any(digests.get(name) != files[path] for path, name in names.items()):
            return False
        return all(_module_holds(self._git, place, files[path]) for path, place in places.items() if isinstance(place, _Inside))

    def _place(self, path: str, hops: int = _HOPS) -> str | _Inside | None:
        """The object of a file, links followed; where it is in a submodule; None where there is none."""
        entry = self.entries.get(path)
        if entry is None:
            return self._place_below(path, hops)
        if entry.mode != LINK:
            return None if entry.mode == MODULE else entry.object
        return self._through(path, entry, "", hops)

    def _place_below(self, path: str, hops: int) -> str | _Inside | None:
        folder = path
        while folder := posixpath.dirname(folder):
            entry = self.entries.get(folder)
            if entry is not None and entry.mode == MODULE:
                return _Inside(folder, entry.object, path[len(folder) + 1 :])
            if entry is not None and entry.mode == LINK:
                return self._through(folder, entry, path[len(folder) + 1 :], hops)
        return None

    def _through(self, link: str, entry: Entry, rest: str, hops: int) -> str | _Inside | None:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(link), self._blobs.target(entry.object), rest))
        if not hops or target.startswith(("../", "/")):
            return None
        return self._place(target, hops - 1)


class _Inside(NamedTuple):
    """A file in a submodule."""

    module: str
    commit: str
    path: str


def _module_holds(git: GitRunner, place: _Inside, digest: str) -> bool:
    inner = GitRunner(os.path.join(git.root, place.module))
    known = entries(inner, place.commit, [place.path]) if os.path.isdir(inner.root) else None
    return known is not None and Tree(inner, Blobs(inner), known).holds({place.path: digest})
