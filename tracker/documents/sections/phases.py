"""The section `phases`: each phase as the tracker document shows it."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.checking.words import listed
from tracker.documents.prompts.lifecycle import prompt_status
from tracker.documents.prompts.triggers import is_due, prompt_path
from tracker.documents.sections.issues import IssuesView, issues_view
from tracker.documents.sections.section import Section
from tracker.graph import estimated_below
from tracker.model.duration import Estimate, seconds_words
from tracker.model.ids import short_id
from tracker.model.status import PROVEN, Basis, PhaseStatus
from tracker.spec.claims import ClaimedResult
from tracker.spec.phases import Phase
from tracker.spec.values import FileEntry
from tracker.state.found import recorded_at
from tracker.views.bar import bar_words
from tracker.views.issues import PRIORITIES, totals
from tracker.views.lookup import Lookup, phase_name
from tracker.views.notes import note_words
from tracker.views.results import check_line, claimed_score, claimed_title, has_results, results_file
from tracker.views.ticks import Tick, deliverable_tick
from tracker.views.whose import words_of
from tracker.views.wording import MARKS, claim_words, head_words, phrase, plain_phrase, plural

S = PhaseStatus
_AT_HAND = 12
"""So many phases that are not finished are shown whole; of a longer plan, the rest is folded."""
_CHANGES = {"created": "Created", "modified": "Modified", "deleted": "Deleted", "changed": "Changed"}


@dataclass(frozen=True, slots=True)
class FileGroup:
    """Files under one heading."""

    heading: str
    """The heading."""
    files: tuple[FileEntry, ...]
    """The files."""


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-phase, as its parent lists it."""

    id: str
    """Its id."""
    mark: str
    """The sign before it."""
    name: str
    """The sub-phase's short name."""
    title: str
    """Its title."""
    remark: str
    """Where it stands, in a few words."""
    items: tuple[str, ...]
    """What it is to do, and its estimate; nothing once it is done."""


@dataclass(frozen=True, slots=True)
class PhaseView:
    """One phase."""

    id: str
    """The phase's id."""
    level: int
    """Depth of its heading, 3 for a phase without a parent, at most 6."""
    heading: str
    """Its heading, without the mark."""
    mark: str
    """The sign of its status."""
    title: str
    """Its title."""
    goal: str
    """Its goal."""
    duration: str
    """How long it took, or may take."""
    status: str
    """Its status, with what proves it."""
    bar: str
    """What was lowered since its work began; empty where nothing was."""
    commits: tuple[tuple[str, str], ...]
    """`hash - subject` and a remark."""
    dependencies: str
    """The phases that it depends on."""
    next_action: str
    """What to do next."""
    deliverables_heading: str
    """The heading of the deliverables."""
    deliverables: tuple[Tick, ...]
    """What it produces, ticked where it is there."""
    claimed_deliverables: tuple[str, ...]
    """Those that somebody claims besides, in words that the plan does not have."""
    files: tuple[FileGroup, ...]
    """The files that it changes, by what becomes of them."""
    results: tuple[ClaimedResult, ...]
    """What somebody reported of it."""
    results_by: str
    """Where that report comes from."""
    checks: tuple[Tick, ...]
    """Its checks and what came of them."""
    issues_heading: str
    """The heading of the issues."""
    issues: tuple[str, ...]
    """The issues that it deals with."""
    fixes: tuple[str, ...]
    """How they can be fixed."""
    notes: tuple[str, ...]
    """Remarks."""
    prompt: str
    """The path of its prompt."""
    prompt_written: bool
    """Whether that has been written: what has not is no link."""
    prompt_mark: str
    """The sign of the prompt."""
    prompt_status: str
    """Where the prompt is in its life."""
    no_prompt: str
    """Why it needs no prompt."""
    prompts_below: tuple[tuple[str, str, str, str], ...]
    """For a parent: sign, phase, file and status of each sub-phase's prompt."""
    parts: tuple[Part, ...]
    """A parent's sub-phases."""
    results_file: str
    """The document that has the test results."""
    folded: bool
    """Whether it is folded: it is finished, or many others come before it."""


def phases_view(lookup: Lookup) -> tuple[PhaseView, ...]:
    """Every phase, each parent before its children."""
    issues = lookup.once(issues_view)
    return tuple(phase_view(lookup, phase, issues) for phase in lookup.graph.phases.values())


