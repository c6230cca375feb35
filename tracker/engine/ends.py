"""What is written down when a step or a check has ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracker.engine.attempts import Attempt
from tracker.evidence.codec import encode_report
from tracker.inputs import pack, unpack
from tracker.journal import events as e
from tracker.model.log import Log
from tracker.model.ports import EvidenceStore
from tracker.model.result import Judgement, ProcessResult
from tracker.model.status import Outcome
from tracker.plan import CheckWork, StepWork
from tracker.state import CheckRecord


def step_end(
    phase: str, work: StepWork, done: ProcessResult, *, changed: dict[str, str], programs: Mapping[str, str]
) -> e.StepFinished:
    """A step's end; `changed` and `programs` are paths with their sha256."""
    outcome = Outcome.PASSED if done.ok else (Outcome.FAILED if done.exit_code else Outcome.ERROR)
    return e.StepFinished(
        phase=phase,
        step=work.step.id,
        definition=work.step.definition(),
        outcome=str(outcome),
        summary=done.describe() if not done.ok else _last_line(done.log),
        seconds=round(done.seconds, 3),
        changed=changed,
        log=done.log,
        programs={path: digest for path, digest in programs.items() if path not in changed},
    )


def _last_line(log: Log) -> str:
    lines = [line.strip() for line in (log.tail or log.head).splitlines() if line.strip()]
    return lines[-1][:200] if lines else "done"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a check ended."""

    commit: str
    changes: int
    """How many files differed from it."""
    seconds: float
    log: Log | None


def check_end(
    attempt: Attempt, judgement: Judgement, where: Surroundings, *, before: CheckRecord | None, evidence: EvidenceStore
) -> e.CheckFinished:
    """A check's result; `before` is the one that it had. What is long goes into `evidence`."""
    work = attempt.work
    packed = pack(attempt.inputs, evidence)
    flaky = _is_flaky(work, judgement, packed, before)
    return e.CheckFinished(
        phase=work.key.phase,
        check=work.check.id,
        variant=work.variant.as_dict(),
        definition=work.check.definition(),
        inputs=packed,
        outcome=str(judgement.outcome),
        summary=f"{judgement.summary} (flaky: failed before, nothing changed)" if flaky else judgement.summary,
        seconds=round(where.seconds, 3),
        commit=where.commit,
        changes=where.changes,
        details=(
            *judgement.details,
            *_since_it_failed(work, judgement, attempt.inputs, before, evidence),
            *attempt.taken.notes,
        ),
        facts=dict(judgement.facts),
        tests=evidence.put(encode_report(judgement.tests)) if judgement.tests is not None else "",
        awaits=judgement.awaits,
        attempts=attempt.number,
        log=where.log,
        flaky=flaky,
        programs=attempt.taken.programs,
        variables=attempt.taken.variables,
        causes=judgement.causes,
    )


def _since_it_failed(
    work: CheckWork, judgement: Judgement, inputs: Mapping[str, str], before: CheckRecord | None, evidence: EvidenceStore
) -> Iterator[str]:
    """For a check that failed the last time and passes now: what has changed, so that a reader can tell whether that is why."""
    if before is None or judgement.outcome is not Outcome.PASSED or before.outcome is not Outcome.FAILED or work.check.always:
        return
    known = unpack(before.event.inputs, evidence) or {}
    changed = sorted(path for path in known.keys() | inputs.keys() if known.get(path) != inputs.get(path))
    if before.event.definition != work.check.definition():
        changed.insert(0, "the check itself")
    if changed:
        more = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
        since = f"since then {', '.join(changed[:SHOWN])}{more} changed"
        yield f"it failed before ({before.event.summary}); {since}; if that cannot be the reason, the check is flaky"


SHOWN = 5
"""Changed files that are named."""


def _is_flaky(work: CheckWork, judgement: Judgement, inputs: Mapping[str, str], before: CheckRecord | None) -> bool:
    """Whether it failed the last time and passes now, though nothing that it depends on has changed."""
    if before is None or judgement.outcome is not Outcome.PASSED or work.check.always:
        return False
    same = before.event.definition == work.check.definition() and before.event.inputs == dict(inputs)
    return same and before.outcome is Outcome.FAILED
