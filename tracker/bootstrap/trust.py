"""What is believed, and what must not be told: signatures under approvals, and the values of secrets."""

from __future__ import annotations

import os

from tracker import PLAN_FILE
from tracker.errors import BlockedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.bootstrap.project import Project
    from tracker.journal.signed import Signed
    from tracker.model.redaction import Redactor


def redactor(names: Sequence[str]) -> Redactor:
    """Hides the values of the variables that the plan calls secret.

    Raises:
        BlockedError: a value is too short to be told from ordinary text.
    """
    from tracker.model.redaction import SHORTEST, Redactor

    known = _values(names)
    for name, value in known.items():
        if 0 < len(value) < SHORTEST:
            raise BlockedError(
                f"the secret {name} has fewer than {SHORTEST} characters, so it cannot be told from ordinary text",
                hints=[f"Give it a longer value, or take it out of `environment: secrets:` in {PLAN_FILE}"],
            )
    return Redactor(known)


def _values(names: Sequence[str]) -> dict[str, str]:
    if not names:
        return {}
    from tracker.engine.environment import matching

    return matching(os.environ, names)


def doubt(project: Project, event: Signed, at: str) -> str:
    """Why an approval that was given at that time is not to be believed; empty when it is."""
    from tracker.model.who import may

    settings = project.plan.settings.approvals
    if not may(event.by, settings.by):
        return f"{event.by} is not among those whose approvals count: {', '.join(settings.by)}"
    if event.signature:
        try:
            former = [name for phase in project.plan.phases if phase.id == event.phase for name in phase.formerly]
            said = [event, *(event._replace(phase=name) for name in former)]  # signed under the id that it had then
            doubts = [project.signatures.doubt(project.to_be_signed(x), event.signature, by=event.by, at=at) for x in said]
            return "" if "" in doubts else doubts[0]
        except BlockedError as error:
            return error.message
    return "it is not signed, and the plan counts only signed ones" if settings.signed else ""
