"""What a phase's newest run left unfinished: what is done, what failed with its failing tests and messages, what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.evidence.causes import message
from tracker.evidence.clusters import cluster
from tracker.journal import events as e
from tracker.model.log import Log
from tracker.model.outline import cells_of
from tracker.model.result import TestCase
from tracker.model.status import Outcome, PhaseStatus
from tracker.spec.phases import Phase
from tracker.state import CheckRecord
from tracker.views.lookup import Lookup
from tracker.views.wording import moment, plural

S = PhaseStatus
_WIDE = 400
"""Characters of one line of evidence in a prompt."""
_UNFINISHED = frozenset({S.FAILED, S.REGRESSED, S.INTERRUPTED, S.RUNNING, S.AWAITING_APPROVAL, S.PROVED})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much evidence a prompt quotes. None means all of it."""

    tests: int = 40
    """Test ids in one list."""
    messages: int = 3
    """Different messages of one group."""
    lines: int = 12
    """Lines of one message."""
    tail: int = 30
    """Lines of a log's end."""
    clusters: int = 12
    """Groups of failing tests that no known issue covers."""

    @property
    def words(self) -> str:
        """What of the evidence is shown, when that is less than usual; else nothing."""
        usual = Limits()
        parts = [
            (self.tests, usual.tests, "name of a test", "names of tests", " in a list"),
            (self.messages, usual.messages, "message", "messages", " of a group"),
            (self.lines, usual.lines, "line", "lines", " of a message"),
            (self.tail, usual.tail, "line", "lines", " of a log"),
            (self.clusters, usual.clusters, "group", "groups", " without an issue"),
        ]
        shown = [plural(number, one, many) + where for number, normal, one, many, where in parts if 0 < number < normal]
        left_out = [f"no {many}{where if many == 'lines' else ''}" for number, _, _, many, where in parts if not number]
        at_most = [f"at most {', '.join(shown)}"] if shown else []
        return ", and ".join([*at_most, *left_out])


@dataclass(frozen=True, slots=True)
class Message:
    """An error message as the evidence has it."""

    count: int
    """How many tests have it."""
    text: str
    """The message."""
    cut: bool
    """Whether it is shortened."""


@dataclass(frozen=True, slots=True)
class TestGroup:
    """Failing tests that belong together."""

    __test__ = False  # the name makes pytest look at it

    title: str
    """The issue, or words for none."""
    signature: str
    """What failing tests of no known issue have in common; empty for an issue."""
    count: int
    """How many tests it has."""
    messages: tuple[Message, ...] = ()
    """Their messages, each different one once."""
    quoted: bool = False
    """Whether further messages of it were quoted before in the same prompt."""
    tests: tuple[str, ...] = ()
    """Ids of the tests that are listed."""
    more: int = 0
    """How many further tests there are."""
    files: tuple[str, ...] = ()
    """Test files with their counts."""


@dataclass(frozen=True, slots=True)
class FailedItem:
    """A step or check that did not pass."""

    name: str
    """The step or check, with its variant."""
    summary: str
    """What was found, in one line."""
    details: tuple[str, ...]
    """Each unmet expectation."""
    groups: tuple[TestGroup, ...]
    """Its failing tests by cause."""
    tail: str
    """The end of its output."""
    log: str
    """The file with all of its output."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Where the newest run of a phase stands."""

    status: str
    """What the phase is."""
    reason: str
    """Why the run ended as it did."""
    run: str
    """The run's id."""
    when: str
    """When the run ended."""
    done: tuple[str, ...]
    """What is done and is not to be repeated."""
    failed: tuple[FailedItem, ...]
    """What did not pass."""
    left: tuple[str, ...]
    """What is left to do."""
    uncommitted: tuple[str, ...]
    """Files that differ from HEAD."""
    attempts: int
    """Failed runs since the last completion."""


def hand_over(lookup: Lookup, phase: Phase, quoter: Quoter) -> HandOver | None:
    """None when nothing is under way: never begun, or done."""
    standing, record = lookup.standing(phase.id), lookup.state.phase(phase.id)
    if standing.status not in _UNFINISHED or not record.runs:
        return None
    run = record.runs[-1]
    done, failed, left = [], [], []
    for step in phase.steps:
        made = record.steps.get(step.id)
        if made is None:
            left.append(f"step {step.id}")
        elif made.event.outcome == Outcome.PASSED:
            done.append(f"step {step.id}: {made.event.summary}")
        else:
            failed.append(_step(made.event, quoter.limits))
    outdated = {cell.key.name: cell.outdated for cell in lookup.cells_of(phase) if cell.outdated}
    for name, check in _checks(lookup, phase):
        if check is None:
            left.append(f"check {name}: {outdated[name]}" if name in outdated else f"check {name}")
        elif check.outcome is Outcome.PASSED:
            done.append(f"check {name}: {check.event.summary}")
        elif check.outcome in {Outcome.FAILED, Outcome.ERROR}:
            failed.append(_check(quoter, name, check.event))
        else:
            left.append(f"check {name}: {check.event.summary}")
    return HandOver(
        str(standing.status),
        "; ".join(standing.reasons),
        run,
        moment(record.ended_at or record.started_at),
        tuple(done),
        tuple(failed),
        tuple(left),
        record.uncommitted,
        record.failures,
    )


