"""(situation, wish) → the work to do, each item with its reason. Pure: nothing is started, nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.bar.late import FILE
from tracker.errors import BlockedError, UsageError
from tracker.model.ids import CheckKey, Variant, short_id
from tracker.model.outline import CheckLike, StepLike, cells_of, is_approval
from tracker.model.status import DONE, PROVEN, Basis, Currency, Outcome, PhaseStatus
from tracker.state import CheckRecord, PhaseRecord, Standing
from tracker.state.disputes import completed_at

if TYPE_CHECKING:
    from tracker.checks import AnyCheck
    from tracker.facts import Facts
    from tracker.situation import Situation
    from tracker.spec.phases import Phase, Step

    Known = Facts | Situation
    """What is so. Of facts the work has the outlines of its phases: enough to say it, not to carry it out."""

S = PhaseStatus


class Action(StrEnum):
    """What is to be done with an item."""

    RUN = "run"
    KEEP = "keep"
    """Its result stands."""


class StepWork(NamedTuple):
    """One step."""

    step: Step
    action: Action
    reason: str


class CheckWork(NamedTuple):
    """One check in one variant."""

    check: AnyCheck
    variant: Variant
    key: CheckKey
    action: Action
    reason: str


class PhaseWork(NamedTuple):
    """One phase."""

    phase: Phase
    action: Action
    reason: str
    preflight: tuple[CheckWork, ...] = ()
    steps: tuple[StepWork, ...] = ()
    checks: tuple[CheckWork, ...] = ()
    partial: bool = False
    """Only some checks were asked for: the phase itself neither starts nor ends."""


class Wish(NamedTuple):
    """What somebody asked for."""

    phases: tuple[str, ...]
    """Ids as in the plan; a parent stands for its children."""
    checks: tuple[str, ...] = ()
    """Only these; empty means all."""
    force: bool = False
    """Run what is up to date as well."""


class Work(NamedTuple):
    """Everything to do, in order."""

    phases: tuple[PhaseWork, ...]

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do at all."""
        return all(phase.action is Action.KEEP for phase in self.phases)


def plan_work(situation: Known, wish: Wish, *, digest: Callable[[str], str]) -> Work:
    """The work for a wish. `digest` gives the sha256 of a repository path as it is now (empty when there is none).

    Raises:
        BlockedError: a phase cannot be run in its present state; says why for each, and what to run instead.
        UsageError: `checks` names a check that none of the phases has.
    """
    order = situation.graph.order(wish.phases)
    if wish.checks:
        return Work(tuple(_partial(situation, phase_id, wish) for phase_id in _having(situation, order, wish)))
    refusals = [text for phase_id in order if (text := _refusal(situation, phase_id, order))]
    if refusals:
        raise BlockedError(refusals[0] if len(refusals) == 1 else "; ".join(refusals), hints=_instead(situation, order))
    if not wish.force:
        for phase_id in order:
            _refuse_more_of_the_same(situation, phase_id)
    return Work(tuple(_whole(situation, phase_id, wish, digest) for phase_id in order))


def _having(situation: Known, order: Collection[str], wish: Wish) -> list[str]:
    """The phases that have any of the checks asked for."""
    known = {x: {c.id for c in _all_checks(_phase(situation, x))} for x in order}
    everything = set().union(*known.values())
    unknown = [check for check in wish.checks if check not in everything]
    if unknown:
        raise UsageError(
            f"there is no check {unknown[0]!r} in {', '.join(order)}",
            hints=[f"Its checks are: {', '.join(sorted(everything)) or 'none'}"],
        )
    return [phase_id for phase_id in order if known[phase_id].intersection(wish.checks)]


def _phase(situation: Known, phase_id: str) -> Any:
    return situation.graph.phases[phase_id]


def _all_checks(phase: Any) -> tuple[AnyCheck, ...]:
    return (*phase.gate, *phase.preflight, *phase.checks)


