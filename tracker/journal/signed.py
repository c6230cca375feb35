"""What a signature under an approval is over: one text, the same for whoever signs and whoever checks."""

import json
from typing import Any

from tracker.journal.events import ApprovalGiven, CriteriaApproved

Signed = ApprovalGiven | CriteriaApproved
"""What can be signed."""

_FIELDS: dict[type[Signed], tuple[str, ...]] = {
    ApprovalGiven: ("phase", "check", "definition", "criteria", "inputs", "commit", "by", "note"),
    CriteriaApproved: ("phase", "criteria", "lowered", "by", "why"),
}
"""What is signed of an event, in this order. Never changed: signatures that were given would not hold any more."""
_TITLES: dict[type[Signed], str] = {ApprovalGiven: "tracker approval 1", CriteriaApproved: "tracker criteria 1"}


def signed_text(project: str, event: Signed) -> str:
    """A line for each field, its value as JSON, so that no value can look like another line."""
    values: dict[str, Any] = {"project": project, **{name: getattr(event, name) for name in _FIELDS[type(event)]}}
    lines = (f"{name}: {json.dumps(value, sort_keys=True, separators=(',', ':'))}" for name, value in values.items())
    return "\n".join((_TITLES[type(event)], *lines)) + "\n"
