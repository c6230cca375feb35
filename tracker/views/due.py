"""When a prompt is written: what `create_when` means, and which prompts are due by plan and journal."""

from __future__ import annotations

import re

from tracker.spec.models import Phase
from tracker.views.ground import Ground

_PART = re.compile(r"(\S+) is complete")


def parse_create_when(text: str) -> tuple[str, ...]:
    """The phases that must be complete, in `phase-3 is complete and phase-4.1 is complete`; none for an empty text.

    Raises:
        ValueError: a part is not understood.
    """
    if not text.strip():
        return ()
    phases = []
    for part in text.split(" and "):
        match = _PART.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"{part.strip()!r} is not a condition; write `PHASE is complete`, several joined by ` and `")
        phases.append(match[1])
    return tuple(phases)


def conditions(ground: Ground, phase: Phase) -> tuple[str, ...]:
    """The phases that a phase's prompt waits for: those of `create_when`, else what the phase itself needs."""
    assert phase.prompt is not None
    return parse_create_when(phase.prompt.create_when) or ground.graph.needs(phase.id)


def is_due(ground: Ground, phase: Phase) -> bool:
    """Whether the prompt is to be there. Once the phase was begun it stays, whatever happens to what it waited for."""
    if phase.prompt is None or phase.skip:
        return False
    begun = any(ground.state.phase(leaf).runs for leaf in ground.graph.leaves(phase.id))
    return begun or all(ground.done(need) for need in conditions(ground, phase))


def due_prompts(ground: Ground) -> tuple[Phase, ...]:
    """The phases whose prompts are due, in natural order."""
    return tuple(phase for phase in ground.graph.phases.values() if is_due(ground, phase))


def prompt_path(ground: Ground, phase: Phase) -> str:
    """Where a phase's prompt is written, relative to the project's root."""
    assert phase.prompt is not None
    return f"{ground.settings.prompts}/{phase.prompt.file}"
