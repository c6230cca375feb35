"""What failed, grouped by cause."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tracker.bootstrap import is_report
from tracker.commands.sources import Source, find_sources, project_at, read_file
from tracker.errors import TrackerError
from tracker.evidence.clusters import Cluster, cluster
from tracker.evidence.matching import IssueMatch, assign
from tracker.model.result import TestReport


def triage(folder: str, names: Sequence[str]) -> dict[str, Any]:
    """Every failing test of these results in exactly one cluster. A file that cannot be read is reported as unreadable.

    Raises:
        TrackerError: something that is no file cannot be found.
    """
    reports: list[dict[str, Any]] = []
    read: list[tuple[str, TestReport]] = []
    gc.disable()  # a hundred thousand tests are no garbage, and looking through them again and again takes a fifth of the time
    for name in names:
        for source in _sources(folder, name):
            if isinstance(source, TrackerError):
                reports.append({"path": name, "totals": None, "unreadable": source.message})
                continue
            label = source.one
            elsewhere = {"elsewhere": source.elsewhere} if source.elsewhere else {}
            reports.append({"path": label, "totals": source.report.totals(), "unreadable": None, **elsewhere})
            read.append((label, source.report))
    matches = _issues(folder)
    owner = {id(case): name for name, report in read for case in report.broken()}
    clusters = cluster(case for _, report in read for case in report.broken())
    return {
        "format_version": 1,
        "kind": "triage",
        "reports": reports,
        "clusters": [_cluster(found, owner, matches) for found in clusters],
    }


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


def _cluster(found: Cluster, owner: Mapping[int, str], matches: Mapping[str, IssueMatch]) -> dict[str, Any]:
    issues = {name: len(cases) for name, cases in assign(found.cases, matches).items() if name and cases}
    return {
        "signature": found.title,
        "pattern": found.signature,
        "stage": found.stage,
        "count": found.count,
        "issues": issues,
        "message": message_of(found),
        "reports": dict(Counter(owner[id(case)] for case in found.cases)),
        "files": files_of(found),
        "tests": list(found.tests),
    }


def message_of(found: Cluster) -> str:
    """One message as the report has it, with the exception's type."""
    case = found.example
    text = case.message.strip() or case.detail.strip()
    return f"{case.type}: {text}" if case.type and not text.startswith(case.type) else text


def files_of(found: Cluster) -> dict[str, int]:
    """Test file, or class where the report names no files → failures, the most first."""
    counted = Counter(case.file or case.id.partition("::")[0] for case in found.cases)
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def unreadable(view: Mapping[str, Any]) -> list[str]:
    """What could not be read, in words."""
    return [report["unreadable"] for report in view["reports"] if report["unreadable"]]
