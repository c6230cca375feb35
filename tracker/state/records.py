"""What the folded journal holds: a record for each phase and each run, filled by `tracker.state.fold` alone."""

from collections.abc import Mapping
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from tracker.journal import events as e
from tracker.journal.damage import Damage
from tracker.journal.order import Ancestry, run_of
from tracker.model.digest import sha256_hex
from tracker.model.ids import CheckKey
from tracker.model.status import Outcome, PhaseStatus

N = TypeVar("N")
E = TypeVar("E", bound=e.CheckFinished | e.StepFinished | e.ResultsRecorded)


class Newest(NamedTuple, Generic[E]):
    """The newest event of its kind about one thing."""

    event: E
    at: str
    run: str

    @property
    def outcome(self) -> Outcome:
        """As recorded; results that were made elsewhere have none."""
        event: e.CheckFinished | e.StepFinished | e.ResultsRecorded = self.event
        assert not isinstance(event, e.ResultsRecorded)
        return Outcome(event.outcome)


CheckRecord = Newest[e.CheckFinished]
"""The newest result of one check in one variant."""
ElsewhereRecord = Newest[e.ResultsRecorded]
"""The newest results of one check in one variant that were made elsewhere."""
StepRecord = Newest[e.StepFinished]
"""The newest end of one step."""


class Seal(NamedTuple):
    """The record of a completion. It is history: nothing that happens later changes it."""

    completed: e.PhaseCompleted
    at: str
    run: str
    attempt: int
    """Which attempt at the phase it ended, from 1."""
    criteria: str
    """sha256 of the criteria that it was made by; empty in older journals."""
    checks: dict[CheckKey, CheckRecord]
    """The results that it rests on."""


class Verdict(NamedTuple):
    """The newest result of a check for one content."""

    outcome: str
    summary: str
    at: str
    run: str


class Noted(NamedTuple, Generic[N]):
    """Something that happened to a phase, when, and in which run's file."""

    event: N
    at: str
    run: str


class Written(NamedTuple):
    """A note on a phase."""

    id: str
    """Of its event."""
    event: e.NoteAdded
    at: str
    run: str


class Tested(NamedTuple):
    """Test results that were recorded, as far as the history of issues asks for them."""

    id: str
    at: str
    run: str
    key: CheckKey
    tests: str
    """sha256 of the test results in the evidence store."""
    commit: str
    elsewhere: bool
    """Whether they were handed in."""


class Measured(NamedTuple):
    """Figures of one check in one variant, as a result or a replay had them; the same again right after counts as one."""

    key: CheckKey
    figures: dict[str, int | float]
    at: str
    """When they were found, the last time."""
    run: str
    commit: str
    """HEAD while the check ran, or the commit that was replayed."""
    changes: int
    """Files that differed from that commit."""
    attempt: int
    """The attempt at the phase that it belongs to, from 1."""
    seals: int
    """How many seals the phase had by then, of every attempt."""
    outcome: str
    flaky: bool
    witness: bool
    """Whether a replay found them."""
    since: str
    """When they were found, the first time."""
    times: int = 1

    def again(self, other: "Measured") -> bool:
        """Whether another one says the same at the same stage."""
        return self[:2] == other[:2] and self[6:11] == other[6:11]


class Record:
    """Equal when everything in it is."""

    __slots__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__ if name[0] != "_")

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name in self.__slots__ if name[0] != "_")
        return f"{type(self).__name__}({', '.join(shown)})"


