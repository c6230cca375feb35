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
    started = project.clock.unix()
    facts = project.facts()
    if facts.head is None:
        _ = project.repository_root  # says so when there is a repository that cannot be used
    view = status_view(facts)
    if not facts.live_runs:
        project.keep("status", view, started)
    project.remember()
    return view
