"""What can happen, in the past tense. One event is one line of a journal file.

An event holds only facts that cannot be recomputed. docs/journal.md says what may change when.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tracker.model.ids import CheckKey, check_key
from tracker.model.log import Fact, Log

FORMAT_VERSION = 1


class RunStarted(NamedTuple):
    """A run began its work."""

    phases: tuple[str, ...]
    commit: str
    branch: str
    dirty: tuple[str, ...]
    """Paths that differed from HEAD before the run: not ours, never committed by us."""
    version: str
    """Of tracker."""


class PhaseStarted(NamedTuple):
    """A phase's preflight, steps and checks began."""

    phase: str
    digest: str
    """`Phase.digest()` at that time."""
    why: str


class StepStarted(NamedTuple):
    """A step is about to be run. Durable before the process starts."""

    phase: str
    step: str
    definition: str


class StepFinished(NamedTuple):
    """A step ended."""

    phase: str
    step: str
    definition: str
    outcome: str
    summary: str
    seconds: float
    changed: Mapping[str, str] = {}
    """Repository path → sha256 of what the step left there; empty text when it removed the file."""
    log: Log | None = None
    programs: Mapping[str, str] = {}
    """Repository path → sha256 of each file that its command names and that it did not change itself."""


class CheckStarted(NamedTuple):
    """A check is about to be run."""

    phase: str
    check: str
    variant: Mapping[str, str]

    @property
    def key(self) -> CheckKey:
        """Which check, in which variant."""
        return check_key(self.phase, self.check, self.variant)


class CheckFinished(NamedTuple):
    """A check yielded a result."""

    phase: str
    check: str
    variant: Mapping[str, str]
    definition: str
    inputs: Mapping[str, str]
    """Workspace path → sha256. A long list is kept as evidence instead, as `{"": its sha256}`."""
    outcome: str
    summary: str
    seconds: float
    commit: str
    """HEAD while it ran."""
    changes: int = 0
    """Files that differed from that commit while it ran."""
    details: tuple[str, ...] = ()
    facts: Mapping[str, Fact] = {}
    tests: str = ""
    """sha256 of the test results in the evidence store; empty when there are none."""
    awaits: str = ""
    attempts: int = 1
    log: Log | None = None
    flaky: bool = False
    """It failed before and passes now, with the same definition and the same inputs."""

    @property
    def key(self) -> CheckKey:
        """Whose result it is."""
        return check_key(self.phase, self.check, self.variant)


class ApprovalGiven(NamedTuple):
    """Somebody approved what an approval check asks."""

    phase: str
    check: str
    definition: str
    by: str
    note: str
    commit: str


class ResultsRecorded(NamedTuple):
    """Somebody handed in test results that were made elsewhere, for example in CI. They complete nothing."""

    phase: str
    check: str
    variant: Mapping[str, str]
    tests: str
    """sha256 of the test results in the evidence store."""
    source: str
    """Where they were made, in somebody's words."""
    file: str
    sha256: str
    """Of the report file."""
    by: str
    commit: str = ""
    """The commit that they are said to belong to; empty when nobody said."""

    @property
    def key(self) -> CheckKey:
        """Whose results they are."""
        return check_key(self.phase, self.check, self.variant)


class CommitIntended(NamedTuple):
    """A commit is about to be made. Resume looks for it by its trailers before making it again."""

    phase: str
    purpose: str
    """`work`: what the steps changed; `record`: documents and journal."""
    parent: str
    paths: tuple[str, ...]
    subject: str


class CommitRecorded(NamedTuple):
    """A commit was made or found."""

    phase: str
    purpose: str
    commit: str
    tree: str
    subject: str
    author_date: str
    files: int
    insertions: int
    deletions: int
    paths: tuple[str, ...] = ()
    author: str = ""
    """The author's e-mail address; empty in older journals."""


class PhaseCompleted(NamedTuple):
    """Every check of the phase has passed."""

    phase: str
    commit: str
    """The commit at which they passed, the phase's work commit included."""
    seconds: float
    uncommitted: tuple[str, ...] = ()
    """Files that steps changed and that were left uncommitted: outside the declared files, or changed by the user before."""


class PhaseFailed(NamedTuple):
    """A preflight check, a step or a check did not pass."""

    phase: str
    reason: str
    seconds: float
    uncommitted: tuple[str, ...] = ()


class PhasePaused(NamedTuple):
    """Nothing failed, but somebody has to act: an approval is missing."""

    phase: str
    awaits: str


class RunInterrupted(NamedTuple):
    """The run was told to stop, and stopped cleanly."""

    reason: str


class RunFinished(NamedTuple):
    """The run came to its end."""

    outcome: str
    """`passed`, `failed` or `pending`."""
    seconds: float


RunEvent = RunStarted | RunInterrupted | RunFinished
"""About a run as a whole."""

PhaseEvent = (
    PhaseStarted
    | StepStarted
    | StepFinished
    | CheckStarted
    | CheckFinished
    | ApprovalGiven
    | ResultsRecorded
    | CommitIntended
    | CommitRecorded
    | PhaseCompleted
    | PhaseFailed
    | PhasePaused
)
"""About one phase."""

Event = RunEvent | PhaseEvent

EVENTS: dict[str, type[Event]] = {
    "run-started": RunStarted,
    "phase-started": PhaseStarted,
    "step-started": StepStarted,
    "step-finished": StepFinished,
    "check-started": CheckStarted,
    "check-finished": CheckFinished,
    "approval-given": ApprovalGiven,
    "results-recorded": ResultsRecorded,
    "commit-intended": CommitIntended,
    "commit-recorded": CommitRecorded,
    "phase-completed": PhaseCompleted,
    "phase-failed": PhaseFailed,
    "phase-paused": PhasePaused,
    "run-interrupted": RunInterrupted,
    "run-finished": RunFinished,
}
"""The name on the line → the type."""

NAMES: dict[type[Event], str] = {kind: name for name, kind in EVENTS.items()}


class Newer(NamedTuple):
    """An intact event of a type that this version does not know: a newer tracker wrote it. Nothing follows from it here."""

    type: str
    fields: Mapping[str, Any]


class Recorded(NamedTuple):
    """An event with its envelope."""

    id: str
    """ULID; orders events of different files."""
    at: str
    """UTC, ISO 8601 with milliseconds and `Z`."""
    run: str
    """The run that wrote it: the ULID in the file's name."""
    event: Event | Newer
    place: str = ""
    """file:line, for reports."""

    @property
    def type(self) -> str:
        """The name of its type, as the line has it."""
        return self.event.type if isinstance(self.event, Newer) else NAMES[type(self.event)]
