"""What became of each test between two results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from tracker.checking.suite_expect import Allowed, allowances, why
from tracker.commands.sources import Source, find_sources, project_at
from tracker.errors import UsageError
from tracker.evidence.compare import Comparison
from tracker.evidence.compare import compare as compare_reports
from tracker.evidence.signature import signature
from tracker.model.result import TestReport
from tracker.model.status import Outcome

SETS = tuple(field.name for field in fields(Comparison))


def compare(folder: str, base: str, new: str) -> dict[str, Any]:
    """Files, runs, phases or single checks of these, test by test.

    Where both sides have several results, each is compared with the one of the same name, and the test ids carry that name.

    Raises:
        TrackerError: there are no such results, or they cannot be read.
    """
    before, after = find_sources(folder, base), find_sources(folder, new)
    single = len(before) == len(after) == 1
    pairs = [("", before[0], after[0])] if single else _paired(before, after)
    base_report, new_report = _joined(pairs, 0), _joined(pairs, 1)
    found = compare_reports(base_report, new_report)
    outcomes = {case.id: case.outcome for case in new_report.cases}
    newcomers = [name for name in found.new if outcomes[name] is not Outcome.PASSED]
    skipped = [name for name in newcomers if outcomes[name] is Outcome.SKIPPED]
    allowed = _allowed(folder, pairs, (*found.now_skipped, *skipped), found.gone)
    return {
        "format_version": 1,
        "kind": "comparison",
        "base": [source.as_dict() for source in before],
        "new_results": [source.as_dict() for source in after],
        **{name: list(getattr(found, name)) for name in SETS},
        "worse": [name for name in found.worse() if name not in allowed],
        "new_not_passing": [name for name in newcomers if name not in allowed],
        "allowed": allowed,
        "signatures": _signatures(base_report, new_report, (*found.regressed, *found.changed, *found.fixed)),
    }


def got_worse(view: dict[str, Any]) -> bool:
    """Whether `no_regressions_since` would not hold."""
    return bool(view["worse"] or view["new_not_passing"])


_Pair = tuple[str, Source | None, Source | None]
"""What ends the test ids, and the two results."""


def _paired(before: Sequence[Source], after: Sequence[Source]) -> list[_Pair]:
    sides = [{source.label: source for source in side} for side in (before, after)]
    common = sides[0].keys() & sides[1].keys()
    if not common:
        hints = [f"Name one: {source.one}" for source in (*before, *after) if source.label]
        raise UsageError("these have no results of the same check in the same variant", hints=hints)
    return [(f" @ {label}", sides[0].get(label), sides[1].get(label)) for label in sorted(sides[0] | sides[1])]


def _joined(pairs: Iterable[_Pair], side: int) -> TestReport:
    """The results of one side, under ids that keep apart from those of another variant."""
    sources = ((ending, (before, after)[side]) for ending, before, after in pairs)
    return TestReport(
        tuple(
            replace(case, id=f"{case.id}{ending}") if ending else case
            for ending, source in sources
            if source
            for case in source.report.cases
        )
    )


def _allowed(folder: str, pairs: Sequence[_Pair], skipped: Sequence[str], gone: Sequence[str]) -> dict[str, str]:
    """Test → why the check of the plan that its new result is of allows it to be skipped, or gone."""
    allowed: dict[str, str] = {}
    for ending, skips, absent in _allowances(folder, pairs):
        for names, items in ((skipped, skips), (gone, absent)):
            for name in names:
                said = why(name.removesuffix(ending), items) if name.endswith(ending) else None
                if said is not None:
                    allowed[name] = said
    return dict(sorted(allowed.items()))


def _allowances(folder: str, pairs: Sequence[_Pair]) -> Iterator[tuple[str, tuple[Allowed, ...], tuple[Allowed, ...]]]:
    recorded = [(ending, source) for ending, _, source in pairs if source and source.phase]
    project = project_at(folder) if recorded else None
    for ending, source in recorded:
        phase = project.graph.phases.get(source.phase) if project else None
        for check in phase.checks if phase else ():
            if check.id == source.label.partition("[")[0]:
                yield ending, *allowances(check)


def _signatures(base: TestReport, new: TestReport, wanted: Sequence[str]) -> dict[str, list[str | None]]:
    """Test → its signature before and after, null where it did not fail."""
    before, after = ({case.id: signature(case) for case in report.broken()} for report in (base, new))
    return {name: [before.get(name), after.get(name)] for name in wanted}
