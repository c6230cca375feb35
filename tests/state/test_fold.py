"""The journal, folded: what it says of each phase, in whatever files and order its runs wrote it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import COMMIT, begun, completed, failed, phase, result, results, stepped
from tests.events import RUNS, of_kind, read, recorded, typed
from tests.events import lines as as_lines
from tracker.graph import Graph
from tracker.journal import events as e
from tracker.journal.damage import Damage
from tracker.model.ids import CheckKey
from tracker.model.status import Outcome, PhaseStatus
from tracker.state import Fold, PhaseRecord, apply, derive, fold
from tracker.state.codec import from_plain, to_plain
from tracker.state.fold import _TOLD
from tracker.state.found import relocated

S = PhaseStatus
ONE = phase("1", checks=[{"id": "ok", "kind": "command", "run": "true", "matrix": {"db": ["a", "b"]}}],
            steps=[{"id": "make", "run": "true"}])  # fmt: skip
KEY_A, KEY_B = (CheckKey("phase-1", "ok", f"db={name}") for name in "ab")


def told(*stories: Sequence[e.Event]) -> Fold:
    """Stories one after another, each in a run of its own."""
    starts = itertools.accumulate((len(s) for s in stories), initial=0)
    return fold([r for run, story, first in zip(RUNS, stories, starts, strict=False) for r in recorded(story, run, first)])


def status(*stories: Sequence[e.Event]) -> PhaseStatus:
    return told(*stories).phase("phase-1").status


PAUSED = [*begun(ONE), e.PhasePaused("phase-1", "approve it"), e.RunFinished("pending", 1.0)]
STOPPED = [*begun(ONE), e.RunInterrupted("SIGINT")]


@pytest.mark.parametrize(
    ("stories", "expected"),
    [
        ([], S.PENDING),
        ([begun(ONE)], S.RUNNING),
        ([completed(ONE)], S.COMPLETE),
        ([failed(ONE)], S.FAILED),
        ([PAUSED], S.AWAITING_APPROVAL),
        ([STOPPED], S.INTERRUPTED),
        ([failed(ONE), begun(ONE)], S.RUNNING),
        ([failed(ONE), completed(ONE)], S.COMPLETE),
        ([completed(ONE), failed(ONE)], S.REGRESSED),
        ([completed(ONE), failed(ONE), failed(ONE)], S.REGRESSED),
        ([completed(ONE), failed(ONE), completed(ONE)], S.COMPLETE),
        ([completed(ONE), STOPPED], S.INTERRUPTED),
        ([completed(ONE), STOPPED, failed(ONE)], S.REGRESSED),
        ([failed(ONE), PAUSED, completed(ONE)], S.COMPLETE),
        ([STOPPED, STOPPED], S.INTERRUPTED),
    ],
)  # fmt: skip
def test_what_a_phase_is_after_runs(stories: list[list[e.Event]], expected: PhaseStatus) -> None:
    assert status(*stories) == expected


def test_a_completed_phase_and_its_run_as_they_are_recorded() -> None:
    commit = e.CommitRecorded("phase-1", "work", "d" * 40, "t", "s", "2026", 1, 2, 3)
    story = [*begun(ONE), *stepped(ONE), *results(ONE), e.CommitIntended("phase-1", "work", COMMIT, (), "s"), commit]
    state = told([*story, e.PhaseCompleted("phase-1", COMMIT, 2.5), e.RunFinished("passed", 3.5)])
    record, run = state.phase("phase-1"), state.runs[RUNS[0]]
    assert (record.runs, record.reason, record.seconds, record.failures) == ([RUNS[0]], "all checks passed", 2.5, 0)
    assert (record.started_at, record.ended_at) == ("2026-11-23T08:00:01.000Z", "2026-11-23T08:00:07.000Z")
    assert (record.completed, record.completed_at, record.completed_run) == (
        e.PhaseCompleted("phase-1", COMMIT, 2.5), record.ended_at, RUNS[0],
    )  # fmt: skip
    assert list(record.checks) == [KEY_A, KEY_B]
    assert (record.checks[KEY_A].outcome, record.checks[KEY_A].at) == (Outcome.PASSED, "2026-11-23T08:00:03.000Z")
    assert (record.steps["make"].run, record.commits, record.intents) == (RUNS[0], [commit], [])
    assert (run.outcome, run.seconds, run.started_at, run.finished_at) == (
        "passed", 3.5, "2026-11-23T08:00:00.000Z", "2026-11-23T08:00:08.000Z",
    )  # fmt: skip
    assert run.start == story[0]
    assert (run.commits, run.completed, list(run.phases)) == ([commit.commit], {"phase-1": COMMIT}, ["phase-1"])
    assert (run.types["check-finished"], run.types["step-finished"], run.types["run-finished"]) == (2, 1, 1)
    assert state.newest == "2026-11-23T08:00:08.000Z"
    assert state.check(KEY_A) == record.checks[KEY_A]
    assert state.check(CheckKey("phase-9", "ok", "")) is None


def test_a_failed_phase_counts_its_failures_until_it_is_complete_and_keeps_its_completion() -> None:
    twice = told(failed(ONE), failed(ONE)).phase("phase-1")
    assert (twice.failures, twice.reason, twice.seconds, twice.completed) == (2, "ok: no", 2.0, None)
    assert told(failed(ONE), completed(ONE)).phase("phase-1").failures == 0
    later = told(completed(ONE), failed(ONE)).phase("phase-1")
    assert (later.failures, later.completed_run, later.runs) == (1, RUNS[0], [RUNS[0], RUNS[1]])


def test_the_newest_result_of_each_variant_counts() -> None:
    other = told(completed(ONE), [*begun(ONE), *result(ONE, "ok", "failed")[:1]]).phase("phase-1")
    assert [(known.outcome, known.run) for known in other.checks.values()] == [("failed", RUNS[1]), ("passed", RUNS[0])]


def test_the_variant_s_axes_may_stand_in_any_order() -> None:
    finished = e.CheckFinished("p", "c", {"b": "2", "a": "1"}, "d", {}, "passed", "", 1.0, "")
    assert list(told([finished]).phase("p").checks) == [CheckKey("p", "c", "a=1,b=2")]


def test_what_started_and_has_not_finished() -> None:
    def unfinished(*events: e.Event) -> set[tuple[str, str]]:
        return told([*begun(ONE), *events]).phase("phase-1").unfinished

    step, looks = e.StepStarted("phase-1", "make", "d"), [e.CheckStarted("phase-1", "ok", {"db": x}) for x in "ab"]
    assert unfinished(step) == {("step", "make")}
    assert unfinished(step, *stepped(ONE), *looks) == {("check", "ok[a]"), ("check", "ok[b]")}
    assert unfinished(step, *stepped(ONE), *looks, *results(ONE)[:1]) == {("check", "ok[b]")}
    assert told([*begun(ONE), step], begun(ONE)).phase("phase-1").unfinished == set()


def test_an_interruption_stops_what_its_own_run_was_doing_alone() -> None:
    two = phase("2")
    state = fold([
        *recorded(begun(ONE), RUNS[0]), *recorded(begun(two), RUNS[1], 2), *recorded([e.RunInterrupted("SIGTERM")], RUNS[0], 4),
    ])  # fmt: skip
    assert (state.phase("phase-1").status, state.phase("phase-1").reason) == (S.INTERRUPTED, "SIGTERM")
    assert (state.phase("phase-2").status, state.runs[RUNS[0]].outcome) == (S.RUNNING, "interrupted")
    assert (state.runs[RUNS[0]].finished_at, state.runs[RUNS[1]].finished_at) == ("2026-11-23T08:00:04.000Z", "")
    finished = told([*completed(ONE)[:-1], e.RunInterrupted("SIGINT")])
    assert finished.phase("phase-1").status is S.COMPLETE
    overtaken = fold([*recorded(begun(ONE), RUNS[0]), *recorded([*begun(ONE), e.RunInterrupted("x")][:2], RUNS[1], 2),
                      *recorded([e.RunInterrupted("x")], RUNS[0], 4)])  # fmt: skip
    assert overtaken.phase("phase-1").status is S.RUNNING


def test_an_end_that_another_run_s_end_overtook_counts_as_it_would_have_in_its_own_run() -> None:
    first, second = recorded(begun(ONE), RUNS[0]), recorded(failed(ONE), RUNS[1], 2)
    late = recorded([e.PhaseCompleted("phase-1", COMMIT, 1.0)], RUNS[0], 50)
    assert fold([*first, *second, *late]).phase("phase-1").status is S.COMPLETE


def test_approvals_are_kept_by_check_and_definition() -> None:
    given_ = [e.ApprovalGiven("phase-1", "ok", d, by, "", COMMIT) for d, by in (("x", "Ann"), ("y", "Bob"), ("x", "Cid"))]
    approvals = told(given_).phase("phase-1").approvals
    assert {key: (event.by, at) for key, (event, at) in approvals.items()} == {
        ("ok", "x"): ("Cid", "2026-11-23T08:00:02.000Z"), ("ok", "y"): ("Bob", "2026-11-23T08:00:01.000Z"),
    }  # fmt: skip
    assert status(given_) is S.PENDING


def test_intents_stay_until_a_commit_of_their_purpose_is_recorded_and_a_commit_is_kept_once() -> None:
    intents = [e.CommitIntended("phase-1", purpose, COMMIT, (), "s") for purpose in ("work", "record")]
    made = e.CommitRecorded("phase-1", "work", "d" * 40, "t", "s", "", 1, 1, 1)
    record = told([*intents, made, made]).phase("phase-1")
    assert (record.intents, record.commits) == ([(RUNS[0], intents[1])], [made])


def test_the_newest_moment_is_the_latest_also_when_a_clock_was_set_back() -> None:
    late, early = recorded([e.RunInterrupted("x")], RUNS[0], 59)[0], recorded([e.RunInterrupted("x")], RUNS[1], 1)[0]
    assert fold([late, early._replace(id="Z")]).newest == late.at


@pytest.mark.parametrize("kind", e.EVENTS.values(), ids=e.EVENTS.keys())
@given(data=st.data())
def test_every_kind_of_event_is_counted_with_its_run_and_changes_something(kind: type[e.Event], data: st.DataObject) -> None:
    event = data.draw(of_kind(kind))
    if isinstance(event, e.SealFound):  # of a phase that has none, there is nothing to say
        assert told([event]).phase(event.phase) == PhaseRecord()
        return
    run = (state := told([event])).runs[RUNS[0]]
    assert run.types == {e.NAMES[kind]: 1}
    assert run.start or run.opened or run.finished_at or state.phases[event.phase] != PhaseRecord()  # type: ignore[union-attr]


def test_what_documents_show_moves_on_with_results_and_not_with_the_end_of_the_run_or_its_commits() -> None:
    commit = e.CommitRecorded("phase-1", "record", COMMIT, "t", "s", "", 1, 1, 1)
    after = [e.CommitIntended("phase-1", "record", COMMIT, (), "s"), commit, e.RunFinished("passed", 1.0)]
    assert told([*completed(ONE)[:-1], *after]).progressed_at == told(completed(ONE)[:-1]).progressed_at
    moved = [told([*completed(ONE), event]).progressed_at for event in (*stepped(ONE), *result(ONE, "ok")[:1], STOPPED[-1])]
    assert set(moved) == {"2026-11-23T08:00:07.000Z"}
    assert told(begun(ONE)).progressed_at == "2026-11-23T08:00:01.000Z"
    assert told(begun(ONE)[:1]).progressed_at == ""


def test_results_with_tests_are_kept_in_order_whoever_made_them() -> None:
    given_ = e.ResultsRecorded("phase-1", "ok", {"db": "a"}, "t2", "CI", "f", "s", "Ann", "other")
    tested = told([*result(ONE, "ok", tests="t1"), *result(ONE, "ok"), given_]).results
    assert [(r.key, r.tests, r.commit, r.elsewhere) for r in tested] == [
        (KEY_A, "t1", COMMIT, False), (KEY_B, "t1", COMMIT, False), (KEY_A, "t2", "other", True),
    ]  # fmt: skip


def test_what_was_left_uncommitted_is_that_of_the_newest_run() -> None:
    left = [*begun(ONE), e.PhaseFailed("phase-1", "no", 1.0, ("a.txt",))]
    assert told(left).phase("phase-1").uncommitted == ("a.txt",)
    assert told(left, begun(ONE)).phase("phase-1").uncommitted == ()
    assert told(failed(ONE), left).phase("phase-1").uncommitted == ("a.txt",)
    overtaken = fold([*recorded(left[:2], RUNS[0]), *recorded(begun(ONE), RUNS[1], 5), *recorded(left[2:], RUNS[0], 9)])
    assert overtaken.phase("phase-1").uncommitted == ()


def test_failures_of_the_same_kind_in_a_row_are_counted() -> None:
    def story(outcome: str, summary: str) -> list[e.Event]:
        return [*begun(ONE), *result(ONE, "ok", outcome, summary=summary), e.PhaseFailed("phase-1", "no", 1.0)]

    assert told(failed(ONE), failed(ONE)).phase("phase-1").same_failures == 2
    assert told(story("failed", "3 of 4"), story("failed", "2 of 4")).phase("phase-1").same_failures == 1
    assert told(story("error", "after 1.0 s"), story("error", "after 2.0 s")).phase("phase-1").same_failures == 2
    assert told(failed(ONE), completed(ONE), failed(ONE)).phase("phase-1").same_failures == 1


def test_a_step_is_open_until_it_ends_for_the_run_that_began_it_first() -> None:
    step = e.StepStarted("phase-1", "make", "d")
    assert told([*begun(ONE), step], [*begun(ONE), step]).phase("phase-1").open_steps == {"make": RUNS[0]}
    assert told([*begun(ONE), step, *stepped(ONE)]).phase("phase-1").open_steps == {}


# -- seals, attempts and what is not committed ------------------------------------------------------------------------

OTHER = phase("1", checks=[{"id": "ok", "kind": "command", "run": "false"}])
TOOK_UP = e.PhaseBegun("phase-1", COMMIT, "c1")
AGAIN = e.PhaseReopened("phase-1", "the customer said so")
PROVED = e.PhaseProved("phase-1", ("a.txt", "b.txt"), 4.0)


def test_what_passes_again_by_the_same_checks_is_a_re_check_and_no_new_seal() -> None:
    record = told(completed(ONE), completed(ONE)).phase("phase-1")
    assert [(seal.run, seal.attempt, list(seal.checks)) for seal in record.seals] == [(RUNS[0], 1, [KEY_A, KEY_B])]
    assert (record.completed_run, record.rechecked and record.rechecked.run) == (RUNS[0], RUNS[1])


def test_what_passes_by_other_checks_is_another_seal_and_its_re_check_is_forgotten() -> None:
    record = told(completed(OTHER), completed(OTHER), completed(phase("1"))).phase("phase-1")
    assert [seal.run for seal in record.seals] == [RUNS[0], RUNS[2]]
    assert (record.completed_run, record.rechecked) == (RUNS[2], None)


def test_a_reopened_phase_begins_anew_and_keeps_its_seals() -> None:
    work = [TOOK_UP, *begun(ONE)]
    before = told([*work, *completed(ONE)], [*begun(ONE), PROVED], failed(ONE), completed(ONE), failed(ONE))
    after = told([*work, *completed(ONE)], [*begun(ONE), PROVED], failed(ONE), completed(ONE), [*failed(ONE), AGAIN])
    was, record = before.phase("phase-1"), after.phase("phase-1")
    assert was.begun
    assert was.rechecked
    assert was.failures == 1
    assert (record.attempt, record.seals) == (was.attempt + 1, was.seals)
    assert record.reopened is not None
    assert record.reopened.event is AGAIN
    assert record.reason == "reopened: the customer said so"
    assert (record.begun, record.rechecked, record.completed, record.proved) == (None, None, None, None)
    assert (record.completed_at, record.completed_run, record.base) == ("", "", "")
    assert (record.failures, record.same_failures, record.failing) == (0, 0, ())
    assert (record.criteria, record.checks, record.steps, record.past) == ([], {}, {}, {})
    assert (record.rivals, record.approvals) == ({}, {})


def test_a_reopened_phase_forgets_approvals_and_results_of_other_branches() -> None:
    approved = e.ApprovalGiven("phase-1", "ok", "d", "Ann", "", COMMIT)
    stories = [[opened(), *completed(ONE), approved], [opened(), *completed(ONE)]]
    before = told(*stories).phase("phase-1")
    assert before.approvals
    assert before.rivals
    after = told(stories[0], [*stories[1], AGAIN]).phase("phase-1")
    assert (after.approvals, after.rivals) == ({}, {})


def test_the_first_pass_after_a_reopening_is_a_seal_of_the_next_attempt() -> None:
    record = told([*completed(ONE), AGAIN], completed(ONE)).phase("phase-1")
    assert [(seal.attempt, seal.run) for seal in record.seals] == [(1, RUNS[0]), (2, RUNS[1])]
    assert record.rechecked is None


def test_a_proved_phase_says_what_is_not_committed_until_the_next_run() -> None:
    record = told([*failed(ONE), *begun(ONE), *results(ONE), PROVED]).phase("phase-1")
    assert (record.proved, record.seconds, record.uncommitted) == (PROVED, 4.0, ("a.txt", "b.txt"))
    assert record.reason == "proved, not committed: a.txt, b.txt"
    assert (record.failures, record.same_failures, record.failing) == (0, 0, ())
    assert told([*begun(ONE), PROVED], begun(ONE)).phase("phase-1").proved is None
    assert told([*begun(ONE), PROVED], completed(ONE)).phase("phase-1").proved is None


def test_criteria_are_kept_where_they_changed() -> None:
    def by(*names: str) -> list[str]:
        events = [e.PhaseBegun("phase-1", COMMIT, name) for name in names]
        return [criteria for *_, criteria in told(events).phase("phase-1").criteria]

    assert by("a", "a", "", "b", "b", "a", "b") == ["a", "b", "a", "b"]
    assert by("") == []


def test_a_seal_has_the_newest_criteria() -> None:
    events = [e.PhaseBegun("phase-1", COMMIT, name) for name in ("a", "b")]
    assert [seal.criteria for seal in told([*events, *completed(ONE)]).phase("phase-1").seals] == ["b"]
    assert [seal.criteria for seal in told(completed(ONE)).phase("phase-1").seals] == [""]


ASKS = phase(
    "1", checks=[{"id": "design", "kind": "approval", "ask": "Well?"}, {"id": "text", "kind": "approval", "ask": "Nice?"}]
)


def test_the_answer_to_what_a_phase_waited_for_names_what_it_waits_for_next() -> None:
    def said(*checks: str, paused: bool = True) -> str:
        waits = [
            event._replace(awaits=f"approve {event.check}")  # type: ignore[union-attr]
            for check in checks
            for event in result(ASKS, check, "error")
        ]
        pause = [e.PhasePaused("phase-1", "approve design")] if paused else []
        given_ = e.ApprovalGiven("phase-1", "design", "d", "Ann", "", COMMIT)
        return told([*begun(ASKS), *waits, *result(ASKS, "text"), *pause, given_]).phase("phase-1").reason

    assert said("design") == "approved by Ann: the next run goes on"
    assert said("design", paused=False) == "ready"
    both = [
        *begun(ASKS),
        *(r._replace(awaits=f"approve {r.check}") for c in ("design", "text") for r in result(ASKS, c, "error")),
    ]
    given_ = e.ApprovalGiven("phase-1", "design", "d", "Ann", "", COMMIT)
    record = told([*both, e.PhasePaused("phase-1", "approve design"), given_]).phase("phase-1")
    assert record.reason == "approve text"


def test_agreed_criteria_let_only_a_phase_that_waits_go_on() -> None:
    agreed = e.CriteriaApproved("phase-1", "c", "Ann", "why", ())
    assert told([*PAUSED[:-1], agreed]).phase("phase-1").reason == "Ann agreed to its criteria: the next run goes on"
    assert told([*begun(ONE), agreed]).phase("phase-1").reason == "ready"
    assert [noted.event for noted in told([agreed]).phase("phase-1").agreed] == [agreed]


def opened(*seen: str) -> e.JournalOpened:
    return e.JournalOpened("Ann", "person", "", {f"2026-11-23-{run}.jsonl": "h" for run in seen})


def test_results_of_two_branches_stand_beside_each_other_until_a_run_saw_both() -> None:
    one, two = [opened(), *begun(ONE), *results(ONE)], [opened(), *begun(ONE), *results(ONE, "failed")]
    record = told(one, two).phase("phase-1")
    assert record.checks[KEY_A].run == RUNS[1]
    assert {key: [known.run for known in found] for key, found in record.rivals.items()} == {
        KEY_A: [RUNS[0]], KEY_B: [RUNS[0]],
    }  # fmt: skip
    third = told(one, two, [opened(), *begun(ONE), *results(ONE)]).phase("phase-1")
    assert [known.run for known in third.rivals[KEY_A]] == [RUNS[0], RUNS[1]]
    assert told(one, two, [opened(*RUNS[:2]), *begun(ONE), *results(ONE)]).phase("phase-1").rivals == {}
    half = told(one, two, [opened(RUNS[1]), *begun(ONE), *results(ONE)]).phase("phase-1")
    assert [known.run for known in half.rivals[KEY_A]] == [RUNS[0]]
    assert told(one, [opened(RUNS[0]), *begun(ONE), *results(ONE)]).phase("phase-1").rivals == {}
    assert told(one[1:], two[1:]).phase("phase-1").rivals == {}


def test_the_newest_result_for_a_content_is_kept_for_the_last_32_contents() -> None:
    def looks(*contents: int) -> list[str]:
        found = [event for n in contents for event in result(OTHER, "ok", inputs={"a.txt": str(n)}, summary=str(n))]
        (kept,) = told([*begun(OTHER), *found]).phase("phase-1").past.values()
        return [verdict.summary for verdict in kept.values()]

    assert looks(*range(32)) == [str(n) for n in range(32)]
    assert looks(*range(33)) == [str(n) for n in range(1, 33)]
    assert looks(*range(32), 0, 32) == [*(str(n) for n in range(2, 32)), "0", "32"]
    assert looks(1, 2, 1) == ["2", "1"]
    assert looks(1, 1) == ["1"]


def test_a_content_is_that_of_definition_inputs_and_the_variables_that_tell() -> None:
    def kept(**variables: str) -> int:
        one = result(OTHER, "ok", inputs={"a.txt": "1"})[0]
        (verdicts,) = told([one, one._replace(variables=variables)]).phase("phase-1").past.values()  # type: ignore[union-attr, call-arg]
        return len(verdicts)

    assert kept(PYTEST_ADDOPTS="-k fast") == 2
    assert kept(HOME="/x") == 1
    one = result(OTHER, "ok", inputs={"a.txt": "1"})[0]
    for other in (one._replace(inputs={"a.txt": "2"}), one._replace(definition="x")):  # type: ignore[union-attr, call-arg]
        assert len(next(iter(told([one, other]).phase("phase-1").past.values()))) == 2


# -- properties -------------------------------------------------------------------------------------------------------

PHASES = [phase("1", steps=[{"id": "make", "run": "true"}]), phase("2", "1"), phase("3", "2")]


@st.composite
def happenings(draw: st.DrawFn) -> e.Event:
    """Any event at all, about a phase and check of the plan or of none."""
    event = draw(of_kind(draw(st.sampled_from(list(e.EVENTS.values())))))
    pools: dict[str, Any] = {
        "phase": ["phase-1", "phase-2", "phase-3", "gone"], "check": ["ok", "old"], "step": ["make", "old"], "variant": [{}],
        "definition": ["x", PHASES[0].checks[0].definition()], "phases": [("phase-1",), (), ("phase-2", "gone")],
    }  # fmt: skip
    named = {name: draw(st.sampled_from(pools[name])) for name in event._fields if name in pools}
    return event._replace(**named)


histories = st.lists(st.tuples(st.sampled_from(RUNS[:3]), happenings()), max_size=25)


def journal(history: Sequence[tuple[str, e.Event]]) -> list[e.Recorded]:
    return [r for n, (run, event) in enumerate(history) for r in recorded([event], run, n)]


@given(histories, st.frozensets(st.sampled_from(RUNS[:3])))
def test_any_history_at_all_folds_and_every_phase_has_a_standing(
    history: list[tuple[str, e.Event]], live: frozenset[str]
) -> None:
    state = fold(journal(history))
    standings = derive(Graph(PHASES), state, freshness={}, live_runs=live)
    assert list(standings) == [p.id for p in PHASES]
    for name, standing in standings.items():
        assert standing.reasons
        proven = {record.event.check for record in state.phase(name).checks.values() if record.outcome is Outcome.PASSED}
        assert standing.status is not S.COMPLETE or proven >= {"ok"}


@given(histories, st.integers(0, 25))
def test_folding_goes_on_where_it_stopped(history: list[tuple[str, e.Event]], cut: int) -> None:
    events = journal(history)
    state = fold(events[:cut])
    for event in events[cut:]:
        apply(state, event)
    assert state == fold(events)


@given(histories, st.permutations(RUNS[:3]))
def test_folding_does_not_depend_on_the_order_of_the_files(history: list[tuple[str, e.Event]], order: list[str]) -> None:
    files = {run: as_lines([(n, event) for n, (by, event) in enumerate(history) if by == run], run) for run in order}
    found = [r for run in order for r in read(b"".join(files[run]), run, run)[0]]
    state = fold(sorted(found, key=lambda r: r.id))
    plain = fold(r._replace(place="", h="") for r in sorted(found, key=lambda r: r.id))
    assert len(found) == len(history)
    assert plain == fold(r._replace(place="") for r in journal(history))
    assert state.phases == fold(journal(history)).phases


@given(histories)
def test_what_happens_to_one_phase_changes_nothing_of_another(history: list[tuple[str, e.Event]]) -> None:
    stops = (e.JournalOpened, e.RunStarted, e.RunFinished, e.RunInterrupted)
    events = journal(history)
    mine = [r for r in events if isinstance(r.event, stops) or r.event.phase == "phase-1"]
    assert fold(events).phase("phase-1") == fold(mine).phase("phase-1")


# -- as plain data ----------------------------------------------------------------------------------------------------


@given(histories, st.booleans())
def test_a_fold_is_the_same_after_it_was_kept_as_plain_data(history: list[tuple[str, e.Event]], damaged: bool) -> None:
    state = fold(journal(history), [Damage("j:1", "why", RUNS[0], torn=True)] if damaged else [])
    again = from_plain(json.loads(json.dumps(to_plain(state))))
    assert typed(again) == typed(state)
    assert again == state


def test_what_is_kept_as_plain_data_goes_on_as_a_fold_does() -> None:
    events = recorded([*completed(ONE), *failed(ONE)])
    state = from_plain(json.loads(json.dumps(to_plain(fold(events[:9])))))
    for event in events[9:]:
        apply(state, event)
    assert typed(state) == typed(fold(events))


def test_an_empty_record_takes_nothing_from_another() -> None:
    one, other = PhaseRecord(), PhaseRecord()
    one.runs.append("r")
    assert other == PhaseRecord() != one


# -- a completion whose commit was rewritten --------------------------------------------------------------------------


def test_a_seal_follows_its_commit_and_says_what_was_recorded() -> None:
    other = "d" * 40
    work = e.CommitRecorded("phase-1", "work", other, "t", "s", "", 1, 1, 1)
    moves = [e.SealFound("phase-1", COMMIT, "b" * 40, "tree", {other: "c" * 40}), e.SealFound("phase-1", "b" * 40, "f" * 40)]
    once, twice = (told([*completed(ONE), work, *moves[:n]]).phase("phase-1") for n in (1, 2))
    assert (once.seals[0].completed.commit, once.completed and once.completed.tree) == ("b" * 40, "tree")
    assert once.rewritten == {"b" * 40: COMMIT}
    assert [made.commit for made in once.commits] == ["c" * 40]
    assert twice.rewritten == {"f" * 40: COMMIT}
    assert twice.completed == twice.seals[0].completed
    back = told([*completed(ONE), *moves, e.SealFound("phase-1", "f" * 40, COMMIT)]).phase("phase-1")
    assert (back.rewritten, back.seals[0].completed.commit) == ({}, COMMIT)


def test_what_is_found_changes_nothing_in_the_fold_that_it_is_found_for() -> None:
    state = told(completed(ONE), completed(ONE))
    before = to_plain(told(completed(ONE), completed(ONE)))
    moved = relocated(state, [e.SealFound("phase-1", COMMIT, "b" * 40)])
    assert json.dumps(to_plain(state)) == json.dumps(before)
    record = moved.phase("phase-1")
    assert record.rechecked is not None
    assert {record.rechecked.event.commit, *(seal.completed.commit for seal in record.seals)} == {"b" * 40}
    assert relocated(moved, [e.SealFound("phase-1", COMMIT, "b" * 40)]) == moved
    assert from_plain(json.loads(json.dumps(to_plain(moved)))) == moved


def test_every_event_of_a_phase_is_told() -> None:
    of_phases = {kind for kind in e.EVENTS.values() if "phase" in kind._fields}
    assert of_phases == set(_TOLD)
