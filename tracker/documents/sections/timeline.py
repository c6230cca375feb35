"""The section `timeline`: dates and computed totals."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.checking.words import listed
from tracker.documents.sections.section import Section
from tracker.model.duration import Estimate, seconds_words
from tracker.model.ids import short_id
from tracker.spec.phases import Phase
from tracker.views.lookup import Lookup, phase_name
from tracker.views.wording import plural


@dataclass(frozen=True, slots=True)
class Date:
    """One phase in the timeline."""

    name: str
    """The phase's short name."""
    title: str
    """Its title."""
    date: str
    """The date, or what will set it."""
    time: str
    """How long it took, or may take."""


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Dates and totals."""

    completed: tuple[Date, ...]
    """The phases that are complete."""
    planned: tuple[Date, ...]
    """The phases that are not."""
    totals: tuple[tuple[str, str, str], ...]
    """Label, hours, what the sum is made of."""


def timeline_view(lookup: Lookup) -> TimelineView:
    """Every phase that is carried out, done or planned, and the totals."""
    done = [lookup.graph.phases[leaf] for leaf in lookup.graph.all_leaves() if lookup.done(leaf)]
    planned = [lookup.graph.phases[leaf] for leaf in (*lookup.open, *filter(lookup.changed, lookup.order))]
    return TimelineView(
        tuple(_completed(lookup, phase) for phase in done if not lookup.changed(phase.id)),
        tuple(_planned(lookup, phase) for phase in planned),
        tuple(_totals(lookup, done)),
    )


def _completed(lookup: Lookup, phase: Phase) -> Date:
    record, claim = lookup.state.phase(phase.id), phase.claimed
    time = f"{claim.duration.words}, claimed" if claim and claim.duration else ""
    if phase.skip:
        return Date(phase_name(phase.id), phase.title, "skipped", "")
    if record.completed_at:
        planned = f"planned {phase.estimate.words}" if phase.estimate and not time else ""
        measured = [f"newest run {seconds_words(record.seconds)}"] if record.seconds else []
        times = [part for part in (time, planned, *lookup.took(phase), *measured) if part]
        return Date(phase_name(phase.id), phase.title, record.completed_at[:10], ", ".join(times))
    if claim and claim.date:
        return Date(phase_name(phase.id), phase.title, f"{claim.date} (claimed)", time)
    source = claim.source if claim else "the plan"
    unknown = f"date unknown: {source} does not say it; `tracker run {short_id(phase.id)}` records one"
    return Date(phase_name(phase.id), phase.title, unknown, time)


def _planned(lookup: Lookup, phase: Phase) -> Date:
    if lookup.changed(phase.id):
        when = lookup.state.phase(phase.id).completed_at[:10]
        return Date(phase_name(phase.id), phase.title, f"completed {when}, changed since", "to be verified again")
    waits = [phase_name(x) for x in lookup.standing(phase.id).blocked_by]
    date = f"after {listed(waits)}" if waits else "next"
    time = f"estimated {phase.estimate.words}" if phase.estimate else "no estimate"
    return Date(phase_name(phase.id), phase.title, date, time)


def hours(lookup: Lookup, leaves: list[str]) -> tuple[Estimate, int]:
    """The sum of the phases' estimates, and how many have none. A parent's own counts when none below it has one."""
    roots = [phase.id for phase in lookup.graph.phases.values() if phase.parent is None]
    sums = [_hours_below(lookup, root, frozenset(leaves)) for root in roots]
    return sum((total for total, _ in sums), Estimate()), sum(missing for _, missing in sums)


def _hours_below(lookup: Lookup, phase_id: str, wanted: frozenset[str]) -> tuple[Estimate, int]:
    own = lookup.graph.phases[phase_id].estimate
    kids = lookup.graph.children(phase_id)
    if not kids:
        if phase_id not in wanted:
            return Estimate(), 0
        return (own, 0) if own is not None else (Estimate(), 1)
    sums = [_hours_below(lookup, kid, wanted) for kid in kids]
    total, missing = sum((value for value, _ in sums), Estimate()), sum(count for _, count in sums)
    if own is not None and missing == len(lookup.graph.leaves(phase_id)):
        return own, 0
    return total, missing


def _totals(lookup: Lookup, done: list[Phase]) -> list[tuple[str, str, str]]:
    spent, claims = Estimate(), 0
    estimated: list[str] = []
    for phase in done:
        if phase.claimed and phase.claimed.duration:
            spent += phase.claimed.duration
            claims += 1
        elif not phase.skip:
            estimated.append(phase.id)
    guess, unknown = hours(lookup, estimated)
    rest, missing = hours(lookup, list(lookup.open))
    changed = sum(lookup.changed(leaf) for leaf in lookup.order)
    parts = [f"claimed durations of {plural(claims, 'phase')}" if claims else ""]
    parts += [f"estimates of {plural(len(estimated) - unknown, 'phase')}" if len(estimated) > unknown else ""]
    parts += [f"{plural(unknown, 'phase')} without a figure" if unknown else ""]
    remaining = [f"estimates of {plural(len(lookup.open) - missing, 'phase')}" if lookup.open else ""]
    remaining += [f"{plural(changed, 'phase')} to be verified again" if changed else ""]
    remaining += ["" if lookup.left else "nothing is left"]
    remaining += [f"{plural(missing, 'phase')} without an estimate" if missing else ""]
    seconds = sum(lookup.state.phase(phase.id).seconds for phase in lookup.graph.phases.values())
    rows = [
        ("Completed", _hours(spent + guess), ", ".join(part for part in parts if part) or "no phase is complete"),
        ("Remaining", _hours(rest), ", ".join(part for part in remaining if part)),
        ("Total", _hours(spent + guess + rest), "the sum of both"),
    ]
    if seconds:
        rows.append(("Machine time", seconds_words(seconds), "the newest run of each phase, measured"))
    return rows


def _hours(value: Estimate) -> str:
    return value.words if value.high else "0 hours"


SECTION = Section("timeline", "Timeline", timeline_view)
