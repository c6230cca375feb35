"""Tests that are called otherwise now: what is known of them stays with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

from tracker.checking.rules import Text
from tracker.checking.strict import Strict
from tracker.evidence.bounded import expanded
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome


def _written_name(field: str) -> str:
    """In the plan it says `from`, which is a word of Python."""
    return "from" if field == "former" else field


class Renamed(Strict):
    """Test ids that became others."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {**Strict.__pydantic_config__, "alias_generator": _written_name}

    former: Text
    r"""A regular expression for whole test ids as they were, with groups.

    Example: 'tests\.old\.(.*)'
    """
    to: Text
    """What they are called now; `\\1` or `\\g<name>` is what a group found.

    Example: 'tests.new.\\1'
    """

    def __post_init__(self) -> None:
        """A pattern, and a text that uses no other groups than it has."""
        try:
            re.sub(self.former, self.to, "")
        except (re.error, IndexError) as error:
            raise ValueError(f"expected a regular expression and a text with its groups; {error}") from None


def renamed_ids(rules: tuple[Renamed, ...], report: TestReport) -> TestReport:
    """A report of before, with the ids of now. Of tests that became one it has one, and that passed when any of them did."""
    if not rules:
        return report
    found: dict[str, TestCase] = {}
    for case in report.cases:
        name = now(rules, case.id)
        if name not in found or case.outcome is Outcome.PASSED:
            found[name] = replace(case, id=name)
    return TestReport(tuple(found.values()))


def now(rules: tuple[Renamed, ...], name: str) -> str:
    """What a test is called now; the first rule that knows its id says it."""
    said = (expanded(re.compile(rule.former), name, rule.to) for rule in rules)
    return next((new for new in said if new is not None), name)


def several_become_one(rules: tuple[Renamed, ...], report: TestReport) -> Iterator[str]:
    """A line for each test of now that would stand for several: that is not a new name, but tests that are gone."""
    if not rules:
        return
    former: dict[str, list[str]] = {}
    for case in report.cases:
        former.setdefault(now(rules, case.id), []).append(case.id)
    for name, ids in former.items():
        if len(ids) > 1:
            yield f"renamed: {', '.join(sorted(ids)[:3])} would all be {name}: found {len(ids)} tests, expected one"
