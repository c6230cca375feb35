"""A seal as an in-toto statement that a stranger can check against a clone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker import __version__
from tracker.evidence.statement import OURS, PREDICATE, TYPE, content_digest
from tracker.model.digest import canonical, sha256_hex
from tracker.state.derive import proof
from tracker.views.whose import who_did

if TYPE_CHECKING:
    from tracker.spec.phases import Phase
    from tracker.state import CheckRecord, Fold, PhaseRecord, Seal


class Sealed(NamedTuple):
    """What a statement is made of."""

    project: str
    """The plan's name."""
    phase: Phase
    """As the plan at the seal's commit has it."""
    seal: Seal
    commit: str
    tree: str
    criteria: str
    """sha256 of the criteria, by the plan at that commit."""
    waivers: tuple[str, ...]
    """What that plan allows by name, a line each."""
    inputs: Mapping[str, str]
    """Check → `inputs_digest` of what the commit has."""
    looked_at: Mapping[str, str]
    """Check → `inputs_digest` of what its result is about."""


def statement_of(sealed: Sealed, record: PhaseRecord, state: Fold) -> dict[str, Any]:
    """The statement."""
    completed = sealed.seal.completed
    planned = {check.id for check in sealed.phase.checks}
    known = {key.name: found for key, found in sealed.seal.checks.items() if key.check in planned}
    results = {name: _result(found, sealed, name) for name, found in sorted(known.items())}
    witnesses = [
        {"at": noted.at, "commit": noted.event.commit, "outcome": noted.event.outcome, "where": noted.event.where}
        for noted in record.witnesses
        if noted.event.commit == sealed.commit
    ]
    ours: dict[str, Any] = {
        "version": __version__,
        "project": sealed.project,
        "phase": sealed.phase.id,
        "basis": str(proof(sealed.phase)),
        "attempt": sealed.seal.attempt,
        "sealed_at": sealed.seal.at,
        "run": sealed.seal.run,
        "who": who_did(state, sealed.seal.run),
        "criteria": sealed.criteria,
        "lowered": list(completed.lowered),
        "agreed": [{"by": n.event.by, "why": n.event.why, "lowered": list(n.event.lowered)} for n in record.agreed],
        "waivers": list(sealed.waivers),
        "witnesses": witnesses,
        "results": results,
    }
    predicate = {
        "configuration": [{"name": f"criteria of {sealed.phase.id}", "digest": {"sha256": sealed.criteria}}],
        **judged(ours),
        OURS: ours,
    }
    statement = {
        "_type": TYPE,
        "subject": [
            {"name": "commit", "digest": {"gitCommit": sealed.commit}},
            {"name": "tree", "digest": {"gitTree": sealed.tree}},
        ],
        "predicateType": PREDICATE,
        "predicate": predicate,
    }
    ours["digest"] = content_digest(statement)
    return statement


def judged(ours: Mapping[str, Any]) -> dict[str, Any]:
    """What the predicate's own fields say, as it follows from our part of it."""
    contradicted = bool(ours["witnesses"]) and ours["witnesses"][-1].get("outcome") == "failed"
    failed = sorted(name for name, result in ours["results"].items() if result.get("outcome") != "passed")
    weak = {name for name, result in ours["results"].items() if result.get("flaky") or not result.get("in_commit")}
    waived = {line.partition(": ")[0] for line in ours["waivers"]}
    weak |= {name for name in ours["results"] if name.partition("[")[0] in waived}
    warned = sorted(weak - set(failed))
    passed = sorted(set(ours["results"]) - weak - set(failed))
    result = "FAILED" if failed or contradicted else "WARNED" if warned or ours["waivers"] or ours["lowered"] else "PASSED"
    return {"result": result, "passedTests": passed, "warnedTests": warned, "failedTests": failed}


def _result(known: CheckRecord, sealed: Sealed, name: str) -> dict[str, Any]:
    event, digest = known.event, sealed.looked_at.get(name, "")
    return {
        "outcome": event.outcome,
        "summary": event.summary,
        "definition": event.definition,
        "inputs": digest,
        "in_commit": bool(digest) and sealed.inputs.get(name) == digest,
        "flaky": event.flaky,
        "tests": event.tests,
        "run": known.run,
        "at": known.at,
    }


def inputs_digest(inputs: Mapping[str, str] | None) -> str:
    """One sha256 for the content of all inputs; empty where the list of them is missing."""
    return "" if inputs is None else sha256_hex(canonical(dict(inputs)))


def waiver_lines(waivers: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """`check: allow_skips t::a (why)`."""
    return tuple(
        f"{w['check'] or 'declared files'}: {w['allowance']} {w['what']}" + (f" ({w['why']})" if w["why"] else "")
        for w in waivers
    )