class PhaseRecord(Record):
    """What the journal says about one phase."""

    __slots__ = (
        "agreed",
        "approvals",
        "attempt",
        "base",
        "begun",
        "checks",
        "commits",
        "completed",
        "completed_at",
        "completed_run",
        "criteria",
        "elsewhere",
        "ended_at",
        "failing",
        "failures",
        "first_at",
        "first_run",
        "intents",
        "notes",
        "open_steps",
        "past",
        "proved",
        "reason",
        "rechecked",
        "reopened",
        "rewritten",
        "rivals",
        "runs",
        "same_failures",
        "seals",
        "seconds",
        "started_at",
        "status",
        "steps",
        "uncommitted",
        "undelivered",
        "unfinished",
        "witnesses",
    )

    def __init__(self) -> None:  # noqa: PLR0915 - a line for each field
        self.status = PhaseStatus.PENDING
        """The recorded status; the derived one may differ (`tracker.state.derive`)."""
        self.reason = ""
        self.runs: list[str] = []
        """Runs that started it, oldest first."""
        self.started_at = ""
        self.ended_at = ""
        self.attempt = 1
        """How often it was begun anew, counted from 1; `tracker reopen` begins the next."""
        self.base = ""
        """HEAD when the present attempt was begun or first run: what comes after it belongs to the phase."""
        self.begun: Noted[e.PhaseBegun] | None = None
        """When somebody took up the present attempt."""
        self.first_at = ""
        """When the first run of the present attempt started it."""
        self.first_run = ""
        self.criteria: list[tuple[str, str, str]] = []
        """(when, run, sha256 of the criteria) of each time that a run of the present attempt found them changed."""
        self.seals: list[Seal] = []
        """Its completions: one for each attempt, and one more where it was completed again by changed criteria."""
        self.rechecked: Noted[e.PhaseCompleted] | None = None
        """The newest time that everything passed again after the newest seal."""
        self.reopened: Noted[e.PhaseReopened] | None = None
        """Why the present attempt was begun; None for the first."""
        self.proved: e.PhaseProved | None = None
        """What is not committed yet, while everything has passed otherwise."""
        self.witnesses: list[Noted[e.SealWitnessed]] = []
        """Replays of its seals."""
        self.rewritten: dict[str, str] = {}
        """Commit that a seal is at now → the one that it named when it was made, where history was rewritten."""
        self.agreed: list[Noted[e.CriteriaApproved]] = []
        """Changes of its criteria that a person agreed to."""
        self.notes: list[Written] = []
        """Every note, in the order of the journal, those that were replaced included."""
        self.past: dict[CheckKey, dict[str, Verdict]] = {}
        """Check → the content that it looked at (`content_of`) → what it found there last."""
        self.rivals: dict[CheckKey, list[CheckRecord]] = {}
        """Check → results that the run of its newest one could not see, as that run was not seen by theirs: two branches."""
        self.completed: e.PhaseCompleted | None = None
        """The completion of the present attempt's newest seal, also when a later run failed."""
        self.completed_at = ""
        self.completed_run = ""
        self.failures = 0
        """Failed runs since the last completion."""
        self.failing: tuple[tuple[str, str], ...] = ()
        """What did not pass in the newest failed run, each with its outcome and, for a failure, its summary."""
        self.same_failures = 0
        """Failed runs in a row with just that."""
        self.uncommitted: tuple[str, ...] = ()
        """What the newest run left uncommitted when it failed."""
        self.undelivered: tuple[str, ...] | None = None
        """Which declared files were not as declared when the phase last came to its end; None before it did in this attempt."""
        self.seconds = 0.0
        """Of the newest run that ended."""
        self.checks: dict[CheckKey, CheckRecord] = {}
        self.steps: dict[str, StepRecord] = {}
        self.commits: list[e.CommitRecorded] = []
        self.approvals: dict[tuple[str, str], tuple[e.ApprovalGiven, str]] = {}
        """(check, definition) → the approval and when it was given."""
        self.elsewhere: dict[CheckKey, ElsewhereRecord] = {}
        """Results that were handed in. No status follows from them."""
        self.unfinished: set[tuple[str, str]] = set()
        """(`step` or `check`, name) that started in the newest run and has not finished."""
        self.open_steps: dict[str, str] = {}
        """Step → the first run that started it since it last finished, for those that did not finish again."""
        self.intents: list[tuple[str, e.CommitIntended]] = []
        """(run, intent) of commits that were intended and not recorded."""

    def contradiction(self, key: CheckKey) -> CheckRecord | None:
        """A result for the very content of a check's newest one that says otherwise, where neither run saw the other."""
        known = self.checks.get(key)
        if known is None:
            return None
        passed = known.outcome is Outcome.PASSED
        for rival in self.rivals.get(key, ()):
            same = rival.event.definition == known.event.definition and rival.event.inputs == known.event.inputs
            if same and (rival.outcome is Outcome.PASSED) is not passed:
                return rival
        return None


