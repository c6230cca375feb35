"""What can happen, in the past tense. One event is one line of a journal file.

An event holds only facts that cannot be recomputed. docs/journal.md says what may change when.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tracker.model.cause import Cause
from tracker.model.ids import CheckKey, check_key
from tracker.model.log import Fact, Log

FORMAT_VERSION = 1


class JournalOpened(NamedTuple):
    """A journal file begins: who writes it, and what its writer could see. It is the file's first line."""

    by: str
    """Git's identity, `Name <address>`; empty when git knows none."""
    kind: str
    """`person`, `agent` or `ci`; empty when nothing tells."""
    agent: str = ""
    """Which agent or CI service, as its environment says."""
    heads: Mapping[str, str] = {}
    """Name of a journal file → the `h` of its last line, for each that no other file names already."""


class RunStarted(NamedTuple):
    """A run began its work."""

    phases: tuple[str, ...]
    commit: str
    branch: str
    dirty: tuple[str, ...]
    """Paths that differed from HEAD before the run: not ours, never committed by us."""
    version: str
    """Of tracker."""
    after: tuple[str, ...] = ()
    """Commits in that commit's history, ever further back: by them its history is known again when it was rewritten."""


class PhaseStarted(NamedTuple):
    """A phase's preflight, steps and checks began."""

    phase: str
    digest: str
    """`Phase.digest()` at that time."""
    why: str
    criteria: str = ""
    """sha256 of the phase's criteria in the evidence store, whole, as they were when it started."""


class PhaseBegun(NamedTuple):
    """Work on a phase began: from here on its criteria are compared with these."""

    phase: str
    base: str
    """HEAD then: what comes after it belongs to the phase."""
    criteria: str
    """sha256 of the phase's criteria in the evidence store."""
    passed: tuple[str, ...] = ()
    """Checks, with their variant, that are known to have passed before any work."""
    failed: tuple[str, ...] = ()
    """Checks that are known not to have passed before any work."""


class PhaseReopened(NamedTuple):
    """A phase that was sealed is done again: a new attempt. The seal stays."""

    phase: str
    why: str
    reverted: tuple[str, ...] = ()
    """Steps that were taken back."""


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
    programs: Mapping[str, str] = {}
    """Program → where it was found and the sha256 of that file, as `/usr/bin/git sha256:…`."""
    variables: Mapping[str, str] = {}
    """Variable that the plan passes through → sha256 of its value; never the value."""
    criteria: str = ""
    """sha256 of its phase's criteria then, in the evidence store; empty in older journals."""
    causes: tuple[Cause, ...] = ()
    """Why tests failed that should not: the largest groups."""

    @property
    def key(self) -> CheckKey:
        """Whose result it is."""
        return check_key(self.phase, self.check, self.variant)


class ApprovalGiven(NamedTuple):
    """A person approved what an approval check asks."""

    phase: str
    check: str
    definition: str
    by: str
    note: str
    commit: str
    inputs: Mapping[str, str] = {}
    """What was approved: workspace path → sha256, packed as a result's are."""
    signature: str = ""
    """An armoured signature over the approval; empty when nobody signed."""
    criteria: str = ""
    """What was agreed to besides the question: sha256 over the phase's steps and checks as they were defined."""


class ResultsRecorded(NamedTuple):
    """Test results from elsewhere were recorded, for example in CI. They complete nothing."""

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


class NoteAdded(NamedTuple):
    """A note about a phase. Nothing follows from it."""

    phase: str
    by: str
    text: str
    """Empty where it only takes another note back."""
    check: str = ""
    """The check that it is about; empty for the phase as a whole."""
    replaces: str = ""
    """The id of the note's event that it stands for from now on."""


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
    tree: str = ""
    """The tree of that commit."""
    before: Mapping[str, str] = {}
    """Workspace path → sha256 before the phase, of each input that it changed; empty text for a file that it made."""
    lowered: tuple[str, ...] = ()
    """What was lowered since the phase began, a line each."""
    delivered: Mapping[str, str] = {}
    """Declared path, as the plan has it → what was found: `created`, `modified`, `deleted`, or why it need not differ."""


