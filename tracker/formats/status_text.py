"""The status view for a terminal. Light imports only: this is the path that people call all day."""

from __future__ import annotations

from tracker.formats.ansi import Paint, clip, printable
from tracker.formats.failure_text import cause_line, output_lines
from tracker.formats.next_line import next_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tracker.formats.when import When
    from tracker.views.faces.shared import HeadFace
    from tracker.views.faces.status import CheckFace, PhaseFace, StatusFace
    from tracker.views.faces.validate import ValidationFace

_MARKS = {
    "complete": ("ok", "green"),
    "proved": ("?", "yellow"),
    "failed": ("!", "red"),
    "regressed": ("!", "red"),
    "interrupted": ("!", "yellow"),
    "unknown": ("?", "red"),
    "running": (">", "cyan"),
    "awaiting-approval": ("?", "yellow"),
    "ready": ("->", "cyan"),
    "blocked": ("x", "red"),
    "pending": ("..", "dim"),
    "skipped": ("-", "dim"),
}
_DONE = {"complete", "skipped"}
WIDTH = 80
"""Columns where the output is no terminal."""
_TITLE = 34
"""Columns of a title at that width; a narrower or wider terminal takes them from the titles, or gives them more."""
_SHORTEST = 12
_STATE = 11
_TIME = 10


def short(phase_id: str) -> str:
    """`phase-4.1` as `4.1`."""
    rest = phase_id.removeprefix("phase-")
    return rest if rest[:1].isdigit() else phase_id


def status_lines(view: StatusFace, *, paint: Paint, when: Callable[[], When], every: bool, width: int = WIDTH) -> list[str]:
    """Lines to print. `when` is asked where there is a time to say; `every` shows what is folded away otherwise."""
    lines = [clip(_headline(view), width), ""]
    phases = view["phases"]
    if not phases:
        return [*lines, "  The plan has no phases yet.", "", next_line(view["next_step"], paint)]
    column = max(len(short(p["id"])) for p in phases)
    known = {p["id"]: p for p in phases}
    waiting = [] if every else [p for p in phases if not p["parent"] and _waits_quietly(p, known)]
    folded = {p["id"] for p in waiting}
    shown = phases if every else [p for p in phases if _top(p, known) not in folded and not _is_settled(p, known)]
    room = _title_room(shown, width)
    for phase in shown:
        lines.append(_phase_line(phase, column, room, paint).rstrip())
        lines.extend(_notes(phase, column, paint, when, every=every, width=width))
    lines.extend(_folded(waiting, column, room, paint))
    lines.extend(_unplanned(view, column, width))
    lines.extend(f"  !    {path} was edited by hand; see it: tracker render --check" for path in view["edited_documents"])
    lines.extend(
        f"  !    {path} has two versions in it after a merge; to rewrite it: tracker render"
        for path in view["conflicted_documents"]
    )
    lines.extend(_changed(view, width, paint))
    lines.extend(_rewritten(phases, width, paint))
    lines.extend(f"  {paint('damaged', 'red')} {d['place']}: {d['why']}" for d in view["damage"])
    lines.extend(["", *(["Everything is complete."] if view["complete"] + view["skipped"] == view["total"] else [])])
    return [*lines, next_line(view["next_step"], paint, why=True)]


def _title_room(phases: list[PhaseFace], width: int) -> int:
    longest = max((len(printable(phase["title"])) for phase in phases), default=_TITLE)
    return max(min(_TITLE + width - WIDTH, max(longest, _TITLE)), _SHORTEST)


def validation_lines(view: ValidationFace) -> list[str]:
    """What a valid plan consists of, and what in it cannot fail."""
    known = {"phase": view["phases"], "step": view["steps"], "check": view["checks"], "issue": view["issues"]}
    counts = ", ".join(_counted(count, name) for name, count in known.items())
    warnings = [f"{p['file']}:{p['line']}:{p['column']}: {printable(p['message'])}" for p in view["warnings"]]
    said = [f"The plan is valid: {counts} in {_counted(len(view['files']), 'file')}."]
    if warnings:
        said += ["", f"{_counted(len(warnings), 'warning')}: what cannot fail proves nothing.", *warnings]
    return [*said, "", "See it: tracker status"]


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'s' if count != 1 else ''}"


def _headline(view: StatusFace) -> str:
    skipped = f", {view['skipped']} skipped" if view["skipped"] else ""
    complete = f"{view['complete']} of {view['total']} phases complete{skipped}"
    parts = [printable(view["project"]), complete, _head(view["head"])]
    return " · ".join(part for part in parts if part)


def _head(head: HeadFace | None) -> str:
    if head is None:
        return "not in a git repository"
    if not head["commit"]:
        return "no commit yet"
    where = f"{printable(head['branch'])}@{head['commit'][:7]}" if head["branch"] else f"detached at {head['commit'][:7]}"
    count = head["changes"]
    return where + (f", {_counted(count, 'file')} dirty" if count else "")


