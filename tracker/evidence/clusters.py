"""Failures grouped by signature."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.evidence.signature import signature
from tracker.model.result import TestCase


@dataclass(frozen=True, slots=True)
class Cluster:
    """Failing tests with the same signature."""

    signature: str
    tests: tuple[str, ...]
    """Ids, sorted."""
    example: TestCase
    """The test with the smallest id, so that the choice does not depend on the order."""

    @property
    def count(self) -> int:
        """How many tests."""
        return len(self.tests)


def cluster(cases: Iterable[TestCase]) -> tuple[Cluster, ...]:
    """Every failing test in exactly one cluster; the largest first, then by signature."""
    groups: dict[str, list[TestCase]] = {}
    for case in cases:
        groups.setdefault(signature(case), []).append(case)
    clusters = [
        Cluster(name, tuple(sorted(case.id for case in members)), min(members, key=lambda case: case.id))
        for name, members in groups.items()
    ]
    return tuple(sorted(clusters, key=lambda c: (-c.count, c.signature)))
