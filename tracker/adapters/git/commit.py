"""Commits of ours: through an index of their own, while the user's stays byte for byte as it was but for our paths."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tracker.adapters.files.disk import sync_folder
from tracker.adapters.files.presence import look, resolve
from tracker.adapters.git.runner import GitRunner, commit_at_head, is_in_history
from tracker.adapters.git.traces import Intent, Trace, leaving, left
from tracker.errors import BlockedError, StorageError

_ODD_NAME = re.compile(r'^"|\n|\r$')
"""git takes a line that begins with a quotation mark for a quoted name, and a CR at its end for a part of the line end."""
_NOT_REMOVED = re.compile(r"unable to unlink '([^']+)'")
"""git's warning about a lock of its own that it could not take away; the exit code is 0 all the same."""
_BATCH = 400
"""Paths to a call, so that no command line grows too long."""


class Committer:
    """Makes commits in a repository with a work tree, and finishes those that a killed process left half done."""

    def __init__(self, git: GitRunner, *, commit_as: str = "") -> None:
        """`commit_as`: `Name <address>` for commits where git does not know who the user is."""
        self._git = git
        self._commit_as = commit_as
        self._signature: dict[str, str] | None = None

    def commit(self, paths: Sequence[str], message: str, *, parent: str) -> str | None:
        """Commit these paths as they are on disk; the commit's hash. See `Repository.commit`.

        Raises:
            BlockedError: HEAD is not at `parent` any more, or git does not know who the user is.
            GitError: git refused for another reason.
        """
        signature = self.identity()
        before = self._entries(paths, tree=parent)
        with self._storage(), leaving(self._git.path(".")) as trace:
            index = {"GIT_INDEX_FILE": trace.index}
            after = self._on_disk(paths, before)
            if after == before:
                return None
            self._git.write("read-tree", parent, env=index)
            rows = _rows(paths, after, null="0" * len(parent))
            self._git.write("update-index", "-z", "--index-info", env=index, stdin=rows)
            tree = self._git.write("write-tree", "--missing-ok", env=index).strip()  # a partial clone has not everything
            commit = self._git.write(
                "commit-tree", tree, "-p", parent, "-F", "-", env=signature, stdin=message.encode()
            ).strip()
            locks = self._reference_locks()
            trace.intend(Intent(commit, parent, tuple(paths), locks))
            self._move_head(commit, parent, message.splitlines()[0], locks)
            self._follow_in_index(trace, paths, before, after, commit)
        return commit

    def mend(self) -> None:
        """Finish what a killed commit of ours left half done; see `Repository.mend`."""
        with self._storage():
            for trace in left(self._git.path(".")):
                self._mend(trace)

    def _mend(self, trace: Trace) -> None:
        lock = self._git.path("index.lock")
        if trace.holds(lock):
            os.unlink(lock)
        intent = trace.intent()
        if intent is not None:
            for reference in intent.locks:
                path = os.path.join(self._git.root, reference)
                if trace.wrote(path, intent.commit):
                    os.unlink(path)
            if is_in_history(self._git, intent.commit):
                trace.forget_index()
                before, after = (self._entries(intent.paths, tree=tree) for tree in (intent.parent, intent.commit))
                self._follow_in_index(trace, intent.paths, before, after, intent.commit)
        trace.remove()

    @contextmanager
    def _storage(self) -> Iterator[None]:
        """What the disk refuses while git's own folder is written to."""
        try:
            yield
        except OSError as error:
            raise StorageError(
                f"git's folder cannot be written: {error.strerror}",
                hints=["Free some space or make it writable, then run the same command again."],
            ) from error

    def _reference_locks(self) -> tuple[str, ...]:
        """The files that git locks HEAD and its branch with."""
        named, branch, _ = self._git.call(["symbolic-ref", "--quiet", "HEAD"])
        names = ["HEAD.lock", f"{branch.strip()}.lock"] if named == 0 else ["HEAD.lock"]
        return tuple(os.path.relpath(path, self._git.root) for path in self._git.paths(*names))

    def _move_head(self, commit: str, parent: str, subject: str, locks: Sequence[str]) -> None:
        code, _, err = self._git.call(["update-ref", "-m", f"tracker: {subject}", "HEAD", commit, parent], reading=False)
        if code:
            raise BlockedError(
                f"HEAD could not be moved from {parent[:7]}, so nothing was committed ({err.partition(chr(10))[0]})",
                hints=["Run the same command again; what is recorded is not repeated."],
            )
        ours = {resolve(os.path.join(self._git.root, lock)) for lock in locks}
        for path in _NOT_REMOVED.findall(err):  # git has moved HEAD and failed to take its own lock away
            full = resolve(os.path.join(self._git.root, path))
            if full in ours:
                os.unlink(full)

    def identity(self) -> dict[str, str]:
        """Variables that say who commits; none when git knows.

        Raises:
            BlockedError: nobody knows who the user is.
        """
        if self._signature is None:
            asked = (["-c", "user.useConfigOnly=true", "var", f"GIT_{kind}_IDENT"] for kind in ("AUTHOR", "COMMITTER"))
            known = not any(self._git.call(words)[0] for words in asked)
            if not known and not self._commit_as:
                raise BlockedError(
                    "git does not know who you are, so nothing can be committed",
                    hints=[
                        'git config --global user.name "Your Name"',
                        'git config --global user.email "you@example.com"',
                    ],
                )
            self._signature = {} if known else _signature(self._commit_as)
        return self._signature

    def _on_disk(self, paths: Sequence[str], before: Mapping[str, str]) -> dict[str, str]:
        """Path → `mode blob stage` of what is on disk, its content stored; what is gone is not in it."""
        modes = {path: self._mode(path, before.get(path, "")) for path in paths}
        blobs = self._blobs([path for path, mode in modes.items() if mode.startswith("100")])
        return {path: f"{mode} {blobs.get(path) or self._other(path, mode)} 0" for path, mode in modes.items() if mode}

    def _mode(self, path: str, before: str) -> str:
        """The mode of what is there now, as git has it; empty when it is gone, or a folder that is no submodule."""
        try:
            mode = os.lstat(os.path.join(self._git.root, path)).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return ""
        if stat.S_ISDIR(mode):
            return "160000" if before.startswith("160000 ") else ""
        if stat.S_ISLNK(mode):
            return "120000"
        return "100755" if mode & stat.S_IXUSR else "100644"

    def _blobs(self, files: Sequence[str]) -> dict[str, str]:
        """Store the content of ordinary files, in one call but for names that a line of text cannot hold."""
        odd = [path for path in files if _ODD_NAME.search(path)]
        plain = [path for path in files if path not in odd]
        found = {path: self._git.write("hash-object", "-w", "--end-of-options", path).strip() for path in odd}
        if plain:
            lines = b"".join(os.fsencode(path) + b"\n" for path in plain)
            out = self._git.write("hash-object", "-w", "--stdin-paths", stdin=lines)
            found.update(zip(plain, out.split(), strict=True))
        return found

    def _other(self, path: str, mode: str) -> str:
        """What the entry of a symbolic link or a submodule names."""
        full = os.path.join(self._git.root, path)
        if mode == "160000":
            return str(commit_at_head(GitRunner(full)))
        return self._git.write("hash-object", "-w", "--stdin", stdin=os.fsencode(os.readlink(full))).strip()

    def _entries(self, paths: Sequence[str], *, tree: str = "") -> dict[str, str]:
        """Path → `mode blob stage` in a tree, or, without one, in the user's index."""
        found: dict[str, str] = {}
        for start in range(0, len(paths), _BATCH):
            some = [f":(literal){path}" for path in paths[start : start + _BATCH]]
            if tree:
                rows = self._git.read("ls-tree", "-z", "-r", "--full-tree", tree, "--", *some)
            else:
                rows = self._git.read("ls-files", "-z", "--stage", "--", *some)
            for row in filter(None, rows.split("\0")):
                head, _, path = row.partition("\t")
                found[path] = f"{head.split()[0]} {head.split()[2]} 0" if tree else head
        return {path: found[path] for path in paths if path in found}  # a folder's name brings what is below it

    def _follow_in_index(
        self, trace: Trace, paths: Sequence[str], before: Mapping[str, str], after: Mapping[str, str], commit: str
    ) -> None:
        """Let the user's index follow for our paths, where the user had staged nothing of his own."""
        with trace.locked(self._git.path("index.lock")) as ours:
            if not ours:
                raise BlockedError(
                    f"committed as {commit[:7]}, but another git keeps the index locked, so it does not follow yet",
                    hints=[f"When that git has ended: git reset -q -- {' '.join(paths[:3])}{' …' if len(paths) > 3 else ''}"],  # noqa: PLR2004
                )
            staged = self._entries(paths)
            untouched = [path for path in paths if staged.get(path) == before.get(path)]
            if untouched:
                self._replace_index(trace, _rows(untouched, after, null="0" * len(commit)))

    def _replace_index(self, trace: Trace, rows: bytes) -> None:
        """Change a copy of the user's index, and put it in its place. Our lock keeps every other git away meanwhile."""
        users = self._git.path("index")
        index = {"GIT_INDEX_FILE": trace.index}
        if look(users) is not None:
            # With its time: git takes a file that is as old as the index for possibly changed, and looks at it.
            shutil.copy2(users, trace.index)
        self._git.write("update-index", "-z", "--index-info", env=index, stdin=rows)
        # Without paths: with them, git would take their content into the index.
        self._git.call(["update-index", "-q", "--refresh"], env=index, reading=False)
        os.replace(trace.index, users)
        sync_folder(os.path.dirname(users))


def _rows(paths: Sequence[str], entries: Mapping[str, str], *, null: str) -> bytes:
    """What `update-index --index-info` reads: the paths as their entries are, or, with the `null` hash, gone.

    What is gone comes first: a folder may have taken the place of a file, or a file that of a folder.
    """
    gone = [b"0 " + null.encode() + b"\t" + os.fsencode(path) for path in paths if path not in entries]
    there = [f"{entries[path].rpartition(' ')[0]}\t".encode() + os.fsencode(path) for path in paths if path in entries]
    return b"\0".join((*gone, *there)) + b"\0"


def _signature(person: str) -> dict[str, str]:
    """The variables of git for `Name <address>`."""
    name, _, address = person.removesuffix(">").partition(" <")
    values = {"NAME": name, "EMAIL": address}
    return {f"GIT_{kind}_{what}": value for kind in ("AUTHOR", "COMMITTER") for what, value in values.items()}
