"""What git has to do with a project."""

from __future__ import annotations

import os
from functools import cached_property

from tracker.adapters.files.presence import resolve
from tracker.bootstrap.places import FOLDER
from tracker.bootstrap.planned import Planned
from tracker.errors import BlockedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.adapters.files.disk import DiskFiles
    from tracker.adapters.git.line_ends import LineEnds
    from tracker.adapters.git.runner import GitRunner
    from tracker.adapters.git.witness import Witness
    from tracker.model.found import Head
    from tracker.model.ports import Repository


class Versioned(Planned):
    """A folder with a plan, in a git work tree or outside one."""

    @cached_property
    def repository_root(self) -> str | None:
        """The root of the git work tree; None outside one."""
        return self._git.root if self._git else None

    @cached_property
    def _git(self) -> GitRunner | None:
        from tracker.adapters.git.repository import find_git

        return find_git(self.root)

    @property
    def git(self) -> GitRunner:
        """Calls git in the repository.

        Raises:
            BlockedError: there is no repository.
        """
        if self._git is None:
            raise BlockedError(
                f"{self.root} is not in a git repository, and results belong to commits",
                hints=["Make one: git init && git add -A && git commit -m 'Start'"],
            )
        return self._git

    @cached_property
    def repository(self) -> Repository:
        """The git repository.

        Raises:
            BlockedError: there is none.
        """
        from tracker.adapters.git.repository import GitRepository

        return GitRepository(self.git, commit_as=self.outline.commit_as)

    @cached_property
    def witness(self) -> Witness:
        """Git, for what it can testify of the journal."""
        from tracker.adapters.git.witness import Witness

        return Witness(self.root)

    def look_at_git(self) -> tuple[Head | None, int]:
        """Where the repository stands, and how many files differ from that; (None, 0) without one."""
        from tracker.adapters.git.status import quick_status
        from tracker.model.found import Head

        status = quick_status(self.root)
        return (Head(status["commit"], status["branch"]), status["dirty"]) if status else (None, 0)

    def repository_prefix(self, folder: str) -> str:
        """A folder's place in the repository, as a prefix of its paths: empty, or ending in `/`."""
        assert self.repository_root is not None
        relative = os.path.relpath(resolve(folder), resolve(self.repository_root))
        return "" if relative == "." else relative.replace(os.sep, "/") + "/"

    @cached_property
    def _prefix(self) -> str:
        return self.repository_prefix(self.root)

    @cached_property
    def _documents(self) -> frozenset[str]:
        return frozenset(self.outline.rendered)

    def owns(self, path: str) -> bool:
        """Whether a repository path is the tracker's own: below its folder, or a document that it renders."""
        prefix = self._prefix
        inside = path.removeprefix(prefix)
        return path.startswith(prefix) and (inside.startswith(FOLDER + "/") or inside in self._documents)

    def has_own_changes(self) -> bool:
        """Whether something of the tracker's own differs from HEAD."""
        from tracker.adapters.git.status import changed_paths

        return any(self.owns(path) for path in changed_paths(self.root))

    @cached_property
    def repository_files(self) -> DiskFiles:
        """The files of the git work tree; those of the project outside one."""
        from tracker.adapters.files.disk import DiskFiles

        if not self.repository_root:
            return self.files
        return DiskFiles(self.repository_root, cache=self.hashes, stored_with_lf=self.stored_with_lf(self.repository_root))

    def stored_with_lf(self, folder: str) -> Callable[[str], bool]:
        """Whether git stores a file of a folder with LF line ends, which has CRLF ones on the disk."""

        def asked(path: str) -> bool:
            return self.repository_root is not None and self._line_ends.below(folder)(path)

        return asked

    @cached_property
    def _line_ends(self) -> LineEnds:
        from tracker.adapters.git.line_ends import LineEnds

        assert self.repository_root is not None
        return LineEnds(self.repository_root)