def phase_view(lookup: Lookup, phase: Phase, issues: IssuesView) -> PhaseView:
    """One phase."""
    standing, claim = lookup.standing(phase.id), phase.claimed
    kids = [lookup.graph.phases[kid] for kid in lookup.graph.children(phase.id)]
    issues_heading, issue_lines = _issues(lookup, phase, issues)
    heading, ticks, claimed = _deliverables(lookup, phase)
    mark, words = prompt_status(lookup, phase) if phase.prompt else ("", "")
    return PhaseView(
        phase.id,
        min(6, 3 + _depth(lookup, phase)),
        f"{phase_name(phase.id)}: {phase.title} ({head_words(standing)})",
        MARKS[standing.status],
        phase.title,
        phase.goal,
        _duration(lookup, phase),
        _status(lookup, phase),
        bar_words(lookup, phase.id),
        tuple(_commits(lookup, phase)),
        _dependencies(lookup, phase),
        _next_action(lookup, phase),
        heading,
        ticks,
        claimed,
        tuple(_files(lookup, phase)),
        _claimed_results(phase),
        claim.source if claim else "",
        tuple(check_line(lookup, cell) for cell in lookup.cells_of(phase)),
        issues_heading,
        issue_lines,
        claim.notes if claim else (),
        (*phase.notes, *note_words(lookup.state, phase.id)),
        prompt_path(lookup, phase) if phase.prompt else "",
        is_due(lookup, phase),
        mark,
        words,
        phase.no_prompt if not phase.prompt else "",
        tuple(_prompt_below(lookup, kid) for kid in kids if kid.prompt),
        tuple(_part(lookup, kid, issues) for kid in kids),
        results_file(lookup) if has_results(lookup, phase) else "",
        not at_hand(lookup).intersection(lookup.graph.leaves(phase.id)),
    )


def at_hand(lookup: Lookup) -> frozenset[str]:
    """The phases to work on now and next: what a reader looks for first."""
    return frozenset(lookup.left[:_AT_HAND])


def _depth(lookup: Lookup, phase: Phase) -> int:
    return 1 + _depth(lookup, lookup.graph.phases[phase.parent]) if phase.parent else 0


def _duration(lookup: Lookup, phase: Phase) -> str:
    claim, record = phase.claimed, lookup.state.phase(phase.id)
    parts = []
    if claim and claim.duration:
        note = f"{claim.duration_note}; " if claim.duration_note else ""
        parts.append(f"{claim.duration.words} ({note}claimed)")
    if not (claim and claim.duration):
        parts += _estimates(phase.estimate, estimated_below(lookup.graph, phase.id))
    parts += lookup.took(phase)
    if record.seconds:
        parts.append(f"newest run {seconds_words(record.seconds)}")
    return "; ".join(parts)


def _estimates(own: Estimate | None, below: Estimate | None) -> list[str]:
    """What was planned, and what its sub-phases sum to."""
    if own is None:
        return [f"Estimated {below.words}, the sum of its sub-phases"] if below else []
    return [f"{own.words} (estimated)", *([f"its sub-phases sum to {below.words}"] if below else [])]


def _status(lookup: Lookup, phase: Phase) -> str:
    standing, record = lookup.standing(phase.id), lookup.state.phase(phase.id)
    words = plain_phrase(standing)
    if standing.basis in PROVEN and record.completed is not None:
        who = words_of(lookup.state, record.completed_run)
        by = f" by {who}" if who else ""
        when = f"on {record.completed_at[:10]}{by} (run `{record.completed_run}`)"
        recorded = recorded_at(record)
        was = f" (`{recorded[:7]}` before history was rewritten)" if recorded else ""
        on = f", {standing.on}" if standing.on else ""
        proved = f"{standing.basis} at `{record.completed.commit[:7]}`{was} {when}{on}"
        if lookup.changed(phase.id):
            return f"{words}, {proved}; since then {'; '.join(standing.reasons[1:])}"
        since = lookup.changed_words(phase.id)
        return f"{words}, {proved}" + (f"; {since}" if since else "")
    if standing.basis is Basis.CLAIMED and phase.claimed:
        return f"{phrase(standing)} by {claim_words(phase.claimed.source, phase.claimed.date)}; {_unverified(phase)}"
    words, reason = phrase(standing), "; ".join(standing.reasons)
    return f"{words}: {reason}" if reason and standing.status not in {S.READY, S.PENDING} else words


def _unverified(phase: Phase) -> str:
    if not phase.checks:
        return "the plan has no check that could verify it"
    return f"not verified: `tracker run {short_id(phase.id)}` would do it"


def _commits(lookup: Lookup, phase: Phase) -> list[tuple[str, str]]:
    claims = phase.claimed.commits if phase.claimed else ()
    lines = [(f"{c.commit} - {c.subject}" if c.subject else c.commit, "claimed") for c in claims]
    for made in lookup.state.phase(phase.id).commits:
        if made.purpose == "work":
            size = f"{made.author_date[:10]}, {plural(made.files, 'file')}, +{made.insertions} -{made.deletions}"
            lines.append((f"{made.commit[:7]} - {made.subject}", size))
    return lines


