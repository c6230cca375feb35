"""The fixtures, read."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

from tracker.evidence.reading import read_report
from tracker.model.result import TestReport

FIXTURES = Path(__file__).parent / "fixtures"


def content(name: str) -> bytes:
    path = FIXTURES / name
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


@cache
def report(name: str) -> TestReport:
    return read_report([content(name)])


def phase3(name: str) -> TestReport:
    """`sqlite`, `sqlite-run2` or `postgresql`: the results of the real migration."""
    return report(f"phase3-{name}.xml.gz")
