"""`tracker.yaml`: the project, its documents, known issues and limits."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Annotated, Literal

from tracker.checking.rules import Before, Limit, Many, OneOrMany, Seconds, Size, Slug, Text, WorkingDay
from tracker.checking.strict import Strict
from tracker.spec.claims import ClaimedBenchmark, ClaimedIssue
from tracker.spec.values import Criterion, Hours, Pattern, RelativePath

if TYPE_CHECKING:
    from tracker.evidence.matching import IssueMatch


class Match(Strict):
    """How an issue recognises its failures in test results. Every part that is given must hold."""

    message: Annotated[tuple[Pattern, ...], Many] = ()
    """Regular expressions; any of them found in `ExceptionType: message`."""
    tests: OneOrMany = ()
    """Globs over `classname::name`."""
    stage: OneOrMany = ()
    signature: OneOrMany = ()
    """Signatures as `tracker triage` prints them; `<value>` stands for any value."""

    def compiled(self) -> IssueMatch:
        """Ready to be applied."""
        from tracker.evidence.matching import IssueMatch

        return IssueMatch(tuple(re.compile(p) for p in self.message), self.tests, self.stage, self.signature)


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


class Benchmarks(Strict):
    """The claimed benchmark table."""

    source: Text
    baseline: Text
    """The variant that the others are compared with."""
    labels: dict[str, str] = field(default_factory=dict)
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

    path: Annotated[RelativePath, Limit(pattern=r"\.md$")]
    title: Text
    sections: Annotated[tuple[Slug, ...], Limit(min_length=1)]
    style: Literal["emoji", "plain"] = "emoji"
    headings: dict[str, str] = field(default_factory=dict)
    """Section to heading, where it is not the usual one."""
    brief: tuple[Slug, ...] = ()
    """Sections without their long lists, for a document beside which another one has them."""


class Environment(Strict):
    """Which of the user's environment variables a step or check sees, besides PATH, HOME, LANG and the like."""

    pass_through: OneOrMany = ()
    """Names or globs, for example `POSTGRES_*`."""
    secrets: OneOrMany = ()
    """Names or globs of variables that are passed, too, and whose values are written nowhere: it says `[secret NAME]` there."""


class Approvals(Strict):
    """Whose approvals count, besides what each approval says itself."""

    by: OneOrMany = ()
    """Who may approve, by address or by name; everybody when empty."""
    signed: bool = False
    """Whether only signed ones count: by git's own means, `gpg.format` and `user.signingKey`."""
    allowed_signers: RelativePath | Literal[""] = ""
    """The file that says whose signature is whose, as `ssh-keygen` reads it; without it, git's `gpg.ssh.allowedSignersFile`."""


class Defaults(Strict):
    """Limits where a step or check names none."""

    timeout: Seconds = 600.0
    grace: Seconds = 5.0
    jobs: Annotated[int, Limit(ge=1, le=256)] | None = None
    same_failures: Annotated[int, Limit(ge=0)] = 5
    """How often a phase may fail in the same way before a run is refused, because nothing improves; 0: no limit."""
    output_limit: Annotated[int, Limit(ge=4096)] = 64 * 1024 * 1024
    """Bytes of output kept in a log file; the middle of what is longer is left out."""


class Preparation(Strict):
    """A command that makes a fresh checkout ready for the checks."""

    run: OneOrMany
    env: dict[str, str] = field(default_factory=dict)
    timeout: Seconds | None = None


def _preparation(written: object) -> object:
    return {"run": written} if isinstance(written, str) else written


class Clean(Strict):
    """What a clean checkout has besides the commit and what `prepare` makes."""

    keep: Annotated[tuple[RelativePath, ...], Many] = ()
    """Folders of the workspace that are copied into it, such as `node_modules`: the result says so."""
    path: OneOrMany = ()
    """Where programs are looked for, in this order: folders of the workspace, absolute ones, and `$PATH` for the user's own.
    Without it: `$PATH`."""


class Absent(Strict):
    """A journal file that history had, that is gone, and of which somebody says why."""

    file: Text
    why: Text


class JournalSettings(Strict):
    """What is known about the journal."""

    missing: tuple[Absent, ...] = ()
    """Files that are gone for a known reason: `tracker verify` shows them with it, and they are no disagreement."""


class Keep(Strict):
    """How much of what runs left behind is kept by `tracker gc`."""

    logs: Seconds = 30 * 86400.0
    """Logs of older runs are removed."""
    size: Size = 1_000_000_000
    """Logs of the oldest runs are removed until all of them together have no more bytes."""


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
    commit_as: Annotated[str, Limit(pattern=r"^([^<>\n]*[^<>\s] <[^<>\s]+@[^<>\s]+>)?$")] = ""
    """`Name <address>` to commit as where git does not know who the user is; without it `tracker run` refuses to start."""
    environment: Environment = Environment()
    working_day: WorkingDay = 8.0
    """How long a day of work is, for estimates in days and weeks; a week has five of them."""
    proof: Literal["run", "clean"] = "run"
    """`clean`: a phase is complete only when its checks pass in a clean checkout of the commit as well."""
    prepare: tuple[Annotated[Preparation, Before(_preparation, str | Preparation)], ...] = ()
    """Commands that make a fresh checkout ready, for example `npm ci`."""
    clean: Clean = Clean()
    journal: JournalSettings = JournalSettings()
    keep: Keep = Keep()
    guards: OneOrMany = ()
    """`PHASE/CHECK`: checks that go on protecting what their phase reached, besides those with `guard: true`."""
    approvals: Approvals = Approvals()
    defaults: Defaults = Defaults()
    issues: tuple[Issue, ...] = ()
    criteria: Literal["locked", "open"] | None = None
    """Whether what a phase's work lowered waits for a person. Without it: where an agent runs the phase."""
    protect: OneOrMany = ()
    """Paths or globs of the workspace: when a phase's work changes one, its completion waits for a person."""
    success: tuple[Criterion, ...] = ()
    benchmarks: Benchmarks | None = None
    metrics: tuple[Metric, ...] = ()
    references: tuple[Reference, ...] = ()
