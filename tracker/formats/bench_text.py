"""Benchmarks, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.formats.ansi import Paint, printable
from tracker.formats.evidence_text import line
from tracker.formats.next_line import next_line
from tracker.views.wording import duration

if TYPE_CHECKING:
    from tracker.formats.when import When
    from tracker.views.faces.bench import BenchmarkFace, ClaimedOperationFace, VariantFigureFace


def bench_lines(view: BenchmarkFace, paint: Paint, when: When) -> list[str]:
    """Each check's table, then the claimed one."""
    lines: list[str] = []
    for check in view["checks"]:
        baseline = printable(check["baseline"])
        where = (
            f", measured {when.ago(check['at'])} at {check['commit'][:7]}"
            if check["at"] is not None and check["commit"] is not None
            else ""
        )
        lines += [f"{paint(check['check'], 'bold')} {check['outcome'] or 'not run yet'}{where}, baseline {baseline}"]
        for operation in check["operations"]:
            lines.append(f"  {line(operation['name'])}")
            lines += [f"    {_figure(name, figure, paint)}" for name, figure in operation["variants"].items()]
        lines += [f"  {line(text)}" for text in check["details"]]
        lines.append("")
    if view["claimed"]:
        lines += [f"claimed by {line(view['claimed']['source'])}"]
        lines += [f"  {_row(row)}" for row in view["claimed"]["rows"]]
        lines.append("")
    measure = [f"Measure: {view['next']}"] if view["next"] else []
    return [*lines, f"{view['formula']}.", "", *measure, next_line(view["next_step"], paint)]


def _figure(name: str, figure: VariantFigureFace, paint: Paint) -> str:
    text = f"{printable(name):<14} {duration(figure['seconds']):>9} per operation, spread {duration(figure['spread'])}"
    if "ratio" not in figure:
        return text
    words = figure["words"]
    colour = "green" if words.endswith("faster") else "red" if words.endswith("slower") else "dim"
    return f"{text}, {paint(words, colour)} (x {figure['ratio']:.3g}, {figure['low']:.3g} to {figure['high']:.3g})"


def _row(row: ClaimedOperationFace) -> str:
    parts = [
        f"{name} {seconds:g} s" + (f" ({row['words'][name]})" if name in row["words"] else "")
        for name, seconds in row["seconds"].items()
    ]
    return f"{printable(row['operation'])}: {', '.join(map(printable, parts))}"
