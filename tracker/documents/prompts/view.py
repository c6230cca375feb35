"""Everything that a prompt shows: what is needed to do one phase from a cold start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tracker.checks import AnyCheck
from tracker.documents.prompts.ground import Ground, ground
from tracker.documents.prompts.hand_over import HandOver, Limits, Quoter, TestGroup, hand_over
from tracker.documents.prompts.leads import where_to_look
from tracker.documents.prompts.triggers import due_prompts, prompt_path
from tracker.model.ids import short_id
from tracker.model.outline import cells_of
from tracker.model.status import Basis, PhaseStatus
from tracker.situation import Situation
from tracker.spec.known import Issue
from tracker.spec.phases import Phase
from tracker.spec.values import FileEntry
from tracker.state.places import where_of
from tracker.views.bar import bar_words
from tracker.views.expectations import CommandView, check_view, step_view
from tracker.views.issues import issue_view, newest_sightings
from tracker.views.lookup import Lookup, phase_name
from tracker.views.notes import note_words
from tracker.views.recorded import REDEFINED
from tracker.views.results import Total, has_results, phase_results
from tracker.views.ticks import Tick, criterion_tick, deliverable_tick
from tracker.views.wording import phrase, sentence

__all__ = ["Limits", "PromptView", "due_phases", "prompt_view"]


@dataclass(frozen=True, slots=True)
class PromptPhase:
    """The phase that it is about, as the plan names it."""

    id: str
    """The phase's id."""
    title: str
    """Its title."""
    goal: str
    """Its goal."""


@dataclass(frozen=True, slots=True)
class PromptIssue:
    """A known problem that the phase is to fix."""

    number: int
    """Its number in the plan."""
    issue: Issue
    """The issue as the plan has it."""
    affected: str
    """How much it affects, measured or reported."""
    status: str
    """Where it stands."""
    resolved: bool
    """Whether it is resolved."""
    evidence: tuple[tuple[str, str, TestGroup], ...]
    """Variant, run, failing tests; those that the hand-over has shown are left out."""
    above: bool
    """Whether the hand-over has shown any."""
    runs: tuple[str, ...]
    """The runs that the evidence is from."""
    look: tuple[str, ...]
    """Where to look, when the plan names neither cause nor fix."""


@dataclass(frozen=True, slots=True)
class PromptView:
    """One prompt."""

    phase: PromptPhase
    """The phase that the prompt is about."""
    name: str
    """The phase's short name, such as `4.1`."""
    run: str
    """The command that proves the phase."""
    first: str
    """What has to be typed before that, where the next step is another: somebody's approval; else empty."""
    explain: str
    """The command that explains the phase."""
    status: str
    """The phase's status."""
    task: str
    """What is to be done."""
    project: str
    """The project's name."""
    project_goal: str
    """The project's goal."""
    strategy: str
    """How the goal is to be reached."""
    workspace: str
    """The folder in which steps and checks run."""
    plan_files: tuple[str, ...]
    """The files of the plan."""
    documents: tuple[str, ...]
    """The rendered documents."""
    before: tuple[tuple[str, str, str], ...]
    """What it depends on: name, title, status."""
    background: str
    """What somebody needs to know who has seen nothing before."""
    duration: str
    """How long the work may take."""
    deliverables: tuple[Tick, ...]
    """What the phase produces, ticked where it is there."""
    totals: tuple[tuple[str, tuple[Total, ...]], ...]
    """Phase and its rows, for the newest results."""
    issues: tuple[PromptIssue, ...]
    """The issues that the phase is to fix."""
    others: tuple[str, ...]
    """Known issues that are not to be fixed here."""
    strays: tuple[tuple[str, str, TestGroup], ...]
    """Variant, run, failing tests that no known issue covers."""
    preflight: tuple[CommandView, ...]
    """The checks that must pass before anything is changed."""
    wants_clean: bool
    """Whether the preflight refuses a work tree with changes."""
    steps: tuple[CommandView, ...]
    """The commands that carry the phase out."""
    checks: tuple[CommandView, ...]
    """The checks that prove it."""
    success: tuple[Tick, ...]
    """The success criteria, ticked where they are met."""
    files: tuple[FileEntry, ...]
    """The files that the phase changes."""
    keep: tuple[str, ...]
    """Files that must not change."""
    hints: tuple[str, ...]
    """Advice for when something goes wrong."""
    notes: tuple[str, ...]
    """Remarks of the plan."""
    following: tuple[tuple[str, str, str], ...]
    """The phases that come after it: name, title, and its prompt's path, if it has one."""
    hand_overs: tuple[tuple[str, HandOver], ...]
    """Phases with runs that did not end well, and where each stands."""
    output: str
    """What the work ends with."""
    purpose: str
    """What the prompt is for."""
    ground: Ground
    """Where the work begins, what came before it and what is off limits."""
    bar: tuple[str, ...]
    """What was lowered since the work began: nothing more of the kind helps."""
    shortened: str
    """What of the evidence is shown and what is not, when it was cut to meet the budget; else nothing."""
    whole: str
    """The command that prints the prompt without a budget."""


