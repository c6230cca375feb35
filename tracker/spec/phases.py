"""`phases/*.yaml`: a phase as people declare it. What happened to it is in the journal; the two never mix."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from typing import Annotated, Literal

from tracker.checking.argv import Shell
from tracker.checking.rules import Limit, OneOrMany, Seconds, Slug, Text
from tracker.checking.strict import Strict, json_text, sha256
from tracker.checks import AnyCheck
from tracker.spec.claims import Claim
from tracker.spec.values import Criterion, FileEntry, Hours, PhaseId, RelativePath


class Step(Strict):
    """A command that changes the work tree."""

    id: Slug
    """The name of the step within its phase.

    Example: add-column
    """
    run: OneOrMany
    """The command. One text is split into words, or given to a shell when it uses a shell's syntax; a list is taken as
    the words.

    Example: python scripts/add_column.py
    """
    title: str = ""
    """What it does, for documents and prompts. Without it: the id.

    Example: Add the column to both schemas
    """
    revert: OneOrMany = ()
    """The command that undoes it; `tracker reopen PHASE --revert` runs it.

    Example: python scripts/add_column.py --revert
    """
    env: dict[str, str] = field(default_factory=dict)
    """Environment variables that it sets, on top of those it is passed.

    Example: {DB_TYPE: sqlite}
    """
    shell: Shell = ()
    """The shell that `run` is given to: `bash`, `sh`, or a whole command as a list.

    Example: bash
    """
    timeout: Seconds | None = None
    """How long it may take before it is stopped. Without it: `defaults.timeout`.

    Example: 1m
    """
    needs: tuple[Slug, ...] | None = None
    """Steps of the same phase that must be done first. Without it: the step before this one. An empty list: none.

    Example: [add-column]
    """

    def definition(self) -> str:
        """sha256 over what the step does."""
        return self._definition

    @cached_property
    def _definition(self) -> str:
        parts = [list(self.run), self.env, *([list(self.shell)] if self.shell else [])]
        return sha256(json_text(parts, ascii_only=True))


class Deliverable(Strict):
    """Something that a phase produces."""

    text: Text
    """What the phase produces.

    Example: The schema loads on both databases
    """
    id: Slug | None = None
    """A name for it.

    Example: schema
    """
    done_when: tuple[Slug, ...] = ()
    """Checks of this phase that prove it. Without it, it is delivered when the phase is complete.

    Example: [schema-loads]
    """
    phases: tuple[PhaseId, ...] = ()
    """Other phases whose completion delivers it.

    Example: [phase-2]
    """
    person: str = ""
    """What only a person can tell. Then nothing ticks it: it is shown with what is proved and what has to be looked at.

    Example: whether the guide is easy to follow
    """


class Risk(Strict):
    """How dangerous a phase is, and why."""

    level: Literal["low", "medium", "high"]
    """How dangerous the phase is.

    Example: medium
    """
    why: str = ""
    """The reason, in a few words.

    Example: Schema and test infrastructure change
    """
    items: tuple[Text, ...] = ()
    """Single risks, listed in the risk section.

    Example: [Data loss on rollback]
    """


class PromptSpec(Strict):
    """The prompt that lets someone without memory do the phase."""

    file: Annotated[RelativePath, Limit(pattern=r"\.md$")]
    """The name of the prompt's file, below the project's `prompts` folder.

    Example: PHASE_4_FIXES.md
    """
    template: RelativePath = "generic.md.j2"
    """The template that it is rendered from: a packaged one, or one of your own in the `prompts` folder.

    Example: fix-issues.md.j2
    """
    purpose: str = ""
    """What the prompt is for, in the list of prompts. Without it: the phase's goal.

    Example: Fix the critical test failures
    """
    use_when: str = ""
    """When to use it, in the list of prompts.

    Example: After the tests of phase 3
    """
    create_when: str = ""
    """When it is written: `PHASE is complete`, `PHASE has failed`, `issue ISSUE is open` or `is resolved`, `check
    PHASE/CHECK has passed` or `has failed`; joined by `and` and `or`, of which `and` binds closer. Without it: as soon
    as the phase can start.

    Example: phase-3 is complete and issue column-case is open
    """
    output: str = ""
    """What the work ends with, in the list of prompts and in the prompt.

    Example: A suite that runs isolated
    """
    fixes: str = ""
    """What the work fixes, in the list of prompts.

    Example: the missing column
    """
    duration: Hours | None = None
    """How long the work of the prompt may take.

    Example: 2-3 hours
    """
    task: str = ""
    """What is to be done, at the top of the prompt. Without it, the prompt uses the goal.

    Example: Fix the three critical issues on both databases
    """
    background: str = ""
    """What someone who has seen nothing before needs to know.

    Example: Phase 3 ran the suite on both databases
    """
    hints: tuple[Text, ...] = ()
    """Advice for when something goes wrong.

    Example: [Run one database alone with DB_TYPE=sqlite]
    """
    keep: tuple[Text, ...] = ()
    """Files that the work must not change.

    Example: [server/benchmark.py]
    """
    budget: Annotated[str, Limit(pattern=r"^\d+ (lines|words|tokens)$")] | None = None
    """How long the prompt may be. What is longer is shortened, long lists of tests first; the prompt says so.

    Example: 200 lines
    """


class Phase(Strict):
    """A unit of the plan."""

    id: PhaseId
    """The phase's id: lower-case words, with numbers nested to any depth.

    Example: phase-4.1
    """
    title: Text
    """What it is called.

    Example: Critical schema fixes
    """
    formerly: tuple[PhaseId, ...] = ()
    """Ids that it had before, one after another: what was recorded under them goes on under this one.

    Example: [phase-3]
    """
    parent: PhaseId | None = None
    """The phase that this one is a part of. A parent has no steps and checks of its own and is as complete as its
    parts.

    Example: phase-4
    """
    depends_on: tuple[PhaseId, ...] = ()
    """Phases that must be complete, or skipped, before this one can start.

    Example: [phase-3]
    """
    goal: str = ""
    """What will be so when it is done.

    Example: The suite runs isolated on both databases
    """
    summary: str = ""
    """A few words for lists.

    Example: PostgreSQL schema and infrastructure
    """
    estimate: Hours | None = None
    """How long the work may take.

    Example: 2-3 hours
    """
    risk: Risk | None = None
    """How dangerous it is, and why.

    Example: {level: medium, why: The schema changes}
    """
    skip: str = ""
    """Why it is not to be done. A skipped phase blocks nothing.

    Example: The vendor migrates this table
    """
    deliverables: tuple[Deliverable, ...] = ()
    """What it produces.

    Example: [{text: The schema, done_when: [schema-loads]}]
    """
    files: tuple[FileEntry, ...] = ()
    """The files that it changes. The phase is held to them.

    Example: [{path: schema.sql, change: modified}]
    """
    issues: tuple[Slug, ...] = ()
    """Known issues, by id, that it deals with.

    Example: [missing-queue-position]
    """
    gate: tuple[AnyCheck, ...] = ()
    """Approvals that have to be given before any step runs.

    Example: [{id: begin, kind: approval, ask: 'May the schema be changed?'}]
    """
    preflight: tuple[AnyCheck, ...] = ()
    """Checks that must pass before anything is changed.

    Example: [{id: clean-tree, kind: git, expect: {clean: true}}]
    """
    steps: tuple[Step, ...] = ()
    """The commands that carry it out.

    Example: [{id: migrate, run: python migrate.py}]
    """
    checks: tuple[AnyCheck, ...] = ()
    """The checks that prove it.

    Example: [{id: suite, kind: pytest}]
    """
    proof: Literal["run", "clean"] | None = None
    """`clean`: it completes only when its checks pass in a clean checkout of the commit as well. Without it: as
    `tracker.yaml` says.

    Example: clean
    """
    success: tuple[Criterion, ...] = ()
    """Its success criteria.

    Example: [{text: No test fails, done_when: [suite]}]
    """
    criteria: Literal["locked", "open"] | None = None
    """Whether criteria that were lowered since the work began wait for a person (`tracker approve PHASE --criteria`).
    Without it: as `tracker.yaml` says.

    Example: locked
    """
    protect: OneOrMany = ()
    """Paths or globs of the workspace. When the work changes one, the completion waits for a person.

    Example: ["tests/golden/**"]
    """
    red_first: bool = False
    """Every check must be known to have failed before the work; `tracker start PHASE --check` looks.

    Example: true
    """
    prompt: PromptSpec | None = None
    """The prompt that lets someone do the phase without knowing the others.

    Example: {file: PHASE_4_FIXES.md, budget: 200 lines}
    """
    no_prompt: str = ""
    """Why the phase needs no prompt.

    Example: Done by hand, on the server
    """
    claimed: Claim | None = None
    """What was reported of the phase before there was evidence.

    Example: {source: "TRACKER.md of 2025-11-27", date: "2025-11-27"}
    """
    notes: tuple[Text, ...] = ()
    """Remarks, shown in documents and prompts.

    Example: [The old schema stays until phase 7]
    """

    def digest(self) -> str:
        """sha256 over what changes the phase's meaning: its steps, gate, preflight and checks."""
        parts = [step.definition() for step in self.steps]
        parts += [check.definition() for check in (*self.gate, *self.preflight, *self.checks)]
        return sha256("\n".join([self.id, *parts]))
