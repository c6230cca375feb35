"""Test results that were made elsewhere: kept as evidence with their source, and never taken for a pass made here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.bootstrap import Project, files_of
from tracker.checking.base import CheckBase
from tracker.checking.suite import SuiteCheck
from tracker.commands.resolve import resolve_phase
from tracker.commands.sources import read_file
from tracker.errors import TrackerError, UsageError
from tracker.evidence.codec import encode_report
from tracker.evidence.limits import SECONDS_LIMIT
from tracker.journal.events import ResultsRecorded
from tracker.model.ids import CheckKey, Variant
from tracker.spec.phases import Phase
from tracker.views.next_step import next_step
from tracker.views.sources import totals_of
from tracker.views.whose import who_face

if TYPE_CHECKING:
    from tracker.views.faces.record import RecordedFace


def record(
    project: Project,
    folder: str,
    words: str,
    *,
    check: str,
    variant: Sequence[str],
    file: str,
    source: str,
    commit: str,
    by: str,
) -> RecordedFace:
    """Keep a report as results of a check in one variant. Nothing becomes complete, failed or fresh by it.

    `by` is recorded as it is given; whom git knows is in the first line of the journal's file.

    Raises:
        UsageError: there is no such phase, check or variant.
        TrackerError: the report cannot be read or believed, or has no test in it.
    """
    phase = project.graph.phases[resolve_phase(project.graph, words)]
    found = _check(phase, check)
    cell = _variant(found, variant)
    if commit and not re.fullmatch(r"[0-9a-f]{7,64}", commit):
        raise UsageError(f"{commit!r} is not a commit", hints=["Expected 7 or more hexadecimal digits: --commit 1d75da6"])
    report = read_file(folder, file)
    if not report.cases:
        raise TrackerError(f"{file}: the report has no test in it, so nothing was recorded")
    by = by or project.who.by
    project.prepare_folder()
    digest = project.evidence.put(encode_report(report))
    event = ResultsRecorded(phase.id, found.id, cell.as_dict(), digest, source or file, file, _sha256(folder, file), by, commit)
    writer = project.journal_writer()
    recorded = writer.append([event])[-1]
    writer.close()
    return {
        "format_version": 1,
        "kind": "recorded",
        "phase": phase.id,
        "check": CheckKey(phase.id, found.id, cell.key).name,
        "variant": cell.as_dict(),
        "totals": totals_of(report),
        "source": event.source,
        "by": by,
        "who": who_face(project.who),
        "commit": commit or None,
        "file": file,
        "sha256": event.sha256,
        "at": recorded.at,
        "tests": digest,
        "next_step": next_step(project.situation()).as_dict(),
    }


def _check(phase: Phase, name: str) -> CheckBase:
    known = [check for check in phase.checks if isinstance(check, SuiteCheck)]
    for check in known:
        if check.id == name:
            return check
    hints = [f"One of: {', '.join(check.id for check in known)}"] if known else ["It has no check of test results."]
    raise UsageError(f"{phase.id} has no check {name!r} that takes test results", hints=hints)


def _variant(check: CheckBase, cells: Sequence[str]) -> Variant:
    wanted = dict(cell.partition("=")[::2] for cell in cells)
    for variant in check.variants():
        if variant.as_dict() == wanted:
            return variant
    known = [" ".join(f"--variant {axis}={value}" for axis, value in v.cells) or "without --variant" for v in check.variants()]
    given = ", ".join(cells) or "none"
    raise UsageError(f"{check.id} has no such variant: found {given}", hints=[f"One of: {words}" for words in known])


def _sha256(folder: str, file: str) -> str:
    digest = hashlib.sha256()
    for piece in files_of(folder).chunks(file, seconds=SECONDS_LIMIT):
        digest.update(piece)
    return digest.hexdigest()
