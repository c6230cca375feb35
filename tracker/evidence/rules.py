"""The rules of `rules.toml`: which words of different tools say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

ASSERTIONS = frozenset(
    {"", "AssertionError", "AssertionFailedError", "ExpectationFailedException", "panic", "Error", "ComparisonFailure"}
)
"""Types that say only that something was not as expected."""
_EMBEDDED = re.compile(
    r"(?<![\w.])(?:\w+\.)*(?P<kind>[A-Z]\w*(?:Error|Exception|Violation))(?:: |\(['\"])(?P<message>[^'\"\\\n]{3,200})"
)
_WRAPPING = re.compile(r"(?:\([\w.]+\) |SQLSTATE\[\w+\]:[^:]*:(?: \d+)? |(?:ERROR|FATAL|Error):\s+)+")
"""What libraries put before a database's words: `(sqlite3.OperationalError) `, `SQLSTATE[HY000]: …: 1 `, `ERROR: `."""
_TYPE_SIGN = re.compile(r"(?:Error|Exception|Violation)[:(]")


@dataclass(frozen=True, slots=True)
class Cause:
    """Patterns that all mean the same."""

    patterns: tuple[re.Pattern[str], ...]
    words: str

    def at_start(self, message: str) -> str:
        """The common words when the message begins with one of the patterns, else nothing."""
        return next((self.words.format(**m.groupdict()) for p in self.patterns if (m := p.match(message))), "")

    def anywhere(self, message: str) -> str:
        """The same for a pattern anywhere in the message."""
        return next((self.words.format(**m.groupdict()) for p in self.patterns if (m := p.search(message))), "")


@dataclass(frozen=True, slots=True)
class Rules:
    """All of them."""

    signs: tuple[str, ...]
    """Without one of these in it a message cannot match any cause: looked for first, because that is cheap."""
    causes: tuple[Cause, ...]
    names: tuple[tuple[str, re.Pattern[str], str], ...]

    def cause(self, kind: str, message: str) -> str:
        """`Type: message` in the common words; empty when no rule knows the message."""
        signed = any(sign in message for sign in self.signs)
        if kind not in ASSERTIONS:
            bare = message[wrapped.end() :] if (wrapped := _WRAPPING.match(message)) else message
            return next((words for rule in self.causes if (words := rule.at_start(bare))), "") if signed else ""
        found = next((words for rule in self.causes if (words := rule.anywhere(message))), "") if signed else ""
        if found:
            return found
        inside = _EMBEDDED.search(message) if _TYPE_SIGN.search(message) else None
        return f"{inside['kind']}: {inside['message']}" if inside else ""

    def keep_names(self, message: str) -> str:
        """The message with the quotes taken from names that are the bug."""
        for sign, pattern, words in self.names:
            if sign not in message:
                continue
            message = pattern.sub(lambda match, words=words: words.format(**match.groupdict()), message)  # type: ignore[misc]
        return message


@cache
def rules() -> Rules:
    """The rules that are part of the product."""
    import tomllib
    from importlib import resources

    data = tomllib.loads(resources.files("tracker.evidence").joinpath("rules.toml").read_text("utf-8"))
    return Rules(
        tuple(data["signs"]),
        tuple(Cause(tuple(re.compile(p) for p in item["patterns"]), item["as"]) for item in data["cause"]),
        tuple((item["sign"], re.compile(item["pattern"]), item["as"]) for item in data["name"]),
    )
