"""How long a step or check is expected to take: as long as the last time, an earlier attempt included."""

from __future__ import annotations

import itertools

from tests.builders import check, completed, phase
from tests.events import RUNS, recorded
from tracker.engine.tasks import past_seconds
from tracker.journal import events as e
from tracker.state import fold

ONE = phase("1", checks=(check("a"),))


def test_after_a_reopening_the_earlier_attempt_is_what_is_known() -> None:
    stories = [completed(ONE), [e.PhaseReopened("phase-1", "again")]]
    starts = itertools.accumulate((len(story) for story in stories), initial=0)
    state = fold([r for run, story, first in zip(RUNS, stories, starts, strict=False) for r in recorded(story, run, first)])
    assert state.phase("phase-1").checks == {}
    assert past_seconds(state, ["phase-1"]) == {("phase-1", "a"): 1.0}
