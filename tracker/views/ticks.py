"""Whether something that the plan promises is so: by checks, by the completion of phases, or only by somebody's word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tracker.checking.words import listed
from tracker.model.status import Basis, PhaseStatus
from tracker.spec.phases import Deliverable, Phase
from tracker.spec.values import Criterion
from tracker.views.lookup import Lookup, phase_name


@dataclass(frozen=True, slots=True)
class Tick:
    """One line with a box."""

    text: str
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


def by_checks(lookup: Lookup, phase: Phase, text: str, checks: Sequence[str]) -> Tick:
    """A tick that follows from a phase's checks; without any, from the phase itself."""
    if not checks:
        tick = by_phases(lookup, text, [phase.id])
        return tick if tick.done else replace(tick, why="")
    cells = lookup.named(phase, checks)
    names = listed([f"`{name}`" for name in checks])
    if broken := [cell.key.name for cell in cells if cell.failed]:
        return Tick(text, "bad", f"{listed([f'`{n}`' for n in broken])} did not pass")
    if outdated := [f"`{cell.key.name}`: {cell.outdated}" for cell in cells if cell.outdated]:
        return Tick(text, "warn", "; ".join(outdated))
    if all(cell.passed for cell in cells):
        commits = dict.fromkeys(cell.commit[:7] for cell in cells)
        where = listed([f"`{commit}`" for commit in commits if commit])
        return Tick(text, "done", f"proved by {names}" + (f" at {where}" if where else ""))
    standing = lookup.standing(phase.id)
    if lookup.done(phase.id) and standing.basis is Basis.CLAIMED:
        return Tick(text, "done", f"claimed; {names} would prove it", claimed=True)
    return Tick(text, "waiting", f"to be proved by {names}")


def by_phases(lookup: Lookup, text: str, phases: Iterable[str]) -> Tick:
    """A tick that follows from the completion of phases."""
    ids = list(phases)
    waiting = [phase_id for phase_id in ids if not lookup.done(phase_id)]
    if not waiting and (changed := [phase_name(x) for x in ids if lookup.changed(x)]):
        return Tick(text, "warn", f"{listed(changed)} changed since")
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


def deliverable_tick(lookup: Lookup, phase: Phase, deliverable: Deliverable) -> Tick:
    """Something that a phase produces, or that other phases have produced for it."""
    if deliverable.phases and not deliverable.done_when:
        return by_phases(lookup, deliverable.text, deliverable.phases)
    return by_checks(lookup, phase, deliverable.text, deliverable.done_when)


def criterion_tick(lookup: Lookup, phase: Phase | None, criterion: Criterion) -> Tick:
    """A success criterion of a phase, or of the whole plan (`phase` is None)."""
    if phase is not None and criterion.done_when:
        tick = by_checks(lookup, phase, criterion.text, criterion.done_when)
        if not criterion.phases or not tick.done:
            return tick
    roots = [x.id for x in lookup.graph.phases.values() if x.parent is None]
    return by_phases(lookup, criterion.text, criterion.phases or ([phase.id] if phase else roots))
