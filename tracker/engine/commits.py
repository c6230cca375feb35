"""Which files go into which commit, and what the commits say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tracker.journal.events import CommitRecorded
from tracker.model.found import CommitFacts
from tracker.model.ports import Files
from tracker.spec.phases import Phase
from tracker.spec.settings import Settings
from tracker.state import PhaseRecord

WORK = "work"
RECORD = "record"


@dataclass(frozen=True, slots=True)
class Split:
    """What steps changed, sorted by whose it is."""

    ours: tuple[str, ...]
    """Inside the declared files, changed by steps alone: may be committed."""
    left: tuple[str, ...]
    """Left where it is: outside the declared files, or changed by somebody else, too."""


def split_changes(
    phase: Phase,
    record: PhaseRecord,
    *,
    dirty: Collection[str],
    foreign: Iterable[str],
    workspace: Files,
    repository: Files,
    prefix: str,
) -> Split:
    """Sort what the phase's steps changed and is not committed. `foreign` are paths that differed before the runs."""
    changed: dict[str, str] = {}
    for known in record.steps.values():
        changed.update(known.event.changed)
    changed = {path: digest for path, digest in changed.items() if path in dirty}
    declared = declared_paths(phase, changed, workspace, prefix)
    before = set(foreign)
    ours = [
        path
        for path, digest in changed.items()
        if path in declared and path not in before and repository.digest(path) == digest
    ]
    return Split(tuple(sorted(ours)), tuple(sorted(changed.keys() - set(ours))))


def declared_paths(phase: Phase, changed: Iterable[str], workspace: Files, prefix: str) -> set[str]:
    """The changed repository paths that the phase declares. A path that was deleted counts when it is named itself."""
    patterns = [entry.path for entry in phase.files]
    matched = {prefix + path for path in workspace.glob(patterns)}
    named = {prefix + pattern for pattern in patterns}
    return {path for path in changed if path in matched or path in named}


def work_message(phase: Phase, settings: Settings, results: Iterable[str], run: str) -> str:
    """The message of a phase's work commit: subject, the checks' results, trailers."""
    return _message(_subject(settings, "feat", phase.id, phase.title), results, [phase.id], run)


def record_message(settings: Settings, phases: Mapping[str, str], run: str) -> str:
    """The message of the tracker's own commit; `phases` has what became of each."""
    words = [f"{name}: {what}" for name, what in phases.items()]
    scope = next(iter(phases)) if len(phases) == 1 else "tracker"
    what = next(iter(phases.values())).partition(" (")[0] if len(phases) == 1 else ""
    title = f"record that it is {what}" if what else "record what was run"
    return _message(_subject(settings, "docs", scope, title), words, list(phases), run)


def _subject(settings: Settings, kind: str, phase: str, title: str) -> str:
    text = settings.commit_message
    for name, value in (("type", kind), ("phase", phase), ("title", title)):
        text = text.replace("{" + name + "}", value)
    return " ".join(text.split())


def _message(subject: str, body: Iterable[str], phases: list[str], run: str) -> str:
    lines = [" ".join(line.split()) for line in body]
    trailers = [f"Tracker-Phase: {name}" for name in phases] + [f"Tracker-Run: {run}"]
    parts = [subject, "\n".join(f"- {line}" for line in lines), "\n".join(trailers)]
    return "\n\n".join(part for part in parts if part) + "\n"


def recorded(phase: str, purpose: str, facts: CommitFacts) -> CommitRecorded:
    """The event after a commit."""
    return CommitRecorded(
        phase=phase,
        purpose=purpose,
        commit=facts.commit,
        tree=facts.tree,
        subject=facts.subject,
        author_date=facts.author_date,
        files=facts.files,
        insertions=facts.insertions,
        deletions=facts.deletions,
        paths=facts.paths,
        author=facts.author,
    )
