"""`tracker hooks --json`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from tracker.views.faces.shared import Face


class HookFileFace(TypedDict):
    """A settings file of a coding agent."""

    agent: str
    """`claude`, `codex` or `gemini`."""
    scope: Literal["project", "user"]
    """Whose settings they are."""
    path: str
    """The file: from the project's root, or in full for the user's."""
    state: Literal["installed", "updated", "unchanged", "removed", "absent", "unreadable"]
    """What became of our hooks in it, or, for `doctor`, what is so."""


class HookFindingFace(TypedDict):
    """Something that is not right, or worth knowing."""

    agent: str
    """Which agent it concerns; empty for all of them."""
    path: str
    """The file, with line and column where these are known."""
    what: str
    """What was found."""
    todo: str
    """What to do about it."""
    wrong: bool
    """Whether hooks do not work because of it; false for what is only worth knowing."""


class HooksFace(Face):
    """What became of the hooks, or how they are."""

    kind: Literal["hooks"]
    action: Literal["install", "uninstall", "doctor"]
    """What was asked for."""
    files: list[HookFileFace]
    """The files that were looked at."""
    findings: list[HookFindingFace]
    """What was found."""
    next: list[str]
    """What to do now, a line each."""
