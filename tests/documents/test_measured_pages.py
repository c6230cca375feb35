"""What was measured is on the page beside what is claimed."""

from __future__ import annotations

from typing import Any

from tests import fakes, sample_plan
from tracker.documents.render import render_all
from tracker.journal.events import CheckFinished

CHECK: dict[str, Any] = {
    "id": "bench", "title": "Speed", "kind": "benchmark", "run": "python bench.py",
    "variants": {"sqlite": {}, "postgresql": {}},
}  # fmt: skip
FACTS = {
    "insert.sqlite": 0.00123, "insert.sqlite.spread": 0.0001, "insert.postgresql": 0.00097, "insert.postgresql.spread": 0.0002,
    "insert.postgresql.ratio": 0.79, "insert.postgresql.low": 0.75, "insert.postgresql.high": 0.83,
}  # fmt: skip


def page(*, ran: bool, settings: dict[str, Any] | None = None) -> str:
    phases = [{**p, "checks": [CHECK]} if p["id"] == "phase-2.2" else p for p in sample_plan.PHASES]
    plan = sample_plan.plan(phases=phases, settings=settings)
    check = plan.phase("phase-2.2").checks[0]
    happened = [
        CheckFinished("phase-2.2", "bench", {}, check.definition(), {}, "passed", "", 3.0, sample_plan.COMMIT, facts=FACTS)
    ]
    return render_all(sample_plan.situation(plan, happened if ran else []), fakes.MemoryFiles())[0].text


def test_a_measured_benchmark_stands_beside_the_claimed_one() -> None:
    text = page(ran=True)
    assert "\nClaimed by the old tracker; percentages computed:" in text
    assert (
        "\n**Speed** (measured in Phase 2.2, run `01KAPZ0000RUN0000000000001` at `c0ffee1`, 2026-11-23; baseline SQLite)\n"
        in text
    )
    assert "\n| insert | SQLite | 1.23 ms | 100 us |  |  |\n" in text
    assert "\n| insert | PostgreSQL | 970 us | 200 us | 21% faster | 0.79 (0.75 to 0.83) |\n" in text


def test_until_it_is_measured_the_page_says_what_will_do_it() -> None:
    assert "\n**Speed** (not measured yet; `tracker run 2.2` will measure it; baseline SQLite)\n" in page(ran=False)


def test_without_a_claim_there_is_no_claim() -> None:
    text = page(ran=True, settings={"benchmarks": None})
    assert "Claimed by ;" not in text
    assert "\n### Measured Here\n" in text


def test_tests_that_got_worse_since_the_phase_before_are_named() -> None:
    phases = [dict(p) for p in sample_plan.PHASES]
    phases[3]["checks"] = phases[2]["checks"]
    plan = sample_plan.plan(phases=phases)
    happened = [
        *sample_plan.completed(plan),
        sample_plan.checked(plan, "sqlite", "failed", "sqlite", phase="phase-2.2"),
        sample_plan.checked(plan, "postgresql", "passed", "fine", phase="phase-2.2"),
    ]
    text = render_all(sample_plan.situation(plan, happened, sample_plan.REPORTS), fakes.MemoryFiles())[0].text
    assert "\n- Full suite (sqlite), against Phase 2.1: " in text
    assert "\n  - worse: `tests.test_app::test_queue_0`\n" in text
    assert "\n<summary>Failing on sqlite only: 4</summary>\n" in text
