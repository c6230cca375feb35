"""What a commit holds, byte for byte, without asking the index: git has ways to make it say that nothing has changed."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Mapping

from tracker.adapters.git.line_ends import LineEnds
from tracker.adapters.git.runner import GitRunner, refused
from tracker.adapters.git.tree import LINK, MODULE, Blobs, Entry, entries


class Contents:
    """What a commit holds. Its tree is listed once."""

    def __init__(self, git: GitRunner, commit: str) -> None:
        self._git = git
        self._commit = commit
        known = entries(git, commit)
        if known is None:
            raise refused(("ls-tree",), f"{commit[:12]} is not a commit of this repository")
        self._entries = known
        self._ends = LineEnds(git.root)
        self._modules: dict[str, Contents | str] = {}

    def lacks(self, paths: Iterable[str]) -> dict[str, str]:
        """Path → why the commit does not hold it as it is on the disk, for each of these repository paths that it does not."""
        found: dict[str, str] = {}
        for path in paths:
            why = self._why(path)
            if why:
                found[path] = why
        ignored = self._ignored([path for path, why in found.items() if why == _UNKNOWN])
        found.update({path: f"git ignores it ({rule})" for path, rule in ignored.items()})
        filtered = self._filtered([path for path, why in found.items() if why == _OTHER])
        found.update({path: f"the {what} makes something else of it in the commit" for path, what in filtered.items()})
        return found

    def _why(self, path: str) -> str:
        full = os.path.join(self._git.root, path)
        entry = self._entries.get(path)
        if entry is None:
            return self._why_below(path)
        if entry.mode == LINK:
            return self._why_link(path, full, entry)
        return _why_file(full, entry, lambda: self._ends.become_lf(path))

    def _why_below(self, path: str) -> str:
        """A path that the tree does not have itself: in a submodule, behind a link to a folder, or not known at all."""
        folder = path
        while folder := os.path.dirname(folder):
            entry = self._entries.get(folder)
            if entry is not None and entry.mode == MODULE:
                return self._why_module(folder, path[len(folder) + 1 :], entry)
            if entry is not None and entry.mode == LINK:
                return self._why_link(folder, os.path.join(self._git.root, folder), entry) or self._behind(path)
        return _UNKNOWN

    def _why_link(self, path: str, full: str, entry: Entry) -> str:
        try:
            target = os.readlink(full)
        except OSError:
            return "it was a link and is no longer one"
        if not _is_object(os.fsencode(target), entry.object):
            return "the link leads elsewhere than in the commit"
        return self._behind(path)

    def _behind(self, path: str) -> str:
        """Why what a path leads to, links followed, is not in the commit."""
        root = os.path.realpath(self._git.root)
        real = os.path.realpath(os.path.join(root, path))
        if not real.startswith(root + os.sep):
            return "it leads out of the repository"
        if os.path.isdir(real):
            return ""  # what is in it is another input
        inside = os.path.relpath(real, root)
        return self._why(inside) if inside != path else _UNKNOWN

    def _why_module(self, folder: str, path: str, entry: Entry) -> str:
        module = self._modules.get(folder)
        if module is None:
            module = self._modules[folder] = self._open(folder, entry)
        if isinstance(module, str):
            return module
        return f"the submodule {folder} does not hold it" if module.lacks([path]) else ""

    def _open(self, folder: str, entry: Entry) -> Contents | str:
        git = GitRunner(os.path.join(self._git.root, folder))
        code, out, _ = git.call(["rev-parse", "HEAD^{commit}"])
        if code:
            return f"the submodule {folder} cannot be read"
        if out.strip() != entry.object:
            return f"the submodule {folder} is at another commit than the one that is recorded"
        return Contents(git, entry.object)

    def _ignored(self, paths: list[str]) -> dict[str, str]:
        """Path → the rule by which git ignores it, as `file:line`."""
        if not paths:
            return {}
        stdin = "\0".join(paths).encode("utf-8", "surrogateescape")
        _, out, _ = self._git.call(["check-ignore", "-z", "-v", "--no-index", "--stdin"], stdin=stdin)
        parts = out.split("\0")
        return {parts[n + 3]: f"{parts[n]}:{parts[n + 1]}" for n in range(0, len(parts) - 3, 4)}

    def _filtered(self, paths: list[str]) -> dict[str, str]:
        """Path → what git puts its content through before it is committed."""
        if not paths:
            return {}
        stdin = "\0".join(paths).encode("utf-8", "surrogateescape")
        _, out, _ = self._git.call(["check-attr", "-z", "--stdin", "filter", "working-tree-encoding", "ident"], stdin=stdin)
        parts = out.split("\0")
        rows = ((parts[n], parts[n + 1], parts[n + 2]) for n in range(0, len(parts) - 2, 3))
        return {path: f"attribute {name}={value}" for path, name, value in rows if value not in ("unspecified", "unset")}

    def differing(self, other: Contents, paths: Iterable[str]) -> dict[str, str]:
        """Path → the object that this commit has there (empty text for none), for each path where the other has another."""
        nothing = Entry("", "")
        pairs = ((path, self._entries.get(path, nothing), other._entries.get(path, nothing)) for path in paths)
        return {path: mine.object for path, mine, theirs in pairs if mine.object != theirs.object}

    def hashes(self, objects: Mapping[str, str]) -> dict[str, str]:
        """Path → sha256 of the content of its object, empty text for none; what git does not give is left out."""
        digests = Blobs(self._git).digests(name for name in objects.values() if name)
        return {path: digests.get(name, "") for path, name in objects.items() if not name or name in digests}


_UNKNOWN = "it is not committed"
_OTHER = "it differs from the commit"


def _why_file(full: str, entry: Entry, stored_with_lf: Callable[[], bool]) -> str:
    try:
        kind = os.lstat(full).st_mode
        if not stat.S_ISREG(kind):
            return "it is no longer an ordinary file"
        with open(full, "rb") as file:
            content = file.read()
    except FileNotFoundError:
        return "it is not there, and the commit has it"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    if _is_object(content, entry.object):
        return ""
    as_lf = content.replace(b"\r\n", b"\n")
    if b"\0" not in content and as_lf != content and _is_object(as_lf, entry.object) and stored_with_lf():
        return ""  # the line ends that git makes of it on checkout
    return _OTHER


def _is_object(content: bytes, name: str) -> bool:
    """Whether a content is the blob of this name (`blob SIZE NUL CONTENT` under sha1 or sha256, as gitformat-pack has it)."""
    kind = hashlib.sha256 if len(name) == 64 else hashlib.sha1  # noqa: PLR2004 - hexadecimal digits of a sha256
    return kind(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest() == name
