"""Annotations as GitHub's workflow commands (docs.github.com, "Workflow commands for GitHub Actions")."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tracker.views.annotations import Annotation

LIMIT = 10
"""GitHub shows so many of each level in one step."""


def annotation_lines(annotations: Iterable[Annotation], *, all_of_them: str = "tracker summary") -> list[str]:
    """One command a line; the last of a level that has too many says how many there are besides, and what prints all."""
    items = list(annotations)
    levels = Counter(item.level for item in items)
    shown: Counter[str] = Counter()
    lines = []
    for item in items:
        shown[item.level] += 1
        if shown[item.level] < LIMIT or levels[item.level] == LIMIT:
            lines.append(_command(item))
        elif shown[item.level] == LIMIT:
            more = levels[item.level] - LIMIT + 1
            lines.append(f"::{item.level} title=tracker::and {more} more; all of them: {all_of_them}")
    return lines


def _command(item: Annotation) -> str:
    fields = [("file", item.file), ("line", str(item.line) if item.line else ""), ("title", item.title)]
    properties = ",".join(f"{name}={_property(value)}" for name, value in fields if value)
    return f"::{item.level} {properties}::{_data(item.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
