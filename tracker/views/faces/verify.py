"""`tracker verify --json`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from tracker.views.faces.shared import Face


class DisagreementFace(TypedDict):
    """Something in the journal that is not so."""

    place: str
    """The file and line, or the file."""
    message: str
    """What is not right there."""


class VerificationFace(Face):
    """Whether journal, evidence and commits agree."""

    kind: Literal["verification"]
    files: int
    """How many files the journal has."""
    events: int
    """How many events the journal has."""
    problems: list[DisagreementFace]
    """Each disagreement, in the order of the journal."""
    notes: list[str]
    """What is worth knowing and no disagreement."""
    newer: dict[str, int]
    """How many events there are of each type that only a newer tracker understands; they are no disagreement."""
    unfinished: list[str]
    """Places of lines that a kill cut off; they were never acknowledged, and are no disagreement."""
