"""Whether something that the plan promises is so: by checks, by the completion of phases, or only by somebody's word.

All faces that show a promise take it from here. It is ticked by results that are newer than it is, and only when the files
that its phase declares were found as declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tracker.bar.late import CRITERION, DELIVERABLE, FILE, Promise
from tracker.checking.words import listed
from tracker.model.ids import short_id
from tracker.model.outline import is_approval
from tracker.model.status import Basis, PhaseStatus
from tracker.spec.phases import Deliverable, Phase
from tracker.spec.values import Criterion
from tracker.views.lookup import Cell, Lookup, phase_name

Kind = Literal["deliverable", "criterion"]


@dataclass(frozen=True, slots=True)
class Tick:
    """One line with a box."""

    text: str
    """What it is about."""
    mark: str
    """`done`, `bad`, `waiting` and the like; see `tracker.views.wording.MARKS`."""
    why: str
    """What the tick follows from, or what will produce it; empty when that is the phase itself."""
    claimed: bool = False
    """Done by somebody's word only."""

    @property
    def done(self) -> bool:
        """Whether the box is ticked."""
        return self.mark == "done"


def deliverable_tick(lookup: Lookup, phase: Phase, deliverable: Deliverable) -> Tick:
    """Something that a phase produces, or that other phases have produced for it."""
    promise = Promise(phase.id, DELIVERABLE, deliverable.text)
    if deliverable.phases and not deliverable.done_when:
        return _told(by_phases(lookup, promise, deliverable.phases), deliverable.person)
    return _told(_by_checks(lookup, phase, promise, deliverable.done_when), deliverable.person)


def _told(tick: Tick, person: str) -> Tick:
    """The tick of something of which a part only a person can tell: then nothing ticks it."""
    if not person:
        return tick
    said = f"; {tick.why}" if tick.why else ""
    return replace(
        tick, mark="person" if tick.done else tick.mark, why=f"only a person can tell: {person}{said}", claimed=False
    )


def criterion_tick(lookup: Lookup, phase: Phase | None, criterion: Criterion) -> Tick:
    """A success criterion of a phase, or of the whole plan (`phase` is None)."""
    promise = Promise(phase.id if phase else "", CRITERION, criterion.text)
    if phase is not None and (criterion.done_when or not criterion.phases):
        tick = _by_checks(lookup, phase, promise, criterion.done_when)
        if not criterion.phases or not tick.done:
            return _told(tick, criterion.person)
    roots = [x.id for x in lookup.graph.phases.values() if x.parent is None]
    return _told(by_phases(lookup, promise, criterion.phases or roots), criterion.person)


def phase_ticks(lookup: Lookup, phase: Phase) -> tuple[tuple[Kind, Tick], ...]:
    """Everything that a phase promises: (kind, tick), deliverables first."""
    return (
        *(("deliverable", deliverable_tick(lookup, phase, item)) for item in phase.deliverables),
        *(("criterion", criterion_tick(lookup, phase, item)) for item in phase.success),
    )


def _by_checks(lookup: Lookup, phase: Phase, promise: Promise, checks: Sequence[str]) -> Tick:
    """A tick that follows from a phase's checks; without any, from the phase itself."""
    if not checks:
        tick = by_phases(lookup, promise, [phase.id])
        return tick if tick.done or lookup.done(phase.id) else replace(tick, why="")
    text, cells = promise.text, lookup.named(phase, checks)
    if broken := [cell.key.name for cell in cells if cell.failed]:
        return Tick(text, "bad", f"{listed([f'`{n}`' for n in broken])} did not pass")
    if outdated := [f"`{cell.key.name}`: {cell.outdated}" for cell in cells if cell.outdated]:
        return Tick(text, "warn", "; ".join(outdated))
    if all(cell.passed for cell in cells):
        return _held_back(lookup, phase, promise) or Tick(text, "done", _proved(cells, checks))
    names, standing = _names(checks), lookup.standing(phase.id)
    if lookup.done(phase.id) and standing.basis is Basis.CLAIMED:
        return Tick(text, "done", f"claimed; {names} would prove it", claimed=True)
    return Tick(text, "waiting", f"to be {_verb(cells)} by {names}")


