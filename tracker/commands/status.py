"""Where everything stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.answers import keep_status
from tracker.model.garbage import no_collection

if TYPE_CHECKING:
    from tracker.bootstrap import Project
    from tracker.views.faces.status import StatusFace


def status(project: Project) -> StatusFace:
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
