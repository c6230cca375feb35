"""A prompt has everything, within its budget."""

from __future__ import annotations

from tests import fakes, sample_plan
from tracker.documents.prompts.budget import size
from tracker.documents.prompts.view import Limits, prompt_view
from tracker.documents.render import render_all
from tracker.journal.events import Event, PhasePaused, RunInterrupted
from tracker.model.result import TestReport
from tracker.views.expectations import check_view

KEPT = "no test that was there before in this phase is gone or skipped"


def test_a_failed_run_is_handed_over_with_its_failing_tests() -> None:
    plan = sample_plan.plan()
    view = prompt_view(sample_plan.situation(plan, sample_plan.failed(plan), sample_plan.REPORTS), "phase-2.1")
    ((name, left),) = view.hand_overs
    assert (name, left.status, left.run, left.when) == ("Phase 2.1", "failed", sample_plan.RUN, "2026-11-23 08:05 UTC")
    assert left.done == ("step add: exit 0",)
    assert [(item.name, item.details) for item in left.failed] == [
        ("check suite[sqlite]", ("queue: found 3 failing tests, expected none",)),
        ("check suite[postgresql]", ("queue: found 1 failing test, expected none",)),
    ]
    assert [(g.title, g.count, [m.text for m in g.messages]) for g in left.failed[0].groups] == [
        ("Missing `queue_position` column", 3, ["OperationalError: no such column: queue_position"]),
        ("No known issue", 1, ["OperationalError: boom | pipe\nsecond line ```"]),
    ]
    assert (left.left, left.uncommitted) == ((), ("left.txt",))


def test_no_message_is_quoted_twice() -> None:
    plan = sample_plan.plan()
    view = prompt_view(sample_plan.situation(plan, sample_plan.failed(plan), sample_plan.REPORTS), "phase-2.1")
    again = view.hand_overs[0][1].failed[1].groups[0]
    assert (again.messages, again.quoted) == ((), True)
    assert [(issue.above, issue.evidence) for issue in view.issues] == [(True, ()), (False, ())]
    assert view.strays == ()


def test_an_interrupted_run_says_what_is_left() -> None:
    plan = sample_plan.plan()
    happened = [*sample_plan.begun(plan), sample_plan.checked(plan, "sqlite", "passed", "fine"), RunInterrupted("told to stop")]
    ((_, left),) = prompt_view(sample_plan.situation(plan, happened, sample_plan.REPORTS), "phase-2.1").hand_overs
    assert (left.status, left.reason, left.left) == ("interrupted", "told to stop", ("check suite[postgresql]",))
    assert left.done == ("step add: exit 0", "check suite[sqlite]: fine results")


def test_nothing_is_handed_over_before_the_first_run_and_after_a_success() -> None:
    plan = sample_plan.plan()
    for happened in ((), sample_plan.completed(plan)):
        assert prompt_view(sample_plan.situation(plan, happened, sample_plan.REPORTS), "phase-2.1").hand_overs == ()
    waiting = [*sample_plan.begun(plan), PhasePaused("phase-2.1", "somebody approves")]
    ((_, left),) = prompt_view(sample_plan.situation(plan, waiting), "phase-2.1").hand_overs
    assert (left.status, left.reason) == ("awaiting-approval", "somebody approves")


def test_limits_cut_lists_and_messages() -> None:
    plan = sample_plan.plan()
    now = sample_plan.situation(plan, sample_plan.failed(plan), sample_plan.REPORTS)
    view = prompt_view(now, "phase-2.1", Limits(tests=1, messages=1, lines=1, clusters=0))
    known, rest = view.hand_overs[0][1].failed[0].groups
    assert (known.tests, known.more) == (("tests.test_app::test_queue_0",), 2)
    assert (rest.signature, rest.count, rest.tests, rest.messages) == ("1 further group", 1, (), ())


def test_a_prompt_with_very_many_failures_stays_within_its_budget() -> None:
    plan = sample_plan.plan()
    messages = ("no such column: queue_position", "UNIQUE failed", *(f"kind {chr(97 + n)}\nmore" for n in range(20)))
    cases = tuple(sample_plan.case(f"test_{n}", messages[n % len(messages)]) for n in range(3000))
    reports = {**sample_plan.REPORTS, "sqlite": TestReport(cases), "postgresql": TestReport(cases)}
    now = sample_plan.situation(plan, sample_plan.failed(plan), reports)
    (text,) = [item.text for item in render_all(now, fakes.MemoryFiles()) if item.path == "prompts/P21.md"]
    assert 150 < size(text, "lines") <= 200
    assert "137 failing" in text
    assert "no such column: queue_position" in text


def test_size_is_measured_in_the_unit_of_the_budget() -> None:
    assert [size("a b\nc\n", unit) for unit in ("lines", "words", "tokens")] == [2, 3, 2]


def test_a_check_is_shown_as_commands_and_words() -> None:
    plan = sample_plan.plan()
    view = check_view(plan, plan.phase("phase-2.1").checks[0])
    assert view.commands == ("DB_TYPE=sqlite python -m pytest -q", "DB_TYPE=postgresql python -m pytest -q")
    assert view.expectations == (
        "total: at least 3",
        "no test still fails because of: Missing `queue_position` column, Test isolation",
        "at least one test passes, none fails, none has an error",
        KEPT,
    )
    assert view.timeout == "10m 00s"


