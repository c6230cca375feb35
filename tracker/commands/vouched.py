"""Approvals in the journal: whether each is signed by whom it names, where that counts, and whether anybody gave it at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracker.journal import events as e
from tracker.model.outline import approvals

if TYPE_CHECKING:
    from tracker.bootstrap import Project
    from tracker.journal.events import Recorded


def approval_problems(project: Project, events: Iterable[Recorded]) -> Iterator[tuple[str, str]]:
    """(place, what is wrong). What the plan does not ask any more is history: of that, only signatures are looked at."""
    asked = {(phase.id, c.id, c.definition()) for phase in project.plan.phases for c in approvals(phase)}
    given: set[tuple[str, str, str]] = set()
    for recorded in events:
        event = recorded.event
        if isinstance(event, e.ApprovalGiven):
            named = (event.phase, event.check, event.definition)
            given.add(named)
            yield from _doubts(project, recorded, event, f"the approval of {event.check} by {event.by}", counts=named in asked)
        elif isinstance(event, e.CriteriaApproved):
            yield from _doubts(project, recorded, event, f"the approval of the criteria by {event.by}", counts=True)
        elif isinstance(event, e.CheckFinished) and event.outcome == "passed":
            named = (event.phase, event.check, event.definition)
            if named in asked and named not in given:
                yield recorded.place, f"{event.key.name} passed, but no line before says that somebody approved it"


def _doubts(
    project: Project, recorded: Recorded, event: e.ApprovalGiven | e.CriteriaApproved, what: str, *, counts: bool
) -> Iterator[tuple[str, str]]:
    if event.signature or counts:
        doubt = project.doubt(event, recorded.at)
        if doubt:
            yield recorded.place, f"{what} does not count: {doubt}"
