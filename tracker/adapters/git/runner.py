"""git in one folder: questions and changes, and where git keeps its files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from tracker.adapters.files.presence import Signature, signature
from tracker.adapters.git.call import NO_GIT, NOT_STARTED, ask, call
from tracker.adapters.git.flags import filter_names, without_filters
from tracker.errors import TrackerError

_USUAL = (
    ".", "HEAD", "HEAD.lock", "refs/heads", "index", "index.lock", "config", "config.worktree", "info/exclude", "MERGE_HEAD",
    "info/sparse-checkout",
    "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG",
)  # fmt: skip
"""Files of git that somebody asks for sooner or later: all are asked for with the first."""
_SETTINGS = r"^(filter\.|(user|author|committer)\.(name|email)$)"


class GitError(TrackerError):
    """git refused, and says why."""


class GitRunner:
    """git in one folder."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._paths: dict[str, str] = {}
        self._settings: tuple[list[Signature | None], dict[str, str]] | None = None

    def call(
        self,
        words: Sequence[str],
        *,
        flags: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        stdin: bytes = b"",
        reading: bool = True,
    ) -> tuple[int, str, str]:
        """(exit code, stdout, stderr) of a git command. While `reading`, git writes nothing that it could do without.

        Raises:
            GitError: git is not installed, or cannot be started.
        """
        if reading:
            code, out, err = ask(self.root, words, flags=flags, env=env, stdin=stdin)
        else:
            code, out, err = call(self.root, words, flags=flags, env=env, stdin=stdin, reading=False)
        if code == NO_GIT:
            raise GitError("git is not installed", hints=["Install git, then run the same command again."])
        if code == NOT_STARTED:
            raise refused(words, err)
        return code, out, err

    def read(self, *words: str, unfiltered: bool = False, env: Mapping[str, str] | None = None) -> str:
        """What git prints. `unfiltered` keeps a look at the work tree from running content filters.

        Raises:
            GitError: git refused.
        """
        flags: tuple[str, ...] = ()
        if unfiltered:
            flags, switched_off = without_filters(filter_names("\0".join(self.settings())))
            env = {**switched_off, **(env or {})}
        code, out, err = self.call(words, flags=flags, env=env)
        if code:
            raise refused(words, err)
        return out

    def write(self, *words: str, env: Mapping[str, str] | None = None, stdin: bytes = b"") -> str:
        """What git prints while it changes something.

        Raises:
            GitError: git refused.
        """
        code, out, err = self.call(words, env=env, stdin=stdin, reading=False)
        if code:
            raise refused(words, err)
        return out

    def settings(self) -> dict[str, str]:
        """What is configured of content filters and of who the user is: key → value. Asked for again when the repository's own
        configuration has changed, since a run looks at the work tree after each step.
        """
        now = [signature(path) for path in self.paths("config", "config.worktree")]
        if self._settings is None or self._settings[0] != now:
            _, out, _ = self.call(["config", "--null", "--get-regexp", _SETTINGS])
            entries = (entry.partition("\n") for entry in out.split("\0") if entry)
            self._settings = now, {key: value for key, _, value in entries}
        return self._settings[1]

    def paths(self, *names: str) -> tuple[str, ...]:
        """Where git keeps these files of its own: absolute paths. They stay where they are, so each is asked for once."""
        if not self._paths.keys() >= set(names):
            unknown = self.unknown(*names)
            out = self.read("rev-parse", *git_paths(unknown))
            if not self.learn(unknown, out.removesuffix("\n").split("\n")):
                raise refused(("rev-parse",), "")
        return tuple(self._paths[name] for name in names)

    def unknown(self, *names: str) -> list[str]:
        """Which of these, and of those that are asked for sooner or later, have not been asked for."""
        return [name for name in dict.fromkeys((*names, *_USUAL)) if name not in self._paths]

    def learn(self, names: Sequence[str], places: Sequence[str]) -> bool:
        """Remember git's answer; False when it is none to these names (a folder with a line end in its name)."""
        if len(names) != len(places):
            return False
        self._paths.update(zip(names, (os.path.join(self.root, place) for place in places), strict=True))
        return True

    def common(self) -> str:
        """Where git keeps what all work trees of the repository share: an absolute path.

        Raises:
            GitError: git refused.
        """
        return os.path.realpath(os.path.join(self.root, self.read("rev-parse", "--git-common-dir").removesuffix("\n")))

    def moved(self, root: str) -> GitRunner:
        """Git in another folder of the same work tree, with what this one knows."""
        there = GitRunner(root)
        there._paths.update(self._paths)
        return there

    def path(self, name: str) -> str:
        """Where git keeps one of them."""
        return self.paths(name)[0]


def git_paths(names: Sequence[str]) -> list[str]:
    """Words for `rev-parse`."""
    return [word for name in names for word in ("--git-path", name)]


def commit_at_head(git: GitRunner) -> str | None:
    """The full hash of HEAD; None in a repository without commits."""
    return at_head(git)[0]


def at_head(git: GitRunner) -> tuple[str | None, str | None, str]:
    """(commit, branch, tree) of HEAD: no commit and no tree in a repository without any, no branch when HEAD is detached.

    Raises:
        GitError: HEAD cannot be read.
    """
    unknown = git.unknown()
    asked = ["HEAD^{commit}", "HEAD^{tree}", "--symbolic-full-name", "HEAD"]
    code, out, err = git.call(["rev-parse", *git_paths(unknown), *asked])
    if code == 0:
        *places, commit, tree, reference = out.removesuffix("\n").split("\n")
        git.learn(unknown, places)
        return commit, None if reference == "HEAD" else reference.removeprefix("refs/heads/"), tree
    code, reference, _ = git.call(["symbolic-ref", "--quiet", "HEAD"])
    if code:
        raise refused(("rev-parse",), err)
    return None, reference.strip().removeprefix("refs/heads/"), ""


def is_in_history(git: GitRunner, commit: str) -> bool:
    """Whether HEAD's history has a commit."""
    code, _, _ = git.call(["merge-base", "--is-ancestor", "--end-of-options", commit, "HEAD"])
    return code == 0


def refused(words: Sequence[str], err: str) -> GitError:
    """The error for a git that failed, with the first line of what it said."""
    first = err.splitlines()[0] if err else "it gave no reason"
    return GitError(f"git {words[0]} failed: {first}", hints=["Fix that, then run the same command again."])
