"""What was lowered in tests and their configuration since the work began, and no run has looked at yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tracker.bar.change import lowered
from tracker.bar.standing import base_of
from tracker.bar.subject import Subject, matters, subject_changes
from tracker.checking.argv import words_of

if TYPE_CHECKING:
    from tracker.bootstrap import Project
    from tracker.situation import Situation
    from tracker.spec.phases import Phase


def lowered_since(project: Project, situation: Situation, phase_id: str) -> list[str]:
    """A line for each; a run of the phase would tell them, and keep them with its completion."""
    state, record = situation.state, situation.state.phase(phase_id)
    base = record.completed.commit if record.completed else base_of(record, state)[0]
    if situation.head is None or not base or situation.graph.children(phase_id):
        return []
    subject = _subject(project, situation.graph.phases[phase_id], base)
    bar = situation.bars.get(phase_id)
    said = {text for change in (bar.lowered if bar else ()) for text in (change.line, change.told)}
    return [change.told for change in lowered(subject_changes(subject)) if not said & {change.line, change.told}]


def _subject(project: Project, phase: Phase, base: str) -> Subject:
    """What differs from a commit, untracked files left out: what is new lowers nothing."""
    repository, files = project.repository, project.repository_files
    prefix = project.repository_prefix(project.workspace.root)
    words = [word for check in (*phase.preflight, *phase.checks) for word in words_of(check.command())]
    programs = frozenset(prefix + word.removeprefix("./") for word in words)
    concerned = (path for path in repository.files() if path.startswith(prefix) and not project.owns(path))
    for path in concerned:  # an answer that is kept ends when one of these is written to
        if matters(path, path, programs):
            files.look(path)

    def after(paths: Iterable[str]) -> dict[str, str]:
        return {path: files.read(path).decode("utf-8", "replace") for path in paths if files.exists(path)}

    changed = repository.changed_since(base).items()
    return Subject(
        changed={path: old for path, old in changed if path.startswith(prefix) and not project.owns(path)},
        before=lambda paths: repository.texts(base, sorted(paths)),
        after=after,
        commits=lambda: repository.commits_since(base),
        programs=programs,
    )
