"""Does the record agree with itself, and with what is there? Every disagreement in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.bootstrap import Project
from tracker.commands.log import newer
from tracker.commands.vouched import approval_problems
from tracker.journal import events as e
from tracker.journal.events import Recorded
from tracker.state.stories import contradictions

if TYPE_CHECKING:
    from tracker.views.faces.verify import VerificationFace


def verify(project: Project) -> VerificationFace:
    """Read the whole journal, its evidence and the commits that it names.

    Raises:
        StorageError: the journal cannot be read.
    """
    journal = project.journal()
    problems = [(damage.place, damage.why) for damage in journal.damage if not damage.torn]
    problems += [(path, "the file is empty: what it held is gone") for path in journal.files if not project.files.read(path)]
    problems += _evidence(project, journal.events)
    problems += _commits(project, journal.events)
    problems += contradictions(journal.events)
    problems += approval_problems(project, journal.events)
    ordered = sorted(dict.fromkeys(problems), key=lambda item: _by_line(item[0]))
    return {
        "format_version": 1,
        "kind": "verification",
        "files": len(journal.files),
        "events": len(journal.events),
        "problems": [{"place": place, "message": message} for place, message in ordered],
        "newer": newer(journal.events),
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
