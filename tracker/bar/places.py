"""Where in the plan's files something is that a change is about."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tracker.bar.change import Change

_NAMED = ("check", "gate", "preflight", "step", "issue")


def placed(change: Change, phase: str, texts: Mapping[str, str]) -> Change:
    """The change with its place: the line that has the id of its check, step or issue, else that of its phase.

    `texts`: the plan's files.
    """
    if change.place or not change.where:
        return change
    kind, _, name = change.where.partition(" ")
    if kind == "issue":
        return change._replace(place=_place(texts, name) or change.place)
    own = {path: text for path, text in texts.items() if _line(text, phase)}
    at = _place(own, name) if kind in _NAMED and name else ""
    return change._replace(place=at or _place(own, phase))


def _place(texts: Mapping[str, str], name: str) -> str:
    return next((f"{path}:{line}" for path, text in texts.items() if (line := _line(text, name))), "")


def _line(text: str, name: str) -> int:
    """The line that has this id; 0 where none has."""
    match = re.search(rf"(?m)(?<![\w-])id:\s*['\"]?{re.escape(name)}['\"]?\s*(?:[,}}#]|$)", text)
    return text.count("\n", 0, match.start()) + 1 if match else 0