def _checks(lookup: Lookup, phase: Phase) -> Iterable[tuple[str, CheckRecord | None]]:
    """Preflight that did not pass, then every check."""
    for _, _, key in cells_of(phase.id, phase.preflight):
        known = lookup.state.check(key)
        if known is not None and known.outcome is not Outcome.PASSED:
            yield f"{key.name} (preflight)", known
    for cell in lookup.cells_of(phase):
        yield cell.key.name, cell.record


def _step(event: e.StepFinished, limits: Limits) -> FailedItem:
    return FailedItem(f"step {event.step}", event.summary, (), (), log_tail(event.log, limits.tail), _path(event.log))


def _check(quoter: Quoter, name: str, event: e.CheckFinished) -> FailedItem:
    groups = quoter.groups(event)
    tail = "" if groups else log_tail(event.log, quoter.limits.tail)
    return FailedItem(f"check {name}", event.summary, event.details, groups, tail, _path(event.log))


class Quoter:
    """Quotes evidence in one prompt: within limits, and no message twice."""

    def __init__(self, lookup: Lookup, limits: Limits) -> None:
        self.lookup = lookup
        self.limits = limits
        self.events: set[tuple[str, str]] = set()
        """(run's results, check in its variant) whose failing tests were shown."""
        self._seen: set[str] = set()

    def groups(self, event: e.CheckFinished) -> tuple[TestGroup, ...]:
        """All failing tests of a check: by issue, then by signature where there is no issue."""
        self.events.add((event.tests, event.key.name))
        failing = self.lookup.failing(event)
        known = [self.group(issue, cases) for issue, cases in failing.items() if issue and cases]
        return (*known, *self.clusters(failing[""]))

    def group(self, issue_id: str, cases: Sequence[TestCase]) -> TestGroup:
        """Failing tests of one issue."""
        return self._group(self.lookup.plan.issue(issue_id).title, "", cases)

    def clusters(self, cases: Sequence[TestCase]) -> tuple[TestGroup, ...]:
        """Failing tests of no known issue, the largest group first; what is beyond the limit as one last group."""
        by_id = {case.id: case for case in cases}
        found = cluster(cases)
        shown = [
            self._group("No known issue", c.signature, [by_id[name] for name in c.tests]) for c in found[: self.limits.clusters]
        ]
        rest = [by_id[name] for c in found[self.limits.clusters :] for name in c.tests]
        if rest:
            others = plural(len(found) - len(shown), "further group")
            shown.append(TestGroup("No known issue", others, len(rest), more=len(rest)))
        return tuple(shown)

    def _group(self, title: str, signature: str, cases: Sequence[TestCase]) -> TestGroup:
        ids = [case.id for case in cases]
        shown = ids[: self.limits.tests]
        files = Counter(case.file or case.id.partition("::")[0] for case in cases)
        counted = Counter(message(case) for case in cases)
        counted.pop("", None)
        fresh = {text: count for text, count in counted.items() if text not in self._seen}
        self._seen.update(fresh)
        return TestGroup(
            title,
            signature,
            len(cases),
            _messages(fresh, self.limits),
            len(fresh) < len(counted),
            tuple(shown),
            len(ids) - len(shown),
            tuple(f"{name} ({count})" for name, count in sorted(files.items(), key=lambda item: (-item[1], item[0]))),
        )


def _messages(counted: Mapping[str, int], limits: Limits) -> tuple[Message, ...]:
    """Different messages, verbatim, the most frequent first."""
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[: limits.messages]
    return tuple(_cut(text, count, limits.lines) for text, count in ordered)


def _cut(text: str, count: int, limit: int) -> Message:
    kept = "\n".join(_narrow(line) for line in text.splitlines()[:limit])
    return Message(count, kept, cut=kept != text)


def _narrow(line: str) -> str:
    return line if len(line) <= _WIDE else f"{line[:_WIDE]} …"


def log_tail(log: Log | None, limit: int) -> str:
    """The last lines of a log."""
    if log is None or limit == 0:
        return ""
    return "\n".join(_narrow(line) for line in (log.tail or log.head).rstrip().splitlines()[-limit:])


def _path(log: Log | None) -> str:
    return log.path if log is not None else ""
