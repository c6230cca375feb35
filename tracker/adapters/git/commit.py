"""Commits of ours: through an index of their own, while the user's stays byte for byte as it was but for our paths."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tracker.adapters.files.disk import sync_folder
from tracker.adapters.files.presence import is_folder, look, resolve
from tracker.adapters.git.made import Made, made_by
from tracker.adapters.git.runner import GitError, GitRunner, is_in_history, refused
from tracker.adapters.git.traces import Intent, Trace, leaving, left
from tracker.errors import BlockedError, StorageError
from tracker.model.found import CommitFacts

_NOT_REMOVED = re.compile(r"unable to unlink '([^']+)'")
"""git's warning about a lock of its own that it could not take away; the exit code is 0 all the same."""
_WORD = re.compile(r"[A-Za-z0-9]")
"""What is left of a name or an address when git has taken away what it does not put into commits."""
_BRANCH = "ref: refs/heads/"
_BATCH = 400
"""Paths to a call, so that no command line grows too long."""


class Committer:
    """Makes commits in a repository with a work tree, and finishes those that a killed process left half done."""

    def __init__(self, git: GitRunner, *, commit_as: str = "") -> None:
        """`commit_as`: `Name <address>` for commits where git does not know who the user is."""
        self._git = git
        self._commit_as = commit_as
        self._signature: dict[str, str] | None = None

    def commit(self, paths: Sequence[str], message: str, *, parent: str) -> CommitFacts | None:
        """Commit these paths as they are on disk. See `Repository.commit`.

        Raises:
            BlockedError: HEAD is not at `parent` any more, or git does not know who the user is.
            GitError: git refused for another reason.
        """
        signature = self.identity()
        with self._storage(), leaving(self._git.path(".")) as trace:
            tree = self._tree(paths, parent, {"GIT_INDEX_FILE": trace.index})
            commit = self._git.write(
                "commit-tree", tree, "-p", parent, "-F", "-", env=signature, stdin=message.encode()
            ).strip()
            made = made_by(self._git, commit)
            if made is None:
                raise GitError(f"git stored the commit {commit[:7]} and does not find it", hints=["Look at: git fsck"])
            if not made.facts.paths:
                return None
            locks = self._reference_locks()
            trace.intend(Intent(commit, parent, made.facts.paths, locks))
            self._move_head(commit, parent, message.splitlines()[0], locks)
            self._follow_in_index(trace, made)
        return made.facts

    def _tree(self, paths: Sequence[str], parent: str, index: Mapping[str, str]) -> str:
        """A tree like the parent's, but for these paths, which are stored as `git add` would."""
        self._git.write("read-tree", parent, env=index)
        gone = {path for path in paths if self._is_in_the_way(path)}
        if gone:
            rows = b"".join(b"0 " + b"0" * len(parent) + b"\t" + os.fsencode(path) + b"\0" for path in gone)
            self._git.write("update-index", "-z", "--index-info", env=index, stdin=rows)
        others = b"".join(os.fsencode(path) + b"\0" for path in paths if path not in gone)
        self._git.write("update-index", "-z", "--add", "--remove", "--replace", "--stdin", env=index, stdin=others)
        return self._git.write("write-tree", "--missing-ok", env=index).strip()  # a partial clone has not everything

    def _is_in_the_way(self, path: str) -> bool:
        """Whether a folder that is no repository took the file's place, or a link that of its folder: git refuses both."""
        full = os.path.join(self._git.root, path)
        folder, inside = os.path.dirname(path), os.path.dirname(full)
        if folder and resolve(inside) != os.path.join(resolve(self._git.root), folder):
            return True
        return is_folder(full) and not os.path.islink(full) and look(os.path.join(full, ".git")) is None

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
            made = made_by(self._git, intent.commit) if is_in_history(self._git, intent.commit) else None
            if made is not None:
                trace.forget_index()
                self._follow_in_index(trace, made)
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
        """The files that git locks HEAD and its branch with, relative to the work tree."""
        head, heads, lock = self._git.paths("HEAD", "refs/heads", "HEAD.lock")
        with open(head, encoding="utf-8", errors="surrogateescape") as file:
            branch = file.read().strip()
        found = [lock]
        if branch.startswith(_BRANCH):
            found.append(f"{heads}/{branch.removeprefix(_BRANCH)}.lock")
        return tuple(os.path.relpath(path, self._git.root) for path in found)

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
            known = self._is_plainly_known() or self._does_git_know()
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

    def _is_plainly_known(self) -> bool:
        """Whether the user's name and address are configured, and nothing else has a say. Otherwise git is asked itself."""
        said = self._git.settings()
        others = any(key.startswith(("author.", "committer.")) for key in said) or any(
            name.startswith(("GIT_AUTHOR_", "GIT_COMMITTER_")) for name in os.environ
        )
        return not others and all(_WORD.search(said.get(key, "")) for key in ("user.name", "user.email"))

    def _does_git_know(self) -> bool:
        asked = (["-c", "user.useConfigOnly=true", "var", f"GIT_{kind}_IDENT"] for kind in ("AUTHOR", "COMMITTER"))
        return not any(self._git.call(words)[0] for words in asked)

    def _staged(self, paths: Sequence[str]) -> dict[str, str]:
        """Path → `mode blob` in the user's index; what is in conflict has no such entry, but is not absent either."""
        found: dict[str, str] = {}
        for start in range(0, len(paths), _BATCH):
            some = [f":(literal){path}" for path in paths[start : start + _BATCH]]
            for row in filter(None, self._git.read("ls-files", "-z", "--stage", "--", *some).split("\0")):
                head, _, path = row.partition("\t")
                found[path] = head.removesuffix(" 0")
        return found

    def _follow_in_index(self, trace: Trace, made: Made) -> None:
        """Let the user's index follow for our paths, where the user had staged nothing of his own."""
        paths = made.facts.paths
        lock = self._git.path("index.lock")
        with trace.locked(lock) as ours:
            if not ours:
                more = " …" if len(paths) > 3 else ""  # noqa: PLR2004 - one line
                raise BlockedError(
                    f"committed as {made.facts.commit[:7]}, but another git keeps the index locked, so it does not follow yet",
                    hints=[
                        f"The lock is {lock}: an editor or another git may be at work. If none is, remove that file.",
                        f"Then: git reset -q -- {' '.join(paths[:3])}{more}",
                    ],
                )
            staged = self._staged(paths)
            untouched = [path for path in paths if staged.get(path) == made.before.get(path)]
            if untouched:
                self._replace_index(trace, untouched, made.after)

    def _replace_index(self, trace: Trace, paths: Sequence[str], entries: Mapping[str, str]) -> None:
        """Change a copy of the user's index, and put it in its place. Our lock keeps every other git away meanwhile."""
        users = self._git.path("index")
        index = {"GIT_INDEX_FILE": trace.index}
        if look(users) is not None:
            # With its time: git takes a file that is as old as the index for possibly changed, and looks at it.
            _copy(users, trace.index)
        changes = _changes(paths, entries)
        for start in range(0, len(changes), _BATCH):
            words = [word for change in changes[start : start + _BATCH] for word in change]
            # By entry: by path, git would take in what is on disk now. Refreshing only compares the two.
            code, _, err = self._git.call(
                ["update-index", "-q", "--add", "--replace", *words, "--refresh"], env=index, reading=False
            )
            if code not in (0, 1):  # 1: somebody has a conflict or a change
                raise refused(("update-index",), err)
        os.replace(trace.index, users)
        sync_folder(os.path.dirname(users))


def _copy(source: str, target: str) -> None:
    """A copy with the same mode and times."""
    with open(source, "rb") as old, open(target, "wb") as new:
        new.write(old.read())
        found = os.fstat(old.fileno())
    os.chmod(target, stat.S_IMODE(found.st_mode))
    os.utime(target, ns=(found.st_atime_ns, found.st_mtime_ns))


def _changes(paths: Sequence[str], entries: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Words for `update-index`, a tuple for each path: as its entry is, or, without one, gone.

    What is gone comes first: a folder may have taken the place of a file, or a file that of a folder.
    """
    gone: list[tuple[str, ...]] = [("--force-remove", f"./{path}") for path in paths if path not in entries]
    return [*gone, *(("--cacheinfo", f"{entries[path].replace(' ', ',')},{path}") for path in paths if path in entries)]


def _signature(person: str) -> dict[str, str]:
    """The variables of git for `Name <address>`."""
    name, _, address = person.removesuffix(">").partition(" <")
    values = {"NAME": name, "EMAIL": address}
    return {f"GIT_{kind}_{what}": value for kind in ("AUTHOR", "COMMITTER") for what, value in values.items()}
