"""What an execution left: process results, test cases, and the judgement of a check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.model.cause import Cause
from tracker.model.log import Fact, Log
from tracker.model.status import Outcome


@dataclass(frozen=True, slots=True)
class ProcessRequest:
    """A command to run: a value that any executor can carry out."""

    argv: tuple[str, ...]
    cwd: str
    """Absolute folder."""
    env: Mapping[str, str]
    """The whole environment; nothing is inherited."""
    log: str
    """Absolute path of the file that receives stdout and stderr."""
    timeout: float
    """Seconds until TERM."""
    grace: float = 5.0
    """Seconds from TERM to KILL."""


@dataclass(frozen=True, slots=True)
class ProcessResult:
    """How a command ended."""

    exit_code: int | None
    """None when it was ended by a signal or never started."""
    signal: int | None
    timed_out: bool
    seconds: float
    log: Log
    problem: str = ""
    """Why it could not be started; empty when it was."""

    @property
    def ok(self) -> bool:
        """Whether it ran to its end by itself and exited with 0."""
        return self.exit_code == 0 and not self.timed_out and not self.problem

    def describe(self) -> str:
        """One clause for a summary: `exit 1`, `timed out`, `killed by signal 9`."""
        if self.problem:
            return self.problem
        if self.timed_out:
            return f"timed out after {self.seconds:.1f} s"
        if self.signal is not None:
            return f"killed by signal {self.signal}"
        return f"exit {self.exit_code}"


@dataclass(frozen=True, slots=True)
class TestCase:
    """One test as a report states it."""

    __test__ = False  # the name makes pytest look at it

    id: str
    """`classname::name`."""
    outcome: Outcome
    """passed, failed, error or skipped."""
    stage: str = ""
    """setup, call, teardown or collection, for what did not pass."""
    type: str = ""
    """Exception type, where the report gives one; of a skipped test `xfail` or `todo` when it was expected not to pass."""
    message: str = ""
    """First lines of what went wrong, or the reason for a skip."""
    detail: str = ""
    """The traceback's end, capped."""
    file: str = ""
    """The file that the report names."""
    seconds: float = 0.0
    """How long it took."""


@dataclass(frozen=True, slots=True)
class TestReport:
    """All the tests of one execution. Totals are always counted, never read from the report's own attributes."""

    __test__ = False

    cases: tuple[TestCase, ...] = ()
    unnamed: tuple[str, ...] = ()
    """Failures that the runner counted and no test of the report accounts for, a line each."""
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name → the values that the report gives it, of suites and of tests, each once."""

    def count(self, outcome: Outcome) -> int:
        """How many tests had this outcome."""
        return sum(1 for case in self.cases if case.outcome is outcome)

    def totals(self) -> dict[str, int]:
        """passed, failed, errors, skipped and total."""
        return {
            "passed": self.count(Outcome.PASSED),
            "failed": self.count(Outcome.FAILED),
            "errors": self.count(Outcome.ERROR),
            "skipped": self.count(Outcome.SKIPPED),
            "total": len(self.cases),
        }

    def broken(self) -> tuple[TestCase, ...]:
        """Failed and erroneous tests, in the report's order."""
        return tuple(c for c in self.cases if c.outcome in (Outcome.FAILED, Outcome.ERROR))

    def expected_failures(self) -> dict[str, int]:
        """How many of the skipped tests were expected not to pass: `xfailed` and `todo`, each where there are some."""
        skipped = [case.type for case in self.cases if case.outcome is Outcome.SKIPPED and case.type]
        return {words: skipped.count(kind) for kind, words in (("xfail", "xfailed"), ("todo", "todo")) if kind in skipped}

    def words(self, **besides: int) -> str:
        """The one way to say it: `1 of 3 passed, 1 skipped, 1 xfailed`. What did not pass is never called passed.

        `besides` is what only the runner knows: `deselected=2`.
        """
        totals, apart = self.totals(), self.expected_failures()
        skipped = totals["skipped"] - sum(apart.values())
        told = {"failed": totals["failed"], "errors": totals["errors"], "skipped": skipped, **apart, **besides}
        parts = [f"{number} {'error' if (name, number) == ('errors', 1) else name}" for name, number in told.items() if number]
        return ", ".join((f"{totals['passed']} of {totals['total']} passed", *parts))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a check found, before the recorder adds when, where and at which commit."""

    outcome: Outcome
    summary: str
    """One line, for tables and lists."""
    details: tuple[str, ...] = ()
    """Further lines: each unmet expectation, with found and expected."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """Figures that documents may show."""
    tests: TestReport | None = None
    awaits: str = ""
    """What somebody has to do before there can be a result; empty when there is one."""
    causes: tuple[Cause, ...] = ()
    """Why tests failed that should not."""
    transient: bool = False
    """Whether the cause was infrastructure (cannot connect, cannot start), so that a retry makes sense."""
