"""A small migration, told by plan and events, for tests of views and documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tracker.checking.border import read
from tracker.documents.names import SECTION_NAMES
from tracker.graph import Graph
from tracker.journal import events as e
from tracker.model.log import Log
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome
from tracker.situation import Situation
from tracker.spec.models import Plan
from tracker.spec.phases import Phase
from tracker.spec.settings import Settings
from tracker.state import derive, fold

SETTINGS: dict[str, Any] = {
    "project": {
        "name": "webbuilder",
        "goal": "Migrate from SQLite to PostgreSQL",
        "strategy": "Phased",
        "handover": "I'm working on the migration of webbuilder",
    },
    "documents": [{"path": "TRACKER.md", "title": "Migration - Phase Tracker", "sections": list(SECTION_NAMES)}],
    "issues": [
        {
            "id": "queue",
            "title": "Missing `queue_position` column",
            "severity": "critical",
            "error": "sqlite3.OperationalError: no such column: queue_position",
            "location": "`phase_queue` table",
            "fix": "Add `queue_position INTEGER`",
            "estimate": "30 minutes",
            "match": {"message": "queue_position"},
            "claimed": {"source": "the old tracker", "affected": "38 failures"},
        },
        {
            "id": "isolation",
            "title": "Test isolation",
            "severity": "critical",
            "match": {"message": "UNIQUE"},
            "claimed": {"source": "the old tracker", "affected": "40+ failures"},
        },
        {"id": "old", "title": "Old trouble", "severity": "pre-existing", "note": "not ours"},
    ],
    "benchmarks": {
        "source": "the old tracker",
        "baseline": "sqlite",
        "labels": {"sqlite": "SQLite", "postgresql": "PostgreSQL"},
        "rows": [
            {"operation": "INSERT", "seconds": {"sqlite": 0.110, "postgresql": 0.106}, "rate": {"sqlite": 906.9}},
            {"operation": "UPDATE", "seconds": {"sqlite": 0.118, "postgresql": 0.093}},
        ],
        "findings": ["No regression"],
    },
    "metrics": [
        {"label": "Tables", "group": "Database", "value": "26", "source": "the old tracker"},
        {"label": "Passing", "group": "Tests", "check": "phase-2.1/suite[sqlite]#passed"},
    ],
    "success": [{"text": "All tests pass", "phases": ["phase-2"]}, {"text": "Cutover"}],
    "references": [{"label": "This tracker", "path": "TRACKER.md"}],
}

PHASES: list[dict[str, Any]] = [
    {
        "id": "phase-1",
        "title": "Testing",
        "summary": "Test scripts",
        "risk": {"level": "low", "items": ["Schema creation"]},
        "deliverables": [{"text": "CRUD script"}],
        "success": [{"text": "Scripts exist"}],
        "claimed": {
            "source": "the old tracker",
            "date": "2025-11-27",
            "commits": [{"commit": "1d75da6", "subject": "docs: add tracking"}],
            "duration": "~6 hours",
            "duration_note": "4 setup, 2 testing",
            "deliverables": ["CRUD script", "Benchmark"],
            "files": [{"path": "a.py", "change": "created", "note": "new"}, {"path": "All SQL files"}],
            "results": [{"text": "Connection: PASSED"}, {"text": "Suite: 572/766", "mark": "warn"}],
            "tests": [{"variant": {"database": "sqlite"}, "passed": 572, "total": 766}],
            "notes": ["Changed the host"],
        },
        "prompt": {"file": "P1.md", "template": "test-validation.md.j2", "purpose": "Run the tests"},
    },
    {"id": "phase-2", "title": "Fixes", "depends_on": ["phase-1"], "risk": {"level": "medium", "items": ["Bugs"]}},
    {
        "id": "phase-2.1",
        "title": "Critical fixes",
        "parent": "phase-2",
        "goal": "The suite runs isolated",
        "estimate": "2-3 hours",
        "issues": ["queue", "isolation"],
        "deliverables": [{"text": "`queue_position` column", "done_when": ["suite"]}],
        "files": [{"path": "schema.sql", "change": "modified"}],
        "preflight": [{"id": "clean", "kind": "git", "expect": {"clean": "true"}}],
        "steps": [{"id": "add", "run": "python add.py", "revert": "python add.py --revert"}],
        "checks": [
            {
                "id": "suite",
                "title": "Full suite",
                "kind": "pytest",
                "run": "python -m pytest -q",
                "matrix": {"database": ["sqlite", "postgresql"]},
                "env": {"DB_TYPE": "{{ database }}"},
                "expect": {"total": ">= 3", "resolves": ["queue", "isolation"]},
                "timeout": "10m",
            }
        ],
        "prompt": {
            "file": "P21.md",
            "template": "fix-issues.md.j2",
            "create_when": "phase-1 is complete",
            "hints": ["Start the database first"],
            "keep": ["docs/**"],
        },
    },
    {
        "id": "phase-2.2",
        "title": "Compatibility",
        "parent": "phase-2",
        "depends_on": ["phase-2.1"],
        "estimate": "30 minutes",
        "prompt": {"file": "P22.md", "create_when": "phase-2.1 is complete"},
    },
    {
        "id": "phase-3",
        "title": "Production",
        "depends_on": ["phase-2"],
        "estimate": "2-4 hours",
        "risk": {"level": "high", "why": "users see it"},
        "no_prompt": "the checklist is enough",
    },
]

RUN = "01KAPZ0000RUN0000000000001"
COMMIT = "c0ffee1" + "0" * 33


def plan(*, settings: Mapping[str, Any] | None = None, phases: Iterable[Mapping[str, Any]] | None = None) -> Plan:
    """The story's plan, with keys of `tracker.yaml` replaced, or with other phases."""
    made = tuple(read(Phase, value) for value in (PHASES if phases is None else phases))
    return Plan(settings=read(Settings, {**SETTINGS, **(settings or {})}), phases=made, files=("tracker.yaml",))


