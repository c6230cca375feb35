"""What pytest prints at its end, and no report has."""

from __future__ import annotations

import re
from dataclasses import replace

from tracker.model.result import TestReport

_LAST = re.compile(r"=*\s*((?:\d+ [a-z ]+, )*\d+ [a-z ]+) in [\d.]+s\b.*")
_COUNT = re.compile(r"(\d+) ([a-z ]+)")


def counted(text: str, report: TestReport) -> tuple[TestReport, dict[str, int]]:
    """(the report, with the failures that pytest counts and it does not name; what was deselected or passed unexpectedly)."""
    lines = [found[1] for line in text.splitlines() if (found := _LAST.fullmatch(line.strip()))]
    if not lines:
        return report, {}
    said = {word.rstrip("s") if word == "errors" else word: int(number) for number, word in _COUNT.findall(lines[-1])}
    stated, named = said.get("failed", 0) + said.get("error", 0), len(report.broken())
    if stated > named:
        report = replace(report, unnamed=(*report.unnamed, f"pytest counts {stated} failures and errors, and names {named}"))
    return report, {name: said[name] for name in ("xpassed", "deselected") if name in said}
