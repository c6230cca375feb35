"""The section `overview`: what the work is, how far it is, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.bar.waivers import KEYS
from tracker.documents.prompts.triggers import due_prompts, prompt_path
from tracker.documents.sections.section import Section
from tracker.model.ids import short_id
from tracker.model.status import Basis, PhaseStatus
from tracker.views.alerts import Alert, alerts
from tracker.views.checked import waivers_of
from tracker.views.lookup import Lookup, phase_name
from tracker.views.wording import MARKS, phrase, plural

S = PhaseStatus
_ALLOWED = {**KEYS, "earlier": "was modified before the phase began"}
"""Allowance → what it says of the thing that it names."""
_ROWS = 30
"""Rows of the table of phases."""


@dataclass(frozen=True, slots=True)
class NextUp:
    """The phase to work on, and how."""

    id: str
    """Its id."""
    name: str
    """Its short name."""
    title: str
    """Its title."""
    prompt: str
    """The file of its prompt; empty while there is none."""
    command: str
    """What to type."""
    explain: str
    """What tells why it stands where it stands."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """Something that a check lets pass."""

    phase: str
    """The phase's id."""
    name: str
    """The phase's short name."""
    words: str
    """The check, what is let pass, and why."""


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A phase at one look."""

    id: str
    """Its id."""
    mark: str
    """The sign of its status."""
    name: str
    """Its short name."""
    title: str
    """Its title."""
    status: str
    """Its status, in words."""
    proved: str
    """How many of its checks have passed, or of its sub-phases are done."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the work is, and how far it is."""

    project: str
    """The project's name."""
    goal: str
    """The project's goal."""
    strategy: str
    """How the goal is to be reached."""
    reached: str
    """The last phase that is done, in words; empty when none is."""
    following: str
    """The phase to work on, in words."""
    progress: str
    """How many phases are complete."""
    alerts: tuple[Alert, ...]
    """What stands in the way."""
    next: NextUp | None
    """The phase to work on, and how; nothing when every phase is done."""
    waivers: tuple[Waiver, ...]
    """What checks let pass."""
    rows: tuple[PhaseRow, ...]
    """The phases at one look: all of them, or those without a parent, or those to work on now."""
    unlisted: str
    """How many phases have no row, and where they are."""


def overview_view(lookup: Lookup) -> Overview:
    """The goal, and the phases that are done and next."""
    project = lookup.settings.project
    done = [leaf for leaf in lookup.order if lookup.done(leaf)]
    verified = sum(lookup.verified(leaf) for leaf in done)
    changed = sum(lookup.changed(leaf) for leaf in done)
    current = [leaf for leaf in done if not lookup.changed(leaf)]
    reached = f"{phase_name(current[-1])} {phrase(lookup.standing(current[-1]))}" if current else ""
    following = f"{phase_name(lookup.left[0])} {phrase(lookup.standing(lookup.left[0]))}" if lookup.left else ""
    approved = sum(lookup.verified(leaf) and lookup.word(leaf) == Basis.APPROVED for leaf in done)
    skipped = sum(lookup.standing(leaf).status is S.SKIPPED for leaf in done)
    counts = {
        "verified by checks": verified - approved,
        "approved": approved,
        "claimed": len(done) - verified - skipped - changed,
        "skipped": skipped,
        "changed since": changed,
    }
    said = ", ".join(f"{count} {words}" for words, count in counts.items() if count)
    progress = f"{len(done)} of {len(lookup.order)} phases done" + (f": {said}" if said else "")
    return Overview(
        project=project.subject or project.name,
        goal=project.goal,
        strategy=project.strategy,
        reached=reached,
        following=following,
        progress=progress,
        alerts=alerts(lookup),
        next=_next(lookup),
        waivers=tuple(_waivers(lookup)),
        rows=tuple(_row(lookup, phase_id) for phase_id in _listed(lookup)),
        unlisted=_unlisted(lookup),
    )


def _next(lookup: Lookup) -> NextUp | None:
    if not lookup.left:
        return None
    phase = lookup.graph.phases[lookup.left[0]]
    prompt = prompt_path(lookup, phase) if phase in due_prompts(lookup) else ""
    explain = f"tracker explain {short_id(phase.id)}"
    return NextUp(phase.id, phase_name(phase.id), phase.title, prompt, lookup.next_step.command, explain)


def _waivers(lookup: Lookup) -> Iterator[Waiver]:
    for phase in lookup.graph.phases.values():
        for known in waivers_of(phase):
            where = f"`{known['check']}`: " if known["check"] else ""
            why = f": {known['why']}" if known["why"] else ""
            what = _ALLOWED.get(known["allowance"], f"is let pass by `{known['allowance']}`")
            yield Waiver(phase.id, phase_name(phase.id), f"{where}`{known['what']}` {what}{why}")


def _listed(lookup: Lookup) -> tuple[str, ...]:
    """As many phases as a reader takes in at one look."""
    everything = tuple(lookup.graph.phases)
    roots = tuple(phase.id for phase in lookup.graph.phases.values() if phase.parent is None)
    return next((ids for ids in (everything, roots) if len(ids) <= _ROWS), lookup.left[:_ROWS])


def _unlisted(lookup: Lookup) -> str:
    more = len(lookup.graph.phases) - len(_listed(lookup))
    return f"{plural(more, 'more phase')} below; `tracker status --all` lists them." if more else ""


def _row(lookup: Lookup, phase_id: str) -> PhaseRow:
    phase, standing = lookup.graph.phases[phase_id], lookup.standing(phase_id)
    kids, cells = lookup.graph.children(phase_id), lookup.cells_of(phase)
    proved = f"{sum(cell.passed for cell in cells)} of {plural(len(cells), 'check')}" if cells else ""
    if kids:
        proved = f"{sum(lookup.done(kid) for kid in kids)} of {plural(len(kids), 'sub-phase')}"
    return PhaseRow(phase_id, MARKS[standing.status], phase_name(phase_id), phase.title, phrase(standing), proved)


SECTION = Section("overview", "Overview", overview_view)
