"""Why a phase is what it is, for a person; and planned work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.formats.ansi import Paint, printable
from tracker.formats.failure_text import failure_lines
from tracker.formats.next_line import next_line
from tracker.formats.note_text import note_line
from tracker.formats.status_text import running_lines, short
from tracker.model.duration import seconds_words

if TYPE_CHECKING:
    from tracker.formats.when import When
    from tracker.views.faces.explain import ExplanationFace, WouldRunFace
    from tracker.views.faces.shared import WhoFace, WorkItemFace
    from tracker.views.faces.status import PhaseFace

_LONG = 12


def explain_lines(view: ExplanationFace, paint: Paint, when: When) -> list[str]:
    """Lines to print."""
    phase = view["phase"]
    basis = f", {phase['basis']}" if phase["basis"] else ""
    lines = [f"{paint(phase['id'], 'bold')}  {printable(phase['title'])}", f"  status   {phase['status']}{basis}"]
    lines.extend(f"  running  {line}" for line in running_lines(phase, lambda: when))
    lines.extend(f"  because  {printable(reason)}" for reason in phase["reasons"])
    if phase["needs"]:
        lines.append(f"  needs    {', '.join(phase['needs'])}")
    if view["claim"]:
        commits = ", ".join(view["claim"]["commits"])
        lines.append(f"  claim    {printable(view['claim']['source'])}" + (f" (commits {commits})" if commits else ""))
    lines.extend(f"  time     {words}" for words in _times(phase))
    if phase["commits"]:
        lines.append(f"  commits  {', '.join(commit[:7] for commit in phase['commits'])}")
    lines.extend(
        f"  run      {run['run']}  {when.full(run['at'])}  {run['outcome']}{_by(run['who'])}" for run in view["runs"][-5:]
    )
    for seen in view["witnesses"][-3:]:
        place = f"CI at {seen['commit'][:7]}" if seen["where"] == "ci" else f"a clean checkout of {seen['commit'][:7]}"
        word = seen["outcome"] if seen["outcome"] == "passed" else paint("contradicted", "red")
        lines.append(f"  replay   {word} in {place}  {when.full(seen['at'])}")
    for child in view["children"]:
        lines.append(f"  child    {child['id']}  {child['status']}: {printable('; '.join(child['reasons'][:1]))}")
    lines.extend(f"  note     {note_line(note)}" for note in view["notes"])
    lines.extend(_checks(view))
    lines.extend(_trend(view))
    lines.extend(_promises(view, paint))
    lines.extend(_bar(view))
    lines.extend(f"  lowered  {printable(line)}; no run has looked at it yet" for line in view["lowered_since"])
    for warning in view["warnings"]:
        about = f"{warning['check']} " if warning["check"] else ""
        lines.append(f"  warning  {printable(about + warning['text'])}")
    lines.extend(["", *_would_run(view["would_run"], phase, paint)])
    return [*lines, "", next_line(view["next_step"], paint)]


def _times(phase: PhaseFace) -> list[str]:
    """What was planned, and what the work and its checks took."""
    below, took, elapsed = phase["estimate_below"], phase["took"], phase["elapsed"]
    planned = f"planned {phase['estimate']}" if phase["estimate"] else ""
    planned += f" (sub-phases sum to {below})" if planned and below not in (None, phase["estimate"]) else ""
    claimed = f"took {took['claimed']}, as claimed" if took and "claimed" in took else ""
    work = elapsed["words"] if elapsed else claimed
    run = f"newest run {seconds_words(took['seconds'])}" if took and "seconds" in took else ""
    words = ", ".join(part for part in (planned, work, run) if part)
    return [words] if words else []


def _by(who: WhoFace | None) -> str:
    return f"  by {printable(who['words'])}" if who and who["words"] else ""


def _checks(view: ExplanationFace) -> list[str]:
    lines: list[str] = []
    details = {item["check"]: item for item in view["details"]}
    outdated = {item["check"]: item for item in view["outdated"]}
    for check in view["phase"]["checks"]:
        name = check["name"]
        said = printable(check["summary"]) or "not run yet"
        lines.append(f"  check    {name}: {check['outcome'] if check['run'] else ''} {said}".replace(":  ", ": "))
        if name in outdated:
            lines.append(f"             changed since: {printable(outdated[name]['why'])}")
            lines.extend(f"               {printable(path)}" for path in outdated[name]["changed"][:_LONG])
        if name in details:
            lines.extend(f"             {printable(line)}" for line in details[name]["lines"][:_LONG])
        lines.extend(f"             {text}" for text in failure_lines(short(view["phase"]["id"]), check))
    return lines


def _trend(view: ExplanationFace) -> list[str]:
    """What became of its figures; timings differ each time, and are left to JSON."""
    lines: dict[str, list[str]] = {}
    for series in view["trend"]:
        if "→" in series["words"] and all(isinstance(point["value"], int) for point in series["points"]):
            gone = "" if series["planned"] else " (not in the plan any more)"
            lines.setdefault(series["check"] + gone, []).append(f"{series['figure']} {series['words']}")
    return [f"  trend    {printable(check)}: {printable('; '.join(found))}" for check, found in lines.items()]


_BOXES = {"done": ("[x]", "green"), "person": ("[?]", "cyan"), "bad": ("[!]", "red"), "warn": ("[?]", "yellow")}


def _promises(view: ExplanationFace, paint: Paint) -> list[str]:
    """What the phase promises, each with its box."""
    lines = []
    for promise in view["promises"]:
        box, colour = _BOXES.get(promise["mark"], ("[ ]", "dim"))
        why = f" ({printable(promise['why'])})" if promise["why"] else ""
        lines.append(f"  promise  {paint(box, colour)} {printable(promise['text'])}{why}")
    return lines


def _bar(view: ExplanationFace) -> list[str]:
    """What became of the criteria since the work began: all that decides whether the phase is complete."""
    bar = view["bar"]
    if bar is None:
        return []
    since = f"since {bar['base'][:7]}" if bar["base"] else "since the work began"
    lines = []
    for change in bar["changes"]:
        where = f"{change['where']}: " if change["where"] else ""
        at = ", ".join(part for part in (change["place"], change["commit"][:7]) if part)
        said = printable(f"{where}{change['words']}") + (f" ({at})" if at else "") + (", agreed to" if change["agreed"] else "")
        lines.append(f"  {change['direction']:<8} {since}: {said}")
    lines.extend([f"  agreed   by {printable(bar['agreed_by'])}"] if bar["agreed_by"] else [])
    lines.extend(f"  waiver   {printable(waiver)}" for waiver in bar["waivers"])
    if bar["passed_before"]:
        lines.append(f"  note     passed before any work, so they prove nothing new: {', '.join(bar['passed_before'])}")
    return lines


def _would_run(view: WouldRunFace, phase: PhaseFace, paint: Paint) -> list[str]:
    if not view["possible"]:
        return [f"It cannot be run now: {printable(view['why'])}", *(printable(hint) for hint in view["hints"])]
    command = f"tracker run {short(phase['id'])}"
    return [f"{paint(command, 'bold')} would do:", *work_lines(view["items"], paint)]


def work_lines(items: list[WorkItemFace], paint: Paint) -> list[str]:
    """Planned work, a line for each item with its reason."""
    lines: list[str] = []
    names = max((len(item["name"]) for item in items if item["kind"] != "phase"), default=0)
    for item in items:
        action = item["action"]
        if item["kind"] == "phase":
            lines.append(f"  {item['phase']}: {action} ({printable(item['reason'])})")
            continue
        text = f"    {action:<5} {item['kind']:<9} {item['name']:<{max(names, 28)}} {printable(item['reason'])}"
        lines.append(text if action == "run" else paint(text, "dim"))
    return lines
