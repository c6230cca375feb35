"""What a phase allows by name, with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

KEYS = {"allow_skips": "may be skipped", "allow_gone": "may be gone"}


def waivers(criteria: Mapping[str, Any]) -> Iterator[str]:
    """A line for each allowance: `check suite: tests.test_a::* may be skipped: needs a network`."""
    phase = criteria.get("phase", {})
    for file in phase.get("files", ()):
        if file.get("earlier"):
            yield f"file {file['path']} need not differ: {file['earlier']}"
    for group in ("preflight", "checks"):
        for name, check in phase.get(group, {}).items():
            expect = check.get("expect")
            if isinstance(expect, Mapping):
                for key, words in KEYS.items():
                    for item in expect.get(key, ()):
                        yield f"check {name}: {item['tests']} {words}: {item['why']}"
