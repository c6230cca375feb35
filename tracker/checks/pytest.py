"""A test suite run by pytest, judged by its JUnit report test by test."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from tracker.checking.argv import words_of
from tracker.checking.base import fill
from tracker.checking.context import CheckContext
from tracker.checking.displayed import displayed
from tracker.checking.pytest_says import counted
from tracker.checking.repeat import differences, exit_codes, exit_files, remember, repeated
from tracker.checking.rules import Limit, OneOrMany
from tracker.checking.suite import SuiteCheck, with_leftovers
from tracker.checking.suite_expect import some, tests
from tracker.checks.command import could_not_run, request
from tracker.evidence.limits import SECONDS_LIMIT, UnreadableReportError
from tracker.evidence.portable import portable
from tracker.model.result import Judgement, ProcessRequest, ProcessResult, TestReport
from tracker.model.status import Outcome

_OWN = "own.txt"
_ELSEWHERE = (
    "pytest is told by PYTEST_ADDOPTS where to write it; a `--junitxml` in a script, or whatever clears that variable (tox, "
    "env -i), keeps it from that: take kind: tests with `report:`"
)
_MEANINGS = {2: "pytest was interrupted", 3: "pytest had an internal error", 4: "pytest was called wrongly"}
"""pytest's exit codes (docs.pytest.org, `pytest.ExitCode`) that say nothing about the tests."""


