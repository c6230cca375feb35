"""What a plan asks for and nothing can refute, with its place: warnings, for the plan is valid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.checking.unmatched import unmatched
from tracker.errors import Problem
from tracker.model.ports import Files
from tracker.spec.models import Plan
from tracker.spec.phases import Deliverable, Phase
from tracker.spec.values import Criterion


class PhaseDoubt(NamedTuple):
    """Something in a phase that proves nothing."""

    place: tuple[str | int, ...]
    """Where it stands in the phase's file."""
    check: str
    """The check's id; empty when it is about the phase."""
    text: str
    """What is wrong with it, for a line of its own."""


def of_phase(phase: Phase, workspace: Files, *, parent: bool = False) -> Iterator[PhaseDoubt]:
    """Checks that cannot fail, and a phase that nothing proves. A `parent` is proved by the phases below it."""
    for group, checks in (("preflight", phase.preflight), ("checks", phase.checks)):
        for i, check in enumerate(checks):
            for doubt in check.doubts(workspace):
                yield PhaseDoubt((group, i, *doubt.place), check.id, f"cannot fail: {doubt.text}")
            wanted = check.inputs if check.command() else None
            for j, why in unmatched(wanted or (), workspace, doubtful=True):
                yield PhaseDoubt((group, i, "inputs", j), check.id, f"has inputs that take nothing: {why}")
    if not (phase.checks or parent or phase.skip or phase.claimed):
        yield PhaseDoubt(("id",), "", f"{phase.id} has no checks, so nothing can show that it is complete")
    if phase.checks and not (parent or phase.skip):
        yield from _unproved(phase)


def _unproved(phase: Phase) -> Iterator[PhaseDoubt]:
    """What a phase promises without saying which of its checks would notice that it is not so."""
    groups: tuple[tuple[str, str, Sequence[Deliverable | Criterion]], ...] = (
        ("deliverables", "deliverable", phase.deliverables),
        ("success", "criterion", phase.success),
    )
    for group, kind, items in groups:
        for i, item in enumerate(items):
            if not (item.done_when or item.phases or item.person):
                todo = "name checks in `done_when`, or say in `person` what only a person can tell"
                yield PhaseDoubt((group, i, "text"), "", f"the {kind} {item.text!r} names nothing that proves it: {todo}")


def located(plan: Plan, files: Files, workspace: Files) -> list[Problem]:
    """Every doubt about a plan with file, line and column. `files` are the project's.

    Raises:
        StorageError: a file of the plan cannot be read any more.
    """
    from tracker.spec.yaml_tree import SIZE_LIMIT, read_yaml  # `tracker explain` asks for doubts alone

    trees = [read_yaml(files.read(path, limit=SIZE_LIMIT + 1), path) for path in plan.files[1:]]
    by_id = {str(tree.data.get("id")): tree for tree in trees if isinstance(tree.data, dict)}
    parents = {phase.parent for phase in plan.phases}
    found: list[Problem] = []
    for phase in plan.phases:
        tree = by_id[phase.id]
        for place, check, text in of_phase(phase, workspace, parent=phase.id in parents):
            line, column = tree.at(place)
            message = f"the check {check!r} {text}" if check else text
            found.append(Problem(message, file=tree.file, line=line, column=column))
    order = {path: position for position, path in enumerate(plan.files)}
    return sorted(found, key=lambda problem: (order.get(problem.file, 0), problem.line, problem.column))
