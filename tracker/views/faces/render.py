"""`tracker render --json`, and with `--vars`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from tracker.views.faces.shared import Face, NextStepFace, ProblemFace


class DocumentFace(TypedDict):
    """A document or prompt."""

    path: str
    """Relative to the root."""
    state: str
    """`write`, `unchanged`, `saved` (edited, and kept elsewhere), `merged` (it was in conflict, and is kept elsewhere);
    or refused: `edited`, `foreign`, `damaged`, and with `--check` `conflict`."""
    saved: str | None
    """Where the edited text is kept, or null."""
    problems: list[ProblemFace]
    """Why it is refused, or was not rendered."""
    diff: str
    """How the file differs from what it must be."""
    text: str | None
    """What it must be, with `--stdout`; null without."""


class DocumentsFace(Face):
    """The documents and prompts with their states."""

    kind: Literal["documents"]
    documents: list[DocumentFace]
    """Each document and prompt; the one asked for with `--stdout`."""
    written: bool
    """False with `--check` and `--stdout`."""
    next_step: NextStepFace
    """What comes next."""


class TemplateVariableFace(TypedDict):
    """Something that a template can use."""

    name: str
    """As the template writes it."""
    type: str
    """What it is."""
    meaning: str
    """What it says; empty where the name says it."""


class VariablesFace(Face):
    """What the template of a section, or of a prompt, can use."""

    kind: Literal["variables"]
    section: str
    """The section, or `prompt`."""
    variables: list[TemplateVariableFace]
    """What its template has."""
    filters: dict[str, str]
    """What each filter is for."""
    signs: list[str]
    """The signs that `sign` knows."""
