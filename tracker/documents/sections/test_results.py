"""The section `test-results`: checklists, totals by variant, failing tests."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.documents.sections.mermaid import label
from tracker.documents.sections.section import Section
from tracker.model.ids import short_id
from tracker.views.charts import Chart, charts
from tracker.views.lookup import Lookup, phase_name
from tracker.views.results import PhaseResults, has_results, phase_results, results_file


@dataclass(frozen=True, slots=True)
class ResultsView:
    """All of them."""

    file: str
    """The document in which they are, when another one shows them."""
    phases: tuple[PhaseResults, ...]
    """What is known of each phase."""
    later: tuple[str, ...]
    """Names of phases whose checks have not been run."""
    charts: tuple[Chart, ...]
    """The newest results and the trends, to be drawn."""
    diagrams: tuple[Chart, ...]
    """The same, in words that Mermaid can draw."""
    next_command: str
    """The command that brings newer results."""


def results_view(lookup: Lookup) -> ResultsView:
    """Results of every phase that has any, in natural order."""
    phases = [lookup.graph.phases[leaf] for leaf in lookup.graph.all_leaves()]
    known = [phase for phase in phases if has_results(lookup, phase)]
    later = [phase for phase in phases if phase.checks and phase not in known]
    following = later[0].id if later else ""
    return ResultsView(
        results_file(lookup),
        tuple(phase_results(lookup, phase) for phase in known),
        tuple(phase_name(phase.id) for phase in later),
        charts(lookup),
        tuple(_diagram(chart) for chart in charts(lookup)),
        f"tracker run {short_id(following)}" if following else "",
    )


def _diagram(chart: Chart) -> Chart:
    labels = [label(text) for text in chart.labels]
    alike = len(set(labels)) < len(labels) or not all(labels)
    told = tuple(f"{n} {text}".strip() for n, text in enumerate(labels, 1)) if alike else tuple(labels)
    return replace(chart, title=label(chart.title), labels=told)


SECTION = Section("test-results", "Test Results Tracking", results_view, field="results")
