"""Remove what old runs left behind, and fold the journal of what is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.engine.committer import RECORD_LOCK
from tracker.journal.folding import is_folded
from tracker.model.duration import seconds_words
from tracker.model.size import size_words
from tracker.model.status import PhaseStatus

if TYPE_CHECKING:
    from tracker.bootstrap import Project
    from tracker.views.faces.gc import CleanupFace, OldRunFace

_FEWEST = 2
"""Files that are worth folding."""
_DONE = (PhaseStatus.COMPLETE, PhaseStatus.SKIPPED)
_DAY = 86400.0


def gc(project: Project, *, journal: bool, dry_run: bool, no_commit: bool = False) -> CleanupFace:
    """Remove logs by age and size, never those of a living run; with `journal`, fold the files of finished phases into one.

    That is committed where the plan says `commit: auto`, and `no_commit` does not say otherwise.

    Raises:
        TrackerError: the plan is invalid, or something cannot be read or removed.
    """
    old = _old(project)
    for item in () if dry_run else old:
        if item["run"] not in _living(project):
            project.cleanup.remove(item["run"])
    names = _finished(project) if journal else []
    path = ""
    if len(names) >= _FEWEST:
        commits = project.repository_root is not None and project.plan.settings.commit == "auto" and not no_commit
        if not dry_run and commits:
            project.repository.check_identity()
        path = _folded(project, names, dry_run=dry_run, commits=commits)
    return {
        "format_version": 1,
        "kind": "cleanup",
        "dry_run": dry_run,
        "runs": old,
        "bytes": sum(item["bytes"] for item in old),
        "folded": names if path else [],
        "file": path,
    }


def _living(project: Project) -> frozenset[str]:
    return frozenset(holder.run for holder in project.locks.holders().values())


def _old(project: Project) -> list[OldRunFace]:
    """Whose logs go, the oldest first, and why."""
    keep = project.plan.settings.keep
    now, living = project.clock.unix(), _living(project)
    found = [folder for folder in project.cleanup.runs() if folder.run not in living]
    total = sum(folder.size for folder in found)
    old: list[OldRunFace] = []
    for folder in found:
        why = ""
        if now - folder.changed > keep.logs:
            why = f"older than {_age(keep.logs)}"
        elif total > keep.size:
            why = f"more than {size_words(keep.size)} of logs"
        if why:
            total -= folder.size
            old.append({"run": folder.run, "bytes": folder.size, "why": why})
    return old


def _age(seconds: float) -> str:
    return f"{seconds / _DAY:g} days" if seconds >= _DAY else seconds_words(seconds)


def _finished(project: Project) -> list[str]:
    """Journal files of runs that are over, undamaged, and about phases that are complete; in causal order."""
    facts, read = project.facts(), project.journal()
    damaged = {damage.run for damage in read.damage}
    out = {*damaged, *_living(project)}
    alone = {name[len("2025-11-27-") : -len(".jsonl")]: name for name in _names(read.files) if not is_folded(name)}
    done = {phase for phase, standing in facts.standings.items() if standing.status in _DONE}
    return [
        alone[run.id]
        for run in facts.state.runs.values()
        if run.id in alone and run.id not in out and (run.outcome or run.start is None) and done.issuperset(run.phases)
    ]


def _names(paths: tuple[str, ...]) -> list[str]:
    return [path.rpartition("/")[2] for path in paths]


def _commit(project: Project, path: str, names: list[str]) -> None:
    """As the tracker commits its record: these files alone, whatever the user has staged."""
    prefix, folder = project.repository_prefix(project.root), path.rpartition("/")[0]
    mine = {prefix + path, *(f"{prefix}{folder}/{name}" for name in names)}
    paths = sorted(mine.intersection(project.repository.dirty()))
    head = project.repository.head().commit
    if paths and head:
        message = f"docs(journal): {len(names)} finished files are one\n\nEvery line of theirs is in {path}: tracker verify"
        project.repository.commit(paths, message, parent=head)


def _folded(project: Project, names: list[str], *, dry_run: bool, commits: bool) -> str:
    """Fold them while no run commits."""
    if dry_run:
        return project.cleanup.fold(names, dry=True)
    project.locks.wait_for(RECORD_LOCK, run="gc")
    try:
        path = project.cleanup.fold(names)
        if commits:
            _commit(project, path, names)
        return path
    finally:
        project.locks.release(RECORD_LOCK)
