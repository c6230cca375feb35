"""The criteria of a phase: all that decides whether it is complete, whole, as plain JSON.

They are kept as evidence when work on a phase begins. What has its default is left out, so criteria that were recorded
before a key existed read as that key's default.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tracker.checking.strict import SCALARS, Strict, as_written, usual_fields
from tracker.model.digest import canonical, sha256_hex

if TYPE_CHECKING:
    from tracker.checking.base import CheckBase
    from tracker.model.ports import EvidenceStore
    from tracker.spec.models import Plan
    from tracker.spec.phases import Phase

Criteria = Mapping[str, Any]
Resting = Mapping[str, list[list[str]]]
"""Phase → what others promise and it ticks."""

FORMAT = 3
"""1 had no `promises`: what other phases and the whole plan promise, and rests on this one. 2 had no `within`."""

UNJUDGED_OF_PHASES = frozenset({"id", "formerly", "estimate", "risk", "summary", "issues", "prompt", "no_prompt", "notes"})
"""Keys of a phase that decide nothing: words for readers, and the name under which the criteria are kept."""

UNJUDGED_OF_SETTINGS = frozenset(
    {
        "format_version",
        "project",
        "phases",
        "prompts",
        "documents",
        "commit",
        "commit_message",
        "commit_as",
        "success",
        "benchmarks",
        "metrics",
        "references",
        "journal",
        "keep",
        "working_day",
    }
)
"""Keys of `tracker.yaml` that decide nothing about a phase. `issues` are kept apart: only those that a check names count."""

UNJUDGED_OF_DEFAULTS = frozenset({"grace", "jobs", "same_failures", "output_limit"})
"""Limits that say how a run goes on, not what passes."""


def criteria_of(plan: Plan, phase_id: str) -> dict[str, Any]:
    """The criteria of a phase as the plan has them.

    Raises:
        KeyError: there is no such phase.
    """
    tree = _Tree(plan)
    return _criteria(plan, plan.phase(phase_id), _settings(plan), _rests_on(plan, tree), tree)


def _settings(plan: Plan) -> dict[str, Any]:
    """What of the settings decides, whatever the phase."""
    settings = plain(plan.settings, but=UNJUDGED_OF_SETTINGS | {"issues"})
    if "defaults" in settings:
        settings["defaults"] = {name: value for name, value in settings["defaults"].items() if name not in UNJUDGED_OF_DEFAULTS}
    return {name: value for name, value in settings.items() if value not in ({}, [], "")}


def _criteria(plan: Plan, phase: Phase, settings: dict[str, Any], resting: Resting, tree: _Tree) -> dict[str, Any]:
    elsewhere, within = resting.get(phase.id), tree.within(phase)
    return {
        "kind": "criteria",
        "format": FORMAT,
        "phase": _phase(phase),
        **({"promises": elsewhere} if elsewhere else {}),
        **({"within": within} if within else {}),
        "issues": {name: plain(plan.issue(name).match) for name in _issues(phase)},
        "settings": settings,
    }


def digests(plan: Plan) -> dict[str, str]:
    """Phase → the sha256 of its criteria, by which the evidence store knows them."""
    tree, settings = _Tree(plan), _settings(plan)
    resting = _rests_on(plan, tree)
    return {phase.id: digest(_criteria(plan, phase, settings, resting, tree)) for phase in plan.phases}


def rests_on(plan: Plan) -> Resting:
    """Phase → what other phases and the whole plan promise and what its completion ticks: [of, kind, text] each."""
    return _rests_on(plan, _Tree(plan))


def _rests_on(plan: Plan, tree: _Tree) -> Resting:
    found: dict[str, set[tuple[str, str, str]]] = {}
    for of, kind, text, phases in _promised(plan, tree):
        for leaf in tree.leaves(phases):
            if leaf != of:
                found.setdefault(leaf, set()).add((of, kind, text))
    return {leaf: [list(promise) for promise in sorted(promised)] for leaf, promised in found.items()}


class _Tree:
    """Which phases a phase stands for."""

    def __init__(self, plan: Plan) -> None:
        self._kids: dict[str, list[str]] = {}
        self._parts: dict[str, dict[str, list[str]]] = {}
        self._above = {phase.id: phase.parent or "" for phase in plan.phases}
        for phase in plan.phases:
            self._kids.setdefault(phase.parent or "", []).append(phase.id)
            self._parts.setdefault(phase.parent or "", {})[phase.id] = list(phase.formerly)

    def within(self, phase: Phase) -> dict[str, dict[str, list[str]]]:
        """Each phase that this one is part of → its sub-phases, each with its former ids: to remove one lowers the bar."""
        found: dict[str, dict[str, list[str]]] = {}
        above = phase.parent
        while above and above not in found:
            found[above] = self._parts[above]
            above = self._above.get(above, "")
        return found

    def has_kids(self, phase: str) -> bool:
        """Whether it is made of others."""
        return phase in self._kids

    def leaves(self, phases: Iterable[str]) -> Iterator[str]:
        """The phases without others at or below these; of an empty id, all."""
        for phase in phases:
            if phase in self._kids:
                yield from self.leaves(self._kids[phase])
            else:
                yield phase


def _promised(plan: Plan, tree: _Tree) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """(whose, kind, text, the phases that tick it) of every promise that phases tick."""
    for criterion in plan.settings.success:
        yield "", "criterion", criterion.text, criterion.phases or ("",)
    for phase in plan.phases:
        whole = (phase.id,) if tree.has_kids(phase.id) else ()
        for deliverable in phase.deliverables:
            if not deliverable.done_when:
                yield phase.id, "deliverable", deliverable.text, deliverable.phases or whole
        for criterion in phase.success:
            yield phase.id, "criterion", criterion.text, criterion.phases or (() if criterion.done_when else whole)


def digest(criteria: Criteria) -> str:
    """The sha256 of criteria in the evidence store."""
    return sha256_hex(canonical(criteria))


def record(criteria: Criteria, evidence: EvidenceStore) -> str:
    """Keep criteria; their sha256."""
    return evidence.put(dict(criteria))


def recorded(sha256: str, evidence: EvidenceStore) -> Criteria | None:
    """Criteria that were kept; None when they are missing or damaged."""
    value = evidence.get(sha256) if sha256 else None
    return value if isinstance(value, dict) and value.get("kind") == "criteria" else None


def _phase(phase: Phase) -> dict[str, Any]:
    made = plain(phase, but=UNJUDGED_OF_PHASES | {"claimed"})
    for group in ("gate", "preflight", "checks", "steps"):
        if group in made:
            made[group] = {item["id"]: item for item in made[group]}
    if phase.claimed is not None:
        made["claimed"] = phase.claimed.source
    return made


def _issues(phase: Phase) -> list[str]:
    return sorted(issues_named((*phase.gate, *phase.preflight, *phase.checks)))


def issues_named(checks: Iterable[CheckBase]) -> set[str]:
    """The issues whose matchers decide what these checks find."""
    return {name for check in checks for name in check.issues_named()}


def plain(value: Strict, *, but: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A value of the plan as JSON, without what has its default and without some keys."""
    made: dict[str, Any] = {}
    kind: Any = type(value)
    for written, name, needed, usual in usual_fields(kind):
        inner = getattr(value, name)
        if written not in but and (needed or inner != usual):
            made[written] = _inner(inner)
    return made


def _inner(value: object) -> Any:
    if type(value) in SCALARS:
        return value
    if isinstance(value, Strict):
        return plain(value)
    if isinstance(value, tuple | list):
        return [_inner(inner) for inner in value]
    if isinstance(value, Mapping):
        return {name: _inner(inner) for name, inner in value.items()}
    return as_written(value)