def _waits_quietly(phase: PhaseFace, known: Mapping[str, PhaseFace]) -> bool:
    """A top-level phase that waits for others and has nothing to say, with all that is below it."""
    family = [phase, *(known[c] for c in phase["children"])]
    return all(p["status"] in ("pending", "blocked") and not any(c["run"] for c in p["checks"]) for p in family)


def _top(phase: PhaseFace, known: Mapping[str, PhaseFace]) -> str:
    """The top-level phase that a phase is, or is below."""
    while phase["parent"]:
        phase = known[phase["parent"]]
    return str(phase["id"])


def _is_settled(phase: PhaseFace, known: Mapping[str, PhaseFace]) -> bool:
    """A sub-phase that is done, as its parent's line says of all of them, and has nothing to say."""
    parent = known.get(phase["parent"] or "")
    quiet = not (phase["uncommitted"] or phase["bar"] or phase["late"])
    return parent is not None and {parent["status"], phase["status"]} <= _DONE and quiet


def _folded(waiting: list[PhaseFace], column: int, room: int, paint: Paint) -> list[str]:
    """One line for the phases that wait."""
    if not waiting:
        return []
    ids = [short(p["id"]) for p in waiting]
    span = ids[0] if len(ids) == 1 else f"{ids[0]}-{ids[-1]}"
    words = f"{_counted(len(waiting), 'phase')} {waiting[0]['status']}"
    return [paint(f"  ..   {span:<{column}}  {words:<{room}} (--all)", "dim")]


def _changed(view: StatusFace, width: int, paint: Paint) -> list[str]:
    """A line for all that is complete and whose files changed since, one for what this machine cannot compare: no alarms."""
    lines = []
    if view["changed_since"]:
        lines.append(clip(f"  {view['changed_since']}; check again: ", width - len(_PROVE)) + _PROVE)
    if view["unsure"]:
        lines.append(clip(f"  {printable(view['unsure'])}", width))
    return ["", *(paint(line, "dim") for line in lines)] if lines else []


_PROVE = "tracker check --all"


def _rewritten(phases: list[PhaseFace], width: int, paint: Paint) -> list[str]:
    """One line for all completions whose commit was rewritten, and is shown as the one that holds what was proved now."""
    moved = [(p, p["recorded_commit"]) for p in phases if p["recorded_commit"] and p["status"] == "complete"]
    if not moved:
        return []
    was = ", ".join(f"{short(p['id'])} (was {commit[:7]})" for p, commit in moved if commit)
    return ["", paint(clip(f"  rewritten since, and found by what was proved: {was}", width), "dim")]


def _phase_line(phase: PhaseFace, column: int, room: int, paint: Paint) -> str:
    mark, colour = _MARKS[phase["status"]]
    if phase["status"] == "complete" and phase["currency"] == "changed":
        mark, colour = "~", "dim"
    if phase["children"] and phase["status"] not in ("complete", "skipped"):
        mark, colour = "-", "bold"
    title = clip(printable(phase["title"]), room)
    return (
        f"  {paint(f'{mark:<4}', colour)} {short(phase['id']):<{column}}  {title:<{room}} "
        f"{_state(phase):<{_STATE}} {_time(phase):<{_TIME}}{_basis(phase)}"
    )


def _state(phase: PhaseFace) -> str:
    """A commit for what is done, progress for a parent, otherwise the status."""
    if phase["progress"]:
        return str(phase["progress"])
    if phase["status"] == "complete" and (phase["commit"] or phase["commits"]):
        return str(phase["commit"] or phase["commits"][-1])[:7]
    status: str = phase["status"]
    return {"awaiting-approval": "to approve", "pending": "waits"}.get(status, status)


def _time(phase: PhaseFace) -> str:
    took = phase["took"]
    if phase["elapsed"] and phase["status"] == "complete":
        return phase["elapsed"]["short"]
    if took and "seconds" in took and phase["status"] == "complete":
        return f"run {_seconds(took['seconds'])}"
    if took and "claimed" in took:
        return str(took["claimed"])
    return f"est {phase['estimate']}" if phase["estimate"] else ""


def _basis(phase: PhaseFace) -> str:
    if phase["status"] in ("pending", "blocked") and phase["blocked_by"]:
        return "for " + ", ".join(short(need) for need in phase["blocked_by"])
    if not phase["basis"] and phase["estimate_below"] not in (None, phase["estimate"]):
        return f"sub-phases {phase['estimate_below']}"
    return str(phase["basis"] or "")


