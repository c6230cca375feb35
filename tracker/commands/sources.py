"""Where test results come from: a report file, a run, a phase, or one check of either in one variant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracker.bootstrap import Project, files_of, is_report, open_project
from tracker.commands.log import find_run
from tracker.commands.resolve import resolve_phase
from tracker.errors import TrackerError, UsageError
from tracker.evidence.limits import SECONDS_LIMIT
from tracker.evidence.reading import read_report
from tracker.journal import events as e
from tracker.model.result import TestReport
from tracker.state import Fold, fold
from tracker.views.sources import Source

_CHECK = re.compile(r"(?P<whole>[^/\[\]]+)(?:/(?P<check>[^/\[\]]+))?(?:\[(?P<variant>[^\]]*)\])?")
_FORMS = "A report file, a phase, a run, or one check or variant of these: phase-3/suite[sqlite], phase-3[sqlite]"


def project_at(folder: str) -> Project | None:
    """The project at or above a folder; None where there is none, for commands that can do without."""
    try:
        return open_project(folder)
    except UsageError:
        return None


def read_file(folder: str, path: str) -> TestReport:
    """A report file, its path relative to a folder.

    Raises:
        TrackerError: it cannot be read or believed; the message begins with the path.
    """
    try:
        return read_report(files_of(folder).chunks(path, seconds=SECONDS_LIMIT))
    except TrackerError as error:
        message = error.message if path in error.message else f"{path}: {error.message}"
        raise TrackerError(message, hints=error.hints or ["Let the test tool write it again."]) from None


def find_sources(folder: str, words: str) -> list[Source]:
    """All the results that somebody means, by their labels; a file first, then what the project knows.

    Raises:
        TrackerError: there are none, or they cannot be read.
    """
    if is_report(folder, words):
        return [Source(words, "", read_file(folder, words))]
    project = project_at(folder)
    if project is None:
        raise UsageError(f"there is no file {words!r}, and no plan here that could know it", hints=[_FORMS])
    match = _CHECK.fullmatch(words)
    whole = match["whole"] if match else words
    found = _recorded(project, words, whole)
    if match:
        found = [s for s in found if _is(s.label, match["check"], match["variant"])]
    if not found:
        raise UsageError(f"there are no recorded test results of {words!r}", hints=[_FORMS, "See the runs: tracker log"])
    return found


def _is(label: str, check: str | None, variant: str | None) -> bool:
    name, _, values = label.rstrip("]").partition("[")
    wanted = ",".join(cell.rpartition("=")[2] for cell in variant.split(",")) if variant else None
    return (check is None or name == check) and (wanted is None or values == wanted)


def _recorded(project: Project, name: str, words: str) -> list[Source]:
    journal = project.journal()
    state = fold(journal.events, journal.damage)
    try:
        phase = resolve_phase(project.graph, words)
    except UsageError as unknown:
        try:
            run = find_run(state, words)
        except UsageError:
            raise UsageError(f"{words!r} is not a file, phase or run", hints=[*unknown.hints, _FORMS]) from None
        return _latest(project, name, _of_run(journal.events, run))
    return _latest(project, name, _of_phase(project, state, phase))


_Found = tuple[str, str, e.CheckFinished | e.ResultsRecorded]
"""When, in which run, what."""


def _of_run(events: Iterable[e.Recorded], run: str) -> Iterable[_Found]:
    for recorded in events:
        if recorded.run == run and isinstance(recorded.event, e.CheckFinished | e.ResultsRecorded):
            yield recorded.at, run, recorded.event


def _of_phase(project: Project, state: Fold, phase: str) -> Iterable[_Found]:
    for leaf in project.graph.leaves(phase):
        for record in state.phase(leaf).checks.values():
            yield record.at, record.run, record.event
        for given in state.phase(leaf).elsewhere.values():
            yield given.at, given.run, given.event


def _latest(project: Project, name: str, found: Iterable[_Found]) -> list[Source]:
    """One result for each label, the newest; by their labels, since checks end in any order."""
    newest: dict[str, Source] = {}
    for at, run, event in sorted(found, key=lambda item: item[0]):
        if not event.tests:
            continue
        label = event.key.name
        report = project.tests(event.tests)
        if report is None:
            raise TrackerError(
                f"the test results of {event.phase}/{label} are missing from the evidence or damaged",
                hints=["Get them back: git checkout -- .tracker/evidence", f"or run it again: tracker run {event.phase}"],
            )
        source = event.source if isinstance(event, e.ResultsRecorded) else ""
        newest[label] = Source(name, label, report, event.phase, run, event.commit, at, source)
    return [newest[label] for label in sorted(newest)]
