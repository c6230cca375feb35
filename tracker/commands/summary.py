"""The same views for other readers: a page for a pull request, annotations for CI, JSON for programs."""

from __future__ import annotations

from typing import Any

from tracker.bootstrap import Project


def summary(project: Project) -> dict[str, Any]:
    """Everything that the documents show: as one page, as annotations, and as data.

    Raises:
        TrackerError: the plan is invalid, a template is wrong, or something cannot be read.
    """
    from tracker.documents.summary import summary_text
    from tracker.formats.github import annotation_lines
    from tracker.views.annotations import find_annotations
    from tracker.views.ground import Ground
    from tracker.views.plain import plain
    from tracker.views.tracker import tracker_view

    situation = project.situation()
    ground = Ground(situation)
    view = tracker_view(situation, ground)
    found = find_annotations(ground)
    return {
        "format_version": 1,
        "kind": "summary",
        "markdown": summary_text(ground, view, project.files),
        "annotations": plain(found),
        "commands": annotation_lines(found),
        "views": plain(view),
    }
