"""The registry of the sections that a document may list, by name; light, because the loader asks for them on every command."""

from __future__ import annotations

import re

SECTION_FOLDER = "documents"
"""Below the project's root: its own templates for sections."""
SUFFIX = ".md.j2"
SECTION_NAMES: tuple[str, ...] = (
    "overview",
    "phases",
    "prompt-library",
    "how-to",
    "current-status",
    "test-results",
    "issues",
    "benchmarks",
    "metrics",
    "timeline",
    "gantt",
    "dependency-graph",
    "risk",
    "success-criteria",
    "references",
    "next-session",
    "footer",
)
RESERVED = ("prompt", "summary")
"""Names that mean something else: to `tracker render --vars`, and the template of `tracker summary`."""
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def is_name(word: str) -> bool:
    """Whether a section or a prompt template may be called so: lower-case words with hyphens."""
    return _NAME.fullmatch(word) is not None
