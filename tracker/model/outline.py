"""What deciding needs of a plan: who waits for whom, which steps and checks there are, and what each of them means.

`spec` has the whole phases; a cache keeps these few facts as plain data, so that looking at a plan that has not changed
needs no YAML and no validation. Both satisfy the same protocols, and whatever decides (`graph`, `state`, `inputs`, the
status) asks for no more than these.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from tracker.model.duration import Estimate
from tracker.model.ids import CheckKey, Variant


class StepLike(Protocol):
    """A step, as far as deciding goes."""

    @property
    def id(self) -> str:
        """Its name in its phase."""
        ...

    def definition(self) -> str:
        """sha256 over what it does."""
        ...


class Reads(NamedTuple):
    """What a check reads by itself, beside its inputs, as far as the words of its command tell."""

    scripts: tuple[str, ...] = ()
    """Paths in the workspace that it runs, if they are there."""
    named: tuple[str, ...] = ()
    """Other words that may be files in the workspace."""
    beside: tuple[str, ...] = ()
    """Names or patterns of configuration, in the workspace or in the nearest folder above."""
    below: tuple[str, ...] = ()
    """Patterns of configuration in the workspace."""
    programs: tuple[str, ...] = ()
    """Words that are looked for on the PATH."""
    variables: tuple[str, ...] = ()
    """Variables among its inputs."""
    path: str = ""
    """The PATH that it sets for itself."""


class CheckLike(Protocol):
    """A check, as far as deciding goes."""

    @property
    def id(self) -> str:
        """Its name in its phase."""
        ...

    @property
    def kind(self) -> str:
        """Of which kind it is: an approval is a person's word, everything else proves something."""
        ...

    @property
    def inputs(self) -> tuple[str, ...] | None:
        """Patterns of what its result depends on; None means everything."""
        ...

    @property
    def always(self) -> bool:
        """Whether it is to be run each time."""
        ...

    def variants(self) -> tuple[Variant, ...]:
        """Every cell of its matrix."""
        ...

    def definition(self) -> str:
        """sha256 over what it means."""
        ...

    def reading(self) -> Reads:
        """What it reads by itself."""
        ...


C = TypeVar("C", bound=CheckLike)


class ClaimLike(Protocol):
    """Somebody's word that a phase is complete."""

    @property
    def source(self) -> str:
        """Whose."""
        ...


class PhaseLike(Protocol):
    """A phase, as far as deciding goes."""

    @property
    def id(self) -> str:
        """Its name in the plan."""
        ...

    @property
    def formerly(self) -> Sequence[str]:
        """Ids that it had before."""
        ...

    @property
    def parent(self) -> str | None:
        """The phase that it is a part of."""
        ...

    @property
    def depends_on(self) -> tuple[str, ...]:
        """What must be done first, by its own word; its parents' needs come on top."""
        ...

    @property
    def skip(self) -> str:
        """Why it is not to be done; empty when it is."""
        ...

    @property
    def claimed(self) -> ClaimLike | None:
        """Who says that it is complete."""
        ...

    @property
    def gate(self) -> Sequence[CheckLike]:
        """Approvals that must be given before any step is run."""
        ...

    @property
    def preflight(self) -> Sequence[CheckLike]:
        """Checks that must pass before anything is changed."""
        ...

    @property
    def steps(self) -> Sequence[StepLike]:
        """What changes the work tree."""
        ...

    @property
    def checks(self) -> Sequence[CheckLike]:
        """What proves it."""
        ...


class Cell(NamedTuple, Generic[C]):
    """One check in one variant."""

    check: C
    variant: Variant
    key: CheckKey


def renames(phases: Iterable[PhaseLike]) -> dict[str, str]:
    """Id that a phase had before → the one that it has now."""
    return {former: phase.id for phase in phases for former in phase.formerly}


def cells(phase: PhaseLike) -> Iterator[Cell[CheckLike]]:
    """Every result that a phase needs in order to be complete, in the plan's order."""
    return cells_of(phase.id, phase.checks)


def cells_of(phase_id: str, checks: Iterable[C]) -> Iterator[Cell[C]]:
    """Every check of these in every variant."""
    for check in checks:
        for variant in check.variants():
            yield Cell(check, variant, CheckKey(phase_id, check.id, variant.key))


APPROVAL = "approval"
"""The kind of check that is a person's word."""


def is_approval(check: CheckLike) -> bool:
    """Whether it takes a person's word."""
    return check.kind == APPROVAL


def approvals(phase: PhaseLike) -> list[CheckLike]:
    """Every approval that a phase asks for, in the order in which they are asked."""
    return [check for check in (*phase.gate, *phase.preflight, *phase.checks) if is_approval(check)]


