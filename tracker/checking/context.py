"""What the engine hands to a check: where it runs, through which ports it may look, and what was found before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tracker.evidence.matching import IssueMatch
from tracker.model.ids import Variant
from tracker.model.ports import Databases, Files, Repository
from tracker.model.result import TestReport


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody's word for an approval check."""

    by: str
    at: str
    note: str = ""
    signed: bool = False
    void: str = ""
    """Why it does not count: what was approved has changed, or it is nobody's who may; empty when it counts."""


@dataclass(frozen=True, slots=True)
class CheckContext:
    """Everything that a check may look at."""

    phase: str
    variant: Variant
    files: Files
    """The workspace."""
    repository: Repository
    databases: Databases
    env: Mapping[str, str]
    """The whole environment for a process, the check's own `env` already filled in."""
    scratch: str
    """Absolute folder for this execution's reports and log; made when something is put there."""
    scratch_files: Files
    """The same folder, to read from."""
    timeout: float
    """Seconds."""
    baseline: Callable[[str, str, Variant], TestReport | None]
    """(phase, check id, variant) → what has been green since that phase; None when it has no test results."""
    issues: Mapping[str, IssueMatch] = field(default_factory=dict)
    """The plan's known issues, by id."""
    approval: Approval | None = None
    """The approval given for this check as it is now defined."""
    earlier: Callable[[], tuple[TestReport, ...]] = tuple
    """The test results that this check had in this variant before, in the present attempt at its phase, oldest first."""
    listed: Callable[[], tuple[str, ...]] = tuple
    """The files of the workspace that git knows of, or would."""
    own: Callable[[str], bool] = lambda path: path.startswith(".tracker/")
    """Whether a repository path is the tracker's own: its folder, or a document that it renders."""
