"""How the bar of each phase stands: since when, what changed, what a person agreed to. From plan, journal and evidence alone.

Light: a look at a plan whose criteria are those that were recorded reads no evidence and imports no rules.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from tracker.bar.change import Change, Direction, count, lowered
from tracker.model.outline import PhaseLike
from tracker.model.status import Outcome, PhaseStatus
from tracker.state import Fold, PhaseRecord

Evidence = Callable[[str], object]
"""sha256 → the evidence, or None."""


class Bar(NamedTuple):
    """The bar of one phase whose work has begun."""

    phase: str
    base: str
    """The commit that it was begun at; empty where no run says."""
    since: str
    """When."""
    changes: tuple[Change, ...] = ()
    """What became of its criteria since then, and of its tests as far as a run looked at them."""
    agreed: tuple[str, ...] = ()
    """Lines of what was lowered that a person agreed to, by the criteria as they are now."""
    agreed_by: str = ""
    """Who, and why."""
    criteria: str = ""
    """sha256 of the criteria as they are now; empty where nobody keeps them."""
    passed_before: tuple[str, ...] = ()
    """Checks that passed before the work began: they prove nothing new."""

    @property
    def lowered(self) -> tuple[Change, ...]:
        """What lowers the bar."""
        return lowered(self.changes)

    @property
    def open(self) -> tuple[Change, ...]:
        """What lowers the bar and nobody agreed to."""
        return tuple(change for change in self.lowered if change.line not in self.agreed)

    @property
    def counts(self) -> dict[str, int]:
        """How many changes go each way."""
        return {str(direction): count(self.changes, direction) for direction in Direction}

    @property
    def heading(self) -> str:
        """`lowered since abc1234`."""
        return f"lowered since {self.base[:7]}" if self.base else "lowered since the work began"


def bars(
    phases: Iterable[PhaseLike],
    state: Fold,
    now: Mapping[str, str],
    *,
    criteria: Callable[[str], Mapping[str, Any]],
    evidence: Evidence,
) -> dict[str, Bar]:
    """The bar of each phase whose work has begun.

    `now`: phase → sha256 of its criteria as they are; `criteria` has them whole, and is asked only where they differ.
    """
    found: dict[str, Bar] = {}
    for phase in phases:
        record = state.phases.get(phase.id)
        if record is not None and (record.criteria or record.runs):
            digest = now.get(phase.id, "")
            made = criteria_changes(phase, record, digest, criteria=criteria, evidence=evidence)
            found[phase.id] = bar_of(phase.id, record, state, digest, (*made, *seal_changes(record, made)))
    return found


def bar_of(phase: str, record: PhaseRecord, state: Fold, digest: str, changes: tuple[Change, ...]) -> Bar:
    """The bar of a phase, with changes that are known."""
    base, since = base_of(record, state)
    lines, by = agreed_lines(record, digest)
    return Bar(phase, base, since, changes, lines, by, digest, passed_before(record, state))


def base_of(record: PhaseRecord, state: Fold) -> tuple[str, str]:
    """(commit, when) that the present attempt was begun at; empty where nothing says. A later beginning moves nothing."""
    if record.begun is not None and (not record.criteria or record.criteria[0][1] == record.begun.run):
        return record.begun.event.base, record.begun.at
    after = record.reopened.at if record.reopened else ""
    started = [run for name in record.runs if (run := state.runs.get(name)) and run.started_at >= after]
    first = next((state.runs[run] for _, run, _ in record.criteria[:1] if run in state.runs), started[0] if started else None)
    return (first.start.commit, first.started_at) if first and first.start else ("", "")


def criteria_changes(
    phase: PhaseLike,
    record: PhaseRecord,
    digest: str,
    *,
    criteria: Callable[[str], Mapping[str, Any]],
    evidence: Evidence,
) -> tuple[Change, ...]:
    """What became of a phase's criteria since they were recorded first."""
    if not record.criteria:
        return _forgotten(phase, record)
    first = record.criteria[0][2]
    if not digest or first == digest:
        return ()
    before = evidence(first)
    if not isinstance(before, dict) or before.get("kind") != "criteria":
        path = f".tracker/evidence/{first[:2]}/{first[2:]}.json"
        words = f"the criteria that the work began with cannot be compared: {path} is missing"
        return (Change("criteria", Direction.LOWERED, words),)
    from tracker.bar.directions import differences

    return differences(before, criteria(phase.id))


def _forgotten(phase: PhaseLike, record: PhaseRecord) -> tuple[Change, ...]:
    """Checks that were run and that the plan lacks: all that an older journal can say."""
    known = {check.id for check in (*phase.gate, *phase.preflight, *phase.checks)}
    gone = {key.name: found for key, found in record.checks.items() if key.check not in known}
    return tuple(
        Change(f"check {name}", Direction.LOWERED, f"removed (its last result: {found.outcome})")
        for name, found in sorted(gone.items())
    )


def seal_changes(record: PhaseRecord, known: Iterable[Change]) -> tuple[Change, ...]:
    """What was lowered when the phase completed, as far as it is not among what is known."""
    said = {text for change in known for text in (change.line, change.told)}
    seals = [seal.completed for seal in record.seals if seal.attempt == record.attempt]
    seals += [record.rechecked.event] if record.rechecked else []
    lines = dict.fromkeys(line for event in seals for line in event.lowered)
    return tuple(Change("", Direction.LOWERED, line) for line in lines if line not in said)


def agreed_lines(record: PhaseRecord, digest: str) -> tuple[tuple[str, ...], str]:
    """(lines that a person agreed to, who and why) by just these criteria."""
    given = [noted.event for noted in record.agreed if noted.event.criteria == digest]
    if not given:
        return (), ""
    lines = dict.fromkeys(line for event in given for line in event.lowered)
    return tuple(lines), f"{given[-1].by}: {given[-1].why}"


def passed_before(record: PhaseRecord, state: Fold) -> tuple[str, ...]:
    """Checks that are known to have passed before the work.

    As `tracker start` recorded it, or by a first run before which nothing had been changed and in which no step ran.
    """
    if record.begun is not None and (record.begun.event.passed or record.begun.event.failed):
        return record.begun.event.passed
    run = record.criteria[0][1] if record.criteria else ""
    start = state.runs[run].start if run in state.runs else None
    if start is None or start.dirty or record.steps:
        return ()
    passed = (
        key.name
        for key, verdicts in record.past.items()
        if any(verdict.run == run and verdict.outcome == Outcome.PASSED for verdict in verdicts.values())
    )
    return tuple(sorted(passed))


class Unplanned(NamedTuple):
    """A phase that the journal knows and the plan lacks."""

    phase: str
    status: str
    reason: str
    successor: str = ""
    """A phase without any record that asks for just what this one did: it may be the same, under another id."""


def unplanned(phases: Iterable[PhaseLike], state: Fold) -> tuple[Unplanned, ...]:
    """Phases that were carried out and are not in the plan any more, in their order."""
    listed = list(phases)
    planned = {phase.id for phase in listed}
    new = [phase for phase in listed if phase.id not in state.phases and phase.checks]
    return tuple(
        Unplanned(name, str(record.status), record.reason, _successor(record, new))
        for name, record in sorted(state.phases.items())
        if name not in planned and record.status is not PhaseStatus.PENDING
    )


def _successor(record: PhaseRecord, new: Iterable[PhaseLike]) -> str:
    """The only new phase that has just the checks by which a phase was judged; empty where there is none, or several."""
    before = {known.event.definition for known in record.checks.values()}
    same = [phase.id for phase in new if before and before == {check.definition() for check in phase.checks}]
    return same[0] if len(same) == 1 else ""