def _refusal(situation: Known, phase_id: str, order: Collection[str]) -> str:
    """Why the phase cannot be run; empty when it can."""
    phase, standing = _phase(situation, phase_id), situation.standings[phase_id]
    if standing.status is S.SKIPPED:
        return f"{phase_id} is skipped by the plan: {phase.skip}"
    if not phase.checks:
        return f"{phase_id} has no checks, so nothing could show that it is complete"
    waits = [
        need
        for need in standing.blocked_by
        if any(situation.standings[leaf].status not in DONE and leaf not in order for leaf in situation.graph.leaves(need))
    ]
    if waits:
        listed = ", ".join(f"{need} ({situation.standings[need].status})" for need in waits)
        return f"{phase_id} is {standing.status}: it needs {listed}"
    return ""


def _refuse_more_of_the_same(situation: Known, phase_id: str) -> None:
    """A loop in which nothing improves ends here, with the reason."""
    record, cap = situation.state.phase(phase_id), situation.same_failures
    if not cap or record.same_failures < cap or situation.standings[phase_id].status not in (S.FAILED, S.REGRESSED):
        return
    names = [name for name, _ in record.failing]
    listed = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")  # noqa: PLR2004
    short = short_id(phase_id)
    raise BlockedError(
        f"{phase_id} failed {record.same_failures} times in a row in the same way ({listed}), so it is not run again",
        hints=[
            f"See what fails: tracker explain {short}",
            f"When you have changed something: tracker run {short} --check {names[0].partition('[')[0].strip()}"
            if names and not names[0].startswith("step ")
            else f"When you have changed something: tracker run {short} --force",
            "The limit: `defaults: {same_failures: …}` in tracker.yaml; --force goes on once",
        ],
    )


def _instead(situation: Known, order: Collection[str]) -> list[str]:
    """The phase whose run would bring the blocked ones nearer."""
    todo = [phase_id for phase_id in order if _refusal(situation, phase_id, order)]
    waited_for: dict[str, None] = {}
    for phase_id in todo:
        needs = (leaf for need in situation.standings[phase_id].blocked_by for leaf in situation.graph.leaves(need))
        found = [leaf for leaf in needs if leaf not in waited_for and situation.standings[leaf].status not in DONE]
        waited_for.update(dict.fromkeys(found))
        todo.extend(found)
    for leaf in situation.graph.order(waited_for):
        if not _refusal(situation, leaf, ()):
            return [f"Run first: tracker run {short_id(leaf)}"]
    return [f"See why: tracker explain {short_id(todo[0])}"]


def _partial(situation: Known, phase_id: str, wish: Wish) -> PhaseWork:
    phase = _phase(situation, phase_id)
    wanted = [check for check in _all_checks(phase) if check.id in wish.checks]
    works = [CheckWork(*cell, Action.RUN, "asked for by name") for cell in cells_of(phase_id, wanted)]
    return PhaseWork(phase, Action.RUN, "only some of its checks", checks=tuple(works), partial=True)


def _whole(situation: Known, phase_id: str, wish: Wish, digest: Callable[[str], str]) -> PhaseWork:
    phase, standing = _phase(situation, phase_id), situation.standings[phase_id]
    steps = tuple(_steps(situation, phase, standing.basis, wish, digest))
    changing = any(work.action is Action.RUN for work in steps)
    checks = tuple(_checks(situation, phase, wish, changing=changing))
    to_run = any(work.action is Action.RUN for work in checks)
    complete = standing.status is S.COMPLETE and standing.basis in PROVEN and standing.currency is Currency.CURRENT
    late = situation.late.get(phase_id, ())
    if not to_run and complete and not late:
        return PhaseWork(phase, Action.KEEP, "up to date: " + standing.reasons[0], (), steps, checks)
    checks = tuple(map(_heard_again, checks))
    before = [*phase.gate, *phase.preflight]
    preflight = tuple(CheckWork(*cell, Action.RUN, "before anything is changed") for cell in cells_of(phase_id, before))
    why = f"promised since it was proved: {late[0].promise.text}" if complete and late else _why(standing)
    return PhaseWork(phase, Action.RUN, why, preflight, steps, checks)


def _heard_again(work: CheckWork) -> CheckWork:
    """Whether somebody's word still counts is seen each time that its phase is run: it costs nothing."""
    kept = is_approval(work.check) and work.action is Action.KEEP
    return work._replace(action=Action.RUN, reason="whether it still counts is seen each time") if kept else work


