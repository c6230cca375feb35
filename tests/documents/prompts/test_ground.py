"""A prompt says where to begin, what the phases before did and allowed, what is off limits, and how to go back."""

from __future__ import annotations

import re
from typing import Any

from tests import fakes, sample_plan
from tests.conftest import Place
from tracker.documents.render import phase_prompt
from tracker.journal import events as e
from tracker.views.lookup import Lookup

SUITE: dict[str, Any] = {
    "id": "suite",
    "kind": "pytest",
    "run": "pytest",
    "expect": {"allow_skips": [{"tests": "t::slow", "why": "needs a <disk"}]},
}
ONE: dict[str, Any] = {"id": "phase-1", "title": "One", "checks": [SUITE], "notes": ["Mind the <cache>"]}
TWO: dict[str, Any] = {
    "id": "phase-2",
    "title": "Two",
    "depends_on": ["phase-1"],
    "checks": [{"id": "ok", "kind": "command", "run": "true"}],
}
COMMIT = "abcdef0" + "1" * 33


def done(phase: str) -> list[e.Event]:
    commit = e.CommitRecorded(phase, "work", COMMIT, "", "feat: <one>", "2026-11-23", 2, 7, 3, ("a.py", "b.py"), "")
    return [
        e.RunStarted((phase,), sample_plan.COMMIT, "topic/one", (), "1"),
        e.PhaseStarted(phase, "d", "ready"),
        commit,
        e.PhaseCompleted(phase, COMMIT, 1.0),
    ]


def prompt(phases: list[dict[str, Any]], happened: list[e.Event] = [], phase: str = "phase-2", **settings: Any) -> str:  # noqa: B006
    plan = sample_plan.plan(settings={"issues": [], "metrics": [], **settings}, phases=phases)
    now = sample_plan.situation(plan, happened)
    return phase_prompt(now, Lookup(now), phase, fakes.MemoryFiles()).text


def test_where_to_begin_and_what_a_fresh_checkout_needs() -> None:
    given = {"prepare": ["npm ci"], "environment": {"pass_through": ["DB_*"], "secrets": ["TOKEN"]}, "workspace": "server"}
    text = prompt([ONE, TWO], done("phase-1"), **given)
    assert f"commit `{COMMIT[:7]}` on branch `topic/one`; Phase 1 was proved there" in text
    assert "- Set-up of a fresh checkout: `npm ci`" in text
    assert "`DB_*`; secret, never to be written down: `TOKEN`" in text
    assert "`AGENTS.md` and `CONTRIBUTING.md`" in text
    assert "Steps and checks run in `server` below it" in text
    assert "(`ok`), in `server`:" in text
    assert "root of the repository" not in text, "the plan may be in a folder below it"


def test_what_the_phases_before_did_allowed_and_noted() -> None:
    text = prompt([ONE, TWO], done("phase-1"))
    left = text.partition("**What the phases before left:**")[2].partition("\n## ")[0]
    assert "- Phase 1: `abcdef0` feat: &lt;one> (2 files, +7 -3; files: `git show --stat abcdef0`)" in left
    assert "suite allows skips: t::slow (needs a &lt;disk)" in left
    assert "note: Mind the" in left
    assert "<cache>" not in left
    assert "What the phases before left" not in prompt([{"id": "phase-2", "title": "Two"}])


def test_a_commit_of_several_phases_is_told_once() -> None:
    third = {"id": "phase-3", "title": "Three", "depends_on": ["phase-2"]}
    text = prompt([ONE, TWO, third], [*done("phase-1"), *done("phase-2")[1:]], "phase-3")
    assert text.count("feat: ") == 1
    assert "- Phase 2: `abcdef0`\n" in text


def test_tests_are_not_both_expected_to_change_and_not_to_be_changed() -> None:
    for path in ("tests/**/*.py", "tests", "web/__tests__/a.js", "**/*_test.go"):
        text = prompt([{**TWO, "depends_on": [], "files": [{"path": path}]}])
        assert "- tests, unless" not in text
        assert "in the tests above none is skipped, deleted or weakened" in text
    assert "- tests, unless" in prompt([{**TWO, "depends_on": [], "files": [{"path": "src/a.py"}]}])


def test_a_path_is_not_both_expected_to_change_and_to_be_kept() -> None:
    spec = {"file": "P.md", "keep": ["a.py"]}
    text = prompt([{**TWO, "depends_on": [], "files": [{"path": "a.py"}, {"path": "b.py"}], "prompt": spec}])
    assert text.count("`a.py`") == 1
    assert re.search(r"\*\*Not to change[^*]*\*\*\n- `a\.py`", text)


def test_plan_checks_journal_and_protected_paths_are_off_limits() -> None:
    text = prompt([{**TWO, "depends_on": [], "protect": ["golden/**"]}], protect=["keys"])
    limits = text.partition("**Not to change")[2].partition("\n## ")[0]
    for words in (
        "the plan and its checks: `tracker.yaml`",
        "the journal",
        "`TRACKER.md`",
        "**Protected:** `keys`, `golden/**`",
    ):
        assert words in limits
    assert "but for the check that this phase lacks" not in limits
    assert "but for the check that this phase lacks" in prompt([{"id": "phase-2", "title": "Two"}])


def test_how_to_go_back() -> None:
    back = {"id": "s", "run": "./go", "revert": "./back"}
    assert "`tracker reopen 2 --why TEXT --revert`" in prompt([{**TWO, "depends_on": [], "steps": [back]}])
    assert "--revert" not in prompt([{**TWO, "depends_on": []}])


def test_the_prompt_of_a_finished_phase_is_ticked(place: Place) -> None:
    place.write("tracker.yaml", "project: {name: T}\n")
    place.write("a", "")
    place.phase("phase-1", "prompt: {file: P.md}\nchecks: [{id: ok, kind: command, run: 'test -e a', inputs: [a]}]\n")
    place.tracker("render")
    assert "- [ ] `tracker run 1`" in place.read("prompts/P.md")
    assert "**Done:**" not in place.read("prompts/P.md")
    place.commit()
    assert place.tracker("run", "1").code == 0
    text = place.read("prompts/P.md")
    assert "> **Done:** " in text
    assert "- [ ]" not in text
    assert "- [X] `tracker run 1`" in text
