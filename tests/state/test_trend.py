"""What became of a figure: over phases, attempts, re-checks and replays, and whatever names did."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import COMMIT, begun, phase
from tests.events import RUNS, recorded
from tracker.journal import events as e
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome
from tracker.spec.phases import Phase
from tracker.state import Fold, fold
from tracker.state.codec import from_plain, to_plain
from tracker.state.figures import score_in
from tracker.state.trend import Rests, Series, trend

SUITE = {"id": "suite", "kind": "command", "run": "t", "matrix": {"db": ["a", "b"]}}
ONE, TWO = phase("1", checks=[SUITE]), phase("2", checks=[SUITE])
WORK = "d" * 40


def told(*stories: Sequence[e.Event]) -> Fold:
    starts = itertools.accumulate((len(s) for s in stories), initial=0)
    return fold([r for run, story, first in zip(RUNS, stories, starts, strict=False) for r in recorded(story, run, first)])


def found(of: Phase, passed: float, variant: str = "b", outcome: str = "passed", **more: object) -> e.CheckFinished:
    (check,) = of.checks
    facts = {"passed": passed, "total": 9, "left": "a word", "good": True}
    return e.CheckFinished(
        of.id, "suite", {"db": variant}, check.definition(), {}, outcome, "said", 1.0, COMMIT, facts=facts, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def sealed(of: Phase, passed: float, commit: str = WORK, **more: object) -> list[e.Event]:
    return [*begun(of), found(of, 1, "a"), found(of, passed, **more), e.PhaseCompleted(of.id, commit, 1.0)]  # type: ignore[arg-type]


def failed(of: Phase, passed: float) -> list[e.Event]:
    return [*begun(of), found(of, passed, outcome="failed"), e.PhaseFailed(of.id, "no", 1.0)]


def again(of: Phase, passed: float, **more: object) -> list[e.Event]:
    return [*begun(of), found(of, passed, **more), e.PhaseCompleted(of.id, WORK, 1.0)]  # type: ignore[arg-type]


def replayed(of: Phase, commit: str = WORK, **results: str) -> list[e.Event]:
    return [e.SealWitnessed(of.id, commit, "passed", "ci", {f"suite[{name}]": words for name, words in results.items()})]


def series(state: Fold, check: str = "suite[b]", figure: str = "passed") -> Series:
    (only,) = (each for each in trend(state) if (each.check, each.figure) == (check, figure))
    return only


def test_a_check_of_the_same_name_goes_on_in_later_phases() -> None:
    state = told(sealed(ONE, 5), sealed(TWO, 7))
    got = series(state)
    assert got.words == "5 → 7"
    assert [(p.value, p.phase, p.run, p.commit, p.basis) for p in got.points] == [
        (5, "phase-1", RUNS[0], WORK, Rests.SEAL),
        (7, "phase-2", RUNS[1], WORK, Rests.SEAL),
    ]
    assert (got.until("phase-1").words, got.until("phase-2").words) == ("5", "5 → 7")
    assert series(state, "suite[a]").words == "1"
    assert {each.figure for each in trend(state)} == {"passed", "total"}  # words and yes or no are no figures


def test_a_re_check_that_repeats_a_value_is_counted_and_not_told_again() -> None:
    state = told(sealed(ONE, 5), again(ONE, 5), again(ONE, 5), again(ONE, 6))
    got = series(state)
    assert got.words == "5 → 6"
    assert [(p.value, p.basis, p.times) for p in got.points] == [
        (5, Rests.SEAL, 1),
        (5, Rests.RECHECK, 2),
        (6, Rests.RECHECK, 1),
    ]
    assert got.points[1].since < got.points[1].at
    assert got.points[1].commit == COMMIT  # HEAD then: a re-check makes no commit its own


def test_failed_attempts_are_data_and_told_only_until_the_phase_is_sealed() -> None:
    assert series(told(sealed(ONE, 5), failed(TWO, 3))).words == "5 → 3"
    got = series(told(sealed(ONE, 5), failed(TWO, 3), sealed(TWO, 7)))
    assert got.words == "5 → 7"
    assert [(p.value, p.basis, p.outcome) for p in got.points] == [
        (5, Rests.SEAL, "passed"), (3, Rests.ATTEMPT, "failed"), (7, Rests.SEAL, "passed"),
    ]  # fmt: skip


def test_the_same_figures_before_a_seal_and_in_it_are_one_point_that_is_the_seal() -> None:
    not_yet = [*begun(ONE), found(ONE, 5), e.PhaseFailed(ONE.id, "another check", 1.0)]
    (point,) = series(told(not_yet, sealed(ONE, 5))).points
    assert (point.basis, point.times, point.run) == (Rests.SEAL, 2, RUNS[1])


def test_a_failure_after_a_seal_is_a_re_check_and_the_seal_stays() -> None:
    got = series(told(sealed(ONE, 5), failed(ONE, 2)))
    assert [(p.value, p.basis) for p in got.points] == [(5, Rests.SEAL), (2, Rests.RECHECK)]
    assert got.until("phase-1").words == "5"


def test_a_new_attempt_says_which_it_is() -> None:
    got = series(told(sealed(ONE, 5), [e.PhaseReopened("phase-1", "again")], failed(ONE, 4), sealed(ONE, 6, "e" * 40)))
    assert [(p.value, p.attempt, p.basis) for p in got.points] == [
        (5, 1, Rests.SEAL),
        (4, 2, Rests.ATTEMPT),
        (6, 2, Rests.SEAL),
    ]
    assert got.points[2].commit == "e" * 40


def test_a_variant_that_was_dropped_keeps_its_series_and_an_axis_that_was_renamed_goes_on() -> None:
    renamed = phase("2", checks=[{**SUITE, "matrix": {"database": ["b", "c"]}}])
    results = [found(renamed, 8)._replace(variant={"database": name}) for name in "bc"]
    story = [*begun(renamed), *results, e.PhaseCompleted("phase-2", WORK, 1.0)]
    state = told(sealed(ONE, 5), story)
    assert series(state).words == "5 → 8"
    assert (series(state, "suite[a]").words, series(state, "suite[c]").words) == ("1", "8")


def test_flaky_results_are_marked() -> None:
    got = series(told(sealed(ONE, 5), again(ONE, 6, flaky=True)))
    assert (got.words, got.points[1].flaky) == ("5 → 6 (flaky)", True)


def test_a_replay_is_a_point_and_one_that_found_something_else_contradicts() -> None:
    same = told(sealed(ONE, 5), replayed(ONE, b="passed: 5 of 9 passed, 4 skipped"))
    assert [(p.value, p.basis, p.contradicted) for p in series(same).points] == [
        (5, Rests.SEAL, False),
        (5, Rests.WITNESS, False),
    ]
    assert series(same).words == "5"
    other = told(sealed(ONE, 5), replayed(ONE, b="failed: 4 of 9 passed, 1 failed, 4 skipped"))
    assert series(other).words == "5 (contradicted) → 4 (contradicted)"
    settled = told(sealed(ONE, 5), replayed(ONE, b="failed: 4 of 9 passed"), replayed(ONE, b="passed: 5 of 9 passed"))
    assert not series(settled).points[0].contradicted


def test_two_branches_that_found_different_things_for_one_content_are_marked() -> None:
    apart = [
        r
        for run, story, first in ((RUNS[0], sealed(ONE, 5), 0), (RUNS[1], failed(ONE, 3), 20))
        for r in recorded([e.JournalOpened("", ""), *story], run, first)
    ]
    state = fold(apart)
    assert [p.contradicted for p in series(state).points] == [True, True]


def test_a_long_series_is_told_by_its_first_value_and_the_newest() -> None:
    state = told(sealed(ONE, 1), *(again(ONE, n) for n in range(2, 8)))
    assert series(state).words == "1 → … → 4 → 5 → 6 → 7"
    assert [p.value for p in series(state).points] == [1, 2, 3, 4, 5, 6, 7]


values = st.integers(0, 3)


@given(st.lists(st.tuples(st.sampled_from([ONE, TWO]), values, st.sampled_from(["seal", "fail", "reopen"])), max_size=7))
def test_every_result_is_in_the_series_once_and_the_fold_survives_its_cache(told_: list[tuple[Phase, int, str]]) -> None:
    stories = [
        [e.PhaseReopened(of.id, "x")] if how == "reopen" else failed(of, n) if how == "fail" else [*begun(of), found(of, n),
         e.PhaseCompleted(of.id, WORK, 1.0)]
        for of, n, how in told_
    ]  # fmt: skip
    state = told(*stories)
    results = [n for _, n, how in told_ if how != "reopen"]
    back = from_plain(json.loads(json.dumps(to_plain(state))))
    for known in (state, back):
        points = [p for each in trend(known) if each.figure == "passed" for p in each.points]
        assert [p.value for p in points for _ in range(p.times)] == results
        assert sum(p.basis is Rests.SEAL for p in points) <= sum(len(r.seals) for r in known.phases.values())
        for name, record in known.phases.items():
            for seal in record.seals:
                (result,) = seal.checks.values()
                (point,) = (p for p in points if (p.phase, p.run, p.at) == (name, result.run, result.at))
                assert (point.basis, point.value) == (Rests.SEAL, result.event.facts["passed"])


outcomes = st.sampled_from([Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.SKIPPED])


@given(st.lists(st.tuples(outcomes, st.sampled_from(["", "xfail"]))))
def test_counts_are_read_back_from_the_words_of_a_report(cases: list[tuple[Outcome, str]]) -> None:
    report = TestReport(tuple(TestCase(str(n), outcome, type=kind) for n, (outcome, kind) in enumerate(cases)))
    got = score_in(f"passed: {report.words(deselected=2)}; and more")
    wanted = report.totals()
    assert {name: got[name] for name in ("passed", "failed", "errors", "total")} == {
        name: wanted[name] for name in ("passed", "failed", "errors", "total")
    }
    assert got["skipped"] + got.get("xfailed", 0) == wanted["skipped"]


@pytest.mark.parametrize("words", ["", "exit 0", "said 5 of 9 passed", "tables 26, indexes 41"])
def test_other_words_are_no_counts(words: str) -> None:
    assert score_in(words) == {}
