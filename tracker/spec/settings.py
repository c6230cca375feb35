"""`tracker.yaml`: the project, its documents and limits."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Annotated, Literal

from tracker.checking.rules import Before, Limit, Many, OneOrMany, Seconds, Size, Slug, Text, WorkingDay
from tracker.checking.strict import Strict
from tracker.spec.known import Benchmarks, Issue, Metric, Reference
from tracker.spec.values import Criterion, RelativePath

if TYPE_CHECKING:
    pass


USUAL_SECTIONS = (
    "overview",
    "phases",
    "test-results",
    "issues",
    "benchmarks",
    "metrics",
    "gantt",
    "dependency-graph",
    "timeline",
    "risk",
    "success-criteria",
    "references",
    "next-session",
    "footer",
)
"""What a document shows that lists no sections."""


class Document(Strict):
    """A document to render."""

    path: Annotated[RelativePath, Limit(pattern=r"\.md$")]
    """The file that is written.

    Example: TRACKER.md
    """
    title: str = ""
    """Its first heading; without it, the project's name.

    Example: Migration - Phase Tracker
    """
    sections: Annotated[tuple[Slug, ...], Limit(min_length=1)] = USUAL_SECTIONS
    """Its sections, in order; one that has nothing to show is left out.

    Example: [overview, phases, issues, next-session]
    """
    phases: OneOrMany = ()
    """The phases that its section `phases` shows: ids (with all phases below them), globs, or folders of the plan's files.
    A document without it shows the phases that no other document asks for, and leads to the others.

    Example: [phases/backend, "phase-4*"]
    """
    charts: Literal["mermaid", "svg", "none"] = "mermaid"
    """How results and trends are drawn: by the reader's Mermaid, as GitHub has it, or in an SVG file beside the document.

    Example: svg
    """
    style: Literal["emoji", "plain"] = "emoji"
    """Whether it uses emoji.

    Example: plain
    """
    headings: dict[str, str] = field(default_factory=dict)
    """Sections and the headings they have here instead of the usual ones.

    Example: {phases: Migration Phases}
    """
    brief: tuple[Slug, ...] = ()
    """Sections that leave out their long lists, because another document has them.

    Example: [test-results]
    """

    @property
    def drawing(self) -> str:
        """The SVG file with its charts; empty where it has none."""
        wanted = self.charts == "svg" and "test-results" in self.sections
        return f"{self.path.removesuffix('.md')}.svg" if wanted else ""


class Environment(Strict):
    """Which of the user's environment variables a step or check sees, besides PATH, HOME, LANG and the like."""

    pass_through: OneOrMany = ()
    """Names or globs of variables that steps and checks see.

    Example: [DATABASE_URL, "POSTGRES_*"]
    """
    secrets: OneOrMany = ()
    """Names or globs of variables that are passed as well, and whose values are never written down: `[secret NAME]`
    stands in their place.

    Example: [API_TOKEN]
    """


class Approvals(Strict):
    """Whose approvals count, besides what each approval says itself."""

    by: OneOrMany = ()
    """Who may approve, by address or by name; everybody when empty.

    Example: [ann@example.org]
    """
    signed: bool = False
    """Whether only signed approvals count: by git's own means, `gpg.format` and `user.signingKey`.

    Example: true
    """
    allowed_signers: RelativePath | Literal[""] = ""
    """The file that says whose signature is whose, as `ssh-keygen` reads it. Without it: git's
    `gpg.ssh.allowedSignersFile`.

    Example: .allowed_signers
    """


