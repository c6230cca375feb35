"""Where everything stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.model.garbage import no_collection
from tracker.views.status import status_view

if TYPE_CHECKING:
    from tracker.bootstrap import Project
    from tracker.facts import Facts


def status(project: Project) -> dict[str, Any]:
    """The status view, looked up anew and kept for the next call.

    Raises:
        TrackerError: the plan is invalid, the repository is bare or not trusted by git, or something cannot be read.
    """
    started = project.clock.unix()
    with no_collection():
        facts = project.facts()
        if facts.head is None:
            _ = project.repository_root  # says so when there is a repository that cannot be used
        return keep_status(project, facts, started)


def keep_status(project: Project, facts: Facts, started: float) -> dict[str, Any]:
    """The status view of these facts, kept for the next look with all else that was made on the way.

    `started` is the Unix time at which looking began.
    """
    view = status_view(facts)
    if not facts.live_runs:
        project.keep("status", view, started)
    project.remember()
    return view
