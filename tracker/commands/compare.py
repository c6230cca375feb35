"""What became of each test between two results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from tracker.commands.sources import Source, find_sources
from tracker.errors import UsageError
from tracker.evidence.compare import Comparison
from tracker.evidence.compare import compare as compare_reports
from tracker.evidence.signature import signature
from tracker.model.result import TestReport

SETS = tuple(field.name for field in fields(Comparison))


def compare(folder: str, base: str, new: str) -> dict[str, Any]:
    """Files, runs, phases or single checks of these, test by test.

    Where both sides have several results, each is compared with the one of the same name, and the test ids carry that name.

    Raises:
        TrackerError: there are no such results, or they cannot be read.
    """
    before, after = find_sources(folder, base), find_sources(folder, new)
    single = len(before) == len(after) == 1
    pairs = [(before[0].report, after[0].report)] if single else _paired(before, after)
    base_report, new_report = (TestReport(tuple(case for pair in pairs for case in pair[side].cases)) for side in (0, 1))
    found = compare_reports(base_report, new_report)
    return {
        "format_version": 1,
        "kind": "comparison",
        "base": [source.as_dict() for source in before],
        "new_results": [source.as_dict() for source in after],
        **{name: list(getattr(found, name)) for name in SETS},
        "worse": list(found.worse()),
        "signatures": _signatures(base_report, new_report, (*found.regressed, *found.changed, *found.fixed)),
    }


def _paired(before: Sequence[Source], after: Sequence[Source]) -> list[tuple[TestReport, TestReport]]:
    sides = [{source.label: source for source in side} for side in (before, after)]
    common = sides[0].keys() & sides[1].keys()
    if not common:
        hints = [f"Name one: {source.name}/{source.label}" for source in (*before, *after) if source.label]
        raise UsageError("these have no results of the same check in the same variant", hints=hints)
    return [(_named(sides[0].get(label), label), _named(sides[1].get(label), label)) for label in sorted(sides[0] | sides[1])]


def _named(source: Source | None, label: str) -> TestReport:
    """The same results under ids that keep apart from those of another variant."""
    cases = source.report.cases if source else ()
    return TestReport(tuple(replace(case, id=f"{case.id} @ {label}") for case in cases))


def _signatures(base: TestReport, new: TestReport, wanted: Sequence[str]) -> dict[str, list[str | None]]:
    """Test → its signature before and after, null where it did not fail."""
    before, after = ({case.id: signature(case) for case in report.broken()} for report in (base, new))
    return {name: [before.get(name), after.get(name)] for name in wanted}