class PhaseProved(NamedTuple):
    """Every check has passed, but no commit holds the content that they looked at."""

    phase: str
    uncommitted: tuple[str, ...]
    """Inputs whose content HEAD does not have."""
    seconds: float
    declared: bool = False
    """Whether all of them are among the phase's declared files, so that `tracker run --commit` commits them."""


class SealWitnessed(NamedTuple):
    """A seal was replayed in a clean checkout of its commit."""

    phase: str
    commit: str
    outcome: str
    """`passed`: a further witness; `failed`: a contradiction."""
    where: str
    """Of what kind the place was: `checkout`, `ci`, or the name of a worker."""
    results: Mapping[str, str] = {}
    """Check, with its variant → its outcome and summary."""
    seconds: float = 0.0


class SealFound(NamedTuple):
    """The commit of a seal was rewritten, and another one of HEAD's history holds what was proved."""

    phase: str
    commit: str
    """The one that the seal named until then."""
    found: str
    """The one that brought the same content into HEAD's history."""
    tree: str = ""
    """The tree of that commit."""
    commits: Mapping[str, str] = {}
    """Recorded commit of the phase that was rewritten, too → the one that stands for it now."""


class CriteriaApproved(NamedTuple):
    """A person agreed to how the criteria of a phase had changed."""

    phase: str
    criteria: str
    """sha256 of the criteria that are agreed to, in the evidence store."""
    by: str
    why: str
    lowered: tuple[str, ...]
    """What was lowered, a line each."""
    signature: str = ""
    """An armoured signature over the approval; empty when nobody signed."""


class PhaseFailed(NamedTuple):
    """A preflight check, a step or a check did not pass."""

    phase: str
    reason: str
    seconds: float
    uncommitted: tuple[str, ...] = ()
    undelivered: tuple[str, ...] = ()
    """Which declared files were not as declared, a line each."""


class PhasePaused(NamedTuple):
    """Nothing failed, but a person has to act: an approval is missing."""

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


RunEvent = JournalOpened | RunStarted | RunInterrupted | RunFinished
"""About a run as a whole."""

PhaseEvent = (
    PhaseStarted
    | PhaseBegun
    | PhaseReopened
    | PhaseProved
    | SealWitnessed
    | SealFound
    | CriteriaApproved
    | StepStarted
    | StepFinished
    | CheckStarted
    | CheckFinished
    | ApprovalGiven
    | ResultsRecorded
    | NoteAdded
    | CommitIntended
    | CommitRecorded
    | PhaseCompleted
    | PhaseFailed
    | PhasePaused
)
"""About one phase."""

Event = RunEvent | PhaseEvent

EVENTS: dict[str, type[Event]] = {
    "journal-opened": JournalOpened,
    "run-started": RunStarted,
    "phase-begun": PhaseBegun,
    "phase-started": PhaseStarted,
    "step-started": StepStarted,
    "step-finished": StepFinished,
    "check-started": CheckStarted,
    "check-finished": CheckFinished,
    "approval-given": ApprovalGiven,
    "results-recorded": ResultsRecorded,
    "note-added": NoteAdded,
    "commit-intended": CommitIntended,
    "commit-recorded": CommitRecorded,
    "phase-proved": PhaseProved,
    "phase-completed": PhaseCompleted,
    "phase-reopened": PhaseReopened,
    "seal-witnessed": SealWitnessed,
    "seal-found": SealFound,
    "criteria-approved": CriteriaApproved,
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
    h: str = ""
    """The sha256 that its line begins with: others name by it how far they saw this file."""

    @property
    def type(self) -> str:
        """The name of its type, as the line has it."""
        return self.event.type if isinstance(self.event, Newer) else NAMES[type(self.event)]