class StepOutline(NamedTuple):
    """A step, as a cache keeps it."""

    id: str
    digest: str

    def definition(self) -> str:
        """sha256 over what it does."""
        return self.digest


class CheckOutline(NamedTuple):
    """A check, as a cache keeps it."""

    id: str
    digest: str
    inputs: tuple[str, ...] | None
    always: bool
    cells: tuple[Variant, ...]
    kind: str = ""
    reads: Reads = Reads()

    def reading(self) -> Reads:
        """What it reads by itself."""
        return self.reads

    def variants(self) -> tuple[Variant, ...]:
        """Every cell of its matrix."""
        return self.cells

    def definition(self) -> str:
        """sha256 over what it means."""
        return self.digest


class CommitOutline(NamedTuple):
    """A commit that is only claimed."""

    commit: str


class ClaimOutline(NamedTuple):
    """Somebody's word, as a cache keeps it."""

    source: str
    duration: Estimate | None
    commits: tuple[CommitOutline, ...]


class PhaseOutline(NamedTuple):
    """A phase, as a cache keeps it."""

    id: str
    title: str
    goal: str
    parent: str | None
    depends_on: tuple[str, ...]
    skip: str
    estimate: Estimate | None
    prompt: str
    """Where its prompt is written, relative to the root; empty when the plan has none."""
    claimed: ClaimOutline | None
    gate: tuple[CheckOutline, ...]
    preflight: tuple[CheckOutline, ...]
    steps: tuple[StepOutline, ...]
    checks: tuple[CheckOutline, ...]
    criteria: str = ""
    """sha256 of all that decides whether it is complete (`tracker.bar.criteria`)."""
    formerly: tuple[str, ...] = ()
    """Ids that it had before."""


class PlanOutline(NamedTuple):
    """A plan, as a cache keeps it."""

    project: str
    """Its name."""
    subject: str
    """What it is about, as a hand-over calls it."""
    workspace: str
    """Where steps and checks run, relative to the plan's root."""
    rendered: tuple[str, ...]
    """The documents and prompts that the tracker writes, relative to the root."""
    secrets: tuple[str, ...]
    """Globs over the variables whose values are written nowhere."""
    commit_as: str
    """In whose name commits are made where git does not know who the user is; empty: in nobody's."""
    same_failures: int
    """How often a phase may fail in the same way before a run is refused; 0: no limit."""
    phases: tuple[PhaseOutline, ...]
    """In natural order."""
    passes: tuple[str, ...] = ()
    """Globs over the variables that steps and checks see."""


def read_outline(rows: Any) -> PlanOutline:
    """The outline that was written as JSON, where every tuple is a list.

    Raises:
        TypeError, ValueError, IndexError: it is no outline.
    """
    project, subject, workspace, rendered, secrets, commit_as, same_failures, phases, passes = rows
    return PlanOutline(
        project,
        subject,
        workspace,
        tuple(rendered),
        tuple(secrets),
        commit_as,
        same_failures,
        tuple(map(_phase, phases)),
        tuple(passes),
    )


def _phase(row: Any) -> PhaseOutline:
    name, title, goal, parent, needs, skip, estimate, prompt, claimed, gate, preflight, steps, checks, criteria, formerly = row
    return PhaseOutline(
        id=name,
        title=title,
        goal=goal,
        parent=parent,
        depends_on=tuple(needs),
        skip=skip,
        estimate=estimate and Estimate(*estimate),
        prompt=prompt,
        claimed=claimed and _claim(*claimed),
        gate=tuple(_check(*check) for check in gate),
        preflight=tuple(_check(*check) for check in preflight),
        steps=tuple(StepOutline(*step) for step in steps),
        checks=tuple(_check(*check) for check in checks),
        criteria=criteria,
        formerly=tuple(formerly),
    )


def _claim(source: str, duration: Any, commits: Any) -> ClaimOutline:
    return ClaimOutline(source, duration and Estimate(*duration), tuple(CommitOutline(*row) for row in commits))


def _check(name: str, digest: str, inputs: Any, always: Any, cells: Any, kind: str, reads: Any) -> CheckOutline:
    patterns = None if inputs is None else tuple(inputs)
    variants = tuple(Variant(tuple(map(tuple, row))) for (row,) in cells)
    scripts, named, beside, below, programs, variables, path = reads
    made = Reads(
        tuple(scripts), tuple(named), tuple(beside), tuple(below), tuple(programs), tuple(variables), path
    )  # fmt: skip
    return CheckOutline(name, digest, patterns, bool(always), variants, kind, made)
