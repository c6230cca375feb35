"""Known problems by evidence, and proposals for those that the plan does not know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from tracker.bootstrap import Project, open_project
from tracker.commands.resolve import resolve_phase
from tracker.commands.sources import find_sources
from tracker.commands.triage import files_of, message_of
from tracker.evidence.clusters import Cluster, cluster
from tracker.evidence.matching import assign
from tracker.model.result import TestCase
from tracker.views.issue_history import History, histories, resolved_at, status_of
from tracker.views.issues import IssueView, issue_view, newest_sightings
from tracker.views.lookup import Cell, Lookup
from tracker.views.next_step import next_step

_SLUG = 50
"""Characters of a proposed id."""
_NO_TEXT = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that YAML takes for something else than a text."""
_TYPE = re.compile(r"[A-Za-z_][\w.]*")


def issues(project: Project, words: str | None) -> dict[str, Any]:
    """Every known issue, or those of one phase; and the failing tests of none.

    Raises:
        UsageError: there is no such phase.
    """
    phase = resolve_phase(project.graph, words) if words else None
    lookup = Lookup(project.situation())
    past = histories(lookup)
    views = [issue_view(lookup, number, issue) for number, issue in enumerate(lookup.settings.issues, 1)]
    wanted = _issues_of(lookup, phase) if phase else {view.issue.id for view in views}
    strays = cluster(_strays(lookup, phase))
    return {
        "format_version": 1,
        "kind": "issues",
        "phase": phase,
        "issues": [_issue(lookup, view, past[view.issue.id]) for view in views if view.issue.id in wanted],
        "unmatched": [
            {"signature": s.title, "stage": s.stage, "count": s.count, "tests": list(dict.fromkeys(s.tests))} for s in strays
        ],
        "next_step": next_step(lookup.situation).as_dict(),
    }


def _issue(lookup: Lookup, view: IssueView, history: History) -> dict[str, Any]:
    tests = sorted({case.id for sighting in view.sightings for case in sighting.cases})
    return {
        "id": view.issue.id,
        "title": view.issue.title,
        "severity": view.issue.severity,
        "status": status_of(view, history),
        "counts": {sighting.label: len(sighting.cases) for sighting in view.sightings},
        "tests": tests,
        "first_seen": history.first.as_dict() if history.first else None,
        "last_seen": history.last.as_dict() if history.last else None,
        "resolved_at": resolved_at(lookup, view, history) or None,
        "claimed": view.issue.claimed.affected if view.issue.claimed else None,
        "fixed_in": list(view.fixed_in),
        "words": view.status,
    }


def _cells(lookup: Lookup, phase: str) -> list[Cell]:
    return [cell for leaf in lookup.graph.leaves(phase) for cell in lookup.cells_of(lookup.graph.phases[leaf])]


def _issues_of(lookup: Lookup, phase: str) -> set[str]:
    """What the phase names, what its checks name, and what its results show."""
    found = {name for leaf in (phase, *lookup.graph.leaves(phase)) for name in lookup.graph.phases[leaf].issues}
    for cell in _cells(lookup, phase):
        found.update(cell.check.issues_named())
        if cell.record:
            found.update(name for name, cases in lookup.failing(cell.record.event).items() if name and cases)
    return found


def _strays(lookup: Lookup, phase: str | None) -> list[TestCase]:
    cells = _cells(lookup, phase) if phase else lookup.cells
    return [case for sighting in newest_sightings(lookup, cells, "") for case in sighting.cases]


def propose(folder: str, sources: Sequence[str]) -> dict[str, Any]:
    """An issue for each cluster that no issue of the plan covers: in what was recorded, or in these reports.

    Raises:
        TrackerError: there is no plan, or a report cannot be read.
    """
    project = open_project(folder)
    if sources:
        matches = {issue.id: issue.match.compiled() for issue in project.plan.settings.issues}
        cases = (case for name in sources for source in find_sources(folder, name) for case in source.report.broken())
        strays: Iterable[TestCase] = assign(cases, matches)[""]
    else:
        strays = _strays(Lookup(project.situation()), None)
    taken = {issue.id for issue in project.plan.settings.issues}
    proposals = [_proposal(found, taken) for found in cluster(strays)]
    return {"format_version": 1, "kind": "proposal", "issues": proposals, "yaml": _yaml(proposals)}


def _proposal(found: Cluster, taken: set[str]) -> dict[str, Any]:
    tests = list(dict.fromkeys(found.tests))
    error = message_of(found).splitlines()
    return {
        "id": _slug(found, taken),
        "title": _one_line(found.title.partition(" ")[2]) or f"Failures in {found.stage} that say nothing",
        "severity": "important",
        "error": _one_line(error[0]) if error else "",
        "location": _one_line(", ".join(list(files_of(found))[:3])),
        "match": {"signature": found.title},
        "count": found.count,
        "tests": tests,
    }


def _slug(found: Cluster, taken: set[str]) -> str:
    """An id from the message, or from the exception's type where the message has no words."""
    words = found.title.partition(" ")[2]
    kind, _, message = words.partition(": ")
    if not _TYPE.fullmatch(kind):
        message = words
    parts = re.findall(r"[a-z0-9]+", re.sub(r"<\w+>", " ", message).lower()) or re.findall(r"[a-z0-9]+", kind.lower())
    base = "-".join(parts) or "failure"
    if len(base) > _SLUG:
        base = base[:_SLUG].rpartition("-")[0] or base[:_SLUG]
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)[:200].strip()


def _yaml(proposals: Sequence[dict[str, Any]]) -> str:
    """The same, ready to paste below `issues:`. JSON texts are YAML texts, whatever is in them."""
    lines = []
    for item in proposals:
        failures = "1 failure" if item["count"] == 1 else f"{item['count']} failures"
        name = _quoted(item["id"]) if item["id"] in _NO_TEXT else item["id"]
        lines += [f"  # {failures}, for example {_one_line(item['tests'][0])}", f"  - id: {name}"]
        lines += [f"    {key}: {_quoted(item[key])}" for key in ("title", "severity", "error", "location") if item[key]]
        lines.append(f"    match: {{signature: [{_quoted(item['match']['signature'])}]}}")
    return "\n".join(["issues:", *lines]) + "\n" if lines else ""


def _quoted(text: str) -> str:
    if text.isalpha() and text.lower() not in _NO_TEXT:
        return text
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in json.dumps(text, ensure_ascii=False))
