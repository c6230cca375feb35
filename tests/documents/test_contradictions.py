"""What the hand-written tracker said and was not so (or said in two ways): each is tried here, and cannot be written down."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests import fakes, sample_plan
from tests.conftest import Place
from tracker.documents.render import render_all
from tracker.journal import events as e
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome
from tracker.spec.models import Plan


def document(plan: Plan, happened: list[e.Event] = [], reports: dict[str, TestReport] | None = None) -> str:  # noqa: B006
    now = sample_plan.situation(plan, happened, reports or sample_plan.REPORTS)
    return render_all(now, fakes.MemoryFiles())[0].text


def refused(place: Place, file: str, text: str, word: str) -> None:
    """The plan with this addition is invalid, at that word."""
    place.write(file, text)
    done = place.tracker("validate", "--json")
    assert done.code == 3
    assert any(word in f"{problem['message']} {problem['found']} {problem['expected']}" for problem in done.json["problems"]), (
        done.out
    )


def broken(count: int, message: str, *, stage: str = "call", outcome: Outcome = Outcome.FAILED) -> tuple[TestCase, ...]:
    return tuple(
        TestCase(f"t::{message[:9]}_{n}", outcome, stage, "OperationalError", message, "", "t.py") for n in range(count)
    )


HEAD = "project: {name: Test}\ndocuments:\n  - {path: TRACKER.md, title: Test, sections: [overview, phases, metrics]}\n"
PHASE = "id: phase-1\ntitle: One\n"


def test_1_a_prompt_cannot_be_creating_here_and_ready_there(place: Place) -> None:
    refused(place, "phases/phase-1.yaml", f"{PHASE}prompt: {{file: P.md, status: creating}}\n", "status")
    text = document(sample_plan.plan())
    text = re.sub(r"\[(`prompts/P21\.md`)\]\(prompts/P21\.md\)", r"\1", text)
    said = set(re.findall(r"`prompts/P21\.md` \(([^)]*)\)", text))
    entry = re.search(r"\*\*P21\.md\*\*.*?\*\*Status:\*\* ([^\n]*)", text, re.DOTALL)
    assert entry is not None
    assert len(re.findall(r"`prompts/P21\.md` \(", text)) == 3
    assert said == {entry[1]} == {"Ready to use"}


def test_2_totals_cannot_be_typed_and_add_up(place: Place) -> None:
    refused(place, "tracker.yaml", f"{HEAD}timeline: {{completed: 12 hours}}\n", "timeline")
    text = document(sample_plan.plan())
    hours = dict(re.findall(r"- \*\*(Completed|Remaining|Total):\*\* ([^(]+) \(", text))
    assert hours == {"Completed": "6 hours", "Remaining": "4.5-7.5 hours", "Total": "10.5-13.5 hours"}


def test_3_a_part_cannot_be_more_than_the_whole(place: Place) -> None:
    tests = "{passed: 572, failed: 85, errors: 100, skipped: 14, total: 766}"
    refused(place, "phases/phase-1.yaml", f"{PHASE}claimed: {{source: me, tests: [{tests}]}}\n", "parts add up to 771")
    plan = sample_plan.plan()
    measured = document(plan, sample_plan.failed(plan))
    assert "78+" in document(plan), "while nothing is measured there are only claims, and they say so"
    assert "78+" not in measured
    assert "- test failures: 3 on sqlite and 1 on postgresql" in measured


def schema(tables: int) -> str:
    return "".join(f"CREATE TABLE t{n} (id INTEGER);\n" for n in range(tables))


def counted(place: Place, tables: int) -> None:
    place.write("schema.sql", schema(tables))
    place.write(
        "tracker.yaml",
        f"{HEAD}metrics:\n  - {{group: Database, label: Tables, value: 26, source: me, check: phase-1/count#value}}\n",
    )
    place.write("phases/phase-1.yaml", f"""{PHASE}claimed: {{source: me}}
checks:
  - id: count
    kind: metric
    source: {{sql: {{url: 'sqlite://', script: schema.sql, query: "SELECT count(*) FROM sqlite_master"}}}}
    expect: {{value: 26}}
    inputs: [schema.sql]
""")  # fmt: skip
    place.commit()


def test_4_26_tables_cannot_be_said_of_27(place: Place) -> None:
    counted(place, 27)
    place.tracker("render")
    assert "- **Tables:** 26 (claimed by me; `tracker run 1` will measure it)" in place.read("TRACKER.md")
    assert place.tracker("run", "1").code == 1
    text = place.read("TRACKER.md")
    assert re.search(r"- \*\*Tables:\*\* 27 \(measured, count of Phase 1 at `\w{7}`; claimed by me: 26\)", text)
    assert "Phase 1: One (REGRESSED" in text


def test_4_and_26_are_said_to_be_26(place: Place) -> None:
    counted(place, 26)
    done = place.tracker("run", "1")
    assert done.code == 0, done.out
    assert "- **Tables:** 26 (measured" in place.read("TRACKER.md")


def test_5_files_that_a_commit_did_not_touch_are_only_claimed(place: Place) -> None:
    place.write("phases/phase-1.yaml", f"""{PHASE}claimed:
  source: me
  commits: [{{commit: 84373e8}}]
  files: [{{path: schema.sql}}, {{path: docker-compose.yml}}]
