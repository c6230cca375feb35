"""What still holds: checks carried out again, in the work tree, in a clean checkout of HEAD, or where a seal says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from tracker.bar.criteria import recorded
from tracker.bar.rebuilt import with_criteria
from tracker.bootstrap import Project
from tracker.clean import CouldNotCheckError, Ground, NoPlanError, again, find_commit, in_checkout, in_place
from tracker.commands.resolve import require_commit, resolve_phase
from tracker.engine.replay import Replay, Replayed
from tracker.errors import BlockedError, InvalidPlanError, UsageError
from tracker.journal import events as e
from tracker.model.outline import cells_of
from tracker.model.status import Basis
from tracker.plan import CheckWork
from tracker.state import Fold, fold
from tracker.views.checked import Checked, check_view, results_in_short, waivers_of

if TYPE_CHECKING:
    from tracker.engine.ports import Ports, Reporter
    from tracker.graph import Graph
    from tracker.model.ports import Interrupts
    from tracker.situation import Situation
    from tracker.spec.models import Plan
    from tracker.spec.phases import Phase
    from tracker.spec.settings import Settings
    from tracker.state import Seal
    from tracker.views.faces.check import CheckRunFace, ReplayFace


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for."""

    every: bool = False
    clean: bool = False
    sealed: bool = False
    record: bool = False
    strict: bool = False
    """Refuse waivers."""
    jobs: int | None = None


class Surroundings(NamedTuple):
    """Where the command was given, and who watches."""

    reporter: Reporter
    interrupts: Interrupts
    environment: Mapping[str, str]


_NO_PLAN = CouldNotCheckError(
    "it cannot be replayed: the checks that it was made by are not in the plan at that commit,"
    " nor in the present one, nor recorded",
    hints=["Where the checks changed on purpose, the phase is done again: tracker reopen PHASE --why …"],
)


class Part(NamedTuple):
    """What came of one place."""

    place: ReplayFace
    phases: tuple[Phase, ...] = ()
    results: tuple[Replayed, ...] = ()


def check(project: Project, words: Sequence[str], options: Options, around: Surroundings) -> CheckRunFace:
    """Carry out the checks and say what holds. Nothing is written into the project but what `--record` asks for.

    Raises:
        UsageError: there is no such phase, or `record` was asked for where it means nothing.
        TrackerError: the plan is invalid, there is no commit, or something cannot be read.
    """
    if options.record and not (options.clean or options.sealed):
        raise UsageError(
            "only what was found in a clean checkout is recorded beside a seal",
            hints=["Add --clean or --sealed; results of the work tree are recorded by: tracker run PHASE"],
        )
    require_commit(project, project.repository.head())
    situation = project.situation(head=project.repository.head())
    named = tuple(dict.fromkeys(resolve_phase(project.graph, word) for word in words))
    with in_place(project, reporter=around.reporter, interrupts=around.interrupts, environment=around.environment) as ground:
        checker = _Checker(project, situation, ground, options, around)
        parts = list(checker.sealed(named) if options.sealed else checker.now(named))
    run = _record(project, parts) if options.record else None
    phases = [phase for part in parts for phase in part.phases]
    return check_view(
        [part.place for part in parts],
        [_checked(project, situation.state, result) for part in parts for result in part.results],
        claimed=[] if named else [x for x in situation.graph.order() if situation.standings[x].basis is Basis.CLAIMED],
        waivers=[waiver for phase in phases for waiver in waivers_of(phase)],
        strict=options.strict,
        recorded=run,
        interrupted=bool(around.interrupts.requested),
        workspace=project.repository_prefix(project.workspace.root),
    )