def due_phases(situation: Situation, lookup: Lookup | None = None) -> tuple[str, ...]:
    """The ids of the phases whose prompts are to be there."""
    return tuple(phase.id for phase in due_prompts(lookup or Lookup(situation)))


def prompt_view(situation: Situation, phase_id: str, limits: Limits | None = None, lookup: Lookup | None = None) -> PromptView:
    """The prompt for one phase; a parent's prompt covers all that is carried out below it.

    `lookup` is what was looked up for the same situation before, when several views are made at once.

    Raises:
        KeyError: there is no such phase.
    """
    lookup = lookup or Lookup(situation)
    quoter = Quoter(lookup, limits or Limits())
    phase = lookup.graph.phases[phase_id]
    leaves = [lookup.graph.phases[leaf] for leaf in lookup.graph.leaves(phase_id)]
    both = leaves if leaves == [phase] else [phase, *leaves]
    spec, project, plan = phase.prompt, lookup.settings.project, lookup.plan
    duration = (spec.duration if spec else None) or lookup.estimate(phase_id)
    own = _issue_ids(both)
    keep = spec.keep if spec else ()
    stands_on = ground(lookup, phase, leaves, keep)
    hand_overs = tuple((phase_name(p.id), left) for p in leaves if (left := hand_over(lookup, p, quoter)))
    return PromptView(
        phase=PromptPhase(phase.id, phase.title, phase.goal),
        name=phase_name(phase_id),
        run=f"tracker run {short_id(phase_id)}",
        first=_first(lookup, phase_id),
        explain=f"tracker explain {short_id(phase_id)}",
        status=_status(lookup, phase),
        task=(spec.task if spec else "") or sentence(phase.goal or (spec.purpose if spec else "") or phase.title),
        project=f"{project.subject}, {project.name}" if project.subject else project.name,
        project_goal=project.goal,
        strategy=project.strategy,
        workspace=lookup.settings.workspace,
        plan_files=plan.files,
        documents=tuple(document.path for document in lookup.settings.documents),
        before=tuple(_before(lookup, need) for need in lookup.graph.needs(phase_id)),
        background=spec.background if spec else "",
        duration=duration.words if duration else "",
        deliverables=tuple(deliverable_tick(lookup, p, d) for p in both for d in p.deliverables),
        totals=tuple(_totals(lookup, phase)),
        issues=tuple(_issues(quoter, own)),
        others=tuple(issue.title for issue in lookup.settings.issues if issue.id not in own),
        strays=tuple(_strays(quoter, phase)),
        preflight=tuple(check_view(plan, check) for p in leaves for check in p.preflight),
        wants_clean=any(check.wants_clean() for p in leaves for check in p.preflight),
        steps=tuple(step_view(step) for p in leaves for step in p.steps),
        checks=tuple(recorded_view(lookup, p, check) for p in leaves for check in p.checks),
        success=tuple(criterion_tick(lookup, p, c) for p in both for c in p.success),
        files=stands_on.files,
        keep=keep,
        hints=spec.hints if spec else (),
        notes=tuple(note for p in both for note in (*p.notes, *note_words(lookup.state, p.id))),
        following=tuple(_following(lookup, phase)),
        hand_overs=hand_overs,
        output=spec.output if spec else "",
        purpose=spec.purpose if spec else "",
        ground=stands_on,
        bar=tuple(words for p in leaves if (words := bar_words(lookup, p.id))),
        shortened=quoter.limits.words,
        whole=f"tracker prompt {short_id(phase_id)} --whole",
    )


def _status(lookup: Lookup, phase: Phase) -> str:
    standing = lookup.standing(phase.id)
    reasons = "; ".join(standing.reasons)
    if standing.basis is Basis.CLAIMED:
        return f"{phrase(standing).removesuffix(', claimed')}: {reasons}"
    if since := lookup.changed_words(phase.id):
        return f"{phrase(standing)}: {standing.reasons[0]}; {since}"
    return phrase(standing) + (f": {reasons}" if reasons and standing.status is not PhaseStatus.READY else "")


def _before(lookup: Lookup, need: str) -> tuple[str, str, str]:
    return phase_name(need), lookup.graph.phases[need].title, phrase(lookup.standing(need)).lower()


def _issue_ids(phases: Iterable[Phase]) -> tuple[str, ...]:
    """Issues that the phases name, or that their checks expect to be resolved."""
    named = [name for phase in phases for name in phase.issues]
    named += [name for phase in phases for check in phase.checks for name in check.issues_resolved()]
    return tuple(dict.fromkeys(named))


