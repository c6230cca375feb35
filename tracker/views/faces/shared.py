"""What the faces of several verbs share."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict


class Face(TypedDict):
    """What every document has, beside its `kind`."""

    format_version: Literal[1]
    """The version of the format; keys are only ever added within one."""


class NextStepFace(TypedDict):
    """What comes next, the same in every document that has it."""

    phase: str | None
    """The phase to work on; null when nothing is left to do, or there is no phase."""
    command: str
    """What to type."""
    why: str
    """The command that explains it; empty where there is no phase."""
    sentence: str
    """The whole step in words, the command included."""


class HeadFace(TypedDict):
    """Where the repository stands."""

    commit: str | None
    """The commit in full; null before the first one."""
    branch: str | None
    """The branch; null when HEAD is detached."""
    changes: int
    """How many files differ from the commit."""


class WhoFace(TypedDict):
    """Who did something."""

    by: str
    """Git's identity, `Name <address>`; empty where there is none."""
    kind: str
    """What kind of session it was: `person`, `agent` or `ci`; empty where nothing tells."""
    agent: str
    """Which agent or CI service; empty where that is not known."""
    words: str
    """All of it in words, without the address."""


class TotalsFace(TypedDict):
    """Counts of tests."""

    passed: int
    """Tests that passed."""
    failed: int
    """Tests that failed."""
    errors: int
    """Tests that broke outside of what they test."""
    skipped: int
    """Tests that were skipped."""
    total: int
    """All of them."""


class ProgressFace(TypedDict):
    """How far the plan is."""

    complete: int
    """How many phases without sub-phases are complete."""
    skipped: int
    """How many of them the plan skips: they are not complete, and nothing waits for them."""
    total: int
    """How many of them there are."""


class OutputFace(TypedDict):
    """The output of a process in short, and where it is kept whole."""

    path: str
    """The file, relative to the project's root."""
    sha256: str
    """The hash of everything that the process wrote."""
    size: int
    """How many bytes it wrote."""
    head: str
    """The first lines."""
    tail: str
    """The last lines; empty when `head` is all."""


class CauseFace(TypedDict):
    """Failing tests that have something in common."""

    failures: int
    """How many they are."""
    title: str
    """The first line of one of their messages; empty for all those beyond the largest groups."""
    place: str
    """Where that one failed, `file:line`, or the file alone; empty when the report says neither."""
    tests: list[str]
    """The first ids."""


class DamageFace(TypedDict):
    """A line of the journal that cannot be believed."""

    place: str
    """The file and the line."""
    why: str
    """What is wrong with it."""


class ProblemFace(TypedDict):
    """A place in the plan that is not right."""

    file: str
    """The file, relative to the project's root."""
    line: int
    """The line, from 1; 0 when the whole file is meant."""
    column: int
    """The column, from 1; 0 when the whole line is meant."""
    message: str
    """What is not right there."""
    found: str
    """What is written there."""
    expected: str
    """What may be written there."""
    hint: str
    """What to do."""


class WorkItemFace(TypedDict):
    """A piece of planned work."""

    kind: Literal["phase", "preflight", "step", "check"]
    """What it is."""
    phase: str
    """The phase that it belongs to."""
    name: str
    """What it is called."""
    action: Literal["run", "keep"]
    """Whether it would be run, or its result stands."""
    reason: str
    """Why."""


class EventFace(TypedDict):
    """An event of the journal: all the keys that docs/journal.md gives its type. Those that people are shown are named here."""

    type: str
    """Its name, such as `check-finished`."""
    at: str
    """When it happened."""
    phase: NotRequired[str]
    """The phase that it is about."""
    phases: NotRequired[list[str]]
    """The phases of the run."""
    check: NotRequired[str]
    """The check."""
    variant: NotRequired[dict[str, str]]
    """The check's variant."""
    step: NotRequired[str]
    """The step."""
    outcome: NotRequired[str]
    """How it ended."""
    summary: NotRequired[str]
    """The same in words."""
    details: NotRequired[list[str]]
    """What else there is to say."""
    causes: NotRequired[list[CauseFace]]
    """Why tests failed that should not."""
    log: NotRequired[OutputFace | None]
    """What the process wrote."""
    commit: NotRequired[str]
    """The commit."""
    branch: NotRequired[str]
    """The branch; empty when HEAD was detached."""
    subject: NotRequired[str]
    """The first line of the commit's message."""
    by: NotRequired[str]
    """Who did it."""
    source: NotRequired[str]
    """Where results were made."""
    reason: NotRequired[str]
    """Why it ended so."""
    why: NotRequired[str]
    """Why it began."""
    awaits: NotRequired[str]
    """What has to be approved."""


class PointFace(TypedDict):
    """A figure, as it was found."""

    value: float
    """The figure; whole numbers stay whole."""
    at: str
    """When; the newest time, where it was found again right after."""
    run: str
    """The run that found it."""
    commit: str
    """The commit that has what was looked at; where `changes` is not 0, HEAD then."""
    changes: int
    """How many files differed from that commit; 0 for a seal and a replay."""
    phase: str
    """The phase whose check it was."""
    attempt: int
    """Which attempt at the phase, from 1."""
    basis: Literal["seal", "re-check", "attempt", "witness"]
    """What it rests on: `seal`: a completion rests on it; `re-check`: found after that; `attempt`: it completed nothing, or
    nothing yet; `witness`: a replay in a clean checkout found it."""
    outcome: str
    """Of the check."""
    flaky: bool
    """Whether the check had failed before for the same content."""
    contradicted: bool
    """Whether somebody found something else for the same content: another branch, or a replay."""
    since: str
    """When it was found first."""
    times: int
    """How often it was found in a row."""


class SeriesFace(TypedDict):
    """What became of one figure."""

    check: str
    """The check, with its variant in brackets. The same check of a later phase goes on with the series."""
    figure: str
    """`passed`, `failed`, or whatever the check calls it."""
    words: str
    """The values that differ, in short: `563 → 648 → 652`."""
    points: list[PointFace]
    """Oldest first."""


class TrendFace(SeriesFace):
    """What became of one figure, and whether the plan still asks for it."""

    planned: bool
    """Whether the plan still has the check in this variant."""