@dataclass(frozen=True, slots=True)
class _Checker:
    project: Project
    situation: Situation
    ground: Ground
    options: Options
    around: Surroundings

    # -- now ----------------------------------------------------------------------------------------------------

    def now(self, named: tuple[str, ...]) -> Iterator[Part]:
        """Here, or in a clean checkout of HEAD."""
        if not self.options.clean:
            yield self._of(self.ground, named, _place(criteria="work tree"))
            return
        head = self.situation.head
        commit, branch = (head.commit or "", head.branch or "") if head else ("", "")
        place = _place(commit=commit, clean=True, criteria="commit")
        try:
            with self._checkout(commit, branch, None) as there:
                yield self._of(there, named, {**place, "notes": list(there.notes)})
        except CouldNotCheckError as error:
            yield _unknown(place, error)

    def _of(self, ground: Ground, named: tuple[str, ...], place: ReplayFace) -> Part:
        graph = ground.project.graph
        missing = [name for name in named if name not in graph.phases]
        if missing:
            return _unknown(place, CouldNotCheckError(f"the plan there has no phase {missing[0]!r}"))
        groups = wanted(graph, ground.project.plan.settings, self.situation.state, named, every=self.options.every)
        now = replace(self.situation, plan=ground.project.plan, graph=graph)
        results = self._replay(ground.ports, now, groups)
        phases = tuple(graph.phases[group[0].key.phase] for group in groups)
        return Part(_judged(place, results), phases, results)

    def _replay(self, ports: Ports, situation: Situation, groups: Iterable[Sequence[CheckWork]]) -> tuple[Replayed, ...]:
        jobs = self.options.jobs or situation.plan.settings.defaults.jobs or os.cpu_count() or 1
        return Replay(ports, situation, groups, jobs=jobs).run()

    @contextmanager
    def _checkout(self, commit: str, branch: str, plan: Plan | None) -> Iterator[Ground]:
        environment = self.around.environment
        with in_checkout(self.project, self.ground.ports, commit, branch=branch, environment=environment, plan=plan) as there:
            yield there

    # -- seals --------------------------------------------------------------------------------------------------

    def sealed(self, named: tuple[str, ...]) -> Iterator[Part]:
        """Each phase's newest seal, at its commit, by the criteria that it was made by."""
        graph, state = self.situation.graph, self.situation.state
        leaves = graph.order(named or None)
        unsealed = [leaf for leaf in leaves if not state.phase(leaf).seals]
        if named and unsealed:
            raise BlockedError(
                f"{unsealed[0]} was never completed here, so there is no seal to replay",
                hints=["See what is complete: tracker status --all"],
            )
        for leaf in leaves:
            if state.phase(leaf).seals and not self.around.interrupts.requested:
                yield self._seal(leaf, state.phase(leaf).seals[-1])

    def at_commit(self, phase: str, commit: str) -> tuple[Replayed, ...]:
        """All checks of a phase, in a clean checkout of a commit."""
        with self._checkout(commit, "", None) as there:
            known = there.project.graph.phases[phase]
            now = replace(self.situation, plan=there.project.plan, graph=there.project.graph)
            return self._replay(there.ports, now, [again(known, known.checks, "its result is replayed")])

    def _seal(self, phase: str, seal: Seal) -> Part:
        completed = seal.completed
        sealed_at = self._recorded(phase, completed.commit)
        place = _place(phase=phase, commit=completed.commit, sealed_at=sealed_at, clean=True, criteria="commit")
        try:
            place["commit"] = find_commit(self.project, completed.commit, completed.tree)
            part = self._by_its_own_plan(phase, seal, place)
            for word, plan in self._plans(phase, seal) if part is None else ():
                part = part or self._at(phase, seal, {**place, "criteria": word}, plan)
        except CouldNotCheckError as error:
            return _unknown(place, error)
        return part or _unknown(place, _NO_PLAN)

    def _by_its_own_plan(self, phase: str, seal: Seal, place: ReplayFace) -> Part | None:
        try:
            return self._at(phase, seal, place, None)
        except (InvalidPlanError, NoPlanError):
            return None

    def _plans(self, phase: str, seal: Seal) -> Iterator[tuple[str, Plan]]:
        """Plans that have the checks of a seal: the present one, and the one that was recorded with it."""
        present = self.project.plan
        if has_criteria(present.phase(phase), seal):
            yield "present plan", present
        criteria = recorded(seal.criteria, self.project.evidence)
        plan = with_criteria(present, phase, criteria) if criteria else None
        if plan and has_criteria(plan.phase(phase), seal):
            yield "recorded", plan

    def _at(self, phase: str, seal: Seal, place: ReplayFace, plan: Plan | None) -> Part | None:
        """Replay it by a plan; None where that has not the checks that the seal was made by."""
        with self._checkout(place["commit"], self._branch(seal), plan) as there:
            known = there.project.graph.phases.get(phase)
            if known is None or not has_criteria(known, seal):
                return None
            now = replace(
                self.situation, plan=there.project.plan, graph=there.project.graph, state=as_of(self.project, phase, seal)
            )
            works = again(known, known.checks, "its seal is replayed")
            results = self._replay(there.ports, now, [works])
            return Part(_judged({**place, "notes": list(there.notes)}, results), (known,), results)

    def _recorded(self, phase: str, commit: str) -> str:
        """The commit that a seal named when it was made."""
        return self.situation.state.phase(phase).rewritten.get(commit, commit)

    def _branch(self, seal: Seal) -> str:
        run = self.situation.state.runs.get(seal.run)
        return run.start.branch if run and run.start else ""