def _issues(quoter: Quoter, wanted: tuple[str, ...]) -> Iterable[PromptIssue]:
    lookup = quoter.lookup
    for number, issue in enumerate(lookup.settings.issues, 1):
        if issue.id not in wanted:
            continue
        view = issue_view(lookup, number, issue)
        seen = [sighting for sighting in view.sightings if sighting.cases]
        fresh = [sighting for sighting in seen if (sighting.tests, sighting.key.name) not in quoter.events]
        evidence = tuple((s.label, s.run, quoter.group(issue.id, s.cases)) for s in fresh)
        runs = tuple(dict.fromkeys(sighting.run for sighting in fresh))
        above = len(fresh) < len(seen)
        cases = () if issue.cause or issue.fix else [case for sighting in seen for case in sighting.cases]
        look = where_to_look(lookup, cases)
        yield PromptIssue(number, issue, view.affected, view.status, view.resolved, evidence, above, runs, look)


def _sources(lookup: Lookup, phase: Phase) -> list[Phase]:
    """The phases whose results are the present ones: its own, and the newest and nearest of those that come before it."""
    own = [lookup.graph.phases[leaf] for leaf in lookup.graph.leaves(phase.id)]
    found = [p for p in own if has_results(lookup, p)]
    level, seen = list(lookup.graph.needs(phase.id)), set[str]()
    while level:
        leaves = [x for x in dict.fromkeys(leaf for need in level for leaf in lookup.graph.leaves(need)) if x not in seen]
        seen.update(leaves)
        having = [lookup.graph.phases[leaf] for leaf in leaves if has_results(lookup, lookup.graph.phases[leaf])]
        older = set().union(*(_needed(lookup, [p.id]) - {p.id} for p in having))
        if having:
            return [*(p for p in having if p.id not in older), *found]
        level = [need for leaf in leaves for need in lookup.graph.needs(leaf)]
    return found


def _totals(lookup: Lookup, phase: Phase) -> Iterable[tuple[str, tuple[Total, ...]]]:
    for source in _sources(lookup, phase):
        totals = phase_results(lookup, source).totals
        measured = tuple(total for total in totals if total.basis == "measured")
        if totals:
            yield phase_name(source.id), measured or totals


def _first(lookup: Lookup, phase_id: str) -> str:
    """The next step, where it is one of this phase and no run."""
    step = lookup.next_step
    own = step.phase is not None and step.phase in lookup.graph.leaves(phase_id)
    return step.command if own and step.command != f"tracker run {short_id(str(step.phase))}" else ""


def recorded_view(lookup: Lookup, phase: Phase, check: AnyCheck) -> CommandView:
    """A check with what it said last; where it never ran, what the check that it is compared with said."""
    lines = []
    for _, variant, key in cells_of(phase.id, [check]):
        known = lookup.state.check(key)
        since = check.compared_with()
        where = phase_name(phase.id)
        if known is None and since:
            known, where = lookup.state.check(key._replace(phase=since)), phase_name(since)
        if known is not None:
            cell = f"{variant.label}: " if variant.cells else ""
            at = where_of(lookup.state.phase(known.event.phase), known.event.key, known)
            outdated = where == phase_name(phase.id) and known.event.definition != check.definition()
            now = f"; since then {REDEFINED}" if outdated else ""
            lines.append(f"{cell}{known.event.summary} ({known.outcome}, {where}{at}{now})")
    return replace(check_view(lookup.plan, check), recorded=tuple(lines))


def _strays(quoter: Quoter, phase: Phase) -> Iterable[tuple[str, str, TestGroup]]:
    """From the newest results of each variant among those sources, unless the hand-over has shown them."""
    lookup = quoter.lookup
    cells = [cell for source in _sources(lookup, phase) for cell in lookup.cells_of(source)]
    for sighting in newest_sightings(lookup, cells, ""):
        if (sighting.tests, sighting.key.name) not in quoter.events:
            for group in quoter.clusters(sighting.cases):
                yield sighting.label, sighting.run, group


def _following(lookup: Lookup, phase: Phase) -> Iterable[tuple[str, str, str]]:
    """Phases that wait for this one, or for the phase that it is a part of; without any, the next open one in order."""
    own = set(lookup.graph.leaves(phase.id)) | {phase.id}
    waiting: list[Phase] = []
    above: str | None = phase.id
    while above and not waiting:
        names = own | {above}
        waiting = [p for p in lookup.graph.phases.values() if names & set(p.depends_on) and p.id not in own]
        above = lookup.graph.phases[above].parent
    if not waiting:
        needed, last = _needed(lookup, own), max(lookup.order.index(leaf) for leaf in lookup.graph.leaves(phase.id))
        later = [leaf for leaf in lookup.open if leaf not in needed]
        later.sort(key=lambda leaf: lookup.order.index(leaf) < last)
        waiting = [lookup.graph.phases[leaf] for leaf in later[:1]]
    for p in waiting:
        yield phase_name(p.id), p.title, prompt_path(lookup, p) if p.prompt else ""


def _needed(lookup: Lookup, phases: Iterable[str]) -> set[str]:
    """These phases, and every leaf that must be done before them."""
    found, left = set[str](), list(phases)
    while left:
        phase_id = left.pop()
        if phase_id not in found:
            found.add(phase_id)
            left += [leaf for need in lookup.graph.needs(phase_id) for leaf in lookup.graph.leaves(need)]
    return found
