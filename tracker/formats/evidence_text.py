"""Clusters of failures and comparisons, for a person."""

from __future__ import annotations

import shlex
from collections import Counter
from typing import TYPE_CHECKING, Literal

from tracker.formats.ansi import Paint, clip, printable
from tracker.views.wording import plural

if TYPE_CHECKING:
    from tracker.views.faces.compare import ComparedFace, ComparisonFace
    from tracker.views.faces.shared import TotalsFace
    from tracker.views.faces.triage import ClusterFace, TriageFace

_LISTED = 3
"""Tests of a cluster, and files."""
_COMPARED = 20
"""Tests of one set of a comparison."""
_WIDE = 160
_Set = Literal["regressed", "gone", "now_skipped", "changed", "fixed", "no_longer_skipped", "new", "same"]
_SETS: tuple[tuple[_Set, str, str], ...] = (
    ("regressed", "regressed", "red"),
    ("gone", "gone", "red"),
    ("now_skipped", "now skipped", "red"),
    ("changed", "failing for another reason", "yellow"),
    ("fixed", "fixed", "green"),
    ("no_longer_skipped", "no longer skipped", "green"),
    ("new", "new", "green"),
    ("same", "the same", "dim"),
)
_UNLISTED = ("same", "new")


def line(text: str) -> str:
    """Text from a report, on one line and within a width."""
    return clip(printable(text.replace("\n", "\\n")), _WIDE)


def totals_words(totals: TotalsFace) -> str:
    """`592 passed, 59 failed, 100 errors, 15 skipped of 766`."""
    words = ", ".join(f"{totals[name]} {name}" for name in ("passed", "failed", "errors", "skipped"))
    return f"{words} of {totals['total']}"


def triage_lines(view: TriageFace, paint: Paint) -> list[str]:
    """The reports, then each cluster."""
    lines = []
    for report in view["reports"]:
        why = printable((report["unreadable"] or "").removeprefix(f"{report['path']}: "))
        words = totals_words(report["totals"]) if report["totals"] else paint(f"unreadable: {why}", "red")
        lines.append(f"{printable(report['path'])}: {words}")
    for cluster in view["clusters"]:
        lines += ["", *_cluster_lines(cluster, paint)]
    failing = sum(cluster["count"] for cluster in view["clusters"])
    if not failing:
        return [*lines, "", _nothing([report["totals"] for report in view["reports"] if report["totals"]])]
    names = " ".join(shlex.quote(report["path"]) for report in view["reports"] if report["totals"])
    said = f"{failing} failures in {len(view['clusters'])} clusters."
    return [*lines, "", said, f"Name them: tracker issues propose {names}"]


def _nothing(totals: list[TotalsFace]) -> str:
    """Why there is no failure: no test is no success."""
    if not totals:
        return "Nothing could be read."
    return "Nothing failed." if any(n["total"] for n in totals) else "There is no test in it, so nothing is known."


def _cluster_lines(cluster: ClusterFace, paint: Paint) -> list[str]:
    issues = ", ".join(cluster["issues"]) or "no known issue"
    lines = [f"{paint(str(cluster['count']), 'bold')} x {line(cluster['signature'])}", f"    issue: {issues}"]
    if len(cluster["reports"]) > 1:
        lines.append("    in: " + ", ".join(f"{printable(name)} {count}" for name, count in sorted(cluster["reports"].items())))
    files = [f"{printable(name)} ({count})" for name, count in list(cluster["files"].items())[:_LISTED]]
    lines.append(f"    files: {', '.join(files)}{_more(len(cluster['files']), _LISTED)}")
    if cluster["message"]:
        lines.append(f"    message: {line(cluster['message'])}")
    tests = list(dict.fromkeys(cluster["tests"]))
    lines += [f"    {line(test)}" for test in tests[:_LISTED]]
    if len(tests) > _LISTED:
        lines.append(f"    and {len(tests) - _LISTED} more tests")
    return lines


def _more(count: int, limit: int) -> str:
    return f" and {count - limit} more" if count > limit else ""


def comparison_lines(view: ComparisonFace, paint: Paint) -> list[str]:
    """How many tests became what, and which."""
    lines = [f"base: {_source(source)}" for source in view["base"]]
    lines += [f"new: {_source(source)}" for source in view["new_results"]]
    lines.append("")
    lines += [f"{len(view[key]):>6}  {paint(words, colour) if view[key] else words}" for key, words, colour in _SETS]
    for key, words, colour in _SETS:
        tests = view[key]
        if not tests or key in _UNLISTED:
            continue
        lines += ["", paint(f"{words}:", colour)]
        for test in tests[:_COMPARED]:
            lines.append(f"  {line(test)}")
            lines += [f"      {line(words)}" for words in _reasons(view["signatures"].get(test))]
        if len(tests) > _COMPARED:
            lines.append(f"  and {len(tests) - _COMPARED} more (all of them: --json)")
    return [
        *lines,
        *_not_passing(view, paint),
        "",
        *_verdict(view),
        f"By cause: tracker triage {shlex.quote(view['new_results'][0]['name'])}",
    ]


def _not_passing(view: ComparisonFace, paint: Paint) -> list[str]:
    tests = view["new_not_passing"]
    if not tests:
        return []
    more = [f"  and {len(tests) - _COMPARED} more (all of them: --json)"] if len(tests) > _COMPARED else []
    return ["", paint("new, and not passing:", "red"), *(f"  {line(test)}" for test in tests[:_COMPARED]), *more]


def _verdict(view: ComparisonFace) -> list[str]:
    """What it comes to, and what the plan allows."""
    worse, newcomers, allowed = len(view["worse"]), len(view["new_not_passing"]), view["allowed"]
    words = f"{plural(worse, 'test')} got worse" if worse else "Nothing got worse"
    words += f", and {plural(newcomers, 'new test')} {'does' if newcomers == 1 else 'do'} not pass." if newcomers else "."
    reasons = Counter(allowed.values())
    return [words, *(f"The plan allows {count} of these: {line(why)}" for why, count in sorted(reasons.items()))]


def _source(source: ComparedFace) -> str:
    check = f" {source['check']}" if "check" in source else ""
    where = f" at {source['commit'][:7]}" if source.get("commit") else ""
    where += f", made elsewhere ({printable(source['elsewhere'])})" if source.get("elsewhere") else ""
    return f"{printable(source['name'])}{check}{where}: {totals_words(source['totals'])}"


def _reasons(signatures: list[str | None] | None) -> list[str]:
    before, after = signatures or (None, None)
    if before and after:
        return [f"was: {before}", f"now: {after}"]
    return [after or before or ""] if after or before else []
