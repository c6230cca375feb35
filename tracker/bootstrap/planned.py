"""What a project's plan says, and its files: recalled while the files are as they were, loaded anew when one is another."""

from __future__ import annotations

import os
from functools import cached_property

from tracker import PLAN_FILE
from tracker.adapters.files import cache
from tracker.adapters.files.kept import Kept
from tracker.adapters.files.presence import is_folder
from tracker.bootstrap.places import FOLDER
from tracker.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from tracker.adapters.clock import SystemClock
    from tracker.adapters.files.disk import DiskFiles
    from tracker.adapters.files.hash_cache import HashCache
    from tracker.graph import Graph
    from tracker.model.outline import PlanOutline
    from tracker.spec.models import Plan
    from tracker.spec.phases import Phase

    T = TypeVar("T")


class Planned:
    """A folder with a plan."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.kept = Kept(root)
        """What is kept between calls."""

    @cached_property
    def clock(self) -> SystemClock:
        """Time."""
        from tracker.adapters.clock import SystemClock

        return SystemClock()

    @cached_property
    def hashes(self) -> HashCache:
        """Content hashes by file signature, kept between calls."""
        from tracker.adapters.files.hash_cache import HashCache

        return HashCache(os.path.join(self.root, FOLDER, "cache", "hashes.json"))

    @cached_property
    def plan(self) -> Plan:
        """The validated plan.

        Raises:
            InvalidPlanError: with all problems.
        """
        from tracker.spec.plain import from_plain, to_plain

        found = self._recall(cache.PLAN, from_plain)
        if found is not None:
            return found
        started = self.clock.unix()
        made = self.load(self.files)
        self.kept.later(cache.PLAN, lambda: to_plain(made), self._files_seen(), started)
        return made

    @cached_property
    def outline(self) -> PlanOutline:
        """What deciding needs of the plan.

        Raises:
            InvalidPlanError: with all problems.
        """
        from tracker.model.outline import read_outline

        found = self._recall(cache.OUTLINE, read_outline)
        if found is not None:
            return found
        from tracker.bar.criteria import digests
        from tracker.spec.outlines import outline

        started = self.clock.unix()
        made = outline(self.plan, digests(self.plan))
        self.kept.later(cache.OUTLINE, lambda: made, self._files_seen(), started)
        return made

    def load(self, files: DiskFiles) -> Plan:
        """The plan in a folder, with the sections that this project has.

        Raises:
            InvalidPlanError: with all problems.
        """
        from tracker.documents.names import SECTION_NAMES
        from tracker.documents.own import own_sections
        from tracker.spec.loader import load_plan

        return load_plan(files, sections=(*SECTION_NAMES, *own_sections(self.files)))

    def _recall(self, name: str, read: Callable[[Any], T]) -> T | None:
        """What is kept under a name and still holds. What it was made from counts as looked at."""
        found = self.kept.recall(name, read)
        if found is None:
            return None
        self.files.note(found[1])
        return found[0]

    def _files_seen(self) -> cache.Seen:
        """The signatures of the project's files that were looked at so far."""
        files, folders = self.files.seen()
        return {path: list(known) if known else None for path, known in {**files, **folders}.items()}

    @cached_property
    def graph(self) -> Graph[Phase]:
        """The plan's phases as a graph."""
        from tracker.graph import Graph

        return Graph(self.plan.phases)

    @property
    def staging(self) -> str:
        """Where a file is written that then takes its place at once; it need not be there."""
        return os.path.join(self.root, FOLDER, "cache", "writing")

    @cached_property
    def files(self) -> DiskFiles:
        """The project's files."""
        from tracker.adapters.files.disk import DiskFiles

        return DiskFiles(self.root, cache=self.hashes, staging=self.staging)

    @cached_property
    def workspace(self) -> DiskFiles:
        """The files that the plan is about.

        Raises:
            UsageError: the folder does not exist.
        """
        from tracker.adapters.files.disk import DiskFiles

        path = os.path.normpath(os.path.join(self.root, self.outline.workspace))
        if not is_folder(path):
            raise UsageError(
                f"the workspace {self.outline.workspace!r} is not a folder",
                hints=[f"Create the folder, or correct `workspace:` in {PLAN_FILE}"],
            )
        return DiskFiles(path, cache=self.hashes, stored_with_lf=self.stored_with_lf(path))

    def stored_with_lf(self, folder: str) -> Callable[[str], bool]:
        """Whether somebody stores a file of a folder with LF line ends, which has CRLF ones on the disk; nobody does here."""
        del folder
        return lambda _: False

    @cached_property
    def named_files(self) -> DiskFiles:
        """The workspace again, for what texts name: looking for that is no look at the inputs."""
        from tracker.adapters.files.disk import DiskFiles

        return DiskFiles(self.workspace.root)

    def has(self, kind: str, name: str) -> bool:
        """Whether what a text names is there: a `program`, a `module` as `python name`, or a path or glob of the workspace."""
        from tracker.adapters.processes.programs import has_module, has_program

        if kind == "program":
            return has_program(name)
        if kind == "module":
            python, _, module = name.partition(" ")
            return self.named_files.exists(module.replace(".", "/")) or has_module(module, python)
        return self.named_files.exists(name) or bool(self.named_files.glob([name]))
