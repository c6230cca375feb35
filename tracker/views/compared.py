"""What became of each test between two sets of results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.checking.suite_expect import Allowed, why
from tracker.errors import UsageError
from tracker.evidence.compare import compare
from tracker.evidence.signature import signature
from tracker.model.result import TestReport
from tracker.model.status import Outcome
from tracker.views.sources import Source

if TYPE_CHECKING:
    from tracker.views.faces.compare import ComparisonFace

Pair = tuple[str, Source | None, Source | None]
"""What ends the test ids, and the two results."""
Allowance = tuple[str, tuple[Allowed, ...], tuple[Allowed, ...]]
"""What ends the test ids, which of these tests may be skipped, and which may be gone."""


def pairs_of(before: Sequence[Source], after: Sequence[Source]) -> list[Pair]:
    """What is compared with what: the only two, or those of the same name.

    Raises:
        UsageError: none has a counterpart.
    """
    if len(before) == len(after) == 1:
        return [("", before[0], after[0])]
    sides = [{source.label: source for source in side} for side in (before, after)]
    common = sides[0].keys() & sides[1].keys()
    if not common:
        hints = [f"Name one: {source.one}" for source in (*before, *after) if source.label]
        raise UsageError("these have no results of the same check in the same variant", hints=hints)
    return [(f" @ {label}", sides[0].get(label), sides[1].get(label)) for label in sorted(sides[0] | sides[1])]


def comparison_view(
    before: Sequence[Source], after: Sequence[Source], pairs: Sequence[Pair], allowances: Iterable[Allowance]
) -> ComparisonFace:
    """Test by test; `allowances` are those of the checks that the new results are of."""
    base, new = _joined(pairs, 0), _joined(pairs, 1)
    found = compare(base, new)
    outcomes = {case.id: case.outcome for case in new.cases}
    newcomers = [name for name in found.new if outcomes[name] is not Outcome.PASSED]
    skipped = [name for name in newcomers if outcomes[name] is Outcome.SKIPPED]
    allowed = _allowed(allowances, (*found.now_skipped, *skipped), found.gone)
    return {
        "format_version": 1,
        "kind": "comparison",
        "base": [source.compared() for source in before],
        "new_results": [source.compared() for source in after],
        "fixed": list(found.fixed),
        "regressed": list(found.regressed),
        "changed": list(found.changed),
        "same": list(found.same),
        "new": list(found.new),
        "gone": list(found.gone),
        "now_skipped": list(found.now_skipped),
        "no_longer_skipped": list(found.no_longer_skipped),
        "worse": [name for name in found.worse() if name not in allowed],
        "new_not_passing": [name for name in newcomers if name not in allowed],
        "allowed": allowed,
        "signatures": _signatures(base, new, (*found.regressed, *found.changed, *found.fixed)),
    }


def got_worse(view: ComparisonFace) -> bool:
    """Whether `no_regressions_since` would not hold."""
    return bool(view["worse"] or view["new_not_passing"])


def _joined(pairs: Iterable[Pair], side: int) -> TestReport:
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


def _allowed(allowances: Iterable[Allowance], skipped: Sequence[str], gone: Sequence[str]) -> dict[str, str]:
    """Test → why the check of the plan that its new result is of allows it to be skipped, or gone."""
    allowed: dict[str, str] = {}
    for ending, skips, absent in allowances:
        for names, items in ((skipped, skips), (gone, absent)):
            for name in names:
                said = why(name.removesuffix(ending), items) if name.endswith(ending) else None
                if said is not None:
                    allowed[name] = said
    return dict(sorted(allowed.items()))


def _signatures(base: TestReport, new: TestReport, wanted: Sequence[str]) -> dict[str, list[str | None]]:
    """Test → its signature before and after, null where it did not fail."""
    before, after = ({case.id: signature(case) for case in report.broken()} for report in (base, new))
    return {name: [before.get(name), after.get(name)] for name in wanted}
