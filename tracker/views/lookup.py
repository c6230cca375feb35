"""What several views ask of a situation, looked up once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from tracker.bar.late import Late, Promise
from tracker.bar.standing import Bar
from tracker.checking.base import CheckBase
from tracker.evidence.matching import IssueMatch, assign
from tracker.graph import estimated
from tracker.journal import events as e
from tracker.model.duration import Estimate
from tracker.model.elapsed import took_words
from tracker.model.ids import CheckKey, Variant, short_id
from tracker.model.outline import cells_of
from tracker.model.result import TestCase, TestReport
from tracker.model.status import DONE, PROVEN, Currency, Footing, Outcome, PhaseStatus
from tracker.situation import Situation
from tracker.spec.phases import Phase
from tracker.state import CheckRecord, ElsewhereRecord, Standing, Tested
from tracker.state.places import commit_of, where_of
from tracker.state.trend import Series, trend
from tracker.state.worked import worked
from tracker.views.currency import PROVE, changed_by, changed_since
from tracker.views.next_step import NextStep, planned_step
from tracker.views.recorded import REDEFINED, recorded
from tracker.views.wording import changed_words, sentence

View = TypeVar("View")

Results = e.CheckFinished | e.ResultsRecorded | Tested
"""What holds test results: made here, or handed in; as it was recorded, or as the fold keeps it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One check of the plan in one variant, with its newest result."""

    phase: Phase
    check: CheckBase
    variant: Variant
    key: CheckKey
    record: CheckRecord | None
    """None also when the plan defines the check otherwise by now: that result is about another question, see `former`."""

    former: CheckRecord | None = None
    """The newest result, when it is of another definition of the check: shown as such, and proof of nothing now."""
    elsewhere: ElsewhereRecord | None = None
    """The newest results that were handed in, when they are newer than those made here."""

    now: CheckRecord | None = None
    """The newest result under the present definition, also where the completion rests on an earlier one: what is open now."""
    commit: str = ""
    """The commit that has the content which the newest result is about; empty where none is known to."""
    where: str = ""
    """The same in words: that commit, or that the work tree was ahead of one."""

    @property
    def title(self) -> str:
        """What it proves, with the variant: `Full suite (sqlite)`."""
        name = self.check.title or self.check.id
        return f"{name} ({self.variant.label})" if self.variant.cells else name

    @property
    def newest(self) -> CheckRecord | None:
        """Its newest result, whatever the check meant then."""
        return self.record or self.former

    @property
    def outdated(self) -> str:
        """What the newest result said, and why it speaks of the present no more; empty when it still does."""
        return changed_words(self.former.outcome, self.former.event.summary, REDEFINED) if self.former else ""

    @property
    def passed(self) -> bool:
        """Whether its newest result is a pass."""
        return self.record is not None and self.record.outcome is Outcome.PASSED

    @property
    def failed(self) -> bool:
        """Whether its newest result is neither a pass nor still awaited."""
        return self.record is not None and self.record.outcome in {Outcome.FAILED, Outcome.ERROR}


class Lookup:
    """A situation with the questions that views share."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.plan = situation.plan
        self.settings = situation.plan.settings
        self.graph = situation.graph
        self.state = situation.state
        self.standings, self._inputs = recorded(situation)
        self.newest = situation.state.progressed_at
        self.matches: dict[str, IssueMatch] = {i.id: i.match.compiled() for i in self.settings.issues}
        self._reports: dict[str, TestReport | None] = {}
        self._made: dict[Callable[[Lookup], Any], Any] = {}
        self._failing: dict[str, dict[str, list[TestCase]]] = {}

    def once(self, make: Callable[[Lookup], View]) -> View:
        """What a view's function makes of this situation, made when it is first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        made: View = self._made[make]
        return made

    def standing(self, phase_id: str) -> Standing:
        """As recorded; see `tracker.views.recorded`."""
        return self.standings[phase_id]

    def bar(self, phase_id: str) -> Bar | None:
        """How its bar stands; None before its work began."""
        return self.situation.bars.get(phase_id)

    def late(self, phase_id: str, promise: Promise) -> Late | None:
        """What of a phase is older than a promise that it is to prove; None where nothing is."""
        return next((known for known in self.situation.late.get(phase_id, ()) if known.promise == promise), None)

    def done(self, phase_id: str) -> bool:
        """Whether phases that depend on it may start."""
        return self.standings[phase_id].status in DONE

    def report(self, event: Results) -> TestReport | None:
        """The test results of a recorded check; None when it has none or they are missing."""
        if not event.tests:
            return None
        if event.tests not in self._reports:
            self._reports[event.tests] = self.situation.tests(event.tests)
        return self._reports[event.tests]

    @cached_property
    def _cells(self) -> dict[str, tuple[Cell, ...]]:
        return {phase.id: tuple(self._look_up(phase)) for phase in self.graph.phases.values()}

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every check of the plan in every variant, in the plan's order; preflight left out."""
        return tuple(cell for cells in self._cells.values() for cell in cells)

    def cells_of(self, phase: Phase) -> tuple[Cell, ...]:
        """One phase's checks in every variant."""
        return self._cells[phase.id]

    def _look_up(self, phase: Phase) -> Iterator[Cell]:
        record = self.state.phase(phase.id)
        for check, variant, key in cells_of(phase.id, phase.checks):
            sealed = self._sealed(phase.id, key)
            newest = self.state.check(key)
            known = sealed or newest
            now = newest if newest and newest.event.definition == check.definition() else None
            same = known is not None and known.event.definition == check.definition()
            given = record.elsewhere.get(key)
            newer = given if given and (known is None or not same or given.at > known.at) else None
            commit, where = (commit_of(record, key, known), where_of(record, key, known)) if known else ("", "")
            yield Cell(phase, check, variant, key, known if same else None, None if same else known, newer, now, commit, where)

    def _sealed(self, phase_id: str, key: CheckKey) -> CheckRecord | None:
        """The result with which the phase was completed, while that stands: later runs change no history."""
        standing, record = self.standings[phase_id], self.state.phase(phase_id)
        if standing.status is not PhaseStatus.COMPLETE:
            return None
        seals = [seal for seal in record.seals if seal.attempt == record.attempt and key in seal.checks]
        wanted = seals[-1].checks[key].event.definition if seals else ""
        found = (s for s in seals if s.checks[key].event.definition == wanted)
        return next((s.checks[key] for s in found), None)

    def named(self, phase: Phase, checks: Iterable[str]) -> list[Cell]:
        """The cells of these checks."""
        wanted = set(checks)
        return [cell for cell in self.cells_of(phase) if cell.check.id in wanted]

    @cached_property
    def trend(self) -> tuple[Series, ...]:
        """What became of each figure."""
        return trend(self.state)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The phases that are run, each after what it needs."""
        return self.graph.order()

    @cached_property
    def open(self) -> tuple[str, ...]:
        """The phases that are still to be done, in order."""
        return tuple(leaf for leaf in self.order if not self.done(leaf))

    @cached_property
    def left(self) -> tuple[str, ...]:
        """The phase to work on now, then all others that are open or changed since; empty when nothing is left to do."""
        others = (*self.open, *(leaf for leaf in self.order if self.changed(leaf)))
        return tuple(dict.fromkeys([*([self.next] if self.next else ()), *others]))

    @cached_property
    def next_step(self) -> NextStep:
        """The next step by what is recorded."""
        return planned_step(self.graph, self.state, self.standings)

    @property
    def next(self) -> str:
        """The phase to work on now; empty when nothing is left to do."""
        return self.next_step.phase or ""

    def failing(self, event: Results) -> dict[str, list[TestCase]]:
        """Its failing tests by the issue that they belong to; under the empty id those that no known issue covers."""
        if event.tests not in self._failing:
            report = self.report(event)
            self._failing[event.tests] = assign(report.broken() if report else (), self.matches)
        return self._failing[event.tests]

    @cached_property
    def seeing(self) -> dict[str, set[CheckKey]]:
        """Issue → the checks that ever had a failing test of it, old results included."""
        found: dict[str, set[CheckKey]] = {issue.id: set() for issue in self.settings.issues}
        for result in self.state.results:
            for name, cases in self.failing(result).items():
                if name and cases:
                    found[name].add(result.key)
        return found

    def estimate(self, phase_id: str) -> Estimate | None:
        """A phase's estimate: its own, or the sum of its sub-phases' where it has none."""
        return estimated(self.graph, phase_id)

    def took(self, phase: Phase) -> list[str]:
        """How long the work on a completed phase took, in words; nothing where that is not known."""
        known = worked(self.state.phase(phase.id), claimed=phase.claimed is not None) if self.done(phase.id) else None
        return [took_words(known.seconds, known.origin)] if known else []

    def verified(self, phase_id: str) -> bool:
        """Whether its completion rests on results that still mean what they meant: of checks, or a person's approval."""
        return self.done(phase_id) and self.standings[phase_id].basis in PROVEN and not self.changed(phase_id)

    def word(self, phase_id: str) -> str:
        """On whose word it is complete: `verified`, `approved`; empty while it is not."""
        return self.standings[phase_id].word

    def changed(self, phase_id: str) -> bool:
        """Whether it is complete by what the plan asked for then, and the plan asks for something else by now."""
        standing = self.standings[phase_id]
        return standing.currency is Currency.CHANGED and standing.on is Footing.EARLIER

    def changed_words(self, phase_id: str) -> str:
        """`changed since by 4.1 (as of 2026-11-28, run `01…`)`; empty while all is as it was when it was proved."""
        standing = self.standings[phase_id]
        if standing.currency is not Currency.CHANGED or self.changed(phase_id):
            return ""
        return f"changed since{changed_by([standing])} ({self._inputs.seen(standing.changed).words})"

    @cached_property
    def currency(self) -> str:
        """What changed since it was proved, in one line with the date of the record that says so; empty where nothing did."""
        words = changed_since(self.order, self.standings)
        return f"{sentence(self._inputs.as_of.words)[:-1]}: {words}; check again: `{PROVE}`" if words else ""


def phase_name(phase_id: str) -> str:
    """`Phase 4.1`; an id without a number stays as it is."""
    short = short_id(phase_id)
    return f"Phase {short}" if short != phase_id else phase_id
