"""What git testifies about the journal: files that history had, commits that events name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tracker import PLAN_FILE
from tracker.bootstrap import Project
from tracker.journal import events as e
from tracker.journal.events import Recorded
from tracker.state.disputes import completed_at, completed_by

if TYPE_CHECKING:
    from tracker.bootstrap.history import Lost
    from tracker.state import Fold

Contents = Mapping[str, Mapping[str, str]]
"""Path → each content that it ever had → a commit that has it."""
_AT_A_COMMIT = (
    e.RunStarted,
    e.CheckFinished,
    e.PhaseCompleted,
    e.ApprovalGiven,
    e.ResultsRecorded,
    e.CommitRecorded,
    e.SealWitnessed,
)
_BY_CONTENT = (e.CheckFinished, e.ApprovalGiven, e.PhaseCompleted, e.CommitRecorded)
"""Events about content, of which a commit is only the place."""
_FOLDER = ".tracker/journal"


class Testimony(NamedTuple):
    """What was found."""

    shallow: bool = False
    """Whether history is cut off, so that not everything can be known."""
    problems: tuple[tuple[str, str], ...] = ()
    """(place, what is not so)."""
    notes: tuple[str, ...] = ()
    """What is worth knowing and no disagreement."""


def testify(project: Project, state: Fold, lost: Lost) -> Testimony:
    """Ask git about all of the journal. `state` has each completion where it is now, `lost` those that are nowhere.

    Raises:
        OSError: git cannot tell.
    """
    if project.repository_root is None:
        return Testimony()
    journal = project.journal()
    shallow = project.witness.is_shallow()
    explained = {absent.file.rpartition("/")[2]: absent.why for absent in project.plan.settings.journal.missing}
    notes = [f"{_FOLDER}/{name} is missing, as {PLAN_FILE} explains: {why}" for name, why in sorted(explained.items())]
    past = project.witness.past_of(_FOLDER)
    removed = dict(
        _removed(project, {*journal.held, *(path.rpartition("/")[2] for path in journal.files)}, past.contents, past.removed)
    )
    problems = [(place, why) for name, (place, why) in removed.items() if name not in explained]
    told = (*removed, *explained)
    problems += [(place, why) for place, why in journal.missing if not any(name in why for name in told)]
    problems += _rewritten(project, past.contents)
    unknown = project.witness.unknown_commits(commit for recorded in journal.events for commit in _commits(recorded))
    if shallow and unknown:
        notes.append(f"{len(unknown)} commits cannot be known in this shallow clone; for all of it: git fetch --unshallow")
    elif unknown:
        wrong, others = _unknown(project, journal.events, state, unknown)
        problems += wrong
        if others:
            notes.append(f"{others} events name commits that are not in the repository, and newer ones stand for them")
    notes += [
        f"{event.phase} was completed at {event.commit[:12]}, which was rewritten: {event.found[:12]} has what was proved"
        for event in lost.found
    ]
    notes += [
        f"{name} was completed at {at[:12]}, and no commit that leads to HEAD has what was checked: tracker explain {name}"
        for name, record in sorted(state.phases.items())
        if (at := completed_at(record)) in lost.unknown
    ]
    return Testimony(shallow, tuple(problems), tuple(notes))


# -- files ------------------------------------------------------------------------------------------------------------


def _removed(
    project: Project, held: Collection[str], contents: Contents, removed: Mapping[str, str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Files that history had and that are not there, neither by themselves nor folded into one: name → (place, why)."""
    prefix = project.repository_prefix(project.root)
    for path in sorted(contents):
        name = path.rpartition("/")[2]
        if name in held or not name.endswith(".jsonl"):
            continue
        commit = removed.get(path)
        how = f"commit {commit[:12]} removed it" if commit else "history has it, and the work tree does not"
        source = f"{commit[:12]}^" if commit else next(iter(contents[path].values()))[:12]
        yield name, (path.removeprefix(prefix), f"the file is missing: {how}; get it back: git checkout {source} -- {path}")


def _rewritten(project: Project, contents: Contents) -> Iterator[tuple[str, str]]:
    """Files that are only appended to, and of which history has another beginning."""
    prefix = project.repository_prefix(project.root)
    present = project.journal_contents()
    blobs = {blob for known in contents.values() for blob in known}
    sizes = project.witness.sizes(sorted(blobs)) if blobs else {}
    for path in sorted(contents):
        name = path.rpartition("/")[2]
        content = present.get(name)
        if content is None:
            continue
        for blob, commit in contents[path].items():
            size = sizes.get(blob)
            if size is None or project.witness.blob_name(content[:size], blob) == blob:
                continue
            what = "is longer" if len(content) < size else "is another"
            yield (
                path.removeprefix(prefix),
                f"it is only ever appended to, and what commit {commit[:12]} has of it {what}",
            )
            break


# -- commits ----------------------------------------------------------------------------------------------------------


def _commits(recorded: Recorded) -> Sequence[str]:
    """The commits that an event names."""
    event = recorded.event
    if isinstance(event, e.PhaseBegun):
        return (event.base,) if event.base else ()
    if isinstance(event, _AT_A_COMMIT):
        return (event.commit,) if event.commit else ()
    return ()


def _unknown(
    project: Project, events: Sequence[Recorded], state: Fold, unknown: frozenset[str]
) -> tuple[list[tuple[str, str]], int]:
    """Events whose commit is not there and that still count, each with its place; and how many others there are.

    Where a run belongs to this history, its commits were rewritten: what it found is known by its content, or unknown, and the
    record does not contradict itself.
    """
    problems: list[tuple[str, str]] = []
    others = 0
    ours = project.history.kin(state)
    for recorded in events:
        for commit in _commits(recorded):
            if commit not in unknown:
                continue
            if counts(recorded, state) and not (isinstance(recorded.event, _BY_CONTENT) and ours.has(recorded.run)):
                problems.append((recorded.place, f"unknown commit: {commit[:12]} is not in the repository ({recorded.type})"))
            else:
                others += 1
    return problems, others


def counts(recorded: Recorded, state: Fold) -> bool:
    """Whether something that is shown as so now rests on an event."""
    event = recorded.event
    if isinstance(event, e.CommitRecorded):
        record = state.phase(event.phase)
        return completed_by(record) == recorded.run and any(made.commit == event.commit for made in record.commits)
    if isinstance(event, e.PhaseCompleted):
        return completed_at(state.phase(event.phase)) == event.commit
    if isinstance(event, e.CheckFinished):
        known = state.check(event.key)
        return known is not None and known.event is event
    if isinstance(event, e.ResultsRecorded):
        elsewhere = state.phase(event.phase).elsewhere.get(event.key)
        return elsewhere is not None and elsewhere.event is event
    if isinstance(event, e.ApprovalGiven):
        return any(given is event for given, *_ in state.phase(event.phase).approvals.values())
    return False
