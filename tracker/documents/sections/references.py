"""The section `references`: files to know, and the prompts."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.documents.prompts.triggers import due_prompts, prompt_path
from tracker.documents.sections.section import Section
from tracker.spec.known import Reference
from tracker.views.lookup import Lookup, phase_name


@dataclass(frozen=True, slots=True)
class ReferenceGroup:
    """References under one heading."""

    heading: str
    """The heading."""
    entries: tuple[Reference, ...]
    """The references."""


def references_view(lookup: Lookup) -> tuple[ReferenceGroup, ...]:
    """Those of the plan, and every prompt that is written."""
    groups: dict[str, list[Reference]] = {}
    for reference in lookup.settings.references:
        groups.setdefault(reference.group, []).append(reference)
    for phase in due_prompts(lookup):
        path = prompt_path(lookup, phase)
        entry = Reference(label=f"{phase_name(phase.id)}: {phase.title}", path=path, group="Prompts")
        groups.setdefault("Prompts", []).append(entry)
    return tuple(ReferenceGroup(name, tuple(entries)) for name, entries in groups.items())


SECTION = Section("references", "Contact & References", references_view, variable="groups")