class RunRecord(Record):
    """What the journal says about one run, without what is said of its phases."""

    __slots__ = (
        "commits",
        "completed",
        "finished_at",
        "id",
        "opened",
        "outcome",
        "phases",
        "seconds",
        "start",
        "started_at",
        "types",
    )

    def __init__(self, run: str, started_at: str = "") -> None:
        self.id = run
        self.started_at = started_at
        """Of its first event."""
        self.finished_at = ""
        self.opened: e.JournalOpened | None = None
        """Who wrote it, and what its writer could see; None in older journals."""
        self.start: e.RunStarted | None = None
        self.outcome = ""
        """`passed`, `failed`, `pending`, `interrupted`, or empty while it is not known."""
        self.seconds = 0.0
        self.types: dict[str, int] = {}
        """How many events of each type it recorded."""
        self.phases: dict[str, None] = {}
        """The phases that its events are about."""
        self.commits: list[str] = []
        self.completed: dict[str, str] = {}
        """Phase → the commit at which the run completed it."""


class Fold(Record):
    """The whole journal, folded."""

    __slots__ = (
        "_ancestry",
        "_latest",
        "_told",
        "damage",
        "frontier",
        "measured",
        "missing",
        "newest",
        "phases",
        "progressed_at",
        "results",
        "runs",
    )

    def __init__(self, damage: tuple[Damage, ...] = ()) -> None:
        self.phases: dict[str, PhaseRecord] = {}
        self.runs: dict[str, RunRecord] = {}
        self.results: list[Tested] = []
        """Every recorded result that has test results."""
        self.measured: list[Measured] = []
        """Every figure that a check or a replay stated, in the order in which it happened."""
        self.damage = damage
        self.newest = ""
        """When the newest event happened."""
        self.progressed_at = ""
        """When something that documents show last happened: a run's end and the tracker's own commits come after these."""
        self.frontier: dict[str, str] = {}
        """Name of a journal file → the `h` of its last line, for each that no other one saw: what a new file names."""
        self.missing: tuple[tuple[str, str], ...] = ()
        """(place, why) of what a writer saw and is not there any more."""
        self._ancestry = Ancestry()
        self._told = 0
        """How many runs it has."""
        self._latest: dict[str, int] = {}
        """Check, with its variant → the place of its newest figures."""

    @property
    def ancestry(self) -> Ancestry:
        """Which runs could see which."""
        if self._told < len(self.runs):
            for run in islice(self.runs.values(), self._told, None):
                if run.opened is not None:
                    self._ancestry.add(run.id, map(run_of, run.opened.heads))
            self._told = len(self.runs)
        return self._ancestry

    def measure(self, found: Measured) -> None:
        """Take figures in; what says the same as the ones before it counts with them."""
        if not self._latest:
            self._latest.update({known.key.name: place for place, known in enumerate(self.measured)})
        name = found.key.name
        place = self._latest.get(name)
        if place is not None and (known := self.measured[place]).again(found):
            self.measured[place] = found._replace(since=known.since, times=known.times + 1)
            return
        self._latest[name] = len(self.measured)
        self.measured.append(found)

    def phase(self, phase_id: str) -> PhaseRecord:
        """What is recorded; an empty record when nothing is."""
        return self.phases.get(phase_id) or PhaseRecord()

    def reaches(self, run: str, end: str) -> bool:
        """Whether `end` is that run, or comes after it in the order of the journal."""
        if run == end:
            return True
        return next((name == run for name in self.runs if name in (run, end)), False)

    def check(self, key: CheckKey) -> CheckRecord | None:
        """The newest result."""
        return self.phase(key.phase).checks.get(key)


TELLING = frozenset(
    ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "NODE_OPTIONS", "NODE_PATH", "LD_PRELOAD",
     "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "BASH_ENV", "GOFLAGS", "RUSTFLAGS", "JAVA_TOOL_OPTIONS", "PERL5OPT", "RUBYOPT",
     "RUBYLIB", "MAKEFLAGS")
)  # fmt: skip
"""Variables that change what a command does although its words are the same."""


def content_of(definition: str, inputs: Mapping[str, str], variables: Mapping[str, str]) -> str:
    """What names the content that a result is about: the check's meaning, its inputs as an event keeps them, and the variables
    that change what a command does.
    """
    parts = [f"{digest} {path}" for path, digest in sorted(inputs.items())]
    parts += [f"{variables[name]} env:{name}" for name in sorted(TELLING.intersection(variables))]
    return sha256_hex("\n".join([definition, *parts]).encode("utf-8", "surrogatepass"))
