"""One harness for each reader: bytes in; nothing comes out, unless something is wrong.

What a reader may raise is caught. What must hold of whatever it returns is asserted, so that a fuzzer finds more than crashes.
"""

from __future__ import annotations

import atexit
import json
import math
import os
import tempfile
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from tests.fakes import MemoryFiles, World
from tracker.adapters.clock import SystemClock
from tracker.adapters.files import cache as kept
from tracker.adapters.files.folded import FoldedJournal
from tracker.adapters.files.hash_cache import HashCache
from tracker.adapters.files.journal import JournalReader
from tracker.adapters.files.kept import Kept
from tracker.adapters.files.keyed import signed
from tracker.errors import InvalidPlanError, TrackerError
from tracker.evidence.compare import compare
from tracker.evidence.limits import UnreadableReportError
from tracker.evidence.reading import read_report
from tracker.evidence.samples import FORMATS, UnreadableSamplesError, read_samples
from tracker.evidence.statement import OURS, content_digest, misshapen, read_statement
from tracker.journal import events as e
from tracker.journal.codec import decode
from tracker.journal.folding import Part, unpack
from tracker.journal.order import JournalFile, order
from tracker.model.digest import canonical, sha256_hex
from tracker.model.result import TestReport
from tracker.spec.loader import load_plan
from tracker.state import fold
from tracker.state.codec import from_plain, to_plain
from tracker.views.attestation import judged

RUN = "01KAY0000000000000000000000"
HEAD = b'{"h":"'
BETWEEN = b"\n%%%\n"
"""What stands between the files of one input."""


def plan(data: bytes) -> None:
    """`tracker.yaml` and a file for each phase: a plan, or problems that each have a place."""
    files = MemoryFiles(World())
    for number, part in enumerate(data.split(BETWEEN)[:8]):
        files.put(f"phases/phase-{number}.yaml" if number else "tracker.yaml", part.decode(errors="surrogateescape"))
    try:
        found = load_plan(files, sections=("overview", "phases"))
    except InvalidPlanError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.file
            assert problem.line >= 0
            "\n".join(problem.lines()).encode(errors="backslashreplace")
        return
    for phase in found.phases:
        assert found.phase(phase.id) is phase
        for check in phase.checks:
            assert check.definition() == check.definition()
            assert check.words({})


def _chained(data: bytes) -> bytes:
    """Lines with the digest that belongs to them, where they have none: a fuzzer cannot find that."""
    lines = []
    for line in data.split(b"\n"):
        if line.startswith(b"{") and not line.startswith(HEAD):
            rest = line[1:]
            lines.append(HEAD + sha256_hex(rest).encode() + b'",' + rest)
        else:
            lines.append(line)
    return b"\n".join(lines)


def journal(data: bytes) -> None:
    """The files of a journal: events and damage, ordered and folded; what is kept of that is the same when read again."""
    files = []
    damage = []
    for number, part in enumerate(data.split(BETWEEN)[:4]):
        run, content = RUN[:-1] + str(number), _chained(part)
        name = f"{run}.jsonl"
        found = list(decode(content, run=run, file=name))
        files.append(JournalFile(name, tuple(found)))
        damage += [item for item in found if not isinstance(item, e.Recorded)]
    ordered = order(files)
    assert len(ordered.events) == sum(isinstance(item, e.Recorded) for file in files for item in file.items)
    state = fold(ordered.events, damage)
    plain = json.dumps(to_plain(state))
    assert json.dumps(to_plain(from_plain(json.loads(plain)))) == plain


def folded(data: bytes) -> None:
    """A journal of many runs in one file: its parts, or what is damaged."""
    head, newline, rest = data.partition(b"\n")
    for part in unpack(_chained(head) + newline + rest, file="folded.jsonl"):
        if isinstance(part, Part):
            list(decode(part.content, run=RUN, file=part.name))


def _same(report: TestReport) -> None:
    ids = [case.id for case in report.cases]
    assert len(set(ids)) == len(ids)
    assert compare(report, report).same == tuple(sorted(ids))
    for case in report.cases:
        assert math.isfinite(case.seconds)
        assert case.seconds >= 0
        canonical([case.id, case.stage, case.type, case.message, case.detail])


def report(data: bytes) -> None:
    """A test report: the same whether it comes whole or in pieces, its ids told apart."""
    try:
        whole = read_report([data])
    except UnreadableReportError as error:
        assert error.message
        whole = None
    pieces = [data[at : at + 7] for at in range(0, len(data), 7)]
    try:
        again = read_report(pieces)
    except UnreadableReportError:
        again = None
    assert (again is None) == (whole is None)
    if whole is not None and again is not None:
        assert again.cases == whole.cases
        _same(whole)


def samples(data: bytes) -> None:
    """What a benchmark emits: durations that are finite and more than nothing, at most a thousand for each operation."""
    for form in FORMATS:
        try:
            found = read_samples(form, data.decode(errors="surrogateescape"))
        except UnreadableSamplesError as error:
            assert error.message
            continue
        assert found
        for values in found.values():
            assert 0 < len(values) <= 1000
            assert all(math.isfinite(value) and value > 0 for value in values)


