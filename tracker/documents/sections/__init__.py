"""The shelf of document sections: one file each, and the registry below."""

from __future__ import annotations

import difflib

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


def section(name: str) -> Section:
    """The section with this name.

    Raises:
        InvalidPlanError: there is none; names the nearest.
    """
    if name not in SECTIONS:
        close = difflib.get_close_matches(name, SECTIONS, 1)
        hints = [f"Did you mean {close[0]!r}?"] if close else []
        raise InvalidPlanError(f"there is no section {name!r}", hints=[*hints, f"Sections are: {', '.join(SECTIONS)}"])
    return SECTIONS[name]


__all__ = ["SECTIONS", "Section", "section"]
