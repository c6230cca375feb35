"""Standings for documents: what is recorded, not what is so in one work tree at one moment.

A document is committed. It must be the same bytes for everybody who has the same plan and journal, or
`tracker render --check` would fail on one clone and pass on the next. So documents leave out what only a look at the
machine can tell: whether an input file was edited a minute ago, and whether the process of an open run still lives. A run
that has not ended in the journal counts as under way; `tracker status` tells those that were lost. A check whose *definition*
changed since its result is another matter: plan and journal alone say so, and documents say so.
"""

from __future__ import annotations

from tracker.model.ids import CheckKey
from tracker.situation import Situation
from tracker.state import Freshness, Standing, derive

REDEFINED = "its definition changed"
"""Why the result of a check that the plan defines otherwise by now is none for it."""


def recorded_standings(situation: Situation) -> dict[str, Standing]:
    """Every phase's standing by plan and journal alone."""
    runs = situation.state.runs
    return derive(
        situation.graph,
        situation.state,
        freshness=_redefined(situation),
        strangers=situation.strangers,
        live_runs={run_id for run_id, run in runs.items() if not run.outcome},
    )


def _redefined(situation: Situation) -> dict[CheckKey, Freshness]:
    """Results of checks that the plan defines otherwise by now."""
    changed: dict[CheckKey, Freshness] = {}
    for phase in situation.graph.phases.values():
        record = situation.state.phases.get(phase.id)
        if record is None or not record.checks:
            continue
        definitions = {check.id: check.definition() for check in phase.checks}
        for key, known in record.checks.items():
            if definitions.get(key.check, known.event.definition) != known.event.definition:
                changed[key] = Freshness(fresh=False, why=REDEFINED, redefined=True)
            elif key in situation.grounds:
                changed[key] = Freshness(fresh=False, why=situation.grounds[key], redefined=True)
    return changed
