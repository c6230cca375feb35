"""A change of the plan, tried on a copy of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from tracker.adapters.files.disk import DiskFiles
from tracker.adapters.git.patches import patched
from tracker.adapters.temporary import temporary_folder

if TYPE_CHECKING:
    from tracker.bootstrap.project import Project
    from tracker.spec.models import Plan

_PREFIX = "tracker-proposal-"


class Tried(NamedTuple):
    """What a patch makes of the plan."""

    touched: tuple[str, ...]
    """The files that it changes, adds or removes."""
    diff: str
    """The patch as git writes it: with the right counts, and nothing else in it."""
    plan: Plan


def tried(project: Project, patch: bytes) -> Tried:
    """What a unified diff makes of the plan.

    Raises:
        UsageError: it does not apply.
        InvalidPlanError: with every problem of the plan, by its place in the patched files.
        BlockedError: there is no place for the copy.
    """
    files = {path: project.files.read(path) for path in project.plan.files}
    place = project.repository_prefix(project.root) if project.repository_root is not None else ""
    with temporary_folder(_PREFIX, outside=project.root) as folder:
        touched, diff, after = patched(os.path.join(folder, "plan"), files, patch, place=place)
        return Tried(touched, diff, project.load(DiskFiles(after)))
