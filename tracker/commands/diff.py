"""What changed since a phase was proved: by the seal's own records, compared with what is there now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.bar.criteria import criteria_of
from tracker.bar.directions import differences
from tracker.bar.places import placed
from tracker.commands.explain import plan_texts
from tracker.commands.lowered import lowered_since
from tracker.commands.resolve import resolve_phase
from tracker.errors import BlockedError, UsageError
from tracker.formats.when import When
from tracker.inputs import unpack
from tracker.model.ids import natural_key, short_id
from tracker.model.outline import cells
from tracker.state import judge_freshness
from tracker.state.derive import touched_by
from tracker.views.currency import could_not_check
from tracker.views.next_step import next_step
from tracker.views.status import head_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.bootstrap import Project
    from tracker.formats.when import LocalClock
    from tracker.model.ids import CheckKey
    from tracker.model.outline import CheckLike
    from tracker.situation import Situation
    from tracker.spec.phases import Phase
    from tracker.state import CheckRecord, Freshness, Seal
    from tracker.views.faces.bar import BarChangeFace
    from tracker.views.faces.diff import ChangedFileFace, ChangedResultFace, DiffFace, OutcomeFace, PhaseDiffFace


def diff(project: Project, words: str = "", *, since: str = "") -> DiffFace:
    """What changed since the newest seal of a phase, or since the one that `since` names by its commit or run.

    Without a phase: every phase that has a seal.

    Raises:
        UsageError: there is no such phase or seal.
        BlockedError: the phase was never proved.
    """
    situation = project.situation()
    if since and not words:
        raise UsageError("--since is about one phase", hints=["Name it: tracker diff PHASE --since COMMIT"])
    names = list(situation.graph.order())
    if words:
        names = list(situation.graph.leaves(resolve_phase(situation.graph, words)))
    sealed = [name for name in names if situation.state.phase(name).seals]
    if words and not sealed:
        name = short_id(resolve_phase(situation.graph, words))
        hints = [f"What changed since its work began: tracker explain {name}", f"Prove it: tracker run {name}"]
        raise BlockedError(f"{name} was never proved here, so there is nothing to compare with", hints=hints)
    return {
        "format_version": 1,
        "kind": "diff",
        "head": head_view(situation),
        "phases": [_Since(project, situation, name, _seal(situation, name, since, project.clock)).view() for name in sealed],
        "next_step": next_step(situation).as_dict(),
    }


def _seal(situation: Situation, name: str, since: str, clock: LocalClock) -> Seal:
    """The newest seal, or the one that is meant.

    Raises:
        UsageError: there is no such seal.
    """
    seals = situation.state.phase(name).seals
    if not since:
        return seals[-1]
    wanted = since.lower()
    found = [s for s in seals if s.completed.commit.startswith(wanted) or s.run.lower().startswith(wanted)]
    if not found:
        when = When(clock)
        listed = [f"{s.completed.commit[:7]}  {when.minute(s.at)}  attempt {s.attempt}" for s in seals]
        raise UsageError(f"{name} was not proved at {since!r}", hints=["It was proved at:", *listed])
    return found[-1]


class _Since:
    """One phase, compared with one of its seals."""

    def __init__(self, project: Project, situation: Situation, name: str, seal: Seal) -> None:
        self.project, self.situation, self.seal = project, situation, seal
        self.phase: Phase = situation.graph.phases[name]
        self.record = situation.state.phase(name)
        self.planned: Mapping[CheckKey, CheckLike] = {key: check for check, _, key in cells(self.phase)}
        self.answers = {key: self._answer(known) for key, known in seal.checks.items() if key in self.planned}
        self.here = project.repository_root is not None and project.repository.contains(seal.completed.commit)
        self.unknown: list[str] = []

    def view(self) -> PhaseDiffFace:
        """All of it."""
        completed = self.seal.completed
        if not self.here:
            self.unknown.append(
                f"{completed.commit[:7]} is not in the history that is here (a shallow clone, or it was rewritten),"
                " so the commits since then are not known"
            )
        files, criteria, results = self._files(), self._criteria(), self._results()
        newest = self.seal is self.record.seals[-1] and self.record.completed is not None
        lowered = lowered_since(self.project, self.situation, self.phase.id) if newest and self.here else []
        return {
            "phase": self.phase.id,
            "commit": completed.commit,
            "at": self.seal.at,
            "run": self.seal.run,
            "attempt": self.seal.attempt,
            "here": self.here,
            "same": not (files or criteria or lowered or any(_differs(result) for result in results)),
            "files": files,
            "criteria": criteria,
            "lowered": lowered,
            "results": results,
            "unknown": self.unknown,
        }

    def _answer(self, known: CheckRecord) -> Freshness:
        """Whether a result of the seal is about what is there now, whatever the plan asks for by now."""
        check, inputs = self.planned[known.event.key], self.project.inputs
        return judge_freshness(
            known,
            definition=known.event.definition,
            recorded=unpack(known.event.inputs, self.project.evidence),
            current=inputs.of(check),
            kinds=inputs.kinds(check),
            programs=inputs.programs(check) if known.event.programs else {},
            variables=inputs.variables(check),
        )

    def _files(self) -> list[ChangedFileFace]:
        checks: dict[str, list[str]] = {}
        for key, answer in self.answers.items():
            for path in answer.changed:
                checks.setdefault(path, []).append(key.name)
            if not answer.fresh and not answer.changed:
                self.unknown.append(f"{key.name}: {answer.why}")
            elif unsure := could_not_check(answer):
                self.unknown.append(f"{key.name}: {unsure}")
        if not checks:
            return []
        commits = self.project.repository.commits_since(self.seal.completed.commit) if self.here else {}
        dirty = self.project.repository.dirty() if self.project.repository_root is not None else {}
        prefix = self.project.repository_prefix(self.project.workspace.root) if self.project.repository_root else ""
        owners = touched_by(self.situation.state)
        return [
            {
                "path": path,
                "change": self._became(path),
                "checks": checks[path],
                "phases": sorted({name for name in owners.get(path, ()) if name != self.phase.id}, key=natural_key),
                "commit": commits.get(prefix + path, ""),
                "committed": prefix + path not in dirty,
            }
            for path in sorted(checks)
        ]

    def _became(self, path: str) -> Any:
        then = now = False
        for key, known in self.seal.checks.items():
            if key in self.planned and path in self.answers[key].changed:
                then = then or path in (unpack(known.event.inputs, self.project.evidence) or {})
                now = now or path in self.project.inputs.of(self.planned[key])
        return "changed" if (then and now) or path.startswith("env:") else "new" if now else "gone"

    def _criteria(self) -> list[BarChangeFace]:
        before = self.project.evidence.get(self.seal.criteria) if self.seal.criteria else None
        if not isinstance(before, dict) or before.get("kind") != "criteria":
            self.unknown.append("the criteria that it was proved by were not kept, so they cannot be compared")
            return []
        texts, bar = plan_texts(self.project), self.situation.bars.get(self.phase.id)
        changes = differences(before, criteria_of(self.situation.plan, self.phase.id))
        return [
            {
                "where": change.where,
                "direction": change.direction.value,
                "words": change.words,
                "place": change.place,
                "commit": change.commit,
                "agreed": bar is not None and change.line in bar.agreed,
            }
            for change in (placed(change, self.phase.id, texts) for change in changes)
        ]

    def _results(self) -> list[ChangedResultFace]:
        found: list[ChangedResultFace] = []
        for key in dict.fromkeys((*self.planned, *self.seal.checks)):
            then, newest = self.seal.checks.get(key), self.record.checks.get(key)
            again = newest if newest is not None and newest.at > self.seal.at else None
            holds, why = self._holds(key, then)
            found.append(
                {
                    "check": key.name,
                    "then": _outcome(then),
                    "now": _outcome(again),
                    "planned": key in self.planned,
                    "holds": holds,
                    "why": why,
                }
            )
        return found

    def _holds(self, key: CheckKey, then: CheckRecord | None) -> tuple[bool, str]:
        if then is None:
            return False, "the plan did not have it then"
        if key not in self.planned:
            return False, "it is no longer in the plan"
        if self.planned[key].definition() != then.event.definition:
            return False, "its definition changed"
        return self.answers[key].fresh, self.answers[key].why


def _differs(result: ChangedResultFace) -> bool:
    """Whether a check says something else than at the seal, or nothing about what is there now."""
    now, then = result["now"], result["then"]
    return not result["holds"] or (now is not None and then is not None and now["outcome"] != then["outcome"])


def _outcome(known: CheckRecord | None) -> OutcomeFace | None:
    if known is None:
        return None
    return {"outcome": known.event.outcome, "summary": known.event.summary, "at": known.at, "run": known.run}
