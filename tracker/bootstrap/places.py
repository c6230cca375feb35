"""Where a plan is, and what words for a place mean."""

from __future__ import annotations

import os
import stat

from tracker import PLAN_FILE
from tracker.adapters.files.presence import look
from tracker.adapters.files.roots import find_root
from tracker.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.adapters.files.disk import DiskFiles
    from tracker.bootstrap.project import Project

FOLDER = ".tracker"


def files_of(folder: str, *, staging: str | None = None) -> DiskFiles:
    """The files of a folder, which need not belong to a plan."""
    from tracker.adapters.files.disk import DiskFiles

    return DiskFiles(folder, staging=staging)


def is_report(folder: str, words: str) -> bool:
    """Whether somebody means a file; a pipe such as `<(command)` is one, too.

    Raises:
        OSError: the disk does not say.
    """
    found = look(os.path.join(folder, words))
    return found is not None and not stat.S_ISDIR(found.st_mode)


def plan_above(folder: str) -> str | None:
    """The root of the plan at or above a folder; None when there is none."""
    return find_root(os.path.abspath(folder))


def open_project(start: str) -> Project:
    """The project at or above a folder.

    Raises:
        UsageError: there is none.
    """
    from tracker.bootstrap.project import Project

    root = plan_above(start)
    if root is None:
        raise UsageError(
            f"there is no {PLAN_FILE} in {os.path.abspath(start)} or above it", hints=["Write a plan here: tracker init"]
        )
    return Project(root)
