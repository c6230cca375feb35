"""A run's events as plain lines, one for each thing that a person wants to know."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from tracker.formats.ansi import Paint, clip, folded, printable
from tracker.formats.failure_text import cause_lines, output_lines
from tracker.formats.next_line import next_line
from tracker.formats.status_text import short
from tracker.journal import events as e
from tracker.model.duration import seconds_words
from tracker.model.log import Log
from tracker.model.run import RunOutcome, RunResult
from tracker.views.failure import causes_view, last_lines

if TYPE_CHECKING:
    from tracker.views.faces.shared import NextStepFace

_COLOURS = {"passed": "green", "failed": "red", "error": "red", "unknown": "yellow", "skipped": "dim"}
_NAME = 26


def event_lines(recorded: e.Recorded, paint: Paint, *, width: int = 100, names: int = 0) -> list[str]:
    """What to print for an event; nothing for those that only matter to the journal. `names`: columns of the longest name."""
    event = recorded.event
    match event:
        case e.RunStarted():
            where = f"{event.branch or 'detached HEAD'}@{event.commit[:7]}"
            return [f"run {recorded.run} at {where}: {', '.join(event.phases)}"]
        case e.PhaseStarted():
            return [f"{paint(event.phase, 'bold')} started ({printable(event.why)})"]
        case e.StepFinished():
            line = _line("step", event.step, event.outcome, event.summary, event.seconds, paint, width, names)
            return [line, *_output(event.outcome, event.log)]
        case e.CheckFinished():
            return _check(event, paint, width, names)
        case e.CommitRecorded():
            files = "1 file" if event.files == 1 else f"{event.files} files"
            size = f"{files}, +{event.insertions} -{event.deletions}"
            start, end = f"  commit  {event.commit[:7]} ", f" ({size})"
            return [start + clip(printable(event.subject), max(width - len(start) - len(end), 20)) + end]
        case e.SealFound():
            return [f"{paint(event.phase, 'bold')} is complete at {event.found[:7]} now: {event.commit[:7]} was rewritten"]
        case e.PhaseCompleted() | e.PhaseProved() | e.PhaseFailed() | e.PhasePaused():
            return [f"{paint(event.phase, 'bold')} {_became(event, paint)}"]
        case e.RunInterrupted():
            return [f"{paint('interrupted', 'yellow')} by {event.reason}; the same command goes on from here"]
        case _:
            return []


def _became(event: e.PhaseCompleted | e.PhaseProved | e.PhaseFailed | e.PhasePaused, paint: Paint) -> str:
    match event:
        case e.PhaseCompleted():
            return f"{paint('complete', 'green')} at {event.commit[:7]}"
        case e.PhaseProved():
            more = f" and {len(event.uncommitted) - 5} more" if len(event.uncommitted) > 5 else ""  # noqa: PLR2004 - one line
            return f"{paint('proved', 'yellow')}, not committed: {printable(', '.join(event.uncommitted[:5]))}{more}"
        case e.PhaseFailed():
            return f"{paint('failed', 'red')}: {printable(event.reason)}"
        case e.PhasePaused():
            return f"waits for {printable(event.awaits)}"


_TOOK = 5
"""Characters of `9.3 s` and `1m05s`: a summary is cut at the same place, however long it took."""


_INDENT = " " * 10


def _check(event: e.CheckFinished, paint: Paint, width: int, names: int) -> list[str]:
    name = event.key.name
    line = _line("check", name, event.outcome, event.summary, event.seconds, paint, width, names)
    said = [text for detail in event.details[:8] for text in detail.splitlines()[:6]]
    details = [line for text in said for line in folded(printable(text), width, _INDENT)]
    if len(event.details) > 8:  # noqa: PLR2004 - a screen is short; `tracker show` has the rest
        details.append(f"{_INDENT}and {len(event.details) - 8} more: tracker show last")
    causes = [_INDENT + text for text in cause_lines(causes_view(event.causes), width=width - len(_INDENT))]
    if causes:
        causes.append(f"{_INDENT}all of them: tracker triage {short(event.phase)}/{name}")
    return [line, *details, *(causes or _output(event.outcome, event.log))]


def _line(kind: str, name: str, outcome: str, summary: str, seconds: float, paint: Paint, width: int, names: int = 0) -> str:
    took = seconds_words(seconds).replace("m ", "m").replace("h ", "h")
    start = f"  {kind:<6}  {name:<{max(_NAME, min(names, width // 2))}} "
    room = width - len(start) - 8 - max(len(took), _TOOK) - 2
    shown = clip(printable(summary.replace("\n", " ")), max(room, 20))
    return f"{start}{paint(f'{outcome:<8}', _COLOURS[outcome])}{shown}  {paint(took, 'dim')}"


def _output(outcome: str, log: Log | None) -> list[str]:
    """The end of what a failed command printed, and where the rest is."""
    if outcome == "passed" or log is None or not log.path:
        return []
    return [_INDENT + text for text in output_lines(last_lines(log), log.path)]


_LISTED = 5


def _uncommitted(paths: tuple[str, ...]) -> list[str]:
    """What was left to whoever reads this, and how to commit it: what the tracker wrote for itself is one folder."""
    if not paths:
        return []
    places = dict.fromkeys(map(_place, paths))
    listed = " ".join(quote(f":/{place}") for place in places) if len(places) <= _LISTED else "-A"
    files = "1 file is" if len(paths) == 1 else f"{len(paths)} files are"
    return [f"{files} left uncommitted; commit them yourself: git add {printable(listed)} && git commit"]


def _place(path: str) -> str:
    before, inside, _ = f"/{path}".partition("/.tracker/")
    return f"{before}/.tracker"[1:] if inside else path


def result_lines(result: RunResult, step: NextStepFace, paint: Paint) -> list[str]:
    """The end of a run: what became of each phase, what was committed, and what comes next."""
    lines = [""]
    for phase, words in result.phases.items():
        lines.append(f"{phase}: {printable(words)}")
    lines.extend(f"committed {commit[:7]}" for commit in result.commits)
    lines.extend(_uncommitted(result.uncommitted))
    lines.extend(f"{path} was edited by hand and left as it is; see it: tracker render --check" for path in result.refused)
    lines.append("")
    if result.outcome in (RunOutcome.FAILED, RunOutcome.HELD) and result.phases:
        broken = next((p for p, words in result.phases.items() if words != "complete"), next(iter(result.phases)))
        name = short(broken)
        lines.append(f"Why: tracker explain {name}   Evidence: tracker show {result.run}")
        return [*lines, f"{next_line(step, paint)}   Prompt: tracker prompt {name}"]
    return [*lines, next_line(step, paint)]
