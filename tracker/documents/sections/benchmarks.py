"""The section `benchmarks`: the reported timings and the measured ones, with every percentage computed by one formula."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.documents.sections.section import Section
from tracker.evidence.statistics import FORMULA as MEASURED_FORMULA
from tracker.model.ids import short_id
from tracker.spec.claims import ClaimedBenchmark
from tracker.spec.known import Benchmarks
from tracker.views.lookup import Lookup, phase_name
from tracker.views.measured import Figure, Measured, measured
from tracker.views.wording import change_words, duration

FORMULA = (
    "change in time per operation = seconds / baseline seconds - 1; less time is faster. "
    "In brackets: baseline seconds / seconds"
)


@dataclass(frozen=True, slots=True)
class Timing:
    """One operation in one variant."""

    operation: str
    """What was measured."""
    seconds: str
    """How long it took, with its unit."""
    rate: str
    """Operations per second; empty when not reported."""
    change: str = ""
    """Against the baseline: `21% faster`; empty for the baseline itself."""
    ratio: str = ""
    """Baseline seconds / seconds, `1.27x`: how many times as much is done in the same time."""
    strong: bool = False
    """A difference of a fifth or more."""


@dataclass(frozen=True, slots=True)
class Column:
    """One variant's timings."""

    label: str
    """The variant's name."""
    baseline: bool
    """Whether the others are compared with it."""
    rows: tuple[Timing, ...]
    """Its timings, one for each operation."""
    total: Timing | None
    """Their sum; nothing where it cannot be summed."""


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """One operation in one variant, measured."""

    operation: str
    """What was measured."""
    variant: str
    """The variant."""
    seconds: str
    """Per operation."""
    spread: str
    """How far the runs lie apart."""
    words: str
    """`21% faster`, `no measurable difference`; empty for the baseline."""
    interval: str
    """`0.79 (0.75 to 0.83)`."""


@dataclass(frozen=True, slots=True)
class MeasuredTable:
    """What one benchmark check measured."""

    title: str
    """What the check is called."""
    source: str
    """Where and when; or what will measure it."""
    baseline: str
    """The variant that the others are compared with."""
    rows: tuple[MeasuredRow, ...]
    """The figures, a line for each operation and variant."""


@dataclass(frozen=True, slots=True)
class BenchmarksView:
    """The whole table."""

    source: str
    """Where the reported figures come from."""
    baseline: str
    """The variant that the others are compared with."""
    formula: str
    """How the reported figures are compared."""
    columns: tuple[Column, ...]
    """The reported figures by variant."""
    analysis: tuple[str, ...]
    """What follows from the reported figures, by that formula."""
    findings: tuple[str, ...]
    """What the report's author concluded."""
    measured: tuple[MeasuredTable, ...] = ()
    """What benchmark checks measured."""
    measured_formula: str = ""
    """How the measured figures are compared."""


def benchmarks_view(lookup: Lookup) -> BenchmarksView | None:
    """The reported table and what was measured; None when the plan has neither."""
    table = lookup.settings.benchmarks
    tables = tuple(_measured(lookup, m) for cell in lookup.cells if (m := measured(cell)) is not None)
    if table is None:
        return BenchmarksView("", "", FORMULA, (), (), (), tables, MEASURED_FORMULA) if tables else None
    variants = list(dict.fromkeys(name for row in table.rows for name in row.seconds))
    variants.sort(key=lambda name: name != table.baseline)
    columns = tuple(_column(table, variant) for variant in variants)
    analysis = tuple(line for column in columns if not column.baseline for line in _analysis(table, column))
    baseline = _label(table, table.baseline)
    return BenchmarksView(table.source, baseline, FORMULA, columns, analysis, table.findings, tables, MEASURED_FORMULA)


