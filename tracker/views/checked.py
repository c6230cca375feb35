"""What came of checks that were run again, as every face shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.checking.strict import Strict, values_of
from tracker.errors import ExitCode
from tracker.evidence.causes import line_of
from tracker.model.log import Log
from tracker.model.result import Judgement
from tracker.views.annotations import Annotation, remarks
from tracker.views.failure import causes_view, last_lines

if TYPE_CHECKING:
    from tracker.model.ids import CheckKey, Variant
    from tracker.spec.phases import Phase
    from tracker.views.faces.check import CheckedFace, CheckRunFace, ReplayFace, WaiverFace

_LINES = 15
"""Of a failed command's output."""


class Checked(NamedTuple):
    """One check that was run."""

    key: CheckKey
    variant: Variant
    verdict: str
    judgement: Judgement
    seconds: float
    log: Log | None
    lacks: str
    known: frozenset[str]
    """Tests that did not pass when the phase was sealed, either."""


def check_view(
    places: Iterable[ReplayFace],
    checks: Iterable[Checked],
    *,
    claimed: Iterable[str],
    waivers: Iterable[WaiverFace],
    strict: bool,
    recorded: str | None,
    interrupted: bool,
    workspace: str,
) -> CheckRunFace:
    """The whole. `strict`: waivers are refused. `workspace`: its place in the repository, as a prefix."""
    places, checks, waived = list(places), list(checks), list(waivers)
    counts = {name: sum(each.verdict == name for each in checks) for name in ("passed", "broken", "unknown", "skipped")}
    unknown = counts["unknown"] + sum(place["outcome"] == "unknown" and bool(place["why"]) for place in places)
    if interrupted:
        outcome, code = "interrupted", ExitCode.INTERRUPTED
    elif counts["broken"]:
        outcome, code = "broken", ExitCode.FAILED
    elif strict and waived:
        outcome, code = "waived", ExitCode.FAILED
    elif unknown or counts["skipped"]:
        outcome, code = "unknown", ExitCode.PENDING
    else:
        outcome, code = ("passed" if checks else "nothing"), ExitCode.OK
    notes = [*_place_remarks(places), *(note for each in checks for note in _remarks(each, workspace))]
    if strict:
        notes += [
            Annotation("error", f"{w['phase']}/{w['check']}", f"{w['allowance']}: {w['what']} ({w['why']})") for w in waived
        ]
    return {
        "format_version": 1,
        "kind": "check",
        "outcome": outcome,  # type: ignore[typeddict-item]  # one of the words above
        "exit_code": int(code),
        "passed": counts["passed"],
        "broken": counts["broken"],
        "unknown": unknown,
        "skipped": counts["skipped"],
        "places": places,
        "checks": [_face(each) for each in checks],
        "claimed": list(claimed),
        "waivers": waived,
        "recorded": recorded,
        "annotations": remarks(sorted(notes, key=lambda note: note.level)),
    }


def waivers_of(phase: Phase) -> Iterator[WaiverFace]:
    """Every allowance that a phase makes: of its declared files and of its checks."""
    for entry in phase.files:
        if entry.earlier:
            yield {"phase": phase.id, "check": "", "allowance": "earlier", "what": entry.path, "why": entry.earlier}
    for check in phase.checks:
        for name, value in _allowances(check):
            for each in value if isinstance(value, tuple) else (value,):
                why = getattr(each, "why", "")
                what = (
                    "; ".join(str(v) for k, v in values_of(each).items() if k != "why")
                    if isinstance(each, Strict)
                    else str(each)
                )
                yield {"phase": phase.id, "check": check.id, "allowance": name, "what": what, "why": why}


def _allowances(value: Strict) -> Iterator[tuple[str, Any]]:
    for name, inner in values_of(value).items():
        if name.startswith("allow_") and inner:
            yield name, inner
        elif isinstance(inner, Strict):
            yield from _allowances(inner)


def _face(each: Checked) -> CheckedFace:
    log = each.log if each.verdict != "passed" else None
    return {
        "phase": each.key.phase,
        "check": each.key.name,
        "variant": each.variant.as_dict(),
        "outcome": each.verdict,  # type: ignore[typeddict-item]  # `Replayed.verdict` has the same words
        "summary": each.judgement.summary,
        "details": list(each.judgement.details),
        "lacks": each.lacks,
        "seconds": round(each.seconds, 3),
        "output": last_lines(log, _LINES),
        "causes": causes_view(each.judgement.causes),
    }


def _place_remarks(places: Iterable[ReplayFace]) -> Iterator[Annotation]:
    for place in places:
        if place["why"]:
            yield Annotation("warning", f"{place['phase'] or 'tracker'}: could not check", place["why"])


def _remarks(each: Checked, workspace: str) -> Iterator[Annotation]:
    title = f"{each.key.phase}/{each.key.name}"
    if each.verdict == "unknown":
        yield Annotation("warning", f"{title} could not be checked", each.lacks or each.judgement.summary)
    if each.verdict != "broken":
        return
    yield Annotation("error", title, "\n".join([each.judgement.summary, *each.judgement.details]))
    for case in each.judgement.tests.broken() if each.judgement.tests else ():
        if case.id not in each.known:
            file = workspace + case.file if case.file else ""
            yield Annotation("error", title, f"{case.id}\n{case.message}", file, line_of(case))


def results_in_short(checks: Iterable[Checked]) -> Mapping[str, str]:
    """Check → its outcome and summary, as an event keeps them."""
    return {each.key.name: f"{each.judgement.outcome}: {each.judgement.summary}" for each in checks}
