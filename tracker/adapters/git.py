"""The git repository, through GitPython's command runner with hardening flags on every call.

GitPython's own porcelain (`is_dirty`, `diff`, `index.commit`) is not used: it runs programs that a repository's configuration
names, and takes three times as long as git.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tracker.adapters.files import sync_folder
from tracker.adapters.git_flags import FLAGS, environment, filter_names, without_filters
from tracker.adapters.git_traces import Intent, Trace, leaving, left
from tracker.errors import BlockedError, StorageError, TrackerError
from tracker.model.ports import CommitFacts, Head

_OPERATIONS = (
    ("MERGE_HEAD", "merge"),
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("BISECT_LOG", "bisect"),
)
_FORMAT = "%H%x00%T%x00%s%x00%aI%x00"
_BATCH = 400
"""Paths to a call, so that no command line grows too long."""


class GitError(TrackerError):
    """git refused, and says why."""


def _runner(root: str) -> Any:
    """GitPython's command runner.

    It always passes this process's environment on, so what would point git at another repository is taken out of that.
    """
    from git.cmd import Git

    for name in set(os.environ) - set(environment(os.environ, reading=False)):
        del os.environ[name]
    return Git(root)


def _call(
    runner: Any,
    words: Sequence[str],
    *,
    flags: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    reading: bool = True,
) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) of a git command. While `reading`, git writes nothing that it could do without.

    Raises:
        GitError: git is not installed.
    """
    from git.exc import GitCommandNotFound

    command = ["git", *FLAGS, *flags, *words]
    variables = environment({}, reading=reading)
    with tempfile.TemporaryFile() as istream:
        istream.write(stdin)
        istream.seek(0)
        try:
            code, out, err = runner.execute(
                command,
                istream=istream,
                with_extended_output=True,
                with_exceptions=False,
                strip_newline_in_stdout=False,
                stdout_as_string=False,
                env={**variables, **(env or {})},
            )
        except GitCommandNotFound as error:
            raise GitError("git is not installed", hints=["Install git, then run the same command again."]) from error
    text = err.decode("utf-8", "replace") if isinstance(err, bytes) else str(err)
    return int(code), out.decode("utf-8", "surrogateescape"), text.strip()


def find_repository(path: str) -> str | None:
    """The root of the work tree that a folder is in; None outside one.

    Raises:
        GitError: it is a bare repository, or git does not trust its owner, or git is not installed.
    """
    runner = _runner(path)
    code, out, err = _call(runner, ["rev-parse", "--show-toplevel"])
    if code == 0:
        return out.removesuffix("\n")
    if "dubious ownership" in err:
        raise GitError(
            f"git does not trust {path}, because it belongs to another user",
            hints=[f"If you trust it: git config --global --add safe.directory {path}"],
        )
    if "work tree" in err or "bare repository" in err:
        raise GitError(
            f"{path} is a bare repository, which has no files to check",
            hints=["Clone it, and run tracker in the clone."],
        )
    return None


def _signature(person: str) -> dict[str, str]:
    """The variables of git for `Name <address>`."""
    name, _, address = person.removesuffix(">").partition(" <")
    values = {"NAME": name, "EMAIL": address}
    return {f"GIT_{kind}_{what}": value for kind in ("AUTHOR", "COMMITTER") for what, value in values.items()}


