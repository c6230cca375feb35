"""Does the record agree with itself, and with what is there? Every disagreement in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.bootstrap import Project
from tracker.commands.ignored import ignored
from tracker.commands.log import newer
from tracker.commands.testimony import counts, testify
from tracker.commands.vouched import approval_problems
from tracker.journal import events as e
from tracker.journal.events import Recorded
from tracker.state import Fold, fold
from tracker.state.found import relocated
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
    problems += contradictions(journal.events)
    problems += approval_problems(project, journal.events)
    recorded = fold(journal.events, journal.damage)
    lost = project.history_of(recorded)
    state = relocated(recorded, lost.found)
    said = testify(project, state, lost)
    problems += said.problems
    problems += _commits(project, journal.events, state, shallow=said.shallow)
    touched = project.touched_documents()
    problems += [
        (path, "it was edited by hand where the tracker writes; see it: tracker render --check") for path in touched.edited
    ]
    problems += [(path, "a merge left two versions in it; to rewrite it: tracker render") for path in touched.conflicted]
    kept_out = ignored(project)
    notes = list(said.notes)
    if kept_out and project.plan.settings.commit == "never":
        notes.append(kept_out[0])
    elif kept_out:
        problems.append((".tracker", f"{kept_out[0]}. {kept_out[1][0]}"))
    ordered = sorted(dict.fromkeys(problems), key=lambda item: _by_line(item[0]))
    return {
        "format_version": 1,
        "kind": "verification",
        "files": len(journal.files),
        "events": len(journal.events),
        "problems": [{"place": place, "message": message} for place, message in ordered],
        "newer": newer(journal.events),
        "notes": notes,
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


def _commits(project: Project, events: tuple[Recorded, ...], state: Fold, *, shallow: bool) -> Iterator[tuple[str, str]]:
    """Commits that were made and are not what was recorded, or do not lead to HEAD any more while something rests on them."""
    if project.repository_root is None:
        return
    made = [(recorded, recorded.event) for recorded in events if isinstance(recorded.event, e.CommitRecorded)]
    trees = project.repository.trees(event.commit for _, event in made)
    for recorded, event in made:
        tree = trees.get(event.commit)
        if tree is None:
            continue  # git was asked for all unknown commits already
        if tree != event.tree:
            yield recorded.place, f"commit {event.commit[:12]} has the tree {tree[:12]}, recorded is {event.tree[:12]}"
        elif not shallow and counts(recorded, state) and not project.repository.contains(event.commit):
            why = "it was rewritten, or is on another branch"
            yield recorded.place, f"commit {event.commit[:12]} does not lead to HEAD: {why}"
