"""Failures grouped by signature."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tracker.evidence.signature import VALUE, Shape, shape
from tracker.model.result import TestCase

_LONGEST = 60
"""Characters of a quoted value that may stand in a cluster's title."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Failing tests with the same signature."""

    signature: str
    """What its failures share: stage, exception type, and the message without its accidents."""
    stage: str
    """Where they failed: `setup`, `call`, `teardown` or `collection`."""
    tests: tuple[str, ...]
    """Ids, sorted. A test that fails so in several reports is there several times."""
    example: TestCase
    """The test with the smallest id, so that the choice does not depend on the order."""
    title: str
    """The signature with those quoted values in it that all its failures, at least two, have in common."""
    cases: tuple[TestCase, ...] = field(repr=False, default=())
    """The failing tests."""

    @property
    def count(self) -> int:
        """How many failures."""
        return len(self.tests)


def cluster(cases: Iterable[TestCase]) -> tuple[Cluster, ...]:
    """Every failing test in exactly one cluster; the largest first, then by signature."""
    known: dict[tuple[str, str, str], Shape] = {}
    groups: dict[str, list[TestCase]] = {}
    common: dict[str, list[str | None]] = {}
    for case in cases:
        cause = (case.stage, case.type, case.message)
        found = known.get(cause)
        if found is None:
            found = known[cause] = shape(*cause)
            _agree(common.setdefault(found.signature, list(found.values)), found.values)
        groups.setdefault(found.signature, []).append(case)
    clusters = [_made(name, members, common[name]) for name, members in groups.items()]
    return tuple(sorted(clusters, key=lambda c: (-c.count, c.signature)))


def _agree(common: list[str | None], values: Sequence[str]) -> None:
    """Keep the values that are the same here, too."""
    for place, value in enumerate(values):
        if common[place] != value:
            common[place] = None


def _made(name: str, members: list[TestCase], common: Sequence[str | None]) -> Cluster:
    members.sort(key=lambda case: (case.id, case.message, case.type, case.detail, case.file))
    return Cluster(
        signature=name,
        stage=members[0].stage or "call",
        tests=tuple(case.id for case in members),
        example=members[0],
        title=_title(name, common) if len(members) > 1 else name,
        cases=tuple(members),
    )


def _title(name: str, common: Sequence[str | None]) -> str:
    pieces = name.split(VALUE)
    if len(pieces) != len(common) + 1:  # a message that itself has `<value>` in it
        return name
    words = [value if value is not None and len(value) <= _LONGEST else VALUE for value in common]
    return pieces[0] + "".join(word + piece for word, piece in zip(words, pieces[1:], strict=True))
