"""What is to be done for a wish, and why each item; nothing is started that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    COMMIT,
    begun,
    below,
    check,
    completed,
    failed,
    phase,
    phases,
    plan,
    result,
    results,
    situation,
    stepped,
)
from tests.events import RUNS, recorded
from tracker.bar.late import CRITERION, FILE, Late, Promise
from tracker.errors import BlockedError, UsageError
from tracker.journal import events as e
from tracker.model.ids import CheckKey
from tracker.model.status import DONE, Basis, Currency, PhaseStatus
from tracker.plan import Action, PhaseWork, Wish, Work, plan_work
from tracker.situation import Situation
from tracker.spec.phases import Phase
from tracker.state import Freshness, check_keys, fold

RUN, KEEP = Action.RUN, Action.KEEP
CHANGED = Freshness(fresh=False, why="app.py changed")
CLAIM = {"source": "the old tracker"}
FULL = phase(
    "1",
    checks=[check("ok", matrix={"db": ["a", "b"]}), "other"],
    preflight=[check("clean")],
    steps=[{"id": "make", "run": "true"}, {"id": "more", "run": "true"}],
)


def nothing(path: str) -> str:
    return ""


def work(
    now: Situation, *names: str, checks: Sequence[str] = (), force: bool = False, digest: Callable[[str], str] = nothing
) -> Work:
    return plan_work(now, Wish(tuple(f"phase-{n}" for n in names), tuple(checks), force), digest=digest)


def one(
    of: Phase, *stories: Sequence[e.Event], freshness: Mapping[CheckKey, Freshness] | None = None, force: bool = False,
    disk: Mapping[str, str] | None = None,
) -> PhaseWork:  # fmt: skip
    """The work for a phase that stands alone."""
    (found,) = work(
        situation(plan(of), *stories, freshness=freshness), "1", force=force, digest=lambda p: (disk or {}).get(p, "")
    ).phases
    return found


def said(found: PhaseWork) -> dict[str, str]:
    """Item → what is done with it, and why."""
    items = {w.step.id: f"{w.action}: {w.reason}" for w in found.steps}
    return {**items, **{w.key.name: f"{w.action}: {w.reason}" for w in (*found.preflight, *found.checks)}}


# -- a phase of its own -----------------------------------------------------------------------------------------------


def test_everything_of_a_phase_that_was_never_run() -> None:
    found = one(FULL)
    assert (found.action, found.reason, found.partial) == (RUN, "ready: everything it depends on is done", False)
    assert said(found) == {
        "clean": "run: before anything is changed", "make": "run: never run", "more": "run: never run",
        "ok[a]": "run: never run", "ok[b]": "run: never run", "other": "run: never run",
    }  # fmt: skip
    assert [w.key for w in found.checks] == list(check_keys(FULL))
    assert [w.variant.label for w in found.checks] == ["a", "b", ""]


def test_nothing_of_a_phase_that_is_complete_and_fresh() -> None:
    now = situation(plan(FULL), completed(FULL))
    found = work(now, "1")
    assert found.idle
    (only,) = found.phases
    assert (only.action, only.preflight) == (KEEP, ())
    assert only.reason == f"up to date: all checks passed for what ccccccc has, in run {RUNS[0]}"
    assert said(only) == {
        "make": "keep: done before", "more": "keep: done before", "ok[a]": "keep: up to date", "ok[b]": "keep: up to date",
        "other": "keep: up to date",
    }  # fmt: skip


def test_only_what_changed_of_a_complete_phase() -> None:
    found = one(FULL, completed(FULL), freshness={check_keys(FULL)[1]: CHANGED})
    assert (found.action, found.reason) == (RUN, "changed since: ok[b]: app.py changed")
    assert [said(found)[name] for name in ("make", "ok[a]", "ok[b]")] == [
        "keep: done before", "keep: up to date", "run: app.py changed",
    ]  # fmt: skip


def test_everything_when_it_is_forced() -> None:
    found = one(FULL, completed(FULL), force=True)
    assert (found.action, found.reason) == (RUN, "complete")
    assert set(said(found).values()) == {"run: forced", "run: before anything is changed"}


def test_a_failed_phase_goes_on_with_what_did_not_pass() -> None:
    story = [*begun(FULL), *stepped(FULL), *results(FULL)[:2], *result(FULL, "other", "error"), *failed(FULL)[-2:]]
    found = one(FULL, story)
    assert found.reason == "failed: ok: no"
    assert said(found) == {
        "make": "keep: done before", "more": "keep: done before", "ok[a]": "keep: up to date", "ok[b]": "keep: up to date",
        "other": "run: its last outcome was error", "clean": "run: before anything is changed",
    }  # fmt: skip


def test_a_phase_whose_run_was_killed_after_its_last_check_is_still_to_be_settled() -> None:
    found = one(FULL, [*begun(FULL), *stepped(FULL), *results(FULL)])
    assert found.action is RUN
    assert found.reason == f"interrupted: run {RUNS[0]} ended without finishing"
    assert {name: text.partition(":")[0] for name, text in said(found).items() if name != "clean"} == {
        "make": "keep", "more": "keep", "ok[a]": "keep", "ok[b]": "keep", "other": "keep",
    }  # fmt: skip


def test_a_step_that_did_not_end_well_runs_again_and_every_check_after_it() -> None:
    story = [*begun(FULL), *stepped(FULL)[:1], *stepped(FULL, "failed")[1:], *results(FULL)]
    assert said(one(FULL, story)) == {
        "make": "keep: done before", "more": f"run: it failed in run {RUNS[0]}", "ok[a]": "run: a step runs before it",
        "ok[b]": "run: a step runs before it", "other": "run: a step runs before it",
        "clean": "run: before anything is changed",
    }  # fmt: skip
    never_ended = [*begun(FULL), e.StepStarted("phase-1", "make", "d")]
    assert said(one(FULL, never_ended))["make"] == "run: never run"


def test_a_step_runs_again_when_its_definition_changed_also_in_a_complete_phase() -> None:
    other = phase("1", checks=["ok"], steps=[{"id": "make", "run": "false"}])
    found = one(other, completed(phase("1", checks=["ok"], steps=[{"id": "make", "run": "true"}])))
    assert (found.reason, said(found)) == (
        "changed since: step make changed", {"make": "run: its definition changed", "ok": "run: a step runs before it"},
    )  # fmt: skip


ONE_STEP = phase("1", checks=["ok"], steps=[{"id": "make", "run": "true"}])


def test_a_step_whose_files_are_not_as_it_left_them_runs_again_until_its_phase_is_complete() -> None:
    left = {"a.txt": "1", "gone.txt": ""}
    story = [*begun(ONE_STEP), *stepped(ONE_STEP, **left), *results(ONE_STEP)]
    assert said(one(ONE_STEP, story, disk={"a.txt": "1"}))["make"] == "keep: done before"
    assert said(one(ONE_STEP, story, disk={"a.txt": "2"}))["make"] == "run: a.txt is not as it left it"
    assert said(one(ONE_STEP, story, disk={"a.txt": "1", "gone.txt": "back"}))["make"] == "run: gone.txt is not as it left it"
    whole = [*story, e.PhaseCompleted("phase-1", COMMIT, 1.0)]
    assert said(one(ONE_STEP, whole, disk={"a.txt": "2"}))["make"] == "keep: done before"
    again = [*begun(ONE_STEP), *stepped(ONE_STEP, **left)]
    assert said(one(ONE_STEP, whole, again, disk={"a.txt": "2"}))["make"] == "run: a.txt is not as it left it"


def test_whether_a_phase_was_completed_with_a_step_is_told_by_the_order_of_the_journal_and_not_by_a_clock() -> None:
    left, made = {"a.txt": "1"}, plan(ONE_STEP)
    whole = [*begun(ONE_STEP), *stepped(ONE_STEP, **left), *results(ONE_STEP), e.PhaseCompleted("phase-1", COMMIT, 1.0)]
    again = [*begun(ONE_STEP), *stepped(ONE_STEP, **left)]
    backwards = [*recorded(whole, RUNS[0], 50), *recorded(again, RUNS[1], 0)]  # the second run's clock is behind
    now = situation(made)
    for events, expected in (
        (backwards, "run: a.txt is not as it left it"),
        ([*recorded(again, RUNS[0], 50), *recorded(whole, RUNS[1], 0)], "keep: done before"),
        ([*backwards, *recorded(whole[2:], RUNS[2], 0)], "keep: done before"),  # completed again, in a third run
    ):
        found = work(replace(now, state=fold(events)), "1", digest=lambda path: "2")
        assert said(found.phases[0])["make"] == expected


def test_of_several_files_that_are_not_as_it_left_them_the_first_is_named() -> None:
    story = [*begun(ONE_STEP), *stepped(ONE_STEP, a="1", b="1"), *results(ONE_STEP)]
    assert said(one(ONE_STEP, story, disk={"a": "2", "b": "2"}))["make"] == "run: a is not as it left it"
    assert said(one(ONE_STEP, story, disk={"a": "1", "b": "2"}))["make"] == "run: b is not as it left it"


def test_a_step_whose_program_changed_runs_again_also_in_a_complete_phase() -> None:
    (ended,) = stepped(ONE_STEP, **{"made.py": "m"})
    with_programs = e.StepFinished(**{**_fields(ended), "programs": {"a.py": "1", "b.py": "1", "made.py": "old"}})
    whole = [*begun(ONE_STEP), with_programs, *results(ONE_STEP), e.PhaseCompleted("phase-1", COMMIT, 1.0)]
    same = {"a.py": "1", "b.py": "1", "made.py": "m"}
    assert said(one(ONE_STEP, whole, disk=same))["make"] == "keep: done before"
    assert said(one(ONE_STEP, whole, disk={**same, "b.py": "2"}))["make"] == "run: b.py changed"
    assert said(one(ONE_STEP, whole, disk={**same, "a.py": "2", "b.py": "2"}))["make"] == "run: a.py changed"
    assert said(one(ONE_STEP, whole, disk={**same, "made.py": "n"}))["make"] == "keep: done before"  # the step's own work


def test_a_result_of_a_completion_whose_commit_is_lost_is_not_kept() -> None:
    now = situation(plan(ONE_STEP), completed(ONE_STEP))
    standing = now.standings["phase-1"]

    def ok(status: PhaseStatus, *lost: str) -> str:
        known = replace(now, unknown_commits=frozenset(lost), standings={"phase-1": standing._replace(status=status)})
        return said(work(known, "1").phases[0])["ok"]

    lost = f"run: the commit {COMMIT[:7]} of its phase's completion is not in the repository"
    assert ok(PhaseStatus.UNKNOWN, COMMIT) == lost
    assert ok(PhaseStatus.UNKNOWN, "e" * 40) == "keep: up to date"
    assert ok(PhaseStatus.COMPLETE, COMMIT) == "keep: up to date"


@pytest.mark.parametrize(
    ("status", "basis", "currency", "action"),
    [
        (PhaseStatus.COMPLETE, Basis.VERIFIED, Currency.CURRENT, KEEP),
        (PhaseStatus.COMPLETE, Basis.APPROVED, Currency.CURRENT, KEEP),
        (PhaseStatus.COMPLETE, Basis.CLAIMED, Currency.CURRENT, RUN),
        (PhaseStatus.COMPLETE, Basis.VERIFIED, Currency.BROKEN, RUN),
        (PhaseStatus.UNKNOWN, Basis.VERIFIED, Currency.CURRENT, RUN),
        (PhaseStatus.REGRESSED, None, None, RUN),
    ],
)
def test_only_what_is_complete_proven_and_current_is_kept(
    status: PhaseStatus, basis: Basis | None, currency: Currency | None, action: Action
) -> None:
    now = situation(plan(ONE_STEP), completed(ONE_STEP))
    standing = now.standings["phase-1"]._replace(status=status, basis=basis, currency=currency)
    assert work(replace(now, standings={"phase-1": standing}), "1").phases[0].action is action


def promised(now: Situation, *promises: tuple[str, str, tuple[str, ...]]) -> PhaseWork:
    """The work where this was promised after the results: kind, text and the checks that it rests on."""
    late = tuple(Late(Promise("phase-1", kind, text), checks) for kind, text, checks in promises)
    return work(replace(now, late={"phase-1": late}), "1").phases[0]


def test_what_was_promised_since_is_proved_by_the_checks_that_it_rests_on() -> None:
    two = phase("1", checks=["ok", "other"])
    now = situation(plan(two), completed(two))
    assert promised(now).action is KEEP
    criterion = promised(now, (CRITERION, "it is fast", ("other",)), (CRITERION, "it is small", ()))
    assert (criterion.action, criterion.reason) == (RUN, "promised since it was proved: it is fast")
    why = "run: it is to prove what was written down after its result: "
    assert said(criterion) == {"ok": f"{why}it is small", "other": f"{why}it is fast"}
    file = promised(now, (FILE, "a.txt", ("ok",)))
    assert file.action is RUN
    assert said(file) == {"ok": "keep: up to date", "other": "keep: up to date"}
    unsettled = situation(plan(two), failed(two))
    assert promised(unsettled, (CRITERION, "it is fast", ())).reason == "failed: ok: no"


def test_a_file_that_two_steps_changed_is_as_the_later_one_left_it() -> None:
    first, second = stepped(FULL)
    story = [*begun(FULL), e.StepFinished(**{**_fields(first), "changed": {"a": "1"}}),
             e.StepFinished(**{**_fields(second), "changed": {"a": "2"}})]  # fmt: skip
    assert [said(one(FULL, story, disk={"a": "2"}))[name] for name in ("make", "more")] == ["keep: done before"] * 2


def test_files_of_different_steps_are_each_as_their_own_left_them() -> None:
    first, second = stepped(FULL)
    story = [*begun(FULL), e.StepFinished(**{**_fields(first), "changed": {"a": "1"}}),
             e.StepFinished(**{**_fields(second), "changed": {"b": "2"}})]  # fmt: skip
    disk = {"a": "1", "b": "3"}
    assert [said(one(FULL, story, disk=disk))[name] for name in ("make", "more")] == [
        "keep: done before", "run: b is not as it left it",
    ]  # fmt: skip


def _fields(event: e.Event) -> dict[str, object]:
    return event._asdict()


def test_preflight_comes_first_each_time_also_when_a_step_is_kept() -> None:
    assert one(FULL, [*begun(FULL), *stepped(FULL, "failed")]).preflight != ()
    assert one(FULL, [*begun(FULL), *stepped(FULL)[:1]]).preflight != ()
    only_checks = phase("1", preflight=[check("clean", matrix={"db": ["a", "b"]})])
    assert [w.key.name for w in one(only_checks, failed(only_checks)).preflight] == ["clean[a]", "clean[b]"]


def test_a_check_that_is_to_be_run_each_time() -> None:
    always = phase("1", checks=["ok", check("live", always="true")])
    found = one(always, completed(always))
    assert (found.action, said(found)) == (RUN, {"ok": "keep: up to date", "live": "run: it is to be run each time"})


def test_a_result_whose_inputs_are_not_known_is_not_kept() -> None:
    now = situation(plan(ONE_STEP), completed(ONE_STEP))
    blind = Situation(now.plan, now.graph, now.state, {}, now.standings, now.tests)
    assert said(work(blind, "1").phases[0])["ok"] == "run: its inputs are not known"


def test_what_is_only_claimed_is_checked_and_its_steps_are_not_repeated() -> None:
    claimed = phase("1", checks=["ok"], steps=[{"id": "make", "run": "true"}], claimed=CLAIM)
    found = one(claimed)
    assert (found.action, found.reason) == (RUN, "only claimed so far")
    assert said(found) == {"make": "keep: done before", "ok": "run: never run"}
    checked = one(claimed, results(claimed))
    assert (checked.action, said(checked)["ok"]) == (RUN, "keep: up to date")  # to be settled: then it is verified
    assert said(one(claimed, failed(claimed)[:2], [*stepped(claimed, "failed")]))["make"].startswith("run: it failed")


# -- needs, parents, wishes -------------------------------------------------------------------------------------------

CHAIN = [phase("1"), phase("2", checks=()), phase("2.1", "1", parent="2"), phase("2.2", "2.1", parent="2"), phase("3", "2")]


def test_work_is_idle_only_when_every_phase_is() -> None:
    first, second = phase("1"), phase("2")
    assert not work(situation(plan(first, second), completed(first)), "1", "2").idle
    assert work(situation(plan(first, second), completed(first), completed(second)), "1", "2").idle


def test_a_parent_stands_for_its_sub_phases_and_all_come_in_order_once() -> None:
    now = situation(plan(*CHAIN))
    assert [w.phase.id for w in work(now, "3", "2", "2.1", "1").phases] == ["phase-1", "phase-2.1", "phase-2.2", "phase-3"]


def test_what_waits_for_something_that_is_not_asked_for_is_refused_with_the_phase_to_run_first() -> None:
    with pytest.raises(BlockedError) as caught:
        work(situation(plan(*CHAIN)), "3")
    assert caught.value.message == "phase-3 is pending: it needs phase-2 (pending)"
    assert caught.value.hints == ("Run first: tracker run 1",)
    with pytest.raises(BlockedError, match=r"phase-2\.1 is blocked: it needs phase-1 \(failed\)"):
        work(situation(plan(*CHAIN), failed(CHAIN[0])), "2.1", "2.2")


def test_what_failed_in_the_same_way_as_often_as_the_plan_allows_is_refused_unless_it_is_forced() -> None:
    of = phase("1")
    limited = plan(of, defaults={"same_failures": "2"})
    assert len(work(situation(limited, failed(of)), "1").phases) == 1
    twice = situation(limited, failed(of), failed(of))
    with pytest.raises(BlockedError, match=r"phase-1 failed 2 times in a row in the same way \(ok\)"):
        work(twice, "1")
    assert len(work(twice, "1", force=True).phases) == 1


@pytest.mark.parametrize(
    ("count", "listed"),
    [
        (1, "c1"),
        (5, "c1, c2, c3, c4, c5"),
        (6, "c1, c2, c3, c4, c5 and 1 more"),
        (8, "c1, c2, c3, c4, c5 and 3 more"),
    ],
)
def test_what_fails_again_and_again_is_listed_up_to_five(count: int, listed: str) -> None:
    of = phase("1", checks=[f"c{n + 1}" for n in range(count)])
    with pytest.raises(BlockedError, match=rf"in the same way \({listed}\), so it is not run again") as caught:
        work(situation(plan(of, defaults={"same_failures": "2"}), failed(of), failed(of)), "1")
    assert caught.value.hints[1] == "When you have changed something: tracker run 1 --check c1"


def test_where_a_step_fails_again_and_again_the_hint_is_to_force_it_unless_a_check_fails_first() -> None:
    def hint(*checks: str) -> str:
        of = phase("1", checks=["a", "z"], steps=[{"id": "make", "run": "true"}])
        story = [*begun(of), *stepped(of, "failed"), *(r for c in checks for r in result(of, c, "failed")), *failed(of)[-2:]]
        with pytest.raises(BlockedError) as caught:
            work(situation(plan(of, defaults={"same_failures": "2"}), story, story), "1")
        return caught.value.hints[1].rpartition(" 1 ")[2]

    assert hint() == "--force"
    assert hint("a") == "--check a"
    assert hint("z") == "--force"


def test_every_refusal_is_said_at_once() -> None:
    listed = [phase("1", skip="not needed"), phase("2", checks=()), phase("3"), phase("4", "3")]
    with pytest.raises(BlockedError) as caught:
        work(situation(plan(*listed)), "1", "2", "4")
    assert caught.value.message == (
        "phase-1 is skipped by the plan: not needed; phase-2 has no checks, so nothing could show that it is complete; "
        "phase-4 is pending: it needs phase-3 (ready)"
    )
    assert caught.value.hints == ("Run first: tracker run 3",)
    with pytest.raises(BlockedError) as caught:
        work(situation(plan(phase("0"), *listed)), "0", "1")
    assert caught.value.hints == ("See why: tracker explain 1",)


def test_a_need_that_is_stale_or_skipped_or_claimed_holds_nobody_up() -> None:
    for need, stories, freshness in (
        (phase("1"), [completed(phase("1"))], {CheckKey("phase-1", "ok", ""): CHANGED}),
        (phase("1", skip="no"), [], {}),
        (phase("1", claimed=CLAIM), [], {}),
    ):
        now = situation(plan(need, phase("2", "1")), *stories, freshness=freshness)
        assert [w.phase.id for w in work(now, "2").phases] == ["phase-2"]


def test_a_parent_that_is_half_done_holds_nobody_up_when_the_rest_is_asked_for() -> None:
    listed = [phase("1", checks=()), phase("1.1", parent="1"), phase("1.2", parent="1"), phase("2", "1")]
    now = situation(plan(*listed), completed(listed[1]), freshness={CheckKey("phase-1.1", "ok", ""): CHANGED})
    assert [w.phase.id for w in work(now, "1.2", "2").phases] == ["phase-1.2", "phase-2"]


def test_where_nothing_can_be_run_first_it_says_where_to_look() -> None:
    with pytest.raises(BlockedError) as caught:
        work(situation(plan(phase("1", checks=()), phase("2", "1"))), "2")
    assert caught.value.hints == ("See why: tracker explain 2",)


def test_a_complete_phase_may_be_run_again_though_what_it_needs_has_regressed() -> None:
    first, second = phase("1"), phase("2", "1")
    now = situation(plan(first, second), completed(first), completed(second), failed(first))
    assert work(now, "2").idle
    assert work(now, "2", force=True).phases[0].action is RUN


def test_single_checks_of_any_phase_in_any_state() -> None:
    listed = [FULL, phase("2", "1", checks=["ok"]), phase("3", skip="no", checks=["third"])]
    now = situation(plan(*listed), completed(FULL))
    found = work(now, "1", "2", "3", checks=["ok", "clean", "third"])
    assert [(w.phase.id, w.partial, [c.key.name for c in w.checks]) for w in found.phases] == [
        ("phase-1", True, ["clean", "ok[a]", "ok[b]"]), ("phase-2", True, ["ok"]), ("phase-3", True, ["third"]),
    ]  # fmt: skip
    assert {f"{c.action}: {c.reason}" for w in found.phases for c in w.checks} == {"run: asked for by name"}
    assert [w.phase.id for w in work(now, "1", "2", checks=["other"]).phases] == ["phase-1"]
    assert not found.idle


def test_a_check_that_is_nowhere_is_a_usage_error_that_names_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        work(situation(plan(FULL, phase("2"))), "1", "2", checks=["ok", "suite"])
    assert caught.value.message == "there is no check 'suite' in phase-1, phase-2"
    assert caught.value.hints == ("Its checks are: clean, ok, other",)
    with pytest.raises(UsageError, match="there is no check 'first' in"):
        work(situation(plan(FULL)), "1", checks=["first", "ok", "second"])


# -- against brute force ----------------------------------------------------------------------------------------------


@given(phases(), st.data())
def test_a_wish_is_refused_exactly_when_something_it_needs_is_neither_done_nor_asked_for(
    listed: tuple[Phase, ...], data: st.DataObject
) -> None:
    leaves = [p for p in listed if below(listed, p.id) == [p.id]]
    stories = [data.draw(st.sampled_from([completed, failed, lambda p: [], lambda p: []]))(p) for p in leaves]
    now = situation(plan(*listed), *stories)
    wanted = data.draw(st.lists(st.sampled_from([p.id for p in listed]), min_size=1, unique=True))
    asked = {leaf for name in wanted for leaf in below(listed, name)}
    held_up = set()
    for p in leaves:
        above, needs = p, set()
        while above is not None:
            needs |= {leaf for name in above.depends_on for leaf in below(listed, name)}
            above = next((q for q in listed if q.id == above.parent), None)  # type: ignore[assignment]
        open_ = {leaf for leaf in needs if now.standings[leaf].status not in DONE}
        if p.id in asked and now.standings[p.id].status not in DONE and open_ - asked:
            held_up.add(p.id)
    wish = Wish(tuple(wanted))
    if held_up:
        with pytest.raises(BlockedError) as caught:
            plan_work(now, wish, digest=nothing)
        assert {text.partition(" is ")[0] for text in caught.value.message.split("; ")} == held_up
        first = caught.value.hints[0].removeprefix("Run first: tracker run ")
        plan_work(now, Wish((f"phase-{first}",)), digest=nothing)  # what the hint names can be run
    else:
        found = plan_work(now, wish, digest=nothing)
        assert [w.phase.id for w in found.phases] == [leaf for leaf in now.graph.order() if leaf in asked]
        for item in found.phases:
            assert (item.action is KEEP) is (now.standings[item.phase.id].status in DONE)
