"""What each tool answers: types alone. `schemas.json` beside this is written from them by `python -m tests.docs.served`."""

from __future__ import annotations

from typing_extensions import TypedDict

from tracker.views.faces.next import NextFace
from tracker.views.faces.note import NotedFace, PhaseNoteFace
from tracker.views.faces.run import ResultFace
from tracker.views.faces.shared import CauseFace, NextStepFace, ProgressFace
from tracker.views.faces.start import StartFace


class CheckoutAnswer(TypedDict):
    """Which checkout an answer is about."""

    root: str
    """The folder of its `tracker.yaml`."""
    branch: str | None
    """Null when HEAD is detached, and outside git."""
    commit: str | None
    """HEAD, shortened; null before the first commit, and outside git."""


class Answer(TypedDict):
    """What every answer has; and `left_out`, a list of what is not whole, where it had to be shortened."""

    checkout: CheckoutAnswer
    """Which checkout it is about."""
    rest: str
    """Where more is: commands and resources."""


class PhaseAnswer(TypedDict):
    """Where a phase stands."""

    id: str
    title: str
    status: str
    basis: str | None
    why: str
    waits_for: list[str]


class StatusAnswer(Answer, ProgressFace):
    """`status`: the phases that are not complete, or those that were asked for."""

    project: str
    next_step: NextStepFace
    phases: list[PhaseAnswer]
    remarks: list[str]


class NextAnswer(Answer, NextFace):
    """`next`."""


class PromptAnswer(Answer):
    """`prompt`: one part of it."""

    phase: str
    title: str
    status: str
    part: int
    parts: int
    missing: list[str]
    command: str
    text: str


class CheckAnswer(TypedDict):
    """A check and its newest result."""

    name: str
    outcome: str
    fresh: bool
    summary: str
    why: str
    causes: list[CauseFace]
    output: list[str]
    log: str | None


class PromiseAnswer(TypedDict):
    """What a phase promises, and how that stands."""

    text: str
    mark: str
    why: str


class WorkAnswer(TypedDict):
    """What a run would do."""

    kind: str
    name: str
    action: str
    reason: str


class ExplainAnswer(Answer):
    """`explain`."""

    phase: PhaseAnswer
    goal: str
    checks: list[CheckAnswer]
    promises: list[PromiseAnswer]
    lowered: list[str]
    warnings: list[str]
    notes: list[PhaseNoteFace]
    refused: str
    would_run: list[WorkAnswer]
    next_step: NextStepFace


class IssueAnswer(TypedDict):
    """A known problem."""

    id: str
    title: str
    severity: str
    status: str
    words: str
    failing: int
    fixed_in: list[str]


class UnmatchedAnswer(TypedDict):
    """Failing tests of one cause that belong to no known problem."""

    signature: str
    count: int
    tests: list[str]


class IssuesAnswer(Answer):
    """`issues`."""

    phase: str | None
    issues: list[IssueAnswer]
    unmatched: list[UnmatchedAnswer]
    next_step: NextStepFace


class RunAnswer(Answer, ResultFace):
    """`run`: how it ended, and every check of its phases that does not pass."""

    checks: list[CheckAnswer]


class StartAnswer(Answer, StartFace):
    """`start`."""


class NoteAnswer(Answer, NotedFace):
    """`note`."""


class ProposeAnswer(Answer):
    """`propose`: a change of the plan that waits for a person."""

    file: str
    """Where it is kept, relative to the project's root."""
    files: list[str]
    """The files of the plan that it changes."""
    added: list[str]
    """Phases that it adds."""
    removed: list[str]
    """Phases that it removes."""
    changed: list[str]
    """Phases whose criteria it changes."""
    lowered: list[str]
    """Criteria that it lowers."""
    apply: str
    """What a person types to accept it."""
    discard: str
    """What a person types to refuse it."""
