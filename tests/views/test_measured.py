"""Measured benchmarks beside the claimed table."""

from __future__ import annotations

from typing import Any

import pytest

from tests import sample_plan
from tracker.documents.sections.benchmarks import BenchmarksView, benchmarks_view
from tracker.journal.events import CheckFinished, Event
from tracker.spec.models import Plan
from tracker.views.lookup import Lookup
from tracker.views.wording import duration

CHECK: dict[str, Any] = {
    "id": "bench",
    "title": "Speed",
    "kind": "benchmark",
    "run": "python bench.py",
    "variants": {"sqlite": {}, "postgresql": {}},
}


def view(*, settings: dict[str, Any] | None = None, ran: bool) -> BenchmarksView | None:
    phases = [dict(p) for p in sample_plan.PHASES]
    phases[3]["checks"] = [CHECK]
    plan = sample_plan.plan(settings=settings, phases=phases)
    return benchmarks_view(Lookup(sample_plan.situation(plan, [result(plan)] if ran else [])))


def result(plan: Plan) -> Event:
    facts = {
        "insert.sqlite": 0.00123, "insert.sqlite.spread": 0.0001,
        "insert.postgresql": 0.00097, "insert.postgresql.spread": 0.0002,
        "insert.postgresql.ratio": 0.79, "insert.postgresql.low": 0.75, "insert.postgresql.high": 0.83,
    }  # fmt: skip
    check = plan.phase("phase-2.2").checks[0]
    return CheckFinished(
        "phase-2.2", "bench", {}, check.definition(), {}, "passed", "fine", 3.0, sample_plan.COMMIT, facts=facts
    )


def test_what_was_measured_stands_beside_what_was_claimed() -> None:
    found = view(ran=True)
    assert found is not None
    (table,) = found.measured
    assert (table.title, table.baseline, found.source) == ("Speed", "SQLite", "the old tracker")
    assert table.source == f"measured in Phase 2.2, run `{sample_plan.RUN}` at `c0ffee1`, 2026-11-23"
    assert [(r.variant, r.seconds, r.spread, r.words, r.interval) for r in table.rows] == [
        ("SQLite", "1.23 ms", "100 us", "", ""),
        ("PostgreSQL", "970 us", "200 us", "21% faster", "0.79 (0.75 to 0.83)"),
    ]


def test_a_benchmark_that_was_not_run_says_what_will_measure_it() -> None:
    found = view(ran=False)
    assert found is not None
    assert found.measured[0].source == "not measured yet; `tracker run 2.2` will measure it"
    assert found.measured[0].rows == ()


def test_a_plan_without_a_claim_shows_what_was_measured() -> None:
    found = view(settings={"benchmarks": None}, ran=True)
    assert found is not None
    assert (found.columns, len(found.measured)) == ((), 1)
    assert benchmarks_view(Lookup(sample_plan.situation(sample_plan.plan(settings={"benchmarks": None})))) is None


@pytest.mark.parametrize(
    ("seconds", "words"), [(2, "2 s"), (0.0123, "12.3 ms"), (4.56e-6, "4.56 us"), (7e-9, "7 ns"), (0.0, "0 s")]
)
def test_durations_are_short(seconds: float, words: str) -> None:
    assert duration(seconds) == words
