"""The words by which reports say how a test ended. Whatever is not known here is no pass."""

from __future__ import annotations

import re
from collections.abc import Mapping

UNKNOWN = "UnknownEnding"
"""The type of a test of which a report says something that no reader knows."""

PASSED = frozenset({"passed", "pass", "run", "completed", "success", "successful", "succeeded", "ok", "expected"})
"""googletest and CTest say `run` and `completed` of whatever ended by itself: their failures have elements of their own."""
ENDINGS = {
    **dict.fromkeys(("failed", "fail", "failure", "broken"), "failure"),
    "error": "error",
    **dict.fromkeys(
        (
            "skipped",
            "skip",
            "notrun",
            "disabled",
            "ignored",
            "pending",
            "suppressed",
            "todo",
            "untested",
            "excluded",
            "deselected",
        ),
        "skipped",
    ),
}
"""What `status`, `result` and the like say of a test without elements that say it."""
SAYING = ("status", "result", "outcome", "state")
"""Attributes with a word for how it ended."""
YES_OR_NO = {
    "success": ("passed", "failed"), "passed": ("passed", "failed"), "failed": ("failed", "passed"),
    "executed": ("passed", "skipped"),
    "disabled": ("skipped", "passed"), "ignored": ("skipped", "passed"), "skipped": ("skipped", "passed"),
}  # fmt: skip
"""Attributes that say yes or no → the word for each."""
YES, NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
ENDED_BADLY = frozenset(
    ("failed", "fail", "failure", "error", "errored", "broken", "aborted", "cancelled", "canceled", "crashed", "interrupted",
     "timedout", "timed_out", "timeout", "terminated", "killed", "incomplete")
)  # fmt: skip
"""What a suite says of itself when not all of it went well."""
FAILURES = ("failures", "failed", "failure", "unexpected")
ERRORS = ("errors", "errored")
BESIDES = ("aborted", "cancelled", "canceled", "crashed", "crashes", "broken", "interrupted", "timeouts", "timedout")
"""Attributes of a suite with the number of tests that did not end well: words for the same, and what may be among these."""
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
    return f"{words} is not a known outcome, so it does not count as passed" + (f": {said}" if said else "")


def said_of(attributes: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(attribute, what it says, the word for that) of everything by which attributes say how something ended."""
    found = [(name, text, text.lower()) for name in SAYING if (text := attributes.get(name, "").strip())]
    for name, (yes, no) in YES_OR_NO.items():
        text = attributes.get(name, "").strip()
        if text.lower() in YES | NO:
            found.append((name, text, yes if text.lower() in YES else no))
    return found


def counted(attributes: Mapping[str, str]) -> int:
    """How many tests a suite says did not end well; at least one where it says so of itself."""
    failures, errors = (max((number(attributes.get(name, "")) for name in names), default=0) for names in (FAILURES, ERRORS))
    besides = max(number(text) for name, text in (("", ""), *attributes.items()) if name.lower() in ("", *BESIDES))
    itself = any(word in ENDED_BADLY for name, _, word in said_of(attributes) if name in (*SAYING, "success"))
    return max(failures + errors, besides, int(itself))


def number(text: str) -> int:
    """`3`, ` 3 `, `3.0`, `1,234`; anything else is no number."""
    plain = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?", text.strip())
    return int(plain[1].replace(",", "")) if plain else 0
