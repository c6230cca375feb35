"""The one table of statuses: closed, complete, and the one that the documentation prints."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.builders import COMMIT, begun, completed, failed, graph, phase, result, results
from tests.events import RUNS, recorded
from tracker.journal import events as e
from tracker.journal.damage import Damage
from tracker.model.status import PhaseStatus
from tracker.spec.phases import Phase
from tracker.state import Freshness, Verdict, check_keys, derive, fold, table
from tracker.state.table import ANY, TRANSITIONS, Trigger, follow, rows

S, T = PhaseStatus, Trigger
DOCS = Path(__file__).resolve().parents[2] / "docs/states.md"


def test_every_status_can_be_reached_and_every_trigger_does_something() -> None:
    reached = {S.PENDING}
    while more := {b for (a, _), b in TRANSITIONS.items() if a in {ANY, *reached}} - reached:
        reached |= more
    assert reached == set(S)
    assert {trigger for _, trigger in TRANSITIONS} == set(T)


@pytest.mark.parametrize(
    ("trigger", "result"),
    [(T.DAMAGED, S.UNKNOWN), (T.DISPUTED, S.UNKNOWN), (T.SKIPPED, S.SKIPPED), (T.REOPENED, S.PENDING)],
)
def test_damage_a_dispute_a_skip_and_reopening_count_whatever_a_phase_is(trigger: Trigger, result: PhaseStatus) -> None:
    assert {follow(status, trigger) for status in S} == {result}


def test_a_pair_that_is_not_listed_is_impossible() -> None:
    for status in S:
        for trigger in set(T) - {T.DAMAGED, T.DISPUTED, T.SKIPPED, T.REOPENED}:
            assert follow(status, trigger) == TRANSITIONS.get((status, trigger))
    assert follow(S.PENDING, T.COMPLETED) is None


def test_only_a_run_completes_and_only_what_was_complete_regresses_or_is_restored() -> None:
    assert {(a, t) for (a, t), b in TRANSITIONS.items() if b is S.COMPLETE} == {
        (S.PENDING, T.CLAIMED), (S.RUNNING, T.COMPLETED), (S.REGRESSED, T.RESTORED),
    }  # fmt: skip
    assert {(a, t) for (a, t), b in TRANSITIONS.items() if b is S.REGRESSED} == {
        (S.RUNNING, T.RELAPSED), (S.COMPLETE, T.CONTRADICTED), (S.COMPLETE, T.UNDONE), (S.FAILED, T.CLAIMED),
    }  # fmt: skip
    assert {t for (_, t), b in TRANSITIONS.items() if b is S.RUNNING} == {T.STARTED}


@pytest.mark.parametrize(
    "status", [S.FAILED, S.REGRESSED, S.INTERRUPTED, S.AWAITING_APPROVAL, S.COMPLETE, S.PROVED, S.PENDING, S.RUNNING]
)
def test_whatever_happened_a_phase_can_be_started_again(status: PhaseStatus) -> None:
    assert follow(status, T.STARTED) is S.RUNNING


def test_the_documentation_prints_this_table() -> None:
    printed = [
        tuple(cell.strip() for cell in line.strip("|").split("|")) for line in DOCS.read_text().splitlines() if line[:1] == "|"
    ]
    assert printed[0] == ("from", "through", "to")
    assert printed[2:] == rows()


# -- every row decides something --------------------------------------------------------------------------------------

ONE, TWO, CLAIMED = phase("1"), phase("2", "1"), phase("1", claimed={"source": "somebody"})
STOPPED = [*begun(ONE), e.RunInterrupted("SIGINT")]
PROVED = [*begun(ONE), *results(ONE), e.PhaseProved("phase-1", ("f",), 1.0)]
REOPENED = [e.PhaseReopened("phase-1", "it was wrong")]
ASIDE = {key: Freshness(fresh=False, why="changed", here=Verdict("passed", "", "", "")) for key in check_keys(ONE)}
PAUSED = [*begun(ONE), e.PhasePaused("phase-1", "approve it")]
CHANGED = {key: Freshness(fresh=False, why="changed") for key in check_keys(ONE)}
WORD = [e.PhaseCompleted("phase-1", "c", 1.0)]
OPENED = e.JournalOpened("", "")
DAMAGE = [Damage("j:1", "why", RUNS[0])]
Story = tuple[list[Phase], list[list[e.Event]], dict[str, Any], str]
STORIES: list[Story] = [
    ([ONE, TWO], [], {}, "ready pending"),
    ([ONE, TWO], [failed(ONE)], {}, "failed blocked"),
    ([ONE, TWO], [completed(ONE)], {}, "complete ready"),
    ([CLAIMED], [], {}, "complete"),
    ([CLAIMED], [failed(ONE)], {}, "regressed"),
    ([ONE], [completed(ONE), failed(ONE)], {}, "regressed"),
    ([ONE], [completed(ONE), result(ONE, "ok", "failed")], {}, "regressed"),
    ([ONE], [completed(ONE)], {"freshness": CHANGED}, "complete"),
    ([ONE], [completed(ONE), failed(ONE)], {"freshness": ASIDE}, "complete"),
    ([ONE], [completed(ONE)], {"undone": {"phase-1"}}, "regressed"),
    ([ONE, TWO], [PROVED], {}, "proved pending"),
    ([ONE, TWO], [completed(ONE), REOPENED], {}, "ready pending"),
    ([ONE], [failed(ONE), REOPENED], {}, "ready"),
    ([ONE, TWO], [failed(ONE), [e.PhaseReopened("phase-2", "it was wrong")]], {}, "failed blocked"),
    ([ONE, TWO], [WORD], {}, "ready pending"),
    ([ONE, TWO], [[e.PhaseCompleted("phase-2", "c", 1.0)]], {}, "ready pending"),
    ([ONE], [completed(ONE), [*begun(ONE), e.PhaseFailed("phase-1", "preflight", 1.0)]], {}, "regressed"),
    ([ONE], [STOPPED], {"live_runs": RUNS}, "interrupted"),
    ([ONE], [PAUSED], {}, "awaiting-approval"),
    ([ONE], [STOPPED], {}, "interrupted"),
    ([ONE], [begun(ONE)], {}, "interrupted"),
    ([phase("1", skip="no")], [], {}, "skipped"),
    ([ONE], [completed(ONE)], {"damage": DAMAGE}, "unknown"),
    ([ONE], [completed(ONE)], {"unknown": [COMMIT], "freshness": CHANGED}, "unknown"),
    ([ONE], [completed(ONE)], {"unknown": [COMMIT]}, "unknown"),
    ([ONE], [completed(ONE)], {"unseen": [COMMIT]}, "complete"),
    ([ONE], [completed(ONE)], {"unseen": [COMMIT], "freshness": CHANGED}, "complete"),
    ([ONE], [[OPENED, *completed(ONE)], [OPENED, *failed(ONE)]], {}, "unknown"),
    *(
        ([ONE], [*before, begun(ONE)], {"live_runs": RUNS}, "running")
        for before in (
            [],
            [begun(ONE)],
            [completed(ONE)],
            [failed(ONE)],
            [completed(ONE), failed(ONE)],
            [STOPPED],
            [PAUSED],
            [PROVED],
        )
    ),
]


def seen(story: Story) -> str:
    phases, runs, more, _ = story
    events = [r for n, (run, events) in enumerate(zip(RUNS, runs, strict=False)) for r in recorded(events, run, 50 * n)]
    state = fold(events, more.get("damage", ()))
    found = derive(
        graph(*phases),
        state,
        freshness=more.get("freshness", {}),
        live_runs=more.get("live_runs", ()),
        undone=more.get("undone", ()),
        unknown_commits=more.get("unknown", ()),
        unseen=more.get("unseen", ()),
    )
    return " ".join(standing.status for standing in found.values())


@pytest.mark.parametrize("story", STORIES)
def test_the_stories_by_which_the_rows_are_told_apart(story: Story) -> None:
    assert seen(story) == story[-1]


def noticed() -> bool:
    """Whether any story goes otherwise, or runs into what is impossible."""
    for story in STORIES:
        try:
            if seen(story) != story[-1]:
                return True
        except AssertionError:
            return True
    return False


PAIRS = [(one, other) for one, other in combinations(TRANSITIONS, 2) if TRANSITIONS[one] is not TRANSITIONS[other]]


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row[0]}, {row[1]}")
def test_no_row_can_be_exchanged_for_another_unnoticed(row: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for one, other in PAIRS:
        if one == row:
            swapped = {**TRANSITIONS, one: TRANSITIONS[other], other: TRANSITIONS[one]}
            with monkeypatch.context() as patched:
                patched.setattr(table, "TRANSITIONS", swapped)
                assert noticed(), (one, other)


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row[0]}, {row[1]}")
def test_no_row_can_be_changed_unnoticed(row: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in set(S) - {TRANSITIONS[row]}:
        with monkeypatch.context() as patched:
            patched.setattr(table, "TRANSITIONS", {**TRANSITIONS, row: other})
            assert noticed(), other
