"""What a reader of a pull request has to see beside the code: failing tests where they are, and phases that block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tracker.model.result import TestCase
from tracker.views.alerts import alerts
from tracker.views.lookup import Cell, Lookup

if TYPE_CHECKING:
    from tracker.views.faces.summary import RemarkFace


@dataclass(frozen=True, slots=True)
class Annotation:
    """One remark at a place."""

    level: Literal["error", "warning", "notice"]
    title: str
    message: str
    file: str = ""
    """From the root of the repository; empty when it is about no file."""
    line: int = 0
    """0 when it is not known."""


def find_annotations(lookup: Lookup) -> tuple[Annotation, ...]:
    """Phases that block, then each failing test of a check that did not pass: those of no known issue first."""
    found = [Annotation("error" if a.kind == "CAUTION" else "warning", "tracker", a.text) for a in alerts(lookup)]
    failed = [cell for cell in lookup.cells if cell.failed]
    found += [item for cell in failed for item in _of_cell(lookup, cell, known=False)]
    found += [item for cell in failed for item in _of_cell(lookup, cell, known=True)]
    return tuple(found)


def remarks(annotations: Iterable[Annotation]) -> list[RemarkFace]:
    """The same as JSON has it."""
    return [
        {"level": item.level, "title": item.title, "message": item.message, "file": item.file, "line": item.line}
        for item in annotations
    ]


def _of_cell(lookup: Lookup, cell: Cell, *, known: bool) -> Iterator[Annotation]:
    assert cell.record is not None
    titles = {issue.id: issue.title for issue in lookup.settings.issues}
    for issue, cases in lookup.failing(cell.record.event).items():
        if bool(issue) is known:
            for case in cases:
                file = _from_root(lookup, case.file)
                title = f"{titles.get(issue, 'No known issue')}: {cell.key.name}"
                yield Annotation("warning" if known else "error", title, f"{case.id}\n{case.message}", file, _line(case))


def _from_root(lookup: Lookup, file: str) -> str:
    workspace = lookup.settings.workspace.strip("/")
    return f"{workspace}/{file}" if file and workspace not in {"", "."} else file


def _line(case: TestCase) -> int:
    """The last line of the test's own file that its traceback names."""
    lines = re.findall(rf"{re.escape(case.file)}:(\d+)\b", case.detail) if case.file else []
    return int(lines[-1]) if lines else 0
