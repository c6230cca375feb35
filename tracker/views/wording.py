"""How figures, times and states are put into words, the same in every view."""

from __future__ import annotations

from tracker.model.status import Basis, Outcome, PhaseStatus
from tracker.state import Standing

S = PhaseStatus

MARKS: dict[PhaseStatus, str] = {
    S.PENDING: "waiting",
    S.READY: "ready",
    S.RUNNING: "ready",
    S.COMPLETE: "done",
    S.FAILED: "bad",
    S.BLOCKED: "blocked",
    S.INTERRUPTED: "warn",
    S.AWAITING_APPROVAL: "paused",
    S.SKIPPED: "skipped",
    S.REGRESSED: "bad",
    S.PROVED: "paused",
    S.UNKNOWN: "unknown",
}
"""Status → the name of the sign shown before it; a document's style turns the name into an emoji or a word."""

_HEADS: dict[PhaseStatus, str] = {S.READY: "READY TO START", S.RUNNING: "IN PROGRESS"}
_PHRASES: dict[PhaseStatus, str] = {
    S.READY: "Ready to start",
    S.RUNNING: "In progress",
    S.PENDING: "Not started",
    S.PROVED: "Proved, not committed",
}

_NOTICEABLE = 0.005
"""Below half a percent the rounded figure would be 0%."""
_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"))


def head_words(standing: Standing) -> str:
    """The words in brackets behind a phase's heading: `COMPLETE, CLAIMED`, `READY TO START`."""
    status = _HEADS.get(standing.status, standing.status.upper().replace("-", " "))
    return f"{status}, {standing.word.upper()}" if standing.basis else status


def plain_phrase(standing: Standing) -> str:
    """The status alone: `Complete`, `Not started`."""
    return _PHRASES.get(standing.status, standing.status.replace("-", " ").capitalize())


def phrase(standing: Standing) -> str:
    """The status in a sentence, with what makes it less than verified: `Complete, claimed`, `Complete, verified, on a skip`."""
    words = plain_phrase(standing)
    return words if standing.word in ("", Basis.VERIFIED) else f"{words}, {standing.word}"


def changed_words(outcome: Outcome, summary: str, why: str) -> str:
    """`passed; since then its definition changed`, as `tracker status` says it; what did not pass says what it found."""
    return f"{'passed' if outcome is Outcome.PASSED else summary}; since then {why}"


def plural(number: int, one: str, many: str = "") -> str:
    """`1 failure`, `2 failures`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def percent(part: int, whole: int) -> str:
    """`73.5%`. Never rounded to 100% or to 0% when it is not exactly that."""
    if whole == 0:
        return "no tests"
    tenths = round(part * 1000 / whole)
    if 0 < part < whole:
        tenths = min(max(tenths, 1), 999)
    return f"{tenths / 10:.4g}%"


def moment(at: str) -> str:
    """`2026-11-23 08:44 UTC`, from the journal's ISO 8601."""
    return f"{at[:10]} {at[11:16]} UTC" if at else ""


def claim_words(source: str, date: str) -> str:
    """Whose claim it is, and of when, unless the source says that itself."""
    return f"{source} ({date})" if date and date not in source else source


def sentence(text: str) -> str:
    """With a capital at its start and a full stop at its end."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?:" else ".")


def duration(seconds: float) -> str:
    """Three digits in a unit that fits: `1.23 ms`."""
    for scale, unit in _UNITS:
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds:.3g} s"


def change_words(seconds: float, baseline: float) -> str:
    """`21% faster`, `12% slower`, `the same`: the change in time, seconds / baseline - 1."""
    change = seconds / baseline - 1
    if abs(change) < _NOTICEABLE:
        return "the same"
    return f"{abs(change) * 100:.0f}% {'faster' if change < 0 else 'slower'}"
