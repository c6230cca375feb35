"""Which known issue a failing test belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tracker.evidence.bounded import search
from tracker.model.result import TestCase


def names(words: str, test_id: str) -> bool:
    """Whether somebody means this test: by its id, or by a glob over ids.

    The brackets of a parametrised test are brackets (`t[*]`, `t[a]`); as a set of characters they match, too.
    """
    return words == test_id or fnmatchcase(test_id, words) or fnmatchcase(test_id, words.replace("[", "[[]"))


@dataclass(frozen=True, slots=True)
class IssueMatch:
    """How an issue recognises its failures. Every part that is given must hold."""

    messages: tuple[re.Pattern[str], ...] = ()
    """Any of these found in the exception type and message."""
    tests: tuple[str, ...] = ()
    """Any of these globs matches the test id."""
    stages: tuple[str, ...] = ()
    """Any of these stages."""
    signatures: tuple[str, ...] = ()
    """Any of these is its signature, as `tracker triage` prints it."""

    def covers(self, case: TestCase) -> bool:
        """Whether this failing test belongs to the issue. An empty match covers nothing."""
        if not (self.messages or self.tests or self.signatures):
            return False
        text = f"{case.type}: {case.message}" if case.type else case.message
        return (
            (not self.messages or any(search(pattern, text) for pattern in self.messages))
            and (not self.tests or any(names(glob, case.id) for glob in self.tests))
            and (not self.stages or case.stage in self.stages)
            and (not self.signatures or self._has_signature(case))
        )

    def _has_signature(self, case: TestCase) -> bool:
        from tracker.evidence.signature import as_pattern, shape  # every plan has matches, and few of them signatures

        literal = shape(case.stage, case.type, case.message).literal
        return any(as_pattern(words).fullmatch(literal) for words in self.signatures)


def assign(cases: Iterable[TestCase], issues: Mapping[str, IssueMatch]) -> dict[str, list[TestCase]]:
    """Each failing test under the first issue that covers it, in the plan's order; the rest under the empty id."""
    groups: dict[str, list[TestCase]] = {name: [] for name in issues}
    groups[""] = []
    for case in cases:
        owner = next((name for name, match in issues.items() if match.covers(case)), "")
        groups[owner].append(case)
    return groups
