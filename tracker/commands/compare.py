"""How each test changed between two results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.checking.suite_expect import allowances
from tracker.commands.sources import find_sources, project_at
from tracker.views.compared import Allowance, Pair, comparison_view, pairs_of

if TYPE_CHECKING:
    from tracker.views.faces.compare import ComparisonFace


def compare(folder: str, base: str, new: str) -> ComparisonFace:
    """Files, runs, phases or single checks of these, test by test.

    Where both sides have several results, each is compared with the one of the same name, and the test ids carry that name.

    Raises:
        TrackerError: there are no such results, or they cannot be read.
    """
    before, after = find_sources(folder, base), find_sources(folder, new)
    pairs = pairs_of(before, after)
    return comparison_view(before, after, pairs, _allowances(folder, pairs))


def _allowances(folder: str, pairs: Sequence[Pair]) -> Iterator[Allowance]:
    recorded = [(ending, source) for ending, _, source in pairs if source and source.phase]
    project = project_at(folder) if recorded else None
    for ending, source in recorded:
        phase = project.graph.phases.get(source.phase) if project else None
        for check in phase.checks if phase else ():
            if check.id == source.label.partition("[")[0]:
                yield ending, *allowances(check)
