"""Which tests an issue has ever broken, and which of those are only out of sight by now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from tracker.checking.base import CheckBase
from tracker.checking.suite_expect import allowances, why
from tracker.journal import events as e
from tracker.model.ids import CheckKey
from tracker.model.status import Outcome
from tracker.views.lookup import Lookup


def once_failing(lookup: Lookup, issue_id: str, keys: Collection[CheckKey]) -> dict[str, set[str]]:
    """By variant, every test that failed because of the issue in any recorded result of these checks, old ones included."""
    found: dict[str, set[str]] = defaultdict(set)
    for result in lookup.state.results:
        if result.key in keys and not result.elsewhere:
            found[result.key.variant] |= {case.id for case in lookup.failing(result)[issue_id]}
    return found


def out_of_sight(lookup: Lookup, check: CheckBase, event: e.CheckFinished, once: Collection[str]) -> list[str]:
    """Those of these tests that the newest result skipped or does not have any more.

    A test that fails no longer because nobody runs it has not been mended. A skip that the check allows says so itself.
    """
    report = lookup.report(event)
    if report is None:
        return []
    outcomes = {case.id: case.outcome for case in report.cases}
    skips, _ = allowances(check)
    return [
        name for name in sorted(once) if outcomes.get(name, Outcome.SKIPPED) is Outcome.SKIPPED and why(name, skips) is None
    ]