def _dependencies(lookup: Lookup, phase: Phase) -> str:
    return listed([_dependency(lookup, need) for need in lookup.graph.needs(phase.id)])


def _dependency(lookup: Lookup, need: str) -> str:
    words = phrase(lookup.standing(need)).lower()
    return f"{phase_name(need)} ({words})" if lookup.done(need) else f"{phase_name(need)} complete (now: {words})"


def _next_action(lookup: Lookup, phase: Phase) -> str:
    if lookup.next not in lookup.graph.leaves(phase.id):
        return ""
    following = lookup.graph.phases[lookup.next]
    command, run = f"`{lookup.next_step.command}`", f"`tracker run {short_id(following.id)}`"
    command = command if command == run else f"{command}, then {run}"
    aim = f"Execute {phase_name(following.id)}, {following.summary or following.title}: "
    return f"{aim}do what its prompt says, then prove it with {command}" if following.prompt else f"{aim}{command}"


def _deliverables(lookup: Lookup, phase: Phase) -> tuple[str, tuple[Tick, ...], tuple[str, ...]]:
    ticks = tuple(deliverable_tick(lookup, phase, deliverable) for deliverable in phase.deliverables)
    planned = {tick.text for tick in ticks}
    claimed = tuple(text for text in (phase.claimed.deliverables if phase.claimed else ()) if text not in planned)
    return ("Actual Deliverables" if lookup.done(phase.id) else "Planned Deliverables"), ticks, claimed


def _files(lookup: Lookup, phase: Phase) -> list[FileGroup]:
    claim = phase.claimed
    if claim and claim.files:
        groups = _grouped(claim.files, "claimed")
    elif lookup.done(phase.id) and claim:
        groups = _grouped(phase.files, "by the plan")
    elif phase.files:
        groups = [FileGroup("Files Expected to Change", phase.files)]
    else:
        groups = []
    record = lookup.state.phase(phase.id)
    touched = {path for step in record.steps.values() for path in step.event.changed}
    touched |= {path for commit in record.commits if commit.purpose == "work" for path in commit.paths}
    if touched:
        groups.append(FileGroup("Files Changed (recorded)", tuple(FileEntry(path=path) for path in sorted(touched))))
    return groups


def _grouped(files: tuple[FileEntry, ...], basis: str) -> list[FileGroup]:
    groups = []
    for change, word in _CHANGES.items():
        members = tuple(entry for entry in files if entry.change == change)
        if members:
            groups.append(FileGroup(f"Files {word} ({basis})", members))
    return groups


def _claimed_results(phase: Phase) -> tuple[ClaimedResult, ...]:
    """What the claim says about results, the totals of its test runs included."""
    if phase.claimed is None:
        return ()
    totals = [
        ClaimedResult(
            text=f"{claimed_title(tests)}: {claimed_score(tests)}",
            mark="ok" if tests.passed == tests.total else "warn",
        )
        for tests in phase.claimed.tests
    ]
    return (*phase.claimed.results, *totals)


def _issues(lookup: Lookup, phase: Phase, issues: IssuesView) -> tuple[str, tuple[str, ...]]:
    """Issues that the phase fixes, or, for one that is over and fixes none, those that it found."""
    fixes = {name for check in phase.checks for name in check.issues_resolved()}
    wanted = fixes | set(phase.issues)
    views = [view for group in issues.groups for view in group.issues if view.issue.id in wanted]
    heading = "Issues to Fix" if fixes or not lookup.done(phase.id) else "Issues Identified"
    return heading, tuple(
        f"{PRIORITIES[view.issue.severity]}: {view.issue.title} "
        + (f"(resolved; issue #{view.number})" if view.resolved else f"({_flat(view.affected)}; issue #{view.number})")
        for view in views
    )


def _prompt_below(lookup: Lookup, kid: Phase) -> tuple[str, str, str, str]:
    mark, status = prompt_status(lookup, kid)
    return mark, phase_name(kid.id), prompt_path(lookup, kid), status


def _flat(words: str) -> str:
    """A text that stands in brackets, without brackets of its own."""
    return words.replace(" (", "; ").replace(")", "")


def _part(lookup: Lookup, kid: Phase, issues: IssuesView) -> Part:
    standing, estimate = lookup.standing(kid.id), lookup.estimate(kid.id)
    if lookup.done(kid.id):
        return Part(kid.id, MARKS[standing.status], phase_name(kid.id), kid.title, phrase(standing), ())
    own = issues.fixed_in(kid.id)
    remark = "; ".join(part for part in (totals(own), phrase(standing).lower()) if part)
    items = [view.issue.title for view in own]
    items += [f"Estimated: {estimate.words}"] if estimate else []
    return Part(kid.id, MARKS[standing.status], phase_name(kid.id), kid.title, remark, tuple(items))


SECTION = Section("phases", "Phases", phases_view)
