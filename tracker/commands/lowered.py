"""What was lowered in tests and their configuration since the work began, and no run has looked at yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tracker.bar.change import lowered
from tracker.bar.names import matters
from tracker.bar.standing import base_of
from tracker.checking.argv import words_of

if TYPE_CHECKING:
    from tracker.bar.subject import Subject
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
    if subject is None:
        return []
    from tracker.bar.subject import subject_changes

    bar = situation.bars.get(phase_id)
    said = {text for change in (bar.lowered if bar else ()) for text in (change.line, change.told)}
    return [change.told for change in lowered(subject_changes(subject)) if not said & {change.line, change.told}]


def _subject(project: Project, phase: Phase, base: str) -> Subject | None:
    """What differs from a commit, untracked files left out: what is new lowers nothing. None where that is nothing of tests."""
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

    differing = repository.changed_since(base).items()
    changed = {path: old for path, old in differing if path.startswith(prefix) and not project.owns(path)}
    if not any(matters(path, old, programs) for path, old in changed.items()):
        return None
    from tracker.bar.subject import Subject

    return Subject(
        changed=changed,
        before=lambda paths: repository.texts(base, sorted(paths)),
        after=after,
        commits=lambda: repository.commits_since(base),
        programs=programs,
    )
