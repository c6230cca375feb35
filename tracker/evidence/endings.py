"""The words by which reports say how a test ended. Whatever is not known here is no pass."""

from __future__ import annotations

UNKNOWN = "UnknownEnding"
"""The type of a test of which a report says something that no reader knows."""

PASSED = frozenset({"passed", "pass", "run", "completed", "success", "successful", "succeeded", "ok", "expected"})
"""googletest and CTest say `run` and `completed` of whatever ended by itself: their failures have elements of their own."""
ENDINGS = {
    **dict.fromkeys(("failed", "fail", "failure", "broken"), "failure"),
    "error": "error",
    **dict.fromkeys(("skipped", "skip", "notrun", "disabled", "ignored", "pending", "suppressed", "todo"), "skipped"),
}
"""`status` or `result` of a test without elements that say it."""
ASIDE = frozenset(
    {
        *("properties", "property", "system-out", "system-err", "rerun", "rerunFailure", "rerunError", "flakyFailure"),
        *("flakyError", "attachments", "attachment", "tags", "labels", "traits", "categories", "parameters", "description"),
        *("metadata", "links"),
    }
)
"""Elements that say nothing about how a test ended."""
BROKEN = frozenset({"error", "failure", "warning"})
REPEATED = frozenset({"rerun", "rerunFailure", "rerunError", "flakyFailure", "flakyError"})
"""Failures of earlier tries: some tools count them, and how the test ended is said besides."""


def strange(words: str, said: str = "") -> str:
    """The message of a test that ended in a way that is not known."""
    return f"{words} is no ending that is known, so it is no pass" + (f": {said}" if said else "")
