"""The plan: `tracker.yaml` and `phases/*.yaml` as frozen, typed values.

Everything here is declared by people. What happened is in the journal; the two never mix.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from tracker.checks import AnyCheck
from tracker.checks.base import OneOrMany, Seconds, Slug, Strict, many
from tracker.evidence.matching import IssueMatch
from tracker.model.duration import Estimate
from tracker.model.ids import PHASE_ID


def _phase_id(value: str) -> str:
    if not PHASE_ID.fullmatch(value):
        raise ValueError("expected an id such as phase-4, phase-4.1 or cutover")
    return value


def _estimate(value: object) -> object:
    return Estimate.parse(value) if isinstance(value, str) else value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return value


def _relative(value: str) -> str:
    parts = value.split("/")
    if (
        value.startswith(("/", "~"))
        or ".." in parts
        or ".git" in [part.lower() for part in parts]
        or "\\" in value
        or not value.strip()
    ):
        raise ValueError("expected a path below the project, with / and without .. or .git")
    return value


PhaseId = Annotated[str, AfterValidator(_phase_id)]
Pattern = Annotated[str, AfterValidator(_pattern)]
RelativePath = Annotated[str, AfterValidator(_relative)]
Hours = Annotated[
    Estimate,
    BeforeValidator(_estimate),
    WithJsonSchema({"type": "string", "examples": ["2 hours", "2-3 hours", "30 minutes"]}),
]
"""An estimate or a duration in hours, possibly a range."""
Text = Annotated[str, Field(min_length=1)]


class Step(Strict):
    """A command that changes the work tree."""

    id: Slug
    run: OneOrMany
    """One text is split like a shell's words, or given to `sh` when it uses its syntax; a list is taken as it is."""
    title: str = ""
    revert: OneOrMany = ()
    env: dict[str, str] = Field(default_factory=dict)
    timeout: Seconds | None = None
    needs: tuple[Slug, ...] | None = None
    """Steps that must be done first. None means the step before this one."""

    def definition(self) -> str:
        """sha256 over what the step does."""
        text = json.dumps([list(self.run), self.env], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class Deliverable(Strict):
    """Something that a phase produces."""

    text: Text
    id: Slug | None = None
    done_when: tuple[Slug, ...] = ()
    """Checks of this phase that prove it. Empty: it is delivered when the phase is complete."""
    phases: tuple[PhaseId, ...] = ()
    """Other phases whose completion delivers it."""


class FileEntry(Strict):
    """A file that a phase touches."""

    path: Text
    """A path or glob below the workspace; free words are allowed in claims (`All repository files`)."""
    change: Literal["created", "modified", "deleted", "changed"] = "changed"
    note: str = ""


class Risk(Strict):
    """How dangerous a phase is, and why."""

    level: Literal["low", "medium", "high"]
    why: str = ""
    items: tuple[Text, ...] = ()
    """Single risks, for the risk section."""


class Criterion(Strict):
    """A success criterion; ticked by its checks, or by the completion of its phases."""

    text: Text
    done_when: tuple[Slug, ...] = ()
    """Checks of the same phase."""
    phases: tuple[PhaseId, ...] = ()
    """Phases that must be complete."""


class ClaimedCommit(Strict):
    """A commit as somebody reported it."""

    commit: Annotated[str, Field(pattern=r"^[0-9a-f]{4,64}$")]
    subject: str = ""


class ClaimedResult(Strict):
    """One line of a claimed result."""

    text: Text
    mark: Literal["ok", "warn", "bad", "info"] = "ok"


class ClaimedTests(Strict):
    """Totals of a test run that somebody reported."""

    title: str = ""
    """How its author called it, for example `Full pytest suite (SQLite)`."""
    variant: dict[str, str] = Field(default_factory=dict)
    passed: Annotated[int, Field(ge=0)]
    failed: Annotated[int, Field(ge=0)] | None = None
    errors: Annotated[int, Field(ge=0)] | None = None
    skipped: Annotated[int, Field(ge=0)] | None = None
    total: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        """Parts that are more than the whole, or all of them and still less, cannot be what a test run said."""
        parts = (self.passed, self.failed, self.errors, self.skipped)
        known = sum(part for part in parts if part is not None)
        if known > self.total or (None not in parts and known != self.total):
            raise ValueError(f"the parts add up to {known}, expected the total of {self.total}")
        return self


class Claim(Strict):
    """A phase's completion by somebody's word, with where the word comes from."""

    source: Text
    date: str = ""
    """When the source was written, ISO 8601; empty when it does not say."""
    commits: tuple[ClaimedCommit, ...] = ()
    duration: Hours | None = None
    duration_note: str = ""
    deliverables: tuple[Text, ...] = ()
    files: tuple[FileEntry, ...] = ()
    results: tuple[ClaimedResult, ...] = ()
    checklist: tuple[Text, ...] = ()
    """What was ticked off beside the results."""
    highlights: tuple[Text, ...] = ()
    """What its author put into the short version of where the work stands."""
    tests: tuple[ClaimedTests, ...] = ()
    notes: tuple[Text, ...] = ()
    """Configuration fixes and the like."""


class PromptSpec(Strict):
    """The prompt that lets somebody without memory do the phase."""

    file: Annotated[RelativePath, Field(pattern=r"\.md$")]
    """Below the project's prompt folder."""
    template: RelativePath = "generic.md.j2"
    purpose: str = ""
    use_when: str = ""
    create_when: str = ""
    """When it is written: `PHASE is complete`, `PHASE has failed`, `issue ISSUE is open` or `is resolved`,
    `check PHASE/CHECK has passed` or `has failed`; several joined by `and` and `or`, of which `and` binds closer.
    Empty: as soon as the phase itself can start."""
    output: str = ""
    fixes: str = ""
    duration: Hours | None = None
    task: str = ""
    background: str = ""
    hints: tuple[Text, ...] = ()
    """Troubleshooting."""
    keep: tuple[Text, ...] = ()
    """Files that are not to change."""
    budget: Annotated[str, Field(pattern=r"^\d+ (lines|words|tokens)$")] | None = None


class Phase(Strict):
    """A unit of the plan."""

    id: PhaseId
    title: Text
    parent: PhaseId | None = None
    depends_on: tuple[PhaseId, ...] = ()
    goal: str = ""
    summary: str = ""
    """A few words for lists, for example `PostgreSQL schema and infrastructure`."""
    estimate: Hours | None = None
    risk: Risk | None = None
    skip: str = ""
    """Why it is not to be done; a skipped phase blocks nothing."""
    deliverables: tuple[Deliverable, ...] = ()
    files: tuple[FileEntry, ...] = ()
    issues: tuple[Slug, ...] = ()
    preflight: tuple[AnyCheck, ...] = ()
    steps: tuple[Step, ...] = ()
    checks: tuple[AnyCheck, ...] = ()
    success: tuple[Criterion, ...] = ()
    prompt: PromptSpec | None = None
    no_prompt: str = ""
    """Why the phase needs no prompt."""
    claimed: Claim | None = None
    notes: tuple[Text, ...] = ()

    def digest(self) -> str:
        """sha256 over what changes the phase's meaning: its steps, preflight and checks."""
        parts = [step.definition() for step in self.steps]
        parts += [check.definition() for check in (*self.preflight, *self.checks)]
        return hashlib.sha256("\n".join([self.id, *parts]).encode()).hexdigest()


class Match(Strict):
    """How an issue recognises its failures in test results. Every part that is given must hold."""

    message: Annotated[tuple[Pattern, ...], BeforeValidator(many, json_schema_input_type=str | tuple[str, ...])] = ()
    """Regular expressions; any of them found in `ExceptionType: message`."""
    tests: OneOrMany = ()
    """Globs over `classname::name`."""
    stage: OneOrMany = ()
    signature: OneOrMany = ()
    """Signatures as `tracker triage` prints them; `<value>` stands for any value."""

    def compiled(self) -> IssueMatch:
        """Ready to be applied."""
        return IssueMatch(tuple(re.compile(p) for p in self.message), self.tests, self.stage, self.signature)


class ClaimedIssue(Strict):
    """What somebody reported about an issue before there was evidence."""

    source: Text
    affected: str
    """For example `40+ failures`."""


class Issue(Strict):
    """A known problem."""

    id: Slug
    title: Text
    severity: Literal["critical", "important", "minor", "pre-existing"]
    error: str = ""
    location: str = ""
    files: tuple[Text, ...] = ()
    cause: str = ""
    fix: str = ""
    note: str = ""
    estimate: Hours | None = None
    match: Match = Match()
    claimed: ClaimedIssue | None = None


class ClaimedBenchmark(Strict):
    """One row of a benchmark table that somebody reported: seconds per operation kind."""

    operation: Text
    seconds: dict[str, Annotated[float, Field(gt=0)]]
    """Variant label (`sqlite`) to seconds."""
    rate: dict[str, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    """Operations per second, as reported."""


class Benchmarks(Strict):
    """The claimed benchmark table."""

    source: Text
    baseline: Text
    """The variant that the others are compared with."""
    labels: dict[str, str] = Field(default_factory=dict)
    rows: tuple[ClaimedBenchmark, ...]
    findings: tuple[Text, ...] = ()


class Metric(Strict):
    """A figure shown in the metrics section."""

    label: Text
    group: Text
    value: str = ""
    """A reported figure; needs `source`."""
    source: str = ""
    note: str = ""
    """What it counts, in a few words."""
    check: str = ""
    """`phase-1/schema#tables`: the fact of a check's newest result, with an optional `[variant]` before `#`."""


class Reference(Strict):
    """A file or link worth knowing."""

    label: Text
    path: Text
    group: str = "Key Files"


class Document(Strict):
    """A document to render."""

    path: Annotated[RelativePath, Field(pattern=r"\.md$")]
    title: Text
    sections: Annotated[tuple[Slug, ...], Field(min_length=1)]
    style: Literal["emoji", "plain"] = "emoji"
    headings: dict[str, str] = Field(default_factory=dict)
    """Section to heading, where it is not the usual one."""
    brief: tuple[Slug, ...] = ()
    """Sections without their long lists, for a document beside which another one has them."""


class Environment(Strict):
    """Which of the user's environment variables a step or check sees, besides PATH, HOME, LANG and the like."""

    pass_through: OneOrMany = ()
    """Names or globs, for example `POSTGRES_*`."""
    secrets: OneOrMany = ()
    """Names or globs of variables that are passed, too, and whose values are written nowhere: it says `[secret NAME]` there."""


class Defaults(Strict):
    """Limits where a step or check names none."""

    timeout: Seconds = 600.0
    grace: Seconds = 5.0
    jobs: Annotated[int, Field(ge=1, le=256)] | None = None
    same_failures: Annotated[int, Field(ge=0)] = 5
    """How often a phase may fail in the same way before a run is refused, because nothing improves; 0: no limit."""
    output_limit: Annotated[int, Field(ge=4096)] = 64 * 1024 * 1024
    """Bytes of output kept in a log file; the middle of what is longer is left out."""


class Project(Strict):
    """What the plan is about."""

    name: Text
    subject: str = ""
    goal: str = ""
    strategy: str = ""
    handover: str = ""
    """The first sentence of the next-session block."""


class Settings(Strict):
    """The whole of `tracker.yaml`."""

    format_version: Literal["1"] = "1"
    project: Project
    phases: OneOrMany = ("phases/*.yaml",)
    workspace: str = "."
    """The folder in which steps and checks run and to which their paths are relative."""
    prompts: RelativePath = "prompts"
    """The folder of rendered prompts and of the project's own templates."""
    documents: tuple[Document, ...] = ()
    commit: Literal["auto", "ask", "never"] = "auto"
    commit_message: str = "{type}({phase}): {title}"
    commit_as: Annotated[str, Field(pattern=r"^([^<>\n]*[^<>\s] <[^<>\s]+@[^<>\s]+>)?$")] = ""
    """`Name <address>` to commit as where git does not know who the user is; without it `tracker run` refuses to start."""
    environment: Environment = Environment()
    defaults: Defaults = Defaults()
    issues: tuple[Issue, ...] = ()
    success: tuple[Criterion, ...] = ()
    benchmarks: Benchmarks | None = None
    metrics: tuple[Metric, ...] = ()
    references: tuple[Reference, ...] = ()


class Plan(Strict):
    """Settings and phases together, as the loader returns them: every reference between them is known to hold."""

    settings: Settings
    phases: tuple[Phase, ...]
    files: tuple[str, ...]
    """The files that the plan was read from, relative to the root."""

    def phase(self, phase_id: str) -> Phase:
        """The phase with this id.

        Raises:
            KeyError: there is none.
        """
        for phase in self.phases:
            if phase.id == phase_id:
                return phase
        raise KeyError(phase_id)

    def issue(self, issue_id: str) -> Issue:
        """The issue with this id.

        Raises:
            KeyError: there is none.
        """
        for issue in self.settings.issues:
            if issue.id == issue_id:
                return issue
        raise KeyError(issue_id)
