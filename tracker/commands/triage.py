"""What failed, grouped by cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.bootstrap import is_report
from tracker.commands.sources import find_sources, project_at, read_file
from tracker.errors import TrackerError
from tracker.evidence.matching import IssueMatch
from tracker.model.garbage import no_collection
from tracker.views.sources import Source
from tracker.views.triage import triage_view

if TYPE_CHECKING:
    from tracker.views.faces.triage import TriageFace


def triage(folder: str, names: Sequence[str]) -> TriageFace:
    """Every failing test of these results in exactly one cluster. A file that cannot be read is reported as unreadable.

    Raises:
        TrackerError: something that is no file cannot be found.
    """
    with no_collection():  # looking for garbage among a hundred thousand tests again and again takes a fifth of the time
        found = [(name, source) for name in names for source in _sources(folder, name)]
        return triage_view(found, _issues(folder))


def _sources(folder: str, name: str) -> Sequence[Source | TrackerError]:
    if is_report(folder, name):
        try:
            return [Source(name, "", read_file(folder, name))]
        except TrackerError as unreadable:
            return [unreadable]
    return find_sources(folder, name)


def _issues(folder: str) -> Mapping[str, IssueMatch]:
    """The plan's known issues; none where there is no plan, or none that can be read: a report is readable without."""
    try:
        project = project_at(folder)
        return {i.id: i.match.compiled() for i in project.plan.settings.issues} if project else {}
    except TrackerError:
        return {}


def unreadable(view: TriageFace) -> list[str]:
    """What could not be read, in words."""
    return [report["unreadable"] for report in view["reports"] if report["unreadable"]]
