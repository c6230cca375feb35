"""What failed, grouped by cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.errors import TrackerError
from tracker.evidence.causes import message
from tracker.evidence.clusters import Cluster, cluster
from tracker.evidence.matching import IssueMatch, assign
from tracker.views.sources import Source, totals_of

if TYPE_CHECKING:
    from tracker.views.faces.triage import ClusterFace, ReportFace, TriageFace


def triage_view(found: Sequence[tuple[str, Source | TrackerError]], matches: Mapping[str, IssueMatch]) -> TriageFace:
    """Every failing test of what was found under these names, in exactly one cluster; `matches` are the known issues."""
    read = [source for _, source in found if isinstance(source, Source)]
    owner = {id(case): source.one for source in read for case in source.report.broken()}
    clusters = cluster(case for source in read for case in source.report.broken())
    return {
        "format_version": 1,
        "kind": "triage",
        "reports": [_report(name, source) for name, source in found],
        "clusters": [_cluster(group, owner, matches) for group in clusters],
    }


def _report(name: str, source: Source | TrackerError) -> ReportFace:
    if isinstance(source, TrackerError):
        return {"path": name, "totals": None, "unreadable": source.message}
    report: ReportFace = {"path": source.one, "totals": totals_of(source.report), "unreadable": None}
    if source.elsewhere:
        report["elsewhere"] = source.elsewhere
    return report


def _cluster(found: Cluster, owner: Mapping[int, str], matches: Mapping[str, IssueMatch]) -> ClusterFace:
    issues = {name: len(cases) for name, cases in assign(found.cases, matches).items() if name and cases}
    return {
        "signature": found.title,
        "pattern": found.signature,
        "stage": found.stage,
        "count": found.count,
        "issues": issues,
        "message": message(found.example),
        "reports": dict(Counter(owner[id(case)] for case in found.cases)),
        "files": files_of(found),
        "tests": list(found.tests),
    }


def files_of(found: Cluster) -> dict[str, int]:
    """Test file, or class where the report names no files → failures, the most first."""
    counted = Counter(case.file or case.id.partition("::")[0] for case in found.cases)
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
