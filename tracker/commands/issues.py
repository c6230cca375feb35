"""Known problems by evidence, and proposals for those that the plan does not know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.bootstrap import Project, open_project
from tracker.commands.resolve import resolve_phase
from tracker.commands.sources import find_sources
from tracker.evidence.matching import assign
from tracker.views.issue_list import issue_list, strays
from tracker.views.lookup import Lookup
from tracker.views.proposals import proposal_view

if TYPE_CHECKING:
    from tracker.views.faces.issues import IssuesFace, ProposalFace


def issues(project: Project, words: str | None) -> IssuesFace:
    """Every known issue, or those of one phase; and the failing tests of none.

    Raises:
        UsageError: there is no such phase.
    """
    phase = resolve_phase(project.graph, words) if words else None
    return issue_list(Lookup(project.situation()), phase)


def propose(folder: str, sources: Sequence[str]) -> ProposalFace:
    """An issue for each cluster that no issue of the plan covers: in what was recorded, or in these reports.

    Raises:
        TrackerError: there is no plan, or a report cannot be read.
    """
    project = open_project(folder)
    matches = {issue.id: issue.match.compiled() for issue in project.plan.settings.issues}
    if not sources:
        return proposal_view(strays(Lookup(project.situation()), None), matches)
    cases = (case for name in sources for source in find_sources(folder, name) for case in source.report.broken())
    return proposal_view(assign(cases, matches)[""], matches)
