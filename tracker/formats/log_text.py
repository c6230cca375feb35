"""Runs, for a person."""

from __future__ import annotations

from typing import Any, cast

from tracker.formats.ansi import WIDE, Paint, printable
from tracker.formats.failure_text import cause_lines
from tracker.model.duration import seconds_words
from tracker.model.ids import check_key

_COLOURS = {"passed": "green", "failed": "red", "pending": "yellow", "interrupted": "yellow", "held": "yellow"}
_OTHER = ("phase", "check", "by", "commit", "reason", "why", "awaits", "outcome")
"""Fields that say something in one word or line."""


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.formats.when import When
    from tracker.views.faces.log import LogFace, RunFace, RunRowFace, ShownEventFace


def log_lines(view: LogFace, paint: Paint, when: When) -> list[str]:
    """A line for each run."""
    lines: list[str] = []
    for run in view["runs"]:
        outcome = paint(f"{run['outcome']:<12}", _COLOURS.get(run["outcome"], "dim"))
        took = seconds_words(run["seconds"]) if run["seconds"] else ""
        lines.append(f"{run['run']}  {when.ago(run['at']):<16}  {outcome} {took:>8}  {', '.join(run['phases'])}{_by(run)}")
    lines.extend(f"damaged: {d['place']}: {d['why']}" for d in view["damage"])
    lines.extend(newer_lines(view["newer"]))
    if not view["runs"]:
        return ["Nothing was run yet.", "", "What comes next: tracker next"]
    if len(view["runs"]) < view["total"]:
        lines.append(f"and {view['total'] - len(view['runs'])} older")
    return [*lines, "", f"Show one: tracker show {view['runs'][0]['run']}"]


def _by(run: RunRowFace) -> str:
    """Who did it, for the end of a line."""
    return f"  by {printable(run['who']['words'])}" if run["who"] and run["who"]["words"] else ""


def newer_lines(newer: dict[str, int]) -> list[str]:
    """What is said of events that only a newer tracker understands; nothing when there are none."""
    if not newer:
        return []
    count = sum(newer.values())
    what, are = ("event", "is") if count == 1 else ("events", "are")
    return [f"note: {count} {what} of a newer tracker ({printable(', '.join(sorted(newer)))}) {are} kept and not understood"]


def show_lines(view: RunFace, paint: Paint, when: When) -> list[str]:
    """What one run recorded, in order."""
    lines = [f"run {paint(view['run'], 'bold')}  {when.full(view['at'])}  {view['outcome']}{_by(view)}"]
    for event in view["events"]:
        if event.get("newer"):
            lines.append(f"  {when.clock(event['at'])}  {printable(event['type']):<16} of a newer tracker, not understood")
            continue
        words = f"{_words(cast('Mapping[str, Any]', event))}{_now(event, view['rewritten'])}{_took(event, view)}"
        lines.append(f"  {when.clock(event['at'])}  {event['type']:<16} {words}".rstrip())
        lines.extend(f"              lowered: {printable(line)}" for line in cast("list[str]", event.get("lowered", [])))
        lines.extend(f"              {printable(line)}" for text in event.get("details", ()) for line in text.splitlines())
        lines.extend(f"              {text}" for text in cause_lines(event.get("causes", ()), width=WIDE))
        log = event.get("log")
        if event.get("outcome") not in (None, "passed") and log:
            lines.extend(f"            | {printable(line)}" for line in (log["tail"] or log["head"]).splitlines()[-20:])
            lines.append(f"              log: {log['path']} ({log['size']} bytes, sha256 {log['sha256'][:12]})")
    lines.extend(f"  trend     {printable(series['check'])}: {series['figure']} {series['words']}" for series in view["trend"])
    phase = view["phases"][0] if view["phases"] else ""
    return [*lines, "", f"Why: tracker explain {phase}" if phase else "See the runs: tracker log"]


def _now(event: Mapping[str, Any], rewritten: Mapping[str, str]) -> str:
    """Where a commit is now that an event names, and that was rewritten since."""
    now = rewritten.get(event.get("commit", ""), "") if event["type"] in ("commit-recorded", "phase-completed") else ""
    return f" (rewritten: {now[:7]} now)" if now else ""


def _took(event: ShownEventFace, view: RunFace) -> str:
    """How long the work took that a run completed, and how long that run."""
    if event["type"] != "phase-completed":
        return ""
    work = view["elapsed"].get(event["phase"])
    run = f"{seconds_words(cast('float', event.get('seconds', 0.0)))} in this run"
    return f" ({work['words']}, {run})" if work else f" ({run})"


def _words(event: Mapping[str, Any]) -> str:
    """What an event says, in one line."""
    kind = event["type"]
    if kind == "run-started":
        return f"at {event['commit'][:7]} on {event['branch'] or 'a detached HEAD'}: {', '.join(event['phases'])}"
    if kind in ("check-started", "check-finished"):
        name = check_key(event["phase"], event["check"], event["variant"]).name
        end = f"{event['outcome']}: {event['summary']}" if kind == "check-finished" else ""
        return printable(f"{event['phase']} {name} {end}")
    if kind == "results-recorded":
        name = check_key(event["phase"], event["check"], event["variant"]).name
        return printable(f"{event['phase']} {name} made elsewhere: {event['source']}")
    if kind in ("step-started", "step-finished"):
        end = f"{event['outcome']}: {event['summary']}" if kind == "step-finished" else ""
        return printable(f"{event['phase']} {event['step']} {end}")
    if kind == "phase-begun":
        known = [f"{words}: {', '.join(event[words])}" for words in ("passed", "failed") if event[words]]
        return printable(f"{event['phase']} at {event['base'][:7]} {'; '.join(known)}")
    if kind == "note-added":
        said = f"{'replaces one: ' if event['replaces'] else ''}{event['text']}" if event["text"] else "takes one back"
        return printable(" ".join(f"{event['phase']} {event['check']} {said}".split()))
    if kind == "seal-found":
        return printable(f"{event['phase']} at {event['found'][:7]} now: {event['commit'][:7]} was rewritten")
    if kind in ("commit-intended", "commit-recorded"):
        return printable(f"{event['phase']} {event.get('commit', '')[:7]} {event['subject']}")
    words = {name: str(event.get(name, "")) for name in _OTHER}
    words["commit"] = words["commit"][:7]
    return printable(" ".join(word for word in words.values() if word))
