"""Where every phase stands: each status reached by a story, and every reason said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import COMMIT, begun, below, check, completed, failed, graph, phase, phases, result, results, stepped
from tests.events import RUNS, recorded
from tracker.journal import events as e
from tracker.journal.damage import Damage
from tracker.model.ids import CheckKey
from tracker.model.status import BROKEN, DONE, Basis, Currency, Footing, PhaseStatus
from tracker.spec.phases import Phase
from tracker.state import Freshness, Standing, Verdict, check_keys, derive, fold
from tracker.state.derive import _URGENCY

S, C, F = PhaseStatus, Currency, Footing
PROOF = f"all checks passed for what ccccccc has, in run {RUNS[0]}"
CHANGED = Freshness(fresh=False, why="app.py changed", changed=("app.py",))


def standings(
    listed: Sequence[Phase], *stories: Sequence[e.Event], freshness: Mapping[CheckKey, Freshness] | None = None,
    live: Iterable[str] = (), damage: Iterable[Damage] = (),
) -> dict[str, Standing]:  # fmt: skip
    """The standings after stories, each a run of its own."""
    events = [r for n, (run, story) in enumerate(zip(RUNS, stories, strict=False)) for r in recorded(story, run, 50 * n)]
    return derive(graph(*listed), fold(events, damage), freshness=freshness or {}, live_runs=frozenset(live))


CLAIM = {"source": "the old tracker"}
ONE, TWO = phase("1"), phase("2", "1")
STEPS = phase("1", checks=[check("ok", matrix={"db": ["a", "b"]}), "other"], steps=[{"id": "make", "run": "true"}])
CLAIMED = phase("1", claimed=CLAIM)
PAUSED = [*begun(ONE), e.PhasePaused("phase-1", "Ann must approve"), e.RunFinished("pending", 1.0)]


def one(of: Phase, *stories: Sequence[e.Event], **more: object) -> Standing:
    return standings([of], *stories, **more)["phase-1"]  # type: ignore[arg-type]


# -- every status by a story ------------------------------------------------------------------------------------------


def test_ready_pending_and_blocked() -> None:
    ready, pending = standings([ONE, TWO]).values()
    assert ready == Standing(S.READY, None, ("everything it depends on is done",))
    assert pending == Standing(S.PENDING, None, ("waits for phase-1",), ("phase-1",))
    three = phase("3", "1", "2")
    assert standings([ONE, TWO, three], failed(ONE))["phase-3"] == Standing(
        S.BLOCKED, None, ("phase-1, phase-2 did not succeed",), ("phase-1", "phase-2"),
    )  # fmt: skip
    assert standings([ONE, TWO], completed(ONE))["phase-2"].status is S.READY
    assert standings([ONE, TWO], begun(ONE), live=[RUNS[0]])["phase-2"].status is S.PENDING


def test_complete_says_where_it_was_proved() -> None:
    assert one(STEPS, completed(STEPS)) == Standing(S.COMPLETE, Basis.VERIFIED, (PROOF,), (), C.CURRENT)


def test_a_completion_alone_completes_nothing() -> None:
    alone = [*begun(ONE), e.PhaseCompleted("phase-1", COMMIT, 1.0), e.RunFinished("passed", 1.0)]
    found = standings([ONE, TWO], alone)
    said = f"run {RUNS[0]} recorded it as complete without the result of any check"
    assert found["phase-1"] == Standing(S.READY, None, ("everything it depends on is done", said))
    assert found["phase-2"].status is S.PENDING
    assert standings([ONE, TWO], failed(ONE), alone[1:2])["phase-2"].status is S.BLOCKED
    assert one(ONE, [e.PhaseCompleted("phase-1", COMMIT, 1.0)]).status is S.READY
    before = phase("1", preflight=[check("clean")])
    assert one(before, [*begun(before), *result(before, "clean"), *alone[2:]]).status is S.READY
    waiting = standings([ONE, TWO], [e.PhaseCompleted("phase-2", COMMIT, 1.0)])["phase-2"]
    assert (waiting.status, len(waiting.reasons)) == (S.PENDING, 2)


def test_what_did_not_pass_is_no_check_of_a_phase_that_completes() -> None:
    story = [*begun(ONE), *results(ONE, "failed"), e.PhaseCompleted("phase-1", COMMIT, 1.0)]
    assert one(ONE, story).status is S.READY


def test_failed_awaiting_interrupted_running() -> None:
    assert one(ONE, failed(ONE)) == Standing(S.FAILED, None, ("ok: no",))
    assert one(ONE, PAUSED) == Standing(S.AWAITING_APPROVAL, None, ("Ann must approve",))
    assert one(ONE, [*begun(ONE), e.RunInterrupted("SIGINT")]) == Standing(S.INTERRUPTED, None, ("SIGINT",))
    assert one(ONE, begun(ONE), live=[RUNS[0]]) == Standing(S.RUNNING, None, ("ready",))


def test_a_run_that_is_gone_leaves_its_phase_interrupted_and_says_in_what() -> None:
    steps = [e.StepStarted("phase-1", "make", "d"), e.CheckStarted("phase-1", "ok", {"db": "b"})]
    assert one(STEPS, [*begun(STEPS), *steps]) == Standing(
        S.INTERRUPTED, None, (f"run {RUNS[0]} ended without finishing check ok[b], step make",)
    )
    assert one(ONE, begun(ONE)) == Standing(S.INTERRUPTED, None, (f"run {RUNS[0]} ended without finishing",))
    assert one(ONE, begun(ONE), begun(ONE), live=[RUNS[0]]).status is S.INTERRUPTED


def test_regressed_after_a_later_failure_and_after_a_check_alone() -> None:
    again = "ok was run again and did not pass: ok failed"
    assert one(ONE, completed(ONE), failed(ONE)) == Standing(S.REGRESSED, None, (again,), (), C.BROKEN)
    again = one(STEPS, completed(STEPS), [*result(STEPS, "ok", "failed")[1:], *result(STEPS, "other", "error")])
    assert again == Standing(
        S.REGRESSED,
        None,
        ("ok[b] was run again and did not pass: ok failed", "other was run again and did not pass: other error"),
        (),
        C.BROKEN,
    )
    assert one(STEPS, completed(STEPS), result(STEPS, "ok", "failed"), result(STEPS, "ok")).status is S.COMPLETE


def test_what_a_replay_contradicted_comes_before_what_failed_since() -> None:
    witness = e.SealWitnessed("phase-1", COMMIT, "failed", "ci", {"ok": "failed: no", "other": "passed"})
    found = one(ONE, [*completed(ONE), witness], [*begun(ONE), *result(ONE, "ok", "failed")])
    assert len(found.reasons) >= 1
    alone = one(ONE, [*completed(ONE), witness])
    assert alone.reasons == (f"contradicted in CI at {COMMIT[:7]}: ok: failed: no",)
    broken = one(ONE, [*completed(ONE), *result(ONE, "ok", "failed"), witness])
    assert broken.reasons[0] == alone.reasons[0]
    assert len(broken.reasons) == 2


def test_a_commit_that_a_shallow_clone_cannot_know_is_said_of_what_is_complete_alone() -> None:
    def seen(*stories: Sequence[e.Event]) -> Standing:
        events = [r for n, (run, story) in enumerate(zip(RUNS, stories, strict=False)) for r in recorded(story, run, 50 * n)]
        return derive(graph(ONE), fold(events), freshness={}, unseen=[COMMIT])["phase-1"]

    complete, regressed = seen(completed(ONE)), seen(completed(ONE), failed(ONE))
    assert complete.on is Footing.UNSEEN
    assert "this clone is shallow" in complete.reasons[-1]
    assert regressed.on is not Footing.UNSEEN
    assert not any("this clone is shallow" in reason for reason in regressed.reasons)


def test_changed_since_by_an_input() -> None:
    keys = check_keys(STEPS)
    found = one(STEPS, completed(STEPS), freshness={keys[1]: CHANGED, keys[0]: Freshness(fresh=True)})
    said = (PROOF, "ok[b]: app.py changed")
    assert found == Standing(S.COMPLETE, Basis.VERIFIED, said, (), C.CHANGED, ("app.py",), ("",))


def test_by_earlier_criteria_when_the_plan_asks_for_something_else() -> None:
    other = phase("1", checks=["ok"], steps=[{"id": "make", "run": "false"}, {"id": "more", "run": "true"}])
    found = one(other, completed(phase("1", steps=[{"id": "make", "run": "true"}])))
    assert found == Standing(
        S.COMPLETE, Basis.VERIFIED, (PROOF, "step make changed", "step more changed"), (), C.CHANGED, on=F.EARLIER
    )
    more = phase("1", checks=["ok", check("new", matrix={"db": ["a", "b"]})])
    assert one(more, completed(ONE)).reasons[1:] == ("new[a] has never been run", "new[b] has never been run")
    renamed = one(phase("1", checks=["renamed"]), completed(ONE))
    assert (renamed.on, renamed.reasons[1:]) == (F.EARLIER, ("renamed has never been run",))
    redefined = Freshness(fresh=False, why="its definition changed", redefined=True)
    assert one(ONE, completed(ONE), freshness={check_keys(ONE)[0]: redefined}).on is F.EARLIER
    lost = one(phase("1", checks=()), completed(ONE))
    assert lost.reasons[1:] == ("it no longer has checks, so nothing shows that it is complete",)
    assert lost.on is F.EARLIER
    assert standings([phase("1", checks=["renamed"]), TWO], completed(ONE), completed(TWO))["phase-2"].on is F.CHANGED


def test_what_failed_and_what_changed_are_both_said() -> None:
    keys = check_keys(STEPS)
    found = one(STEPS, completed(STEPS), result(STEPS, "other", "failed"), freshness={keys[0]: CHANGED})
    assert (found.status, len(found.reasons)) == (S.REGRESSED, 2)
    assert found.reasons[1] == "ok[a]: app.py changed"


def test_a_changed_phase_lets_its_dependents_start_and_a_regressed_one_does_not() -> None:
    found = standings([ONE, TWO], completed(ONE), freshness={check_keys(ONE)[0]: CHANGED})
    assert (found["phase-1"].currency, found["phase-2"].status) == (C.CHANGED, S.READY)
    found = standings([ONE, TWO], completed(ONE), failed(ONE))
    assert (found["phase-1"].status, found["phase-2"].status) == (S.REGRESSED, S.BLOCKED)


# -- a seal, and what comes after it ----------------------------------------------------------------------------------

HERE = Verdict("passed", "ok passed", "2026", RUNS[0])


def aside(outcome: str) -> Freshness:
    """The newest result is about something else, and an earlier one about what is there now."""
    return CHANGED._replace(here=HERE._replace(outcome=outcome, summary=f"ok {outcome}"))


def test_of_several_results_the_one_for_what_is_there_now_counts() -> None:
    key = check_keys(ONE)[0]
    assert one(ONE, completed(ONE), freshness={key: aside("passed")}).currency is C.CURRENT
    found = one(ONE, completed(ONE), freshness={key: aside("failed")})
    said = f"ok did not pass for what is there now, in run {RUNS[0]}: ok failed"
    assert (found.status, found.reasons, found.currency) == (S.REGRESSED, (said,), C.BROKEN)
    assert one(ONE, completed(ONE), failed(ONE), freshness={key: aside("passed")}).status is S.COMPLETE
    assert one(ONE, completed(ONE), failed(ONE), freshness={key: CHANGED}).status is S.REGRESSED
    assert one(ONE, failed(ONE), freshness={key: aside("passed")}).status is S.FAILED


def test_a_step_that_failed_is_not_made_good_by_the_checks() -> None:
    story = [*begun(STEPS), *stepped(STEPS, "failed"), e.PhaseFailed("phase-1", "step make: exit 1", 1.0)]
    found = one(STEPS, completed(STEPS), story)
    assert (found.status, found.reasons) == (S.REGRESSED, ("step make did not succeed",))


def test_taking_out_a_check_that_failed_settles_nothing() -> None:
    two = phase("1", checks=["ok", "other"])
    after = [*begun(two), *result(two, "ok"), *result(two, "other", "failed"), e.PhaseFailed("phase-1", "other: no", 1.0)]
    found = one(ONE, completed(two), after)
    said = f"other did not pass in run {RUNS[1]}, and is no longer in the plan: other failed"
    assert (found.status, found.reasons) == (S.REGRESSED, (said,))
    assert one(ONE, completed(two), after, completed(ONE)).status is S.COMPLETE


def test_work_that_was_taken_back_is_no_completion() -> None:
    events = recorded(completed(ONE))
    found = derive(graph(ONE, TWO), fold(events), freshness={}, undone={"phase-1"})
    said = "its files are again as they were before it was completed at ccccccc"
    assert found["phase-1"] == Standing(S.REGRESSED, None, (said,), (), C.UNDONE)
    assert found["phase-2"].status is S.BLOCKED


def test_proved_is_not_complete_and_holds_up_what_needs_it() -> None:
    story = [*begun(ONE), *results(ONE), e.PhaseProved("phase-1", ("app.py",), 1.0)]
    found = standings([ONE, TWO], story)
    assert found["phase-1"] == Standing(S.PROVED, None, ("proved, not committed: app.py",))
    assert found["phase-2"].status is S.PENDING
    assert standings([ONE, TWO], story, completed(ONE))["phase-2"].status is S.READY


def test_reopening_begins_anew_whatever_the_phase_was() -> None:
    for stories in ([completed(ONE)], [completed(ONE), failed(ONE)], [failed(ONE)], [begun(ONE)]):
        found = standings([ONE, TWO], *stories, [e.PhaseReopened("phase-1", "it was wrong")])
        assert (found["phase-1"].status, found["phase-2"].status) == (S.READY, S.PENDING)


def test_a_proof_is_no_stronger_than_what_it_stands_on() -> None:
    three = phase("3", "2")
    claimed, skipped = phase("1", claimed=CLAIM), phase("1", skip="no")
    both = [completed(TWO), completed(three)]
    assert standings([ONE, TWO], completed(ONE), completed(TWO))["phase-2"].word == "verified"
    for first, weaker in ((claimed, F.CLAIM), (skipped, F.SKIP)):
        found = standings([first, TWO, three], *both)
        assert [found[name].on for name in ("phase-2", "phase-3")] == [weaker, weaker]


def test_ground_that_a_sealed_phase_changed_is_accounted_for_and_any_other_is_not() -> None:
    key = check_keys(ONE)[0]
    seal = [*begun(TWO), *results(TWO), e.PhaseCompleted("phase-2", COMMIT, 1.0, before={"app.py": "0"})]
    found = standings([ONE, TWO], completed(ONE), seal, freshness={key: CHANGED})
    assert (found["phase-1"].changed_by, found["phase-2"].on) == (("phase-2",), None)
    found = standings([ONE, TWO], completed(ONE), completed(TWO), freshness={key: CHANGED})
    assert (found["phase-1"].changed_by, found["phase-2"].on) == (("",), F.CHANGED)
    own = [*begun(ONE), *results(ONE), e.PhaseCompleted("phase-1", COMMIT, 1.0, before={"app.py": "0"})]
    assert standings([ONE], own, freshness={key: CHANGED})["phase-1"].changed_by == ("",)


def test_claims_are_claims_until_checks_say_otherwise() -> None:
    assert one(CLAIMED) == Standing(S.COMPLETE, Basis.CLAIMED, ("claimed by the old tracker",))
    assert one(CLAIMED, completed(CLAIMED)).basis is Basis.VERIFIED
    assert one(CLAIMED, failed(CLAIMED)) == Standing(
        S.REGRESSED, None, ("the old tracker claims it complete, and the check of it failed: ok: no",)
    )
    assert one(CLAIMED, begun(CLAIMED)).status is S.INTERRUPTED
    later = phase("2", "1", claimed=CLAIM)
    assert standings([ONE, later])["phase-2"].status is S.COMPLETE
    forged = [e.PhaseCompleted("phase-1", COMMIT, 1.0)]
    assert one(CLAIMED, forged) == Standing(S.COMPLETE, Basis.CLAIMED, ("claimed by the old tracker",))


def test_skipped_by_the_plan_whatever_was_recorded() -> None:
    skipped = phase("1", skip="not needed any more", claimed=CLAIM)
    for stories in ([], [completed(ONE)], [failed(ONE)], [begun(ONE)]):
        assert one(skipped, *stories) == Standing(S.SKIPPED, None, ("not needed any more",))
    assert standings([skipped, TWO])["phase-2"].status is S.READY


# -- damage -----------------------------------------------------------------------------------------------------------


def damaged(run: int = 0, *, torn: bool = False) -> list[Damage]:
    return [Damage("j:3", "its content does not match its sha256", RUNS[run], torn)]


def test_damage_makes_the_phases_of_its_run_unknown_until_they_are_run_again() -> None:
    found = standings([ONE, TWO, phase("3")], completed(ONE), damage=damaged())
    assert found["phase-1"] == Standing(S.UNKNOWN, None, ("j:3 is damaged: its content does not match its sha256",))
    assert (found["phase-2"].status, found["phase-3"].status) == (S.BLOCKED, S.READY)
    assert standings([ONE], completed(ONE), completed(ONE), damage=damaged())["phase-1"].status is S.COMPLETE
    assert standings([ONE], completed(ONE), completed(ONE), damage=damaged(1))["phase-1"].status is S.UNKNOWN


def test_an_unfinished_last_line_concerns_nobody() -> None:
    assert one(ONE, completed(ONE), damage=damaged(torn=True)).status is S.COMPLETE


def test_damage_of_a_run_whose_start_is_lost_concerns_every_phase_that_it_may_have_run() -> None:
    listed = [ONE, TWO, phase("3", checks=(), claimed=CLAIM), phase("4", skip="no"), phase("5", checks=()),
              phase("5.1", parent="5")]  # fmt: skip
    found = standings(listed, completed(ONE)[1:], completed(TWO), damage=damaged())
    assert {name: str(s.status) for name, s in found.items()} == {
        "phase-1": "unknown", "phase-2": "complete", "phase-3": "complete", "phase-4": "skipped", "phase-5": "unknown",
        "phase-5.1": "unknown",
    }  # fmt: skip


def test_damage_of_a_parent_s_run_concerns_what_is_below_it_and_phases_that_are_gone_concern_nobody() -> None:
    listed = [phase("1", checks=()), phase("1.1", parent="1"), phase("2")]
    start = [e.RunStarted(("phase-1", "phase-77"), COMMIT, "main", (), "0")]
    found = standings(listed, start, damage=damaged())
    assert {name: str(s.status) for name, s in found.items()} == {
        "phase-1": "unknown", "phase-1.1": "unknown", "phase-2": "ready",
    }  # fmt: skip


# -- parents ----------------------------------------------------------------------------------------------------------

KIDS = [phase("1", checks=()), phase("1.1", parent="1"), phase("1.2", "1.1", parent="1"), phase("1.3", parent="1", skip="no")]


def test_a_parent_counts_its_sub_phases_and_has_the_most_urgent_of_their_statuses() -> None:
    assert standings(KIDS)["phase-1"] == Standing(S.READY, None, ("0 of 3 sub-phases are complete, 1 skipped",))
    assert standings(KIDS, failed(KIDS[1]))["phase-1"].status is S.FAILED
    both = standings(KIDS, completed(KIDS[1]), completed(KIDS[2]))["phase-1"]
    assert both == Standing(S.COMPLETE, Basis.VERIFIED, ("2 of 3 sub-phases are complete, 1 skipped",), on=F.SKIP)


def test_a_parent_is_verified_only_when_everything_below_it_is() -> None:
    half = [KIDS[0], phase("1.1", parent="1", claimed=CLAIM), *KIDS[2:]]
    assert standings(half, completed(KIDS[2]))["phase-1"].basis is Basis.CLAIMED
    skipped = [KIDS[0], KIDS[3]]
    assert standings(skipped)["phase-1"] == Standing(S.SKIPPED, None, ("0 of 1 sub-phases are complete, 1 skipped",))


def test_a_parent_waits_for_what_its_sub_phases_wait_for_outside_of_it() -> None:
    listed = [phase("0"), phase("1", "0", checks=()), *KIDS[1:3]]
    found = standings(listed)
    assert (found["phase-1"].status, found["phase-1"].blocked_by) == (S.PENDING, ("phase-0",))
    assert found["phase-1.2"].blocked_by == ("phase-1.1", "phase-0")
    deep = [phase("1", checks=()), phase("1.1", parent="1", checks=()), phase("1.1.1", parent="1.1")]
    assert standings(deep, failed(deep[2]))["phase-1"].status is S.FAILED


def test_a_parent_that_is_half_done_is_waited_for_and_one_that_is_half_broken_blocks() -> None:
    listed = [phase("1", checks=()), phase("1.1", parent="1"), phase("1.2", parent="1"), phase("2", "1")]
    assert standings(listed, completed(listed[1]))["phase-2"].status is S.PENDING
    assert standings(listed, completed(listed[1]), completed(listed[2]))["phase-2"].status is S.READY
    assert standings(listed, failed(listed[1]))["phase-2"].status is S.BLOCKED


# -- against brute force ----------------------------------------------------------------------------------------------

STORIES = {
    S.PENDING: lambda p: [],
    S.COMPLETE: completed,
    S.FAILED: failed,
    S.INTERRUPTED: begun,
    S.RUNNING: begun,
    S.AWAITING_APPROVAL: lambda p: [*begun(p), e.PhasePaused(p.id, "somebody")],
    S.REGRESSED: lambda p: [*completed(p), *failed(p)],
    S.PROVED: lambda p: [*begun(p), *stepped(p), *results(p), e.PhaseProved(p.id, ("f",), 1.0)],
}
URGENCY = [S.FAILED, S.REGRESSED, S.INTERRUPTED, S.UNKNOWN, S.RUNNING, S.AWAITING_APPROVAL, S.PROVED, S.READY, S.BLOCKED,
           S.PENDING, S.COMPLETE, S.SKIPPED]  # fmt: skip


@given(phases(), st.data())
def test_waiting_phases_follow_from_what_they_need_and_parents_from_what_is_below(
    listed: tuple[Phase, ...], data: st.DataObject
) -> None:
    leaves = [p for p in listed if below(listed, p.id) == [p.id]]
    wanted = {p.id: data.draw(st.sampled_from(list(STORIES)), label=p.id) for p in leaves}
    live, other = RUNS[1], RUNS[0]
    events = [
        r
        for n, p in enumerate(leaves)
        for r in recorded(STORIES[wanted[p.id]](p), live if wanted[p.id] is S.RUNNING else other, 50 * n)
    ]
    found = derive(graph(*listed), fold(events), freshness={}, live_runs={live})
    by_id = {p.id: p for p in listed}
    for p in listed:
        under = below(listed, p.id)
        if under != [p.id]:
            assert found[p.id].status is min((found[kid.id].status for kid in listed if kid.parent == p.id), key=URGENCY.index)
            continue
        if wanted[p.id] is not S.PENDING:
            assert found[p.id].status is wanted[p.id]
            continue
        needs, above = [], p
        while above is not None:
            needs += [n for n in above.depends_on if n not in needs]
            above = by_id.get(above.parent or "")  # type: ignore[assignment]
        open_ = [n for n in needs if any(found[leaf].status not in DONE for leaf in below(listed, n))]
        broken = [n for n in open_ if any(found[leaf].status in BROKEN for leaf in below(listed, n))]
        assert found[p.id].status is (S.BLOCKED if broken else S.PENDING if open_ else S.READY)
        assert found[p.id].blocked_by == tuple(open_)


def test_every_status_has_its_urgency() -> None:
    assert list(_URGENCY) == URGENCY
    assert set(URGENCY) == set(S)
