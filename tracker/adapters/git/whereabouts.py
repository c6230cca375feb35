"""Where what was proved is now: recorded commits in HEAD's history or, where that was rewritten, commits with their content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tracker.adapters.git.runner import GitRunner
from tracker.adapters.git.tree import BARE, MODULE, Blobs, Tree, entries

MOST = 200
"""So many commits that touched what was proved are looked at, the newest first."""
_TRAILER = "Tracker-Run: "
_TOLD = 5000
"""So many commits of HEAD's history are compared by author, date and subject."""


class Wanted(NamedTuple):
    """What a commit has to hold to be the one where a completion is now."""

    files: Mapping[str, str]
    """Repository path → sha256."""
    among: tuple[str, ...] = ()
    """Files and folders of the repository in which inputs may be; none: everything."""
    without: tuple[str, ...] = ()
    """Files and folders in which none are."""
    takes: Callable[[Iterable[str]], Iterable[str]] = lambda _paths: ()
    """Which of a commit's paths would be inputs: there must be no more than in `files`."""


class Made(NamedTuple):
    """What a rebase leaves of a commit as it was."""

    subject: str
    author_date: str


class Whereabouts:
    """Questions about the history of HEAD. Nothing is fetched, and nothing in the work tree is looked at."""

    def __init__(self, git: GitRunner) -> None:
        self._git = git
        self._blobs = Blobs(git)
        self._trees: dict[str, Tree | None] = {}

    def astray(self, commits: Iterable[str]) -> frozenset[str]:
        """Those of these commits, all of which the repository has, that do not lead to HEAD. Nothing is, where HEAD is none."""
        wanted = sorted(set(commits))
        if not wanted:
            return frozenset()
        stdin = "".join(f"{commit}\n" for commit in (*wanted, "^HEAD")).encode()
        code, out, _ = self._git.call(["rev-list", "--ignore-missing", "--stdin"], stdin=stdin)
        return frozenset(wanted).intersection(out.split()) if code == 0 else frozenset()

    def bringing(self, wanted: Wanted) -> str:
        """The commit that brought this content, and nothing more of the kind, into HEAD's history; empty where none did.

        Of several the newest. It stays the same for as long as nobody changes the content and puts it back.
        """
        paths = [f":(top,literal){path}" for path in wanted.among] or [":(top)"]
        paths += [f":(top,exclude,literal){path}" for path in wanted.without]
        code, out, _ = self._git.call(
            ["rev-list", "--full-history", "--topo-order", f"--max-count={MOST}", "HEAD", "--stdin"],
            stdin="".join(f"{line}\n" for line in ("--", *paths)).encode("utf-8", "surrogateescape"),
            env=BARE,
        )
        for commit in out.split() if code == 0 else ():
            tree = self._tree(commit)
            if tree is not None and _holds(tree, wanted):
                return commit
        return ""

    def holds(self, commit: str, wanted: Wanted) -> bool:
        """Whether a commit has just this content."""
        tree = self._tree(commit)
        return tree is not None and _holds(tree, wanted)

    def again(self, made: Iterable[Made]) -> dict[Made, str]:
        """Commits that a rebase, an amend or a cherry-pick made anew: author date and subject → the newest with both."""
        wanted = set(made)
        if not wanted:
            return {}
        code, out, _ = self._git.call(["log", "-z", "--format=%H%x01%aI%x01%s", f"--max-count={_TOLD}", "HEAD"])
        found: dict[Made, str] = {}
        for row in out.split("\0") if code == 0 else ():
            commit, _, rest = row.partition("\x01")
            date, _, subject = rest.partition("\x01")
            if Made(subject, date) in wanted:
                found.setdefault(Made(subject, date), commit)
        return found

    def adding(self, pattern: str) -> str:
        """The oldest commit of HEAD's history that added a file whose path matches; empty where none did."""
        code, out, _ = self._git.call(["log", "--format=%H", "--diff-filter=A", "HEAD", "--", f":(top,glob){pattern}"])
        return out.split()[-1] if code == 0 and out.split() else ""

    def ever(self, path: str) -> bool:
        """Whether any commit of HEAD's history had a file at this path."""
        code, out, _ = self._git.call(["rev-list", "-1", "HEAD", "--", f":(top,literal){path}"])
        return code == 0 and bool(out)

    def head(self) -> str:
        """HEAD's commit; empty where there is none."""
        code, out, _ = self._git.call(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])
        return out.strip() if code == 0 else ""

    def tree_of(self, commit: str) -> str:
        """The name of a commit's tree; empty where the repository lacks it."""
        code, out, _ = self._git.call(["rev-parse", "--verify", "--quiet", f"{commit}^{{tree}}"], env=BARE)
        return out.strip() if code == 0 else ""

    def run_of(self, runs: Sequence[str]) -> frozenset[str]:
        """Which of these runs a message in HEAD's history names on a line of its own, as the record of a run does."""
        if not runs:
            return frozenset()
        code, out, _ = self._git.call(["log", "--format=%B", "--fixed-strings", f"--grep={_TRAILER}", "HEAD"])
        lines = (line.strip() for line in out.splitlines()) if code == 0 else ()
        return frozenset(runs).intersection(line.removeprefix(_TRAILER) for line in lines if line.startswith(_TRAILER))

    def _tree(self, commit: str) -> Tree | None:
        if commit not in self._trees:
            known = entries(self._git, commit)
            self._trees[commit] = None if known is None else Tree(self._git, self._blobs, known)
        return self._trees[commit]


def _holds(tree: Tree, wanted: Wanted) -> bool:
    files = (path for path, entry in tree.entries.items() if entry.mode != MODULE)
    return wanted.files.keys() >= set(wanted.takes(files)) and tree.holds(wanted.files)
