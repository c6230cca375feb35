"""A seal that a stranger can check: the statement of it, and whether a statement agrees with a clone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tracker.bar.criteria import criteria_of, digest
from tracker.bootstrap import Project, files_of
from tracker.clean import CouldNotCheckError, find_commit, plan_at
from tracker.commands.check import Surroundings, replay_at
from tracker.commands.resolve import require_commit, resolve_phase
from tracker.errors import BlockedError, InvalidPlanError
from tracker.evidence.statement import OURS, Disagreement, content_digest, misshapen, read_statement
from tracker.inputs import unpack
from tracker.model.ids import short_id
from tracker.model.outline import cells_of
from tracker.state.derive import proof
from tracker.views.attestation import Sealed, inputs_digest, judged, statement_of, waiver_lines
from tracker.views.checked import waivers_of

if TYPE_CHECKING:
    from tracker.spec.phases import Phase
    from tracker.state import Seal
    from tracker.views.faces.attest import AttestedFace, ReplayedFace


def attestation(project: Project, words: str) -> dict[str, Any]:
    """The in-toto statement of a phase's newest seal.

    Raises:
        UsageError: there is no such phase.
        BlockedError: it was never completed, or its commit has not the criteria that it was sealed by.
    """
    require_commit(project, project.repository.head())
    name = resolve_phase(project.graph, words)
    state = project.where_now(project.folded_journal.state())
    record = state.phase(name)
    if not record.seals:
        raise BlockedError(
            f"{name} was never completed, so there is nothing to attest",
            hints=[f"See where it stands: tracker explain {short_id(name)}"],
        )
    seal = record.seals[-1]
    commit = find_commit(project, seal.completed.commit, seal.completed.tree)
    with plan_at(project, commit) as there:
        if name not in there.graph.phases:
            raise BlockedError(
                f"the plan at {commit[:7]} has no {name}", hints=["Commit the plan, and complete the phase again"]
            )
        sealed = _sealed(project, there, name, seal, commit)
        return statement_of(sealed, record, state)


def _sealed(project: Project, there: Project, name: str, seal: Seal, commit: str) -> Sealed:
    phase, criteria = there.graph.phases[name], digest(criteria_of(there.plan, name))
    if seal.criteria and seal.criteria != criteria:
        raise BlockedError(
            f"the plan at {commit[:7]} judges {name} by other criteria than it was completed by, so nobody else could check it",
            hints=[f"The plan was not committed then. Do it again: tracker reopen {short_id(name)} --why …"],
        )
    return Sealed(
        project=there.plan.settings.project.name,
        phase=phase,
        seal=seal,
        commit=commit,
        tree=project.repository.trees([commit]).get(commit, ""),
        criteria=criteria,
        waivers=waiver_lines(dict(waiver) for waiver in waivers_of(phase)),  # type: ignore[arg-type]  # all its values are text
        inputs=_inputs_there(there, phase),
        looked_at={key.name: inputs_digest(unpack(known.event.inputs, project.evidence)) for key, known in seal.checks.items()},
    )


def _inputs_there(there: Project, phase: Phase) -> dict[str, str]:
    """Check → what its inputs are in a checkout."""
    return {cell.key.name: inputs_digest(there.inputs.of(cell.check)) for cell in cells_of(phase.id, phase.checks)}


# -- whether a statement is so ----------------------------------------------------------------------------------------


def verify_attestation(
    project: Project, folder: str, file: str, *, around: Surroundings | None, jobs: int | None = None
) -> AttestedFace:
    """Compare a statement with this clone: its commits and the plan that they have. The journal is not asked.

    `around`: carry the checks out again, too.

    Raises:
        StorageError: the file cannot be read.
        TrackerError: there is no statement in it.
    """
    read = read_statement(files_of(folder).read(os.path.join(folder, file)))
    problems = list(misshapen(read.statement))
    replayed: list[ReplayedFace] = []
    phase = commit = ""
    if not problems:
        phase, commit = read.statement["predicate"][OURS]["phase"], read.statement["subject"][0]["digest"]["gitCommit"]
        problems = list(_disagreements(project, read.statement, phase, commit))
        if around is not None and not problems:
            replayed = _replayed(project, phase, commit, around, jobs)
            stated = read.statement["predicate"][OURS]["results"]
            problems += [_broken(row, stated) for row in replayed if row["outcome"] == "broken"]
    return {
        "format_version": 1,
        "kind": "attested",
        "file": file,
        "enveloped": read.enveloped,
        "phase": phase,
        "commit": commit,
        "result": str((read.statement.get("predicate") or {}).get("result", "")) if not problems else "",
        "problems": [{"field": p.field, "found": p.found, "expected": p.expected} for p in problems],
        "replayed": replayed,
    }


def _disagreements(project: Project, statement: dict[str, Any], phase: str, commit: str) -> Iterator[Disagreement]:
    predicate, ours = statement["predicate"], statement["predicate"][OURS]
    if ours["digest"] != content_digest(statement):
        yield Disagreement(
            f"predicate.{OURS}.digest", ours["digest"], f"{content_digest(statement)}: it was changed after it was made"
        )
    for name, value in judged(ours).items():
        if predicate[name] != value:
            yield Disagreement(f"predicate.{name}", str(predicate[name]), f"{value}, as its own results say")
    stated = statement["subject"][1]["digest"]["gitTree"]
    tree = project.repository.trees([commit]).get(commit)
    if tree is None:
        yield Disagreement("subject[0].digest.gitCommit", commit, "a commit of this repository; fetch it, if it is elsewhere")
        return
    if tree != stated:
        yield Disagreement("subject[1].digest.gitTree", stated, f"{tree}, the tree of that commit")
    try:
        with plan_at(project, commit) as there:
            yield from _plan_disagreements(there, statement, phase)
    except (CouldNotCheckError, InvalidPlanError) as error:
        yield Disagreement("subject[0].digest.gitCommit", commit, f"a commit with this plan: {error.message}")


def _plan_disagreements(there: Project, statement: dict[str, Any], name: str) -> Iterator[Disagreement]:
    """What the plan at the commit has otherwise."""
    ours = statement["predicate"][OURS]
    if name not in there.graph.phases:
        yield Disagreement(f"predicate.{OURS}.phase", name, "a phase of the plan at that commit")
        return
    phase = there.graph.phases[name]
    criteria = digest(criteria_of(there.plan, name))
    expected = {
        "project": there.plan.settings.project.name,
        "basis": str(proof(phase)),
        "criteria": criteria,
        "waivers": list(waiver_lines(dict(waiver) for waiver in waivers_of(phase))),  # type: ignore[arg-type]  # as above
    }
    for field, value in expected.items():
        if ours.get(field) != value:
            yield Disagreement(f"predicate.{OURS}.{field}", str(ours.get(field)), f"{value}, by the plan at that commit")
    stated = statement["predicate"]["configuration"][0]["digest"]["sha256"]
    if stated != criteria:
        yield Disagreement("predicate.configuration[0].digest.sha256", stated, f"{criteria}, by the plan at that commit")
    yield from _result_disagreements(ours["results"], phase, _inputs_there(there, phase))


def _result_disagreements(
    results: Mapping[str, Mapping[str, Any]], phase: Phase, inputs: Mapping[str, str]
) -> Iterator[Disagreement]:
    planned = {cell.key.name: cell.check for cell in cells_of(phase.id, phase.checks)}
    for name in sorted(planned.keys() - results.keys()):
        yield Disagreement(f"predicate.{OURS}.results", f"no result of {name}", "one for each check of the plan at that commit")
    for name, result in results.items():
        place = f"predicate.{OURS}.results.{name}"
        if name not in planned:
            yield Disagreement(place, "a result", f"no check of that name is in {phase.id} at that commit")
            continue
        definition = planned[name].definition()
        if result.get("definition") != definition:
            yield Disagreement(
                f"{place}.definition", str(result.get("definition")), f"{definition}, by the plan at that commit"
            )
        if bool(result.get("in_commit")) is not (bool(result.get("inputs")) and result.get("inputs") == inputs[name]):
            yield Disagreement(f"{place}.inputs", str(result.get("inputs")), f"{inputs[name]}, the content that the commit has")


def _replayed(project: Project, phase: str, commit: str, around: Surroundings, jobs: int | None) -> list[ReplayedFace]:
    return [
        {"check": found.work.key.name, "outcome": found.verdict, "summary": found.lacks or found.judgement.summary}
        for found in replay_at(project, phase, commit, around, jobs=jobs)
    ]


def _broken(row: ReplayedFace, stated: Mapping[str, Mapping[str, Any]]) -> Disagreement:
    said = stated.get(row["check"], {})
    place = f"predicate.{OURS}.results.{row['check']}.outcome"
    return Disagreement(
        place, f"{said.get('outcome')}: {said.get('summary')}", f"{row['summary']}, as it was found here and now"
    )