def attestation(data: bytes) -> None:
    """A statement: what is wrong with its shape, or what follows from it."""
    try:
        read = read_statement(data)
    except TrackerError as error:
        assert error.message
        return
    problems = list(misshapen(read.statement))
    for problem in problems:
        canonical(list(problem))
    if not problems:
        assert len(content_digest(read.statement)) == 64
        judged(read.statement["predicate"][OURS])


@cache
def _place() -> str:
    """A project's folder for the caches, gone at the end."""
    above = tempfile.TemporaryDirectory(prefix="tracker-fuzz-")
    atexit.register(above.cleanup)
    os.environ["XDG_STATE_HOME"] = os.path.join(above.name, "state")
    folder = os.path.join(above.name, "project")
    os.makedirs(os.path.join(folder, kept.FOLDER))
    with open(os.path.join(folder, "x"), "w") as file:
        file.write("x")
    return folder


def _lay(name: str, data: bytes, *, ours: bool) -> str:
    path = kept.path_of(_place(), name)
    with open(path, "wb") as file:
        file.write(signed(path, data) if ours else data)
    return path


def caches(data: bytes) -> None:
    """Kept files, as anybody may have written them, and with this user's own digest: what they say, or made anew."""
    root = _place()
    file = os.path.join(root, "x")
    for ours in (False, True):
        _lay(kept.STATUS, data, ours=ours)
        found = kept.look_up(root, kept.STATUS)
        assert ours or found is None
        hashes = HashCache(_lay("hashes", data, ours=ours))
        digest, signature = hashes.digest(file)
        assert isinstance(digest, str)
        assert signature is not None
        hashes.save()
    maker = json.dumps({"maker": kept._maker(), "made_from": {}}).encode()
    _lay(kept.JOURNAL, maker + b"\n" + data, ours=True)
    FoldedJournal(JournalReader(root), Kept(root), SystemClock()).state()


class Reader(NamedTuple):
    """One line of the shelf."""

    harness: Callable[[bytes], None]
    words: tuple[str, ...] = ()
    """What its format is made of, for a fuzzer to begin with."""
    form: str = ""
    """`json`, `lines` of JSON, or `yaml`: what is changed as such, and not as bytes alone."""


XML = (
    "<testsuite", "<testsuites", "<testcase", "<failure", "<error", "<skipped", "name=", "classname=", "time=", "tests=",
    "failures=", "errors=", "status=", "<system-out", "<![CDATA[", "]]>", "<properties>", "<property", "<!DOCTYPE", "&#x", "/>",
    "<rerunFailure", "<flakyFailure", "<!--", 'encoding="',
)  # fmt: skip
JSON = ('{"', '":', "[]", "null", "true", "1e999", "NaN", "\\ud800", "[[[[")
CTRF = (
    *JSON, '"results":', '"tests":', '"name":', '"status":', '"summary":', '"duration":', '"suite":', '"passed"', '"failed"',
    '"message":', '"retries":', '"extra":', '"rawStatus":',
)  # fmt: skip
SAMPLES = (
    *JSON, '"results":', '"command":', '"times":', '"exit_codes":', '"median":', '"benchmarks":', '"fullname":', '"stats":',
    '"data":', '"samples":', '"unit":', '"operations_per_sample":', '"runs":', '"values":', '"metadata":',
)  # fmt: skip
YAML = (
    "id:", "title:", "checks:", "kind:", "command", "run:", "inputs:", "expect:", "matrix:", "depends_on:", "steps:", "&a",
    "*a", "<<:", "!!", "? ", "|\n", ">-\n", "---", "%YAML", "{", "}", "\n%%%\n", "project:", "name:", "phases:", "files:",
    "path:", "kind: files", "kind: metric", "kind: tests", "contains:", "issues:", "prompts:", "parent:", "skip:", "timeout:",
)  # fmt: skip
JOURNAL = (
    *JSON,
    '"p":', '"id":', '"at":', '"v":1', '"type":', '"phase":', '"check":', "\n%%%\n",
    *(f'"{name}"' for name in e.EVENTS),
)  # fmt: skip
STATEMENT = (*JSON, '"_type":', '"subject":', '"predicate":', '"payload":', '"payloadType":', '"dsseEnvelope":', '"digest":')

READERS = {
    "plan": Reader(plan, YAML, "yaml"),
    "journal": Reader(journal, JOURNAL, "lines"),
    "folded": Reader(folded, JOURNAL, "lines"),
    "junit": Reader(report, XML),
    "ctrf": Reader(report, CTRF, "json"),
    "samples": Reader(samples, SAMPLES, "json"),
    "caches": Reader(caches, JSON, "json"),
    "attestation": Reader(attestation, STATEMENT, "json"),
}
