"""What benchmark checks measured, from their recorded facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.checks.benchmark import BenchmarkCheck
from tracker.evidence.statistics import Ratio
from tracker.model.log import Fact
from tracker.views.lookup import Cell


@dataclass(frozen=True, slots=True)
class Figure:
    """One operation in one variant."""

    seconds: float
    """Per operation."""
    spread: float
    """The distance between the quartiles of the runs."""
    ratio: Ratio | None
    """To the baseline; None for the baseline itself."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation in every variant."""

    name: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Measured:
    """The newest result of one benchmark check."""

    cell: Cell
    check: BenchmarkCheck
    operations: tuple[Operation, ...]
    """Empty until it was run."""


def measured(cell: Cell) -> Measured | None:
    """What a check measured; None when it is no benchmark."""
    if not isinstance(cell.check, BenchmarkCheck):
        return None
    facts = cell.record.event.facts if cell.record else {}
    ending = f".{cell.check.base}"
    names = [key.removesuffix(ending) for key in facts if key.endswith(ending)]
    operations = tuple(Operation(name, _figures(cell.check, name, facts)) for name in names)
    return Measured(cell, cell.check, operations)


def _figures(check: BenchmarkCheck, name: str, facts: Mapping[str, Fact]) -> dict[str, Figure]:
    found = {}
    for variant in (check.base, *check.others):
        key = f"{name}.{variant}"
        parts = [facts.get(f"{key}.{part}") for part in ("ratio", "low", "high")]
        ratio = Ratio(*map(float, parts)) if None not in parts else None  # type: ignore[arg-type]
        found[variant] = Figure(float(facts.get(key, 0)), float(facts.get(f"{key}.spread", 0)), ratio)
    return found