def _why(standing: Standing) -> str:
    if standing.basis is Basis.CLAIMED:
        return "only claimed so far"
    if standing.currency is Currency.CHANGED:
        return f"changed since: {standing.reasons[1]}"
    return f"{standing.status}: {standing.reasons[0]}" if standing.status is not S.COMPLETE else str(standing.status)


def _steps(situation: Known, phase: Any, basis: Basis | None, wish: Wish, digest: Callable[[str], str]) -> list[StepWork]:
    works: list[StepWork] = []
    left: dict[str, str] = {}
    record = situation.state.phase(phase.id)
    sealed = partial(_completed_with, situation, record)
    for known in record.steps.values():
        left.update(known.event.changed)
    for step in phase.steps:
        reason = "forced" if wish.force else _step_reason(step, record, basis, left, digest, sealed)
        works.append(StepWork(step, Action.RUN if reason else Action.KEEP, reason or "done before"))
    return works


def _step_reason(
    step: StepLike,
    record: PhaseRecord,
    basis: Basis | None,
    left: dict[str, str],
    digest: Callable[[str], str],
    sealed: Callable[[str], bool],
) -> str:
    """Why a step must run; empty when what it did still stands."""
    known = record.steps.get(step.id)
    if known is None:
        return "" if basis is Basis.CLAIMED else "never run"
    if known.event.outcome != Outcome.PASSED:
        return f"it {known.event.outcome} in run {known.run}"
    if known.event.definition != step.definition():
        return "its definition changed"
    # What another step changes on purpose has not become another program.
    mended = [path for path, was in known.event.programs.items() if path not in left and digest(path) != was]
    if mended:
        return f"{mended[0]} changed"
    if sealed(known.run):
        return ""  # the phase was completed with it; what happens to its files later is for the checks to judge
    gone = [path for path in known.event.changed if digest(path) != left[path]]
    return f"{gone[0]} is not as it left it" if gone else ""


def _completed_with(situation: Known, record: PhaseRecord, run: str) -> bool:
    """Whether the phase was completed in that run or in a later one: by the order of the journal, not by a clock."""
    ends = [record.completed_run, record.rechecked.run if record.rechecked else ""]
    return any(situation.state.reaches(run, end) for end in ends if end)


def _checks(situation: Known, phase: Any, wish: Wish, *, changing: bool) -> list[CheckWork]:
    works: list[CheckWork] = []
    for cell in cells_of(phase.id, phase.checks):
        reason = _check_reason(situation, cell.check, cell.key, wish, changing=changing)
        works.append(CheckWork(*cell, Action.RUN if reason else Action.KEEP, reason or "up to date"))
    return works


def _check_reason(situation: Known, check: CheckLike, key: CheckKey, wish: Wish, *, changing: bool) -> str:
    """Why a check must run; empty when its result stands."""
    known: CheckRecord | None = situation.state.check(key)
    if wish.force:
        return "forced"
    if known is None:
        return "never run"
    if changing:
        return "a step runs before it"
    if check.always:
        return "it is to be run each time"
    if known.outcome is not Outcome.PASSED:
        return f"its last outcome was {known.outcome}"
    if situation.state.phase(key.phase).contradiction(key) is not None:
        return "another branch found otherwise"
    lost = completed_at(situation.state.phase(key.phase))
    if situation.standings[key.phase].status is S.UNKNOWN and lost in situation.unknown_commits:
        return f"the commit {lost[:7]} of its phase's completion is not in the repository"
    answer = situation.freshness.get(key)
    if answer is None:
        return "its inputs are not known"
    return _unpromised(situation, key) if answer.fresh else answer.why


def _unpromised(situation: Known, key: CheckKey) -> str:
    """That the plan promises something since the result, and rests it on this check; empty when it does not."""
    for promise, checks in situation.late.get(key.phase, ()):
        if promise.kind != FILE and (not checks or key.check in checks):
            return f"it is to prove what was written down after its result: {promise.text}"
    return ""
