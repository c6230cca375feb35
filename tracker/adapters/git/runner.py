"""git in one folder: questions and changes, and where git keeps its files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from tracker.adapters.files.hash_cache import Signature, signature
from tracker.adapters.git.call import NO_GIT, NOT_STARTED, ask, call
from tracker.adapters.git.flags import filter_names, without_filters
from tracker.errors import TrackerError


class GitError(TrackerError):
    """git refused, and says why."""


class GitRunner:
    """git in one folder."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._paths: dict[str, str] = {}
        self._unfiltered: tuple[list[Signature | None], tuple[tuple[str, ...], dict[str, str]]] | None = None

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
            raise _refused(words, err)
        return code, out, err

    def read(self, *words: str, unfiltered: bool = False, env: Mapping[str, str] | None = None) -> str:
        """What git prints. `unfiltered` keeps a look at the work tree from running content filters.

        Raises:
            GitError: git refused.
        """
        flags: tuple[str, ...] = ()
        if unfiltered:
            flags, switched_off = self._without_filters()
            env = {**switched_off, **(env or {})}
        code, out, err = self.call(words, flags=flags, env=env)
        if code:
            raise _refused(words, err)
        return out

    def write(self, *words: str, env: Mapping[str, str] | None = None, stdin: bytes = b"") -> str:
        """What git prints while it changes something.

        Raises:
            GitError: git refused.
        """
        code, out, err = self.call(words, env=env, stdin=stdin, reading=False)
        if code:
            raise _refused(words, err)
        return out

    def _without_filters(self) -> tuple[tuple[str, ...], dict[str, str]]:
        """(options, variables) that switch off every filter that is configured; asked for again when the repository's own
        configuration has changed, since a run looks at the work tree after each step.
        """
        now = [signature(path) for path in self.paths("config", "config.worktree")]
        if self._unfiltered is None or self._unfiltered[0] != now:
            _, out, _ = self.call(["config", "--null", "--name-only", "--get-regexp", r"^filter\."])
            self._unfiltered = now, without_filters(filter_names(out))
        return self._unfiltered[1]

    def paths(self, *names: str) -> tuple[str, ...]:
        """Where git keeps these files of its own: absolute paths. They stay where they are, so each is asked for once."""
        unknown = [name for name in names if name not in self._paths]
        if unknown:
            out = self.read("rev-parse", *(part for name in unknown for part in ("--git-path", name)))
            found = [os.path.join(self.root, path) for path in out.removesuffix("\n").split("\n")]
            if len(found) != len(unknown):
                raise _refused(("rev-parse",), "")
            self._paths.update(zip(unknown, found, strict=True))
        return tuple(self._paths[name] for name in names)

    def path(self, name: str) -> str:
        """Where git keeps one of them."""
        return self.paths(name)[0]


def commit_at_head(git: GitRunner) -> str | None:
    """The full hash of HEAD; None in a repository without commits."""
    return at_head(git)[0]


def at_head(git: GitRunner) -> tuple[str | None, str | None]:
    """(commit, branch) of HEAD: no commit in a repository without any, no branch when HEAD is detached.

    Raises:
        GitError: HEAD cannot be read.
    """
    code, out, err = git.call(["rev-parse", "HEAD^{commit}", "--symbolic-full-name", "HEAD"])
    match out.split() if code == 0 else ():
        case (commit, "HEAD"):
            return commit, None
        case (commit, reference):
            return commit, reference.removeprefix("refs/heads/")
    code, reference, _ = git.call(["symbolic-ref", "--quiet", "HEAD"])
    if code:
        raise _refused(("rev-parse",), err)
    return None, reference.strip().removeprefix("refs/heads/")


def is_in_history(git: GitRunner, commit: str) -> bool:
    """Whether HEAD's history has a commit."""
    code, _, _ = git.call(["merge-base", "--is-ancestor", "--end-of-options", commit, "HEAD"])
    return code == 0


def _refused(words: Sequence[str], err: str) -> GitError:
    first = err.splitlines()[0] if err else "it gave no reason"
    return GitError(f"git {words[0]} failed: {first}", hints=["Mend it, then run the same command again."])