class Defaults(Strict):
    """Limits where a step or check names none."""

    timeout: Seconds = 600.0
    """How long a step or check may take that names no timeout.

    Example: 10m
    Default: 10m
    """
    grace: Seconds = 5.0
    """How long a process has between TERM and KILL.

    Example: 5s
    Default: 5s
    """
    jobs: Annotated[int, Limit(ge=1, le=256)] | None = None
    """How many checks run at the same time. Without it: by the number of processors.

    Example: 4
    """
    same_failures: Annotated[int, Limit(ge=0)] = 5
    """How often in a row a phase may fail in the same way before a run is refused, because nothing improves; 0: no
    limit.

    Example: 5
    """
    output_limit: Annotated[int, Limit(ge=4096)] = 64 * 1024 * 1024
    """Bytes of output that a log file keeps; the middle of what is longer is left out.

    Example: 1048576
    """


class Preparation(Strict):
    """A command that makes a fresh checkout ready for the checks."""

    run: OneOrMany
    """The command.

    Example: npm ci
    """
    env: dict[str, str] = field(default_factory=dict)
    """Environment variables that it sets.

    Example: {CI: "1"}
    """
    timeout: Seconds | None = None
    """How long it may take before it is stopped. Without it: `defaults.timeout`.

    Example: 5m
    """


def _preparation(written: object) -> object:
    return {"run": written} if isinstance(written, str) else written


class Clean(Strict):
    """What a clean checkout has besides the commit and what `prepare` makes."""

    keep: Annotated[tuple[RelativePath, ...], Many] = ()
    """Folders of the workspace that are copied into a clean checkout. The result says so.

    Example: [node_modules]
    """
    path: OneOrMany = ()
    """Where programs are looked for, in this order: folders of the workspace, absolute ones, and `$PATH` for your own.
    Without it: `$PATH`.

    Example: [.venv/bin, /usr/bin]
    """


class Absent(Strict):
    """A journal file that history had, that is gone, and of which somebody says why."""

    file: Text
    """The name of the journal file that is gone.

    Example: 2026-11-25-01M8880SX4GAF0FYP4X8EP85Y6.jsonl
    """
    why: Text
    """The reason, which `tracker verify` shows.

    Example: It held a customer's name
    """


class JournalSettings(Strict):
    """What is known about the journal."""

    missing: tuple[Absent, ...] = ()
    """Journal files that are gone for a known reason: `tracker verify` shows them with it, and does not count them as a
    disagreement.

    Example: [{file: 2026-11-25-01M8880SX4GAF0FYP4X8EP85Y6.jsonl, why: It held a customer's name}]
    """


class Keep(Strict):
    """How much of what runs left behind is kept by `tracker gc`."""

    logs: Seconds = 30 * 86400.0
    """Logs of runs that are older than this are removed by `tracker gc`.

    Example: 30 days
    Default: 30 days
    """
    size: Size = 1_000_000_000
    """How much all logs together may take; `tracker gc` removes the oldest beyond that.

    Example: 1 GB
    Default: 1 GB
    """


class Project(Strict):
    """What the plan is about."""

    name: Text
    """What the work is called.

    Example: PostgreSQL migration
    """
    subject: str = ""
    """What is worked on: the system's or repository's name. Without it: `name`.

    Example: webshop
    """
    goal: str = ""
    """What will be so when all of it is done.

    Example: Migrate from SQLite to PostgreSQL
    """
    strategy: str = ""
    """How it is to be reached.

    Example: In phases, with both databases supported
    """
    handover: str = ""
    """The first sentence of the block that is copied into a new session.

    Example: I'm working on the PostgreSQL migration.
    """