class GitRepository:
    """A repository with a work tree."""

    def __init__(self, root: str, *, commit_as: str = "") -> None:
        """`commit_as`: `Name <address>` for commits where git does not know who the user is."""
        self._root = root
        self._commit_as = commit_as
        self._git = _runner(root)
        self._signature: dict[str, str] | None = None

    # -- reading ------------------------------------------------------------------------------------------------

    def _read(self, *words: str, unfiltered: bool = False, env: dict[str, str] | None = None) -> str:
        """What git prints. `unfiltered` keeps a look at the work tree from running content filters."""
        flags: tuple[str, ...] = ()
        if unfiltered:
            _, out, _ = _call(self._git, ["config", "--null", "--name-only", "--get-regexp", r"^filter\."])
            flags, switched_off = without_filters(filter_names(out))
            env = {**switched_off, **(env or {})}
        code, out, err = _call(self._git, words, flags=flags, env=env)
        if code:
            raise _refused(words, err)
        return out

    def head(self) -> Head:
        """Commit, branch, and what is under way."""
        code, commit, _ = _call(self._git, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])
        named, branch, _ = _call(self._git, ["symbolic-ref", "--quiet", "--short", "HEAD"])
        operation = ""
        names = [name for name, _ in _OPERATIONS]
        paths = self._read("rev-parse", *(part for name in names for part in ("--git-path", name))).split("\n")
        for path, (_, what) in zip(paths, _OPERATIONS, strict=False):
            if path and os.path.exists(os.path.join(self._root, path)):
                operation = what
                break
        return Head(commit.strip() if code == 0 else None, branch.strip() if named == 0 else None, operation)

    def dirty(self) -> dict[str, str]:
        """Paths that differ from HEAD, each with git's two letters."""
        out = self._read(
            "status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignore-submodules=dirty", "--no-renames",
            unfiltered=True,
        )  # fmt: skip
        return {entry[3:]: entry[:2] for entry in out.split("\0") if entry}

    def files(self) -> tuple[str, ...]:
        """Tracked and untracked-but-not-ignored files that exist."""
        out = self._read("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        return tuple(sorted({p for p in out.split("\0") if p and os.path.lexists(os.path.join(self._root, p))}))

    def ignored_folders(self) -> tuple[str, ...]:
        """Folders of which everything is ignored."""
        out = self._read("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
        return tuple(path.removesuffix("/") for path in out.split("\0") if path.endswith("/"))

    def lists(self) -> tuple[str, ...]:
        """The index, and what is ignored in this repository alone."""
        out = self._read("rev-parse", "--git-path", "index", "--git-path", "info/exclude")
        return tuple(os.path.join(self._root, path) for path in out.splitlines())

    def facts(self, commit: str) -> CommitFacts | None:
        """What is known about a commit."""
        words = ["log", "-1", "-z", "--no-show-signature", f"--format={_FORMAT}", "--numstat", "--no-renames", "--no-textconv",
                 "--no-ext-diff", "--end-of-options", commit]  # fmt: skip
        code, out, _ = _call(self._git, words)
        parts = out.split("\0")
        if code or len(parts) < 4:  # noqa: PLR2004 - the fields of the format above
            return None
        rows = _numstat(parts[4:])
        return CommitFacts(
            commit=parts[0],
            tree=parts[1],
            subject=parts[2],
            author_date=parts[3],
            files=len(rows),
            insertions=sum(inserted for inserted, _, _ in rows),
            deletions=sum(deleted for _, deleted, _ in rows),
            paths=tuple(path for _, _, path in rows),
        )

    def contains(self, commit: str) -> bool:
        """Whether HEAD's history has this commit."""
        code, _, _ = _call(self._git, ["merge-base", "--is-ancestor", "--end-of-options", commit, "HEAD"])
        return code == 0

    def find(self, trailer: str, value: str) -> tuple[str, ...]:
        """Commits in HEAD's history with exactly this trailer, newest first."""
        if self.head().commit is None:
            return ()
        wanted = f"%(trailers:key={trailer},valueonly,separator=%x01)"
        out = self._read("log", "-z", f"--format=%H%x02{wanted}", "--fixed-strings", f"--grep={trailer}: {value}", "HEAD")
        found = []
        for entry in out.split("\0"):
            commit, _, values = entry.partition("\x02")
            if value in [part.strip() for part in values.split("\x01")]:
                found.append(commit)
        return tuple(found)

    def diff_totals(self, base: str, paths: Sequence[str]) -> tuple[int, int, int]:
        """Files, insertions and deletions from `base` to the work tree."""
        with self._own_folder() as own:
            # `git diff` notes in the index what it has looked at: in a copy of the user's.
            index = os.path.join(own, "index")
            users = os.path.join(self._root, self._read("rev-parse", "--git-path", "index").removesuffix("\n"))
            if os.path.exists(users):
                shutil.copy2(users, index)  # with its time, as in `_replace_index`
            out = self._read(
                "diff", "-z", "--numstat", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty",
                "--end-of-options", base, "--", *paths, unfiltered=True, env={"GIT_INDEX_FILE": index},
            )  # fmt: skip
        rows = _numstat(out.split("\0"))
        return len(rows), sum(inserted for inserted, _, _ in rows), sum(deleted for _, deleted, _ in rows)

    def log_count(self, paths: Sequence[str]) -> dict[str, int]:
        """`commits` and `authors`."""
        if self.head().commit is None:
            return {"commits": 0, "authors": 0}
        out = self._read("log", "-z", "--format=%ae", "HEAD", "--", *paths)
        authors = [author for author in out.split("\0") if author]
        return {"commits": len(authors), "authors": len(set(authors))}

    # -- committing ---------------------------------------------------------------------------------------------

    def commit(self, paths: Sequence[str], message: str, *, parent: str) -> CommitFacts | None:
        """Commit these paths as they are on disk; see `Repository.commit`.

        Raises:
            BlockedError: HEAD is not at `parent` any more, or git does not know who the user is.
            GitError: git refused for another reason.
        """
        signature = self._identity()
        before = self._entries(paths, tree=parent)
        with self._storage(), leaving(self._folder()) as trace:
            index = {"GIT_INDEX_FILE": trace.index}
            self._write("read-tree", parent, env=index)
            self._write("update-index", "-z", "--index-info", env=index, stdin=self._index_info(paths, before, parent))
            tree = self._write("write-tree", "--missing-ok", env=index).strip()  # a partial clone has not everything
            if tree == self._read("rev-parse", "--verify", "--end-of-options", f"{parent}^{{tree}}").strip():
                return None
            commit = self._write("commit-tree", tree, "-p", parent, "-F", "-", env=signature, stdin=message.encode()).strip()
            trace.intend(Intent(commit, parent, tuple(paths), self._reference_locks()))
            self._move_head(commit, parent, message.splitlines()[0])
            self._follow_in_index(trace, paths, parent, commit)
        return self.facts(commit)

    def mend(self) -> None:
        """Finish what a killed commit of ours left half done; see `Repository.mend`."""
        with self._storage():
            for trace in left(self._folder()):
                self._mend(trace)

    def _mend(self, trace: Trace) -> None:
        lock = self._git_path("index.lock")
        if trace.holds(lock):
            os.unlink(lock)
        intent = trace.intent()
        if intent is not None:
            for reference in intent.locks:
                path = os.path.join(self._root, reference)
                if trace.wrote(path, intent.commit):
                    os.unlink(path)
            if self.contains(intent.commit):
                trace.forget_index()
                self._follow_in_index(trace, intent.paths, intent.parent, intent.commit)
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

    def _folder(self) -> str:
        return self._git_path(".")

    def _git_path(self, name: str) -> str:
        return os.path.join(self._root, self._read("rev-parse", "--git-path", name).removesuffix("\n"))

    def _reference_locks(self) -> tuple[str, ...]:
        """The files that git locks HEAD and its branch with."""
        named, branch, _ = _call(self._git, ["symbolic-ref", "--quiet", "HEAD"])
        names = ["HEAD.lock", f"{branch.strip()}.lock"] if named == 0 else ["HEAD.lock"]
        out = self._read("rev-parse", *(part for name in names for part in ("--git-path", name)))
        return tuple(out.splitlines())

    def _move_head(self, commit: str, parent: str, subject: str) -> None:
        code, _, err = _call(self._git, ["update-ref", "-m", f"tracker: {subject}", "HEAD", commit, parent], reading=False)
        if code:
            raise BlockedError(
                f"HEAD could not be moved from {parent[:7]}, so nothing was committed ({err})",
                hints=["Run the same command again; what is recorded is not repeated."],
            )

    @contextmanager
    def _own_folder(self) -> Iterator[str]:
        """A folder for a temporary index, where git has its own."""
        with tempfile.TemporaryDirectory(prefix="trackerlook-", dir=self._folder()) as own:
            yield own

    def _write(self, *words: str, env: dict[str, str] | None = None, stdin: bytes = b"") -> str:
        code, out, err = _call(self._git, words, env=env, stdin=stdin, reading=False)
        if code:
            raise _refused(words, err)
        return out

    def check_identity(self) -> None:
        """Make sure that commits can be made in somebody's name.

        Raises:
            BlockedError: git does not know who the user is.
        """
        self._identity()

    def _identity(self) -> dict[str, str]:
        """Variables that say who commits; none when git knows."""
        if self._signature is None:
            asked = (["-c", "user.useConfigOnly=true", "var", f"GIT_{kind}_IDENT"] for kind in ("AUTHOR", "COMMITTER"))
            known = not any(_call(self._git, words)[0] for words in asked)
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

    def _index_info(self, paths: Sequence[str], before: Mapping[str, str], parent: str) -> bytes:
        """The paths as they are on disk, for `update-index --index-info`.

        What is gone comes first: a folder may have taken the place of a file, or a file that of a folder.
        """
        gone: list[bytes] = []
        entries: list[bytes] = []
        for path in paths:
            entry = self._on_disk(path, before.get(path, ""))
            if entry:
                entries.append(entry.encode() + b"\t" + os.fsencode(path))
            else:
                gone.append(b"0 " + b"0" * len(parent) + b"\t" + os.fsencode(path))
        return b"\0".join((*gone, *entries)) + b"\0"

    def _on_disk(self, path: str, before: str) -> str:
        """`mode blob` of what is there now; empty when it is gone."""
        full = os.path.join(self._root, path)
        try:
            mode = os.lstat(full).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return ""
        if stat.S_ISLNK(mode):
            return "120000 " + self._write("hash-object", "-w", "--stdin", stdin=os.fsencode(os.readlink(full))).strip()
        if stat.S_ISDIR(mode):
            return f"160000 {GitRepository(full).head().commit}" if before.startswith("160000 ") else ""
        kind = "100755" if mode & stat.S_IXUSR else "100644"
        return f"{kind} " + self._write("hash-object", "-w", "--end-of-options", path).strip()

    def _entries(self, paths: Sequence[str], *, tree: str = "") -> dict[str, str]:
        """Path → `mode blob stage` in a tree, or, without one, in the user's index."""
        found: dict[str, str] = {}
        for start in range(0, len(paths), _BATCH):
            some = [f":(literal){path}" for path in paths[start : start + _BATCH]]
            if tree:
                out = self._read("ls-tree", "-z", "-r", "--full-tree", tree, "--", *some)
                rows = [(row.split("\t", 1)) for row in out.split("\0") if row]
                found.update({path: f"{head.split()[0]} {head.split()[2]} 0" for head, path in rows})
            else:
                out = self._read("ls-files", "-z", "--stage", "--", *some)
                rows = [(row.split("\t", 1)) for row in out.split("\0") if row]
                found.update({path: head for head, path in rows})
        return found

    def _follow_in_index(self, trace: Trace, paths: Sequence[str], parent: str, commit: str) -> None:
        """Let the user's index follow for our paths, where the user had staged nothing of his own."""
        with trace.locked(self._git_path("index.lock")) as ours:
            if not ours:
                raise BlockedError(
                    f"committed as {commit[:7]}, but another git keeps the index locked, so it does not follow yet",
                    hints=[f"When that git has ended: git reset -q -- {' '.join(paths[:3])}{' …' if len(paths) > 3 else ''}"],  # noqa: PLR2004
                )
            self._replace_index(trace, paths, self._entries(paths, tree=parent), commit)

    def _replace_index(self, trace: Trace, paths: Sequence[str], before: dict[str, str], commit: str) -> None:
        """Change a copy of the user's index, and put it in its place. Our lock keeps every other git away meanwhile."""
        users = self._git_path("index")
        staged = self._entries(paths)
        after = self._entries(paths, tree=commit)
        lines: list[bytes] = []
        for path in paths:
            if staged.get(path) != before.get(path):
                continue
            entry = after.get(path)
            mode, blob = (entry.split()[0], entry.split()[1]) if entry else ("0", "0" * len(commit))
            lines.append(f"{mode} {blob}\t".encode() + os.fsencode(path))
        if not lines:
            return
        index = {"GIT_INDEX_FILE": trace.index}
        if os.path.exists(users):
            # With its time: git takes a file that is as old as the index for possibly changed, and looks at it.
            shutil.copy2(users, trace.index)
        lines.sort(key=lambda line: not line.startswith(b"0 "))  # what is gone first, as above
        self._write("update-index", "-z", "--index-info", env=index, stdin=b"\0".join(lines) + b"\0")
        # Without paths: with them, git would take their content into the index.
        _call(self._git, ["update-index", "-q", "--refresh"], env=index, reading=False)
        os.replace(trace.index, users)
        sync_folder(os.path.dirname(users))


def _numstat(entries: Sequence[str]) -> list[tuple[int, int, str]]:
    """(insertions, deletions, path) of what `--numstat -z` prints; a line end may be in front of the first."""
    rows = [entry.split("\t", 2) for entry in entries if "\t" in entry]
    return [(_count(inserted), _count(deleted), path) for inserted, deleted, path in rows]


def _count(text: str) -> int:
    return int(text) if text.strip().isdigit() else 0  # "-" for binary files


def _refused(words: Sequence[str], err: str) -> GitError:
    first = err.splitlines()[0] if err else "it gave no reason"
    return GitError(f"git {words[0]} failed: {first}", hints=["Mend it, then run the same command again."])