files: [{{path: made.txt}}]
steps: [{{id: make, run: "printf made > made.txt"}}]
checks: [{{id: ok, kind: command, run: "true", inputs: []}}]
""")  # fmt: skip
    place.commit()
    assert place.tracker("run", "1", "--force").code == 0
    text = place.read("TRACKER.md")
    recorded = text.partition("**Files Changed (recorded):**\n")[2].partition("\n\n")[0]
    assert recorded == "- `made.txt`"
    assert re.findall(r"\*\*Files [^:]*:\*\*", text) == ["**Files Changed (claimed):**", "**Files Changed (recorded):**"]
    made = place.git("log", "--format=%h", "--grep", "Tracker-Phase: phase-1", "-1", "--", "made.txt").strip()
    assert re.search(rf"\*\*Commit:\*\* `{made[:7]} - [^`]*` \(\d{{4}}-\d\d-\d\d, 1 file, \+1 -0\)", text)
    assert "**Commit:** `84373e8` (claimed)" in text
    refused(place, "phases/phase-1.yaml", f"{PHASE}commits: [84373e8]\n", "commits")


@pytest.mark.parametrize(
    ("issue", "message", "count"), [("queue", "no such column: queue_position", 23), ("isolation", "UNIQUE", 5)]
)
def test_6_and_7_failures_are_counted_not_typed(place: Place, issue: str, message: str, count: int) -> None:
    """38 that were 23 in tests that make their own schema; 40+ that were 5 on a clean checkout."""
    refused(place, "tracker.yaml", f"{HEAD}issues: [{{id: a, title: A, severity: minor, affected: 38}}]\n", "affected")
    plan = sample_plan.plan()
    clean = {"sqlite": TestReport(broken(count, message)), "postgresql": TestReport(broken(1, message))}
    text = document(plan, sample_plan.failed(plan), clean)
    claim = {"queue": "38 failures", "isolation": "40+ failures"}[issue]
    assert f"  - **Tests Affected:** {count} on sqlite and 1 on postgresql (claimed: {claim})\n" in text
    assert f"  - **Tests Affected:** {claim} (claimed, not measured yet)\n" in document(plan)


def test_8_an_issue_whose_tests_fail_cannot_be_called_not_encountered(place: Place) -> None:
    settings = "issues: [{id: a, title: A, severity: minor, resolved: true}]\n"
    refused(place, "tracker.yaml", HEAD + settings, "resolved")
    plan = sample_plan.plan()
    happened = [*sample_plan.completed(plan)[:-2], sample_plan.checked(plan, "sqlite", "passed", "sqlite")]
    assert "- [ ] **Issue #1:" in document(plan, list(happened)), "even when the check that counts it was satisfied"


def test_9_errors_that_became_skips_are_not_gone() -> None:
    plan = sample_plan.plan()
    message = "no such column: queue_position"
    before = TestReport(broken(62, message, stage="setup", outcome=Outcome.ERROR))
    after = TestReport(tuple(TestCase(case.id, Outcome.SKIPPED) for case in before.cases))
    happened: list[e.Event] = [*sample_plan.begun(plan)]
    for tests, outcome in (("before", "failed"), ("after", "passed")):
        for database in ("sqlite", "postgresql"):
            happened.append(checked(plan, database, outcome, tests))
    text = document(plan, happened, {"before": before, "after": after})
    assert "- [ ] **Issue #1:" in text
    assert "  - **Status:** Not resolved: 124 tests that it broke are skipped or gone, by " in text
    assert "0 of 62 passed (0%)" in text, "a skipped test is no passed test"


def checked(plan: Plan, database: str, outcome: str, tests: str) -> e.CheckFinished:
    check = plan.phase("phase-2.1").checks[0]
    return e.CheckFinished("phase-2.1", check.id, {"database": database}, check.definition(), {}, outcome, tests, 1.0,
                           sample_plan.COMMIT, tests=tests)  # fmt: skip


@pytest.mark.parametrize(
    ("file", "text", "word"),
    [
        ("phases/phase-1.yaml", f"{PHASE}status: production ready\n", "status"),
        ("phases/phase-1.yaml", f"{PHASE}deliverables: [{{text: Configuration, done: true}}]\n", "done"),
        ("phases/phase-1.yaml", f"{PHASE}success: [{{text: Ready, ticked: true}}]\n", "ticked"),
        ("tracker.yaml", f"{HEAD}success: [{{text: Production-ready, done: true}}]\n", "done"),
        ("tracker.yaml", f"{HEAD}updated: today\n", "updated"),
    ],
)
def test_10_nobody_can_declare_something_done(place: Place, file: str, text: str, word: str) -> None:
    refused(place, file, text, word)


def test_10_a_phase_that_nothing_checks_cannot_be_completed(place: Place) -> None:
    place.write("phases/phase-1.yaml", f"{PHASE}deliverables: [{{text: Production ready}}]\n")
    place.commit()
    assert place.tracker("run", "1").code == 4
    assert place.status()["phase-1"]["status"] == "ready"


def test_10_a_completion_of_the_whole_follows_from_every_phase() -> None:
    plan: Any = sample_plan.plan()
    assert "- [ ] All tests pass (when Phase 2 is complete)" in document(plan, sample_plan.completed(plan))