def _measured(lookup: Lookup, found: Measured) -> MeasuredTable:
    record, phase = found.cell.record, found.cell.phase.id
    labels = lookup.settings.benchmarks.labels if lookup.settings.benchmarks else {}
    source = f"not measured yet; `tracker run {short_id(phase)}` will measure it"
    if found.cell.former:
        source = f"{found.cell.outdated}; `tracker run {short_id(phase)}` will measure it again"
    if record:
        source = f"measured in {phase_name(phase)}, run `{record.run}`{found.cell.where}, {record.at[:10]}"
    rows = tuple(
        _measured_row(operation.name, labels.get(name, name), figure)
        for operation in found.operations
        for name, figure in operation.figures.items()
    )
    return MeasuredTable(found.cell.title, source, labels.get(found.check.base, found.check.base), rows)


def _measured_row(operation: str, variant: str, figure: Figure) -> MeasuredRow:
    ratio = figure.ratio
    interval = f"{ratio.ratio:.3g} ({ratio.low:.3g} to {ratio.high:.3g})" if ratio else ""
    words = ratio.words if ratio else ""
    return MeasuredRow(operation, variant, duration(figure.seconds), duration(figure.spread), words, interval)


def _label(table: Benchmarks, variant: str) -> str:
    return table.labels.get(variant, variant)


def _column(table: Benchmarks, variant: str) -> Column:
    own = variant == table.baseline
    rows = tuple(_timing(table, row, variant) for row in table.rows if variant in row.seconds and not _is_total(row))
    return Column(_label(table, variant), own, rows, _total(table, variant))


def _is_total(row: ClaimedBenchmark) -> bool:
    return row.operation.strip().lower() in {"total", "overall"}


def _timing(table: Benchmarks, row: ClaimedBenchmark, variant: str) -> Timing:
    rate = f"{row.rate[variant]:.1f} ops/sec" if variant in row.rate else ""
    return _compared(row.operation, row.seconds[variant], row.seconds.get(table.baseline), rate, own=variant == table.baseline)


def _compared(operation: str, seconds: float, baseline: float | None, rate: str, *, own: bool) -> Timing:
    if own or baseline is None:
        return Timing(operation, f"{seconds:.3f}s", rate)
    words = change_words(seconds, baseline)
    strong = abs(seconds / baseline - 1) >= 0.2  # noqa: PLR2004 - a fifth
    return Timing(operation, f"{seconds:.3f}s", rate, words, f"{baseline / seconds:.2f}x", strong=strong)


def _total(table: Benchmarks, variant: str) -> Timing | None:
    """The sum over the operations that both the variant and the baseline have."""
    rows = [r for r in table.rows if not _is_total(r) and variant in r.seconds and table.baseline in r.seconds]
    if not rows:
        return None
    seconds = sum(row.seconds[variant] for row in rows)
    baseline = sum(row.seconds[table.baseline] for row in rows)
    return _compared("TOTAL", seconds, baseline, "", own=variant == table.baseline)


def _analysis(table: Benchmarks, column: Column) -> list[str]:
    base = _label(table, table.baseline)
    lines = []
    if column.total is not None and column.total.change:
        seconds = f"{column.total.seconds} vs {_seconds_of_total(table, table.baseline)}"
        lines.append(f"**Overall:** {column.total.change} ({seconds}; {column.label} against {base})")
    compared = [row for row in column.rows if row.change]
    lines += [f"**{row.operation}:** {row.change} ({row.ratio})" for row in compared]
    if len(compared) > 1:
        ordered = sorted(compared, key=lambda row: float(row.ratio.rstrip("x")), reverse=True)
        best, worst = ordered[0], ordered[-1]
        lines.append(f"**Range:** from {best.operation} ({best.change}) to {worst.operation} ({worst.change})")
    return lines


def _seconds_of_total(table: Benchmarks, variant: str) -> str:
    total = _total(table, variant)
    return total.seconds if total else ""


SECTION = Section("benchmarks", "Performance Benchmarks", benchmarks_view)