def _notes(phase: PhaseFace, column: int, paint: Paint, when: Callable[[], When], *, every: bool, width: int) -> list[str]:
    """What is wrong with a phase, or, with `every`, each of its checks."""
    if phase["children"]:
        return []
    indent = " " * (column + 9)
    notes = [indent + clip(line, width - len(indent)) for line in running_lines(phase, when)]
    notes += [indent + clip(f"x {printable(reason)}", width - len(indent)) for reason in _failed_steps(phase)]
    for check in phase["checks"]:
        line, ago = _check_line(check, when, every=every)
        if line:
            notes.append(indent + clip(line, width - len(indent) - len(ago)) + ago)
            notes.extend(indent + text for text in _why(check, width - len(indent)))
    if phase["uncommitted"]:
        notes.append(indent + clip("left uncommitted: " + ", ".join(phase["uncommitted"]), width - len(indent)))
    notes += [indent + clip(words, width - len(indent)) for words in (_lowered(phase), _late(phase)) if words]
    if not notes and phase["status"] not in ("complete", "pending", "ready", "skipped", "blocked"):
        notes.extend(indent + clip(printable(reason), width - len(indent)) for reason in phase["reasons"][:3])
    return [paint(note, "dim") if every else note for note in notes]


def running_lines(phase: PhaseFace, when: Callable[[], When]) -> list[str]:
    """`slow is under way, 3 done; run 01…, began 2 minutes ago`, while a run goes on."""
    going = phase["running"]
    if going is None:
        return []
    names = printable(", ".join(going["under_way"]))
    what = f"{names} {'is' if len(going['under_way']) == 1 else 'are'} under way, " if names else ""
    return [f"{what}{going['done']} done; run {going['run']}, began {when().ago(going['since'])}"]


_OUTPUT = 3
"""Lines of a failed command's output."""


def _why(check: CheckFace, width: int) -> list[str]:
    """The causes of a failure, a line each, or the end of what was printed."""
    if check["causes"]:
        return [f"  {cause_line(cause, width=width - 2)}" for cause in check["causes"]]
    return [f"  {clip(text, width - 2)}" for text in output_lines(check["output"][-_OUTPUT:], check["log"])]


def _lowered(phase: PhaseFace) -> str:
    """What was lowered since the work on a phase began; empty where nothing was."""
    bar = phase["bar"]
    if bar is None:
        return ""
    since = f"lowered since {bar['base'][:7]}" if bar["base"] else "lowered since the work began"
    more = f" and {len(bar['lowered']) - 1} more" if len(bar["lowered"]) > 1 else ""
    return printable(f"{since}: {bar['lowered'][0]}{more}" + (f", agreed to by {bar['agreed_by']}" if bar["agreed_by"] else ""))


def _late(phase: PhaseFace) -> str:
    """What was promised after a phase was proved; empty where nothing was."""
    late = phase["late"]
    if not late:
        return ""
    verb = "declared" if late[0]["kind"] == "file" else "promised"
    more = f" and {len(late) - 1} more" if len(late) > 1 else ""
    return f"{verb} since it was proved: {printable(late[0]['text'])}{more}"


def _unplanned(view: StatusFace, column: int, width: int) -> list[str]:
    """Phases that were carried out and are not in the plan any more."""
    lines: list[str] = []
    for gone in view["unplanned"]:
        name = f"{short(gone['id']):<{column}}"
        lines.append(clip(f"  {'!':<4} {name}  not in the plan any more; it was {gone['status']}", width))
        if gone["successor"]:
            lines.append(f"       {gone['successor']} has its checks: `formerly: [{gone['id']}]` there keeps its history")
    return lines


def _failed_steps(phase: PhaseFace) -> list[str]:
    """Why a phase failed before its checks could: older results of these would tell another story."""
    return [
        reason for reason in phase["reasons"][:1] if phase["status"] in ("failed", "regressed") and reason.startswith("step ")
    ]


def _check_line(check: CheckFace, when: Callable[[], When], *, every: bool) -> tuple[str, str]:
    """One check and how long ago, when there is something to say about it."""
    name = check["name"]
    if check["awaits"]:
        return f"? {name}: {printable(check['awaits'])}", ""
    if check["outcome"] in ("failed", "error"):
        since = f"; since then {check['why']}" if check["why"] else ""
        return f"x {name}: {printable(check['summary'])}{since}", _ago(check, when)
    if every and check["outcome"] == "passed" and not check["fresh"]:
        return f"~ {name}: passed; since then {printable(check['why'])}", _ago(check, when)
    if every and check["outcome"] == "passed":
        return f"+ {name}: {printable(check['summary'])}" + (
            f"; {printable(check['unsure'])}" if check["unsure"] else ""
        ), _ago(check, when)
    if every:
        return f". {name}: not run yet", ""
    return "", ""


def _ago(check: CheckFace, when: Callable[[], When]) -> str:
    return f"  {when().ago(check['at'])}"


def _seconds(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:  # noqa: PLR2004 - seconds in a minute
        return f"{seconds:.1f}s" if seconds < 10 else f"{whole}s"  # noqa: PLR2004
    return f"{whole // 60}m{whole % 60:02d}s" if whole < 3600 else f"{whole // 3600}h{whole % 3600 // 60:02d}m"  # noqa: PLR2004