class PytestCheck(SuiteCheck):
    """Runs pytest and judges each test.

    ```yaml
    id: suite
    kind: pytest
    run: python -m pytest tests -q
    matrix: {database: [sqlite, postgresql]}
    env: {DB_TYPE: "{{ database }}"}
    inputs: ["server/**/*.py", "tests/**/*.py"]
    expect: {total: 766, passed: ">= 648", no_regressions_since: phase-3, resolves: [missing-queue-position]}
    ```
    """

    RUNNER: ClassVar[str] = "pytest"
    NO_TESTS: ClassVar[int | None] = 5

    kind: Literal["pytest"]
    """A test suite run by pytest, judged test by test.

    Example: pytest
    """
    run: OneOrMany = ("python -m pytest",)
    """The command. pytest is told through its environment where to write its report.

    Example: python -m pytest tests -q
    """
    repeat: Annotated[int, Limit(ge=1, le=10)] = 1
    """How many times it runs over the same workspace; a test that ends otherwise in a later run makes it fail.

    Example: 2
    """

    def meaning(self) -> dict[str, Any]:
        """A field that came later changes nothing for a check that does not use it."""
        found = super().meaning()
        if self.repeat == 1:
            del found["repeat"]
        return found

    def own_words(self) -> Iterator[str]:
        """That it is repeatable."""
        if self.repeat > 1:
            yield f"run {self.repeat} times over the same workspace, every test ends the same"

    def process(self, ctx: CheckContext) -> ProcessRequest | None:
        """The command, told through the environment to write a report, so that any way of calling pytest will do."""
        ctx.scratch_files.folder("")
        remember(ctx)
        for name in (*self._reports(), *exit_files(self.repeat)):
            if ctx.scratch_files.exists(name):
                ctx.scratch_files.write(name, b"")  # of an earlier attempt: it must not speak for this one
        options = f"{ctx.env.get('PYTEST_ADDOPTS', '')} -o junit_family=xunit1".strip()
        if self.repeat > 1:
            return repeated(request(ctx, self.run, shell=self.shell), options, ctx.scratch, self.repeat)
        if own := self._own_report(ctx):
            ctx.scratch_files.write(_OWN, ctx.files.stamp(own).encode())
        report = shlex.quote(f"{ctx.scratch}/junit.xml")
        return request(ctx, self.run, shell=self.shell, PYTEST_ADDOPTS=f"{options} --junitxml={report}")

    def _own_report(self, ctx: CheckContext) -> str:
        """Where the command itself has pytest write a report: its own option comes after ours. Empty when it has none."""
        words = words_of(tuple(fill(text, ctx.variant.as_dict()) for text in self.run))
        for place, word in enumerate(words):
            name, given, path = word.partition("=")
            if name in ("--junitxml", "--junit-xml"):
                found = path if given else "".join(words[place + 1 : place + 2])
                return found.removeprefix("./")
        return ""

    def _read(self, ctx: CheckContext, name: str, done: ProcessResult) -> TestReport | Judgement:
        """The report of a run, ours or the command's own; what is said instead when there is none."""
        from tracker.evidence.reading import read_report  # the readers are wanted when there is something to read

        files = ctx.scratch_files
        if not files.exists(name) or not files.read(name, limit=1):
            own = self._own_report(ctx)
            if not own:
                return Judgement(Outcome.ERROR, f"no report was written ({done.describe()})", (_ELSEWHERE,))
            before = files.read(_OWN).decode() if files.exists(_OWN) else ""
            if self.repeat > 1 or not ctx.files.contains(own) or ctx.files.stamp(own) in ("", before):
                said = f"`--junitxml` in `run` sends the report to {own}, where it cannot be read; leave it out: pytest is told"
                return Judgement(Outcome.ERROR, f"no report was written ({done.describe()})", (said,))
            files, name = ctx.files, own
        try:
            return portable(read_report(files.chunks(name, seconds=SECONDS_LIMIT)), ctx.files.root)
        except UnreadableReportError as error:
            return Judgement(Outcome.ERROR, f"the report is unreadable: {error.message}")

    def _reports(self) -> list[str]:
        return [f"junit-{number}.xml" for number in range(1, self.repeat + 1)] if self.repeat > 1 else ["junit.xml"]

    def judge(self, ctx: CheckContext, done: ProcessResult | None) -> Judgement:
        """Passed when every expectation is met by the tests themselves."""
        assert done is not None
        if done.problem or done.timed_out or done.signal is not None:
            return could_not_run(done)
        if done.exit_code in _MEANINGS:
            return Judgement(Outcome.ERROR, f"{_MEANINGS[done.exit_code]} (exit {done.exit_code})")
        codes = exit_codes(ctx, self.repeat) if self.repeat > 1 else [done.exit_code]
        reports: list[TestReport] = []
        for name in self._reports():
            read = self._read(ctx, name, done)
            if isinstance(read, Judgement):
                return read
            reports.append(read)
        if len(codes) < len(reports):
            return Judgement(Outcome.ERROR, f"a run did not end by itself ({done.describe()})")
        reports[-1], besides = counted(displayed(done.log.tail or done.log.head), reports[-1])
        judgements = [self.judge_report(ctx, report, code, **besides) for report, code in zip(reports, codes, strict=True)]
        worst = next((j for j in judgements if j.outcome is Outcome.ERROR), judgements[0])
        found = self.proved(ctx, self._repeatable(worst, reports), done.log.head + done.log.tail)
        return with_leftovers(ctx, found)

    @staticmethod
    def _repeatable(judgement: Judgement, reports: list[TestReport]) -> Judgement:
        """The first run's judgement; failed when a later run over the same workspace ended otherwise."""
        found = differences(reports)
        if not found:
            return judgement
        unlike = {name for groups in found.values() for ids in groups.values() for name in ids}
        lines = [
            f"not repeatable: run {number} over the same workspace: {group.replace('_', ' ')}: found {tests(ids)},"
            f" expected none: {some(ids)}"
            for number, groups in found.items()
            for group, ids in groups.items()
        ]
        outcome = judgement.outcome if judgement.outcome is Outcome.ERROR else Outcome.FAILED
        return replace(
            judgement,
            outcome=outcome,
            summary=f"{judgement.summary}; not repeatable: {len(unlike)} tests end otherwise when run again",
            details=(*judgement.details, *lines),
            facts={**judgement.facts, "not_repeatable": len(unlike)},
        )
