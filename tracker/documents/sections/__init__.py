"""The shelf of document sections: one file each, and the registry below."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from tracker.documents.sections import (
    benchmarks,
    current_status,
    dependency_graph,
    footer,
    gantt,
    how_to,
    issues,
    metrics,
    next_session,
    overview,
    phases,
    prompt_library,
    references,
    risk,
    success_criteria,
    test_results,
    timeline,
)
from tracker.documents.sections.section import Section
from tracker.errors import InvalidPlanError

SECTIONS: dict[str, Section] = {
    section.name: section
    for section in (
        overview.SECTION,
        phases.SECTION,
        prompt_library.SECTION,
        how_to.SECTION,
        current_status.SECTION,
        test_results.SECTION,
        issues.SECTION,
        benchmarks.SECTION,
        metrics.SECTION,
        timeline.SECTION,
        gantt.SECTION,
        dependency_graph.SECTION,
        risk.SECTION,
        success_criteria.SECTION,
        references.SECTION,
        next_session.SECTION,
        footer.SECTION,
    )
}
"""Name → section, in the order of a usual document."""


def section(name: str, own: Collection[str] = ()) -> Section:
    """The section with this name; `own` are those of the project itself, which see the whole view.

    Raises:
        InvalidPlanError: there is none; names the nearest.
    """
    if name in SECTIONS:
        return SECTIONS[name]
    if name in own:
        return Section(name, heading=name.replace("-", " ").capitalize(), parts=lambda view: {"view": view})
    known = [*SECTIONS, *own]
    close = difflib.get_close_matches(name, known, 1)
    hints = [f"Did you mean {close[0]!r}?"] if close else []
    raise InvalidPlanError(f"there is no section {name!r}", hints=[*hints, f"Sections are: {', '.join(known)}"])


__all__ = ["SECTIONS", "Section", "section"]
