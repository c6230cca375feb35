"""`tracker verify --attestation --json`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from tracker.views.faces.shared import Face


class AttestedProblemFace(TypedDict):
    """Something in the statement that is not so."""

    field: str
    """Where in the statement."""
    found: str
    """What stands there."""
    expected: str
    """What is so, and by what."""


class ReplayedFace(TypedDict):
    """A check that was run again."""

    check: str
    """The check, with its variant."""
    outcome: str
    """`passed`, `broken`, `unknown` (it could not be checked) or `skipped`."""
    summary: str
    """What was found."""


class AttestedFace(Face):
    """Whether a statement about a phase agrees with this clone."""

    kind: Literal["attested"]
    file: str
    """The file that it was read from."""
    enveloped: bool
    """Whether it came in a signed envelope; whose signature that is, `cosign` and `gh` say."""
    phase: str
    """The phase that it is about; empty where it does not say it."""
    commit: str
    """The commit that it is about; empty where it does not say it."""
    result: str
    """`PASSED`, `WARNED` or `FAILED`; empty where it does not agree."""
    problems: list[AttestedProblemFace]
    """Each disagreement."""
    replayed: list[ReplayedFace]
    """With `--replay`: what came of each check."""
