"""Known issues, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.formats.ansi import Paint
from tracker.formats.evidence_text import line
from tracker.formats.next_line import next_line

if TYPE_CHECKING:
    from tracker.formats.when import When
    from tracker.views.faces.issues import IssuesFace, KnownIssueFace, SeenFace, UnmatchedFace

_COLOURS = {"open": "red", "regressed": "red", "resolved": "green", "pre-existing": "yellow", "not-seen": "dim"}
_LISTED = 10


def issues_lines(view: IssuesFace, paint: Paint, when: When) -> list[str]:
    """Each issue with what evidence says of it."""
    lines: list[str] = []
    for issue in view["issues"]:
        counts = ", ".join(f"{count} on {label}" for label, count in issue["counts"].items()) or "not measured yet"
        claimed = f" (claimed: {issue['claimed']})" if issue["claimed"] else ""
        status = paint(issue["status"].ljust(12), _COLOURS[issue["status"]])
        lines += [f"{status} {issue['id']}: {line(issue['title'])}", f"             {line(counts + claimed)}"]
        lines += [f"             {words}" for words in _when(issue, when)]
    if not view["issues"]:
        lines.append("No known issue.")
    lines += _unmatched(view["unmatched"])
    name = ["Name them: tracker issues propose"] if view["unmatched"] else []
    return [*lines, "", *name, next_line(view["next_step"], paint)]


def _when(issue: KnownIssueFace, when: When) -> list[str]:
    first, last = issue["first_seen"], issue["last_seen"]
    words = []
    if first and last:
        words.append(f"first seen {_seen(first, when)}" + ("" if first == last else f"; last seen {_seen(last, when)}"))
    if issue["resolved_at"]:
        words.append(f"resolved at {issue['resolved_at'][:7]}")
    return words


def _seen(seen: SeenFace, when: When) -> str:
    where = f" at {seen['commit'][:7]}" if seen["commit"] else ""
    return f"{when.ago(seen['at'])} in {seen['check']}{where}"


def _unmatched(clusters: list[UnmatchedFace]) -> list[str]:
    if not clusters:
        return []
    lines = ["", f"{sum(c['count'] for c in clusters)} failures belong to no known issue:"]
    lines += [f"  {cluster['count']} x {line(cluster['signature'])}" for cluster in clusters[:_LISTED]]
    if len(clusters) > _LISTED:
        lines.append(f"  and {len(clusters) - _LISTED} more groups")
    return lines
