"""Standings for documents: what is recorded, not what is so in one work tree at one moment.

A document is committed. It must be the same bytes for everybody who has the same plan and journal, or
`tracker render --check` would fail on one clone and pass on the next. So documents leave out what only a look at the
machine can tell: whether an input file was edited a minute ago, which programs there are, and whether the process of an
open run still lives. Whether what was proved still holds they say by the newest records (`tracker.views.newest`), and name
their date. A run that has not ended in the journal counts as under way; `tracker status` tells those that were lost. A check
whose *definition* changed since its result is another matter: plan and journal alone say so, and documents say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tracker.inputs import look_at
from tracker.model.ids import CheckKey
from tracker.situation import Situation
from tracker.state import Freshness, Standing, derive
from tracker.views.newest import NewestInputs

REDEFINED = "its definition changed"
"""Why the result of a check that the plan defines otherwise by now is none for it."""


class Recorded(NamedTuple):
    """Every phase's standing by plan and journal alone, and by which record."""

    standings: dict[str, Standing]
    inputs: NewestInputs


def recorded(situation: Situation) -> Recorded:
    """Every phase's standing by plan and journal alone."""
    runs, inputs = situation.state.runs, NewestInputs(situation.plan, situation.state, situation.evidence)
    ground = look_at(situation.graph.phases.values(), situation.state, inputs, situation.evidence)
    standings = derive(
        situation.graph,
        situation.state,
        freshness={**ground.freshness, **_redefined(situation, ground.freshness)},
        undone=ground.undone,
        strangers=situation.strangers,
        live_runs={run_id for run_id, run in runs.items() if not run.outcome},
    )
    return Recorded(standings, inputs)


def _redefined(situation: Situation, freshness: Mapping[CheckKey, Freshness]) -> dict[CheckKey, Freshness]:
    """Results that were judged by other matchers or settings than the plan has by now."""
    return {
        key: Freshness(fresh=False, why=why, redefined=True)
        for key, why in situation.grounds.items()
        if key in freshness and freshness[key].fresh
    }
