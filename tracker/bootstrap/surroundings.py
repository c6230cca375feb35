"""What the inputs of checks depend on beside the files of the workspace: programs, variables, and what git lists or ignores."""

from __future__ import annotations

import os

from tracker.bootstrap.places import FOLDER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tracker.bootstrap.project import Project
    from tracker.inputs import Inputs


class Surroundings:
    """The surroundings of a project's workspace."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.listed_by: tuple[str, ...] = ()
        """Files, besides those of the work tree, that say what git knows of; known once git was asked."""
        self.asked: set[str] = set()
        """Names and globs of the variables on which answers depended so far."""
        self.missed = False
        """Whether a program was looked for and not found: it may be there the next time."""

    def inputs(self) -> Inputs:
        """The inputs of checks, here.

        Raises:
            UsageError: the workspace does not exist.
        """
        from tracker.adapters.files.taking import taken_by
        from tracker.inputs import Around, Inputs

        project = self._project
        root = project.workspace.root
        documents = (os.path.relpath(os.path.join(project.root, path), root) for path in project.outline.rendered)
        around = Around(
            program=self._program, variables=self._variables, ignored=self._ignored, sign=self._sign, settle=self._settle,
            absent=self._absent, taken=taken_by,
            above=project.repository_prefix(root).count("/") if project.repository_root else 0,
        )  # fmt: skip
        return Inputs(project.workspace, self._everything, rendered=frozenset(documents), around=around)

    def _program(self, name: str, path: str) -> str:
        """Where a program is, and its sha256; empty when it is not found. Below the root it is told from there."""
        from tracker.adapters.processes.which import which

        workspace = self._project.workspace
        self.asked |= {"PATH"}
        try:
            found = which(name, path or os.environ.get("PATH", os.defpath), workspace.root)
        except OSError:
            self.missed = True
            return ""
        digest = workspace.digest(os.path.abspath(found))
        shown = os.path.abspath(found).removeprefix(self._project.root + os.sep)
        return f"{shown} sha256:{digest}" if digest else ""

    def _variables(self, names: tuple[str, ...]) -> dict[str, str]:
        """The variables that the plan passes through, and these: the sha256 of each value. Of a secret nothing is kept."""
        from tracker.engine.environment import matching
        from tracker.model.digest import sha256_hex

        outline = self._project.outline
        self.asked |= {*outline.passes, *names}
        passed = matching(os.environ, (*outline.passes, *names)) if outline.passes or names else {}
        secret = matching(passed, outline.secrets)
        return {
            name: sha256_hex(value.encode("utf-8", "surrogateescape")) for name, value in passed.items() if name not in secret
        }

    def _ignored(self) -> Callable[[str], bool]:
        """Ask git what it ignores: whether a path of the workspace is."""
        project = self._project
        if project.repository_root is None:
            return lambda _: False
        prefix = project.repository_prefix(project.workspace.root)
        ignored = frozenset(project.repository.ignored())
        project.workspace.look(".gitignore")
        project.repository_files.look(".gitignore")
        self.listed_by = project.repository.lists()

        def is_ignored(path: str) -> bool:
            whole = os.path.normpath(prefix + path)
            above = [whole[: i + 1] for i, char in enumerate(whole) if char == "/"]
            return whole in ignored or f"{whole}/" in ignored or not ignored.isdisjoint(above)

        return is_ignored

    def _absent(self) -> dict[str, str]:
        """Files of the workspace that a sparse checkout leaves out → sha256 of what git has of them."""
        project = self._project
        if project.repository_root is None:
            return {}
        prefix = project.repository_prefix(project.workspace.root)
        known = project.repository.absent()
        if known:
            self.listed_by = project.repository.lists()
        return {path[len(prefix) :]: x for path, x in known.items() if path.startswith(prefix) and not project.owns(path)}

    def _sign(self, path: str) -> object:
        from tracker.adapters.files.presence import signature

        return signature(os.path.join(self._project.workspace.root, path))

    def _settle(self, paths: Iterable[str]) -> None:
        from tracker.adapters.files.bytecode import wait_for_new_second

        wait_for_new_second(self._project.workspace.root, paths)

    def _everything(self) -> tuple[str, ...]:
        """The default inputs: every file of the workspace that git would track, the tracker's own left out."""
        project = self._project
        prefix = project.repository_prefix(project.workspace.root)
        ignored = (path.removeprefix(prefix) for path in project.repository.ignored_folders() if path.startswith(prefix))
        project.workspace.search(skip=frozenset([*ignored, FOLDER]))
        self.listed_by = project.repository.lists()
        return tuple(
            path.removeprefix(prefix)
            for path in project.repository.files()
            if path.startswith(prefix) and not project.owns(path)
        )
