"""What other programs may import: a plan and where its phases stand, as frozen values. docs/api.md is its manual.

Everything else in this package may change with any version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike, fspath
from typing import TYPE_CHECKING, TypeVar

from tracker.errors import StorageError, TrackerError, UsageError, did_you_mean

if TYPE_CHECKING:
    from tracker.spec.phases import Phase as Declared
    from tracker.views.faces.status import CheckFace, PhaseFace


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """A phase as the plan declares it."""

    id: str
    title: str
    goal: str
    parent: str | None
    depends_on: tuple[str, ...]
    steps: tuple[str, ...]
    """The ids of its steps, in order."""
    checks: tuple[str, ...]
    """The ids of its checks, in order; a check with a matrix is one of them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`tracker.yaml` and the phase files, valid as a whole."""

    name: str
    goal: str
    files: tuple[str, ...]
    """What it was read from, relative to the project's root."""
    phases: tuple[PlannedPhase, ...]

    def phase(self, phase_id: str) -> PlannedPhase:
        """The phase with this id.

        Raises:
            UsageError: there is none.
        """
        return _named(phase_id, {phase.id: phase for phase in self.phases})


@dataclass(frozen=True, slots=True)
class CheckStatus:
    """A check in one variant, with its newest result."""

    id: str
    variant: tuple[tuple[str, str], ...]
    """Each axis of its matrix with its value; empty without one."""
    name: str
    """The id, and the variant in brackets."""
    outcome: str
    """`passed`, `failed`, `error`, `skipped` or `unknown`."""
    fresh: bool
    """Whether the result still counts."""
    summary: str
    """The result in words."""


@dataclass(frozen=True, slots=True)
class PhaseStatus:
    """Where a phase stands."""

    id: str
    title: str
    status: str
    """One of docs/states.md."""
    basis: str | None
    """On whose word it is complete, for example `verified`; None while it is not complete."""
    commit: str | None
    """The commit that it was completed at, in full."""
    reasons: tuple[str, ...]
    """What the status follows from."""
    blocked_by: tuple[str, ...]
    """The phases that it waits for."""
    checks: tuple[CheckStatus, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """Where the whole plan stands."""

    project: str
    complete: int
    """How many phases without sub-phases are complete."""
    total: int
    """How many of them there are."""
    next: str | None
    """The phase to work on; None when nothing is left to do."""
    command: str
    """What to type next."""
    phases: tuple[PhaseStatus, ...]
    """Every phase, in the order of the plan."""

    def phase(self, phase_id: str) -> PhaseStatus:
        """The phase with this id.

        Raises:
            UsageError: there is none.
        """
        return _named(phase_id, {phase.id: phase for phase in self.phases})


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with a plan."""

    root: str
    """The folder of `tracker.yaml`, absolute."""

    @property
    def plan(self) -> Plan:
        """The plan as its files are now.

        Raises:
            InvalidPlanError: with every problem and its place.
            StorageError: a file cannot be read.
        """
        from tracker.bootstrap import open_project as opened

        try:
            read = opened(self.root).plan
        except OSError as error:
            raise _unreadable(error) from error
        settings = read.settings.project
        return Plan(settings.name, settings.goal, tuple(read.files), tuple(map(_planned, read.phases)))


def open_project(folder: str | PathLike[str] = ".") -> Project:
    """The project at or above a folder.

    Raises:
        UsageError: there is no plan there.
        StorageError: the folder cannot be read.
    """
    from tracker.bootstrap import open_project as opened

    try:
        return Project(opened(fspath(folder)).root)
    except OSError as error:
        raise _unreadable(error) from error


def status(project: Project) -> Status:
    """Where every phase stands now. Runs no check; keeps what it found below `.tracker/cache/`, as `tracker status` does.

    Raises:
        InvalidPlanError: with every problem of the plan and its place.
        TrackerError: the plan, the journal or the repository cannot be read.
    """
    from tracker.bootstrap import open_project as opened
    from tracker.commands.status import status as look

    try:
        view = look(opened(project.root))
    except OSError as error:
        raise _unreadable(error) from error
    phases = tuple(map(_phase, view["phases"]))
    return Status(view["project"], view["complete"], view["total"], view["next"], view["next_step"]["command"], phases)


def _planned(phase: Declared) -> PlannedPhase:
    steps, checks = tuple(step.id for step in phase.steps), tuple(check.id for check in phase.checks)
    return PlannedPhase(phase.id, phase.title, phase.goal, phase.parent, phase.depends_on, steps, checks)


def _phase(face: PhaseFace) -> PhaseStatus:
    return PhaseStatus(
        id=face["id"],
        title=face["title"],
        status=face["status"],
        basis=face["basis"],
        commit=face["commit"],
        reasons=tuple(face["reasons"]),
        blocked_by=tuple(face["blocked_by"]),
        checks=tuple(map(_check, face["checks"])),
    )


def _check(face: CheckFace) -> CheckStatus:
    variant = tuple(face["variant"].items())
    return CheckStatus(face["id"], variant, face["name"], face["outcome"], face["fresh"], face["summary"])


def _named(phase_id: str, known: Mapping[str, T]) -> T:
    if phase_id not in known:
        hint = did_you_mean(phase_id, known)
        raise UsageError(f"there is no phase {phase_id!r}", hints=[hint] if hint else ())
    return known[phase_id]


def _unreadable(error: OSError) -> TrackerError:
    return StorageError(f"{error.filename or 'the project'} cannot be read: {error.strerror}")
