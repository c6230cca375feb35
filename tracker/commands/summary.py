"""The same views for other readers: a page for a pull request, annotations for CI, JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.bootstrap import Project

if TYPE_CHECKING:
    from tracker.views.faces.summary import SummaryFace


def summary(project: Project) -> SummaryFace:
    """Everything that the documents show: as one page, as annotations, and as data.

    Raises:
        TrackerError: the plan is invalid, a template is wrong, or something cannot be read.
    """
    from tracker.documents.sections import tracker_view
    from tracker.documents.summary import summary_text
    from tracker.formats.github import annotation_lines
    from tracker.views.annotations import find_annotations, remarks
    from tracker.views.lookup import Lookup
    from tracker.views.next_step import next_step
    from tracker.views.to_json import to_json
    from tracker.views.trend import moved_view

    lookup = Lookup(project.situation())
    found = find_annotations(lookup)
    return {
        "format_version": 1,
        "kind": "summary",
        "markdown": summary_text(lookup, project.files),
        "annotations": remarks(found),
        "commands": annotation_lines(found),
        "views": to_json(tracker_view(lookup)),
        "trend": moved_view(lookup.situation),
        "next_step": next_step(lookup.situation).as_dict(),
    }
