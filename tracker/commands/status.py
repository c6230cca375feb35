"""Where everything stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.answers import keep_status
from tracker.commands.resolve import resolve_phase
from tracker.model.garbage import no_collection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.bootstrap import Project
    from tracker.graph import Graph
    from tracker.model.outline import PhaseOutline
    from tracker.views.faces.status import StatusFace


def status(project: Project, words: Sequence[str] = ()) -> StatusFace:
    """The status view, looked up anew and kept for the next call; of the phases in `words` alone, where there are some.

    Raises:
        UsageError: there is no such phase.
        TrackerError: the plan is invalid, the repository is bare or not trusted by git, or something cannot be read.
    """
    started = project.clock.unix()
    with no_collection():
        facts = project.facts()
        if facts.head is None:
            _ = project.repository_root  # says so when there is a repository that cannot be used
        view = keep_status(project, facts, started)
    if not words:
        return view
    wanted = {resolve_phase(facts.graph, word) for word in words}
    return {**view, "phases": [phase for phase in view["phases"] if _belongs(facts.graph, phase["id"], wanted)]}


def _belongs(graph: Graph[PhaseOutline], phase: str | None, wanted: set[str]) -> bool:
    """Whether it is one of the phases, or below one."""
    while phase and phase not in wanted:
        phase = graph.phases[phase].parent
    return bool(phase)
