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
    run: OneOrMany
    """One text is split like a shell's words, or given to a shell when it uses its syntax; a list is taken as it is."""
    title: str = ""
    revert: OneOrMany = ()
    env: dict[str, str] = field(default_factory=dict)
    shell: Shell = ()
    """`bash`, `sh`, or a whole command; as for a check."""
    timeout: Seconds | None = None
    needs: tuple[Slug, ...] | None = None
    """Steps that must be done first. None means the step before this one."""

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
    id: Slug | None = None
    done_when: tuple[Slug, ...] = ()
    """Checks of this phase that prove it. Empty: it is delivered when the phase is complete."""
    phases: tuple[PhaseId, ...] = ()
    """Other phases whose completion delivers it."""
    person: str = ""
    """What of it only a person can tell. It is never ticked: it says what is proved, and what has to be looked at."""


class Risk(Strict):
    """How dangerous a phase is, and why."""

    level: Literal["low", "medium", "high"]
    why: str = ""
    items: tuple[Text, ...] = ()
    """Single risks, for the risk section."""


class PromptSpec(Strict):
    """The prompt that lets somebody without memory do the phase."""

    file: Annotated[RelativePath, Limit(pattern=r"\.md$")]
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
    budget: Annotated[str, Limit(pattern=r"^\d+ (lines|words|tokens)$")] | None = None


class Phase(Strict):
    """A unit of the plan."""

    id: PhaseId
    title: Text
    formerly: tuple[PhaseId, ...] = ()
    """Ids that it had before, one after another: what was recorded under them goes on under this one."""
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
    gate: tuple[AnyCheck, ...] = ()
    """Approvals that have to be given before any step is run."""
    preflight: tuple[AnyCheck, ...] = ()
    steps: tuple[Step, ...] = ()
    checks: tuple[AnyCheck, ...] = ()
    proof: Literal["run", "clean"] | None = None
    """As in `tracker.yaml`, for this phase."""
    success: tuple[Criterion, ...] = ()
    criteria: Literal["locked", "open"] | None = None
    """Whether what was lowered since the work began waits for a person (`tracker approve PHASE --criteria`). Without it the
    plan decides."""
    protect: OneOrMany = ()
    """Paths or globs of the workspace: when the work changes one, the completion waits for a person."""
    red_first: bool = False
    """Every check must be known to have failed before the work: `tracker start PHASE --check` looks."""
    prompt: PromptSpec | None = None
    no_prompt: str = ""
    """Why the phase needs no prompt."""
    claimed: Claim | None = None
    notes: tuple[Text, ...] = ()

    def digest(self) -> str:
        """sha256 over what changes the phase's meaning: its steps, gate, preflight and checks."""
        parts = [step.definition() for step in self.steps]
        parts += [check.definition() for check in (*self.gate, *self.preflight, *self.checks)]
        return sha256("\n".join([self.id, *parts]))
