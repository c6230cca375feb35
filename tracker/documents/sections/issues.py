"""The section `issues`: known problems by severity, and failing tests of none."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.checking.words import listed
from tracker.documents.sections.section import Section
from tracker.evidence.clusters import Cluster, cluster
from tracker.views.issues import IssueView, issue_view, newest_sightings, report_of, totals
from tracker.views.lookup import Lookup, phase_name
from tracker.views.wording import plural

_SEVERITIES = {
    "critical": "Critical Issues",
    "important": "Important Issues",
    "minor": "Minor Issues",
    "pre-existing": "Pre-existing Issues",
}


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """Issues of one severity."""

    heading: str
    """The heading."""
    issues: tuple[IssueView, ...]
    """The issues."""


@dataclass(frozen=True, slots=True)
class Stray:
    """Failing tests that belong to no known issue."""

    label: str
    """The variant."""
    key: str
    """Which check and variant it is."""
    run: str
    """The run of the results."""
    count: int
    """How many tests they are."""
    clusters: tuple[Cluster, ...]
    """Groups with the same signature, the largest first: issues that the plan could name."""


@dataclass(frozen=True, slots=True)
class IssuesView:
    """All of them."""

    groups: tuple[IssueGroup, ...]
    """The issues by severity."""
    strays: tuple[Stray, ...]
    """Failing tests of no known issue."""
    measured: bool
    """Whether there are any test results to count in."""

    def fixed_in(self, phase_id: str) -> list[IssueView]:
        """The open issues that a phase is to fix."""
        name = phase_name(phase_id)
        return [v for group in self.groups for v in group.issues if name in v.fixed_in and not v.resolved]


def issues_view(lookup: Lookup) -> IssuesView:
    """Known problems by severity, and failing tests that belong to none."""
    views = [issue_view(lookup, number, issue) for number, issue in enumerate(lookup.settings.issues, 1)]
    groups = []
    for severity, words in _SEVERITIES.items():
        members = tuple(view for view in views if view.issue.severity == severity)
        if members:
            groups.append(IssueGroup(_heading(words, severity, members), members))
    strays = tuple(
        Stray(sighting.label, sighting.key.name, sighting.run, len(sighting.cases), cluster(sighting.cases))
        for sighting in newest_sightings(lookup, [c for c in lookup.cells if report_of(lookup, c)], "")
        if sighting.cases
    )
    measured = any(report_of(lookup, cell) is not None for cell in lookup.cells)
    return IssuesView(tuple(groups), strays, measured)


def _heading(words: str, severity: str, members: tuple[IssueView, ...]) -> str:
    phases = list(dict.fromkeys(name for view in members for name in view.fixed_in))
    where = f" ({listed(phases)})" if phases else ""
    if severity == "pre-existing":
        where = " (Not Related to This Work)"
    failures = totals(members)
    open_count = sum(not view.resolved for view in members)
    suffix = f" - {failures}" if failures else f" - {plural(open_count, 'open issue')}"
    return f"{words}{where}{suffix}"


SECTION = Section("issues", "Issues (From Test Results)", issues_view)