def _names(checks: Iterable[str]) -> str:
    return listed([f"`{name}`" for name in checks])


def _verb(cells: Sequence[Cell]) -> str:
    """What checks do to a promise: where all of them are approvals, a person tells, and nothing is proved."""
    kinds = {is_approval(cell.check) for cell in cells}
    return "approved" if kinds == {True} else "proved and approved" if True in kinds else "proved"


def _proved(cells: Sequence[Cell], checks: Sequence[str]) -> str:
    commits = dict.fromkeys(cell.commit[:7] for cell in cells)
    where = listed([f"`{commit}`" for commit in commits if commit])
    return f"{_verb(cells)} by {_names(checks)}" + (f" at {where}" if where else "")


def _held_back(lookup: Lookup, phase: Phase, promise: Promise) -> Tick | None:
    """Why checks that have passed tick nothing yet; None where they do."""
    undelivered = lookup.state.phase(phase.id).undelivered
    if undelivered:
        return Tick(promise.text, "bad", undelivered[0])
    late = lookup.late(phase.id, promise)
    if late is not None:
        return Tick(promise.text, "waiting", newer(f"{_names(late.checks)} passed", phase.id))
    if files := _late_files(lookup, phase.id):
        return Tick(promise.text, "waiting", files)
    if undelivered is None and any(entry.change != "changed" for entry in phase.files):
        return Tick(promise.text, "waiting", "its files are looked at when the phase comes to its end")
    return None


def _late_files(lookup: Lookup, phase: str) -> str:
    """That a file was declared after the phase was proved; empty when none was."""
    files = [known.promise.text for known in lookup.situation.late.get(phase, ()) if known.promise.kind == FILE]
    return newer(f"{phase_name(phase)} was proved", phase, f"{files[0]} was declared") if files else ""


def newer(what: str, phase: str, verb: str = "written down") -> str:
    """That a promise is newer than what is to prove it, and what does."""
    return f"{verb} after {what}; `tracker run {short_id(phase)}` proves it"


def by_phases(lookup: Lookup, promise: Promise, phases: Iterable[str]) -> Tick:
    """A tick that follows from the completion of phases."""
    text, ids = promise.text, list(phases)
    waiting = [phase_id for phase_id in ids if not lookup.done(phase_id)]
    if not waiting and (changed := [phase_name(x) for x in ids if lookup.changed(x)]):
        return Tick(text, "warn", f"{listed(changed)} changed since")
    leaves = [leaf for phase in ids for leaf in lookup.graph.leaves(phase)]
    if not waiting and (late := [x for x in leaves if lookup.late(x, promise)]):
        return Tick(text, "waiting", newer(f"{listed([phase_name(x) for x in late])} {_were(late)} proved", late[0]))
    if not waiting and (files := [why for leaf in leaves if (why := _late_files(lookup, leaf))]):
        return Tick(text, "waiting", files[0])
    if not waiting:
        if all(lookup.verified(phase_id) for phase_id in ids):
            words = dict.fromkeys(lookup.word(phase_id) for phase_id in ids)
            return Tick(text, "done", f"{listed([phase_name(x) for x in ids])} {listed(list(words))}")
        return Tick(text, "done", "claimed", claimed=True)
    broken = [x for x in waiting if lookup.standing(x).status in {PhaseStatus.FAILED, PhaseStatus.REGRESSED}]
    if broken:
        return Tick(text, "bad", f"{listed([phase_name(x) for x in broken])} failed")
    return Tick(
        text,
        "waiting",
        f"when {listed([phase_name(x) for x in waiting])} {'is' if len(waiting) == 1 else 'are'} complete",
    )


def _were(names: Sequence[str]) -> str:
    return "was" if len(names) == 1 else "were"