def replay_at(project: Project, phase: str, commit: str, around: Surroundings, *, jobs: int | None) -> tuple[Replayed, ...]:
    """Carry out a phase's checks in a clean checkout of a commit, by the plan that it has.

    Raises:
        CouldNotCheckError: there is no such commit, or its checkout cannot be made ready.
        InvalidPlanError: the plan that the commit has is not understood.
    """
    situation = project.situation(head=project.repository.head())
    with in_place(project, reporter=around.reporter, interrupts=around.interrupts, environment=around.environment) as ground:
        checker = _Checker(project, situation, ground, Options(jobs=jobs), around)
        return checker.at_commit(phase, commit)


def wanted(
    graph: Graph[Phase], settings: Settings, state: Fold, named: Sequence[str], *, every: bool
) -> list[tuple[CheckWork, ...]]:
    """The checks of each phase: all of those that are named, else the guards of what is complete, else all of that."""
    complete = [leaf for leaf in graph.order() if state.phase(leaf).completed and not graph.phases[leaf].skip]
    leaves = [leaf for leaf in graph.order(named) if graph.phases[leaf].checks] if named else complete
    guarded = any(check.guard for phase in graph.phases.values() for check in phase.checks) or bool(settings.guards)
    everything = bool(named) or every or not guarded
    groups = []
    for leaf in leaves:
        checks = [c for c in graph.phases[leaf].checks if everything or c.guard or f"{leaf}/{c.id}" in settings.guards]
        works = tuple(again(graph.phases[leaf], checks, "it should still hold"))
        if works:
            groups.append(works)
    return groups


def has_criteria(phase: Phase, seal: Seal) -> bool:
    """Whether a phase's checks are those whose results a seal rests on, to the letter of their definitions."""
    ours = {cell.key: cell.check.definition() for cell in cells_of(phase.id, phase.checks)}
    before = {check.id for check in phase.preflight}
    theirs = {key: record.event.definition for key, record in seal.checks.items()}
    extra = {key for key in theirs.keys() - ours.keys() if key.check not in before}
    return bool(ours) and not extra and all(theirs.get(key) == definition for key, definition in ours.items())


def as_of(project: Project, phase: str, seal: Seal) -> Fold:
    """What the journal said when a seal was made: what was sealed later is no baseline of it."""
    events = []
    for known in project.journal().events:
        events.append(known)
        if known.run == seal.run and isinstance(known.event, e.PhaseCompleted) and known.event.phase == phase:
            break
    return fold(events)


def _place(*, phase: str = "", commit: str = "", sealed_at: str = "", clean: bool = False, criteria: str = "") -> ReplayFace:
    return {
        "phase": phase,
        "commit": commit,
        "sealed_at": sealed_at,
        "clean": clean,
        "criteria": criteria,
        "outcome": "unknown",
        "why": "",
        "hints": [],
        "notes": [],
    }


def _judged(place: ReplayFace, results: Sequence[Replayed]) -> ReplayFace:
    if any(result.verdict == "broken" for result in results):
        return {**place, "outcome": "broken"}
    return {**place, "outcome": "passed" if all(result.passed for result in results) else "unknown"}


def _unknown(place: ReplayFace, error: CouldNotCheckError) -> Part:
    return Part({**place, "outcome": "unknown", "why": error.message, "hints": list(error.hints)})


def _checked(project: Project, state: Fold, result: Replayed) -> Checked:
    known = state.check(result.work.key)
    report = project.tests(known.event.tests) if known and result.verdict == "broken" else None
    before = frozenset(case.id for case in report.broken()) if report else frozenset()
    return Checked(
        result.work.key,
        result.work.variant,
        result.verdict,
        result.judgement,
        result.seconds,
        result.log,
        result.lacks,
        before,
    )


def _record(project: Project, parts: Sequence[Part]) -> str | None:
    """Write down what was found of whole phases; what could not be checked says nothing about them."""
    events: list[e.Event] = []
    where = "ci" if project.who.kind == "ci" else "checkout"
    for part in parts:
        for phase in part.phases:
            results = [result for result in part.results if result.work.key.phase == phase.id]
            whole = {work.key for work in again(phase, phase.checks, "")} == {result.work.key for result in results}
            broken = any(result.verdict == "broken" for result in results)
            if broken or (whole and all(result.passed for result in results)):
                events.append(
                    e.SealWitnessed(
                        phase.id,
                        part.place["sealed_at"] or part.place["commit"],
                        "failed" if broken else "passed",
                        where,
                        results_in_short(_plain(result) for result in results),
                        round(sum(result.seconds for result in results), 3),
                    )
                )
    if not events:
        return None
    writer = project.journal_writer()
    try:
        writer.append(events)
    finally:
        writer.close()
    return writer.run


def _plain(result: Replayed) -> Checked:
    return Checked(
        result.work.key, result.work.variant, result.verdict, result.judgement, result.seconds, None, "", frozenset()
    )
