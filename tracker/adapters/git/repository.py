"""The git repository: what it says of itself. `commit` changes it, `call` calls git.

Light: a look asks for lists of files, and does not pay for what commits and what reads commits.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cached_property

from tracker.adapters.files.globs import LEFT
from tracker.adapters.files.presence import is_there, look
from tracker.adapters.git.runner import GitError, GitRunner, at_head, commit_at_head, git_paths, is_in_history
from tracker.adapters.git.tree import Blobs
from tracker.errors import BlockedError
from tracker.model.found import CommitFacts, Head

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.adapters.git.commit import Committer
    from tracker.adapters.git.content import Contents

_LEFT = (
    *(f"{name}/" for name in sorted(LEFT)), "*.pyc", ".coverage", ".coverage.*", "htmlcov/", ".nyc_output/",
    "*.egg-info/", ".DS_Store",
)  # fmt: skip
"""What tools leave by themselves, also where nobody told git to ignore it. What is in git counts all the same."""
_OPERATIONS = (
    ("MERGE_HEAD", "merge"),
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("BISECT_LOG", "bisect"),
)
_FAR = 1024
"""So many commits behind HEAD are looked at, at most, to know its history again."""


def find_git(path: str) -> GitRunner | None:
    """Git in the root of the work tree that a folder is in; None outside one.

    Raises:
        BlockedError: it is a bare repository.
        GitError: git does not trust its owner, or git is not installed.
    """
    here = GitRunner(path)
    names = here.unknown()
    code, out, err = here.call(["rev-parse", *git_paths(names), "--show-toplevel"])
    if code == 0:
        return _at_the_root(here, names, out.removesuffix("\n").split("\n"))
    if "dubious ownership" in err:
        raise GitError(
            f"git does not trust {path}, because it belongs to another user",
            hints=[f"If you trust it: git config --global --add safe.directory {path}"],
        )
    if "work tree" in err or "bare repository" in err:
        raise BlockedError(
            f"{path} is a bare repository, which has no files to check",
            hints=["Clone it, and run tracker in the clone."],
        )
    return None


def _at_the_root(here: GitRunner, names: Sequence[str], answer: Sequence[str]) -> GitRunner:
    *places, root = answer
    if here.learn(names, places):
        return here.moved(root)
    _, out, _ = here.call(["rev-parse", "--show-toplevel"])  # a name with a line end in it
    return GitRunner(out.removesuffix("\n"))


def find_repository(path: str) -> str | None:
    """The root of the work tree that a folder is in; None outside one. See `find_git`."""
    git = find_git(path)
    return git.root if git else None


class GitRepository:
    """A repository with a work tree."""

    def __init__(self, root: str | GitRunner, *, commit_as: str = "") -> None:
        """`root`: of the work tree, or git there. `commit_as`: `Name <address>` where git does not know who the user is."""
        self._git = root if isinstance(root, GitRunner) else GitRunner(root)
        self._commit_as = commit_as
        self._contents: dict[str, Contents] = {}

    @cached_property
    def _committer(self) -> Committer:
        from tracker.adapters.git.commit import Committer

        return Committer(self._git, commit_as=self._commit_as)

    def head(self) -> Head:
        """Commit, branch, and what is under way."""
        commit, branch, tree = at_head(self._git)
        paths = self._git.paths(*(name for name, _ in _OPERATIONS))
        under_way = (what for path, (_, what) in zip(paths, _OPERATIONS, strict=True) if look(path) is not None)
        return Head(commit, branch, next(under_way, ""), tree)

    def dirty(self) -> dict[str, str]:
        """Paths that differ from HEAD, each with git's two letters."""
        out = self._git.read(
            "status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignore-submodules=dirty", "--no-renames",
            unfiltered=True,
        )  # fmt: skip
        found = {entry[3:]: entry[:2] for entry in out.split("\0") if entry}
        inside = (path for path in self._submodules() if path not in found and self._inside(path).dirty())
        return found | dict.fromkeys(inside, " m")

    def concealed(self) -> tuple[str, ...]:
        """Paths that differ from HEAD and that git was told not to look at: `assume-unchanged`, `skip-worktree`.

        A file that is only not checked out is none.
        """
        commit = self.head().commit
        tagged = [
            entry
            for entry in self._git.read("ls-files", "-v", "-z").split("\0")
            if entry and (entry[0] == "S" or entry[0].islower())
        ]
        marked = [
            path
            for tag, path in ((entry[0], entry[2:]) for entry in tagged)
            if tag == "h" or is_there(os.path.join(self._git.root, path))
        ]
        found = list(self._holding(commit).lacks(marked)) if commit and marked else marked
        found += [path for path in self._submodules() if self._inside(path).concealed()]
        return tuple(found)

    def _submodules(self) -> tuple[str, ...]:
        """Paths of the submodules that are checked out."""
        if look(os.path.join(self._git.root, ".gitmodules")) is None:
            return ()
        code, out, _ = self._git.call(["config", "--null", "--file", ".gitmodules", "--get-regexp", r"^submodule\..*\.path$"])
        paths = [entry.partition("\n")[2] for entry in out.split("\0") if entry] if code == 0 else []
        return tuple(path for path in paths if is_there(os.path.join(self._git.root, path, ".git")))

    def _inside(self, path: str) -> GitRepository:
        """A submodule. Asked by itself, so that no program is run that its configuration names."""
        return GitRepository(os.path.join(self._git.root, path))

    def files(self) -> tuple[str, ...]:
        """Tracked and untracked-but-not-ignored files that exist, without what tools leave by themselves."""
        left = (f"--exclude={pattern}" for pattern in _LEFT)
        out = self._git.read("ls-files", "-z", "--cached", "--others", "--exclude-standard", *left)
        found = {p for p in out.split("\0") if p and is_there(os.path.join(self._git.root, p))}
        for path in self._submodules():
            found.discard(path)
            found.update(f"{path}/{inner}" for inner in self._inside(path).files())
        return tuple(sorted(found))

    def absent(self) -> dict[str, str]:
        """What a sparse checkout leaves out; see `Repository.absent`. Git is asked only where there is one."""
        if look(self._git.path("info/sparse-checkout")) is None:
            return {}
        code, on, _ = self._git.call(["config", "--type=bool", "--get", "core.sparseCheckout"])
        if code or on.strip() != "true":
            return {}
        rows = (row.partition("\t") for row in self._git.read("ls-files", "-z", "--stage", "-t").split("\0"))
        skipped = {path: head.split(" ")[2] for head, _, path in rows if head.startswith("S ")}
        objects = {path: name for path, name in skipped.items() if not is_there(os.path.join(self._git.root, path))}
        digests = Blobs(self._git).digests(objects.values())
        return {path: digests[name] for path, name in objects.items() if name in digests}

    def ignored(self) -> tuple[str, ...]:
        """What git ignores; a folder of which everything is ignored ends in `/`."""
        out = self._git.read("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
        return tuple(path for path in out.split("\0") if path)

    def ignored_folders(self) -> tuple[str, ...]:
        """Folders of which everything is ignored."""
        out = self._git.read("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
        return tuple(path.removesuffix("/") for path in out.split("\0") if path.endswith("/"))

    def lists(self) -> tuple[str, ...]:
        """The index, and what is ignored in this repository alone."""
        return self._git.paths("index", "info/exclude")

    def facts(self, commit: str) -> CommitFacts | None:
        """What is known about a commit."""
        from tracker.adapters.git.made import made_by

        made = made_by(self._git, commit)
        return made.facts if made else None

    def trees(self, commits: Iterable[str]) -> dict[str, str]:
        """Commit → its tree; see `Repository.trees`."""
        from tracker.adapters.git.objects import stored_trees

        wanted = list(dict.fromkeys(commits))
        found = stored_trees(self._git.root, wanted) if wanted else {}
        asked = {commit: self.facts(commit) for commit in wanted if commit not in found}
        return found | {commit: facts.tree for commit, facts in asked.items() if facts is not None}

    def behind(self) -> tuple[str, ...]:
        """Some commits of HEAD's history; see `Repository.behind`."""
        code, out, _ = self._git.call(["rev-list", "--first-parent", f"--max-count={_FAR + 1}", "HEAD"])
        known = out.split() if code == 0 else []
        return tuple(known[1 << n] for n in range(_FAR.bit_length()) if 1 << n < len(known))

    def contains(self, commit: str) -> bool:
        """Whether HEAD's history has this commit."""
        return is_in_history(self._git, commit)

    def lacks(self, commit: str, paths: Iterable[str]) -> dict[str, str]:
        """Path → why the commit does not hold it as it is on the disk; see `Repository.lacks`."""
        return self._holding(commit).lacks(paths)

    def before(self, base: str, commit: str, paths: Iterable[str]) -> dict[str, str]:
        """Path → sha256 of its content at `base`; see `Repository.before`."""
        try:
            then = self._holding(base)
        except GitError:
            return {}  # the base is not known here: nothing can be told
        return then.hashes(then.differing(self._holding(commit), paths))

    def _holding(self, commit: str) -> Contents:
        from tracker.adapters.git.content import Contents

        if commit not in self._contents:
            self._contents[commit] = Contents(self._git, commit)
        return self._contents[commit]

    def between(self, base: str, *, but: Iterable[str] = (), most: int = 200) -> tuple[CommitFacts, ...]:
        """The commits that lead from `base` to HEAD, oldest first; see `Repository.between`."""
        words = ["rev-list", "--no-merges", f"--max-count={most}", "--reverse", "--end-of-options", f"{base}..HEAD"]
        code, out, _ = self._git.call(words)
        if code:
            return ()  # the base is not known here: nothing can be told
        wanted = (commit for commit in out.split() if commit not in but)
        return tuple(facts for commit in wanted if (facts := self.facts(commit)) is not None)

    def find(self, trailer: str, value: str) -> tuple[str, ...]:
        """Commits in HEAD's history with exactly this trailer, newest first."""
        if commit_at_head(self._git) is None:
            return ()
        wanted = f"%(trailers:key={trailer},valueonly,separator=%x01)"
        out = self._git.read("log", "-z", f"--format=%H%x02{wanted}", "--fixed-strings", f"--grep={trailer}: {value}", "HEAD")
        found = []
        for entry in out.split("\0"):
            commit, _, values = entry.partition("\x02")
            if value in [part.strip() for part in values.split("\x01")]:
                found.append(commit)
        return tuple(found)

    def diff_totals(self, base: str, paths: Sequence[str]) -> tuple[int, int, int]:
        """Files, insertions and deletions from `base` to the work tree."""
        from tracker.adapters.git.made import numstat

        out = self._diff("--numstat", "--no-renames", "--end-of-options", base, "--", *paths)
        rows = numstat(out.split("\0"))
        return len(rows), sum(inserted for inserted, _, _ in rows), sum(deleted for _, deleted, _ in rows)

    def _diff(self, *words: str) -> str:
        """What `git diff` prints of the work tree, with `-z`."""
        import shutil
        import tempfile

        with tempfile.TemporaryDirectory(prefix="trackerlook-", dir=self._git.path(".")) as own:
            # `git diff` notes in the index what it has looked at: in a copy of the user's.
            index = os.path.join(own, "index")
            users = self._git.path("index")
            if look(users) is not None:
                shutil.copy2(users, index)  # with its time, as in `_replace_index`
            return self._git.read(
                "diff", "-z", "--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty", *words,
                unfiltered=True, env={"GIT_INDEX_FILE": index},
            )  # fmt: skip

    def changed_since(self, base: str) -> dict[str, str]:
        """Path → its path in a commit; see `Repository.changed_since`."""
        from tracker.adapters.git.history import moves

        if not base or self.facts(base) is None:
            return {}
        return moves(self._diff("--name-status", "-M", "--end-of-options", base, "--"))

    def commits_since(self, base: str) -> dict[str, str]:
        """Path → the newest commit that changed it; see `Repository.commits_since`."""
        from tracker.adapters.git.history import newest

        words = ["log", "-z", "--format=%H", "--name-only", "--no-renames", "--end-of-options", f"{base}..HEAD", "--"]
        code, out, _ = self._git.call(words)
        return newest(out) if code == 0 else {}

    def texts(self, commit: str, paths: Sequence[str]) -> dict[str, str]:
        """Path → its text in a commit; see `Repository.texts`."""
        from tracker.adapters.git.history import contents

        return contents(self._git, commit, paths)

    def log_count(self, paths: Sequence[str], *, since: str | None = None) -> dict[str, int]:
        """`commits` and `authors`; see `Repository.log_count`."""
        if commit_at_head(self._git) is None:
            return {"commits": 0, "authors": 0}
        history = f"{since}..HEAD" if since else "HEAD"
        out = self._git.read("log", "-z", "--format=%ae", "--end-of-options", history, "--", *paths)
        authors = [author for author in out.split("\0") if author]
        return {"commits": len(authors), "authors": len(set(authors))}

    def commit(self, paths: Sequence[str], message: str, *, parent: str) -> CommitFacts | None:
        """Commit these paths as they are on disk; see `Repository.commit` and `Committer.commit`."""
        return self._committer.commit(paths, message, parent=parent)

    def mend(self) -> None:
        """Finish what a killed commit of ours left half done; see `Repository.mend`."""
        self._committer.mend()

    def check_identity(self) -> None:
        """Make sure that commits can be made in somebody's name; see `Repository.check_identity`."""
        self._committer.identity()
