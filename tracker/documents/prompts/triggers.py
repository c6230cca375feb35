"""When a prompt is written: whether `create_when` holds, and which prompts are due by plan and journal."""

from __future__ import annotations

from tracker.checking.words import listed
from tracker.model.status import PhaseStatus
from tracker.spec.create_when import Condition, Conditions, parse_create_when
from tracker.spec.phases import Phase
from tracker.views.issues import issue_view
from tracker.views.lookup import Cell, Lookup, phase_name

_FAILED = frozenset({PhaseStatus.FAILED, PhaseStatus.REGRESSED})


def conditions(lookup: Lookup, phase: Phase) -> Conditions:
    """What a phase's prompt waits for: `create_when`, else that what the phase itself needs is complete."""
    assert phase.prompt is not None
    needs = tuple(Condition("phase", need, "complete") for need in lookup.graph.needs(phase.id))
    return parse_create_when(phase.prompt.create_when) or (needs,)


def holds(lookup: Lookup, condition: Condition) -> bool:
    """Whether a condition is so, by what is recorded."""
    match condition.kind, condition.state:
        case "phase", "complete":
            return lookup.done(condition.name)
        case "phase", _:
            return lookup.standing(condition.name).status in _FAILED
        case "issue", state:
            number, issue = next((n, x) for n, x in enumerate(lookup.settings.issues, 1) if x.id == condition.name)
            view = issue_view(lookup, number, issue)
            return view.open if state == "open" else view.resolved
        case _, "passed":
            cells = _cells(lookup, condition)
            return bool(cells) and all(cell.passed for cell in cells)
    return any(cell.failed for cell in _cells(lookup, condition))


def _cells(lookup: Lookup, condition: Condition) -> list[Cell]:
    cells = lookup.named(lookup.graph.phases[condition.phase], [condition.name])
    return [cell for cell in cells if not condition.variant or condition.variant in {cell.variant.key, cell.variant.label}]


def is_due(lookup: Lookup, phase: Phase) -> bool:
    """Whether the prompt is to be there. Once the phase was begun it stays, whatever happens to what it waited for."""
    if phase.prompt is None or phase.skip:
        return False
    begun = any(lookup.state.phase(leaf).runs for leaf in lookup.graph.leaves(phase.id))
    return begun or any(all(holds(lookup, one) for one in group) for group in conditions(lookup, phase))


def due_prompts(lookup: Lookup) -> tuple[Phase, ...]:
    """The phases whose prompts are due, in natural order."""
    return tuple(phase for phase in lookup.graph.phases.values() if is_due(lookup, phase))


def awaited(lookup: Lookup, phase: Phase) -> Conditions:
    """The conditions that do not hold yet, by alternative."""
    return tuple(tuple(one for one in group if not holds(lookup, one)) for group in conditions(lookup, phase))


def completions(alternatives: Conditions) -> tuple[str, ...]:
    """The names of the phases that have to be complete, when that is all that is asked for; else none."""
    if len(alternatives) != 1 or any((one.kind, one.state) != ("phase", "complete") for one in alternatives[0]):
        return ()
    return tuple(phase_name(one.name) for one in alternatives[0])


def condition_words(alternatives: Conditions) -> str:
    """`Phase 1 and Phase 2 are complete, or issue queue is open`."""
    return ", or ".join(_group_words(group) for group in alternatives)


def _group_words(group: tuple[Condition, ...]) -> str:
    names = [phase_name(one.name) for one in group if (one.kind, one.state) == ("phase", "complete")]
    phases = [f"{listed(names)} {'is' if len(names) == 1 else 'are'} complete"] if names else []
    return listed(phases + [_words(one) for one in group if (one.kind, one.state) != ("phase", "complete")])


def _words(one: Condition) -> str:
    match one.kind:
        case "phase":
            return f"{phase_name(one.name)} has failed"
        case "issue":
            return f"issue {one.name} is {one.state}"
    variant = f"[{one.variant}]" if one.variant else ""
    return f"check {one.name}{variant} of {phase_name(one.phase)} has {one.state}"


def prompt_path(lookup: Lookup, phase: Phase) -> str:
    """Where a phase's prompt is written, relative to the project's root."""
    assert phase.prompt is not None
    return f"{lookup.settings.prompts}/{phase.prompt.file}"
