"""What was found before: the results that a suite's are compared with."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.model.ids import CheckKey, Variant
from tracker.model.outline import renames
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome
from tracker.situation import Situation
from tracker.state.records import CheckRecord, Seal


def green_since(situation: Situation, named: str, check: str, variant: Variant) -> TestReport | None:
    """The tests of a phase's first seal and of every seal since, of whatever phase.

    A test has passed where any of them says so, else it ended as the newest says. Without a seal the phase's newest results are
    all that there is; None when it has none.
    """
    phase = renames(situation.graph.phases.values()).get(named, named)
    leaves = set(situation.graph.leaves(phase))
    seals = _in_order(situation, ((leaf, seal) for leaf, record in situation.state.phases.items() for seal in record.seals))
    own = (place for place, (leaf, seal) in enumerate(seals) if leaf in leaves and _tests(seal.checks.items(), check, variant))
    first = next(own, None)
    if first is None:
        return _newest(situation, leaves, check, variant)
    sealed = (known for _, seal in seals[first:] for known in _tests(seal.checks.items(), check, variant))
    digests = dict.fromkeys(known.event.tests for known in sealed)
    reports = [report for digest in digests if (report := situation.tests(digest)) is not None]
    return _united(reports) if len(reports) == len(digests) else None


def earlier_results(situation: Situation, key: CheckKey) -> tuple[TestReport, ...]:
    """What a check found in the present attempt at its phase, oldest first. What was handed in is not its own."""
    reopened = situation.state.phase(key.phase).reopened
    order = _order(situation)
    since = order.get(reopened.run, 0) if reopened else 0
    digests = dict.fromkeys(
        tested.tests
        for tested in situation.state.results
        if tested.key == key and not tested.elsewhere and order.get(tested.run, 0) >= since
    )
    return tuple(report for digest in digests if (report := situation.tests(digest)) is not None)


def _order(situation: Situation) -> dict[str, int]:
    """Run → its place: the journal is folded in the order in which things happened, whatever the clocks said."""
    return {run: place for place, run in enumerate(situation.state.runs)}


def _in_order(situation: Situation, seals: Iterable[tuple[str, Seal]]) -> list[tuple[str, Seal]]:
    order = _order(situation)
    return sorted(seals, key=lambda item: (order.get(item[1].run, 0), item[1].at))


def _tests(records: Iterable[tuple[CheckKey, CheckRecord]], check: str, variant: Variant) -> list[CheckRecord]:
    return [known for key, known in records if key.check == check and key.variant == variant.key and known.event.tests]


def _newest(situation: Situation, leaves: Iterable[str], check: str, variant: Variant) -> TestReport | None:
    found = [known for leaf in leaves for known in _tests(situation.state.phase(leaf).checks.items(), check, variant)]
    order = _order(situation)
    newest = max(found, key=lambda known: (order.get(known.run, 0), known.at), default=None)
    return situation.tests(newest.event.tests) if newest else None


def _united(reports: Iterable[TestReport]) -> TestReport:
    """Each test once: passed where it did in any of them, else as in the newest that has it."""
    found: dict[str, TestCase] = {}
    for report in reports:
        for case in report.cases:
            if case.id not in found or found[case.id].outcome is not Outcome.PASSED:
                found[case.id] = case
    return TestReport(tuple(found.values()))
