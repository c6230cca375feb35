"""One way of calling git: GitPython's command runner, with hardening flags on every call.

GitPython's own porcelain (`is_dirty`, `diff`, `index.commit`) is not used: it runs programs that a repository's configuration
names, and takes three times as long as git.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from tracker.adapters.git_flags import FLAGS, environment, filter_names, without_filters
from tracker.errors import TrackerError


class GitError(TrackerError):
    """git refused, and says why."""


class GitRunner:
    """git in one folder."""

    def __init__(self, root: str) -> None:
        """GitPython always passes this process's environment on.

        So what would point git at another repository is taken out of that.
        """
        from git.cmd import Git

        for name in set(os.environ) - set(environment(os.environ, reading=False)):
            del os.environ[name]
        self.root = root
        self._git: Any = Git(root)

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
            GitError: git is not installed.
        """
        from git.exc import GitCommandNotFound

        command = ["git", *FLAGS, *flags, *words]
        variables = environment({}, reading=reading)
        with tempfile.TemporaryFile() as istream:
            istream.write(stdin)
            istream.seek(0)
            try:
                code, out, err = self._git.execute(
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

    def read(self, *words: str, unfiltered: bool = False, env: Mapping[str, str] | None = None) -> str:
        """What git prints. `unfiltered` keeps a look at the work tree from running content filters.

        Raises:
            GitError: git refused.
        """
        flags: tuple[str, ...] = ()
        if unfiltered:
            _, out, _ = self.call(["config", "--null", "--name-only", "--get-regexp", r"^filter\."])
            flags, switched_off = without_filters(filter_names(out))
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

    def paths(self, *names: str) -> tuple[str, ...]:
        """Where git keeps these files of its own: absolute paths."""
        out = self.read("rev-parse", *(part for name in names for part in ("--git-path", name)))
        return tuple(os.path.join(self.root, path) for path in out.removesuffix("\n").split("\n"))

    def path(self, name: str) -> str:
        """Where git keeps one of them."""
        return self.paths(name)[0]


def commit_at_head(git: GitRunner) -> str | None:
    """The full hash of HEAD; None in a repository without commits."""
    code, commit, _ = git.call(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])
    return commit.strip() if code == 0 else None


def is_in_history(git: GitRunner, commit: str) -> bool:
    """Whether HEAD's history has a commit."""
    code, _, _ = git.call(["merge-base", "--is-ancestor", "--end-of-options", commit, "HEAD"])
    return code == 0


def _refused(words: Sequence[str], err: str) -> GitError:
    first = err.splitlines()[0] if err else "it gave no reason"
    return GitError(f"git {words[0]} failed: {first}", hints=["Mend it, then run the same command again."])