class Settings(Strict):
    """The whole of `tracker.yaml`."""

    format_version: Literal["1"] = "1"
    """The version of this format.

    Example: 1
    """
    project: Project
    """What the plan is about.

    Example: {name: PostgreSQL migration}
    """
    phases: OneOrMany = ("phases/*.yaml",)
    """Where the phases are: paths or globs.

    Example: phases/*.yaml
    """
    workspace: str = "."
    """The folder in which steps and checks run, and to which their paths are relative.

    Example: server
    """
    prompts: RelativePath = "prompts"
    """The folder of rendered prompts and of your own templates for them.

    Example: prompts
    """
    documents: tuple[Document, ...] = ()
    """The documents to render.

    Example: [{path: TRACKER.md, title: Tracker, sections: [overview, phases]}]
    """
    commit: Literal["auto", "ask", "never"] = "auto"
    """Whether `tracker run` commits what it did: by itself, after asking, or never.

    Example: ask
    """
    commit_message: str = "{type}({phase}): {title}"
    """The first line of its commit messages; `{type}`, `{phase}` and `{title}` are filled in.

    Example: "{type}({phase}): {title}"
    """
    commit_as: Annotated[str, Limit(pattern=r"^([^<>\n]*[^<>\s] <[^<>\s]+@[^<>\s]+>)?$")] = ""
    """`Name <address>` to commit as where git does not know who you are. Without it `tracker run` refuses to start
    there.

    Example: tracker <tracker@example.org>
    """
    environment: Environment = Environment()
    """Which of your environment variables steps and checks see, besides PATH, HOME, LANG and the like.

    Example: {pass_through: [DATABASE_URL], secrets: [API_TOKEN]}
    """
    working_day: WorkingDay = 8.0
    """How long a day of work is, for estimates in days and weeks; a week has five days.

    Example: 7h 30m
    Default: 8h
    """
    proof: Literal["run", "clean"] = "run"
    """`clean`: a phase completes only when its checks pass in a clean checkout of the commit as well.

    Example: clean
    """
    prepare: tuple[Annotated[Preparation, Before(_preparation, str | Preparation)], ...] = ()
    """Commands that make a fresh checkout ready for the checks.

    Example: [npm ci, {run: python tools/generate.py, timeout: 5m}]
    """
    clean: Clean = Clean()
    """What a clean checkout has besides the commit and what `prepare` makes.

    Example: {keep: [node_modules]}
    """
    journal: JournalSettings = JournalSettings()
    """What is known about the journal.

    Example: {missing: []}
    """
    keep: Keep = Keep()
    """How much of the logs of old runs `tracker gc` leaves.

    Example: {logs: 30 days, size: 1 GB}
    """
    guards: OneOrMany = ()
    """`PHASE/CHECK`: checks that go on protecting what their phase reached, besides those with `guard: true`.

    Example: [phase-3/suite]
    """
    approvals: Approvals = Approvals()
    """Whose approvals count, besides what each approval says itself.

    Example: {by: [ann@example.org], signed: true}
    """
    defaults: Defaults = Defaults()
    """Limits where a step or check names none.

    Example: {timeout: 5m, jobs: 4}
    """
    issues: tuple[Issue, ...] = ()
    """Known problems, and how their failing tests are recognised.

    Example: [{id: column-case, title: Column case, severity: important, match: {message: ['column "id"']}}]
    """
    criteria: Literal["locked", "open"] | None = None
    """Whether criteria that a phase's work lowered wait for a person. Without it: they do where an agent runs the
    phase.

    Example: locked
    """
    protect: OneOrMany = ()
    """Paths or globs of the workspace. When a phase's work changes one, its completion waits for a person.

    Example: ["tests/golden/**"]
    """
    success: tuple[Criterion, ...] = ()
    """The success criteria of the whole work.

    Example: [{text: Production runs on PostgreSQL, phases: [phase-7]}]
    """
    benchmarks: Benchmarks | None = None
    """A table of benchmarks that was reported.

    Example: {source: TRACKER.md, baseline: sqlite, rows: [{operation: INSERT, seconds: {sqlite: 0.11}}]}
    """
    metrics: tuple[Metric, ...] = ()
    """Figures for the metrics section, measured or reported.

    Example: [{group: Database, label: Tables, check: "phase-1/schema#tables"}]
    """
    references: tuple[Reference, ...] = ()
    """Files and links worth knowing.

    Example: [{label: Migration plan, path: docs/migration.md}]
    """
