"""What is the same about failures that have the same cause: stage, exception type and the message without its accidents."""

from __future__ import annotations

import re

from tracker.model.result import TestCase

_ACCIDENTS = (
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE), "<uuid>"),
    (re.compile(r"\b0x[0-9a-f]+\b", re.IGNORECASE), "<address>"),
    (re.compile(r"(?<![\w.])/(?:[\w.@+-]+/)*[\w.@+-]+"), "<path>"),
    (re.compile(r"\(['\"].*?['\"](?:, ?['\"]?.*?['\"]?)*\)"), "(<values>)"),
    (re.compile(r"=\([^)]*\)"), "=(<values>)"),
    (re.compile(r"\d+(?:\.\d+)?"), "<n>"),
    (re.compile(r"\s+"), " "),
)


def signature(case: TestCase) -> str:
    """One line that failures of the same cause share."""
    message = case.message.splitlines()[0] if case.message else ""
    for pattern, replacement in _ACCIDENTS:
        message = pattern.sub(replacement, message)
    kind = case.type.rpartition(".")[2]
    return f"{case.stage or 'call'} {kind}: {message.strip()}".strip()
