"""Find what somebody wants to look at: a document, a prompt, a log or a report."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tracker.commands.resolve import resolve_phase
from tracker.errors import BlockedError, UsageError
from tracker.model.ids import short_id
from tracker.model.status import DONE, Outcome
from tracker.views.next_step import next_step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tracker.bootstrap import Project
    from tracker.facts import Facts
    from tracker.journal.events import CheckFinished, StepFinished
    from tracker.state.records import Newest
    from tracker.views.faces.open import OpenedFace

KINDS = ("document", "prompt", "report", "log")
_REPORTS = ("*.html", "*/index.html", "*.xml", "*.json")
"""What a report is called beside a log; the earlier, the better to read."""


def find(project: Project, words: tuple[str, ...]) -> OpenedFace:
    """Where the file is that is meant by a kind, a phase, or a kind and a phase. Opens nothing.

    A phase alone means the log of what failed there, else its prompt while it is not done, else the first document.

    Raises:
        UsageError: no such kind or phase.
        BlockedError: there is no such file.
    """
    kind, named = (words[0], words[1:]) if words and words[0] in KINDS else ("", words)
    if len(named) > 1:
        raise UsageError(
            f"{named[0]!r} is nothing that can be opened" if not kind else "one phase at a time",
            hints=[f"tracker open [{'|'.join(KINDS)}] [PHASE]"],
        )
    facts = project.facts()
    phase = resolve_phase(facts.graph, named[0]) if named else ""
    kind = kind or _usual(project, facts, phase)
    path = _FIND[kind](project, facts, phase)
    _require_inside(project, path)
    return {"format_version": 1, "kind": "opened", "what": kind, "phase": phase or None, "path": path, "opened_by": None}


def _usual(project: Project, facts: Facts, phase: str) -> str:
    if not phase:
        return "document"
    if any(_bad(result) for result in _results(facts, [phase])):
        return "log"
    path = _prompt_of(project, phase)
    undone = facts.standings[phase].status not in DONE
    return "prompt" if undone and path and project.files.exists(path) else "document"


def _document(project: Project, facts: Facts, phase: str) -> str:
    del facts, phase
    documents = project.plan.settings.documents
    if not documents:
        raise BlockedError("the plan renders no document", hints=["Name one in tracker.yaml: documents: (docs/documents.md)"])
    path = documents[0].path
    if not project.files.exists(path):
        raise BlockedError(f"{path} is not written yet", hints=["Write it: tracker render"])
    return path


def _prompt(project: Project, facts: Facts, phase: str) -> str:
    phase = phase or next_step(facts).phase or ""
    if not phase:
        raise BlockedError("every phase is complete, so none is next", hints=["Name one: tracker open prompt PHASE"])
    path = _prompt_of(project, phase)
    if not path or not project.files.exists(path):
        why = f"{path} is not written yet" if path else f"the plan writes no prompt for {phase}"
        raise BlockedError(why, hints=[f"Print it: tracker prompt {short_id(phase)}"])
    return path


def _prompt_of(project: Project, phase: str) -> str:
    """Where the phase's prompt is; empty where the plan writes none."""
    return next((known.prompt for known in project.outline.phases if known.id == phase), "") or ""


def _log(project: Project, facts: Facts, phase: str) -> str:
    paths = (result.event.log.path for result in _found(facts, phase) if result.event.log is not None)
    return _first(project, (path for path in paths if path), "log", phase)


def _report(project: Project, facts: Facts, phase: str) -> str:
    logs = (result.event.log.path for result in _found(facts, phase) if result.event.log is not None)
    folders = [path.rpartition("/")[0] for path in logs if path]
    found = (path for folder in folders for name in _REPORTS for path in sorted(project.files.glob([f"{folder}/{name}"])))
    return _first(project, found, "report", phase)


def _found(facts: Facts, phase: str) -> Iterable[Newest[CheckFinished] | Newest[StepFinished]]:
    """The newest results: what failed first, the newest first among these and among the others."""
    results = sorted(_results(facts, [phase] if phase else facts.graph.phases), key=lambda result: result.at, reverse=True)
    return sorted(results, key=lambda result: not _bad(result))


def _results(facts: Facts, phases: Iterable[str]) -> list[Newest[CheckFinished] | Newest[StepFinished]]:
    found: list[Newest[CheckFinished] | Newest[StepFinished]] = []
    for leaf in dict.fromkeys(leaf for phase in phases for leaf in facts.graph.leaves(phase)):
        record = facts.state.phase(leaf)
        found.extend(record.checks.values())
        found.extend(record.steps.values())
    return found


def _bad(result: Newest[CheckFinished] | Newest[StepFinished]) -> bool:
    return result.outcome in (Outcome.FAILED, Outcome.ERROR)


def _first(project: Project, paths: Iterable[str], what: str, phase: str) -> str:
    for path in paths:
        if project.files.exists(path):
            return path
    of = f" of {phase}" if phase else ""
    raise BlockedError(
        f"no {what}{of} is here: they are not committed, and tracker gc removes old ones",
        hints=[f"Make one: tracker run {short_id(phase)}" if phase else "Make one: tracker run"],
    )


def _require_inside(project: Project, path: str) -> None:
    """A journal or a link that somebody committed must not have other files of this machine opened."""
    root = os.path.realpath(project.root)
    if os.path.commonpath([root, os.path.realpath(os.path.join(root, path))]) != root:
        raise BlockedError(f"{path} is outside {project.root}, and is not opened")


_FIND: dict[str, Callable[[Project, Facts, str], str]] = {
    "document": _document,
    "prompt": _prompt,
    "report": _report,
    "log": _log,
}
