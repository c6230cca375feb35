"""A run's events are held against those before them in the same run."""

from __future__ import annotations

from collections.abc import Sequence

from tests.builders import COMMIT, phase, result
from tests.events import RUNS, recorded
from tracker.journal import events as e
from tracker.state.stories import contradictions

ONE = phase("1")
LOOK = e.CheckStarted("phase-1", "ok", {})
STEP = e.StepStarted("phase-1", "make", "d")
MADE = e.StepFinished("phase-1", "make", "d", "passed", "", 1.0)
DONE = e.PhaseCompleted("phase-1", COMMIT, 1.0)


def said(*stories: Sequence[e.Event]) -> list[tuple[str, str]]:
    events = [r for n, (run, story) in enumerate(zip(RUNS, stories, strict=False)) for r in recorded(story, run, 50 * n)]
    return list(contradictions(events))


def test_a_story_that_holds_says_nothing() -> None:
    assert said([STEP, MADE, LOOK, *result(ONE, "ok"), DONE]) == []


def test_an_end_needs_its_beginning_in_the_same_run() -> None:
    assert said([STEP, LOOK], [MADE, *result(ONE, "ok")]) == [
        ("j:1", "step make finished, but no line says that it started"),
        ("j:2", "check ok finished, but no line says that it started"),
    ]


def test_a_completion_over_a_result_that_did_not_pass_is_contradicted_until_it_passes() -> None:
    bad, good = result(ONE, "ok", "failed"), result(ONE, "ok")
    assert said([LOOK, *bad, DONE]) == [("j:3", "phase-1 completed, but in the same run these did not pass: ok")]
    assert said([LOOK, *bad, LOOK, *good, DONE]) == []
    assert said([LOOK, *bad], [DONE]) == []
