"""The section `prompt-library`: which prompts are there, which are not yet, and why."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.checking.words import listed
from tracker.documents.prompts.lifecycle import PromptState, prompt_state, prompt_status
from tracker.documents.prompts.triggers import awaited, completions, condition_words, conditions, is_due, prompt_path
from tracker.documents.sections.section import Section
from tracker.spec.create_when import Conditions
from tracker.spec.phases import Phase
from tracker.views.lookup import Lookup, phase_name


@dataclass(frozen=True, slots=True)
class PromptEntry:
    """One prompt in the library."""

    number: int
    """Its number in the list."""
    phase_id: str
    """The id of its phase."""
    file: str
    """The file's name."""
    path: str
    """The file's path."""
    available: bool
    """Whether it is written."""
    mark: str
    """The sign before it."""
    fields: tuple[tuple[str, str], ...]
    """Label and text, in order; only those that the plan states or that follow from the journal."""
    status: str
    """Where it is in its life, in words."""
    state: PromptState
    """Where it is in its life."""


@dataclass(frozen=True, slots=True)
class LibraryView:
    """All prompts of the plan."""

    available: tuple[PromptEntry, ...]
    """Prompts that are written."""
    pending: tuple[PromptEntry, ...]
    """Prompts that are not written yet."""
    next_pending: str
    """When the first of the pending ones is written: `After Phase 4.1`; empty when none is."""


def library_view(lookup: Lookup) -> LibraryView:
    """Every prompt, numbered in natural order of the phases; those that are there first."""
    having = [phase for phase in lookup.graph.phases.values() if phase.prompt is not None]
    due = [phase for phase in having if is_due(lookup, phase)]
    waiting = [phase for phase in having if phase not in due]
    entries = [_entry(lookup, number, phase) for number, phase in enumerate([*due, *waiting], 1)]
    first = next((awaited(lookup, phase) for phase in waiting if not phase.skip), ())
    return LibraryView(tuple(entries[: len(due)]), tuple(entries[len(due) :]), _next_words(first))


def _next_words(alternatives: Conditions) -> str:
    names = completions(alternatives)
    if names:
        return f"After {names[0]}"
    return f"When {condition_words(alternatives)}" if alternatives else ""


def _create_when(alternatives: Conditions) -> str:
    names = completions(alternatives)
    return f"After {listed(names)} complete" if names else f"When {condition_words(alternatives)}"


def _entry(lookup: Lookup, number: int, phase: Phase) -> PromptEntry:
    spec = phase.prompt
    assert spec is not None
    mark, status = prompt_status(lookup, phase)
    estimate = spec.duration or lookup.estimate(phase.id)
    available = is_due(lookup, phase)
    fields = [
        ("Phase", f"{phase_name(phase.id).removeprefix('Phase ')} ({phase.summary or phase.title})"),
        ("Purpose", spec.purpose or phase.goal),
        ("Duration", estimate.words if estimate else ""),
        ("Use When", spec.use_when),
        ("Create When", "" if available else _create_when(conditions(lookup, phase))),
        ("Fixes", spec.fixes),
        ("Output", spec.output),
        ("Template", spec.template),
        ("Status", status),
    ]
    shown = tuple((label, text) for label, text in fields if text)
    return PromptEntry(
        number, phase.id, spec.file, prompt_path(lookup, phase), available, mark, shown, status, prompt_state(lookup, phase)
    )


SECTION = Section("prompt-library", "Prompt Library", library_view, field="library")
