"""Chooses a workflow template by the words of a request."""

from __future__ import annotations

import re

from server.database import DatabaseAdapter, Row, get_adapter
from server.repositories import TemplateRepository


def matches(text: str, keywords: str) -> int:
    """How many of the comma-separated keywords occur in a text as whole words."""
    words = set(re.findall(r"[a-z0-9]+", text.lower()))
    return sum(keyword.strip().lower() in words for keyword in keywords.split(",") if keyword.strip())


class TemplateService:
    """Finds the template that fits best."""

    def __init__(self, adapter: DatabaseAdapter | None = None) -> None:
        """Use the given adapter, or this process's own."""
        self._templates = TemplateRepository(adapter or get_adapter())

    def route(self, text: str) -> Row | None:
        """The template with most matching keywords, the older one among equals; counts its use."""
        scored = [(matches(text, row["keywords"]), row) for row in self._templates.find()]
        best = max((score for score, _ in scored), default=0)
        if best == 0:
            return None
        row = next(row for score, row in scored if score == best)
        self._templates.use(row["name"])
        return row