def situation(
    of: Plan, happened: Iterable[e.Event] = (), reports: Mapping[str, TestReport] | None = None, *, run: str = RUN
) -> Situation:
    """What is known after these events, one a minute."""
    graph = Graph(of.phases)
    recorded = [
        e.Recorded(f"{n:04}", f"2026-11-23T08:{n:02}:00.000Z", run, event, f"journal:{n}") for n, event in enumerate(happened)
    ]
    state = fold(recorded)
    standings = derive(graph, state, freshness={})
    return Situation(of, graph, state, {}, standings, (reports or {}).get)


def case(name: str, message: str = "", *, kind: str = "OperationalError") -> TestCase:
    """A failing test; without a message a passing one."""
    if not message:
        return TestCase(f"tests.test_app::{name}", Outcome.PASSED)
    return TestCase(f"tests.test_app::{name}", Outcome.FAILED, "call", kind, message, "", "tests/test_app.py")


REPORTS = {
    "sqlite": TestReport((
        *(case(f"test_queue_{n}", "no such column: queue_position") for n in range(3)),
        case("test_strange", "boom | pipe\nsecond line ```"),
        case("test_fine"),
    )),
    "postgresql": TestReport((case("test_queue_0", "no such column: queue_position"), case("test_fine"))),
    "fine": TestReport((*(case(f"test_queue_{n}") for n in range(3)), case("test_fine"), case("test_strange"))),
}  # fmt: skip


def checked(of: Plan, database: str, outcome: str, tests: str, *details: str, phase: str = "phase-2.1") -> e.CheckFinished:
    """The suite's result for one database."""
    check = of.phase(phase).checks[0]
    return e.CheckFinished(
        phase, check.id, {"database": database}, check.definition(), {}, outcome, f"{tests} results", 3.0, COMMIT,
        details=details, facts={"passed": REPORTS[tests].totals()["passed"]}, tests=tests,
        log=Log(".tracker/runs/x/output.log", "5" * 64, 9, "first", "last line"),
    )  # fmt: skip


def begun(of: Plan) -> list[e.Event]:
    """Phase 2.1 starts and its step is done."""
    step = of.phase("phase-2.1").steps[0]
    return [
        e.RunStarted(("phase-2.1",), COMMIT, "main", (), "0.1.0"),
        e.PhaseStarted("phase-2.1", "d", "ready"),
        e.StepFinished("phase-2.1", "add", step.definition(), "passed", "exit 0", 1.2, {"schema.sql": "a" * 64}),
    ]


def failed(of: Plan) -> list[e.Event]:
    """Phase 2.1 fails on both databases."""
    return [
        *begun(of),
        checked(of, "sqlite", "failed", "sqlite", "queue: found 3 failing tests, expected none"),
        checked(of, "postgresql", "failed", "postgresql", "queue: found 1 failing test, expected none"),
        e.PhaseFailed("phase-2.1", "check suite did not pass", 12.0, ("left.txt",)),
        e.RunFinished("failed", 13.0),
    ]


def completed(of: Plan) -> list[e.Event]:
    """Phase 2.1 passes on both databases and is committed."""
    return [
        *begun(of),
        checked(of, "sqlite", "passed", "fine"),
        checked(of, "postgresql", "passed", "fine"),
        e.CommitRecorded("phase-2.1", "work", "beef" * 10, "t", "feat: add column", "2026-11-23T09:00:00+01:00", 1, 2, 0,
                         ("schema.sql",), "somebody@example.org"),
        e.PhaseCompleted("phase-2.1", COMMIT, 12.0),
        e.RunFinished("passed", 13.0),
    ]  # fmt: skip
