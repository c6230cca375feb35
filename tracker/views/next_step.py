"""What comes next in the plan, and with which command. Decided here and nowhere else.

Commands ask `next_step`, which looks at the repository, too. Documents ask `planned_step` with the recorded standings: plan and
journal alone, as everything in a document. Formats write the line (`tracker.formats.next_line`).
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.model.ids import short_id
from tracker.model.outline import approvals
from tracker.model.status import Currency, Footing, PhaseStatus

if TYPE_CHECKING:
    from tracker.facts import Facts
    from tracker.graph import Graph
    from tracker.model.outline import PhaseLike
    from tracker.situation import Situation
    from tracker.state import Fold, Standing
    from tracker.views.faces.shared import NextStepFace

S = PhaseStatus
_FIRST = (
    frozenset({S.FAILED, S.REGRESSED, S.INTERRUPTED, S.AWAITING_APPROVAL, S.PROVED, S.READY}),
    frozenset({S.RUNNING}),
    frozenset({S.UNKNOWN}),
)
"""What is taken up first: what can be carried on; what is being run; what a damaged line hides.
At last come phases that are complete by earlier criteria than those of the plan.
"""
_NAMED = 3
"""Files in a command that somebody is to type."""


class NextStep(NamedTuple):
    """The next step."""

    phase: str | None
    """The phase to work on; None when nothing is left to do, or there is no phase."""
    command: str
    """What to type."""
    why: str = ""
    """The command that says why; empty where there is no phase."""
    sentence: str = ""
    """The whole step in words, the command included; the command itself when that is all."""

    @property
    def words(self) -> str:
        """What a person reads."""
        return self.sentence or self.command

    def as_dict(self) -> "NextStepFace":
        """As JSON has it, and the cache of the status."""
        return {"phase": self.phase, "command": self.command, "why": self.why, "sentence": self.words}


def next_step(situation: "Situation | Facts") -> NextStep:
    """The next step here and now. Where no commit is that results could belong to, making one comes first."""
    planned = planned_step(situation.graph, situation.state, situation.standings)
    if not situation.graph.phases:
        return planned
    if situation.head is None:
        command = "git init && git add -A && git commit"
    elif not situation.head.commit:
        command = "git add -A && git commit"
    else:
        return planned
    return NextStep(planned.phase, command, "", f"{command}; results belong to commits")


def planned_step(graph: "Graph[Any]", state: "Fold", standings: "Mapping[str, Standing]") -> NextStep:
    """The next step by plan and journal."""
    if not graph.phases:
        return NextStep(None, "tracker validate", "", "write phases/phase-1.yaml, then tracker validate")
    phase = next_phase(graph.order(), standings)
    if phase is None:
        return NextStep(None, "tracker check --all")
    return step_for(phase, graph, state, standings)


def step_for(phase: str, graph: "Graph[Any]", state: "Fold", standings: "Mapping[str, Standing]") -> NextStep:
    """The next step of one phase, whatever comes first in the plan."""
    why, standing = f"tracker explain {short_id(phase)}", standings[phase]
    if standing.status is S.PROVED:
        return _to_commit(phase, state, why)
    if standing.status is S.COMPLETE and standing.on is not Footing.EARLIER:
        return NextStep(phase, f"tracker check {short_id(phase)}", why)
    return NextStep(phase, _command(graph.phases[phase], state, standing), why)


def _to_commit(phase: str, state: "Fold", why: str) -> NextStep:
    """Everything has passed; what is left is a commit that has what was checked."""
    proved, run = state.phase(phase).proved, f"tracker run {short_id(phase)}"
    if proved is None or proved.declared:
        return NextStep(phase, f"{run} --commit", why)
    paths = proved.uncommitted
    from shlex import quote

    listed = "-A" if len(paths) > _NAMED else " ".join(quote(path) for path in paths)
    return NextStep(phase, run, why, f"git add {listed} && git commit, then {run}: nothing is repeated")


def next_phase(order: Iterable[str], standings: "Mapping[str, Standing]") -> str | None:
    """The phase to work on: the first, in order, of those that can be run."""
    free = [leaf for leaf in order if not standings[leaf].blocked_by]
    found = (leaf for wanted in _FIRST for leaf in free if standings[leaf].status in wanted)
    return next(found, None) or next((leaf for leaf in free if standings[leaf].on is Footing.EARLIER), None)


def to_prove_again(order: Iterable[str], standings: "Mapping[str, Standing]") -> str | None:
    """Where nothing is next: the first complete phase whose files changed since, for whoever asks for a run all the same."""
    return next((leaf for leaf in order if standings[leaf].currency is Currency.CHANGED), None)


def _command(phase: "PhaseLike", state: "Fold", standing: "Standing") -> str:
    name = short_id(phase.id)
    missing = _unanswered(phase, state) if standing.status is S.AWAITING_APPROVAL else []
    agree = f"tracker approve {name} --criteria --why TEXT"
    if not missing and standing.status is S.AWAITING_APPROVAL and agree in state.phase(phase.id).reason:
        return agree
    if not missing:
        return f"tracker run {name}"
    return f"tracker approve {name}" + (f" --check {missing[0]}" if len(approvals(phase)) > 1 else "")


def _unanswered(phase: "PhaseLike", state: "Fold") -> list[str]:
    """The checks that wait for somebody's word. One that was given since is taken by the next run."""
    record = state.phase(phase.id)
    waiting = {key.check: known.at for key, known in record.checks.items() if known.event.awaits}
    given = {c.id: record.approvals.get((c.id, c.definition()), (None, ""))[1] for c in approvals(phase)}
    return [name for name, at in given.items() if name in waiting and at < waiting[name]]
