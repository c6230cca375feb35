"""Bring the documents up to date, or say which are not."""

from __future__ import annotations

from typing import Any

from tracker.bootstrap import Project
from tracker.model.ports import RenderReport


class ProjectRenderer:
    """Renders from the journal as it is on the disk; the engine's view of documents."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def render(self) -> RenderReport:
        """Write what changed; leave alone what somebody edited."""
        plan = self._project.plan
        if not plan.settings.documents and not any(phase.prompt for phase in plan.phases):
            return RenderReport((), (), ())
        from tracker.documents.render import render_all, write_all

        planned = render_all(self._project.situation(), self._project.files)
        return write_all(planned, self._project.files)


def render(project: Project, *, write: bool) -> dict[str, Any]:
    """Every document with its state and, where it is not up to date, the difference.

    Raises:
        TrackerError: a template fails, or a file cannot be read or written.
    """
    from tracker.documents.render import render_all, write_all

    planned = render_all(project.situation(), project.files)
    if write:
        write_all(planned, project.files)
    return {
        "format_version": 1,
        "kind": "documents",
        "documents": [
            {
                "path": item.path,
                "state": str(item.state),
                "problems": [problem.as_dict() for problem in item.problems],
                "diff": item.diff(),
                "text": item.text,
            }
            for item in planned
        ],
        "written": write,
    }
