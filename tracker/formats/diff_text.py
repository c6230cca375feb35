"""What changed since phases were proved, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.formats.ansi import Paint, printable
from tracker.formats.next_line import next_line
from tracker.formats.status_text import short
from tracker.views.currency import OTHERS

if TYPE_CHECKING:
    from tracker.formats.when import When
    from tracker.views.faces.diff import ChangedFileFace, ChangedResultFace, DiffFace, PhaseDiffFace

_COLOURS = {"lowered": "red", "raised": "green"}
_OUTCOMES = {"passed": "green", "failed": "red", "error": "red"}


def diff_lines(view: DiffFace, paint: Paint, when: When) -> list[str]:
    """A block for each phase of which something changed; those that are as they were, in one line."""
    lines: list[str] = []
    for phase in view["phases"]:
        if not phase["same"] or phase["unknown"] or len(view["phases"]) == 1:
            lines.extend(_phase(phase, paint, when))
    same = [short(phase["phase"]) for phase in view["phases"] if phase["same"] and not phase["unknown"]]
    if same and len(view["phases"]) > 1:
        lines.append(f"as it was proved: {', '.join(same)}")
    if not view["phases"]:
        lines.append("No phase was proved here yet.")
    again = [short(phase["phase"]) for phase in view["phases"] if not phase["same"]]
    prove = [f"Check it again: tracker check {' '.join(again)}"] if again else []
    return [*lines, "", *prove, next_line(view["next_step"], paint)]


def _phase(phase: PhaseDiffFace, paint: Paint, when: When) -> list[str]:
    attempt = f", attempt {phase['attempt']}" if phase["attempt"] > 1 else ""
    title = f"{paint(phase['phase'], 'bold')}  proved at {phase['commit'][:7]} {when.ago(phase['at'])}{attempt}"
    lines = [f"{title}: nothing changed since" if phase["same"] else title]
    lines.extend(f"  file     {file['change']:<8} {printable(file['path'])}  {_by(file)}".rstrip() for file in phase["files"])
    for change in phase["criteria"]:
        at = f" ({printable(change['place'])})" if change["place"] else ""
        word = paint(f"{change['direction']:<8}", _COLOURS.get(change["direction"], "dim"))
        where = f"{change['where']}: " if change["where"] else ""
        agreed = ", agreed to" if change["agreed"] else ""
        lines.append(f"  plan     {word} {printable(where + change['words'])}{at}{agreed}")
    lines.extend(f"  tests    {paint('lowered ', 'red')} {printable(line)}" for line in phase["lowered"])
    lines.extend(line for result in phase["results"] for line in _result(result, paint))
    lines.extend(f"  unknown  {printable(line)}" for line in phase["unknown"])
    return lines


def _by(file: ChangedFileFace) -> str:
    """Who changed it, as far as anybody knows."""
    said = []
    if file["phases"]:
        said.append(f"by {', '.join(map(short, file['phases']))}")
    elif file["commit"]:
        said.append(f"by {OTHERS}")
    if file["commit"]:
        said.append(f"in {file['commit'][:7]}")
    if not file["committed"]:
        said.append("and not committed" if said else "not committed")
    return " ".join(said)


def _result(result: ChangedResultFace, paint: Paint) -> list[str]:
    """A check that says something else than at the seal, or nothing about what is there now."""
    then, now = result["then"], result["now"]
    before = f"{then['outcome']}: {printable(then['summary'])}" if then else "not in the plan"
    if now is not None:
        if then is not None and (now["outcome"], now["summary"]) == (then["outcome"], then["summary"]):
            return []
        word = paint(now["outcome"], _OUTCOMES.get(now["outcome"], "yellow"))
        return [
            f"  check    {result['check']}: {before}",
            f"           → {word}: {printable(now['summary'])} (run {now['run']})",
        ]
    if result["holds"]:
        return []
    left = "not run yet" if then is None else "no longer in the plan"
    if then is not None and result["planned"]:
        left = f"not run since ({printable(result['why'])})"
    return [f"  check    {result['check']}: {before}", f"           → {left}"]
