"""`tracker bench --json`."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from tracker.views.faces.shared import Face, NextStepFace


class VariantFigureFace(TypedDict):
    """One operation in one variant. The baseline itself has no `ratio`, `low`, `high` and `words`."""

    seconds: float
    """Per operation."""
    spread: float
    """The distance between the quartiles of the runs, in seconds."""
    ratio: NotRequired[float]
    """To the baseline."""
    low: NotRequired[float]
    """The lower end of the ratio's interval."""
    high: NotRequired[float]
    """The upper end of the ratio's interval."""
    words: NotRequired[str]
    """The ratio for people."""


class BenchmarkOperationFace(TypedDict):
    """One operation."""

    name: str
    """As the benchmark calls it."""
    variants: dict[str, VariantFigureFace]
    """What it took in each variant."""


class BenchmarkResultFace(TypedDict):
    """The newest result of a benchmark check."""

    check: str
    """`phase-4/speed`, with the variant."""
    title: str
    """The check in words."""
    run: str | None
    """The run that recorded it; null until it was run."""
    at: str | None
    """When; null until it was run."""
    commit: str | None
    """The commit that it belongs to; null until it was run."""
    outcome: str | None
    """What came of it; null until it was run."""
    summary: str
    """The result in one line."""
    details: list[str]
    """What the check said besides."""
    baseline: str
    """The variant that the others are compared with."""
    limit: str | None
    """How much more time than the baseline a variant may take: `10%`; null without a limit."""
    repeats: int
    """How often each variant is measured."""
    operations: list[BenchmarkOperationFace]
    """What was measured; empty until it was run."""


class ClaimedOperationFace(TypedDict):
    """One row of the table that was only reported."""

    operation: str
    """What was measured."""
    seconds: dict[str, float]
    """How long it took in each variant."""
    words: dict[str, str]
    """Each variant against the baseline, for people."""


class ClaimedBenchmarksFace(TypedDict):
    """A table that was only reported."""

    source: str
    """Who says so."""
    baseline: str
    """The variant that the others are compared with."""
    rows: list[ClaimedOperationFace]
    """The table."""


class BenchmarkFace(Face):
    """What the benchmarks of a phase measured, beside what was only claimed."""

    kind: Literal["benchmark"]
    phase: str
    """The phase."""
    formula: str
    """How ratios and intervals are computed."""
    checks: list[BenchmarkResultFace]
    """The phase's benchmark checks."""
    claimed: ClaimedBenchmarksFace | None
    """The table that was only reported, or null."""
    next: str
    """The command that measures what was not measured yet; empty when all was."""
    next_step: NextStepFace
    """What comes next."""
