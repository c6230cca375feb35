"""A test suite of any tool, judged test by test by the reports that it writes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from tracker.checking.base import fill
from tracker.checking.canned import copied_from, names_nothing
from tracker.checking.context import CheckContext
from tracker.checking.repeat import remember
from tracker.checking.rules import After, Limit, Many, OneOrMany
from tracker.checking.suite import SuiteCheck, with_leftovers
from tracker.checking.suite_expect import some
from tracker.checking.words import listed
from tracker.checks.command import could_not_run, output_of, request
from tracker.evidence.limits import SECONDS_LIMIT, UnreadableReportError
from tracker.evidence.portable import portable
from tracker.model.ids import Variant
from tracker.model.result import Judgement, ProcessRequest, ProcessResult
from tracker.model.status import Outcome

_STAMPS = "reports.json"


def _inside(pattern: str) -> str:
    path = pattern.removeprefix("!")
    if not path.strip() or path.startswith("/") or ".." in path.split("/") or "\0" in path:
        raise ValueError("expected a path or glob below the workspace, for example build/reports/*.xml")
    return pattern


def _is_plan(path: str) -> bool:
    """A plan may name tests, and even print a report of them: it is no place where they could be written."""
    return path == "tracker.yaml" or path.startswith("phases/")


Report = Annotated[str, After(_inside)]


class TestsCheck(SuiteCheck):
    """Runs the tests of any tool, and judges each by the reports that it writes: JUnit XML or CTRF JSON.

    ```yaml
    id: frontend
    kind: tests
    run: node --test --test-reporter=junit --test-reporter-destination=build/tests.xml
    report: build/*.xml
    inputs: ["client/**/*.js"]
    expect: {passed: ">= 120", no_regressions_since: phase-3}
    ```
    """

    __test__ = False  # the name makes pytest look at it

    kind: Literal["tests"]
    """A test suite of any tool, judged test by test from its reports.

    Example: tests
    """
    run: OneOrMany
    """The command that runs the tests and writes the reports.

    Example: npx vitest run --reporter=junit --outputFile=build/junit.xml
    """
    report: Annotated[tuple[Report, ...], Many, Limit(min_length=1)]
    """Where the command writes its reports, JUnit XML or CTRF JSON: paths or globs in the workspace; a leading `!`
    takes away. Only what this run wrote counts.

    Example: build/*.xml
    """

    def writes(self, variant: Variant) -> tuple[str, ...]:
        """The reports."""
        return tuple(fill(pattern, variant.as_dict()) for pattern in self.report)

    def words(self, titles: Mapping[str, str]) -> Iterator[str]:
        """Where the results are, before what they must be."""
        reports = dict.fromkeys(pattern for variant in self.variants() for pattern in self.writes(variant))
        yield f"the command writes its results to {listed([f'`{pattern}`' for pattern in reports])}"
        yield from super().words(titles)

    def process(self, ctx: CheckContext) -> ProcessRequest | None:
        """The command, after a look at the reports that are there already."""
        ctx.scratch_files.folder("")
        remember(ctx)
        ctx.scratch_files.write(_STAMPS, json.dumps(self._stamps(ctx)).encode())
        return request(ctx, self.run, shell=self.shell)

    def judge(self, ctx: CheckContext, done: ProcessResult | None) -> Judgement:
        """Passed when every expectation is met by the tests themselves."""
        from tracker.evidence.reading import read_reports  # the readers are wanted when there is something to read

        assert done is not None
        if done.problem or done.timed_out or done.signal is not None:
            return could_not_run(done)
        before, now = json.loads(ctx.scratch_files.read(_STAMPS)), self._stamps(ctx)
        written = [path for path, stamp in now.items() if before.get(path) != stamp]
        if not written:
            return self._nothing_written(ctx, done, list(now))
        for path in written:
            if not ctx.files.contains(path):
                return Judgement(Outcome.ERROR, f"the report {path} leads out of the workspace")
        try:
            read = read_reports((path, ctx.files.chunks(path, seconds=SECONDS_LIMIT)) for path in written)
        except UnreadableReportError as error:
            return Judgement(Outcome.ERROR, error.message)
        known = [path for path in ctx.listed() if path not in written and not ctx.own(path)]
        if copied := copied_from(ctx, written, ctx.files, known):
            return Judgement(
                Outcome.ERROR, f"the report is a copy of {copied}", ("no test wrote it: let the command run the tests",)
            )
        judgement = self.judge_report(ctx, portable(read, ctx.files.root), done.exit_code)
        if judgement.outcome is Outcome.PASSED and names_nothing(ctx, read, known, _is_plan):
            said = "no file of the workspace names any of the report's tests, so they are not this workspace's"
            return Judgement(Outcome.ERROR, f"{judgement.summary}; {said}", (some(case.id for case in read.cases),), tests=read)
        text, _ = output_of(ctx, done) if self.proves else ("", True)
        return with_leftovers(ctx, self.proved(ctx, judgement, text))

    def _nothing_written(self, ctx: CheckContext, done: ProcessResult, old: list[str]) -> Judgement:
        lines = [f"{path} was there before, and this run did not write it" for path in old]
        if not old:
            lines = [f"{pattern}: found no file" for pattern in self.writes(ctx.variant)]
        return Judgement(Outcome.ERROR, f"no report was written ({done.describe()})", tuple(lines))

    def _stamps(self, ctx: CheckContext) -> dict[str, str]:
        """Report → what changes when it is written. The tracker's own files, other checks' reports among them, are none."""
        paths = ctx.files.glob(self.writes(ctx.variant))
        return {path: f"{ctx.files.stamp(path)} {ctx.files.digest(path)}" for path in paths if not ctx.own(path)}
