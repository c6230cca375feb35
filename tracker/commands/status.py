"""Where everything stands."""

from __future__ import annotations

from typing import Any

from tracker.bootstrap import Project
from tracker.views.status import status_view


def status(project: Project) -> dict[str, Any]:
    """The status view, looked up anew and kept for the next call.

    Raises:
        TrackerError: the plan is invalid, the repository is bare or not trusted by git, or something cannot be read.
    """
    started = project.clock.now().timestamp()
    journal = project.journal()
    situation = project.situation(journal=journal)
    if situation.head is None:
        _ = project.repository_root  # says so when there is a repository that cannot be used
    view = status_view(situation)
    if not situation.live_runs:
        remember(project, view, journal.files, started)
    return view


def remember(project: Project, view: dict[str, Any], journal: tuple[str, ...], started: float) -> None:
    """Keep the view under everything that it was made from. A cache that cannot be written is no loss."""
    from tracker.adapters.files.cache import STATUS, save

    project.remember()
    try:
        save(project.root, STATUS, view, project.seen(journal), started)
    except OSError:
        return
