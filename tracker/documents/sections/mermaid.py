"""What both Mermaid diagrams share. Labels are ASCII, as Mermaid draws them everywhere."""

from __future__ import annotations

import re
import unicodedata

from tracker.model.status import PhaseStatus
from tracker.spec.phases import Phase
from tracker.views.lookup import Lookup, phase_name

TAGS = {
    PhaseStatus.COMPLETE: "done",
    PhaseStatus.SKIPPED: "done",
    PhaseStatus.RUNNING: "active",
    PhaseStatus.READY: "active",
    PhaseStatus.AWAITING_APPROVAL: "active",
    PhaseStatus.FAILED: "crit",
    PhaseStatus.REGRESSED: "crit",
    PhaseStatus.INTERRUPTED: "crit",
}
"""Status → how both diagrams paint it; the others are plain."""


def label(text: str) -> str:
    """A text as a diagram can show it: ASCII letters, figures and harmless signs; all of it, however long."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^A-Za-z0-9 .,+/()&-]", " ", plain.replace("&", " and ")).split())


def ids_of(lookup: Lookup) -> dict[str, str]:
    """Phase → its name in a diagram."""
    return {phase_id: f"p{number}" for number, phase_id in enumerate(lookup.graph.phases, 1)}


def node_label(phase: Phase) -> str:
    """Never one of Mermaid's own words at the start: they are `title`, `section` and the like."""
    name = phase_name(phase.id)
    return label(f"{name if name.startswith('Phase ') else f'Phase {name}'} {phase.summary or phase.title}")
