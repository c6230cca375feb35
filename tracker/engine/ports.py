"""Everything that the engine works with, in one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from tracker.inputs import Inputs
from tracker.journal.events import Event, Recorded
from tracker.journal.signed import Signed
from tracker.model.ports import (
    Clock,
    Databases,
    EvidenceStore,
    Executor,
    Files,
    Finished,
    Interrupts,
    Locks,
    RenderReport,
    Repository,
)
from tracker.situation import Situation
from tracker.spec.phases import Phase
from tracker.state import Fold


class Journaling(Protocol):
    """Appends the events of one run."""

    @property
    def run(self) -> str:
        """The run's id."""
        ...

    @property
    def path(self) -> str:
        """The file, relative to the project's root."""
        ...

    @property
    def last(self) -> str:
        """The `h` of the last line that was written; empty before there is one."""
        ...

    def append(self, events: Sequence[Event]) -> list[Recorded]:
        """Write events durably; when this returns they are on the disk. What comes back may begin with the file's own opening.

        Raises:
            StorageError: they could not be written; nothing may be acknowledged.
        """
        ...


Named = tuple[str, str]
"""A phase, and its step or check with the variant."""
Tail = Callable[[Named], bytes]


class Reporter(Protocol):
    """Shows a person or a program what is going on."""

    def plan(self, expected: Mapping[Named, float], *, jobs: int, tail: Tail) -> None:
        """What is about to be done, so many at a time: each step and check → the seconds that it took last, or 0.

        `tail` has the end of what one of them has printed so far, and may be asked from any thread.
        """
        ...

    def event(self, recorded: Recorded) -> None:
        """Something happened, and is on the disk."""
        ...

    def note(self, text: str) -> None:
        """Something worth saying that is not an event."""
        ...


class Renderer(Protocol):
    """Writes the documents that follow from plan and journal."""

    def render(self, state: Fold) -> RenderReport:
        """Bring every document up to date; what somebody edited by hand is left alone and reported.

        `state` is what this run knows of the journal. What other runs recorded meanwhile is looked up.
        """
        ...

    def situation(self, state: Fold) -> Situation:
        """Where everything stands; `state` as above."""
        ...


class Proof(NamedTuple):
    """What the checks of a phase found in a clean checkout."""

    why: str = ""
    """What speaks against the phase; empty when nothing does."""
    results: Mapping[str, str] = {}
    """Check, with its variant → its outcome and summary."""
    seconds: float = 0.0


class Prover(Protocol):
    """Carries out a phase's checks in a clean checkout."""

    def __call__(self, phase: Phase, commit: str, aside: Callable[[Finished], None]) -> Proof | None:
        """What they find at a commit; None where the plan asks for no such proof. `aside` is handed what other tasks yield."""
        ...


def unasked(phase: Phase, commit: str, aside: Callable[[Finished], None]) -> Proof | None:
    """No proof in a clean checkout is asked for."""
    del phase, commit, aside
    return None


@dataclass(frozen=True, slots=True)
class Ports:
    """The outside, as the engine sees it."""

    clock: Clock
    executor: Executor
    project: Files
    """The project's root: where `tracker.yaml` is."""
    workspace: Files
    """Where steps and checks run."""
    repository: Repository
    repository_files: Files
    """The root of the git work tree."""
    databases: Databases
    evidence: EvidenceStore
    journal: Journaling
    reporter: Reporter
    interrupts: Interrupts
    inputs: Inputs
    renderer: Renderer
    locks: Locks
    """Documents are written and commits made by one run at a time."""
    environment: Mapping[str, str]
    """What steps and checks may see of the user's environment."""
    confirm: Callable[[str], bool] | None
    """Asks a person; None where there is nobody to ask."""
    project_prefix: str
    """The project's place in the repository: empty, or `tools/migration/`."""
    prefix: str
    """The workspace's place in the repository: empty, or `examples/webbuilder/`."""
    own: Callable[[str], bool]
    """Whether a repository path is the tracker's own: its folder, or a document that it renders."""
    redact: Callable[[str], str] = str
    """Takes secrets out of a text."""
    scratch: str = ""
    """Absolute folder for what steps and checks leave; empty: that of the run, in the project."""
    doubt: Callable[[Signed, str], str] = lambda _given, _at: ""
    """Why an approval that was given at that time is not to be believed; empty when it is."""
    prove: Prover = unasked
