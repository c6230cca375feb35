"""What somebody types, what they mean by it, and what there must be for it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from tracker.errors import BlockedError, UsageError, did_you_mean
from tracker.graph import Graph, P
from tracker.model.ids import find_phase, short_id
from tracker.model.outline import renames

if TYPE_CHECKING:
    from tracker.bootstrap import Project
    from tracker.model.found import Head

_SPOKEN = re.compile(r"\s*(?:phase[\s_:#-]*)?(.*?)[\s.:]*(?:/.*)?", re.DOTALL)


def _as_typed_elsewhere(words: str) -> str:
    """What is a phase's name in documents and results: `Phase 4.1`, `phase_4.1`, `4.1/suite`, full-width digits."""
    match = _SPOKEN.fullmatch(unicodedata.normalize("NFKC", words).lower())
    return match[1] if match else words


def resolve_phase(graph: Graph[P], words: str) -> str:
    """The id that somebody means.

    Raises:
        UsageError: there is no such phase.
    """
    known = list(graph.phases)
    found = find_phase(words, known)
    if found is None:
        formerly = renames(graph.phases.values())
        former = find_phase(words, list(formerly))
        if former is not None:
            return formerly[former]
        meant = find_phase(_as_typed_elsewhere(words), known)
        hint = did_you_mean(short_id(meant or words), [short_id(name) for name in known])
        hints = [hint[0].upper() + hint[1:]] if hint else []
        raise UsageError(f"there is no phase {words!r}", hints=[*hints, "See them all: tracker status --all"])
    return found


def require_commit(project: Project, head: Head | None) -> None:
    """Refuse to go on where there is no commit that results could belong to.

    Raises:
        BlockedError: there is no repository with a work tree, or nothing is committed in it.
    """
    if project.repository_root is None:
        raise BlockedError(
            f"{project.root} is not in a git repository, and results belong to commits",
            hints=["Make one: git init && git add -A && git commit -m 'Start'"],
        )
    if head is None or not head.commit:
        raise BlockedError(
            "this repository has no commit yet, and results belong to commits",
            hints=["Make the first one: git add -A && git commit -m 'Start'"],
        )
