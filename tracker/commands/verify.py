"""Does the record agree with itself, and with what is there? Every disagreement in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.bootstrap import Project
from tracker.journal import events as e
from tracker.journal.events import Recorded


def verify(project: Project) -> dict[str, Any]:
    """Read the whole journal, its evidence and the commits that it names.

    Raises:
        StorageError: the journal cannot be read.
    """
    journal = project.journal()
    problems = [(damage.place, damage.why) for damage in journal.damage if not damage.torn]
    problems += [(path, "the file is empty: what it held is gone") for path in journal.files if not project.files.read(path)]
    problems += _evidence(project, journal.events)
    problems += _commits(project, journal.events)
    problems += _stories(journal.events)
    ordered = sorted(dict.fromkeys(problems), key=lambda item: _by_line(item[0]))
    return {
        "format_version": 1,
        "kind": "verification",
        "files": len(journal.files),
        "events": len(journal.events),
        "problems": [{"place": place, "message": message} for place, message in ordered],
        "unfinished": [damage.place for damage in journal.damage if damage.torn],
    }


def _by_line(place: str) -> tuple[str, int]:
    path, _, line = place.rpartition(":")
    return (path, int(line)) if line.isdigit() else (place, 0)


def _evidence(project: Project, events: tuple[Recorded, ...]) -> Iterator[tuple[str, str]]:
    """Evidence that an event names, and that is missing or is not what was recorded."""
    for recorded in events:
        event = recorded.event
        if isinstance(event, e.CheckFinished):
            named = {"its test results": event.tests, "the list of its inputs": event.inputs.get("", "")}
            for what, digest in named.items():
                if digest and project.evidence.get(digest) is None:
                    yield recorded.place, f"{event.key.name}: {what} ({digest[:12]}…) are missing or were changed"


def _commits(project: Project, events: tuple[Recorded, ...]) -> Iterator[tuple[str, str]]:
    """Commits that are recorded, and that the repository does not have, or not any more in what leads to HEAD."""
    if project.repository_root is None:
        return
    made = [(recorded.place, recorded.event) for recorded in events if isinstance(recorded.event, e.CommitRecorded)]
    trees = project.repository.trees(event.commit for _, event in made)
    for place, event in made:
        tree = trees.get(event.commit)
        if tree is None:
            yield place, f"commit {event.commit[:12]} is not in the repository"
        elif tree != event.tree:
            yield place, f"commit {event.commit[:12]} has the tree {tree[:12]}, recorded is {event.tree[:12]}"
        elif not project.repository.contains(event.commit):
            yield place, f"commit {event.commit[:12]} does not lead to HEAD: it was rewritten, or is on another branch"


def _stories(events: tuple[Recorded, ...]) -> Iterator[tuple[str, str]]:
    """Ends without a beginning, and completions that their own run's results contradict."""
    begun: set[tuple[str, str, str]] = set()
    failing: dict[tuple[str, str], set[str]] = {}
    for recorded in events:
        event, run = recorded.event, recorded.run
        if isinstance(event, e.StepStarted):
            begun.add((run, event.phase, event.step))
        elif isinstance(event, e.CheckStarted):
            begun.add((run, event.phase, event.key.name))
        elif isinstance(event, e.StepFinished):
            if (run, event.phase, event.step) not in begun:
                yield recorded.place, f"step {event.step} finished, but no line says that it started"
        elif isinstance(event, e.CheckFinished):
            if (run, event.phase, event.key.name) not in begun:
                yield recorded.place, f"check {event.key.name} finished, but no line says that it started"
            names = failing.setdefault((run, event.phase), set())
            names.discard(event.key.name) if event.outcome == "passed" else names.add(event.key.name)
        elif isinstance(event, e.PhaseCompleted) and failing.get((run, event.phase)):
            bad = ", ".join(sorted(failing[(run, event.phase)]))
            yield recorded.place, f"{event.phase} completed, but in the same run these did not pass: {bad}"