def test_every_kind_of_check_has_words() -> None:
    checks = [
        {"id": "a", "kind": "approval", "ask": "May it?", "by": "owner"},
        {"id": "b", "kind": "command", "run": ["echo", "a b"], "expect": {"output": ["x", "y"], "lacks": ["z"]}},
        {"id": "c", "kind": "files", "expect": [{"path": "a", "exists": "false"},
                                                {"path": "*.py", "count": ">= 2", "contains": "q"}]},
        {"id": "d", "kind": "git", "expect": {"clean": "true", "idle": "true", "branch": "main", "contains": "abcd"}},
        {"id": "e", "kind": "metric", "source": {"files": {"n": "*.py"}}, "expect": {"n": "3..5"}},
        {"id": "f", "kind": "metric", "source": {"git": {}}},
        {"id": "g", "kind": "pytest"},
        {"id": "h", "kind": "sql", "url": "sqlite://", "query": "SELECT 1", "expect": {"figure": "< 2", "rows": [["1"]]}},
        {"id": "i", "kind": "tests", "run": "jest", "report": ["{{ d }}/*.xml", "x.json"], "matrix": {"d": ["a", "b"]},
         "expect": {"total": "3", "allow_gone": [{"tests": "t::x", "why": "moved"}]}},
    ]  # fmt: skip
    plan = sample_plan.plan(phases=[{"id": "only", "title": "Only", "checks": checks}], settings={"metrics": [], "success": []})
    shown = {c.id: (v.commands, v.expectations) for c in plan.phases[0].checks if (v := check_view(plan, c))}
    assert shown == {
        "a": ((), ("owner approves: May it? (`tracker approve`)",)),
        "b": (("echo 'a b'",), ("exit code 0", "prints `x`, `y`", "does not print `z`")),
        "c": ((), ("`a` does not exist", "`*.py`: at least 2 files, contains `q`")),
        "d": ((), ("nothing differs from HEAD", "the branch is `main`", "the history has commit `abcd`",
                   "no merge, rebase, cherry-pick, revert or bisect is under way")),
        "e": ((), ("counted in the files: `n`", "`n` 3 to 5")),
        "f": ((), ("the figures come from the history", "the figures are recorded, whatever they are")),
        "g": (("python -m pytest",), ("at least one test passes, none fails, none has an error", KEPT)),
        "h": ((), ("`SELECT 1` yields less than 2", "`SELECT 1` yields these rows: 1")),
        "i": (("jest",), ("the command writes its results to `a/*.xml`, `x.json` and `b/*.xml`", "total: exactly 3",
                          "at least one test passes, none fails, none has an error", KEPT, "`t::x` may be gone: moved")),
    }  # fmt: skip


def following(phase: str, *happened: Event) -> list[str]:
    return [
        name
        for name, _, _ in prompt_view(sample_plan.situation(sample_plan.plan(), happened, sample_plan.REPORTS), phase).following
    ]


def test_what_comes_next_waits_for_the_phase_or_for_the_phase_that_it_is_a_part_of() -> None:
    assert following("phase-1") == ["Phase 2"]
    assert following("phase-2.1") == ["Phase 2.2"]
    assert following("phase-2.2") == ["Phase 3"], "which waits for phase 2, and not the open phase 2.1 before it"
    assert following("phase-2") == ["Phase 3"]
    assert following("phase-3") == [], "the last one; what it waits for itself does not come after it"


def test_what_comes_after_a_phase_that_nothing_waits_for_is_what_is_open_behind_it_first() -> None:
    phases = [{"id": f"phase-{n}", "title": "T"} for n in (1, 2, 3)]
    plan = sample_plan.plan(phases=phases, settings={"metrics": [], "success": []})
    now = sample_plan.situation(plan)
    assert [prompt_view(now, f"phase-{n}").following[0][0] for n in (1, 2, 3)] == ["Phase 2", "Phase 3", "Phase 1"]


def test_results_that_several_sub_phases_started_from_are_shown_once() -> None:
    phases = [p for p in sample_plan.PHASES if p["id"] != "phase-3"]
    phases += [{"id": "phase-2.3", "title": "More", "parent": "phase-2", "depends_on": ["phase-2.1", "phase-2.2"]}]
    phases += [{"id": "phase-3", "title": "Production", "depends_on": ["phase-2"]}]
    view = prompt_view(sample_plan.situation(sample_plan.plan(phases=phases)), "phase-3")
    assert [name for name, _ in view.totals] == ["Phase 1"]


def test_results_that_newer_ones_followed_are_not_the_present_ones() -> None:
    phases = [{**p, "depends_on": ["phase-1", "phase-2.1"]} if p["id"] == "phase-2.2" else p for p in sample_plan.PHASES]
    plan = sample_plan.plan(phases=phases)
    view = prompt_view(sample_plan.situation(plan, sample_plan.completed(plan), sample_plan.REPORTS), "phase-2.2")
    assert [name for name, _ in view.totals] == ["Phase 2.1"]


def test_what_was_cut_is_said_in_words() -> None:
    assert Limits().words == ""
    assert Limits(tests=3, messages=1).words == "at most 3 names of tests in a list, 1 message of a group"
    assert Limits(tests=0, messages=1, lines=1).words == (
        "at most 1 message of a group, 1 line of a message, and no names of tests"
    )
